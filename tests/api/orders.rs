//! What makers do with paid orders, and what buyers may still call off.

use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::harness::{Caller, TestApp};
use crate::shopping::{bought, guest_with, holding, key, level, order_of, page, place, post_once, stocked, variant};

fn path(order: &Value, act: &str) -> String {
    format!("/orders/{}{act}", order["id"].as_str().unwrap())
}

/// The letter to the buyer whose subject says this.
async fn told(app: &TestApp, subject: &str) -> String {
    let letters = app.mails_to("maja@example.com").await;
    letters.into_iter().find(|letter| letter.subject.contains(subject)).expect(subject).body_text
}

async fn list(maker: &Caller, query: &str) -> Vec<Value> {
    let page = maker.get(&format!("/organisations/{}/orders{query}", maker.organisation)).await.ok();
    page["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_parcel_is_accepted_sent_and_delivered_and_the_buyer_can_follow_it() {
    let app = TestApp::start().await;
    app.wind().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let group = bought(&app, &[(&variant(&apron), 2)], "maja@example.com").await;
    let order = order_of(&group, &mara);

    let listed = list(&mara, "?status=paid&q=kalan").await;
    assert_eq!((listed.len(), &listed[0]["number"], &listed[0]["pieces"]), (1, &order["number"], &json!(2)));
    assert!(list(&mara, "?status=shipped").await.is_empty() && list(&mara, "?q=nobody").await.is_empty());
    mara.get(&format!("/organisations/{}/orders?status=lost", mara.organisation)).await.refused(422, "invalid");
    assert_eq!(mara.get(&format!("/organisations/{}/order-counts", mara.organisation)).await.ok()["paid"], 1);

    let detail = mara.get(&path(order, "")).await.ok();
    assert_eq!(detail["acts"], json!(["acceptance", "shipment", "cancellation"]));
    assert_eq!(detail["address"]["city"], "Kranj");
    assert_eq!(mara.post(&path(order, "/acceptance"), json!(null)).await.ok()["status"], "accepted");
    mara.post(&path(order, "/acceptance"), json!(null)).await.refused(409, "order_state_conflict");
    mara.post(&path(order, "/readiness"), json!(null)).await.refused(409, "wrong_delivery_method");
    let how = json!({ "carrier": "Pošta Slovenije", "tracking_number": "RR123456789SI", "tracking_url": "javascript:alert(1)" });
    mara.post(&path(order, "/shipment"), how).await.refused(422, "invalid");
    let how = json!({ "carrier": "Pošta Slovenije", "tracking_number": "RR123456789SI", "tracking_url": null });
    assert_eq!(mara.post(&path(order, "/shipment"), how).await.ok()["tracking"]["number"], "RR123456789SI");
    assert!(told(&app, "je na poti").await.contains("RR123456789SI"));

    mara.post(&path(order, "/delivery"), json!(null)).await.ok();
    let seen = page(&app, &group).await;
    let seen = order_of(&seen, &mara);
    assert_eq!((seen["status"].as_str(), seen["withdrawal"]["until"].as_str()), (Some("delivered"), Some("2026-12-08")));
    app.advance(days(15)).await;
    assert_eq!(mara.get(&path(order, "")).await.ok()["status"], "completed");
    app.finish().await;
}

#[actix_web::test]
async fn an_order_to_fetch_is_made_ready_and_handed_over() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let delivery = format!("/organisations/{}/delivery", mara.organisation);
    let mut settings = mara.get(&delivery).await.ok();
    settings["pickup_places"][0]["active"] = json!(true);
    settings["bands"] = json!([]);
    settings.as_object_mut().unwrap().remove("version");
    mara.with("if-match", "\"0\"").put(&delivery, settings).await.ok();
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let group = bought(&app, &[(&variant(&apron), 1)], "maja@example.com").await;
    let order = order_of(&group, &mara);
    assert_eq!((order["delivery"]["method"].as_str(), &group["address"]), (Some("pickup"), &Value::Null));
    mara.post(&path(order, "/shipment"), json!({ "carrier": "Kolo" })).await.refused(409, "wrong_delivery_method");
    mara.post(&path(order, "/handover"), json!(null)).await.refused(409, "order_state_conflict");
    assert_eq!(mara.post(&path(order, "/readiness"), json!(null)).await.ok()["status"], "ready_for_pickup");
    assert!(told(&app, "pripravljeno za prevzem").await.contains("Mestni trg 1"));
    assert_eq!(mara.post(&path(order, "/handover"), json!(null)).await.ok()["status"], "collected");
    app.finish().await;
}

#[actix_web::test]
async fn a_buyer_calls_a_paid_order_off_before_it_is_accepted_and_has_all_money_back() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let candle = stocked(&app, &jure, "Svečnik »Ješa«", 5, |_| {}).await;
    let group = bought(&app, &[(&variant(&apron), 2), (&variant(&candle), 1)], "maja@example.com").await;
    let (aprons, candles) = (order_of(&group, &mara), order_of(&group, &jure));
    let buyer = holding(&app.visitor(), &group);
    let cancel =
        |order: &Value| format!("/order-groups/{}/orders/{}/cancellation", group["id"].as_str().unwrap(), order["id"].as_str().unwrap());
    jure.post(&path(candles, "/acceptance"), json!(null)).await.ok();
    post_once(&buyer, &cancel(candles), json!({})).await.refused(409, "order_not_cancellable");
    post_once(&app.visitor(), &cancel(aprons), json!({})).await.refused(404, "not_found");

    let same = buyer.with("idempotency-key", &key());
    let after = same.post(&cancel(aprons), json!({ "reason": "premislila sem si" })).await.ok();
    assert_eq!(after, same.post(&cancel(aprons), json!({ "reason": "premislila sem si" })).await.ok());
    let cancelled = order_of(&after, &mara);
    assert_eq!((cancelled["status"].as_str(), &cancelled["refunded"]), (Some("cancelled"), &aprons["total"]));
    assert_eq!((&after["refunded"], after["status"].as_str()), (&aprons["total"], Some("paid")));
    assert_eq!(level(&mara, &variant(&apron)).await, (5, 0));
    assert_eq!(app.mails_to("maja@example.com").await.len(), 2);
    assert!(app.mails_to(&mara.email).await.iter().any(|letter| letter.subject.starts_with("Kupec je preklical")));
    mara.post(&path(aprons, "/acceptance"), json!(null)).await.refused(409, "order_state_conflict");
    app.finish().await;
}

#[actix_web::test]
async fn a_maker_calls_an_order_off_only_with_a_reason_which_the_buyer_reads() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let group = bought(&app, &[(&variant(&apron), 2)], "maja@example.com").await;
    let order = order_of(&group, &mara);
    post_once(&mara, &path(order, "/cancellation"), json!({ "reason": "ne" })).await.refused(422, "invalid");
    let detail = post_once(&mara, &path(order, "/cancellation"), json!({ "reason": "Kotel se je razbil." })).await.ok();
    assert_eq!((detail["status"].as_str(), detail["refunds"][0]["status"].as_str()), (Some("cancelled"), Some("done")));
    assert_eq!(detail["refunded"], order["total"]);
    assert!(told(&app, "je preklicano").await.contains("Kotel se je razbil."));
    assert_eq!(level(&mara, &variant(&apron)).await, (5, 0));
    post_once(&mara, &path(order, "/cancellation"), json!({ "reason": "Kotel se je razbil." })).await.refused(409, "order_state_conflict");
    app.finish().await;
}

#[actix_web::test]
async fn a_strangers_order_is_not_found_and_an_unpaid_one_not_even_by_its_maker() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let group = bought(&app, &[(&variant(&apron), 1)], "maja@example.com").await;
    let order = order_of(&group, &mara);
    jure.get(&path(order, "")).await.refused(404, "not_found");
    jure.post(&path(order, "/acceptance"), json!(null)).await.refused(404, "not_found");
    post_once(&jure, &path(order, "/cancellation"), json!({ "reason": "nagajam" })).await.refused(404, "not_found");
    jure.get(&format!("/organisations/{}/orders", mara.organisation)).await.refused(404, "not_found");
    app.visitor().get(&path(order, "")).await.refused(401, "not_signed_in");
    jure.get(&format!("/organisations/{}/delivery", mara.organisation)).await.refused(404, "not_found");

    let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
    let unpaid = place(&guest, "eva@example.com").await.created();
    mara.get(&path(&unpaid["orders"][0], "")).await.refused(404, "not_found");
    mara.post(&path(&unpaid["orders"][0], "/acceptance"), json!(null)).await.refused(404, "not_found");
    assert_eq!(list(&mara, "").await.len(), 1);
    app.finish().await;
}
