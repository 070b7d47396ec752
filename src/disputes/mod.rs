//! Payments that a buyer's bank questions, and what each order of the payment bears of it; suspicions of fraud beside them.
//!
//! ```text
//! inquiry -> closed                    (no money moved)
//! needs_response <-> under_review -> won | lost         lost -> won (the bank thought again)
//! ```
//!
//! The processor's word is copied, whole and in any order of its messages; the older of two looks never overwrites the
//! newer. While a dispute is open, the money of its orders is not paid out. The books are moved by the flow above.

mod model;
mod store;

pub use model::{Dispute, DisputeOrder, DisputeStatus, FraudWarning};

use crate::db::Tx;
use crate::kit::id::{DisputeId, OrderId, OrganisationId};
use crate::kit::{Error, Result};

/// One dispute.
pub fn find(tx: &mut Tx, id: &DisputeId) -> Result<Dispute> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// By the processor's id.
pub fn by_provider(tx: &mut Tx, provider_dispute: &str) -> Result<Option<Dispute>> {
    Ok(store::by_provider(tx, provider_dispute)?)
}

/// Writes a new dispute with what its orders bear; false when it is there already.
pub fn open(tx: &mut Tx, dispute: &Dispute, orders: &[DisputeOrder]) -> Result<bool> {
    if !store::insert(tx, dispute)? {
        return Ok(false);
    }
    store::insert_orders(tx, orders)?;
    Ok(true)
}

/// Copies what the processor says now. False when somebody else changed it since it was read.
pub fn note(tx: &mut Tx, before: &Dispute, now: &Dispute) -> Result<bool> {
    Ok(store::save(tx, before, now)?)
}

/// What the orders of a dispute bear.
pub fn orders_of(tx: &mut Tx, id: &DisputeId) -> Result<Vec<DisputeOrder>> {
    Ok(store::orders_of(tx, id)?)
}

/// Which of these orders are in an open dispute.
pub fn open_among(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<OrderId>> {
    Ok(store::open_among(tx, orders)?)
}

/// Whether a seller bears anything of an open dispute.
pub fn has_open(tx: &mut Tx, organisation: &OrganisationId) -> Result<bool> {
    Ok(store::has_open(tx, organisation)?)
}

/// Disputes, the newest first.
pub fn page(tx: &mut Tx, before: Option<&DisputeId>, limit: i64) -> Result<Vec<Dispute>> {
    Ok(store::page(tx, before, limit)?)
}

/// Keeps a suspicion of fraud; false when it is known.
pub fn warn(tx: &mut Tx, warning: &FraudWarning) -> Result<bool> {
    Ok(store::insert_warning(tx, warning)?)
}

/// The newest suspicions of fraud.
pub fn warnings(tx: &mut Tx, limit: i64) -> Result<Vec<FraudWarning>> {
    Ok(store::warnings(tx, limit)?)
}
