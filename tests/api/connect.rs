//! Money on to makers by Stripe: accounts, transfers by order, lost answers, refusals, money back after a refund.

use actix_web::http::Method;
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::time::{days, minutes};
use serde_json::{Value, json};

use crate::harness::stripe::{FakeStripe, Mishap, connect_signature, message, signature, thin_message};
use crate::harness::{Answer, Caller, TestApp};
use crate::shopping::{guest_with, holding, open_payment, order_of, page, place, post_once, stocked, variant};

/// An application with Stripe, a maker and a coordinator.
pub struct Bench {
    pub app: TestApp,
    pub stripe: FakeStripe,
    pub mara: Caller,
    pub petra: Caller,
}

impl Bench {
    pub async fn start() -> Bench {
        Bench::with(FakeStripe::settings).await
    }

    pub async fn with(settings: fn(&FakeStripe) -> modrotisk::web::StripeSettings) -> Bench {
        let stripe = FakeStripe::start();
        let settings = settings(&stripe);
        let app = TestApp::start_with(|changed| changed.stripe = Some(settings)).await;
        let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
        Bench { app, stripe, mara, petra }
    }

    fn now(&self) -> i64 {
        self.app.inner().now().millis() / 1000
    }

    /// Stripe speaks to the first endpoint.
    pub async fn tell(&self, body: &str) -> Answer {
        let signed = signature(body, self.now());
        self.app.visitor().with("stripe-signature", &signed).send(Method::POST, "/stripe/webhooks", Some(body.as_bytes().to_vec())).await
    }

    /// Stripe speaks to the endpoint for connected accounts.
    pub async fn tell_connect(&self, body: &str) -> Answer {
        let signed = connect_signature(body, self.now());
        let visitor = self.app.visitor().with("stripe-signature", &signed);
        visitor.send(Method::POST, "/stripe/connect-webhooks", Some(body.as_bytes().to_vec())).await
    }

    /// A guest buys a piece by card, and it arrives; answers with the order and Stripe's name for the money.
    pub async fn sold(&self, email: &str) -> (Value, String) {
        let apron = stocked(&self.app, &self.mara, &format!("Predpasnik za {email}"), 5, |_| ()).await;
        let group = place(&guest_with(&self.app, &[(&variant(&apron), 1)]).await, email).await.created();
        let payment = open_payment(&holding(&self.app.visitor(), &group), &group, "stripe").await.created();
        let visit = payment["checkout_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let paid = self.stripe.pay(&visit);
        self.tell(&message(&format!("evt_paid_{email}"), "checkout.session.completed", &paid)).await.ok();
        let order = order_of(&page(&self.app, &group).await, &self.mara).clone();
        let path = format!("/orders/{}", id(&order));
        self.mara.post(&format!("{path}/acceptance"), Value::Null).await.ok();
        self.mara.post(&format!("{path}/shipment"), json!({ "carrier": "Pošta Slovenije" })).await.ok();
        self.mara.post(&format!("{path}/delivery"), Value::Null).await.ok();
        (order, paid["payment_intent"].as_str().unwrap().to_owned())
    }

    /// The maker's account at Stripe, ready to receive; answers with its name.
    pub async fn connected(&self) -> String {
        self.mara.post(&self.home("stripe-account/onboarding"), Value::Null).await.ok();
        let account = id(self.stripe.accounts().last().unwrap());
        self.stripe.set_account(&account, "active", &[]);
        self.mara.post(&self.home("stripe-account/check"), Value::Null).await.ok();
        account
    }

    pub fn home(&self, path: &str) -> String {
        format!("/organisations/{}/{path}", self.mara.organisation)
    }

    /// The time to withdraw passes.
    pub async fn weeks_later(&self) {
        self.app.advance(days(15)).await;
        self.stripe.at(self.now());
    }

    pub async fn prepare(&self, by_hand: bool) -> Value {
        // After weeks the coordinator signs in anew; another one stands in here.
        self.desk("nada").await.post_batch(by_hand).await
    }

    /// A coordinator whose session is fresh.
    pub async fn desk(&self, name: &str) -> Desk {
        let name = format!("{name}{:x}", rand::random::<u32>());
        Desk(self.app.other_coordinator(&name).await)
    }

    /// Everything payable is gathered and released, and the jobs are done.
    pub async fn paid_out(&self) -> Value {
        let desk = self.desk("nada").await;
        let batch = desk.post_batch(false).await;
        let released = desk.release(&batch).await;
        self.app.run_jobs().await;
        released["payouts"][0].clone()
    }

    pub async fn statement(&self, payout: &Value) -> Value {
        self.desk("vida").await.0.get(&format!("/payouts/{}", id(payout))).await.ok()
    }

    pub async fn payable(&self) -> i64 {
        cents(&self.mara.get(&self.home("money")).await.ok()["payable"])
    }

    pub async fn give_back(&self, order: &Value, amount: i64) {
        let what = json!({ "reason": "Popravek cene.", "amount": { "amount": amount, "currency": "EUR" } });
        post_once(&self.mara, &format!("/orders/{}/refunds", id(order)), what).await.created();
        self.app.run_jobs().await;
    }
}

/// A coordinator at the desk.
pub struct Desk(pub Caller);

impl Desk {
    pub async fn post_batch(&self, by_hand: bool) -> Value {
        post_once(&self.0, "/payout-batches", json!({ "minimum_cents": 500, "by_hand": by_hand })).await.created()
    }

    pub async fn release(&self, batch: &Value) -> Value {
        post_once(&self.0, &format!("/payout-batches/{}/release", id(&batch["batch"])), Value::Null).await.ok()
    }
}

pub fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_owned()
}

pub fn cents(money: &Value) -> i64 {
    money["amount"].as_i64().unwrap()
}

#[actix_web::test]
async fn a_maker_connects_an_account_and_stripes_word_is_copied_in_any_order() {
    let bench = Bench::start().await;
    let seen = bench.mara.get(&bench.home("stripe-account")).await.ok();
    assert_eq!((seen["by_stripe"].as_bool(), &seen["status"]), (Some(true), &Value::Null));
    let first = bench.mara.post(&bench.home("stripe-account/onboarding"), Value::Null).await.ok();
    assert!(first["url"].as_str().unwrap().starts_with("https://connect.stripe.com/"));
    bench.mara.post(&bench.home("stripe-account/onboarding"), Value::Null).await.ok();
    assert_eq!(bench.stripe.accounts().len(), 1, "continuing opens no second account");
    let seen = bench.mara.get(&bench.home("stripe-account")).await.ok();
    assert_eq!((seen["status"].as_str(), seen["requirements"].as_array().unwrap().len()), (Some("incomplete"), 1));

    let account = id(&bench.stripe.accounts()[0]);
    bench.stripe.set_account(&account, "active", &[]);
    let kind = "v2.core.account[configuration.recipient].capability_status_updated";
    let told = thin_message("evt_1", kind, &account);
    // A message of the other mode is kept and not acted on.
    let other = told.replace("evt_1", "evt_live").replace("\"livemode\":false", "\"livemode\":true");
    bench.tell_connect(&other).await.ok();
    bench.app.run_jobs().await;
    assert_eq!(bench.mara.get(&bench.home("stripe-account")).await.ok()["status"], "incomplete");
    bench.tell_connect(&told).await.ok();
    bench.tell_connect(&told).await.ok();
    let forged = signature(&told, bench.now());
    let visitor = bench.app.visitor().with("stripe-signature", &forged);
    visitor.send(Method::POST, "/stripe/connect-webhooks", Some(told.into_bytes())).await.refused(400, "webhook_refused");
    bench.app.run_jobs().await;
    let seen = bench.mara.get(&bench.home("stripe-account")).await.ok();
    assert_eq!((seen["status"].as_str(), seen["requirements"].as_array().unwrap().len()), (Some("active"), 0));
    // An old message comes last and changes nothing: what counts is what Stripe says when it is asked.
    bench
        .tell_connect(&message("evt_2", "account.updated", &json!({ "object": "account", "id": account, "charges_enabled": false })))
        .await
        .ok();
    bench.tell_connect(&thin_message("evt_3", kind, "acct_stranger")).await.ok();
    bench.app.run_jobs().await;
    assert_eq!(bench.mara.get(&bench.home("stripe-account")).await.ok()["status"], "active");
    let opened = bench.mara.post(&bench.home("stripe-account/onboarding"), Value::Null).await.ok();
    assert_eq!(opened["url"], format!("https://connect.stripe.com/express/{account}"));
    bench.app.finish().await;
}

#[actix_web::test]
async fn an_account_is_asked_for_once_though_stripes_answer_is_lost() {
    let bench = Bench::start().await;
    bench.stripe.mishaps(&[Mishap::LosesItsAnswer]);
    bench.mara.post(&bench.home("stripe-account/onboarding"), Value::Null).await.refused(503, "payment_provider_unreachable");
    bench.mara.post(&bench.home("stripe-account/onboarding"), Value::Null).await.ok();
    assert_eq!(bench.stripe.accounts().len(), 1);
    bench.app.wind().await;
    bench.stripe.set_account(&id(&bench.stripe.accounts()[0]), "pending", &[]);
    bench.app.run_jobs().await;
    assert_eq!(bench.mara.get(&bench.home("stripe-account")).await.ok()["status"], "checking", "it is looked at every day");
    bench.app.finish().await;
}

#[actix_web::test]
async fn an_account_that_stripe_does_not_want_is_told_in_words_and_can_be_asked_for_again() {
    let bench = Bench::start().await;
    bench.stripe.mishaps(&[Mishap::Refuses]);
    bench.mara.post(&bench.home("stripe-account/onboarding"), Value::Null).await.refused(409, "account_refused");
    assert!(bench.stripe.accounts().is_empty());
    bench.mara.post(&bench.home("stripe-account/onboarding"), Value::Null).await.ok();
    assert_eq!(bench.stripe.accounts().len(), 1);
    // The way to Stripe's own pages may be refused too.
    bench.stripe.mishaps(&[Mishap::Refuses]);
    bench.mara.post(&bench.home("stripe-account/onboarding"), Value::Null).await.refused(409, "account_refused");
    bench.app.finish().await;
}

#[actix_web::test]
async fn without_stripe_payouts_are_made_by_hand_and_say_so() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let home = format!("/organisations/{}/stripe-account", mara.organisation);
    assert_eq!(mara.get(&home).await.ok()["by_stripe"], false);
    mara.post(&format!("{home}/onboarding"), Value::Null).await.refused(409, "by_hand_here");
    app.visitor().with("stripe-signature", "t=1,v1=00").post("/stripe/connect-webhooks", json!({})).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_released_payout_goes_as_one_transfer_for_each_order() {
    let bench = Bench::start().await;
    let account = bench.connected().await;
    let (first, intent) = bench.sold("prva@example.org").await;
    bench.sold("druga@example.org").await;
    bench.weeks_later().await;
    let payout = bench.paid_out().await;
    let sent = bench.stripe.transfers();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent.iter().map(|sent| sent["amount"].as_i64().unwrap()).sum::<i64>(), cents(&payout["amount"]));
    let of_first = sent.iter().find(|sent| sent["metadata"]["order"] == first["id"]).unwrap();
    assert_eq!(
        (of_first["destination"].as_str(), of_first["source_transaction"].as_str()),
        (Some(&*account), Some(&*bench.stripe.charge_of(&intent)))
    );
    let statement = bench.statement(&payout).await;
    assert_eq!((statement["payout"]["status"].as_str(), statement["payout"]["means"].as_str()), (Some("paid"), Some("stripe_transfer")));
    assert_eq!(statement["parts"].as_array().unwrap().iter().filter(|part| part["status"] == "paid").count(), 2);
    let path = format!("/payouts/{}/outcome", id(&payout));
    let desk = bench.desk("zala").await;
    post_once(&desk.0, &path, json!({ "outcome": "returned", "note": "Nekdo trdi." })).await.refused(409, "payout_state");
    // Stripe tells of both, twice and the last one first; nothing moves again.
    for (number, sent) in sent.iter().rev().chain(&sent).enumerate() {
        bench.tell(&message(&format!("evt_t{number}"), "transfer.created", sent)).await.ok();
    }
    bench.app.run_jobs().await;
    assert_eq!((bench.stripe.transfers().len(), bench.payable().await), (2, 0));
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_transfer_whose_answer_was_lost_is_looked_up_and_not_sent_again() {
    let bench = Bench::start().await;
    bench.connected().await;
    bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    bench.stripe.mishaps(&[Mishap::LosesItsAnswer]);
    let payout = bench.paid_out().await;
    assert_eq!(bench.statement(&payout).await["payout"]["status"], "released", "nobody knows yet");
    // Stripe forgets keys after a day; then the same key would send again.
    bench.stripe.forget_keys();
    bench.app.advance(minutes(60)).await;
    assert_eq!((bench.stripe.transfers().len(), bench.statement(&payout).await["payout"]["status"].as_str()), (1, Some("paid")));
    bench.app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_look_up_money_that_arrived_is_taken_for_refused() {
    let bench = Bench::start().await;
    bench.connected().await;
    bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    bench.stripe.mishaps(&[Mishap::LosesItsAnswer]);
    let payout = bench.paid_out().await;
    bench.stripe.forget_keys();
    let _off = guard::switch_off("transfer_once");
    bench.app.advance(minutes(60)).await;
    // Only Stripe's own bound, the charge's amount, keeps it from going twice; and our books say that it never went.
    assert_eq!((bench.stripe.transfers().len(), bench.statement(&payout).await["payout"]["status"].as_str()), (1, Some("failed")));
}

#[actix_web::test]
async fn silence_and_faults_are_asked_again_under_the_same_key() {
    let bench = Bench::start().await;
    bench.connected().await;
    bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    bench.stripe.mishaps(&[Mishap::Fails, Mishap::IsSlow, Mishap::Fails]);
    let payout = bench.paid_out().await;
    for _ in 0..4 {
        bench.app.advance(minutes(30)).await;
    }
    assert_eq!((bench.stripe.transfers().len(), bench.statement(&payout).await["payout"]["status"].as_str()), (1, Some("paid")));
    bench.app.finish().await;
}

#[actix_web::test]
async fn stripes_word_about_a_transfer_is_enough_where_its_answer_was_lost() {
    let bench = Bench::start().await;
    bench.connected().await;
    bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    bench.stripe.mishaps(&[Mishap::LosesItsAnswer]);
    let payout = bench.paid_out().await;
    bench.tell(&message("evt_t", "transfer.created", &bench.stripe.transfers()[0])).await.ok();
    bench.app.run_jobs().await;
    assert_eq!(bench.statement(&payout).await["payout"]["status"], "paid");
    bench.app.advance(minutes(60)).await;
    assert_eq!(bench.stripe.transfers().len(), 1);
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_refused_payout_is_owed_again() {
    let bench = Bench::start().await;
    let account = bench.connected().await;
    bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    let due = bench.payable().await;
    bench.stripe.set_account(&account, "restricted", &["external_account"]);
    let payout = bench.paid_out().await;
    let statement = bench.statement(&payout).await;
    assert_eq!((statement["payout"]["status"].as_str(), statement["parts"][0]["status"].as_str()), (Some("failed"), Some("failed")));
    assert_eq!((bench.payable().await, bench.stripe.transfers().len()), (due, 0));
    assert!(bench.app.mails_to(&bench.petra.email).await.iter().any(|mail| mail.key.starts_with("payout-refused:")));
    bench.stripe.set_account(&account, "active", &[]);
    let again = bench.paid_out().await;
    assert_eq!((bench.statement(&again).await["payout"]["status"].as_str(), bench.payable().await), (Some("paid"), 0));
    bench.app.finish().await;
}

#[actix_web::test]
async fn of_a_payout_that_went_in_part_the_rest_is_owed_again() {
    let bench = Bench::start().await;
    bench.connected().await;
    let (first, intent) = bench.sold("prva@example.org").await;
    bench.sold("druga@example.org").await;
    bench.weeks_later().await;
    bench.stripe.lock(&bench.stripe.charge_of(&intent));
    let payout = bench.paid_out().await;
    let statement = bench.statement(&payout).await;
    assert_eq!(statement["payout"]["status"], "paid");
    let failed = statement["parts"].as_array().unwrap().iter().find(|part| part["status"] == "failed").unwrap().clone();
    assert_eq!((&failed["order_id"], bench.payable().await), (&first["id"], cents(&failed["amount"])));
    let again = bench.prepare(false).await;
    assert_eq!(again["payouts"][0]["amount"], failed["amount"]);
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_refund_after_the_transfer_takes_the_makers_share_back() {
    let bench = Bench::start().await;
    bench.connected().await;
    let (order, _) = bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    bench.paid_out().await;
    bench.stripe.mishaps(&[]);
    bench.give_back(&order, 2_000).await;
    let back = bench.stripe.reversals();
    assert_eq!(back.len(), 1);
    let amount = back[0]["amount"].as_i64().unwrap();
    assert!((1_600..2_000).contains(&amount), "twenty euros less the platform's share: {amount}");
    assert_eq!(bench.payable().await, 0, "the maker owes nothing");
    // The answer to the next one is lost, and Stripe's messages come twice.
    bench.stripe.mishaps(&[Mishap::IsSlow, Mishap::LosesItsAnswer]);
    bench.give_back(&order, 1_000).await;
    bench.stripe.forget_keys();
    for number in 0..2 {
        bench.tell(&message(&format!("evt_r{number}"), "transfer.reversed", &bench.stripe.transfers()[0])).await.ok();
    }
    bench.app.advance(minutes(60)).await;
    assert_eq!((bench.stripe.reversals().len(), bench.payable().await), (2, 0));
    bench.app.finish().await;
}

#[actix_web::test]
async fn a_refund_before_the_payout_is_in_it_and_takes_nothing_back() {
    let bench = Bench::start().await;
    bench.connected().await;
    let (order, _) = bench.sold("prva@example.org").await;
    bench.give_back(&order, 1_000).await;
    bench.weeks_later().await;
    let payout = bench.paid_out().await;
    assert_eq!((bench.stripe.transfers().len(), bench.stripe.reversals().len()), (1, 0));
    assert_eq!((&bench.stripe.transfers()[0]["amount"], bench.payable().await), (&payout["amount"]["amount"], 0));
    bench.app.finish().await;
}

#[actix_web::test]
async fn what_the_makers_account_does_not_hold_is_a_debt_of_the_next_sales() {
    let bench = Bench::start().await;
    let account = bench.connected().await;
    let (order, _) = bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    bench.paid_out().await;
    bench.stripe.pay_out(&account);
    bench.give_back(&order, 2_000).await;
    let debt = bench.payable().await;
    assert!((-2_000..-1_600).contains(&debt), "{debt}");
    assert!(bench.stripe.reversals().is_empty());
    bench.desk("nada").await.0.post("/release-rules", json!({ "rule": "paid" })).await.created();
    bench.app.advance(minutes(1)).await;
    let (_, intent) = bench.sold("druga@example.org").await;
    let payout = bench.paid_out().await;
    let sent = bench.stripe.transfers();
    let of_second = sent.iter().find(|sent| sent["source_transaction"] == bench.stripe.charge_of(&intent).as_str()).unwrap();
    assert_eq!(of_second["amount"], payout["amount"]["amount"], "the second order bears the debt of the first");
    assert_eq!(bench.payable().await, 0);
    bench.app.finish().await;
}

#[actix_web::test]
async fn money_taken_back_in_the_dashboard_is_owed_again_once() {
    let bench = Bench::start().await;
    bench.connected().await;
    bench.sold("prva@example.org").await;
    bench.weeks_later().await;
    bench.paid_out().await;
    let sent = bench.stripe.transfers()[0].clone();
    bench.stripe.reverse_by_hand(sent["id"].as_str().unwrap(), 700);
    for number in 0..3 {
        bench.tell(&message(&format!("evt_r{number}"), "transfer.reversed", &sent)).await.ok();
    }
    bench.app.run_jobs().await;
    assert_eq!(bench.payable().await, 700);
    bench.app.finish().await;
}

#[actix_web::test]
async fn stripes_fee_is_booked_once_and_shown_at_the_desk() {
    let bench = Bench::start().await;
    let (_, intent) = bench.sold("prva@example.org").await;
    bench.app.run_jobs().await;
    let session = bench.stripe.sessions()[0].clone();
    bench.tell(&message("evt_again", "checkout.session.completed", &session)).await.ok();
    bench.app.run_jobs().await;
    let books = bench.petra.get("/desk/money").await.ok();
    let fees = books["accounts"].as_array().unwrap().iter().find(|account| account["purpose"] == "processor_fee").unwrap().clone();
    let fee = session["amount_total"].as_i64().unwrap() * 15 / 1000 + 25;
    assert_eq!((cents(&fees["amount"]).abs(), bench.stripe.charge_of(&intent).is_empty()), (fee, false));
    bench.app.finish().await;
}

#[actix_web::test]
async fn with_real_money_what_stripe_took_goes_by_hand_only_if_somebody_says_so() {
    let bench = Bench::with(FakeStripe::live_settings).await;
    let desk = Desk(bench.petra.clone());
    desk.0.post("/release-rules", json!({ "rule": "paid" })).await.created();
    bench.app.advance(minutes(1)).await;
    let apron = stocked(&bench.app, &bench.mara, "Predpasnik", 5, |_| ()).await;
    let group = place(&guest_with(&bench.app, &[(&variant(&apron), 1)]).await, "prva@example.org").await.created();
    let buyer = holding(&bench.app.visitor(), &group);
    let payment = open_payment(&buyer, &group, "stripe").await.created();
    let visit = payment["checkout_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    bench.stripe.pay(&visit);
    assert_eq!(buyer.post(&format!("/payments/{}/check", id(&payment)), Value::Null).await.ok()["status"], "captured");
    let held = desk.post_batch(false).await;
    assert_eq!((held["held_back"][0]["reason"].as_str(), held["batch"]["payouts"].as_i64()), (Some("account_not_ready"), Some(0)));
    desk.0.delete(&format!("/payout-batches/{}", id(&held["batch"]))).await.ok();
    let by_hand = desk.post_batch(true).await;
    assert_eq!(by_hand["payouts"][0]["means"], "manual");
    bench.app.finish().await;
}
