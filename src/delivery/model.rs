//! Rows of delivery, and the settings as the owner reads and writes them.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{delivery_settings, parcel_bands, pickup_places};
use crate::kit::id::{BandId, OrganisationId, PickupPlaceId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;

crate::text_enum! {
    /// Whose place it is.
    pub enum PlaceKind {
        /// The maker's own studio.
        Studio = "studio",
        /// A centre that hands over for several makers.
        Centre = "centre",
    }
}

/// How a studio delivers: as it is edited, and as quotes are made from it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct DeliverySettings {
    /// For If-Match; 0 while the defaults stand.
    pub version: i64,
    /// Where parcels leave.
    pub ship_from_postcode: String,
    /// Where parcels leave.
    pub ship_from_city: String,
    /// Working days until a finished piece leaves.
    pub handling_days: i32,
    /// Working days on the way.
    pub transit_days: i32,
    /// Parcels by weight and size.
    pub bands: Vec<ParcelBand>,
    /// Where buyers may fetch.
    pub pickup_places: Vec<PickupPlace>,
    /// What buyers of things made to order should know.
    pub made_to_order_note: Translations,
}

/// Parcels up to a weight and a size, at a price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelBand {
    /// Keep it when editing; absent for a new one.
    pub id: Option<BandId>,
    /// How buyers read it.
    pub name: Translations,
    /// Country codes such as `SI`.
    #[schema(max_items = 60)]
    pub countries: Vec<String>,
    /// The heaviest parcel, in grams.
    #[schema(minimum = 1, maximum = 100_000)]
    pub max_weight_g: i64,
    /// The longest side of the largest piece.
    #[schema(minimum = 1, maximum = 5_000)]
    pub max_length_mm: i64,
    /// The middle side.
    #[schema(minimum = 1, maximum = 5_000)]
    pub max_width_mm: i64,
    /// The shortest side.
    #[schema(minimum = 1, maximum = 5_000)]
    pub max_height_mm: i64,
    /// What the buyer pays.
    pub price: Money,
    /// From this value of goods on the parcel is free.
    pub free_over: Option<Money>,
}

/// A place where orders are fetched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PickupPlace {
    /// Keep it when editing; absent for a new one.
    pub id: Option<PickupPlaceId>,
    /// Whose place.
    pub kind: PlaceKind,
    /// How buyers read it.
    pub name: Translations,
    /// Street, postcode and town.
    #[schema(max_length = 200)]
    pub address: String,
    /// Opening hours in words.
    pub hours: Translations,
    /// Whether buyers are offered it.
    pub active: bool,
}

/// What the owner saves: the lists replace those before.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDelivery {
    /// Where parcels leave.
    #[schema(max_length = 12)]
    pub ship_from_postcode: String,
    /// Where parcels leave.
    #[schema(max_length = 80)]
    pub ship_from_city: String,
    /// Working days until a finished piece leaves.
    #[schema(minimum = 0, maximum = 60)]
    pub handling_days: i32,
    /// Working days on the way.
    #[schema(minimum = 0, maximum = 60)]
    pub transit_days: i32,
    /// Parcels by weight and size.
    #[schema(max_items = 30)]
    pub bands: Vec<ParcelBand>,
    /// Where buyers may fetch.
    #[schema(max_items = 20)]
    pub pickup_places: Vec<PickupPlace>,
    /// What buyers of things made to order should know.
    pub made_to_order_note: Translations,
}

/// The settings' row.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = delivery_settings)]
pub(super) struct SettingsRow {
    pub organisation_id: OrganisationId,
    pub ship_from_postcode: String,
    pub ship_from_city: String,
    pub handling_days: i32,
    pub transit_days: i32,
    pub made_to_order_note: Translations,
    pub version: i64,
    pub updated_at: Instant,
}

/// A band's row.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = parcel_bands)]
pub(super) struct BandRow {
    pub id: BandId,
    pub organisation_id: OrganisationId,
    pub position: i32,
    pub name: Translations,
    pub countries: Json<Vec<String>>,
    pub max_weight_g: i64,
    pub max_length_mm: i64,
    pub max_width_mm: i64,
    pub max_height_mm: i64,
    pub price_cents: i64,
    pub free_over_cents: Option<i64>,
    pub currency: Currency,
}

impl BandRow {
    pub fn of(organisation: &OrganisationId, id: BandId, position: i32, band: &ParcelBand) -> BandRow {
        BandRow {
            id,
            organisation_id: organisation.clone(),
            position,
            name: band.name.clone(),
            countries: Json(band.countries.clone()),
            max_weight_g: band.max_weight_g,
            max_length_mm: band.max_length_mm,
            max_width_mm: band.max_width_mm,
            max_height_mm: band.max_height_mm,
            price_cents: band.price.amount,
            free_over_cents: band.free_over.map(|over| over.amount),
            currency: band.price.currency,
        }
    }

    pub fn view(self) -> ParcelBand {
        let money = |amount| Money { amount, currency: self.currency };
        ParcelBand {
            price: money(self.price_cents),
            free_over: self.free_over_cents.map(money),
            id: Some(self.id),
            name: self.name,
            countries: self.countries.0,
            max_weight_g: self.max_weight_g,
            max_length_mm: self.max_length_mm,
            max_width_mm: self.max_width_mm,
            max_height_mm: self.max_height_mm,
        }
    }
}

/// A place's row.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = pickup_places)]
pub(super) struct PlaceRow {
    pub id: PickupPlaceId,
    pub organisation_id: OrganisationId,
    pub position: i32,
    pub kind: PlaceKind,
    pub name: Translations,
    pub address: String,
    pub hours: Translations,
    pub active: bool,
}

impl PlaceRow {
    pub fn of(organisation: &OrganisationId, id: PickupPlaceId, position: i32, place: &PickupPlace) -> PlaceRow {
        PlaceRow {
            id,
            organisation_id: organisation.clone(),
            position,
            kind: place.kind,
            name: place.name.clone(),
            address: place.address.clone(),
            hours: place.hours.clone(),
            active: place.active,
        }
    }

    pub fn view(self) -> PickupPlace {
        PickupPlace { id: Some(self.id), kind: self.kind, name: self.name, address: self.address, hours: self.hours, active: self.active }
    }
}
