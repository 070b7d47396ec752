//! Requests that async-stripe has no types for: JSON of the second API, and forms of the first, answered as plain values.
//!
//! An answer is read by the few fields we need, so that a newer version of Stripe's API does not stop money. What Stripe
//! refuses and what nobody knows are told apart: a refusal is final, silence is looked up and asked again under the same key.

use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{Method, Request};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::kit::{Code, Error};

/// The version of the API that our requests speak; the same that async-stripe pins.
const VERSION: &str = "2026-09-30.endive";
/// Longer answers are not Stripe's.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;
/// How long Stripe may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why there is no answer to act on.
#[derive(Debug)]
pub enum Fault {
    /// Stripe understood and refuses: nothing happened, and nothing will by asking again.
    Refused(Refusal),
    /// Nobody knows whether Stripe acted: silence, a fault of theirs, or a fault of ours.
    Unknown(Error),
}

/// What Stripe refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Stripe's code, such as `balance_insufficient`.
    pub code: String,
    /// Stripe's sentence.
    pub message: String,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        match fault {
            Fault::Unknown(error) => error,
            Fault::Refused(refusal) => {
                Error::internal(format!("Stripe refuses ({}, {}): {}", refusal.status, refusal.code, refusal.message))
            }
        }
    }
}

/// The fields of a form, nested names written out: `metadata[part]`.
pub type Form<'a> = &'a [(&'a str, String)];

/// The connection.
pub struct Wire {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    secret: String,
}

impl Wire {
    /// Speaks to Stripe, or to a test's own server.
    pub fn new(secret: &str, base: Option<&str>) -> Wire {
        let connector = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        let base = base.unwrap_or("https://api.stripe.com/").trim_end_matches('/').to_owned();
        Wire { client: Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector), base, secret: secret.to_owned() }
    }

    /// Looks at something; nothing when Stripe has no such thing.
    pub async fn get(&self, path: &str, query: Form<'_>) -> Result<Option<Value>, Fault> {
        let path = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", encoded(query)) };
        match self.send(Method::GET, &path, None, None).await {
            Ok(value) => Ok(Some(value)),
            Err(Fault::Refused(refusal)) if refusal.status == 404 => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Asks for something in a form, acted on once under a key where one is given.
    pub async fn post_form(&self, path: &str, form: Form<'_>, key: Option<&str>) -> Result<Value, Fault> {
        self.send(Method::POST, path, Some(("application/x-www-form-urlencoded", encoded(form))), key).await
    }

    /// Asks for something in JSON, acted on once under a key where one is given.
    pub async fn post_json(&self, path: &str, body: &Value, key: Option<&str>) -> Result<Value, Fault> {
        self.send(Method::POST, path, Some(("application/json", body.to_string())), key).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<(&str, String)>, key: Option<&str>) -> Result<Value, Fault> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(AUTHORIZATION, format!("Bearer {}", self.secret))
            .header("stripe-version", VERSION);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some((kind, _)) = &body {
            request = request.header(CONTENT_TYPE, *kind);
        }
        let request = request.body(Full::new(Bytes::from(body.map(|(_, text)| text).unwrap_or_default()))).map_err(ours)?;
        let answering = async {
            let response = self.client.request(request).await.map_err(silence)?;
            let status = response.status().as_u16();
            let bytes = Limited::new(response.into_body(), LONGEST_ANSWER).collect().await.map_err(unreadable)?.to_bytes();
            Ok::<_, Fault>((status, bytes))
        };
        let (status, bytes) = tokio::time::timeout(PATIENCE, answering).await.map_err(silence)??;
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        match status {
            200..=299 if !answer.is_null() => Ok(answer),
            200..=299 => Err(silence("an answer that is not JSON")),
            _ => Err(refused(status, &answer)),
        }
    }
}

/// What an answer other than yes means. A key in use, too many requests and faults at Stripe tell nothing; a bad key or
/// the same key for something else is a fault of ours.
fn refused(status: u16, answer: &Value) -> Fault {
    let text = |name: &str| answer.pointer(&format!("/error/{name}")).and_then(Value::as_str).unwrap_or("").to_owned();
    let refusal = Refusal { status, code: text("code"), message: text("message") };
    match status {
        401 | 403 => ours(format!("Stripe does not let us in: {}", refusal.message)),
        _ if text("type") == "idempotency_error" => ours(refusal.message),
        409 | 424 | 429 => silence(refusal.message),
        400..=499 => Fault::Refused(refusal),
        _ => silence(format!("{status}: {}", refusal.message)),
    }
}

fn silence(cause: impl std::fmt::Display) -> Fault {
    Fault::Unknown(Error { cause: Some(cause.to_string()), retry_after_seconds: Some(5), ..Error::from(Code::PaymentUnreachable) })
}

fn ours(cause: impl std::fmt::Display) -> Fault {
    Fault::Unknown(Error::internal(cause))
}

fn unreadable(error: Box<dyn std::error::Error + Send + Sync>) -> Fault {
    if error.is::<LengthLimitError>() { ours("Stripe's answer is too long") } else { silence(error) }
}

/// A form as it travels.
fn encoded(form: Form<'_>) -> String {
    let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_travels_escaped() {
        assert_eq!(encoded(&[("metadata[part]", "a b&č".to_owned()), ("x", "1".to_owned())]), "metadata%5Bpart%5D=a%20b%26%C4%8D&x=1");
    }

    #[test]
    fn a_refusal_is_final_and_silence_is_not() {
        let answer = json!({ "error": { "type": "invalid_request_error", "code": "balance_insufficient", "message": "no" } });
        assert!(matches!(refused(400, &answer), Fault::Refused(refusal) if refusal.code == "balance_insufficient"));
        for status in [409, 429, 500, 503] {
            assert!(matches!(refused(status, &answer), Fault::Unknown(_)), "{status}");
        }
        assert!(matches!(refused(400, &json!({ "error": { "type": "idempotency_error" } })), Fault::Unknown(_)));
    }
}
