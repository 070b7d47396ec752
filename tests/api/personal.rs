//! What is kept of a person goes into one file, and goes away with the account; books and results stay.

use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::briefs::open_challenge;
use crate::entries::{begun, entered, joined, written};
use crate::events::id;
use crate::harness::{Caller, PASSWORD, TestApp};
use crate::shopping::{holding, open_payment, order_of, place, post_once, press, stocked, variant};

/// Somebody signed in buys an apron, receives it, writes to its maker and reviews it.
async fn bought_and_reviewed(app: &TestApp, mara: &Caller, ajda: &Caller) -> Value {
    let apron = stocked(app, mara, "Predpasnik", 5, |_| {}).await;
    ajda.post("/carts/current/lines", json!({ "variant_id": variant(&apron), "quantity": 1 })).await.created();
    let group = place(ajda, &ajda.email).await.created();
    let holder = holding(ajda, &group);
    let payment = open_payment(&holder, &group, "sandbox").await.created();
    press(&holder, &payment, "paid").await.ok();
    let order = id(order_of(&group, mara));
    let how = json!({ "carrier": "Pošta Slovenije", "tracking_number": null, "tracking_url": null });
    mara.post(&format!("/orders/{order}/shipment"), how).await.ok();
    mara.post(&format!("/orders/{order}/delivery"), Value::Null).await.ok();
    let thread = format!("/order-groups/{}/orders/{order}/messages", id(&group));
    post_once(&holder, &thread, json!({ "text": "Stanujem v Kranju, prosim po 16. uri." })).await.created();
    let line = id(&order_of(&group, mara)["lines"][0]);
    let words = json!({ "stars": 5, "text": "Nosim ga vsak dan.", "anonymous": false });
    holder.put(&format!("/order-groups/{}/lines/{line}/review", id(&group)), words).await.ok();
    json!({ "order": order, "slug": apron["slug"], "group": group["id"] })
}

#[actix_web::test]
async fn the_file_holds_what_a_person_wrote_asked_follows_and_takes_part_in() {
    let app = TestApp::start().await;
    let (mara, ajda, tkanina) = (app.creator("mara").await, app.buyer("ajda").await, app.company("tkanina").await);
    bought_and_reviewed(&app, &mara, &ajda).await;
    let challenge = open_challenge(&app, &tkanina, days(30)).await;
    let path = format!("/challenges/{}/questions", id(&challenge));
    ajda.post(&path, json!({ "question": "Kdaj je material na voljo?" })).await.created();
    ajda.put(&format!("/me/challenges/{}/follow", id(&challenge)), Value::Null).await.ok();
    entered(&ajda, &challenge, "Lonček").await;
    let file = ajda.get("/me/export").await.ok();
    assert_eq!(file["account"]["email"], "ajda@example.org");
    assert_eq!(file["messages"][0]["text"], "Stanujem v Kranju, prosim po 16. uri.");
    assert_eq!((file["reviews"][0]["stars"].as_i64(), file["reviews"][0]["text"].as_str()), (Some(5), Some("Nosim ga vsak dan.")));
    assert!(file["reviews"][0]["name"].as_str().is_some_and(|name| name.starts_with("Maja")));
    assert_eq!(file["questions"][0]["question"], "Kdaj je material na voljo?");
    assert!(file["follows"].as_array().unwrap().iter().any(|follow| follow["challenge_id"] == challenge["id"]));
    assert_eq!(file["entries"][0]["content"]["title"], "Lonček");
    assert_eq!(file["orders"].as_array().unwrap().len(), 1);
    assert_eq!(mara.get("/me/export").await.ok()["messages"], json!([]), "nobody reads what another wrote");
    app.finish().await;
}

#[actix_web::test]
async fn an_erased_person_leaves_stars_and_books_and_no_words() {
    let app = TestApp::start().await;
    let (mara, ajda, tkanina) = (app.creator("mara").await, app.buyer("ajda").await, app.company("tkanina").await);
    let bought = bought_and_reviewed(&app, &mara, &ajda).await;
    let challenge = open_challenge(&app, &tkanina, days(30)).await;
    ajda.post(&format!("/challenges/{}/questions", id(&challenge)), json!({ "question": "Ali smem sodelovati od doma?" })).await.created();
    let own = entered(&ajda, &challenge, "Lonček").await;
    // A team that has not submitted goes on without her.
    let lead = app.buyer("lead").await;
    let shared = begun(&lead, &challenge).await;
    joined(&app, &lead, &challenge, &shared, &ajda).await;
    ajda.post("/me/deletion", json!({ "password": PASSWORD })).await.ok();
    let order = bought["order"].as_str().unwrap();
    assert_eq!(mara.get(&format!("/orders/{order}/messages")).await.ok()["messages"][0]["text"], "—");
    let page = app.visitor().get(&format!("/storefront/products/{}/reviews", bought["slug"].as_str().unwrap())).await.ok();
    let review = &page["items"][0];
    assert_eq!((review["stars"].as_i64(), review["text"].as_str()), (Some(5), Some("")));
    assert!(!page.to_string().contains("Maja"), "nobody's name stands under it");
    assert_eq!(mara.get(&format!("/orders/{order}")).await.ok()["status"], "delivered", "the order stays in the books");
    assert_eq!(tkanina.get(&format!("/challenges/{}/questions", id(&challenge))).await.ok()["items"], json!([]));
    let team = lead.get(&format!("/entries/{}", id(&shared))).await.ok();
    assert_eq!(team["team"].as_array().unwrap().len(), 1);
    written(&lead, &team, "Svečnik").await;
    let gone = id(&own);
    let words = app
        .write(move |tx| {
            use diesel::prelude::*;
            use modrotisk::db::schema::entries;
            Ok(entries::table.find(&gone).select(entries::content).first::<String>(tx.db)?)
        })
        .await;
    assert!(!words.contains("Lonček"), "an entry that nobody else relies on is taken back: {words}");
    app.finish().await;
}

/// Somebody signed in orders an apron by transfer, pays twice as much, and says where the rest goes.
async fn overpaid(app: &TestApp, mara: &Caller, ajda: &Caller) -> Value {
    let apron = stocked(app, mara, "Predpasnik", 5, |_| {}).await;
    ajda.post("/carts/current/lines", json!({ "variant_id": variant(&apron), "quantity": 1 })).await.created();
    let mut order = crate::shopping::order_for(ajda, &ajda.email).await;
    order["payment_method"] = json!("bank_transfer");
    let group = post_once(ajda, "/order-groups", order).await.created();
    let cents = group["total"]["amount"].as_i64().unwrap();
    let reference = group["transfer"]["reference"].as_str().unwrap();
    crate::bank::read_in(mara, &[(&format!("B-{reference}"), 2 * cents, reference)]).await;
    let account = json!({ "iban": "SI56191000000123438", "holder": "Ajda Kalan" });
    holding(ajda, &group).post(&format!("/order-groups/{}/return-account", id(&group)), account).await.ok();
    group
}

async fn give_back(mara: &Caller) {
    let bank = format!("/organisations/{}/bank", mara.organisation);
    let due = mara.get(&bank).await.ok()["to_give_back"][0].clone();
    let paid = json!({ "amount": due["amount"], "paid_on": "2026-11-24" });
    let path = format!("/organisations/{}/bank/dues/{}/returns", mara.organisation, due["due_id"].as_str().unwrap());
    post_once(mara, &path, paid).await.ok();
}

#[actix_web::test]
async fn an_account_for_money_back_is_told_and_forgotten_when_nothing_is_to_go_back_there() {
    let app = TestApp::start().await;
    let (mara, ajda) = (app.creator("mara").await, app.buyer("ajda").await);
    app.wind().await;
    let group = overpaid(&app, &mara, &ajda).await;
    let kept = |file: &Value| file["orders"][0]["return_account"].clone();
    assert_eq!(kept(&ajda.get("/me/export").await.ok()), json!({ "iban": "SI56191000000123438", "holder": "Ajda Kalan" }));
    app.advance(days(61)).await;
    let (mara, ajda) = (crate::listings::signed_in_again(&app, &mara).await, crate::listings::signed_in_again(&app, &ajda).await);
    assert_ne!(kept(&ajda.get("/me/export").await.ok()), Value::Null, "the money is still to go back there");
    give_back(&mara).await;
    app.advance(days(1)).await;
    let ajda = crate::listings::signed_in_again(&app, &ajda).await;
    assert_eq!(kept(&ajda.get("/me/export").await.ok()), Value::Null);
    assert_eq!(crate::shopping::page(&app, &group).await["transfer"]["return_account"], Value::Null);
    app.finish().await;
}

#[actix_web::test]
async fn an_erased_buyers_account_goes_too_unless_money_is_owed_to_it() {
    let app = TestApp::start().await;
    let (mara, ajda, tina) = (app.creator("mara").await, app.buyer("ajda").await, app.buyer("tina").await);
    let waits = overpaid(&app, &mara, &tina).await;
    tina.post("/me/deletion", json!({ "password": PASSWORD })).await.ok();
    assert_ne!(crate::shopping::page(&app, &waits).await["transfer"]["return_account"], Value::Null);
    give_back(&mara).await;
    let settled = overpaid(&app, &mara, &ajda).await;
    give_back(&mara).await;
    ajda.post("/me/deletion", json!({ "password": PASSWORD })).await.ok();
    assert_eq!(crate::shopping::page(&app, &settled).await["transfer"]["return_account"], Value::Null);
    app.finish().await;
}
