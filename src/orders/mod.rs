//! Order groups, orders and their lines: what was bought, from whom, and how far it is.
//!
//! ```text
//! group:  placed -> paid            placed -> expired | cancelled        expired -> paid (the processor was late)
//! order:  placed -> paid -> accepted -> shipped -> delivered -> completed
//!                                    -> ready_for_pickup -> collected -> completed
//!         placed -> expired | cancelled        paid | accepted | ready_for_pickup -> cancelled
//!         delivered | collected -> withdrawal_requested -> returned -> refunded
//!         any paid state but cancelled -> refunded, when all of its money went back
//! ```
//!
//! Everything that was agreed is copied onto the order when it is placed: names, prices, tax, the seller in law, the
//! delivery. A group's total is the sum of its orders, an order's the sum of its lines and its delivery. States change by
//! guarded updates, so that of two hands only one acts. Orders never touch stock, money or mail; flows do that beside them.

mod audit;
mod line;
mod model;
mod number;
mod store;
pub mod totals;
pub mod views;

pub use audit::audit;
pub use line::{LineOrigin, OrderLine};
pub use model::{
    AgreedDelivery, Cancellation, CancelledBy, CompanyBuyer, GroupStatus, Order, OrderGroup, OrderStatus, PostalAddress, SellerOfRecord,
    Tracking, WITHDRAWAL_DAYS,
};
pub use number::{number_of_group, number_of_order};
pub use store::{Filter, Stamp};

use crate::db::Tx;
use crate::kit::calendar::{end_of, last_day};
use crate::kit::id::{AccountId, AgreementId, OrderGroupId, OrderId, OrderLineId, OrganisationId};
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::{Instant, days};
use crate::kit::{Code, Error, Result};

/// Writes a purchase down, whole.
pub fn place(tx: &mut Tx, group: &OrderGroup, orders: &[(Order, Vec<OrderLine>)]) -> Result<()> {
    store::insert_group(tx, group)?;
    for (order, lines) in orders {
        store::insert_order(tx, order)?;
        store::insert_lines(tx, lines)?;
    }
    Ok(())
}

/// One purchase.
pub fn group(tx: &mut Tx, id: &OrderGroupId) -> Result<OrderGroup> {
    store::group(tx, id)?.ok_or(Error::not_found())
}

/// The purchases that one cart became, in the order of their making; the purchase alone where it became one.
pub fn placed_together(tx: &mut Tx, group: &OrderGroup) -> Result<Vec<OrderGroup>> {
    match &group.placed_with {
        Some(first) => Ok(store::placed_with(tx, first)?),
        None => Ok(vec![group.clone()]),
    }
}

/// The orders of a purchase, in the order of their numbers.
pub fn of_group(tx: &mut Tx, id: &OrderGroupId) -> Result<Vec<Order>> {
    Ok(store::of_group(tx, id)?)
}

/// One order, for the books; who may see it is asked elsewhere.
pub fn find(tx: &mut Tx, id: &OrderId) -> Result<Order> {
    store::order(tx, id)?.ok_or(Error::not_found())
}

/// An order of a seller; another's is not found.
pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId, id: &OrderId) -> Result<Order> {
    store::order(tx, id)?.filter(|order| order.organisation_id == *organisation).ok_or(Error::not_found())
}

/// Whose order it is. For finding out whom to ask for a proof, not for showing.
pub fn seller_of(tx: &mut Tx, id: &OrderId) -> Result<OrganisationId> {
    store::order(tx, id)?.map(|order| order.organisation_id).ok_or(Error::not_found())
}

/// An order of a purchase; one of another purchase is not found.
pub fn order_of_group(tx: &mut Tx, group: &OrderGroupId, id: &OrderId) -> Result<Order> {
    store::order(tx, id)?.filter(|order| order.order_group_id == *group).ok_or(Error::not_found())
}

/// The paid lines that owe a royalty by an agreement, with the time of the payment; oldest first.
pub fn lines_of_agreement(tx: &mut Tx, agreement: &AgreementId) -> Result<Vec<(Instant, OrderLine)>> {
    Ok(store::lines_of_agreement(tx, agreement)?)
}

/// The lines of orders, by order and position.
pub fn lines(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<OrderLine>> {
    Ok(store::lines(tx, orders)?)
}

/// Every order that an account placed, oldest first.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> Result<Vec<Order>> {
    Ok(store::orders_of_account(tx, account)?)
}

/// The purchases of an account, newest first.
pub fn page_of_account(tx: &mut Tx, account: &AccountId, query: &PageQuery) -> Result<Page<OrderGroup>> {
    let (limit, before) = (query.limit()?, query.cursor::<OrderGroupId>()?);
    let rows = store::groups_of_account(tx, account, before.as_ref(), limit + 1)?;
    Ok(Page::of(rows, limit, |group| group.id.clone()))
}

/// The paid orders of a seller, newest first.
pub fn page_of_organisation(tx: &mut Tx, filter: &Filter, query: &PageQuery) -> Result<Page<(Order, OrderGroup)>> {
    let (limit, before) = (query.limit()?, query.cursor::<OrderId>()?);
    let rows = store::orders_of_organisation(tx, filter, before.as_ref(), limit + 1)?;
    Ok(Page::of(rows, limit, |(order, _)| order.id.clone()))
}

/// How many orders of a seller are in each state.
pub fn counts(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<(OrderStatus, i64)>> {
    Ok(store::counts(tx, organisation)?)
}

/// Unpaid purchases whose time is over, oldest first.
pub fn due(tx: &mut Tx, limit: i64) -> Result<Vec<OrderGroupId>> {
    Ok(store::due(tx, limit)?)
}

/// Makes sure that the purchase still waits for its payment, and holds others off its row until the transaction ends.
pub fn still_placed(tx: &mut Tx, id: &OrderGroupId) -> Result<bool> {
    Ok(store::touch_placed(tx, id)?)
}

/// The purchase and its orders are paid: from waiting, or late from expired. False when it is in neither state.
pub fn mark_paid(tx: &mut Tx, id: &OrderGroupId, from: GroupStatus) -> Result<bool> {
    let before = match from {
        GroupStatus::Placed => OrderStatus::Placed,
        GroupStatus::Expired => OrderStatus::Expired,
        GroupStatus::Paid | GroupStatus::Cancelled => return Ok(false),
    };
    if !store::move_group(tx, id, from, GroupStatus::Paid)? {
        return Ok(false);
    }
    store::move_orders_of_group(tx, id, before, OrderStatus::Paid, Stamp::Paid)?;
    Ok(true)
}

/// The purchase ends unpaid: its time is over, or the buyer called it off. False when it no longer waits.
pub fn end_unpaid(tx: &mut Tx, id: &OrderGroupId, to: GroupStatus) -> Result<bool> {
    let after = match to {
        GroupStatus::Expired => OrderStatus::Expired,
        GroupStatus::Cancelled => OrderStatus::Cancelled,
        GroupStatus::Placed | GroupStatus::Paid => return Ok(false),
    };
    if !store::move_group(tx, id, GroupStatus::Placed, to)? {
        return Ok(false);
    }
    store::move_orders_of_group(tx, id, OrderStatus::Placed, after, Stamp::Cancelled)?;
    Ok(true)
}

/// Moves an order from the state it was read in to another, with what changes along. Refused (`order_state_conflict`)
/// when the step does not fit or somebody was faster.
pub fn advance(tx: &mut Tx, order: &Order, to: OrderStatus, stamp: Stamp) -> Result<()> {
    if !to.may_follow(order.status) || !store::move_order(tx, order, to, stamp)? {
        return Err(Code::OrderStateConflict.into());
    }
    Ok(())
}

/// Holds others off the order's counters until the transaction ends, so that what is read of them now stays true.
pub fn hold_refunds(tx: &mut Tx, id: &OrderId) -> Result<Order> {
    store::touch(tx, id)?;
    find(tx, id)
}

/// Counts money as gone back from an order, delivery within it. Refused (`refund_too_large`) beyond what the order cost.
pub fn count_refund(tx: &mut Tx, id: &OrderId, amount: i64, delivery: i64) -> Result<()> {
    if store::add_refunded(tx, id, amount, delivery)? { Ok(()) } else { Err(Code::RefundTooLarge.into()) }
}

/// Counts money and pieces as gone back from a line; `announced` when the pieces were counted as coming back before.
/// Refused (`refund_too_large`) beyond what the line cost and held.
pub fn count_line_refund(tx: &mut Tx, id: &OrderLineId, pieces: i64, amount: i64, announced: bool) -> Result<()> {
    if store::add_refunded_line(tx, id, pieces, amount, announced)? { Ok(()) } else { Err(Code::RefundTooLarge.into()) }
}

/// A refund did not happen: its money counts no longer.
pub fn uncount_refund(tx: &mut Tx, id: &OrderId, amount: i64, delivery: i64) -> Result<()> {
    Ok(store::take_refunded(tx, id, amount, delivery)?)
}

/// A refund did not happen: a line's money and pieces count no longer.
pub fn uncount_line_refund(tx: &mut Tx, id: &OrderLineId, pieces: i64, amount: i64, announced: bool) -> Result<()> {
    Ok(store::take_refunded_line(tx, id, pieces, amount, announced)?)
}

/// Counts pieces as coming back, because the buyer said so. Refused (`nothing_to_withdraw`) when so many are not left.
pub fn announce_return(tx: &mut Tx, id: &OrderLineId, pieces: i64) -> Result<()> {
    if store::add_returned(tx, id, pieces)? { Ok(()) } else { Err(Code::NothingToWithdraw.into()) }
}

/// The purchase that people call so, or whose part they call so.
pub fn group_by_number(tx: &mut Tx, number: &str) -> Result<Option<OrderGroup>> {
    Ok(store::group_by_number(tx, number)?)
}

/// Orders whose time to withdraw is over become complete; answers how many. A parcel that nobody reported as delivered
/// counts as received a week after it was sent.
pub fn complete_due(tx: &mut Tx) -> Result<usize> {
    let mut completed = 0;
    let received_before = tx.now.minus(days(WITHDRAWAL_DAYS as u64 - 1));
    for order in store::to_complete(tx, received_before, received_before.minus(days(model::UNREPORTED_DAYS)), 500)? {
        let received = order.received_at.or(order.sent_at.map(|sent| sent.plus(days(model::UNREPORTED_DAYS))));
        let over = received.is_some_and(|received| tx.now >= end_of(&last_day(received, WITHDRAWAL_DAYS)));
        completed += usize::from(over && store::move_order(tx, &order, OrderStatus::Completed, Stamp::Completed)?);
    }
    Ok(completed)
}
