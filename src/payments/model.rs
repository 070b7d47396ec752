//! Payments, refunds and what the processor told us, as rows.

use diesel::prelude::*;

use crate::db::schema::{payments, provider_events, refund_lines, refunds};
use crate::kit::id::{OrderGroupId, OrderId, OrderLineId, PaymentId, RefundId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate};

crate::text_enum! {
    /// Who moves the money.
    pub enum PaymentMethod {
        /// Nobody: the buyer presses "pay" and nothing is charged.
        Sandbox = "sandbox",
        /// Stripe Checkout.
        Stripe = "stripe",
        /// The buyer's bank, straight to the creator's account; the platform never holds it.
        BankTransfer = "bank_transfer",
    }
}

crate::text_enum! {
    /// Where a payment is.
    pub enum PaymentStatus {
        /// Meant; the processor has not been told, or has not answered.
        Created = "created",
        /// The buyer is at the processor's page.
        Pending = "pending",
        /// The money came.
        Captured = "captured",
        /// The buyer or the bank said no.
        Declined = "declined",
        /// The time was over.
        Expired = "expired",
        /// Money came that is not what was asked for; a person looks at it.
        Review = "review",
    }
}

impl PaymentStatus {
    /// Whether the buyer can still pay it.
    pub fn is_open(self) -> bool {
        matches!(self, PaymentStatus::Created | PaymentStatus::Pending)
    }
}

crate::text_enum! {
    /// Where a refund is.
    pub enum RefundStatus {
        /// Promised; the processor is being told.
        Pending = "pending",
        /// On its way to the buyer.
        Done = "done",
        /// The processor could not; a person must act.
        Failed = "failed",
    }
}

crate::text_enum! {
    /// Why money goes back.
    pub enum RefundReason {
        /// The buyer called the order off.
        CancelledByBuyer = "cancelled_by_buyer",
        /// The seller called the order off.
        CancelledBySeller = "cancelled_by_seller",
        /// It was paid when the pieces were gone.
        NotFulfillable = "not_fulfillable",
        /// It was paid a second time.
        PaidTwice = "paid_twice",
        /// The seller gives something back.
        BySeller = "by_seller",
        /// The desk gives something back.
        ByDesk = "by_desk",
        /// The buyer withdrew from the contract.
        Withdrawal = "withdrawal",
        /// Something was not as agreed.
        Guarantee = "guarantee",
    }
}

/// One attempt to pay a purchase.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = payments)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// The purchase.
    pub order_group_id: OrderGroupId,
    /// Who moves the money.
    pub method: PaymentMethod,
    /// Where it is.
    pub status: PaymentStatus,
    /// The currency.
    pub currency: Currency,
    /// What was asked for.
    pub amount_cents: i64,
    /// What came.
    pub captured_cents: i64,
    /// What went back, or is promised to.
    pub refunded_cents: i64,
    /// The processor's name for the buyer's visit.
    pub provider_session: Option<String>,
    /// The processor's name for the movement of money.
    pub provider_intent: Option<String>,
    /// Where the buyer pays.
    pub checkout_url: Option<String>,
    /// When it was begun.
    pub created_at: Instant,
    /// When the money came.
    pub captured_at: Option<Instant>,
}

impl Payment {
    /// What was asked for.
    pub fn amount(&self) -> Money {
        Money { amount: self.amount_cents, currency: self.currency }
    }

    /// What went back, or is promised to.
    pub fn refunded(&self) -> Money {
        Money { amount: self.refunded_cents, currency: self.currency }
    }
}

/// Money on its way back.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = refunds)]
pub struct Refund {
    /// Its id, and the key under which the processor hears of it once.
    pub id: RefundId,
    /// The payment it comes from.
    pub payment_id: PaymentId,
    /// For which order; none when the whole purchase goes back.
    pub order_id: Option<OrderId>,
    /// Where it is.
    pub status: RefundStatus,
    /// Why.
    pub reason: RefundReason,
    /// The currency.
    pub currency: Currency,
    /// How much.
    pub amount_cents: i64,
    /// The processor's name for it.
    pub provider_refund: Option<String>,
    /// When it was promised.
    pub created_at: Instant,
    /// When the processor took it, or refused.
    pub settled_at: Option<Instant>,
    /// Why, in the words of whoever gave it back.
    pub note: Option<String>,
    /// On which day the seller paid it by hand, where the money had come straight to it.
    pub paid_on: Option<LocalDate>,
}

impl Refund {
    /// How much.
    pub fn amount(&self) -> Money {
        Money { amount: self.amount_cents, currency: self.currency }
    }
}

/// A part of a refund: of a line, or of the delivery. Never changed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = refund_lines)]
pub struct RefundLine {
    /// The refund.
    pub refund_id: RefundId,
    /// Its place: the line's place on the order; the delivery comes last.
    pub position: i32,
    /// The line; none for the delivery.
    pub order_line_id: Option<OrderLineId>,
    /// Pieces that come back with it; none for a lower price.
    pub pieces: i64,
    /// How much.
    pub amount_cents: i64,
    /// What of the platform's share goes back with it.
    pub commission_cents: i64,
    /// What of the VAT on that share goes back with it.
    pub commission_vat_cents: i64,
    /// Whether the pieces are on the shelf again.
    pub restocked: bool,
    /// What of a royalty goes back with it.
    pub royalty_cents: i64,
}

/// What the processor says came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// How much, in which currency.
    pub amount: Money,
    /// Whether it was real money.
    pub livemode: bool,
    /// The processor's name for the movement.
    pub intent: Option<String>,
}

/// One message of the processor, kept as it came.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = provider_events)]
pub struct ProviderEvent {
    /// The processor's id.
    pub id: String,
    /// What it is about.
    pub kind: String,
    /// Whether it is about real money.
    pub livemode: bool,
    /// What we made of it.
    pub outcome: String,
    /// The payment it is about.
    pub payment_id: Option<PaymentId>,
    /// The message itself.
    pub body: String,
    /// When it came.
    pub received_at: Instant,
}
