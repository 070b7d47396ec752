//! What the desk, an owner and a reporter read.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::checks::{self, CheckRecord, CheckToMake};
use super::diff::{self, FieldChange, ShownField};
use super::model::*;
use super::reasons::redress;
use super::{objections, store, working_days};
use crate::db::Tx;
use crate::identity::{self, OrganisationKind, OrganisationStatus};
use crate::kit::Result;
use crate::kit::id::{AccountId, DecisionId, ObjectionId, OrganisationId, ReportId, SubmissionId};
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, Zone};
use crate::popups::PopupContent;
use crate::scheduling::{self, Clash};

/// A person by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonRef {
    /// The account.
    pub id: AccountId,
    /// The name; empty when the account is gone.
    pub name: String,
}

/// Whose thing it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwnerCard {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub slug: String,
    /// What it works as.
    pub kind: OrganisationKind,
    /// Its town.
    pub town: Option<String>,
    /// Where it stands.
    pub status: OrganisationStatus,
}

/// A submission in the queue.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubmissionRow {
    /// Its id.
    pub id: SubmissionId,
    /// What kind of thing.
    pub kind: SubmissionKind,
    /// The thing.
    pub subject_id: String,
    /// Whether something live would change.
    pub is_edit: bool,
    /// Its name.
    pub title: String,
    /// Whose it is.
    pub organisation: Option<OwnerCard>,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// How often it was brought.
    pub round: i32,
    /// When it was brought.
    pub submitted_at: Instant,
    /// Until when the desk wants to answer.
    pub due_at: Instant,
    /// Working days since it was brought.
    pub age_working_days: i64,
    /// Whether the desk is late.
    pub overdue: bool,
    /// Who is looking at it.
    pub claimed_by: Option<PersonRef>,
    /// Whether a second look is owed.
    pub second_look_pending: bool,
    /// For an organisation that waits: whether nobody has looked it up in the register since it was last approved.
    pub register_unchecked: bool,
}

/// What waits, counted.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct QueueCounts {
    /// All of it.
    pub open: i64,
    /// Organisations.
    pub organisation: i64,
    /// Listings.
    pub listing: i64,
    /// Pop-ups.
    pub popup: i64,
    /// Challenges.
    pub challenge: i64,
    /// Reports.
    pub report: i64,
    /// Objections.
    pub objection: i64,
    /// Late ones.
    pub overdue: i64,
    /// What the desk promises.
    pub target_working_days: i64,
    /// How long the last ninety days' answers took, in tenths of a working day.
    pub average_working_days_tenths: Option<i64>,
}

/// The queue.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubmissionQueue {
    /// What waits (or waited).
    pub items: Vec<SubmissionRow>,
    /// The next page.
    pub next: Option<String>,
    /// What waits, counted.
    pub counts: QueueCounts,
}

/// A second pair of eyes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SecondLook {
    /// Who asked.
    pub asked_by: PersonRef,
    /// When.
    pub asked_at: Instant,
    /// What.
    pub note: String,
    /// Who answered.
    pub answered_by: Option<PersonRef>,
    /// When.
    pub answered_at: Option<Instant>,
    /// What.
    pub answer: Option<String>,
}

/// A submission with everything that a decision needs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubmissionView {
    /// As in the queue.
    #[serde(flatten)]
    pub row: SubmissionRow,
    /// Who brought it.
    pub submitted_by: Option<PersonRef>,
    /// The second pair of eyes.
    pub second_look: Option<SecondLook>,
    /// What would change; for a new thing everything, as added.
    pub changes: Vec<FieldChange>,
    /// What is different from the round before.
    pub changes_since_last_round: Option<Vec<FieldChange>>,
    /// Why it was sent back then.
    pub last_round: Option<DecisionView>,
    /// The whole thing as it was brought.
    pub content: Vec<ShownField>,
    /// What stood when it was brought.
    pub live: Option<Vec<ShownField>>,
    /// Everything that was ever decided about it, newest first.
    pub history: Vec<DecisionView>,
    /// For an organisation: what there is to look up.
    pub checks_to_make: Vec<CheckToMake>,
    /// For an organisation: everything that was ever looked up about it, newest first.
    pub checks: Vec<CheckRecord>,
    /// For a pop-up: others on the same days near by.
    pub clashes: Vec<Clash>,
    /// The report.
    pub report: Option<ReportView>,
    /// The objection.
    pub objection: Option<ObjectionView>,
}

/// A decision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionView {
    /// Its id.
    pub id: DecisionId,
    /// What it answers.
    pub submission_id: Option<SubmissionId>,
    /// What kind of thing.
    pub kind: SubmissionKind,
    /// The thing.
    pub subject_id: String,
    /// Whose it is.
    pub organisation_id: Option<OrganisationId>,
    /// How it was called then.
    pub title: String,
    /// The round it answers.
    pub round: i32,
    /// The answer.
    pub decision: Verdict,
    /// Law or terms.
    pub ground: Option<Ground>,
    /// Which law or clause.
    pub clause: Option<String>,
    /// What is the case.
    pub facts: Option<String>,
    /// Remarks on fields.
    pub comments: Vec<FieldComment>,
    /// How far it reaches.
    pub scope: DecisionScope,
    /// What moved the desk.
    pub source: DecisionSource,
    /// Whether a machine decided; none does.
    pub automated: bool,
    /// How to object, in the reader's language.
    pub redress: String,
    /// Who decided.
    pub by: PersonRef,
    /// When.
    pub at: Instant,
    /// Until when the owner may object; nothing where there is nothing to object to.
    pub objection_until: Option<Instant>,
    /// The objection, if there is one.
    pub objection: Option<ObjectionSummary>,
    /// Whether the owner has not opened it yet.
    pub unread: bool,
}

/// An objection in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ObjectionSummary {
    /// Its id.
    pub id: ObjectionId,
    /// The decision it contests.
    pub decision_id: DecisionId,
    /// Why.
    pub statement: String,
    /// When.
    pub made_at: Instant,
    /// Upheld or dismissed, once it is decided.
    pub outcome: Option<Verdict>,
    /// Why.
    pub outcome_facts: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Instant>,
}

/// An objection with what it contests.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ObjectionView {
    /// The objection.
    #[serde(flatten)]
    pub objection: ObjectionSummary,
    /// The decision it contests.
    pub contested: DecisionView,
}

/// A report as the desk reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportView {
    /// Its id.
    pub id: ReportId,
    /// What kind of thing.
    pub subject_kind: Option<SubjectKind>,
    /// Which one.
    pub subject_id: Option<String>,
    /// How it was called then.
    pub subject_title: Option<String>,
    /// The page.
    pub url: String,
    /// What is wrong.
    pub reason: ReportReason,
    /// Why.
    pub statement: String,
    /// The reporter.
    pub name: String,
    /// The reporter's address.
    pub email: String,
    /// When it came.
    pub received_at: Instant,
    /// How it ended.
    pub outcome: Option<Verdict>,
}

/// Reads names once each.
#[derive(Default)]
pub struct Names {
    people: BTreeMap<AccountId, PersonRef>,
    owners: BTreeMap<OrganisationId, Option<OwnerCard>>,
}

impl Names {
    /// A person by name.
    pub fn person(&mut self, tx: &mut Tx, id: &AccountId) -> Result<PersonRef> {
        if let Some(known) = self.people.get(id) {
            return Ok(known.clone());
        }
        let name = identity::contact(tx, id)?.map(|contact| contact.name).unwrap_or_default();
        let person = PersonRef { id: id.clone(), name };
        self.people.insert(id.clone(), person.clone());
        Ok(person)
    }

    fn maybe(&mut self, tx: &mut Tx, id: Option<&AccountId>) -> Result<Option<PersonRef>> {
        id.map(|id| self.person(tx, id)).transpose()
    }

    fn owner(&mut self, tx: &mut Tx, id: &OrganisationId) -> Result<Option<OwnerCard>> {
        if let Some(known) = self.owners.get(id) {
            return Ok(known.clone());
        }
        let card = identity::organisation_card(tx, id)?.map(|card| OwnerCard {
            id: card.id,
            name: card.name,
            slug: card.slug,
            kind: card.kind,
            town: card.town,
            status: card.status,
        });
        self.owners.insert(id.clone(), card.clone());
        Ok(card)
    }
}

/// A row of the queue.
pub fn row(tx: &mut Tx, names: &mut Names, row: &Submission) -> Result<SubmissionRow> {
    let until = row.closed_at.unwrap_or(tx.now);
    Ok(SubmissionRow {
        id: row.id.clone(),
        kind: row.kind,
        subject_id: row.subject_id.clone(),
        is_edit: row.live.is_some(),
        title: row.title.clone(),
        organisation: match &row.organisation_id {
            Some(id) => names.owner(tx, id)?,
            None => None,
        },
        status: row.status,
        round: row.round,
        submitted_at: row.submitted_at,
        due_at: row.due_at,
        age_working_days: working_days::age(row.submitted_at, until, &Zone::ljubljana()),
        overdue: until > row.due_at,
        claimed_by: names.maybe(tx, row.claimed_by.as_ref())?,
        second_look_pending: row.second_look_pending(),
        register_unchecked: row.status == SubmissionStatus::Open && checks::register_unchecked(tx, row)?,
    })
}

/// Everything about one submission.
pub fn submission(tx: &mut Tx, reader: Locale, found: &Submission) -> Result<SubmissionView> {
    let mut names = Names::default();
    let before = store::round_before(tx, found)?.filter(|_| found.round > 1);
    let last_round = match &before {
        Some(before) => store::decision_on(tx, &before.id)?,
        None => None,
    };
    let remarks = last_round.as_ref().map(|decision| decision.comments.0.clone()).unwrap_or_default();
    let history: Result<Vec<_>> =
        store::history(tx, &found.subject_id)?.iter().map(|decided| decision(tx, &mut names, reader, decided)).collect();
    Ok(SubmissionView {
        row: row(tx, &mut names, found)?,
        submitted_by: names.maybe(tx, found.submitted_by.as_ref())?,
        second_look: second_look(tx, &mut names, found)?,
        changes: remarked(diff::changes(found.live.as_deref(), &found.snapshot), &remarks),
        changes_since_last_round: before.map(|before| remarked(diff::changes(Some(&before.snapshot), &found.snapshot), &remarks)),
        last_round: last_round.map(|decided| decision(tx, &mut names, reader, &decided)).transpose()?,
        content: diff::shown(&found.snapshot),
        live: found.live.as_ref().map(|live| diff::shown(live)),
        history: history?,
        checks_to_make: checks::to_make(tx, found)?,
        checks: match &found.organisation_id {
            Some(organisation) if found.kind == SubmissionKind::Organisation => checks::of(tx, &mut names, organisation)?,
            _ => Vec::new(),
        },
        clashes: clashes(tx, reader, found)?,
        report: report(tx, found)?,
        objection: objection(tx, &mut names, reader, found)?,
    })
}

/// Puts the remarks of the round before beside their fields.
fn remarked(mut changes: Vec<FieldChange>, remarks: &[FieldComment]) -> Vec<FieldChange> {
    for change in &mut changes {
        change.comment = remarks.iter().find(|remark| remark.field == change.field).map(|remark| remark.text.clone());
    }
    changes
}

fn second_look(tx: &mut Tx, names: &mut Names, found: &Submission) -> Result<Option<SecondLook>> {
    let Some((by, at)) = found.second_look_by.as_ref().zip(found.second_look_at) else { return Ok(None) };
    Ok(Some(SecondLook {
        asked_by: names.person(tx, by)?,
        asked_at: at,
        note: found.second_look_note.clone().unwrap_or_default(),
        answered_by: names.maybe(tx, found.second_look_answered_by.as_ref())?,
        answered_at: found.second_look_answered_at,
        answer: found.second_look_answer.clone(),
    }))
}

fn clashes(tx: &mut Tx, reader: Locale, found: &Submission) -> Result<Vec<Clash>> {
    if found.kind != SubmissionKind::Popup || found.status != SubmissionStatus::Open {
        return Ok(Vec::new());
    }
    let id = found.subject_id.parse().map_err(crate::kit::Error::internal)?;
    let content: PopupContent = serde_json::from_value(found.snapshot.0.clone()).map_err(crate::kit::Error::internal)?;
    scheduling::clashes(tx, &id, &content, reader)
}

fn report(tx: &mut Tx, found: &Submission) -> Result<Option<ReportView>> {
    if found.kind != SubmissionKind::Report {
        return Ok(None);
    }
    let id: ReportId = found.subject_id.parse().map_err(crate::kit::Error::internal)?;
    let outcome = store::decision_on(tx, &found.id)?.map(|decision| decision.decision);
    Ok(store::report(tx, &id)?.map(|report| ReportView {
        id: report.id,
        subject_kind: report.subject_kind,
        subject_id: report.subject_id,
        subject_title: report.subject_title,
        url: report.url,
        reason: report.reason,
        statement: report.statement,
        name: report.name,
        email: report.email,
        received_at: report.received_at,
        outcome,
    }))
}

fn objection(tx: &mut Tx, names: &mut Names, reader: Locale, found: &Submission) -> Result<Option<ObjectionView>> {
    if found.kind != SubmissionKind::Objection {
        return Ok(None);
    }
    let id: ObjectionId = found.subject_id.parse().map_err(crate::kit::Error::internal)?;
    let Some(row) = store::objection(tx, &id)? else { return Ok(None) };
    let Some(contested) = store::decision(tx, &row.decision_id)? else { return Ok(None) };
    let objection = objection_summary(tx, row)?;
    Ok(Some(ObjectionView { objection, contested: decision(tx, names, reader, &contested)? }))
}

/// An objection and how it ended.
pub fn objection_summary(tx: &mut Tx, row: Objection) -> Result<ObjectionSummary> {
    let outcome = store::history(tx, row.id.as_str())?.into_iter().next();
    Ok(ObjectionSummary {
        id: row.id,
        decision_id: row.decision_id,
        statement: row.statement,
        made_at: row.made_at,
        outcome: outcome.as_ref().map(|outcome| outcome.decision),
        outcome_facts: outcome.as_ref().and_then(|outcome| outcome.facts.clone()),
        decided_at: outcome.map(|outcome| outcome.decided_at),
    })
}

/// A decision in the reader's language; the owner's reading mark is set by the caller.
pub fn decision(tx: &mut Tx, names: &mut Names, reader: Locale, row: &DecisionRow) -> Result<DecisionView> {
    let contestable = row.decision.may_be_contested();
    let objection = match contestable {
        true => store::objection_to(tx, &row.id)?.map(|found| objection_summary(tx, found)).transpose()?,
        false => None,
    };
    Ok(DecisionView {
        id: row.id.clone(),
        submission_id: row.submission_id.clone(),
        kind: row.kind,
        subject_id: row.subject_id.clone(),
        organisation_id: row.organisation_id.clone(),
        title: row.title.clone(),
        round: row.round,
        decision: row.decision,
        ground: row.ground,
        clause: row.clause.clone(),
        facts: row.facts.clone(),
        comments: row.comments.0.clone(),
        scope: row.scope,
        source: row.source,
        automated: row.automated,
        redress: if contestable { redress(reader).to_owned() } else { String::new() },
        by: names.person(tx, &row.decided_by)?,
        at: row.decided_at,
        objection_until: contestable.then(|| objections::open_until(row.decided_at)),
        objection,
        unread: false,
    })
}
