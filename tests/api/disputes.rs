//! Payments that a buyer's bank questions: frozen, lost, won, in any order of Stripe's messages.

use modrotisk::documents::{self, DocumentKind};
use modrotisk::kit::id::OrderId;
use serde_json::json;

use crate::connect::{Bench, cents, id};
use crate::harness::stripe::message;
use crate::shopping::{guest_with, holding, open_payment, order_of, place, post_once, stocked, variant};

async fn told(bench: &Bench, event: &str, kind: &str, dispute: &serde_json::Value) {
    bench.tell(&message(event, kind, dispute)).await.ok();
}

#[actix_web::test]
async fn a_disputed_order_is_not_paid_out_until_the_bank_decides() {
    let bench = Bench::start().await;
    bench.connected().await;
    let (order, intent) = bench.sold("prva@example.org").await;
    bench.app.run_jobs().await;
    let total = cents(&order["total"]);
    let dispute = bench.stripe.dispute(&intent, total, "needs_response");
    bench.stripe.move_dispute(dispute["id"].as_str().unwrap(), true);
    // The news of the money comes before that of the dispute, and twice.
    told(&bench, "evt_2", "charge.dispute.funds_withdrawn", &dispute).await;
    told(&bench, "evt_1", "charge.dispute.created", &dispute).await;
    told(&bench, "evt_1", "charge.dispute.created", &dispute).await;
    bench.app.run_jobs().await;
    bench.weeks_later().await;
    let money = bench.mara.get(&bench.home("money/orders")).await.ok();
    assert_eq!((money["items"][0]["state"].as_str(), bench.payable().await), (Some("disputed"), 0));
    let desk = bench.desk("nada").await;
    let listed = desk.0.get("/desk/disputes").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let seen = desk.0.get(&format!("/desk/disputes/{}", id(&listed["items"][0]))).await.ok();
    assert_eq!((&seen["orders"][0]["order_id"], cents(&seen["orders"][0]["amount"])), (&order["id"], total));
    assert_eq!((seen["dispute"]["withdrawn"].as_bool(), cents(&seen["dispute"]["fee"])), (Some(true), 1_500));
    assert!(seen["dispute"]["dashboard_url"].as_str().unwrap().contains("/test/disputes/dp_"));
    let opened = |mails: Vec<modrotisk::mail::Mail>| mails.iter().filter(|mail| mail.key.starts_with("dispute:")).count();
    assert_eq!(opened(bench.app.mails_to(&bench.mara.email).await), 1);
    assert_eq!(opened(bench.app.mails_to(&bench.petra.email).await), 1);

    let won = bench.stripe.set_dispute(dispute["id"].as_str().unwrap(), "won");
    bench.stripe.move_dispute(dispute["id"].as_str().unwrap(), false);
    told(&bench, "evt_4", "charge.dispute.funds_reinstated", &won).await;
    told(&bench, "evt_3", "charge.dispute.closed", &won).await;
    bench.app.run_jobs().await;
    assert!(bench.payable().await > 0);
    bench.paid_out().await;
    assert_eq!((bench.stripe.transfers().len(), bench.payable().await), (1, 0));
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_dispute_lost_after_the_payout_is_a_debt() {
    let bench = Bench::start().await;
    bench.connected().await;
    let (order, intent) = bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    let payout = bench.paid_out().await;
    let dispute = bench.stripe.dispute(&intent, cents(&order["total"]), "needs_response");
    let name = dispute["id"].as_str().unwrap();
    bench.stripe.move_dispute(name, true);
    told(&bench, "evt_1", "charge.dispute.created", &dispute).await;
    bench.app.run_jobs().await;
    let lost = bench.stripe.set_dispute(name, "lost");
    told(&bench, "evt_2", "charge.dispute.closed", &lost).await;
    told(&bench, "evt_3", "charge.dispute.updated", &dispute).await;
    bench.app.run_jobs().await;
    assert_eq!(bench.payable().await, -cents(&payout["amount"]), "what went out is owed back, the platform's share is not");
    let held = bench.prepare(false).await;
    assert_eq!(held["held_back"][0]["reason"], "debt");
    assert!(bench.app.mails_to(&bench.mara.email).await.iter().any(|mail| mail.key.contains(":lost:")));
    let papers = papers(&bench, &order).await;
    let whole = cents(&order["total"]);
    assert_eq!(papers, [(DocumentKind::Invoice, whole), (DocumentKind::CreditNote, whole)], "what is gone for good is credited, once");
    bench.app.finish().await;
}

/// The documents of an order, with what each comes to.
async fn papers(bench: &Bench, order: &serde_json::Value) -> Vec<(DocumentKind, i64)> {
    let id: OrderId = order["id"].as_str().unwrap().parse().unwrap();
    let all = bench.app.write(move |tx| documents::of_order(tx, &id)).await;
    all.into_iter().map(|document| (document.kind, document.total_cents)).collect()
}

#[actix_web::test]
async fn a_part_that_a_bank_takes_for_good_is_credited_beside_what_the_seller_gives_back() {
    let bench = Bench::start().await;
    let (order, intent) = bench.sold("prva@example.org").await;
    bench.app.run_jobs().await;
    let whole = cents(&order["total"]);
    let path = format!("/orders/{}/refunds", id(&order));
    let part = json!({ "reason": "Madež.", "amount": { "amount": 500, "currency": "EUR" } });
    post_once(&bench.mara, &path, part).await.created();
    let dispute = bench.stripe.dispute(&intent, 1_000, "lost");
    bench.stripe.move_dispute(dispute["id"].as_str().unwrap(), true);
    told(&bench, "evt_1", "charge.dispute.closed", &dispute).await;
    bench.app.run_jobs().await;
    let rest = json!({ "reason": "Še en madež.", "amount": { "amount": 700, "currency": "EUR" } });
    post_once(&bench.mara, &path, rest).await.created();
    let credit: Vec<i64> = papers(&bench, &order).await.into_iter().skip(1).map(|(_, cents)| cents).collect();
    assert_eq!(credit, [500, 1_000, 700]);
    assert!(credit.iter().sum::<i64>() < whole);
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_dispute_opened_while_the_batch_is_looked_at_keeps_the_money_here() {
    let bench = Bench::start().await;
    bench.connected().await;
    let (order, intent) = bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    let desk = bench.desk("nada").await;
    let batch = desk.post_batch(false).await;
    let inquiry = bench.stripe.dispute(&intent, cents(&order["total"]), "warning_needs_response");
    told(&bench, "evt_1", "charge.dispute.created", &inquiry).await;
    bench.app.run_jobs().await;
    let released = desk.release(&batch).await;
    assert_eq!(released["payouts"][0]["status"], "left_out");
    let closed = bench.stripe.set_dispute(inquiry["id"].as_str().unwrap(), "warning_closed");
    told(&bench, "evt_2", "charge.dispute.closed", &closed).await;
    bench.app.run_jobs().await;
    bench.paid_out().await;
    assert_eq!(bench.stripe.transfers().len(), 1);
    bench.app.finish().await;
}

#[actix_web::test]
async fn two_makers_bear_a_dispute_by_what_each_sold() {
    let bench = Bench::start().await;
    let luka = bench.app.creator("luka").await;
    let apron = variant(&stocked(&bench.app, &bench.mara, "Predpasnik", 5, |_| ()).await);
    let cup = variant(&stocked(&bench.app, &luka, "Skodela", 5, |_| ()).await);
    let group = place(&guest_with(&bench.app, &[(&apron, 1), (&cup, 2)]).await, "prva@example.org").await.created();
    let payment = open_payment(&holding(&bench.app.visitor(), &group), &group, "stripe").await.created();
    let paid = bench.stripe.pay(payment["checkout_url"].as_str().unwrap().rsplit('/').next().unwrap());
    bench.tell(&message("evt_0", "checkout.session.completed", &paid)).await.ok();
    let dispute = bench.stripe.dispute(paid["payment_intent"].as_str().unwrap(), cents(&group["total"]), "needs_response");
    bench.stripe.move_dispute(dispute["id"].as_str().unwrap(), true);
    told(&bench, "evt_1", "charge.dispute.created", &dispute).await;
    bench.app.run_jobs().await;
    let listed = bench.petra.get("/desk/disputes").await.ok();
    let seen = bench.petra.get(&format!("/desk/disputes/{}", id(&listed["items"][0]))).await.ok();
    let borne = seen["orders"].as_array().unwrap();
    for maker in [&bench.mara, &luka] {
        let own = borne.iter().find(|one| one["organisation_id"] == maker.organisation.as_str()).expect("a share");
        assert_eq!(own["amount"], order_of(&group, maker)["total"]);
    }
    assert_eq!(borne.len(), 2);
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_bank_may_think_again_after_a_lost_dispute() {
    let bench = Bench::start().await;
    let (order, intent) = bench.sold("prva@example.org").await;
    bench.app.run_jobs().await;
    let dispute = bench.stripe.dispute(&intent, cents(&order["total"]), "lost");
    let name = dispute["id"].as_str().unwrap();
    bench.stripe.move_dispute(name, true);
    told(&bench, "evt_1", "charge.dispute.closed", &dispute).await;
    bench.app.run_jobs().await;
    bench.weeks_later().await;
    let gone = bench.payable().await;
    bench.stripe.move_dispute(name, false);
    let won = bench.stripe.set_dispute(name, "won");
    told(&bench, "evt_2", "charge.dispute.funds_reinstated", &won).await;
    bench.app.run_jobs().await;
    assert!(gone <= 0 && bench.payable().await > 0, "{gone}");
    let whole = cents(&order["total"]);
    let kinds = [DocumentKind::Invoice, DocumentKind::CreditNote, DocumentKind::Invoice].map(|kind| (kind, whole));
    assert_eq!(papers(&bench, &order).await, kinds, "what was credited is invoiced again");
    // What goes back after that is credited anew.
    let part = json!({ "reason": "Madež.", "amount": { "amount": 500, "currency": "EUR" } });
    post_once(&bench.mara, &format!("/orders/{}/refunds", id(&order)), part).await.created();
    assert_eq!(papers(&bench, &order).await.last(), Some(&(DocumentKind::CreditNote, 500)));
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_suspicion_of_fraud_shows_at_the_desk_once() {
    let bench = Bench::start().await;
    let (_, intent) = bench.sold("prva@example.org").await;
    let warning = bench.stripe.warn(&intent);
    for event in ["evt_1", "evt_2"] {
        bench.tell(&message(event, "radar.early_fraud_warning.created", &warning)).await.ok();
    }
    bench.tell(&message("evt_3", "charge.dispute.created", &json!({ "object": "dispute", "id": "dp_stranger" }))).await.ok();
    bench.app.run_jobs().await;
    let listed = bench.petra.get("/desk/fraud-warnings").await.ok();
    assert_eq!((listed["items"].as_array().unwrap().len(), listed["items"][0]["actionable"].as_bool()), (1, Some(true)));
    let letters = bench.app.mails_to(&bench.petra.email).await;
    assert_eq!(letters.iter().filter(|mail| mail.key.starts_with("fraud-warning:")).count(), 1);
    bench.app.finish().await;
}
