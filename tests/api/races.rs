//! Many at once: the last pieces, the end of a hold, two messages, fifty refunds. Each with its control: the same race
//! with the guard switched off, to see that it is lost.

use futures_util::future::join_all;
use modrotisk::checkout::Shop;
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::id::{OrderGroupId, PaymentId};
use modrotisk::kit::money::Money;
use modrotisk::kit::time::minutes;
use modrotisk::payments::{self, Receipt, RefundReason};
use modrotisk::{checkout, refunds};
use serde_json::{Value, json};

use crate::harness::{Caller, TestApp};
use crate::shopping::{bought, guest_with, holding, key, level, open_payment, order_for, page, place, post_once, press, stocked, variant};

/// So many guests with one piece each in the cart, ready to press the button.
async fn buyers(app: &TestApp, variant: &str, count: usize) -> Vec<(Caller, Value)> {
    let mut ready = Vec::with_capacity(count);
    for number in 0..count {
        let guest = guest_with(app, &[(variant, 1)]).await;
        let order = order_for(&guest, &format!("buyer{number}@example.com")).await;
        ready.push((guest, order));
    }
    ready
}

/// All press at once; answers with the statuses.
async fn press_at_once(ready: &[(Caller, Value)]) -> Vec<u16> {
    let presses = ready.iter().map(|(guest, order)| post_once(guest, "/order-groups", order.clone()));
    join_all(presses).await.into_iter().map(|answer| answer.status.as_u16()).collect()
}

#[actix_web::test]
async fn sixty_four_buyers_of_the_seven_last_pieces_buy_exactly_seven() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 7, |_| {}).await);
    let ready = buyers(&app, &apron, 64).await;
    let statuses = press_at_once(&ready).await;
    let count = |status: u16| statuses.iter().filter(|known| **known == status).count();
    assert_eq!((count(201), count(409)), (7, 57), "{statuses:?}");
    assert_eq!(level(&mara, &apron).await, (7, 7));
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_stock_guard_that_race_is_lost() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 2, |_| {}).await);
    let ready = buyers(&app, &apron, 2).await;
    assert_eq!(press_at_once(&ready[..2]).await, [201, 201]);
    let _off = guard::switch_off("stock");
    let wanted = [(apron.parse().unwrap(), 1)].into();
    let held = app
        .inner()
        .write(move |tx| {
            let until = tx.now;
            modrotisk::inventory::hold(tx, "a race", &wanted, until)
        })
        .await;
    // Nothing but the last line of defence, the CHECK behind the guard, still holds; it ends as a fault and not as an answer.
    assert_eq!(held.unwrap_err().code.as_str(), "internal");
}

#[actix_web::test]
async fn two_lines_of_one_variant_are_counted_together() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = stocked(&app, &mara, "Predpasnik »Lontrg«", 3, |content| {
        content["personalisation"] = json!({ "label": { "sl": "Ime" }, "max_length": 12, "required": false });
    })
    .await;
    let guest = guest_with(&app, &[(&variant(&apron), 2)]).await;
    let named = json!({ "variant_id": variant(&apron), "quantity": 1, "personalisation": "Ajda" });
    guest.post("/carts/current/lines", named.clone()).await.created();
    guest.post("/carts/current/lines", named).await.refused(409, "quantity_not_available");
    let order = order_for(&guest, "maja@example.com").await;
    crate::shopping::correct(&mara, &variant(&apron), json!({ "counted": 2, "reason": "counted" })).await.created();
    post_once(&guest, "/order-groups", order).await.refused(409, "sold_out");
    assert_eq!(level(&mara, &variant(&apron)).await, (2, 0));
    app.finish().await;
}

#[actix_web::test]
async fn one_button_pressed_many_times_orders_once() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let guest = guest_with(&app, &[(&apron, 1)]).await;
    let order = order_for(&guest, "maja@example.com").await;
    let same = guest.with("idempotency-key", &key());
    let answers = join_all((0..16).map(|_| same.post("/order-groups", order.clone()))).await;
    let numbers: Vec<Value> = answers.into_iter().map(|answer| answer.created()["number"].clone()).collect();
    assert!(numbers.iter().all(|number| *number == numbers[0]), "{numbers:?}");
    assert_eq!(level(&mara, &apron).await, (9, 1));
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_keys_that_race_is_lost() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let (group, payment) = opened(&app, &apron).await;
    let _off = guard::switch_off("idempotency");
    press(&holding(&app.visitor(), &group), &serde_json::json!({ "id": payment }), "paid").await.ok();
    let same = mara.with("idempotency-key", &key());
    let made = json!({ "delta": 1, "reason": "made" });
    let path = format!("/variants/{apron}/stock-movements");
    join_all((0..3).map(|_| same.post(&path, made.clone()))).await;
    assert_ne!(level(&mara, &apron).await, (9, 0), "one request counted once would make nine");
}

#[actix_web::test]
async fn paying_twice_at_once_captures_once() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let (group, payment) = opened(&app, &apron).await;
    let settled = settle_at_once(&app, &payment, 8).await;
    assert_eq!(settled.iter().filter(|how| **how == checkout::Settled::Paid).count(), 1, "{settled:?}");
    assert_eq!((level(&mara, &apron).await, page(&app, &group).await["status"].as_str()), ((8, 0), Some("paid")));
    assert_eq!(app.mails_to("maja@example.com").await.len(), 1);
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_capture_guard_that_race_is_lost() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let (_, payment) = opened(&app, &apron).await;
    let _off = guard::switch_off("capture_once");
    let settled = settle_at_once(&app, &payment, 3).await;
    assert!(settled.contains(&checkout::Settled::Refunded), "{settled:?}");
    assert!(!app.breaches().await.is_empty(), "a paid purchase whose money went back is a breach");
}

async fn opened(app: &TestApp, variant: &str) -> (Value, PaymentId) {
    let guest = guest_with(app, &[(variant, 1)]).await;
    let group = place(&guest, "maja@example.com").await.created();
    let payment = open_payment(&holding(&app.visitor(), &group), &group, "sandbox").await.created();
    (group, payment["id"].as_str().unwrap().parse().unwrap())
}

async fn settle_at_once(app: &TestApp, payment: &PaymentId, times: usize) -> Vec<checkout::Settled> {
    let one = || {
        let (shop, payment) = (Shop::of(app.inner()), payment.clone());
        app.inner().write(move |tx| {
            let payment = payments::find(tx, &payment)?;
            let receipt = Receipt { amount: payment.amount(), livemode: false, intent: None };
            checkout::settle(tx, &shop, &payment, &receipt)
        })
    };
    let mut settled = Vec::new();
    for how in join_all((0..times).map(|_| one())).await {
        // Without its guard the race may also end at a CHECK, as a fault.
        settled.extend(how);
    }
    settled
}

#[actix_web::test]
async fn of_payment_and_end_of_hold_one_wins_whole() {
    for round in 0..4 {
        let app = TestApp::start().await;
        app.wind().await;
        let mara = app.creator("mara").await;
        let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 1, |_| {}).await);
        let (group, payment) = opened(&app, &apron).await;
        app.inner().db().clock().advance(minutes(16));
        let (settled, ()) = if round % 2 == 0 {
            futures_util::future::join(settle_at_once(&app, &payment, 2), app.run_jobs()).await
        } else {
            let (ended, settled) = futures_util::future::join(app.run_jobs(), settle_at_once(&app, &payment, 2)).await;
            (settled, ended)
        };
        let seen = page(&app, &group).await;
        // The piece is still there, so whoever comes first, the money buys it.
        assert_eq!((seen["status"].as_str(), level(&mara, &apron).await), (Some("paid"), (0, 0)), "{settled:?}");
        app.finish().await;
    }
}

#[actix_web::test]
async fn fifty_refunds_at_once_never_exceed_what_was_paid() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = bought(&app, &[(&apron, 1)], "maja@example.com").await;
    let given = refund_at_once(&app, &group, 50).await;
    let (paid, each) = (group["total"]["amount"].as_i64().unwrap(), 500);
    assert_eq!(given.iter().filter(|code| code.is_none()).count() as i64, paid / each);
    assert!(given.iter().flatten().all(|code| *code == "refund_too_large"), "{given:?}");
    assert_eq!(page(&app, &group).await["refunded"]["amount"], paid / each * each);
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_refund_guard_that_race_is_lost() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = bought(&app, &[(&apron, 1)], "maja@example.com").await;
    let _off = guard::switch_off("refund_cap");
    let given = refund_at_once(&app, &group, 20).await;
    // Only the CHECK behind the guard is left: the loser meets a fault, not an answer.
    assert!(given.iter().flatten().any(|code| *code == "internal"), "{given:?}");
}

/// Asks for five euros back so many times at once; answers with the refusals' codes.
async fn refund_at_once(app: &TestApp, group: &Value, times: usize) -> Vec<Option<&'static str>> {
    let id: OrderGroupId = group["id"].as_str().unwrap().parse().unwrap();
    let one = || {
        let id = id.clone();
        app.inner().write(move |tx| {
            let payment = payments::of_groups(tx, std::slice::from_ref(&id))?.remove(0);
            refunds::give_back(tx, &payment, Money::euros(500), RefundReason::PaidTwice).map(drop)
        })
    };
    join_all((0..times).map(|_| one())).await.into_iter().map(|given| given.err().map(|error| error.code.as_str())).collect()
}

#[actix_web::test]
async fn a_pressed_pay_button_and_a_cancellation_leave_one_truth() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 1, |_| {}).await);
    let guest = guest_with(&app, &[(&apron, 1)]).await;
    let group = place(&guest, "maja@example.com").await.created();
    let buyer = holding(&app.visitor(), &group);
    let payment = open_payment(&buyer, &group, "sandbox").await.created();
    let cancel = format!("/order-groups/{}/cancellation", group["id"].as_str().unwrap());
    futures_util::future::join(press(&buyer, &payment, "paid"), post_once(&buyer, &cancel, json!(null))).await;
    let status = page(&app, &group).await["status"].as_str().unwrap().to_owned();
    let expected = if status == "paid" { (0, 0) } else { (1, 0) };
    assert_eq!(level(&mara, &apron).await, expected, "{status}");
    app.finish().await;
}

#[actix_web::test]
async fn a_correction_amid_a_rush_loses_no_piece_and_invents_none() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 10, |_| {}).await);
    let ready = buyers(&app, &apron, 12).await;
    let path = format!("/variants/{apron}/stock-movements");
    let corrections = (0..6).map(|_| post_once(&mara, &path, json!({ "delta": -1, "reason": "damaged" })));
    let (statuses, corrected) = futures_util::future::join(press_at_once(&ready), join_all(corrections)).await;
    let sold = statuses.iter().filter(|status| **status == 201).count() as i64;
    let broken = corrected.iter().filter(|answer| answer.status.as_u16() == 201).count() as i64;
    assert!(corrected.iter().all(|answer| matches!(answer.status.as_u16(), 201 | 409)));
    let (on_hand, held) = level(&mara, &apron).await;
    assert_eq!((on_hand, held), (10 - broken, sold));
    assert!(held <= on_hand && sold > 0);
    app.finish().await;
}
