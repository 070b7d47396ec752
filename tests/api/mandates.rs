//! Till money goes on to makers by a file for the organizer's own bank, under the makers' mandates.

use futures_util::future::join;
use modrotisk::identity;
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::id::OrganisationId;
use modrotisk::kit::money::Money;
use modrotisk::kit::{Code, Result};
use modrotisk::mandates::{self, BankOrder, BankOrderStatus, Owed};

use crate::harness::{Caller, TestApp};

fn organisation(of: &Caller) -> OrganisationId {
    of.organisation.parse().unwrap()
}

/// Something that somebody does for the organisation it acts for.
async fn act<T: Send + 'static>(
    app: &TestApp,
    who: &Caller,
    job: impl Fn(&mut modrotisk::db::Tx, &identity::Member) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (signed_in, own) = (who.who(), organisation(who));
    app.inner()
        .write(move |tx| {
            let by = identity::member(tx, &signed_in, &own)?;
            job(tx, &by)
        })
        .await
}

fn owed(to: &Caller, cause: &str, cents: i64) -> Owed {
    Owed {
        studio: organisation(to),
        cause: cause.into(),
        amount: Money::euros(cents),
        purpose: "Sejem Železniki, prodaja na blagajni".into(),
    }
}

async fn prepare(app: &TestApp, hall: &Caller, what: Vec<Owed>) -> Result<BankOrder> {
    let on = "2026-11-26".parse().unwrap();
    act(app, hall, move |tx, by| mandates::prepare(tx, by, &on, &what)).await
}

async fn give(app: &TestApp, maker: &Caller, hall: &Caller) -> mandates::Mandate {
    let to = organisation(hall);
    act(app, maker, move |tx, by| mandates::give(tx, by, &to)).await.unwrap()
}

#[actix_web::test]
async fn only_makers_who_gave_a_mandate_are_paid_and_only_by_a_file_for_the_organizers_own_bank() {
    let app = TestApp::start().await;
    let (hall, mara, jure) = (app.organizer("hala").await, app.creator("mara").await, app.creator("jure").await);
    let mandate = give(&app, &mara, &hall).await;
    assert_eq!(give(&app, &mara, &hall).await, mandate, "given again, it is the same");
    assert_eq!(mandate.text_version, mandates::TEXT_VERSION);
    let refused = prepare(&app, &hall, vec![owed(&mara, "set-1", 6_400), owed(&jure, "set-2", 900)]).await.unwrap_err();
    assert_eq!(refused.code, Code::MandateMissing);
    give(&app, &jure, &hall).await;
    let order = prepare(&app, &hall, vec![owed(&mara, "set-1", 6_400), owed(&jure, "set-2", 900)]).await.unwrap();
    let (id, own) = (order.id.clone(), organisation(&hall));
    let (kept, lines) = app.write(move |tx| mandates::find(tx, &own, &id)).await;
    let xml = mandates::file(&kept, &lines).unwrap();
    assert!(xml.contains("<CtrlSum>73.00</CtrlSum>") && xml.contains("<InstdAmt Ccy=\"EUR\">64.00</InstdAmt>"), "{xml}");
    assert!(xml.contains("mara s.p.") && xml.contains("Sejem Zelezniki, prodaja na blagajni"), "{xml}");
    assert_eq!(mandates::file(&kept, &lines).unwrap(), xml, "the same file, whenever it is asked for");
    let (id, stranger) = (order.id.clone(), organisation(&mara));
    let unseen = app.inner().write(move |tx| mandates::find(tx, &stranger, &id)).await;
    assert_eq!(unseen.unwrap_err().code, Code::NotFound);
    app.finish().await;
}

#[actix_web::test]
async fn a_fact_is_in_one_live_file_and_a_file_that_was_given_up_frees_it() {
    let app = TestApp::start().await;
    let (hall, mara) = (app.organizer("hala").await, app.creator("mara").await);
    let mandate = give(&app, &mara, &hall).await;
    let both = join(prepare(&app, &hall, vec![owed(&mara, "set-1", 6_400)]), prepare(&app, &hall, vec![owed(&mara, "set-1", 6_400)])).await;
    let made: Vec<BankOrder> = [both.0, both.1].into_iter().filter_map(Result::ok).collect();
    assert_eq!(made.len(), 1, "of two at once, one is made");
    let id = made[0].id.clone();
    act(&app, &hall, move |tx, by| mandates::discard(tx, by, &id)).await.unwrap();
    let again = prepare(&app, &hall, vec![owed(&mara, "set-1", 6_400)]).await.unwrap();
    let id = again.id.clone();
    act(&app, &hall, move |tx, by| mandates::mark_sent(tx, by, &id)).await.unwrap();
    let id = again.id.clone();
    let late = act(&app, &hall, move |tx, by| mandates::discard(tx, by, &id)).await;
    assert_eq!(late.unwrap_err().code, Code::DueChanged, "what was sent is not given up");
    let id = mandate.id.clone();
    act(&app, &mara, move |tx, by| mandates::revoke(tx, by, &id)).await.unwrap();
    let refused = prepare(&app, &hall, vec![owed(&mara, "set-2", 100)]).await.unwrap_err();
    assert_eq!(refused.code, Code::MandateMissing);
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_its_guard_a_sent_file_is_given_up_and_the_audit_sees_it() {
    let app = TestApp::start().await;
    let (hall, mara) = (app.organizer("hala").await, app.creator("mara").await);
    give(&app, &mara, &hall).await;
    let order = prepare(&app, &hall, vec![owed(&mara, "set-1", 6_400)]).await.unwrap();
    let id = order.id.clone();
    act(&app, &hall, move |tx, by| mandates::mark_sent(tx, by, &id)).await.unwrap();
    let _off = guard::switch_off("bank_order_ends");
    let id = order.id.clone();
    act(&app, &hall, move |tx, by| mandates::discard(tx, by, &id)).await.unwrap();
    let (id, own) = (order.id.clone(), organisation(&hall));
    let (now, _) = app.write(move |tx| mandates::find(tx, &own, &id)).await;
    assert_eq!(now.status, BankOrderStatus::Discarded, "its money would go out twice");
}
