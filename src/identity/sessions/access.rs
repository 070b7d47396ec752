//! Access tokens: signed, good for a quarter of an hour, checked without the database.
//!
//! They cannot be taken back, so nothing is decided by them alone: the proofs ask whether the session lives.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::identity::SignedIn;
use crate::kit::id::{AccountId, SessionId};
use crate::kit::time::{Instant, minutes};
use crate::kit::{Code, Error, Result};

/// How long an access token is good.
pub const LIFETIME: Duration = minutes(15);

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: AccountId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

/// A new token for a session.
pub fn issue(secret: &str, account: &AccountId, session: &SessionId, now: Instant) -> Result<String> {
    let claims = Claims { sub: account.clone(), sid: session.clone(), iat: now.millis() / 1000, exp: now.plus(LIFETIME).millis() / 1000 };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret.as_bytes())).map_err(Error::internal)
}

/// Who holds the token, if it is ours and still good at this instant.
pub fn read(secret: &str, token: &str, now: Instant) -> Result<SignedIn> {
    let mut validation = Validation::new(Algorithm::HS256);
    // The time is compared below, with the program's own clock.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(secret.as_bytes());
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(|_| Code::NotSignedIn)?.claims;
    if claims.exp <= now.millis() / 1000 {
        return Err(Code::NotSignedIn.because("Your access token has expired. Refresh it, or sign in again."));
    }
    Ok(SignedIn { account: claims.sub, session: claims.sid })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::Ids;

    const SECRET: &str = "a secret of at least thirty-two letters";

    fn token(now: Instant) -> (AccountId, String) {
        let ids = Ids::seeded(3);
        let account: AccountId = ids.next(now);
        let token = issue(SECRET, &account, &ids.next(now), now).expect("token");
        (account, token)
    }

    #[test]
    fn a_token_is_good_for_a_quarter_of_an_hour() {
        let now = Instant::from_millis(1_700_000_000_000);
        let (account, token) = token(now);
        assert_eq!(read(SECRET, &token, now.plus(minutes(14))).expect("good").account, account);
        assert!(read(SECRET, &token, now.plus(minutes(15))).is_err());
    }

    #[test]
    fn a_token_of_another_secret_or_without_signature_is_refused() {
        let now = Instant::from_millis(1_700_000_000_000);
        let (_, token) = token(now);
        assert!(read("another secret of more than thirty-two letters", &token, now).is_err());
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).expect("claims"));
        assert!(read(SECRET, &unsigned, now).is_err());
        assert!(read(SECRET, "", now).is_err());
        assert!(read(SECRET, &token[..token.len() - 2], now).is_err());
    }
}
