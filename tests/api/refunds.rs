//! Money back by line, by amount, by the seller or the desk: within what was paid, in the books, on the shelf.

use futures_util::future::join_all;
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::id::OrganisationId;
use modrotisk::kit::money::Currency;
use modrotisk::ledger::{self, Account, Purpose};
use modrotisk::payments::{self, RefundStatus};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, TestApp};
use crate::shopping::{bought, guest_with, key, level, order_of, page, place, post_once, stocked, variant};

fn euros(cents: i64) -> Value {
    json!({ "amount": cents, "currency": "EUR" })
}

async fn give(by: &Caller, order: &Value, what: Value) -> Answer {
    post_once(by, &format!("/orders/{}/refunds", order["id"].as_str().unwrap()), what).await
}

async fn holds(app: &TestApp, maker: Option<&Caller>, purpose: Purpose) -> i64 {
    let organisation: Option<OrganisationId> = maker.map(|maker| maker.organisation.parse().unwrap());
    let account = Account { organisation, purpose, currency: Currency::EUR };
    app.write(move |tx| ledger::balance(tx, &account)).await.posted.amount
}

/// Two lines of one maker: two aprons and three candles.
async fn two_lines(app: &TestApp, mara: &Caller) -> (Value, String, String) {
    let apron = variant(&stocked(app, mara, "Predpasnik »Lontrg«", 5, |_| {}).await);
    let candle = variant(&stocked(app, mara, "Svečnik »Ješa«", 5, |_| {}).await);
    let group = bought(app, &[(&apron, 2), (&candle, 3)], "maja@example.com").await;
    (group, apron, candle)
}

#[actix_web::test]
async fn pieces_of_a_line_go_back_on_the_shelf_and_their_money_to_the_buyer() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, apron, candle) = two_lines(&app, &mara).await;
    let order = order_of(&group, &mara);
    let (aprons, candles) = (&order["lines"][0], &order["lines"][1]);
    let unit = aprons["unit_price"]["amount"].as_i64().unwrap();
    let what = json!({ "reason": "En predpasnik je imel madež.",
        "lines": [{ "line_id": aprons["id"], "quantity": 1, "restock": true }, { "line_id": candles["id"], "quantity": 1 }] });
    let detail = give(&mara, order, what).await.created();
    let candle_price = candles["unit_price"]["amount"].as_i64().unwrap();
    assert_eq!((detail["refunded"]["amount"].as_i64(), detail["status"].as_str()), (Some(unit + candle_price), Some("paid")));
    assert_eq!(detail["lines"][0]["refunded_quantity"], 1);
    assert_eq!(detail["refunds"][0]["parts"].as_array().unwrap().len(), 2);
    assert_eq!((level(&mara, &apron).await, level(&mara, &candle).await), ((4, 0), (2, 0)));
    let seen = page(&app, &group).await;
    assert_eq!(order_of(&seen, &mara)["lines"][0]["refunded"], euros(unit));
    let letter = app.mails_to("maja@example.com").await.into_iter().find(|letter| letter.subject.starts_with("Vračamo vam")).unwrap();
    assert!(letter.body_text.contains("En predpasnik je imel madež."));
    app.finish().await;
}

#[actix_web::test]
async fn a_refund_never_exceeds_its_line_its_delivery_or_its_order() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, ..) = two_lines(&app, &mara).await;
    let order = order_of(&group, &mara);
    let line = &order["lines"][0];
    let total = line["total"]["amount"].as_i64().unwrap();
    let of_line = |quantity: i64, amount: Value| json!({ "reason": "Popravek cene.", "lines": [{ "line_id": line["id"], "quantity": quantity, "amount": amount }] });
    give(&mara, order, of_line(0, euros(total + 1))).await.refused(409, "refund_too_large");
    give(&mara, order, of_line(3, json!(null))).await.refused(409, "refund_too_large");
    give(&mara, order, of_line(0, json!(null))).await.refused(422, "invalid");
    give(&mara, order, of_line(0, json!({ "amount": 100, "currency": "USD" }))).await.refused(422, "invalid");
    give(&mara, order, of_line(0, euros(-1))).await.refused(422, "invalid");
    let delivery = order["delivery_total"]["amount"].as_i64().unwrap();
    give(&mara, order, json!({ "reason": "Poštnina.", "delivery": euros(delivery + 1) })).await.refused(409, "refund_too_large");
    let all = order["total"]["amount"].as_i64().unwrap();
    give(&mara, order, json!({ "reason": "Iz dobre volje.", "amount": euros(all + 1) })).await.refused(409, "refund_too_large");
    give(&mara, order, json!({ "reason": "Iz dobre volje." })).await.refused(422, "invalid");
    give(&mara, order, json!({ "reason": "", "amount": euros(1) })).await.refused(422, "invalid");
    let foreign = json!({ "reason": "Tuja vrstica.", "lines": [{ "line_id": "oli_00000000-0000-7000-8000-000000000000", "quantity": 1 }] });
    give(&mara, order, foreign).await.refused(422, "invalid");
    assert_eq!(page(&app, &group).await["refunded"]["amount"], 0);
    app.finish().await;
}

#[actix_web::test]
async fn many_partial_refunds_return_every_account_to_zero() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, ..) = two_lines(&app, &mara).await;
    let order = order_of(&group, &mara);
    let line = |place: usize, quantity: i64| json!({ "line_id": order["lines"][place]["id"], "quantity": quantity });
    give(&mara, order, json!({ "reason": "Iz dobre volje.", "amount": euros(777) })).await.created();
    give(&mara, order, json!({ "reason": "Vrnjen predpasnik.", "lines": [line(0, 1)] })).await.created();
    give(&mara, order, json!({ "reason": "Vrnjena svečnika.", "lines": [line(1, 2)] })).await.created();
    let left = give(&mara, order, json!({ "reason": "Še en svečnik.", "lines": [line(1, 1)] })).await.created();
    assert_eq!(left["status"], "paid");
    let delivery = left["delivery_total"]["amount"].as_i64().unwrap() - left["refunded_delivery"]["amount"].as_i64().unwrap();
    let detail = give(&mara, order, json!({ "reason": "Še ostalo.", "lines": [line(0, 1)], "delivery": euros(delivery) })).await.created();
    assert_eq!((&detail["refunded"], detail["status"].as_str(), &detail["acts"]), (&order["total"], Some("refunded"), &json!([])));
    for purpose in [Purpose::Clearing, Purpose::Commission, Purpose::CommissionVat] {
        assert_eq!(holds(&app, None, purpose).await, 0, "{purpose}");
    }
    assert_eq!(holds(&app, Some(&mara), Purpose::Due).await, 0);
    give(&mara, order, json!({ "reason": "Še en cent.", "amount": euros(1) })).await.refused(409, "refund_too_large");
    app.finish().await;
}

#[actix_web::test]
async fn the_desk_gives_back_where_the_seller_does_not_and_a_stranger_cannot() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let petra = app.coordinator().await;
    let (group, apron, _) = two_lines(&app, &mara).await;
    let order = order_of(&group, &mara);
    let what = json!({ "reason": "Po posredovanju.", "amount": euros(500) });
    give(&jure, order, what.clone()).await.refused(404, "not_found");
    give(&app.buyer("kupka").await, order, what.clone()).await.refused(404, "not_found");
    give(&app.visitor(), order, what.clone()).await.refused(401, "not_signed_in");
    let path = format!("/orders/{}/refunds", order["id"].as_str().unwrap());
    let same = petra.with("idempotency-key", &key());
    let first = same.post(&path, what.clone()).await.created();
    assert_eq!((first["refunds"][0]["reason"].as_str(), &first["refunded"]), (Some("by_desk"), &euros(500)));
    assert_eq!(same.post(&path, what).await.created(), first, "a request sent twice gives back once");
    assert_eq!(petra.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.ok()["refunded"], euros(500));

    let guest = guest_with(&app, &[(&apron, 1)]).await;
    let unpaid = place(&guest, "eva@example.com").await.created();
    give(&mara, &unpaid["orders"][0], json!({ "reason": "Neplačano.", "amount": euros(1) })).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_refund_that_fails_gives_its_counters_back_and_can_be_made_again() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, ..) = two_lines(&app, &mara).await;
    let order = order_of(&group, &mara);
    let what = json!({ "reason": "Vrnjeno.", "lines": [{ "line_id": order["lines"][0]["id"], "quantity": 2 }] });
    let detail = give(&mara, order, what.clone()).await.created();
    let id = detail["refunds"][0]["id"].as_str().unwrap().parse().unwrap();
    // In the sandbox nothing fails; a bank may still send money back that had been taken.
    app.write(move |tx| {
        let refund = payments::find_refund(tx, &id)?;
        let answer = modrotisk::stripe::RefundAnswer { id: "re_1".to_owned(), status: "failed".to_owned() };
        modrotisk::refunds::settle(tx, &refund, &answer)
    })
    .await;
    let after = mara.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.ok();
    assert_eq!((&after["refunded"], after["refunds"][0]["status"].as_str()), (&euros(0), Some(RefundStatus::Failed.as_str())));
    assert_eq!(after["lines"][0]["refunded_quantity"], 0);
    assert!(app.breaches().await.is_empty());
    give(&mara, order, what).await.created();
    app.finish().await;
}

/// Asks for five euros of a line so many times at once; answers with the codes.
async fn at_once(app: &TestApp, mara: &Caller, order: &Value, times: usize) -> Vec<String> {
    let what = json!({ "reason": "Popravek cene.", "lines": [{ "line_id": order["lines"][0]["id"], "amount": euros(500) }] });
    let _ = app;
    let answers = join_all((0..times).map(|_| give(mara, order, what.clone()))).await;
    answers.into_iter().map(|answer| answer.json()["code"].as_str().unwrap_or("").to_owned()).collect()
}

#[actix_web::test]
async fn fifty_refunds_of_one_line_at_once_never_exceed_the_line() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, ..) = two_lines(&app, &mara).await;
    let order = order_of(&group, &mara);
    let codes = at_once(&app, &mara, order, 50).await;
    let total = order["lines"][0]["total"]["amount"].as_i64().unwrap();
    assert!(total / 500 < 50 && total < order["total"]["amount"].as_i64().unwrap());
    assert_eq!(codes.iter().filter(|code| code.is_empty()).count() as i64, total / 500);
    assert!(codes.iter().all(|code| code.is_empty() || code == "refund_too_large"), "{codes:?}");
    assert_eq!(page(&app, &group).await["refunded"]["amount"], total / 500 * 500);
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_line_guard_that_race_is_lost() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let (group, ..) = two_lines(&app, &mara).await;
    let order = order_of(&group, &mara);
    let _off = guard::switch_off("refund_lines");
    let codes = at_once(&app, &mara, order, 40).await;
    // Only the CHECK behind the guard is left: the loser meets a fault, not an answer.
    assert!(codes.iter().any(|code| code == "internal"), "{codes:?}");
}
