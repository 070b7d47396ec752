//! Queries of reviews.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Measure, Review, Words};
use crate::db::schema::{orders, review_invitations, review_measures, review_refusals, reviews};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{AccountId, OrderId, OrderLineId, OrganisationId, ProductId, ReviewId};
use crate::kit::text::sha256_hex;
use crate::kit::time::Instant;

/// Which reviews are meant.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// Of a product.
    pub product: Option<ProductId>,
    /// Of a maker.
    pub organisation: Option<OrganisationId>,
    /// Those that are taken down, or those that are not; both when absent.
    pub hidden: Option<bool>,
}

/// Writes a review; false when its line has one.
pub fn insert(tx: &mut Tx, review: &Review) -> QueryResult<bool> {
    Ok(each!(db in tx.db => diesel::insert_into(reviews::table).values(review).on_conflict_do_nothing().execute(db))? == 1)
}

/// Changes the words.
pub fn edit(tx: &mut Tx, id: &ReviewId, words: &Words) -> QueryResult<usize> {
    diesel::update(reviews::table.find(id))
        .set((
            reviews::stars.eq(words.stars),
            reviews::text.eq(&words.text),
            reviews::name.eq(&words.name),
            reviews::edited_at.eq(Some(tx.now)),
        ))
        .execute(tx.db)
}

/// One.
pub fn find(tx: &mut Tx, id: &ReviewId) -> QueryResult<Option<Review>> {
    reviews::table.find(id).select(Review::as_select()).first(tx.db).optional()
}

/// That of a line.
pub fn of_line(tx: &mut Tx, line: &OrderLineId) -> QueryResult<Option<Review>> {
    reviews::table.filter(reviews::order_line_id.eq(line)).select(Review::as_select()).first(tx.db).optional()
}

/// Those of orders.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<Vec<Review>> {
    reviews::table.filter(reviews::order_id.among(orders)).order(reviews::id).select(Review::as_select()).load(tx.db)
}

/// Those of a shelf, newest first.
pub fn rows(tx: &mut Tx, shelf: &Shelf, before: Option<&ReviewId>, count: i64) -> QueryResult<Vec<Review>> {
    let mut rows = reviews::table.order(reviews::id.desc()).limit(count).select(Review::as_select()).into_boxed();
    if let Some(product) = &shelf.product {
        rows = rows.filter(reviews::product_id.eq(product.clone()));
    }
    if let Some(organisation) = &shelf.organisation {
        rows = rows.filter(reviews::organisation_id.eq(organisation.clone()));
    }
    if let Some(hidden) = shelf.hidden {
        rows = rows.filter(reviews::hidden.eq(hidden));
    }
    if let Some(before) = before {
        rows = rows.filter(reviews::id.lt(before.clone()));
    }
    rows.load(tx.db)
}

/// How often each number of stars was given on a shelf, in public.
pub fn stars(tx: &mut Tx, shelf: &Shelf) -> QueryResult<Vec<(i32, i64)>> {
    let public = reviews::table.filter(reviews::hidden.eq(false));
    let counted = (reviews::stars, count_star());
    match (&shelf.product, &shelf.organisation) {
        (Some(product), _) => public.filter(reviews::product_id.eq(product)).group_by(reviews::stars).select(counted).load(tx.db),
        (None, Some(maker)) => public.filter(reviews::organisation_id.eq(maker)).group_by(reviews::stars).select(counted).load(tx.db),
        (None, None) => public.group_by(reviews::stars).select(counted).load(tx.db),
    }
}

/// Writes the maker's answer.
pub fn reply(tx: &mut Tx, id: &ReviewId, by: &AccountId, text: &str) -> QueryResult<usize> {
    diesel::update(reviews::table.find(id))
        .set((reviews::reply.eq(Some(text)), reviews::replied_by.eq(Some(by)), reviews::replied_at.eq(Some(tx.now))))
        .execute(tx.db)
}

/// Takes down or puts back; false when it is so already.
pub fn set_hidden(tx: &mut Tx, id: &ReviewId, hidden: bool) -> QueryResult<bool> {
    if guard::off("review_measure") {
        return Ok(diesel::update(reviews::table.find(id)).set(reviews::hidden.eq(hidden)).execute(tx.db)? == 1);
    }
    let other = reviews::table.find(id).filter(reviews::hidden.eq(!hidden));
    Ok(diesel::update(other).set(reviews::hidden.eq(hidden)).execute(tx.db)? == 1)
}

/// Writes a measure.
pub fn insert_measure(tx: &mut Tx, measure: &Measure) -> QueryResult<usize> {
    diesel::insert_into(review_measures::table).values(measure.clone()).execute(tx.db)
}

/// Measures of reviews, oldest first.
pub fn measures(tx: &mut Tx, ids: &[ReviewId]) -> QueryResult<Vec<Measure>> {
    review_measures::table.filter(review_measures::review_id.among(ids)).order(review_measures::id).select(Measure::as_select()).load(tx.db)
}

/// Orders received in a span whose buyers were neither asked nor passed over.
pub fn to_invite(tx: &mut Tx, from: Instant, until: Instant, count: i64) -> QueryResult<Vec<OrderId>> {
    let asked = review_invitations::table.filter(review_invitations::order_id.eq(orders::id));
    orders::table
        .filter(orders::status.among(["delivered", "collected", "completed"]))
        .filter(orders::received_at.gt(Some(from)).and(orders::received_at.le(Some(until))))
        .filter(diesel::dsl::not(diesel::dsl::exists(asked)))
        .order(orders::id)
        .limit(count)
        .select(orders::id)
        .load(tx.db)
}

/// Remembers an invitation; false when there is one.
pub fn mark_invited(tx: &mut Tx, order: &OrderId, sent: bool) -> QueryResult<bool> {
    let row = (review_invitations::order_id.eq(order), review_invitations::sent.eq(sent), review_invitations::at.eq(tx.now));
    Ok(each!(db in tx.db => diesel::insert_into(review_invitations::table).values(row).on_conflict_do_nothing().execute(db))? == 1)
}

fn hash(email: &str) -> String {
    sha256_hex(&email.trim().to_lowercase())
}

/// Whether an address does not want to be asked.
pub fn refused(tx: &mut Tx, email: &str) -> QueryResult<bool> {
    let found: i64 = review_refusals::table.filter(review_refusals::address_hash.eq(hash(email))).count().get_result(tx.db)?;
    Ok(found > 0)
}

/// Remembers what an address wants.
pub fn set_refused(tx: &mut Tx, email: &str, refused: bool) -> QueryResult<()> {
    if refused {
        let row = (review_refusals::address_hash.eq(hash(email)), review_refusals::at.eq(tx.now));
        each!(db in tx.db => diesel::insert_into(review_refusals::table).values(row).on_conflict_do_nothing().execute(db))?;
    } else {
        diesel::delete(review_refusals::table.filter(review_refusals::address_hash.eq(hash(email)))).execute(tx.db)?;
    }
    Ok(())
}

/// No words and no name are left of the reviews of these orders.
pub fn forget(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<usize> {
    diesel::update(reviews::table.filter(reviews::order_id.among(orders.to_vec())))
        .set((reviews::text.eq(""), reviews::name.eq(None::<String>)))
        .execute(tx.db)
}
