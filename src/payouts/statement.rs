//! The statement of a payout as a document: issued with the release, frozen from then on, whatever becomes of the payout.

use super::model::{Payout, PayoutLine, PayoutLineKind};
use super::store;
use crate::db::Tx;
use crate::documents::{self, Content, Document, DocumentKind, Issuer, New, Statement, StatementRow, StatementRowKind, WEB};
use crate::invoicing::{language_of, operator_party, seller_party};
use crate::kit::Result;
use crate::kit::time::{LocalDate, Zone};

/// Issues the statement of a payout that is being released, once. The rows are the facts that the payout is made of, then the
/// payout itself; before and after stands what else was owed, not due yet or held.
pub fn issue(tx: &mut Tx, payout: &Payout, owed_cents: i64) -> Result<Document> {
    let lines = store::lines(tx, &payout.id)?;
    let ids: Vec<_> = lines.iter().filter_map(|line| line.order_id.clone()).collect();
    let orders = store::orders_of(tx, &ids)?;
    let (today, _) = Zone::ljubljana().local(tx.now);
    let mut rows = Vec::with_capacity(lines.len() * 3 + 1);
    for line in &lines {
        let number = orders.iter().find(|order| Some(&order.id) == line.order_id.as_ref()).map(|order| order.number.clone());
        let paper = match line.kind {
            PayoutLineKind::Order => documents::of_cause(tx, DocumentKind::Invoice, &line.cause)?,
            PayoutLineKind::Refund | PayoutLineKind::Dispute => documents::of_cause(tx, DocumentKind::CreditNote, &line.cause)?,
            _ => None,
        };
        let paper = paper.map(|document| document.number);
        rows.extend(rows_of(line).into_iter().map(|(kind, amount_cents)| StatementRow {
            on: day_of(line),
            kind,
            order_number: number.clone(),
            document_number: paper.clone(),
            amount_cents,
        }));
    }
    rows.push(StatementRow {
        on: today.clone(),
        kind: StatementRowKind::Payout,
        order_number: None,
        document_number: Some(payout.number.clone()),
        amount_cents: -payout.amount_cents,
    });
    let rest = owed_cents - payout.amount_cents;
    let statement = Statement {
        from: lines.iter().map(day_of).min().unwrap_or_else(|| today.clone()),
        until: today,
        opening_cents: rest,
        rows,
        closing_cents: rest,
    };
    let content = Content {
        locale: language_of(tx, &payout.organisation_id)?,
        issuer: operator_party(tx)?,
        issued_by: None,
        buyer: Some(seller_party(tx, &payout.organisation_id)?),
        currency: payout.currency,
        lines: Vec::new(),
        rates: Vec::new(),
        clause: None,
        supplied_on: None,
        order_number: None,
        refers_to: None,
        payment: None,
        statement: Some(statement),
        payment_slip: None,
        set_off: None,
    };
    let new = New {
        kind: DocumentKind::Statement,
        issuer: Issuer::Platform,
        organisation: payout.organisation_id.clone(),
        device: WEB,
        cause: payout.id.as_str(),
        order: None,
        refers_to: None,
        content,
    };
    documents::issue(tx, new)
}

fn day_of(line: &PayoutLine) -> LocalDate {
    Zone::ljubljana().local(line.at).0
}

/// What a line says, one thing a row; nothing moves nothing.
fn rows_of(line: &PayoutLine) -> Vec<(StatementRowKind, i64)> {
    use StatementRowKind::*;
    let (gross, commission, vat) = match line.kind {
        PayoutLineKind::Order => (Sale, Commission, CommissionVat),
        PayoutLineKind::Refund => (Refund, CommissionBack, CommissionVatBack),
        PayoutLineKind::Fee | PayoutLineKind::Dispute | PayoutLineKind::Correction => (Correction, Correction, Correction),
    };
    let other = if line.kind == PayoutLineKind::Fee { ProcessorFee } else { Correction };
    let royalty = if line.kind == PayoutLineKind::Refund { RoyaltyBack } else { Royalty };
    let all = [
        (gross, line.gross_cents),
        (commission, line.commission_cents),
        (vat, line.commission_vat_cents),
        (royalty, line.royalty_cents),
        (other, line.other_cents - line.royalty_cents),
    ];
    all.into_iter().filter(|(_, cents)| *cents != 0).collect()
}
