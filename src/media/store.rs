//! The queries of pictures; the only file of them that speaks to the database.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::Media;
use crate::db::schema::{challenges, media, organisations, popups, product_pictures, venues};
use crate::db::{Among, Tx};
use crate::kit::id::{MediaId, OrganisationId};
use crate::kit::locale::Translations;
use crate::kit::time::Instant;

pub fn insert(tx: &mut Tx, row: &Media) -> QueryResult<()> {
    diesel::insert_into(media::table).values(row).execute(tx.db).map(drop)
}

pub fn by_ids(tx: &mut Tx, ids: &[MediaId]) -> QueryResult<Vec<Media>> {
    media::table.filter(media::id.among(ids)).select(Media::as_select()).load(tx.db)
}

pub fn owner(tx: &mut Tx, id: &MediaId) -> QueryResult<Option<OrganisationId>> {
    media::table.find(id).select(media::organisation_id).first(tx.db).optional()
}

pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId, id: &MediaId) -> QueryResult<Option<Media>> {
    media::table.filter(media::id.eq(id)).filter(media::organisation_id.eq(organisation)).select(Media::as_select()).first(tx.db).optional()
}

/// One page of an organisation's pictures, the newest first.
pub fn page_of(tx: &mut Tx, organisation: &OrganisationId, before: Option<(Instant, MediaId)>, limit: i64) -> QueryResult<Vec<Media>> {
    let mut query = media::table.filter(media::organisation_id.eq(organisation)).into_boxed();
    if let Some((at, id)) = before {
        query = query.filter(media::created_at.lt(at).or(media::created_at.eq(at).and(media::id.lt(id))));
    }
    query.order((media::created_at.desc(), media::id.desc())).limit(limit + 1).select(Media::as_select()).load(tx.db)
}

/// Pictures of everyone in order of their ids.
pub fn after(tx: &mut Tx, id: Option<&MediaId>, limit: i64) -> QueryResult<Vec<Media>> {
    let mut query = media::table.into_boxed();
    if let Some(id) = id {
        query = query.filter(media::id.gt(id));
    }
    query.order(media::id).limit(limit).select(Media::as_select()).load(tx.db)
}

pub fn set_alt(tx: &mut Tx, id: &MediaId, alt: &Translations) -> QueryResult<()> {
    diesel::update(media::table.find(id)).set(media::alt.eq(alt)).execute(tx.db).map(drop)
}

/// Pictures from before an instant that nothing shows: no listing or its working copy, no organisation.
///
/// The one place that knows every table which holds a picture; a new holder is added here.
pub fn unused(tx: &mut Tx, before: Instant, limit: i64) -> QueryResult<Vec<Media>> {
    let by_listing = product_pictures::table.filter(product_pictures::media_id.eq(media::id));
    let by_organisation = organisations::table.filter(
        organisations::id
            .eq(media::organisation_id)
            .and(organisations::logo_media_id.eq(media::id.nullable()).or(organisations::portrait_media_id.eq(media::id.nullable()))),
    );
    let by_popup =
        popups::table.filter(popups::cover_media_id.eq(media::id.nullable()).or(popups::draft_cover_media_id.eq(media::id.nullable())));
    let by_challenge = challenges::table.filter(challenges::cover_media_id.eq(media::id.nullable()));
    let by_venue = venues::table.filter(venues::picture_media_id.eq(media::id.nullable()));
    media::table
        .filter(media::created_at.lt(before))
        .filter(not(exists(by_listing)))
        .filter(not(exists(by_organisation)))
        .filter(not(exists(by_popup)))
        .filter(not(exists(by_challenge)))
        .filter(not(exists(by_venue)))
        .order(media::id)
        .limit(limit)
        .select(Media::as_select())
        .load(tx.db)
}

pub fn delete(tx: &mut Tx, id: &MediaId) -> QueryResult<()> {
    diesel::delete(media::table.find(id)).execute(tx.db).map(drop)
}
