//! Members and invitations.

use modrotisk::kit::time::days;
use serde_json::json;

use super::token_in_letter;
use crate::harness::{Caller, TestApp};

fn home(caller: &Caller) -> String {
    format!("/organisations/{}", caller.organisation)
}

async fn membership(of: &Caller, email: &str) -> String {
    let members = of.get(&format!("{}/members", home(of))).await.ok();
    let found = members["items"].as_array().unwrap().iter().find(|member| member["email"] == email).cloned();
    found.expect("a member")["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn somebody_invited_by_mail_joins_with_that_mailbox_only() {
    let app = TestApp::start().await;
    let (mara, ajda, tine) = (app.creator("mara").await, app.buyer("ajda").await, app.buyer("tine").await);
    let body = json!({ "email": " Ajda@example.org ", "role": "manager" });
    let invitation = mara.post(&format!("{}/invitations", home(&mara)), body).await.created();
    assert_eq!((&invitation["status"], &invitation["email"]), (&json!("pending"), &json!("ajda@example.org")));
    assert_eq!(ajda.get("/me").await.ok()["notices"][0]["code"], "invitation_waiting");
    let token = token_in_letter(&app, "ajda@example.org").await;
    let preview = app.visitor().post("/invitations/preview", json!({ "token": token })).await.ok();
    assert_eq!(preview["organisation_name"], "Studio mara");
    tine.post("/invitations/acceptance", json!({ "token": token })).await.refused(403, "invitation_for_other_email");
    let joined = ajda.post("/invitations/acceptance", json!({ "token": token })).await.ok();
    assert_eq!(joined["role"], "manager");
    ajda.get(&home(&mara)).await.ok();
    ajda.post("/invitations/acceptance", json!({ "token": token })).await.refused(410, "token_spent");
    assert!(app.mails_to("mara@example.org").await.last().unwrap().subject.contains("ajda"));
    let again = json!({ "email": "ajda@example.org", "role": "member" });
    mara.post(&format!("{}/invitations", home(&mara)), again).await.refused(409, "already_member");
    app.finish().await;
}

#[actix_web::test]
async fn an_invitation_ends_when_it_is_taken_back_replaced_or_two_weeks_old() {
    let app = TestApp::start().await;
    let (mara, ajda) = (app.creator("mara").await, app.buyer("ajda").await);
    let path = format!("{}/invitations", home(&mara));
    let body = json!({ "email": "ajda@example.org", "role": "member" });
    mara.post(&path, body.clone()).await.created();
    let first = token_in_letter(&app, "ajda@example.org").await;
    let second = mara.post(&path, body.clone()).await.created();
    ajda.post("/invitations/acceptance", json!({ "token": first })).await.refused(410, "token_spent");
    let token = token_in_letter(&app, "ajda@example.org").await;
    mara.delete(&format!("{path}/{}", second["id"].as_str().unwrap())).await.ok();
    ajda.post("/invitations/acceptance", json!({ "token": token })).await.refused(410, "token_spent");
    mara.post(&path, body).await.created();
    let token = token_in_letter(&app, "ajda@example.org").await;
    app.advance(days(14)).await;
    ajda.post("/invitations/acceptance", json!({ "token": token })).await.refused(410, "token_spent");
    let list = mara.get(&path).await.ok();
    let states: Vec<&str> = list["items"].as_array().unwrap().iter().map(|item| item["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["expired", "revoked", "revoked"]);
    app.finish().await;
}

#[actix_web::test]
async fn roles_limit_what_a_member_may_do() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let ajda = app.colleague(&mara, "ajda").await;
    ajda.get(&home(&mara)).await.ok();
    ajda.get(&format!("{}/onboarding", home(&mara))).await.refused(403, "role_too_low");
    let invite = |role: &str| json!({ "email": "tine@example.org", "role": role });
    ajda.post(&format!("{}/invitations", home(&mara)), invite("member")).await.refused(403, "role_too_low");
    let own = membership(&mara, "ajda@example.org").await;
    ajda.patch(&format!("{}/members/{own}", home(&mara)), json!({ "role": "owner" })).await.refused(403, "role_too_low");
    mara.patch(&format!("{}/members/{own}", home(&mara)), json!({ "role": "manager" })).await.ok();
    ajda.get(&format!("{}/onboarding", home(&mara))).await.ok();
    ajda.post(&format!("{}/invitations", home(&mara)), invite("owner")).await.refused(403, "role_too_low");
    ajda.post(&format!("{}/invitations", home(&mara)), invite("member")).await.created();
    let owner = membership(&mara, "mara@example.org").await;
    ajda.delete(&format!("{}/members/{owner}", home(&mara))).await.refused(403, "role_too_low");
    app.finish().await;
}

#[actix_web::test]
async fn the_last_owner_stays() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let ajda = app.colleague(&mara, "ajda").await;
    let owner = membership(&mara, "mara@example.org").await;
    mara.delete(&format!("{}/members/{owner}", home(&mara))).await.refused(409, "last_owner");
    mara.patch(&format!("{}/members/{owner}", home(&mara)), json!({ "role": "member" })).await.refused(409, "last_owner");
    let other = membership(&mara, "ajda@example.org").await;
    mara.patch(&format!("{}/members/{other}", home(&mara)), json!({ "role": "owner" })).await.ok();
    mara.delete(&format!("{}/members/{owner}", home(&mara))).await.ok();
    mara.get(&home(&mara)).await.refused(404, "not_found");
    ajda.get(&home(&mara)).await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn a_membership_of_another_organisation_is_not_found() {
    let app = TestApp::start().await;
    let (mara, tine) = (app.creator("mara").await, app.creator("tine").await);
    app.colleague(&tine, "ajda").await;
    let foreign = membership(&tine, "ajda@example.org").await;
    mara.delete(&format!("{}/members/{foreign}", home(&mara))).await.refused(404, "not_found");
    mara.patch(&format!("{}/members/{foreign}", home(&mara)), json!({ "role": "owner" })).await.refused(404, "not_found");
    app.finish().await;
}
