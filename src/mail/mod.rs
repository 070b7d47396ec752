//! Letters: composed by the flow that has something to say, queued with the fact, sent by a job.
//!
//! A letter is queued in the transaction of its fact under a key, so each fact owes one letter and has one. A
//! crash between the server's answer and its record may send it again, under the same Message-ID. No letter is
//! changed or dropped after it was queued.

pub mod deliver;
mod letter;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::Tx;
use crate::db::schema::mails;
use crate::jobs::{self, Job};
use crate::kit::Result;
use crate::kit::guard;
use crate::kit::id::MailId;
use crate::kit::locale::Locale;
use crate::kit::time::Instant;

pub use letter::Letter;

/// The kind of the job that sends a letter; its key is the letter's id.
pub const SENDING: &str = "mail.send";
/// The same for a sealed letter; such jobs are in no list.
pub const SENDING_SEALED: &str = "mail.send.sealed";
/// What the key of a sealed letter begins with: one whose being there would tell something that nobody but its reader may
/// know yet. It is sent like any other, and is in no list but the reader's own.
pub const SEALED: &str = "sealed:";

text_enum! {
    /// Where a letter stands.
    pub enum MailStatus {
        /// Waits for its job.
        Queued = "queued",
        /// Was handed to the mail server.
        Sent = "sent",
    }
}

/// To whom a letter goes, and for which fact.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The address.
    pub to: String,
    /// The reader's name; may be empty.
    pub name: String,
    /// The reader's language, in which the letter is written.
    pub locale: Locale,
    /// Names the fact and the reader: `order-placed:ord_…:buyer`. One letter for one key, ever.
    pub key: String,
}

/// A letter as it is stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, Serialize, Deserialize, utoipa::ToSchema)]
#[diesel(table_name = mails)]
pub struct Mail {
    /// Its id; also the local part of its Message-ID.
    pub id: MailId,
    /// The fact it speaks of.
    pub key: String,
    /// To whom.
    pub to_address: String,
    /// The reader's name.
    pub to_name: String,
    /// The language it is written in.
    pub locale: Locale,
    /// The subject line.
    pub subject: String,
    /// For readers of plain text.
    pub body_text: String,
    /// For the others.
    pub body_html: String,
    /// Where it stands.
    pub status: MailStatus,
    /// When it was queued.
    pub created_at: Instant,
    /// When it was handed over.
    pub sent_at: Option<Instant>,
}

/// Queues a letter in this transaction. A key that was used before queues nothing.
pub fn queue(tx: &mut Tx, envelope: Envelope, letter: Letter) -> Result<()> {
    let mail = Mail {
        id: tx.id(),
        key: envelope.key,
        to_address: one_line(&envelope.to),
        to_name: one_line(&envelope.name),
        locale: envelope.locale,
        subject: one_line(letter.subject()),
        body_text: letter.text(envelope.locale),
        body_html: letter.html(envelope.locale),
        status: MailStatus::Queued,
        created_at: tx.now,
        sent_at: None,
    };
    let added = each!(db in tx.db => diesel::insert_into(mails::table).values(&mail).on_conflict_do_nothing().execute(db))?;
    if added > 0 {
        let run_at = tx.now;
        let kind = if mail.key.starts_with(SEALED) { SENDING_SEALED } else { SENDING };
        jobs::enqueue(tx, Job { kind, key: mail.id.as_str(), payload: serde_json::json!({ "mail": mail.id }), run_at })?;
    }
    Ok(())
}

/// One letter.
pub fn find(tx: &mut Tx, id: &MailId) -> Result<Option<Mail>> {
    Ok(mails::table.find(id).select(Mail::as_select()).first(tx.db).optional()?)
}

/// The newest letters, at most `limit`.
pub fn newest(tx: &mut Tx, limit: i64) -> Result<Vec<Mail>> {
    Ok(mails::table.order(mails::id.desc()).select(Mail::as_select()).limit(limit).load(tx.db)?)
}

/// The newest letters, all or those to one address, at most `limit`.
pub fn newest_to(tx: &mut Tx, to: Option<&str>, limit: i64) -> Result<Vec<Mail>> {
    let letters = mails::table.order(mails::id.desc()).select(Mail::as_select()).limit(limit);
    Ok(match to {
        Some(to) => letters.filter(mails::to_address.eq(to)).load(tx.db)?,
        None => letters.load(tx.db)?,
    })
}

/// Letters that wait or were sent, the newest first, before the cursor; no sealed ones.
pub fn list(tx: &mut Tx, status: Option<MailStatus>, cursor: Option<MailId>, count: i64) -> Result<Vec<Mail>> {
    let mut letters = mails::table.order(mails::id.desc()).select(Mail::as_select()).limit(count).into_boxed();
    if !guard::off("entry_letters") {
        letters = letters.filter(mails::key.not_like(format!("{SEALED}%")));
    }
    if let Some(status) = status {
        letters = letters.filter(mails::status.eq(status));
    }
    if let Some(id) = cursor {
        letters = letters.filter(mails::id.lt(id));
    }
    Ok(letters.load(tx.db)?)
}

/// How many letters wait for the mail server; no sealed ones.
pub fn waiting(tx: &mut Tx) -> Result<i64> {
    let open = mails::table.filter(mails::key.not_like(format!("{SEALED}%")));
    Ok(open.filter(mails::status.eq(MailStatus::Queued)).count().get_result(tx.db)?)
}

/// Records that the mail server took the letter.
pub fn mark_sent(tx: &mut Tx, id: &MailId) -> Result<()> {
    diesel::update(mails::table.find(id)).set((mails::status.eq(MailStatus::Sent), mails::sent_at.eq(tx.now.millis()))).execute(tx.db)?;
    Ok(())
}

/// Header values stay on one line, whatever was typed (a second line would be another header).
fn one_line(text: &str) -> String {
    text.split(['\r', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
