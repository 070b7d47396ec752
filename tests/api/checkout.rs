//! Ordering and paying in the sandbox: what is promised, what is held, who is written to.

use modrotisk::checkout::ORDERS_FROM;
use modrotisk::identity::attempts;
use modrotisk::kit::time::{hours, minutes};
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::shopping::{
    bought, guest_with, holding, key, level, open_payment, order_for, order_of, page, place, post_once, press, stocked, variant,
};

#[actix_web::test]
async fn a_cart_of_two_creators_becomes_two_orders_and_everyone_is_written_to() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let candle = stocked(&app, &jure, "Svečnik »Ješa«", 3, |_| {}).await;

    let guest = guest_with(&app, &[(&variant(&apron), 2), (&variant(&candle), 1)]).await;
    let cart = guest.get("/carts/current").await.ok();
    assert_eq!((cart["count"].as_i64(), cart["parcels"].as_array().unwrap().len()), (Some(3), 2));
    assert_eq!(cart["ready"], true);
    let group = place(&guest, "maja@example.com").await.created();
    assert_eq!((group["status"].as_str(), &group["total"]), (Some("placed"), &cart["total"]));
    assert_eq!(level(&mara, &variant(&apron)).await, (5, 2));
    assert!(app.mails_to("maja@example.com").await.is_empty(), "nothing is confirmed before it is paid");
    assert_eq!(guest.get("/carts/current").await.ok()["count"], 0);

    let buyer = holding(&app.visitor(), &group);
    let payment = open_payment(&buyer, &group, "sandbox").await.created();
    let paying = payment["checkout_url"].as_str().unwrap();
    assert!(paying.starts_with(&format!("/placilo/{}?narocilo=", payment["id"].as_str().unwrap())), "{paying}");
    assert_eq!(press(&buyer, &payment, "paid").await.ok()["status"], "captured");

    let paid = page(&app, &group).await;
    assert_eq!((paid["status"].as_str(), paid["orders"].as_array().unwrap().len()), (Some("paid"), 2));
    assert_eq!(order_of(&paid, &mara)["status"], "paid");
    assert_eq!(order_of(&paid, &mara)["seller"]["legal_name"], "mara s.p.");
    assert_eq!((level(&mara, &variant(&apron)).await, level(&jure, &variant(&candle)).await), ((3, 0), (2, 0)));

    let letters = app.mails_to("maja@example.com").await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].subject.contains("je potrjeno") && letters[0].body_text.contains("odstopite v 14 dneh"), "{}", letters[0].body_text);
    assert!(letters[0].body_text.contains(&format!("/narocilo/{}", group["token"].as_str().unwrap())));
    assert!(letters[0].body_text.contains("mara s.p.") && letters[0].body_text.contains("jure s.p."));
    for maker in [&mara, &jure] {
        let letters = app.mails_to(&maker.email).await;
        assert_eq!(letters.iter().filter(|letter| letter.subject.starts_with("Novo naročilo")).count(), 1);
    }
    app.finish().await;
}

#[actix_web::test]
async fn letters_are_written_in_the_buyers_language() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 2, |_| {}).await;
    for (locale, word) in [("en", "is confirmed"), ("de", "ist bestätigt")] {
        let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
        let mut order = order_for(&guest, &format!("{locale}@example.com")).await;
        order["locale"] = json!(locale);
        let group = post_once(&guest, "/order-groups", order).await.created();
        let buyer = holding(&app.visitor(), &group);
        let payment = open_payment(&buyer, &group, "sandbox").await.created();
        press(&buyer, &payment, "paid").await.ok();
        let letters = app.mails_to(&format!("{locale}@example.com")).await;
        assert!(letters[0].subject.contains(word), "{}", letters[0].subject);
    }
    app.finish().await;
}

#[actix_web::test]
async fn an_unpaid_order_ends_after_a_quarter_of_an_hour_and_its_pieces_are_free_again() {
    let app = TestApp::start().await;
    app.wind().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 1, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
    let group = place(&guest, "maja@example.com").await.created();
    let buyer = holding(&app.visitor(), &group);
    let payment = open_payment(&buyer, &group, "sandbox").await.created();

    app.advance(minutes(14)).await;
    assert_eq!(level(&mara, &variant(&apron)).await, (1, 1));
    app.advance(minutes(2)).await;
    assert_eq!(level(&mara, &variant(&apron)).await, (1, 0));
    let expired = page(&app, &group).await;
    assert_eq!((expired["status"].as_str(), expired["orders"][0]["status"].as_str()), (Some("expired"), Some("expired")));
    press(&buyer, &payment, "paid").await.refused(409, "payment_not_open");
    open_payment(&buyer, &group, "sandbox").await.refused(409, "order_not_payable");
    // What was meant to be bought is in the cart again, and whoever began to pay gets a word.
    assert_eq!(guest.get("/carts/current").await.ok()["count"], 1);
    assert_eq!(app.mails_to("maja@example.com").await.len(), 1);
    app.finish().await;
}

#[actix_web::test]
async fn a_declined_payment_can_be_tried_again_while_the_pieces_are_held() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 1, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
    let group = place(&guest, "maja@example.com").await.created();
    let buyer = holding(&app.visitor(), &group);
    let first = open_payment(&buyer, &group, "sandbox").await.created();
    assert_eq!(press(&buyer, &first, "declined").await.ok()["status"], "declined");
    let second = open_payment(&buyer, &group, "sandbox").await.created();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(press(&buyer, &second, "paid").await.ok()["status"], "captured");
    open_payment(&buyer, &group, "stripe").await.refused(422, "payment_method_unavailable");
    app.finish().await;
}

#[actix_web::test]
async fn the_same_key_orders_once_and_another_body_under_it_is_refused() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
    let order = order_for(&guest, "maja@example.com").await;
    let same = guest.with("idempotency-key", &key());
    let first = same.post("/order-groups", order.clone()).await.created();
    let again = same.post("/order-groups", order.clone()).await.created();
    assert_eq!(first, again);
    assert_eq!(level(&mara, &variant(&apron)).await, (5, 1));
    let mut other = order.clone();
    other["name"] = json!("Nekdo drug");
    same.post("/order-groups", other).await.refused(422, "idempotency_key_reused");
    guest.post("/order-groups", order).await.refused(400, "idempotency_key_required");
    app.finish().await;
}

#[actix_web::test]
async fn an_order_is_refused_when_anything_is_not_as_the_buyer_saw_it() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 1, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 1)]).await;
    let order = order_for(&guest, "maja@example.com").await;
    let with = |name: &str, value: Value| {
        let mut order = order.clone();
        order[name] = value;
        order
    };
    post_once(&guest, "/order-groups", with("terms_accepted", json!(false))).await.refused(422, "terms_not_accepted");
    post_once(&guest, "/order-groups", with("total", json!({ "amount": 1, "currency": "EUR" }))).await.refused(409, "prices_changed");
    post_once(&guest, "/order-groups", with("deliveries", json!([]))).await.refused(422, "delivery_option_unknown");
    let problem = post_once(&guest, "/order-groups", with("email", json!("maja"))).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["pointer"], "/email");
    let mut elsewhere = order["address"].clone();
    elsewhere["country"] = json!("BR");
    post_once(&guest, "/order-groups", with("address", elsewhere)).await.refused(422, "delivery_not_possible");
    post_once(&guest, "/order-groups", with("address", Value::Null)).await.refused(422, "invalid");
    post_once(&app.visitor(), "/order-groups", order.clone()).await.refused(409, "cart_empty");

    let price = json!({ "price": { "amount": 7000, "currency": "EUR" } });
    mara.put(&format!("/variants/{}/price", variant(&apron)), price).await.ok();
    post_once(&guest, "/order-groups", order.clone()).await.refused(409, "prices_changed");
    mara.post(&format!("/products/{}/pause", apron["id"].as_str().unwrap()), json!(null)).await.ok();
    let problem = post_once(&guest, "/order-groups", order).await.refused(409, "variant_not_for_sale");
    assert_eq!(problem["fields"][0]["pointer"], "/lines/0");
    assert_eq!(level(&mara, &variant(&apron)).await, (1, 0));
    app.finish().await;
}

#[actix_web::test]
async fn what_is_made_to_order_needs_no_stock() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 0, |content| {
        content["made_to_order"] = json!(true);
        content["lead_time_days"] = json!(21);
    })
    .await;
    let group = bought(&app, &[(&variant(&apron), 3)], "maja@example.com").await;
    let order = order_of(&group, &mara);
    assert_eq!((order["status"].as_str(), order["lines"][0]["made_to_order"].as_bool()), (Some("paid"), Some(true)));
    assert!(order["delivery"]["earliest"].as_str().unwrap() > "2026-12-15");
    app.finish().await;
}

#[actix_web::test]
async fn an_order_is_found_by_its_link_or_its_account_and_by_nobody_else() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let vid = app.buyer("vid").await;
    vid.post("/carts/current/lines", json!({ "variant_id": variant(&apron), "quantity": 1 })).await.created();
    let group = place(&vid, "vid@example.org").await.created();
    let path = format!("/order-groups/{}", group["id"].as_str().unwrap());

    assert_eq!(vid.get(&path).await.ok()["id"], group["id"]);
    assert_eq!(vid.get("/order-groups").await.ok()["items"].as_array().unwrap().len(), 1);
    assert_eq!(holding(&app.visitor(), &group).get(&path).await.ok()["id"], group["id"]);

    app.visitor().get(&path).await.refused(404, "not_found");
    app.buyer("eva").await.get(&path).await.refused(404, "not_found");
    let token = group["token"].as_str().unwrap();
    let forged = format!("{}{}", &token[..55], if token.ends_with('A') { "B" } else { "A" });
    app.visitor().get(&format!("/order-groups/by-link/{forged}")).await.refused(404, "not_found");
    app.visitor().get("/order-groups/by-link/short").await.refused(404, "not_found");
    // One order's secret opens no other.
    let other = guest_with(&app, &[(&variant(&apron), 1)]).await;
    let other = place(&other, "maja@example.com").await.created();
    holding(&app.visitor(), &other).get(&path).await.refused(404, "not_found");
    let payment = open_payment(&holding(&app.visitor(), &group), &group, "sandbox").await.created();
    press(&holding(&app.visitor(), &other), &payment, "paid").await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn the_buyer_calls_an_unpaid_order_off_and_has_the_cart_back() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 2, |_| {}).await;
    let guest = guest_with(&app, &[(&variant(&apron), 2)]).await;
    let group = place(&guest, "maja@example.com").await.created();
    let buyer = holding(&app.visitor(), &group);
    open_payment(&buyer, &group, "sandbox").await.created();
    let path = format!("/order-groups/{}/cancellation", group["id"].as_str().unwrap());
    assert_eq!(post_once(&buyer, &path, json!(null)).await.ok()["status"], "cancelled");
    post_once(&buyer, &path, json!(null)).await.refused(409, "order_not_cancellable");
    assert_eq!(level(&mara, &variant(&apron)).await, (2, 0));
    assert_eq!(guest.get("/carts/current").await.ok()["count"], 2);
    app.advance(hours(1)).await;
    app.finish().await;
}

#[actix_web::test]
async fn one_address_cannot_keep_everything_from_everybody() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 5, |_| {}).await;
    let crowded = app.visitor().with("x-test-address", "203.0.113.7");
    let cart = crowded.post("/carts/current/lines", json!({ "variant_id": variant(&apron), "quantity": 1 })).await.created();
    let guest = crowded.with("x-cart-token", cart["token"].as_str().unwrap());
    app.write(|tx| {
        for _ in 0..120 {
            attempts::charge(tx, ORDERS_FROM, "203.0.113.7")?;
        }
        Ok(())
    })
    .await;
    place(&guest, "maja@example.com").await.refused(429, "too_many_attempts");
    assert_eq!(level(&mara, &variant(&apron)).await, (5, 0));
    let elsewhere = guest.with("x-test-address", "203.0.113.8");
    place(&elsewhere, "maja@example.com").await.created();
    app.finish().await;
}
