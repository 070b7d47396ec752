//! A second pair of eyes, on request. Whoever asked waits for the answer; anybody else may decide meanwhile.

use super::model::{Submission, SubmissionStatus};
use super::{letters, store};
use crate::db::Tx;
use crate::events;
use crate::identity::{self, Coordinator};
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error};
use crate::kit::id::SubmissionId;
use crate::mail::{self, Envelope};

/// Asks the other coordinators to look; they are told by mail.
pub fn ask(tx: &mut Tx, by: &Coordinator, home: &str, id: &SubmissionId, note: &str) -> Result<Submission> {
    Check::new().text("/note", note, 1..=1_000).done()?;
    let row = open(tx, id)?;
    if row.second_look_pending() {
        return Err(Code::SecondLookPending.because("Somebody has asked for a second look already."));
    }
    let others: Vec<_> = identity::coordinators(tx)?.into_iter().filter(|contact| contact.account != by.account).collect();
    if others.is_empty() {
        return Err(Code::NoSecondPerson.into());
    }
    store::ask_second_look(tx, id, Some(&by.account), Some(note.trim()))?;
    for contact in others {
        let letter = letters::second_look(contact.locale, home, &row, &by.name, note.trim());
        let key = format!("second-look:{}:{}:{}", row.id, tx.now.millis(), contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    events::record(tx, "submission.second_look_asked", id.as_str(), Some(&by.account), serde_json::json!({}))?;
    open(tx, id)
}

/// No longer asks. Only who asked may take it back.
pub fn stop_asking(tx: &mut Tx, by: &Coordinator, id: &SubmissionId) -> Result<Submission> {
    let row = open(tx, id)?;
    if row.second_look_by.as_ref() != Some(&by.account) {
        return Err(Code::Forbidden.because("Only the person who asked for a second look can take the request back."));
    }
    store::ask_second_look(tx, id, None, None)?;
    open(tx, id)
}

/// What the second pair of eyes saw.
pub fn answer(tx: &mut Tx, by: &Coordinator, id: &SubmissionId, note: &str) -> Result<Submission> {
    Check::new().text("/note", note, 1..=1_000).done()?;
    let row = open(tx, id)?;
    if row.second_look_by.as_ref() == Some(&by.account) {
        return Err(Code::Forbidden.because("A second look is somebody else's. Ask a colleague, or take the request back."));
    }
    if store::answer_second_look(tx, id, &by.account, note.trim())? == 0 {
        return Err(Code::NothingToAnswer.into());
    }
    events::record(tx, "submission.second_look_given", id.as_str(), Some(&by.account), serde_json::json!({}))?;
    open(tx, id)
}

/// Says who is looking at it, or that nobody is.
pub fn claim(tx: &mut Tx, by: &Coordinator, id: &SubmissionId, mine: bool) -> Result<Submission> {
    open(tx, id)?;
    store::claim(tx, id, mine.then_some(&by.account))?;
    open(tx, id)
}

fn open(tx: &mut Tx, id: &SubmissionId) -> Result<Submission> {
    let row = store::submission(tx, id)?.ok_or_else(Error::not_found)?;
    if row.status == SubmissionStatus::Open { Ok(row) } else { Err(Code::SubmissionNotOpen.into()) }
}
