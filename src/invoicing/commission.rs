//! The operator's own invoice for its share: one for each seller and month, from what the ledger moved.
//!
//! The share of a sale is withheld from the seller's money, and comes back with what goes back to the buyer. What buyers paid
//! straight to the seller has nothing to withhold from: its share is owed, and has an invoice of its own with a payment slip,
//! so that each invoice is either settled or to be paid as a whole, less what is set off from credit notes for the same. Both are certain on the day the ledger settles them, and belong to the month of that day; so a month that is over never changes. More back
//! than withheld makes a credit note. Nobody is invoiced while the settings name no operator.

use std::collections::BTreeMap;

use serde_json::json;

use super::parties::{language_of, seller_party};
use crate::db::Tx;
use crate::documents::{self, Content, Document, DocumentKind, DocumentLine, Issuer, New, Paid, Party, PaymentSlip, RateSum, SetOff, WEB};
use crate::identity;
use crate::kit::audit::Finding;
use crate::kit::id::OrganisationId;
use crate::kit::locale::Locale;
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate, Zone, hours};
use crate::kit::{Error, Result, reference};
use crate::ledger::{self, Account, Purpose, Transfer};
use crate::mail::{self, Envelope, Letter};
use crate::web::{App, Operator, Workers};

/// VAT on the share.
const RATE_BP: i64 = 2_200;
/// How invoices for what was not withheld are told from the others.
const OWED: &str = "commission-owed";
/// How many days a seller has to pay what was not withheld.
const DAYS_TO_PAY: i32 = 15;
/// How many months that are over are looked at, so that a server that stood still catches up.
const MONTHS: i32 = 3;

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.every("invoicing.commissions", hours(6), |app: App, _| {
        let page = app.url("/studio/documents");
        Box::pin(async move { app.write(move |tx| issue_due(tx, &page)).await.map(drop) })
    });
}

/// Issues what is missing for the months that are over. Answers how many were issued.
pub fn issue_due(tx: &mut Tx, documents_page: &str) -> Result<usize> {
    if documents::operator(tx)?.is_none() {
        return Ok(0);
    }
    let mut issued = 0;
    for back in (1..=MONTHS).rev() {
        let month = Month::before(tx.now, back);
        for (of, share) in shares(tx, &month)? {
            issued += usize::from(issue_one(tx, &month, &of, &share, documents_page)?);
        }
    }
    Ok(issued)
}

/// A month of the region's calendar.
struct Month {
    first: LocalDate,
}

impl Month {
    /// So many months before the one of an instant.
    fn before(now: Instant, back: i32) -> Month {
        let today = Zone::ljubljana().local(now).0.civil();
        Month { first: LocalDate::from_civil(today.first_of_month().saturating_sub(jiff::Span::new().months(back))) }
    }

    /// The month that is named so: `2026-11`.
    fn named(name: &str) -> Option<Month> {
        format!("{name}-01").parse().ok().map(|first| Month { first })
    }

    fn name(&self) -> String {
        self.first.civil().strftime("%Y-%m").to_string()
    }

    fn last(&self) -> LocalDate {
        LocalDate::from_civil(self.first.civil().last_of_month())
    }

    fn begins(&self) -> Instant {
        Zone::ljubljana().midnight(&self.first)
    }

    fn ends(&self) -> Instant {
        Zone::ljubljana().midnight(&self.last().plus_days(1))
    }
}

/// What the platform kept of a seller's sales in a month, less what it gave back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    base: i64,
    vat: i64,
    kept: i64,
    given_back: i64,
}

/// Whose share it is, and how it is settled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Of {
    seller: OrganisationId,
    /// Whether it is owed, because buyers paid the seller straight; else it was withheld.
    owed: bool,
}

/// The share of every seller. An amount moves from the seller's account when it is kept, and to it when it is given back.
fn shares(tx: &mut Tx, month: &Month) -> Result<BTreeMap<Of, Share>> {
    let mut shares: BTreeMap<Of, Share> = BTreeMap::new();
    for (purpose, is_vat) in [(Purpose::Commission, false), (Purpose::CommissionVat, true)] {
        let own = Account::platform(purpose, Currency::EUR);
        for transfer in ledger::settled_between(tx, &own, month.begins(), month.ends())? {
            let Some((of, kept)) = whose(&transfer, &own) else { continue };
            let share = shares.entry(of).or_default();
            *if is_vat { &mut share.vat } else { &mut share.base } += kept;
            *if kept > 0 { &mut share.kept } else { &mut share.given_back } += kept.abs();
        }
    }
    Ok(shares)
}

/// Whose money moved, and how much of it the platform kept.
fn whose(transfer: &Transfer, own: &Account) -> Option<(Of, i64)> {
    let (other, kept) = if transfer.credit_account == own.key() {
        (&transfer.debit_account, transfer.amount_cents)
    } else {
        (&transfer.credit_account, -transfer.amount_cents)
    };
    let account = Account::named(other)?;
    let owed = account.purpose == Purpose::CommissionOwed;
    account.organisation.map(|seller| (Of { seller, owed }, kept))
}

/// The fact that an invoice is issued for: one seller's share of one month, withheld or owed.
fn cause_of(of: &Of, month: &Month) -> String {
    format!("{}/{}/{}", of.seller, if of.owed { OWED } else { "commission" }, month.name())
}

/// Whether an invoice of the operator is for a share that was not withheld, and so is to be paid.
pub fn is_owed(document: &Document) -> bool {
    document.kind == DocumentKind::CommissionInvoice && of_owed(document)
}

/// Issues one invoice, or one credit note, unless it is there. Tells whether it was issued now.
fn issue_one(tx: &mut Tx, month: &Month, of: &Of, share: &Share, page: &str) -> Result<bool> {
    let gross = share.base + share.vat;
    let cause = cause_of(of, month);
    let kind = if gross > 0 { DocumentKind::CommissionInvoice } else { DocumentKind::CommissionCreditNote };
    if gross == 0 || documents::of_cause(tx, kind, &cause)?.is_some() {
        return Ok(false);
    }
    let new = New {
        kind,
        issuer: Issuer::Platform,
        organisation: of.seller.clone(),
        device: WEB,
        cause: &cause,
        order: None,
        refers_to: None,
        content: content(tx, month, of, share)?,
    };
    let document = documents::issue(tx, new)?;
    tell(tx, &document, month, page)?;
    let facts = json!({ "organisation": of.seller, "owed": of.owed, "month": month.name(), "number": document.number });
    crate::events::record(tx, "commission.invoiced", document.id.as_str(), None, facts)?;
    Ok(true)
}

fn content(tx: &mut Tx, month: &Month, of: &Of, share: &Share) -> Result<Content> {
    let l = language_of(tx, &of.seller)?;
    let (gross, first) = ((share.base + share.vat).abs(), month.first.civil());
    let month_name = format!("{}/{}", first.month(), first.year());
    let mut text = l.pick(
        format!("Provizija tržnice Modrotisk za {month_name}"),
        format!("Commission of the marketplace Modrotisk for {month_name}"),
        format!("Provision des Marktplatzes Modrotisk für {month_name}"),
    );
    if of.owed {
        text.push_str(l.pick(" (nakazila kupcev)", " (bank transfers of buyers)", " (Überweisungen von Käufern)"));
    }
    if share.kept > 0 && share.given_back > 0 {
        let [kept, back] = [share.kept, share.given_back].map(|cents| Money::euros(cents).display(l));
        text.push_str(&l.pick(
            format!(": obračunano {kept}, vrnjeno {back} (z DDV)"),
            format!(": {kept} charged, {back} returned (with VAT)"),
            format!(": {kept} berechnet, {back} zurückgegeben (mit MwSt.)"),
        ));
    }
    let line = DocumentLine {
        position: 1,
        text,
        sku: None,
        quantity: Some(1),
        unit_gross_cents: Some(gross),
        gross_cents: gross,
        vat_rate_bp: RATE_BP,
    };
    let operator = documents::operator(tx)?.ok_or_else(|| Error::internal("an invoice of nobody"))?;
    let owed = of.owed && share.base + share.vat > 0;
    let set_off = if owed { open_credit(tx, &of.seller, gross)? } else { None };
    let left = gross - set_off.as_ref().map_or(0, |one| one.amount_cents);
    let payment_slip = if owed && left > 0 { slip(tx, &operator, &cause_of(of, month), left, &month_name, l) } else { None };
    Ok(Content {
        locale: l,
        issuer: Party::from(operator),
        issued_by: None,
        buyer: Some(seller_party(tx, &of.seller)?),
        currency: Currency::EUR,
        lines: vec![line],
        rates: vec![RateSum { vat_rate_bp: RATE_BP, base_cents: gross - share.vat.abs(), vat_cents: share.vat.abs() }],
        clause: None,
        supplied_on: Some(month.last()),
        order_number: None,
        refers_to: None,
        payment: (!of.owed).then(|| Paid { method: "withheld".to_owned(), on: month.last() }),
        statement: None,
        payment_slip,
        set_off,
    })
}

/// Whether a document is about a share that was not withheld.
fn of_owed(document: &Document) -> bool {
    document.cause.split('/').nth(1) == Some(OWED)
}

/// What of a seller's credit notes for an owed share is not set off yet, up to an amount; the oldest first.
fn open_credit(tx: &mut Tx, seller: &OrganisationId, most: i64) -> Result<Option<SetOff>> {
    let all = documents::of_kinds(tx, &[DocumentKind::CommissionInvoice, DocumentKind::CommissionCreditNote])?;
    let own = all.iter().filter(|document| document.organisation_id == *seller && of_owed(document));
    let (invoices, notes): (Vec<&Document>, Vec<&Document>) = own.partition(|document| document.kind == DocumentKind::CommissionInvoice);
    let mut used = 0;
    for invoice in invoices {
        used += documents::printed(invoice)?.content.set_off.map_or(0, |one| one.amount_cents);
    }
    let mut set_off = SetOff { amount_cents: 0, numbers: Vec::new() };
    for note in notes {
        let gone = used.min(note.total_cents);
        used -= gone;
        let take = (note.total_cents - gone).min(most - set_off.amount_cents);
        if take > 0 {
            set_off.amount_cents += take;
            set_off.numbers.push(note.number.clone());
        }
    }
    Ok((set_off.amount_cents > 0).then_some(set_off))
}

/// How to pay the operator; none while the settings name no account.
fn slip(tx: &Tx, operator: &Operator, cause: &str, amount_cents: i64, month: &str, l: Locale) -> Option<PaymentSlip> {
    let place = Party::from(operator.clone());
    let place = place.place();
    Some(PaymentSlip {
        amount_cents,
        iban: operator.iban.clone()?,
        holder: operator.name.clone(),
        street: place.street.to_owned(),
        place: format!("{} {}", place.post_code, place.town).trim().to_owned(),
        reference: reference::si12_of(cause),
        purpose: l.pick(format!("Provizija {month}"), format!("Commission {month}"), format!("Provision {month}")),
        code: "COST".to_owned(),
        due: Zone::ljubljana().local(tx.now).0.plus_days(DAYS_TO_PAY),
    })
}

fn tell(tx: &mut Tx, document: &Document, month: &Month, page: &str) -> Result<()> {
    for contact in identity::contacts(tx, &document.organisation_id)? {
        let key = format!("commission-invoice:{}:{}", document.id, contact.account);
        let letter = letter(document, month, page, contact.locale);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    Ok(())
}

fn letter(document: &Document, month: &Month, page: &str, l: Locale) -> Letter {
    let (number, first) = (&document.number, month.first.civil());
    let name = format!("{}/{}", first.month(), first.year());
    let what = documents::name_of(document.kind, l);
    let subject = format!("{what} {name}: {number}");
    let text = if is_owed(document) {
        l.pick(
            "Provizija od nakazil, ki so jih kupci plačali neposredno vam. Ni bila odtegnjena, zato jo plačajte po plačilnem nalogu na \
             računu. Račun v PDF in XML najdete med svojimi listinami.",
            "The commission on transfers that buyers paid straight to you. It was not withheld, so please pay it by the slip on the \
             invoice. You find the invoice as PDF and XML among your documents.",
            "Die Provision auf Überweisungen, die Käufer direkt an Sie zahlten. Sie wurde nicht einbehalten; bitte zahlen Sie sie mit dem \
             Zahlschein auf der Rechnung. Sie finden die Rechnung als PDF und XML unter Ihren Belegen.",
        )
    } else {
        withheld(l)
    };
    let total = l.pick("Znesek z DDV", "Amount with VAT", "Betrag mit MwSt.").to_owned();
    let rows = vec![(total, document.total().display(l))];
    Letter::new(subject).p(text).rows(rows).button(l.pick("Odprite listine", "Open your documents", "Belege öffnen"), page)
}

/// What was settled with the sales.
fn withheld(l: Locale) -> &'static str {
    l.pick(
        "Za vaše knjige: provizija je bila sproti odtegnjena od prodaje, plačati ni treba ničesar. Listino v PDF in XML najdete med svojimi \
         listinami.",
        "For your books: the commission was withheld from your sales as they came in, so there is nothing to pay. You find the document as \
         PDF and XML among your documents.",
        "Für Ihre Bücher: Die Provision wurde laufend von den Verkäufen einbehalten, zu zahlen ist nichts. Sie finden den Beleg als PDF und \
         XML unter Ihren Belegen.",
    )
}

/// Every invoice of the operator comes to what the ledger moved between the seller and the platform in its month.
pub fn audit(tx: &mut Tx) -> Result<Finding> {
    let (mut breaches, mut checked) = (Vec::new(), 0);
    let mut months: BTreeMap<String, BTreeMap<Of, Share>> = BTreeMap::new();
    for document in documents::of_kinds(tx, &[DocumentKind::CommissionInvoice, DocumentKind::CommissionCreditNote])? {
        checked += 1;
        let name = document.cause.rsplit('/').next().unwrap_or("").to_owned();
        let Some(month) = Month::named(&name) else {
            breaches.push(format!("{} {} is for no month", document.id, document.number));
            continue;
        };
        if !months.contains_key(&name) {
            months.insert(name.clone(), shares(tx, &month)?);
        }
        let of = Of { seller: document.organisation_id.clone(), owed: of_owed(&document) };
        let share = months.get(&name).and_then(|shares| shares.get(&of)).copied().unwrap_or_default();
        let sign = if document.kind == DocumentKind::CommissionInvoice { 1 } else { -1 };
        let same = (sign * document.total_cents, sign * document.vat_cents) == (share.base + share.vat, share.vat);
        if !same || document.cause != cause_of(&of, &month) {
            breaches.push(format!("{} {} does not come to what the ledger moved in {name}", document.id, document.number));
        }
    }
    Ok(Finding { invariant: "every invoice of the commission is what the ledger moved", checked, breaches })
}

/// No credit note is set off for more than it says, and what was paid of an invoice is what it left to pay.
pub fn audit_set_off(tx: &mut Tx) -> Result<Finding> {
    let (mut breaches, mut checked) = (Vec::new(), 0);
    let mut open: BTreeMap<OrganisationId, i64> = BTreeMap::new();
    for document in documents::of_kinds(tx, &[DocumentKind::CommissionInvoice, DocumentKind::CommissionCreditNote])? {
        if !of_owed(&document) {
            continue;
        }
        checked += 1;
        let balance = open.entry(document.organisation_id.clone()).or_default();
        if document.kind == DocumentKind::CommissionCreditNote {
            *balance += document.total_cents;
            continue;
        }
        let content = documents::printed(&document)?.content;
        *balance -= content.set_off.as_ref().map_or(0, |one| one.amount_cents);
        if *balance < 0 {
            breaches.push(format!("{} sets off more than credit notes say", document.number));
        }
        let paid: i64 = ledger::of_cause(tx, document.id.as_str())?.iter().map(|transfer| transfer.amount_cents).sum();
        if paid != 0 && paid != content.left_to_pay() {
            breaches.push(format!("{} was paid as something else than it left to pay", document.number));
        }
    }
    Ok(Finding { invariant: "I4 credit notes for an owed share are set off once", checked, breaches })
}
