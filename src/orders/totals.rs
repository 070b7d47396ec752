//! Sums of an order and the tax in it. Pure.

use std::collections::BTreeMap;

use crate::kit::money::Money;

/// One line for the sums: all pieces with VAT, and the rate contained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gross {
    /// Price of one times pieces.
    pub amount: i64,
    /// The rate in basis points.
    pub vat_rate_bp: i64,
}

/// The gross amount by rate. Delivery follows the goods: it is split over the rates by their value, so that the
/// parts sum to what is paid.
pub fn by_rate(lines: &[Gross], delivery: Money) -> BTreeMap<i64, Money> {
    let mut rates: BTreeMap<i64, Money> = BTreeMap::new();
    for line in lines {
        let sum = rates.entry(line.vat_rate_bp).or_insert(Money { amount: 0, ..delivery });
        sum.amount = sum.amount.saturating_add(line.amount);
    }
    let weights: Vec<u64> = rates.values().map(|sum| sum.amount.max(0) as u64).collect();
    for (sum, share) in rates.values_mut().zip(delivery.split(&weights)) {
        sum.amount = sum.amount.saturating_add(share.amount);
    }
    rates
}

/// The VAT contained in goods and delivery: rounded once for each rate, never line by line.
pub fn vat_included(lines: &[Gross], delivery: Money) -> Option<Money> {
    let mut vat = Money { amount: 0, ..delivery };
    for (rate, gross) in by_rate(lines, delivery) {
        vat = vat.plus(gross.vat_from_gross(rate)?)?;
    }
    Some(vat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tax_is_rounded_once_for_each_rate() {
        // Three lines of 0.03 with 22 %: 0.0054 each would be nothing, together it is a cent or two.
        let lines = [Gross { amount: 3, vat_rate_bp: 2200 }; 3];
        assert_eq!(vat_included(&lines, Money::euros(0)), Some(Money::euros(2)));
    }

    #[test]
    fn a_seller_without_vat_contains_none() {
        assert_eq!(vat_included(&[Gross { amount: 7_100, vat_rate_bp: 0 }], Money::euros(459)), Some(Money::euros(0)));
    }

    proptest! {
        #[test]
        fn the_rates_sum_to_what_is_paid(
            lines in prop::collection::vec((0i64..1_000_000, prop::sample::select(vec![0i64, 500, 950, 2200])), 1..20),
            delivery in 0i64..10_000,
        ) {
            let lines: Vec<Gross> = lines.into_iter().map(|(amount, vat_rate_bp)| Gross { amount, vat_rate_bp }).collect();
            let paid: i64 = lines.iter().map(|line| line.amount).sum::<i64>() + delivery;
            let rates = by_rate(&lines, Money::euros(delivery));
            prop_assert_eq!(rates.values().map(|sum| sum.amount).sum::<i64>(), paid);
            let vat = vat_included(&lines, Money::euros(delivery)).unwrap();
            prop_assert!(vat.amount >= 0 && vat.amount <= paid);
        }
    }
}
