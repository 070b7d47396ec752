//! Queries of mandates and bank files.

use diesel::prelude::*;

use super::model::{BankOrder, BankOrderLine, BankOrderStatus, Mandate};
use crate::db::Tx;
use crate::db::schema::{bank_order_lines, bank_orders, mandates};
use crate::kit::guard;
use crate::kit::id::{AccountId, BankOrderId, MandateId, OrganisationId};

/// Writes a mandate; false when one of the pair is in force.
pub fn insert(tx: &mut Tx, mandate: &Mandate) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(mandates::table).values(mandate).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// The mandate of a pair that is in force.
pub fn in_force(tx: &mut Tx, studio: &OrganisationId, organizer: &OrganisationId) -> QueryResult<Option<Mandate>> {
    mandates::table
        .filter(mandates::studio_id.eq(studio))
        .filter(mandates::organizer_id.eq(organizer))
        .filter(mandates::revoked_at.is_null())
        .select(Mandate::as_select())
        .first(tx.db)
        .optional()
}

/// Takes a maker's own mandate back; false when it is another's or no longer in force.
pub fn revoke(tx: &mut Tx, id: &MandateId, studio: &OrganisationId, by: &AccountId) -> QueryResult<bool> {
    let own = mandates::table.find(id).filter(mandates::studio_id.eq(studio)).filter(mandates::revoked_at.is_null());
    Ok(diesel::update(own).set((mandates::revoked_at.eq(tx.now), mandates::revoked_by.eq(by))).execute(tx.db)? == 1)
}

/// Writes a file.
pub fn insert_order(tx: &mut Tx, order: &BankOrder) -> QueryResult<usize> {
    diesel::insert_into(bank_orders::table).values(order).execute(tx.db)
}

/// Writes a transfer; false when its fact is in a live file. The guard is the unique index.
pub fn insert_line(tx: &mut Tx, line: &BankOrderLine) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(bank_order_lines::table).values(line).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// One file of an organizer.
pub fn order(tx: &mut Tx, organizer: &OrganisationId, id: &BankOrderId) -> QueryResult<Option<BankOrder>> {
    let own = bank_orders::table.find(id).filter(bank_orders::organizer_id.eq(organizer));
    own.select(BankOrder::as_select()).first(tx.db).optional()
}

/// The transfers of a file, in their order.
pub fn lines(tx: &mut Tx, id: &BankOrderId) -> QueryResult<Vec<BankOrderLine>> {
    bank_order_lines::table
        .filter(bank_order_lines::bank_order_id.eq(id))
        .order(bank_order_lines::position)
        .select(BankOrderLine::as_select())
        .load(tx.db)
}

/// Ends a file that is still with its organizer. The guard: what was sent is never given up.
pub fn end(tx: &mut Tx, id: &BankOrderId, to: BankOrderStatus) -> QueryResult<bool> {
    let order = bank_orders::table.find(id);
    let ended = (bank_orders::status.eq(to), bank_orders::ended_at.eq(tx.now));
    let changed = if guard::off("bank_order_ends") {
        diesel::update(order).set(ended).execute(tx.db)?
    } else {
        diesel::update(order.filter(bank_orders::status.eq(BankOrderStatus::Prepared))).set(ended).execute(tx.db)?
    };
    Ok(changed == 1)
}

/// What a file held can go into another.
pub fn free_lines(tx: &mut Tx, id: &BankOrderId) -> QueryResult<()> {
    let own = bank_order_lines::table.filter(bank_order_lines::bank_order_id.eq(id));
    diesel::update(own).set(bank_order_lines::live.eq(false)).execute(tx.db)?;
    Ok(())
}
