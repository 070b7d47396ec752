//! The desk: one queue, readable changes, reasons, a second pair of eyes, objections, reports.

use modrotisk::kit::time::{days, hours};
use serde_json::{Value, json};

use crate::events::{begun, content, hall, id, reread, seen, submitted, weekend};
use crate::harness::{Caller, TestApp};
use crate::listings;

fn against(decision: &str) -> Value {
    json!({ "decision": decision, "ground": "terms", "clause": "5.2: trditve o izdelku", "facts": "Opis obljublja nosilnost 20 kg, preskus pa navaja 12 kg." })
}

async fn decide(desk: &Caller, receipt: &Value, answer: Value) -> Value {
    desk.post(&format!("/desk/submissions/{}/decision", id(receipt)), answer).await.created()
}

async fn bring(maker: &Caller, product: &Value) -> Value {
    maker.post(&format!("/products/{}/submission", id(product)), Value::Null).await.created()
}

async fn shown(desk: &Caller, receipt: &Value) -> Value {
    desk.get(&format!("/desk/submissions/{}", id(receipt))).await.ok()
}

fn fields(problem: &Value) -> Vec<&str> {
    problem["fields"].as_array().unwrap().iter().map(|field| field["pointer"].as_str().unwrap()).collect()
}

fn labels(changes: &Value) -> Vec<&str> {
    changes.as_array().unwrap().iter().map(|change| change["field"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_listing_is_sent_back_with_reasons_changed_brought_again_and_approved() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    let product = listings::complete(&mara, "Torba »Tržni dan«", |_| {}).await;
    let first = bring(&mara, &product).await;
    assert_eq!(first["due_at"], "2026-12-01T22:59:00.000Z");
    mara.post(&format!("/products/{}/submission", id(&product)), Value::Null).await.refused(409, "submission_already_open");

    let queue = desk.get("/desk/submissions").await.ok();
    assert_eq!((queue["counts"]["listing"].as_i64(), queue["items"][0]["title"].as_str()), (Some(1), Some("Torba »Tržni dan«")));
    assert_eq!(queue["items"][0]["organisation"]["name"], "Studio mara");
    let view = shown(&desk, &first).await;
    assert_eq!((view["is_edit"].as_bool(), view["changes"][0]["change"].as_str()), (Some(false), Some("added")));
    assert!(labels(&view["changes"]).contains(&"/description/en"));

    let mut answer = against("changes_requested");
    answer["comments"] = json!([{ "field": "/description/sl", "text": "Navedite preskus." }]);
    decide(&desk, &first, answer).await;
    let letter = app.mails_to(&mara.email).await.pop().unwrap();
    assert_eq!(letter.subject, "Prosimo za dopolnitev: izdelek »Torba ›Tržni dan‹«");
    assert!(letter.body_text.contains("Opis obljublja") && letter.body_text.contains("šestih mesecih"), "{}", letter.body_text);
    let told = mara.get(&format!("/organisations/{}/decisions", mara.organisation)).await.ok();
    assert_eq!((told["unread"].as_i64(), told["items"][0]["clause"].as_str()), (Some(1), Some("5.2: trditve o izdelku")));
    let reading = json!({ "decision_ids": [told["items"][0]["id"]] });
    mara.post(&format!("/organisations/{}/decisions/reading", mara.organisation), reading).await.ok();
    assert_eq!(mara.get(&format!("/organisations/{}/decisions", mara.organisation)).await.ok()["unread"], 0);

    let product = listings::reread(&mara, &product).await;
    let mut changed = product["draft"]["content"].clone();
    changed["description"]["sl"] = json!("Predpasnik iz **konoplje** z dvema žepoma.");
    listings::save(&mara, &product, changed).await.ok();
    let second = bring(&mara, &product).await;
    assert_eq!(second["round"], 2);
    let view = shown(&desk, &second).await;
    let changes = &view["changes_since_last_round"];
    assert_eq!(labels(changes), ["/description/sl"]);
    assert_eq!(changes[0]["comment"], "Navedite preskus.");
    assert_eq!(changes[0]["words"][1], json!({ "op": "removed", "text": "lanu" }));
    assert_eq!(view["last_round"]["facts"], "Opis obljublja nosilnost 20 kg, preskus pa navaja 12 kg.");
    decide(&desk, &second, json!({ "decision": "approved" })).await;
    assert_eq!(listings::reread(&mara, &product).await["status"], "approved");
    let log = desk.get(&format!("/desk/decisions?subject_id={}", id(&product))).await.ok();
    let verdicts: Vec<&str> = log["items"].as_array().unwrap().iter().map(|row| row["decision"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["approved", "changes_requested"]);
    app.finish().await;
}

#[actix_web::test]
async fn nothing_but_an_approval_is_decided_without_reasons() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    let product = listings::complete(&mara, "Torba", |_| {}).await;
    let receipt = bring(&mara, &product).await;
    let path = format!("/desk/submissions/{}/decision", id(&receipt));
    let problem = desk.post(&path, json!({ "decision": "refused" })).await.refused(422, "reasons_missing");
    assert_eq!(fields(&problem), ["/ground", "/clause", "/facts"]);
    let half = json!({ "decision": "changes_requested", "ground": "terms", "clause": "5.2", "facts": "  " });
    assert_eq!(fields(&desk.post(&path, half).await.refused(422, "reasons_missing")), ["/facts"]);
    desk.post(&path, against("upheld")).await.refused(422, "verdict_not_allowed");
    desk.post(&path, against("suspended")).await.refused(422, "verdict_not_allowed");
    assert_eq!(listings::reread(&mara, &product).await["status"], "submitted");
    let subject = format!("/desk/subjects/listing/{}/suspension", id(&product));
    desk.post(&subject, json!({})).await.refused(422, "reasons_missing");
    app.finish().await;
}

#[actix_web::test]
async fn an_organisation_is_brought_approved_and_only_then_its_listing() {
    let app = TestApp::start().await;
    let (desk, nova) = (app.coordinator().await, app.newcomer("nova").await);
    let product = listings::complete(&nova, "Skodela", |_| {}).await;
    let listing = bring(&nova, &product).await;
    let path = format!("/desk/submissions/{}/decision", id(&listing));
    desk.post(&path, json!({ "decision": "approved" })).await.refused(403, "organisation_not_approved");
    let receipt = nova.post(&format!("/organisations/{}/submission", nova.organisation), Value::Null).await.created();
    nova.delete(&format!("/organisations/{}/submission", nova.organisation)).await.ok();
    desk.post(&format!("/desk/submissions/{}/decision", id(&receipt)), json!({ "decision": "approved" }))
        .await
        .refused(409, "submission_not_open");
    let receipt = nova.post(&format!("/organisations/{}/submission", nova.organisation), Value::Null).await.created();
    let view = shown(&desk, &receipt).await;
    assert!(view["content"].as_array().unwrap().iter().any(|field| field["value"]["text"] == "50223054"), "the tax number is readable");
    let bulk = json!({ "submission_ids": [id(&receipt), id(&listing), id(&receipt)] });
    let result = desk.post("/desk/decisions", bulk).await.ok();
    assert_eq!(result["approved"], json!([id(&receipt), id(&listing)]));
    assert_eq!(result["failed"][0]["code"], "submission_not_open");
    assert_eq!(nova.get(&format!("/organisations/{}", nova.organisation)).await.ok()["status"], "approved");
    app.visitor().get("/storefront/products/skodela").await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn what_is_suspended_is_gone_until_it_is_restored_and_its_owner_knows_why() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    let product = listings::complete(&mara, "Torba", |_| {}).await;
    decide(&desk, &bring(&mara, &product).await, json!({ "decision": "approved" })).await;
    app.visitor().get("/storefront/products/torba").await.ok();
    let subject = format!("/desk/subjects/listing/{}", id(&product));
    let why = json!({ "ground": "law", "clause": "GPSR, 22. člen", "facts": "Na izdelku manjka naslov proizvajalca." });
    let decision = desk.post(&format!("{subject}/suspension"), why).await.created();
    assert_eq!((decision["source"].as_str(), decision["scope"].as_str()), (Some("own_initiative"), Some("listing")));
    app.visitor().get("/storefront/products/torba").await.refused(404, "not_found");
    assert!(app.mails_to(&mara.email).await.pop().unwrap().body_text.contains("manjka naslov proizvajalca"));
    desk.post(&format!("{subject}/restoration"), json!({})).await.created();
    app.visitor().get("/storefront/products/torba").await.ok();
    desk.post(&format!("{subject}/restoration"), json!({})).await.refused(409, "listing_state");
    app.finish().await;
}

#[actix_web::test]
async fn a_second_look_is_somebody_elses_and_is_waited_for() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let hattery = hall(&app, |_| {}).await;
    let popup = begun(&zavod, content(&hattery, weekend())).await;
    let path = format!("/desk/submissions/{}", id(&submitted(&zavod, &popup).await));
    let other = app.other_coordinator("druga").await;
    assert_eq!(desk.post(&format!("{path}/claim"), Value::Null).await.ok()["claimed_by"]["name"], "coordinator");
    let asked = desk.post(&format!("{path}/second-look"), json!({ "note": "Je hala res prosta?" })).await.ok();
    assert_eq!((asked["second_look_pending"].as_bool(), asked["second_look"]["note"].as_str()), (Some(true), Some("Je hala res prosta?")));
    assert_eq!(app.mails_to(&other.email).await.len(), 1);
    desk.post(&format!("{path}/decision"), json!({ "decision": "approved" })).await.refused(409, "second_look_pending");
    desk.post(&format!("{path}/second-look/answer"), json!({ "note": "Je." })).await.refused(403, "forbidden");
    other.post(&format!("{path}/second-look/answer"), json!({ "note": "Je, klicala sem." })).await.ok();
    desk.post(&format!("{path}/decision"), json!({ "decision": "approved" })).await.created();
    assert_eq!(reread(&zavod, &popup).await["status"], "announced");
    app.finish().await;
}

#[actix_web::test]
async fn of_two_who_decide_the_first_wins() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let other = app.other_coordinator("druga").await;
    let hattery = hall(&app, |_| {}).await;
    let receipt = submitted(&zavod, &begun(&zavod, content(&hattery, weekend())).await).await;
    let path = format!("/desk/submissions/{}/decision", id(&receipt));
    let (one, two) =
        futures_util::future::join(desk.post(&path, json!({ "decision": "approved" })), other.post(&path, against("refused"))).await;
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [201, 409]);
    app.finish().await;
}

#[actix_web::test]
async fn an_objection_is_judged_by_another_person_and_upholding_it_puts_things_back() {
    let app = TestApp::start().await;
    let (desk, mara, jure) = (app.coordinator().await, app.creator("mara").await, app.creator("jure").await);
    let product = listings::complete(&mara, "Torba", |_| {}).await;
    decide(&desk, &bring(&mara, &product).await, json!({ "decision": "approved" })).await;
    let why = json!({ "ground": "terms", "clause": "5.2", "facts": "Opis ne ustreza izdelku." });
    let contested = desk.post(&format!("/desk/subjects/listing/{}/suspension", id(&product)), why).await.created();
    let path = format!("/decisions/{}/objection", id(&contested));
    let statement = json!({ "statement": "Opis ustreza, prilagam preskus." });
    jure.post(&path, statement.clone()).await.refused(404, "not_found");
    let objection = mara.post(&path, statement.clone()).await.created();
    assert_eq!(objection["outcome"], Value::Null);
    mara.post(&path, statement).await.refused(409, "objection_exists");
    let letters = app.mails_to(&mara.email).await;
    assert!(letters.iter().any(|mail| mail.key.starts_with("objection-received:")));

    let queue = desk.get("/desk/submissions?kind=objection").await.ok();
    let waiting = format!("/desk/submissions/{}", queue["items"][0]["id"].as_str().unwrap());
    assert_eq!(desk.get(&waiting).await.ok()["objection"]["contested"]["facts"], "Opis ne ustreza izdelku.");
    desk.post(&format!("{waiting}/decision"), against("upheld")).await.refused(409, "decided_by_same_person");
    let other = app.other_coordinator("druga").await;
    other.post(&format!("{waiting}/decision"), against("upheld")).await.created();
    app.visitor().get("/storefront/products/torba").await.ok();
    let told = mara.get(&format!("/decisions/{}", id(&contested))).await.ok();
    assert_eq!(told["objection"]["outcome"], "upheld");
    app.finish().await;
}

#[actix_web::test]
async fn after_six_months_and_against_an_approval_there_is_no_objection() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let hattery = hall(&app, |_| {}).await;
    let popup = begun(&zavod, content(&hattery, weekend())).await;
    let refused = decide(&desk, &submitted(&zavod, &popup).await, against("refused")).await;
    let popup = reread(&zavod, &popup).await;
    seen(&zavod, &popup).put(&format!("/popups/{}/draft", id(&popup)), content(&hattery, weekend())).await.ok();
    let approved = decide(&desk, &submitted(&zavod, &popup).await, json!({ "decision": "approved" })).await;
    let statement = json!({ "statement": "S tem se ne strinjam." });
    zavod.post(&format!("/decisions/{}/objection", id(&approved)), statement.clone()).await.refused(409, "nothing_to_object");
    assert_eq!(refused["objection_until"], "2027-05-24T21:59:59.999Z");
    app.advance(days(182)).await;
    let zavod = listings::signed_in_again(&app, &zavod).await;
    zavod.post(&format!("/decisions/{}/objection", id(&refused)), statement).await.refused(409, "objection_too_late");
    app.finish().await;
}

#[actix_web::test]
async fn a_report_from_the_street_has_a_receipt_and_an_outcome() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    let product = listings::complete(&mara, "Torba", |_| {}).await;
    decide(&desk, &bring(&mara, &product).await, json!({ "decision": "approved" })).await;
    let report = json!({
        "subject_kind": "listing", "subject_id": id(&product), "url": "http://localhost:8080/izdelki/torba", "reason": "misleading",
        "statement": "Torba ni iz lanu, kot piše.", "name": "Ana Kupec", "email": "ana@example.org", "good_faith": true
    });
    let mut doubtful = report.clone();
    doubtful["good_faith"] = json!(false);
    doubtful["email"] = json!("ana");
    let problem = app.visitor().post("/reports", doubtful).await.refused(422, "invalid");
    assert_eq!(fields(&problem), ["/good_faith", "/email"]);
    let street = app.visitor().with("Accept-Language", "de");
    street.post("/reports", report.clone()).await.created();
    assert_eq!(app.mails_to("ana@example.org").await[0].subject, "Ihre Meldung ist eingegangen");

    let queue = desk.get("/desk/submissions?kind=report").await.ok();
    let path = format!("/desk/submissions/{}", queue["items"][0]["id"].as_str().unwrap());
    assert_eq!(desk.get(&path).await.ok()["report"]["statement"], "Torba ni iz lanu, kot piše.");
    let mut answer = against("upheld");
    answer["suspend_subject"] = json!(true);
    desk.post(&format!("{path}/decision"), answer).await.created();
    app.visitor().get("/storefront/products/torba").await.refused(404, "not_found");
    let outcome = app.mails_to("ana@example.org").await.pop().unwrap();
    assert_eq!(outcome.subject, "Ergebnis Ihrer Meldung");
    let told = mara.get(&format!("/organisations/{}/decisions", mara.organisation)).await.ok();
    assert_eq!((told["items"][0]["decision"].as_str(), told["items"][0]["source"].as_str()), (Some("suspended"), Some("notice")));
    let text = told.to_string() + &app.mails_to(&mara.email).await.pop().unwrap().body_text;
    assert!(!text.contains("Ana") && !text.contains("ana@example.org"), "the owner does not learn who reported");
    app.finish().await;
}

#[actix_web::test]
async fn a_flood_of_reports_from_one_address_is_slowed_down() {
    let app = TestApp::start().await;
    let report = json!({
        "url": "http://localhost:8080/izdelki/torba", "reason": "child_safety", "statement": "Poglejte to stran, prosim.", "good_faith": true
    });
    let street = app.visitor().with("x-test-address", "192.0.2.7");
    for _ in 0..5 {
        street.post("/reports", report.clone()).await.created();
    }
    let refusal = street.post("/reports", report.clone()).await;
    assert_eq!(refusal.header("retry-after"), "3600");
    refusal.refused(429, "too_many_reports");
    app.visitor().with("x-test-address", "192.0.2.8").post("/reports", report.clone()).await.created();
    app.advance(hours(1)).await;
    street.post("/reports", report).await.created();
    app.finish().await;
}

#[actix_web::test]
async fn the_desk_is_closed_to_everybody_else_and_strangers_find_nothing() {
    let app = TestApp::start().await;
    let (desk, mara, jure) = (app.coordinator().await, app.creator("mara").await, app.creator("jure").await);
    let product = listings::complete(&mara, "Torba", |_| {}).await;
    let receipt = bring(&mara, &product).await;
    let submission = format!("/desk/submissions/{}", id(&receipt));
    for path in ["/desk/submissions", submission.as_str(), "/desk/decisions", "/desk/saved-replies"] {
        mara.get(path).await.refused(403, "coordinator_only");
        app.visitor().get(path).await.refused(401, "not_signed_in");
    }
    mara.post(&format!("{submission}/decision"), json!({ "decision": "approved" })).await.refused(403, "coordinator_only");
    mara.post("/desk/decisions", json!({ "submission_ids": [id(&receipt)] })).await.refused(403, "coordinator_only");
    jure.delete(&format!("/products/{}/submission", id(&product))).await.refused(404, "not_found");
    jure.get(&format!("/organisations/{}/decisions", mara.organisation)).await.refused(404, "not_found");
    jure.get(&format!("/organisations/{}/submissions", mara.organisation)).await.refused(404, "not_found");
    let own = mara.get(&format!("/organisations/{}/submissions", mara.organisation)).await.ok();
    assert_eq!(own["items"][0]["id"], receipt["id"]);
    let decision = decide(&desk, &receipt, against("refused")).await;
    jure.get(&format!("/decisions/{}", id(&decision))).await.refused(404, "not_found");
    mara.get(&format!("/decisions/{}", id(&decision))).await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn the_queue_is_oldest_first_in_pages_and_knows_what_is_late() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let hattery = hall(&app, |_| {}).await;
    for _ in 0..3 {
        submitted(&zavod, &begun(&zavod, content(&hattery, weekend())).await).await;
        app.advance(hours(1)).await;
    }
    app.advance(days(8)).await;
    let desk = listings::signed_in_again(&app, &desk).await;
    let first = desk.get("/desk/submissions?limit=2").await.ok();
    assert_eq!((first["counts"]["open"].as_i64(), first["counts"]["overdue"].as_i64()), (Some(3), Some(3)));
    assert_eq!((first["items"][0]["age_working_days"].as_i64(), first["items"][0]["overdue"].as_bool()), (Some(6), Some(true)));
    let rest = desk.get(&format!("/desk/submissions?limit=2&after={}", first["next"].as_str().unwrap())).await.ok();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    assert!(first["items"][1]["submitted_at"].as_str() < rest["items"][0]["submitted_at"].as_str());
    app.finish().await;
}

#[actix_web::test]
async fn saved_replies_are_kept_changed_and_forgotten() {
    let app = TestApp::start().await;
    let desk = app.coordinator().await;
    let reply = json!({ "title": "Trditev brez dokazila", "ground": "terms", "clause": "5.2", "facts": { "sl": "Prosimo za preskus.", "en": "Please send a test." } });
    let made = desk.post("/desk/saved-replies", reply.clone()).await.created();
    let problem = desk.post("/desk/saved-replies", reply.clone()).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["code"], "title_taken");
    let path = format!("/desk/saved-replies/{}", id(&made));
    let mut changed = reply;
    changed["clause"] = json!("5.3: dokazila");
    assert_eq!(seen(&desk, &made).put(&path, changed.clone()).await.ok()["content"]["clause"], "5.3: dokazila");
    seen(&desk, &made).put(&path, changed).await.refused(412, "version_conflict");
    desk.delete(&path).await.ok();
    assert!(desk.get("/desk/saved-replies").await.ok()["items"].as_array().unwrap().is_empty());
    app.finish().await;
}
