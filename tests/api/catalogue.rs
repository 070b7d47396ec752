//! Listings: written, checked, decided, priced; what buyers see stays as it was meanwhile.

use modrotisk::kit::decision::Decision;
use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::listings::{complete, decide, for_sale, reread, save, signed_in_again, submit, upload};

fn codes(fields: &Value) -> Vec<&str> {
    fields.as_array().unwrap().iter().map(|field| field["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_new_listing_begins_with_what_is_known_of_its_maker() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = mara.post(&format!("/organisations/{}/products", mara.organisation), json!({})).await.created();
    assert_eq!((product["status"].as_str(), &product["live"]), (Some("draft"), &Value::Null));
    let content = &product["draft"]["content"];
    assert_ne!(content["safety"]["manufacturer"]["name"], "");
    assert!(!content["variants"][0]["sku"].as_str().unwrap().is_empty() && content["variants"][0]["id"].is_string());
    assert!(codes(&product["draft"]["missing"]).contains(&"name_missing"));
    app.finish().await;
}

#[actix_web::test]
async fn an_incomplete_listing_is_refused_and_the_reason_names_the_fields() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = complete(&mara, "Predpasnik »Lontrg«", |content| content["edition"] = json!({ "sl": "1 od 20" })).await;
    let product = reread(&mara, &product).await;
    let mut content = product["draft"]["content"].clone();
    content["safety"]["identifier"] = json!("");
    content["variants"][0]["price"] = Value::Null;
    content["pictures"] = json!([]);
    save(&mara, &product, content).await.ok();
    let refusal = submit(&app, &mara, &product).await.unwrap_err();
    assert_eq!(refusal.code.as_str(), "listing_incomplete");
    let named: Vec<&str> = refusal.fields.iter().map(|field| field.pointer.as_str()).collect();
    assert_eq!(named, ["/pictures", "/variants/0/price", "/safety/identifier"]);
    app.finish().await;
}

#[actix_web::test]
async fn approval_swaps_the_listing_in_whole_and_buyers_see_the_old_one_until_then() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    assert_eq!((product["status"].as_str(), product["slug"].as_str()), (Some("approved"), Some("predpasnik-lontrg")));
    assert_eq!(product["draft"]["status"], "none");

    let mut content = product["draft"]["content"].clone();
    content["name"]["sl"] = json!("Predpasnik »Sora«");
    let second = json!({ "id": null, "option": { "sl": "rdeč" }, "price": { "amount": 6600, "currency": "EUR" }, "barcode": null, "weight_g": null });
    content["variants"].as_array_mut().unwrap().push(second);
    content["variants"][0]["option"] = json!({ "sl": "moder" });
    save(&mara, &product, content).await.ok();
    let frozen = submit(&app, &mara, &product).await.unwrap();
    assert_eq!(frozen.live.as_ref().unwrap()["name"]["sl"], "Predpasnik »Lontrg«");
    let shown = app.visitor().get("/storefront/products/predpasnik-lontrg").await.ok();
    assert_eq!((shown["name"].as_str(), shown["variants"].as_array().unwrap().len()), (Some("Predpasnik »Lontrg«"), 1));

    // Frozen: nothing can be changed while the desk thinks.
    let submitted = reread(&mara, &product).await;
    save(&mara, &submitted, submitted["draft"]["content"].clone()).await.refused(409, "draft_submitted");

    decide(&app, &product, frozen.snapshot, Decision::Approved).await.unwrap();
    let shown = app.visitor().get("/storefront/products/predpasnik-lontrg").await.ok();
    assert_eq!((shown["name"].as_str(), shown["variants"].as_array().unwrap().len()), (Some("Predpasnik »Sora«"), 2));
    app.finish().await;
}

#[actix_web::test]
async fn a_listing_with_wishes_comes_back_and_goes_again() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = complete(&mara, "Torba »Tržni dan«", |_| {}).await;
    let frozen = submit(&app, &mara, &product).await.unwrap();
    assert_eq!(submit(&app, &mara, &product).await.unwrap_err().code.as_str(), "draft_submitted");
    decide(&app, &product, frozen.snapshot.clone(), Decision::ChangesRequested).await.unwrap();
    assert_eq!(reread(&mara, &product).await["status"], "changes_requested");
    app.visitor().get("/storefront/products/torba-trzni-dan").await.refused(404, "not_found");
    assert_eq!(decide(&app, &product, frozen.snapshot, Decision::Approved).await.unwrap_err().code.as_str(), "listing_state");
    let frozen = submit(&app, &mara, &product).await.unwrap();
    decide(&app, &product, frozen.snapshot, Decision::Refused).await.unwrap();
    assert_eq!(reread(&mara, &product).await["status"], "refused");
    app.finish().await;
}

#[actix_web::test]
async fn two_windows_do_not_overwrite_each_other() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = complete(&mara, "Košara »Navitek«", |_| {}).await;
    let product = reread(&mara, &product).await;
    let content = product["draft"]["content"].clone();
    save(&mara, &product, content.clone()).await.ok();
    save(&mara, &product, content.clone()).await.refused(412, "version_conflict");
    mara.put(&format!("/products/{}/draft", product["id"].as_str().unwrap()), content).await.refused(428, "version_required");
    app.finish().await;
}

#[actix_web::test]
async fn what_is_boundless_or_unknown_is_refused_field_by_field() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = complete(&mara, "Klobuk »Indigo«", |_| {}).await;
    let product = reread(&mara, &product).await;
    let mut content = product["draft"]["content"].clone();
    content["name"]["sl"] = json!("x".repeat(121));
    content["category"] = json!("spaceships");
    content["pictures"] = json!(["med_0190a5c4-7b1e-7c3a-9f00-000000000000"]);
    content["variants"][0]["price"] = json!({ "amount": -5, "currency": "EUR" });
    let problem = save(&mara, &product, content).await.refused(422, "invalid");
    let pointers: Vec<&str> = problem["fields"].as_array().unwrap().iter().map(|field| field["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/name/sl", "/variants/0/price/amount", "/category", "/pictures/0"]);
    app.finish().await;
}

#[actix_web::test]
async fn a_strangers_listing_is_not_found() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let jure = app.creator("jure").await;
    let product = for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    let (id, variant) = (product["id"].as_str().unwrap(), product["variants"][0]["id"].as_str().unwrap());
    jure.get(&format!("/products/{id}")).await.refused(404, "not_found");
    save(&jure, &product, product["draft"]["content"].clone()).await.refused(404, "not_found");
    jure.post(&format!("/products/{id}/pause"), json!(null)).await.refused(404, "not_found");
    jure.put(&format!("/variants/{variant}/price"), json!({ "price": { "amount": 1, "currency": "EUR" } })).await.refused(404, "not_found");
    jure.get(&format!("/organisations/{}/products", mara.organisation)).await.refused(404, "not_found");
    app.visitor().get(&format!("/products/{id}")).await.refused(401, "not_signed_in");
    // A picture of somebody else cannot be shown as one's own.
    let own = complete(&jure, "Svečnik »Ješa«", |_| {}).await;
    let own = reread(&jure, &own).await;
    let mut content = own["draft"]["content"].clone();
    content["pictures"] = product["draft"]["content"]["pictures"].clone();
    let problem = save(&jure, &own, content).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["pointer"], "/pictures/0");
    app.finish().await;
}

#[actix_web::test]
async fn a_reduction_shows_the_lowest_price_of_the_thirty_days_before() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    let path = format!("/variants/{}/price", product["variants"][0]["id"].as_str().unwrap());
    let price = |cents: i64| json!({ "price": { "amount": cents, "currency": "EUR" } });
    app.advance(days(60)).await;
    let mara = signed_in_again(&app, &mara).await;
    let raised = mara.put(&path, price(8000)).await.ok();
    assert_eq!(raised["prior_price"], Value::Null);
    app.advance(days(2)).await;
    let mara = signed_in_again(&app, &mara).await;
    let reduced = mara.put(&path, price(5000)).await.ok();
    assert_eq!(reduced["prior_price"]["amount"], 6400, "raised shortly before: the price of the month before counts");
    let shown = app.visitor().get("/storefront/products/predpasnik-lontrg").await.ok();
    assert_eq!((&shown["price_from"]["amount"], &shown["variants"][0]["prior_price"]["amount"]), (&json!(5000), &json!(6400)));
    let history = mara.get(&format!("{path}s")).await.ok();
    let asked: Vec<i64> = history["items"].as_array().unwrap().iter().map(|row| row["price"]["amount"].as_i64().unwrap()).collect();
    assert_eq!(asked, [5000, 8000, 6400]);
    app.advance(days(31)).await;
    let shown = app.visitor().get("/storefront/products/predpasnik-lontrg").await.ok();
    assert_eq!(shown["variants"][0]["prior_price"], Value::Null, "a reduction is announced for a month");
    app.finish().await;
}

#[actix_web::test]
async fn pausing_and_archiving_take_effect_at_once_and_can_be_undone() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    let path = format!("/products/{}", product["id"].as_str().unwrap());
    let page = "/storefront/products/predpasnik-lontrg";
    assert_eq!(mara.post(&format!("{path}/pause"), json!(null)).await.ok()["status"], "paused");
    app.visitor().get(page).await.refused(404, "not_found");
    mara.post(&format!("{path}/pause"), json!(null)).await.refused(409, "listing_state");
    assert_eq!(mara.post(&format!("{path}/resume"), json!(null)).await.ok()["status"], "approved");
    assert_eq!(mara.post(&format!("{path}/archival"), json!(null)).await.ok()["status"], "archived");
    app.visitor().get(page).await.refused(404, "not_found");
    let table = format!("/organisations/{}/products", mara.organisation);
    assert_eq!(mara.get(&table).await.ok()["items"], json!([]));
    assert_eq!(mara.delete(&format!("{path}/archival")).await.ok()["status"], "approved");
    app.visitor().get(page).await.ok();

    decide(&app, &product, Value::Null, Decision::Suspended).await.unwrap();
    app.visitor().get(page).await.refused(404, "not_found");
    mara.post(&format!("{path}/resume"), json!(null)).await.refused(409, "listing_state");
    mara.post(&format!("{path}/archival"), json!(null)).await.refused(409, "listing_state");
    decide(&app, &product, Value::Null, Decision::Restored).await.unwrap();
    app.visitor().get(page).await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn a_copy_is_a_draft_with_codes_of_its_own() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    let copy = mara.post(&format!("/products/{}/copies", product["id"].as_str().unwrap()), json!(null)).await.created();
    assert_eq!((copy["status"].as_str(), copy["draft"]["content"]["name"]["sl"].as_str()), (Some("draft"), Some("Predpasnik »Lontrg«")));
    assert_ne!(copy["draft"]["content"]["variants"][0]["sku"], product["variants"][0]["sku"]);
    assert_eq!(copy["draft"]["missing"], json!([]));
    // The same name twice: the second gets an address of its own.
    let frozen = submit(&app, &mara, &copy).await.unwrap();
    decide(&app, &copy, frozen.snapshot, Decision::Approved).await.unwrap();
    let slug = reread(&mara, &copy).await["slug"].as_str().unwrap().to_owned();
    assert!(slug.starts_with("predpasnik-lontrg-"), "{slug}");
    app.finish().await;
}

#[actix_web::test]
async fn a_code_is_once_in_a_studio_and_a_working_copy_can_be_thrown_away() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = for_sale(&app, &mara, "Predpasnik »Lontrg«", |content| content["variants"][0]["sku"] = json!("MOD-1")).await;
    let other = complete(&mara, "Prt »Sotočje«", |_| {}).await;
    let other = reread(&mara, &other).await;
    let mut content = other["draft"]["content"].clone();
    content["variants"][0]["sku"] = json!("MOD-1");
    let draft = save(&mara, &other, content).await.ok();
    assert_eq!(codes(&draft["missing"]), ["sku_taken"]);

    let mut content = product["draft"]["content"].clone();
    content["name"]["sl"] = json!("Predpasnik »Druga izmena«");
    save(&mara, &product, content).await.ok();
    let path = format!("/products/{}/draft", product["id"].as_str().unwrap());
    mara.delete(&path).await.ok();
    let product = reread(&mara, &product).await;
    assert_eq!(
        (product["draft"]["status"].as_str(), product["draft"]["content"]["name"]["sl"].as_str()),
        (Some("none"), Some("Predpasnik »Lontrg«"))
    );
    mara.delete(&format!("/products/{}/draft", other["id"].as_str().unwrap())).await.refused(409, "listing_never_approved");
    app.finish().await;
}

#[actix_web::test]
async fn the_makers_table_shows_state_price_and_what_is_missing() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    mara.post(&format!("/organisations/{}/products", mara.organisation), json!({ "name": { "sl": "Šatulja" } })).await.created();
    upload(&mara, b"not a picture".to_vec()).await.refused(415, "media_type_unsupported");
    let table = format!("/organisations/{}/products", mara.organisation);
    let page = mara.get(&table).await.ok();
    let names: Vec<&str> = page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 2);
    let draft = page["items"].as_array().unwrap().iter().find(|row| row["status"] == "draft").unwrap();
    assert!(draft["missing_count"].as_i64().unwrap() > 5);
    assert_eq!(mara.get(&format!("{table}?status=approved")).await.ok()["items"][0]["price_from"]["amount"], 6400);
    assert_eq!(mara.get(&format!("{table}?q=satulja")).await.ok()["items"].as_array().unwrap().len(), 1);
    let today = mara.get(&format!("/organisations/{}/today", mara.organisation)).await.ok();
    assert_eq!((&today["listings_live"], &today["orders_to_pack"]), (&json!(1), &json!(0)));
    app.finish().await;
}
