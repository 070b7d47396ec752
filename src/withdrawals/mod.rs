//! Buyers who withdrew from a contract: what they declared, whether it is on its way back, whether the money is.
//!
//! ```text
//! submitted -> proof_of_sending -> goods_received -> refunded       each step may be skipped
//! ```
//!
//! The declaration needs nobody's leave and is never changed. States change by guarded updates. Withdrawals know neither
//! orders nor money; flows do that beside them.

mod model;
mod store;

pub use model::{SentBack, Settled, Withdrawal, WithdrawalLine, WithdrawalStatus};

use crate::db::Tx;
use crate::kit::id::{OrderId, OrganisationId, WithdrawalId};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// Writes a declaration down.
pub fn declare(tx: &mut Tx, withdrawal: &Withdrawal, lines: &[WithdrawalLine]) -> Result<()> {
    Ok(store::insert(tx, withdrawal, lines)?)
}

/// One withdrawal.
pub fn find(tx: &mut Tx, id: &WithdrawalId) -> Result<Withdrawal> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// The withdrawals of orders, oldest first.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<Withdrawal>> {
    Ok(store::of_orders(tx, orders)?)
}

/// What withdrawals are about.
pub fn lines(tx: &mut Tx, ids: &[WithdrawalId]) -> Result<Vec<WithdrawalLine>> {
    Ok(store::lines(tx, ids)?)
}

/// Those that are not settled, of one seller or of all, oldest first.
pub fn open(tx: &mut Tx, organisation: Option<&OrganisationId>, limit: i64) -> Result<Vec<Withdrawal>> {
    Ok(store::open(tx, organisation, limit)?)
}

/// Those that are not settled and were declared before an instant.
pub fn declared_before(tx: &mut Tx, before: Instant) -> Result<Vec<Withdrawal>> {
    Ok(store::declared_before(tx, before)?)
}

/// The buyer has sent the goods back.
pub fn note_sending(tx: &mut Tx, id: &WithdrawalId, how: &SentBack) -> Result<()> {
    settled_unless(store::note_sending(tx, id, how)?)
}

/// The goods have arrived at the seller.
pub fn note_receipt(tx: &mut Tx, id: &WithdrawalId) -> Result<()> {
    settled_unless(store::note_receipt(tx, id)?)
}

/// The money goes back, once.
pub fn settle(tx: &mut Tx, id: &WithdrawalId, how: &Settled) -> Result<()> {
    settled_unless(store::settle(tx, id, how)?)
}

fn settled_unless(changed: bool) -> Result<()> {
    if changed { Ok(()) } else { Err(Code::WithdrawalSettled.into()) }
}
