//! The public's vote: one for each person, which may change until the vote ends. Who voted for whom is told to nobody; only
//! sums come out.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::db::Tx;
use crate::db::schema::challenge_votes;
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
    let mut counted = BTreeMap::new();
    for entry in given {
        *counted.entry(entry).or_default() += 1;
    }
    Ok(counted)
}
