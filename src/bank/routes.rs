//! Addresses of money that comes straight to makers, and of the platform's share of it.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};

use super::give_back::{self, PaidBack, ReturnExcess};
use super::invoices::{self, OwedInvoice};
use super::receive::{self, MarkReceived, StatementItem};
use super::views::{BankView, bank};
use crate::checkout::Shop;
use crate::identity::{self, SignedIn};
use crate::kit::camt::{self, Fault};
use crate::kit::id::{BankEntryId, DocumentId, DueId, OrganisationId, RefundId};
use crate::kit::{Code, Error, Result};
use crate::media;
use crate::web::{App, IdempotencyKey, Json, NoContent, Path, Problems, Routes};

/// So many payments of a statement are counted in one transaction.
const AT_ONCE: usize = 40;

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(show_bank)
        .service(read_bank_statement)
        .service(mark_transfer_received)
        .service(assign_bank_entry)
        .service(ignore_bank_entry)
        .service(mark_excess_returned)
        .service(mark_refund_paid)
        .service(list_owed_invoices)
        .service(mark_invoice_paid);
}

/// What a statement told.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StatementRead {
    /// Its payments, in the order of the file.
    pub items: Vec<StatementItem>,
}

/// For which due money is.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignEntry {
    /// The due.
    pub due_id: DueId,
}

/// What money is for, if not for an order here.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IgnoreEntry {
    /// In the maker's words.
    #[schema(min_length = 1, max_length = 300)]
    pub note: String,
}

/// Invoices for the platform's share that is to be paid.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OwedInvoices {
    /// Newest first; at most 500.
    pub items: Vec<OwedInvoice>,
}

/// Money that comes straight to a maker: what is waited for, what came, what goes back.
#[utoipa::path(tag = "money", params(OrganisationId), security(("bearer" = [])), responses((status = 200, body = BankView), Problems))]
#[get("/organisations/{id}/bank")]
async fn show_bank(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<BankView>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        bank(tx, &id).map(Json)
    })
    .await
}

/// Reads a bank statement in (camt.053, up to 5 MB). Each payment counts once, however often it is read.
#[utoipa::path(tag = "money", params(OrganisationId), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("bearer" = [])), responses((status = 200, body = StatementRead), Problems))]
#[post("/organisations/{id}/bank/statements")]
async fn read_bank_statement(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    body: actix_web::web::Payload,
) -> Result<Json<StatementRead>> {
    let (shop, id) = (Shop::of(&app), id.into_inner());
    let (asks, asked) = (who.clone(), id.clone());
    app.read(move |tx| identity::member(tx, &asks, &asked)?.manager()).await?;
    let bytes = media::routes::receive(body).await?;
    let read = tokio::task::spawn_blocking(move || camt::read(&bytes)).await.map_err(Error::internal)?;
    let credits = read.map_err(refusal)?;
    let mut items = Vec::with_capacity(credits.len());
    for some in credits.chunks(AT_ONCE) {
        let (shop, who, id, some) = (shop.clone(), who.clone(), id.clone(), some.to_vec());
        let read = app.write(move |tx| {
            let by = identity::member(tx, &who, &id)?;
            receive::take_in(tx, &shop, &by, &some)
        });
        items.extend(read.await?);
    }
    Ok(Json(StatementRead { items }))
}

/// What is wrong with a file, where the bank's program can be told better.
fn refusal(fault: Fault) -> Error {
    Code::StatementUnreadable.at("/", "statement_unreadable", fault.to_string())
}

/// The maker says that a transfer came, by its own look at the account.
#[utoipa::path(tag = "money", params(OrganisationId, ("due_id" = DueId, Path), ("Idempotency-Key" = String, Header)), request_body = MarkReceived,
    security(("bearer" = [])), responses((status = 204), Problems))]
#[post("/organisations/{id}/bank/dues/{due_id}/receipts")]
async fn mark_transfer_received(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    path: Path<(OrganisationId, DueId)>,
    received: Json<MarkReceived>,
) -> Result<NoContent> {
    let (shop, body) = (Shop::of(&app), (path.into_inner(), received.into_inner()));
    let ((id, due), received) = body.clone();
    app.once(key, who.account.to_string(), &body, move |tx| {
        let by = identity::member(tx, &who, &id)?;
        receive::mark(tx, &shop, &by, &due, &received)
    })
    .await?;
    Ok(NoContent)
}

/// The maker says for which order money is that nobody could place.
#[utoipa::path(tag = "money", params(OrganisationId, ("entry_id" = BankEntryId, Path)), request_body = AssignEntry,
    security(("bearer" = [])), responses((status = 204), Problems))]
#[post("/organisations/{id}/bank/entries/{entry_id}/assignment")]
async fn assign_bank_entry(app: App, who: SignedIn, path: Path<(OrganisationId, BankEntryId)>, to: Json<AssignEntry>) -> Result<NoContent> {
    let (shop, (id, entry)) = (Shop::of(&app), path.into_inner());
    app.write(move |tx| {
        let by = identity::member(tx, &who, &id)?;
        receive::assign(tx, &shop, &by, &entry, &to.due_id)
    })
    .await?;
    Ok(NoContent)
}

/// The maker says that money is for something else.
#[utoipa::path(tag = "money", params(OrganisationId, ("entry_id" = BankEntryId, Path)), request_body = IgnoreEntry,
    security(("bearer" = [])), responses((status = 204), Problems))]
#[post("/organisations/{id}/bank/entries/{entry_id}/dismissal")]
async fn ignore_bank_entry(
    app: App,
    who: SignedIn,
    path: Path<(OrganisationId, BankEntryId)>,
    why: Json<IgnoreEntry>,
) -> Result<NoContent> {
    let (id, entry) = path.into_inner();
    app.write(move |tx| {
        let by = identity::member(tx, &who, &id)?;
        receive::ignore(tx, &by, &entry, &why.note)
    })
    .await?;
    Ok(NoContent)
}

/// The maker says that it returned what came too much or too late.
#[utoipa::path(tag = "money", params(OrganisationId, ("due_id" = DueId, Path), ("Idempotency-Key" = String, Header)), request_body = ReturnExcess,
    security(("bearer" = [])), responses((status = 204), Problems))]
#[post("/organisations/{id}/bank/dues/{due_id}/returns")]
async fn mark_excess_returned(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    path: Path<(OrganisationId, DueId)>,
    paid: Json<ReturnExcess>,
) -> Result<NoContent> {
    let (shop, body) = (Shop::of(&app), (path.into_inner(), paid.into_inner()));
    let ((id, due), paid) = body.clone();
    app.once(key, who.account.to_string(), &body, move |tx| {
        let by = identity::member(tx, &who, &id)?;
        give_back::return_excess(tx, &shop, &by, &due, &paid)
    })
    .await?;
    Ok(NoContent)
}

/// The maker says that it paid a refund of money that had come straight to it.
#[utoipa::path(tag = "money", params(OrganisationId, ("refund_id" = RefundId, Path), ("Idempotency-Key" = String, Header)), request_body = PaidBack,
    security(("bearer" = [])), responses((status = 204), Problems))]
#[post("/organisations/{id}/bank/refunds/{refund_id}/payment")]
async fn mark_refund_paid(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    path: Path<(OrganisationId, RefundId)>,
    paid: Json<PaidBack>,
) -> Result<NoContent> {
    let (shop, body) = (Shop::of(&app), (path.into_inner(), paid.into_inner()));
    let ((id, refund), paid) = body.clone();
    app.once(key, who.account.to_string(), &body, move |tx| {
        let by = identity::member(tx, &who, &id)?;
        give_back::pay_refund(tx, &shop, &by, &refund, &paid)
    })
    .await?;
    Ok(NoContent)
}

/// The invoices for the platform's share of money that came straight to makers, of all of them.
#[utoipa::path(tag = "money", security(("bearer" = [])), responses((status = 200, body = OwedInvoices), Problems))]
#[get("/desk/owed-invoices")]
async fn list_owed_invoices(app: App, who: SignedIn) -> Result<Json<OwedInvoices>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        Ok(Json(OwedInvoices { items: invoices::list(tx, None)? }))
    })
    .await
}

/// The operator says that an invoice for its share was paid.
#[utoipa::path(tag = "money", params(("document_id" = DocumentId, Path), ("Idempotency-Key" = String, Header)), security(("bearer" = [])),
    responses((status = 204), Problems))]
#[post("/desk/owed-invoices/{document_id}/payment")]
async fn mark_invoice_paid(app: App, who: SignedIn, key: IdempotencyKey, id: Path<DocumentId>) -> Result<NoContent> {
    let id = id.into_inner();
    let body = id.clone();
    app.once(key, who.account.to_string(), &body, move |tx| {
        let by = identity::coordinator(tx, &who)?;
        invoices::mark_paid(tx, &by, &id)
    })
    .await?;
    Ok(NoContent)
}
