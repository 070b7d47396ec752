//! Organisations: founding, the seller's record, the way to the desk and back.

use modrotisk::identity::{self, organisations};
use modrotisk::kit::decision::Decision;
use modrotisk::kit::id::OrganisationId;
use serde_json::{Value, json};

use crate::harness::{Caller, TestApp, complete_onboarding};

fn home(caller: &Caller) -> String {
    format!("/organisations/{}", caller.organisation)
}

async fn decide(app: &TestApp, organisation: &str, decision: Decision) -> modrotisk::kit::Result<()> {
    let desk = app.other_coordinator(&format!("desk-{decision}-{}", &organisation[30..])).await.who();
    let id: OrganisationId = organisation.parse().unwrap();
    app.inner()
        .write(move |tx| {
            let by = identity::coordinator(tx, &desk)?;
            organisations::decide(tx, &by, &id, decision)
        })
        .await
}

async fn submit(caller: &Caller) -> modrotisk::kit::Result<modrotisk::kit::decision::Frozen> {
    let (who, id) = (caller.who(), caller.organisation.parse::<OrganisationId>().unwrap());
    caller
        .app
        .inner()
        .write(move |tx| {
            let by = identity::member(tx, &who, &id)?;
            organisations::submit(tx, &by, &id)
        })
        .await
}

fn told(view: &Value) -> Value {
    let mut told = view.clone();
    for extra in ["organisation_id", "declarations", "missing", "public_fields", "rechecked_fields", "version", "updated_at"] {
        told.as_object_mut().unwrap().remove(extra);
    }
    told
}

#[actix_web::test]
async fn anyone_may_found_and_draft_and_is_told_what_is_missing() {
    let app = TestApp::start().await;
    let mut ajda = app.buyer("ajda").await;
    let founded = ajda.post("/organisations", json!({ "kind": "studio", "name": "Modra Štampa", "town": "Škofja Loka" })).await.created();
    assert_eq!((&founded["slug"], &founded["status"], &founded["role"]), (&json!("modra-stampa"), &json!("draft"), &json!("owner")));
    ajda.organisation = founded["id"].as_str().unwrap().to_owned();
    let second = ajda.post("/organisations", json!({ "kind": "studio", "name": "Modra Štampa" })).await.created();
    assert_eq!(second["slug"], "modra-stampa-2");
    let record = ajda.get(&format!("{}/onboarding", home(&ajda))).await.ok();
    assert!(record["missing"].as_array().unwrap().iter().any(|item| item["pointer"] == "/iban"));
    assert_eq!(record["declarations"].as_array().unwrap().len(), 3);
    let me = ajda.get("/me").await.ok();
    assert_eq!(me["organisations"].as_array().unwrap().len(), 2);
    assert_eq!(me["notices"][0]["code"], "organisation_incomplete");
    ajda.post("/organisations", json!({ "kind": "shop", "name": "X" })).await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn half_typed_values_are_kept_and_named() {
    let app = TestApp::start().await;
    let ajda = app.newcomer("ajda").await;
    let path = format!("{}/onboarding", home(&ajda));
    let before = ajda.get(&path).await.ok();
    assert_eq!(before["missing"], json!([]));
    let mut next = told(&before);
    next["iban"] = json!("SI56 1910 0000");
    let version = before["version"].to_string();
    let after = ajda.with("if-match", &format!("\"{version}\"")).put(&path, next.clone()).await.ok();
    assert_eq!(after["iban"], "SI56 1910 0000");
    assert_eq!(after["missing"][0]["code"], "iban_invalid");
    // Somebody else saved meanwhile.
    ajda.with("if-match", &format!("\"{version}\"")).put(&path, next.clone()).await.refused(412, "version_conflict");
    ajda.put(&path, next.clone()).await.refused(428, "version_required");
    next["is_admin"] = json!(true);
    ajda.with("if-match", "\"3\"").put(&path, next).await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn an_incomplete_organisation_is_not_brought_to_the_desk() {
    let app = TestApp::start().await;
    let mut ajda = app.buyer("ajda").await;
    let founded = ajda.post("/organisations", json!({ "kind": "organizer", "name": "Odprta hala" })).await.created();
    ajda.organisation = founded["id"].as_str().unwrap().to_owned();
    let refusal = submit(&ajda).await.unwrap_err();
    assert_eq!(refusal.code.as_str(), "organisation_incomplete");
    assert!(refusal.fields.iter().any(|field| field.pointer == "/tax_number"));
    app.finish().await;
}

#[actix_web::test]
async fn what_the_desk_looks_at_does_not_change_under_its_eyes() {
    let app = TestApp::start().await;
    let ajda = app.newcomer("ajda").await;
    let frozen = submit(&ajda).await.unwrap();
    assert_eq!(frozen.snapshot["legal_name"], "ajda s.p.");
    assert_eq!(frozen.snapshot["organisation"]["name"], "Studio ajda");
    let path = format!("{}/onboarding", home(&ajda));
    let record = ajda.get(&path).await.ok();
    let version = format!("\"{}\"", record["version"]);
    ajda.with("if-match", &version).put(&path, told(&record)).await.refused(409, "organisation_under_review");
    assert_eq!(submit(&ajda).await.unwrap_err().code.as_str(), "organisation_under_review");
    decide(&app, &ajda.organisation, Decision::ChangesRequested).await.unwrap();
    ajda.with("if-match", &version).put(&path, told(&record)).await.ok();
    submit(&ajda).await.unwrap();
    decide(&app, &ajda.organisation, Decision::Approved).await.unwrap();
    assert_eq!(ajda.get(&home(&ajda)).await.ok()["status"], "approved");
    app.finish().await;
}

#[actix_web::test]
async fn a_decision_that_does_not_fit_the_state_is_refused() {
    let app = TestApp::start().await;
    let ajda = app.newcomer("ajda").await;
    for decision in Decision::ALL {
        assert_eq!(decide(&app, &ajda.organisation, *decision).await.unwrap_err().code.as_str(), "decision_impossible");
    }
    let mara = app.creator("mara").await;
    decide(&app, &mara.organisation, Decision::Suspended).await.unwrap();
    let (who, id) = (mara.who(), mara.organisation.parse::<OrganisationId>().unwrap());
    let held = app.inner().read(move |tx| identity::member(tx, &who, &id)?.approved()).await;
    assert_eq!(held.unwrap_err().code.as_str(), "organisation_not_approved");
    decide(&app, &mara.organisation, Decision::Restored).await.unwrap();
    assert_eq!(mara.get(&home(&mara)).await.ok()["status"], "approved");
    app.finish().await;
}

#[actix_web::test]
async fn an_approved_organisation_stays_complete_and_hears_of_a_new_bank_account() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let path = format!("{}/onboarding", home(&mara));
    let record = mara.get(&path).await.ok();
    let mut next = told(&record);
    next["phone"] = json!(null);
    let version = format!("\"{}\"", record["version"]);
    let problem = mara.with("if-match", &version).put(&path, next.clone()).await.refused(422, "organisation_incomplete");
    assert_eq!(problem["fields"][0]["pointer"], "/phone");
    next["phone"] = json!("+386 1 000 00 01");
    next["iban"] = json!("si56 1910 0000 0123 438");
    let saved = mara.with("if-match", &version).put(&path, next).await.ok();
    assert_eq!(saved["iban"], "SI56191000000123438");
    assert!(app.mails_to("mara@example.org").await.last().unwrap().subject.contains("Nov bančni račun"));
    app.finish().await;
}

#[actix_web::test]
async fn what_an_organisation_says_is_checked_and_saved_whole() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let before = mara.get(&home(&mara)).await.ok();
    let version = format!("\"{}\"", before["version"]);
    let body = |website: &str| {
        json!({
            "name": "Modra Štampa", "bio": { "sl": "Tiskamo.", "en": "We print." }, "town": "Škofja Loka", "country": "si",
            "website": website, "contact_email": null, "contact_phone": null, "logo_media_id": null, "portrait_media_id": null
        })
    };
    mara.with("if-match", &version).put(&home(&mara), body("javascript:alert(1)")).await.refused(422, "invalid");
    let after = mara.with("if-match", &version).put(&home(&mara), body("https://example.org")).await.ok();
    assert_eq!((&after["name"], &after["country"], &after["slug"]), (&json!("Modra Štampa"), &json!("SI"), &before["slug"]));
    let mut silent = body("https://example.org");
    silent["bio"] = json!({});
    mara.with("if-match", &format!("\"{}\"", after["version"])).put(&home(&mara), silent).await.refused(422, "organisation_incomplete");
    app.finish().await;
}

#[actix_web::test]
async fn a_stranger_does_not_find_an_organisation() {
    let app = TestApp::start().await;
    let (mara, tine) = (app.creator("mara").await, app.creator("tine").await);
    for path in
        [home(&mara), format!("{}/onboarding", home(&mara)), format!("{}/members", home(&mara)), format!("{}/invitations", home(&mara))]
    {
        tine.get(&path).await.refused(404, "not_found");
        app.visitor().get(&path).await.refused(401, "not_signed_in");
    }
    tine.post(&format!("{}/closure", home(&mara)), json!(null)).await.refused(404, "not_found");
    mara.get("/organisations/org_nonsense").await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_draft_is_closed_by_its_owner_and_an_approved_one_is_not() {
    let app = TestApp::start().await;
    let (mara, ajda) = (app.creator("mara").await, app.newcomer("ajda").await);
    mara.post(&format!("{}/closure", home(&mara)), json!(null)).await.refused(409, "organisation_active");
    assert_eq!(ajda.post(&format!("{}/closure", home(&ajda)), json!(null)).await.ok()["status"], "closed");
    assert_eq!(submit(&ajda).await.unwrap_err().code.as_str(), "decision_impossible");
    app.finish().await;
}

#[actix_web::test]
async fn the_seller_in_law_and_the_card_are_for_others_to_read() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let id: OrganisationId = mara.organisation.parse().unwrap();
    let (card, seller, account) = app
        .inner()
        .read(move |tx| {
            Ok((identity::organisation_card(tx, &id)?, identity::seller_of_record(tx, &id)?, identity::payout_account(tx, &id)?))
        })
        .await
        .unwrap();
    assert_eq!(card.unwrap().name, "Studio mara");
    assert_eq!((seller.legal_name.as_str(), seller.trader), ("mara s.p.", true));
    assert_eq!(account.unwrap().iban, complete_onboarding("mara").iban.unwrap());
    app.finish().await;
}
