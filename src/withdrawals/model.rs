//! A withdrawal and its lines, as rows.

use diesel::prelude::*;

use crate::db::schema::{withdrawal_lines, withdrawals};
use crate::kit::id::{OrderGroupId, OrderId, OrderLineId, OrganisationId, RefundId, WithdrawalId};
use crate::kit::time::Instant;

crate::text_enum! {
    /// Where a withdrawal is.
    pub enum WithdrawalStatus {
        /// Declared.
        Submitted = "submitted",
        /// The buyer has shown that the goods are on their way back.
        ProofOfSending = "proof_of_sending",
        /// The goods are back.
        GoodsReceived = "goods_received",
        /// The money goes back.
        Refunded = "refunded",
    }
}

/// A buyer's withdrawal.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = withdrawals)]
pub struct Withdrawal {
    /// Its id.
    pub id: WithdrawalId,
    /// The order.
    pub order_id: OrderId,
    /// The purchase.
    pub order_group_id: OrderGroupId,
    /// The seller.
    pub organisation_id: OrganisationId,
    /// Where it is.
    pub status: WithdrawalStatus,
    /// Whether with it nothing of the order is left, so that the delivery goes back too.
    pub whole: bool,
    /// Whether the order had not left, so that there is nothing to send back.
    pub before_sending: bool,
    /// Who declared it.
    pub name: String,
    /// Where the confirmation went.
    pub email: String,
    /// Why, if the buyer said so.
    pub reason: Option<String>,
    /// Which words the buyer confirmed.
    pub text_version: String,
    /// When.
    pub submitted_at: Instant,
    /// Until when the buyer sends back.
    pub send_back_by: Instant,
    /// Until when the money goes back.
    pub refund_by: Instant,
    /// Who carries it back.
    pub carrier: Option<String>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// When the buyer showed that it is on its way.
    pub sent_back_at: Option<Instant>,
    /// When it was back.
    pub received_at: Option<Instant>,
    /// The refund; none when nothing was left to give back.
    pub refund_id: Option<RefundId>,
    /// What was kept for goods that lost value.
    pub deducted_cents: i64,
    /// Why.
    pub deduction_reason: Option<String>,
    /// When the money was promised.
    pub refunded_at: Option<Instant>,
}

impl Withdrawal {
    /// Whether the seller's time is over. A seller may wait for the goods, or for the proof that they were sent.
    pub fn is_overdue(&self, now: Instant) -> bool {
        matches!(self.status, WithdrawalStatus::ProofOfSending | WithdrawalStatus::GoodsReceived) && now >= self.refund_by
    }
}

/// What a withdrawal is about.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = withdrawal_lines)]
pub struct WithdrawalLine {
    /// The withdrawal.
    pub withdrawal_id: WithdrawalId,
    /// The line.
    pub order_line_id: OrderLineId,
    /// How many pieces of it.
    pub pieces: i64,
}

/// How the goods travel back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentBack {
    /// Who carries them.
    pub carrier: String,
    /// The carrier's number.
    pub tracking_number: Option<String>,
}

/// How a withdrawal ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The refund; none when nothing was left to give back.
    pub refund: Option<RefundId>,
    /// What was kept.
    pub deducted: i64,
    /// Why.
    pub deduction_reason: Option<String>,
}
