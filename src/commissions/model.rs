//! What a rule says, and what it comes to. Pure.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::commission_rules;
use crate::kit::id::CommissionRuleId;
use crate::kit::money::Money;
use crate::kit::time::Instant;

text_enum! {
    /// What a rule looks at. Narrow rules are asked before wide ones: in this order.
    pub enum CommissionScope {
        /// One studio, by its id.
        Seller = "seller",
        /// Products born in one challenge, by its id; `any` for every challenge.
        Challenge = "challenge",
        /// Sales at one event, by its id; `any` for every event.
        Event = "event",
        /// One category, by its code.
        Category = "category",
        /// Everything else.
        Default = "default",
    }
}

impl CommissionScope {
    /// The place in the order of asking.
    pub fn rank(self) -> i32 {
        CommissionScope::ALL.iter().position(|scope| *scope == self).unwrap_or(0) as i32
    }
}

/// A rule. Never changed but for its end.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize, utoipa::ToSchema)]
#[diesel(table_name = commission_rules)]
#[schema(as = CommissionRule)]
pub struct Rule {
    /// Its id.
    pub id: CommissionRuleId,
    /// What it looks at.
    pub scope: CommissionScope,
    /// Whom or what it is for; nothing for the default.
    pub scope_value: Option<String>,
    /// The order of asking; the same within a scope is asked newest first.
    pub rank: i32,
    /// The share of the line's price in basis points: 1200 is 12 %.
    pub percent_bp: i64,
    /// An amount in cents for each line on top.
    pub fixed_cents: i64,
    /// The least for a line, in cents.
    pub floor_cents: Option<i64>,
    /// The most for a line, in cents.
    pub cap_cents: Option<i64>,
    /// VAT on the share, in basis points.
    pub vat_rate_bp: i64,
    /// From when.
    pub valid_from: Instant,
    /// Until when; open where nothing is said.
    pub valid_until: Option<Instant>,
}

/// A rule to add.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCommissionRule)]
pub struct NewRule {
    /// What it looks at.
    pub scope: CommissionScope,
    /// Whom or what it is for; nothing for the default.
    #[schema(max_length = 80)]
    pub scope_value: Option<String>,
    /// The share in basis points.
    #[schema(minimum = 0, maximum = 10000)]
    pub percent_bp: i64,
    /// An amount in cents for each line on top.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub fixed_cents: i64,
    /// The least for a line, in cents.
    pub floor_cents: Option<i64>,
    /// The most for a line, in cents.
    pub cap_cents: Option<i64>,
}

impl Rule {
    /// A rule that holds from now on.
    pub fn of(id: CommissionRuleId, new: NewRule, now: Instant) -> Rule {
        Rule {
            id,
            rank: new.scope.rank(),
            scope: new.scope,
            scope_value: new.scope_value,
            percent_bp: new.percent_bp,
            fixed_cents: new.fixed_cents,
            floor_cents: new.floor_cents,
            cap_cents: new.cap_cents,
            vat_rate_bp: 2_200,
            valid_from: now,
            valid_until: None,
        }
    }

    fn fits(&self, sold: &Sold) -> bool {
        let value = self.scope_value.as_deref();
        match self.scope {
            CommissionScope::Seller => value == Some(sold.seller),
            CommissionScope::Challenge => sold.challenge.is_some() && (value == Some("any") || value == sold.challenge),
            CommissionScope::Event => sold.event.is_some() && (value == Some("any") || value == sold.event),
            CommissionScope::Category => value.is_some() && value == sold.category,
            CommissionScope::Default => true,
        }
    }
}

/// What a rule may look at in a line.
#[derive(Clone, Copy, Debug)]
pub struct Sold<'a> {
    /// The studio that sells, by id.
    pub seller: &'a str,
    /// The challenge that the product was born in: its id, or `unnamed` where only that is known.
    pub challenge: Option<&'a str>,
    /// The event it is sold at.
    pub event: Option<&'a str>,
    /// The product's category, by code.
    pub category: Option<&'a str>,
    /// What the line costs, VAT included.
    pub price: Money,
}

/// What the platform takes for a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// By which rule.
    pub rule: Option<CommissionRuleId>,
    /// The share, without VAT.
    pub commission: Money,
    /// VAT on it.
    pub vat: Money,
}

/// Asks the rules in order; the first that fits decides. Never more than the line costs, VAT on the share included.
pub fn charge(rules: &[Rule], sold: &Sold) -> Charge {
    let none = Money { amount: 0, ..sold.price };
    let Some(rule) = rules.iter().find(|rule| rule.fits(sold)) else {
        return Charge { rule: None, commission: none, vat: none };
    };
    let share = sold.price.basis_points(rule.percent_bp).unwrap_or(none).amount.saturating_add(rule.fixed_cents);
    let bounded = share.max(rule.floor_cents.unwrap_or(0)).min(rule.cap_cents.unwrap_or(i64::MAX));
    // The most whose VAT still fits into the price.
    let most = sold.price.amount.max(0) - sold.price.vat_from_gross(rule.vat_rate_bp).unwrap_or(none).amount.max(0);
    let commission = Money { amount: bounded.clamp(0, most), ..sold.price };
    // Both were rounded; the cent that this may be too much is the state's, not the maker's.
    let vat = commission.basis_points(rule.vat_rate_bp).unwrap_or(none).amount.min(sold.price.amount - commission.amount);
    let vat = Money { amount: vat.max(0), ..sold.price };
    Charge { rule: Some(rule.id.clone()), commission, vat }
}

/// How much of a share has gone back once so much of a total has. Always asked for all refunds together, so that many
/// partial refunds give back what one whole refund does.
pub fn share_back(share: i64, total: i64, refunded: i64) -> i64 {
    if total <= 0 {
        return 0;
    }
    let product = i128::from(share) * i128::from(refunded.clamp(0, total));
    ((product * 2 + i128::from(total)) / (i128::from(total) * 2)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::Ids;
    use proptest::prelude::*;

    fn rule(scope: CommissionScope, value: Option<&str>, percent_bp: i64) -> Rule {
        let new = NewRule { scope, scope_value: value.map(str::to_owned), percent_bp, fixed_cents: 0, floor_cents: None, cap_cents: None };
        Rule::of(Ids::seeded(percent_bp as u64).next(Instant::from_millis(0)), new, Instant::from_millis(0))
    }

    fn sold(cents: i64) -> Sold<'static> {
        Sold { seller: "org_a", challenge: None, event: None, category: Some("bags"), price: Money::euros(cents) }
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        let rules = [
            rule(CommissionScope::Seller, Some("org_b"), 500),
            rule(CommissionScope::Challenge, Some("any"), 1_000),
            rule(CommissionScope::Default, None, 1_200),
        ];
        assert_eq!(charge(&rules, &sold(10_000)).commission, Money::euros(1_200));
        assert_eq!(charge(&rules, &Sold { challenge: Some("unnamed"), ..sold(10_000) }).commission, Money::euros(1_000));
        assert_eq!(charge(&rules, &Sold { seller: "org_b", ..sold(10_000) }).vat, Money::euros(110));
        assert_eq!(charge(&[], &sold(10_000)).commission, Money::euros(0));
    }

    #[test]
    fn floor_and_cap_hold() {
        let floored = Rule { floor_cents: Some(100), cap_cents: Some(500), ..rule(CommissionScope::Default, None, 1_000) };
        assert_eq!(charge(std::slice::from_ref(&floored), &sold(200)).commission, Money::euros(100));
        assert_eq!(charge(std::slice::from_ref(&floored), &sold(90_000)).commission, Money::euros(500));
        assert_eq!(
            charge(std::slice::from_ref(&floored), &sold(50)).commission,
            Money::euros(41),
            "with 9 cents of VAT it is the whole price"
        );
    }

    proptest! {
        #[test]
        fn the_share_with_its_vat_never_exceeds_the_price(cents in 0i64..10_000_000, bp in 0i64..=10_000, fixed in 0i64..5_000) {
            let rules = [Rule { fixed_cents: fixed, ..rule(CommissionScope::Default, None, bp) }];
            let charge = charge(&rules, &sold(cents));
            prop_assert!(charge.commission.amount >= 0 && charge.commission.amount + charge.vat.amount <= cents);
        }

        #[test]
        fn many_partial_refunds_give_back_what_a_whole_one_does(share in 0i64..100_000, parts in prop::collection::vec(1i64..10_000, 1..30)) {
            let total: i64 = parts.iter().sum();
            let (mut refunded, mut back) = (0, 0);
            for part in parts {
                refunded += part;
                let step = share_back(share, total, refunded) - back;
                prop_assert!(step >= 0);
                back += step;
            }
            prop_assert_eq!(back, share);
        }
    }
}
