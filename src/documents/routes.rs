//! Addresses of documents: a seller's own, all of them at the desk, and each as a file.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use serde::Deserialize;

use super::model::{Document, DocumentKind};
use super::store::{self, Wanted};
use super::views::{self, DocumentView};
use super::{eslog, pdf, printed, ubl};
use crate::db::Tx;
use crate::identity::{self, OrganisationCard, SignedIn};
use crate::kit::id::{DocumentId, OrganisationId};
use crate::kit::page::Page;
use crate::kit::{Code, Error, Result};
use crate::web::{App, Json, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_documents)
        .service(export_documents)
        .service(list_all_documents)
        .service(export_all_documents)
        .service(download_document)
        .service(download_document_data);
}

/// So many rows has a table at most.
const ROWS: i64 = 10_000;

/// Which documents.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DocumentQuery {
    /// Only of this kind.
    pub kind: Option<DocumentKind>,
    /// Only of this year.
    #[param(minimum = 2020, maximum = 2100)]
    pub year: Option<i32>,
    /// Only with this in the number.
    #[param(max_length = 40)]
    pub number: Option<String>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

impl DocumentQuery {
    fn wanted(&self, organisation: Option<OrganisationId>) -> Wanted {
        let number = self.number.as_deref().map(str::trim).filter(|number| !number.is_empty());
        Wanted { organisation, kind: self.kind, year: self.year, number: number.map(str::to_uppercase) }
    }

    fn page(&self, tx: &mut Tx, organisation: Option<OrganisationId>) -> Result<Page<Document>> {
        let paging = crate::kit::page::PageQuery { limit: self.limit, after: self.after.clone() };
        let (limit, before) = (paging.limit()?, paging.cursor::<DocumentId>()?);
        let rows = store::wanted(tx, &self.wanted(organisation), before.as_ref(), limit + 1)?;
        Ok(Page::of(rows, limit, |document| document.id.clone()))
    }

    fn name(&self) -> String {
        let parts =
            [Some("modrotisk-documents".to_owned()), self.kind.map(|kind| kind.to_string()), self.year.map(|year| year.to_string())];
        format!("{}.csv", parts.into_iter().flatten().collect::<Vec<_>>().join("-"))
    }
}

/// A seller's documents, newest first.
#[utoipa::path(tag = "documents", security(("bearer" = [])), params(OrganisationId, DocumentQuery), responses((status = 200, body = Page<DocumentView>), Problems))]
#[get("/organisations/{id}/documents")]
async fn list_documents(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    query: Query<DocumentQuery>,
) -> Result<Json<Page<DocumentView>>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        Ok(Json(query.page(tx, Some(id.clone()))?.map(|document| DocumentView::of(&document))))
    })
    .await
}

/// The same list as a table for a spreadsheet, whole.
#[utoipa::path(tag = "documents", security(("bearer" = [])), params(OrganisationId, DocumentQuery),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/organisations/{id}/documents/table")]
async fn export_documents(app: App, who: SignedIn, id: Path<OrganisationId>, query: Query<DocumentQuery>) -> Result<HttpResponse> {
    let name = query.name();
    let rows = app
        .read(move |tx| {
            identity::member(tx, &who, &id)?;
            let rows = store::wanted(tx, &query.wanted(Some(id.clone())), None, ROWS)?;
            Ok(rows.iter().map(DocumentView::of).collect::<Vec<_>>())
        })
        .await?;
    Ok(File::table(name, &rows).answer())
}

/// All documents, newest first, with their sellers.
#[utoipa::path(tag = "documents", security(("bearer" = [])), params(DocumentQuery), responses((status = 200, body = Page<DocumentView>), Problems))]
#[get("/desk/documents")]
async fn list_all_documents(app: App, who: SignedIn, query: Query<DocumentQuery>) -> Result<Json<Page<DocumentView>>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        let page = query.page(tx, None)?;
        let items = with_sellers(tx, &page.items)?;
        Ok(Json(Page { items, next: page.next }))
    })
    .await
}

/// The desk's list as a table for a spreadsheet, whole.
#[utoipa::path(tag = "documents", security(("bearer" = [])), params(DocumentQuery),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/desk/documents/table")]
async fn export_all_documents(app: App, who: SignedIn, query: Query<DocumentQuery>) -> Result<HttpResponse> {
    let name = query.name();
    let rows = app
        .read(move |tx| {
            identity::coordinator(tx, &who)?;
            let rows = store::wanted(tx, &query.wanted(None), None, ROWS)?;
            with_sellers(tx, &rows)
        })
        .await?;
    Ok(File::table(name, &rows).answer())
}

fn with_sellers(tx: &mut Tx, documents: &[Document]) -> Result<Vec<DocumentView>> {
    let mut ids: Vec<OrganisationId> = documents.iter().map(|document| document.organisation_id.clone()).collect();
    ids.sort();
    ids.dedup();
    let names: BTreeMap<OrganisationId, String> = OrganisationCard::all(tx, &ids)?.into_iter().map(|card| (card.id, card.name)).collect();
    let named = |document| {
        let view = DocumentView::of(document);
        DocumentView { organisation: names.get(&view.organisation_id).cloned(), ..view }
    };
    Ok(documents.iter().map(named).collect())
}

/// The document, for the desk or for the seller whose books it belongs to.
fn seen(tx: &mut Tx, who: &SignedIn, id: &DocumentId) -> Result<Document> {
    let document = store::find(tx, id)?.ok_or(Error::not_found())?;
    match identity::coordinator(tx, who) {
        Ok(_) => {}
        Err(error) if error.code == Code::CoordinatorOnly => drop(identity::member(tx, who, &document.organisation_id)?),
        Err(error) => return Err(error),
    }
    Ok(document)
}

/// The document as a PDF.
#[utoipa::path(tag = "documents", security(("bearer" = [])), params(DocumentId),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), Problems))]
#[get("/documents/{id}/pdf")]
async fn download_document(app: App, who: SignedIn, id: Path<DocumentId>) -> Result<HttpResponse> {
    app.read(move |tx| File::pdf(&seen(tx, &who, &id)?)).await.map(File::answer)
}

crate::text_enum! {
    /// How a document is written for machines.
    pub enum DataForm {
        /// UBL 2.1 by EN 16931.
        Ubl = "ubl",
        /// e-SLOG 2.0.
        Eslog = "eslog",
    }
}

/// In which form.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DataQuery {
    /// UBL unless told.
    #[param(inline)]
    pub form: Option<DataForm>,
}

/// An invoice or a credit note as XML for bookkeeping programs. A statement has none.
#[utoipa::path(tag = "documents", security(("bearer" = [])), params(DocumentId, DataQuery),
    responses((status = 200, content_type = "application/xml", body = String), Problems))]
#[get("/documents/{id}/xml")]
async fn download_document_data(app: App, who: SignedIn, id: Path<DocumentId>, query: Query<DataQuery>) -> Result<HttpResponse> {
    let form = query.form.unwrap_or(DataForm::Ubl);
    app.read(move |tx| File::data(&seen(tx, &who, &id)?, form)).await.map(File::answer)
}

/// A file to keep.
#[derive(Clone, Debug)]
pub struct File {
    name: String,
    content_type: &'static str,
    bytes: Vec<u8>,
}

impl File {
    /// Something that was just made, to be kept under a name.
    pub fn made(name: String, content_type: &'static str, bytes: Vec<u8>) -> File {
        File { name, content_type, bytes }
    }

    /// The PDF of a document that somebody may see, named after its number.
    pub fn pdf(document: &Document) -> Result<File> {
        let bytes = pdf(&printed(document)?)?;
        Ok(File { name: format!("{}.pdf", document.number), content_type: "application/pdf", bytes })
    }

    fn data(document: &Document, form: DataForm) -> Result<File> {
        if document.kind == DocumentKind::Statement {
            return Err(Error::not_found());
        }
        let printed = printed(document)?;
        let (name, xml) = match form {
            DataForm::Ubl => (format!("{}.xml", document.number), ubl(&printed)),
            DataForm::Eslog => (format!("{}-eslog.xml", document.number), eslog(&printed)),
        };
        Ok(File { name, content_type: "application/xml", bytes: xml.into_bytes() })
    }

    fn table(name: String, rows: &[DocumentView]) -> File {
        File { name, content_type: "text/csv; charset=utf-8", bytes: views::table(rows).done().into_bytes() }
    }

    /// As an answer. Nobody on the way may keep it: it is for one reader.
    pub fn answer(self) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(self.content_type)
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", self.name)))
            .insert_header((header::CACHE_CONTROL, "private, no-store"))
            .body(self.bytes)
    }
}
