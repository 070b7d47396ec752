//! Queries about events, their days, halls, makers and programme.

use diesel::prelude::*;

use super::content::PopupContent;
use super::model::{MakerRow, MakerStatus, Popup, PopupDay, PopupStatus, ProgrammeRow};
use crate::db::schema::{popup_days, popup_makers, popup_products, popup_venues, popups, programme_entries};
use crate::db::{Among, Tx};
use crate::kit::id::{OrganisationId, PopupId, ProductId, ProgrammeEntryId, VenueId};
use crate::kit::time::{Instant, LocalDate};

pub fn insert(tx: &mut Tx, popup: &Popup) -> QueryResult<()> {
    diesel::insert_into(popups::table).values(popup.clone()).execute(tx.db)?;
    project(tx, &popup.id, &popup.content)
}

pub fn find(tx: &mut Tx, id: &PopupId) -> QueryResult<Option<Popup>> {
    popups::table.find(id).select(Popup::as_select()).first(tx.db).optional()
}

pub fn several(tx: &mut Tx, ids: &[PopupId]) -> QueryResult<Vec<Popup>> {
    popups::table.filter(popups::id.among(ids.to_vec())).select(Popup::as_select()).load(tx.db)
}

pub fn slug_is_taken(tx: &mut Tx, slug: &str) -> QueryResult<bool> {
    let same = popups::table.filter(popups::slug.eq(slug)).count().get_result::<i64>(tx.db)?;
    Ok(same > 0)
}

pub fn of_organisation(
    tx: &mut Tx,
    owner: &OrganisationId,
    status: Option<PopupStatus>,
    cursor: Option<(Instant, String)>,
    count: i64,
) -> QueryResult<Vec<Popup>> {
    let mut rows = popups::table
        .filter(popups::organisation_id.eq(owner))
        .select(Popup::as_select())
        .order((popups::updated_at.desc(), popups::id.desc()))
        .limit(count)
        .into_boxed();
    if let Some(status) = status {
        rows = rows.filter(popups::status.eq(status));
    }
    if let Some((at, id)) = cursor {
        rows = rows.filter(popups::updated_at.lt(at).or(popups::updated_at.eq(at).and(popups::id.lt(id))));
    }
    rows.load(tx.db)
}

/// Writes the whole row if nobody changed it since `seen`.
pub fn save(tx: &mut Tx, popup: &Popup, seen: i64) -> QueryResult<usize> {
    diesel::update(popups::table.find(&popup.id).filter(popups::version.eq(seen))).set(popup.clone()).execute(tx.db)
}

/// Writes the days and halls anew, as the content says.
pub fn project(tx: &mut Tx, id: &PopupId, content: &PopupContent) -> QueryResult<()> {
    diesel::delete(popup_days::table.filter(popup_days::popup_id.eq(id))).execute(tx.db)?;
    diesel::delete(popup_venues::table.filter(popup_venues::popup_id.eq(id))).execute(tx.db)?;
    let days: Vec<PopupDay> = content
        .days
        .iter()
        .map(|span| {
            let (opens_at, closes_at) = span.instants(&content.zone);
            PopupDay {
                popup_id: id.clone(),
                opens_at,
                closes_at,
                date: span.date.clone(),
                opens: span.opens.clone(),
                closes: span.closes.clone(),
                note: span.note.clone(),
            }
        })
        .collect();
    each!(db in tx.db => diesel::insert_into(popup_days::table).values(&days).execute(db))?;
    for (position, venue) in (0..).zip(&content.venue_ids) {
        let row = (popup_venues::popup_id.eq(id), popup_venues::venue_id.eq(venue), popup_venues::position.eq(position));
        diesel::insert_into(popup_venues::table).values(row).execute(tx.db)?;
    }
    Ok(())
}

/// Removes an event that nobody but its organizer has ever seen, with all that hangs on it.
pub fn delete(tx: &mut Tx, id: &PopupId, seen: i64) -> QueryResult<usize> {
    diesel::delete(popup_products::table.filter(popup_products::popup_id.eq(id))).execute(tx.db)?;
    diesel::delete(popup_makers::table.filter(popup_makers::popup_id.eq(id))).execute(tx.db)?;
    diesel::delete(programme_entries::table.filter(programme_entries::popup_id.eq(id))).execute(tx.db)?;
    diesel::delete(popup_days::table.filter(popup_days::popup_id.eq(id))).execute(tx.db)?;
    diesel::delete(popup_venues::table.filter(popup_venues::popup_id.eq(id))).execute(tx.db)?;
    diesel::delete(popups::table.find(id).filter(popups::version.eq(seen))).execute(tx.db)
}

/// Events that take up one of these days, with the day.
pub fn on_dates(tx: &mut Tx, dates: &[LocalDate], except: &PopupId) -> QueryResult<Vec<(PopupId, LocalDate)>> {
    popup_days::table
        .inner_join(popups::table.on(popups::id.eq(popup_days::popup_id)))
        .filter(popup_days::date.among(dates.to_vec()))
        .filter(popups::status.among(PopupStatus::OCCUPYING.to_vec()))
        .filter(popups::id.ne(except))
        .order((popup_days::date, popups::id))
        .select((popups::id, popup_days::date))
        .distinct()
        .limit(500)
        .load(tx.db)
}

/// Events whose hour has come: to be announced, to begin, to end.
pub fn due(tx: &mut Tx, count: i64) -> QueryResult<Vec<Popup>> {
    use PopupStatus::*;
    let now = tx.now;
    popups::table
        .filter(
            popups::status
                .eq(Approved)
                .and(popups::announce_at.le(now))
                .or(popups::status.among([Announced, ProgrammePublished]).and(popups::starts_at.le(now)))
                .or(popups::status.eq(Live).and(popups::ends_at.le(now))),
        )
        .order(popups::id)
        .select(Popup::as_select())
        .limit(count)
        .load(tx.db)
}

pub fn programme(tx: &mut Tx, id: &PopupId) -> QueryResult<Vec<ProgrammeRow>> {
    programme_entries::table
        .filter(programme_entries::popup_id.eq(id))
        .order((programme_entries::date, programme_entries::starts, programme_entries::id))
        .select(ProgrammeRow::as_select())
        .load(tx.db)
}

pub fn add_entry(tx: &mut Tx, row: &ProgrammeRow) -> QueryResult<usize> {
    diesel::insert_into(programme_entries::table).values(row.clone()).execute(tx.db)
}

pub fn change_entry(tx: &mut Tx, row: &ProgrammeRow) -> QueryResult<usize> {
    let of_event = programme_entries::table.find(&row.id).filter(programme_entries::popup_id.eq(&row.popup_id));
    diesel::update(of_event).set(row.clone()).execute(tx.db)
}

pub fn remove_entry(tx: &mut Tx, popup: &PopupId, entry: &ProgrammeEntryId) -> QueryResult<usize> {
    diesel::delete(programme_entries::table.find(entry).filter(programme_entries::popup_id.eq(popup))).execute(tx.db)
}

pub fn makers(tx: &mut Tx, id: &PopupId) -> QueryResult<Vec<MakerRow>> {
    popup_makers::table
        .filter(popup_makers::popup_id.eq(id))
        .order((popup_makers::invited_at, popup_makers::organisation_id))
        .select(MakerRow::as_select())
        .load(tx.db)
}

/// Maker rows of several events, to be counted.
pub fn maker_states(tx: &mut Tx, ids: &[PopupId]) -> QueryResult<Vec<(PopupId, MakerStatus)>> {
    popup_makers::table
        .filter(popup_makers::popup_id.among(ids.to_vec()))
        .select((popup_makers::popup_id, popup_makers::status))
        .load(tx.db)
}

pub fn maker(tx: &mut Tx, id: &PopupId, maker: &OrganisationId) -> QueryResult<Option<MakerRow>> {
    popup_makers::table.find((id, maker)).select(MakerRow::as_select()).first(tx.db).optional()
}

pub fn add_maker(tx: &mut Tx, row: &MakerRow) -> QueryResult<usize> {
    diesel::insert_into(popup_makers::table).values(row.clone()).execute(tx.db)
}

/// Moves a maker from one of the given states; zero when it stands elsewhere by now.
pub fn move_maker(tx: &mut Tx, row: &MakerRow, from: &[MakerStatus]) -> QueryResult<usize> {
    let standing = popup_makers::table.find((&row.popup_id, &row.organisation_id)).filter(popup_makers::status.among(from.to_vec()));
    diesel::update(standing)
        .set((
            popup_makers::status.eq(row.status),
            popup_makers::message.eq(&row.message),
            popup_makers::invited_at.eq(row.invited_at),
            popup_makers::answered_at.eq(row.answered_at),
        ))
        .execute(tx.db)
}

/// A maker's invitations, newest first.
pub fn invitations(tx: &mut Tx, maker: &OrganisationId, cursor: Option<(Instant, String)>, count: i64) -> QueryResult<Vec<MakerRow>> {
    let mut rows = popup_makers::table
        .filter(popup_makers::organisation_id.eq(maker))
        .order((popup_makers::invited_at.desc(), popup_makers::popup_id.desc()))
        .select(MakerRow::as_select())
        .limit(count)
        .into_boxed();
    if let Some((at, id)) = cursor {
        let before = popup_makers::invited_at.lt(at).or(popup_makers::invited_at.eq(at).and(popup_makers::popup_id.lt(id)));
        rows = rows.filter(before);
    }
    rows.load(tx.db)
}

pub fn products(tx: &mut Tx, ids: &[PopupId]) -> QueryResult<Vec<(PopupId, OrganisationId, ProductId)>> {
    popup_products::table
        .filter(popup_products::popup_id.among(ids.to_vec()))
        .order((popup_products::organisation_id, popup_products::position))
        .select((popup_products::popup_id, popup_products::organisation_id, popup_products::product_id))
        .load(tx.db)
}

/// A maker's products at an event, written anew in the given order.
pub fn set_products(tx: &mut Tx, popup: &PopupId, maker: &OrganisationId, wanted: &[ProductId]) -> QueryResult<()> {
    let of_maker = popup_products::table.filter(popup_products::popup_id.eq(popup).and(popup_products::organisation_id.eq(maker)));
    diesel::delete(of_maker).execute(tx.db)?;
    for (position, product) in (0..).zip(wanted) {
        let row = (
            popup_products::popup_id.eq(popup),
            popup_products::product_id.eq(product),
            popup_products::organisation_id.eq(maker),
            popup_products::position.eq(position),
        );
        diesel::insert_into(popup_products::table).values(row).execute(tx.db)?;
    }
    Ok(())
}

/// The halls of several events, main hall first.
pub fn venues(tx: &mut Tx, ids: &[PopupId]) -> QueryResult<Vec<(PopupId, VenueId)>> {
    popup_venues::table
        .filter(popup_venues::popup_id.among(ids.to_vec()))
        .order((popup_venues::popup_id, popup_venues::position))
        .select((popup_venues::popup_id, popup_venues::venue_id))
        .load(tx.db)
}
