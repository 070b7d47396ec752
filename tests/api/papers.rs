//! Documents on paper and for machines: what is on a PDF, whom its link opens for, and that the XML adds up by EN 16931.

use modrotisk::documents::{self, Content, DocumentKind, Party, PaymentSlip, Printed};
use modrotisk::kit::id::OrderId;
use modrotisk::web::Operator;
use serde_json::{Value, json};

use crate::harness::{Caller, TestApp};
use crate::shopping::{bought, order_of, page, post_once, stocked, variant};

/// The words of a PDF, as a reader that shares no line with the writer finds them.
pub fn words(pdf: &[u8]) -> String {
    let file = lopdf::Document::load_mem(pdf).expect("a PDF");
    let sheets: Vec<u32> = file.get_pages().keys().copied().collect();
    let text = file.extract_text(&sheets).expect("text");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is printed on the documents of an order.
async fn printed(app: &TestApp, order: &Value) -> Vec<Printed> {
    let id: OrderId = order["id"].as_str().unwrap().parse().unwrap();
    app.write(move |tx| documents::of_order(tx, &id)?.iter().map(documents::printed).collect()).await
}

fn operator() -> Operator {
    Operator {
        name: "Razvojna agencija Gorenjske žlahte".to_owned(),
        address: "Glavni trg 4, 4000 Kranj, SI".to_owned(),
        tax_number: "90000102".to_owned(),
        vat_id: Some("SI90000102".to_owned()),
        registration: Some("Poslovni register Slovenije, 9331310000".to_owned()),
        iban: None,
        email: Some("racuni@example.org".to_owned()),
    }
}

/// A studio and a guest's paid order of two pieces.
async fn sold(app: &TestApp) -> (Caller, Value) {
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(app, &mara, "Čipkast predpasnik »Žnidaršič«", 9, |_| {}).await);
    let group = bought(app, &[(&apron, 2)], "maja@example.com").await;
    (mara, group)
}

fn file_of(group: &Value, document: &Value) -> String {
    format!("/order-groups/by-link/{}/documents/{}/pdf", group["token"].as_str().unwrap(), document["id"].as_str().unwrap())
}

#[actix_web::test]
async fn an_invoice_opens_as_a_pdf_from_the_order_page() {
    let app = TestApp::start().await;
    app.write(|tx| documents::tell_operator(tx, &operator())).await;
    let (mara, group) = sold(&app).await;
    let shown = page(&app, &group).await;
    let invoice = &order_of(&shown, &mara)["documents"][0];
    assert_eq!((&invoice["kind"], &invoice["number"]), (&json!("invoice"), &json!("R-2026-WEB-00001")));
    let file = app.visitor().get(&file_of(&group, invoice)).await;
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"R-2026-WEB-00001.pdf\"");
    assert_eq!(file.header("cache-control"), "private, no-store");
    let text = words(&file.bytes);
    let order = order_of(&shown, &mara);
    let seller = &order["seller"];
    for said in [
        "Račun R-2026-WEB-00001",
        "Čipkast predpasnik »Žnidaršič«",
        seller["legal_name"].as_str().unwrap(),
        order["number"].as_str().unwrap(),
        "Razvojna agencija Gorenjske žlahte",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    for amount in [&order["total"], &order["items_total"]] {
        let amount: modrotisk::kit::money::Money = serde_json::from_value(amount.clone()).unwrap();
        let shown = amount.display(modrotisk::kit::locale::Locale::Sl).replace('\u{a0}', " ");
        assert!(text.contains(&shown), "{shown} in {text}");
    }
    let again = app.visitor().get(&file_of(&group, invoice)).await;
    assert_eq!(file.bytes, again.bytes, "the same snapshot makes the same bytes");
    app.finish().await;
}

#[actix_web::test]
async fn a_pdf_is_tagged_in_its_language() {
    let app = TestApp::start().await;
    let (mara, group) = sold(&app).await;
    let document = printed(&app, order_of(&group, &mara)).await.remove(0);
    let file = lopdf::Document::load_mem(&documents::pdf(&document).unwrap()).unwrap();
    let catalogue = file.catalog().unwrap();
    assert_eq!(catalogue.get(b"Lang").unwrap().as_str().unwrap(), b"sl");
    assert!(catalogue.get(b"StructTreeRoot").is_ok());
    let roles: Vec<&[u8]> = file.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"S").ok()?.as_name().ok()).collect();
    for role in ["H1", "Table", "TH", "TD", "THead", "P"] {
        assert!(roles.contains(&role.as_bytes()), "{role}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn a_credit_note_names_its_invoice_and_the_letter_links_to_it() {
    let app = TestApp::start().await;
    let (mara, group) = sold(&app).await;
    let order = order_of(&group, &mara);
    let path = format!("/orders/{}/cancellation", order["id"].as_str().unwrap());
    post_once(&mara, &path, json!({ "reason": "Kotel se je razbil." })).await.ok();
    let shown = page(&app, &group).await;
    let note = &order_of(&shown, &mara)["documents"][1];
    assert_eq!(note["kind"], "credit_note");
    let text = words(&app.visitor().get(&file_of(&group, note)).await.bytes);
    assert!(text.contains("Dobropis D-2026-WEB-00001") && text.contains("R-2026-WEB-00001 z dne"), "{text}");
    for (what, number) in [("order-confirmed", "R-2026-WEB-00001"), ("order-cancelled", "D-2026-WEB-00001")] {
        let letters = app.mails_to("maja@example.com").await;
        let letter = letters.iter().find(|letter| letter.key.starts_with(what)).expect(what);
        let link = letter.body_text.split_whitespace().find(|word| word.contains("/documents/")).expect("a link to the document");
        assert!(letter.body_text.contains(number), "{}", letter.body_text);
        let file = app.visitor().get(&format!("/{}", link.strip_prefix("http://localhost:8080").unwrap())).await;
        assert!(words(&file.bytes).contains(number));
    }
    app.finish().await;
}

#[actix_web::test]
async fn a_link_opens_the_documents_of_its_own_order_only() {
    let app = TestApp::start().await;
    let (mara, group) = sold(&app).await;
    let apron = mara.get(&format!("/organisations/{}/products", mara.organisation)).await.ok()["items"][0]["id"].clone();
    let product = mara.get(&format!("/products/{}", apron.as_str().unwrap())).await.ok();
    let other = bought(&app, &[(&variant(&product), 1)], "ana@example.com").await;
    let foreign = order_of(&page(&app, &other).await, &mara)["documents"][0].clone();
    app.visitor().get(&file_of(&group, &foreign)).await.refused(404, "not_found");
    let own = order_of(&page(&app, &group).await, &mara)["documents"][0].clone();
    let forged = file_of(&json!({ "token": format!("{}x", group["token"].as_str().unwrap()) }), &own);
    app.visitor().get(&forged).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_studio_finds_its_documents_by_kind_and_year_and_no_other() {
    let app = TestApp::start().await;
    let (mara, group) = sold(&app).await;
    let jure = app.creator("jure").await;
    let path = format!("/orders/{}/cancellation", order_of(&group, &mara)["id"].as_str().unwrap());
    post_once(&mara, &path, json!({ "reason": "Kotel se je razbil." })).await.ok();
    let list = format!("/organisations/{}/documents", mara.organisation);
    let numbers =
        |list: Value| list["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(numbers(mara.get(&list).await.ok()), ["D-2026-WEB-00001", "R-2026-WEB-00001"]);
    assert_eq!(numbers(mara.get(&format!("{list}?kind=invoice&year=2026")).await.ok()), ["R-2026-WEB-00001"]);
    assert!(numbers(mara.get(&format!("{list}?year=2025")).await.ok()).is_empty());
    assert!(numbers(mara.get(&format!("{list}?number=%25")).await.ok()).len() == 2, "a wildcard is no search");
    assert!(numbers(jure.get(&format!("/organisations/{}/documents", jure.organisation)).await.ok()).is_empty());
    jure.get(&list).await.refused(404, "not_found");
    let table = mara.get(&format!("{list}/table")).await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let total = order_of(&group, &mara)["total"]["amount"].as_i64().unwrap();
    let taken_back = format!("-{}.{:02},EUR", total / 100, total % 100);
    assert!(
        table.text().lines().any(|line| line.starts_with("D-2026-WEB-00001,credit_note,") && line.ends_with(&taken_back)),
        "{}",
        table.text()
    );
    let desk = app.coordinator().await;
    let all = desk.get("/desk/documents?number=d-2026").await.ok();
    assert_eq!((numbers(all.clone()), all["items"][0]["organisation"].is_string()), (vec!["D-2026-WEB-00001".to_owned()], true));
    let id = all["items"][0]["id"].as_str().unwrap().to_owned();
    for reader in [&mara, &desk] {
        assert!(words(&reader.get(&format!("/documents/{id}/pdf")).await.bytes).contains("D-2026-WEB-00001"));
        assert_eq!(reader.get(&format!("/documents/{id}/xml")).await.header("content-type"), "application/xml");
    }
    jure.get(&format!("/documents/{id}/pdf")).await.refused(404, "not_found");
    app.finish().await;
}

/// The same document, owed by a company by bank transfer.
pub fn owed(like: &Printed) -> Printed {
    let buyer = Party {
        name: "Gostilna pri Čebelici d. o. o.".to_owned(),
        brand: None,
        address: "Šolska ulica 2, 4220 Škofja Loka, SI".to_owned(),
        vat_id: Some("SI50223054".to_owned()),
        tax_number: None,
        registration: None,
        email: None,
    };
    let slip = PaymentSlip {
        amount_cents: like.content.total(),
        iban: "SI56051008010486080".to_owned(),
        holder: "Keramika Žnidaršič s. p.".to_owned(),
        street: "Gorenja vas 12".to_owned(),
        place: "4224 Gorenja vas".to_owned(),
        reference: "SI1212345678909".to_owned(),
        purpose: "Račun za predpasnike".to_owned(),
        code: "GDSV".to_owned(),
        due: "2026-12-08".parse().unwrap(),
    };
    let content = Content { buyer: Some(buyer), payment: None, payment_slip: Some(slip), ..like.content.clone() };
    Printed { content, ..like.clone() }
}

#[actix_web::test]
async fn what_is_owed_has_a_payment_slip_with_the_same_in_words() {
    let app = TestApp::start().await;
    let (mara, group) = sold(&app).await;
    let document = owed(&printed(&app, order_of(&group, &mara)).await[0]);
    let text = words(&documents::pdf(&document).unwrap());
    for said in [
        "Za plačilo",
        "SI56 0510 0801 0486 080",
        "SI1212345678909",
        "8. 12. 2026",
        "Gostilna pri Čebelici d. o. o.",
        "SI50223054",
        "Brez DDV",
    ] {
        assert_eq!(text.contains(said), said != "Brez DDV" || document.content.clause.is_none(), "{said} in {text}");
    }
    app.finish().await;
}

// EN 16931 by its arithmetic. The reader below knows nothing of the writer but the names of the elements.

fn cents(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').expect("two decimals");
    assert_eq!(part.len(), 2, "{text}");
    whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap()
}

fn at<'a>(node: roxmltree::Node<'a, 'a>, path: &str) -> Vec<roxmltree::Node<'a, 'a>> {
    path.split('/').fold(vec![node], |found, name| {
        found.into_iter().flat_map(|node| node.children().filter(|child| child.tag_name().name() == name).collect::<Vec<_>>()).collect()
    })
}

#[track_caller]
fn one<'a>(node: roxmltree::Node<'a, 'a>, path: &str) -> &'a str {
    let found = at(node, path);
    assert_eq!(found.len(), 1, "{path}");
    found[0].text().unwrap_or("")
}

/// What a seller owes to the standard, by the numbers of its rules.
fn en_16931(xml: &str, back: bool) {
    let document = roxmltree::Document::parse(xml).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), if back { "CreditNote" } else { "Invoice" });
    assert_eq!(one(root, "CustomizationID"), "urn:cen.eu:en16931:2017", "BR-01");
    assert!(!one(root, "ID").is_empty(), "BR-02");
    assert_eq!(one(root, "IssueDate").len(), 10, "BR-03");
    let kind = if back { "CreditNoteTypeCode" } else { "InvoiceTypeCode" };
    assert_eq!(one(root, kind), if back { "381" } else { "380" }, "BR-04");
    assert_eq!(one(root, "DocumentCurrencyCode"), "EUR", "BR-05");
    let seller = at(root, "AccountingSupplierParty/Party")[0];
    assert!(!one(seller, "PartyLegalEntity/RegistrationName").is_empty(), "BR-06");
    assert_eq!(one(seller, "PostalAddress/Country/IdentificationCode"), "SI", "BR-08, BR-09");
    let buyer = at(root, "AccountingCustomerParty/Party")[0];
    assert!(!one(buyer, "PartyLegalEntity/RegistrationName").is_empty(), "BR-07");
    assert_eq!(one(buyer, "PostalAddress/Country/IdentificationCode").len(), 2, "BR-10, BR-11");
    let identified = ["PartyIdentification/ID", "PartyLegalEntity/CompanyID"].iter().any(|path| !at(seller, path).is_empty());
    let schemes: Vec<&str> = at(seller, "PartyTaxScheme/TaxScheme/ID").iter().filter_map(|node| node.text()).collect();
    assert!(identified || schemes.contains(&"VAT"), "BR-CO-26");
    let lines = at(root, if back { "CreditNoteLine" } else { "InvoiceLine" });
    assert!(!lines.is_empty(), "BR-16");
    let totals = at(root, "LegalMonetaryTotal")[0];
    let total = |name| cents(one(totals, name));
    let net: Vec<(String, i64)> = lines
        .iter()
        .map(|line| {
            let (amount, price) = (cents(one(*line, "LineExtensionAmount")), cents(one(*line, "Price/PriceAmount")));
            let quantity: i64 = one(*line, if back { "CreditedQuantity" } else { "InvoicedQuantity" }).parse().unwrap();
            let base: i64 = one(*line, "Price/BaseQuantity").parse().unwrap();
            assert_eq!(quantity * price, amount * base, "the line is quantity times price (BR-22 to BR-27)");
            let category = one(*line, "Item/ClassifiedTaxCategory/ID");
            (format!("{category} {}", one(*line, "Item/ClassifiedTaxCategory/Percent")), amount)
        })
        .collect();
    assert_eq!(net.iter().map(|(_, amount)| amount).sum::<i64>(), total("LineExtensionAmount"), "BR-CO-10");
    assert_eq!(total("TaxExclusiveAmount"), total("LineExtensionAmount"), "BR-CO-13");
    let vat = cents(one(root, "TaxTotal/TaxAmount"));
    assert_eq!(total("TaxInclusiveAmount"), total("TaxExclusiveAmount") + vat, "BR-CO-15");
    assert_eq!(total("PayableAmount"), total("TaxInclusiveAmount") - total("PrepaidAmount"), "BR-CO-16");
    let rates = at(root, "TaxTotal/TaxSubtotal");
    assert!(!rates.is_empty(), "BR-CO-18");
    assert_eq!(rates.iter().map(|rate| cents(one(*rate, "TaxAmount"))).sum::<i64>(), vat, "BR-CO-14");
    for rate in rates {
        let (category, percent) = (one(rate, "TaxCategory/ID"), one(rate, "TaxCategory/Percent"));
        let (base, tax) = (cents(one(rate, "TaxableAmount")), cents(one(rate, "TaxAmount")));
        let own: i64 = net.iter().filter(|(name, _)| *name == format!("{category} {percent}")).map(|(_, amount)| amount).sum();
        assert_eq!(own, base, "BR-S-08, BR-E-08");
        // Prices are agreed with VAT, so the tax may be a cent from the base times the rate.
        let hundredths: i64 = percent.split_once('.').map_or_else(
            || percent.parse::<i64>().unwrap() * 100,
            |(whole, part)| whole.parse::<i64>().unwrap() * 100 + format!("{part:0<2}").parse::<i64>().unwrap(),
        );
        assert!((base * hundredths - tax * 10_000).abs() <= 10_000, "BR-CO-17: {base} at {percent} is not {tax}");
        match category {
            "S" => assert!(
                hundredths > 0 && schemes.contains(&"VAT") && at(rate, "TaxCategory/TaxExemptionReason").is_empty(),
                "BR-S-02, -05, -10"
            ),
            "E" => {
                assert!((hundredths, tax) == (0, 0) && !schemes.is_empty(), "BR-E-02, -05, -09");
                assert!(one(rate, "TaxCategory/TaxExemptionReason").contains("94. člena ZDDV-1"), "BR-E-10");
            }
            other => panic!("category {other}"),
        }
    }
    if total("PayableAmount") > 0 {
        assert_eq!(one(root, "DueDate"), "2026-12-08", "BR-CO-25");
        assert_eq!(one(root, "PaymentMeans/PaymentMeansCode"), "58", "BR-49");
        assert_eq!(one(root, "PaymentMeans/PayeeFinancialAccount/ID"), "SI56051008010486080", "BR-50, BR-61");
        assert_eq!(one(root, "PaymentMeans/PaymentID"), "SI1212345678909");
    }
}

#[actix_web::test]
async fn the_xml_of_every_document_adds_up_by_the_standard() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let apron = stocked(&app, &mara, "Prt & »torba« <nova>", 9, |_| {}).await;
    let candle = stocked(&app, &jure, "Svečnik", 9, |_| {}).await;
    let group = bought(&app, &[(&variant(&apron), 3), (&variant(&candle), 1)], "maja@example.com").await;
    let path = format!("/orders/{}/cancellation", order_of(&group, &mara)["id"].as_str().unwrap());
    post_once(&mara, &path, json!({ "reason": "Kotel se je razbil." })).await.ok();
    let mut seen = 0;
    for maker in [&mara, &jure] {
        for document in printed(&app, order_of(&group, maker)).await {
            let back = document.kind == DocumentKind::CreditNote;
            en_16931(&documents::ubl(&document), back);
            assert!(documents::ubl(&document).contains("Prt &amp; »torba« &lt;nova&gt;") == (maker.account == mara.account));
            if !back {
                en_16931(&documents::ubl(&owed(&document)), false);
                // The same with VAT at two rates, as a registered seller writes it.
                en_16931(&documents::ubl(&taxed(&owed(&document))), false);
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 3);
    app.finish().await;
}

/// The same document by a seller who charges VAT, with lines at two rates that do not divide.
pub fn taxed(like: &Printed) -> Printed {
    let first = &like.content.lines[0];
    let line = |position, quantity, gross_cents, vat_rate_bp| documents::DocumentLine {
        position,
        quantity: Some(quantity),
        gross_cents,
        vat_rate_bp,
        ..first.clone()
    };
    let lines = vec![line(1, 3, 5_997, 2_200), line(2, 7, 1_001, 2_200), line(3, 1, 1_999, 950)];
    let rate = |vat_rate_bp: i64, gross: i64| {
        let vat = (2 * gross * vat_rate_bp + 10_000 + vat_rate_bp) / (2 * (10_000 + vat_rate_bp));
        documents::RateSum { vat_rate_bp, base_cents: gross - vat, vat_cents: vat }
    };
    let issuer = Party { vat_id: Some("SI50223054".to_owned()), ..like.content.issuer.clone() };
    let mut content = Content { issuer, lines, rates: vec![rate(950, 1_999), rate(2_200, 6_998)], clause: None, ..like.content.clone() };
    assert!(content.sums());
    if let Some(slip) = &mut content.payment_slip {
        slip.amount_cents = 8_997;
    }
    Printed { content, ..like.clone() }
}

#[actix_web::test]
async fn the_slovenian_xml_says_the_same_sums() {
    let app = TestApp::start().await;
    let (mara, group) = sold(&app).await;
    let document = taxed(&owed(&printed(&app, order_of(&group, &mara)).await[0]));
    let xml = documents::eslog(&document);
    let parsed = roxmltree::Document::parse(&xml).unwrap();
    let message = at(parsed.root_element(), "M_INVOIC")[0];
    let sums: Vec<(&str, i64)> =
        at(message, "G_SG50/S_MOA/C_C516").iter().map(|sum| (one(*sum, "D_5025"), cents(one(*sum, "D_5004")))).collect();
    let sum = |code: &str| sums.iter().find(|(name, _)| *name == code).expect("the sum is there").1;
    assert_eq!(sum("389") + sum("176"), sum("388"));
    assert_eq!((sum("388"), sum("9"), sum("113")), (8_997, 8_997, 0));
    let lines: i64 = at(message, "G_SG26").iter().map(|line| cents(one(at(*line, "G_SG27")[0], "S_MOA/C_C516/D_5004"))).sum();
    assert_eq!(lines, sum("79"));
    assert_eq!(one(message, "S_BGM/C_C002/D_1001"), "380");
    app.finish().await;
}
