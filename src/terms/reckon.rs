//! What terms come to in cents.

use serde::{Deserialize, Serialize};

use super::royalty::{Rate, RoyaltyOption};
use crate::kit::money::Money;

/// What was sold in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Pieces sold under the agreement in all periods before.
    pub pieces_before: i64,
    /// Pieces sold in this one.
    pub pieces: i64,
    /// What they came to without VAT.
    pub net_sales: Money,
}

/// One line of the sum: pieces at one rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = RoyaltyStep)]
pub struct Step {
    /// How many pieces.
    pub pieces: i64,
    /// What they were sold for, without VAT.
    pub net_sales: Money,
    /// The share in basis points, where a share is owed.
    pub bp: Option<i64>,
    /// The amount for a piece, where one is owed.
    pub per_piece: Option<Money>,
    /// What is owed for them.
    pub owed: Money,
}

/// A royalty worked out for a year, so that people see what the terms mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = RoyaltyExample)]
pub struct Example {
    /// The option's code.
    pub option: String,
    /// Pieces sold in the year.
    pub pieces: i64,
    /// What each was sold for, without VAT.
    pub net_price: Money,
    /// The sum, rate by rate.
    pub steps: Vec<Step>,
    /// What the sales alone come to.
    pub owed_on_sales: Money,
    /// What is added to reach the year's minimum.
    pub minimum_added: Money,
    /// Paid once on signing.
    pub buyout: Money,
    /// What is owed for the first year, all in all.
    pub total: Money,
}

impl RoyaltyOption {
    /// The sum rate by rate: pieces that pass the mark of a tier owe the new rate, and the net sales are shared among the tiers
    /// by pieces.
    pub fn steps(&self, figures: Figures) -> Vec<Step> {
        let Figures { pieces, net_sales, .. } = figures;
        let none = Money { amount: 0, ..net_sales };
        let share = |pieces: i64, net_sales: Money, bp: i64| {
            let owed = net_sales.basis_points(bp).unwrap_or(none);
            Step { pieces, net_sales, bp: Some(bp), per_piece: None, owed }
        };
        match &self.rate {
            Rate::None => Vec::new(),
            Rate::Percent { bp } => vec![share(pieces, net_sales, *bp)],
            Rate::PerPiece { cents } => {
                let per_piece = Money { amount: *cents, ..net_sales };
                let owed = per_piece.times(pieces).unwrap_or(none);
                vec![Step { pieces, net_sales, bp: None, per_piece: Some(per_piece), owed }]
            }
            Rate::Tiers { tiers } => {
                let ends = tiers.iter().skip(1).map(|tier| tier.from_pieces).chain([i64::MAX]);
                let (first, last) = (figures.pieces_before, figures.pieces_before.saturating_add(pieces));
                let counts: Vec<i64> =
                    tiers.iter().zip(ends).map(|(tier, end)| (last.min(end) - first.max(tier.from_pieces)).max(0)).collect();
                let weights: Vec<u64> = counts.iter().map(|count| count.unsigned_abs()).collect();
                let parts = tiers.iter().zip(&counts).zip(net_sales.split(&weights));
                parts.filter(|((_, count), _)| **count > 0).map(|((tier, count), net)| share(*count, net, tier.bp)).collect()
            }
        }
    }

    /// What the sales of a period come to.
    pub fn owed(&self, figures: Figures) -> Money {
        let none = Money { amount: 0, ..figures.net_sales };
        self.steps(figures).iter().fold(none, |sum, step| sum.plus(step.owed).unwrap_or(sum))
    }

    /// What is added at the end of a calendar year in which the agreement was in force for so many months, when the sales of the
    /// year came to `owed`.
    pub fn minimum_added(&self, owed: Money, months_in_force: i64) -> Money {
        let due = i128::from(self.minimum_per_year_cents) * i128::from(months_in_force.clamp(0, 12));
        let least = ((due * 2 + 12) / 24) as i64;
        Money { amount: (least - owed.amount).max(0), ..owed }
    }

    /// The terms worked out for a year's sales at a net price.
    pub fn example(&self, pieces: i64, net_price: Money) -> Example {
        let none = Money { amount: 0, ..net_price };
        let figures = Figures { pieces_before: 0, pieces, net_sales: net_price.times(pieces).unwrap_or(none) };
        let owed_on_sales = self.owed(figures);
        let minimum_added = self.minimum_added(owed_on_sales, 12);
        let buyout = Money { amount: self.buyout_cents, ..none };
        let total = owed_on_sales.plus(minimum_added).and_then(|sum| sum.plus(buyout)).unwrap_or(owed_on_sales);
        Example { option: self.code.clone(), pieces, net_price, steps: self.steps(figures), owed_on_sales, minimum_added, buyout, total }
    }
}

/// What a line sold on the platform owes the company: by its net price, never more than it.
pub fn share_of_line(option: &RoyaltyOption, pieces: i64, net: Money) -> Money {
    let owed = if option.is_on_platform() {
        option.owed(Figures { pieces_before: 0, pieces, net_sales: net })
    } else {
        Money { amount: 0, ..net }
    };
    Money { amount: owed.amount.clamp(0, net.amount.max(0)), ..net }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::royalty::{Basis, MaterialSupply, Payer, Royalty, StatementPeriod, Tier};
    use super::*;
    use crate::kit::check::Check;
    use crate::kit::locale::{Locale, Translations};

    fn percent(bp: i64, minimum: i64) -> RoyaltyOption {
        RoyaltyOption {
            code: "royalty".to_owned(),
            rate: Rate::Percent { bp },
            minimum_per_year_cents: minimum,
            term_years: 3,
            statement: StatementPeriod::Quarterly,
            ..RoyaltyOption::none()
        }
    }

    fn shoes() -> RoyaltyOption {
        let tiers = [(0, 500), (300, 600), (1_000, 700)].map(|(from_pieces, bp)| Tier { from_pieces, bp }).to_vec();
        RoyaltyOption { rate: Rate::Tiers { tiers }, ..percent(1, 30_000) }
    }

    fn findings(royalty: &Royalty) -> Vec<String> {
        let mut check = Check::new();
        super::super::check(&mut check, "/royalty", royalty);
        check.findings().iter().map(|finding| format!("{} {}", finding.pointer, finding.code)).collect()
    }

    #[test]
    fn the_first_four_challenges_can_say_what_they_offer() {
        let cloth = Royalty::of(percent(600, 15_000));
        let material = |cents_per_kg| Some(MaterialSupply { cents_per_kg, note: Translations::default() });
        let yarn =
            RoyaltyOption { payer: Payer::Creator, material: material(0), statement: StatementPeriod::HalfYearly, ..percent(400, 0) };
        let named = |option: RoyaltyOption, code: &str| RoyaltyOption {
            code: code.to_owned(),
            label: Translations::one(Locale::Sl, code),
            ..option
        };
        let buyout = RoyaltyOption { buyout_cents: 250_000, ..RoyaltyOption::none() };
        let own = RoyaltyOption { material: material(90), ..RoyaltyOption::none() };
        let warm = Royalty {
            options: vec![named(percent(500, 20_000), "royalty"), named(buyout, "buyout"), named(own, "own_production")],
            default: "royalty".to_owned(),
            note: Translations::default(),
        };
        for royalty in [cloth, Royalty::of(yarn), Royalty::of(shoes()), warm] {
            assert_eq!(findings(&royalty), Vec::<String>::new());
            let read: Royalty = serde_json::from_str(&serde_json::to_string(&royalty).unwrap()).unwrap();
            assert_eq!(read, royalty);
        }
    }

    #[test]
    fn what_nobody_could_reckon_is_refused_at_its_place() {
        let on_platform = RoyaltyOption { basis: Basis::SalesOnPlatform, ..shoes() };
        assert_eq!(
            findings(&Royalty::of(on_platform)),
            [
                "/royalty/options/0/rate tiers_need_reports",
                "/royalty/options/0/rate payer",
                "/royalty/options/0/minimum_per_year_cents minimum"
            ]
        );
        let both = RoyaltyOption { buyout_cents: 1, ..percent(500, 0) };
        assert_eq!(findings(&Royalty::of(both)), ["/royalty/options/0/buyout_cents buyout"]);
        let unnamed = Royalty { default: "none".to_owned(), ..Royalty::of(percent(500, 0)) };
        assert_eq!(findings(&unnamed), ["/royalty/default unknown_option"]);
    }

    #[test]
    fn pieces_beyond_a_mark_owe_the_next_rate() {
        let steps = shoes().steps(Figures { pieces_before: 290, pieces: 20, net_sales: Money::euros(200_000) });
        let read: Vec<(i64, Option<i64>, i64)> = steps.iter().map(|step| (step.pieces, step.bp, step.owed.amount)).collect();
        assert_eq!(read, [(10, Some(500), 5_000), (10, Some(600), 6_000)]);
    }

    #[test]
    fn a_year_below_the_minimum_is_filled_up_by_its_months() {
        let option = percent(600, 15_000);
        assert_eq!(option.minimum_added(Money::euros(10_000), 12), Money::euros(5_000));
        assert_eq!(option.minimum_added(Money::euros(10_000), 6), Money::euros(0));
        assert_eq!(option.minimum_added(Money::euros(0), 7), Money::euros(8_750));
    }

    #[test]
    fn an_example_adds_up() {
        let example = percent(600, 15_000).example(40, Money::euros(5_000));
        assert_eq!(
            (example.owed_on_sales, example.minimum_added, example.total),
            (Money::euros(12_000), Money::euros(3_000), Money::euros(15_000))
        );
        let buyout = RoyaltyOption { buyout_cents: 250_000, ..RoyaltyOption::none() }.example(40, Money::euros(5_000));
        assert_eq!((buyout.steps.len(), buyout.total), (0, Money::euros(250_000)));
    }

    #[test]
    fn only_terms_for_the_platform_take_from_a_line() {
        let option = RoyaltyOption { payer: Payer::Creator, basis: Basis::SalesOnPlatform, ..percent(500, 0) };
        assert_eq!(share_of_line(&option, 2, Money::euros(10_000)), Money::euros(500));
        let piece = RoyaltyOption { rate: Rate::PerPiece { cents: 300 }, ..option };
        assert_eq!(share_of_line(&piece, 2, Money::euros(10_000)), Money::euros(600));
        assert_eq!(share_of_line(&piece, 2, Money::euros(500)), Money::euros(500), "never more than the line");
        assert_eq!(share_of_line(&percent(500, 0), 2, Money::euros(10_000)), Money::euros(0));
    }

    proptest! {
        #[test]
        fn tiers_take_every_piece_and_every_cent_once(before in 0i64..3_000, pieces in 0i64..3_000, net in 0i64..100_000_000) {
            let figures = Figures { pieces_before: before, pieces, net_sales: Money::euros(net) };
            let steps = shoes().steps(figures);
            prop_assert_eq!(steps.iter().map(|step| step.pieces).sum::<i64>(), pieces);
            if pieces > 0 {
                prop_assert_eq!(steps.iter().map(|step| step.net_sales.amount).sum::<i64>(), net);
            }
            let owed = shoes().owed(figures).amount;
            prop_assert!(owed <= net);
        }
    }
}
