//! Stock: every change has its movement, nobody's correction takes what a buyer is paying for.

use serde_json::json;

use crate::harness::TestApp;
use crate::shopping::{bought, correct, guest_with, key, level, place, stocked, variant};

#[actix_web::test]
async fn every_change_of_a_level_has_its_movement() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let id = variant(&apron);
    let made = correct(&mara, &id, json!({ "delta": 3, "reason": "made", "note": "nova barvna kad" })).await.created();
    assert_eq!((made["delta"].as_i64(), made["on_hand_after"].as_i64(), made["actor"].as_str()), (Some(3), Some(8), Some("mara")));
    let group = bought(&app, &[(&id, 2)], "maja@example.com").await;
    let page = mara.get(&format!("/variants/{id}/stock-movements")).await.ok();
    let mut moved: Vec<_> =
        page["items"].as_array().unwrap().iter().map(|row| (row["delta"].as_i64().unwrap(), row["reason"].as_str().unwrap())).collect();
    moved.sort_unstable();
    assert_eq!(moved, [(-2, "sale"), (3, "made"), (5, "opening")]);
    let sale = page["items"].as_array().unwrap().iter().find(|row| row["reason"] == "sale").unwrap();
    assert_eq!(sale["order_number"], group["number"]);
    assert_eq!(level(&mara, &id).await, (6, 0));
    app.finish().await;
}

#[actix_web::test]
async fn a_correction_leaves_what_is_being_paid_for() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let id = variant(&apron);
    let guest = guest_with(&app, &[(&id, 3)]).await;
    place(&guest, "maja@example.com").await.created();
    correct(&mara, &id, json!({ "counted": 2, "reason": "counted" })).await.refused(409, "stock_below_held");
    correct(&mara, &id, json!({ "delta": -3, "reason": "damaged" })).await.refused(409, "stock_below_held");
    correct(&mara, &id, json!({ "counted": 3, "reason": "counted" })).await.created();
    assert_eq!(level(&mara, &id).await, (3, 3));
    app.finish().await;
}

#[actix_web::test]
async fn a_correction_is_one_thing_by_its_owner_and_acts_once() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let id = variant(&apron);
    for body in [
        json!({ "reason": "made" }),
        json!({ "counted": 1, "delta": 1, "reason": "made" }),
        json!({ "delta": 0, "reason": "made" }),
        json!({ "counted": -1, "reason": "counted" }),
        json!({ "delta": 1, "reason": "sale" }),
    ] {
        correct(&mara, &id, body).await.refused(422, "invalid");
    }
    correct(&jure, &id, json!({ "counted": 0, "reason": "counted" })).await.refused(404, "not_found");
    jure.get(&format!("/variants/{id}/stock-movements")).await.refused(404, "not_found");
    jure.put(&format!("/variants/{id}/stock-alert"), json!({ "low_at": 1 })).await.refused(404, "not_found");
    let same = mara.with("idempotency-key", &key());
    let path = format!("/variants/{id}/stock-movements");
    same.post(&path, json!({ "delta": 2, "reason": "made" })).await.created();
    same.post(&path, json!({ "delta": 2, "reason": "made" })).await.created();
    assert_eq!(level(&mara, &id).await, (7, 0));
    let alert = mara.put(&format!("/variants/{id}/stock-alert"), json!({ "low_at": 7 })).await.ok();
    assert_eq!(alert["low"], true);
    app.finish().await;
}
