//! Queries of challenges.

use diesel::prelude::*;

use super::model::{Challenge, ChallengeState, Criterion, DeadlineMove};
use crate::db::schema::{challenge_attachments, challenge_criteria, challenge_deadlines, challenge_hosts, challenge_questions, challenges};
use crate::db::{Among, Tx};
use crate::kit::id::{ChallengeId, OrganisationId};
use crate::kit::time::Instant;

pub fn insert(tx: &mut Tx, challenge: &Challenge) -> QueryResult<usize> {
    diesel::insert_into(challenges::table).values(challenge.clone()).execute(tx.db)
}

pub fn find(tx: &mut Tx, id: &ChallengeId) -> QueryResult<Option<Challenge>> {
    challenges::table.find(id).select(Challenge::as_select()).first(tx.db).optional()
}

pub fn by_slug(tx: &mut Tx, slug: &str) -> QueryResult<Option<Challenge>> {
    challenges::table.filter(challenges::slug.eq(slug)).select(Challenge::as_select()).first(tx.db).optional()
}

pub fn several(tx: &mut Tx, ids: &[ChallengeId]) -> QueryResult<Vec<Challenge>> {
    challenges::table.filter(challenges::id.among(ids.to_vec())).select(Challenge::as_select()).load(tx.db)
}

pub fn slug_is_taken(tx: &mut Tx, slug: &str) -> QueryResult<bool> {
    let same = challenges::table.filter(challenges::slug.eq(slug)).count().get_result::<i64>(tx.db)?;
    Ok(same > 0)
}

/// Writes the whole row if nobody changed it since `seen`.
pub fn save(tx: &mut Tx, challenge: &Challenge, seen: i64) -> QueryResult<usize> {
    diesel::update(challenges::table.find(&challenge.id).filter(challenges::version.eq(seen))).set(challenge.clone()).execute(tx.db)
}

/// Removes a challenge that nobody but its company has ever seen.
pub fn delete(tx: &mut Tx, id: &ChallengeId, seen: i64) -> QueryResult<usize> {
    diesel::delete(challenge_attachments::table.filter(challenge_attachments::challenge_id.eq(id))).execute(tx.db)?;
    diesel::delete(challenge_hosts::table.filter(challenge_hosts::challenge_id.eq(id))).execute(tx.db)?;
    diesel::delete(challenges::table.find(id).filter(challenges::version.eq(seen))).execute(tx.db)
}

pub fn of_organisation(tx: &mut Tx, owner: &OrganisationId, cursor: Option<(Instant, String)>, count: i64) -> QueryResult<Vec<Challenge>> {
    let mut rows = challenges::table
        .filter(challenges::organisation_id.eq(owner))
        .select(Challenge::as_select())
        .order((challenges::updated_at.desc(), challenges::id.desc()))
        .limit(count)
        .into_boxed();
    if let Some((at, id)) = cursor {
        rows = rows.filter(challenges::updated_at.lt(at).or(challenges::updated_at.eq(at).and(challenges::id.lt(id))));
    }
    rows.load(tx.db)
}

/// What the public may read, the last published first; at most `count`.
pub fn public(tx: &mut Tx, count: i64) -> QueryResult<Vec<Challenge>> {
    challenges::table
        .filter(challenges::published_at.is_not_null().and(challenges::state.among(ChallengeState::PUBLIC.to_vec())))
        .order((challenges::published_at.desc(), challenges::id.desc()))
        .select(Challenge::as_select())
        .limit(count)
        .load(tx.db)
}

/// Everything that was ever begun, the newest first; for the desk.
pub fn all(tx: &mut Tx, count: i64) -> QueryResult<Vec<Challenge>> {
    challenges::table.order((challenges::created_at.desc(), challenges::id.desc())).select(Challenge::as_select()).limit(count).load(tx.db)
}

/// Challenges whose hour has come: to be published, to open, to close.
pub fn due(tx: &mut Tx, count: i64) -> QueryResult<Vec<Challenge>> {
    use ChallengeState::*;
    let now = tx.now;
    challenges::table
        .filter(
            challenges::state
                .eq(Approved)
                .and(challenges::publish_at.is_null().or(challenges::publish_at.le(now)))
                .or(challenges::state.eq(Published).and(challenges::opens_at.le(now)))
                .or(challenges::state.eq(Open).and(challenges::closes_at.le(now))),
        )
        .order(challenges::id)
        .select(Challenge::as_select())
        .limit(count)
        .load(tx.db)
}

/// Companies that pose several challenges together with the first, in their order.
pub fn hosts(tx: &mut Tx, ids: &[ChallengeId]) -> QueryResult<Vec<(ChallengeId, OrganisationId)>> {
    challenge_hosts::table
        .filter(challenge_hosts::challenge_id.among(ids.to_vec()))
        .order((challenge_hosts::challenge_id, challenge_hosts::position))
        .select((challenge_hosts::challenge_id, challenge_hosts::organisation_id))
        .load(tx.db)
}

/// Writes the hosts anew, as the brief says.
pub fn set_hosts(tx: &mut Tx, id: &ChallengeId, hosts: &[OrganisationId]) -> QueryResult<()> {
    diesel::delete(challenge_hosts::table.filter(challenge_hosts::challenge_id.eq(id))).execute(tx.db)?;
    for (position, host) in (0..).zip(hosts) {
        let row = (challenge_hosts::challenge_id.eq(id), challenge_hosts::organisation_id.eq(host), challenge_hosts::position.eq(position));
        diesel::insert_into(challenge_hosts::table).values(row).execute(tx.db)?;
    }
    Ok(())
}

pub fn criteria(tx: &mut Tx, id: &ChallengeId) -> QueryResult<Vec<Criterion>> {
    challenge_criteria::table
        .filter(challenge_criteria::challenge_id.eq(id))
        .order(challenge_criteria::position)
        .select(Criterion::as_select())
        .load(tx.db)
}

pub fn insert_criterion(tx: &mut Tx, row: &Criterion) -> QueryResult<usize> {
    diesel::insert_into(challenge_criteria::table).values(row.clone()).execute(tx.db)
}

pub fn deadlines(tx: &mut Tx, id: &ChallengeId) -> QueryResult<Vec<DeadlineMove>> {
    challenge_deadlines::table
        .filter(challenge_deadlines::challenge_id.eq(id))
        .order(challenge_deadlines::after_at)
        .select(DeadlineMove::as_select())
        .load(tx.db)
}

pub fn insert_deadline(tx: &mut Tx, row: &DeadlineMove) -> QueryResult<usize> {
    diesel::insert_into(challenge_deadlines::table).values(row.clone()).execute(tx.db)
}

/// How many questions wait for an answer, by challenge.
pub fn waiting_questions(tx: &mut Tx, ids: &[ChallengeId]) -> QueryResult<Vec<ChallengeId>> {
    challenge_questions::table
        .filter(challenge_questions::challenge_id.among(ids.to_vec()))
        .filter(challenge_questions::status.eq(super::model::QuestionStatus::Waiting))
        .select(challenge_questions::challenge_id)
        .load(tx.db)
}
