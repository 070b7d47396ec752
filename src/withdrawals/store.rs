//! Queries of withdrawals.

use diesel::prelude::*;

use super::model::{SentBack, Settled, Withdrawal, WithdrawalLine, WithdrawalStatus};
use crate::db::schema::{withdrawal_lines, withdrawals};
use crate::db::{Among, Tx};
use crate::kit::id::{OrderId, OrganisationId, WithdrawalId};
use crate::kit::time::Instant;

/// Writes a withdrawal with its lines.
pub fn insert(tx: &mut Tx, withdrawal: &Withdrawal, lines: &[WithdrawalLine]) -> QueryResult<()> {
    diesel::insert_into(withdrawals::table).values(withdrawal).execute(tx.db)?;
    for line in lines {
        diesel::insert_into(withdrawal_lines::table).values(line).execute(tx.db)?;
    }
    Ok(())
}

/// One withdrawal.
pub fn find(tx: &mut Tx, id: &WithdrawalId) -> QueryResult<Option<Withdrawal>> {
    withdrawals::table.find(id).select(Withdrawal::as_select()).first(tx.db).optional()
}

/// Those of orders.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<Vec<Withdrawal>> {
    withdrawals::table.filter(withdrawals::order_id.among(orders)).order(withdrawals::id).select(Withdrawal::as_select()).load(tx.db)
}

/// Their lines.
pub fn lines(tx: &mut Tx, ids: &[WithdrawalId]) -> QueryResult<Vec<WithdrawalLine>> {
    withdrawal_lines::table
        .filter(withdrawal_lines::withdrawal_id.among(ids))
        .order((withdrawal_lines::withdrawal_id, withdrawal_lines::order_line_id))
        .select(WithdrawalLine::as_select())
        .load(tx.db)
}

/// Those that are not settled, oldest first.
pub fn open(tx: &mut Tx, organisation: Option<&OrganisationId>, limit: i64) -> QueryResult<Vec<Withdrawal>> {
    let mut query = withdrawals::table
        .filter(withdrawals::status.ne(WithdrawalStatus::Refunded))
        .order(withdrawals::id)
        .limit(limit)
        .select(Withdrawal::as_select())
        .into_boxed();
    if let Some(organisation) = organisation {
        query = query.filter(withdrawals::organisation_id.eq(organisation));
    }
    query.load(tx.db)
}

/// Those that are not settled and were declared before an instant.
pub fn declared_before(tx: &mut Tx, before: Instant) -> QueryResult<Vec<Withdrawal>> {
    withdrawals::table
        .filter(withdrawals::status.ne(WithdrawalStatus::Refunded))
        .filter(withdrawals::submitted_at.le(before))
        .order(withdrawals::id)
        .select(Withdrawal::as_select())
        .load(tx.db)
}

/// The buyer sent back; false when it is settled or arrived before.
pub fn note_sending(tx: &mut Tx, id: &WithdrawalId, how: &SentBack) -> QueryResult<bool> {
    let underway = [WithdrawalStatus::Submitted, WithdrawalStatus::ProofOfSending];
    let open = withdrawals::table.find(id).filter(withdrawals::status.among(underway));
    let sent = (
        withdrawals::status.eq(WithdrawalStatus::ProofOfSending),
        withdrawals::carrier.eq(&how.carrier),
        withdrawals::tracking_number.eq(&how.tracking_number),
        withdrawals::sent_back_at.eq(tx.now),
    );
    Ok(diesel::update(open).set(sent).execute(tx.db)? == 1)
}

/// The goods are back; false when it is settled or they were back before.
pub fn note_receipt(tx: &mut Tx, id: &WithdrawalId) -> QueryResult<bool> {
    let underway = [WithdrawalStatus::Submitted, WithdrawalStatus::ProofOfSending];
    let open = withdrawals::table.find(id).filter(withdrawals::status.among(underway));
    let back = (withdrawals::status.eq(WithdrawalStatus::GoodsReceived), withdrawals::received_at.eq(tx.now));
    Ok(diesel::update(open).set(back).execute(tx.db)? == 1)
}

/// The money goes back; false when it did before.
pub fn settle(tx: &mut Tx, id: &WithdrawalId, how: &Settled) -> QueryResult<bool> {
    let open = withdrawals::table.find(id).filter(withdrawals::status.ne(WithdrawalStatus::Refunded));
    let settled = (
        withdrawals::status.eq(WithdrawalStatus::Refunded),
        withdrawals::refund_id.eq(&how.refund),
        withdrawals::deducted_cents.eq(how.deducted),
        withdrawals::deduction_reason.eq(&how.deduction_reason),
        withdrawals::refunded_at.eq(tx.now),
    );
    Ok(diesel::update(open).set(settled).execute(tx.db)? == 1)
}
