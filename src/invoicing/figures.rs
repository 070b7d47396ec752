//! Base, VAT and shares, from what was paid. Pure.

use std::collections::BTreeMap;

use crate::documents::{Content, DocumentLine, RateSum};
use crate::kit::money::Money;
use crate::kit::{Error, Result};
use crate::orders::totals::{Gross, by_rate};

/// What the law wants an invoice to say whose seller charges no VAT.
pub const NO_VAT_CLAUSE: &str = "DDV ni obračunan na podlagi prvega odstavka 94. člena ZDDV-1.";

/// Base and VAT of goods and delivery, by rate: rounded once for each rate, as the order's own VAT is.
pub fn rates(goods: &[Gross], delivery: Money) -> Result<Vec<RateSum>> {
    by_rate(goods, delivery).into_iter().map(|(rate, gross)| sum_of(rate, gross)).collect()
}

fn sum_of(vat_rate_bp: i64, gross: Money) -> Result<RateSum> {
    let vat = gross.vat_from_gross(vat_rate_bp).ok_or_else(|| Error::internal("VAT out of range"))?;
    Ok(RateSum { vat_rate_bp, base_cents: gross.amount - vat.amount, vat_cents: vat.amount })
}

/// What each rate has of the delivery; rates that have none are left out.
pub fn delivery_by_rate(goods: &[Gross], delivery: Money) -> Vec<(i64, i64)> {
    let none = by_rate(goods, Money { amount: 0, ..delivery });
    let with = by_rate(goods, delivery).into_iter();
    with.map(|(rate, gross)| (rate, gross.amount - none[&rate].amount)).filter(|(_, share)| *share != 0).collect()
}

/// What went back of an invoice so far: by the place of a line, the delivery under none.
pub type Back = BTreeMap<Option<i64>, i64>;

/// An amount shared out over what is left of an invoice: by the place of a line, the delivery under none; never more than is left.
pub fn shared_out(invoice: &Content, back: &Back, amount: Money) -> Vec<(Option<i64>, i64)> {
    let mut left: BTreeMap<Option<i64>, i64> = BTreeMap::new();
    for line in &invoice.lines {
        *left.entry(line.sku.as_ref().map(|_| line.position)).or_insert(0) += line.gross_cents;
    }
    for (place, cents) in &mut left {
        *cents = (*cents - back.get(place).copied().unwrap_or(0)).max(0);
    }
    let whole: i64 = left.values().sum();
    let weights: Vec<u64> = left.values().map(|cents| cents.unsigned_abs()).collect();
    let parts = Money { amount: amount.amount.clamp(0, whole), ..amount }.split(&weights);
    left.into_keys().zip(parts).map(|(place, part)| (place, part.amount)).filter(|(_, cents)| *cents > 0).collect()
}

/// What the next credit note of an invoice says, when so much went back in all and earlier notes credited a part of it. No
/// line is taken back further than it goes; the VAT of each rate is that of all credit notes together, so that many partial
/// ones take back exactly what a whole one does. No lines where nothing is left to credit.
pub fn credited(invoice: &Content, earlier: &[Content], back: &Back) -> Result<(Vec<DocumentLine>, Vec<RateSum>)> {
    let mut before: BTreeMap<i64, i64> = BTreeMap::new();
    for line in earlier.iter().flat_map(|content| &content.lines) {
        *before.entry(line.position).or_insert(0) += line.gross_cents;
    }
    let left = |line: &DocumentLine| line.gross_cents - before.get(&line.position).copied().unwrap_or(0);
    let (delivery, goods): (Vec<&DocumentLine>, Vec<&DocumentLine>) = invoice.lines.iter().partition(|line| line.sku.is_none());
    let mut shares: Vec<(&DocumentLine, i64)> = Vec::with_capacity(invoice.lines.len());
    for line in goods {
        let target = back.get(&Some(line.position)).copied().unwrap_or(0).min(line.gross_cents);
        shares.push((line, target - (line.gross_cents - left(line))));
    }
    // The delivery was split over the rates of the goods; what goes back of it is split over what is left there.
    let whole: i64 = delivery.iter().map(|line| line.gross_cents).sum();
    let weights: Vec<u64> = delivery.iter().map(|line| left(line).max(0) as u64).collect();
    let credited = whole - delivery.iter().map(|line| left(line)).sum::<i64>();
    let target = back.get(&None).copied().unwrap_or(0).min(whole) - credited;
    let parts = Money { amount: target.max(0), currency: invoice.currency }.split(&weights);
    shares.extend(delivery.into_iter().zip(parts.into_iter().map(|part| part.amount)));
    let lines: Vec<DocumentLine> = shares
        .into_iter()
        .filter(|(_, share)| *share > 0)
        .map(|(line, share)| DocumentLine {
            quantity: line.quantity.filter(|_| share == line.gross_cents),
            unit_gross_cents: line.unit_gross_cents.filter(|_| share == line.gross_cents),
            gross_cents: share,
            ..line.clone()
        })
        .collect();
    let mut rates = Vec::new();
    for rate in invoice.rates.iter().map(|rate| rate.vat_rate_bp) {
        let of_rate =
            |lines: &[DocumentLine]| -> i64 { lines.iter().filter(|line| line.vat_rate_bp == rate).map(|line| line.gross_cents).sum() };
        let own = of_rate(&lines);
        if own == 0 {
            continue;
        }
        let past: i64 = earlier.iter().map(|content| of_rate(&content.lines)).sum();
        let past_vat: i64 =
            earlier.iter().flat_map(|content| &content.rates).filter(|sum| sum.vat_rate_bp == rate).map(|sum| sum.vat_cents).sum();
        let together = sum_of(rate, Money { amount: past + own, currency: invoice.currency })?;
        let vat = together.vat_cents - past_vat;
        rates.push(RateSum { vat_rate_bp: rate, base_cents: own - vat, vat_cents: vat });
    }
    Ok((lines, rates))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Party;
    use crate::kit::locale::Locale;
    use crate::kit::money::Currency;
    use crate::orders::totals::vat_included;
    use proptest::prelude::*;

    fn cases() -> ProptestConfig {
        let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
        ProptestConfig::with_cases(asked.unwrap_or(20_000))
    }

    fn carts() -> impl Strategy<Value = (Vec<Gross>, Money)> {
        let line = (0i64..200_000, prop::sample::select(vec![0i64, 500, 950, 2200]));
        let line = line.prop_map(|(amount, vat_rate_bp)| Gross { amount, vat_rate_bp });
        (prop::collection::vec(line, 1..12), (0i64..2_000).prop_map(Money::euros))
    }

    fn invoice(goods: &[Gross], delivery: Money) -> Content {
        let party =
            Party { name: "K".into(), brand: None, address: "K".into(), vat_id: None, tax_number: None, registration: None, email: None };
        let delivered = delivery_by_rate(goods, delivery).into_iter().map(|(vat_rate_bp, amount)| Gross { amount, vat_rate_bp });
        let lines = (1..).zip(goods.iter().copied().chain(delivered)).map(|(position, gross)| DocumentLine {
            position,
            text: "K".into(),
            sku: (position <= goods.len() as i64).then(|| "K".to_owned()),
            quantity: Some(1),
            unit_gross_cents: Some(gross.amount),
            gross_cents: gross.amount,
            vat_rate_bp: gross.vat_rate_bp,
        });
        Content {
            locale: Locale::Sl,
            issuer: party,
            issued_by: None,
            buyer: None,
            currency: Currency::EUR,
            lines: lines.collect(),
            rates: rates(goods, delivery).unwrap(),
            clause: None,
            supplied_on: None,
            order_number: None,
            refers_to: None,
            payment: None,
            statement: None,
            payment_slip: None,
            set_off: None,
        }
    }

    #[test]
    fn base_and_vat_by_rate_are_those_worked_out_by_hand() {
        let goods = [
            Gross { amount: 12_200, vat_rate_bp: 2200 },
            Gross { amount: 10_950, vat_rate_bp: 950 },
            Gross { amount: 1, vat_rate_bp: 500 },
        ];
        let sums = rates(&goods, Money::euros(0)).unwrap();
        let sums: Vec<_> = sums.iter().map(|sum| (sum.vat_rate_bp, sum.base_cents, sum.vat_cents)).collect();
        assert_eq!(sums, [(500, 1, 0), (950, 10_000, 950), (2200, 10_000, 2_200)]);
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn an_invoice_contains_the_vat_of_its_order((goods, delivery) in carts()) {
            let invoice = invoice(&goods, delivery);
            prop_assert!(invoice.sums());
            prop_assert_eq!(Some(Money::euros(invoice.vat())), vat_included(&goods, delivery));
            prop_assert_eq!(invoice.total(), goods.iter().map(|line| line.amount).sum::<i64>() + delivery.amount);
        }

        #[test]
        fn many_credit_notes_take_back_what_one_does((goods, delivery) in carts(), cuts in prop::collection::vec((0usize..13, 0i64..50_000), 0..6)) {
            let invoice = invoice(&goods, delivery);
            let (mut back, mut notes) = (Back::new(), Vec::new());
            let slots = goods.len() + 1;
            let slot = |place: usize| if place == goods.len() { (None, delivery.amount) } else { (Some(place as i64 + 1), goods[place].amount) };
            // At the end everything goes back that is left.
            for (place, amount) in cuts.into_iter().map(|(place, amount)| (place % slots, amount)).chain((0..slots).map(|place| (place, i64::MAX))) {
                let (slot, whole) = slot(place);
                let gone = back.entry(slot).or_insert(0);
                let amount = amount.min(whole - *gone);
                *gone += amount;
                let (lines, rates) = credited(&invoice, &notes, &back).unwrap();
                let note = Content { lines, rates, ..invoice.clone() };
                prop_assert!(note.sums() && note.rates.iter().all(|rate| rate.vat_cents >= 0));
                prop_assert_eq!(note.total(), amount);
                notes.push(note);
            }
            prop_assert_eq!(notes.iter().map(Content::vat).sum::<i64>(), invoice.vat());
            for line in &invoice.lines {
                let back: i64 = notes.iter().flat_map(|note| &note.lines).filter(|one| one.position == line.position).map(|one| one.gross_cents).sum();
                prop_assert_eq!(back, line.gross_cents);
            }
        }
    }
}
