//! Stripe, at the wire: sessions, messages in any order, lost answers, wrong amounts, late money, refunds.

use actix_web::http::Method;
use modrotisk::kit::time::minutes;
use serde_json::{Value, json};

use crate::harness::stripe::{FakeStripe, Mishap, message, signature};
use crate::harness::{Answer, Caller, TestApp};
use crate::shopping::{guest_with, holding, level, open_payment, order_of, page, place, post_once, stocked, variant};

/// An application that pays through the fake, one maker, one product with so many pieces.
struct Bench {
    app: TestApp,
    stripe: FakeStripe,
    mara: Caller,
    apron: String,
}

impl Bench {
    async fn with_pieces(pieces: i64) -> Bench {
        let stripe = FakeStripe::start();
        let settings = stripe.settings();
        let app = TestApp::start_with(|changed| changed.stripe = Some(settings)).await;
        app.wind().await;
        let mara = app.creator("mara").await;
        let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", pieces, |_| {}).await);
        Bench { app, stripe, mara, apron }
    }

    /// A guest's placed order with an open payment: the group, the payment, the visit's id at Stripe.
    async fn sent_to_pay(&self, pieces: i64) -> (Value, Value, String) {
        let group = self.placed(pieces).await;
        let payment = open_payment(&holding(&self.app.visitor(), &group), &group, "stripe").await.created();
        let visit = payment["checkout_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        (group, payment, visit)
    }

    async fn placed(&self, pieces: i64) -> Value {
        let guest = guest_with(&self.app, &[(&self.apron, pieces)]).await;
        place(&guest, "maja@example.com").await.created()
    }

    /// Delivers a message, signed now.
    async fn tell(&self, body: &str) -> Answer {
        let signed = signature(body, self.app.inner().now().millis() / 1000);
        self.app.visitor().with("stripe-signature", &signed).send(Method::POST, "/stripe/webhooks", Some(body.as_bytes().to_vec())).await
    }

    async fn level(&self) -> (i64, i64) {
        level(&self.mara, &self.apron).await
    }

    async fn letters(&self) -> Vec<String> {
        self.app.mails_to("maja@example.com").await.into_iter().map(|letter| letter.subject).collect()
    }
}

fn completed(event: &str, session: &Value) -> String {
    message(event, "checkout.session.completed", session)
}

#[actix_web::test]
async fn a_card_payment_is_captured_by_stripes_message_however_often_it_comes() {
    let bench = Bench::with_pieces(5).await;
    let (group, payment, visit) = bench.sent_to_pay(2).await;
    assert_eq!(bench.stripe.sessions()[0]["amount_total"], group["total"]["amount"]);
    let paid = bench.stripe.pay(&visit);
    bench.tell(&completed("evt_1", &paid)).await.ok();
    bench.tell(&completed("evt_1", &paid)).await.ok();
    bench.tell(&message("evt_2", "checkout.session.async_payment_succeeded", &paid)).await.ok();
    let seen = page(&bench.app, &group).await;
    assert_eq!((seen["status"].as_str(), seen["payment"]["status"].as_str()), (Some("paid"), Some("captured")));
    assert_eq!((bench.level().await, bench.letters().await.len()), ((3, 0), 1));
    assert_eq!(seen["payment"]["id"], payment["id"]);
    bench.app.finish().await;
}

#[actix_web::test]
async fn the_buyers_return_settles_what_the_message_has_not_told_yet() {
    let bench = Bench::with_pieces(5).await;
    let (group, payment, visit) = bench.sent_to_pay(1).await;
    let buyer = holding(&bench.app.visitor(), &group);
    let check = format!("/payments/{}/check", payment["id"].as_str().unwrap());
    assert_eq!(buyer.post(&check, json!(null)).await.ok()["status"], "pending");
    let paid = bench.stripe.pay(&visit);
    assert_eq!(buyer.post(&check, json!(null)).await.ok()["status"], "captured");
    bench.tell(&completed("evt_1", &paid)).await.ok();
    assert_eq!((bench.level().await, bench.letters().await.len()), ((4, 0), 1));
    bench.app.visitor().post(&check, json!(null)).await.refused(404, "not_found");
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_forged_message_changes_nothing() {
    let bench = Bench::with_pieces(5).await;
    let (group, _, visit) = bench.sent_to_pay(1).await;
    let mut lie = bench.stripe.sessions()[0].clone();
    lie["status"] = json!("complete");
    lie["payment_status"] = json!("paid");
    let body = completed("evt_1", &lie);
    let send = |signed: String| {
        let (visitor, body) = (bench.app.visitor(), body.clone());
        async move { visitor.with("stripe-signature", &signed).send(Method::POST, "/stripe/webhooks", Some(body.into_bytes())).await }
    };
    let now = bench.app.inner().now().millis() / 1000;
    send(signature("{}", now)).await.refused(400, "webhook_refused");
    send(signature(&body, now - 301)).await.refused(400, "webhook_refused");
    send("t=1,v1=00".to_owned()).await.refused(400, "webhook_refused");
    bench.app.visitor().send(Method::POST, "/stripe/webhooks", Some(body.into_bytes())).await.refused(400, "webhook_refused");
    assert_eq!(page(&bench.app, &group).await["status"], "placed");
    assert_eq!(bench.stripe.sessions()[0]["id"], visit.as_str());
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_wrong_amount_is_not_captured_and_the_coordinator_is_told() {
    let bench = Bench::with_pieces(5).await;
    let coordinator = bench.app.coordinator().await;
    let (group, _, visit) = bench.sent_to_pay(1).await;
    let mut paid = bench.stripe.pay(&visit);
    paid["amount_total"] = json!(100);
    bench.tell(&completed("evt_1", &paid)).await.ok();
    let seen = page(&bench.app, &group).await;
    assert_eq!((seen["status"].as_str(), seen["payment"]["status"].as_str()), (Some("placed"), Some("review")));
    let letters = bench.app.mails_to(&coordinator.email).await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].subject.contains("ne ujema"), "{}", letters[0].subject);
    open_payment(&holding(&bench.app.visitor(), &group), &group, "stripe").await.refused(409, "order_not_payable");
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_message_about_the_other_mode_is_kept_and_not_believed() {
    let bench = Bench::with_pieces(5).await;
    let coordinator = bench.app.coordinator().await;
    let (group, _, visit) = bench.sent_to_pay(1).await;
    let mut paid = bench.stripe.pay(&visit);
    paid["livemode"] = json!(true);
    bench.tell(&completed("evt_1", &paid)).await.ok();
    assert_eq!(page(&bench.app, &group).await["status"], "placed");
    assert_eq!(bench.app.mails_to(&coordinator.email).await.len(), 1);
    bench.app.finish().await;
}

#[actix_web::test]
async fn unknown_messages_are_taken_and_left_alone() {
    let bench = Bench::with_pieces(5).await;
    let stranger = json!({ "object": "checkout.session", "id": "cs_test_stranger", "status": "complete", "payment_status": "paid",
        "amount_total": 100, "currency": "eur", "livemode": false, "client_reference_id": "somebody else's" });
    bench.tell(&completed("evt_1", &stranger)).await.ok();
    bench.tell(&message("evt_2", "customer.created", &json!({ "object": "customer", "id": "cus_1" }))).await.ok();
    bench.tell("{\"id\": \"evt_3\"}").await.refused(400, "malformed");
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_lost_answer_is_asked_for_again_and_opens_one_visit() {
    let bench = Bench::with_pieces(5).await;
    let group = bench.placed(1).await;
    let buyer = holding(&bench.app.visitor(), &group);
    bench.stripe.mishaps(&[Mishap::LosesItsAnswer]);
    open_payment(&buyer, &group, "stripe").await.refused(503, "payment_provider_unreachable");
    bench.stripe.mishaps(&[Mishap::Fails]);
    open_payment(&buyer, &group, "stripe").await.refused(503, "payment_provider_unreachable");
    let payment = open_payment(&buyer, &group, "stripe").await.created();
    assert!(payment["checkout_url"].is_string());
    assert_eq!(bench.stripe.sessions().len(), 1);
    bench.app.finish().await;
}

#[actix_web::test]
async fn money_for_a_visit_whose_answer_was_lost_finds_its_order() {
    let bench = Bench::with_pieces(5).await;
    let group = bench.placed(1).await;
    bench.stripe.mishaps(&[Mishap::LosesItsAnswer]);
    open_payment(&holding(&bench.app.visitor(), &group), &group, "stripe").await.refused(503, "payment_provider_unreachable");
    let visit = bench.stripe.sessions()[0]["id"].as_str().unwrap().to_owned();
    bench.tell(&completed("evt_1", &bench.stripe.pay(&visit))).await.ok();
    assert_eq!(page(&bench.app, &group).await["status"], "paid");
    bench.app.finish().await;
}

#[actix_web::test]
async fn the_end_of_a_hold_ends_the_visit_first_and_then_frees_the_pieces() {
    let bench = Bench::with_pieces(1).await;
    let (group, _, _) = bench.sent_to_pay(1).await;
    bench.stripe.mishaps(&[Mishap::Fails]);
    bench.app.advance(minutes(16)).await;
    assert_eq!(bench.level().await, (1, 1), "as long as Stripe has not said that it ended, the piece is kept");
    bench.app.advance(minutes(1)).await;
    assert_eq!((bench.level().await, page(&bench.app, &group).await["status"].as_str()), ((1, 0), Some("expired")));
    assert_eq!(bench.stripe.sessions()[0]["status"], "expired");
    let ended = bench.stripe.sessions()[0].clone();
    bench.tell(&message("evt_1", "checkout.session.expired", &ended)).await.ok();
    bench.app.finish().await;
}

#[actix_web::test]
async fn if_stripe_says_paid_at_the_end_of_the_hold_it_is_paid() {
    let bench = Bench::with_pieces(1).await;
    let (group, _, visit) = bench.sent_to_pay(1).await;
    let paid = bench.stripe.pay(&visit);
    bench.app.advance(minutes(16)).await;
    assert_eq!(page(&bench.app, &group).await["status"], "paid");
    bench.tell(&completed("evt_1", &paid)).await.ok();
    assert_eq!((bench.level().await, bench.letters().await.len()), ((0, 0), 1));
    bench.app.finish().await;
}

#[actix_web::test]
async fn late_money_buys_what_is_still_there_and_goes_back_when_it_is_not() {
    for (left, status) in [(true, "paid"), (false, "expired")] {
        let bench = Bench::with_pieces(1).await;
        let coordinator = bench.app.coordinator().await;
        let (group, _, visit) = bench.sent_to_pay(1).await;
        let late = bench.stripe.pay(&visit);
        // Stripe once said "expired" and is then overtaken by the money: we hear the end before the payment.
        let mut ended = late.clone();
        ended["status"] = json!("expired");
        ended["payment_status"] = json!("unpaid");
        bench.app.inner().db().clock().advance(minutes(16));
        bench.tell(&message("evt_1", "checkout.session.expired", &ended)).await.ok();
        assert_eq!((page(&bench.app, &group).await["status"].as_str(), bench.level().await), (Some("expired"), (1, 0)));
        if !left {
            bench.placed(1).await;
        }
        bench.tell(&completed("evt_2", &late)).await.ok();
        bench.app.run_jobs().await;
        let seen = page(&bench.app, &group).await;
        assert_eq!(seen["status"], status);
        let refunded = if left { json!(0) } else { group["total"]["amount"].clone() };
        assert_eq!(seen["refunded"]["amount"], refunded);
        assert_eq!(bench.stripe.refunds().len(), usize::from(!left));
        assert_eq!(bench.app.mails_to(&coordinator.email).await.len(), usize::from(!left));
        bench.app.finish().await;
    }
}

#[actix_web::test]
async fn a_cancelled_card_order_is_refunded_once_even_if_stripes_answer_is_lost() {
    let bench = Bench::with_pieces(5).await;
    let (group, _, visit) = bench.sent_to_pay(2).await;
    bench.tell(&completed("evt_1", &bench.stripe.pay(&visit))).await.ok();
    let seen = page(&bench.app, &group).await;
    let order = order_of(&seen, &bench.mara)["id"].as_str().unwrap().to_owned();
    let reason = json!({ "reason": "Kotel se je razbil." });
    let detail = post_once(&bench.mara, &format!("/orders/{order}/cancellation"), reason).await.ok();
    assert_eq!(detail["refunds"][0]["status"], "pending");
    bench.stripe.mishaps(&[Mishap::LosesItsAnswer, Mishap::Fails]);
    bench.app.run_jobs().await;
    for _ in 0..8 {
        bench.app.advance(minutes(30)).await;
    }
    assert_eq!(bench.stripe.refunds().len(), 1);
    assert_eq!(bench.stripe.refunds()[0]["amount"], group["total"]["amount"]);
    let detail = bench.mara.get(&format!("/orders/{order}")).await.ok();
    assert_eq!((detail["refunds"][0]["status"].as_str(), bench.level().await), (Some("done"), (5, 0)));

    // The buyer's bank sends it back: it no longer counts as refunded, and somebody is told.
    let coordinator = bench.app.coordinator().await;
    let mut failed = bench.stripe.refunds()[0].clone();
    failed["status"] = json!("failed");
    bench.tell(&message("evt_9", "refund.failed", &failed)).await.ok();
    assert_eq!(bench.app.mails_to(&coordinator.email).await.len(), 1);
    bench.app.finish().await;
}

#[actix_web::test]
async fn calling_an_unpaid_card_order_off_ends_the_visit_at_stripe() {
    let bench = Bench::with_pieces(2).await;
    let (group, _, visit) = bench.sent_to_pay(1).await;
    let buyer = holding(&bench.app.visitor(), &group);
    let path = format!("/order-groups/{}/cancellation", group["id"].as_str().unwrap());
    bench.stripe.mishaps(&[Mishap::Fails]);
    post_once(&buyer, &path, json!(null)).await.refused(503, "payment_provider_unreachable");
    assert_eq!(bench.level().await, (2, 1));
    assert_eq!(post_once(&buyer, &path, json!(null)).await.ok()["status"], "cancelled");
    assert_eq!((bench.level().await, bench.stripe.sessions()[0]["status"].as_str()), ((2, 0), Some("expired")));
    assert!(bench.stripe.requests().contains(&format!("POST /v1/checkout/sessions/{visit}/expire")));
    bench.app.finish().await;
}

#[actix_web::test]
async fn without_stripe_its_messages_are_not_taken() {
    let app = TestApp::start().await;
    app.visitor().with("stripe-signature", "t=1,v1=00").post("/stripe/webhooks", json!({})).await.refused(404, "not_found");
    assert_eq!(app.visitor().get("/payment-methods").await.ok()["methods"], json!(["sandbox", "bank_transfer"]));
    app.finish().await;
}
