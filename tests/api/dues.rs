//! Money owed straight to creators: counted once, named for return, never another's.

use futures_util::future::{join, join_all};
use modrotisk::dues::{self, Came, Counted, Due, DueStatus, EntryStatus, NewDue};
use modrotisk::kit::Code;
use modrotisk::kit::camt::Credit;
use modrotisk::kit::id::{Id, OrderId, OrganisationId};
use modrotisk::kit::money::Money;
use modrotisk::kit::reference::is_reference;
use modrotisk::kit::time::hours;

use crate::harness::TestApp;

const MARA: &str = "SI56191000000123438";
const LUKA: &str = "SI56051008010486080";

fn studio(number: u8) -> OrganisationId {
    OrganisationId::from_uuid(format!("01900000-0000-7000-8000-0000000000{number:02}").parse().unwrap())
}

fn order(number: u8) -> OrderId {
    OrderId::from_uuid(format!("01900000-0000-7000-8000-0000000001{number:02}").parse().unwrap())
}

/// An order of 64,00 € from a studio.
async fn owed(app: &TestApp, number: u8, studio: OrganisationId, iban: &str) -> Due {
    let (order, iban) = (order(number), iban.to_owned());
    let made = move |tx: &mut modrotisk::db::Tx| {
        let due_at = tx.now.plus(hours(72));
        let new = NewDue {
            order: order.clone(),
            organisation: studio.clone(),
            iban: iban.clone(),
            holder: "Mara Kos s.p.".into(),
            amount: Money::euros(6_400),
            due_at,
        };
        dues::open(tx, &new)
    };
    app.write(made).await
}

fn credit(due: &Due, bank: &str, cents: i64) -> Credit {
    Credit {
        iban: due.iban.clone(),
        bank_reference: bank.to_owned(),
        amount: Money::euros(cents),
        booked_on: "2026-11-27".parse().unwrap(),
        reference: Some(due.reference.clone()),
        words: String::new(),
        payer: Some("Ana Novak".into()),
        payer_iban: None,
    }
}

async fn read(app: &TestApp, studio: OrganisationId, account: &str, credits: &[Credit]) -> Vec<Came> {
    let (accounts, credits) = (vec![account.to_owned()], credits.to_vec());
    app.write(move |tx| dues::take_in(tx, &studio, &accounts, &credits)).await
}

async fn now(app: &TestApp, due: &Due) -> Due {
    let id = due.id.clone();
    app.write(move |tx| dues::find(tx, &id)).await
}

fn counted(came: &[Came]) -> &Counted {
    match came {
        [Came::Counted(counted)] => counted,
        other => panic!("not one counted payment: {other:?}"),
    }
}

async fn mark(app: &TestApp, due: &Due, cents: i64, seen: i64) -> modrotisk::kit::Result<Counted> {
    let due = due.clone();
    app.inner().write(move |tx| dues::mark(tx, &due, Money::euros(cents), &"2026-11-24".parse().unwrap(), Money::euros(seen))).await
}

async fn audited(app: TestApp) {
    let findings = app.inner().read(dues::audit).await.unwrap();
    assert!(findings.iter().all(|finding| finding.holds()), "{findings:?}");
    app.finish().await;
}

#[actix_web::test]
async fn each_creator_gets_an_own_slip() {
    let app = TestApp::start().await;
    let first = owed(&app, 1, studio(1), MARA).await;
    let second = owed(&app, 2, studio(2), LUKA).await;
    assert!(is_reference(&first.reference) && is_reference(&second.reference));
    assert_ne!((&first.iban, &first.reference), (&second.iban, &second.reference));
    assert_eq!(owed(&app, 1, studio(1), MARA).await, first, "asked again, the order has the same slip");
    audited(app).await;
}

#[actix_web::test]
async fn a_statement_read_twice_counts_once() {
    let app = TestApp::start().await;
    let due = owed(&app, 1, studio(1), MARA).await;
    let unknown = Credit { reference: None, ..credit(&due, "B-2", 900) };
    let statement = [credit(&due, "B-1", 6_400), unknown];
    let came = read(&app, studio(1), MARA, &statement).await;
    assert!(counted(&came[..1]).paid_now);
    assert!(matches!(came[1], Came::Unmatched(_)));
    assert_eq!(read(&app, studio(1), MARA, &statement).await, [Came::Again, Came::Again]);
    let due = now(&app, &due).await;
    assert_eq!((due.status, due.received_cents), (DueStatus::Paid, 6_400));
    audited(app).await;
}

#[actix_web::test]
async fn money_in_two_parts_pays_the_order() {
    let app = TestApp::start().await;
    let due = owed(&app, 1, studio(1), MARA).await;
    let came = read(&app, studio(1), MARA, &[credit(&due, "B-1", 4_000)]).await;
    let part = counted(&came);
    assert_eq!((part.due.status, part.due.open().amount, part.paid_now), (DueStatus::Partial, 2_400, false));
    let rest = mark(&app, &due, 2_400, 4_000).await.unwrap();
    assert_eq!((rest.due.status, rest.paid_now), (DueStatus::Paid, true));
    audited(app).await;
}

#[actix_web::test]
async fn too_much_is_named_for_return() {
    let app = TestApp::start().await;
    let due = owed(&app, 1, studio(1), MARA).await;
    let came = read(&app, studio(1), MARA, &[credit(&due, "B-1", 6_400), credit(&due, "B-2", 6_400)]).await;
    assert!(matches!(&came[1], Came::Counted(again) if !again.paid_now && again.due.status == DueStatus::Overpaid));
    let due = now(&app, &due).await;
    assert_eq!(due.to_return(), Money::euros(6_400));
    let give = |cents| {
        let due = due.clone();
        app.inner().write(move |tx| dues::mark_returned(tx, &due, Money::euros(cents)))
    };
    assert_eq!(give(6_401).await.unwrap_err().code, Code::MoreThanDue);
    assert_eq!(give(6_400).await.unwrap().to_return(), Money::euros(0));
    assert_eq!(give(1).await.unwrap_err().code, Code::MoreThanDue);
    audited(app).await;
}

#[actix_web::test]
async fn late_money_is_named_for_return_or_pays_after_all() {
    let app = TestApp::start().await;
    let (sold_out, there) = (owed(&app, 1, studio(1), MARA).await, owed(&app, 2, studio(1), MARA).await);
    for due in [&sold_out, &there] {
        let id = due.id.clone();
        assert!(app.write(move |tx| dues::end(tx, &id, DueStatus::Expired)).await);
        let came = read(&app, studio(1), MARA, &[credit(due, due.order_id.as_str(), 6_400)]).await;
        let late = counted(&came);
        assert_eq!((late.due.status, late.paid_now, late.due.to_return().amount), (DueStatus::Expired, false, 6_400));
    }
    let id = there.id.clone();
    let revived = app.write(move |tx| dues::revive(tx, &id)).await.unwrap();
    assert_eq!((revived.due.status, revived.paid_now, revived.due.to_return().amount), (DueStatus::Paid, true, 0));
    let returned = sold_out.clone();
    app.write(move |tx| dues::mark_returned(tx, &returned, Money::euros(6_400))).await;
    let id = sold_out.id.clone();
    assert_eq!(app.write(move |tx| dues::revive(tx, &id)).await, None, "what went back pays nothing");
    audited(app).await;
}

#[actix_web::test]
async fn an_unpaid_due_is_over_after_its_time_and_ends_once() {
    let app = TestApp::start().await;
    let due = owed(&app, 1, studio(1), MARA).await;
    assert_eq!(app.write(|tx| dues::over(tx, 9)).await, []);
    app.advance(hours(72)).await;
    assert_eq!(app.write(|tx| dues::over(tx, 9)).await, std::slice::from_ref(&due.id));
    for first in [true, false] {
        let id = due.id.clone();
        assert_eq!(app.write(move |tx| dues::end(tx, &id, DueStatus::Expired)).await, first);
    }
    assert_eq!(mark(&app, &due, 6_400, 0).await.unwrap_err().code, Code::DueChanged);
    audited(app).await;
}

#[actix_web::test]
async fn a_stranger_cannot_import_for_another_studio() {
    let app = TestApp::start().await;
    let due = owed(&app, 1, studio(1), MARA).await;
    let statement = [credit(&due, "B-1", 6_400)];
    assert_eq!(read(&app, studio(2), LUKA, &statement).await, [Came::OtherAccount]);
    assert!(matches!(read(&app, studio(2), MARA, &statement).await[..], [Came::Unmatched(_)]), "even with a claimed account");
    assert_eq!(now(&app, &due).await.received_cents, 0);
    assert!(counted(&read(&app, studio(1), MARA, &statement).await).paid_now, "and nothing is blocked by it");
    audited(app).await;
}

#[actix_web::test]
async fn money_nobody_could_place_is_assigned_or_put_aside_once() {
    let app = TestApp::start().await;
    let due = owed(&app, 1, studio(1), MARA).await;
    let bare = |bank, cents| Credit { reference: None, ..credit(&due, bank, cents) };
    read(&app, studio(1), MARA, &[bare("B-1", 6_400), bare("B-2", 100)]).await;
    let found = app.write(|tx| dues::entries(tx, &studio(1), EntryStatus::Unmatched)).await;
    let (other, own) = (found[0].clone(), found[1].clone());
    let asked = own.clone();
    assert_eq!(app.write(move |tx| dues::suggestions(tx, &asked)).await, std::slice::from_ref(&due));
    let assign = || {
        let (entry, due) = (own.id.clone(), due.id.clone());
        app.inner().write(move |tx| dues::assign(tx, &studio(1), &entry, &due))
    };
    assert!(assign().await.unwrap().paid_now);
    assert_eq!(assign().await.unwrap_err().code, Code::DueChanged);
    let aside = other.id.clone();
    app.write(move |tx| dues::ignore(tx, &studio(1), &aside, "Najemnina")).await;
    let aside = other.id.clone();
    let again = app.inner().write(move |tx| dues::ignore(tx, &studio(1), &aside, "Najemnina")).await;
    assert_eq!(again.unwrap_err().code, Code::DueChanged);
    audited(app).await;
}

async fn race(app: &TestApp, due: &Due) -> usize {
    let hands = join_all((0..8).map(|_| mark(app, due, 6_400, 0)));
    let statement = [credit(due, "B-1", 6_400)];
    let (hands, came) = join(hands, read(app, studio(1), MARA, &statement)).await;
    let by_hand = hands.into_iter().flatten().filter(|counted| counted.paid_now).count();
    by_hand + came.iter().filter(|came| matches!(came, Came::Counted(counted) if counted.paid_now)).count()
}

#[actix_web::test]
async fn a_statement_and_hands_at_once_pay_once() {
    let app = TestApp::start().await;
    let due = owed(&app, 1, studio(1), MARA).await;
    assert_eq!(race(&app, &due).await, 1);
    let due = now(&app, &due).await;
    assert_eq!((due.status, due.received_cents), (DueStatus::Paid, 6_400));
    audited(app).await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_look_at_what_was_seen_that_race_is_lost() {
    let app = TestApp::start().await;
    let due = owed(&app, 1, studio(1), MARA).await;
    let _off = modrotisk::kit::guard::switch_off("money_seen");
    race(&app, &due).await;
    assert!(now(&app, &due).await.received_cents > 6_400);
}
