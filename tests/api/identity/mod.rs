//! People: registering, signing in, what protects them, and for whom they act.

mod accounts;
mod members;
mod organisations;
mod second_factor;
mod sessions;

use serde_json::{Value, json};

use crate::harness::{Answer, Caller, PASSWORD, TestApp};

/// The token in the newest letter to an address.
async fn token_in_letter(app: &TestApp, address: &str) -> String {
    let mails = app.mails_to(address).await;
    let text = &mails.last().unwrap_or_else(|| panic!("no letter to {address}")).body_text;
    text.split("#token=").nth(1).expect("a link with a token").split_whitespace().next().unwrap().to_owned()
}

/// Registers through the API and proves the mailbox.
async fn register(app: &TestApp, email: &str) -> Answer {
    let visitor = app.visitor();
    let body = json!({ "email": email, "password": PASSWORD, "name": "Ajda" });
    assert_eq!(visitor.post("/accounts", body).await.status, 202);
    let token = token_in_letter(app, &email.trim().to_lowercase()).await;
    visitor.post("/accounts/verification", json!({ "token": token })).await
}

/// The caller that holds a session's access token.
fn holding(app: &TestApp, session: &Value) -> Caller {
    let caller = app.visitor();
    caller.token.replace(session["access_token"].as_str().expect("an access token").to_owned());
    caller
}

/// The caller with the refresh cookie of an answer, as a browser of ours would send it.
fn with_cookie_of(app: &TestApp, answer: &Answer) -> Caller {
    let cookie = answer.header("set-cookie");
    let pair = cookie.split(';').next().unwrap_or("").to_owned();
    app.visitor().with("cookie", &pair).with("x-requested-with", "modrotisk")
}
