//! The ledger: what moves once, what is promised, what can be asked at any date.

use modrotisk::db::Tx;
use modrotisk::kit::id::{Id, OrganisationId};
use modrotisk::kit::money::{Currency, Money};
use modrotisk::kit::time::hours;
use modrotisk::kit::{Code, Result};
use modrotisk::ledger::{self, Account, Move, Purpose, TransferCode, TransferStatus};

use crate::harness::TestApp;

fn studio() -> OrganisationId {
    OrganisationId::from_uuid("01900000-0000-7000-8000-000000000001".parse().unwrap())
}

fn due() -> Account {
    Account::of(&studio(), Purpose::Due, Currency::EUR)
}

fn sale(cents: i64) -> Vec<Move> {
    let clearing = Account::platform(Purpose::Clearing, Currency::EUR);
    let commission = Account::platform(Purpose::Commission, Currency::EUR);
    vec![
        Move { code: TransferCode::Capture, debit: clearing, credit: due(), amount: Money::euros(cents) },
        Move { code: TransferCode::Commission, debit: due(), credit: commission, amount: Money::euros(cents / 10) },
    ]
}

fn holds(tx: &mut Tx) -> Result<i64> {
    Ok(ledger::balance(tx, &due())?.posted.amount)
}

async fn audited(app: TestApp) {
    let findings = app.inner().read(ledger::audit).await.unwrap();
    assert!(findings.iter().all(|finding| finding.holds()), "{findings:?}");
    app.finish().await;
}

#[actix_web::test]
async fn a_fact_told_twice_moves_its_money_once() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        app.write(|tx| ledger::post(tx, "ord_a", &sale(1_000))).await;
    }
    assert_eq!(app.write(holds).await, 900);
    audited(app).await;
}

#[actix_web::test]
async fn nothing_and_less_than_nothing_are_no_transfers() {
    let app = TestApp::start().await;
    app.write(|tx| ledger::post(tx, "ord_a", &sale(0))).await;
    let refused = app.inner().write(|tx| ledger::post(tx, "ord_a", &sale(-5))).await.unwrap_err();
    assert_eq!(refused.code, Code::Internal);
    assert_eq!(app.write(|tx| ledger::of_cause(tx, "ord_a")).await.len(), 0);
    audited(app).await;
}

#[actix_web::test]
async fn a_payout_never_takes_more_than_is_due_however_many_ask_at_once() {
    let app = TestApp::start().await;
    app.write(|tx| ledger::post(tx, "ord_a", &sale(10_000))).await;
    let asks = (0..50).map(|index| {
        let app = app.clone();
        async move { app.inner().write(move |tx| ledger::promise_payout(tx, &format!("pyo_{index}"), &studio(), Money::euros(2_000))).await }
    });
    let answers = futures_util::future::join_all(asks).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 4);
    assert!(answers.iter().filter_map(|answer| answer.as_ref().err()).all(|error| error.code == Code::MoreThanDue));
    audited(app).await;
}

#[actix_web::test]
async fn a_promise_comes_true_or_comes_back_once() {
    let app = TestApp::start().await;
    app.write(|tx| ledger::post(tx, "ord_a", &sale(10_000))).await;
    app.write(|tx| ledger::promise_payout(tx, "pyo_1", &studio(), Money::euros(3_000))).await;
    app.write(|tx| ledger::promise_payout(tx, "pyo_2", &studio(), Money::euros(4_000))).await;
    let promised = app.write(|tx| ledger::balance(tx, &due())).await;
    assert_eq!((promised.posted.amount, promised.pending.amount), (9_000, 7_000));
    assert!(app.write(|tx| ledger::settle(tx, "pyo_1", TransferStatus::Posted)).await);
    assert!(app.write(|tx| ledger::settle(tx, "pyo_2", TransferStatus::Voided)).await);
    assert!(!app.write(|tx| ledger::settle(tx, "pyo_2", TransferStatus::Posted)).await, "settled once");
    let settled = app.write(|tx| ledger::balance(tx, &due())).await;
    assert_eq!((settled.posted.amount, settled.pending.amount), (6_000, 0));
    audited(app).await;
}

#[actix_web::test]
async fn a_balance_can_be_asked_at_any_date() {
    let app = TestApp::start().await;
    app.write(|tx| ledger::post(tx, "ord_a", &sale(1_000))).await;
    let noon = app.inner().now();
    app.advance(hours(5)).await;
    app.write(|tx| ledger::post(tx, "ord_b", &sale(2_000))).await;
    let then = app.write(move |tx| ledger::balance_at(tx, &due(), Some(noon))).await;
    assert_eq!(then.posted.amount, 900);
    assert_eq!(app.write(holds).await, 2_700);
    audited(app).await;
}
