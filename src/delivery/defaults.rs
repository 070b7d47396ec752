//! What a studio's delivery looks like before its owner has said anything: parcels at usual prices, nothing to fetch.

use super::model::{DeliverySettings, ParcelBand, PickupPlace, PlaceKind};
use crate::kit::locale::{Locale, Translations};
use crate::kit::money::Money;

/// Where the maker works, for the suggested pick-up place.
#[derive(Clone, Debug)]
pub struct Studio {
    /// The brand.
    pub name: String,
    /// Street, postcode and town.
    pub address: String,
    /// For the sender's address.
    pub postcode: String,
    /// For the sender's address.
    pub city: String,
}

/// Heaviest parcel in grams, and its price in cents.
type Size = (i64, i64);

/// Longest, middle and shortest side. Makers measure a piece as it hangs or stands, not as it is folded for the post; so
/// by default the sides stop only what no carrier takes.
const SIDES_MM: [i64; 3] = [1_200, 900, 600];

const HOME: &[Size] = &[(500, 420), (2_000, 540), (5_000, 720), (10_000, 1_020), (31_500, 2_310)];
const NEIGHBOURS: &[Size] = &[(2_000, 1_220), (10_000, 2_180)];
const UNION: &[Size] = &[(2_000, 1_710), (10_000, 2_990)];

const NEIGHBOUR_COUNTRIES: &[&str] = &["AT", "IT", "HR", "HU"];
const UNION_COUNTRIES: &[&str] =
    &["BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "IE", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SK"];

/// The settings that stand until the owner saves others. The studio is suggested for pick-up but not offered: whether
/// strangers may ring at a home is for its owner to say.
pub fn defaults(studio: Option<&Studio>) -> DeliverySettings {
    let bands = [(HOME, &["SI"][..]), (NEIGHBOURS, NEIGHBOUR_COUNTRIES), (UNION, UNION_COUNTRIES)];
    DeliverySettings {
        version: 0,
        ship_from_postcode: studio.map(|studio| studio.postcode.clone()).unwrap_or_default(),
        ship_from_city: studio.map(|studio| studio.city.clone()).unwrap_or_default(),
        handling_days: 1,
        transit_days: 2,
        bands: bands.into_iter().flat_map(|(sizes, countries)| sizes.iter().map(move |size| band(size, countries))).collect(),
        pickup_places: studio.map(place).into_iter().collect(),
        made_to_order_note: Translations::default(),
    }
}

fn band((grams, cents): &Size, countries: &[&str]) -> ParcelBand {
    let [length, width, height] = SIDES_MM;
    let (kilos, rest) = (grams / 1_000, grams % 1_000 / 100);
    let comma = if rest == 0 { kilos.to_string() } else { format!("{kilos},{rest}") };
    let dot = comma.replace(',', ".");
    ParcelBand {
        id: None,
        name: Translations(
            [
                (Locale::Sl, format!("Paket do {comma} kg")),
                (Locale::En, format!("Parcel up to {dot} kg")),
                (Locale::De, format!("Paket bis {comma} kg")),
            ]
            .into(),
        ),
        countries: countries.iter().map(|country| (*country).to_owned()).collect(),
        max_weight_g: *grams,
        max_length_mm: length,
        max_width_mm: width,
        max_height_mm: height,
        price: Money::euros(*cents),
        free_over: None,
    }
}

fn place(studio: &Studio) -> PickupPlace {
    let in_all = |sl: &str, en: &str, de: &str| {
        Translations([(Locale::Sl, sl.to_owned()), (Locale::En, en.to_owned()), (Locale::De, de.to_owned())].into())
    };
    let name = &studio.name;
    PickupPlace {
        id: None,
        kind: PlaceKind::Studio,
        name: in_all(&format!("Prevzem: {name}"), &format!("Pick-up: {name}"), &format!("Abholung: {name}")),
        address: studio.address.clone(),
        hours: in_all("po dogovoru", "by arrangement", "nach Vereinbarung"),
        active: false,
    }
}
