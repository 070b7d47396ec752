//! Claims that something is not as agreed: what the buyer wants, what the seller answers.
//!
//! ```text
//! open -> answered (repair | replacement | reduction | refund | refused, with words) -> closed
//! ```
//!
//! A line has one claim at a time, by a unique index. States change by guarded updates. Claims know neither orders nor
//! money; flows do that beside them.

mod model;
mod store;

pub use model::{Answer, Claim, ClaimStatus, Wish};

use crate::db::Tx;
use crate::kit::id::{ClaimId, OrderId, OrganisationId, RefundId};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// Opens a claim. Refused (`claim_open`) while the line has another.
pub fn open(tx: &mut Tx, claim: &Claim) -> Result<()> {
    if store::insert(tx, claim)? { Ok(()) } else { Err(Code::ClaimOpen.into()) }
}

/// One claim.
pub fn find(tx: &mut Tx, id: &ClaimId) -> Result<Claim> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// The claims of orders, oldest first.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<Claim>> {
    Ok(store::of_orders(tx, orders)?)
}

/// Those that are not closed, of one seller or of all, oldest first.
pub fn unclosed(tx: &mut Tx, organisation: Option<&OrganisationId>, limit: i64) -> Result<Vec<Claim>> {
    Ok(store::unclosed(tx, organisation, limit)?)
}

/// Those without an answer that were opened before an instant.
pub fn waiting_since(tx: &mut Tx, before: Instant) -> Result<Vec<Claim>> {
    Ok(store::waiting_since(tx, before)?)
}

/// Answers a claim, once. Refused (`claim_answered`) when somebody was faster.
pub fn answer(tx: &mut Tx, id: &ClaimId, answer: Answer, words: &str, refund: Option<&RefundId>) -> Result<()> {
    if store::answer(tx, id, answer, words, refund)? { Ok(()) } else { Err(Code::ClaimAnswered.into()) }
}

/// Closes an answered claim, once.
pub fn close(tx: &mut Tx, id: &ClaimId) -> Result<()> {
    if store::close(tx, id)? { Ok(()) } else { Err(Code::ClaimAnswered.into()) }
}
