//! Release rules, batches, payouts and their lines; which states follow which, and when an order's money is due. Pure.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{payout_batches, payout_lines, payouts, release_rules};
use crate::kit::id::{AccountId, OrderId, OrganisationId, PayoutBatchId, PayoutId, ReleaseRuleId};
use crate::kit::json::Json;
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, Zone, days};
use crate::orders::{Order, OrderStatus, WITHDRAWAL_DAYS};

text_enum! {
    /// When an order's money becomes payable.
    pub enum ReleaseRule {
        /// As soon as it is paid.
        Paid = "paid",
        /// When the parcel has left, or the order was fetched.
        Shipped = "shipped",
        /// When it has arrived.
        Delivered = "delivered",
        /// When it has arrived and the time to withdraw is over.
        DeliveredFourteenDays = "delivered_14_days",
    }
}

/// A rule and the day from which it holds.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = release_rules)]
pub struct DatedReleaseRule {
    /// Its id.
    pub id: ReleaseRuleId,
    /// When money becomes payable.
    pub rule: ReleaseRule,
    /// Orders paid from then on keep to it, until the next.
    pub valid_from: Instant,
    /// Who set it; nobody for the one a region starts with.
    pub set_by: Option<AccountId>,
}

text_enum! {
    /// Where a batch is.
    pub enum PayoutBatchStatus {
        /// Being looked at; nothing has moved.
        Prepared = "prepared",
        /// Its payouts are on their way.
        Released = "released",
        /// Given up before anything moved.
        Discarded = "discarded",
    }
}

text_enum! {
    /// Where a payout is.
    pub enum PayoutStatus {
        /// Being looked at.
        Prepared = "prepared",
        /// Left out of its batch; the money stays due.
        LeftOut = "left_out",
        /// Released; the bank or the processor has not been told yet.
        Released = "released",
        /// The processor has it.
        Sent = "sent",
        /// The seller has it.
        Paid = "paid",
        /// It could not be made; the money is due again.
        Failed = "failed",
        /// It came back; the money is due again.
        Returned = "returned",
    }
}

impl PayoutStatus {
    /// Whether this state may follow the other.
    pub fn may_follow(self, before: PayoutStatus) -> bool {
        use PayoutStatus::*;
        match before {
            Prepared => matches!(self, LeftOut | Released),
            Released => matches!(self, Sent | Paid | Failed),
            Sent => matches!(self, Paid | Failed | Returned),
            Paid => self == Returned,
            LeftOut | Failed | Returned => false,
        }
    }

    /// Whether its lines are taken: in no other payout.
    pub fn holds_lines(self) -> bool {
        !matches!(self, PayoutStatus::LeftOut | PayoutStatus::Failed | PayoutStatus::Returned)
    }
}

text_enum! {
    /// How money goes on.
    pub enum PayoutMeans {
        /// A person transfers it and says so; in the sandbox nothing moves at all.
        Manual = "manual",
        /// To the seller's connected account at Stripe.
        StripeTransfer = "stripe_transfer",
    }
}

text_enum! {
    /// Why a seller gets nothing in this batch.
    pub enum HeldReason {
        /// More went back to buyers than came in since the last payout.
        Debt = "debt",
        /// No bank account was told, or it is not one.
        NoAccount = "no_account",
        /// Stripe has not checked the seller yet.
        AccountNotReady = "account_not_ready",
        /// Less than the batch's minimum.
        BelowMinimum = "below_minimum",
        /// The tax number is missing.
        MissingTaxData = "missing_tax_data",
        /// The desk has suspended the seller.
        Suspended = "suspended",
        /// A refund is on its way and may still change what is due.
        RefundOnTheWay = "refund_on_the_way",
        /// A buyer's bank holds money back, and less is left than would be paid.
        Disputed = "disputed",
    }
}

/// A seller who gets nothing in this batch, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeldBack {
    /// The seller.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: HeldReason,
    /// What would have been paid; below zero the seller owes it.
    pub amount: Money,
}

/// Payouts looked at and released together.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = payout_batches)]
pub struct PayoutBatch {
    /// Its id.
    pub id: PayoutBatchId,
    /// Where it is.
    pub status: PayoutBatchStatus,
    /// Less than this is left for the next batch.
    pub minimum_cents: i64,
    /// Sellers with something due who get nothing.
    pub held_back: Json<Vec<HeldBack>>,
    /// Who prepared it.
    pub prepared_by: AccountId,
    /// When.
    pub prepared_at: Instant,
    /// Who released it.
    pub released_by: Option<AccountId>,
    /// When.
    pub released_at: Option<Instant>,
}

/// Money on its way to a seller.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = payouts)]
pub struct Payout {
    /// Its id; the cause of its transfer in the ledger, and the key under which the processor hears of it once.
    pub id: PayoutId,
    /// The batch.
    pub batch_id: PayoutBatchId,
    /// The seller.
    pub organisation_id: OrganisationId,
    /// What people call it.
    pub number: String,
    /// Where it is.
    pub status: PayoutStatus,
    /// How the money goes.
    pub means: PayoutMeans,
    /// The currency.
    pub currency: Currency,
    /// How much: the sum of its lines.
    pub amount_cents: i64,
    /// What the seller was owed in all just before the release.
    pub opening_cents: Option<i64>,
    /// Where it went, as it was told then.
    pub iban: Option<String>,
    /// Whose account that is.
    pub account_holder: Option<String>,
    /// The seller's account at the processor.
    pub provider_account: Option<String>,
    /// The processor's name for the transfer.
    pub provider_transfer: Option<String>,
    /// Why it was left out, failed or came back.
    pub note: Option<String>,
    /// When it was prepared.
    pub created_at: Instant,
    /// When it was released.
    pub released_at: Option<Instant>,
    /// When the processor had it.
    pub sent_at: Option<Instant>,
    /// When the seller had it.
    pub paid_at: Option<Instant>,
    /// When it failed or came back.
    pub ended_at: Option<Instant>,
}

impl Payout {
    /// How much.
    pub fn amount(&self) -> Money {
        Money { amount: self.amount_cents, currency: self.currency }
    }
}

text_enum! {
    /// What a line of a payout stands for.
    pub enum PayoutLineKind {
        /// A paid order, less the platform's share.
        Order = "order",
        /// Money that went back to a buyer, with the share of it that the platform gave back.
        Refund = "refund",
        /// A processor's fee that the seller bears.
        Fee = "fee",
        /// A payment that a buyer's bank took back, or gave back.
        Dispute = "dispute",
        /// A correction by hand.
        Correction = "correction",
    }
}

/// One fact that a payout is made of.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = payout_lines)]
pub struct PayoutLine {
    /// The payout.
    pub payout_id: PayoutId,
    /// Its place.
    pub position: i32,
    /// The seller.
    pub organisation_id: OrganisationId,
    /// The fact's id, as the ledger names it.
    pub cause: String,
    /// What it stands for.
    pub kind: PayoutLineKind,
    /// The order it belongs to.
    pub order_id: Option<OrderId>,
    /// What the buyer paid, or got back (below zero).
    pub gross_cents: i64,
    /// The platform's share, below zero; above where it came back.
    pub commission_cents: i64,
    /// VAT on that share.
    pub commission_vat_cents: i64,
    /// Royalties, fees and corrections.
    pub other_cents: i64,
    /// The sum of these.
    pub amount_cents: i64,
    /// When it happened.
    pub at: Instant,
    /// Whether it counts: the payout neither failed nor came back.
    pub live: bool,
    /// Of the other amounts, what is a royalty.
    pub royalty_cents: i64,
}

text_enum! {
    /// Whether an order's money can be paid out, and what it waits for.
    pub enum DueState {
        /// It can be paid out.
        Payable = "payable",
        /// The order has to leave first.
        WaitsForShipment = "waits_for_shipment",
        /// The order has to arrive first.
        WaitsForArrival = "waits_for_arrival",
        /// The time to withdraw has to pass first.
        WaitsForWithdrawal = "waits_for_withdrawal",
        /// The buyer is sending it back.
        Returning = "returning",
        /// A refund is on its way.
        Refunding = "refunding",
        /// The buyer's bank questions the payment.
        Disputed = "disputed",
    }
}

impl DueState {
    /// Whether something went wrong, so that no date can be named.
    pub fn is_held(self) -> bool {
        matches!(self, DueState::Returning | DueState::Refunding | DueState::Disputed)
    }
}

/// When an order's money is due by a rule: what it waits for now, and the day, where one can be named.
///
/// A parcel that nobody reported as delivered counts as received a week after it was sent, as in the order's own end.
/// The time to withdraw ends with its last day, in the region's time.
pub fn due(order: &Order, rule: ReleaseRule, now: Instant) -> (DueState, Option<Instant>) {
    use DueState::*;
    match order.status {
        // Nothing is waited for: what came in has gone back.
        OrderStatus::Cancelled | OrderStatus::Refunded => return (Payable, order.cancelled_at.or(order.paid_at)),
        OrderStatus::WithdrawalRequested | OrderStatus::Returned => return (Returning, None),
        _ => {}
    }
    let received = order.received_at.or(order.completed_at);
    let sent = order.sent_at.filter(|_| order.is_parcel()).or(received);
    let arrives = received.or(order.sent_at.filter(|_| order.is_parcel()).map(|sent| sent.plus(days(7))));
    match rule {
        ReleaseRule::Paid => (Payable, order.paid_at),
        ReleaseRule::Shipped if sent.is_some() => (Payable, sent),
        ReleaseRule::Delivered if received.is_some() => (Payable, received),
        ReleaseRule::Delivered if sent.is_some() => match arrives {
            Some(at) if at <= now => (Payable, arrives),
            _ => (WaitsForArrival, arrives),
        },
        ReleaseRule::DeliveredFourteenDays if sent.is_some() => {
            let end = order.received_at.or(arrives).map(end_of_withdrawal);
            match end {
                Some(at) if at <= now => (Payable, end),
                _ if received.is_some() => (WaitsForWithdrawal, end),
                _ => (WaitsForArrival, end),
            }
        }
        _ => (WaitsForShipment, None),
    }
}

/// The midnight after the last day on which a buyer may withdraw.
pub fn end_of_withdrawal(received: Instant) -> Instant {
    let zone = Zone::ljubljana();
    let (day, _) = zone.local(received);
    zone.midnight(&day.plus_days(WITHDRAWAL_DAYS + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_withdraw_ends_with_its_last_day_at_home() {
        let received = Instant::parse("2026-11-27T22:30:00Z").unwrap();
        assert_eq!(end_of_withdrawal(received).to_string(), "2026-12-11T23:00:00.000Z", "12. 12. at midnight in Ljubljana");
        let late = Instant::parse("2026-11-27T23:30:00Z").unwrap();
        assert_eq!(end_of_withdrawal(late).to_string(), "2026-12-12T23:00:00.000Z", "received after midnight");
    }

    #[test]
    fn nothing_follows_what_is_over() {
        for end in [PayoutStatus::LeftOut, PayoutStatus::Failed, PayoutStatus::Returned] {
            assert!(PayoutStatus::ALL.iter().all(|next| !next.may_follow(end)) && !end.holds_lines());
        }
    }
}
