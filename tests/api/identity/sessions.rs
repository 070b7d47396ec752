//! Signing in and out, the rotation of refresh tokens, and what stops guessing.

use std::time::Duration;

use modrotisk::kit::time::{days, minutes};
use serde_json::json;

use super::{holding, register, with_cookie_of};
use crate::harness::{PASSWORD, TestApp};

#[actix_web::test]
async fn an_access_token_is_good_for_a_quarter_of_an_hour_and_the_cookie_brings_the_next() {
    let app = TestApp::start().await;
    let answer = register(&app, "ajda@example.org").await;
    let browser = with_cookie_of(&app, &answer);
    let session = answer.ok();
    let caller = holding(&app, &session);
    caller.get("/me").await.ok();
    app.advance(minutes(15)).await;
    caller.get("/me").await.refused(401, "not_signed_in");
    let next = browser.post("/sessions/refresh", json!(null)).await.ok();
    assert_eq!(next["session_id"], session["session_id"]);
    holding(&app, &next).get("/me").await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn a_spent_token_may_come_back_for_ten_seconds_and_then_ends_the_session() {
    let app = TestApp::start().await;
    let answer = register(&app, "ajda@example.org").await;
    let first = with_cookie_of(&app, &answer);
    let second = first.post("/sessions/refresh", json!(null)).await;
    assert_eq!(second.status, 200);
    app.advance(Duration::from_secs(10)).await;
    // Two tabs, or an answer that was lost: both go on.
    let also = first.post("/sessions/refresh", json!(null)).await;
    assert_eq!(also.status, 200);
    with_cookie_of(&app, &second).post("/sessions/refresh", json!(null)).await.ok();
    let third = with_cookie_of(&app, &also).post("/sessions/refresh", json!(null)).await;
    assert_eq!(third.status, 200);
    app.advance(Duration::from_secs(11)).await;
    // A copy comes back late: nobody knows who the thief is, so the whole family ends.
    first.post("/sessions/refresh", json!(null)).await.refused(401, "session_ended");
    let caller = holding(&app, &third.json());
    with_cookie_of(&app, &third).post("/sessions/refresh", json!(null)).await.refused(401, "session_ended");
    caller.get("/me").await.refused(401, "session_ended");
    assert!(app.mails_to("ajda@example.org").await.last().unwrap().subject.contains("prekinjena"));
    app.finish().await;
}

#[actix_web::test]
async fn another_site_cannot_refresh_or_sign_out() {
    let app = TestApp::start().await;
    let answer = register(&app, "ajda@example.org").await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly") && cookie.contains("Path=/"), "{cookie}");
    let foreign = app.visitor().with("cookie", cookie.split(';').next().unwrap());
    foreign.post("/sessions/refresh", json!(null)).await.refused(403, "cross_site");
    foreign.delete("/sessions/current").await.refused(403, "cross_site");
    app.finish().await;
}

#[actix_web::test]
async fn under_https_the_cookie_is_kept_to_the_host() {
    let app = TestApp::start_with(|settings| settings.base_url = "https://modrotisk.example".to_owned()).await;
    let answer = register(&app, "ajda@example.org").await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-modrotisk_refresh=") && cookie.contains("Secure"), "{cookie}");
    with_cookie_of(&app, &answer).post("/sessions/refresh", json!(null)).await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn signing_out_ends_the_session_at_once() {
    let app = TestApp::start().await;
    let answer = register(&app, "ajda@example.org").await;
    let browser = with_cookie_of(&app, &answer);
    let caller = holding(&app, &answer.ok());
    let out = browser.delete("/sessions/current").await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(out.status, 204);
    caller.get("/me").await.refused(401, "session_ended");
    browser.post("/sessions/refresh", json!(null)).await.refused(401, "session_ended");
    // Without a cookie there is nothing to end, and that is fine too.
    app.visitor().with("x-requested-with", "modrotisk").delete("/sessions/current").await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn signing_out_everywhere_ends_every_device_and_is_told() {
    let app = TestApp::start().await;
    let here = holding(&app, &register(&app, "ajda@example.org").await.ok());
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let sign_in = json!({ "email": "ajda@example.org", "password": PASSWORD });
    let there = app.visitor().with("user-agent", agent).post("/sessions", sign_in).await.created();
    let there = holding(&app, &there["session"]);
    let list = here.get("/sessions").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert!(list["items"].as_array().unwrap().iter().any(|item| item["device"] == "Firefox, Linux" && item["current"] == false));
    here.delete("/sessions").await.ok();
    here.get("/me").await.refused(401, "session_ended");
    there.get("/me").await.refused(401, "session_ended");
    assert!(app.mails_to("ajda@example.org").await.last().unwrap().subject.contains("Odjavljeni ste povsod"));
    app.finish().await;
}

#[actix_web::test]
async fn one_device_can_be_signed_out_but_not_a_strangers() {
    let app = TestApp::start().await;
    let (ajda, tine) = (app.buyer("ajda").await, app.buyer("tine").await);
    let session = ajda.who().session;
    tine.delete(&format!("/sessions/{session}")).await.refused(404, "not_found");
    ajda.get("/me").await.ok();
    ajda.delete(&format!("/sessions/{session}")).await.ok();
    ajda.get("/me").await.refused(401, "session_ended");
    app.finish().await;
}

#[actix_web::test]
async fn a_session_that_is_not_used_for_a_month_ends() {
    let app = TestApp::start().await;
    let answer = register(&app, "ajda@example.org").await;
    let browser = with_cookie_of(&app, &answer);
    app.advance(days(29)).await;
    let next = browser.post("/sessions/refresh", json!(null)).await;
    assert_eq!(next.status, 200);
    let browser = with_cookie_of(&app, &next);
    app.advance(days(30)).await;
    browser.post("/sessions/refresh", json!(null)).await.refused(401, "session_ended");
    app.finish().await;
}

#[actix_web::test]
async fn guessing_on_one_account_waits_longer_each_time_even_for_the_right_password() {
    let app = TestApp::start().await;
    app.buyer("ajda").await;
    let visitor = app.visitor();
    let wrong = json!({ "email": "ajda@example.org", "password": "not the password" });
    for _ in 0..5 {
        visitor.post("/sessions", wrong.clone()).await.refused(401, "invalid_credentials");
    }
    let right = json!({ "email": "ajda@example.org", "password": PASSWORD });
    let answer = visitor.post("/sessions", right.clone()).await;
    assert_eq!(answer.header("retry-after"), "1");
    answer.refused(429, "too_many_attempts");
    app.advance(Duration::from_secs(1)).await;
    visitor.post("/sessions", wrong.clone()).await.refused(401, "invalid_credentials");
    let answer = visitor.post("/sessions", wrong.clone()).await;
    assert_eq!(answer.header("retry-after"), "2");
    app.advance(Duration::from_secs(2)).await;
    visitor.post("/sessions", right.clone()).await.created();
    // The owner has shown themselves: the count is forgotten.
    visitor.post("/sessions", wrong).await.refused(401, "invalid_credentials");
    visitor.post("/sessions", right).await.created();
    app.finish().await;
}

#[actix_web::test]
async fn guessing_from_one_address_over_many_accounts_ends_too() {
    let app = TestApp::start().await;
    let visitor = app.visitor().with("x-test-address", "203.0.113.7");
    app.write(|tx| {
        (0..100).try_for_each(|_| modrotisk::identity::attempts::charge(tx, modrotisk::identity::attempts::PASSWORD_FROM, "203.0.113.7"))
    })
    .await;
    let body = json!({ "email": "nekdo@example.org", "password": "not the password" });
    visitor.post("/sessions", body.clone()).await.refused(429, "too_many_attempts");
    let neighbour = app.visitor().with("x-test-address", "203.0.113.8");
    neighbour.post("/sessions", body).await.refused(401, "invalid_credentials");
    app.finish().await;
}

#[actix_web::test]
async fn a_bad_token_is_refused_and_not_taken_for_a_guest() {
    let app = TestApp::start().await;
    let caller = app.visitor();
    caller.get("/me").await.refused(401, "not_signed_in");
    for header in ["Bearer", "Bearer x.y.z", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.e30."] {
        app.visitor().with("authorization", header).get("/me").await.refused(401, "not_signed_in");
    }
    app.finish().await;
}

#[actix_web::test]
async fn old_tokens_are_swept_away_and_sessions_go_on() {
    let app = TestApp::start().await;
    let answer = register(&app, "ajda@example.org").await;
    let mut browser = with_cookie_of(&app, &answer);
    app.wind().await;
    for _ in 0..3 {
        app.advance(days(8)).await;
        let next = browser.post("/sessions/refresh", json!(null)).await;
        assert_eq!(next.status, 200);
        browser = with_cookie_of(&app, &next);
    }
    app.finish().await;
}
