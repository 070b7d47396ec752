//! Queries of payments and refunds.

use diesel::dsl::not;
use diesel::prelude::*;

use super::model::{Payment, PaymentMethod, PaymentStatus, ProviderEvent, Receipt, Refund, RefundLine, RefundStatus};
use crate::db::schema::{orders, payments, provider_events, refund_lines, refunds};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{OrderGroupId, OrderId, OrganisationId, PaymentId, RefundId};
use crate::kit::time::LocalDate;

/// The states in which a purchase takes no other payment; the partial unique index says the same.
const LIVE: [PaymentStatus; 3] = [PaymentStatus::Created, PaymentStatus::Pending, PaymentStatus::Review];
/// The states in which the buyer can pay.
const OPEN: [PaymentStatus; 2] = [PaymentStatus::Created, PaymentStatus::Pending];

/// Writes a payment; false when the purchase has a live one.
pub fn insert(tx: &mut Tx, payment: &Payment) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(payments::table).values(payment).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// One payment.
pub fn find(tx: &mut Tx, id: &PaymentId) -> QueryResult<Option<Payment>> {
    payments::table.find(id).select(Payment::as_select()).first(tx.db).optional()
}

/// By the processor's session.
pub fn of_session(tx: &mut Tx, session: &str) -> QueryResult<Option<Payment>> {
    payments::table.filter(payments::provider_session.eq(session)).select(Payment::as_select()).first(tx.db).optional()
}

/// The live payment of a purchase.
pub fn live(tx: &mut Tx, group: &OrderGroupId) -> QueryResult<Option<Payment>> {
    payments::table
        .filter(payments::order_group_id.eq(group))
        .filter(payments::status.among(LIVE))
        .select(Payment::as_select())
        .first(tx.db)
        .optional()
}

/// All payments of purchases.
pub fn of_groups(tx: &mut Tx, groups: &[OrderGroupId]) -> QueryResult<Vec<Payment>> {
    payments::table
        .filter(payments::order_group_id.among(groups))
        .order((payments::created_at, payments::id))
        .select(Payment::as_select())
        .load(tx.db)
}

/// Where the buyer pays, while nothing came of it yet.
pub fn point_to(tx: &mut Tx, id: &PaymentId, session: Option<&str>, url: &str) -> QueryResult<()> {
    diesel::update(payments::table.find(id).filter(payments::status.eq(PaymentStatus::Created)))
        .set((payments::status.eq(PaymentStatus::Pending), payments::provider_session.eq(session), payments::checkout_url.eq(url)))
        .execute(tx.db)?;
    Ok(())
}

/// Captures the whole amount. The guard: Stripe may call twice; the first capture wins.
pub fn capture(tx: &mut Tx, id: &PaymentId, receipt: &Receipt) -> QueryResult<bool> {
    let captured = (
        payments::status.eq(PaymentStatus::Captured),
        payments::captured_cents.eq(payments::amount_cents),
        payments::captured_at.eq(tx.now),
        payments::provider_intent.eq(receipt.intent.as_deref()),
    );
    let payment = payments::table.find(id);
    let changed = if guard::off("capture_once") {
        diesel::update(payment).set(captured).execute(tx.db)?
    } else {
        diesel::update(payment.filter(not(payments::status.among([PaymentStatus::Captured, PaymentStatus::Review]))))
            .set(captured)
            .execute(tx.db)?
    };
    Ok(changed == 1)
}

/// Puts a payment aside for a person, unless it is captured already.
pub fn set_review(tx: &mut Tx, id: &PaymentId, intent: Option<&str>) -> QueryResult<()> {
    diesel::update(payments::table.find(id).filter(payments::status.ne(PaymentStatus::Captured)))
        .set((payments::status.eq(PaymentStatus::Review), payments::provider_intent.eq(intent)))
        .execute(tx.db)?;
    Ok(())
}

/// Ends an open payment without money.
pub fn close(tx: &mut Tx, id: &PaymentId, status: PaymentStatus) -> QueryResult<bool> {
    let open = payments::table.find(id).filter(payments::status.among(OPEN));
    Ok(diesel::update(open).set(payments::status.eq(status)).execute(tx.db)? == 1)
}

/// Counts money as refunded. The guard: never more than was captured, however many ask at once.
pub fn add_refunded(tx: &mut Tx, id: &PaymentId, amount: i64) -> QueryResult<bool> {
    let payment = payments::table.find(id);
    let refunded = payments::refunded_cents.eq(payments::refunded_cents + amount);
    let changed = if guard::off("refund_cap") {
        diesel::update(payment).set(refunded).execute(tx.db)?
    } else {
        let left = (payments::captured_cents - payments::refunded_cents).ge(amount);
        diesel::update(payment.filter(left)).set(refunded).execute(tx.db)?
    };
    Ok(changed == 1)
}

/// A refund that failed no longer counts.
pub fn take_refunded(tx: &mut Tx, id: &PaymentId, amount: i64) -> QueryResult<()> {
    diesel::update(payments::table.find(id)).set(payments::refunded_cents.eq(payments::refunded_cents - amount)).execute(tx.db)?;
    Ok(())
}

/// Writes a refund.
pub fn insert_refund(tx: &mut Tx, refund: &Refund) -> QueryResult<()> {
    diesel::insert_into(refunds::table).values(refund).execute(tx.db)?;
    Ok(())
}

/// Writes what a refund is made of.
pub fn insert_refund_lines(tx: &mut Tx, parts: &[RefundLine]) -> QueryResult<()> {
    for part in parts {
        diesel::insert_into(refund_lines::table).values(part).execute(tx.db)?;
    }
    Ok(())
}

/// What refunds are made of.
pub fn refund_lines_of(tx: &mut Tx, ids: &[RefundId]) -> QueryResult<Vec<RefundLine>> {
    refund_lines::table
        .filter(refund_lines::refund_id.among(ids))
        .order((refund_lines::refund_id, refund_lines::position))
        .select(RefundLine::as_select())
        .load(tx.db)
}

/// One refund.
pub fn refund(tx: &mut Tx, id: &RefundId) -> QueryResult<Option<Refund>> {
    refunds::table.find(id).select(Refund::as_select()).first(tx.db).optional()
}

/// By the processor's name.
pub fn refund_by_provider(tx: &mut Tx, provider_refund: &str) -> QueryResult<Option<Refund>> {
    refunds::table.filter(refunds::provider_refund.eq(provider_refund)).select(Refund::as_select()).first(tx.db).optional()
}

/// The refunds of orders.
pub fn refunds_of_orders(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<Vec<Refund>> {
    refunds::table.filter(refunds::order_id.among(orders)).order((refunds::created_at, refunds::id)).select(Refund::as_select()).load(tx.db)
}

/// Ends a refund: taken, or failed. Taken may still fail, when the buyer's bank sends it back.
pub fn settle_refund(tx: &mut Tx, refund: &Refund, status: RefundStatus, provider_refund: Option<&str>) -> QueryResult<bool> {
    let before: &[RefundStatus] = match status {
        RefundStatus::Failed => &[RefundStatus::Pending, RefundStatus::Done],
        _ => &[RefundStatus::Pending],
    };
    let row = refunds::table.find(&refund.id).filter(refunds::status.among(before));
    let provider_refund = provider_refund.or(refund.provider_refund.as_deref());
    let settled = (refunds::status.eq(status), refunds::provider_refund.eq(provider_refund), refunds::settled_at.eq(tx.now));
    Ok(diesel::update(row).set(settled).execute(tx.db)? == 1)
}

/// Keeps a message, once.
pub fn insert_event(tx: &mut Tx, event: &ProviderEvent) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(provider_events::table).values(event).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// What came of a message.
pub fn set_outcome(tx: &mut Tx, id: &str, outcome: &str, payment: Option<&PaymentId>) -> QueryResult<()> {
    diesel::update(provider_events::table.find(id))
        .set((provider_events::outcome.eq(outcome), provider_events::payment_id.eq(payment)))
        .execute(tx.db)?;
    Ok(())
}

/// The seller paid a refund by hand. The guard: said once, however many say it at once.
pub fn pay_by_hand(tx: &mut Tx, id: &RefundId, on: &LocalDate) -> QueryResult<bool> {
    let refund = refunds::table.find(id);
    let paid = (refunds::status.eq(RefundStatus::Done), refunds::settled_at.eq(tx.now), refunds::paid_on.eq(on));
    let changed = if guard::off("refund_by_hand") {
        diesel::update(refund).set(paid).execute(tx.db)?
    } else {
        diesel::update(refund.filter(refunds::status.eq(RefundStatus::Pending))).set(paid).execute(tx.db)?
    };
    Ok(changed == 1)
}

/// Promised refunds of orders whose money came straight to their seller, oldest first.
pub fn to_pay_by_hand(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<Vec<Refund>> {
    refunds::table
        .inner_join(payments::table.on(payments::id.eq(refunds::payment_id)))
        .filter(payments::method.eq(PaymentMethod::BankTransfer))
        .filter(refunds::status.eq(RefundStatus::Pending))
        .filter(refunds::order_id.among(orders))
        .order(refunds::id)
        .select(Refund::as_select())
        .load(tx.db)
}

/// The same, of a seller.
pub fn to_pay_by_hand_of(tx: &mut Tx, seller: &OrganisationId) -> QueryResult<Vec<Refund>> {
    refunds::table
        .inner_join(payments::table)
        .inner_join(orders::table.on(refunds::order_id.eq(orders::id.nullable())))
        .filter(orders::organisation_id.eq(seller))
        .filter(payments::method.eq(PaymentMethod::BankTransfer))
        .filter(refunds::status.eq(RefundStatus::Pending))
        .order(refunds::id)
        .select(Refund::as_select())
        .load(tx.db)
}
