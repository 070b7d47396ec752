//! What a request says besides its body.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};

use super::App;
use crate::idempotency;
use crate::kit::locale::Locale;
use crate::kit::{Code, Error, Result};

fn header_text(request: &HttpRequest, name: impl header::AsHeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The reader's language, from `Accept-Language`.
#[derive(Clone, Copy, Debug)]
pub struct Language(pub Locale);

impl FromRequest for Language {
    type Error = Error;
    type Future = Ready<Result<Language>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Language(Locale::from_accept_language(header_text(request, header::ACCEPT_LANGUAGE).unwrap_or("")))))
    }
}

/// The version that the caller changed, from `If-Match: "7"`. Required where it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub i64);

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<IfMatch>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let version = header_text(request, header::IF_MATCH).and_then(|text| text.trim().trim_matches('"').parse().ok());
        ready(version.map(IfMatch).ok_or(Code::VersionRequired.into()))
    }
}

/// The key under which a request acts once, from `Idempotency-Key`. Required where it is asked for.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(pub idempotency::Key);

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<IdempotencyKey>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = header_text(request, "Idempotency-Key").ok_or(Error::from(Code::IdempotencyKeyRequired));
        ready(key.and_then(|text| text.parse().map(IdempotencyKey)))
    }
}

/// The caller's network address, for limits: the peer's, or what the trusted proxy says.
#[derive(Clone, Debug)]
pub struct Client(pub String);

impl Client {
    /// The address, unless it is this machine's own: then everybody comes through a proxy that was not named, and a limit
    /// on the address would be a limit on all.
    pub fn telling(self) -> Option<String> {
        let here = self.0.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        Some(self.0).filter(|_| !here)
    }
}

impl FromRequest for Client {
    type Error = Error;
    type Future = Ready<Result<Client>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.app_data::<App>().and_then(|app| app.settings().client_address_header.clone());
        // The last address is the one our own proxy has seen; those before it are the caller's word.
        let told = header.and_then(|name| {
            header_text(request, name.as_str()).and_then(|list| list.rsplit(',').next().map(|last| last.trim().to_owned()))
        });
        let peer = || request.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_else(|| "unknown".to_owned());
        ready(Ok(Client(told.unwrap_or_else(peer))))
    }
}
