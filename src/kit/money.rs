//! Money: whole minor units and a currency, never a float.
//!
//! Every sum is checked, every rounding named: half up for tax and commission, largest remainder for shares, so
//! that parts always sum to the whole.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};

/// A currency by its ISO 4217 letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsExpression, FromSqlRow, utoipa::ToSchema)]
#[diesel(sql_type = Text)]
#[schema(value_type = String, example = "EUR", min_length = 3, max_length = 3)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(*b"EUR");

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("EUR")
    }
}

impl std::str::FromStr for Currency {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.as_bytes() {
            [a, b, c] if text.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(Currency([*a, *b, *c])),
            _ => Err("not a currency such as EUR".to_owned()),
        }
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<Text, DB> for Currency
where
    String: diesel::deserialize::FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        Ok(String::from_sql(bytes)?.parse::<Currency>()?)
    }
}

impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<Text, DB> for Currency
where
    str: diesel::serialize::ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        <str as diesel::serialize::ToSql<Text, DB>>::to_sql(self.as_str(), out)
    }
}

/// An amount in minor units (cents) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units: 1250 is 12.50.
    #[schema(example = 1250)]
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Euro cents.
    pub const fn euros(cents: i64) -> Money {
        Money { amount: cents, currency: Currency::EUR }
    }

    /// The sum; `None` on overflow or when the currencies differ.
    pub fn plus(self, other: Money) -> Option<Money> {
        (self.currency == other.currency).then_some(())?;
        Some(Money { amount: self.amount.checked_add(other.amount)?, ..self })
    }

    /// The difference; `None` on overflow or when the currencies differ.
    pub fn minus(self, other: Money) -> Option<Money> {
        self.plus(Money { amount: other.amount.checked_neg()?, ..other })
    }

    /// The amount for a number of pieces; `None` on overflow.
    pub fn times(self, pieces: i64) -> Option<Money> {
        Some(Money { amount: self.amount.checked_mul(pieces)?, ..self })
    }

    /// A share in basis points (hundredths of a percent), rounded half up (away from zero).
    pub fn basis_points(self, bp: i64) -> Option<Money> {
        Some(Money { amount: half_up(i128::from(self.amount) * i128::from(bp), 10_000)?, ..self })
    }

    /// The tax contained in a gross amount at a rate in basis points: `gross * rate / (100 % + rate)`, half up.
    pub fn vat_from_gross(self, rate_bp: i64) -> Option<Money> {
        Some(Money { amount: half_up(i128::from(self.amount) * i128::from(rate_bp), 10_000 + i128::from(rate_bp))?, ..self })
    }

    /// Splits by weights with the largest remainder; the parts sum to the whole and equal remainders go to the
    /// earlier part. With no positive weight the whole goes to the first part.
    pub fn split(self, weights: &[u64]) -> Vec<Money> {
        let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let mut parts: Vec<Money> = weights.iter().map(|_| Money { amount: 0, ..self }).collect();
        if total == 0 {
            if let Some(first) = parts.first_mut() {
                first.amount = self.amount;
            }
            return parts;
        }
        let whole = u128::from(self.amount.unsigned_abs());
        let sign = self.amount.signum();
        let mut remainders: Vec<(u128, usize)> = Vec::with_capacity(weights.len());
        let mut given = 0u128;
        for (index, weight) in weights.iter().enumerate() {
            let product = whole * u128::from(*weight);
            given += product / total;
            parts[index].amount = sign * (product / total) as i64;
            remainders.push((product % total, index));
        }
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, index) in remainders.into_iter().take((whole - given) as usize) {
            parts[index].amount += sign;
        }
        parts
    }

    /// `12,50 €` as Slovenian and German letters write it, `€12.50` as English ones do.
    pub fn display(self, locale: super::locale::Locale) -> String {
        use super::locale::Locale;
        let sign = if self.amount < 0 { "\u{2212}" } else { "" };
        let (whole, cents) = (self.amount.unsigned_abs() / 100, self.amount.unsigned_abs() % 100);
        let (dot, comma) = if locale == Locale::En { (",", ".") } else { (".", ",") };
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push_str(dot);
            }
            grouped.push(digit);
        }
        let unit = if self.currency == Currency::EUR { "€" } else { self.currency.as_str() };
        match locale {
            Locale::En => format!("{sign}{unit}{grouped}{comma}{cents:02}"),
            _ => format!("{sign}{grouped}{comma}{cents:02}\u{a0}{unit}"),
        }
    }
}

/// Division rounded half away from zero; `None` when the result does not fit.
fn half_up(dividend: i128, divisor: i128) -> Option<i64> {
    let rounded = (dividend.abs() * 2 + divisor) / (divisor * 2) * dividend.signum();
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::locale::Locale;
    use proptest::prelude::*;

    #[test]
    fn tax_is_taken_from_gross_half_up() {
        assert_eq!(Money::euros(6400).vat_from_gross(2200), Some(Money::euros(1154)));
        assert_eq!(Money::euros(1).vat_from_gross(2200), Some(Money::euros(0)));
        assert_eq!(Money::euros(-6400).vat_from_gross(2200), Some(Money::euros(-1154)));
    }

    #[test]
    fn prices_read_as_each_language_writes_them() {
        assert_eq!(Money::euros(1_284_550).display(Locale::Sl), "12.845,50\u{a0}€");
        assert_eq!(Money::euros(-5).display(Locale::En), "\u{2212}€0.05");
    }

    #[test]
    fn currencies_do_not_mix() {
        let dollars = Money { amount: 1, currency: "USD".parse().unwrap() };
        assert_eq!(Money::euros(1).plus(dollars), None);
    }

    proptest! {
        #[test]
        fn parts_always_sum_to_the_whole(amount in -1_000_000_000i64..1_000_000_000, weights in prop::collection::vec(0u64..10_000, 1..12)) {
            let parts = Money::euros(amount).split(&weights);
            prop_assert_eq!(parts.iter().map(|part| part.amount).sum::<i64>(), amount);
        }

        #[test]
        fn tax_and_base_sum_to_the_gross_paid(amount in 0i64..1_000_000_000, rate in prop::sample::select(vec![0i64, 500, 950, 2200])) {
            let gross = Money::euros(amount);
            let vat = gross.vat_from_gross(rate).unwrap();
            let base = gross.minus(vat).unwrap();
            prop_assert!(vat.amount >= 0 && base.amount >= 0 && base.plus(vat) == Some(gross));
        }
    }
}
