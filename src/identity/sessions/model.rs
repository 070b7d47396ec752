//! One signed-in device, and the refresh tokens that it has been handed.

use std::time::Duration;

use diesel::prelude::*;
use serde::Serialize;

use crate::db::schema::{refresh_tokens, sessions};
use crate::kit::id::{AccountId, SessionId};
use crate::kit::time::{Instant, days};

/// How long a refresh token lives; each use gives another such span.
pub const LIFETIME: Duration = days(30);
/// How long a spent refresh token may come back, because an answer was lost on its way or two tabs asked at once.
pub const RETRY_WINDOW: Duration = Duration::from_secs(10);

crate::text_enum! {
    /// Why a session ended.
    pub enum Ending {
        /// By its person, on that device.
        SignedOut = "signed_out",
        /// By its person, for all devices.
        SignedOutEverywhere = "signed_out_everywhere",
        /// A spent token came back late: somebody has a copy.
        TokenReused = "token_reused",
        /// The password was changed.
        PasswordChanged = "password_changed",
        /// The account was disabled or erased.
        AccountClosed = "account_closed",
        /// The second factor was changed.
        FactorChanged = "factor_changed",
    }
}

/// One signed-in device of a person.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// Named in every access token.
    pub id: SessionId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Whether it may use powers: a second factor was given, or the installation runs in demo mode.
    pub second_factor: bool,
    /// `Firefox, Linux`.
    pub device: String,
    /// The network address it was opened from.
    pub address: String,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last refreshed.
    pub last_used_at: Instant,
    /// When it ends unless refreshed.
    pub expires_at: Instant,
    /// When it was ended.
    pub revoked_at: Option<Instant>,
    /// Why.
    pub revoked_because: Option<Ending>,
}

/// A refresh token that a session was handed, kept as a hash.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens)]
pub struct RefreshToken {
    /// SHA-256 of the secret in the cookie.
    pub token_hash: String,
    /// Which session it continues.
    pub session_id: SessionId,
    /// When it was handed out.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was exchanged for the next.
    pub used_at: Option<Instant>,
}

/// A session as its person sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SessionItem {
    /// The session.
    pub id: SessionId,
    /// Whether this is the device that asks.
    pub current: bool,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last refreshed.
    pub last_used_at: Instant,
    /// `Firefox, Linux`.
    pub device: String,
    /// The network address it was opened from.
    pub address: String,
}

impl Session {
    /// What its person sees of it.
    pub fn item(&self, current: &SessionId) -> SessionItem {
        SessionItem {
            id: self.id.clone(),
            current: self.id == *current,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
            device: self.device.clone(),
            address: self.address.clone(),
        }
    }
}

/// What kind of device speaks, in two words, from its `User-Agent`. Good enough to recognise one's own.
pub fn device_name(user_agent: &str) -> String {
    let first = |names: &[(&str, &str)]| names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| (*name).to_owned());
    // The order matters: everyone claims to be Mozilla, and Chrome claims to be Safari.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrom", "Chrome"),
        ("CriOS", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_recognises_their_own_device() {
        assert_eq!(device_name("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox, Linux");
        assert_eq!(
            device_name(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
            ),
            "Safari, iPhone"
        );
        assert_eq!(device_name("curl/8.5"), "curl");
        assert_eq!(device_name(""), "?");
    }
}
