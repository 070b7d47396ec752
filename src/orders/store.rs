//! Queries of orders.

use diesel::dsl::not;
use diesel::prelude::*;

use super::line::OrderLine;
use super::model::{Cancellation, GroupStatus, Order, OrderGroup, OrderStatus, Tracking};
use crate::db::schema::{order_groups, order_lines, orders};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{AccountId, AgreementId, OrderGroupId, OrderId, OrderLineId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::text::fold;
use crate::kit::time::Instant;

/// Which of a seller's orders are wanted.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The seller.
    pub organisation: OrganisationId,
    /// In these states; all when empty. Unpaid orders are never listed.
    pub statuses: Vec<OrderStatus>,
    /// Words of the number, the buyer's name or e-mail.
    pub words: String,
    /// Only among these, if given.
    pub among: Option<Vec<OrderId>>,
}

/// What changes along with a state.
#[derive(Clone, Debug)]
pub enum Stamp {
    /// Paid now.
    Paid,
    /// Accepted now.
    Accepted,
    /// Left now, to be followed there.
    Sent(Option<Tracking>),
    /// Received now.
    Received,
    /// Called off now, without more words: it was never paid.
    Cancelled,
    /// Called off now by somebody.
    CancelledBy(Cancellation),
    /// The time to withdraw is over now.
    Completed,
    /// Nothing else changes.
    Nothing,
}

/// States that a seller never sees: nothing is owed yet, or nothing ever was.
const UNPAID: [OrderStatus; 2] = [OrderStatus::Placed, OrderStatus::Expired];

/// Writes a group.
pub fn insert_group(tx: &mut Tx, group: &OrderGroup) -> QueryResult<()> {
    diesel::insert_into(order_groups::table).values(group).execute(tx.db)?;
    Ok(())
}

/// Writes an order.
pub fn insert_order(tx: &mut Tx, order: &Order) -> QueryResult<()> {
    diesel::insert_into(orders::table).values(order).execute(tx.db)?;
    Ok(())
}

/// Writes an order's lines.
pub fn insert_lines(tx: &mut Tx, lines: &[OrderLine]) -> QueryResult<()> {
    for line in lines {
        diesel::insert_into(order_lines::table).values(line).execute(tx.db)?;
    }
    Ok(())
}

/// One group.
pub fn group(tx: &mut Tx, id: &OrderGroupId) -> QueryResult<Option<OrderGroup>> {
    order_groups::table.find(id).select(OrderGroup::as_select()).first(tx.db).optional()
}

/// The purchases that name the same first one.
pub fn placed_with(tx: &mut Tx, first: &OrderGroupId) -> QueryResult<Vec<OrderGroup>> {
    order_groups::table.filter(order_groups::placed_with.eq(first)).order(order_groups::id).select(OrderGroup::as_select()).load(tx.db)
}

/// One order.
pub fn order(tx: &mut Tx, id: &OrderId) -> QueryResult<Option<Order>> {
    orders::table.find(id).select(Order::as_select()).first(tx.db).optional()
}

/// The orders of a group.
pub fn of_group(tx: &mut Tx, id: &OrderGroupId) -> QueryResult<Vec<Order>> {
    orders::table.filter(orders::order_group_id.eq(id)).order(orders::number).select(Order::as_select()).load(tx.db)
}

/// The paid lines that owe by an agreement, with the time of the payment; oldest first.
pub fn lines_of_agreement(tx: &mut Tx, agreement: &AgreementId) -> QueryResult<Vec<(Instant, OrderLine)>> {
    order_lines::table
        .inner_join(orders::table)
        .filter(order_lines::royalty_agreement_id.eq(agreement))
        .filter(orders::paid_at.is_not_null())
        .order((orders::paid_at, order_lines::id))
        .select((orders::paid_at.assume_not_null(), OrderLine::as_select()))
        .load(tx.db)
}

/// The lines of orders.
pub fn lines(tx: &mut Tx, ids: &[OrderId]) -> QueryResult<Vec<OrderLine>> {
    order_lines::table
        .filter(order_lines::order_id.among(ids))
        .order((order_lines::order_id, order_lines::position))
        .select(OrderLine::as_select())
        .load(tx.db)
}

/// Groups of an account, newest first.
pub fn groups_of_account(tx: &mut Tx, account: &AccountId, before: Option<&OrderGroupId>, limit: i64) -> QueryResult<Vec<OrderGroup>> {
    let mut query = order_groups::table
        .filter(order_groups::account_id.eq(account))
        .order(order_groups::id.desc())
        .limit(limit)
        .select(OrderGroup::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(order_groups::id.lt(before));
    }
    query.load(tx.db)
}

/// Orders of a seller with their groups, newest first.
pub fn orders_of_organisation(tx: &mut Tx, filter: &Filter, before: Option<&OrderId>, limit: i64) -> QueryResult<Vec<(Order, OrderGroup)>> {
    let mut query = orders::table
        .inner_join(order_groups::table)
        .filter(orders::organisation_id.eq(&filter.organisation))
        .filter(not(orders::status.among(UNPAID)))
        .filter(orders::paid_at.is_not_null())
        .order(orders::id.desc())
        .limit(limit)
        .select((Order::as_select(), OrderGroup::as_select()))
        .into_boxed();
    if !filter.statuses.is_empty() {
        query = query.filter(orders::status.among(&filter.statuses));
    }
    if let Some(among) = &filter.among {
        query = query.filter(orders::id.among(among));
    }
    for word in fold(&filter.words).split_whitespace().take(5) {
        let pattern = format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        query = query.filter(orders::search.like(pattern).escape('\\'));
    }
    if let Some(before) = before {
        query = query.filter(orders::id.lt(before));
    }
    query.load(tx.db)
}

/// A seller's paid orders by state.
pub fn counts(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<(OrderStatus, i64)>> {
    orders::table
        .filter(orders::organisation_id.eq(organisation))
        .filter(orders::paid_at.is_not_null())
        .group_by(orders::status)
        .select((orders::status, diesel::dsl::count_star()))
        .load(tx.db)
}

/// Unpaid groups whose hold is over.
pub fn due(tx: &mut Tx, limit: i64) -> QueryResult<Vec<OrderGroupId>> {
    order_groups::table
        .filter(order_groups::status.eq(GroupStatus::Placed))
        .filter(order_groups::hold_expires_at.le(tx.now))
        .order(order_groups::hold_expires_at)
        .limit(limit)
        .select(order_groups::id)
        .load(tx.db)
}

/// Changes nothing, if the group still waits; but whoever moves it must wait for this transaction.
pub fn touch_placed(tx: &mut Tx, id: &OrderGroupId) -> QueryResult<bool> {
    let placed = order_groups::table.find(id).filter(order_groups::status.eq(GroupStatus::Placed));
    Ok(diesel::update(placed).set(order_groups::status.eq(GroupStatus::Placed)).execute(tx.db)? == 1)
}

/// Moves a group from one state to another; false when it was not there.
pub fn move_group(tx: &mut Tx, id: &OrderGroupId, from: GroupStatus, to: GroupStatus) -> QueryResult<bool> {
    let group = order_groups::table.find(id).filter(order_groups::status.eq(from));
    let changed = match to {
        GroupStatus::Paid => diesel::update(group).set((order_groups::status.eq(to), order_groups::paid_at.eq(tx.now))).execute(tx.db)?,
        _ => diesel::update(group).set(order_groups::status.eq(to)).execute(tx.db)?,
    };
    Ok(changed == 1)
}

/// Moves all orders of a group that are in a state.
pub fn move_orders_of_group(tx: &mut Tx, id: &OrderGroupId, from: OrderStatus, to: OrderStatus, stamp: Stamp) -> QueryResult<()> {
    for order in of_group(tx, id)?.into_iter().filter(|order| order.status == from) {
        move_order(tx, &order, to, stamp.clone())?;
    }
    Ok(())
}

/// Moves an order from the state and version it was read in; false when either has changed.
pub fn move_order(tx: &mut Tx, order: &Order, to: OrderStatus, stamp: Stamp) -> QueryResult<bool> {
    let read = orders::table.find(&order.id).filter(orders::status.eq(order.status)).filter(orders::version.eq(order.version));
    let moved = (orders::status.eq(to), orders::version.eq(order.version + 1));
    let now = tx.now;
    let changed = match stamp {
        Stamp::Paid => {
            diesel::update(read).set((moved, orders::paid_at.eq(now), orders::cancelled_at.eq(None::<Instant>))).execute(tx.db)?
        }
        Stamp::Accepted => diesel::update(read).set((moved, orders::accepted_at.eq(now))).execute(tx.db)?,
        Stamp::Sent(tracking) => {
            diesel::update(read).set((moved, orders::sent_at.eq(now), orders::tracking.eq(tracking.map(Json)))).execute(tx.db)?
        }
        Stamp::Completed => diesel::update(read).set((moved, orders::completed_at.eq(now))).execute(tx.db)?,
        Stamp::Nothing => diesel::update(read).set(moved).execute(tx.db)?,
        Stamp::Received => diesel::update(read).set((moved, orders::received_at.eq(now))).execute(tx.db)?,
        Stamp::Cancelled => diesel::update(read).set((moved, orders::cancelled_at.eq(now))).execute(tx.db)?,
        Stamp::CancelledBy(cancellation) => {
            diesel::update(read).set((moved, orders::cancelled_at.eq(now), orders::cancellation.eq(Json(cancellation)))).execute(tx.db)?
        }
    };
    Ok(changed == 1)
}

/// What was received, or sent, before an instant and is not complete yet; the oldest first.
pub fn to_complete(tx: &mut Tx, received_before: Instant, sent_before: Instant, limit: i64) -> QueryResult<Vec<Order>> {
    let received = orders::table
        .filter(orders::status.among([OrderStatus::Delivered, OrderStatus::Collected]))
        .filter(orders::received_at.lt(received_before))
        .order(orders::received_at)
        .limit(limit)
        .select(Order::as_select());
    let mut due = received.load(tx.db)?;
    let sent = orders::table
        .filter(orders::status.eq(OrderStatus::Shipped))
        .filter(orders::sent_at.lt(sent_before))
        .order(orders::sent_at)
        .limit(limit)
        .select(Order::as_select());
    due.extend(sent.load(tx.db)?);
    Ok(due)
}

/// Counts pieces as coming back. The guard: none comes back twice, however often it is said.
pub fn add_returned(tx: &mut Tx, id: &OrderLineId, pieces: i64) -> QueryResult<bool> {
    let line = order_lines::table.find(id);
    let counted = order_lines::returned_pieces.eq(order_lines::returned_pieces + pieces);
    let changed = if guard::off("withdraw_once") {
        diesel::update(line).set(counted).execute(tx.db)?
    } else {
        let left = (order_lines::quantity - order_lines::returned_pieces).ge(pieces);
        diesel::update(line.filter(left)).set(counted).execute(tx.db)?
    };
    Ok(changed == 1)
}

/// By the number of the purchase, or of one of its orders.
pub fn group_by_number(tx: &mut Tx, number: &str) -> QueryResult<Option<OrderGroup>> {
    let whole = order_groups::table.filter(order_groups::number.eq(number)).select(OrderGroup::as_select()).first(tx.db).optional()?;
    if whole.is_some() {
        return Ok(whole);
    }
    let part = order_groups::table.inner_join(orders::table).filter(orders::number.eq(number));
    part.select(OrderGroup::as_select()).first(tx.db).optional()
}

/// Changes nothing; but whoever counts refunds of the order must wait for this transaction.
pub fn touch(tx: &mut Tx, id: &OrderId) -> QueryResult<()> {
    diesel::update(orders::table.find(id)).set(orders::refunded_cents.eq(orders::refunded_cents)).execute(tx.db)?;
    Ok(())
}

/// Counts money as gone back. The guard: never more than the order cost, nor more delivery than it had.
pub fn add_refunded(tx: &mut Tx, id: &OrderId, amount: i64, delivery: i64) -> QueryResult<bool> {
    let left = orders::table
        .find(id)
        .filter((orders::total_cents - orders::refunded_cents).ge(amount))
        .filter((orders::delivery_cents - orders::refunded_delivery_cents).ge(delivery));
    let counted = (
        orders::refunded_cents.eq(orders::refunded_cents + amount),
        orders::refunded_delivery_cents.eq(orders::refunded_delivery_cents + delivery),
    );
    Ok(diesel::update(left).set(counted).execute(tx.db)? == 1)
}

/// Money that did not go back after all.
pub fn take_refunded(tx: &mut Tx, id: &OrderId, amount: i64, delivery: i64) -> QueryResult<()> {
    let counted = (
        orders::refunded_cents.eq(orders::refunded_cents - amount),
        orders::refunded_delivery_cents.eq(orders::refunded_delivery_cents - delivery),
    );
    diesel::update(orders::table.find(id)).set(counted).execute(tx.db)?;
    Ok(())
}

/// Counts money and pieces of a line as gone back. The guard: never more than the line cost, nor more pieces than it held.
pub fn add_refunded_line(tx: &mut Tx, id: &OrderLineId, pieces: i64, amount: i64, announced: bool) -> QueryResult<bool> {
    let coming = if announced { 0 } else { pieces };
    let line = order_lines::table.find(id);
    let counted = (
        order_lines::refunded_cents.eq(order_lines::refunded_cents + amount),
        order_lines::refunded_pieces.eq(order_lines::refunded_pieces + pieces),
        order_lines::returned_pieces.eq(order_lines::returned_pieces + coming),
    );
    let changed = if guard::off("refund_lines") {
        diesel::update(line).set(counted).execute(tx.db)?
    } else {
        let left = line
            .filter((order_lines::total_cents - order_lines::refunded_cents).ge(amount))
            .filter((order_lines::quantity - order_lines::refunded_pieces).ge(pieces))
            .filter((order_lines::quantity - order_lines::returned_pieces).ge(coming));
        diesel::update(left).set(counted).execute(tx.db)?
    };
    Ok(changed == 1)
}

/// A line's money and pieces that did not go back after all.
pub fn take_refunded_line(tx: &mut Tx, id: &OrderLineId, pieces: i64, amount: i64, announced: bool) -> QueryResult<()> {
    let coming = if announced { 0 } else { pieces };
    let counted = (
        order_lines::refunded_cents.eq(order_lines::refunded_cents - amount),
        order_lines::refunded_pieces.eq(order_lines::refunded_pieces - pieces),
        order_lines::returned_pieces.eq(order_lines::returned_pieces - coming),
    );
    diesel::update(order_lines::table.find(id)).set(counted).execute(tx.db)?;
    Ok(())
}

/// Every order that an account placed, oldest first.
pub fn orders_of_account(tx: &mut Tx, account: &AccountId) -> QueryResult<Vec<Order>> {
    let groups = order_groups::table.filter(order_groups::account_id.eq(account)).select(order_groups::id);
    orders::table.filter(orders::order_group_id.eq_any(groups)).order(orders::id).select(Order::as_select()).load(tx.db)
}
