//! What reported sales come to, period by period: tiers go on from the pieces before, and the period that ends a year fills up to
//! its minimum. One reckoning for reports, corrections and the audit. Pure.

use crate::kit::money::Money;
use crate::royalties::{self, Period, RoyaltyReport, Term};
use crate::terms::{Figures, RoyaltyOption};

/// What is said of a period.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The period.
    pub period: &'a Period,
    /// Pieces.
    pub pieces: i64,
    /// What they came to without VAT.
    pub net_sales: Money,
}

impl<'a> Said<'a> {
    /// As a report stands.
    pub fn of(period: &'a Period, report: &RoyaltyReport) -> Said<'a> {
        Said { period, pieces: report.pieces, net_sales: report.money(report.net_sales_cents) }
    }
}

/// What a period comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reckoned {
    /// Pieces of the periods before.
    pub pieces_before: i64,
    /// What the sales come to.
    pub on_sales_cents: i64,
    /// What is added to reach the year's minimum.
    pub minimum_added_cents: i64,
}

impl Reckoned {
    /// Both.
    pub fn owed_cents(self) -> i64 {
        self.on_sales_cents + self.minimum_added_cents
    }
}

/// What these periods come to, in their order from the first.
pub fn reckon(option: &RoyaltyOption, term: &Term, said: &[Said<'_>]) -> Vec<Reckoned> {
    let year = |period: &Period| period.until.civil().year();
    let mut found: Vec<Reckoned> = Vec::with_capacity(said.len());
    for (index, Said { period, pieces, net_sales }) in said.iter().enumerate() {
        let pieces_before = said[..index].iter().map(|earlier| earlier.pieces).sum();
        let on_sales = option.owed(Figures { pieces_before, pieces: *pieces, net_sales: *net_sales });
        let minimum_added_cents = if period.ends_year {
            let same_year = said.iter().zip(&found).filter(|(earlier, _)| year(earlier.period) == year(period));
            let before: i64 = same_year.map(|(_, reckoned)| reckoned.owed_cents()).sum();
            let months = royalties::months_in_year(term, year(period));
            option.minimum_added(Money { amount: before + on_sales.amount, ..on_sales }, months).amount
        } else {
            0
        };
        found.push(Reckoned { pieces_before, on_sales_cents: on_sales.amount, minimum_added_cents });
    }
    found
}
