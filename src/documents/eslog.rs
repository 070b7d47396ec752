//! A document as e-SLOG 2.0, the Slovenian form of EN 16931. Words that are longer than an element takes go on in the next one of
//! its kind. `scripts/xml` holds every kind of document against the schema (2.00).

use super::model::{Content, DocumentKind, DocumentLine, Party, Printed};
use super::net::net_of_lines;
use super::ubl::means;
use super::xml::{Xml, amount, category, percent, register_number};
use crate::kit::{iban, reference};

/// The document as XML. A statement is no invoice; who asks for one is told so elsewhere.
pub fn eslog(printed: &Printed) -> String {
    let content = &printed.content;
    let back = matches!(printed.kind, DocumentKind::CreditNote | DocumentKind::CommissionCreditNote);
    let mut xml = Xml::new("Invoice", &[("xmlns", "urn:eslog:2.00")]);
    xml.begin_with("M_INVOIC", &[("Id", "data")]);
    xml.begin("S_UNH");
    xml.leaf("D_0062", &message(&printed.number));
    xml.begin("C_S009");
    for (name, words) in [("D_0065", "INVOIC"), ("D_0052", "D"), ("D_0054", "01B"), ("D_0051", "UN")] {
        xml.leaf(name, words);
    }
    xml.end();
    xml.end();
    xml.begin("S_BGM");
    xml.nested(&["C_C002", "D_1001"], if back { "381" } else { "380" });
    xml.nested(&["C_C106", "D_1004"], &printed.number);
    xml.end();
    day(&mut xml, "137", printed.issued_on.as_str());
    if let Some(supplied) = &content.supplied_on {
        day(&mut xml, "35", supplied.as_str());
    }
    note(&mut xml, "DOC", "urn:cen.eu:en16931:2017");
    if let Some(clause) = &content.clause {
        note(&mut xml, "AAI", clause);
    }
    references(&mut xml, content);
    parties(&mut xml, content);
    pair(&mut xml, &["G_SG7", "S_CUX", "C_C504"], &[("D_6347", "2"), ("D_6345", content.currency.as_str())]);
    terms(&mut xml, printed);
    for (line, net) in content.lines.iter().zip(net_of_lines(content)) {
        row(&mut xml, content, line, net);
    }
    xml.nested(&["S_UNS", "D_0081"], "D");
    sums(&mut xml, content);
    xml.done()
}

/// How the message itself is called: the number without its hyphens, of which the last fourteen letters are taken.
fn message(number: &str) -> String {
    let letters: Vec<char> = number.chars().filter(|letter| *letter != '-').collect();
    letters[letters.len().saturating_sub(14)..].iter().collect()
}

/// Elements one inside another around several leaves.
fn pair(xml: &mut Xml, path: &[&'static str], leaves: &[(&str, &str)]) {
    path.iter().for_each(|name| xml.begin(name));
    leaves.iter().for_each(|(name, words)| xml.leaf(name, words));
    path.iter().for_each(|_| xml.end());
}

fn day(xml: &mut Xml, code: &str, day: &str) {
    pair(xml, &["S_DTM", "C_C507"], &[("D_2005", code), ("D_2380", day)]);
}

/// Words in an element that takes so many letters, and in as many of its further ones as they need: `D_3042`, `D_3042_2`, …
fn spread(xml: &mut Xml, group: &'static str, name: &str, words: &str, letters: usize, parts: usize) {
    let all: Vec<char> = words.chars().collect();
    xml.begin(group);
    for (place, part) in (1..).zip(all.chunks(letters).take(parts)) {
        let name = if place == 1 { name.to_owned() } else { format!("{name}_{place}") };
        xml.leaf(&name, &part.iter().collect::<String>());
    }
    xml.end();
}

/// Words cut to the letters that an element takes.
fn cut(words: &str, letters: usize) -> String {
    words.chars().take(letters).collect()
}

fn note(xml: &mut Xml, code: &str, words: &str) {
    xml.begin("S_FTX");
    xml.leaf("D_4451", code);
    spread(xml, "C_C108", "D_4440", words, 512, 5);
    xml.end();
}

fn money(xml: &mut Xml, group: &[&'static str], code: &str, cents: i64) {
    group.iter().for_each(|name| xml.begin(name));
    pair(xml, &["S_MOA", "C_C516"], &[("D_5025", code), ("D_5004", &amount(cents))]);
    group.iter().for_each(|_| xml.end());
}

/// The order, the invoice that is corrected, the reference of the payment.
fn references(xml: &mut Xml, content: &Content) {
    if let Some(number) = &content.order_number {
        pair(xml, &["G_SG1", "S_RFF", "C_C506"], &[("D_1153", "ON"), ("D_1154", number)]);
    }
    if let Some(first) = &content.refers_to {
        xml.begin("G_SG1");
        pair(xml, &["S_RFF", "C_C506"], &[("D_1153", "OI"), ("D_1154", &first.number)]);
        day(xml, "384", first.issued_on.as_str());
        xml.end();
    }
    if let Some(owed) = &content.payment_slip {
        pair(xml, &["G_SG1", "S_RFF", "C_C506"], &[("D_1153", "PQ"), ("D_1154", &reference::compact(&owed.reference))]);
    }
}

fn parties(xml: &mut Xml, content: &Content) {
    match &content.buyer {
        Some(buyer) => party(xml, buyer, "BY", None),
        None => {
            let consumer = super::words::consumer(content.locale);
            xml.begin("G_SG2");
            xml.begin("S_NAD");
            xml.leaf("D_3035", "BY");
            xml.nested(&["C_C080", "D_3036"], consumer);
            xml.leaf("D_3207", content.issuer.place().country);
            xml.end();
            xml.end();
        }
    }
    let account = content.payment_slip.as_ref().map(|owed| iban::compact(&owed.iban));
    party(xml, &content.issuer, "SE", account.as_deref());
}

fn party(xml: &mut Xml, party: &Party, role: &str, account: Option<&str>) {
    let place = party.place();
    xml.begin("G_SG2");
    xml.begin("S_NAD");
    xml.leaf("D_3035", role);
    spread(xml, "C_C080", "D_3036", &party.name, 70, 5);
    if !place.street.is_empty() {
        spread(xml, "C_C059", "D_3042", place.street, 35, 4);
    }
    for (name, words, letters) in [("D_3164", place.town, 35), ("D_3251", place.post_code, 17)] {
        if !words.is_empty() {
            xml.leaf(name, &cut(words, letters));
        }
    }
    xml.leaf("D_3207", place.country);
    xml.end();
    if let Some(account) = account {
        xml.begin("S_FII");
        xml.leaf("D_3035", "RB");
        xml.nested(&["C_C078", "D_3194"], account);
        xml.end();
    }
    let registration = party.registration.as_deref().map(register_number);
    for (code, number) in [("VA", party.vat_id.as_deref()), ("AHP", party.tax_number.as_deref()), ("0199", registration)] {
        if let Some(number) = number {
            pair(xml, &["G_SG3", "S_RFF", "C_C506"], &[("D_1153", code), ("D_1154", number)]);
        }
    }
    xml.end();
}

/// Until when, and by what means.
fn terms(xml: &mut Xml, printed: &Printed) {
    let content = &printed.content;
    let (due, code) = match (&content.payment_slip, &content.payment) {
        (Some(owed), _) => (owed.due.as_str(), "58"),
        (None, Some(paid)) => (paid.on.as_str(), means(&paid.method)),
        (None, None) => return,
    };
    xml.begin("G_SG8");
    xml.nested(&["S_PAT", "D_4279"], "1");
    day(xml, "13", due);
    xml.nested(&["S_PAI", "C_C534", "D_4461"], code);
    xml.end();
}

fn row(xml: &mut Xml, content: &Content, line: &DocumentLine, net: i64) {
    let quantity = line.quantity.unwrap_or(1).to_string();
    xml.begin("G_SG26");
    xml.nested(&["S_LIN", "D_1082"], &line.position.to_string());
    if let Some(sku) = &line.sku {
        xml.begin("S_PIA");
        xml.leaf("D_4347", "5");
        pair(xml, &["C_C212"], &[("D_7140", &cut(sku, 35)), ("D_7143", "SA")]);
        xml.end();
    }
    xml.begin("S_IMD");
    xml.leaf("D_7077", "F");
    spread(xml, "C_C273", "D_7008", &line.text, 256, 2);
    xml.end();
    pair(xml, &["S_QTY", "C_C186"], &[("D_6063", "47"), ("D_6060", &quantity), ("D_6411", "C62")]);
    money(xml, &["G_SG27"], "203", net);
    money(xml, &["G_SG27"], "38", line.gross_cents);
    let net_text = amount(net);
    let price = [("D_5125", "AAA"), ("D_5118", net_text.as_str()), ("D_5284", quantity.as_str()), ("D_6411", "C62")];
    pair(xml, &["G_SG29", "S_PRI", "C_C509"], &price);
    xml.begin("G_SG34");
    tax(xml, content, line.vat_rate_bp);
    xml.end();
    xml.end();
}

fn tax(xml: &mut Xml, content: &Content, bp: i64) {
    xml.begin("S_TAX");
    xml.leaf("D_5283", "7");
    xml.nested(&["C_C241", "D_5153"], "VAT");
    xml.nested(&["C_C243", "D_5278"], &percent(bp));
    xml.leaf("D_5305", category(content, bp));
    xml.end();
}

fn sums(xml: &mut Xml, content: &Content) {
    let owed = content.payment_slip.as_ref().map_or(0, |slip| slip.amount_cents);
    let base = content.total() - content.vat();
    let sums =
        [("79", base), ("389", base), ("176", content.vat()), ("388", content.total()), ("113", content.total() - owed), ("9", owed)];
    for (code, cents) in sums {
        money(xml, &["G_SG50"], code, cents);
    }
    for rate in &content.rates {
        xml.begin("G_SG52");
        tax(xml, content, rate.vat_rate_bp);
        money(xml, &[], "125", rate.base_cents);
        money(xml, &[], "124", rate.vat_cents);
        xml.end();
    }
}
