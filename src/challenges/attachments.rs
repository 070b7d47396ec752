//! Papers of a challenge: those that everybody may read on its page, and those that a company shows only to people who promise to
//! keep them to themselves.
//!
//! It guards, of the second kind: nobody reads their names or learns how many there are before the promise, which is kept with the version of
//! its text and the time; who opened what is kept too. They are in no list, no search and no page of the public.

use diesel::prelude::*;

use super::model::{Challenge, ChallengeState};
use crate::db::Tx;
use crate::db::schema::{challenge_attachment_reads, challenge_attachments, challenge_confidences};
use crate::kit::check::Check;
use crate::kit::id::{AccountId, AttachmentId, ChallengeId};
use crate::kit::locale::Locale;
use crate::kit::text::plain;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result, guard};

/// How many a challenge has at most.
const MOST: usize = 20;

/// The version of the promise that is asked for now.
pub const CONFIDENTIALITY_TEXT_VERSION: &str = "2026-12";

/// The promise, in a language.
pub fn confidentiality_text(l: Locale) -> &'static str {
    l.pick(
        "Gradivo je zaupno. Uporabim ga samo za svoj predlog na ta izziv, nikomur ga ne pokažem in ne posredujem naprej, tudi če na izzivu ne sodelujem. Z ekipo ga delim šele, ko to obljubi vsak njen član. Ko ga ne potrebujem več, ga izbrišem. Obljuba velja tudi po koncu izziva.",
        "This material is confidential. I use it only for my entry to this challenge, show it to nobody and pass it on to nobody, even if I do not take part. I share it with my team only once each of its members has promised the same. When I no longer need it, I delete it. The promise holds after the end of the challenge too.",
        "Dieses Material ist vertraulich. Ich verwende es nur für meinen Beitrag zu dieser Herausforderung, zeige es niemandem und gebe es nicht weiter, auch wenn ich nicht teilnehme. Mit meinem Team teile ich es erst, wenn jedes Mitglied dasselbe versprochen hat. Sobald ich es nicht mehr brauche, lösche ich es. Das Versprechen gilt auch nach dem Ende der Herausforderung.",
    )
}

/// A paper: open to all, or kept back.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = challenge_attachments)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// Under which its blob lies; a secret.
    pub handle: String,
    /// What it is called.
    pub title: String,
    /// How large it is.
    pub size_bytes: i64,
    /// Who sent it.
    pub uploaded_by: AccountId,
    /// When.
    pub uploaded_at: Instant,
    /// When it was taken away.
    pub removed_at: Option<Instant>,
    /// Whether everybody may read it.
    pub open: bool,
}

impl Attachment {
    /// Where its blob lies.
    pub fn blob_key(&self) -> String {
        attachment_key(&self.handle)
    }
}

/// Where a paper of this handle lies.
pub fn attachment_key(handle: &str) -> String {
    format!("attachments/{handle}.pdf")
}

/// Somebody's promise; never changed.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = challenge_confidences)]
pub struct Confidence {
    /// About which challenge.
    pub challenge_id: ChallengeId,
    /// Whose.
    pub account_id: AccountId,
    /// To which text.
    pub text_version: String,
    /// When.
    pub accepted_at: Instant,
    /// The person's name, where the account has gone and the promise has not.
    pub name: Option<String>,
}

/// A paper whose blob lies there.
#[derive(Clone, Copy, Debug)]
pub struct NewPaper<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Whether everybody may read it.
    pub open: bool,
    /// Under which its blob lies.
    pub handle: &'a str,
    /// How large it is.
    pub size_bytes: i64,
}

/// Adds a paper whose blob lies there. Until the close, so that all have the same to work with.
pub fn attach(tx: &mut Tx, challenge: &Challenge, new: NewPaper<'_>, by: &AccountId) -> Result<Attachment> {
    let NewPaper { title, open, handle, size_bytes } = new;
    Check::new().text("/title", title, 2..=120).done()?;
    may_attach(tx, challenge)?;
    let attachment = Attachment {
        id: tx.id(),
        challenge_id: challenge.id.clone(),
        handle: handle.to_owned(),
        title: plain(title).replace('\n', " "),
        size_bytes,
        uploaded_by: by.clone(),
        uploaded_at: tx.now,
        removed_at: None,
        open,
    };
    diesel::insert_into(challenge_attachments::table).values(attachment.clone()).execute(tx.db)?;
    super::record(tx, challenge, "challenge.attached", Some(by), serde_json::json!({ "attachment": attachment.id }))?;
    Ok(attachment)
}

/// Refuses papers after the close, and too many.
pub fn may_attach(tx: &mut Tx, challenge: &Challenge) -> Result<()> {
    use ChallengeState::{Approved, Open, Published, Submitted};
    let state = challenge.phase(tx.now);
    if !state.is_written() && !matches!(state, Submitted | Approved | Published | Open) {
        return Err(Code::ChallengeState.because("Papers are added until the close, so that all have the same to work with."));
    }
    if attachments(tx, &challenge.id)?.len() >= MOST {
        return Err(Code::AttachmentsFull.into());
    }
    Ok(())
}

/// Takes a paper away; who read it stays on record. Answers it, for its blob.
pub fn detach(tx: &mut Tx, challenge: &Challenge, id: &AttachmentId, by: &AccountId) -> Result<Attachment> {
    let attachment = attachment(tx, &challenge.id, id)?;
    let there = challenge_attachments::table.find(id).filter(challenge_attachments::removed_at.is_null());
    if diesel::update(there).set(challenge_attachments::removed_at.eq(Some(tx.now))).execute(tx.db)? == 0 {
        return Err(Error::not_found());
    }
    super::record(tx, challenge, "challenge.detached", Some(by), serde_json::json!({ "attachment": id }))?;
    Ok(attachment)
}

/// The papers that are there, in the order in which they came. The caller sees to it that the reader may know.
pub fn attachments(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Attachment>> {
    let there = challenge_attachments::challenge_id.eq(challenge).and(challenge_attachments::removed_at.is_null());
    Ok(challenge_attachments::table.filter(there).order(challenge_attachments::id).select(Attachment::as_select()).load(tx.db)?)
}

/// One paper of a challenge.
pub fn attachment(tx: &mut Tx, challenge: &ChallengeId, id: &AttachmentId) -> Result<Attachment> {
    attachments(tx, challenge)?.into_iter().find(|attachment| attachment.id == *id).ok_or_else(Error::not_found)
}

/// Keeps somebody's promise: to the text as it is now, once.
pub fn promise(tx: &mut Tx, challenge: &ChallengeId, account: &AccountId, text_version: &str) -> Result<()> {
    if text_version != CONFIDENTIALITY_TEXT_VERSION {
        return Err(Code::Invalid.at("/text_version", "outdated", "The text has changed. Reload the page and read it again."));
    }
    let promise = Confidence {
        challenge_id: challenge.clone(),
        account_id: account.clone(),
        text_version: text_version.to_owned(),
        accepted_at: tx.now,
        name: None,
    };
    each!(db in tx.db => diesel::insert_into(challenge_confidences::table).values(&promise).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

/// Somebody's promise, if it was given.
pub fn promised_by(tx: &mut Tx, challenge: &ChallengeId, account: &AccountId) -> Result<Option<Confidence>> {
    Ok(challenge_confidences::table.find((challenge, account)).select(Confidence::as_select()).first(tx.db).optional()?)
}

/// Somebody's promises, each with the times at which they opened a paper.
pub fn promises_of(tx: &mut Tx, account: &AccountId) -> Result<Vec<(Confidence, Vec<Instant>)>> {
    let given: Vec<Confidence> = challenge_confidences::table
        .filter(challenge_confidences::account_id.eq(account))
        .order((challenge_confidences::accepted_at, challenge_confidences::challenge_id))
        .select(Confidence::as_select())
        .load(tx.db)?;
    let read: Vec<(ChallengeId, Instant)> = challenge_attachment_reads::table
        .inner_join(challenge_attachments::table.on(challenge_attachments::id.eq(challenge_attachment_reads::attachment_id)))
        .filter(challenge_attachment_reads::account_id.eq(account))
        .order((challenge_attachment_reads::read_at, challenge_attachments::id))
        .select((challenge_attachments::challenge_id, challenge_attachment_reads::read_at))
        .load(tx.db)?;
    let opened = |id: &ChallengeId| read.iter().filter(|(challenge, _)| challenge == id).map(|(_, at)| *at).collect();
    Ok(given.into_iter().map(|promise| (opened(&promise.challenge_id), promise)).map(|(opened, promise)| (promise, opened)).collect())
}

/// Takes back the promises of somebody who goes. One on which papers were opened stays, with the name: the secret is out, and the
/// company relies on the promise.
pub fn forget_promises(tx: &mut Tx, account: &AccountId, name: &str) -> Result<()> {
    for (promise, opened) in promises_of(tx, account)? {
        let row = challenge_confidences::table.find((&promise.challenge_id, account));
        if opened.is_empty() {
            diesel::delete(row).execute(tx.db)?;
        } else {
            diesel::update(row).set(challenge_confidences::name.eq(Some(name))).execute(tx.db)?;
        }
    }
    Ok(())
}

/// The papers that everybody may read. The caller sees to it that the challenge is public.
pub fn open_papers(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Attachment>> {
    Ok(attachments(tx, challenge)?.into_iter().filter(|paper| paper.open).collect())
}

/// A paper for somebody who promised; that they opened it is kept. Without the promise there is none, whatever id is tried.
pub fn open_attachment(tx: &mut Tx, challenge: &ChallengeId, account: &AccountId, id: &AttachmentId) -> Result<Attachment> {
    if promised_by(tx, challenge, account)?.is_none() && !guard::off("confidence") {
        return Err(Error::not_found());
    }
    let attachment = attachment(tx, challenge, id)?;
    let row = (
        challenge_attachment_reads::attachment_id.eq(id),
        challenge_attachment_reads::account_id.eq(account),
        challenge_attachment_reads::read_at.eq(tx.now),
    );
    each!(db in tx.db => diesel::insert_into(challenge_attachment_reads::table).values(row).on_conflict_do_nothing().execute(db))?;
    Ok(attachment)
}

/// Everybody who promised, in the order of time, each with how many papers they have opened.
pub fn promises(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<(Confidence, i64)>> {
    let given: Vec<Confidence> = challenge_confidences::table
        .filter(challenge_confidences::challenge_id.eq(challenge))
        .order((challenge_confidences::accepted_at, challenge_confidences::account_id))
        .select(Confidence::as_select())
        .load(tx.db)?;
    let read: Vec<AccountId> = challenge_attachment_reads::table
        .inner_join(challenge_attachments::table.on(challenge_attachments::id.eq(challenge_attachment_reads::attachment_id)))
        .filter(challenge_attachments::challenge_id.eq(challenge))
        .select(challenge_attachment_reads::account_id)
        .load(tx.db)?;
    let opened = |account: &AccountId| read.iter().filter(|reader| *reader == account).count() as i64;
    Ok(given.into_iter().map(|promise| (opened(&promise.account_id), promise)).map(|(count, promise)| (promise, count)).collect())
}
