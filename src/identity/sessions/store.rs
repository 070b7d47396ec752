//! Sessions and refresh tokens in the database.

use diesel::prelude::*;

use super::model::{Ending, RefreshToken, Session};
use crate::db::Tx;
use crate::db::schema::{accounts, refresh_tokens, sessions};
use crate::identity::accounts::Account;
use crate::kit::id::{AccountId, SessionId};
use crate::kit::time::Instant;

/// Opens a session.
pub fn insert(tx: &mut Tx, session: &Session) -> QueryResult<usize> {
    diesel::insert_into(sessions::table).values(session).execute(tx.db)
}

/// Keeps a refresh token.
pub fn insert_token(tx: &mut Tx, token: &RefreshToken) -> QueryResult<usize> {
    diesel::insert_into(refresh_tokens::table).values(token).execute(tx.db)
}

/// A refresh token with its session and person, good or not.
pub fn find_token(tx: &mut Tx, hash: &str) -> QueryResult<Option<(RefreshToken, Session, Account)>> {
    refresh_tokens::table
        .inner_join(sessions::table.inner_join(accounts::table))
        .filter(refresh_tokens::token_hash.eq(hash))
        .select((RefreshToken::as_select(), Session::as_select(), Account::as_select()))
        .first(tx.db)
        .optional()
}

/// Exchanges a refresh token, once.
pub fn use_token(tx: &mut Tx, hash: &str) -> QueryResult<bool> {
    let fresh = refresh_tokens::table.find(hash).filter(refresh_tokens::used_at.is_null());
    Ok(diesel::update(fresh).set(refresh_tokens::used_at.eq(tx.now)).execute(tx.db)? == 1)
}

/// Records that a session goes on; `false` when it was ended meanwhile.
pub fn touch(tx: &mut Tx, id: &SessionId, expires_at: Instant) -> QueryResult<bool> {
    let live = sessions::table.find(id).filter(sessions::revoked_at.is_null());
    let changed = diesel::update(live).set((sessions::last_used_at.eq(tx.now), sessions::expires_at.eq(expires_at))).execute(tx.db)?;
    Ok(changed == 1)
}

/// A live session with its person.
pub fn live(tx: &mut Tx, id: &SessionId, account: &AccountId) -> QueryResult<Option<(Session, Account)>> {
    sessions::table
        .inner_join(accounts::table)
        .filter(
            sessions::id
                .eq(id)
                .and(sessions::account_id.eq(account))
                .and(sessions::revoked_at.is_null())
                .and(sessions::expires_at.gt(tx.now)),
        )
        .select((Session::as_select(), Account::as_select()))
        .first(tx.db)
        .optional()
}

/// The live sessions of a person, the latest used first.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(sessions::account_id.eq(account).and(sessions::revoked_at.is_null()).and(sessions::expires_at.gt(tx.now)))
        .order((sessions::last_used_at.desc(), sessions::id.desc()))
        .limit(100)
        .select(Session::as_select())
        .load(tx.db)
}

/// Ends one live session of a person; `false` when there is none.
pub fn end(tx: &mut Tx, id: &SessionId, account: &AccountId, because: Ending) -> QueryResult<bool> {
    let live = sessions::table.find(id).filter(sessions::account_id.eq(account).and(sessions::revoked_at.is_null()));
    let changed = diesel::update(live).set((sessions::revoked_at.eq(tx.now), sessions::revoked_because.eq(because))).execute(tx.db)?;
    Ok(changed == 1)
}

/// Ends every live session of a person but one.
pub fn end_all(tx: &mut Tx, account: &AccountId, kept: Option<&SessionId>, because: Ending) -> QueryResult<usize> {
    let mut live = diesel::update(sessions::table.filter(sessions::account_id.eq(account).and(sessions::revoked_at.is_null())))
        .set((sessions::revoked_at.eq(tx.now), sessions::revoked_because.eq(because)))
        .into_boxed();
    if let Some(kept) = kept {
        live = live.filter(sessions::id.ne(kept));
    }
    live.execute(tx.db)
}

/// Takes the powers of demo mode from every session that gave no second factor.
pub fn weaken(tx: &mut Tx) -> QueryResult<usize> {
    let plain = accounts::table.filter(accounts::totp_confirmed_at.is_null()).select(accounts::id);
    diesel::update(sessions::table.filter(sessions::second_factor.eq(true).and(sessions::account_id.eq_any(plain))))
        .set(sessions::second_factor.eq(false))
        .execute(tx.db)
}

/// Ends every session of the accounts of demo mode.
pub fn end_demo(tx: &mut Tx) -> QueryResult<usize> {
    let demo = accounts::table.filter(accounts::is_demo.eq(true)).select(accounts::id);
    diesel::update(sessions::table.filter(sessions::revoked_at.is_null().and(sessions::account_id.eq_any(demo))))
        .set((sessions::revoked_at.eq(tx.now), sessions::revoked_because.eq(Ending::AccountClosed)))
        .execute(tx.db)
}

/// Lets a session use powers, because its person has just given a second factor.
pub fn strengthen(tx: &mut Tx, id: &SessionId) -> QueryResult<usize> {
    diesel::update(sessions::table.find(id)).set(sessions::second_factor.eq(true)).execute(tx.db)
}

/// Removes tokens and sessions that ended before an instant.
pub fn sweep(tx: &mut Tx, before: Instant) -> QueryResult<usize> {
    let spent = refresh_tokens::used_at.lt(before).assume_not_null().or(refresh_tokens::expires_at.lt(before));
    let tokens = diesel::delete(refresh_tokens::table.filter(spent)).execute(tx.db)?;
    let ended =
        sessions::table.filter(sessions::expires_at.lt(before).or(sessions::revoked_at.lt(before).assume_not_null())).select(sessions::id);
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(ended))).execute(tx.db)?;
    diesel::delete(sessions::table.filter(sessions::expires_at.lt(before).or(sessions::revoked_at.lt(before).assume_not_null())))
        .execute(tx.db)?;
    Ok(tokens)
}
