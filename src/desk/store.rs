//! Queries of the desk.

use diesel::prelude::*;

use super::checks::OrganisationCheck;
use super::model::*;
use crate::db::schema::{decision_readings, decisions, objections, organisation_checks, reports, saved_replies, submissions};
use crate::db::{Among, Tx};
use crate::kit::id::{AccountId, DecisionId, ObjectionId, OrganisationId, ReplyId, ReportId, SubmissionId};
use crate::kit::json::Json;
use crate::kit::time::Instant;

/// Which submissions the queue shows.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub kind: Option<SubmissionKind>,
    pub status: Option<SubmissionStatus>,
    pub organisation: Option<OrganisationId>,
    pub overdue: bool,
}

// ── submissions ──

pub fn insert_submission(tx: &mut Tx, row: &Submission) -> QueryResult<usize> {
    diesel::insert_into(submissions::table).values(row.clone()).execute(tx.db)
}

pub fn submission(tx: &mut Tx, id: &SubmissionId) -> QueryResult<Option<Submission>> {
    submissions::table.find(id).select(Submission::as_select()).first(tx.db).optional()
}

/// The latest submission of a thing, whatever became of it.
pub fn latest_of(tx: &mut Tx, kind: SubmissionKind, subject: &str) -> QueryResult<Option<Submission>> {
    submissions::table
        .filter(submissions::kind.eq(kind).and(submissions::subject_id.eq(subject)))
        .order((submissions::submitted_at.desc(), submissions::id.desc()))
        .select(Submission::as_select())
        .first(tx.db)
        .optional()
}

/// The decided submission of the round before.
pub fn round_before(tx: &mut Tx, row: &Submission) -> QueryResult<Option<Submission>> {
    submissions::table
        .filter(submissions::kind.eq(row.kind).and(submissions::subject_id.eq(&row.subject_id)))
        .filter(submissions::status.eq(SubmissionStatus::Decided).and(submissions::round.eq(row.round - 1)))
        .filter(submissions::submitted_at.le(row.submitted_at).and(submissions::id.ne(&row.id)))
        .order((submissions::submitted_at.desc(), submissions::id.desc()))
        .select(Submission::as_select())
        .first(tx.db)
        .optional()
}

/// The queue: what is open with the oldest first, what is closed with the newest first.
pub fn queue(tx: &mut Tx, wanted: &Wanted, cursor: Option<(Instant, String)>, count: i64) -> QueryResult<Vec<Submission>> {
    let status = wanted.status.unwrap_or(SubmissionStatus::Open);
    let mut rows = submissions::table.filter(submissions::status.eq(status)).select(Submission::as_select()).limit(count).into_boxed();
    if let Some(kind) = wanted.kind {
        rows = rows.filter(submissions::kind.eq(kind));
    }
    if let Some(organisation) = &wanted.organisation {
        rows = rows.filter(submissions::organisation_id.eq(organisation.clone()));
    }
    if wanted.overdue {
        rows = rows.filter(submissions::due_at.lt(tx.now));
    }
    if status == SubmissionStatus::Open {
        rows = rows.order((submissions::submitted_at.asc(), submissions::id.asc()));
        if let Some((at, id)) = cursor {
            rows = rows.filter(submissions::submitted_at.gt(at).or(submissions::submitted_at.eq(at).and(submissions::id.gt(id))));
        }
    } else {
        rows = rows.order((submissions::submitted_at.desc(), submissions::id.desc()));
        if let Some((at, id)) = cursor {
            rows = rows.filter(submissions::submitted_at.lt(at).or(submissions::submitted_at.eq(at).and(submissions::id.lt(id))));
        }
    }
    rows.load(tx.db)
}

/// Kind and due time of everything open.
pub fn open_kinds(tx: &mut Tx) -> QueryResult<Vec<(SubmissionKind, Instant)>> {
    submissions::table.filter(submissions::status.eq(SubmissionStatus::Open)).select((submissions::kind, submissions::due_at)).load(tx.db)
}

/// When the decided ones since `since` came and went; at most 500.
pub fn decided_since(tx: &mut Tx, since: Instant) -> QueryResult<Vec<(Instant, Option<Instant>)>> {
    submissions::table
        .filter(submissions::status.eq(SubmissionStatus::Decided).and(submissions::submitted_at.ge(since)))
        .order(submissions::submitted_at.desc())
        .select((submissions::submitted_at, submissions::closed_at))
        .limit(500)
        .load(tx.db)
}

pub fn submissions_of(tx: &mut Tx, owner: &OrganisationId, cursor: Option<(Instant, String)>, count: i64) -> QueryResult<Vec<Submission>> {
    let mut rows = submissions::table
        .filter(submissions::organisation_id.eq(owner))
        .filter(submissions::kind.ne(SubmissionKind::Report))
        .order((submissions::submitted_at.desc(), submissions::id.desc()))
        .select(Submission::as_select())
        .limit(count)
        .into_boxed();
    if let Some((at, id)) = cursor {
        rows = rows.filter(submissions::submitted_at.lt(at).or(submissions::submitted_at.eq(at).and(submissions::id.lt(id))));
    }
    rows.load(tx.db)
}

/// Closes what is still open; zero when somebody was faster.
pub fn close(tx: &mut Tx, id: &SubmissionId, status: SubmissionStatus) -> QueryResult<usize> {
    let open = submissions::table.find(id).filter(submissions::status.eq(SubmissionStatus::Open));
    diesel::update(open).set((submissions::status.eq(status), submissions::closed_at.eq(Some(tx.now)))).execute(tx.db)
}

pub fn claim(tx: &mut Tx, id: &SubmissionId, by: Option<&AccountId>) -> QueryResult<usize> {
    let open = submissions::table.find(id).filter(submissions::status.eq(SubmissionStatus::Open));
    diesel::update(open).set(submissions::claimed_by.eq(by)).execute(tx.db)
}

/// Writes who asked for a second look, or that nobody does any more.
pub fn ask_second_look(tx: &mut Tx, id: &SubmissionId, by: Option<&AccountId>, note: Option<&str>) -> QueryResult<usize> {
    let open = submissions::table.find(id).filter(submissions::status.eq(SubmissionStatus::Open));
    diesel::update(open)
        .set((
            submissions::second_look_by.eq(by),
            submissions::second_look_at.eq(by.map(|_| tx.now)),
            submissions::second_look_note.eq(note),
            submissions::second_look_answer.eq(None::<String>),
            submissions::second_look_answered_by.eq(None::<AccountId>),
            submissions::second_look_answered_at.eq(None::<Instant>),
        ))
        .execute(tx.db)
}

/// Writes what the second pair of eyes saw; zero when nobody asked or somebody has answered.
pub fn answer_second_look(tx: &mut Tx, id: &SubmissionId, by: &AccountId, answer: &str) -> QueryResult<usize> {
    let asked = submissions::table
        .find(id)
        .filter(submissions::status.eq(SubmissionStatus::Open))
        .filter(submissions::second_look_by.is_not_null().and(submissions::second_look_answered_by.is_null()));
    diesel::update(asked)
        .set((
            submissions::second_look_answer.eq(Some(answer)),
            submissions::second_look_answered_by.eq(Some(by)),
            submissions::second_look_answered_at.eq(Some(tx.now)),
        ))
        .execute(tx.db)
}

// ── decisions ──

pub fn insert_decision(tx: &mut Tx, row: &DecisionRow) -> QueryResult<usize> {
    diesel::insert_into(decisions::table).values(row.clone()).execute(tx.db)
}

pub fn decision(tx: &mut Tx, id: &DecisionId) -> QueryResult<Option<DecisionRow>> {
    decisions::table.find(id).select(DecisionRow::as_select()).first(tx.db).optional()
}

pub fn decision_on(tx: &mut Tx, submission: &SubmissionId) -> QueryResult<Option<DecisionRow>> {
    decisions::table.filter(decisions::submission_id.eq(submission)).select(DecisionRow::as_select()).first(tx.db).optional()
}

/// Everything that was ever decided about a thing, newest first.
pub fn history(tx: &mut Tx, subject: &str) -> QueryResult<Vec<DecisionRow>> {
    decisions::table
        .filter(decisions::subject_id.eq(subject))
        .order((decisions::decided_at.desc(), decisions::id.desc()))
        .select(DecisionRow::as_select())
        .limit(50)
        .load(tx.db)
}

/// Which decisions the log shows.
#[derive(Clone, Debug, Default)]
pub struct LogWanted {
    pub kind: Option<SubmissionKind>,
    pub decision: Option<Verdict>,
    pub subject: Option<String>,
    pub organisation: Option<OrganisationId>,
}

pub fn log(tx: &mut Tx, wanted: &LogWanted, cursor: Option<(Instant, String)>, count: i64) -> QueryResult<Vec<DecisionRow>> {
    let mut rows = decisions::table
        .order((decisions::decided_at.desc(), decisions::id.desc()))
        .select(DecisionRow::as_select())
        .limit(count)
        .into_boxed();
    if let Some(kind) = wanted.kind {
        rows = rows.filter(decisions::kind.eq(kind));
    }
    if let Some(verdict) = wanted.decision {
        rows = rows.filter(decisions::decision.eq(verdict));
    }
    if let Some(subject) = &wanted.subject {
        rows = rows.filter(decisions::subject_id.eq(subject.clone()));
    }
    if let Some(organisation) = &wanted.organisation {
        rows = rows.filter(decisions::organisation_id.eq(organisation.clone()));
    }
    if let Some((at, id)) = cursor {
        rows = rows.filter(decisions::decided_at.lt(at).or(decisions::decided_at.eq(at).and(decisions::id.lt(id))));
    }
    rows.load(tx.db)
}

pub fn readings_of(tx: &mut Tx, owner: &OrganisationId, ids: &[DecisionId]) -> QueryResult<Vec<DecisionId>> {
    decision_readings::table
        .filter(decision_readings::organisation_id.eq(owner).and(decision_readings::decision_id.among(ids.to_vec())))
        .select(decision_readings::decision_id)
        .load(tx.db)
}

pub fn unread(tx: &mut Tx, owner: &OrganisationId) -> QueryResult<i64> {
    let read = decision_readings::table.filter(decision_readings::organisation_id.eq(owner)).select(decision_readings::decision_id);
    decisions::table.filter(decisions::organisation_id.eq(owner)).filter(decisions::id.ne_all(read)).count().get_result(tx.db)
}

/// Marks decisions of this organisation as read; others are passed over.
pub fn mark_read(tx: &mut Tx, owner: &OrganisationId, by: &AccountId, ids: &[DecisionId]) -> QueryResult<()> {
    let own: Vec<DecisionId> = decisions::table
        .filter(decisions::organisation_id.eq(owner).and(decisions::id.among(ids.to_vec())))
        .select(decisions::id)
        .order(decisions::id)
        .load(tx.db)?;
    for id in own {
        let row = (
            decision_readings::decision_id.eq(id),
            decision_readings::organisation_id.eq(owner),
            decision_readings::read_by.eq(by),
            decision_readings::read_at.eq(tx.now),
        );
        each!(db in tx.db => diesel::insert_into(decision_readings::table).values(row).on_conflict_do_nothing().execute(db))?;
    }
    Ok(())
}

/// When a thing was last approved.
pub fn last_approval(tx: &mut Tx, subject: &str) -> QueryResult<Option<Instant>> {
    decisions::table
        .filter(decisions::subject_id.eq(subject).and(decisions::decision.eq(Verdict::Approved)))
        .order((decisions::decided_at.desc(), decisions::id.desc()))
        .select(decisions::decided_at)
        .first(tx.db)
        .optional()
}

/// What was approved last of a thing, as it was frozen then.
pub fn approved_snapshot(tx: &mut Tx, subject: &str) -> QueryResult<Option<serde_json::Value>> {
    let found: Option<Json<serde_json::Value>> = submissions::table
        .inner_join(decisions::table.on(decisions::submission_id.eq(submissions::id.nullable())))
        .filter(submissions::subject_id.eq(subject).and(decisions::decision.eq(Verdict::Approved)))
        .order((decisions::decided_at.desc(), decisions::id.desc()))
        .select(submissions::snapshot)
        .first(tx.db)
        .optional()?;
    Ok(found.map(|snapshot| snapshot.0))
}

// ── checks ──

pub fn insert_check(tx: &mut Tx, row: &OrganisationCheck) -> QueryResult<usize> {
    diesel::insert_into(organisation_checks::table).values(row.clone()).execute(tx.db)
}

/// What was looked up about an organisation, newest first; at most 200.
pub fn checks(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<OrganisationCheck>> {
    organisation_checks::table
        .filter(organisation_checks::organisation_id.eq(organisation))
        .order((organisation_checks::made_at.desc(), organisation_checks::id.desc()))
        .select(OrganisationCheck::as_select())
        .limit(200)
        .load(tx.db)
}

/// The organisations about which a submission of their own waits.
pub fn organisations_waiting(tx: &mut Tx) -> QueryResult<Vec<String>> {
    submissions::table
        .filter(submissions::kind.eq(SubmissionKind::Organisation).and(submissions::status.eq(SubmissionStatus::Open)))
        .select(submissions::subject_id)
        .load(tx.db)
}

// ── objections ──

/// Writes an objection; zero when the decision has one already.
pub fn insert_objection(tx: &mut Tx, row: &Objection) -> QueryResult<usize> {
    each!(db in tx.db => diesel::insert_into(objections::table).values(row).on_conflict_do_nothing().execute(db))
}

pub fn objection(tx: &mut Tx, id: &ObjectionId) -> QueryResult<Option<Objection>> {
    objections::table.find(id).select(Objection::as_select()).first(tx.db).optional()
}

pub fn objection_to(tx: &mut Tx, decision: &DecisionId) -> QueryResult<Option<Objection>> {
    objections::table.filter(objections::decision_id.eq(decision)).select(Objection::as_select()).first(tx.db).optional()
}

// ── reports ──

pub fn insert_report(tx: &mut Tx, row: &Report) -> QueryResult<usize> {
    diesel::insert_into(reports::table).values(row.clone()).execute(tx.db)
}

pub fn report(tx: &mut Tx, id: &ReportId) -> QueryResult<Option<Report>> {
    reports::table.find(id).select(Report::as_select()).first(tx.db).optional()
}

pub fn reports_from(tx: &mut Tx, address_hash: &str, since: Instant) -> QueryResult<i64> {
    reports::table.filter(reports::address_hash.eq(address_hash).and(reports::received_at.gt(since))).count().get_result(tx.db)
}

// ── saved replies ──

pub fn replies(tx: &mut Tx) -> QueryResult<Vec<SavedReplyRow>> {
    saved_replies::table.order((saved_replies::title, saved_replies::id)).select(SavedReplyRow::as_select()).limit(200).load(tx.db)
}

pub fn reply(tx: &mut Tx, id: &ReplyId) -> QueryResult<Option<SavedReplyRow>> {
    saved_replies::table.find(id).select(SavedReplyRow::as_select()).first(tx.db).optional()
}

pub fn reply_titled(tx: &mut Tx, title: &str) -> QueryResult<Option<SavedReplyRow>> {
    saved_replies::table.filter(saved_replies::title.eq(title)).select(SavedReplyRow::as_select()).first(tx.db).optional()
}

pub fn insert_reply(tx: &mut Tx, row: &SavedReplyRow) -> QueryResult<usize> {
    diesel::insert_into(saved_replies::table).values(row.clone()).execute(tx.db)
}

pub fn replace_reply(tx: &mut Tx, row: &SavedReplyRow, seen: i64) -> QueryResult<usize> {
    diesel::update(saved_replies::table.find(&row.id).filter(saved_replies::version.eq(seen))).set(row.clone()).execute(tx.db)
}

pub fn delete_reply(tx: &mut Tx, id: &ReplyId) -> QueryResult<usize> {
    diesel::delete(saved_replies::table.find(id)).execute(tx.db)
}
