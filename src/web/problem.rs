//! Refusals at the wire: RFC 9457 `application/problem+json`, with our code, fields and the request's id.

use std::collections::BTreeMap;

use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{Content, RefOr, Response, ResponseBuilder};

use super::guard;
use crate::kit::{Code, Error, FieldError};

/// A refusal as the caller reads it.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// Always `about:blank`; `code` tells problems apart.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The status as a number.
    pub status: u16,
    /// What it is, for programs.
    pub code: String,
    /// What to do, for people.
    pub detail: String,
    /// What is wrong with which field.
    pub fields: Vec<FieldError>,
    /// Name this when you ask us about it.
    pub request_id: String,
}

/// The responses that every operation can give besides its own.
pub struct Problems;

impl utoipa::IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let schema = utoipa::openapi::Ref::from_schema_name("Problem");
        let response = ResponseBuilder::new()
            .description("A refusal, with a code for programs and a sentence for people.")
            .content("application/problem+json", Content::new(Some(schema)))
            .build();
        BTreeMap::from([("default".to_owned(), RefOr::T(response))])
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let request_id = guard::request_id();
        if status.is_server_error() {
            tracing::error!(request_id, error = %self, "a fault");
        }
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code: self.code.as_str().to_owned(),
            detail: self.sentence().to_owned(),
            fields: self.fields.clone(),
            request_id,
        };
        let mut answer = HttpResponse::build(status);
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        answer.content_type("application/problem+json").body(serde_json::to_string(&problem).unwrap_or_default())
    }
}

/// JSON bodies: at most 256 KiB, refused as problems.
pub fn json_config() -> actix_web::web::JsonConfig {
    actix_web::web::JsonConfig::default().limit(256 * 1024).error_handler(|error, _| {
        let refusal: Error = match &error {
            JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => Code::TooLarge.into(),
            JsonPayloadError::ContentType => Code::UnsupportedMedia.because("Send JSON with `Content-Type: application/json`."),
            JsonPayloadError::Deserialize(reason) if reason.is_data() => {
                Code::Invalid.because(format!("The request does not have the documented shape: {reason}."))
            }
            _ => Code::Malformed.into(),
        };
        refusal.into()
    })
}

/// Query strings, refused as problems.
pub fn query_config() -> actix_web::web::QueryConfig {
    actix_web::web::QueryConfig::default().error_handler(|error, _| {
        let refusal = match &error {
            QueryPayloadError::Deserialize(reason) => Code::Invalid.because(format!("The query is not as documented: {reason}.")),
            _ => Code::Malformed.into(),
        };
        refusal.into()
    })
}

/// Paths whose ids are not ids lead nowhere.
pub fn path_config() -> actix_web::web::PathConfig {
    actix_web::web::PathConfig::default().error_handler(|_: PathError, _| Error::not_found().into())
}
