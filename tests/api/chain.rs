//! From brief to pieces sold on the coordinator's board: how far challenges come, what stands still, and kilograms of material.

use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::briefs::{begun, brief, open_challenge, published};
use crate::events::id;
use crate::harness::{Caller, TestApp};
use crate::listings::signed_in_again;
use crate::shopping::{bought, stocked, variant};

/// A product that maker and company have tied to a challenge.
async fn tied(app: &TestApp, company: &Caller, maker: &Caller, challenge: &Value) -> Value {
    let product = stocked(app, maker, "Predpasnik", 5, |_| ()).await;
    let links = |who: &Caller| format!("/organisations/{}/product-links", who.organisation);
    let asked = json!({ "product_id": product["id"], "challenge_id": challenge["id"] });
    let link = maker.post(&links(maker), asked).await.created();
    company.post(&format!("{}/{}/acceptance", links(company), id(&link)), Value::Null).await.ok();
    product
}

fn stage<'a>(chain: &'a Value, name: &str) -> &'a Value {
    chain["stages"].as_array().unwrap().iter().find(|stage| stage["stage"] == name).unwrap()
}

#[actix_web::test]
async fn the_board_shows_how_far_challenges_come_and_kilograms_that_are_reused() {
    let app = TestApp::start().await;
    let (tkanina, mara, petra) = (app.company("tkanina").await, app.creator("mara").await, app.coordinator().await);
    let sold = open_challenge(&app, &tkanina, days(30)).await;
    let desk = app.other_coordinator("druga").await;
    let mut other = brief(&app, days(30));
    other["materials"] = json!([{ "name": { "sl": "odrezki" }, "composition": {}, "batches": 2, "kilograms": 70 }]);
    published(&desk, &tkanina, other).await;
    begun(&tkanina, brief(&app, days(30))).await;
    let book = petra.get("/desk/challenges/material").await.ok();
    assert_eq!((book["offered_kg"].as_i64(), book["reused_kg"].as_i64()), (Some(250), Some(0)));
    let product = tied(&app, &tkanina, &mara, &sold).await;
    bought(&app, &[(&variant(&product), 3)], "kupec@example.org").await;
    let chain = petra.get("/desk/challenges/chain").await.ok();
    let read = |name: &str| (stage(&chain, name)["reached"].as_i64(), stage(&chain, name)["percent"].as_i64());
    assert_eq!(read("begun"), (Some(3), None));
    assert_eq!(read("submitted"), (Some(2), Some(66)));
    assert_eq!(read("published"), (Some(2), Some(100)));
    assert_eq!((read("in_shop").0, read("sold").0), (Some(1), Some(1)));
    let row = chain["items"].as_array().unwrap().iter().find(|row| row["id"] == sold["id"]).unwrap();
    assert_eq!((row["pieces_here"].as_i64(), row["products"].as_i64(), &row["entries"]), (Some(3), Some(1), &Value::Null));
    let book = petra.get("/desk/challenges/material").await.ok();
    assert_eq!((book["offered_kg"].as_i64(), book["reused_kg"].as_i64()), (Some(250), Some(180)));
    let rows = petra.get("/desk/challenges/material/table").await;
    assert!(rows.text().lines().any(|line| line.contains("konci navitkov") && line.contains("180")));
    assert_eq!(petra.get("/desk/challenges/chain/table").await.text().lines().count(), 4, "a head and three challenges");
    tkanina.get("/desk/challenges/chain").await.refused(403, "coordinator_only");
    app.finish().await;
}

#[actix_web::test]
async fn what_stands_still_is_shown_and_its_people_are_reminded_once() {
    let app = TestApp::start().await;
    app.wind().await;
    let tkanina = app.company("tkanina").await;
    let challenge = begun(&tkanina, brief(&app, days(60))).await;
    let petra = app.coordinator().await;
    assert_eq!(petra.get("/desk/challenges/still").await.ok()["items"], json!([]), "nobody is hurried");
    app.advance(days(15)).await;
    app.advance(days(1)).await;
    let petra = signed_in_again(&app, &petra).await;
    let still = petra.get("/desk/challenges/still").await.ok()["items"][0].clone();
    assert_eq!((still["kind"].as_str(), still["days"].as_i64()), (Some("brief_not_submitted"), Some(16)));
    assert!(still["reminded_at"].is_string());
    let reminders = |letters: Vec<modrotisk::mail::Mail>| letters.iter().filter(|letter| letter.key.starts_with("still:")).count();
    assert_eq!(reminders(app.mails_to(&tkanina.email).await), 1, "twice looked, once written");
    // Whoever goes on writing begins anew.
    let tkanina = signed_in_again(&app, &tkanina).await;
    let version = format!("\"{}\"", challenge["version"]);
    tkanina.with("if-match", &version).put(&format!("/challenges/{}/draft", id(&challenge)), challenge["content"].clone()).await.ok();
    assert_eq!(petra.get("/desk/challenges/still").await.ok()["items"], json!([]));
    app.advance(days(15)).await;
    assert_eq!(reminders(app.mails_to(&tkanina.email).await), 2);
    app.finish().await;
}

#[actix_web::test]
async fn a_brief_goes_to_another_town_with_the_company_that_goes_on() {
    let app = TestApp::start().await;
    let (tkanina, jeklo, petra) = (app.company("tkanina").await, app.company("jeklo").await, app.coordinator().await);
    let worked = open_challenge(&app, &tkanina, days(30)).await;
    let path = format!("/desk/challenges/{}/copy", id(&worked));
    let there = json!({ "organisation_id": jeklo.organisation, "opens": "2027-05-03", "town": "Jesenice" });
    let copy = petra.post(&path, there).await.created();
    assert_eq!((copy["content"]["town"].as_str(), copy["organisation_id"].as_str()), (Some("Jesenice"), Some(jeklo.organisation.as_str())));
    let home = petra.post(&path, json!({ "organisation_id": jeklo.organisation, "opens": "2027-05-03" })).await.created();
    let town = jeklo.get(&format!("/organisations/{}", jeklo.organisation)).await.ok()["town"].clone();
    assert_eq!(home["content"]["town"].as_str().unwrap(), town.as_str().unwrap_or(""), "the company's own town, where nothing is said");
    app.finish().await;
}

#[actix_web::test]
async fn a_rule_for_one_challenge_holds_for_what_is_tied_to_it() {
    let app = TestApp::start().await;
    let (tkanina, mara, petra) = (app.company("tkanina").await, app.creator("mara").await, app.coordinator().await);
    let challenge = open_challenge(&app, &tkanina, days(30)).await;
    let rule = json!({ "scope": "challenge", "scope_value": challenge["id"], "percent_bp": 500 });
    petra.post("/commission-rules", rule).await.created();
    let product = tied(&app, &tkanina, &mara, &challenge).await;
    let other = stocked(&app, &mara, "Torba", 5, |_| ()).await;
    bought(&app, &[(&variant(&product), 1), (&variant(&other), 1)], "kupec@example.org").await;
    let mut shares = app
        .write(|tx| {
            use diesel::prelude::*;
            Ok(modrotisk::db::schema::order_lines::table.select(modrotisk::db::schema::order_lines::commission_cents).load::<i64>(tx.db)?)
        })
        .await;
    shares.sort_unstable();
    assert_eq!(shares, [320, 768], "5 % of 64.00 for what is tied, the default of 12 % for the other");
    app.finish().await;
}
