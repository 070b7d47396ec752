//! What goes out, beside plain JSON.

use std::marker::PhantomData;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use super::kept::Shown;
use crate::kit::locale::Locale;
use crate::kit::text::sha256_hex;

/// 201 with the thing that was made.
#[derive(Debug)]
pub struct Created<T>(pub T);

impl<T: Serialize> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::build(StatusCode::CREATED).insert_header((header::CACHE_CONTROL, "no-store")).json(self.0)
    }
}

/// 204: done, and there is nothing to say.
#[derive(Debug)]
pub struct NoContent;

impl Responder for NoContent {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}

/// Something public in one language, read for this request alone.
#[derive(Debug)]
pub struct Localised<T>(pub Locale, pub T);

impl<T: Serialize> Responder for Localised<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match Public::of(self.0, &self.1) {
            Ok(public) => public.respond_to(request),
            Err(error) => actix_web::ResponseError::error_response(&error),
        }
    }
}

/// Something public in one language: with `Content-Language`, an entity tag, and 304 where the caller has it already.
#[derive(Debug)]
pub struct Public<T> {
    locale: Locale,
    shown: Shown,
    value: PhantomData<T>,
}

impl<T: Serialize> Public<T> {
    /// An answer.
    pub fn of(locale: Locale, value: &T) -> crate::kit::Result<Public<T>> {
        let body = serde_json::to_string(value).map_err(crate::kit::Error::internal)?;
        let tag = HeaderValue::from_str(&format!("\"{}\"", &sha256_hex(&body)[..24])).map_err(crate::kit::Error::internal)?;
        Ok(Public::again(locale, Shown { body: body.into(), tag }))
    }

    /// An answer that was given before.
    pub(super) fn again(locale: Locale, shown: Shown) -> Public<T> {
        Public { locale, shown, value: PhantomData }
    }

    pub(super) fn shown(&self) -> &Shown {
        &self.shown
    }
}

impl<T: Serialize> Responder for Public<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let Shown { body, tag } = self.shown;
        let known = request
            .headers()
            .get(header::IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|tags| tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag));
        let mut answer = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        answer
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, "public, no-cache"))
            .insert_header((header::VARY, "Accept-Language"))
            .insert_header((header::CONTENT_LANGUAGE, self.locale.as_str()));
        if known { answer.finish() } else { answer.content_type("application/json").body(body) }
    }
}
