//! Settling a payment: captured, orders paid, pieces sold, letters queued, in one transaction, once, in any order with
//! the end of the hold.

use serde_json::json;

use super::place::wanted;
use super::shop::Shop;
use super::{charge, editions, letters, low_stock};
use crate::db::Tx;
use crate::inventory::Hold;
use crate::kit::id::{DueId, OrderId};
use crate::kit::{Error, Result};
use crate::orders::{self, GroupStatus, OrderGroup};
use crate::payments::{self, Capture, Payment, PaymentMethod, Receipt, RefundReason};
use crate::refunds;
use crate::{books, dues, inventory, invoicing};

/// What came of money that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The orders are paid.
    Paid,
    /// They had been paid by this payment before.
    Already,
    /// The money is not what was asked for; a person looks at it.
    Review,
    /// The pieces were gone, or the orders paid otherwise: the money goes back at once.
    Refunded,
}

/// Settles a payment by what the processor says came in. Called by webhook, by the buyer's return, by the end of the hold
/// and by the sandbox alike; whoever is first settles, the others are told `Already`.
pub fn settle(tx: &mut Tx, shop: &Shop, payment: &Payment, receipt: &Receipt) -> Result<Settled> {
    match payments::capture(tx, payment, receipt, shop.expects_real_money(payment.method))? {
        Capture::Already => Ok(Settled::Already),
        Capture::Mismatch => {
            let facts = json!({ "asked_cents": payment.amount_cents, "came_cents": receipt.amount.amount,
                "currency": receipt.amount.currency, "livemode": receipt.livemode });
            crate::events::record(tx, "payment.mismatch", payment.id.as_str(), None, facts)?;
            letters::tell_mismatch(tx, shop, payment, receipt)?;
            Ok(Settled::Review)
        }
        Capture::Captured => {
            let facts = json!({ "group": payment.order_group_id, "amount_cents": payment.amount_cents, "method": payment.method });
            crate::events::record(tx, "payment.captured", payment.id.as_str(), None, facts)?;
            charge::ask(tx, payment)?;
            fulfil(tx, shop, payment)
        }
    }
}

/// The money is there: either everything that was ordered is sold to the buyer now, or all of the money goes back.
fn fulfil(tx: &mut Tx, shop: &Shop, payment: &Payment) -> Result<Settled> {
    let id = &payment.order_group_id;
    if orders::mark_paid(tx, id, GroupStatus::Placed)? {
        let sold = inventory::consume(tx, id.as_str())?;
        return paid(tx, shop, payment, &sold);
    }
    let group = orders::group(tx, id)?;
    if group.status == GroupStatus::Expired && hold_again(tx, &group)? {
        if orders::mark_paid(tx, id, GroupStatus::Expired)? {
            let sold = inventory::consume(tx, id.as_str())?;
            return paid(tx, shop, payment, &sold);
        }
        inventory::release(tx, id.as_str())?;
    }
    if payment.method == PaymentMethod::BankTransfer {
        return Err(Error::internal(format!("{}: a due was paid whose order no longer waits", group.number)));
    }
    let reason = if group.status == GroupStatus::Paid { RefundReason::PaidTwice } else { RefundReason::NotFulfillable };
    books::money_for_no_sale(tx, payment)?;
    refunds::give_back(tx, payment, payment.amount(), reason)?;
    crate::events::record(tx, "payment.unfulfillable", payment.id.as_str(), None, json!({ "group": id, "reason": reason }))?;
    letters::tell_refunded_at_once(tx, shop, &group, payment, reason)?;
    Ok(Settled::Refunded)
}

/// Money came straight to a creator after the hold was given up: the order is paid after all if its pieces are still there,
/// and it was not called off. Else nothing changes, and the creator has to return it.
pub fn sell_late(tx: &mut Tx, shop: &Shop, payment: &Payment, due: &DueId) -> Result<bool> {
    let group = orders::group(tx, &payment.order_group_id)?;
    if group.status != GroupStatus::Expired || !hold_again(tx, &group)? {
        return Ok(false);
    }
    if dues::revive(tx, due)?.is_none_or(|counted| !counted.paid_now) {
        inventory::release(tx, group.id.as_str())?;
        return Ok(false);
    }
    let receipt = Receipt { amount: payment.amount(), livemode: false, intent: None };
    let captured = payments::capture(tx, payment, &receipt, false)? == Capture::Captured;
    if !captured || !orders::mark_paid(tx, &group.id, GroupStatus::Expired)? {
        return Err(Error::internal(format!("{}: paid late and before", group.number)));
    }
    let sold = inventory::consume(tx, group.id.as_str())?;
    paid(tx, shop, payment, &sold).map(|_| true)
}

/// The hold was given up and the money came after all: the pieces are sold if they are still there.
fn hold_again(tx: &mut Tx, group: &OrderGroup) -> Result<bool> {
    let ids: Vec<OrderId> = orders::of_group(tx, &group.id)?.into_iter().map(|order| order.id).collect();
    let lines = orders::lines(tx, &ids)?;
    let mut short = inventory::hold(tx, group.id.as_str(), &wanted(lines.iter()), tx.now)?;
    short.extend(editions::hold(tx, group.id.as_str(), &lines.iter().collect::<Vec<_>>(), tx.now)?);
    if short.is_empty() {
        return Ok(true);
    }
    inventory::release(tx, group.id.as_str())?;
    Ok(false)
}

fn paid(tx: &mut Tx, shop: &Shop, payment: &Payment, sold: &[Hold]) -> Result<Settled> {
    let group = orders::group(tx, &payment.order_group_id)?;
    let orders = orders::of_group(tx, &group.id)?;
    let facts = json!({ "number": group.number, "total_cents": group.total_cents });
    crate::events::record(tx, "order_group.paid", group.id.as_str(), group.account_id.as_ref(), facts)?;
    for order in &orders {
        let facts = json!({ "number": order.number, "organisation": order.organisation_id, "total_cents": order.total_cents });
        books::sale(tx, order, payment.method)?;
        invoicing::issue_for_order(tx, &group, order, payment)?;
        crate::events::record(tx, "order.paid", order.id.as_str(), None, facts)?;
    }
    letters::confirm(tx, shop, &group, &orders, payment.method)?;
    editions::number(tx, &orders, sold)?;
    low_stock::tell(tx, shop, &orders)?;
    Ok(Settled::Paid)
}
