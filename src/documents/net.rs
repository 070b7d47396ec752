//! What the lines of a document come to without VAT. Pure.
//!
//! Prices are agreed with VAT, and VAT is rounded once for each rate. So the base of a rate is shared out over its lines by
//! the largest remainder: together they come to the base, to the cent.

use super::model::Content;
use crate::kit::money::Money;

/// The lines without VAT, in their order.
pub fn net_of_lines(content: &Content) -> Vec<i64> {
    let mut net = vec![0; content.lines.len()];
    for rate in &content.rates {
        let own: Vec<usize> = (0..net.len()).filter(|index| content.lines[*index].vat_rate_bp == rate.vat_rate_bp).collect();
        let weights: Vec<u64> = own.iter().map(|index| content.lines[*index].gross_cents.unsigned_abs()).collect();
        let base = Money { amount: rate.base_cents, currency: content.currency };
        for (index, part) in own.into_iter().zip(base.split(&weights)) {
            net[index] = part.amount;
        }
    }
    net
}

/// The price of one without VAT, to the cent: for people. Who reckons takes the line.
pub fn net_of_one(net_of_line: i64, quantity: i64) -> i64 {
    let quantity = quantity.max(1);
    (2 * net_of_line + quantity).div_euclid(2 * quantity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_cent_is_rounded_up() {
        assert_eq!([net_of_one(5, 2), net_of_one(10, 3), net_of_one(11, 3), net_of_one(0, 4), net_of_one(7, 0)], [3, 3, 4, 0, 7]);
    }
}
