//! Threads: what the buyer and the maker of one order write to each other.
//!
//! A thread is the messages of an order, oldest first; there is nothing beside them. A message is never changed or taken
//! out. That the other side has read it, and that it was reported, is written once, beside it. Nobody but the two sides
//! reads a thread until one of them reports a message of it. What the desk takes down is kept, with the reasons, as a measure that
//! is never altered. Threads know neither orders nor mail; a flow does that.

mod audit;
mod model;
mod store;

use std::collections::HashMap;

pub use audit::audit;
pub use model::{Ground, Measure, Message, Side};

use crate::db::Tx;
use crate::kit::id::{AccountId, MessageId, OrderId, OrganisationId, ReportId};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// So many messages fit into a thread.
pub const LONGEST: i64 = 300;

/// Adds a message. Refused (`thread_full`) when the thread takes no more.
pub fn add(tx: &mut Tx, message: &Message) -> Result<()> {
    if store::count(tx, &message.order_id)? >= LONGEST {
        return Err(Code::ThreadFull.into());
    }
    store::insert(tx, message)?;
    Ok(())
}

/// The messages of an order, oldest first.
pub fn of_order(tx: &mut Tx, order: &OrderId) -> Result<Vec<Message>> {
    Ok(store::of_order(tx, order)?)
}

/// A message of an order; one of another order is not found.
pub fn find(tx: &mut Tx, order: &OrderId, id: &MessageId) -> Result<Message> {
    store::find(tx, id)?.filter(|message| message.order_id == *order).ok_or(Error::not_found())
}

/// Whether a side was told of a message since an instant that it has not read yet.
pub fn is_waiting(tx: &mut Tx, order: &OrderId, reader: Side, since: Instant) -> Result<bool> {
    Ok(store::told_and_unread(tx, order, reader.other(), since)? > 0)
}

/// A side has seen what the other wrote.
pub fn mark_read(tx: &mut Tx, order: &OrderId, reader: Side) -> Result<()> {
    store::mark_read(tx, order, reader.other())?;
    Ok(())
}

/// How many messages of each of these orders wait to be read by a side.
pub fn unread(tx: &mut Tx, orders: &[OrderId], reader: Side) -> Result<HashMap<OrderId, i64>> {
    Ok(store::unread(tx, orders, reader.other())?.into_iter().collect())
}

/// The orders of a maker with messages that nobody there has read.
pub fn orders_unread_by(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<OrderId>> {
    Ok(store::orders_unread_by(tx, organisation)?)
}

/// A message is reported by the side that did not write it, once. Refused (`message_reported`) otherwise.
pub fn mark_reported(tx: &mut Tx, message: &Message, by: Side, report: &ReportId) -> Result<()> {
    let marked = message.sender == by.other() && store::mark_reported(tx, &message.id, report)?;
    if marked { Ok(()) } else { Err(Code::MessageReported.into()) }
}

/// The desk takes a message down that was reported, or puts it back. Refused (`message_state`) when it is so already.
pub fn measure(tx: &mut Tx, measure: &Measure) -> Result<()> {
    if !store::set_hidden(tx, &measure.message_id, measure.hides)? {
        return Err(Code::MessageState.into());
    }
    store::insert_measure(tx, measure)?;
    Ok(())
}

/// What the desk did about messages, oldest first.
pub fn measures(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<Measure>> {
    Ok(store::measures(tx, messages)?)
}

/// A message that was reported; any other is not found.
pub fn find_reported(tx: &mut Tx, id: &MessageId) -> Result<Message> {
    store::find(tx, id)?.filter(|message| message.reported_at.is_some()).ok_or(Error::not_found())
}

/// What a person has written: as a member of a studio, and as the buyer of these orders, with or without being signed in.
pub fn of_person(tx: &mut Tx, account: &AccountId, bought: &[OrderId]) -> Result<Vec<Message>> {
    Ok(store::of_person(tx, account, bought)?)
}

/// Takes a person out of the threads: a buyer's words go, but for those that were reported, since a decision rests on them;
/// a studio's words stay the studio's, without the name of who wrote them.
pub fn forget(tx: &mut Tx, account: &AccountId, bought: &[OrderId]) -> Result<()> {
    store::forget(tx, account, bought)?;
    Ok(())
}
