//! Which ways of delivery fit a creator's part of a cart, what they cost and when they arrive. Pure.

use serde::{Deserialize, Serialize};

use super::model::{DeliverySettings, ParcelBand};
use crate::kit::calendar::working_days_after;
use crate::kit::handover::DeliveryMethod;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::LocalDate;

/// What is to be delivered: one creator's lines of a cart, taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// All pieces together.
    pub weight_g: i64,
    /// The largest side of any piece, the largest middle side, the largest short side.
    pub sides_mm: [i64; 3],
    /// The goods' value, for the free-over threshold.
    pub items: Money,
    /// Days until the slowest piece is finished.
    pub lead_time_days: i32,
    /// Whether every piece may be sent.
    pub may_be_sent: bool,
    /// Whether every piece may be fetched.
    pub may_be_fetched: bool,
}

/// A way of delivery that fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeliveryOption {
    /// Name it in `PlaceOrder.deliveries`.
    pub id: String,
    /// Sent or fetched.
    pub method: DeliveryMethod,
    /// In the reader's language.
    pub label: String,
    /// What it costs.
    pub price: Money,
    /// The first day it can be there.
    pub earliest: LocalDate,
    /// The day it should be there.
    pub latest: LocalDate,
    /// Where to fetch it.
    pub address: Option<String>,
    /// When to fetch it.
    pub hours: Option<String>,
}

crate::text_enum! {
    /// Why a way of delivery is not offered.
    pub enum HiddenReason {
        /// Heavier than the heaviest parcel.
        TooHeavy = "too_heavy",
        /// Larger than the largest parcel.
        TooLarge = "too_large",
        /// The maker does not send there.
        Country = "country",
        /// A piece cannot be fetched.
        NotForPickup = "not_for_pickup",
        /// A piece cannot be sent.
        NotForParcel = "not_for_parcel",
    }
}

/// A way of delivery that does not fit, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HiddenOption {
    /// In the reader's language.
    pub label: String,
    /// Why.
    pub reason: HiddenReason,
}

/// All ways for one creator's part.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Those that fit: the cheapest parcel first, then the places.
    pub options: Vec<DeliveryOption>,
    /// Those that do not.
    pub hidden: Vec<HiddenOption>,
    /// How much more makes the parcel free.
    pub free_delivery_missing: Option<Money>,
    /// The working day on which everything should be ready to leave.
    pub ship_by: LocalDate,
}

/// Quotes a load for a country, as of a day.
pub fn quote(settings: &DeliverySettings, load: &Load, country: &str, today: &LocalDate, locale: Locale) -> Quote {
    let ship_by = working_days_after(&today.plus_days(load.lead_time_days), settings.handling_days);
    let mut quote = Quote { options: Vec::new(), hidden: Vec::new(), free_delivery_missing: None, ship_by };
    match parcel(settings, load, country) {
        Ok((key, band)) => {
            let earliest = working_days_after(&quote.ship_by, settings.transit_days);
            let price = price_of(band, load.items);
            quote.free_delivery_missing = band.free_over.filter(|_| price.amount > 0).and_then(|over| over.minus(load.items));
            quote.options.push(DeliveryOption {
                id: format!("parcel:{key}"),
                method: DeliveryMethod::Parcel,
                label: band.name.best(locale).to_owned(),
                price,
                latest: working_days_after(&earliest, 2),
                earliest,
                address: None,
                hours: None,
            });
        }
        Err(reason) => quote.hidden.push(HiddenOption { label: locale.pick("Paket", "Parcel", "Paket").to_owned(), reason }),
    }
    for (index, place) in settings.pickup_places.iter().enumerate().filter(|(_, place)| place.active) {
        let label = place.name.best(locale).to_owned();
        if !load.may_be_fetched {
            quote.hidden.push(HiddenOption { label, reason: HiddenReason::NotForPickup });
            continue;
        }
        let key = place.id.as_ref().map_or_else(|| format!("default-{index}"), ToString::to_string);
        quote.options.push(DeliveryOption {
            id: format!("pickup:{key}"),
            method: DeliveryMethod::Pickup,
            label,
            price: Money { amount: 0, ..load.items },
            earliest: quote.ship_by.clone(),
            latest: working_days_after(&quote.ship_by, 2),
            address: Some(place.address.clone()),
            hours: Some(place.hours.best(locale).to_owned()).filter(|hours| !hours.is_empty()),
        });
    }
    quote
}

/// The cheapest band that the load fits into; of equal ones the first.
fn parcel<'a>(settings: &'a DeliverySettings, load: &Load, country: &str) -> Result<(String, &'a ParcelBand), HiddenReason> {
    if !load.may_be_sent {
        return Err(HiddenReason::NotForParcel);
    }
    let there: Vec<(usize, &ParcelBand)> =
        settings.bands.iter().enumerate().filter(|(_, band)| band.countries.iter().any(|c| c == country)).collect();
    if there.is_empty() {
        return Err(HiddenReason::Country);
    }
    let strong: Vec<(usize, &ParcelBand)> = there.into_iter().filter(|(_, band)| load.weight_g <= band.max_weight_g).collect();
    if strong.is_empty() {
        return Err(HiddenReason::TooHeavy);
    }
    strong
        .into_iter()
        .filter(|(_, band)| fits(band, load.sides_mm))
        .min_by_key(|(index, band)| (price_of(band, load.items).amount, *index))
        .map(|(index, band)| (band.id.as_ref().map_or_else(|| format!("default-{index}"), ToString::to_string), band))
        .ok_or(HiddenReason::TooLarge)
}

/// Whether the largest piece fits, laid as it fits best.
fn fits(band: &ParcelBand, mut sides_mm: [i64; 3]) -> bool {
    let mut room = [band.max_length_mm, band.max_width_mm, band.max_height_mm];
    room.sort_unstable();
    sides_mm.sort_unstable();
    sides_mm.iter().zip(room).all(|(side, room)| *side <= room)
}

fn price_of(band: &ParcelBand, items: Money) -> Money {
    match band.free_over {
        Some(over) if items.amount >= over.amount => Money { amount: 0, ..band.price },
        _ => band.price,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::defaults::defaults;

    fn load(weight_g: i64, sides_mm: [i64; 3]) -> Load {
        Load { weight_g, sides_mm, items: Money::euros(4_000), lead_time_days: 0, may_be_sent: true, may_be_fetched: true }
    }

    fn ask(load: &Load, country: &str) -> Quote {
        quote(&defaults(None), load, country, &"2026-11-24".parse().unwrap(), Locale::En)
    }

    #[test]
    fn the_cheapest_band_that_fits_is_offered() {
        let light = ask(&load(300, [300, 200, 50]), "SI");
        let heavy = ask(&load(4_000, [300, 200, 50]), "SI");
        assert!(light.options[0].price.amount < heavy.options[0].price.amount);
        assert_eq!(light.options[0].method, DeliveryMethod::Parcel);
    }

    #[test]
    fn a_long_thin_piece_turns_until_it_fits() {
        let narrow = ask(&load(300, [40, 30, 900]), "SI");
        assert_eq!(narrow.hidden, vec![]);
    }

    #[test]
    fn what_does_not_fit_says_why() {
        assert_eq!(ask(&load(90_000, [300, 200, 50]), "SI").hidden[0].reason, HiddenReason::TooHeavy);
        assert_eq!(ask(&load(300, [4_000, 200, 50]), "SI").hidden[0].reason, HiddenReason::TooLarge);
        assert_eq!(ask(&load(300, [300, 200, 50]), "BR").hidden[0].reason, HiddenReason::Country);
    }

    #[test]
    fn above_the_threshold_the_parcel_is_free() {
        let mut settings = defaults(None);
        settings.bands.iter_mut().for_each(|band| band.free_over = Some(Money::euros(6_000)));
        let today = "2026-11-24".parse().unwrap();
        let below = quote(&settings, &load(300, [300, 200, 50]), "SI", &today, Locale::Sl);
        assert_eq!(below.free_delivery_missing, Some(Money::euros(2_000)));
        let above = quote(&settings, &Load { items: Money::euros(6_000), ..load(300, [300, 200, 50]) }, "SI", &today, Locale::Sl);
        assert_eq!(above.options[0].price, Money::euros(0));
        assert_eq!(above.free_delivery_missing, None);
    }

    #[test]
    fn the_days_are_counted_from_when_the_slowest_piece_is_made() {
        let quote = quote(
            &defaults(None),
            &Load { lead_time_days: 5, ..load(300, [300, 200, 50]) },
            "SI",
            &"2026-11-24".parse().unwrap(),
            Locale::Sl,
        );
        // Made by Sunday 29 November, so handled on Tuesday after a working Monday, and two days on the way.
        assert_eq!(quote.ship_by.as_str(), "2026-12-01");
        assert_eq!(quote.options[0].earliest.as_str(), "2026-12-03");
    }
}
