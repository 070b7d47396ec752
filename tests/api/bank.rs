//! Paying creators straight, by bank transfer: what is shown, what a statement does, what goes back, what the platform is owed.

use actix_web::http::Method;
use futures_util::future::{join, join_all};
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::id::OrganisationId;
use modrotisk::kit::money::{Currency, Money};
use modrotisk::kit::time::{days, hours};
use modrotisk::kit::upn::{Party, Slip};
use modrotisk::kit::{iban, qr};
use modrotisk::ledger::{self, Account, Purpose};
use modrotisk::{documents, invoicing};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, TestApp};
use crate::shopping::{guest_with, holding, level, order_for, page, post_once, stocked, variant};

const ACCOUNT: &str = "SI56999990000100109";
const TODAY: &str = "2026-11-24";

fn euros(cents: i64) -> Value {
    json!({ "amount": cents, "currency": "EUR" })
}

pub fn cents(money: &Value) -> i64 {
    money["amount"].as_i64().unwrap()
}

/// One piece of a variant, to be paid by transfer.
pub async fn placed(app: &TestApp, variant: &str) -> Value {
    order_by_transfer(app, &[(variant, 1)], "nakazilo@example.com").await.created()
}

async fn order_by_transfer(app: &TestApp, wants: &[(&str, i64)], email: &str) -> Answer {
    let guest = guest_with(app, wants).await;
    let mut order = order_for(&guest, email).await;
    order["payment_method"] = json!("bank_transfer");
    post_once(&guest, "/order-groups", order).await
}

/// One apron of Mara's, to be paid by transfer.
async fn waiting(app: &TestApp, mara: &Caller, pieces: i64) -> (Value, String) {
    let apron = variant(&stocked(app, mara, "Predpasnik »Lontrg«", pieces, |_| {}).await);
    let group = order_by_transfer(app, &[(&apron, 1)], "maja@example.com").await.created();
    (group, apron)
}

/// A statement with payments: the bank's name, cents, the reference.
pub fn statement(payments: &[(&str, i64, &str)]) -> Vec<u8> {
    let entry = |(bank, cents, reference): &(&str, i64, &str)| {
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{TODAY}</Dt></BookgDt>\
             <AcctSvcrRef>{bank}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Maja Kalan</Nm></Pty></Dbtr><DbtrAcct><Id>\
             <IBAN>SI56191000000123438</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf>\
             </Strd></RmtInf></TxDtls></NtryDtls></Ntry>",
            cents / 100,
            cents % 100
        )
    };
    let entries: String = payments.iter().map(entry).collect();
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id></Acct>\
         {entries}</Stmt></BkToCstmrStmt></Document>"
    )
    .into_bytes()
}

pub async fn read_in(maker: &Caller, payments: &[(&str, i64, &str)]) -> Value {
    let path = format!("/organisations/{}/bank/statements", maker.organisation);
    let caller = maker.with("content-type", "application/octet-stream");
    caller.send(Method::POST, &path, Some(statement(payments))).await.ok()["items"].clone()
}

fn outcomes(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["outcome"].as_str().unwrap()).collect()
}

async fn bank(maker: &Caller) -> Value {
    maker.get(&format!("/organisations/{}/bank", maker.organisation)).await.ok()
}

pub fn reference(group: &Value) -> &str {
    group["transfer"]["reference"].as_str().unwrap()
}

/// The maker marks a transfer as received.
async fn mark(maker: &Caller, due: &Value, amount: i64, seen: i64) -> Answer {
    let path = format!("/organisations/{}/bank/dues/{}/receipts", maker.organisation, due["id"].as_str().unwrap());
    post_once(maker, &path, json!({ "amount": euros(amount), "received_on": TODAY, "seen": euros(seen) })).await
}

async fn holds(app: &TestApp, maker: Option<&Caller>, purpose: Purpose) -> i64 {
    let organisation: Option<OrganisationId> = maker.map(|maker| maker.organisation.parse().unwrap());
    let account = Account { organisation, purpose, currency: Currency::EUR };
    app.write(move |tx| ledger::balance(tx, &account)).await.posted.amount
}

async fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    app.mails_to(email).await.into_iter().map(|mail| mail.subject).collect()
}

#[actix_web::test]
async fn a_cart_of_two_makers_becomes_a_purchase_with_a_slip_for_each() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 3, |_| {}).await);
    let knife = variant(&stocked(&app, &jure, "Nož »Kropa«", 3, |_| {}).await);
    let guest = guest_with(&app, &[(&apron, 1), (&knife, 2)]).await;
    let mut order = order_for(&guest, "maja@example.com").await;
    order["payment_method"] = json!("bank_transfer");
    let whole = cents(&order["total"]);
    let group = post_once(&guest, "/order-groups", order).await.created();
    let other = &group["together"][0];
    assert_eq!(cents(&group["total"]) + cents(&other["total"]), whole, "two purchases, one total");
    assert_eq!((group["orders"].as_array().unwrap().len(), group["payment_methods"].clone()), (1, json!([])));
    assert_ne!(reference(&group), reference(other));
    assert_eq!(group["transfer"]["holder"], "mara s.p.");
    assert_eq!(other["transfer"]["holder"], "jure s.p.");
    // The code is the slip to the cent and the letter, and nothing else.
    let token = group["token"].as_str().unwrap();
    let picture = app.visitor().get(&format!("/order-groups/by-link/{token}/transfer/codes/upn")).await;
    let slip = Slip {
        payer: Party { name: "Maja Kalan".into(), street: "Tavčarjeva 3".into(), place: "4000 Kranj".into() },
        amount: Money::euros(cents(&group["total"])),
        code: "GDSV".into(),
        purpose: format!("Naročilo {}", group["orders"][0]["number"].as_str().unwrap()),
        due: Some("2026-11-27".parse().unwrap()),
        iban: iban::compact(group["transfer"]["iban"].as_str().unwrap()),
        reference: reference(&group).into(),
        payee: Party { name: "mara s.p.".into(), street: "Mestni trg 1".into(), place: "4220 Škofja Loka".into() },
    };
    assert!(slip.payload().unwrap().starts_with("UPNQR\n\n\n\n\nMaja Kalan\nTavčarjeva 3\n4000 Kranj\n0"));
    assert_eq!(slip.code().unwrap().size(), 77);
    assert_eq!(picture.text(), qr::svg(&slip.code().unwrap()));
    assert!(app.visitor().get(&format!("/order-groups/by-link/{token}/transfer/codes/epc")).await.text().starts_with("<svg"));
    let paper = app.visitor().get(&format!("/order-groups/by-link/{token}/transfer/slip")).await;
    assert_eq!((paper.status.as_u16(), &paper.bytes[..5]), (200, &b"%PDF-"[..]));
    let letters = app.mails_to("maja@example.com").await;
    assert_eq!(letters.iter().filter(|letter| letter.subject.starts_with("Plačajte naročilo")).count(), 2);
    assert!(letters[0].body_text.contains("SI56 9999 9000 0100 109") && letters[0].body_text.contains(reference(&group)));
    app.finish().await;
}

#[actix_web::test]
async fn pieces_wait_for_the_transfer_for_days_and_no_other_payment_is_taken() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    app.wind().await;
    let (group, apron) = waiting(&app, &mara, 2).await;
    app.advance(hours(48)).await;
    assert_eq!((level(&mara, &apron).await, page(&app, &group).await["status"].clone()), ((2, 1), json!("placed")));
    let buyer = holding(&app.visitor(), &group);
    let path = format!("/order-groups/{}/payments", group["id"].as_str().unwrap());
    post_once(&buyer, &path, json!({ "method": "sandbox" })).await.refused(409, "order_not_payable");
    post_once(&buyer, &path, json!({ "method": "bank_transfer" })).await.refused(422, "payment_method_unavailable");
    app.advance(hours(16)).await;
    let told = subjects(&app, "maja@example.com").await;
    assert!(told.iter().any(|subject| subject.contains("čaka na plačilo do 27. 11. 2026")), "{told:?}");
    let told = subjects(&app, "mara@example.org").await;
    assert!(told.iter().any(|subject| subject.starts_with("Poglejte, ali je prišlo nakazilo")), "{told:?}");
    app.finish().await;
}

#[actix_web::test]
async fn a_statement_pays_the_order_once_and_the_platform_owes_the_maker_nothing() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    post_once(&petra, "/release-rules", json!({ "rule": "paid" })).await.created();
    let (group, apron) = waiting(&app, &mara, 2).await;
    let total = cents(&group["total"]);
    let payments = [("B-1", total, reference(&group)), ("B-2", 900, "SI99")];
    assert_eq!(outcomes(&read_in(&mara, &payments).await), ["paid", "unmatched"]);
    assert_eq!(outcomes(&read_in(&mara, &payments).await), ["again", "again"]);
    let seen = page(&app, &group).await;
    assert_eq!(
        (&seen["status"], &seen["payment"]["status"], &seen["transfer"]["status"]),
        (&json!("paid"), &json!("captured"), &json!("paid"))
    );
    assert_eq!(level(&mara, &apron).await, (1, 0));
    assert_eq!(seen["orders"][0]["documents"][0]["kind"], "invoice");
    let told = subjects(&app, "maja@example.com").await;
    assert!(told.iter().any(|subject| subject.ends_with("je potrjeno")), "{told:?}");
    let confirmation = app.mails_to("maja@example.com").await.pop().unwrap();
    assert!(confirmation.body_text.contains("plačate neposredno njemu"));
    // Sold and known, but nothing that the platform would pay on.
    assert_eq!((holds(&app, Some(&mara), Purpose::OwnSales).await, holds(&app, Some(&mara), Purpose::OwnAccount).await), (total, -total));
    assert_eq!((holds(&app, Some(&mara), Purpose::Due).await, holds(&app, None, Purpose::Clearing).await), (0, 0));
    let share = holds(&app, None, Purpose::Commission).await + holds(&app, None, Purpose::CommissionVat).await;
    assert!(share > 0);
    assert_eq!(holds(&app, Some(&mara), Purpose::CommissionOwed).await, -share);
    post_once(&petra, "/payout-batches", json!({ "minimum_cents": 0 })).await.refused(409, "nothing_to_pay_out");
    let shown = bank(&mara).await;
    assert_eq!((cents(&shown["sold"]), cents(&shown["commission_owed"])), (total, share));
    assert_eq!((shown["ended"][0]["status"].as_str(), shown["waiting"].clone()), (Some("paid"), json!([])));
    app.finish().await;
}

#[actix_web::test]
async fn a_part_waits_for_the_rest_and_what_is_too_much_is_named_and_goes_back_once() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, _) = waiting(&app, &mara, 2).await;
    let total = cents(&group["total"]);
    assert_eq!(outcomes(&read_in(&mara, &[("B-1", 1_000, reference(&group))]).await), ["partial"]);
    let seen = page(&app, &group).await;
    assert_eq!((&seen["status"], cents(&seen["transfer"]["open"])), (&json!("placed"), total - 1_000));
    assert!(subjects(&app, "maja@example.com").await.iter().any(|subject| subject.contains("manjka še")));
    let due = bank(&mara).await["waiting"][0].clone();
    mark(&mara, &due, total, 0).await.refused(409, "due_changed");
    mark(&mara, &due, total, 1_000).await.ok();
    let shown = bank(&mara).await;
    let back = &shown["to_give_back"][0];
    assert_eq!((back["kind"].as_str(), cents(&back["amount"])), (Some("overpaid"), 1_000));
    assert_eq!(back["iban"], "SI56 1910 0000 0123 438", "the account that the statement named");
    let path = format!("/organisations/{}/bank/dues/{}/returns", mara.organisation, back["due_id"].as_str().unwrap());
    let give = |amount: i64| post_once(&mara, &path, json!({ "amount": euros(amount), "paid_on": TODAY }));
    give(1_001).await.refused(409, "more_than_due");
    give(1_000).await.ok();
    give(1).await.refused(409, "more_than_due");
    assert_eq!(bank(&mara).await["to_give_back"], json!([]));
    app.finish().await;
}

#[actix_web::test]
async fn what_is_not_paid_in_time_ends_and_money_that_comes_late_pays_what_is_still_there() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    app.wind().await;
    let (group, apron) = waiting(&app, &mara, 1).await;
    app.advance(days(4)).await;
    let seen = page(&app, &group).await;
    assert_eq!((&seen["status"], &seen["transfer"]["status"], level(&mara, &apron).await), (&json!("expired"), &json!("expired"), (1, 0)));
    assert!(subjects(&app, "maja@example.com").await.iter().any(|subject| subject.ends_with("ni bilo plačano")));
    let total = cents(&group["total"]);
    assert_eq!(outcomes(&read_in(&mara, &[("B-1", total, reference(&group))]).await), ["paid"]);
    assert_eq!((page(&app, &group).await["status"].clone(), level(&mara, &apron).await), (json!("paid"), (0, 0)));
    app.finish().await;
}

#[actix_web::test]
async fn money_that_comes_late_for_pieces_that_are_gone_is_named_for_return() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    app.wind().await;
    let (group, apron) = waiting(&app, &mara, 1).await;
    app.advance(days(4)).await;
    crate::shopping::bought(&app, &[(&apron, 1)], "druga@example.com").await;
    let total = cents(&group["total"]);
    assert_eq!(outcomes(&read_in(&mara, &[("B-1", total, reference(&group))]).await), ["late"]);
    let shown = bank(&mara).await;
    assert_eq!((shown["to_give_back"][0]["kind"].as_str(), cents(&shown["to_give_back"][0]["amount"])), (Some("late"), total));
    let seen = page(&app, &group).await;
    assert_eq!(
        (&seen["status"], cents(&seen["transfer"]["to_return"]), &seen["transfer"]["wants_account"]),
        (&json!("expired"), total, &json!(true))
    );
    assert!(subjects(&app, "mara@example.org").await.iter().any(|subject| subject.starts_with("Vrnite")));
    assert_eq!(holds(&app, Some(&mara), Purpose::OwnSales).await, 0, "nothing was sold");
    app.finish().await;
}

#[actix_web::test]
async fn calling_it_off_returns_a_part_that_came() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, apron) = waiting(&app, &mara, 1).await;
    read_in(&mara, &[("B-1", 500, reference(&group))]).await;
    let buyer = holding(&app.visitor(), &group);
    let path = format!("/order-groups/{}/cancellation", group["id"].as_str().unwrap());
    let seen = post_once(&buyer, &path, Value::Null).await.ok();
    assert_eq!((&seen["status"], cents(&seen["transfer"]["to_return"])), (&json!("cancelled"), 500));
    assert_eq!(level(&mara, &apron).await, (1, 0));
    app.finish().await;
}

#[actix_web::test]
async fn a_maker_without_a_right_account_cannot_be_paid_so_and_the_cart_says_it_before() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 2, |_| {}).await);
    app.write(|tx| {
        use diesel::prelude::*;
        use modrotisk::db::schema::onboarding;
        Ok(diesel::update(onboarding::table).set(onboarding::iban.eq(None::<String>)).execute(tx.db).map(drop)?)
    })
    .await;
    let guest = guest_with(&app, &[(&apron, 1)]).await;
    assert_eq!(guest.get("/carts/current").await.ok()["parcels"][0]["takes_transfer"], false);
    let problem = order_by_transfer(&app, &[(&apron, 1)], "maja@example.com").await.refused(422, "transfer_not_possible");
    assert_eq!(problem["fields"][0]["pointer"], "/payment_method");
    assert_eq!(level(&mara, &apron).await, (2, 0));
    app.finish().await;
}

/// The end of the time and the maker's word, at the same moment.
async fn race(app: &TestApp, mara: &Caller, group: &Value) -> (u16, String) {
    let due = bank(mara).await["waiting"][0].clone();
    app.inner().db().clock().advance(days(4));
    let path = format!("/organisations/{}/bank/dues/{}/receipts", mara.organisation, due["id"].as_str().unwrap());
    let body = json!({ "amount": due["amount"], "received_on": TODAY, "seen": euros(0) });
    let (_, marked) = join(app.run_jobs(), post_once(mara, &path, body)).await;
    (marked.status.as_u16(), page(app, group).await["status"].as_str().unwrap().to_owned())
}

#[actix_web::test]
async fn the_end_of_the_time_and_the_money_never_both_win() {
    for _ in 0..4 {
        let app = TestApp::start().await;
        let mara = app.creator("mara").await;
        app.wind().await;
        let (group, apron) = waiting(&app, &mara, 1).await;
        match race(&app, &mara, &group).await {
            (204, status) => assert_eq!((status.as_str(), level(&mara, &apron).await), ("paid", (0, 0))),
            (409, status) => assert_eq!((status.as_str(), level(&mara, &apron).await), ("expired", (1, 0))),
            other => panic!("{other:?}"),
        }
        app.finish().await;
    }
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_its_guard_a_paid_transfer_is_ended() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, _) = waiting(&app, &mara, 1).await;
    let due = bank(&mara).await["waiting"][0].clone();
    mark(&mara, &due, cents(&due["amount"]), 0).await.ok();
    let _off = guard::switch_off("due_ends");
    let id = due["id"].as_str().unwrap().parse().unwrap();
    app.write(move |tx| modrotisk::dues::end(tx, &id, modrotisk::dues::DueStatus::Expired)).await;
    assert_eq!(page(&app, &group).await["status"], "paid");
    assert!(app.breaches().await.iter().any(|breach| breach.contains("is paid when its money came")), "the audit sees it");
}

#[actix_web::test]
async fn one_statement_read_in_many_times_at_once_counts_once() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, _) = waiting(&app, &mara, 2).await;
    let total = cents(&group["total"]);
    let payments = [("B-1", total, reference(&group))];
    let read = join_all((0..6).map(|_| read_in(&mara, &payments))).await;
    let paid = read.iter().filter(|items| outcomes(items) == ["paid"]).count();
    assert_eq!((paid, read.iter().filter(|items| outcomes(items) == ["again"]).count()), (1, 5));
    assert_eq!(bank(&mara).await["to_give_back"], json!([]));
    app.finish().await;
}

#[actix_web::test]
async fn what_nobody_could_place_is_offered_to_the_order_that_waits_for_just_so_much() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, _) = waiting(&app, &mara, 2).await;
    read_in(&mara, &[("B-1", cents(&group["total"]), "SI99"), ("B-2", 7_700, "SI99")]).await;
    let entries = bank(&mara).await["unmatched"].clone();
    let own = entries.as_array().unwrap().iter().find(|entry| entry["amount"] == group["total"]).unwrap();
    let rent = entries.as_array().unwrap().iter().find(|entry| entry["amount"] != group["total"]).unwrap();
    let path =
        |entry: &Value, act: &str| format!("/organisations/{}/bank/entries/{}/{act}", mara.organisation, entry["id"].as_str().unwrap());
    let due = json!({ "due_id": own["suggestions"][0]["id"] });
    mara.post(&path(own, "assignment"), due.clone()).await.ok();
    mara.post(&path(own, "assignment"), due).await.refused(409, "due_changed");
    mara.post(&path(rent, "dismissal"), json!({ "note": "Najemnina" })).await.ok();
    assert_eq!((page(&app, &group).await["status"].clone(), bank(&mara).await["unmatched"].clone()), (json!("paid"), json!([])));
    app.finish().await;
}

#[actix_web::test]
async fn a_file_that_is_no_statement_is_refused_and_strangers_see_nothing() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let path = format!("/organisations/{}/bank/statements", mara.organisation);
    let send = |who: &Caller| who.with("content-type", "application/octet-stream");
    send(&mara).send(Method::POST, &path, Some(b"%PDF-1.4".to_vec())).await.refused(422, "statement_unreadable");
    send(&jure).send(Method::POST, &path, Some(statement(&[]))).await.refused(404, "not_found");
    jure.get(&format!("/organisations/{}/bank", mara.organisation)).await.refused(404, "not_found");
    app.finish().await;
}

/// A paid order that its buyer calls off: the refund waits for the maker's hand.
async fn called_off(app: &TestApp, mara: &Caller) -> (Value, Value) {
    let (group, _) = waiting(app, mara, 2).await;
    let due = bank(mara).await["waiting"][0].clone();
    mark(mara, &due, cents(&due["amount"]), 0).await.ok();
    let buyer = holding(&app.visitor(), &group);
    let path =
        format!("/order-groups/{}/orders/{}/cancellation", group["id"].as_str().unwrap(), group["orders"][0]["id"].as_str().unwrap());
    post_once(&buyer, &path, json!({})).await.ok();
    app.run_jobs().await;
    let back = bank(mara).await["to_give_back"][0].clone();
    (group, back)
}

fn payment_of(mara: &Caller, back: &Value) -> String {
    format!("/organisations/{}/bank/refunds/{}/payment", mara.organisation, back["refund_id"].as_str().unwrap())
}

#[actix_web::test]
async fn a_refund_is_paid_by_the_maker_to_the_account_that_the_buyer_names() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, back) = called_off(&app, &mara).await;
    let total = cents(&group["total"]);
    assert_eq!((back["kind"].as_str(), cents(&back["amount"]), &back["iban"]), (Some("refund"), total, &Value::Null));
    assert_eq!(holds(&app, Some(&mara), Purpose::OwnSales).await, total, "promised, not gone");
    assert!(subjects(&app, "maja@example.com").await.iter().any(|subject| subject.starts_with("Na kateri račun")));
    let told = subjects(&app, "mara@example.org").await;
    assert!(told.iter().any(|subject| subject.starts_with("Vrnite kupcu")), "{told:?}");
    let buyer = holding(&app.visitor(), &group);
    let path = format!("/order-groups/{}/return-account", group["id"].as_str().unwrap());
    let account = |iban: &str| json!({ "iban": iban, "holder": "Maja Kalan" });
    buyer.post(&path, account("SI56191000000123439")).await.refused(422, "invalid");
    let seen = buyer.post(&path, account("SI56 1910 0000 0123 438")).await.ok();
    assert_eq!((&seen["transfer"]["return_account"], &seen["transfer"]["wants_account"]), (&json!("… 3438"), &json!(true)));
    app.visitor().post(&path, account("SI56 1910 0000 0123 438")).await.refused(404, "not_found");
    let back = bank(&mara).await["to_give_back"][0].clone();
    assert_eq!(back["iban"], "SI56 1910 0000 0123 438");
    post_once(&mara, &payment_of(&mara, &back), json!({ "paid_on": "2027-01-01" })).await.refused(422, "invalid");
    post_once(&mara, &payment_of(&mara, &back), json!({ "paid_on": TODAY })).await.ok();
    post_once(&mara, &payment_of(&mara, &back), json!({ "paid_on": TODAY })).await.refused(409, "refund_paid");
    for purpose in [Purpose::OwnSales, Purpose::OwnAccount, Purpose::CommissionOwed, Purpose::Due] {
        assert_eq!(holds(&app, Some(&mara), purpose).await, 0, "{purpose}");
    }
    assert_eq!(holds(&app, None, Purpose::Commission).await, 0);
    let papers = page(&app, &group).await["orders"][0]["documents"].clone();
    assert!(papers.as_array().unwrap().iter().any(|paper| paper["kind"] == "credit_note"));
    assert!(subjects(&app, "maja@example.com").await.iter().any(|subject| subject.contains("vam je vrnil")));
    app.finish().await;
}

#[actix_web::test]
async fn a_refund_that_the_maker_does_not_pay_is_reminded_of() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    app.wind().await;
    called_off(&app, &mara).await;
    app.advance(days(5)).await;
    app.advance(days(5)).await;
    let told = subjects(&app, "mara@example.org").await;
    assert_eq!(told.iter().filter(|subject| subject.starts_with("Kupec še čaka")).count(), 2, "{told:?}");
    app.finish().await;
}

#[actix_web::test]
async fn a_refund_said_to_be_paid_many_times_at_once_is_paid_once() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (_, back) = called_off(&app, &mara).await;
    assert_eq!(pay_at_once(&mara, &back).await, 1);
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_its_guard_a_refund_is_paid_more_than_once() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (_, back) = called_off(&app, &mara).await;
    let _off = guard::switch_off("refund_by_hand");
    assert!(pay_at_once(&mara, &back).await > 1);
}

async fn pay_at_once(mara: &Caller, back: &Value) -> usize {
    let path = payment_of(mara, back);
    let said = join_all((0..5).map(|_| post_once(mara, &path, json!({ "paid_on": TODAY })))).await;
    said.iter().filter(|answer| answer.status.as_u16() == 204).count()
}

#[actix_web::test]
async fn a_part_of_a_line_goes_back_with_its_share_and_never_more_than_came() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, _) = waiting(&app, &mara, 2).await;
    let due = bank(&mara).await["waiting"][0].clone();
    let total = cents(&due["amount"]);
    mark(&mara, &due, total, 0).await.ok();
    let path = format!("/orders/{}/refunds", group["orders"][0]["id"].as_str().unwrap());
    post_once(&mara, &path, json!({ "reason": "Madež.", "amount": euros(total + 1) })).await.refused(409, "refund_too_large");
    let detail = post_once(&mara, &path, json!({ "reason": "Madež.", "amount": euros(500) })).await.created();
    assert_eq!(detail["refunds"][0]["status"], "pending");
    let back = bank(&mara).await["to_give_back"][0].clone();
    post_once(&mara, &payment_of(&mara, &back), json!({ "paid_on": TODAY })).await.ok();
    assert_eq!(holds(&app, Some(&mara), Purpose::OwnSales).await, total - 500);
    app.finish().await;
}

#[actix_web::test]
async fn the_share_of_transfers_is_invoiced_with_a_slip_and_marked_as_paid_once() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    app.write(|tx| documents::tell_operator(tx, &with_account())).await;
    let (group, apron) = waiting(&app, &mara, 3).await;
    read_in(&mara, &[("B-1", cents(&group["total"]), reference(&group))]).await;
    crate::shopping::bought(&app, &[(&apron, 1)], "druga@example.com").await;
    app.advance(days(10)).await;
    let issued = app.write(|tx| invoicing::issue_due(tx, "http://localhost:8080/studio/documents")).await;
    assert_eq!(issued, 2, "what was withheld, and what is owed");
    let owed = -holds(&app, Some(&mara), Purpose::CommissionOwed).await;
    let rows = petra.get("/desk/owed-invoices").await.ok()["items"].clone();
    assert_eq!((rows.as_array().unwrap().len(), cents(&rows[0]["total"]), &rows[0]["paid_at"]), (1, owed, &Value::Null));
    assert!(rows[0]["reference"].as_str().unwrap().starts_with("SI12"));
    let document = rows[0]["document_id"].as_str().unwrap();
    let xml = mara.get(&format!("/documents/{document}/xml?form=ubl")).await.text();
    assert!(xml.contains("SI56999990000200019"), "{xml}");
    let path = format!("/desk/owed-invoices/{document}/payment");
    post_once(&mara, &path, Value::Null).await.refused(403, "coordinator_only");
    post_once(&petra, &path, Value::Null).await.ok();
    post_once(&petra, &path, Value::Null).await.refused(409, "commission_invoice_paid");
    assert_eq!(holds(&app, Some(&mara), Purpose::CommissionOwed).await, 0);
    assert!(bank(&mara).await["invoices"][0]["paid_at"].is_string());
    let told = app.mails_to("mara@example.org").await;
    assert!(told.iter().any(|mail| mail.body_text.contains("plačajte po plačilnem nalogu")), "the letter says what to do");
    app.finish().await;
}

async fn switch(app: &TestApp, group: &Value) -> Answer {
    let buyer = holding(&app.visitor(), group);
    post_once(&buyer, &format!("/order-groups/{}/payment-switch", group["id"].as_str().unwrap()), json!({ "method": "sandbox" })).await
}

#[actix_web::test]
async fn a_buyer_who_waits_with_the_transfer_may_pay_by_card_after_all() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, apron) = waiting(&app, &mara, 2).await;
    assert_eq!(page(&app, &group).await["instead_of_transfer"], json!(["sandbox"]));
    let path = format!("/order-groups/{}/payment-switch", group["id"].as_str().unwrap());
    post_once(&app.visitor(), &path, json!({ "method": "sandbox" })).await.refused(404, "not_found");
    post_once(&holding(&app.visitor(), &group), &path, json!({ "method": "bank_transfer" }))
        .await
        .refused(422, "payment_method_unavailable");
    let payment = switch(&app, &group).await.created();
    assert!(payment["checkout_url"].is_string());
    let seen = page(&app, &group).await;
    assert_eq!((&seen["transfer"], &seen["instead_of_transfer"], &seen["status"]), (&Value::Null, &json!([]), &json!("placed")));
    assert_eq!(level(&mara, &apron).await, (2, 1), "the pieces stay kept");
    assert_eq!(bank(&mara).await["waiting"], json!([]), "the maker no longer waits for it");
    switch(&app, &group).await.refused(409, "due_changed");
    let buyer = holding(&app.visitor(), &group);
    crate::shopping::press(&buyer, &payment, "paid").await.ok();
    assert_eq!(page(&app, &group).await["status"], "paid");
    assert_eq!(holds(&app, Some(&mara), Purpose::OwnAccount).await, 0, "paid here, not straight");
    // The transfer comes all the same: the maker has to return it, and the buyer can say where to.
    let items = read_in(&mara, &[("B-1", cents(&group["total"]), reference(&group))]).await;
    assert_eq!(outcomes(&items), ["late"]);
    let seen = page(&app, &group).await;
    assert_eq!((cents(&seen["transfer"]["to_return"]), seen["transfer"]["wants_account"].as_bool()), (cents(&group["total"]), Some(true)));
    app.finish().await;
}

#[actix_web::test]
async fn a_transfer_booked_meanwhile_stays_the_way_it_is_paid() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, _) = waiting(&app, &mara, 2).await;
    read_in(&mara, &[("B-1", 100, reference(&group))]).await;
    assert_eq!(page(&app, &group).await["instead_of_transfer"], json!([]));
    switch(&app, &group).await.refused(409, "due_changed");
    // At the same moment, one of the two.
    for round in 0..6 {
        let (group, _) = waiting(&app, &mara, 2).await;
        let bank_name = format!("C-{round}");
        let payments = [(bank_name.as_str(), cents(&group["total"]), reference(&group))];
        let (switched, items) = join(switch(&app, &group), read_in(&mara, &payments)).await;
        let by_card = switched.status.as_u16() == 201;
        assert_eq!(outcomes(&items), [if by_card { "late" } else { "paid" }]);
        assert_eq!(page(&app, &group).await["status"], if by_card { "placed" } else { "paid" });
    }
    app.finish().await;
}

#[actix_web::test]
async fn a_card_that_is_not_paid_in_time_lets_the_pieces_go_as_ever() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    app.wind().await;
    let (group, apron) = waiting(&app, &mara, 2).await;
    switch(&app, &group).await.created();
    app.advance(days(4)).await;
    assert_eq!((page(&app, &group).await["status"].clone(), level(&mara, &apron).await), (json!("expired"), (2, 0)));
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_guard_money_that_came_is_switched_away() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, _) = waiting(&app, &mara, 2).await;
    read_in(&mara, &[("B-1", 100, reference(&group))]).await;
    let _off = guard::switch_off("due_gives_way");
    switch(&app, &group).await.created();
    assert_eq!(cents(&page(&app, &group).await["transfer"]["to_return"]), 100, "a part that came pays nothing any more");
}

/// The operator with an account that owed invoices are paid to.
fn with_account() -> modrotisk::web::Operator {
    modrotisk::web::Operator { iban: Some("SI56999990000200019".into()), ..crate::invoicing::operator() }
}

/// An order by transfer, placed and paid today.
async fn paid_straight(app: &TestApp, mara: &Caller, mark: &str, day: &str) -> Value {
    let (group, _) = waiting(app, mara, 2).await;
    let due = bank(mara).await["waiting"][0].clone();
    let body = json!({ "amount": due["amount"], "received_on": day, "seen": euros(0) });
    let path = format!("/organisations/{}/bank/dues/{}/receipts", mara.organisation, due["id"].as_str().unwrap());
    post_once(mara, &path, body).await.ok();
    assert_eq!(page(app, &group).await["status"], "paid", "{mark}");
    group
}

async fn issue(app: &TestApp) -> usize {
    app.write(|tx| invoicing::issue_due(tx, "http://localhost:8080/studio/documents")).await
}

#[actix_web::test]
async fn a_credit_note_for_an_owed_share_is_set_off_against_the_next_invoice() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    app.write(|tx| documents::tell_operator(tx, &with_account())).await;
    let first = paid_straight(&app, &mara, "november", TODAY).await;
    app.advance(days(10)).await;
    assert_eq!(issue(&app).await, 1);
    let share = -holds(&app, Some(&mara), Purpose::CommissionOwed).await;
    let (mara, petra) = (crate::listings::signed_in_again(&app, &mara).await, crate::listings::signed_in_again(&app, &petra).await);
    let invoice = petra.get("/desk/owed-invoices").await.ok()["items"][0].clone();
    post_once(&petra, &format!("/desk/owed-invoices/{}/payment", invoice["document_id"].as_str().unwrap()), Value::Null).await.ok();
    // In December the paid order goes back, and nothing else is sold.
    let path = format!("/orders/{}/cancellation", first["orders"][0]["id"].as_str().unwrap());
    post_once(&mara, &path, json!({ "reason": "Kotel se je razbil." })).await.ok();
    let back = bank(&mara).await["to_give_back"][0].clone();
    post_once(&mara, &payment_of(&mara, &back), json!({ "paid_on": "2026-12-04" })).await.ok();
    app.advance(days(31)).await;
    assert_eq!(issue(&app).await, 1, "a credit note");
    assert_eq!(holds(&app, Some(&mara), Purpose::CommissionOwed).await, share, "the platform owes it");
    // In January two orders come: the share of both, less what is owed back.
    let mara = crate::listings::signed_in_again(&app, &mara).await;
    for mark in ["prvo", "drugo"] {
        paid_straight(&app, &mara, mark, "2027-01-04").await;
    }
    app.advance(days(31)).await;
    assert_eq!(issue(&app).await, 1);
    let petra = crate::listings::signed_in_again(&app, &petra).await;
    let invoice = petra.get("/desk/owed-invoices").await.ok()["items"][0].clone();
    assert_eq!((cents(&invoice["total"]), cents(&invoice["to_pay"])), (2 * share, share));
    let mara = crate::listings::signed_in_again(&app, &mara).await;
    let document = invoice["document_id"].as_str().unwrap();
    let xml = mara.get(&format!("/documents/{document}/xml?form=ubl")).await.text();
    let amount = format!("{}.{:02}", share / 100, share % 100);
    for element in ["PrepaidAmount", "PayableAmount"] {
        assert!(xml.contains(&format!("<cbc:{element} currencyID=\"EUR\">{amount}</cbc:{element}>")), "{xml}");
    }
    post_once(&petra, &format!("/desk/owed-invoices/{document}/payment"), Value::Null).await.ok();
    assert_eq!(holds(&app, Some(&mara), Purpose::CommissionOwed).await, 0, "nobody owes anything any more");
    app.finish().await;
}
