//! The operator's own invoice for its share: one for each seller and month, from what the ledger moved.
//!
//! The share of a sale is withheld from the seller's money, and comes back with what goes back to the buyer. Both are certain
//! on the day the ledger settles them, and belong to the month of that day; so a month that is over never changes. More back
//! than withheld makes a credit note. Nobody is invoiced while the settings name no operator.

use std::collections::BTreeMap;

use serde_json::json;

use super::parties::{language_of, seller_party};
use crate::db::Tx;
use crate::documents::{self, Content, Document, DocumentKind, DocumentLine, Issuer, New, Paid, Party, RateSum, WEB};
use crate::identity;
use crate::kit::audit::Finding;
use crate::kit::id::OrganisationId;
use crate::kit::locale::Locale;
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate, Zone, hours};
use crate::kit::{Error, Result};
use crate::ledger::{self, Account, Purpose, Transfer};
use crate::mail::{self, Envelope, Letter};
use crate::web::{App, Workers};

/// VAT on the share.
const RATE_BP: i64 = 2_200;
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
        for (organisation, share) in shares(tx, &month)? {
            issued += usize::from(issue_one(tx, &month, &organisation, &share, documents_page)?);
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

/// The share of every seller. An amount moves from the seller's account when it is kept, and to it when it is given back.
fn shares(tx: &mut Tx, month: &Month) -> Result<BTreeMap<OrganisationId, Share>> {
    let mut shares: BTreeMap<OrganisationId, Share> = BTreeMap::new();
    for (purpose, is_vat) in [(Purpose::Commission, false), (Purpose::CommissionVat, true)] {
        let own = Account::platform(purpose, Currency::EUR);
        for transfer in ledger::settled_between(tx, &own, month.begins(), month.ends())? {
            let Some((organisation, kept)) = whose(&transfer, &own) else { continue };
            let share = shares.entry(organisation).or_default();
            *if is_vat { &mut share.vat } else { &mut share.base } += kept;
            *if kept > 0 { &mut share.kept } else { &mut share.given_back } += kept.abs();
        }
    }
    Ok(shares)
}

/// Whose money moved, and how much of it the platform kept.
fn whose(transfer: &Transfer, own: &Account) -> Option<(OrganisationId, i64)> {
    let (other, kept) = if transfer.credit_account == own.key() {
        (&transfer.debit_account, transfer.amount_cents)
    } else {
        (&transfer.credit_account, -transfer.amount_cents)
    };
    Account::named(other)?.organisation.map(|organisation| (organisation, kept))
}

/// The fact that an invoice is issued for: one seller's share of one month.
fn cause_of(organisation: &OrganisationId, month: &Month) -> String {
    format!("{organisation}/commission/{}", month.name())
}

/// Issues one invoice, or one credit note, unless it is there. Tells whether it was issued now.
fn issue_one(tx: &mut Tx, month: &Month, organisation: &OrganisationId, share: &Share, page: &str) -> Result<bool> {
    let gross = share.base + share.vat;
    let cause = cause_of(organisation, month);
    let kind = if gross > 0 { DocumentKind::CommissionInvoice } else { DocumentKind::CommissionCreditNote };
    if gross == 0 || documents::of_cause(tx, kind, &cause)?.is_some() {
        return Ok(false);
    }
    let new = New {
        kind,
        issuer: Issuer::Platform,
        organisation: organisation.clone(),
        device: WEB,
        cause: &cause,
        order: None,
        refers_to: None,
        content: content(tx, month, organisation, share)?,
    };
    let document = documents::issue(tx, new)?;
    tell(tx, &document, month, page)?;
    let facts = json!({ "organisation": organisation, "month": month.name(), "number": document.number });
    crate::events::record(tx, "commission.invoiced", document.id.as_str(), None, facts)?;
    Ok(true)
}

fn content(tx: &mut Tx, month: &Month, organisation: &OrganisationId, share: &Share) -> Result<Content> {
    let l = language_of(tx, organisation)?;
    let (gross, first) = ((share.base + share.vat).abs(), month.first.civil());
    let month_name = format!("{}/{}", first.month(), first.year());
    let mut text = l.pick(
        format!("Provizija tržnice Modrotisk za {month_name}"),
        format!("Commission of the marketplace Modrotisk for {month_name}"),
        format!("Provision des Marktplatzes Modrotisk für {month_name}"),
    );
    if share.kept > 0 && share.given_back > 0 {
        let [kept, back] = [share.kept, share.given_back].map(|cents| Money::euros(cents).display(l));
        text.push_str(&l.pick(
            format!(": zadržano {kept}, vrnjeno {back} (z DDV)"),
            format!(": {kept} withheld, {back} returned (with VAT)"),
            format!(": {kept} einbehalten, {back} zurückgegeben (mit MwSt.)"),
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
    Ok(Content {
        locale: l,
        issuer: Party::from(operator),
        issued_by: None,
        buyer: Some(seller_party(tx, organisation)?),
        currency: Currency::EUR,
        lines: vec![line],
        rates: vec![RateSum { vat_rate_bp: RATE_BP, base_cents: gross - share.vat.abs(), vat_cents: share.vat.abs() }],
        clause: None,
        supplied_on: Some(month.last()),
        order_number: None,
        refers_to: None,
        payment: Some(Paid { method: "withheld".to_owned(), on: month.last() }),
        statement: None,
        payment_slip: None,
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
    let text = l.pick(
        "Za vaše knjige: provizija je bila sproti odtegnjena od prodaje, plačati ni treba ničesar. Listino v PDF in XML najdete med svojimi \
         listinami.",
        "For your books: the commission was withheld from your sales as they came in, so there is nothing to pay. You find the document as \
         PDF and XML among your documents.",
        "Für Ihre Bücher: Die Provision wurde laufend von den Verkäufen einbehalten, zu zahlen ist nichts. Sie finden den Beleg als PDF und \
         XML unter Ihren Belegen.",
    );
    let total = l.pick("Znesek z DDV", "Amount with VAT", "Betrag mit MwSt.").to_owned();
    let rows = vec![(total, document.total().display(l))];
    Letter::new(subject).p(text).rows(rows).button(l.pick("Odprite listine", "Open your documents", "Belege öffnen"), page)
}

/// Every invoice of the operator comes to what the ledger moved between the seller and the platform in its month.
pub fn audit(tx: &mut Tx) -> Result<Finding> {
    let (mut breaches, mut checked) = (Vec::new(), 0);
    let mut months: BTreeMap<String, BTreeMap<OrganisationId, Share>> = BTreeMap::new();
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
        let share = months.get(&name).and_then(|shares| shares.get(&document.organisation_id)).copied().unwrap_or_default();
        let sign = if document.kind == DocumentKind::CommissionInvoice { 1 } else { -1 };
        let same = (sign * document.total_cents, sign * document.vat_cents) == (share.base + share.vat, share.vat);
        if !same || document.cause != cause_of(&document.organisation_id, &month) {
            breaches.push(format!("{} {} does not come to what the ledger moved in {name}", document.id, document.number));
        }
    }
    Ok(Finding { invariant: "every invoice of the commission is what the ledger moved", checked, breaches })
}
