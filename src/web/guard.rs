//! What happens around every request: an id, a time limit, the security headers, a line in the log, a count.

use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;

use super::App;
use crate::kit::Code;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request being answered; empty outside of one.
pub fn request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// How long a request may take, its body included; an upload over a slow line needs the most.
const LONGEST: Duration = Duration::from_secs(120);

/// The headers of every answer, errors and files too, unless the answer has its own.
const SECURITY: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    ("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Paths whose use would tell of sealed entries: how many there are, whose, since when.
fn is_sealed(path: &str) -> bool {
    path.contains("/entries") || path.contains("/entry-invitations")
}

/// The middleware; mounted outermost.
pub async fn around(request: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let id = request
        .app_data::<App>()
        .map(|app| {
            let mut bytes = [0u8; 9];
            app.db().ids().fill(&mut bytes);
            crate::kit::text::base64url(&bytes)
        })
        .unwrap_or_default();
    let https = request.app_data::<App>().is_some_and(|app| app.settings().base_url.starts_with("https://"));
    let method = request.method().clone();
    let path = request.path().to_owned();
    let begun = std::time::Instant::now();
    let answer = REQUEST_ID.scope(id.clone(), async {
        tokio::time::timeout(LONGEST, next.call(request)).await.unwrap_or_else(|_| Err(crate::kit::Error::from(Code::TimedOut).into()))
    });
    let mut response = answer.await?;
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        if !headers.contains_key(*name) {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    let status = response.status().as_u16();
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let took = begun.elapsed();
    if is_sealed(&path) && !crate::kit::guard::off("entry_seal") {
        // Neither log nor counters tell reading from beginning from submitting; only a fault of ours is told.
        metrics::counter!("http_requests_total", "method" => "*", "route" => "sealed", "status" => "*").increment(1);
        tracing::info!(path = "sealed", fault = status >= 500, "answered");
        return Ok(response);
    }
    metrics::counter!("http_requests_total", "method" => method.to_string(), "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(took.as_secs_f64());
    tracing::info!(request_id = id, %method, path, status, took_ms = took.as_millis() as u64, "answered");
    Ok(response)
}
