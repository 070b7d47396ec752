//! Changes that ask the person to prove themselves again, although they are signed in: by the password or by a code.
//!
//! Every proof is counted before it is judged, and a wrong one stays counted: what is refused inside a transaction
//! would be forgotten with it, so a wrong code is an answer here and becomes a refusal outside.

use super::letters::Change;
use super::model::Account;
use super::recover::tell;
use super::second_factor::{self, RecoveryCodes};
use super::store;
use crate::db::Tx;
use crate::events;
use crate::identity::proofs::{SignedIn, account};
use crate::identity::{attempts, passwords, sessions};
use crate::kit::seal::Seal;
use crate::kit::{Code, Error, Result};
use crate::web::App;

/// The caller's account, after the password was right.
pub async fn by_password(app: &App, who: &SignedIn, password: String, pointer: &str) -> Result<Account> {
    let asked = who.clone();
    let account = app
        .write(move |tx| {
            let account = account(tx, &asked)?;
            attempts::charge(tx, attempts::PASSWORD, &account.email)?;
            Ok(account)
        })
        .await?;
    if !passwords::verify(password, Some(account.password_hash.clone())).await? {
        return Err(Code::PasswordWrong.at(pointer, "wrong", "This is not your present password."));
    }
    let email = account.email.clone();
    app.write(move |tx| attempts::forget(tx, attempts::PASSWORD, &email)).await?;
    Ok(account)
}

/// What a wrong code is told.
pub fn wrong_code() -> Error {
    Code::SecondFactorWrong.at("/code", "wrong", "Type the code that the app shows now.")
}

/// Puts the second factor in force; the session that did it may use powers. `None` for a wrong code.
pub fn confirm_factor(tx: &mut Tx, who: &SignedIn, code: &str, seal: &Seal, base_url: &str) -> Result<Option<RecoveryCodes>> {
    let account = account(tx, who)?;
    attempts::charge(tx, attempts::CODE, account.id.as_str())?;
    let Some(codes) = second_factor::confirm(tx, &account, code, seal)? else { return Ok(None) };
    attempts::forget(tx, attempts::CODE, account.id.as_str())?;
    sessions::store::strengthen(tx, &who.session)?;
    record(tx, &account, "account.second_factor_on")?;
    tell(tx, &account, Change::FactorOn, base_url)?;
    Ok(Some(codes))
}

/// New recovery codes. `None` for a wrong code.
pub fn renew_codes(tx: &mut Tx, who: &SignedIn, code: &str, seal: &Seal, base_url: &str) -> Result<Option<RecoveryCodes>> {
    let Some(account) = by_code(tx, who, code, seal)? else { return Ok(None) };
    let codes = second_factor::new_codes(tx, &account)?;
    record(tx, &account, "account.recovery_codes_renewed")?;
    tell(tx, &account, Change::Codes, base_url)?;
    Ok(Some(codes))
}

/// Takes the second factor away, unless a role needs it. `false` for a wrong code.
pub fn remove_factor(tx: &mut Tx, who: &SignedIn, code: &str, seal: &Seal, (demo, base_url): (bool, &str)) -> Result<bool> {
    if account(tx, who)?.has_powers() && !demo {
        return Err(Code::SecondFactorNeeded.into());
    }
    let Some(account) = by_code(tx, who, code, seal)? else { return Ok(false) };
    store::remove_factor(tx, &account.id)?;
    record(tx, &account, "account.second_factor_off")?;
    tell(tx, &account, Change::FactorOff, base_url)?;
    Ok(true)
}

fn by_code(tx: &mut Tx, who: &SignedIn, code: &str, seal: &Seal) -> Result<Option<Account>> {
    let account = account(tx, who)?;
    attempts::charge(tx, attempts::CODE, account.id.as_str())?;
    if !second_factor::accept(tx, &account, code, seal)? {
        return Ok(None);
    }
    attempts::forget(tx, attempts::CODE, account.id.as_str())?;
    Ok(Some(account))
}

fn record(tx: &mut Tx, account: &Account, kind: &str) -> Result<()> {
    events::record(tx, kind, account.id.as_str(), Some(&account.id), serde_json::json!({}))
}
