//! Invoices for the platform's share that was not withheld: which are paid, and the operator's word that one was.

use serde::Serialize;
use serde_json::json;

use crate::db::Tx;
use crate::documents::{self, Document, DocumentKind};
use crate::identity::{self, Coordinator};
use crate::invoicing;
use crate::kit::id::{DocumentId, OrganisationId};
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate};
use crate::kit::{Code, Result};
use crate::{books, ledger};

/// An invoice for the platform's share that is to be paid.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OwedInvoice {
    /// The document.
    pub document_id: DocumentId,
    /// What people call it.
    pub number: String,
    /// Who owes it.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub seller: String,
    /// How much.
    pub total: Money,
    /// How much of it is to be paid: less what is set off from credit notes.
    pub to_pay: Money,
    /// When it was issued.
    pub issued_at: Instant,
    /// Until when it is to be paid, where the operator's account is known.
    pub due: Option<LocalDate>,
    /// The reference on its payment slip.
    pub reference: Option<String>,
    /// When it was marked as paid.
    pub paid_at: Option<Instant>,
}

/// The invoices of a seller, or of all, newest first.
pub fn list(tx: &mut Tx, of: Option<&OrganisationId>) -> Result<Vec<OwedInvoice>> {
    let all = documents::of_kinds(tx, &[DocumentKind::CommissionInvoice])?;
    let mut rows = Vec::new();
    for document in all.iter().filter(|one| invoicing::is_owed(one) && of.is_none_or(|id| one.organisation_id == *id)) {
        rows.push(row(tx, document)?);
    }
    rows.sort_by(|a, b| (b.issued_at, &b.document_id).cmp(&(a.issued_at, &a.document_id)));
    rows.truncate(500);
    Ok(rows)
}

fn row(tx: &mut Tx, document: &Document) -> Result<OwedInvoice> {
    let content = documents::printed(document)?.content;
    let (left, slip) = (content.left_to_pay(), content.payment_slip);
    let paid = ledger::of_cause(tx, document.id.as_str())?.into_iter().next();
    let card = identity::organisation_card(tx, &document.organisation_id)?;
    Ok(OwedInvoice {
        document_id: document.id.clone(),
        number: document.number.clone(),
        organisation_id: document.organisation_id.clone(),
        seller: card.map(|card| card.name).unwrap_or_default(),
        total: document.total(),
        to_pay: Money { amount: left, currency: document.currency },
        issued_at: document.issued_at,
        due: slip.as_ref().map(|slip| slip.due.clone()),
        reference: slip.map(|slip| slip.reference),
        paid_at: paid.map(|transfer| transfer.at),
    })
}

/// The operator says that an invoice was paid. Refused (`commission_invoice_paid`) when that was said before or nothing is left to
/// pay, and for any other document.
pub fn mark_paid(tx: &mut Tx, by: &Coordinator, id: &DocumentId) -> Result<()> {
    let document = documents::find(tx, id)?;
    let left = documents::printed(&document)?.content.left_to_pay();
    if !invoicing::is_owed(&document) || left == 0 || !ledger::of_cause(tx, id.as_str())?.is_empty() {
        return Err(Code::CommissionPaid.into());
    }
    books::commission_paid(tx, id.as_str(), &document.organisation_id, Money { amount: left, currency: document.currency })?;
    let facts = json!({ "number": document.number, "paid_cents": left });
    crate::events::record(tx, "commission.paid", id.as_str(), Some(&by.account), facts)
}
