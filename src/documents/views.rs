//! Documents as lists show them.

use serde::{Deserialize, Serialize};

use super::model::{Document, DocumentKind, StatementRowKind};
use crate::kit::csv::Csv;
use crate::kit::id::{DocumentId, OrderId, OrganisationId};
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate, Zone};

/// A document in a list.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DocumentView {
    /// Its id.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// What people call it.
    pub number: String,
    /// The seller whose books it belongs to.
    pub organisation_id: OrganisationId,
    /// The seller's name, at the desk.
    pub organisation: Option<String>,
    /// The order that it belongs to.
    pub order_id: Option<OrderId>,
    /// The document that it corrects.
    pub refers_to: Option<DocumentId>,
    /// What it comes to: what a credit note takes back, what a statement pays out.
    pub total: Money,
    /// VAT in it.
    pub vat: Money,
    /// The day of issue.
    pub issued_on: LocalDate,
    /// When it was issued.
    pub issued_at: Instant,
}

impl DocumentView {
    /// The document as its people read it.
    pub fn of(document: &Document) -> DocumentView {
        DocumentView {
            id: document.id.clone(),
            kind: document.kind,
            number: document.number.clone(),
            organisation_id: document.organisation_id.clone(),
            organisation: None,
            order_id: document.order_id.clone(),
            refers_to: document.refers_to.clone(),
            total: Money { amount: paid_out(document).unwrap_or(document.total_cents), currency: document.currency },
            vat: Money { amount: document.vat_cents, currency: document.currency },
            issued_on: Zone::ljubljana().local(document.issued_at).0,
            issued_at: document.issued_at,
        }
    }
}

/// What a statement was paid out with: it has no lines of its own, and no sum but this.
fn paid_out(document: &Document) -> Option<i64> {
    let statement = super::printed(document).ok().filter(|_| document.kind == DocumentKind::Statement)?.content.statement?;
    Some(statement.rows.iter().filter(|row| row.kind == StatementRowKind::Payout).map(|row| -row.amount_cents).sum())
}

/// The list as a table for a spreadsheet. What a credit note takes back stands below zero, so that the columns add up.
pub fn table(documents: &[DocumentView]) -> Csv {
    let mut csv = Csv::new(&["number", "kind", "issued_on", "organisation", "order", "base", "vat", "total", "currency"]);
    for document in documents {
        let back = matches!(document.kind, DocumentKind::CreditNote | DocumentKind::CommissionCreditNote);
        let sign = if back { -1 } else { 1 };
        csv.text(&document.number).text(document.kind.as_str()).text(document.issued_on.as_str());
        csv.text(document.organisation.as_deref().unwrap_or("")).text(document.order_id.as_ref().map_or("", |order| order.as_str()));
        csv.cents(sign * (document.total.amount - document.vat.amount)).cents(sign * document.vat.amount);
        csv.cents(sign * document.total.amount).text(document.total.currency.as_str()).end();
    }
    csv
}
