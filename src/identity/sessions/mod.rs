//! Sessions: one for each device on which a person is signed in.
//!
//! The device holds a refresh token in a cookie that no script reads, and exchanges it for the next one and a
//! short access token. A spent refresh token may come back within ten seconds, because an answer was lost or two
//! tabs asked at once; later it betrays a copy, and the whole session ends. Nothing is kept of a token but its hash.

pub mod access;
mod cookie;
mod model;
mod routes;
mod sign_in;
pub mod store;

use serde::Serialize;

use super::SignedIn;
use super::accounts::letters::Change;
use super::accounts::{Account, AccountView, recover};
use crate::db::Tx;
use crate::events;
use crate::kit::id::{AccountId, SessionId};
use crate::kit::text::sha256_hex;
use crate::kit::time::{days, hours};
use crate::kit::{Error, Result};
use crate::web::App;

pub use cookie::{Device, WithCookie};
pub use model::{Ending, SessionItem};
pub use routes::routes;

use model::{LIFETIME, RETRY_WINDOW, RefreshToken, Session};

/// A session as it was opened or refreshed, with the secret for the cookie.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The session.
    pub session: SessionId,
    /// Whose it is.
    pub account: Account,
    /// For the cookie alone.
    pub refresh_token: String,
}

/// A session as the device is told of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SessionView {
    /// Send it as `Authorization: Bearer …`; keep it in memory only.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// How long the access token is good.
    pub expires_in_seconds: i64,
    /// The session.
    pub session_id: SessionId,
    /// Who is signed in.
    pub account: AccountView,
}

impl Opened {
    /// What the device is told, the cookie aside.
    pub fn view(&self, app: &App) -> Result<SessionView> {
        Ok(SessionView {
            access_token: access::issue(&app.settings().secret, &self.account.id, &self.session, app.now())?,
            token_type: "Bearer".to_owned(),
            expires_in_seconds: access::LIFETIME.as_secs() as i64,
            session_id: self.session.clone(),
            account: self.account.view(),
        })
    }
}

/// Opens a session. `strong` says that it may use powers: a second factor was given, or this is a demonstration.
pub fn open(tx: &mut Tx, account: Account, device: &Device, strong: bool) -> Result<Opened> {
    let session = Session {
        id: tx.id(),
        account_id: account.id.clone(),
        second_factor: strong,
        device: device.name.clone(),
        address: device.address.clone(),
        created_at: tx.now,
        last_used_at: tx.now,
        expires_at: tx.now.plus(LIFETIME),
        revoked_at: None,
        revoked_because: None,
    };
    store::insert(tx, &session)?;
    events::record(tx, "session.opened", session.id.as_str(), Some(&account.id), serde_json::json!({ "device": device.name }))?;
    let refresh_token = hand_out(tx, &session.id)?;
    Ok(Opened { session: session.id, account, refresh_token })
}

/// A session for a command or a loader that acts for a person through the same functions as people do.
pub fn open_for_command(tx: &mut Tx, account: &AccountId) -> Result<SignedIn> {
    let account = super::accounts::store::find(tx, account)?.ok_or(Error::not_found())?;
    let device = Device { name: "command line".to_owned(), address: "-".to_owned() };
    let opened = open(tx, account, &device, true)?;
    // A command is over within the hour; its session must not outlive it by much.
    store::touch(tx, &opened.session, tx.now.plus(hours(1)))?;
    Ok(SignedIn { account: opened.account.id, session: opened.session })
}

fn hand_out(tx: &mut Tx, session: &SessionId) -> Result<String> {
    let secret = tx.secret();
    let token = RefreshToken {
        token_hash: sha256_hex(&secret),
        session_id: session.clone(),
        created_at: tx.now,
        expires_at: tx.now.plus(LIFETIME),
        used_at: None,
    };
    store::insert_token(tx, &token)?;
    Ok(secret)
}

/// Exchanges a refresh token for the next. `None` when it is not good any more; a copy that comes back late ends its session.
pub fn refresh(tx: &mut Tx, secret: &str, base_url: &str) -> Result<Option<Opened>> {
    let hash = sha256_hex(secret);
    let Some((token, session, account)) = store::find_token(tx, &hash)? else { return Ok(None) };
    if session.revoked_at.is_some() || token.expires_at <= tx.now || !account.is_active() {
        return Ok(None);
    }
    let again = token.used_at.is_some() || !store::use_token(tx, &hash)?;
    if again && token.used_at.is_some_and(|used_at| tx.now.since(used_at) > RETRY_WINDOW) {
        store::end(tx, &session.id, &account.id, Ending::TokenReused)?;
        events::record(tx, "session.token_reused", session.id.as_str(), Some(&account.id), serde_json::json!({}))?;
        recover::tell(tx, &account, Change::TokenReused, base_url)?;
        return Ok(None);
    }
    if !store::touch(tx, &session.id, tx.now.plus(LIFETIME))? {
        return Ok(None);
    }
    let refresh_token = hand_out(tx, &session.id)?;
    Ok(Some(Opened { session: session.id, account, refresh_token }))
}

/// Ends the session that a refresh token belongs to, whatever its state.
pub fn end_by_token(tx: &mut Tx, secret: &str) -> Result<()> {
    if let Some((_, session, account)) = store::find_token(tx, &sha256_hex(secret))? {
        store::end(tx, &session.id, &account.id, Ending::SignedOut)?;
    }
    Ok(())
}

/// Ends one session of the caller.
pub fn end(tx: &mut Tx, who: &SignedIn, session: &SessionId) -> Result<()> {
    if store::end(tx, session, &who.account, Ending::SignedOut)? { Ok(()) } else { Err(Error::not_found()) }
}

/// Ends every session of a person but one.
pub fn end_all(tx: &mut Tx, account: &AccountId, kept: Option<&SessionId>, because: Ending) -> Result<usize> {
    Ok(store::end_all(tx, account, kept, because)?)
}

/// Signs the caller out everywhere, here too, and says so by letter.
pub fn end_everywhere(tx: &mut Tx, who: &SignedIn, base_url: &str) -> Result<()> {
    let account = super::account(tx, who)?;
    store::end_all(tx, &account.id, None, Ending::SignedOutEverywhere)?;
    events::record(tx, "session.ended_everywhere", account.id.as_str(), Some(&account.id), serde_json::json!({}))?;
    recover::tell(tx, &account, Change::SignedOutEverywhere, base_url)
}

/// Removes what ended more than a week ago; until then a late token is still known as a copy.
pub(super) fn sweep(tx: &mut Tx) -> Result<usize> {
    let before = tx.now.minus(days(7));
    Ok(store::sweep(tx, before)?)
}
