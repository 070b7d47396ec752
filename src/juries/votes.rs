//! The public's vote: one for each person, which may change until the vote ends. Who voted for whom is told to nobody; only
//! sums come out, and sums are what stays of people who have gone.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::db::Tx;
use crate::db::schema::{challenge_vote_sums, challenge_votes};
use crate::kit::Result;
use crate::kit::id::{AccountId, ChallengeId, EntryId};
use crate::kit::time::Instant;

/// Somebody's vote.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = challenge_votes)]
pub struct Vote {
    /// In which challenge.
    pub challenge_id: ChallengeId,
    /// Whose.
    pub account_id: AccountId,
    /// For which entry.
    pub entry_id: EntryId,
    /// When it was first given.
    pub cast_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// Gives a vote, or changes it: of two at once, one is there in the end.
pub fn vote(tx: &mut Tx, challenge: &ChallengeId, account: &AccountId, entry: &EntryId) -> Result<()> {
    let vote =
        Vote { challenge_id: challenge.clone(), account_id: account.clone(), entry_id: entry.clone(), cast_at: tx.now, changed_at: tx.now };
    let cast = each!(db in tx.db => diesel::insert_into(challenge_votes::table).values(&vote).on_conflict_do_nothing().execute(db))?;
    if cast == 0 {
        diesel::update(challenge_votes::table.find((challenge, account)))
            .set((challenge_votes::entry_id.eq(entry), challenge_votes::changed_at.eq(tx.now)))
            .execute(tx.db)?;
    }
    Ok(())
}

/// Somebody's own vote.
pub fn vote_of(tx: &mut Tx, challenge: &ChallengeId, account: &AccountId) -> Result<Option<Vote>> {
    Ok(challenge_votes::table.find((challenge, account)).select(Vote::as_select()).first(tx.db).optional()?)
}

/// How many votes each entry has.
pub fn votes(tx: &mut Tx, challenge: &ChallengeId) -> Result<BTreeMap<EntryId, i32>> {
    let given: Vec<EntryId> =
        challenge_votes::table.filter(challenge_votes::challenge_id.eq(challenge)).select(challenge_votes::entry_id).load(tx.db)?;
    let gone: Vec<(EntryId, i64)> = challenge_vote_sums::table
        .filter(challenge_vote_sums::challenge_id.eq(challenge))
        .select((challenge_vote_sums::entry_id, challenge_vote_sums::votes))
        .load(tx.db)?;
    let mut counted: BTreeMap<EntryId, i32> = BTreeMap::new();
    for (entry, votes) in given.into_iter().map(|entry| (entry, 1)).chain(gone) {
        *counted.entry(entry).or_default() += i32::try_from(votes).unwrap_or(i32::MAX);
    }
    Ok(counted)
}

/// Somebody's own votes, the first first.
pub fn votes_by(tx: &mut Tx, account: &AccountId) -> Result<Vec<Vote>> {
    let own = challenge_votes::table.filter(challenge_votes::account_id.eq(account));
    Ok(own.order((challenge_votes::cast_at, challenge_votes::challenge_id)).select(Vote::as_select()).load(tx.db)?)
}

/// Takes a vote back. What was counted stays counted where it is to be kept, without saying whose it was.
pub fn forget_vote(tx: &mut Tx, vote: &Vote, counts: bool) -> Result<()> {
    diesel::delete(challenge_votes::table.find((&vote.challenge_id, &vote.account_id))).execute(tx.db)?;
    if !counts {
        return Ok(());
    }
    let sum = challenge_vote_sums::table.find((&vote.challenge_id, &vote.entry_id));
    let more = challenge_vote_sums::votes.eq(challenge_vote_sums::votes + 1);
    if diesel::update(sum).set(more).execute(tx.db)? == 1 {
        return Ok(());
    }
    let first = (
        challenge_vote_sums::challenge_id.eq(&vote.challenge_id),
        challenge_vote_sums::entry_id.eq(&vote.entry_id),
        challenge_vote_sums::votes.eq(1_i64),
    );
    let made = each!(db in tx.db => diesel::insert_into(challenge_vote_sums::table).values(first).on_conflict_do_nothing().execute(db))?;
    if made == 0 {
        diesel::update(sum).set(more).execute(tx.db)?;
    }
    Ok(())
}
