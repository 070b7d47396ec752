//! Prices: at once, on the live variant, and every one of them remembered.
//!
//! A reduction shows the lowest price of the thirty days before it (Directive 98/6/EC, article 6a); there is no other "was" price.

use std::time::Duration;

use crate::db::Tx;
use crate::identity::Member;
use crate::kit::check::Check;
use crate::kit::id::VariantId;
use crate::kit::money::Money;
use crate::kit::time::{Instant, days};
use crate::kit::{Code, Error, Result};
use crate::{events, kit};

use super::content::check_price;
use super::model::{PriceChange, Variant};
use super::store;

/// How far back the lowest price is looked for, and how long a reduction is announced.
pub fn reduction_window() -> Duration {
    days(30)
}

/// A price and the instant it was asked from.
pub type Asked = (Instant, i64);

/// The lowest price of the window before the latest change, if that change was a reduction. `asked` is in order of time; its last
/// is the new price.
pub fn prior_price(asked: &[Asked]) -> Option<i64> {
    let (&(reduced_at, new_cents), before) = asked.split_last()?;
    let (_, last_cents) = *before.last()?;
    if new_cents >= last_cents {
        return None;
    }
    let window_began = reduced_at.minus(reduction_window());
    let ends = before.iter().skip(1).map(|(from, _)| *from).chain([reduced_at]);
    let lowest = before.iter().zip(ends).filter(|(_, until)| *until > window_began).map(|((_, cents), _)| *cents).min()?;
    // An even lower price within the window: there is nothing to boast of.
    (lowest > new_cents).then_some(lowest)
}

/// Changes the price of a live variant at once. Asking for the same price changes nothing and remembers nothing.
pub fn set_price(tx: &mut Tx, by: &Member, variant: &VariantId, price: Money) -> Result<Variant> {
    let mut check = Check::new();
    check_price(&mut check, "/price", Some(price));
    check.that(price.amount > 0, "/price/amount", "out_of_range", "Give a price above zero.");
    check.done()?;
    let row = store::variant_of(tx, &by.organisation, variant)?.ok_or_else(Error::not_found)?;
    if !row.live {
        return Err(Code::VariantNotLive.into());
    }
    if row.price_cents == Some(price.amount) {
        return Ok(row);
    }
    remember(tx, &row.id, price, Some(&by.account))?;
    let asked: Vec<Asked> = store::prices(tx, &row.id)?.into_iter().map(|change| (change.changed_at, change.price_cents)).collect();
    let prior = prior_price(&asked);
    let until = prior.map(|_| tx.now.plus(reduction_window()));
    store::set_price(tx, &row.id, price.amount, prior, until)?;
    store::refresh_price_range(tx, &row.product_id)?;
    let fact = serde_json::json!({ "variant": row.id, "from_cents": row.price_cents, "to_cents": price.amount });
    events::record(tx, "product.price_changed", row.product_id.as_str(), Some(&by.account), fact)?;
    store::variant_of(tx, &by.organisation, variant)?.ok_or_else(|| Error::internal("the variant vanished while its price changed"))
}

/// Adds a price to the history.
pub(super) fn remember(tx: &mut Tx, variant: &VariantId, price: Money, by: Option<&kit::id::AccountId>) -> Result<()> {
    let change = PriceChange {
        id: tx.id(),
        variant_id: variant.clone(),
        price_cents: price.amount,
        currency: price.currency,
        changed_by: by.cloned(),
        changed_at: tx.now,
    };
    Ok(store::add_price(tx, &change)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> Instant {
        Instant::from_millis(number * 86_400_000)
    }

    #[test]
    fn a_first_price_and_a_rise_show_no_prior_price() {
        assert_eq!(prior_price(&[]), None);
        assert_eq!(prior_price(&[(day(0), 5000)]), None);
        assert_eq!(prior_price(&[(day(0), 5000), (day(10), 6000)]), None);
    }

    #[test]
    fn a_reduction_shows_the_lowest_price_of_the_thirty_days_before() {
        assert_eq!(prior_price(&[(day(0), 5000), (day(40), 4000)]), Some(5000));
        // Raised shortly before the sale: the old price counts.
        assert_eq!(prior_price(&[(day(0), 5000), (day(35), 8000), (day(40), 4500)]), Some(5000));
        // Raised long before: the raised one counts, since the old one ended outside of the window.
        assert_eq!(prior_price(&[(day(0), 5000), (day(5), 8000), (day(40), 4500)]), Some(8000));
    }

    #[test]
    fn a_reduction_to_a_price_that_was_asked_lately_is_none() {
        assert_eq!(prior_price(&[(day(0), 4000), (day(30), 8000), (day(40), 4500)]), None);
    }

    #[test]
    fn the_second_step_of_a_sale_is_measured_at_the_first() {
        assert_eq!(prior_price(&[(day(0), 5000), (day(40), 4000), (day(50), 3000)]), Some(4000));
    }
}
