//! The ways back into an account, and the changes that a stranger would love to make: each proven by a mailbox
//! or by the password, each told to the owner, each ending the sessions that it should.

use super::letters::{self, Change};
use super::links;
use super::model::{Account, Purpose, fold_email};
use super::store;
use crate::db::Tx;
use crate::events;
use crate::identity::attempts;
use crate::identity::sessions::{self, Ending};
use crate::kit::id::{AccountId, SessionId};
use crate::kit::{Code, Error, Result};

/// Sends a link for a new password to a mailbox that has an account. The visitor learns nothing.
pub fn ask_reset(tx: &mut Tx, email: &str, from: &str, base_url: &str) -> Result<()> {
    let email = fold_email(email);
    attempts::charge(tx, attempts::LETTER_FROM, from)?;
    attempts::charge(tx, attempts::LETTER, &email)?;
    let Some(account) = store::by_email(tx, &email)?.filter(Account::is_active) else { return Ok(()) };
    let secret = links::issue(tx, &account, Purpose::Reset, &account.email)?;
    let key = format!("reset:{}:{}", account.id, &crate::kit::text::sha256_hex(&secret)[..16]);
    letters::send(tx, &account, key, letters::reset(account.locale, &account.name, base_url, &secret))
}

/// Sets a new password by the link. The mailbox is proven by it; every session ends; attempts are forgotten. A second factor stays.
pub fn complete_reset(tx: &mut Tx, secret: &str, password_hash: &str, base_url: &str) -> Result<()> {
    let (token, account) = links::spend(tx, Purpose::Reset, secret)?;
    if token.email != account.email {
        return Err(Code::TokenSpent.into());
    }
    store::set_verified(tx, &account.id)?;
    attempts::forget(tx, attempts::PASSWORD, &account.email)?;
    replace_password(tx, &account, password_hash, None, base_url)
}

/// Sets a new password for someone who has just proven the old one. Other sessions end.
pub fn change_password(tx: &mut Tx, id: &AccountId, session: &SessionId, password_hash: &str, base_url: &str) -> Result<()> {
    let account = store::find(tx, id)?.ok_or(Error::not_found())?;
    replace_password(tx, &account, password_hash, Some(session), base_url)
}

fn replace_password(tx: &mut Tx, account: &Account, password_hash: &str, kept: Option<&SessionId>, base_url: &str) -> Result<()> {
    store::set_password(tx, &account.id, password_hash)?;
    store::end_tokens(tx, &account.id, Purpose::Reset)?;
    store::end_tokens(tx, &account.id, Purpose::SecondFactor)?;
    sessions::end_all(tx, &account.id, kept, Ending::PasswordChanged)?;
    events::record(tx, "account.password_changed", account.id.as_str(), Some(&account.id), serde_json::json!({}))?;
    tell(tx, account, Change::Password, base_url)
}

/// Sends a link to the new mailbox of someone who has just proven the password. A mailbox with an account of its own is told so.
pub fn ask_email_change(tx: &mut Tx, id: &AccountId, email: &str, base_url: &str) -> Result<()> {
    let email = fold_email(email);
    attempts::charge(tx, attempts::LETTER, &email)?;
    let account = store::find(tx, id)?.ok_or(Error::not_found())?;
    if let Some(other) = store::by_email(tx, &email)? {
        let key = format!("already-registered:{}:{}", other.id, tx.now.millis());
        return letters::send(tx, &other, key, letters::already_registered(other.locale, &other.name, base_url));
    }
    let secret = links::issue(tx, &account, Purpose::EmailChange, &email)?;
    let key = format!("email-change:{}:{}", account.id, &crate::kit::text::sha256_hex(&secret)[..16]);
    letters::send_to(tx, &account, &email, key, letters::email_change(account.locale, &account.name, base_url, &secret))
}

/// Moves the account to the mailbox that the link was sent to, and tells the old one.
pub fn complete_email_change(tx: &mut Tx, secret: &str, base_url: &str) -> Result<()> {
    let (token, account) = links::spend(tx, Purpose::EmailChange, secret)?;
    if store::by_email(tx, &token.email)?.is_some() {
        return Err(Code::TokenSpent.into());
    }
    tell(tx, &account, Change::Email, base_url)?;
    store::set_email(tx, &account.id, &token.email)?;
    // Links that were sent to the old mailbox must not work any more.
    store::end_tokens(tx, &account.id, Purpose::Reset)?;
    events::record(tx, "account.email_changed", account.id.as_str(), Some(&account.id), serde_json::json!({}))
}

/// Tells the owner that something about the safety of the account changed.
pub fn tell(tx: &mut Tx, account: &Account, change: Change, base_url: &str) -> Result<()> {
    let key = format!("account-changed:{change:?}:{}:{}", account.id, tx.now.millis());
    letters::send(tx, account, key, letters::changed(account.locale, &account.name, base_url, change))
}

/// Sets a password without proof and takes the second factor away: for the command line, whose user owns the machine.
pub fn reset_by_operator(tx: &mut Tx, email: &str, password_hash: &str) -> Result<AccountId> {
    let account = store::by_email(tx, &fold_email(email))?.ok_or(Error::not_found())?;
    store::set_password(tx, &account.id, password_hash)?;
    store::set_verified(tx, &account.id)?;
    store::remove_factor(tx, &account.id)?;
    sessions::end_all(tx, &account.id, None, Ending::PasswordChanged)?;
    attempts::forget(tx, attempts::PASSWORD, &account.email)?;
    attempts::forget(tx, attempts::CODE, account.id.as_str())?;
    events::record(tx, "account.reset_by_operator", account.id.as_str(), None, serde_json::json!({}))?;
    Ok(account.id)
}
