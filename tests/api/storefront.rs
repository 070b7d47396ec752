//! The shop window: only what may be bought, in the reader's language, with filters that count.

use modrotisk::kit::decision::Decision;
use modrotisk::kit::time::hours;
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::listings::{decide, for_sale};

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

async fn three_products(app: &TestApp) {
    let mara = app.creator("mara").await;
    let jure = app.creator("jure").await;
    for_sale(app, &mara, "Predpasnik »Lontrg«", |content| content["name"]["en"] = json!("Apron \"Lontrg\"")).await;
    for_sale(app, &mara, "Torba »Tržni dan«", |content| {
        content["category"] = json!("bags");
        content["variants"][0]["price"] = json!({ "amount": 3900, "currency": "EUR" });
    })
    .await;
    for_sale(app, &jure, "Klobučarska škatla", |content| {
        content["category"] = json!("interior");
        content["techniques"] = json!(["hat_blocking"]);
        content["made_to_order"] = json!(true);
        content["lead_time_days"] = json!(21);
        content["variants"][0]["price"] = json!({ "amount": 12800, "currency": "EUR" });
    })
    .await;
}

#[actix_web::test]
async fn filters_narrow_the_list_and_count_what_a_further_choice_would_leave() {
    let app = TestApp::start().await;
    three_products(&app).await;
    let all = app.visitor().get("/storefront/products").await.ok();
    assert_eq!((all["total"].as_i64(), names(&all).len()), (Some(3), 3));
    let list = app.visitor().get("/storefront/products?category=kitchen,bags&sort=price_asc").await.ok();
    assert_eq!(names(&list), ["Torba »Tržni dan«", "Predpasnik »Lontrg«"]);
    let count = |facet: &str, code: &str| {
        list["facets"][facet].as_array().unwrap().iter().find(|value| value["code"] == code).map(|value| value["count"].as_i64().unwrap())
    };
    assert_eq!(
        (count("category", "interior"), count("technique", "blueprint"), count("technique", "hat_blocking")),
        (Some(1), Some(2), None)
    );
    let cheap = app.visitor().get("/storefront/products?price_max=5000").await.ok();
    assert_eq!(names(&cheap), ["Torba »Tržni dan«"]);
    let made = app.visitor().get("/storefront/products?technique=hat_blocking").await.ok();
    assert_eq!(
        (made["items"][0]["stock"]["kind"].as_str(), &made["items"][0]["stock"]["lead_time_days"]),
        (Some("made_to_order"), &json!(21))
    );
    assert_eq!(app.visitor().get("/storefront/products?in_stock=true").await.ok()["total"], 0);
    app.visitor().get("/storefront/products?colour=blue").await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn pages_of_the_list_meet() {
    let app = TestApp::start().await;
    three_products(&app).await;
    let first = app.visitor().get("/storefront/products?limit=2&sort=price_asc").await.ok();
    let next = first["next"].as_str().unwrap();
    let second = app.visitor().get(&format!("/storefront/products?limit=2&sort=price_asc&after={next}")).await.ok();
    assert_eq!([names(&first), names(&second)].concat(), ["Torba »Tržni dan«", "Predpasnik »Lontrg«", "Klobučarska škatla"]);
    assert_eq!(second["next"], Value::Null);
    app.visitor().get("/storefront/products?after=zz").await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn what_is_typed_without_carons_is_found() {
    let app = TestApp::start().await;
    three_products(&app).await;
    for words in ["klobucarska", "KLOBU%C4%8CARSKE", "skatla", "trzni+dan", "modrotisk+torba"] {
        let list = app.visitor().get(&format!("/storefront/products?q={words}")).await.ok();
        assert_eq!(list["total"], 1, "{words}: {list}");
    }
    assert_eq!(app.visitor().get("/storefront/products?q=nogavice").await.ok()["total"], 0);
    assert_eq!(app.visitor().get("/storefront/products?q=%25%25").await.ok()["total"], 3, "nothing to look for finds everything");
    let offered = app.visitor().get("/storefront/search/suggestions?q=klob").await.ok();
    let labels: Vec<&str> = offered["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["oblikovanje klobukov na modelu", "Klobučarska škatla"]);
    app.finish().await;
}

#[actix_web::test]
async fn a_page_speaks_the_readers_language_and_is_not_sent_twice() {
    let app = TestApp::start().await;
    three_products(&app).await;
    let english = app.visitor().with("accept-language", "en-GB,en;q=0.9");
    let answer = english.get("/storefront/products/predpasnik-lontrg").await;
    assert_eq!(answer.header("content-language"), "en");
    let tag = answer.header("etag");
    let page = answer.ok();
    assert_eq!((page["name"].as_str(), page["category"]["name"].as_str()), (Some("Apron \"Lontrg\""), Some("Kitchen and table")));
    assert_eq!(page["description_html"], "<p>A <em>linen</em> apron with two pockets.</p>\n");
    assert_eq!((page["safety"]["warnings"][0].as_str(), &page["languages"]), (Some("Wash separately at first."), &json!(["sl", "en"])));
    assert_ne!(page["seller"]["legal_name"], "");
    let again = english.with("if-none-match", &tag).get("/storefront/products/predpasnik-lontrg").await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    // A language that the maker has not written falls back, and says so by the text itself.
    let german = app.visitor().with("accept-language", "de").get("/storefront/products/torba-trzni-dan").await.ok();
    assert_eq!(german["name"], "Torba »Tržni dan«");
    app.visitor().get("/storefront/products/ni-me").await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn makers_stand_with_their_products() {
    let app = TestApp::start().await;
    three_products(&app).await;
    let makers = app.visitor().get("/storefront/makers").await.ok();
    let counts: Vec<i64> = makers["items"].as_array().unwrap().iter().map(|maker| maker["product_count"].as_i64().unwrap()).collect();
    assert_eq!(counts.iter().sum::<i64>(), 3);
    let slug = makers["items"][0]["slug"].as_str().unwrap();
    let maker = app.visitor().get(&format!("/storefront/makers/{slug}")).await.ok();
    assert_eq!(maker["products"].as_array().unwrap().len() as i64, counts[0]);
    app.visitor().get("/storefront/makers/nobody").await.refused(404, "not_found");
    let home = app.visitor().get("/storefront/home").await.ok();
    assert_eq!((&home["product_count"], home["products"].as_array().unwrap().len()), (&json!(3), 3));
    app.finish().await;
}

#[actix_web::test]
async fn a_suspended_product_is_shown_nowhere() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    decide(&app, &product, Value::Null, Decision::Suspended).await.unwrap();
    assert_eq!(app.visitor().get("/storefront/products").await.ok()["total"], 0);
    assert_eq!(app.visitor().get("/storefront/makers").await.ok()["items"], json!([]));
    assert_eq!(app.visitor().get("/storefront/home").await.ok()["products"], json!([]));
    assert_eq!(app.visitor().get("/storefront/search/suggestions?q=pred").await.ok()["items"], json!([]));
    app.finish().await;
}

#[actix_web::test]
async fn vocabularies_come_in_every_language() {
    let app = TestApp::start().await;
    let words = app.visitor().get("/vocabularies").await.ok();
    let kitchen = words["categories"].as_array().unwrap().iter().find(|term| term["code"] == "kitchen").unwrap();
    assert_eq!(kitchen["names"]["de"], "Küche und Tisch");
    for kind in ["techniques", "materials", "towns", "care"] {
        assert!(words[kind].as_array().unwrap().len() > 5, "{kind}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn a_page_says_how_one_piece_reaches_the_buyer() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let product = for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    let path = format!("/products/{}/delivery", product["id"].as_str().unwrap());
    let ways = app.visitor().get(&path).await.ok();
    assert_eq!(ways["items"][0]["method"], "parcel", "{ways}");
    assert_eq!(
        app.visitor().get(&format!("{path}?country=BR")).await.ok()["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|way| way["method"] == "parcel")
            .count(),
        0
    );
    app.visitor().get(&format!("{path}?country=Slovenia")).await.refused(422, "invalid");
    mara.post(&format!("/products/{}/pause", product["id"].as_str().unwrap()), json!(null)).await.ok();
    app.visitor().get(&path).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_makers_new_name_is_found_after_a_while() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    let path = format!("/organisations/{}", mara.organisation);
    let told = mara.get(&path).await.ok();
    let mut new = serde_json::Map::new();
    for field in ["bio", "town", "country", "website", "contact_email", "contact_phone", "logo_media_id", "portrait_media_id"] {
        new.insert(field.to_owned(), told[field].clone());
    }
    new.insert("name".to_owned(), json!("Žametna Hala"));
    mara.with("if-match", &format!("\"{}\"", told["version"])).put(&path, Value::Object(new)).await.ok();
    app.wind().await;
    app.advance(hours(7)).await;
    assert_eq!(app.visitor().get("/storefront/products?q=zametna").await.ok()["total"], 1);
    app.finish().await;
}
