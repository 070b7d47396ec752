//! Registering: the visitor learns nothing about who has an account; the mailbox does.

use super::letters;
use super::links;
use super::model::{Account, AccountStatus, Purpose, fold_email};
use super::store;
use crate::db::Tx;
use crate::events;
use crate::identity::attempts;
use crate::kit::id::AccountId;
use crate::kit::locale::Locale;
use crate::kit::{Code, Result};

/// A person who wants an account. The password is hashed before the transaction begins.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Where letters go.
    pub email: String,
    /// How the person wants to be called.
    pub name: String,
    /// The language of letters.
    pub locale: Locale,
    /// argon2id.
    pub password_hash: String,
    /// Decides at the desk.
    pub coordinator: bool,
    /// Runs the installation.
    pub admin: bool,
    /// Made by demo mode.
    pub demo: bool,
}

/// Takes a registration from an address. A new mailbox gets a link, a known one is told that it has an account, and an unproven
/// one starts over: its last password counts.
pub fn register(tx: &mut Tx, new: &NewAccount, from: &str, base_url: &str) -> Result<()> {
    attempts::charge(tx, attempts::REGISTER_FROM, from)?;
    attempts::charge(tx, attempts::LETTER, &fold_email(&new.email))?;
    let account = row(tx, new);
    if store::insert(tx, &account)? {
        events::record(tx, "account.registered", account.id.as_str(), Some(&account.id), serde_json::json!({}))?;
        return send_verification(tx, &account, base_url);
    }
    let Some(known) = store::by_email(tx, &account.email)? else { return Ok(()) };
    if known.email_verified_at.is_some() || !known.is_active() {
        let key = format!("already-registered:{}:{}", known.id, tx.now.millis());
        let letter = letters::already_registered(known.locale, &known.name, base_url);
        return letters::send(tx, &known, key, letter);
    }
    store::set_password(tx, &known.id, &new.password_hash)?;
    store::set_profile(tx, &known.id, &account.name, account.locale, known.phone.as_deref())?;
    send_verification(tx, &Account { id: known.id, ..account }, base_url)
}

/// Sends the link that proves the mailbox, in place of an earlier one.
pub fn send_verification(tx: &mut Tx, account: &Account, base_url: &str) -> Result<()> {
    let secret = links::issue(tx, account, Purpose::Verification, &account.email)?;
    let key = format!("verification:{}:{}", account.id, &crate::kit::text::sha256_hex(&secret)[..16]);
    letters::send(tx, account, key, letters::verification(account.locale, &account.name, base_url, &secret))
}

/// Sends the link again, to a mailbox that waits for one; any other mailbox gets nothing and the visitor learns nothing.
pub fn ask_again(tx: &mut Tx, email: &str, from: &str, base_url: &str) -> Result<()> {
    let email = fold_email(email);
    attempts::charge(tx, attempts::LETTER_FROM, from)?;
    attempts::charge(tx, attempts::LETTER, &email)?;
    match store::by_email(tx, &email)? {
        Some(account) if account.is_active() && account.email_verified_at.is_none() => send_verification(tx, &account, base_url),
        _ => Ok(()),
    }
}

/// Takes the link back: the mailbox is proven.
pub fn verify(tx: &mut Tx, secret: &str) -> Result<Account> {
    let (token, account) = links::spend(tx, Purpose::Verification, secret)?;
    // The address may have moved on since the letter was sent.
    if token.email != account.email {
        return Err(Code::TokenSpent.into());
    }
    store::set_verified(tx, &account.id)?;
    events::record(tx, "account.verified", account.id.as_str(), Some(&account.id), serde_json::json!({}))?;
    Ok(Account { email_verified_at: Some(tx.now), ..account })
}

/// Makes an account whose mailbox needs no proof: for the command line and the demo content. Refused when the address is taken.
pub fn create_verified(tx: &mut Tx, new: &NewAccount) -> Result<AccountId> {
    let account = Account { email_verified_at: Some(tx.now), ..row(tx, new) };
    if !store::insert(tx, &account)? {
        return Err(Code::EmailTaken.into());
    }
    let roles = serde_json::json!({ "coordinator": new.coordinator, "admin": new.admin, "demo": new.demo });
    events::record(tx, "account.created", account.id.as_str(), None, roles)?;
    Ok(account.id)
}

fn row(tx: &mut Tx, new: &NewAccount) -> Account {
    Account {
        id: tx.id(),
        email: fold_email(&new.email),
        name: new.name.trim().to_owned(),
        locale: new.locale,
        phone: None,
        password_hash: new.password_hash.clone(),
        status: AccountStatus::Active,
        is_coordinator: new.coordinator,
        is_admin: new.admin,
        is_demo: new.demo,
        email_verified_at: None,
        totp_secret: None,
        totp_confirmed_at: None,
        totp_step: 0,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    }
}
