//! Documents: invoices, credit notes and statements as they were issued.
//!
//! A document is a frozen copy of everything printed on it, with a hash. It is never changed and never taken out (the
//! database refuses both); what was wrong is put right by another document that refers to it. Every issuer has one
//! series for each kind, device and year, numbered from one without a gap: the number is given in the transaction that
//! stores the document, so that a sale which comes to nothing leaves none behind. Documents know no orders and no
//! refunds; they name the fact that they are issued for by its id, and one fact has one document of a kind.

mod audit;
mod eslog;
mod model;
mod net;
mod operator;
mod pdf;
mod routes;
mod store;
mod ubl;
mod views;
mod words;
mod xml;

use crate::db::Tx;
use crate::kit::id::{DocumentId, OrderId, OrganisationId};
use crate::kit::text::sha256_hex;
use crate::kit::time::Zone;
use crate::kit::{Error, Result};

pub use audit::audit;
pub use eslog::eslog;
pub use model::{
    Content, Document, DocumentKind, DocumentLine, Issuer, Paid, Party, PaymentSlip, Printed, RateSum, Reference, SetOff, Statement,
    StatementRow, StatementRowKind,
};
pub use operator::{operator, tell_operator};
pub use pdf::pdf;
pub use routes::{File, routes};
pub use ubl::ubl;
pub use views::DocumentView;
pub use words::kind as name_of;

/// The device of everything that is issued by the web shop.
pub const WEB: &str = "web";

/// A document to be issued.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// What it is.
    pub kind: DocumentKind,
    /// Who issues it.
    pub issuer: Issuer,
    /// The seller whose books it belongs to.
    pub organisation: OrganisationId,
    /// Where it is issued.
    pub device: &'a str,
    /// The fact that it is issued for, by id.
    pub cause: &'a str,
    /// The order that it belongs to.
    pub order: Option<OrderId>,
    /// The document that it corrects.
    pub refers_to: Option<&'a Document>,
    /// What it says.
    pub content: Content,
}

/// Issues a document under the next number of its series. A fact that has its document gets no second: the first is answered.
/// What does not sum is a fault and is never issued.
pub fn issue(tx: &mut Tx, new: New<'_>) -> Result<Document> {
    if let Some(document) = store::of_cause(tx, new.kind, new.cause)? {
        return Ok(document);
    }
    let mut content = new.content;
    if let Some(first) = new.refers_to {
        let printed = printed(first)?;
        content.refers_to = Some(Reference { number: printed.number, issued_on: printed.issued_on });
    }
    if let Issuer::Organisation(_) = new.issuer {
        content.issued_by = operator(tx)?.map(Party::from);
    }
    if !content.sums() {
        return Err(Error::internal(format!("the document for {} does not sum", new.cause)));
    }
    let (issued_on, _) = Zone::ljubljana().local(tx.now);
    let year = i32::from(issued_on.civil().year());
    let series = series(new.issuer.as_str(), new.kind, new.device, year);
    let sequence = store::next(tx, &series)?;
    let number = model::number(new.kind, new.device, year, sequence);
    let (total_cents, vat_cents) = (content.total(), content.vat());
    let printed = Printed { kind: new.kind, number, issued_on, content };
    let content = serde_json::to_string(&printed).map_err(Error::internal)?;
    let document = Document {
        id: tx.id(),
        kind: new.kind,
        issuer: new.issuer.as_str().to_owned(),
        organisation_id: new.organisation,
        device: new.device.to_owned(),
        year,
        sequence,
        number: printed.number,
        cause: new.cause.to_owned(),
        order_id: new.order,
        refers_to: new.refers_to.map(|first| first.id.clone()),
        currency: printed.content.currency,
        total_cents,
        vat_cents,
        content_sha256: sha256_hex(&content),
        content,
        issued_at: tx.now,
    };
    store::insert(tx, &document)?;
    let facts = serde_json::json!({ "number": document.number, "kind": document.kind, "cause": document.cause });
    crate::events::record(tx, "document.issued", document.id.as_str(), None, facts)?;
    Ok(document)
}

/// Everything printed on a document.
pub fn printed(document: &Document) -> Result<Printed> {
    serde_json::from_str(&document.content).map_err(Error::internal)
}

/// The document of a kind for a fact, if it was issued.
pub fn of_cause(tx: &mut Tx, kind: DocumentKind, cause: &str) -> Result<Option<Document>> {
    Ok(store::of_cause(tx, kind, cause)?)
}

/// The documents of an order, oldest first. Who may see the order is asked elsewhere.
pub fn of_order(tx: &mut Tx, order: &OrderId) -> Result<Vec<Document>> {
    Ok(store::of_order(tx, order)?)
}

/// Every document of these kinds, oldest first.
pub fn of_kinds(tx: &mut Tx, kinds: &[DocumentKind]) -> Result<Vec<Document>> {
    Ok(store::of_kinds(tx, kinds)?)
}

/// One document; who may see it is asked elsewhere.
pub fn find(tx: &mut Tx, id: &DocumentId) -> Result<Document> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// A document of an order; one of another order is not found.
pub fn document_of_order(tx: &mut Tx, order: &OrderId, id: &DocumentId) -> Result<Document> {
    store::find(tx, id)?.filter(|document| document.order_id.as_ref() == Some(order)).ok_or(Error::not_found())
}

/// The name of a series.
fn series(issuer: &str, kind: DocumentKind, device: &str, year: i32) -> String {
    format!("{issuer}/{kind}/{device}/{year}")
}
