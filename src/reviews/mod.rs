//! Reviews: what a buyer says of a piece that was bought here and received, one for each line of an order.
//!
//! A unique index keeps it at one. The buyer may change it for thirty days; the maker answers it once, in public. It is
//! public at once and stays so, good or bad, unless the desk takes it down with a statement of reasons (a `CHECK` stands
//! behind that); each such measure is a row that is never changed. Reviews know neither orders nor mail, and never a price:
//! nothing is given for one.

mod audit;
mod model;
mod store;

pub use audit::audit;
pub use model::{EDIT_DAYS, Ground, Measure, Rating, Review, Words};
pub use store::Shelf;

use crate::db::Tx;
use crate::kit::id::{AccountId, OrderId, OrderLineId, OrganisationId, ReviewId};
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// Writes a review. Refused (`review_state`) when the line has one.
pub fn write(tx: &mut Tx, review: &Review) -> Result<()> {
    if store::insert(tx, review)? { Ok(()) } else { Err(Code::ReviewState.into()) }
}

/// Changes a review within its thirty days. Refused (`review_over`) after them.
pub fn edit(tx: &mut Tx, review: &Review, words: &Words) -> Result<()> {
    if !review.is_editable(tx.now) {
        return Err(Code::ReviewOver.into());
    }
    store::edit(tx, &review.id, words)?;
    Ok(())
}

/// One review.
pub fn find(tx: &mut Tx, id: &ReviewId) -> Result<Review> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// The review of a line.
pub fn of_line(tx: &mut Tx, line: &OrderLineId) -> Result<Option<Review>> {
    Ok(store::of_line(tx, line)?)
}

/// The reviews of orders.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<Review>> {
    Ok(store::of_orders(tx, orders)?)
}

/// Takes the writer out of the reviews of orders: the stars stay, words and name go.
pub fn forget(tx: &mut Tx, orders: &[OrderId]) -> Result<()> {
    store::forget(tx, orders)?;
    Ok(())
}

/// Reviews, newest first.
pub fn page(tx: &mut Tx, shelf: &Shelf, query: &PageQuery) -> Result<Page<Review>> {
    let (limit, before) = (query.limit()?, query.cursor::<ReviewId>()?);
    let rows = store::rows(tx, shelf, before.as_ref(), limit + 1)?;
    Ok(Page::of(rows, limit, |review| review.id.clone()))
}

/// How many public reviews there are, and what they come to.
pub fn rating(tx: &mut Tx, shelf: &Shelf) -> Result<Rating> {
    Ok(Rating::of(&store::stars(tx, shelf)?))
}

/// The maker's public answer; one, which may be written anew.
pub fn reply(tx: &mut Tx, organisation: &OrganisationId, id: &ReviewId, by: &AccountId, text: &str) -> Result<Review> {
    let review = store::find(tx, id)?.filter(|review| review.organisation_id == *organisation).ok_or(Error::not_found())?;
    store::reply(tx, &review.id, by, text)?;
    find(tx, id)
}

/// The desk takes a review down or puts it back. Refused (`review_state`) when it is so already.
pub fn measure(tx: &mut Tx, measure: &Measure) -> Result<()> {
    if !store::set_hidden(tx, &measure.review_id, measure.hides)? {
        return Err(Code::ReviewState.into());
    }
    store::insert_measure(tx, measure)?;
    Ok(())
}

/// What the desk did last about each of these.
pub fn measures(tx: &mut Tx, ids: &[ReviewId]) -> Result<Vec<Measure>> {
    Ok(store::measures(tx, ids)?)
}

/// Orders received in a span of time whose buyers were not asked for a review yet, oldest first.
pub fn to_invite(tx: &mut Tx, from: Instant, until: Instant, limit: i64) -> Result<Vec<OrderId>> {
    Ok(store::to_invite(tx, from, until, limit)?)
}

/// Remembers that an order's buyer was asked, or is not to be; false when that was done before.
pub fn mark_invited(tx: &mut Tx, order: &OrderId, sent: bool) -> Result<bool> {
    Ok(store::mark_invited(tx, order, sent)?)
}

/// Whether an address may be asked for reviews.
pub fn may_ask(tx: &mut Tx, email: &str) -> Result<bool> {
    Ok(!store::refused(tx, email)?)
}

/// An address wants to be asked, or no more.
pub fn set_asking(tx: &mut Tx, email: &str, wanted: bool) -> Result<()> {
    Ok(store::set_refused(tx, email, !wanted)?)
}
