//! Payments of purchases and refunds from them, as rows with guarded counters. No network, no orders, no stock.
//!
//! ```text
//! created -> pending -> captured          created | pending -> declined | expired
//! declined | expired -> captured          (the processor was late; it is always right about money)
//! created | pending | declined | expired -> review      (money came, but not what was asked for)
//! ```
//!
//! A purchase has one open payment at most, by a unique index. Money is captured once, by a guarded update. What is
//! refunded never exceeds what was captured: fifty refunds at once meet one counter. The processor's messages are kept
//! whole, each once.

mod audit;
pub mod charges;
mod model;
mod store;

pub use audit::audit;
pub use model::{Payment, PaymentMethod, PaymentStatus, ProviderEvent, Receipt, Refund, RefundLine, RefundReason, RefundStatus};

use crate::db::Tx;
use crate::kit::id::{OrderGroupId, OrderId, OrganisationId, PaymentId, RefundId};
use crate::kit::money::Money;
use crate::kit::time::LocalDate;
use crate::kit::{Code, Error, Result};

/// Opens a payment of a purchase. While one is open it is the answer, so that a second press pays the same payment.
pub fn open(tx: &mut Tx, group: &OrderGroupId, method: PaymentMethod, amount: Money) -> Result<Payment> {
    let payment = Payment {
        id: tx.id(),
        order_group_id: group.clone(),
        method,
        status: PaymentStatus::Created,
        currency: amount.currency,
        amount_cents: amount.amount,
        captured_cents: 0,
        refunded_cents: 0,
        provider_session: None,
        provider_intent: None,
        checkout_url: None,
        created_at: tx.now,
        captured_at: None,
    };
    if store::insert(tx, &payment)? {
        return Ok(payment);
    }
    match store::live(tx, group)? {
        Some(live) if live.status.is_open() && live.method == method => Ok(live),
        _ => Err(Code::OrderNotPayable.because("Another payment of this order is still open. Finish it first.")),
    }
}

/// One payment.
pub fn find(tx: &mut Tx, id: &PaymentId) -> Result<Payment> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// The payment of a visit to the processor's page.
pub fn of_session(tx: &mut Tx, session: &str) -> Result<Option<Payment>> {
    Ok(store::of_session(tx, session)?)
}

/// The payment that the buyer can still pay, or that a person looks at.
pub fn live(tx: &mut Tx, group: &OrderGroupId) -> Result<Option<Payment>> {
    Ok(store::live(tx, group)?)
}

/// All payments of purchases, oldest first.
pub fn of_groups(tx: &mut Tx, groups: &[OrderGroupId]) -> Result<Vec<Payment>> {
    Ok(store::of_groups(tx, groups)?)
}

/// The buyer can pay there now. Repeating it, or a late answer, changes nothing.
pub fn point_to(tx: &mut Tx, id: &PaymentId, session: Option<&str>, url: &str) -> Result<Payment> {
    store::point_to(tx, id, session, url)?;
    find(tx, id)
}

/// What came of money that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capture {
    /// It is captured, now and for the first time.
    Captured,
    /// It had been captured before.
    Already,
    /// It is not what was asked for; the payment waits for a person.
    Mismatch,
}

/// Captures a payment if the receipt is what was asked for. Whoever comes second is told so.
pub fn capture(tx: &mut Tx, payment: &Payment, receipt: &Receipt, live_expected: bool) -> Result<Capture> {
    if receipt.amount != payment.amount() || receipt.livemode != live_expected {
        store::set_review(tx, &payment.id, receipt.intent.as_deref())?;
        return Ok(Capture::Mismatch);
    }
    let first = store::capture(tx, &payment.id, receipt)?;
    Ok(if first { Capture::Captured } else { Capture::Already })
}

/// The buyer or the bank said no. False when the payment is no longer open.
pub fn decline(tx: &mut Tx, id: &PaymentId) -> Result<bool> {
    Ok(store::close(tx, id, PaymentStatus::Declined)?)
}

/// The time was over. False when the payment is no longer open.
pub fn expire(tx: &mut Tx, id: &PaymentId) -> Result<bool> {
    Ok(store::close(tx, id, PaymentStatus::Expired)?)
}

/// For what money goes back.
#[derive(Clone, Copy, Debug)]
pub struct Why<'a> {
    /// For which order; none when it buys nothing.
    pub order: Option<&'a OrderId>,
    /// The reason.
    pub reason: RefundReason,
    /// The same in somebody's words.
    pub note: Option<&'a str>,
}

/// Promises money back. Refused (`refund_too_large`) when less than that is left of what was captured.
pub fn refund(tx: &mut Tx, payment: &Payment, amount: Money, why: Why<'_>) -> Result<Refund> {
    if amount.currency != payment.currency || !store::add_refunded(tx, &payment.id, amount.amount)? {
        return Err(Code::RefundTooLarge.into());
    }
    let refund = Refund {
        id: tx.id(),
        payment_id: payment.id.clone(),
        order_id: why.order.cloned(),
        status: RefundStatus::Pending,
        reason: why.reason,
        currency: amount.currency,
        amount_cents: amount.amount,
        provider_refund: None,
        created_at: tx.now,
        settled_at: None,
        note: why.note.map(str::to_owned),
        paid_on: None,
    };
    store::insert_refund(tx, &refund)?;
    Ok(refund)
}

/// One refund.
pub fn find_refund(tx: &mut Tx, id: &RefundId) -> Result<Refund> {
    store::refund(tx, id)?.ok_or(Error::not_found())
}

/// A refund by the processor's name.
pub fn refund_by_provider(tx: &mut Tx, provider_refund: &str) -> Result<Option<Refund>> {
    Ok(store::refund_by_provider(tx, provider_refund)?)
}

/// Says what a refund is made of. Its parts sum to it.
pub fn note_parts(tx: &mut Tx, parts: &[RefundLine]) -> Result<()> {
    Ok(store::insert_refund_lines(tx, parts)?)
}

/// What refunds are made of, in the order of lines.
pub fn parts_of(tx: &mut Tx, refunds: &[RefundId]) -> Result<Vec<RefundLine>> {
    Ok(store::refund_lines_of(tx, refunds)?)
}

/// The refunds of orders, oldest first.
pub fn refunds_of_orders(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<Refund>> {
    Ok(store::refunds_of_orders(tx, orders)?)
}

/// The processor took the refund, or could not. A failed one no longer counts as refunded, so that it can be made again.
pub fn settle_refund(tx: &mut Tx, refund: &Refund, status: RefundStatus, provider_refund: Option<&str>) -> Result<bool> {
    let changed = store::settle_refund(tx, refund, status, provider_refund)?;
    if changed && status == RefundStatus::Failed {
        store::take_refunded(tx, &refund.payment_id, refund.amount_cents)?;
    }
    Ok(changed)
}

/// The seller paid a refund by hand. False when that was said before.
pub fn pay_by_hand(tx: &mut Tx, refund: &Refund, on: &LocalDate) -> Result<bool> {
    Ok(store::pay_by_hand(tx, &refund.id, on)?)
}

/// Refunds of orders that their sellers have to pay by hand, oldest first.
pub fn to_pay_by_hand(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<Refund>> {
    Ok(store::to_pay_by_hand(tx, orders)?)
}

/// The same, of one seller.
pub fn to_pay_by_hand_of(tx: &mut Tx, seller: &OrganisationId) -> Result<Vec<Refund>> {
    Ok(store::to_pay_by_hand_of(tx, seller)?)
}

/// Keeps a message of the processor; false when it was kept before.
pub fn keep_event(tx: &mut Tx, event: &ProviderEvent) -> Result<bool> {
    Ok(store::insert_event(tx, event)?)
}

/// Says what came of a message.
pub fn note_outcome(tx: &mut Tx, event: &str, outcome: &str, payment: Option<&PaymentId>) -> Result<()> {
    Ok(store::set_outcome(tx, event, outcome, payment)?)
}
