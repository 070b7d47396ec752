//! Queries of a payout's parts at the processor and of what came back.

use diesel::prelude::*;

use super::super::parts::{PartStatus, PayoutPart, PayoutReversal, ReversalStatus};
use crate::db::Tx;
use crate::db::schema::{payout_lines, payout_parts, payout_reversals, payouts};
use crate::kit::id::{OrderId, PayoutId, PayoutPartId, PayoutReversalId, RefundId};

/// Writes a part.
pub fn insert(tx: &mut Tx, part: &PayoutPart) -> QueryResult<()> {
    diesel::insert_into(payout_parts::table).values(part).execute(tx.db)?;
    Ok(())
}

/// One part.
pub fn find(tx: &mut Tx, id: &PayoutPartId) -> QueryResult<Option<PayoutPart>> {
    payout_parts::table.find(id).select(PayoutPart::as_select()).first(tx.db).optional()
}

/// By the processor's name.
pub fn by_transfer(tx: &mut Tx, transfer: &str) -> QueryResult<Option<PayoutPart>> {
    payout_parts::table.filter(payout_parts::provider_transfer.eq(transfer)).select(PayoutPart::as_select()).first(tx.db).optional()
}

/// The parts of a payout.
pub fn of_payout(tx: &mut Tx, id: &PayoutId) -> QueryResult<Vec<PayoutPart>> {
    payout_parts::table.filter(payout_parts::payout_id.eq(id)).order(payout_parts::id).select(PayoutPart::as_select()).load(tx.db)
}

/// The parts of an order that were paid.
pub fn paid_of_order(tx: &mut Tx, id: &OrderId) -> QueryResult<Vec<PayoutPart>> {
    payout_parts::table
        .filter(payout_parts::order_id.eq(id))
        .filter(payout_parts::status.eq(PartStatus::Paid))
        .order(payout_parts::id)
        .select(PayoutPart::as_select())
        .load(tx.db)
}

/// Makes whoever settles another part of the payout wait, so that the last one sees that it is the last.
pub fn hold(tx: &mut Tx, id: &PayoutId) -> QueryResult<()> {
    diesel::update(payouts::table.find(id)).set(payouts::amount_cents.eq(payouts::amount_cents)).execute(tx.db)?;
    Ok(())
}

/// Notes that the processor is being told now.
pub fn note_try(tx: &mut Tx, id: &PayoutPartId) -> QueryResult<()> {
    let part = payout_parts::table.find(id).filter(payout_parts::tried_at.is_null());
    diesel::update(part).set(payout_parts::tried_at.eq(tx.now)).execute(tx.db)?;
    Ok(())
}

/// Ends the waiting of a part. The guard: whoever hears first settles it.
pub fn settle(tx: &mut Tx, id: &PayoutPartId, to: PartStatus, transfer: Option<&str>, error: Option<&str>) -> QueryResult<bool> {
    let waiting = payout_parts::table.find(id).filter(payout_parts::status.eq(PartStatus::Pending));
    let set = (
        payout_parts::status.eq(to),
        payout_parts::provider_transfer.eq(transfer),
        payout_parts::error.eq(error),
        payout_parts::settled_at.eq(tx.now),
    );
    Ok(diesel::update(waiting).set(set).execute(tx.db)? == 1)
}

/// Counts money of a part as coming back. The guard: never more than the part, however many ask at once.
pub fn add_reversed(tx: &mut Tx, id: &PayoutPartId, amount: i64) -> QueryResult<bool> {
    let left = (payout_parts::amount_cents - payout_parts::reversed_cents).ge(amount);
    let part = payout_parts::table.find(id).filter(payout_parts::status.eq(PartStatus::Paid)).filter(left);
    Ok(diesel::update(part).set(payout_parts::reversed_cents.eq(payout_parts::reversed_cents + amount)).execute(tx.db)? == 1)
}

/// What was refused no longer counts.
pub fn take_reversed(tx: &mut Tx, id: &PayoutPartId, amount: i64) -> QueryResult<()> {
    let back = payout_parts::reversed_cents.eq(payout_parts::reversed_cents - amount);
    diesel::update(payout_parts::table.find(id)).set(back).execute(tx.db)?;
    Ok(())
}

/// A part of which everything came back.
pub fn mark_reversed(tx: &mut Tx, id: &PayoutPartId) -> QueryResult<()> {
    let whole = payout_parts::table.find(id).filter(payout_parts::reversed_cents.eq(payout_parts::amount_cents));
    let waiting =
        payout_reversals::table.filter(payout_reversals::part_id.eq(id)).filter(payout_reversals::status.eq(ReversalStatus::Pending));
    if waiting.count().get_result::<i64>(tx.db)? == 0 {
        diesel::update(whole).set(payout_parts::status.eq(PartStatus::Reversed)).execute(tx.db)?;
    }
    Ok(())
}

/// Writes a reversal; false when the refund, or the processor, has one of this part already.
pub fn insert_reversal(tx: &mut Tx, reversal: &PayoutReversal) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(payout_reversals::table).values(reversal).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// One reversal.
pub fn reversal(tx: &mut Tx, id: &PayoutReversalId) -> QueryResult<Option<PayoutReversal>> {
    payout_reversals::table.find(id).select(PayoutReversal::as_select()).first(tx.db).optional()
}

/// Notes that the processor is being told now.
pub fn note_reversal_try(tx: &mut Tx, id: &PayoutReversalId) -> QueryResult<()> {
    let reversal = payout_reversals::table.find(id).filter(payout_reversals::tried_at.is_null());
    diesel::update(reversal).set(payout_reversals::tried_at.eq(tx.now)).execute(tx.db)?;
    Ok(())
}

/// Ends the waiting of a reversal. The guard: whoever hears first settles it.
pub fn settle_reversal(
    tx: &mut Tx,
    id: &PayoutReversalId,
    to: ReversalStatus,
    name: Option<&str>,
    error: Option<&str>,
) -> QueryResult<bool> {
    let waiting = payout_reversals::table.find(id).filter(payout_reversals::status.eq(ReversalStatus::Pending));
    let set = (
        payout_reversals::status.eq(to),
        payout_reversals::provider_reversal.eq(name),
        payout_reversals::error.eq(error),
        payout_reversals::settled_at.eq(tx.now),
    );
    Ok(diesel::update(waiting).set(set).execute(tx.db)? == 1)
}

/// Whether a refund was counted against a payout.
pub fn counted(tx: &mut Tx, refund: &RefundId) -> QueryResult<bool> {
    let held = payout_lines::table.filter(payout_lines::cause.eq(refund.as_str())).filter(payout_lines::live.eq(true));
    Ok(held.count().get_result::<i64>(tx.db)? > 0)
}
