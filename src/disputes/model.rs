//! Disputes, what their orders bear, and suspicions of fraud, as rows. Pure.

use diesel::prelude::*;

use crate::db::schema::{dispute_orders, disputes, fraud_warnings};
use crate::kit::id::{DisputeId, OrderId, OrganisationId, PaymentId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;

text_enum! {
    /// Where a dispute is.
    pub enum DisputeStatus {
        /// The bank only asks; no money has moved.
        Inquiry = "inquiry",
        /// The bank waits for our answer.
        NeedsResponse = "needs_response",
        /// The bank looks at our answer.
        UnderReview = "under_review",
        /// The money is ours again.
        Won = "won",
        /// The buyer keeps the money.
        Lost = "lost",
        /// It ended without money moving.
        Closed = "closed",
    }
}

impl DisputeStatus {
    /// From the processor's word.
    pub fn told(word: &str) -> DisputeStatus {
        match word {
            "warning_needs_response" | "warning_under_review" => DisputeStatus::Inquiry,
            "under_review" => DisputeStatus::UnderReview,
            "won" => DisputeStatus::Won,
            "lost" => DisputeStatus::Lost,
            "warning_closed" | "prevented" => DisputeStatus::Closed,
            _ => DisputeStatus::NeedsResponse,
        }
    }

    /// Whether it is not decided yet.
    pub fn is_open(self) -> bool {
        matches!(self, DisputeStatus::Inquiry | DisputeStatus::NeedsResponse | DisputeStatus::UnderReview)
    }
}

/// A payment that a buyer's bank questions.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = disputes)]
pub struct Dispute {
    /// Its id.
    pub id: DisputeId,
    /// The payment.
    pub payment_id: PaymentId,
    /// The processor's id.
    pub provider_dispute: String,
    /// Where it is.
    pub status: DisputeStatus,
    /// Why, by the processor's name.
    pub reason: String,
    /// The currency.
    pub currency: Currency,
    /// How much is questioned.
    pub amount_cents: i64,
    /// Whether the processor holds the money back now.
    pub withdrawn: bool,
    /// What the processor keeps for it, in all.
    pub fee_cents: i64,
    /// Whether it is real money.
    pub livemode: bool,
    /// Until when it can be answered.
    pub due_by: Option<Instant>,
    /// When it was opened.
    pub opened_at: Instant,
    /// When the processor was last asked.
    pub looked_up_at: Instant,
    /// When it was decided.
    pub closed_at: Option<Instant>,
}

impl Dispute {
    /// How much is questioned.
    pub fn amount(&self) -> Money {
        Money { amount: self.amount_cents, currency: self.currency }
    }
}

/// What an order bears of a dispute. Never changed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = dispute_orders)]
pub struct DisputeOrder {
    /// The dispute.
    pub dispute_id: DisputeId,
    /// The order.
    pub order_id: OrderId,
    /// Its seller.
    pub organisation_id: OrganisationId,
    /// How much.
    pub amount_cents: i64,
    /// What of the platform's share goes back with it.
    pub commission_cents: i64,
    /// What of the VAT on that share goes back with it.
    pub commission_vat_cents: i64,
}

impl DisputeOrder {
    /// Under which name it moves the books.
    pub fn cause(&self) -> String {
        format!("{}:{}", self.order_id, self.dispute_id)
    }
}

/// The card's bank suspects fraud.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = fraud_warnings)]
pub struct FraudWarning {
    /// The processor's id.
    pub id: String,
    /// The payment, where we know it.
    pub payment_id: Option<PaymentId>,
    /// The processor's name for the money.
    pub charge: String,
    /// The kind, by the processor's name.
    pub kind: String,
    /// Whether a refund would still prevent a dispute.
    pub actionable: bool,
    /// Whether it is real money.
    pub livemode: bool,
    /// When it was told.
    pub warned_at: Instant,
}
