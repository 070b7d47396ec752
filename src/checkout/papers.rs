//! The documents of a purchase for its buyer: on the order's page, in letters, and as files that the page's secret opens.

use actix_web::{HttpResponse, get};

use super::shop::Shop;
use crate::db::Tx;
use crate::documents::{self, Document, DocumentKind, File};
use crate::kit::id::{DocumentId, OrderId};
use crate::kit::{Error, Result};
use crate::mail::Letter;
use crate::orders::{self, OrderGroup};
use crate::web::{App, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(download_document_by_link);
}

/// An invoice or a credit note of a purchase as a PDF. The link is the secret of the order's page, so that the file opens from a letter.
#[utoipa::path(tag = "documents", params(("token" = String, Path, max_length = 100), ("document_id" = DocumentId, Path)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), Problems))]
#[get("/order-groups/by-link/{token}/documents/{document_id}/pdf")]
async fn download_document_by_link(app: App, path: Path<(String, DocumentId)>) -> Result<HttpResponse> {
    let (shop, (token, id)) = (Shop::of(&app), path.into_inner());
    app.read(move |tx| {
        let group = orders::group(tx, &Shop::group_of_token(&token)?)?;
        if !shop.opens(&token, &group) {
            return Err(Error::not_found());
        }
        File::pdf(&of_group(tx, &group, &id)?)
    })
    .await
    .map(File::answer)
}

/// A document of a purchase; one of another purchase is not found.
fn of_group(tx: &mut Tx, group: &OrderGroup, id: &DocumentId) -> Result<Document> {
    for order in orders::of_group(tx, &group.id)? {
        match documents::document_of_order(tx, &order.id, id) {
            Ok(document) => return Ok(document),
            Err(error) if error.code == crate::kit::Code::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::not_found())
}

/// The letter with links to the documents of an order: all of a kind, or the one that was issued for a fact.
pub fn enclose(
    tx: &mut Tx,
    mut letter: Letter,
    shop: &Shop,
    group: &OrderGroup,
    order: &OrderId,
    kind: DocumentKind,
    cause: Option<&str>,
) -> Result<Letter> {
    for document in documents::of_order(tx, order)? {
        if document.kind == kind && cause.is_none_or(|cause| document.cause == cause) {
            let label = format!("{} {} (PDF)", documents::name_of(kind, group.locale), document.number);
            letter = letter.link(label, shop.document_link(group, &document.id));
        }
    }
    Ok(letter)
}
