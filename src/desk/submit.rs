//! Bringing a thing to the desk, and taking it back.

use super::model::{Submission, SubmissionKind, SubmissionStatus, Verdict};
use super::subjects::Subject;
use super::{store, working_days};
use crate::db::Tx;
use crate::events;
use crate::identity::SignedIn;
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{AccountId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::time::Zone;

/// Freezes a thing and puts it into the queue. A thing waits there at most once.
pub fn submit(tx: &mut Tx, who: &SignedIn, subject: &Subject) -> Result<Submission> {
    let member = subject.member(tx, who)?;
    let kind = SubmissionKind::from(subject.kind());
    let latest = store::latest_of(tx, kind, subject.id())?;
    if latest.as_ref().is_some_and(|latest| latest.status == SubmissionStatus::Open) {
        return Err(Code::SubmissionAlreadyOpen.into());
    }
    let frozen = subject.submit(tx, &member)?;
    let round = round_after(tx, latest.as_ref())?;
    let brought = Brought {
        kind,
        subject: subject.id(),
        owner: Some(frozen.owner),
        title: frozen.title,
        snapshot: frozen.snapshot,
        live: frozen.live,
        round,
        by: Some(member.account),
    };
    enqueue(tx, brought)
}

/// Takes it back, as long as nobody has decided.
pub fn withdraw(tx: &mut Tx, who: &SignedIn, subject: &Subject) -> Result<()> {
    let member = subject.member(tx, who)?;
    let kind = SubmissionKind::from(subject.kind());
    let open = store::latest_of(tx, kind, subject.id())?.filter(|latest| latest.status == SubmissionStatus::Open);
    let open = open.ok_or(Code::SubmissionNotOpen)?;
    if store::close(tx, &open.id, SubmissionStatus::Withdrawn)? == 0 {
        return Err(Code::SubmissionNotOpen.into());
    }
    subject.withdraw(tx, &member)?;
    events::record(tx, "submission.withdrawn", open.id.as_str(), Some(&member.account), serde_json::json!({ "subject": open.subject_id }))
}

/// What is put into the queue.
pub(super) struct Brought<'a> {
    pub kind: SubmissionKind,
    pub subject: &'a str,
    pub owner: Option<OrganisationId>,
    pub title: String,
    pub snapshot: serde_json::Value,
    pub live: Option<serde_json::Value>,
    pub round: i32,
    pub by: Option<AccountId>,
}

/// Puts it at the end of the queue with its due time.
pub(super) fn enqueue(tx: &mut Tx, brought: Brought) -> Result<Submission> {
    let row = Submission {
        id: tx.id(),
        kind: brought.kind,
        subject_id: brought.subject.to_owned(),
        organisation_id: brought.owner,
        title: brought.title,
        snapshot: Json(brought.snapshot),
        live: brought.live.map(Json),
        status: SubmissionStatus::Open,
        round: brought.round,
        submitted_by: brought.by,
        submitted_at: tx.now,
        due_at: working_days::due(tx.now, &Zone::ljubljana()),
        closed_at: None,
        claimed_by: None,
        second_look_by: None,
        second_look_at: None,
        second_look_note: None,
        second_look_answer: None,
        second_look_answered_by: None,
        second_look_answered_at: None,
    };
    store::insert_submission(tx, &row)?;
    let fact = serde_json::json!({ "kind": row.kind, "subject": row.subject_id, "round": row.round });
    events::record(tx, "submission.opened", row.id.as_str(), row.submitted_by.as_ref(), fact)?;
    Ok(row)
}

/// The first round after an approval is one again; a withdrawn one does not count.
pub(super) fn round_after(tx: &mut Tx, latest: Option<&Submission>) -> Result<i32> {
    let Some(latest) = latest else { return Ok(1) };
    if latest.status == SubmissionStatus::Withdrawn {
        return Ok(latest.round);
    }
    let decision = store::decision_on(tx, &latest.id)?.ok_or_else(|| Error::internal("a decided submission without a decision"))?;
    Ok(if decision.decision == Verdict::Approved { 1 } else { latest.round + 1 })
}
