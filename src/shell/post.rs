//! The post: the job that sends queued letters, and in a demonstration the mailbox in which they can be read.
//!
//! Outside of a demonstration there is no mailbox: nobody reads another's letters.

use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::kit::id::MailId;
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::kit::{Error, Result};
use crate::mail::{self, Mail, MailStatus, deliver};
use crate::web::{App, Json, Path, Problems, Query, Routes, Workers};

/// Who sends the letters.
pub fn jobs(workers: &mut Workers) {
    workers.on(mail::SENDING, |app, payload| Box::pin(send(app, payload)));
    workers.on(mail::SENDING_SEALED, |app, payload| Box::pin(send(app, payload)));
}

/// The routes of the mailbox.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_mailbox).service(read_letter);
}

#[derive(Deserialize)]
struct Sending {
    mail: MailId,
}

/// Sends one letter, unless it was sent already.
async fn send(app: App, payload: serde_json::Value) -> Result<()> {
    let Sending { mail } = serde_json::from_value(payload).map_err(Error::internal)?;
    let id = mail.clone();
    let Some(letter) = app.read(move |tx| mail::find(tx, &id)).await? else { return Ok(()) };
    if letter.status == MailStatus::Sent {
        return Ok(());
    }
    let settings = app.settings().clone();
    let hand_over = move || {
        let host = settings.base_url.split("://").nth(1).unwrap_or("localhost").split(':').next().unwrap_or("localhost");
        let message = deliver::compose(&letter, &settings.mail.from, host)?;
        match &settings.mail.smtp_url {
            Some(url) => deliver::by_smtp(url, &message),
            None => deliver::into_folder(&settings.data_dir.join("mail"), &letter, &message),
        }
    };
    actix_web::rt::task::spawn_blocking(hand_over).await.map_err(Error::internal)??;
    app.write(move |tx| mail::mark_sent(tx, &mail)).await
}

/// A letter in the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MailboxItem {
    /// Its id.
    id: MailId,
    /// To whom.
    to_address: String,
    /// The reader's name; may be empty.
    to_name: String,
    /// The language it is written in.
    locale: Locale,
    /// The subject line.
    subject: String,
    /// When it was queued.
    created_at: Instant,
    /// When it was handed over; `null` while it waits.
    sent_at: Option<Instant>,
}

/// The newest letters.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Mailbox {
    items: Vec<MailboxItem>,
}

/// A letter to read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MailboxLetter {
    #[serde(flatten)]
    item: MailboxItem,
    /// For readers of plain text.
    body_text: String,
    /// For the others.
    body_html: String,
}

impl From<&Mail> for MailboxItem {
    fn from(mail: &Mail) -> MailboxItem {
        MailboxItem {
            id: mail.id.clone(),
            to_address: mail.to_address.clone(),
            to_name: mail.to_name.clone(),
            locale: mail.locale,
            subject: mail.subject.clone(),
            created_at: mail.created_at,
            sent_at: mail.sent_at,
        }
    }
}

/// Whose letters, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MailboxQuery {
    /// Only letters to this address.
    to: Option<String>,
    /// At most so many; 1 to 100, otherwise 50.
    limit: Option<i64>,
}

/// The letters of the demonstration, newest first.
#[utoipa::path(tag = "mailbox", params(MailboxQuery), responses((status = 200, body = Mailbox), Problems))]
#[get("/mailbox")]
async fn list_mailbox(app: App, asked: Query<MailboxQuery>) -> Result<Json<Mailbox>> {
    only_in_demonstrations(&app)?;
    let MailboxQuery { to, limit } = asked.into_inner();
    let limit = limit.unwrap_or(50).clamp(1, 100);
    let letters = app.read(move |tx| mail::newest_to(tx, to.as_deref().map(str::trim).filter(|to| !to.is_empty()), limit)).await?;
    Ok(Json(Mailbox { items: letters.iter().map(MailboxItem::from).collect() }))
}

/// One letter of the demonstration.
#[utoipa::path(tag = "mailbox", params(MailId), responses((status = 200, body = MailboxLetter), Problems))]
#[get("/mailbox/{id}")]
async fn read_letter(app: App, id: Path<MailId>) -> Result<Json<MailboxLetter>> {
    only_in_demonstrations(&app)?;
    let mail = app.read(move |tx| mail::find(tx, &id)).await?.ok_or(Error::not_found())?;
    Ok(Json(MailboxLetter { item: MailboxItem::from(&mail), body_text: mail.body_text, body_html: mail.body_html }))
}

fn only_in_demonstrations(app: &App) -> Result<()> {
    if app.settings().demo { Ok(()) } else { Err(Error::not_found()) }
}
