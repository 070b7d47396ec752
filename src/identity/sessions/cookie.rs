//! The refresh cookie: no script reads it, no other site sends it, and https keeps it.

use std::future::{Ready, ready};

use actix_web::body::BoxBody;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use super::model::{self, device_name};
use crate::kit::{Code, Error, Result};
use crate::web::{App, Client, Settings};

/// Under https browsers keep a cookie of this name to this host and to https.
const NAME_HTTPS: &str = "__Host-modrotisk_refresh";
const NAME_HTTP: &str = "modrotisk_refresh";

fn is_https(settings: &Settings) -> bool {
    settings.base_url.starts_with("https://")
}

fn name(settings: &Settings) -> &'static str {
    if is_https(settings) { NAME_HTTPS } else { NAME_HTTP }
}

fn cookie(settings: &Settings, value: String, max_age: Duration) -> Cookie<'static> {
    Cookie::build(name(settings), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(is_https(settings))
        .max_age(max_age)
        .finish()
}

/// An answer that also sets, renews or takes away the refresh cookie.
pub struct WithCookie<T> {
    status: StatusCode,
    cookie: Option<Cookie<'static>>,
    body: Option<T>,
}

impl<T> WithCookie<T> {
    /// An answer that leaves the cookie as it is.
    pub fn plain(status: StatusCode, body: T) -> WithCookie<T> {
        WithCookie { status, cookie: None, body: Some(body) }
    }

    /// An answer that hands the device its next refresh token.
    pub fn set(app: &App, status: StatusCode, refresh_token: String, body: T) -> WithCookie<T> {
        let max_age = Duration::seconds(model::LIFETIME.as_secs() as i64);
        WithCookie { status, cookie: Some(cookie(app.settings(), refresh_token, max_age)), body: Some(body) }
    }

    /// 204 that takes the cookie away.
    pub fn removed(app: &App) -> WithCookie<T> {
        WithCookie { status: StatusCode::NO_CONTENT, cookie: Some(cookie(app.settings(), String::new(), Duration::ZERO)), body: None }
    }
}

impl<T: Serialize> Responder for WithCookie<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(cookie) = self.cookie {
            answer.cookie(cookie);
        }
        match self.body {
            Some(body) => answer.json(body),
            None => answer.finish(),
        }
    }
}

/// The refresh token in the caller's cookie. Other sites cannot make a browser send the header that is asked for here.
pub struct RefreshCookie(pub Option<String>);

impl FromRequest for RefreshCookie {
    type Error = Error;
    type Future = Ready<Result<RefreshCookie>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let ours = request.headers().get("X-Requested-With").is_some_and(|value| value == "modrotisk");
        if !ours {
            return ready(Err(Code::CrossSite.into()));
        }
        let found = request.app_data::<App>().and_then(|app| request.cookie(name(app.settings())));
        ready(Ok(RefreshCookie(found.map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty()))))
    }
}

/// The device that speaks: what it calls itself, and from where.
#[derive(Clone, Debug)]
pub struct Device {
    /// `Firefox, Linux`.
    pub name: String,
    /// The network address.
    pub address: String,
}

impl FromRequest for Device {
    type Error = Error;
    type Future = Ready<Result<Device>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        let client = Client::from_request(request, payload).into_inner();
        ready(client.map(|Client(address)| Device { name: device_name(agent), address }))
    }
}
