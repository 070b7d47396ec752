//! Who wants to hear of a challenge. Their names are nobody's business but the letters'.

use diesel::prelude::*;

use crate::db::Tx;
use crate::db::schema::challenge_followers;
use crate::kit::Result;
use crate::kit::id::{AccountId, ChallengeId};
use crate::kit::time::Instant;

/// Adds somebody; twice is once.
pub fn follow(tx: &mut Tx, id: &ChallengeId, account: &AccountId) -> Result<()> {
    let row = (
        challenge_followers::challenge_id.eq(id),
        challenge_followers::account_id.eq(account),
        challenge_followers::followed_at.eq(tx.now),
    );
    each!(db in tx.db => diesel::insert_into(challenge_followers::table).values(row).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

/// Takes somebody out; who is not in stays out.
pub fn unfollow(tx: &mut Tx, id: &ChallengeId, account: &AccountId) -> Result<()> {
    diesel::delete(challenge_followers::table.find((id, account))).execute(tx.db)?;
    Ok(())
}

/// Whether somebody follows it.
pub fn follows(tx: &mut Tx, id: &ChallengeId, account: &AccountId) -> Result<bool> {
    let found: i64 = challenge_followers::table.find((id, account)).count().get_result(tx.db)?;
    Ok(found > 0)
}

/// Whether somebody followed it already at an instant.
pub fn followed_before(tx: &mut Tx, id: &ChallengeId, account: &AccountId, at: Instant) -> Result<bool> {
    let row = challenge_followers::table.find((id, account)).filter(challenge_followers::followed_at.lt(at));
    let found: i64 = row.count().get_result(tx.db)?;
    Ok(found > 0)
}

/// Everybody who follows it.
pub fn followers(tx: &mut Tx, id: &ChallengeId) -> Result<Vec<AccountId>> {
    Ok(challenge_followers::table
        .filter(challenge_followers::challenge_id.eq(id))
        .order((challenge_followers::followed_at, challenge_followers::account_id))
        .select(challenge_followers::account_id)
        .load(tx.db)?)
}

/// What somebody follows, since when.
pub fn followed(tx: &mut Tx, account: &AccountId) -> Result<Vec<(ChallengeId, Instant)>> {
    Ok(challenge_followers::table
        .filter(challenge_followers::account_id.eq(account))
        .order(challenge_followers::followed_at)
        .select((challenge_followers::challenge_id, challenge_followers::followed_at))
        .load(tx.db)?)
}

/// Takes somebody out of everything.
pub fn unfollow_all(tx: &mut Tx, account: &AccountId) -> Result<()> {
    diesel::delete(challenge_followers::table.filter(challenge_followers::account_id.eq(account))).execute(tx.db)?;
    Ok(())
}
