//! Full invoices for companies, statements with payouts, and the operator's monthly invoice for its share.

use modrotisk::documents::{self, Document, DocumentKind, Printed, StatementRowKind};
use modrotisk::invoicing;
use modrotisk::kit::id::OrderId;
use modrotisk::kit::time::{days, hours};
use modrotisk::web::Operator;
use serde_json::{Value, json};

use crate::harness::{Caller, TestApp};
use crate::shopping::{bought, guest_with, holding, open_payment, order_for, order_of, page, post_once, press, stocked, variant};

pub fn operator() -> Operator {
    Operator {
        name: "Razvojna agencija".to_owned(),
        address: "Glavni trg 4, 4000 Kranj, SI".to_owned(),
        tax_number: "90000102".to_owned(),
        vat_id: Some("SI90000102".to_owned()),
        registration: None,
        email: None,
        iban: None,
    }
}

pub fn company(vat_id: &str) -> Value {
    json!({ "name": " Gostilna  pri Čebelici d. o. o.", "street": "Šolska ulica 2", "postcode": "4220", "city": "Škofja Loka",
        "country": "SI", "vat_id": vat_id })
}

#[actix_web::test]
async fn a_company_gets_the_full_invoice() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let guest = guest_with(&app, &[(&apron, 2)]).await;
    let mut order = order_for(&guest, "racuni@example.com").await;
    order["company"] = company("si 5022 3054");
    let group = post_once(&guest, "/order-groups", order).await.created();
    assert_eq!(group["company"]["name"], "Gostilna pri Čebelici d. o. o.");
    assert_eq!(group["company"]["vat_id"], "SI50223054");
    let buyer = holding(&app.visitor(), &group);
    let payment = open_payment(&buyer, &group, "sandbox").await.created();
    press(&buyer, &payment, "paid").await.ok();
    let id: OrderId = order_of(&group, &mara)["id"].as_str().unwrap().parse().unwrap();
    let invoice = app.write(move |tx| documents::printed(&documents::of_order(tx, &id)?.remove(0))).await;
    let named = invoice.content.buyer.expect("a full invoice names its buyer");
    assert_eq!(named.address, "Šolska ulica 2, 4220 Škofja Loka, SI");
    assert_eq!((named.name.as_str(), named.vat_id.as_deref()), ("Gostilna pri Čebelici d. o. o.", Some("SI50223054")));
    assert_eq!(invoice.content.issuer.tax_number.as_deref(), Some("50223054"), "a seller without VAT is known by the tax number");
    assert_eq!(page(&app, &group).await["company"]["city"], "Škofja Loka");
    app.finish().await;
}

#[actix_web::test]
async fn a_company_with_a_wrong_vat_id_is_told_before_it_pays() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik »Lontrg«", 9, |_| {}).await);
    let guest = guest_with(&app, &[(&apron, 1)]).await;
    let mut order = order_for(&guest, "racuni@example.com").await;
    for wrong in ["SI50223055", "50223054", "US12345678"] {
        order["company"] = company(wrong);
        let refused = post_once(&guest, "/order-groups", order.clone()).await.refused(422, "invalid");
        assert_eq!(refused["fields"][0]["pointer"], "/company/vat_id", "{wrong}");
    }
    for right in ["SI50223054", "ATU12345678", ""] {
        order["company"] = company(right);
        let guest = guest_with(&app, &[(&apron, 1)]).await;
        let group = post_once(&guest, "/order-groups", order.clone()).await.created();
        assert_eq!(group["company"]["vat_id"].as_str().unwrap_or(""), right);
    }
    app.finish().await;
}

/// Buys one piece of what is made for the occasion.
async fn sold(app: &TestApp, maker: &Caller, email: &str) -> Value {
    let apron = stocked(app, maker, &format!("Predpasnik za {email}"), 5, |_| ()).await;
    let group = bought(app, &[(&variant(&apron), 1)], email).await;
    order_of(&group, maker).clone()
}

async fn of_kind(app: &TestApp, kind: DocumentKind) -> Vec<(Document, Printed)> {
    app.write(move |tx| {
        documents::of_kinds(tx, &[kind])?.into_iter().map(|document| Ok((document.clone(), documents::printed(&document)?))).collect()
    })
    .await
}

#[actix_web::test]
async fn a_released_payout_has_its_statement_as_a_document() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    petra.post("/release-rules", json!({ "rule": "paid" })).await.created();
    let order = sold(&app, &mara, "ana@example.org").await;
    sold(&app, &mara, "jan@example.org").await;
    let what = json!({ "reason": "Popravek cene.", "amount": { "amount": 300, "currency": "EUR" } });
    post_once(&mara, &format!("/orders/{}/refunds", order["id"].as_str().unwrap()), what).await.created();
    let batch = post_once(&petra, "/payout-batches", json!({ "minimum_cents": 0 })).await.created();
    assert!(of_kind(&app, DocumentKind::Statement).await.is_empty(), "nothing is stated before the release");
    let path = format!("/payout-batches/{}/release", batch["batch"]["id"].as_str().unwrap());
    let released = post_once(&petra, &path, Value::Null).await.ok();
    let payout = &released["payouts"][0];
    let statements = of_kind(&app, DocumentKind::Statement).await;
    let [(document, printed)] = &statements[..] else { panic!("{statements:?}") };
    let statement = printed.content.statement.as_ref().expect("a statement");
    let paid: i64 = statement.rows.iter().filter(|row| row.kind == StatementRowKind::Payout).map(|row| -row.amount_cents).sum();
    assert_eq!(json!(paid), payout["amount"]["amount"]);
    let rest: i64 = statement.rows.iter().filter(|row| row.kind != StatementRowKind::Payout).map(|row| row.amount_cents).sum();
    assert_eq!(rest, paid, "the rows are what is paid out");
    let said: Vec<_> = statement.rows.iter().filter_map(|row| row.document_number.as_deref()).collect();
    assert!(said.contains(&"R-2026-WEB-00001") && said.contains(&"D-2026-WEB-00001"), "{said:?}");
    for reader in [&mara, &petra] {
        let shown = reader.get(&format!("/payouts/{}", payout["id"].as_str().unwrap())).await.ok();
        assert_eq!(shown["document_id"], json!(document.id));
        let file = reader.get(&format!("/documents/{}/pdf", document.id)).await;
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"O-2026-WEB-00001.pdf\"");
        reader.get(&format!("/documents/{}/xml", document.id)).await.refused(404, "not_found");
    }
    let listed = mara.get(&format!("/organisations/{}/documents?kind=statement", mara.organisation)).await.ok();
    assert_eq!(listed["items"][0]["total"], payout["amount"]);
    app.finish().await;
}

/// Cents at a path of an answer.
fn cents(money: &Value) -> i64 {
    money["amount"].as_i64().unwrap()
}

#[actix_web::test]
async fn the_statement_on_paper_says_the_same_figures_as_its_page() {
    let app = TestApp::start().await;
    let (mara, petra) = (app.creator("mara").await, app.coordinator().await);
    petra.post("/release-rules", json!({ "rule": "delivered_14_days" })).await.created();
    app.advance(hours(1)).await;
    // One order is due, one is not; of the due one a part went back.
    let due = sold(&app, &mara, "ana@example.org").await;
    let order = due["id"].as_str().unwrap();
    mara.post(&format!("/orders/{order}/shipment"), json!({ "carrier": "Pošta Slovenije" })).await.ok();
    mara.post(&format!("/orders/{order}/delivery"), Value::Null).await.ok();
    let what = json!({ "reason": "Popravek cene.", "amount": { "amount": 300, "currency": "EUR" } });
    post_once(&mara, &format!("/orders/{order}/refunds"), what).await.created();
    app.run_jobs().await;
    app.advance(days(16)).await;
    let mara = crate::listings::signed_in_again(&app, &mara).await;
    let petra = crate::listings::signed_in_again(&app, &petra).await;
    sold(&app, &mara, "jan@example.org").await;
    let money = |answer: Value| ["payable", "waiting", "on_hold", "owed"].map(|name| cents(&answer[name]));
    let path = format!("/organisations/{}/money", mara.organisation);
    let before = money(mara.get(&path).await.ok());
    assert!(before[0] > 0 && before[1] > 0, "{before:?}");
    let batch = post_once(&petra, "/payout-batches", json!({ "minimum_cents": 0 })).await.created();
    let released =
        post_once(&petra, &format!("/payout-batches/{}/release", batch["batch"]["id"].as_str().unwrap()), Value::Null).await.ok();
    let after = money(mara.get(&path).await.ok());
    let page = mara.get(&format!("/payouts/{}", released["payouts"][0]["id"].as_str().unwrap())).await.ok();
    let paper = of_kind(&app, DocumentKind::Statement).await.remove(0).1.content.statement.unwrap();
    let amount = cents(&page["payout"]["amount"]);
    // The page: owed before, less the payout, is owed after. These are the figures of the money page on both sides of the release.
    assert_eq!((cents(&page["opening"]), amount, cents(&page["closing"])), (before[3], before[0], after[3]));
    assert_eq!(cents(&page["opening"]) - amount, cents(&page["closing"]));
    // The paper: what is not of this payout, the movements and the payout lead to the same end.
    let moved: i64 = paper.rows.iter().map(|row| row.amount_cents).sum();
    assert_eq!((paper.opening_cents, paper.opening_cents + moved), (cents(&page["opening"]) - amount, paper.closing_cents));
    assert_eq!(paper.closing_cents, cents(&page["closing"]));
    // Column by column they say the same.
    let of =
        |kinds: &[StatementRowKind]| -> i64 { paper.rows.iter().filter(|row| kinds.contains(&row.kind)).map(|row| row.amount_cents).sum() };
    let column = |name: &str| -> i64 { page["rows"].as_array().unwrap().iter().map(|row| cents(&row[name])).sum() };
    assert_eq!(of(&[StatementRowKind::Sale, StatementRowKind::Refund]), column("gross"));
    assert_eq!(of(&[StatementRowKind::Commission, StatementRowKind::CommissionBack]), column("commission"));
    assert_eq!(of(&[StatementRowKind::CommissionVat, StatementRowKind::CommissionVatBack]), column("commission_vat"));
    assert_eq!((of(&[StatementRowKind::Payout]), column("amount")), (-amount, amount));
    app.finish().await;
}

async fn issue_due(app: &TestApp) -> usize {
    app.write(|tx| invoicing::issue_due(tx, "http://localhost:8080/studio/documents")).await
}

/// What the platform kept and gave back, by the seller's own list of movements.
async fn share_of(maker: &Caller, month: &str) -> (i64, i64) {
    let path = format!("/organisations/{}/movements?limit=100&month={month}", maker.organisation);
    let (mut base, mut vat) = (0, 0);
    for row in maker.get(&path).await.ok()["items"].as_array().unwrap() {
        let amount = -row["amount"]["amount"].as_i64().unwrap();
        match row["code"].as_str().unwrap() {
            "commission" | "commission_back" => base += amount,
            "commission_vat" | "commission_vat_back" => vat += amount,
            _ => {}
        }
    }
    (base, vat)
}

#[actix_web::test]
async fn every_seller_gets_one_invoice_of_the_commission_a_month() {
    let app = TestApp::start().await;
    app.write(|tx| documents::tell_operator(tx, &operator())).await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let order = sold(&app, &mara, "ana@example.org").await;
    sold(&app, &mara, "jan@example.org").await;
    sold(&app, &jure, "ana@example.org").await;
    let what = json!({ "reason": "Popravek cene.", "amount": { "amount": 1000, "currency": "EUR" } });
    post_once(&mara, &format!("/orders/{}/refunds", order["id"].as_str().unwrap()), what).await.created();
    assert_eq!(issue_due(&app).await, 0, "the month is not over");
    app.advance(days(7)).await;
    // Of the new month, and not on the invoice.
    sold(&app, &mara, "eva@example.org").await;
    assert_eq!(issue_due(&app).await, 2);
    assert_eq!(issue_due(&app).await, 0, "once for a seller and a month");
    let invoices = of_kind(&app, DocumentKind::CommissionInvoice).await;
    assert_eq!(invoices.iter().map(|(one, _)| one.number.as_str()).collect::<Vec<_>>(), ["P-2026-WEB-00001", "P-2026-WEB-00002"]);
    for maker in [&mara, &jure] {
        let (document, printed) = invoices.iter().find(|(one, _)| one.organisation_id.as_str() == maker.organisation).expect("one each");
        let (base, vat) = share_of(maker, "2026-11").await;
        assert!(base > 0 && vat > 0);
        assert_eq!((document.total_cents, document.vat_cents), (base + vat, vat));
        assert_eq!(printed.content.rates[0].vat_rate_bp, 2_200);
        assert_eq!(printed.content.issuer.vat_id.as_deref(), Some("SI90000102"));
        assert_eq!(printed.content.supplied_on.as_ref().map(|day| day.as_str()), Some("2026-11-30"));
        let letters = app.mails_to(&maker.email).await;
        let told =
            letters.iter().filter(|letter| letter.body_text.contains("/studio/documents") && letter.subject.contains(&document.number));
        assert_eq!(told.count(), 1);
    }
    app.finish().await;
}

#[actix_web::test]
async fn more_given_back_than_kept_makes_a_credit_note() {
    let app = TestApp::start().await;
    app.write(|tx| documents::tell_operator(tx, &operator())).await;
    let mara = app.creator("mara").await;
    let order = sold(&app, &mara, "ana@example.org").await;
    app.advance(days(7)).await;
    assert_eq!(issue_due(&app).await, 1);
    let path = format!("/orders/{}/cancellation", order["id"].as_str().unwrap());
    post_once(&mara, &path, json!({ "reason": "Kotel se je razbil." })).await.ok();
    app.advance(days(31)).await;
    assert_eq!(issue_due(&app).await, 1);
    let invoice = of_kind(&app, DocumentKind::CommissionInvoice).await.remove(0).0;
    let note = of_kind(&app, DocumentKind::CommissionCreditNote).await.remove(0).0;
    assert_eq!((note.total_cents, note.vat_cents), (invoice.total_cents, invoice.vat_cents));
    assert_eq!(note.number, "PD-2027-WEB-00001");
    app.finish().await;
}

#[actix_web::test]
async fn nobody_is_invoiced_by_nobody() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    sold(&app, &mara, "ana@example.org").await;
    app.advance(days(7)).await;
    assert_eq!(issue_due(&app).await, 0);
    // Once the operator is named, the months before are made good.
    app.write(|tx| documents::tell_operator(tx, &operator())).await;
    app.wind().await;
    app.advance(hours(7)).await;
    assert_eq!(of_kind(&app, DocumentKind::CommissionInvoice).await.len(), 1);
    app.finish().await;
}
