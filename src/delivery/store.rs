//! Queries of delivery.

use diesel::prelude::*;

use super::model::{BandRow, DeliverySettings, PlaceRow, SaveDelivery, SettingsRow};
use crate::db::Tx;
use crate::db::schema::{delivery_settings, parcel_bands, pickup_places};
use crate::kit::id::OrganisationId;

/// What a studio saved.
pub fn find(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Option<DeliverySettings>> {
    let row: Option<SettingsRow> = delivery_settings::table.find(organisation).select(SettingsRow::as_select()).first(tx.db).optional()?;
    let Some(row) = row else { return Ok(None) };
    let bands: Vec<BandRow> = parcel_bands::table
        .filter(parcel_bands::organisation_id.eq(organisation))
        .order(parcel_bands::position)
        .select(BandRow::as_select())
        .load(tx.db)?;
    let places: Vec<PlaceRow> = pickup_places::table
        .filter(pickup_places::organisation_id.eq(organisation))
        .order(pickup_places::position)
        .select(PlaceRow::as_select())
        .load(tx.db)?;
    Ok(Some(DeliverySettings {
        version: row.version,
        ship_from_postcode: row.ship_from_postcode,
        ship_from_city: row.ship_from_city,
        handling_days: row.handling_days,
        transit_days: row.transit_days,
        bands: bands.into_iter().map(BandRow::view).collect(),
        pickup_places: places.into_iter().map(PlaceRow::view).collect(),
        made_to_order_note: row.made_to_order_note,
    }))
}

/// Writes the settings' row if it is still of the expected version (0: there is none yet); false when it is not.
pub fn replace_settings(tx: &mut Tx, organisation: &OrganisationId, expected: i64, new: &SaveDelivery) -> QueryResult<bool> {
    if expected == 0 {
        let row = SettingsRow {
            organisation_id: organisation.clone(),
            ship_from_postcode: new.ship_from_postcode.clone(),
            ship_from_city: new.ship_from_city.clone(),
            handling_days: new.handling_days,
            transit_days: new.transit_days,
            made_to_order_note: new.made_to_order_note.clone(),
            version: 1,
            updated_at: tx.now,
        };
        let made = each!(db in tx.db => diesel::insert_into(delivery_settings::table).values(&row).on_conflict_do_nothing().execute(db))?;
        return Ok(made == 1);
    }
    let current = delivery_settings::table.find(organisation).filter(delivery_settings::version.eq(expected));
    let changed = diesel::update(current)
        .set((
            delivery_settings::ship_from_postcode.eq(&new.ship_from_postcode),
            delivery_settings::ship_from_city.eq(&new.ship_from_city),
            delivery_settings::handling_days.eq(new.handling_days),
            delivery_settings::transit_days.eq(new.transit_days),
            delivery_settings::made_to_order_note.eq(&new.made_to_order_note),
            delivery_settings::version.eq(expected + 1),
            delivery_settings::updated_at.eq(tx.now),
        ))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Writes bands and places anew; those that stay keep their ids.
pub fn replace_lists(tx: &mut Tx, organisation: &OrganisationId, new: &SaveDelivery) -> QueryResult<()> {
    diesel::delete(parcel_bands::table.filter(parcel_bands::organisation_id.eq(organisation))).execute(tx.db)?;
    diesel::delete(pickup_places::table.filter(pickup_places::organisation_id.eq(organisation))).execute(tx.db)?;
    for (position, band) in (0..).zip(&new.bands) {
        let id = band.id.clone().unwrap_or_else(|| tx.id());
        diesel::insert_into(parcel_bands::table).values(&BandRow::of(organisation, id, position, band)).execute(tx.db)?;
    }
    for (position, place) in (0..).zip(&new.pickup_places) {
        let id = place.id.clone().unwrap_or_else(|| tx.id());
        diesel::insert_into(pickup_places::table).values(&PlaceRow::of(organisation, id, position, place)).execute(tx.db)?;
    }
    Ok(())
}
