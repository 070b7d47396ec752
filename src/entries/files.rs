//! Pictures and papers of entries: made blind before they are kept, and really gone when they are taken away.
//!
//! Blobs lie under random handles. Their keys are written down for erasing before the first byte lies there; the row of a
//! file strikes them out, and taking a file away writes them down again. So a crash at any point leaves nothing for good.

use super::model::{EntryFile, EntryFileKind, document_key, picture_key};
use super::{EntryVersion, Seat, ShownFile, paper, store};
use crate::db::Tx;
use crate::kit::check::Check;
use crate::kit::id::{EntryFileId, EntryId};
use crate::kit::json::Json;
use crate::kit::text::plain;
use crate::kit::time::hours;
use crate::kit::{Code, Error, Result};
use crate::media;
use crate::web::App;

/// How many files an entry shows at most.
const MOST_FILES: usize = 20;

/// A file that was made blind, before it is kept.
pub struct Prepared {
    /// Where its blobs will lie, and what they hold.
    pub blobs: Vec<(String, Vec<u8>)>,
    kind: EntryFileKind,
    handle: String,
    width_px: i32,
    height_px: i32,
    widths: Vec<u32>,
    size_bytes: i64,
}

impl Prepared {
    /// Where its blobs will lie.
    pub fn keys(&self) -> Vec<String> {
        self.blobs.iter().map(|(key, _)| key.clone()).collect()
    }
}

/// Makes a picture anew from its pixels. The handle is a fresh secret.
pub fn prepare_picture(prepared: media::Prepared, handle: String) -> Result<Prepared> {
    let widths = prepared.renditions.iter().map(|rendition| rendition.width_px).collect();
    let blobs: Vec<_> =
        prepared.renditions.into_iter().map(|rendition| (picture_key(&handle, rendition.width_px), rendition.webp)).collect();
    let size_bytes = blobs.last().map_or(0, |(_, bytes)| bytes.len()) as i64;
    let side = |px: u32| i32::try_from(px).map_err(Error::internal);
    let (width_px, height_px) = (side(prepared.width_px)?, side(prepared.height_px)?);
    Ok(Prepared { blobs, kind: EntryFileKind::Picture, handle, width_px, height_px, widths, size_bytes })
}

/// Makes a paper that tells nothing of its writer. The handle is a fresh secret. Blocking.
pub fn prepare_document(bytes: &[u8], handle: String) -> Result<Prepared> {
    let blind = paper::blind(bytes)?;
    let (kind, size_bytes) = (EntryFileKind::Document, blind.len() as i64);
    let blobs = vec![(document_key(&handle), blind)];
    Ok(Prepared { blobs, kind, handle, width_px: 0, height_px: 0, widths: Vec::new(), size_bytes })
}

/// Writes down where blobs are about to lie, so that the clock erases them should the upload not come to its end.
pub fn reserve(tx: &mut Tx, keys: &[String]) -> Result<()> {
    Ok(store::plan_erasure(tx, keys, tx.now.plus(hours(1)))?)
}

/// Strikes out blobs that a row speaks of now.
pub fn keep(tx: &mut Tx, keys: &[String]) -> Result<()> {
    store::forget_erasure(tx, keys)?;
    Ok(())
}

/// Writes down blobs that no row speaks of any more; they are erased right after the commit.
pub fn discard(tx: &mut Tx, keys: &[String]) -> Result<()> {
    Ok(store::plan_erasure(tx, keys, tx.now)?)
}

/// Adds a file whose blobs lie there to the draft.
pub fn add_file(tx: &mut Tx, seat: &Seat, prepared: &Prepared, name: &str) -> Result<EntryFile> {
    seat.standing()?;
    let files = store::files(tx, &seat.entry.id)?;
    if files.len() >= MOST_FILES {
        return Err(Code::EntryFilesFull.into());
    }
    let file = EntryFile {
        id: tx.id(),
        handle: prepared.handle.clone(),
        entry_id: seat.entry.id.clone(),
        kind: prepared.kind,
        name: plain(name).replace('\n', " ").chars().take(120).collect(),
        caption: String::new(),
        position: files.last().map_or(1, |last| last.position + 1),
        width_px: prepared.width_px,
        height_px: prepared.height_px,
        widths: Json(prepared.widths.clone()),
        size_bytes: prepared.size_bytes,
        uploaded_by: seat.me.account_id.clone(),
        uploaded_at: tx.now,
        removed: false,
    };
    store::insert_file(tx, &file)?;
    store::forget_erasure(tx, &prepared.keys())?;
    Ok(file)
}

/// The files of the draft, in order.
pub fn files(tx: &mut Tx, seat: &Seat) -> Result<Vec<EntryFile>> {
    Ok(store::files(tx, &seat.entry.id)?)
}

/// A file of the team's own entry.
pub fn file(tx: &mut Tx, seat: &Seat, id: &EntryFileId) -> Result<EntryFile> {
    store::all_files(tx, &seat.entry.id)?.into_iter().find(|file| file.id == *id).ok_or_else(Error::not_found)
}

/// The files that a version shows, in its order, with what it says of them.
pub fn files_of(tx: &mut Tx, entry: &EntryId, version: &EntryVersion) -> Result<Vec<EntryFile>> {
    let all = store::all_files(tx, entry)?;
    let shown = |shown: &ShownFile| {
        let file = all.iter().find(|file| file.id == shown.id)?.clone();
        Some(EntryFile { caption: shown.caption.clone(), ..file })
    };
    Ok(version.files.iter().filter_map(shown).collect())
}

/// Says what a file shows.
pub fn describe_file(tx: &mut Tx, seat: &Seat, id: &EntryFileId, caption: &str) -> Result<()> {
    seat.standing()?;
    Check::new().text("/caption", caption, 0..=300).done()?;
    let file = file(tx, seat, id)?;
    store::set_caption(tx, &file.id, &plain(caption))?;
    Ok(())
}

/// Takes a file out of the draft; it is gone unless a version shows it.
pub fn remove_file(tx: &mut Tx, seat: &Seat, id: &EntryFileId) -> Result<()> {
    seat.standing()?;
    let file = store::files(tx, &seat.entry.id)?.into_iter().find(|file| file.id == *id).ok_or_else(Error::not_found)?;
    let shown = store::versions(tx, &seat.entry.id)?.iter().any(|version| version.files.iter().any(|shown| shown.id == file.id));
    if shown {
        store::mark_removed(tx, &file.id)?;
        return Ok(());
    }
    take_away(tx, &file)
}

/// The row now, the blobs right after the commit.
pub(super) fn take_away(tx: &mut Tx, file: &EntryFile) -> Result<()> {
    store::delete_file(tx, &file.id)?;
    Ok(store::plan_erasure(tx, &file.blob_keys(), tx.now)?)
}

/// Erases the blobs whose time has come. Called after an act that took files away, and by the clock.
pub async fn erase_due(app: &App) -> Result<()> {
    loop {
        let keys = app.read(|tx| Ok(store::due_erasures(tx, 100)?)).await?;
        if keys.is_empty() {
            return Ok(());
        }
        let (blobs, gone) = (app.blobs().clone(), keys.clone());
        let erased = tokio::task::spawn_blocking(move || gone.iter().try_for_each(|key| blobs.delete(key)));
        erased.await.map_err(Error::internal)??;
        app.write(move |tx| Ok(store::forget_erasure(tx, &keys)?)).await?;
    }
}
