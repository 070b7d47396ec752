//! Pictures and papers of an entry at the wire, for its team.

use actix_web::http::header;
use actix_web::{HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};

use super::enter::{self, EntryView};
use crate::entries::{self, EntryFile, EntryFileKind, Prepared, paper};
use crate::identity::SignedIn;
use crate::kit::id::{EntryFileId, EntryId};
use crate::kit::{Code, Error, Result};
use crate::media;
use crate::web::{App, Created, Json, Language, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(upload_entry_file).service(describe_entry_file).service(remove_entry_file).service(read_entry_file);
}

/// What is being sent.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UploadQuery {
    /// Picture or paper.
    #[param(inline)]
    pub kind: EntryFileKind,
    /// What the file is called where it comes from; the jury never learns this.
    #[serde(default)]
    #[param(max_length = 200)]
    pub name: String,
}

/// How wide.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WidthQuery {
    /// At least so many pixels, of a picture; the largest unless told.
    #[param(minimum = 1, maximum = 10000)]
    pub width: Option<u32>,
}

/// What a file shows.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeEntryFile {
    /// In words.
    #[schema(max_length = 300)]
    pub caption: String,
}

/// Uploads a picture (JPEG, PNG or WebP, up to 25 MB) or a paper (PDF, up to 15 MB). What either tells of its writer is taken out.
#[utoipa::path(tag = "entries", params(EntryId, UploadQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("bearer" = [])), responses((status = 201, body = EntryView), Problems))]
#[post("/entries/{id}/files")]
async fn upload_entry_file(
    app: App,
    who: SignedIn,
    id: Path<EntryId>,
    query: Query<UploadQuery>,
    language: Language,
    body: actix_web::web::Payload,
) -> Result<Created<EntryView>> {
    let (id, UploadQuery { kind, name }) = (id.into_inner(), query.into_inner());
    let (asks, asked) = (who.clone(), id.clone());
    app.read(move |tx| enter::open_seat(tx, &asks, &asked)).await?;
    // A few bodies may arrive at once; more would only fill the memory while they wait for their turn.
    static BODIES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(8);
    let _place = BODIES.try_acquire().map_err(|_| Error::busy(5))?;
    let bytes = media::routes::receive(body).await?;
    let prepared = std::sync::Arc::new(prepare(&app, kind, bytes).await?);
    let keys = prepared.keys();
    app.write(move |tx| entries::reserve(tx, &keys)).await?;
    let (blobs, lies) = (app.blobs().clone(), prepared.clone());
    let put = tokio::task::spawn_blocking(move || lies.blobs.iter().try_for_each(|(key, bytes)| blobs.put(key, bytes)));
    put.await.map_err(Error::internal)??;
    app.write(move |tx| {
        let (seat, _) = enter::open_seat(tx, &who, &id)?;
        entries::add_file(tx, &seat, &prepared, &name)?;
        enter::view(tx, &who, &id, language.0)
    })
    .await
    .map(Created)
}

async fn prepare(app: &App, kind: EntryFileKind, bytes: Vec<u8>) -> Result<Prepared> {
    let handle = app.db().ids().secret();
    match kind {
        EntryFileKind::Picture => entries::prepare_picture(media::prepare_in_turn(bytes).await?, handle),
        EntryFileKind::Document if bytes.len() > paper::MAX_BYTES => Err(Code::EntryFileTooLarge.into()),
        EntryFileKind::Document => {
            // A paper that makes the reader fall over is a paper that cannot be read.
            let read = tokio::task::spawn_blocking(move || entries::prepare_document(&bytes, handle));
            read.await.map_err(|_| Code::EntryFileUnreadable)?
        }
    }
}

/// Says what a file shows.
#[utoipa::path(tag = "entries", params(("id" = EntryId, Path), ("file_id" = EntryFileId, Path)), request_body = DescribeEntryFile,
    security(("bearer" = [])), responses((status = 200, body = EntryView), Problems))]
#[patch("/entries/{id}/files/{file_id}")]
async fn describe_entry_file(
    app: App,
    who: SignedIn,
    ids: Path<(EntryId, EntryFileId)>,
    language: Language,
    new: Json<DescribeEntryFile>,
) -> Result<Json<EntryView>> {
    app.write(move |tx| {
        let (seat, _) = enter::open_seat(tx, &who, &ids.0)?;
        entries::describe_file(tx, &seat, &ids.1, &new.caption)?;
        enter::view(tx, &who, &ids.0, language.0)
    })
    .await
    .map(Json)
}

/// Takes a file out of the entry.
#[utoipa::path(tag = "entries", params(("id" = EntryId, Path), ("file_id" = EntryFileId, Path)), security(("bearer" = [])),
    responses((status = 200, body = EntryView), Problems))]
#[delete("/entries/{id}/files/{file_id}")]
async fn remove_entry_file(app: App, who: SignedIn, ids: Path<(EntryId, EntryFileId)>, language: Language) -> Result<Json<EntryView>> {
    let view = app
        .write(move |tx| {
            let (seat, _) = enter::open_seat(tx, &who, &ids.0)?;
            entries::remove_file(tx, &seat, &ids.1)?;
            enter::view(tx, &who, &ids.0, language.0)
        })
        .await?;
    entries::erase_due(&app).await?;
    Ok(Json(view))
}

/// A picture or a paper of one's own entry.
#[utoipa::path(tag = "entries", params(("id" = EntryId, Path), ("file_id" = EntryFileId, Path), WidthQuery), security(("bearer" = [])),
    responses((status = 200, content((Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"))), Problems))]
#[get("/entries/{id}/files/{file_id}")]
async fn read_entry_file(app: App, who: SignedIn, ids: Path<(EntryId, EntryFileId)>, query: Query<WidthQuery>) -> Result<HttpResponse> {
    let file = app
        .read(move |tx| {
            let (seat, _) = enter::seat(tx, &who, &ids.0)?;
            entries::file(tx, &seat, &ids.1)
        })
        .await?;
    sent(&app, &file, query.width, 1).await
}

/// The bytes of a file: under a neutral name, without a time or a tag, kept by nobody on the way.
pub(super) async fn sent(app: &App, file: &EntryFile, width: Option<u32>, number: usize) -> Result<HttpResponse> {
    let (blobs, key) = (app.blobs().clone(), file.blob_key(width));
    let bytes = tokio::task::spawn_blocking(move || blobs.get(&key)).await.map_err(Error::internal)??;
    let (content_type, disposition) = match file.kind {
        EntryFileKind::Picture => ("image/webp", "inline".to_owned()),
        EntryFileKind::Document => ("application/pdf", format!("attachment; filename=\"{number}.pdf\"")),
    };
    Ok(HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes.ok_or_else(Error::not_found)?))
}
