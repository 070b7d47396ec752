//! Somebody who calls the API: a visitor, or a person signed in.

use std::cell::RefCell;

use actix_web::body::to_bytes;
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use serde_json::Value;

use modrotisk::identity::SignedIn;
use modrotisk::identity::sessions::access;

use super::TestApp;
use super::contract::Answered;

/// Somebody who calls the API. Paths are under `/api/v1` unless they begin with `//`.
#[derive(Clone)]
pub struct Caller {
    pub app: TestApp,
    /// The access token that the caller holds; empty for a visitor, and for people whose session renews it before every request.
    pub token: RefCell<String>,
    /// The session of somebody made by `people.rs`: a fresh token is sent each time, however far the clock was moved.
    pub session: Option<SignedIn>,
    /// The account's id; empty for a visitor.
    pub account: String,
    /// The address that letters reach.
    pub email: String,
    /// The organisation acted for; empty for none.
    pub organisation: String,
    /// Headers sent with every request.
    pub headers: RefCell<Vec<(String, String)>>,
}

impl Caller {
    pub fn visitor(app: TestApp) -> Caller {
        Caller {
            app,
            token: RefCell::default(),
            session: None,
            account: String::new(),
            email: String::new(),
            organisation: String::new(),
            headers: RefCell::default(),
        }
    }

    /// The proof of name, for states that no request reaches.
    pub fn who(&self) -> SignedIn {
        self.session.clone().expect("somebody made by people.rs")
    }

    fn access_token(&self) -> String {
        let app = self.app.inner();
        match &self.session {
            Some(who) => access::issue(&app.settings().secret, &who.account, &who.session, app.now()).unwrap(),
            None => self.token.borrow().clone(),
        }
    }

    /// The same caller with one more header.
    pub fn with(&self, name: &str, value: &str) -> Caller {
        let caller = self.clone();
        caller.headers.borrow_mut().push((name.to_owned(), value.to_owned()));
        caller
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string().into_bytes())).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body.to_string().into_bytes())).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body.to_string().into_bytes())).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends raw bytes; without a `Content-Type` among the headers they count as JSON.
    pub async fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Answer {
        let path = match path.strip_prefix('/') {
            Some(rest) if rest.starts_with('/') => rest.to_owned(),
            _ => format!("/api/v1{path}"),
        };
        let mut request = TestRequest::default().method(method.clone()).uri(&path);
        let token = self.access_token();
        if !token.is_empty() {
            request = request.insert_header((header::AUTHORIZATION, format!("Bearer {token}")));
        }
        let headers = self.headers.borrow().clone();
        if body.is_some() && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request = request.insert_header((header::CONTENT_TYPE, "application/json"));
        }
        for (name, value) in headers {
            request = request.insert_header((name, value));
        }
        if let Some(body) = body {
            request = request.set_payload(body);
        }
        let response = (self.app.0.serve)(request.to_request()).await;
        let status = response.status();
        let headers = response.headers().clone();
        let bytes = to_bytes(response.into_body()).await.map_err(|_| "body").unwrap().to_vec();
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        let answered =
            Answered { method: method.to_string(), path: path.clone(), status: status.as_u16(), content_type, body: bytes.clone() };
        self.app.0.answered.borrow_mut().push(answered);
        Answer { asked: format!("{method} {path}"), status, headers, bytes }
    }
}

/// What was answered.
pub struct Answer {
    asked: String,
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `null` when there is none.
    pub fn json(&self) -> Value {
        if self.bytes.is_empty() { Value::Null } else { serde_json::from_slice(&self.bytes).unwrap_or_else(|_| Value::String(self.text())) }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header's value, empty when it is not there.
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
    }

    /// The body of a 200 (or an empty 204).
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status == StatusCode::OK || self.status == StatusCode::NO_CONTENT, "{}: {} {}", self.asked, self.status, self.text());
        self.json()
    }

    /// The body of a 201.
    #[track_caller]
    pub fn created(self) -> Value {
        assert_eq!(self.status, StatusCode::CREATED, "{}: {}", self.asked, self.text());
        self.json()
    }

    /// The problem of a refusal with this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let body = self.json();
        assert_eq!((self.status.as_u16(), body["code"].as_str().unwrap_or("")), (status, code), "{}: {}", self.asked, self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.asked);
        body
    }
}
