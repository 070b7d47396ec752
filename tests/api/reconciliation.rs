//! Our books and Stripe's, compared: they agree, or every difference is named until it is gone or explained.

use modrotisk::kit::time::{days, hours, minutes};
use serde_json::{Value, json};

use crate::connect::{Bench, Desk, cents, id};

async fn run(desk: &Desk) -> Value {
    desk.0.post("/desk/reconciliation/runs", Value::Null).await.created()
}

async fn open(desk: &Desk) -> Vec<Value> {
    desk.0.get("/desk/reconciliation").await.ok()["open"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn after_sales_payouts_refunds_and_disputes_the_books_agree() {
    let bench = Bench::start().await;
    let account = bench.connected().await;
    let (first, _) = bench.sold("prva@example.org").await;
    let (second, disputed) = bench.sold("druga@example.org").await;
    bench.weeks_later().await;
    bench.paid_out().await;
    bench.give_back(&first, 1_000).await;
    let dispute = bench.stripe.dispute(&disputed, cents(&second["total"]), "needs_response");
    bench.stripe.move_dispute(dispute["id"].as_str().unwrap(), true);
    bench.tell(&crate::harness::stripe::message("evt_1", "charge.dispute.created", &dispute)).await.ok();
    bench.app.advance(hours(2)).await;
    let desk = bench.desk("nada").await;
    let made = run(&desk).await;
    assert!(made["compared"].as_i64().unwrap() >= 5, "{made}");
    assert_eq!((made["differing"].as_i64(), open(&desk).await.len()), (Some(0), 0), "{:?}", open(&desk).await);
    assert!(!account.is_empty());
    bench.app.finish().await;
}

#[actix_web::test]
async fn money_sent_in_the_dashboard_is_named_until_somebody_says_why() {
    let bench = Bench::start().await;
    let account = bench.connected().await;
    let sent = bench.stripe.send_by_hand(&account, 4_200);
    bench.app.advance(hours(2)).await;
    let desk = Desk(bench.petra.clone());
    run(&desk).await;
    let found = open(&desk).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0]["kind"].as_str(), found[0]["subject"].as_str(), cents(&found[0]["theirs"])),
        (Some("unknown"), Some(&*sent), 4_200)
    );
    run(&desk).await;
    assert_eq!(open(&desk).await.len(), 1, "named once");
    let path = format!("/desk/differences/{}/settlement", id(&found[0]));
    desk.0.post(&path, json!({ "note": " " })).await.refused(422, "invalid");
    desk.0.post(&path, json!({ "note": "Nakazano ročno za sejem." })).await.ok();
    desk.0.post(&path, json!({ "note": "Še enkrat." })).await.refused(409, "difference_settled");
    run(&desk).await;
    let page = desk.0.get("/desk/reconciliation").await.ok();
    assert_eq!((page["open"].as_array().unwrap().len(), page["settled"][0]["note"].as_str()), (0, Some("Nakazano ročno za sejem.")));
    let letters = bench.app.mails_to(&bench.petra.email).await;
    assert_eq!(letters.iter().filter(|mail| mail.key.starts_with("differences:")).count(), 1);
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_payment_that_stripe_does_not_have_is_missing_and_wrong_amounts_are_named() {
    let bench = Bench::start().await;
    bench.sold("zgodnja@example.org").await;
    bench.app.advance(days(3)).await;
    bench.stripe.at(bench.app.inner().now().millis() / 1000);
    let (_, intent) = bench.sold("prva@example.org").await;
    bench.app.advance(hours(2)).await;
    let desk = Desk(bench.petra.clone());
    let charge = bench.stripe.charge_of(&intent);
    bench.stripe.strike(&charge);
    run(&desk).await;
    let found = open(&desk).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0]["kind"].as_str(), found[0]["thing"].as_str(), found[0]["subject"].as_str()),
        (Some("missing"), Some("payment"), Some(&*charge))
    );
    // The row comes late, and with another amount.
    bench.stripe.restore(&charge, 100);
    bench.app.advance(minutes(1)).await;
    run(&desk).await;
    let found = open(&desk).await;
    let kinds: Vec<&str> = found.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"amount") && !kinds.contains(&"missing"), "{kinds:?}");
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_seller_reads_nothing_of_the_comparison_and_without_stripe_there_is_none() {
    let bench = Bench::start().await;
    bench.mara.get("/desk/reconciliation").await.refused(403, "coordinator_only");
    bench.app.finish().await;
    let app = crate::harness::TestApp::start().await;
    let petra = app.coordinator().await;
    assert_eq!(petra.get("/desk/reconciliation").await.ok()["by_stripe"], false);
    petra.post("/desk/reconciliation/runs", Value::Null).await.refused(409, "by_hand_here");
    app.finish().await;
}
