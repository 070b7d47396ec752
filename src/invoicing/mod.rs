//! Which fact gets which document: a paid order its seller's invoice, a promised refund its credit note, a month that is over
//! the operator's invoice for its share.
//!
//! Both are issued in the transaction of the fact, so that none is ever missing and none stands for a sale that came to
//! nothing. A credit note follows the promise and not the transfer of the money: in law the price is reduced by the
//! cancellation or withdrawal itself, and a refund that the processor cannot make is owed all the same. What was credited
//! for such a refund is not credited again when it is made another way. What a buyer's bank takes back is credited when it is gone
//! for good; if the bank thinks again, it is invoiced again.

mod commission;
mod figures;
mod parties;

use crate::db::Tx;
use crate::documents::{self, Content, Document, DocumentKind, DocumentLine, Issuer, New, Paid, Party, WEB};
use crate::kit::Result;
use crate::kit::id::{OrderId, RefundId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::Zone;
use crate::orders::totals::Gross;
use crate::orders::{self, Order, OrderGroup, OrderLine};
use crate::payments::{self, Payment, Refund, RefundStatus};

pub use commission::{audit, audit_set_off, is_owed, issue_due, jobs};
use figures::Back;
pub use figures::{NO_VAT_CLAUSE, rates};
pub use parties::{language_of, operator_party, seller_party};

/// Issues the seller's invoice for an order that was just paid; once, however often it is told. A consumer's invoice is the
/// simplified one and names no buyer; a company's is the full one.
pub fn issue_for_order(tx: &mut Tx, group: &OrderGroup, order: &Order, payment: &Payment) -> Result<Document> {
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    let goods: Vec<Gross> = lines.iter().map(|line| Gross { amount: line.total_cents, vat_rate_bp: line.vat_rate_bp }).collect();
    let delivery = order.money(order.delivery_cents);
    let (paid_on, _) = Zone::ljubljana().local(order.paid_at.unwrap_or(tx.now));
    let seller = &order.seller.0;
    let tax_number = parties::tax_number(tx, &order.organisation_id)?.filter(|_| seller.vat_id.is_none());
    let content = Content {
        locale: group.locale,
        issuer: Party {
            name: seller.legal_name.clone(),
            brand: Some(seller.name.clone()).filter(|brand| *brand != seller.legal_name),
            address: seller.address.clone(),
            vat_id: seller.vat_id.clone(),
            tax_number,
            registration: seller.registration.clone(),
            email: Some(seller.email.clone()),
        },
        issued_by: None,
        buyer: group.company.as_ref().map(|company| parties::company_party(company)),
        currency: order.currency,
        lines: lines_of(order, &lines, &figures::delivery_by_rate(&goods, delivery), group.locale),
        rates: figures::rates(&goods, delivery)?,
        clause: (!seller.vat_registered).then(|| NO_VAT_CLAUSE.to_owned()),
        supplied_on: None,
        order_number: Some(order.number.clone()),
        refers_to: None,
        payment: Some(Paid { method: payment.method.to_string(), on: paid_on }),
        statement: None,
        payment_slip: None,
        set_off: None,
    };
    let new = New {
        kind: DocumentKind::Invoice,
        issuer: Issuer::Organisation(order.organisation_id.clone()),
        organisation: order.organisation_id.clone(),
        device: WEB,
        cause: order.id.as_str(),
        order: Some(order.id.clone()),
        refers_to: None,
        content,
    };
    documents::issue(tx, new)
}

/// Takes back as much of an order's invoice as its refunds come to, line by line. Nothing where the refund belongs to no order, the order
/// has no invoice (it was paid before there were any), or as much was credited before.
pub fn credit(tx: &mut Tx, refund: &Refund) -> Result<Option<Document>> {
    let Some(order) = &refund.order_id else { return Ok(None) };
    let Some(invoice) = documents::of_cause(tx, DocumentKind::Invoice, order.as_str())? else { return Ok(None) };
    let (earlier, taken) = credited_before(tx, order)?;
    let mut back = went_back(tx, order)?;
    taken.into_iter().for_each(|(place, cents)| *back.entry(place).or_insert(0) += cents);
    take_back(tx, &invoice, &earlier, &back, refund.id.as_str())
}

/// Takes back what a buyer's bank took from an order for good, shared out over what is left of its invoice. The cause names order and
/// dispute; told again, it is credited once.
pub fn credit_dispute(tx: &mut Tx, cause: &str, order: &OrderId, amount: Money) -> Result<Option<Document>> {
    if let Some(note) = documents::of_cause(tx, DocumentKind::CreditNote, cause)? {
        return Ok(Some(note));
    }
    let Some(invoice) = documents::of_cause(tx, DocumentKind::Invoice, order.as_str())? else { return Ok(None) };
    let first = documents::printed(&invoice)?.content;
    let (earlier, _) = credited_before(tx, order)?;
    let mut back = Back::new();
    for line in earlier.iter().flat_map(|content| &content.lines) {
        *back.entry(place_of(line)).or_insert(0) += line.gross_cents;
    }
    for (place, cents) in figures::shared_out(&first, &back, amount) {
        *back.entry(place).or_insert(0) += cents;
    }
    take_back(tx, &invoice, &earlier, &back, cause)
}

/// A buyer's bank gave back after all what it had taken for good: what was credited for it is invoiced again, under a new number.
pub fn charge_again(tx: &mut Tx, cause: &str) -> Result<Option<Document>> {
    let Some(note) = documents::of_cause(tx, DocumentKind::CreditNote, cause)? else { return Ok(None) };
    let content = documents::printed(&note)?.content;
    let again = came_back(cause);
    let new = New {
        kind: DocumentKind::Invoice,
        issuer: Issuer::Organisation(note.organisation_id.clone()),
        organisation: note.organisation_id.clone(),
        device: WEB,
        cause: &again,
        order: note.order_id.clone(),
        refers_to: Some(&note),
        content: Content { refers_to: None, ..content },
    };
    documents::issue(tx, new).map(Some)
}

/// The fact that what was credited for a cause is owed again.
fn came_back(cause: &str) -> String {
    format!("{cause}:came-back")
}

/// The place of a line as refunds name it: the delivery has none.
fn place_of(line: &DocumentLine) -> Option<i64> {
    line.sku.as_ref().map(|_| line.position)
}

/// The credit notes of an order that stand, and what those took back that belong to no refund.
fn credited_before(tx: &mut Tx, order: &OrderId) -> Result<(Vec<Content>, Back)> {
    let (mut standing, mut taken) = (Vec::new(), Back::new());
    for note in documents::of_order(tx, order)?.iter().filter(|document| document.kind == DocumentKind::CreditNote) {
        if documents::of_cause(tx, DocumentKind::Invoice, &came_back(&note.cause))?.is_some() {
            continue;
        }
        let content = documents::printed(note)?.content;
        if note.cause.starts_with(&format!("{order}:")) {
            for line in &content.lines {
                *taken.entry(place_of(line)).or_insert(0) += line.gross_cents;
            }
        }
        standing.push(content);
    }
    Ok((standing, taken))
}

/// The next credit note of an invoice, when so much went back in all.
fn take_back(tx: &mut Tx, invoice: &Document, earlier: &[Content], back: &Back, cause: &str) -> Result<Option<Document>> {
    let first = documents::printed(invoice)?.content;
    let (lines, rates) = figures::credited(&first, earlier, back)?;
    if lines.is_empty() {
        return Ok(None);
    }
    let content = Content { lines, rates, payment: None, ..first };
    let new = New {
        kind: DocumentKind::CreditNote,
        issuer: Issuer::Organisation(invoice.organisation_id.clone()),
        organisation: invoice.organisation_id.clone(),
        device: WEB,
        cause,
        order: invoice.order_id.clone(),
        refers_to: Some(invoice),
        content,
    };
    documents::issue(tx, new).map(Some)
}

/// What went back of an order, or is promised to, by the places of its invoice.
fn went_back(tx: &mut Tx, order: &OrderId) -> Result<Back> {
    let refunds = payments::refunds_of_orders(tx, std::slice::from_ref(order))?;
    let counted: Vec<RefundId> = refunds.into_iter().filter(|one| one.status != RefundStatus::Failed).map(|one| one.id).collect();
    let mut back = Back::new();
    for part in payments::parts_of(tx, &counted)? {
        // An order counts its lines from nought, an invoice from one.
        let place = part.order_line_id.as_ref().map(|_| i64::from(part.position) + 1);
        *back.entry(place).or_insert(0) += part.amount_cents;
    }
    Ok(back)
}

/// The rows of an invoice: the goods, then the delivery by the rates of the goods.
fn lines_of(order: &Order, lines: &[OrderLine], delivery: &[(i64, i64)], locale: Locale) -> Vec<DocumentLine> {
    let goods = lines.iter().map(|line| {
        let (name, option) = (line.name.best(locale), line.option.best(locale));
        let name = if option.is_empty() { name.to_owned() } else { format!("{name}, {option}") };
        DocumentLine {
            position: 0,
            text: match &line.origin {
                Some(origin) => format!("{name} ({})", origin.sentence(locale)),
                None => name,
            },
            sku: Some(line.sku.clone()),
            quantity: Some(line.quantity),
            unit_gross_cents: Some(line.unit_price_cents),
            gross_cents: line.total_cents,
            vat_rate_bp: line.vat_rate_bp,
        }
    });
    let delivery = delivery.iter().map(|(vat_rate_bp, gross_cents)| DocumentLine {
        position: 0,
        text: order.delivery.label.clone(),
        sku: None,
        quantity: Some(1),
        unit_gross_cents: Some(*gross_cents),
        gross_cents: *gross_cents,
        vat_rate_bp: *vat_rate_bp,
    });
    (1..).zip(goods.chain(delivery)).map(|(position, line)| DocumentLine { position, ..line }).collect()
}
