//! Invoices and credit notes: who gets which, numbered without a gap, never changed.

use diesel::RunQueryDsl;
use futures_util::future::join_all;
use modrotisk::db::{Conn, Tx};
use modrotisk::documents::{self, Document, DocumentKind, Printed};
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::id::{OrderGroupId, OrderId};
use modrotisk::kit::{Code, Error, Result};
use modrotisk::orders;
use modrotisk::payments::RefundReason;
use modrotisk::refunds::{self, Asked, Giving};
use serde_json::{Value, json};

use crate::harness::{Caller, TestApp};
use crate::shopping::{bought, guest_with, holding, open_payment, order_of, place, post_once, press, stocked, variant};

/// The documents of an order, with what is printed on them.
async fn issued(app: &TestApp, order: &Value) -> Vec<(Document, Printed)> {
    let id: OrderId = order["id"].as_str().unwrap().parse().unwrap();
    app.write(move |tx| documents::of_order(tx, &id)?.into_iter().map(|one| Ok((one.clone(), documents::printed(&one)?))).collect()).await
}

/// Gives so much of an order back, shared out over what is left of it.
async fn give_back(app: &TestApp, order: &Value, cents: i64) {
    let order: OrderId = order["id"].as_str().unwrap().parse().unwrap();
    app.write(move |tx| {
        let asked = Asked { free: cents, ..Asked::default() };
        refunds::of_order(tx, &order, &asked, Giving { reason: RefundReason::CancelledBySeller, note: None, announced: false }).map(drop)
    })
    .await;
}

#[actix_web::test]
async fn an_order_paid_gets_one_invoice_in_its_sellers_series() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let candle = variant(&stocked(&app, &jure, "Svečnik »Ješa«", 9, |_| {}).await);
    let both = bought(&app, &[(&apron, 2), (&candle, 1)], "maja@example.com").await;
    let again = bought(&app, &[(&apron, 1)], "ana@example.com").await;
    let mut numbers = Vec::new();
    for (group, maker) in [(&both, &mara), (&both, &jure), (&again, &mara)] {
        let order = order_of(group, maker);
        let documents = issued(&app, order).await;
        let [(invoice, printed)] = &documents[..] else { panic!("{documents:?}") };
        numbers.push(invoice.number.clone());
        assert_eq!((invoice.kind, &invoice.issuer), (DocumentKind::Invoice, &maker.organisation.to_string()));
        assert_eq!(
            (json!(invoice.total_cents), json!(invoice.vat_cents)),
            (order["total"]["amount"].clone(), order["vat_included"]["amount"].clone())
        );
        assert_eq!(json!(printed.content.issuer.name), order["seller"]["legal_name"]);
        assert_eq!(printed.content.clause.is_some(), order["seller"]["vat_registered"] == false);
        assert_eq!(printed.content.buyer, None, "a consumer's invoice names nobody");
        assert_eq!(printed.content.lines[0].quantity, order["lines"][0]["quantity"].as_i64());
    }
    assert_eq!(numbers, ["R-2026-WEB-00001", "R-2026-WEB-00001", "R-2026-WEB-00002"]);
    app.finish().await;
}

#[actix_web::test]
async fn an_order_that_is_not_paid_has_no_invoice() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = place(&guest_with(&app, &[(&apron, 1)]).await, "maja@example.com").await.created();
    assert!(issued(&app, order_of(&group, &mara)).await.is_empty());
    app.finish().await;
}

/// Issues an invoice like another for a fact of this name; refuses after that when told to.
fn issue_like(tx: &mut Tx, like: &Document, cause: &str, fails: bool) -> Result<String> {
    let content = documents::printed(like)?.content;
    let issuer = documents::Issuer::Organisation(like.organisation_id.clone());
    let (kind, organisation, device) = (like.kind, like.organisation_id.clone(), documents::WEB);
    let new = documents::New { kind, issuer, organisation, device, cause, order: None, refers_to: None, content };
    let number = documents::issue(tx, new)?.number;
    if fails { Err(Error::from(Code::OrderStateConflict)) } else { Ok(number) }
}

#[actix_web::test]
async fn a_rolled_back_sale_leaves_no_gap() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = bought(&app, &[(&apron, 1)], "maja@example.com").await;
    let (first, _) = issued(&app, order_of(&group, &mara)).await.remove(0);
    let like = first.clone();
    app.inner().write(move |tx| issue_like(tx, &like, "fails", true)).await.unwrap_err();
    let like = first.clone();
    assert_eq!(app.write(move |tx| issue_like(tx, &like, "holds", false)).await, "R-2026-WEB-00002");
    assert_eq!(app.write(move |tx| issue_like(tx, &first, "holds", false)).await, "R-2026-WEB-00002", "one fact, one document");
    app.finish().await;
}

#[actix_web::test]
async fn fifty_sales_at_once_number_without_gap() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = bought(&app, &[(&apron, 1)], "maja@example.com").await;
    let (first, _) = issued(&app, order_of(&group, &mara)).await.remove(0);
    // Every third comes to nothing.
    let sales = (0..50).map(|index| {
        let (app, like) = (app.clone(), first.clone());
        async move { app.inner().write(move |tx| issue_like(tx, &like, &format!("sale {index}"), index % 3 == 0)).await }
    });
    let mut numbers: Vec<String> = join_all(sales).await.into_iter().filter_map(Result::ok).collect();
    numbers.sort();
    let wanted: Vec<String> = (2..=34).map(|sequence| format!("R-2026-WEB-{sequence:05}")).collect();
    assert_eq!(numbers, wanted);
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_counter_two_sales_get_one_number() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = bought(&app, &[(&apron, 1)], "maja@example.com").await;
    let (first, _) = issued(&app, order_of(&group, &mara)).await.remove(0);
    let _off = guard::switch_off("document_series");
    let like = first.clone();
    app.write(move |tx| issue_like(tx, &like, "one", false)).await;
    // Only the unique index behind the counter is left: the second meets a fault.
    let refused = app.inner().write(move |tx| issue_like(tx, &first, "two", false)).await.unwrap_err();
    assert_eq!(refused.code, Code::Internal);
}

#[actix_web::test]
async fn a_refund_gets_a_credit_note() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = bought(&app, &[(&apron, 2)], "maja@example.com").await;
    let order = order_of(&group, &mara);
    let path = format!("/orders/{}/cancellation", order["id"].as_str().unwrap());
    post_once(&mara, &path, json!({ "reason": "Kotel se je razbil." })).await.ok();
    let documents = issued(&app, order).await;
    let [(invoice, first), (note, printed)] = &documents[..] else { panic!("{documents:?}") };
    assert_eq!((note.kind, note.number.as_str()), (DocumentKind::CreditNote, "D-2026-WEB-00001"));
    assert_eq!((note.total_cents, note.vat_cents), (invoice.total_cents, invoice.vat_cents));
    assert_eq!((note.refers_to.as_ref(), &printed.content.lines), (Some(&invoice.id), &first.content.lines));
    assert_eq!(printed.content.refers_to.as_ref().map(|first| &first.number), Some(&invoice.number));
    app.finish().await;
}

#[actix_web::test]
async fn partial_refunds_credit_together_what_the_invoice_comes_to() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = bought(&app, &[(&apron, 2)], "maja@example.com").await;
    let order = order_of(&group, &mara);
    let total = order["total"]["amount"].as_i64().unwrap();
    for cents in [1, 333, total - 334] {
        give_back(&app, order, cents).await;
    }
    let documents = issued(&app, order).await;
    let (invoice, notes) = (&documents[0].0, &documents[1..]);
    assert_eq!(notes.iter().map(|(note, _)| note.total_cents).collect::<Vec<_>>(), [1, 333, total - 334]);
    assert_eq!(notes.iter().map(|(note, _)| note.vat_cents).sum::<i64>(), invoice.vat_cents);
    app.finish().await;
}

/// Whether the database lets this happen.
async fn allowed(app: &TestApp, statement: &'static str) -> bool {
    app.inner().write(move |tx| Ok(diesel::sql_query(statement).execute(tx.db)?)).await.is_ok()
}

#[actix_web::test]
async fn a_document_cannot_be_changed() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    bought(&app, &[(&apron, 1)], "maja@example.com").await;
    assert!(!allowed(&app, "UPDATE documents SET total_cents = total_cents + 1").await);
    assert!(!allowed(&app, "DELETE FROM documents").await);
    assert!(app.breaches().await.is_empty());

    // Whoever gets past the database's refusal is still found out.
    let off = |tx: &mut Tx| {
        let statement = match tx.db {
            Conn::Sqlite(_) => "DROP TRIGGER documents_unchanged",
            Conn::Postgres(_) => "DROP TRIGGER documents_kept ON documents",
        };
        Ok(diesel::sql_query(statement).execute(tx.db)?)
    };
    app.write(off).await;
    assert!(allowed(&app, "UPDATE documents SET content = REPLACE(content, 'Predpasnik', 'Prt')").await);
    let breaches = app.breaches().await;
    assert!(breaches.iter().any(|breach| breach.contains("I7") && breach.contains("R-2026-WEB-00001")), "{breaches:?}");
}

#[actix_web::test]
async fn a_series_with_a_hole_is_found() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    bought(&app, &[(&apron, 1)], "maja@example.com").await;
    assert!(allowed(&app, "UPDATE document_series SET last_sequence = last_sequence + 1").await);
    assert!(app.breaches().await.iter().any(|breach| breach.contains("I7")));
}

#[actix_web::test]
async fn an_order_paid_twice_at_once_has_one_invoice() {
    let app = TestApp::start().await;
    let mara: Caller = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let group = place(&guest_with(&app, &[(&apron, 1)]).await, "maja@example.com").await.created();
    let buyer = holding(&app.visitor(), &group);
    let payment = open_payment(&buyer, &group, "sandbox").await.created();
    join_all((0..8).map(|_| press(&buyer, &payment, "paid"))).await;
    let id: OrderGroupId = group["id"].as_str().unwrap().parse().unwrap();
    let order = app.write(move |tx| Ok(orders::of_group(tx, &id)?.remove(0).id)).await;
    assert_eq!(issued(&app, &json!({ "id": order })).await.len(), 1);
    app.finish().await;
}
