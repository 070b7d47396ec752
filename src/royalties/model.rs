//! Reports and shares as rows. Pure.

use diesel::prelude::*;

use crate::db::schema::{royalty_correction_shares, royalty_corrections, royalty_receipts, royalty_reports, royalty_shares};
use crate::kit::id::{AccountId, AgreementId, OrganisationId, RoyaltyCorrectionId, RoyaltyReceiptId, RoyaltyReportId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate};
use crate::terms::Payer;

text_enum! {
    /// What a royalty is owed for.
    pub enum ReportKind {
        /// Sales of a period.
        Sales = "sales",
        /// A sum paid once, when the agreement came into force.
        Buyout = "buyout",
    }
}

/// What was reported for a period, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = royalty_reports)]
pub struct RoyaltyReport {
    /// Its id, under which it is booked.
    pub id: RoyaltyReportId,
    /// By which agreement.
    pub agreement_id: AgreementId,
    /// The company.
    pub company_id: OrganisationId,
    /// The studio.
    pub studio_id: OrganisationId,
    /// For what.
    pub kind: ReportKind,
    /// Who owes.
    pub payer: Payer,
    /// `2026-Q4`, `2026-H2`, `2026`, or `signing`.
    pub period: String,
    /// Its first day.
    pub period_from: LocalDate,
    /// Its last day.
    pub period_until: LocalDate,
    /// Pieces reported before.
    pub pieces_before: i64,
    /// Pieces sold.
    pub pieces: i64,
    /// What they came to without VAT.
    pub net_sales_cents: i64,
    /// What is owed for the sales.
    pub on_sales_cents: i64,
    /// What is added to reach the year's minimum.
    pub minimum_added_cents: i64,
    /// Both.
    pub owed_cents: i64,
    /// The currency.
    pub currency: Currency,
    /// A remark of who reported.
    pub note: Option<String>,
    /// Who reported.
    pub reported_by: AccountId,
    /// When.
    pub reported_at: Instant,
    /// On which day it was paid.
    pub paid_on: Option<LocalDate>,
    /// Who said so.
    pub paid_by: Option<AccountId>,
    /// When that was said.
    pub paid_at: Option<Instant>,
}

impl RoyaltyReport {
    /// What is owed.
    pub fn owed(&self) -> Money {
        self.money(self.owed_cents)
    }

    /// An amount in its currency.
    pub fn money(&self, amount: i64) -> Money {
        Money { amount, currency: self.currency }
    }
}

/// What was put right in a report: the difference to what stood before.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = royalty_corrections)]
pub struct RoyaltyCorrection {
    /// Its id, under which it is booked.
    pub id: RoyaltyCorrectionId,
    /// Of which report.
    pub report_id: RoyaltyReportId,
    /// The first, the second, …
    pub number: i32,
    /// So many pieces more or fewer.
    pub pieces: i64,
    /// So much more or less without VAT.
    pub net_sales_cents: i64,
    /// The difference of what is owed for the sales.
    pub on_sales_cents: i64,
    /// The difference of what is added to reach the year's minimum.
    pub minimum_added_cents: i64,
    /// Both.
    pub owed_cents: i64,
    /// Why.
    pub reason: String,
    /// Who corrected.
    pub corrected_by: AccountId,
    /// When.
    pub corrected_at: Instant,
    /// On which day the difference was paid, or given back.
    pub paid_on: Option<LocalDate>,
    /// Who said so.
    pub paid_by: Option<AccountId>,
    /// When that was said.
    pub paid_at: Option<Instant>,
    /// So many pieces more or fewer in the periods before.
    pub pieces_before: i64,
    /// The correction of an earlier period that this one follows from.
    pub follows: Option<RoyaltyCorrectionId>,
}

/// What of a correction is whose.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = royalty_correction_shares)]
pub struct CorrectionShare {
    /// The correction.
    pub correction_id: RoyaltyCorrectionId,
    /// Whose.
    pub account_id: AccountId,
    /// The studio in whose books it stands.
    pub studio_id: OrganisationId,
    /// How much more or less.
    pub amount_cents: i64,
}

impl RoyaltyReport {
    /// The report as it stands with its corrections.
    pub fn corrected(mut self, corrections: &[RoyaltyCorrection]) -> RoyaltyReport {
        for correction in corrections.iter().filter(|correction| correction.report_id == self.id) {
            self.pieces += correction.pieces;
            self.pieces_before += correction.pieces_before;
            self.net_sales_cents += correction.net_sales_cents;
            self.on_sales_cents += correction.on_sales_cents;
            self.minimum_added_cents += correction.minimum_added_cents;
            self.owed_cents += correction.owed_cents;
        }
        self
    }

    /// What is still to be paid of a report as it stands; below zero where too much was paid.
    pub fn open(&self, corrections: &[RoyaltyCorrection]) -> Money {
        let of = |paid: bool| corrections.iter().filter(move |one| one.report_id == self.id && one.paid_at.is_some() == paid);
        let later: i64 = corrections.iter().filter(|one| one.report_id == self.id).map(|one| one.owed_cents).sum();
        let first = if self.paid_at.is_some() { 0 } else { self.owed_cents - later };
        self.money(first + of(false).map(|one| one.owed_cents).sum::<i64>())
    }
}

/// Royalties on sales that buyers paid straight to the maker, as the company says that they came in.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = royalty_receipts)]
pub struct RoyaltyReceipt {
    /// Its id, under which it is booked.
    pub id: RoyaltyReceiptId,
    /// By which agreement.
    pub agreement_id: AgreementId,
    /// Who was paid.
    pub company_id: OrganisationId,
    /// Who paid.
    pub studio_id: OrganisationId,
    /// The first, the second, …
    pub number: i32,
    /// How much.
    pub amount_cents: i64,
    /// The currency.
    pub currency: Currency,
    /// On which day.
    pub paid_on: LocalDate,
    /// Who said so.
    pub confirmed_by: AccountId,
    /// When that was said.
    pub confirmed_at: Instant,
}

/// What of a report is whose.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = royalty_shares)]
pub struct RoyaltyShare {
    /// The report.
    pub report_id: RoyaltyReportId,
    /// Whose.
    pub account_id: AccountId,
    /// The studio in whose books it stands.
    pub studio_id: OrganisationId,
    /// The person's name in the agreement.
    pub name: String,
    /// The share in basis points.
    pub share_bp: i32,
    /// How much.
    pub amount_cents: i64,
}

/// Splits what is owed by shares in basis points; the parts always sum to the whole.
pub fn split(owed: Money, shares_bp: &[i32]) -> Vec<Money> {
    let weights: Vec<u64> = shares_bp.iter().map(|share| u64::try_from(*share).unwrap_or(0)).collect();
    owed.split(&weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_parts_of_a_team_always_sum_and_nobody_gets_less_than_a_cent_below_the_share(
            owed in 0i64..100_000_000, cuts in prop::collection::vec(0i32..=10_000, 0..6),
        ) {
            let mut cuts = cuts;
            cuts.extend([0, 10_000]);
            cuts.sort_unstable();
            let shares: Vec<i32> = cuts.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let parts = split(Money::euros(owed), &shares);
            prop_assert_eq!(parts.iter().map(|part| part.amount).sum::<i64>(), owed);
            for (part, share) in parts.iter().zip(&shares) {
                let exact = i128::from(owed) * i128::from(*share);
                prop_assert!((i128::from(part.amount) * 10_000 - exact).abs() < 10_000);
            }
        }
    }
}
