//! The decision. Whoever decides is proven, what is decided has reasons, and whoever it concerns is told in the same
//! transaction: on screen by the row itself, by mail through the outbox.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{DecisionRow, DecisionSource, FieldComment, Ground, Submission, SubmissionKind, SubmissionStatus, Verdict};
use super::objections;
use super::reasons::{REDRESS_VERSION, Reasons};
use super::subjects::Subject;
use super::{letters, store};
use crate::db::Tx;
use crate::events;
use crate::identity::{self, Coordinator};
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{OrganisationId, ReportId, SubmissionId};
use crate::kit::json::Json;
use crate::mail::{self, Envelope};

/// The answer to a submission.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// For organisations, listings, pop-ups and challenges: approved, changes_requested, refused; for reports and objections: upheld, dismissed.
    pub decision: Verdict,
    /// Law or terms; needed for anything but an approval.
    #[serde(default)]
    pub ground: Option<Ground>,
    /// Which law or clause.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub clause: String,
    /// What is the case, and what to do about it.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub facts: String,
    /// Remarks on fields.
    #[serde(default)]
    pub comments: Vec<FieldComment>,
    /// With a report that is upheld: take down what was reported.
    #[serde(default)]
    pub suspend_subject: bool,
}

/// A measure of the desk's own: taking down, putting back up.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeasure {
    /// Law or terms; needed for a suspension.
    #[serde(default)]
    pub ground: Option<Ground>,
    /// Which law or clause.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub clause: String,
    /// What is the case.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub facts: String,
    /// The report that moved the desk.
    #[serde(default)]
    pub report_id: Option<ReportId>,
}

/// Decides on a submission. Of two who decide at once, the first wins; the second is told.
pub fn decide(tx: &mut Tx, by: &Coordinator, home: &str, id: &SubmissionId, answer: &NewDecision) -> Result<DecisionRow> {
    let row = store::submission(tx, id)?.ok_or_else(Error::not_found)?;
    if !row.kind.takes(answer.decision) {
        return Err(Code::VerdictNotAllowed.into());
    }
    let reasons = Reasons { ground: answer.ground, clause: answer.clause.clone(), facts: answer.facts.clone() };
    reasons.check(answer.decision, &answer.comments)?;
    if row.second_look_pending() && row.second_look_by.as_ref() == Some(&by.account) {
        return Err(Code::SecondLookPending.into());
    }
    if row.kind == SubmissionKind::Objection {
        objections::by_another_person(tx, by, &row)?;
    }
    if store::close(tx, id, SubmissionStatus::Decided)? == 0 {
        return Err(Code::SubmissionNotOpen.into());
    }
    let decision = write(tx, by, from_queue(&row, answer.decision, &reasons, answer.comments.clone()))?;
    match row.kind {
        SubmissionKind::Report => super::reports::settle(tx, by, home, &row, &decision, answer.suspend_subject)?,
        SubmissionKind::Objection => objections::settle(tx, by, home, &row, &decision)?,
        SubmissionKind::Organisation | SubmissionKind::Listing | SubmissionKind::Popup | SubmissionKind::Challenge => {
            let subject = row.kind.subject().and_then(|kind| Subject::parse(kind, &row.subject_id));
            let subject = subject.ok_or_else(|| Error::internal("a submission without its subject"))?;
            let told = answer.decision.decision().ok_or(Code::VerdictNotAllowed)?;
            match (&subject, &row.live) {
                (Subject::Organisation(id), Some(_)) => identity::organisations::hear_about_change(tx, by, id, told)?,
                _ => subject.carry_out(tx, by, &row.snapshot, told)?,
            }
            tell_owner(tx, home, &decision)?;
        }
    }
    Ok(decision)
}

/// Takes something down that was accepted, or puts it back up, without anybody having asked.
pub fn measure(tx: &mut Tx, by: &Coordinator, home: &str, subject: &Subject, verdict: Verdict, why: &NewMeasure) -> Result<DecisionRow> {
    let reasons = Reasons { ground: why.ground, clause: why.clause.clone(), facts: why.facts.clone() };
    reasons.check(verdict, &[])?;
    let source = if why.report_id.is_some() { DecisionSource::Notice } else { DecisionSource::OwnInitiative };
    if let Some(report) = &why.report_id {
        let known = store::report(tx, report)?.is_some_and(|report| report.subject_id.as_deref() == Some(subject.id()));
        if !known {
            return Err(Code::Invalid.at("/report_id", "report_unknown", "This report is about something else."));
        }
    }
    act(tx, by, home, Measure { subject, verdict, reasons: &reasons, source, report_id: why.report_id.clone() })
}

/// Something that the desk does without a submission of its own.
pub(super) struct Measure<'a> {
    pub subject: &'a Subject,
    pub verdict: Verdict,
    pub reasons: &'a Reasons,
    pub source: DecisionSource,
    pub report_id: Option<ReportId>,
}

/// The measure itself: the noun does it, the row says why, the owner is told.
pub(super) fn act(tx: &mut Tx, by: &Coordinator, home: &str, measure: Measure) -> Result<DecisionRow> {
    let Measure { subject, verdict, reasons, source, report_id } = measure;
    let card = subject.card(tx)?.ok_or_else(Error::not_found)?;
    let told = verdict.decision().ok_or(Code::VerdictNotAllowed)?;
    subject.carry_out(tx, by, &serde_json::Value::Null, told)?;
    let draft = Draft {
        submission: None,
        kind: SubmissionKind::from(subject.kind()),
        subject: subject.id().to_owned(),
        owner: Some(card.owner),
        title: card.title,
        round: 0,
        verdict,
        reasons: reasons.clone(),
        comments: Vec::new(),
        source,
        report_id,
    };
    let decision = write(tx, by, draft)?;
    tell_owner(tx, home, &decision)?;
    Ok(decision)
}

/// A decision about to be written.
struct Draft {
    submission: Option<SubmissionId>,
    kind: SubmissionKind,
    subject: String,
    owner: Option<OrganisationId>,
    title: String,
    round: i32,
    verdict: Verdict,
    reasons: Reasons,
    comments: Vec<FieldComment>,
    source: DecisionSource,
    report_id: Option<ReportId>,
}

fn from_queue(row: &Submission, verdict: Verdict, reasons: &Reasons, comments: Vec<FieldComment>) -> Draft {
    Draft {
        submission: Some(row.id.clone()),
        kind: row.kind,
        subject: row.subject_id.clone(),
        // The outcome of a report is the reporter's to read; the owner reads the measure, if there is one.
        owner: row.organisation_id.clone().filter(|_| row.kind != SubmissionKind::Report),
        title: row.title.clone(),
        round: row.round,
        verdict,
        reasons: reasons.clone(),
        comments,
        source: match row.kind {
            SubmissionKind::Report => DecisionSource::Notice,
            SubmissionKind::Objection => DecisionSource::Objection,
            _ => DecisionSource::Submission,
        },
        report_id: None,
    }
}

fn write(tx: &mut Tx, by: &Coordinator, draft: Draft) -> Result<DecisionRow> {
    let (ground, clause, facts) = draft.reasons.stored();
    let row = DecisionRow {
        id: tx.id(),
        submission_id: draft.submission,
        kind: draft.kind,
        subject_id: draft.subject,
        organisation_id: draft.owner,
        title: draft.title,
        round: draft.round,
        decision: draft.verdict,
        ground,
        clause,
        facts,
        comments: Json(draft.comments),
        scope: draft.kind.scope(),
        source: draft.source,
        report_id: draft.report_id,
        redress_version: REDRESS_VERSION.to_owned(),
        automated: false,
        decided_by: by.account.clone(),
        decided_at: tx.now,
    };
    store::insert_decision(tx, &row)?;
    let fact = serde_json::json!({ "kind": row.kind, "subject": row.subject_id, "decision": row.decision, "source": row.source });
    events::record(tx, "desk.decided", row.id.as_str(), Some(&by.account), fact)?;
    Ok(row)
}

/// Writes to everybody who manages the owner, in their language.
pub(super) fn tell_owner(tx: &mut Tx, home: &str, decision: &DecisionRow) -> Result<()> {
    let Some(owner) = &decision.organisation_id else { return Ok(()) };
    for contact in identity::contacts(tx, owner)? {
        let letter = letters::decided(contact.locale, home, owner, decision);
        let key = format!("desk-decided:{}:{}", decision.id, contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    Ok(())
}
