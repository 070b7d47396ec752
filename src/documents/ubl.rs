//! A document as UBL 2.1 by EN 16931: what bookkeeping programs and public buyers read.
//!
//! Invoices are 380 and credit notes 381. A seller without VAT writes category E with the clause of the law. A line's price is that of
//! all its pieces, so that quantity and price always come to the line, to the cent.

use super::model::{Content, DocumentKind, DocumentLine, Party, Printed};
use super::net::net_of_lines;
use super::xml::{Xml, amount, category, percent, register_number};
use crate::kit::{iban, reference};

const COMPONENTS: (&str, &str) = ("xmlns:cac", "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2");
const BASICS: (&str, &str) = ("xmlns:cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2");

/// The document as XML. A statement is no invoice; who asks for one is told so elsewhere.
pub fn ubl(printed: &Printed) -> String {
    let content = &printed.content;
    let back = matches!(printed.kind, DocumentKind::CreditNote | DocumentKind::CommissionCreditNote);
    let (root, schema) = if back {
        ("CreditNote", "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2")
    } else {
        ("Invoice", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2")
    };
    let mut xml = Xml::new(root, &[("xmlns", schema), COMPONENTS, BASICS]);
    xml.leaf("cbc:CustomizationID", "urn:cen.eu:en16931:2017");
    xml.leaf("cbc:ID", &printed.number);
    xml.leaf("cbc:IssueDate", printed.issued_on.as_str());
    if let (Some(owed), false) = (&content.payment_slip, back) {
        xml.leaf("cbc:DueDate", owed.due.as_str());
    }
    let (kind, code) = if back { ("cbc:CreditNoteTypeCode", "381") } else { ("cbc:InvoiceTypeCode", "380") };
    xml.leaf(kind, code);
    if let Some(clause) = &content.clause {
        xml.leaf("cbc:Note", clause);
    }
    xml.leaf("cbc:DocumentCurrencyCode", content.currency.as_str());
    if let Some(number) = &content.order_number {
        xml.nested(&["cac:OrderReference", "cbc:ID"], number);
    }
    if let Some(first) = &content.refers_to {
        xml.begin("cac:BillingReference");
        xml.begin("cac:InvoiceDocumentReference");
        xml.leaf("cbc:ID", &first.number);
        xml.leaf("cbc:IssueDate", first.issued_on.as_str());
        xml.end();
        xml.end();
    }
    supplier(&mut xml, &content.issuer);
    customer(&mut xml, content);
    if let Some(day) = &content.supplied_on {
        xml.nested(&["cac:Delivery", "cbc:ActualDeliveryDate"], day.as_str());
    }
    payment(&mut xml, content);
    tax(&mut xml, content);
    totals(&mut xml, content);
    for (line, net) in content.lines.iter().zip(net_of_lines(content)) {
        row(&mut xml, content, line, net, back);
    }
    xml.done()
}

fn supplier(xml: &mut Xml, party: &Party) {
    xml.begin("cac:AccountingSupplierParty");
    xml.begin("cac:Party");
    let number = party.tax_number.as_ref().or(party.vat_id.as_ref());
    if let (None, Some(number)) = (&party.registration, number) {
        xml.nested(&["cac:PartyIdentification", "cbc:ID"], number);
    }
    if let Some(brand) = &party.brand {
        xml.nested(&["cac:PartyName", "cbc:Name"], brand);
    }
    address(xml, party);
    tax_scheme(xml, party.vat_id.as_deref(), "VAT");
    tax_scheme(xml, party.tax_number.as_deref(), "TAX");
    legal_entity(xml, party);
    if let Some(email) = &party.email {
        xml.nested(&["cac:Contact", "cbc:ElectronicMail"], email);
    }
    xml.end();
    xml.end();
}

/// A consumer is not named on a simplified invoice; the standard wants a name and a country all the same.
fn customer(xml: &mut Xml, content: &Content) {
    xml.begin("cac:AccountingCustomerParty");
    xml.begin("cac:Party");
    match &content.buyer {
        Some(buyer) => {
            address(xml, buyer);
            tax_scheme(xml, buyer.vat_id.as_deref(), "VAT");
            legal_entity(xml, buyer);
        }
        None => {
            xml.nested(&["cac:PostalAddress", "cac:Country", "cbc:IdentificationCode"], content.issuer.place().country);
            xml.nested(&["cac:PartyLegalEntity", "cbc:RegistrationName"], super::words::consumer(content.locale));
        }
    }
    xml.end();
    xml.end();
}

fn address(xml: &mut Xml, party: &Party) {
    let place = party.place();
    xml.begin("cac:PostalAddress");
    for (name, words) in [("cbc:StreetName", place.street), ("cbc:CityName", place.town), ("cbc:PostalZone", place.post_code)] {
        if !words.is_empty() {
            xml.leaf(name, words);
        }
    }
    xml.nested(&["cac:Country", "cbc:IdentificationCode"], place.country);
    xml.end();
}

fn tax_scheme(xml: &mut Xml, number: Option<&str>, scheme: &str) {
    if let Some(number) = number {
        xml.begin("cac:PartyTaxScheme");
        xml.leaf("cbc:CompanyID", number);
        xml.nested(&["cac:TaxScheme", "cbc:ID"], scheme);
        xml.end();
    }
}

fn legal_entity(xml: &mut Xml, party: &Party) {
    xml.begin("cac:PartyLegalEntity");
    xml.leaf("cbc:RegistrationName", &party.name);
    if let Some(registration) = &party.registration {
        xml.leaf("cbc:CompanyID", register_number(registration));
    }
    xml.end();
}

/// A transfer where something is owed; else what it was paid with, as far as the list has a code for it.
fn payment(xml: &mut Xml, content: &Content) {
    if let Some(owed) = &content.payment_slip {
        xml.begin("cac:PaymentMeans");
        xml.leaf("cbc:PaymentMeansCode", "58");
        xml.leaf("cbc:PaymentID", &reference::compact(&owed.reference));
        xml.begin("cac:PayeeFinancialAccount");
        xml.leaf("cbc:ID", &iban::compact(&owed.iban));
        xml.leaf("cbc:Name", &owed.holder);
        xml.end();
        xml.end();
    } else if let Some(paid) = &content.payment {
        xml.nested(&["cac:PaymentMeans", "cbc:PaymentMeansCode"], means(&paid.method));
    }
}

/// The code of UNTDID 4461 for a way in which something was paid. A credit transfer (58) names the account it goes to (BR-61); what
/// came by transfer is told as paid to a bank account.
pub fn means(method: &str) -> &'static str {
    match method {
        "stripe" => "48",
        "bank_transfer" => "42",
        "withheld" => "97",
        _ => "1",
    }
}

fn tax(xml: &mut Xml, content: &Content) {
    let currency = ("currencyID", content.currency.as_str());
    xml.begin("cac:TaxTotal");
    xml.leaf_with("cbc:TaxAmount", &[currency], &amount(content.vat()));
    for rate in &content.rates {
        xml.begin("cac:TaxSubtotal");
        xml.leaf_with("cbc:TaxableAmount", &[currency], &amount(rate.base_cents));
        xml.leaf_with("cbc:TaxAmount", &[currency], &amount(rate.vat_cents));
        xml.begin("cac:TaxCategory");
        let category = category(content, rate.vat_rate_bp);
        xml.leaf("cbc:ID", category);
        xml.leaf("cbc:Percent", &percent(rate.vat_rate_bp));
        if let ("E", Some(clause)) = (category, &content.clause) {
            xml.leaf("cbc:TaxExemptionReason", clause);
        }
        xml.nested(&["cac:TaxScheme", "cbc:ID"], "VAT");
        xml.end();
        xml.end();
    }
    xml.end();
}

fn totals(xml: &mut Xml, content: &Content) {
    let owed = content.payment_slip.as_ref().map_or(0, |slip| slip.amount_cents);
    let base = content.total() - content.vat();
    xml.begin("cac:LegalMonetaryTotal");
    for (name, cents) in [
        ("cbc:LineExtensionAmount", base),
        ("cbc:TaxExclusiveAmount", base),
        ("cbc:TaxInclusiveAmount", content.total()),
        ("cbc:PrepaidAmount", content.total() - owed),
        ("cbc:PayableAmount", owed),
    ] {
        xml.leaf_with(name, &[("currencyID", content.currency.as_str())], &amount(cents));
    }
    xml.end();
}

fn row(xml: &mut Xml, content: &Content, line: &DocumentLine, net: i64, back: bool) {
    let currency = ("currencyID", content.currency.as_str());
    let quantity = line.quantity.unwrap_or(1).to_string();
    xml.begin(if back { "cac:CreditNoteLine" } else { "cac:InvoiceLine" });
    xml.leaf("cbc:ID", &line.position.to_string());
    xml.leaf_with(if back { "cbc:CreditedQuantity" } else { "cbc:InvoicedQuantity" }, &[("unitCode", "C62")], &quantity);
    xml.leaf_with("cbc:LineExtensionAmount", &[currency], &amount(net));
    xml.begin("cac:Item");
    xml.leaf("cbc:Name", &line.text);
    if let Some(sku) = &line.sku {
        xml.nested(&["cac:SellersItemIdentification", "cbc:ID"], sku);
    }
    xml.begin("cac:ClassifiedTaxCategory");
    xml.leaf("cbc:ID", category(content, line.vat_rate_bp));
    xml.leaf("cbc:Percent", &percent(line.vat_rate_bp));
    xml.nested(&["cac:TaxScheme", "cbc:ID"], "VAT");
    xml.end();
    xml.end();
    xml.begin("cac:Price");
    xml.leaf_with("cbc:PriceAmount", &[currency], &amount(net));
    xml.leaf_with("cbc:BaseQuantity", &[("unitCode", "C62")], &quantity);
    xml.end();
    xml.end();
}
