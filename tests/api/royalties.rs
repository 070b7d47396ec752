//! What is owed for pieces sold, in both directions: reckoned by the terms that were signed, split to the cent, booked once.

use modrotisk::agreements::{self, Agreement};
use modrotisk::kit::id::{OrganisationId, ProductId};
use modrotisk::kit::money::Currency;
use modrotisk::kit::time::days;
use modrotisk::ledger::{self, Account, Purpose};
use serde_json::{Value, json};

use crate::agreements::{agreed, alone, on_platform, one_of, reported};
use crate::events::id;
use crate::harness::{Answer, Caller, TestApp};
use crate::listings::signed_in_again;
use crate::shopping::{bought, holding, order_of, post_once, stocked, variant};

async fn holds(app: &TestApp, who: &Caller, purpose: Purpose) -> i64 {
    let organisation: OrganisationId = who.organisation.parse().unwrap();
    let account = Account::of(&organisation, purpose, Currency::EUR);
    app.write(move |tx| ledger::balance(tx, &account)).await.posted.amount
}

/// Ties a product to an agreement, as "make it a product" does.
async fn made_of(app: &TestApp, agreement: &Agreement, product: &Value) {
    let (agreement, product) = (agreement.id.clone(), id(product).parse::<ProductId>().unwrap());
    app.write(move |tx| {
        let agreement = agreements::find(tx, &agreement)?;
        agreements::tie(tx, &agreement, &product)
    })
    .await;
}

async fn report(company: &Caller, agreement: &Agreement, period: &str, pieces: i64, net_cents: i64) -> Answer {
    let body = json!({ "agreement_id": agreement.id, "period": period, "pieces": pieces, "net_sales": { "amount": net_cents, "currency": "EUR" } });
    post_once(company, &format!("/organisations/{}/royalty-reports", company.organisation), body).await
}

async fn book(who: &Caller) -> Value {
    who.get(&format!("/organisations/{}/royalties", who.organisation)).await.ok()
}

fn cents(money: &Value) -> i64 {
    money["amount"].as_i64().unwrap()
}

#[actix_web::test]
async fn a_sale_here_owes_the_company_what_was_signed_and_a_whole_refund_takes_it_back() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, on_platform(json!({ "kind": "percent", "bp": 500 })), alone(&mara)).await;
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    made_of(&app, &agreement, &apron).await;
    let group = bought(&app, &[(&variant(&apron), 2)], "kupec@example.org").await;
    let order = order_of(&group, &mara).clone();
    // Two aprons of 64.00 without VAT; the delivery owes nothing.
    assert_eq!(holds(&app, &tkanina, Purpose::Due).await, 640);
    assert_eq!(holds(&app, &mara, Purpose::Due).await, cents(&order["total"]) - 1_280 - 282 - 640, "10 % for what is born in a challenge");
    assert!(order["lines"][0]["origin"]["sentence"].as_str().unwrap().contains("Modrotisk danes"), "the order says where it comes from");
    let detail = mara.get(&format!("/orders/{}", id(&order))).await.ok();
    assert_eq!(cents(&detail["royalty"]), 640);
    let quarter = book(&tkanina).await["items"][0]["on_platform"][0].clone();
    assert_eq!((quarter["name"].as_str(), quarter["pieces"].as_i64(), cents(&quarter["royalty"])), (Some("2026-Q4"), Some(2), 640));
    // A part goes back, then the rest.
    let part = json!({ "reason": "Popravek cene.", "amount": { "amount": 3_200, "currency": "EUR" } });
    post_once(&mara, &format!("/orders/{}/refunds", id(&order)), part).await.created();
    app.run_jobs().await;
    let left = holds(&app, &tkanina, Purpose::Due).await;
    assert!(left > 400 && left < 640, "a part of the royalty went back: {left}");
    let buyer = holding(&app.visitor(), &group);
    let path = format!("/order-groups/{}/orders/{}/cancellation", id(&group), id(&order));
    post_once(&buyer, &path, json!({ "reason": "Premislila sem si." })).await.ok();
    app.run_jobs().await;
    for who in [&tkanina, &mara] {
        assert_eq!(holds(&app, who, Purpose::Due).await, 0, "{}", who.email);
    }
    app.finish().await;
}

#[actix_web::test]
async fn the_company_is_paid_out_its_royalties_and_both_statements_show_them() {
    let app = TestApp::start().await;
    let (tkanina, mara, petra) = (app.company("tkanina").await, app.creator("mara").await, app.coordinator().await);
    petra.post("/release-rules", json!({ "rule": "paid" })).await.created();
    app.inner().db().clock().advance(days(1));
    let agreement = agreed(&app, &tkanina, &mara, on_platform(json!({ "kind": "per_piece", "cents": 350 })), alone(&mara)).await;
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    made_of(&app, &agreement, &apron).await;
    let group = bought(&app, &[(&variant(&apron), 3)], "kupec@example.org").await;
    let number = order_of(&group, &mara)["number"].clone();
    let money = tkanina.get(&format!("/organisations/{}/money", tkanina.organisation)).await.ok();
    assert_eq!(cents(&money["payable"]), 1_050);
    let orders = mara.get(&format!("/organisations/{}/money/orders", mara.organisation)).await.ok();
    assert_eq!(cents(&orders["items"][0]["royalty"]), -1_050);
    let batch = post_once(&petra, "/payout-batches", json!({ "minimum_cents": 500 })).await.created();
    let payouts = batch["payouts"].as_array().unwrap();
    assert_eq!(payouts.len(), 2);
    post_once(&petra, &format!("/payout-batches/{}/release", id(&batch["batch"])), Value::Null).await.ok();
    for (who, royalty) in [(&mara, -1_050), (&tkanina, 1_050)] {
        let payout = payouts.iter().find(|payout| payout["organisation_id"] == who.organisation.as_str()).unwrap();
        let statement = who.get(&format!("/payouts/{}", id(payout))).await.ok();
        let row = &statement["rows"][0];
        assert_eq!((cents(&row["royalty"]), &row["order_number"]), (royalty, &number));
        assert_eq!(cents(&row["other"]), 0);
    }
    app.finish().await;
}

#[actix_web::test]
async fn what_was_signed_later_does_not_touch_what_was_bought_before() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    bought(&app, &[(&variant(&apron), 1)], "prva@example.org").await;
    let agreement = agreed(&app, &tkanina, &mara, on_platform(json!({ "kind": "percent", "bp": 500 })), alone(&mara)).await;
    made_of(&app, &agreement, &apron).await;
    assert_eq!(holds(&app, &tkanina, Purpose::Due).await, 0);
    // Three years on, the term is over.
    app.inner().db().clock().advance(days(3 * 365 + 2));
    bought(&app, &[(&variant(&apron), 1)], "druga@example.org").await;
    assert_eq!(holds(&app, &tkanina, Purpose::Due).await, 0);
    app.finish().await;
}

#[actix_web::test]
async fn a_reported_quarter_is_reckoned_split_and_booked_once() {
    let app = TestApp::start().await;
    let (tkanina, mara, ines) = (app.company("tkanina").await, app.creator("mara").await, app.creator("ines").await);
    let pupil = app.buyer("dijak").await;
    let tiers = json!({ "kind": "tiers", "tiers": [{ "from_pieces": 0, "bp": 500 }, { "from_pieces": 10, "bp": 600 }] });
    let team = vec![one_of(&mara, true, 3_334), one_of(&ines, true, 3_333), one_of(&pupil, false, 3_333)];
    let agreement = agreed(&app, &tkanina, &mara, reported(tiers, 30_000), team).await;
    report(&tkanina, &agreement, "2026-Q4", 20, 100_000).await.refused(409, "royalty_report_too_early");
    app.inner().db().clock().advance(days(40));
    let (tkanina, mara) = (signed_in_again(&app, &tkanina).await, signed_in_again(&app, &mara).await);
    let (ines, pupil) = (signed_in_again(&app, &ines).await, signed_in_again(&app, &pupil).await);
    report(&mara, &agreement, "2026-Q4", 20, 100_000).await.refused(403, "forbidden");
    report(&tkanina, &agreement, "2026-Q3", 20, 100_000).await.refused(409, "nothing_to_report");
    report(&tkanina, &agreement, "2026-Q4", 0, 100_000).await.refused(422, "invalid");
    let said = report(&tkanina, &agreement, "2026-Q4", 20, 100_000).await.created();
    // Ten pieces at 5 %, ten at 6 %: 25 + 30 euros; two months of the yearly 300 are 50, which is reached.
    assert_eq!((cents(&said["on_sales"]), cents(&said["minimum_added"]), cents(&said["owed"])), (5_500, 0, 5_500));
    let shares: Vec<i64> = said["shares"].as_array().unwrap().iter().map(|share| cents(&share["amount"])).collect();
    assert_eq!((shares.iter().sum::<i64>(), shares.len()), (5_500, 3));
    report(&tkanina, &agreement, "2026-Q4", 20, 100_000).await.refused(409, "royalty_report_exists");
    // Who has no studio is owed through the team's.
    let owed = (holds(&app, &mara, Purpose::RoyaltyDue).await, holds(&app, &ines, Purpose::RoyaltyDue).await);
    assert_eq!((owed.0 + owed.1, holds(&app, &tkanina, Purpose::RoyaltyOwed).await), (5_500, -5_500));
    assert_eq!(cents(&book(&ines).await["is_owed"]), owed.1);
    assert_eq!(
        pupil.get(&format!("/royalty-reports/{}", id(&said))).await.ok()["shares"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["you"] == true)
            .count(),
        1
    );
    app.creator("stranger").await.get(&format!("/royalty-reports/{}", id(&said))).await.refused(404, "not_found");
    assert!(app.mails_to(&mara.email).await.iter().any(|letter| letter.key.starts_with("royalty-reported:2026-Q4")));
    let pay = format!("/organisations/{}/royalty-reports/{}/payment", tkanina.organisation, id(&said));
    tkanina.post(&pay, json!({ "paid_on": "2036-01-05" })).await.refused(422, "invalid");
    assert_eq!(tkanina.post(&pay, json!({ "paid_on": "2027-01-02" })).await.ok()["paid_on"], "2027-01-02");
    tkanina.post(&pay, json!({ "paid_on": "2027-01-02" })).await.refused(409, "royalty_paid_already");
    for who in [&mara, &ines] {
        assert_eq!(holds(&app, who, Purpose::RoyaltyDue).await, 0);
    }
    app.finish().await;
}

#[actix_web::test]
async fn a_poor_year_is_filled_up_to_its_minimum_and_periods_come_in_order() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 15_000), alone(&mara)).await;
    app.inner().db().clock().advance(days(410));
    let tkanina = signed_in_again(&app, &tkanina).await;
    report(&tkanina, &agreement, "2027-Q1", 1, 1_000).await.refused(409, "royalty_report_order");
    let first = report(&tkanina, &agreement, "2026-Q4", 0, 0).await.created();
    assert_eq!(cents(&first["minimum_added"]), 2_500, "two months of the twelve");
    for (period, added) in [("2027-Q1", 0), ("2027-Q2", 0), ("2027-Q3", 0), ("2027-Q4", 15_000 - 4 * 60)] {
        let said = report(&tkanina, &agreement, period, 1, 1_000).await.created();
        assert_eq!((cents(&said["on_sales"]), cents(&said["minimum_added"])), (60, added), "{period}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn the_table_that_is_given_out_can_be_filled_in_and_read_again() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    app.inner().db().clock().advance(days(140));
    let tkanina = signed_in_again(&app, &tkanina).await;
    let rows = format!("/organisations/{}/royalties/rows", tkanina.organisation);
    let table = tkanina.get(&rows).await.text();
    let waits: Vec<&str> = table.lines().filter(|line| line.contains(agreement.id.as_str())).collect();
    assert_eq!(waits.len(), 3, "{table}");
    let send = format!("/organisations/{}/royalty-reports/table", tkanina.organisation);
    let filled = format!("agreement;period;pieces;net_sales\n{0};2026-Q4;10;\"1.000,00\"\n{0};2027-Q1;x;5\n", agreement.id);
    let refused = post_once(&tkanina, &send, json!({ "table": filled })).await.refused(422, "invalid");
    assert_eq!(refused["fields"][0]["pointer"], "/table/3");
    assert!(book(&tkanina).await["items"][0]["periods"][2]["statement"].is_null(), "all of it, or nothing");
    let filled =
        format!("agreement;period;pieces;net_sales\n{0};2026-Q4;10;\"1.000,00\"\n{0};2027-Q1;5;500,50\n{0};2027-Q2;;\n", agreement.id);
    let read = post_once(&tkanina, &send, json!({ "table": filled })).await.created();
    let owed: Vec<i64> = read["items"].as_array().unwrap().iter().map(|one| cents(&one["owed"])).collect();
    assert_eq!(owed, [6_000, 3_003]);
    assert!(tkanina.get(&rows).await.text().contains("1000.00,60.00,0.00,60.00"));
    app.finish().await;
}

#[actix_web::test]
async fn the_company_is_reminded_before_and_after_the_end_of_a_period() {
    let app = TestApp::start().await;
    app.wind().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    let reminders = async || {
        let letters = app.mails_to(&tkanina.email).await;
        letters.iter().filter_map(|letter| letter.key.strip_prefix("royalty-report:").map(|key| key[..12].to_owned())).collect::<Vec<_>>()
    };
    app.advance(days(20)).await;
    assert_eq!(reminders().await, Vec::<String>::new());
    app.advance(days(12)).await;
    assert_eq!(reminders().await, ["2026-Q4:soon"]);
    app.advance(days(9)).await;
    app.advance(days(1)).await;
    assert_eq!(reminders().await, ["2026-Q4:soon", "2026-Q4:ende"], "each goes out once");
    app.advance(days(30)).await;
    assert_eq!(reminders().await, ["2026-Q4:soon", "2026-Q4:ende", "2026-Q4:late"]);
    app.finish().await;
}

#[actix_web::test]
async fn verify_finds_a_share_a_line_and_a_report_that_were_tampered_with() {
    use diesel::RunQueryDsl;
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let elsewhere = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    let here = agreed(&app, &tkanina, &mara, on_platform(json!({ "kind": "percent", "bp": 500 })), alone(&mara)).await;
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    made_of(&app, &here, &apron).await;
    bought(&app, &[(&variant(&apron), 1)], "kupec@example.org").await;
    app.inner().db().clock().advance(days(40));
    let tkanina = signed_in_again(&app, &tkanina).await;
    report(&tkanina, &elsewhere, "2026-Q4", 10, 100_000).await.created();
    assert_eq!(app.breaches().await, Vec::<String>::new());
    for (tamper, says, mend) in [
        (
            "UPDATE royalty_shares SET amount_cents = amount_cents + 1",
            "shares do not sum",
            "UPDATE royalty_shares SET amount_cents = amount_cents - 1",
        ),
        ("UPDATE order_lines SET royalty_cents = 1", "owe another royalty", "UPDATE order_lines SET royalty_cents = 320"),
        (
            "UPDATE agreements SET reported_pieces = 11 WHERE reported_pieces = 10",
            "counts other pieces",
            "UPDATE agreements SET reported_pieces = 10 WHERE reported_pieces = 11",
        ),
        (
            "UPDATE agreement_signatures SET text_version = '2001-01'",
            "its signatures say otherwise",
            "UPDATE agreement_signatures SET text_version = '2026-11'",
        ),
    ] {
        app.write(move |tx| Ok(diesel::sql_query(tamper).execute(tx.db).map(drop)?)).await;
        assert!(app.breaches().await.iter().any(|breach| breach.contains(says)), "{says}");
        app.write(move |tx| Ok(diesel::sql_query(mend).execute(tx.db).map(drop)?)).await;
    }
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_guard_pieces_are_counted_on_top_of_what_nobody_saw() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    let count = |before: i64| {
        let id = agreement.id.clone();
        app.write(move |tx| agreements::count_pieces(tx, &id, before, 5))
    };
    assert!(!count(3).await, "nobody reported three before");
    let _off = modrotisk::kit::guard::switch_off("report_once");
    assert!(count(3).await);
    assert!(app.breaches().await.iter().any(|breach| breach.contains("counts other pieces")));
}

/// A product of an agreement, sold once to a buyer who pays the maker straight.
async fn sold_straight(app: &TestApp, mara: &Caller, apron: &Value) -> Value {
    let group = crate::bank::placed(app, &variant(apron)).await;
    let reference = group["transfer"]["reference"].as_str().unwrap().to_owned();
    crate::bank::read_in(mara, &[(&format!("B-{reference}"), cents(&group["total"]), &reference)]).await;
    group
}

async fn receive(company: &Caller, agreement: &Agreement, amount: i64) -> Answer {
    let path = format!("/organisations/{}/agreements/{}/royalty-receipts", company.organisation, agreement.id);
    let body = json!({ "amount": { "amount": amount, "currency": "EUR" }, "paid_on": "2026-11-24" });
    post_once(company, &path, body).await
}

#[actix_web::test]
async fn a_royalty_on_sales_paid_straight_is_owed_until_the_company_says_that_it_came() {
    let app = TestApp::start().await;
    let (tkanina, mara, jure) = (app.company("tkanina").await, app.creator("mara").await, app.creator("jure").await);
    let agreement = agreed(&app, &tkanina, &mara, on_platform(json!({ "kind": "percent", "bp": 500 })), alone(&mara)).await;
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    made_of(&app, &agreement, &apron).await;
    receive(&tkanina, &agreement, 320).await.refused(409, "nothing_to_report");
    bought(&app, &[(&variant(&apron), 1)], "kartica@example.org").await;
    assert_eq!(book(&tkanina).await["items"][0]["by_transfer"], Value::Null, "a card's royalty settles itself");
    let group = sold_straight(&app, &mara, &apron).await;
    sold_straight(&app, &mara, &apron).await;
    let account = book(&mara).await["items"][0].clone();
    assert_eq!((cents(&account["by_transfer"]["open"]), account["you_receive"].as_bool()), (640, Some(false)));
    assert_eq!((holds(&app, &mara, Purpose::RoyaltyOwed).await, holds(&app, &tkanina, Purpose::RoyaltyDue).await), (-640, 640));
    receive(&mara, &agreement, 320).await.refused(403, "forbidden");
    receive(&jure, &agreement, 320).await.refused(404, "not_found");
    receive(&tkanina, &agreement, 641).await.refused(409, "royalty_paid_already");
    let said = receive(&tkanina, &agreement, 400).await.created();
    assert_eq!((cents(&said["received"]), cents(&said["open"]), said["receipts"].as_array().unwrap().len()), (400, 240, 1));
    assert_eq!((holds(&app, &mara, Purpose::RoyaltyOwed).await, holds(&app, &tkanina, Purpose::RoyaltyDue).await), (-240, 240));
    let told = app.mails_to(&mara.email).await;
    assert!(told.iter().any(|letter| letter.subject.starts_with("Podjetje je potrdilo prejem tantieme")));
    // What goes back to a buyer is no longer owed.
    let buyer = holding(&app.visitor(), &group);
    let path = format!("/order-groups/{}/orders/{}/cancellation", id(&group), id(&group["orders"][0]));
    post_once(&buyer, &path, json!({ "reason": "Premislila sem si." })).await.ok();
    assert_eq!(cents(&book(&tkanina).await["items"][0]["by_transfer"]["open"]), -80, "too much came; the next sale makes it good");
    receive(&tkanina, &agreement, 1).await.refused(409, "royalty_paid_already");
    app.finish().await;
}

#[actix_web::test]
async fn a_royalty_that_came_in_is_confirmed_once_however_many_say_so() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, on_platform(json!({ "kind": "percent", "bp": 500 })), alone(&mara)).await;
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    made_of(&app, &agreement, &apron).await;
    sold_straight(&app, &mara, &apron).await;
    let answers = futures_util::future::join_all((0..6).map(|_| receive(&tkanina, &agreement, 320))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status.as_u16() == 201).count(), 1);
    assert_eq!(cents(&book(&tkanina).await["items"][0]["by_transfer"]["open"]), 0);
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_guard_more_comes_in_than_was_owed_and_the_audit_says_so() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = agreed(&app, &tkanina, &mara, on_platform(json!({ "kind": "percent", "bp": 500 })), alone(&mara)).await;
    let apron = stocked(&app, &mara, "Predpasnik", 5, |_| ()).await;
    made_of(&app, &agreement, &apron).await;
    sold_straight(&app, &mara, &apron).await;
    let _off = modrotisk::kit::guard::switch_off("royalty_receipt");
    for _ in 0..2 {
        receive(&tkanina, &agreement, 320).await.created();
    }
    assert!(app.breaches().await.iter().any(|breach| breach.contains("more came in than")));
}
