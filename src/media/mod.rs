//! Pictures: uploaded by a member of an organisation, made safe and small, served for ever under an address that never changes.
//!
//! A picture belongs to the organisation that uploaded it; other nouns hold its id. What nobody holds after a week is deleted. The
//! row is the truth, its sizes are files in the blob store: written before the row, erased after it, so that a row never lacks
//! one. The original is not kept, and with it neither place nor camera. A picture's pixels never change; its alternative text may.

mod audit;
mod picture;
pub mod routes;
mod store;
mod sweep;

use std::collections::BTreeMap;

use diesel::prelude::{Insertable, Queryable, Selectable};
use serde::Serialize;

use crate::db::Tx;
use crate::db::schema::media;
use crate::identity::Member;
use crate::kit::check::Check;
use crate::kit::id::{AccountId, MediaId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};
use crate::web::App;

pub use audit::audit;
pub use picture::{MAX_BYTES, Prepared};
pub use sweep::jobs;

/// A picture.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = media)]
#[allow(missing_docs)]
pub struct Media {
    pub id: MediaId,
    pub organisation_id: OrganisationId,
    pub uploaded_by: AccountId,
    /// Of the largest size that is served.
    pub width_px: i32,
    pub height_px: i32,
    /// The widths that are served, ascending.
    pub widths: Json<Vec<u32>>,
    /// What it shows, for those who cannot see it.
    pub alt: Translations,
    /// A tiny WebP as a data URI.
    pub placeholder: String,
    /// `#aabbcc`
    pub colour: String,
    pub created_at: Instant,
}

/// A picture as its owner sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MediaView {
    pub id: MediaId,
    pub width_px: i32,
    pub height_px: i32,
    /// Served as `/media/{id}/{width}.webp` and `.jpg`.
    pub widths: Vec<u32>,
    /// What it shows, in each language.
    pub alt: Translations,
    /// A tiny WebP as a data URI, to be blurred until the picture is there.
    pub placeholder: String,
    /// The dominant colour.
    pub colour: String,
}

/// A picture as the public sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PictureView {
    pub id: MediaId,
    pub width_px: i32,
    pub height_px: i32,
    /// Served as `/media/{id}/{width}.webp` and `.jpg`.
    pub widths: Vec<u32>,
    /// What it shows, in the reader's language.
    pub alt: String,
    /// A tiny WebP as a data URI, to be blurred until the picture is there.
    pub placeholder: String,
    /// The dominant colour.
    pub colour: String,
}

impl MediaView {
    /// The view of a row.
    pub fn of(row: Media) -> MediaView {
        let Media { id, width_px, height_px, widths, alt, placeholder, colour, .. } = row;
        MediaView { id, width_px, height_px, widths: widths.0, alt, placeholder, colour }
    }
}

impl PictureView {
    /// The view of a row in one language.
    pub fn of(row: Media, locale: Locale) -> PictureView {
        let Media { id, width_px, height_px, widths, alt, placeholder, colour, .. } = row;
        PictureView { id, width_px, height_px, widths: widths.0, alt: alt.best(locale).to_owned(), placeholder, colour }
    }

    /// The address of the smallest JPEG that is at least so wide, for letters and cards of other sites.
    pub fn jpeg_path(&self, width_px: u32) -> String {
        let width = self.widths.iter().find(|width| **width >= width_px).or(self.widths.last()).copied().unwrap_or(width_px);
        format!("/media/{}/{width}.jpg", self.id)
    }
}

/// The pictures with these ids, by id. Missing ones are missing.
pub fn rows(tx: &mut Tx, ids: &[MediaId]) -> Result<BTreeMap<MediaId, Media>> {
    Ok(store::by_ids(tx, ids)?.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// The owner's view of these pictures, in the order of the ids.
pub fn views(tx: &mut Tx, ids: &[MediaId]) -> Result<Vec<MediaView>> {
    let mut rows = rows(tx, ids)?;
    Ok(ids.iter().filter_map(|id| rows.remove(id)).map(MediaView::of).collect())
}

/// Whether the picture is the organisation's, so that nobody shows what is not theirs.
pub fn is_of(tx: &mut Tx, organisation: &OrganisationId, id: &MediaId) -> Result<bool> {
    Ok(store::of_organisation(tx, organisation, id)?.is_some())
}

/// Makes a picture of bytes that a member sent, and stores it.
pub async fn take_in(app: &App, by: &Member, bytes: Vec<u8>) -> Result<MediaView> {
    keep(app, by, prepare_in_turn(bytes).await?).await
}

/// Makes a picture of bytes that somebody sent. Slow: one at a time in the whole process, off the request workers.
pub async fn prepare_in_turn(bytes: Vec<u8>) -> Result<Prepared> {
    // One decode holds up to 320 MiB; two at once could end the process on a small machine.
    static ONE_AT_A_TIME: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(1);
    let _turn = ONE_AT_A_TIME.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || prepare(&bytes)).await.map_err(Error::internal)?
}

/// Makes a picture of bytes: every size, encoded twice. Blocking and hungry; for pictures whose size is known, several at once are fine.
pub fn prepare(bytes: &[u8]) -> Result<Prepared> {
    Ok(picture::prepare(bytes)?)
}

/// Stores a picture that was made: its files first, then its row, so that no row is without its files.
pub async fn keep(app: &App, by: &Member, prepared: Prepared) -> Result<MediaView> {
    let id: MediaId = app.db().ids().next(app.now());
    let row = Media {
        id: id.clone(),
        organisation_id: by.organisation.clone(),
        uploaded_by: by.account.clone(),
        width_px: i32::try_from(prepared.width_px).map_err(Error::internal)?,
        height_px: i32::try_from(prepared.height_px).map_err(Error::internal)?,
        widths: Json(prepared.renditions.iter().map(|rendition| rendition.width_px).collect()),
        alt: Translations::default(),
        placeholder: prepared.placeholder.clone(),
        colour: prepared.colour.clone(),
        created_at: app.now(),
    };
    let blobs = app.blobs().clone();
    let files = move || {
        for rendition in &prepared.renditions {
            blobs.put(&blob_key(&id, rendition.width_px, "webp"), &rendition.webp)?;
            blobs.put(&blob_key(&id, rendition.width_px, "jpg"), &rendition.jpeg)?;
        }
        Ok::<_, Error>(())
    };
    tokio::task::spawn_blocking(files).await.map_err(Error::internal)??;
    let stored = row.clone();
    app.write(move |tx| Ok(store::insert(tx, &stored)?)).await?;
    Ok(MediaView::of(row))
}

/// Says what a picture shows. The last text wins.
pub fn set_alt(tx: &mut Tx, by: &Member, id: &MediaId, alt: &Translations) -> Result<MediaView> {
    let mut check = Check::new();
    check.texts("/alt", alt, 0..=300);
    check.done()?;
    let row = store::of_organisation(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    store::set_alt(tx, id, alt)?;
    Ok(MediaView::of(Media { alt: alt.clone(), ..row }))
}

/// Where a size of a picture lies.
fn blob_key(id: &MediaId, width_px: u32, extension: &str) -> String {
    format!("media/{id}/{width_px}.{extension}")
}

impl From<picture::Refusal> for Error {
    fn from(refusal: picture::Refusal) -> Error {
        match refusal {
            picture::Refusal::Unsupported => Code::MediaTypeUnsupported,
            picture::Refusal::TooManyPixels => Code::MediaTooManyPixels,
            picture::Refusal::TooSmall => Code::MediaTooSmall,
            picture::Refusal::Unreadable => Code::MediaUnreadable,
        }
        .into()
    }
}
