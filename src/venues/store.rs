//! Queries about venues.

use diesel::prelude::*;

use super::VenueQuery;
use super::model::Venue;
use crate::db::schema::venues::dsl::*;
use crate::db::{Among, Tx};
use crate::kit::id::VenueId;
use crate::kit::text::fold;

pub fn list(tx: &mut Tx, query: &VenueQuery, cursor: Option<(String, String)>, count: i64) -> QueryResult<Vec<Venue>> {
    let mut rows = venues.select(Venue::as_select()).order((town.asc(), id.asc())).limit(count).into_boxed();
    if let Some(wanted) = &query.town {
        rows = rows.filter(town.eq(wanted.clone()));
    }
    for word in fold(query.q.as_deref().unwrap_or("")).split_whitespace().take(6) {
        rows = rows.filter(search.like(format!("%{}%", word.replace(['%', '_', '\\'], ""))));
    }
    if let Some((last_town, last_id)) = cursor {
        rows = rows.filter(town.gt(last_town.clone()).or(town.eq(last_town).and(id.gt(last_id))));
    }
    rows.load(tx.db)
}

pub fn find(tx: &mut Tx, venue: &VenueId) -> QueryResult<Option<Venue>> {
    venues.find(venue).select(Venue::as_select()).first(tx.db).optional()
}

pub fn several(tx: &mut Tx, wanted: &[VenueId]) -> QueryResult<Vec<Venue>> {
    venues.filter(id.among(wanted.to_vec())).select(Venue::as_select()).load(tx.db)
}

pub fn insert(tx: &mut Tx, venue: &Venue) -> QueryResult<usize> {
    diesel::insert_into(venues).values(venue.clone()).execute(tx.db)
}

/// Writes the whole row if its version is still the one seen.
pub fn replace(tx: &mut Tx, venue: &Venue, seen: i64) -> QueryResult<usize> {
    diesel::update(venues.find(&venue.id).filter(version.eq(seen))).set(venue.clone()).execute(tx.db)
}
