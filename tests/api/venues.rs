//! Halls: added by the coordinator or by those who may, found by anybody.

use serde_json::json;

use crate::events::{hall, hall_content, id, seen};
use crate::harness::TestApp;

#[actix_web::test]
async fn a_hall_of_the_region_is_found_by_anybody_with_or_without_carons() {
    let app = TestApp::start().await;
    let hattery = hall(&app, |_| {}).await;
    let found = app.visitor().get("/venues?q=klobucarna%20skofja").await.ok();
    assert_eq!(found["items"][0]["id"], hattery["id"]);
    assert_eq!(found["items"][0]["content"]["position"]["latitude"], 46.1634);
    assert!(app.visitor().get("/venues?q=jesenice").await.ok()["items"].as_array().unwrap().is_empty());
    let one = app.visitor().get(&format!("/venues/{}", id(&hattery))).await.ok();
    assert_eq!(one["content"]["facilities"]["power_kw"], 22);
    app.finish().await;
}

#[actix_web::test]
async fn an_organizer_adds_its_own_hall_and_a_studio_does_not() {
    let app = TestApp::start().await;
    let (zavod, mara) = (app.organizer("zavod").await, app.creator("mara").await);
    let own = json!({ "organisation_id": zavod.organisation, "content": hall_content() });
    let made = zavod.post("/venues", own).await.created();
    assert_eq!(made["organisation_id"], zavod.organisation);
    mara.post("/venues", json!({ "organisation_id": mara.organisation, "content": hall_content() })).await.refused(403, "forbidden");
    mara.post("/venues", json!({ "organisation_id": null, "content": hall_content() })).await.refused(403, "forbidden");
    mara.post("/venues", json!({ "organisation_id": zavod.organisation, "content": hall_content() })).await.refused(404, "not_found");
    seen(&mara, &made).put(&format!("/venues/{}", id(&made)), hall_content()).await.refused(404, "not_found");
    app.visitor().post("/venues", json!({ "organisation_id": null, "content": hall_content() })).await.refused(401, "not_signed_in");
    app.finish().await;
}

#[actix_web::test]
async fn a_hall_off_the_globe_or_without_a_name_is_refused_field_by_field() {
    let app = TestApp::start().await;
    let desk = app.coordinator().await;
    let mut content = hall_content();
    content["position"]["latitude"] = json!(99.0);
    content["name"] = json!({ "en": "Hall" });
    content["country"] = json!("si");
    let problem = desk.post("/venues", json!({ "organisation_id": null, "content": content })).await.refused(422, "invalid");
    let pointers: Vec<&str> = problem["fields"].as_array().unwrap().iter().map(|field| field["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/name/sl", "/country", "/position"]);
    app.finish().await;
}

#[actix_web::test]
async fn two_keepers_do_not_overwrite_each_other() {
    let app = TestApp::start().await;
    let desk = app.coordinator().await;
    let hattery = hall(&app, |_| {}).await;
    let path = format!("/venues/{}", id(&hattery));
    let mut content = hall_content();
    content["area_m2"] = json!(320);
    let changed = seen(&desk, &hattery).put(&path, content.clone()).await.ok();
    assert_eq!((&changed["version"], &changed["content"]["area_m2"]), (&json!(2), &json!(320)));
    seen(&desk, &hattery).put(&path, content.clone()).await.refused(412, "version_conflict");
    desk.put(&path, content).await.refused(428, "version_required");
    app.finish().await;
}
