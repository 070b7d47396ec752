//! Objections: an owner contests a decision, free of charge, within six months; another person decides.

use jiff::ToSpan;

use super::decide::{Measure, act, tell_owner};
use super::model::{DecisionRow, DecisionSource, Objection, Submission, SubmissionKind, Verdict};
use super::reasons::{OBJECTION_MONTHS, Reasons};
use super::subjects::Subject;
use super::submit::{Brought, enqueue};
use super::{letters, store};
use crate::db::Tx;
use crate::identity::{self, Coordinator, SignedIn};
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error};
use crate::kit::id::DecisionId;
use crate::kit::time::{Instant, LocalDate, Zone};
use crate::mail::{self, Envelope};

/// The last moment of the last day on which an owner may object.
pub fn open_until(decided_at: Instant) -> Instant {
    let zone = Zone::ljubljana();
    let day = zone.local(decided_at).0.civil();
    let last = LocalDate::from_civil(day.saturating_add(OBJECTION_MONTHS.months()));
    zone.midnight(&last.plus_days(1)).minus(std::time::Duration::from_millis(1))
}

/// Contests a decision. Once per decision; the receipt goes out by mail.
pub fn object(tx: &mut Tx, who: &SignedIn, home: &str, id: &DecisionId, statement: &str) -> Result<Objection> {
    let contested = store::decision(tx, id)?.ok_or_else(Error::not_found)?;
    let owner = contested.organisation_id.clone().ok_or_else(Error::not_found)?;
    let member = identity::member(tx, who, &owner)?;
    Check::new().text("/statement", statement, 10..=4_000).done()?;
    if !contested.decision.may_be_contested() {
        return Err(Code::NothingToObject.into());
    }
    if tx.now > open_until(contested.decided_at) {
        return Err(Code::ObjectionTooLate.into());
    }
    let row = Objection {
        id: tx.id(),
        decision_id: id.clone(),
        organisation_id: owner.clone(),
        statement: statement.trim().to_owned(),
        made_by: member.account.clone(),
        made_at: tx.now,
    };
    if store::insert_objection(tx, &row)? == 0 {
        return Err(Code::ObjectionExists.into());
    }
    let brought = Brought {
        kind: SubmissionKind::Objection,
        subject: row.id.as_str(),
        owner: Some(owner),
        title: contested.title.clone(),
        snapshot: serde_json::json!({ "statement": row.statement, "decision": contested.decision, "facts": contested.facts }),
        live: None,
        round: 1,
        by: Some(member.account.clone()),
    };
    let submission = enqueue(tx, brought)?;
    if let Some(contact) = identity::contact(tx, &member.account)? {
        let letter = letters::objection_received(contact.locale, home, &contested, &row.statement, submission.due_at);
        let key = format!("objection-received:{}", row.id);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    Ok(row)
}

/// Whoever made the contested decision does not judge the objection to it.
pub(super) fn by_another_person(tx: &mut Tx, by: &Coordinator, row: &Submission) -> Result<()> {
    let contested = contested(tx, row)?;
    if contested.decided_by == by.account { Err(Code::DecidedBySamePerson.into()) } else { Ok(()) }
}

/// Carries the outcome out: what was taken down goes back up; what was refused may be brought again, and its owner is told.
pub(super) fn settle(tx: &mut Tx, by: &Coordinator, home: &str, row: &Submission, outcome: &DecisionRow) -> Result<()> {
    tell_owner(tx, home, outcome)?;
    let contested = contested(tx, row)?;
    // Somebody may have put it back up meanwhile; then nothing is left to restore.
    let still_down = store::history(tx, &contested.subject_id)?.first().is_some_and(|last| last.id == contested.id);
    if outcome.decision != Verdict::Upheld || contested.decision != Verdict::Suspended || !still_down {
        return Ok(());
    }
    let subject = contested.kind.subject().and_then(|kind| Subject::parse(kind, &contested.subject_id));
    let subject = subject.ok_or_else(|| Error::internal("a suspension without its subject"))?;
    let reasons = Reasons::default();
    let source = DecisionSource::Objection;
    act(tx, by, home, Measure { subject: &subject, verdict: Verdict::Restored, reasons: &reasons, source, report_id: None }).map(drop)
}

fn contested(tx: &mut Tx, row: &Submission) -> Result<DecisionRow> {
    let id = row.subject_id.parse().map_err(Error::internal)?;
    let objection = store::objection(tx, &id)?.ok_or_else(|| Error::internal("an objection without its row"))?;
    store::decision(tx, &objection.decision_id)?.ok_or_else(|| Error::internal("an objection to nothing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_months_end_with_the_day_whatever_the_clock_does_between() {
        let until = |at: &str| open_until(Instant::parse(at).unwrap()).to_string();
        assert_eq!(until("2026-11-24T08:00:00Z"), "2027-05-24T21:59:59.999Z");
        assert_eq!(until("2026-08-31T08:00:00Z"), "2027-02-28T22:59:59.999Z");
    }
}
