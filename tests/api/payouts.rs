//! Money on to sellers: when it is due, in batches, once, and never more than is due.

use futures_util::future::join_all;
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::money::{Currency, Money};
use modrotisk::kit::time::{days, hours};
use modrotisk::ledger::{self, Account, Move, Purpose, TransferCode};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, TestApp};
use crate::shopping::{bought, order_of, post_once, stocked, variant};

/// A maker with an order that has arrived; answers with the order.
async fn delivered(app: &TestApp, maker: &Caller, email: &str) -> Value {
    let apron = stocked(app, maker, &format!("Predpasnik za {email}"), 5, |_| ()).await;
    let group = bought(app, &[(&variant(&apron), 1)], email).await;
    let order = order_of(&group, maker).clone();
    send_and_deliver(maker, &order).await;
    order
}

async fn send_and_deliver(maker: &Caller, order: &Value) {
    let path = format!("/orders/{}", id(order));
    maker.post(&format!("{path}/acceptance"), Value::Null).await.ok();
    maker.post(&format!("{path}/shipment"), json!({ "carrier": "Pošta Slovenije" })).await.ok();
    maker.post(&format!("{path}/delivery"), Value::Null).await.ok();
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_owned()
}

async fn prepare(desk: &Caller) -> Answer {
    post_once(desk, "/payout-batches", json!({ "minimum_cents": 500 })).await
}

async fn release(desk: &Caller, batch: &Value) -> Answer {
    post_once(desk, &format!("/payout-batches/{}/release", id(&batch["batch"])), Value::Null).await
}

async fn outcome(desk: &Caller, payout: &Value, outcome: &str) -> Answer {
    let note = (outcome != "paid").then_some("Račun je zaprt.");
    post_once(desk, &format!("/payouts/{}/outcome", id(payout)), json!({ "outcome": outcome, "note": note })).await
}

async fn money(maker: &Caller) -> Value {
    maker.get(&format!("/organisations/{}/money", maker.organisation)).await.ok()
}

fn cents(money: &Value) -> i64 {
    money["amount"].as_i64().unwrap()
}

/// The maker gives back a part of an order.
async fn give_back(maker: &Caller, order: &Value, amount: i64) {
    let what = json!({ "reason": "Popravek cene.", "amount": { "amount": amount, "currency": "EUR" } });
    post_once(maker, &format!("/orders/{}/refunds", id(order)), what).await.created();
}

#[actix_web::test]
async fn an_order_is_due_when_the_time_to_withdraw_is_over_and_says_so() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    let order = delivered(&app, &mara, "kupec@example.org").await;
    let listed = mara.get(&format!("/organisations/{}/money/orders", mara.organisation)).await.ok();
    let row = &listed["items"][0];
    assert_eq!((row["state"].as_str(), row["number"].as_str()), (Some("waits_for_withdrawal"), order["number"].as_str()));
    assert_eq!(row["due_at"], "2026-12-08T23:00:00.000Z", "the midnight after the fourteenth day, at home");
    prepare(&petra).await.refused(409, "nothing_to_pay_out");
    let before = money(&mara).await;
    assert_eq!((cents(&before["payable"]), cents(&before["waiting"])), (0, cents(&row["amount"])));
    assert_eq!(before["next_due_at"], row["due_at"]);
    app.advance(days(15)).await;
    assert_eq!(cents(&money(&mara).await["payable"]), cents(&row["amount"]));
    prepare(&petra).await.created();
    app.finish().await;
}

#[actix_web::test]
async fn an_order_keeps_the_rule_of_the_day_it_was_paid() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    delivered(&app, &mara, "prva@example.org").await;
    mara.post("/release-rules", json!({ "rule": "paid" })).await.refused(403, "coordinator_only");
    app.advance(hours(1)).await;
    petra.post("/release-rules", json!({ "rule": "paid" })).await.created();
    app.advance(hours(1)).await;
    let second = delivered(&app, &mara, "druga@example.org").await;
    let batch = prepare(&petra).await.created();
    assert_eq!(batch["batch"]["payouts"], 1);
    let statement = petra.get(&format!("/payouts/{}", id(&batch["payouts"][0]))).await.ok();
    assert_eq!((statement["rows"].as_array().unwrap().len(), &statement["rows"][0]["order_id"]), (1, &second["id"]));
    app.finish().await;
}

#[actix_web::test]
async fn an_order_is_paid_out_once_and_the_statement_adds_up() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    let order = delivered(&app, &mara, "kupec@example.org").await;
    app.advance(days(15)).await;
    let batch = prepare(&petra).await.created();
    prepare(&petra).await.refused(409, "payout_batch_open");
    let payout = batch["payouts"][0].clone();
    mara.get(&format!("/payouts/{}", id(&payout))).await.refused(404, "not_found");
    let released = release(&petra, &batch).await.ok();
    assert_eq!(released["payouts"][0]["status"], "released");
    let statement = mara.get(&format!("/payouts/{}", id(&payout))).await.ok();
    let row = &statement["rows"][0];
    assert_eq!(row["order_number"], order["number"]);
    assert_eq!(cents(&row["gross"]) + cents(&row["commission"]) + cents(&row["commission_vat"]), cents(&row["amount"]));
    assert_eq!((cents(&statement["opening"]), cents(&statement["closing"])), (cents(&payout["amount"]), 0));
    let on_its_way = money(&mara).await;
    assert_eq!((cents(&on_its_way["payable"]), cents(&on_its_way["on_its_way"])), (0, cents(&payout["amount"])));
    prepare(&petra).await.refused(409, "nothing_to_pay_out");
    assert_eq!(outcome(&petra, &payout, "paid").await.ok()["status"], "paid");
    outcome(&petra, &payout, "paid").await.refused(409, "payout_state");
    prepare(&petra).await.refused(409, "nothing_to_pay_out");
    let letters = app.mails_to(&mara.email).await;
    assert!(letters.iter().any(|mail| mail.key.starts_with("payout-released:")), "the seller is told");
    let table = mara.get(&format!("/payouts/{}/rows", id(&payout))).await;
    assert_eq!(table.status, 200);
    assert_eq!(mara.get(&format!("/organisations/{}/payouts", mara.organisation)).await.ok()["items"].as_array().unwrap().len(), 1);
    app.finish().await;
}

#[actix_web::test]
async fn a_refund_after_the_payout_is_taken_from_the_next() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    let first = delivered(&app, &mara, "prva@example.org").await;
    app.advance(days(15)).await;
    let batch = prepare(&petra).await.created();
    release(&petra, &batch).await.ok();
    outcome(&petra, &batch["payouts"][0], "paid").await.ok();
    give_back(&mara, &first, 2_000).await;
    let debt = cents(&money(&mara).await["payable"]);
    // 20.00 back to the buyer, less 12 % of the goods' share and VAT on it.
    assert!((-2_000..-1_700).contains(&debt), "{debt}");
    let held = prepare(&petra).await.created();
    assert_eq!((held["held_back"][0]["reason"].as_str(), cents(&held["held_back"][0]["amount"])), (Some("debt"), debt));
    petra.delete(&format!("/payout-batches/{}", id(&held["batch"]))).await.ok();
    delivered(&app, &mara, "druga@example.org").await;
    app.advance(days(15)).await;
    // A month later another coordinator is at the desk.
    let petra = app.other_coordinator("nada").await;
    let batch = prepare(&petra).await.created();
    let statement = petra.get(&format!("/payouts/{}", id(&batch["payouts"][0]))).await.ok();
    let rows = statement["rows"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["kind"].as_str().unwrap()).collect::<Vec<_>>(), ["refund", "order"]);
    assert_eq!(cents(&rows[0]["amount"]), debt);
    assert_eq!(cents(&batch["payouts"][0]["amount"]), debt + cents(&rows[1]["amount"]));
    release(&petra, &batch).await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn a_returned_payout_is_owed_again() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    delivered(&app, &mara, "kupec@example.org").await;
    app.advance(days(15)).await;
    for (first, then) in [("paid", Some("returned")), ("failed", None)] {
        let batch = prepare(&petra).await.created();
        let payout = &batch["payouts"][0];
        outcome(&petra, payout, "paid").await.refused(409, "payout_state");
        release(&petra, &batch).await.ok();
        let path = format!("/payouts/{}/outcome", id(payout));
        post_once(&petra, &path, json!({ "outcome": "failed", "note": null })).await.refused(422, "invalid");
        outcome(&petra, payout, first).await.ok();
        if let Some(then) = then {
            outcome(&petra, payout, then).await.ok();
        }
        assert_eq!(cents(&money(&mara).await["payable"]), cents(&payout["amount"]));
        assert!(app.breaches().await.is_empty());
    }
    assert_eq!(app.mails_to(&mara.email).await.iter().filter(|mail| mail.key.starts_with("payout-came-back:")).count(), 2);
    let batch = prepare(&petra).await.created();
    release(&petra, &batch).await.ok();
    outcome(&petra, &batch["payouts"][0], "paid").await.ok();
    app.finish().await;
}

#[actix_web::test]
async fn sellers_are_held_back_with_the_reason_and_can_be_left_out() {
    let app = TestApp::start().await;
    let (mara, luka, petra) = (app.creator("mara").await, app.creator("luka").await, app.coordinator().await);
    delivered(&app, &mara, "prva@example.org").await;
    delivered(&app, &luka, "druga@example.org").await;
    app.advance(days(15)).await;
    let suspend = json!({ "ground": "law", "clause": "Uredba 2023/988, člen 9", "facts": "Prišla je prijava o poškodbi." });
    let path = format!("/desk/subjects/organisation/{}/suspension", luka.organisation);
    petra.post(&path, suspend).await.created();
    let batch = prepare(&petra).await.created();
    assert_eq!((batch["held_back"][0]["reason"].as_str(), batch["batch"]["payouts"].as_i64()), (Some("suspended"), Some(1)));
    petra.delete(&format!("/payouts/{}", id(&batch["payouts"][0]))).await.ok();
    let released = release(&petra, &batch).await.ok();
    assert_eq!((released["payouts"][0]["status"].as_str(), released["batch"]["payouts"].as_i64()), (Some("left_out"), Some(0)));
    assert!(cents(&money(&mara).await["payable"]) > 0, "it stays due");
    app.finish().await;
}

#[actix_web::test]
async fn an_order_that_went_back_while_the_batch_was_looked_at_is_not_paid_out() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    let order = delivered(&app, &mara, "kupec@example.org").await;
    app.advance(days(15)).await;
    let batch = prepare(&petra).await.created();
    give_back(&mara, &order, 1_000).await;
    let released = release(&petra, &batch).await.ok();
    assert_eq!(
        (released["payouts"][0]["status"].as_str(), &released["payouts"][0]["note"]),
        (Some("left_out"), &json!("changed_since_prepared"))
    );
    let again = prepare(&petra).await.created();
    assert!(cents(&again["payouts"][0]["amount"]) < cents(&batch["payouts"][0]["amount"]));
    app.finish().await;
}

#[actix_web::test]
async fn two_releases_at_once_pay_once() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    delivered(&app, &mara, "kupec@example.org").await;
    app.advance(days(15)).await;
    let batch = prepare(&petra).await.created();
    let answers = join_all((0..6).map(|_| release(&petra, &batch))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 409)), "{statuses:?}");
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_payout_guard_that_race_is_lost() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    delivered(&app, &mara, "prva@example.org").await;
    app.advance(days(15)).await;
    let batch = prepare(&petra).await.created();
    delivered(&app, &mara, "druga@example.org").await;
    let _off = guard::switch_off("payout_once");
    release(&petra, &batch).await.ok();
    // Nothing but the last line of defence, the unique row of the ledger, still holds; it ends as a fault and not as an answer.
    assert_eq!(release(&petra, &batch).await.status, 500);
}

#[actix_web::test]
async fn never_more_than_is_due_is_promised() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    promise_twice(&app, &mara).await.expect_err("the second is more than is left");
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_guard_of_what_is_due_more_is_promised() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let _off = guard::switch_off("due");
    promise_twice(&app, &mara).await.expect("nothing holds it back");
}

async fn promise_twice(app: &TestApp, maker: &Caller) -> modrotisk::kit::Result<()> {
    let organisation: modrotisk::kit::id::OrganisationId = maker.organisation.parse().unwrap();
    app.inner()
        .write(move |tx| {
            let due = Account::of(&organisation, Purpose::Due, Currency::EUR);
            let clearing = Account::platform(Purpose::Clearing, Currency::EUR);
            let sale = Move { code: TransferCode::Correction, debit: clearing, credit: due, amount: Money::euros(1_000) };
            ledger::post(tx, "a sale", &[sale])?;
            ledger::promise_payout(tx, "one", &organisation, Money::euros(700))?;
            ledger::promise_payout(tx, "two", &organisation, Money::euros(700))
        })
        .await
}

#[actix_web::test]
async fn the_desk_reads_the_books_now_and_at_a_date_and_every_figure_opens() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    delivered(&app, &mara, "kupec@example.org").await;
    let noon = app.inner().now();
    app.advance(days(15)).await;
    let batch = prepare(&petra).await.created();
    release(&petra, &batch).await.ok();
    outcome(&petra, &batch["payouts"][0], "paid").await.ok();
    let now = petra.get("/desk/money").await.ok();
    let at = |books: &Value, purpose: &str| {
        let accounts = books["accounts"].as_array().unwrap();
        cents(&accounts.iter().find(|account| account["purpose"] == purpose).unwrap()["amount"])
    };
    assert_eq!(cents(&now["owed_to_sellers"]), 0);
    assert_eq!(at(&now, "clearing"), at(&now, "commission") + at(&now, "commission_vat"));
    let then = petra.get(&format!("/desk/money?at={noon}")).await.ok();
    assert_eq!(cents(&then["owed_to_sellers"]), cents(&batch["payouts"][0]["amount"]));
    assert_eq!(at(&then, "clearing"), cents(&then["owed_to_sellers"]) + at(&then, "commission") + at(&then, "commission_vat"));
    let transfers = petra.get("/desk/money/transfers?purpose=clearing").await.ok();
    assert_eq!(transfers["items"].as_array().unwrap().len(), 2, "what came in, and what went on");
    let own = petra.get(&format!("/desk/money/transfers?purpose=due&organisation_id={}", mara.organisation)).await.ok();
    assert_eq!(own["items"].as_array().unwrap().len(), 4);
    assert_eq!(petra.get("/desk/money/ledger?from=2026-11-01&until=2026-12-31").await.status, 200);
    petra.get("/desk/money/ledger?from=2026-11-01&until=2028-12-31").await.refused(422, "invalid");
    mara.get("/desk/money").await.refused(403, "coordinator_only");
    let moved = mara.get(&format!("/organisations/{}/movements?month=2026-11", mara.organisation)).await.ok();
    assert_eq!(moved["items"].as_array().unwrap().len(), 3);
    let sum: i64 = moved["items"].as_array().unwrap().iter().map(|row| cents(&row["amount"])).sum();
    assert_eq!(sum, cents(&batch["payouts"][0]["amount"]));
    assert_eq!(mara.get(&format!("/organisations/{}/movements/table", mara.organisation)).await.status, 200);
    mara.get(&format!("/organisations/{}/movements?month=novembra", mara.organisation)).await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn what_the_platform_keeps_is_told_before_the_sale_as_it_is_booked_after() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let home = format!("/organisations/{}/commission-quote", mara.organisation);
    let quote = mara.get(&format!("{home}?price_cents=6400")).await.ok();
    assert_eq!((cents(&quote["commission"]), cents(&quote["commission_vat"]), cents(&quote["keep"])), (768, 169, 5_463));
    assert_eq!(cents(&mara.get(&format!("{home}?price_cents=6400&challenge=true")).await.ok()["commission"]), 640);
    mara.get(&format!("{home}?price_cents=-1")).await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn who_nears_the_vat_threshold_is_written_to_once() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let piece =
        stocked(&app, &mara, "Vitraj", 5, |content| content["variants"][0]["price"] = json!({ "amount": 4_900_000, "currency": "EUR" }))
            .await;
    bought(&app, &[(&variant(&piece), 1)], "galerija@example.org").await;
    let vat = money(&mara).await["vat"].clone();
    assert_eq!((vat["percent"].as_i64(), vat["year"].as_i64()), (Some(81), Some(2026)));
    app.wind().await;
    app.run_jobs().await;
    app.advance(days(2)).await;
    let warned = app.mails_to(&mara.email).await.into_iter().filter(|mail| mail.key.starts_with("vat-threshold:")).count();
    assert_eq!(warned, 1);
    app.finish().await;
}
