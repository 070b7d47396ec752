//! Registering, the ways back in, and what a person may change, take along and take away.

use std::time::Duration;

use modrotisk::kit::time::hours;
use serde_json::json;

use super::{holding, register, token_in_letter};
use crate::harness::{PASSWORD, TestApp};

#[actix_web::test]
async fn a_person_registers_proves_the_mailbox_and_is_signed_in() {
    let app = TestApp::start().await;
    let answer = register(&app, " Ajda@Example.org").await;
    assert!(answer.header("set-cookie").contains("HttpOnly"));
    let session = answer.ok();
    let me = holding(&app, &session).get("/me").await.ok();
    assert_eq!(me["account"]["email"], "ajda@example.org");
    assert_eq!(me["account"]["coordinator"], false);
    assert_eq!(me["organisations"], json!([]));
    app.finish().await;
}

#[actix_web::test]
async fn a_visitor_cannot_tell_who_has_an_account() {
    let app = TestApp::start().await;
    register(&app, "ajda@example.org").await.ok();
    let visitor = app.visitor();
    let ask = |email: &str| json!({ "email": email, "password": PASSWORD, "name": "Nekdo" });
    let known = visitor.post("/accounts", ask("ajda@example.org")).await;
    let unknown = visitor.post("/accounts", ask("tine@example.org")).await;
    assert_eq!((known.status, unknown.status), (unknown.status, known.status));
    assert_eq!(known.json(), json!({ "email": "ajda@example.org" }));
    assert!(app.mails_to("ajda@example.org").await.last().unwrap().subject.contains("Račun že imate"));

    let known = visitor.post("/password-resets", json!({ "email": "ajda@example.org" })).await;
    let unknown = visitor.post("/password-resets", json!({ "email": "nihce@example.org" })).await;
    assert_eq!((known.status, unknown.status), (unknown.status, known.status));
    assert!(app.mails_to("nihce@example.org").await.is_empty());

    let sign_in = |email: &str| json!({ "email": email, "password": "not the password" });
    let known = visitor.post("/sessions", sign_in("ajda@example.org")).await.refused(401, "invalid_credentials");
    let unknown = visitor.post("/sessions", sign_in("nihce@example.org")).await.refused(401, "invalid_credentials");
    assert_eq!(known["detail"], unknown["detail"]);
    app.finish().await;
}

#[actix_web::test]
async fn bad_registrations_are_told_field_by_field() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let problem = visitor.post("/accounts", json!({ "email": "ajda", "password": "short", "name": " " })).await.refused(422, "invalid");
    let pointers: Vec<&str> = problem["fields"].as_array().unwrap().iter().map(|field| field["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/email", "/name", "/password"]);
    let common = json!({ "email": "ajda@example.org", "password": "Password123!", "name": "Ajda" });
    let problem = visitor.post("/accounts", common).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["code"], "password_too_common");
    let more = json!({ "email": "ajda@example.org", "password": PASSWORD, "name": "Ajda", "admin": true });
    visitor.post("/accounts", more).await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn a_link_works_once_and_not_for_ever() {
    let app = TestApp::start().await;
    register(&app, "ajda@example.org").await.ok();
    let visitor = app.visitor();
    let used = token_in_letter(&app, "ajda@example.org").await;
    visitor.post("/accounts/verification", json!({ "token": used })).await.refused(410, "token_spent");

    visitor.post("/password-resets", json!({ "email": "ajda@example.org" })).await;
    let late = token_in_letter(&app, "ajda@example.org").await;
    app.advance(hours(1) + Duration::from_secs(1)).await;
    let reset = |token: &str| json!({ "token": token, "password": "nova beseda za prijavo" });
    visitor.post("/password-resets/completion", reset(&late)).await.refused(410, "token_spent");

    visitor.post("/password-resets", json!({ "email": "ajda@example.org" })).await;
    let first = token_in_letter(&app, "ajda@example.org").await;
    visitor.post("/password-resets", json!({ "email": "ajda@example.org" })).await;
    let second = token_in_letter(&app, "ajda@example.org").await;
    visitor.post("/password-resets/completion", reset(&first)).await.refused(410, "token_spent");
    // A reset link is no verification link.
    visitor.post("/accounts/verification", json!({ "token": second })).await.refused(410, "token_spent");
    visitor.post("/password-resets/completion", reset(&second)).await.ok();
    visitor.post("/password-resets/completion", reset(&second)).await.refused(410, "token_spent");
    app.finish().await;
}

#[actix_web::test]
async fn a_new_password_ends_every_session_and_is_told() {
    let app = TestApp::start().await;
    let session = register(&app, "ajda@example.org").await.ok();
    let signed_in = holding(&app, &session);
    app.visitor().post("/password-resets", json!({ "email": "ajda@example.org" })).await;
    let token = token_in_letter(&app, "ajda@example.org").await;
    let body = json!({ "token": token, "password": "nova beseda za prijavo" });
    app.visitor().post("/password-resets/completion", body).await.ok();
    signed_in.get("/me").await.refused(401, "session_ended");
    let old = json!({ "email": "ajda@example.org", "password": PASSWORD });
    app.visitor().post("/sessions", old).await.refused(401, "invalid_credentials");
    let new = json!({ "email": "ajda@example.org", "password": "nova beseda za prijavo" });
    app.visitor().post("/sessions", new).await.created();
    assert!(app.mails_to("ajda@example.org").await.last().unwrap().subject.contains("Geslo je spremenjeno"));
    app.finish().await;
}

#[actix_web::test]
async fn an_unproven_mailbox_cannot_sign_in_and_is_sent_the_link_again() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let body = json!({ "email": "ajda@example.org", "password": PASSWORD, "name": "Ajda", "locale": "de" });
    visitor.post("/accounts", body).await;
    let before = app.mails_to("ajda@example.org").await;
    assert_eq!(before.len(), 1);
    assert!(before[0].subject.contains("Bestätigen"));
    let sign_in = json!({ "email": "ajda@example.org", "password": PASSWORD });
    visitor.post("/sessions", sign_in.clone()).await.refused(403, "email_not_verified");
    assert_eq!(app.mails_to("ajda@example.org").await.len(), 2);
    let token = token_in_letter(&app, "ajda@example.org").await;
    visitor.post("/accounts/verification", json!({ "token": token })).await.ok();
    visitor.post("/sessions", sign_in).await.created();
    app.finish().await;
}

#[actix_web::test]
async fn letters_to_one_mailbox_have_a_ceiling() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for _ in 0..5 {
        assert_eq!(visitor.post("/password-resets", json!({ "email": "ajda@example.org" })).await.status, 202);
    }
    let answer = visitor.post("/password-resets", json!({ "email": "ajda@example.org" })).await;
    assert_eq!(answer.header("retry-after"), "3600");
    answer.refused(429, "too_many_attempts");
    app.advance(hours(1)).await;
    assert_eq!(visitor.post("/password-resets", json!({ "email": "ajda@example.org" })).await.status, 202);
    app.finish().await;
}

#[actix_web::test]
async fn a_password_is_changed_by_the_old_one_and_other_devices_are_signed_out() {
    let app = TestApp::start().await;
    let here = holding(&app, &register(&app, "ajda@example.org").await.ok());
    let sign_in = json!({ "email": "ajda@example.org", "password": PASSWORD });
    let elsewhere = holding(&app, &app.visitor().post("/sessions", sign_in).await.created()["session"]);
    let wrong = json!({ "current_password": "to ni pravo geslo", "new_password": "nova beseda za prijavo" });
    here.put("/me/password", wrong).await.refused(422, "current_password_wrong");
    let right = json!({ "current_password": PASSWORD, "new_password": "nova beseda za prijavo" });
    here.put("/me/password", right).await.ok();
    here.get("/me").await.ok();
    elsewhere.get("/me").await.refused(401, "session_ended");
    app.finish().await;
}

#[actix_web::test]
async fn an_account_moves_to_a_mailbox_that_was_proven() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    ajda.post("/me/email", json!({ "email": "nova@example.org", "password": "napačno geslo" }))
        .await
        .refused(422, "current_password_wrong");
    assert_eq!(ajda.post("/me/email", json!({ "email": "Nova@example.org", "password": PASSWORD })).await.status, 202);
    assert_eq!(ajda.get("/me").await.ok()["account"]["email"], "ajda@example.org");
    let token = token_in_letter(&app, "nova@example.org").await;
    app.visitor().post("/accounts/email-change", json!({ "token": token })).await.ok();
    assert_eq!(ajda.get("/me").await.ok()["account"]["email"], "nova@example.org");
    assert!(app.mails_to("ajda@example.org").await.last().unwrap().subject.contains("E-naslov je spremenjen"));
    app.finish().await;
}

#[actix_web::test]
async fn a_profile_keeps_what_is_left_out() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    ajda.patch("/me", json!({ "phone": "+386 1 000 00 00" })).await.ok();
    let after = ajda.patch("/me", json!({ "locale": "de", "name": "  Ajda M. " })).await.ok();
    assert_eq!((&after["name"], &after["locale"], &after["phone"]), (&json!("Ajda M."), &json!("de"), &json!("+386 1 000 00 00")));
    assert_eq!(ajda.patch("/me", json!({ "phone": "" })).await.ok()["phone"], json!(null));
    ajda.patch("/me", json!({ "name": "" })).await.refused(422, "invalid");
    ajda.patch("/me", json!({ "email": "x@example.org" })).await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn an_erased_account_leaves_nothing_personal_and_cannot_return() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    mara.post("/me/deletion", json!({ "password": PASSWORD })).await.refused(409, "owner_of_organisation");
    let ajda = app.colleague(&mara, "ajda").await;
    let export = ajda.get("/me/export").await.ok();
    assert_eq!(export["account"]["email"], "ajda@example.org");
    assert_eq!(export["organisations"][0]["role"], "member");
    ajda.post("/me/deletion", json!({ "password": PASSWORD })).await.ok();
    ajda.get("/me").await.refused(401, "session_ended");
    let members = mara.get(&format!("/organisations/{}/members", mara.organisation)).await.ok();
    assert_eq!(members["items"].as_array().unwrap().len(), 1);
    let sign_in = json!({ "email": "ajda@example.org", "password": PASSWORD });
    app.visitor().post("/sessions", sign_in).await.refused(401, "invalid_credentials");
    app.finish().await;
}

#[actix_web::test]
async fn the_administrator_gives_and_takes_powers_but_not_the_last() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ajda = app.buyer("ajda").await;
    ajda.get("/accounts").await.refused(403, "admin_only");
    let found = admin.get("/accounts?q=ajda").await.ok();
    assert_eq!(found["items"][0]["id"], json!(ajda.account));
    let raised = admin.patch(&format!("/accounts/{}", ajda.account), json!({ "coordinator": true })).await.ok();
    assert_eq!((&raised["coordinator"], &raised["admin"]), (&json!(true), &json!(false)));
    admin.patch(&format!("/accounts/{}", admin.account), json!({ "admin": false })).await.refused(409, "last_admin");
    admin.patch(&format!("/accounts/{}", ajda.account), json!({ "status": "deleted" })).await.refused(422, "invalid");
    admin.patch(&format!("/accounts/{}", ajda.account), json!({ "status": "disabled" })).await.ok();
    ajda.get("/me").await.refused(401, "session_ended");
    let sign_in = json!({ "email": "ajda@example.org", "password": PASSWORD });
    app.visitor().post("/sessions", sign_in).await.refused(403, "account_disabled");
    app.finish().await;
}

#[actix_web::test]
async fn lists_of_accounts_come_in_pages() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for name in ["a1", "a2", "a3"] {
        app.buyer(name).await;
        app.advance(Duration::from_secs(1)).await;
    }
    let first = admin.get("/accounts?limit=2").await.ok();
    assert_eq!(first["items"][0]["email"], "a3@example.org");
    let next = first["next"].as_str().unwrap();
    let second = admin.get(&format!("/accounts?limit=2&after={next}")).await.ok();
    assert_eq!(second["items"][0]["email"], "a1@example.org");
    assert_eq!(second["next"], json!(null));
    admin.get("/accounts?after=nonsense").await.refused(422, "invalid");
    admin.get("/accounts?limit=0").await.refused(422, "invalid");
    app.finish().await;
}
