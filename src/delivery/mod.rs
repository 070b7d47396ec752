//! How each studio hands its orders over: parcel bands by weight and size, places to fetch at, working days.
//!
//! A studio that has saved nothing delivers by the defaults. Settings are read at the moment of quoting and copied onto
//! the order when it is placed; changing them never changes an order. Delivery knows no carts and no orders; it is asked
//! with a [`Load`] and answers with a [`Quote`].

mod defaults;
mod model;
mod quote;
pub mod routes;
mod store;

use std::collections::{BTreeSet, HashMap};

pub use crate::kit::calendar::working_days_after;
pub use defaults::{Studio, defaults};
pub use model::{DeliverySettings, ParcelBand, PickupPlace, PlaceKind, SaveDelivery};
pub use quote::{DeliveryOption, HiddenOption, HiddenReason, Load, Quote, quote};

use crate::db::Tx;
use crate::kit::check::Check;
use crate::kit::id::OrganisationId;
use crate::kit::{Code, Result};

/// The settings of several studios; those that saved none deliver by the defaults.
pub fn of_all(tx: &mut Tx, organisations: &BTreeSet<OrganisationId>) -> Result<HashMap<OrganisationId, DeliverySettings>> {
    let mut settings = HashMap::new();
    for organisation in organisations {
        settings.insert(organisation.clone(), of(tx, organisation, None)?);
    }
    Ok(settings)
}

/// The settings of one studio.
pub fn of(tx: &mut Tx, organisation: &OrganisationId, studio: Option<&Studio>) -> Result<DeliverySettings> {
    Ok(store::find(tx, organisation)?.unwrap_or_else(|| defaults(studio)))
}

/// Replaces the settings of a studio, if they still are the version that the owner changed.
pub fn save(tx: &mut Tx, organisation: &OrganisationId, expected: i64, new: &SaveDelivery) -> Result<DeliverySettings> {
    check(new)?;
    let known = store::find(tx, organisation)?;
    refuse_foreign_ids(known.as_ref(), new)?;
    if !store::replace_settings(tx, organisation, expected, new)? {
        return Err(Code::VersionConflict.into());
    }
    store::replace_lists(tx, organisation, new)?;
    of(tx, organisation, None)
}

fn check(new: &SaveDelivery) -> Result<()> {
    let mut check = Check::new();
    check.text("/ship_from_postcode", &new.ship_from_postcode, 0..=12);
    check.text("/ship_from_city", &new.ship_from_city, 0..=80);
    check.texts("/made_to_order_note", &new.made_to_order_note, 0..=500);
    let in_days = 0..=60;
    check.that(in_days.contains(&new.handling_days), "/handling_days", "out_of_range", "Give 0 to 60 working days.");
    check.that(in_days.contains(&new.transit_days), "/transit_days", "out_of_range", "Give 0 to 60 working days.");
    check.that(new.bands.len() <= 30, "/bands", "too_many", "Keep at most 30 parcel bands.");
    check.that(new.pickup_places.len() <= 20, "/pickup_places", "too_many", "Keep at most 20 pick-up places.");
    for (index, band) in new.bands.iter().enumerate() {
        check_band(&mut check, &format!("/bands/{index}"), band);
    }
    for (index, place) in new.pickup_places.iter().enumerate() {
        let at = format!("/pickup_places/{index}");
        check.texts(&format!("{at}/name"), &place.name, 1..=80);
        check.text(&format!("{at}/address"), &place.address, 1..=200);
        check.texts(&format!("{at}/hours"), &place.hours, 0..=300);
    }
    check.done()
}

fn check_band(check: &mut Check, at: &str, band: &ParcelBand) {
    check.texts(&format!("{at}/name"), &band.name, 1..=80);
    let known = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let countries = !band.countries.is_empty() && band.countries.len() <= 60 && band.countries.iter().all(known);
    check.that(countries, format!("{at}/countries"), "countries_invalid", "Choose at least one country, by its two letters.");
    check.that((1..=100_000).contains(&band.max_weight_g), format!("{at}/max_weight_g"), "out_of_range", "Give 1 to 100,000 grams.");
    let sides = [("max_length_mm", band.max_length_mm), ("max_width_mm", band.max_width_mm), ("max_height_mm", band.max_height_mm)];
    for (name, side) in sides {
        check.that((1..=5_000).contains(&side), format!("{at}/{name}"), "out_of_range", "Give 1 to 5,000 millimetres.");
    }
    let fair =
        |money: crate::kit::money::Money| (0..=100_000).contains(&money.amount) && money.currency == crate::kit::money::Currency::EUR;
    check.that(fair(band.price), format!("{at}/price"), "price_invalid", "Give a price from 0 to 1,000 euros.");
    let free_over = band.free_over.is_none_or(|over| (0..=1_000_000).contains(&over.amount) && over.currency == band.price.currency);
    check.that(free_over, format!("{at}/free_over"), "price_invalid", "Give a value from 0 to 10,000 euros.");
}

/// Ids in the lists must be this studio's own, each once.
fn refuse_foreign_ids(known: Option<&DeliverySettings>, new: &SaveDelivery) -> Result<()> {
    let ids = |bands: &[ParcelBand], places: &[PickupPlace]| -> Vec<String> {
        let bands = bands.iter().filter_map(|band| band.id.as_ref().map(ToString::to_string));
        bands.chain(places.iter().filter_map(|place| place.id.as_ref().map(ToString::to_string))).collect()
    };
    let own: BTreeSet<String> = known.map(|known| ids(&known.bands, &known.pickup_places)).unwrap_or_default().into_iter().collect();
    let given = ids(&new.bands, &new.pickup_places);
    let once: BTreeSet<&String> = given.iter().collect();
    if once.len() == given.len() && given.iter().all(|id| own.contains(id)) {
        return Ok(());
    }
    Err(Code::Invalid.at("/bands", "unknown_id", "Leave the id out for a new band or place; keep it once for one that stays."))
}
