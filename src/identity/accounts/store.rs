//! Accounts, their tokens and recovery codes in the database.

use diesel::prelude::*;

use super::model::{Account, AccountStatus, AccountToken, Purpose, RecoveryCode};
use crate::db::Tx;
use crate::db::schema::{account_tokens, accounts, log_events, recovery_codes};
use crate::kit::id::AccountId;
use crate::kit::locale::Locale;
use crate::kit::time::Instant;

/// An account by its id.
pub fn find(tx: &mut Tx, id: &AccountId) -> QueryResult<Option<Account>> {
    accounts::table.find(id).select(Account::as_select()).first(tx.db).optional()
}

/// An account by its folded mail address.
pub fn by_email(tx: &mut Tx, email: &str) -> QueryResult<Option<Account>> {
    accounts::table.filter(accounts::email.eq(email)).select(Account::as_select()).first(tx.db).optional()
}

/// Adds an account; `false` when the address is taken.
pub fn insert(tx: &mut Tx, account: &Account) -> QueryResult<bool> {
    let added = each!(db in tx.db => diesel::insert_into(accounts::table).values(account).on_conflict_do_nothing().execute(db))?;
    Ok(added == 1)
}

/// Everyone who decides at the desk.
pub fn coordinators(tx: &mut Tx) -> QueryResult<Vec<Account>> {
    accounts::table
        .filter(accounts::is_coordinator.eq(true).and(accounts::status.eq(AccountStatus::Active)))
        .order(accounts::id)
        .select(Account::as_select())
        .load(tx.db)
}

/// How many people run the installation.
pub fn count_admins(tx: &mut Tx) -> QueryResult<i64> {
    accounts::table.filter(accounts::is_admin.eq(true).and(accounts::status.eq(AccountStatus::Active))).count().get_result(tx.db)
}

/// Accounts, newest first, whose address or name contains the text.
pub fn page(tx: &mut Tx, wanted: Option<&str>, after: Option<(Instant, AccountId)>, limit: i64) -> QueryResult<Vec<Account>> {
    let mut query = accounts::table.select(Account::as_select()).into_boxed();
    if let Some(text) = wanted.map(str::trim).filter(|text| !text.is_empty()) {
        let pattern = format!("%{}%", text.replace(['%', '_', '\\'], ""));
        query = query.filter(accounts::email.like(pattern.to_lowercase()).or(accounts::name.like(pattern)));
    }
    if let Some((at, id)) = after {
        query = query.filter(accounts::created_at.lt(at).or(accounts::created_at.eq(at).and(accounts::id.lt(id))));
    }
    query.order((accounts::created_at.desc(), accounts::id.desc())).limit(limit).load(tx.db)
}

/// Changes what the person says about themselves.
pub fn set_profile(tx: &mut Tx, id: &AccountId, name: &str, locale: Locale, phone: Option<&str>) -> QueryResult<usize> {
    diesel::update(accounts::table.find(id))
        .set((accounts::name.eq(name), accounts::locale.eq(locale), accounts::phone.eq(phone), touched(tx.now)))
        .execute(tx.db)
}

/// Sets a password.
pub fn set_password(tx: &mut Tx, id: &AccountId, hash: &str) -> QueryResult<usize> {
    diesel::update(accounts::table.find(id)).set((accounts::password_hash.eq(hash), touched(tx.now))).execute(tx.db)
}

/// Remembers that the mailbox is the person's.
pub fn set_verified(tx: &mut Tx, id: &AccountId) -> QueryResult<usize> {
    diesel::update(accounts::table.find(id).filter(accounts::email_verified_at.is_null()))
        .set((accounts::email_verified_at.eq(tx.now), touched(tx.now)))
        .execute(tx.db)
}

/// Moves the account to another mailbox, which has been proven.
pub fn set_email(tx: &mut Tx, id: &AccountId, email: &str) -> QueryResult<usize> {
    diesel::update(accounts::table.find(id))
        .set((accounts::email.eq(email), accounts::email_verified_at.eq(tx.now), touched(tx.now)))
        .execute(tx.db)
}

/// Sets roles and status.
pub fn set_roles(tx: &mut Tx, id: &AccountId, coordinator: bool, admin: bool, status: AccountStatus) -> QueryResult<usize> {
    diesel::update(accounts::table.find(id))
        .set((accounts::is_coordinator.eq(coordinator), accounts::is_admin.eq(admin), accounts::status.eq(status), touched(tx.now)))
        .execute(tx.db)
}

/// Disables every account of demo mode; answers how many.
pub fn disable_demo(tx: &mut Tx) -> QueryResult<usize> {
    diesel::update(accounts::table.filter(accounts::is_demo.eq(true).and(accounts::status.eq(AccountStatus::Active))))
        .set((accounts::status.eq(AccountStatus::Disabled), touched(tx.now)))
        .execute(tx.db)
}

/// Enables the accounts of demo mode again.
pub fn enable_demo(tx: &mut Tx) -> QueryResult<usize> {
    diesel::update(accounts::table.filter(accounts::is_demo.eq(true).and(accounts::status.eq(AccountStatus::Disabled))))
        .set((accounts::status.eq(AccountStatus::Active), touched(tx.now)))
        .execute(tx.db)
}

/// Takes everything personal off an account.
pub fn erase(tx: &mut Tx, id: &AccountId) -> QueryResult<usize> {
    diesel::delete(account_tokens::table.filter(account_tokens::account_id.eq(id))).execute(tx.db)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(id))).execute(tx.db)?;
    diesel::update(accounts::table.find(id))
        .set((
            accounts::email.eq(format!("{id}@erased.invalid")),
            accounts::name.eq("—"),
            accounts::phone.eq(None::<String>),
            accounts::password_hash.eq(""),
            accounts::status.eq(AccountStatus::Deleted),
            accounts::is_coordinator.eq(false),
            accounts::is_admin.eq(false),
            accounts::totp_secret.eq(None::<String>),
            accounts::totp_confirmed_at.eq(None::<Instant>),
            touched(tx.now),
        ))
        .execute(tx.db)
}

/// Begins to set up a second factor, in place of one that was not confirmed.
pub fn begin_factor(tx: &mut Tx, id: &AccountId, secret: &str) -> QueryResult<usize> {
    diesel::update(accounts::table.find(id).filter(accounts::totp_confirmed_at.is_null()))
        .set((accounts::totp_secret.eq(secret), accounts::totp_step.eq(0), touched(tx.now)))
        .execute(tx.db)
}

/// Puts the sealed form of a secret in the place of its plain one.
pub fn seal_factor(tx: &mut Tx, id: &AccountId, plain: &str, sealed: &str) -> QueryResult<usize> {
    diesel::update(accounts::table.find(id).filter(accounts::totp_secret.eq(plain)))
        .set((accounts::totp_secret.eq(sealed), touched(tx.now)))
        .execute(tx.db)
}

/// Takes the code of a time step, once; `false` when it was taken before.
pub fn take_step(tx: &mut Tx, id: &AccountId, step: i64) -> QueryResult<bool> {
    let changed = diesel::update(accounts::table.find(id).filter(accounts::totp_step.lt(step)))
        .set((accounts::totp_step.eq(step), touched(tx.now)))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Puts the second factor in force.
pub fn confirm_factor(tx: &mut Tx, id: &AccountId) -> QueryResult<usize> {
    diesel::update(accounts::table.find(id)).set((accounts::totp_confirmed_at.eq(tx.now), touched(tx.now))).execute(tx.db)
}

/// Takes the second factor and its recovery codes away.
pub fn remove_factor(tx: &mut Tx, id: &AccountId) -> QueryResult<usize> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(id))).execute(tx.db)?;
    diesel::update(accounts::table.find(id))
        .set((accounts::totp_secret.eq(None::<String>), accounts::totp_confirmed_at.eq(None::<Instant>), touched(tx.now)))
        .execute(tx.db)
}

/// Puts new recovery codes in the place of the old ones.
pub fn replace_codes(tx: &mut Tx, id: &AccountId, hashes: &[String]) -> QueryResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(id))).execute(tx.db)?;
    let now = tx.now;
    let codes: Vec<RecoveryCode> = hashes
        .iter()
        .map(|hash| RecoveryCode { account_id: id.clone(), code_hash: hash.clone(), created_at: now, used_at: None })
        .collect();
    each!(db in tx.db => diesel::insert_into(recovery_codes::table).values(&codes).execute(db))?;
    Ok(())
}

/// Uses a recovery code, once.
pub fn use_code(tx: &mut Tx, id: &AccountId, hash: &str) -> QueryResult<bool> {
    let code = recovery_codes::table.find((id, hash)).filter(recovery_codes::used_at.is_null());
    Ok(diesel::update(code).set(recovery_codes::used_at.eq(tx.now)).execute(tx.db)? == 1)
}

/// How many recovery codes are left.
pub fn count_codes(tx: &mut Tx, id: &AccountId) -> QueryResult<i64> {
    recovery_codes::table.filter(recovery_codes::account_id.eq(id).and(recovery_codes::used_at.is_null())).count().get_result(tx.db)
}

/// Keeps a token.
pub fn insert_token(tx: &mut Tx, token: &AccountToken) -> QueryResult<usize> {
    diesel::insert_into(account_tokens::table).values(token).execute(tx.db)
}

/// A token that is still good.
pub fn find_token(tx: &mut Tx, purpose: Purpose, hash: &str) -> QueryResult<Option<AccountToken>> {
    account_tokens::table
        .find(hash)
        .filter(account_tokens::purpose.eq(purpose).and(account_tokens::used_at.is_null()).and(account_tokens::expires_at.gt(tx.now)))
        .select(AccountToken::as_select())
        .first(tx.db)
        .optional()
}

/// Uses a token, once.
pub fn use_token(tx: &mut Tx, hash: &str) -> QueryResult<bool> {
    let token = account_tokens::table.find(hash).filter(account_tokens::used_at.is_null());
    Ok(diesel::update(token).set(account_tokens::used_at.eq(tx.now)).execute(tx.db)? == 1)
}

/// Ends every token of a purpose that an account holds.
pub fn end_tokens(tx: &mut Tx, id: &AccountId, purpose: Purpose) -> QueryResult<usize> {
    let open = account_tokens::account_id.eq(id).and(account_tokens::purpose.eq(purpose)).and(account_tokens::used_at.is_null());
    diesel::update(account_tokens::table.filter(open)).set(account_tokens::used_at.eq(tx.now)).execute(tx.db)
}

/// Removes tokens that ended before an instant.
pub fn sweep_tokens(tx: &mut Tx, before: Instant) -> QueryResult<usize> {
    diesel::delete(account_tokens::table.filter(account_tokens::expires_at.lt(before))).execute(tx.db)
}

/// What the event log holds about a person's own acts, newest first.
pub fn acts_of(tx: &mut Tx, id: &AccountId) -> QueryResult<Vec<(String, Instant)>> {
    log_events::table
        .filter(log_events::actor.eq(id.as_str()))
        .order((log_events::at.desc(), log_events::id.desc()))
        .limit(5_000)
        .select((log_events::kind, log_events::at))
        .load(tx.db)
}

type Touched =
    (diesel::dsl::Eq<accounts::updated_at, Instant>, diesel::dsl::Eq<accounts::version, diesel::dsl::Add<accounts::version, i64>>);

fn touched(now: Instant) -> Touched {
    (accounts::updated_at.eq(now), accounts::version.eq(accounts::version + 1))
}
