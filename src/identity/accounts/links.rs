//! Single-use links: made for one account and one purpose, short-lived, kept only as a hash.
//!
//! The secret stands in the fragment of the link (`#token=…`), so that it reaches neither the server's log nor
//! the page that a reader goes to next.

use super::model::{Account, AccountToken, Purpose};
use super::store;
use crate::db::Tx;
use crate::kit::text::sha256_hex;
use crate::kit::{Code, Result};

/// A new token in place of any that the account held for the same purpose. Answers the secret.
pub fn issue(tx: &mut Tx, account: &Account, purpose: Purpose, email: &str) -> Result<String> {
    store::end_tokens(tx, &account.id, purpose)?;
    let secret = tx.secret();
    let token = AccountToken {
        token_hash: sha256_hex(&secret),
        account_id: account.id.clone(),
        purpose,
        email: email.to_owned(),
        created_at: tx.now,
        expires_at: tx.now.plus(purpose.lifetime()),
        used_at: None,
    };
    store::insert_token(tx, &token)?;
    Ok(secret)
}

/// The token and its account, if it is still good; it stays good.
pub fn look(tx: &mut Tx, purpose: Purpose, secret: &str) -> Result<(AccountToken, Account)> {
    let token = store::find_token(tx, purpose, &sha256_hex(secret))?.ok_or(Code::TokenSpent)?;
    let account = store::find(tx, &token.account_id)?.ok_or(Code::TokenSpent)?;
    Ok((token, account))
}

/// Uses the token; a second use is refused, and so is one for an account that cannot be used.
pub fn spend(tx: &mut Tx, purpose: Purpose, secret: &str) -> Result<(AccountToken, Account)> {
    let (token, account) = look(tx, purpose, secret)?;
    if !account.is_active() || !store::use_token(tx, &token.token_hash)? {
        return Err(Code::TokenSpent.into());
    }
    Ok((token, account))
}
