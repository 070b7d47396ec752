//! Queries of payouts, and of what the ledger owes that no payout holds.

pub mod parts;

use diesel::dsl::not;
use diesel::prelude::*;

use super::model::{DatedReleaseRule, Payout, PayoutBatch, PayoutBatchStatus, PayoutLine, PayoutStatus};
use crate::db::schema::{ledger_accounts, orders, payout_batches, payout_lines, payouts, refunds, release_rules, transfers};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{AccountId, OrderId, OrganisationId, PayoutBatchId, PayoutId, RefundId};
use crate::kit::time::Instant;
use crate::ledger::{Transfer, TransferCode, TransferStatus};
use crate::orders::Order;

/// So many ids go into one question.
const CHUNK: usize = 500;

/// Every rule, the newest first.
pub fn rules(tx: &mut Tx) -> QueryResult<Vec<DatedReleaseRule>> {
    release_rules::table
        .order((release_rules::valid_from.desc(), release_rules::id.desc()))
        .select(DatedReleaseRule::as_select())
        .load(tx.db)
}

/// Writes a rule.
pub fn insert_rule(tx: &mut Tx, rule: &DatedReleaseRule) -> QueryResult<()> {
    diesel::insert_into(release_rules::table).values(rule).execute(tx.db)?;
    Ok(())
}

/// Accounts on which something is owed, either way.
pub fn owing(tx: &mut Tx) -> QueryResult<Vec<(OrganisationId, String)>> {
    ledger_accounts::table
        .filter(ledger_accounts::organisation_id.is_not_null())
        .filter(ledger_accounts::id.like("%/due/%"))
        .filter(ledger_accounts::credits_cents.ne(ledger_accounts::debits_cents))
        .order(ledger_accounts::id)
        .select((ledger_accounts::organisation_id.assume_not_null(), ledger_accounts::id))
        .load(tx.db)
}

/// What is there to be taken from an account: what was posted, less what is promised.
pub fn available(tx: &mut Tx, account: &str) -> QueryResult<i64> {
    let row = ledger_accounts::table.find(account).select(ledger_accounts::credits_cents - ledger_accounts::debits_cents);
    Ok(row.first::<i64>(tx.db).optional()?.unwrap_or(0))
}

/// The transfers of an account that no live payout holds, oldest first; payouts themselves are left out.
pub fn open_transfers(tx: &mut Tx, organisation: &OrganisationId, account: &str) -> QueryResult<Vec<Transfer>> {
    let held = payout_lines::table
        .filter(payout_lines::organisation_id.eq(organisation))
        .filter(payout_lines::cause.eq(transfers::cause))
        .filter(payout_lines::live.eq(true));
    transfers::table
        .filter(transfers::debit_account.eq(account).or(transfers::credit_account.eq(account)))
        .filter(transfers::status.ne(TransferStatus::Voided))
        .filter(transfers::code.ne(TransferCode::Payout))
        .filter(transfers::cause.not_like("pyo\\_%").escape('\\'))
        .filter(diesel::dsl::not(diesel::dsl::exists(held)))
        .order(transfers::id)
        .select(Transfer::as_select())
        .load(tx.db)
}

/// Orders by id.
pub fn orders_of(tx: &mut Tx, ids: &[OrderId]) -> QueryResult<Vec<Order>> {
    let mut found = Vec::new();
    for part in ids.chunks(CHUNK) {
        found.extend(orders::table.filter(orders::id.among(part)).select(Order::as_select()).load::<Order>(tx.db)?);
    }
    Ok(found)
}

/// The orders that refunds belong to.
pub fn orders_of_refunds(tx: &mut Tx, ids: &[RefundId]) -> QueryResult<Vec<(RefundId, Option<OrderId>)>> {
    let mut found = Vec::new();
    for part in ids.chunks(CHUNK) {
        found.extend(refunds::table.filter(refunds::id.among(part)).select((refunds::id, refunds::order_id)).load(tx.db)?);
    }
    Ok(found)
}

/// Writes a batch; false when another is being looked at.
pub fn insert_batch(tx: &mut Tx, batch: &PayoutBatch) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(payout_batches::table).values(batch).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// One batch.
pub fn batch(tx: &mut Tx, id: &PayoutBatchId) -> QueryResult<Option<PayoutBatch>> {
    payout_batches::table.find(id).select(PayoutBatch::as_select()).first(tx.db).optional()
}

/// Batches, newest first.
pub fn batches(tx: &mut Tx, before: Option<&PayoutBatchId>, limit: i64) -> QueryResult<Vec<PayoutBatch>> {
    let mut query = payout_batches::table.into_boxed();
    if let Some(before) = before {
        query = query.filter(payout_batches::id.lt(before));
    }
    query.order(payout_batches::id.desc()).limit(limit).select(PayoutBatch::as_select()).load(tx.db)
}

/// Ends the looking at a batch. The guard: of two hands one acts.
pub fn end_batch(tx: &mut Tx, id: &PayoutBatchId, to: PayoutBatchStatus, by: &AccountId) -> QueryResult<bool> {
    let ended = (payout_batches::status.eq(to), payout_batches::released_by.eq(by), payout_batches::released_at.eq(tx.now));
    let batch = payout_batches::table.find(id);
    let changed = if guard::off("payout_once") {
        diesel::update(batch).set(ended).execute(tx.db)?
    } else {
        diesel::update(batch.filter(payout_batches::status.eq(PayoutBatchStatus::Prepared))).set(ended).execute(tx.db)?
    };
    Ok(changed == 1)
}

/// Writes a payout.
pub fn insert(tx: &mut Tx, payout: &Payout) -> QueryResult<()> {
    diesel::insert_into(payouts::table).values(payout).execute(tx.db)?;
    Ok(())
}

/// Writes a line; false when its fact is in a live payout.
pub fn insert_line(tx: &mut Tx, line: &PayoutLine) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(payout_lines::table).values(line).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// One payout.
pub fn find(tx: &mut Tx, id: &PayoutId) -> QueryResult<Option<Payout>> {
    payouts::table.find(id).select(Payout::as_select()).first(tx.db).optional()
}

/// The payouts of a batch.
pub fn of_batch(tx: &mut Tx, id: &PayoutBatchId) -> QueryResult<Vec<Payout>> {
    payouts::table.filter(payouts::batch_id.eq(id)).order(payouts::id).select(Payout::as_select()).load(tx.db)
}

/// A seller's payouts that were released, newest first.
pub fn of_organisation(tx: &mut Tx, id: &OrganisationId, before: Option<&PayoutId>, limit: i64) -> QueryResult<Vec<Payout>> {
    let mut query = payouts::table
        .filter(payouts::organisation_id.eq(id))
        .filter(not(payouts::status.among([PayoutStatus::Prepared, PayoutStatus::LeftOut])))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(payouts::id.lt(before));
    }
    query.order(payouts::id.desc()).limit(limit).select(Payout::as_select()).load(tx.db)
}

/// The lines of a payout.
pub fn lines(tx: &mut Tx, id: &PayoutId) -> QueryResult<Vec<PayoutLine>> {
    payout_lines::table.filter(payout_lines::payout_id.eq(id)).order(payout_lines::position).select(PayoutLine::as_select()).load(tx.db)
}

/// The batch that is being looked at.
pub fn open_batch(tx: &mut Tx) -> QueryResult<Option<PayoutBatchId>> {
    let open = payout_batches::table.filter(payout_batches::status.eq(PayoutBatchStatus::Prepared));
    open.select(payout_batches::id).first(tx.db).optional()
}

/// A seller's lines in a batch that is being looked at.
pub fn prepared_lines(tx: &mut Tx, id: &OrganisationId) -> QueryResult<Vec<PayoutLine>> {
    payout_lines::table
        .inner_join(payouts::table)
        .filter(payouts::organisation_id.eq(id))
        .filter(payouts::status.eq(PayoutStatus::Prepared))
        .order((payout_lines::payout_id, payout_lines::position))
        .select(PayoutLine::as_select())
        .load(tx.db)
}

/// Where the orders that a payout of an organisation holds, or held, stand in it.
pub fn held_orders(tx: &mut Tx, organisation: &OrganisationId, ids: &[OrderId]) -> QueryResult<Vec<(OrderId, PayoutStatus)>> {
    let mut found = Vec::new();
    for part in ids.chunks(CHUNK) {
        let rows = payout_lines::table
            .inner_join(payouts::table)
            .filter(payout_lines::order_id.among(part))
            .filter(payout_lines::organisation_id.eq(organisation))
            .filter(payout_lines::live.eq(true))
            .select((payout_lines::order_id.assume_not_null(), payouts::status))
            .load(tx.db)?;
        found.extend(rows);
    }
    Ok(found)
}

/// What changes along with a payout's state.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What the seller was owed before.
    pub opening_cents: Option<i64>,
    /// The processor's name for it.
    pub provider_transfer: Option<String>,
    /// Why.
    pub note: Option<String>,
}

/// Moves a payout from the state it was read in. The guard: of two hands one acts. What frees its lines frees them here.
pub fn advance(tx: &mut Tx, payout: &Payout, to: PayoutStatus, change: &Change) -> QueryResult<bool> {
    let now = tx.now;
    let stamp = |is: bool, before: Option<Instant>| if is { Some(now) } else { before };
    let set = (
        payouts::status.eq(to),
        payouts::opening_cents.eq(change.opening_cents.or(payout.opening_cents)),
        payouts::provider_transfer.eq(change.provider_transfer.clone().or(payout.provider_transfer.clone())),
        payouts::note.eq(change.note.clone().or(payout.note.clone())),
        payouts::released_at.eq(stamp(to == PayoutStatus::Released, payout.released_at)),
        payouts::sent_at.eq(stamp(to == PayoutStatus::Sent, payout.sent_at)),
        payouts::paid_at.eq(stamp(to == PayoutStatus::Paid, payout.paid_at)),
        payouts::ended_at.eq(stamp(!to.holds_lines(), payout.ended_at)),
    );
    let row = payouts::table.find(&payout.id);
    let changed = if guard::off("payout_once") {
        diesel::update(row).set(set).execute(tx.db)?
    } else {
        diesel::update(row.filter(payouts::status.eq(payout.status))).set(set).execute(tx.db)?
    };
    if changed == 1 && !to.holds_lines() {
        diesel::update(payout_lines::table.filter(payout_lines::payout_id.eq(&payout.id)))
            .set(payout_lines::live.eq(false))
            .execute(tx.db)?;
    }
    Ok(changed == 1)
}
