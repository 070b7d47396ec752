//! Cards for stalls: what stands on them, for whom they are printed, and that they can be read aloud.

use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::agreements::{agreed, alone, reported};
use crate::events::{announced, content, hall, id, weekend};
use crate::harness::{Caller, TestApp};
use crate::listings::{for_sale, reread, signed_in_again};
use crate::papers::words;

/// An announced pop-up to which each maker comes with a product.
async fn shown_at(app: &TestApp, organizer: &Caller, makers: &[(&Caller, &Value)]) -> Value {
    let (desk, hattery) = (app.coordinator().await, hall(app, |_| {}).await);
    let popup = announced(&desk, organizer, content(&hattery, weekend())).await;
    let path = format!("/popups/{}/makers", id(&popup));
    for (maker, product) in makers {
        organizer.post(&path, json!({ "organisation_id": maker.organisation })).await.created();
        maker.post(&format!("{path}/{}/answer", maker.organisation), json!({ "answer": "confirmed" })).await.ok();
        maker.put(&format!("{path}/{}/products", maker.organisation), json!({ "product_ids": [product["id"]] })).await.ok();
    }
    popup
}

async fn cards(caller: &Caller, path: &str) -> String {
    let file = caller.get(path).await;
    assert_eq!((file.status.as_u16(), file.header("content-type").as_str()), (200, "application/pdf"), "{path}");
    words(&file.bytes).replace('\u{a0}', " ")
}

#[actix_web::test]
async fn a_card_says_what_the_page_says_and_the_line_from_challenge_to_place() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    let path = format!("/organisations/{}/agreements/{}/product", mara.organisation, agreement.id);
    mara.post(&path, Value::Null).await.created();
    let apron = for_sale(&app, &mara, "Čipkast predpasnik »Žnidaršič«", |_| {}).await;
    let own = format!("/organisations/{}/stall-cards", mara.organisation);
    let plain = cards(&mara, &own).await;
    for said in ["Kartice za stojnico", "Čipkast predpasnik »Žnidaršič«", "64,00 €", "Studio mara", "Škofja Loka"] {
        assert!(plain.contains(said), "{said} in {plain}");
    }
    assert!(!plain.contains("izziv"), "it comes from no challenge: {plain}");
    assert!(!plain.contains("Predpasnik Seme"), "what is not in the shop gets no card: {plain}");
    // Tied by consent of both sides.
    let challenge = crate::briefs::open_challenge(&app, &tkanina, days(30)).await;
    let asked = json!({ "product_id": apron["id"], "challenge_id": challenge["id"] });
    let link = mara.post(&format!("/organisations/{}/product-links", mara.organisation), asked).await.created();
    tkanina.post(&format!("/organisations/{}/product-links/{}/acceptance", tkanina.organisation, id(&link)), Value::Null).await.ok();
    let tied = cards(&mara, &own).await;
    let page = app.visitor().get(&format!("/storefront/products/{}", apron["slug"].as_str().unwrap())).await.ok();
    let technique = page["techniques"][0]["name"].as_str().unwrap();
    let line = format!("Ustvarjalni izziv »Druga nit« · Studio tkanina · Studio mara · {technique} · Škofja Loka");
    assert!(tied.contains(&line), "{line} in {tied}");
    assert!(cards(&mara, &format!("{own}?language=de")).await.contains("Kreativ-Challenge „Druga nit“"));
    app.finish().await;
}

#[actix_web::test]
async fn a_reduced_price_stands_on_the_card_with_the_lowest_of_the_thirty_days_before() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = for_sale(&app, &mara, "Predpasnik", |_| {}).await;
    app.advance(days(60)).await;
    let mara = signed_in_again(&app, &mara).await;
    let price = format!("/variants/{}/price", id(&apron["variants"][0]));
    mara.put(&price, json!({ "price": { "amount": 5000, "currency": "EUR" } })).await.ok();
    let own = format!("/organisations/{}/stall-cards", mara.organisation);
    let read = cards(&mara, &own).await;
    assert!(read.contains("50,00 €") && read.contains("Najnižja cena v 30 dneh pred znižanjem: 64,00 €"), "{read}");
    app.advance(days(31)).await;
    let mara = signed_in_again(&app, &mara).await;
    assert!(!cards(&mara, &own).await.contains("Najnižja"), "a reduction is announced for a month");
    app.finish().await;
}

#[actix_web::test]
async fn an_organizer_prints_for_all_who_take_part_and_a_maker_for_its_own_stall() {
    let app = TestApp::start().await;
    let (zavod, mara, jure, late) =
        (app.organizer("zavod").await, app.creator("mara").await, app.creator("jure").await, app.creator("late").await);
    let apron = for_sale(&app, &mara, "Predpasnik", |_| {}).await;
    let bag = for_sale(&app, &mara, "Torba", |_| {}).await;
    let candle = for_sale(&app, &jure, "Svečnik", |_| {}).await;
    let shoes = for_sale(&app, &late, "Copati", |_| {}).await;
    let popup = shown_at(&app, &zavod, &[(&mara, &apron), (&jure, &candle), (&late, &shoes)]).await;
    let all = format!("/popups/{}/stall-cards", id(&popup));
    late.post(&format!("/popups/{}/makers/{}/answer", id(&popup), late.organisation), json!({ "answer": "declined" })).await.ok();
    let read = cards(&zavod, &all).await;
    assert!(read.contains("Zimska izložba") && read.contains("Predpasnik") && read.contains("Svečnik"), "{read}");
    assert!(!read.contains("Copati") && !read.contains("Torba"), "only what is shown, by those who come: {read}");
    assert!(cards(&zavod, &format!("{all}?language=en")).await.contains("Stall cards: Winter Window"));
    let of_jure = cards(&zavod, &format!("{all}?maker_id={}", jure.organisation)).await;
    assert!(of_jure.contains("Svečnik") && !of_jure.contains("Predpasnik"));
    mara.get(&all).await.refused(404, "not_found");
    // The maker's own: all, at the event, or one.
    let own = format!("/organisations/{}/stall-cards", mara.organisation);
    let read = cards(&mara, &own).await;
    assert!(read.contains("Predpasnik") && read.contains("Torba") && !read.contains("Svečnik"));
    assert!(!cards(&mara, &format!("{own}?popup_id={}", id(&popup))).await.contains("Torba"));
    assert!(!cards(&mara, &format!("{own}?product_id={}", id(&bag))).await.contains("Predpasnik"));
    mara.get(&format!("{own}?product_id={}", id(&candle))).await.refused(409, "no_stall_cards");
    mara.get(&format!("/organisations/{}/stall-cards", jure.organisation)).await.refused(404, "not_found");
    // A piece that is paused has no page to lead to.
    mara.post(&format!("/products/{}/pause", id(&apron)), Value::Null).await.ok();
    assert_eq!(reread(&mara, &apron).await["status"], "paused");
    zavod.get(&format!("{all}?maker_id={}", mara.organisation)).await.refused(409, "no_stall_cards");
    app.finish().await;
}

#[actix_web::test]
async fn nine_cards_take_two_sheets_that_can_be_read_aloud() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    for number in 1..=9 {
        for_sale(&app, &mara, &format!("Skodelica {number}"), |_| {}).await;
    }
    let file = mara.get(&format!("/organisations/{}/stall-cards?language=sl", mara.organisation)).await;
    let paper = lopdf::Document::load_mem(&file.bytes).unwrap();
    assert_eq!(paper.get_pages().len(), 2);
    let catalog = paper.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"sl");
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Metadata"));
    let says = |object: &lopdf::Object| object.as_dict().ok().and_then(|found| found.get(b"Alt").ok()?.as_str().ok().map(<[u8]>::to_vec));
    let told: Vec<String> = paper.objects.values().filter_map(says).map(|text| String::from_utf8_lossy(&text).replace('\0', "")).collect();
    assert_eq!(told.iter().filter(|text| text.contains("/izdelki/skodelica-")).count(), 9, "each code says where it leads: {told:?}");
    app.finish().await;
}
