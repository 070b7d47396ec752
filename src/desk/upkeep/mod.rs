//! Jobs and letters at the desk: what was given up, what fails, what waits; and "try again".
//!
//! Nobody reads another's letter here: address, subject and fate are shown, never a body. What an error says is shown
//! without passwords and secrets of links. It only looks, and puts back what has failed: a guarded update, so that what is
//! being done already is not begun twice.

mod masked;
mod routes;

pub use routes::routes;

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Tx;
use crate::events;
use crate::identity::Caretaker;
use crate::jobs::{self, Fate, JobRow, JobStatus, watch};
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{JobId, MailId};
use crate::kit::locale::Locale;
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::{Instant, minutes};
use crate::mail::{self, Mail, MailStatus};

/// A job as the desk sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// For which fact.
    pub key: String,
    /// Where it stands.
    pub status: JobStatus,
    /// How often it was begun.
    pub attempts: i32,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Instant,
    /// When it is due.
    pub run_at: Instant,
    /// When its last attempt ended.
    pub finished_at: Option<Instant>,
}

impl From<JobRow> for JobView {
    fn from(row: JobRow) -> JobView {
        JobView {
            id: row.id,
            kind: row.kind,
            key: row.key,
            status: row.status,
            attempts: row.attempts,
            last_error: row.last_error.as_deref().map(masked::masked),
            created_at: row.created_at,
            run_at: row.run_at,
            finished_at: row.finished_at,
        }
    }
}

/// A letter as the desk sees it: never what it says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OutboxItem {
    /// Its id.
    pub id: MailId,
    /// To whom.
    pub to_address: String,
    /// The language it is written in.
    pub locale: Locale,
    /// The subject line.
    pub subject: String,
    /// Where it stands.
    pub status: MailStatus,
    /// When it was queued.
    pub created_at: Instant,
    /// When it was handed over; `null` while it waits.
    pub sent_at: Option<Instant>,
    /// The job that sends it; forgotten a month after it was sent.
    pub job: Option<JobView>,
}

/// How many jobs and letters stand where.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UpkeepCounts {
    /// Given up; a person must look.
    pub dead: i64,
    /// Failed at the last attempt and wait for the next.
    pub failing: i64,
    /// Wait for their time.
    pub waiting: i64,
    /// A worker has them.
    pub running: i64,
    /// Should have begun more than five minutes ago: nobody works.
    pub late: i64,
    /// Letters that wait for the mail server.
    pub letters_waiting: i64,
}

/// Jobs of one fate, by their time.
pub fn jobs_of(tx: &mut Tx, _by: &Caretaker, fate: Fate, page: &PageQuery) -> Result<Page<JobView>> {
    let limit = page.limit()?;
    let rows = watch::list(tx, fate, page.cursor()?, limit + 1)?;
    Ok(Page::of(rows, limit, |row| (row.run_at, row.id.clone())).map(JobView::from))
}

/// Letters with the jobs that send them, the newest first.
pub fn outbox(tx: &mut Tx, _by: &Caretaker, status: Option<MailStatus>, page: &PageQuery) -> Result<Page<OutboxItem>> {
    let limit = page.limit()?;
    let letters = Page::of(mail::list(tx, status, page.cursor()?, limit + 1)?, limit, |letter| letter.id.clone());
    let keys: Vec<String> = letters.items.iter().map(|letter| letter.id.to_string()).collect();
    let found = watch::of_keys(tx, mail::SENDING, &keys)?;
    let mut jobs: HashMap<String, JobView> = found.into_iter().map(|row| (row.key.clone(), row.into())).collect();
    Ok(letters.map(|letter| item(jobs.remove(letter.id.as_str()), letter)))
}

fn item(job: Option<JobView>, letter: Mail) -> OutboxItem {
    OutboxItem {
        id: letter.id,
        to_address: letter.to_address,
        locale: letter.locale,
        subject: letter.subject,
        status: letter.status,
        created_at: letter.created_at,
        sent_at: letter.sent_at,
        job,
    }
}

/// How many stand where.
pub fn counts(tx: &mut Tx, _by: &Caretaker) -> Result<UpkeepCounts> {
    let late = tx.now.minus(minutes(5));
    let watch::Counts { dead, failing, waiting, running, late } = watch::counts(tx, late)?;
    Ok(UpkeepCounts { dead, failing, waiting, running, late, letters_waiting: mail::waiting(tx)? })
}

/// Tries again at once what was given up or waits after a failure.
pub fn try_again(tx: &mut Tx, by: &Caretaker, id: &JobId) -> Result<JobView> {
    let before = watch::find(tx, id)?.ok_or_else(Error::not_found)?;
    if !jobs::revive(tx, id)? && !watch::hasten(tx, id)? {
        return Err(Code::JobNotFailed.into());
    }
    let fact = serde_json::json!({ "kind": before.kind, "key": before.key, "attempts": before.attempts });
    events::record(tx, "job.tried_again", id.as_str(), Some(&by.account), fact)?;
    Ok(watch::find(tx, id)?.ok_or_else(Error::not_found)?.into())
}
