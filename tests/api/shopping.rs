//! Builders for buying: pieces on the shelf, carts, orders, payments in the sandbox.

use serde_json::{Value, json};

use crate::harness::{Answer, Caller, TestApp};
use crate::listings::for_sale;

/// A product for sale with so many pieces of its first variant.
pub async fn stocked(app: &TestApp, maker: &Caller, name: &str, pieces: i64, change: impl FnOnce(&mut Value)) -> Value {
    let product = for_sale(app, maker, name, change).await;
    if pieces > 0 {
        correct(maker, &variant(&product), json!({ "counted": pieces, "reason": "counted" })).await.created();
    }
    product
}

/// The id of a product's first variant.
pub fn variant(product: &Value) -> String {
    product["variants"][0]["id"].as_str().unwrap().to_owned()
}

/// A fresh key for a request that acts once.
pub fn key() -> String {
    format!("key-{:x}", rand::random::<u128>())
}

/// Posts once, under a fresh key.
pub async fn post_once(caller: &Caller, path: &str, body: Value) -> Answer {
    caller.with("idempotency-key", &key()).post(path, body).await
}

/// Corrects the stock of a variant.
pub async fn correct(maker: &Caller, variant: &str, body: Value) -> Answer {
    post_once(maker, &format!("/variants/{variant}/stock-movements"), body).await
}

/// What lies on the shelf: on hand, held.
pub async fn level(maker: &Caller, variant: &str) -> (i64, i64) {
    let level = maker.put(&format!("/variants/{variant}/stock-alert"), json!({ "low_at": null })).await.ok();
    (level["on_hand"].as_i64().unwrap(), level["held"].as_i64().unwrap())
}

/// A guest with a cart that holds these variants.
pub async fn guest_with(app: &TestApp, wants: &[(&str, i64)]) -> Caller {
    let mut guest = app.visitor();
    for (variant, quantity) in wants {
        let cart = guest.post("/carts/current/lines", json!({ "variant_id": variant, "quantity": quantity })).await.created();
        if let Some(token) = cart["token"].as_str() {
            guest = guest.with("x-cart-token", token);
        }
    }
    guest
}

/// What a guest says when ordering what is in the cart, by the ways chosen in it.
pub async fn order_for(guest: &Caller, email: &str) -> Value {
    let cart = guest.get("/carts/current").await.ok();
    let chosen = |parcel: &Value| json!({ "organisation_id": parcel["organisation_id"], "option_id": parcel["chosen_option_id"] });
    let deliveries: Vec<Value> = cart["parcels"].as_array().unwrap().iter().map(chosen).collect();
    json!({
        "email": email, "name": "Maja Kalan", "phone": null,
        "address": { "name": "Maja Kalan", "street": "Tavčarjeva 3", "postcode": "4000", "city": "Kranj", "country": "SI" },
        "deliveries": deliveries, "gift_note": null, "hide_prices": false, "terms_accepted": true, "locale": "sl", "total": cart["total"],
    })
}

/// Places an order for what is in the cart.
pub async fn place(guest: &Caller, email: &str) -> Answer {
    let order = order_for(guest, email).await;
    post_once(guest, "/order-groups", order).await
}

/// The caller, holding the secret of an order.
pub fn holding(caller: &Caller, group: &Value) -> Caller {
    caller.with("x-order-token", group["token"].as_str().unwrap())
}

/// Opens a payment of an order.
pub async fn open_payment(buyer: &Caller, group: &Value, method: &str) -> Answer {
    let path = format!("/order-groups/{}/payments", group["id"].as_str().unwrap());
    post_once(buyer, &path, json!({ "method": method })).await
}

/// Presses "pay" or "decline" in the sandbox.
pub async fn press(buyer: &Caller, payment: &Value, outcome: &str) -> Answer {
    let path = format!("/payments/{}/sandbox-outcome", payment["id"].as_str().unwrap());
    post_once(buyer, &path, json!({ "outcome": outcome })).await
}

/// The order's page by its link.
pub async fn page(app: &TestApp, group: &Value) -> Value {
    app.visitor().get(&format!("/order-groups/by-link/{}", group["token"].as_str().unwrap())).await.ok()
}

/// A guest buys and pays in the sandbox; answers with the purchase as it is then.
pub async fn bought(app: &TestApp, wants: &[(&str, i64)], email: &str) -> Value {
    let guest = guest_with(app, wants).await;
    let group = place(&guest, email).await.created();
    let buyer = holding(&app.visitor(), &group);
    let payment = open_payment(&buyer, &group, "sandbox").await.created();
    assert_eq!(press(&buyer, &payment, "paid").await.ok()["status"], "captured");
    page(app, &group).await
}

/// An order of a purchase by the maker's organisation.
pub fn order_of<'a>(group: &'a Value, maker: &Caller) -> &'a Value {
    let orders = group["orders"].as_array().unwrap();
    orders.iter().find(|order| order["seller"]["organisation_id"] == maker.organisation.as_str()).expect("an order of this maker")
}
