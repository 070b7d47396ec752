//! Samples of everything we write and read as XML, for the published rules: `scripts/xml` judges them by the official schemas.
//!
//! They lie in the build's own folder for what tests leave behind (`tmp/published`).

use std::path::PathBuf;

use modrotisk::documents::{self, DocumentKind, Printed};
use modrotisk::invoicing;
use modrotisk::kit::camt;
use modrotisk::kit::money::Money;
use modrotisk::kit::pain::{CreditTransfer, Holder, Order};
use modrotisk::kit::time::{Instant, days};
use serde_json::json;

use crate::harness::TestApp;
use crate::invoicing::{company, operator};
use crate::papers::{owed, taxed};
use crate::shopping::{bought, guest_with, holding, open_payment, order_for, order_of, post_once, press, stocked, variant};

fn keep(name: &str, text: &[u8]) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("published");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

fn keep_document(name: &str, printed: &Printed) {
    keep(&format!("{name}.ubl.xml"), documents::ubl(printed).as_bytes());
    keep(&format!("{name}.eslog.xml"), documents::eslog(printed).as_bytes());
}

/// The same document with a name, a street and a text that go beyond one element of e-SLOG.
fn long(like: &Printed) -> Printed {
    let mut long = like.clone();
    long.content.issuer.name = "Zavod za ohranjanje starih obrti in novih rok pod Karavankami, socialno podjetje, d. o. o.".to_owned();
    long.content.issuer.address = "Cesta talcev in kurirjev Gorenjskega odreda 123 a, 4224 Gorenja vas, SI".to_owned();
    long.content.lines[0].text = "Predpasnik iz modrega tiska »Žnidaršič« ".repeat(12);
    long
}

#[actix_web::test]
async fn every_kind_of_document_lies_ready_for_the_published_rules() {
    let app = TestApp::start().await;
    app.write(|tx| documents::tell_operator(tx, &operator())).await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let apron = variant(&stocked(&app, &mara, "Prt & »torba« <nova>", 9, |_| {}).await);
    let candle = variant(&stocked(&app, &jure, "Svečnik »Ješa«", 9, |_| {}).await);
    // A consumer of two makers, one order of which goes back in part and then whole.
    let group = bought(&app, &[(&apron, 3), (&candle, 1)], "maja@example.com").await;
    let order = order_of(&group, &mara)["id"].as_str().unwrap().to_owned();
    let part = json!({ "reason": "Popravek cene.", "amount": { "amount": 777, "currency": "EUR" } });
    post_once(&mara, &format!("/orders/{order}/refunds"), part).await.created();
    // A company, with VAT number and address.
    let guest = guest_with(&app, &[(&apron, 1)]).await;
    let mut wanted = order_for(&guest, "racuni@example.com").await;
    wanted["company"] = company("si 5022 3054");
    let bill = post_once(&guest, "/order-groups", wanted).await.created();
    let buyer = holding(&app.visitor(), &bill);
    let payment = open_payment(&buyer, &bill, "sandbox").await.created();
    press(&buyer, &payment, "paid").await.ok();
    // The month's share, and in the next one more given back than kept.
    app.advance(days(7)).await;
    app.write(|tx| invoicing::issue_due(tx, "http://localhost:8080/studio/documents")).await;
    post_once(&mara, &format!("/orders/{order}/cancellation"), json!({ "reason": "Kotel se je razbil." })).await.ok();
    app.advance(days(31)).await;
    app.write(|tx| invoicing::issue_due(tx, "http://localhost:8080/studio/documents")).await;
    let kinds = [DocumentKind::Invoice, DocumentKind::CreditNote, DocumentKind::CommissionInvoice, DocumentKind::CommissionCreditNote];
    for kind in kinds {
        let all: Vec<Printed> = app.write(move |tx| documents::of_kinds(tx, &[kind])?.iter().map(documents::printed).collect()).await;
        assert!(!all.is_empty(), "{kind}");
        for (place, printed) in all.iter().enumerate() {
            keep_document(&format!("{kind}-{place}"), printed);
            if kind == DocumentKind::Invoice {
                keep_document(&format!("owed-{place}"), &owed(printed));
                keep_document(&format!("taxed-{place}"), &taxed(&owed(printed)));
                keep_document(&format!("long-{place}"), &long(printed));
            }
        }
    }
    app.finish().await;
}

#[test]
fn a_bank_file_lies_ready_for_the_published_rules() {
    let transfer = |id: &str, name: &str, cents: i64, reference: Option<&str>| CreditTransfer {
        id: id.to_owned(),
        to: Holder { name: name.to_owned(), iban: "SI56 1910 0000 0123 438".to_owned() },
        amount: Money::euros(cents),
        reference: reference.map(str::to_owned),
        purpose: "Izplačilo sejma »Železniki« & Škofja Loka".to_owned(),
    };
    let order = Order {
        id: "IZ-2026-0001".to_owned(),
        from: Holder { name: "Zavod Čebelica".to_owned(), iban: "SI56051008010486080".to_owned() },
        made_at: Instant::from_millis(1_795_000_000_000),
        on: "2026-12-03".parse().unwrap(),
        transfers: vec![
            transfer("IZ-1", "Mara Žagar s.p.", 123_450, Some("SI12 1234 5678 909")),
            transfer("IZ-2", "Jure Kovač", 29, None),
            transfer("IZ-3", "Ulrich Groß", 1, Some("RF45SBO2010")),
        ],
    };
    keep("transfers.pain.xml", order.xml().unwrap().as_bytes());
}

/// A statement as banks write it: every element that the schema asks for, one payment alone, two booked together.
const STATEMENT: &str = include_str!("published/statement.xml");

#[test]
fn a_statement_by_the_published_schema_is_read_to_the_cent() {
    for version in ["camt.053.001.02", "camt.053.001.08"] {
        let mut text = STATEMENT.replace("camt.053.001.08", version);
        if version.ends_with("02") {
            // The older version says the same in fewer elements.
            for (new, old) in [("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>"), ("<Pty>", ""), ("</Pty>", "")] {
                text = text.replace(new, old);
            }
        }
        let read = camt::read(text.as_bytes()).unwrap();
        let said: Vec<(i64, Option<&str>, &str)> =
            read.iter().map(|credit| (credit.amount.amount, credit.reference.as_deref(), credit.bank_reference.as_str())).collect();
        let expected = [
            (6_400, Some("SI1212345678909"), "20261124000001"),
            (1_250, Some("RF45SBO2010"), "20261124000002-1"),
            (750, None, "20261124000002-2"),
        ];
        assert_eq!(said, expected, "{version}");
        assert_eq!(read[0].payer.as_deref(), Some("Maja Kalan"));
        keep(&format!("statement-{version}.camt.xml"), text.as_bytes());
    }
}
