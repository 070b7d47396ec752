//! Queries of threads.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Measure, Message, Side};
use crate::db::schema::{message_measures as measures, order_messages as messages};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{AccountId, MessageId, OrderId, OrganisationId, ReportId};
use crate::kit::time::Instant;

/// Writes a message.
pub fn insert(tx: &mut Tx, message: &Message) -> QueryResult<usize> {
    diesel::insert_into(messages::table).values(message.clone()).execute(tx.db)
}

/// How many an order has.
pub fn count(tx: &mut Tx, order: &OrderId) -> QueryResult<i64> {
    messages::table.filter(messages::order_id.eq(order)).count().get_result(tx.db)
}

/// Those of an order.
pub fn of_order(tx: &mut Tx, order: &OrderId) -> QueryResult<Vec<Message>> {
    messages::table.filter(messages::order_id.eq(order)).order(messages::id).select(Message::as_select()).load(tx.db)
}

/// One.
pub fn find(tx: &mut Tx, id: &MessageId) -> QueryResult<Option<Message>> {
    messages::table.find(id).select(Message::as_select()).first(tx.db).optional()
}

/// How many of a sender's were told since an instant and are unread.
pub fn told_and_unread(tx: &mut Tx, order: &OrderId, sender: Side, since: Instant) -> QueryResult<i64> {
    messages::table
        .filter(messages::order_id.eq(order).and(messages::sender.eq(sender)))
        .filter(messages::told.eq(true).and(messages::read_at.is_null()).and(messages::sent_at.gt(since)))
        .count()
        .get_result(tx.db)
}

/// Those of a sender are read.
pub fn mark_read(tx: &mut Tx, order: &OrderId, sender: Side) -> QueryResult<usize> {
    let unread = messages::order_id.eq(order).and(messages::sender.eq(sender)).and(messages::read_at.is_null());
    diesel::update(messages::table.filter(unread)).set(messages::read_at.eq(Some(tx.now))).execute(tx.db)
}

/// How many of a sender's are unread, by order.
pub fn unread(tx: &mut Tx, orders: &[OrderId], sender: Side) -> QueryResult<Vec<(OrderId, i64)>> {
    messages::table
        .filter(messages::order_id.among(orders))
        .filter(messages::sender.eq(sender).and(messages::read_at.is_null()))
        .group_by(messages::order_id)
        .select((messages::order_id, count_star()))
        .load(tx.db)
}

/// The orders of a maker in which something of the buyer is unread.
pub fn orders_unread_by(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<OrderId>> {
    messages::table
        .filter(messages::organisation_id.eq(organisation))
        .filter(messages::sender.eq(Side::Buyer).and(messages::read_at.is_null()))
        .select(messages::order_id)
        .distinct()
        .limit(1_000)
        .load(tx.db)
}

/// Marks a message as reported; false when it was before.
pub fn mark_reported(tx: &mut Tx, id: &MessageId, report: &ReportId) -> QueryResult<bool> {
    let fresh = messages::table.find(id).filter(messages::reported_at.is_null());
    let marked = (messages::reported_at.eq(Some(tx.now)), messages::report_id.eq(Some(report)));
    Ok(diesel::update(fresh).set(marked).execute(tx.db)? == 1)
}

/// What a person has written on either side.
pub fn of_person(tx: &mut Tx, account: &AccountId, bought: &[OrderId]) -> QueryResult<Vec<Message>> {
    let as_buyer = messages::order_id.among(bought.to_vec()).and(messages::sender.eq(Side::Buyer));
    messages::table.filter(messages::account_id.eq(account).or(as_buyer)).order(messages::id).select(Message::as_select()).load(tx.db)
}

/// No words of the buyer are left but reported ones, and no message names the person.
pub fn forget(tx: &mut Tx, account: &AccountId, bought: &[OrderId]) -> QueryResult<()> {
    let as_buyer = messages::order_id.among(bought.to_vec()).or(messages::account_id.eq(account)).and(messages::sender.eq(Side::Buyer));
    diesel::update(messages::table.filter(as_buyer.and(messages::report_id.is_null()))).set(messages::text.eq("—")).execute(tx.db)?;
    diesel::update(messages::table.filter(messages::account_id.eq(account)))
        .set(messages::account_id.eq(None::<AccountId>))
        .execute(tx.db)
        .map(drop)
}

/// Takes down or puts back; false when it is so already.
pub fn set_hidden(tx: &mut Tx, id: &MessageId, hidden: bool) -> QueryResult<bool> {
    if guard::off("message_measure") {
        return Ok(diesel::update(messages::table.find(id)).set(messages::hidden.eq(hidden)).execute(tx.db)? == 1);
    }
    let other = messages::table.find(id).filter(messages::hidden.eq(!hidden));
    Ok(diesel::update(other).set(messages::hidden.eq(hidden)).execute(tx.db)? == 1)
}

/// Writes a measure.
pub fn insert_measure(tx: &mut Tx, measure: &Measure) -> QueryResult<usize> {
    diesel::insert_into(measures::table).values(measure.clone()).execute(tx.db)
}

/// Measures about messages, oldest first.
pub fn measures(tx: &mut Tx, ids: &[MessageId]) -> QueryResult<Vec<Measure>> {
    measures::table.filter(measures::message_id.among(ids)).order(measures::id).select(Measure::as_select()).load(tx.db)
}
