//! Carts: what they remember, what they promise not, whose they are.

use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::shopping::{correct, guest_with, stocked, variant};

fn first_line(cart: &Value) -> &Value {
    &cart["parcels"][0]["lines"][0]
}

#[actix_web::test]
async fn a_guests_cart_is_found_by_its_secret_and_by_nothing_else() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 2)]).await;
    let cart = guest.get("/carts/current").await.ok();
    assert_eq!((cart["count"].as_i64(), cart["token"].as_str()), (Some(2), None));
    assert_eq!(app.visitor().get("/carts/current").await.ok()["count"], 0);
    let line = first_line(&cart)["id"].as_str().unwrap();
    let path = format!("/carts/current/lines/{line}");
    app.visitor().delete(&path).await.refused(404, "not_found");
    let other = guest_with(&app, &[(&variant(&apron), 1)]).await;
    other.delete(&path).await.refused(404, "not_found");
    other.patch(&path, json!({ "quantity": 1 })).await.refused(404, "not_found");
    assert_eq!(guest.delete(&path).await.ok()["count"], 0);
    app.finish().await;
}

#[actix_web::test]
async fn a_cart_says_what_changed_since_a_piece_was_put_in() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 4)]).await;
    mara.put(&format!("/variants/{}/price", variant(&apron)), json!({ "price": { "amount": 7000, "currency": "EUR" } })).await.ok();
    let cart = guest.get("/carts/current").await.ok();
    assert_eq!((&first_line(&cart)["unit_price"]["amount"], &first_line(&cart)["changed_price"]["amount"]), (&json!(7000), &json!(6400)));
    let cart = guest.post("/carts/current/price-acceptance", json!(null)).await.ok();
    assert_eq!(first_line(&cart)["changed_price"], Value::Null);

    correct(&mara, &variant(&apron), json!({ "counted": 3, "reason": "damaged" })).await.created();
    let cart = guest.get("/carts/current").await.ok();
    assert_eq!((first_line(&cart)["availability"].as_str(), cart["ready"].as_bool()), (Some("not_enough"), Some(false)));
    assert_eq!(first_line(&cart)["max_quantity"], 3);
    mara.post(&format!("/products/{}/pause", apron["id"].as_str().unwrap()), json!(null)).await.ok();
    let cart = guest.get("/carts/current").await.ok();
    assert_eq!((first_line(&cart)["availability"].as_str(), &first_line(&cart)["name"]), (Some("gone"), &json!("Predpasnik »Lontrg«")));
    assert_eq!(cart["items_total"]["amount"], 0);
    app.finish().await;
}

#[actix_web::test]
async fn more_than_there_are_cannot_be_put_in() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 3, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 2)]).await;
    let add = |quantity: i64| json!({ "variant_id": variant(&apron), "quantity": quantity });
    guest.post("/carts/current/lines", add(2)).await.refused(409, "quantity_not_available");
    guest.post("/carts/current/lines", add(21)).await.refused(422, "invalid");
    guest.post("/carts/current/lines", add(0)).await.refused(422, "invalid");
    let cart = guest.post("/carts/current/lines", add(1)).await.created();
    let line = format!("/carts/current/lines/{}", first_line(&cart)["id"].as_str().unwrap());
    assert_eq!(cart["count"], 3);
    guest.patch(&line, json!({ "quantity": 4 })).await.refused(409, "quantity_not_available");
    assert_eq!(guest.patch(&line, json!({ "quantity": 1 })).await.ok()["count"], 1);
    let missing = json!({ "variant_id": "var_0190a5c4-7b1e-7c3a-9f00-000000000000", "quantity": 1 });
    guest.post("/carts/current/lines", missing).await.refused(409, "variant_not_for_sale");
    app.finish().await;
}

#[actix_web::test]
async fn the_makers_text_is_asked_for_and_stays_with_its_line() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |content| {
        content["personalisation"] = json!({ "label": { "sl": "Ime za vezenje" }, "max_length": 12, "required": true });
        content["withdrawal_exemption"] = json!("made_to_order_personalised");
    })
    .await;
    let add = |text: &str| json!({ "variant_id": variant(&apron), "quantity": 1, "personalisation": text });
    app.visitor().post("/carts/current/lines", add("")).await.refused(422, "personalisation_needed");
    app.visitor().post("/carts/current/lines", add("Preveč dolgo ime")).await.refused(422, "invalid");
    let cart = app.visitor().post("/carts/current/lines", add("Ajda")).await.created();
    let guest = app.visitor().with("x-cart-token", cart["token"].as_str().unwrap());
    guest.post("/carts/current/lines", add("Vid")).await.created();
    let cart = guest.post("/carts/current/lines", add("Ajda")).await.created();
    let lines = cart["parcels"][0]["lines"].as_array().unwrap();
    let texts: Vec<_> = lines.iter().map(|line| (line["personalisation"].as_str().unwrap(), line["quantity"].as_i64().unwrap())).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts.contains(&("Ajda", 2)) && texts.contains(&("Vid", 1)));
    assert_eq!(lines[0]["personalisation_label"], "Ime za vezenje");
    app.finish().await;
}

#[actix_web::test]
async fn signing_in_brings_the_guests_cart_along() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 2)]).await;
    let token = guest.headers.borrow().iter().find(|(name, _)| name == "x-cart-token").unwrap().1.clone();
    let vid = app.buyer("vid").await;
    vid.post("/carts/current/lines", json!({ "variant_id": variant(&apron), "quantity": 1 })).await.created();
    let merged = vid.with("x-cart-token", &token).post("/carts/current/merge", json!(null)).await.ok();
    assert_eq!(merged["count"], 3);
    assert_eq!(guest.get("/carts/current").await.ok()["count"], 0);
    assert_eq!(vid.with("x-cart-token", &token).post("/carts/current/merge", json!(null)).await.ok()["count"], 3);
    guest.post("/carts/current/merge", json!(null)).await.refused(401, "not_signed_in");
    app.finish().await;
}

#[actix_web::test]
async fn delivery_is_quoted_for_each_creator_and_chosen_in_the_cart() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let path = format!("/organisations/{}/delivery", mara.organisation);
    let mut settings = mara.get(&path).await.ok();
    assert_eq!(settings["version"], 0);
    settings["pickup_places"][0]["active"] = json!(true);
    settings["bands"][0]["free_over"] = json!({ "amount": 10000, "currency": "EUR" });
    settings.as_object_mut().unwrap().remove("version");
    let saved = mara.with("if-match", "\"0\"").put(&path, settings.clone()).await.ok();
    assert_eq!(saved["version"], 1);
    mara.with("if-match", "\"0\"").put(&path, settings).await.refused(412, "version_conflict");

    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |content| {
        content["weight_g"] = json!(200);
        content["dimensions_mm"] = json!({ "length": 300, "width": 200, "height": 20 });
    })
    .await;
    let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
    let cart = guest.get("/carts/current").await.ok();
    let parcel = &cart["parcels"][0];
    let methods: Vec<_> = parcel["delivery_options"].as_array().unwrap().iter().map(|option| option["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["parcel", "pickup"]);
    assert_eq!((&parcel["delivery"]["amount"], &parcel["free_delivery_missing"]["amount"]), (&json!(420), &json!(3600)));
    let choose = format!("/carts/current/deliveries/{}", mara.organisation);
    guest.put(&choose, json!({ "option_id": "pickup:nowhere" })).await.refused(422, "delivery_option_unknown");
    let cart = guest.put(&choose, json!({ "option_id": parcel["delivery_options"][1]["id"] })).await.ok();
    assert_eq!((&cart["delivery_total"]["amount"], &cart["total"]["amount"]), (&json!(0), &json!(6400)));
    let cart = guest.patch("/carts/current", json!({ "country": "BR" })).await.ok();
    assert_eq!(cart["parcels"][0]["hidden_options"][0]["reason"], "country");
    app.finish().await;
}

#[actix_web::test]
async fn a_cart_that_nobody_touches_is_swept_after_thirty_days() {
    let app = TestApp::start().await;
    app.wind().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
    app.advance(days(29)).await;
    assert_eq!(guest.get("/carts/current").await.ok()["count"], 1);
    app.advance(days(2)).await;
    assert_eq!(guest.get("/carts/current").await.ok()["count"], 0);
    app.finish().await;
}

#[actix_web::test]
async fn who_orders_what_is_yet_to_be_made_reads_the_makers_note() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let path = format!("/organisations/{}/delivery", mara.organisation);
    let mut settings = mara.get(&path).await.ok();
    settings["made_to_order_note"] = json!({ "sl": "Barvam ob polni luni." });
    settings.as_object_mut().unwrap().remove("version");
    mara.with("if-match", "\"0\"").put(&path, settings).await.ok();
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await;
    let hat = stocked(&app, &mara, "Klobuk »Indigo«", 0, |content| {
        content["made_to_order"] = json!(true);
        content["lead_time_days"] = json!(21);
    })
    .await;
    let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
    assert_eq!(guest.get("/carts/current").await.ok()["parcels"][0]["made_to_order_note"], Value::Null);
    let cart = guest.post("/carts/current/lines", json!({ "variant_id": variant(&hat), "quantity": 2 })).await.created();
    assert_eq!(cart["parcels"][0]["made_to_order_note"], "Barvam ob polni luni.");
    app.finish().await;
}
