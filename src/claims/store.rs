//! Queries of claims.

use diesel::prelude::*;

use super::model::{Answer, Claim, ClaimPicture, ClaimStatus};
use crate::db::schema::{claim_pictures, claims};
use crate::db::{Among, Tx};
use crate::kit::id::{ClaimId, ClaimPictureId, OrderId, OrganisationId, RefundId};
use crate::kit::time::Instant;

/// Writes a claim; false when the line has one that is not closed.
pub fn insert(tx: &mut Tx, claim: &Claim) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(claims::table).values(claim).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// One claim.
pub fn find(tx: &mut Tx, id: &ClaimId) -> QueryResult<Option<Claim>> {
    claims::table.find(id).select(Claim::as_select()).first(tx.db).optional()
}

/// Those of orders.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<Vec<Claim>> {
    claims::table.filter(claims::order_id.among(orders)).order(claims::id).select(Claim::as_select()).load(tx.db)
}

/// Those that are not closed, oldest first.
pub fn unclosed(tx: &mut Tx, organisation: Option<&OrganisationId>, limit: i64) -> QueryResult<Vec<Claim>> {
    let mut query =
        claims::table.filter(claims::status.ne(ClaimStatus::Closed)).order(claims::id).limit(limit).select(Claim::as_select()).into_boxed();
    if let Some(organisation) = organisation {
        query = query.filter(claims::organisation_id.eq(organisation));
    }
    query.load(tx.db)
}

/// Those without an answer that were opened before an instant.
pub fn waiting_since(tx: &mut Tx, before: Instant) -> QueryResult<Vec<Claim>> {
    claims::table
        .filter(claims::status.eq(ClaimStatus::Open))
        .filter(claims::opened_at.le(before))
        .order(claims::id)
        .select(Claim::as_select())
        .load(tx.db)
}

/// Answers; false when it has an answer.
pub fn answer(tx: &mut Tx, id: &ClaimId, answer: Answer, words: &str, refund: Option<&RefundId>) -> QueryResult<bool> {
    let open = claims::table.find(id).filter(claims::status.eq(ClaimStatus::Open));
    let answered = (
        claims::status.eq(ClaimStatus::Answered),
        claims::answer.eq(Some(answer)),
        claims::answer_words.eq(Some(words)),
        claims::answered_at.eq(Some(tx.now)),
        claims::refund_id.eq(refund),
    );
    Ok(diesel::update(open).set(answered).execute(tx.db)? == 1)
}

/// Closes; false when it has no answer or is closed.
pub fn close(tx: &mut Tx, id: &ClaimId) -> QueryResult<bool> {
    let answered = claims::table.find(id).filter(claims::status.eq(ClaimStatus::Answered));
    Ok(diesel::update(answered).set((claims::status.eq(ClaimStatus::Closed), claims::closed_at.eq(Some(tx.now)))).execute(tx.db)? == 1)
}

/// Writes a picture; false when another one has its place.
pub fn insert_picture(tx: &mut Tx, picture: &ClaimPicture) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(claim_pictures::table).values(picture).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// Those of claims, in order.
pub fn pictures(tx: &mut Tx, claims: &[ClaimId]) -> QueryResult<Vec<ClaimPicture>> {
    claim_pictures::table
        .filter(claim_pictures::claim_id.among(claims))
        .order((claim_pictures::claim_id, claim_pictures::place))
        .select(ClaimPicture::as_select())
        .load(tx.db)
}

/// One.
pub fn picture(tx: &mut Tx, id: &ClaimPictureId) -> QueryResult<Option<ClaimPicture>> {
    claim_pictures::table.find(id).select(ClaimPicture::as_select()).first(tx.db).optional()
}
