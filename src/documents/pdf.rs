//! A document as a PDF, in its own language. The same snapshot makes the same bytes.

use super::model::{Content, DocumentKind, Party, PaymentSlip, Printed, Statement};
use super::net::{net_of_lines, net_of_one};
use super::words;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::upn::{self, Slip};
use crate::kit::{Result, reference};
use crate::print::{About, Notice, Paper, Table, numbers, words as column};

/// The file of a document.
pub fn pdf(printed: &Printed) -> Result<Vec<u8>> {
    let (content, l) = (&printed.content, printed.content.locale);
    let mut paper = Paper::new(About {
        title: format!("{} {}", words::kind(printed.kind, l), printed.number),
        language: l.as_str(),
        author: content.issuer.name.clone(),
        day: printed.issued_on.clone(),
        foot: words::issued_by(content),
        sheet: l.pick("stran", "page", "Seite"),
    });
    let issuer = match printed.kind {
        DocumentKind::Invoice | DocumentKind::CreditNote => l.pick("Prodajalec", "Seller", "Verkäufer"),
        _ => l.pick("Izdajatelj", "Issued by", "Aussteller"),
    };
    let buyer = match printed.kind {
        DocumentKind::Statement => l.pick("Za", "For", "Für"),
        _ => l.pick("Kupec", "Buyer", "Käufer"),
    };
    let buyer = content.buyer.as_ref().map(|party| notice(party, buyer, l));
    paper.beside(&notice(&content.issuer, issuer, l), buyer.as_ref());
    paper.facts(&facts(printed));
    match &content.statement {
        Some(statement) => rows(&mut paper, content, statement),
        None => lines(&mut paper, content),
    }
    if let Some(clause) = &content.clause {
        paper.strong(clause);
    }
    if let Some(paid) = &content.payment {
        let (how, on) = (words::paid(&paid.method, l), words::day(&paid.on, l));
        paper.paragraph(&l.pick(format!("Plačano {on} {how}."), format!("Paid on {on} {how}."), format!("Bezahlt am {on} {how}.")));
    }
    if let Some(set_off) = &content.set_off {
        let money = |amount| Money { amount, currency: content.currency }.display(l);
        let (numbers, amount, left) = (set_off.numbers.join(", "), money(set_off.amount_cents), money(content.left_to_pay()));
        paper.paragraph(&l.pick(
            format!("Pobotano z dobropisom {numbers}: {amount}. Za plačilo ostane {left}."),
            format!("Set off against credit note {numbers}: {amount}. To be paid: {left}."),
            format!("Verrechnet mit Gutschrift {numbers}: {amount}. Zu zahlen bleiben {left}."),
        ));
    }
    if let Some(owed) = &content.payment_slip {
        slip(&mut paper, content, owed);
    }
    paper.done()
}

/// Somebody, with all that the law wants printed.
fn notice(party: &Party, label: &str, l: Locale) -> Notice {
    let mut lines = vec![party.name.clone(), party.address.clone()];
    if let Some(brand) = &party.brand {
        lines.insert(1, brand.clone());
    }
    if let Some(id) = &party.vat_id {
        lines.push(format!("{}: {id}", l.pick("ID za DDV", "VAT id", "USt-IdNr.")));
    }
    if let Some(number) = &party.tax_number {
        lines.push(format!("{}: {number}", l.pick("Davčna številka", "Tax number", "Steuernummer")));
    }
    lines.extend(party.registration.clone());
    lines.extend(party.email.clone());
    Notice { label: label.to_owned(), lines: lines.into_iter().filter(|line| !line.trim().is_empty()).collect() }
}

fn facts(printed: &Printed) -> Vec<(&'static str, String)> {
    let (content, l) = (&printed.content, printed.content.locale);
    let mut facts = vec![(l.pick("Številka", "Number", "Nummer"), printed.number.clone())];
    facts.push((l.pick("Datum izdaje", "Date of issue", "Ausstellungsdatum"), words::day(&printed.issued_on, l)));
    if let Some(place) = Some(content.issuer.place().town).filter(|town| !town.is_empty()) {
        facts.push((l.pick("Kraj izdaje", "Place of issue", "Ausstellungsort"), place.to_owned()));
    }
    if let Some(day) = &content.supplied_on {
        facts.push((l.pick("Datum dobave", "Date of supply", "Leistungsdatum"), words::day(day, l)));
    }
    if let Some(number) = &content.order_number {
        facts.push((l.pick("Naročilo", "Order", "Bestellung"), number.clone()));
    }
    if let Some(first) = &content.refers_to {
        let day = words::day(&first.issued_on, l);
        let (label, first) = (l.pick("Popravlja račun", "Corrects invoice", "Korrigiert Rechnung"), &first.number);
        facts.push((label, l.pick(format!("{first} z dne {day}"), format!("{first} of {day}"), format!("{first} vom {day}"))));
    }
    if let Some(statement) = &content.statement {
        let span = format!("{} – {}", words::day(&statement.from, l), words::day(&statement.until, l));
        facts.push((l.pick("Obdobje", "Period", "Zeitraum"), span));
    }
    facts
}

/// What was supplied, then base and VAT of each rate. With a buyer's name it is a full invoice, whose prices are without VAT.
fn lines(paper: &mut Paper, content: &Content) {
    let l = content.locale;
    let money = |amount| Money { amount, currency: content.currency }.display(l);
    let taxed = content.clause.is_none();
    let full = content.buyer.is_some() && taxed;
    let net = net_of_lines(content);
    let mut columns = vec![column("#", 5), column(l.pick("Opis", "Description", "Beschreibung"), if taxed { 40 } else { 52 })];
    columns.push(numbers(l.pick("Kol.", "Qty", "Menge"), 9));
    columns.push(numbers(
        match (taxed, full) {
            (true, true) => l.pick("Cena brez DDV", "Price without VAT", "Preis ohne MwSt."),
            (true, false) => l.pick("Cena z DDV", "Price with VAT", "Preis mit MwSt."),
            (false, _) => l.pick("Cena", "Price", "Preis"),
        },
        17,
    ));
    if taxed {
        columns.push(numbers(l.pick("DDV", "VAT", "MwSt."), 12));
    }
    columns.push(numbers(if full { l.pick("Brez DDV", "Without VAT", "Ohne MwSt.") } else { l.pick("Skupaj", "Total", "Summe") }, 17));
    let rows = content.lines.iter().zip(net).map(|(line, net)| {
        let text = line.sku.as_ref().map_or_else(|| line.text.clone(), |sku| format!("{} ({sku})", line.text));
        let (price, sum) = match full {
            true => (line.quantity.map(|quantity| net_of_one(net, quantity)), net),
            false => (line.unit_gross_cents, line.gross_cents),
        };
        let quantity = line.quantity.map(|quantity| quantity.to_string()).unwrap_or_default();
        let mut cells = vec![line.position.to_string(), text, quantity, price.map(money).unwrap_or_default()];
        if taxed {
            cells.push(words::rate(line.vat_rate_bp, l));
        }
        cells.push(money(sum));
        cells
    });
    let rows = rows.collect();
    paper.table(&Table { columns, rows, sums: Vec::new() });
    if taxed {
        paper.table(&Table {
            columns: vec![
                column(l.pick("Stopnja DDV", "VAT rate", "MwSt.-Satz"), 31),
                numbers(l.pick("Osnova", "Base", "Bemessungsgrundlage"), 23),
                numbers(l.pick("DDV", "VAT", "MwSt."), 23),
                numbers(l.pick("Z DDV", "With VAT", "Mit MwSt."), 23),
            ],
            rows: content
                .rates
                .iter()
                .map(|rate| {
                    let sum = money(rate.base_cents + rate.vat_cents);
                    vec![words::rate(rate.vat_rate_bp, l), money(rate.base_cents), money(rate.vat_cents), sum]
                })
                .collect(),
            sums: vec![vec![
                l.pick("Skupaj", "Total", "Summe").to_owned(),
                money(content.total() - content.vat()),
                money(content.vat()),
                money(content.total()),
            ]],
        });
    } else {
        let label = l.pick("Skupaj", "Total", "Summe").to_owned();
        let columns = vec![column(l.pick("Znesek", "Amount", "Betrag"), 60), numbers("", 40)];
        paper.table(&Table { columns, rows: Vec::new(), sums: vec![vec![label, money(content.total())]] });
    }
}

/// What came and went, from what was due before to what is due after.
fn rows(paper: &mut Paper, content: &Content, statement: &Statement) {
    let l = content.locale;
    let money = |amount| Money { amount, currency: content.currency }.display(l);
    let opening = vec![words::day(&statement.from, l), l.pick("Stanje prej", "Balance before", "Stand vorher").to_owned()];
    let balance = |mut cells: Vec<String>, amount| {
        cells.extend([String::new(), money(amount)]);
        cells
    };
    let mut rows = vec![balance(opening, statement.opening_cents)];
    rows.extend(statement.rows.iter().map(|row| {
        let about = [&row.order_number, &row.document_number].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
        vec![words::day(&row.on, l), words::row(row.kind, l).to_owned(), about, money(row.amount_cents)]
    }));
    let closing = vec![words::day(&statement.until, l), l.pick("Stanje potem", "Balance after", "Stand nachher").to_owned()];
    paper.table(&Table {
        columns: vec![
            column(l.pick("Dan", "Day", "Tag"), 16),
            column(l.pick("Kaj", "What", "Was"), 34),
            column(l.pick("Naročilo, listina", "Order, document", "Bestellung, Beleg"), 30),
            numbers(l.pick("Znesek", "Amount", "Betrag"), 20),
        ],
        rows,
        sums: vec![balance(closing, statement.closing_cents)],
    });
}

/// What is owed: the payment slip, and the same in words beside it.
fn slip(paper: &mut Paper, content: &Content, owed: &PaymentSlip) {
    let l = content.locale;
    let amount = Money { amount: owed.amount_cents, currency: content.currency };
    let payer = content.buyer.as_ref().map(|buyer| {
        let place = buyer.place();
        upn::Party { name: buyer.name.clone(), street: place.street.to_owned(), place: format!("{} {}", place.post_code, place.town) }
    });
    let slip = Slip {
        payer: payer.unwrap_or_default(),
        amount,
        code: owed.code.clone(),
        purpose: owed.purpose.clone(),
        due: Some(owed.due.clone()),
        iban: owed.iban.clone(),
        reference: owed.reference.clone(),
        payee: upn::Party { name: owed.holder.clone(), street: owed.street.clone(), place: owed.place.clone() },
    };
    let facts = [
        (l.pick("Znesek", "Amount", "Betrag"), amount.display(l)),
        (l.pick("Rok plačila", "Due", "Fällig"), words::day(&owed.due, l)),
        (l.pick("Prejemnik", "Payee", "Empfänger"), format!("{}, {}, {}", owed.holder, owed.street, owed.place)),
        ("IBAN", spaced(&owed.iban)),
        (l.pick("Sklic", "Reference", "Referenz"), reference::compact(&owed.reference)),
        (l.pick("Namen", "Purpose", "Zweck"), format!("{} {}", owed.code, owed.purpose)),
    ];
    paper.heading(l.pick("Za plačilo", "To be paid", "Zu zahlen"));
    let says = l.pick(
        "Koda UPN QR s podatki za plačilo, ki so izpisani ob njej",
        "UPN QR code with the payment data that are written beside it",
        "UPN-QR-Code mit den Zahlungsdaten, die daneben stehen",
    );
    match slip.code() {
        Ok(code) => paper.code(&code, says, &facts),
        // A foreign account has no Slovenian slip; what to pay is said in words.
        Err(_) => paper.facts(&facts),
    }
}

/// An account in groups of four, as people read it.
fn spaced(iban: &str) -> String {
    let letters: Vec<char> = crate::kit::iban::compact(iban).chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
