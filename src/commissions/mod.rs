//! The platform's share: ordered, dated rules, and what they come to for a line.
//!
//! The first rule in order that fits a line and its day decides; what it comes to is frozen on the order line when
//! the order is placed, so a later rule never changes an old sale. A rule is never edited, only ended and followed
//! by another. Delivery bears no commission.

mod model;
mod routes;
mod store;

use crate::db::Tx;
use crate::identity::Coordinator;
use crate::kit::check::Check;
use crate::kit::id::CommissionRuleId;
use crate::kit::{Error, Result};

pub use model::{Charge, CommissionScope, NewRule, Rule, Sold, charge, share_back};
pub use routes::routes;

/// The rules that hold now, in the order in which they are asked.
pub fn in_force(tx: &mut Tx) -> Result<Vec<Rule>> {
    Ok(store::in_force(tx)?)
}

/// Every rule there ever was, those in force first.
pub fn all(tx: &mut Tx) -> Result<Vec<Rule>> {
    Ok(store::all(tx)?)
}

/// Adds a rule that holds from now on. Orders already placed keep what was frozen on them.
pub fn add(tx: &mut Tx, by: &Coordinator, new: NewRule) -> Result<Rule> {
    let mut check = Check::new();
    check.that((0..=10_000).contains(&new.percent_bp), "/percent_bp", "out_of_range", "Give the share as 0 to 10000 basis points.");
    check.that(new.fixed_cents >= 0, "/fixed_cents", "out_of_range", "A fixed share is not below zero.");
    check.that(new.floor_cents.unwrap_or(0) >= 0, "/floor_cents", "out_of_range", "The least share is not below zero.");
    let ordered = new.cap_cents.is_none_or(|cap| cap >= new.floor_cents.unwrap_or(0));
    check.that(ordered, "/cap_cents", "out_of_range", "The most is not below the least.");
    let named = (new.scope == CommissionScope::Default) == new.scope_value.is_none();
    check.that(named, "/scope_value", "scope_value", "Name whom or what the rule is for; the default is for all.");
    check.text("/scope_value", new.scope_value.as_deref().unwrap_or(""), 0..=80);
    check.done()?;
    let rule = Rule::of(tx.id::<CommissionRuleId>(), new, tx.now);
    store::insert(tx, &rule)?;
    crate::events::record(tx, "commission_rule.added", rule.id.as_str(), Some(&by.account), serde_json::json!(rule))?;
    Ok(rule)
}

/// Ends a rule now. The default can be followed by another, not taken away: each sale needs an answer.
pub fn end(tx: &mut Tx, by: &Coordinator, id: &CommissionRuleId) -> Result<()> {
    let rule = store::find(tx, id)?.ok_or(Error::not_found())?;
    let others = store::in_force(tx)?.into_iter().filter(|other| other.scope == CommissionScope::Default && other.id != rule.id).count();
    if rule.scope == CommissionScope::Default && others == 0 {
        return Err(crate::kit::Code::LastDefaultRule.into());
    }
    if store::end(tx, id)? {
        crate::events::record(tx, "commission_rule.ended", id.as_str(), Some(&by.account), serde_json::json!({}))?;
    }
    Ok(())
}
