//! Claims that something is not as agreed: what the buyer wants, what the seller answers.
//!
//! ```text
//! open -> answered (repair | replacement | reduction | refund | refused, with words) -> closed
//! ```
//!
//! A line has one claim at a time, by a unique index, and a claim five pictures at most, by the places it has for them. States change by guarded updates. Claims know neither orders nor
//! money; flows do that beside them.

mod model;
mod store;

pub use model::{Answer, Claim, ClaimPicture, ClaimStatus, Wish, picture_key};

use crate::db::Tx;
use crate::kit::id::{ClaimId, ClaimPictureId, OrderId, OrganisationId, RefundId};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// How many pictures a claim has at most.
pub const MOST_PICTURES: usize = 5;

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

/// Adds a picture whose blob lies there. Refused (`claim_pictures_full`) beyond five, and (`claim_answered`) when it was answered.
pub fn add_picture(tx: &mut Tx, id: &ClaimId, handle: &str, width_px: i32, height_px: i32) -> Result<()> {
    if find(tx, id)?.status != ClaimStatus::Open {
        return Err(Code::ClaimAnswered.into());
    }
    let there = pictures(tx, std::slice::from_ref(id))?;
    if there.len() >= MOST_PICTURES {
        return Err(Code::ClaimPicturesFull.into());
    }
    let place = there.last().map_or(1, |last| last.place + 1);
    let (claim_id, handle, uploaded_at) = (id.clone(), handle.to_owned(), tx.now);
    let picture = ClaimPicture { id: tx.id(), claim_id, place, handle, width_px, height_px, uploaded_at };
    // Of two at the same moment one comes second, and is judged anew.
    if store::insert_picture(tx, &picture)? { Ok(()) } else { Err(Error { transient: true, ..Code::ClaimPicturesFull.into() }) }
}

/// The pictures of claims, in order.
pub fn pictures(tx: &mut Tx, claims: &[ClaimId]) -> Result<Vec<ClaimPicture>> {
    Ok(store::pictures(tx, claims)?)
}

/// One picture with its claim.
pub fn picture(tx: &mut Tx, id: &ClaimPictureId) -> Result<(ClaimPicture, Claim)> {
    let picture = store::picture(tx, id)?.ok_or(Error::not_found())?;
    let claim = find(tx, &picture.claim_id)?;
    Ok((picture, claim))
}
