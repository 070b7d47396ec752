//! Queries of commission rules.

use diesel::prelude::*;

use super::model::Rule;
use crate::db::Tx;
use crate::db::schema::commission_rules;
use crate::kit::id::CommissionRuleId;

/// The rules that hold now, in the order of asking: narrow before wide, newer before older.
pub fn in_force(tx: &mut Tx) -> QueryResult<Vec<Rule>> {
    let now = tx.now;
    commission_rules::table
        .filter(commission_rules::valid_from.le(now))
        .filter(commission_rules::valid_until.is_null().or(commission_rules::valid_until.gt(now).assume_not_null()))
        .order((commission_rules::rank, commission_rules::valid_from.desc(), commission_rules::id.desc()))
        .select(Rule::as_select())
        .load(tx.db)
}

/// Every rule, those in force first.
pub fn all(tx: &mut Tx) -> QueryResult<Vec<Rule>> {
    let mut rules: Vec<Rule> = commission_rules::table
        .order((commission_rules::rank, commission_rules::valid_from.desc(), commission_rules::id.desc()))
        .select(Rule::as_select())
        .load(tx.db)?;
    rules.sort_by_key(|rule| rule.valid_until.is_some());
    Ok(rules)
}

/// One rule.
pub fn find(tx: &mut Tx, id: &CommissionRuleId) -> QueryResult<Option<Rule>> {
    commission_rules::table.find(id).select(Rule::as_select()).first(tx.db).optional()
}

/// Writes a rule.
pub fn insert(tx: &mut Tx, rule: &Rule) -> QueryResult<()> {
    diesel::insert_into(commission_rules::table).values(rule).execute(tx.db)?;
    Ok(())
}

/// Ends a rule that has no end.
pub fn end(tx: &mut Tx, id: &CommissionRuleId) -> QueryResult<bool> {
    let open = commission_rules::table.find(id).filter(commission_rules::valid_until.is_null());
    Ok(diesel::update(open).set(commission_rules::valid_until.eq(tx.now)).execute(tx.db)? == 1)
}
