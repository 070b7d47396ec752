//! A report that was sent and is wrong is put right by the difference: told to both sides, split, booked, and never edited.

use diesel::RunQueryDsl;
use modrotisk::kit::id::OrganisationId;
use modrotisk::kit::money::Currency;
use modrotisk::kit::time::days;
use modrotisk::ledger::{self, Account, Purpose};
use serde_json::{Value, json};

use crate::agreements::{agreed, alone, one_of, reported};
use crate::events::id;
use crate::harness::{Answer, Caller, TestApp};
use crate::listings::signed_in_again;
use crate::shopping::post_once;

async fn holds(app: &TestApp, who: &Caller, purpose: Purpose) -> i64 {
    let organisation: OrganisationId = who.organisation.parse().unwrap();
    let account = Account::of(&organisation, purpose, Currency::EUR);
    app.write(move |tx| ledger::balance(tx, &account)).await.posted.amount
}

fn euros(cents: i64) -> Value {
    json!({ "amount": cents, "currency": "EUR" })
}

async fn report(company: &Caller, agreement: &str, period: &str, pieces: i64, net_cents: i64) -> Value {
    let body = json!({ "agreement_id": agreement, "period": period, "pieces": pieces, "net_sales": euros(net_cents) });
    post_once(company, &format!("/organisations/{}/royalty-reports", company.organisation), body).await.created()
}

async fn correct(who: &Caller, report: &Value, pieces: i64, net_cents: i64) -> Answer {
    let body = json!({ "pieces": pieces, "net_sales": euros(net_cents), "reason": "Dva računa sta bila šteta dvakrat." });
    post_once(who, &format!("/organisations/{}/royalty-reports/{}/corrections", who.organisation, id(report)), body).await
}

async fn pay(who: &Caller, report: &Value, on: &str) -> Answer {
    who.post(&format!("/organisations/{}/royalty-reports/{}/payment", who.organisation, id(report)), json!({ "paid_on": on })).await
}

fn cents(money: &Value) -> i64 {
    money["amount"].as_i64().unwrap()
}

#[actix_web::test]
async fn a_correction_replaces_by_the_difference_and_both_sides_are_told() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let jure = app.creator("jure").await;
    let team = vec![one_of(&mara, true, 7_000), one_of(&jure, true, 3_000)];
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), team).await;
    app.inner().db().clock().advance(days(40));
    let tkanina = signed_in_again(&app, &tkanina).await;
    let mara = signed_in_again(&app, &mara).await;
    let sent = report(&tkanina, agreement.id.as_str(), "2026-Q4", 10, 100_000).await;
    assert_eq!((holds(&app, &mara, Purpose::RoyaltyDue).await, holds(&app, &jure, Purpose::RoyaltyDue).await), (4_200, 1_800));
    correct(&mara, &sent, 8, 80_001).await.refused(403, "forbidden");
    correct(&tkanina, &sent, 10, 100_000).await.refused(422, "invalid");
    let stands = correct(&tkanina, &sent, 8, 80_001).await.created();
    assert_eq!((stands["pieces"].as_i64(), cents(&stands["owed"]), cents(&stands["open"])), (Some(8), 4_800, 4_800));
    let shares: Vec<i64> = stands["shares"].as_array().unwrap().iter().map(|share| cents(&share["amount"])).collect();
    assert_eq!(shares, [3_360, 1_440], "the whole is split anew");
    let correction = &stands["corrections"][0];
    assert_eq!((correction["pieces"].as_i64(), cents(&correction["owed"])), (Some(-2), -1_200));
    assert_eq!((holds(&app, &mara, Purpose::RoyaltyDue).await, holds(&app, &jure, Purpose::RoyaltyDue).await), (3_360, 1_440));
    assert_eq!(holds(&app, &tkanina, Purpose::RoyaltyOwed).await, -4_800);
    for who in [&tkanina, &mara] {
        let told = app.mails_to(&who.email).await.into_iter().filter(|letter| letter.key.starts_with("royalty-corrected")).count();
        assert_eq!(told, 1, "{}", who.email);
    }
    // Paid with what was put right, once.
    pay(&tkanina, &sent, "2027-01-02").await.ok();
    pay(&tkanina, &sent, "2027-01-02").await.refused(409, "royalty_paid_already");
    assert_eq!(holds(&app, &tkanina, Purpose::RoyaltyOwed).await, 0);
    app.finish().await;
}

#[actix_web::test]
async fn what_was_paid_before_a_correction_stays_paid_and_the_difference_is_open() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    app.inner().db().clock().advance(days(40));
    let (tkanina, mara) = (signed_in_again(&app, &tkanina).await, signed_in_again(&app, &mara).await);
    let sent = report(&tkanina, agreement.id.as_str(), "2026-Q4", 10, 100_000).await;
    pay(&tkanina, &sent, "2027-01-02").await.ok();
    let less = correct(&tkanina, &sent, 5, 50_000).await.created();
    assert_eq!((cents(&less["open"]), less["paid_on"].is_null()), (-3_000, true), "too much was paid");
    assert_eq!(holds(&app, &mara, Purpose::RoyaltyDue).await, -3_000);
    let more = correct(&tkanina, &sent, 12, 120_000).await.created();
    assert_eq!((cents(&more["open"]), more["corrections"].as_array().unwrap().len()), (1_200, 2));
    let settled = pay(&mara, &sent, "2027-01-02").await.ok();
    assert_eq!((cents(&settled["open"]), settled["paid_on"].as_str()), (0, Some("2027-01-02")));
    assert_eq!(holds(&app, &mara, Purpose::RoyaltyDue).await, 0);
    app.finish().await;
}

#[actix_web::test]
async fn a_later_report_is_reckoned_on_what_was_put_right_before_and_after() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    app.inner().db().clock().advance(days(130));
    let (tkanina, mara) = (signed_in_again(&app, &tkanina).await, signed_in_again(&app, &mara).await);
    let first = report(&tkanina, agreement.id.as_str(), "2026-Q4", 10, 100_000).await;
    correct(&tkanina, &first, 7, 70_000).await.created();
    let second = report(&tkanina, agreement.id.as_str(), "2027-Q1", 1, 10_000).await;
    assert_eq!(second["pieces_before"], 7);
    correct(&tkanina, &first, 9, 90_000).await.created();
    let second = tkanina.get(&format!("/royalty-reports/{}", id(&second))).await.ok();
    assert_eq!((second["pieces_before"].as_i64(), cents(&second["owed"])), (Some(9), 600), "it begins after more pieces and owes the same");
    assert_eq!((second["corrections"][0]["follows"].as_str(), second["corrections"][0]["pieces"].as_i64()), (Some("2026-Q4"), Some(0)));
    correct(&tkanina, &second, 2, 20_000).await.created();
    let mine = mara.get("/me/royalties").await.ok();
    assert_eq!(cents(&mine["reported"]), 5_400 + 1_200);
    assert_eq!(mine["items"][0]["periods"].as_array().unwrap().len(), 3, "the running quarter stands there too");
    app.finish().await;
}

/// Five per cent, six from the tenth piece on, eight from the thirtieth; at least 500 euros a year.
fn stepped() -> Value {
    let tiers = [(0, 500), (10, 600), (30, 800)].map(|(from, bp)| json!({ "from_pieces": from, "bp": bp }));
    reported(json!({ "kind": "tiers", "tiers": tiers }), 50_000)
}

#[actix_web::test]
async fn putting_the_first_period_right_moves_the_tiers_and_the_minimum_of_the_later_ones() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, stepped(), alone(&mara)).await;
    app.inner().db().clock().advance(days(220));
    let (tkanina, mara) = (signed_in_again(&app, &tkanina).await, signed_in_again(&app, &mara).await);
    // Two months of a year: at least 83,33.
    let first = report(&tkanina, agreement.id.as_str(), "2026-Q4", 5, 50_000).await;
    assert_eq!((cents(&first["on_sales"]), cents(&first["minimum_added"])), (2_500, 5_833));
    let second = report(&tkanina, agreement.id.as_str(), "2027-Q1", 20, 200_000).await;
    assert_eq!(cents(&second["owed"]), 2_500 + 9_000, "five pieces in the first tier, fifteen in the second");
    pay(&tkanina, &second, "2027-04-10").await.ok();
    let right = correct(&tkanina, &first, 15, 150_000).await.created();
    assert_eq!((cents(&right["on_sales"]), cents(&right["minimum_added"])), (5_000 + 3_000, 333));
    let moved = tkanina.get(&format!("/royalty-reports/{}", id(&second))).await.ok();
    assert_eq!(
        (moved["pieces_before"].as_i64(), cents(&moved["owed"])),
        (Some(15), 9_000 + 4_000),
        "fifteen in the second, five in the third"
    );
    assert_eq!((cents(&moved["open"]), moved["paid_on"].is_null()), (1_500, true), "what was paid stays paid");
    assert_eq!(holds(&app, &mara, Purpose::RoyaltyDue).await, 8_333 + 1_500);
    let letters = app.mails_to(&mara.email).await;
    let told: Vec<_> = letters.iter().filter(|letter| letter.key.starts_with("royalty-corrected")).collect();
    assert_eq!(told.len(), 1, "one letter tells of all periods");
    assert!(told[0].body_text.contains("2027-Q1") && told[0].body_text.contains("15,00"), "{}", told[0].body_text);
    app.finish().await;
}

#[actix_web::test]
async fn however_often_any_period_is_put_right_it_all_comes_to_what_the_right_figures_come_to_at_once() {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    const PERIODS: [&str; 6] = ["2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4", "2028-Q1"];
    let app = TestApp::start().await;
    let (tkanina, mara, jure) = (app.company("tkanina").await, app.creator("mara").await, app.creator("jure").await);
    let team = || vec![one_of(&mara, true, 6_667), one_of(&jure, true, 3_333)];
    let mut pairs = Vec::new();
    for _ in 0..4 {
        let corrected = agreed(&app, &tkanina, &mara, stepped(), team()).await;
        pairs.push((corrected, agreed(&app, &tkanina, &mara, stepped(), team()).await));
    }
    app.inner().db().clock().advance(days(500));
    let tkanina = signed_in_again(&app, &tkanina).await;
    let figures = (0i64..25, 1_000i64..40_000).prop_map(|(pieces, price)| (pieces, pieces * price + i64::from(pieces > 0)));
    let story = (prop::collection::vec(figures.clone(), 6), prop::collection::vec((0usize..6, figures), 5));
    let mut runner = TestRunner::deterministic();
    for (corrected, fresh) in &pairs {
        let (mut stands, corrections) = story.new_tree(&mut runner).unwrap().current();
        let told = format!("{stands:?}, then {corrections:?}");
        let mut sent = Vec::new();
        for (period, (pieces, net)) in PERIODS.iter().zip(&stands) {
            sent.push(report(&tkanina, corrected.id.as_str(), period, *pieces, *net).await);
        }
        pay(&tkanina, &sent[1], "2028-04-07").await.ok();
        for (at, (pieces, net)) in corrections {
            if stands[at] != (pieces, net) {
                correct(&tkanina, &sent[at], pieces, net).await.created();
                stands[at] = (pieces, net);
            }
        }
        for ((period, (pieces, net)), sent) in PERIODS.iter().zip(&stands).zip(&sent) {
            let at_once = report(&tkanina, fresh.id.as_str(), period, *pieces, *net).await;
            let now = tkanina.get(&format!("/royalty-reports/{}", id(sent))).await.ok();
            for field in ["pieces", "pieces_before", "net_sales", "steps", "on_sales", "minimum_added", "owed", "shares"] {
                assert_eq!(now[field], at_once[field], "{field} of {period}: {told}");
            }
        }
    }
    app.finish().await;
}

#[actix_web::test]
async fn the_audit_finds_a_period_that_is_owed_otherwise_than_its_terms_come_to() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, stepped(), alone(&mara)).await;
    app.inner().db().clock().advance(days(130));
    let tkanina = signed_in_again(&app, &tkanina).await;
    report(&tkanina, agreement.id.as_str(), "2026-Q4", 5, 50_000).await;
    assert_eq!(app.breaches().await, Vec::<String>::new());
    app.write(move |tx| Ok(diesel::sql_query("UPDATE royalty_reports SET net_sales_cents = 60000").execute(tx.db).map(drop)?)).await;
    assert!(app.breaches().await.iter().any(|breach| breach.contains("otherwise than its terms come to")));
}

#[actix_web::test]
async fn somebody_of_a_team_without_a_studio_reads_what_the_shares_come_to() {
    let app = TestApp::start().await;
    let (tkanina, mara, zoja) = (app.company("tkanina").await, app.creator("mara").await, app.buyer("zoja").await);
    let team = vec![one_of(&mara, true, 6_000), one_of(&zoja, false, 4_000)];
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), team).await;
    app.inner().db().clock().advance(days(40));
    let (tkanina, zoja) = (signed_in_again(&app, &tkanina).await, signed_in_again(&app, &zoja).await);
    let sent = report(&tkanina, agreement.id.as_str(), "2026-Q4", 10, 100_000).await;
    let mine = zoja.get("/me/royalties").await.ok();
    assert_eq!((cents(&mine["reported"]), mine["items"][0]["your_share_bp"].as_i64()), (2_400, Some(4_000)));
    let statement = zoja.get(&format!("/royalty-reports/{}", id(&sent))).await.ok();
    assert_eq!(statement["shares"][1]["you"], true);
    assert_eq!(app.buyer("tujka").await.get("/me/royalties").await.ok()["items"], json!([]));
    app.finish().await;
}

#[actix_web::test]
async fn the_audit_finds_a_correction_that_does_not_say_the_difference() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    app.inner().db().clock().advance(days(40));
    let tkanina = signed_in_again(&app, &tkanina).await;
    let sent = report(&tkanina, agreement.id.as_str(), "2026-Q4", 10, 100_000).await;
    correct(&tkanina, &sent, 8, 80_000).await.created();
    assert_eq!(app.breaches().await, Vec::<String>::new());
    for (tamper, says) in [
        ("UPDATE royalty_correction_shares SET amount_cents = amount_cents - 1", "do not say the difference"),
        ("UPDATE royalty_corrections SET pieces = -3", "counts other pieces"),
    ] {
        app.write(move |tx| Ok(diesel::sql_query(tamper).execute(tx.db).map(drop)?)).await;
        assert!(app.breaches().await.iter().any(|breach| breach.contains(says)), "{says}");
    }
}
