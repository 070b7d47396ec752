//! Pictures at the wire: uploaded raw, described, listed; and the files themselves, which live outside of the API.

use actix_web::http::header;
use actix_web::{HttpResponse, get, patch, post};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};

use super::picture::MAX_BYTES;
use super::{MediaView, blob_key, set_alt, store, take_in};
use crate::db::Tx;
use crate::identity::{self, Member, SignedIn};
use crate::kit::id::{MediaId, OrganisationId};
use crate::kit::locale::Translations;
use crate::kit::page::{Page, PageQuery};
use crate::kit::{Code, Error, Result};
use crate::web::{self, App, Created, Json, Path, Problems, Query, Routes};

/// Mounts what owners do, under `/api/v1`.
pub fn routes(cfg: &mut Routes) {
    cfg.service(upload_media).service(list_media).service(show_media).service(describe_media);
}

/// Mounts the files, at the root.
pub fn files(cfg: &mut actix_web::web::ServiceConfig) {
    cfg.service(media_file);
}

/// What a picture shows.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAlt {
    /// At most 300 letters in each language.
    pub alt: Translations,
}

/// Uploads a picture: the bytes of a JPEG, PNG or WebP as the body, up to 25 MB and 50 million pixels.
#[utoipa::path(tag = "media", params(OrganisationId), request_body(content = Vec<u8>, content_type = "application/octet-stream"), security(("bearer" = [])),
    responses((status = 201, body = MediaView), Problems))]
#[post("/organisations/{id}/media")]
async fn upload_media(
    app: App,
    who: SignedIn,
    organisation: Path<OrganisationId>,
    body: actix_web::web::Payload,
) -> Result<Created<MediaView>> {
    let by = app.read(move |tx| identity::member(tx, &who, &organisation)).await?;
    // A few bodies may arrive at once; more would only fill the memory while they wait for their turn.
    static BODIES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(8);
    let _place = BODIES.try_acquire().map_err(|_| Error::busy(5))?;
    let bytes = receive(body).await?;
    Ok(Created(take_in(&app, &by, bytes).await?))
}

/// The body whole, up to what a picture may weigh.
pub async fn receive(mut body: actix_web::web::Payload) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Code::Malformed.because("The picture did not arrive whole. Please send it again."))?;
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(Code::MediaTooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Lists the pictures of an organisation, the newest first.
#[utoipa::path(tag = "media", params(OrganisationId, PageQuery), security(("bearer" = [])), responses((status = 200, body = Page<MediaView>), Problems))]
#[get("/organisations/{id}/media")]
async fn list_media(app: App, who: SignedIn, organisation: Path<OrganisationId>, page: Query<PageQuery>) -> Result<Json<Page<MediaView>>> {
    let (limit, after) = (page.limit()?, page.cursor()?);
    let view = app.read(move |tx| {
        let by = identity::member(tx, &who, &organisation)?;
        let rows = store::page_of(tx, &by.organisation, after, limit)?;
        Ok(Page::of(rows, limit, |row| (row.created_at, row.id.clone())).map(MediaView::of))
    });
    Ok(web::Json(view.await?))
}

/// Shows a picture's facts to its owner.
#[utoipa::path(tag = "media", security(("bearer" = [])), params(MediaId), responses((status = 200, body = MediaView), Problems))]
#[get("/media/{id}")]
async fn show_media(app: App, who: SignedIn, id: Path<MediaId>) -> Result<Json<MediaView>> {
    let view = app.read(move |tx| {
        let by = member_of_media(tx, &who, &id)?;
        store::of_organisation(tx, &by.organisation, &id)?.map(MediaView::of).ok_or_else(Error::not_found)
    });
    Ok(web::Json(view.await?))
}

/// Says what a picture shows, for those who cannot see it.
#[utoipa::path(tag = "media", params(MediaId), request_body = SetAlt, security(("bearer" = [])), responses((status = 200, body = MediaView), Problems))]
#[patch("/media/{id}")]
async fn describe_media(app: App, who: SignedIn, id: Path<MediaId>, new: Json<SetAlt>) -> Result<Json<MediaView>> {
    let view = app.write(move |tx| {
        let by = member_of_media(tx, &who, &id)?;
        set_alt(tx, &by, &id, &new.alt)
    });
    Ok(web::Json(view.await?))
}

fn member_of_media(tx: &mut Tx, who: &SignedIn, id: &MediaId) -> Result<Member> {
    let organisation = store::owner(tx, id)?.ok_or_else(Error::not_found)?;
    identity::member(tx, who, &organisation)
}

/// A size of a picture. Its bytes never change, so it may be kept for ever.
#[get("/media/{id}/{file}")]
async fn media_file(app: App, path: Path<(MediaId, String)>) -> Result<HttpResponse> {
    let (id, file) = path.into_inner();
    let (width, extension) = file.split_once('.').ok_or_else(Error::not_found)?;
    let width: u32 = width.parse().map_err(|_| Error::not_found())?;
    let content_type = match extension {
        "webp" => "image/webp",
        "jpg" => "image/jpeg",
        _ => return Err(Error::not_found()),
    };
    let (blobs, key) = (app.blobs().clone(), blob_key(&id, width, extension));
    let bytes = tokio::task::spawn_blocking(move || blobs.get(&key)).await.map_err(Error::internal)??;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .content_type(content_type)
        .body(bytes.ok_or_else(Error::not_found)?))
}
