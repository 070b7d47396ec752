//! Reports from the public: no sign-in, a receipt at once, an outcome by mail.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decide::{Measure, NewDecision, act, decide};
use super::model::{DecisionRow, DecisionSource, Report, ReportReason, SubjectKind, Submission, SubmissionKind, SubmissionStatus, Verdict};
use super::reasons::Reasons;
use super::subjects::Subject;
use super::submit::{Brought, enqueue};
use super::{letters, store};
use crate::db::Tx;
use crate::identity::Coordinator;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error};
use crate::kit::id::{ReportId, SubmissionId};
use crate::kit::locale::Locale;
use crate::kit::time::{days, hours};
use crate::mail::{self, Envelope};

/// As many reports are taken from one address in an hour, and in a day.
const PER_HOUR: i64 = 5;
const PER_DAY: i64 = 20;

/// A report to make.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// What kind of thing, if it is one of ours.
    #[serde(default)]
    pub subject_kind: Option<SubjectKind>,
    /// Which one.
    #[serde(default)]
    #[schema(max_length = 60)]
    pub subject_id: Option<String>,
    /// The page on which it is found.
    #[schema(max_length = 500)]
    pub url: String,
    /// What is wrong.
    pub reason: ReportReason,
    /// Why, in the reporter's words.
    #[schema(min_length = 10, max_length = 4000)]
    pub statement: String,
    /// The reporter; may be left out for `child_safety`.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub name: String,
    /// Where the receipt and the outcome go; may be left out for `child_safety`.
    #[serde(default)]
    #[schema(max_length = 254)]
    pub email: String,
    /// That the reporter believes all of this to be right.
    pub good_faith: bool,
}

impl NewReport {
    fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.text("/url", &self.url, 1..=500).text("/statement", &self.statement, 10..=4_000).that(
            self.good_faith,
            "/good_faith",
            "good_faith_missing",
            "Confirm that you believe the report to be right and complete.",
        );
        let anonymous = self.reason == ReportReason::ChildSafety;
        check.text("/name", &self.name, if anonymous { 0..=120 } else { 2..=120 });
        if !(anonymous && self.email.trim().is_empty()) {
            check.email("/email", self.email.trim());
        }
        check.done()
    }
}

/// Takes a report in, and sends its receipt. `address_hash` keeps count without keeping the address.
pub fn report(tx: &mut Tx, new: &NewReport, reader: Locale, address_hash: &str) -> Result<(Report, Submission)> {
    report_about(tx, new, None, reader, address_hash)
}

/// The same about something that only the reporter sees, under the title that the queue shows it with.
pub fn report_about(
    tx: &mut Tx,
    new: &NewReport,
    title: Option<String>,
    reader: Locale,
    address_hash: &str,
) -> Result<(Report, Submission)> {
    new.check()?;
    too_many(tx, address_hash)?;
    let subject = new.subject_kind.zip(new.subject_id.as_deref()).and_then(|(kind, id)| Subject::parse(kind, id));
    // A thing that is gone or never was does not stop a report: the address of the page remains.
    let found = match subject {
        Some(subject) => subject.card(tx)?.map(|card| (subject, card)),
        None => None,
    };
    let row = Report {
        id: tx.id(),
        subject_kind: found.as_ref().map(|(subject, _)| subject.kind()),
        subject_id: found.as_ref().map(|(subject, _)| subject.id().to_owned()),
        organisation_id: found.as_ref().map(|(_, card)| card.owner.clone()),
        subject_title: found.as_ref().map(|(_, card)| card.title.clone()).or(title),
        url: new.url.trim().to_owned(),
        reason: new.reason,
        statement: new.statement.trim().to_owned(),
        name: new.name.trim().to_owned(),
        email: new.email.trim().to_owned(),
        locale: reader,
        address_hash: address_hash.to_owned(),
        received_at: tx.now,
    };
    store::insert_report(tx, &row)?;
    let brought = Brought {
        kind: SubmissionKind::Report,
        subject: row.id.as_str(),
        owner: row.organisation_id.clone(),
        title: row.subject_title.clone().unwrap_or_else(|| row.url.clone()),
        snapshot: serde_json::json!({ "url": row.url, "reason": row.reason, "statement": row.statement }),
        live: None,
        round: 1,
        by: None,
    };
    let submission = enqueue(tx, brought)?;
    write_to_reporter(tx, &row, "received", letters::report_received(reader, &row, submission.due_at))?;
    Ok((row, submission))
}

/// The submission of a report, while it waits for its decision.
pub fn open_report(tx: &mut Tx, report: &ReportId) -> Result<Option<SubmissionId>> {
    let row = store::latest_of(tx, SubmissionKind::Report, report.as_str())?;
    Ok(row.filter(|row| row.status == SubmissionStatus::Open).map(|row| row.id))
}

/// Upholds a report with the reasons of what was done about it, unless it was decided before.
pub fn uphold(tx: &mut Tx, by: &Coordinator, home: &str, report: &ReportId, why: &Reasons) -> Result<()> {
    let Some(submission) = open_report(tx, report)? else { return Ok(()) };
    let answer = NewDecision {
        decision: Verdict::Upheld,
        ground: why.ground,
        clause: why.clause.clone(),
        facts: why.facts.clone(),
        comments: Vec::new(),
        suspend_subject: false,
    };
    decide(tx, by, home, &submission, &answer).map(drop)
}

fn too_many(tx: &mut Tx, address_hash: &str) -> Result<()> {
    let lately = store::reports_from(tx, address_hash, tx.now.minus(hours(1)))?;
    let today = store::reports_from(tx, address_hash, tx.now.minus(days(1)))?;
    if lately < PER_HOUR && today < PER_DAY {
        return Ok(());
    }
    Err(Error { retry_after_seconds: Some(3600), ..Code::TooManyReports.into() })
}

/// Tells the reporter the outcome, and takes down what was reported if the desk says so.
pub(super) fn settle(tx: &mut Tx, by: &Coordinator, home: &str, row: &Submission, outcome: &DecisionRow, suspend: bool) -> Result<()> {
    let id: ReportId = row.subject_id.parse().map_err(Error::internal)?;
    let report = store::report(tx, &id)?.ok_or_else(|| Error::internal("a report without its row"))?;
    let takes_down = suspend && outcome.decision == Verdict::Upheld;
    if takes_down {
        let subject = report.subject_kind.zip(report.subject_id.as_deref()).and_then(|(kind, id)| Subject::parse(kind, id));
        let subject = subject.ok_or_else(|| {
            Code::Invalid.at("/suspend_subject", "subject_unknown", "This report names no thing of ours that could be taken down.")
        })?;
        let reasons = Reasons {
            ground: outcome.ground,
            clause: outcome.clause.clone().unwrap_or_default(),
            facts: outcome.facts.clone().unwrap_or_default(),
        };
        let report_id = Some(report.id.clone());
        let source = DecisionSource::Notice;
        act(tx, by, home, Measure { subject: &subject, verdict: Verdict::Suspended, reasons: &reasons, source, report_id })?;
    }
    write_to_reporter(tx, &report, "outcome", letters::report_outcome(report.locale, &report, outcome, takes_down))
}

fn write_to_reporter(tx: &mut Tx, report: &Report, what: &str, letter: mail::Letter) -> Result<()> {
    if report.email.is_empty() {
        return Ok(());
    }
    let key = format!("report-{what}:{}", report.id);
    mail::queue(tx, Envelope { to: report.email.clone(), name: report.name.clone(), locale: report.locale, key }, letter)
}
