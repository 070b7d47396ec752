//! Rows of order groups, orders and lines; their states and what may follow what.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{order_groups, orders};
use crate::kit::calendar::{end_of, last_day};
use crate::kit::handover::DeliveryMethod;
use crate::kit::id::{AccountId, CartId, OrderGroupId, OrderId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::locale::Locale;
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate, Zone, days};

/// How long after receiving a buyer may withdraw.
pub const WITHDRAWAL_DAYS: i32 = 14;
/// A parcel that nobody reported as delivered counts as received so long after it was sent.
pub const UNREPORTED_DAYS: u64 = 7;
/// How long the seller is liable for what was sold.
pub const GUARANTEE_YEARS: i32 = 2;

crate::text_enum! {
    /// Where one creator's order is.
    pub enum OrderStatus {
        /// Waiting for the payment; the pieces are held.
        Placed = "placed",
        /// Paid; the creator has not looked yet.
        Paid = "paid",
        /// The creator is preparing it.
        Accepted = "accepted",
        /// On the way.
        Shipped = "shipped",
        /// Waiting to be fetched.
        ReadyForPickup = "ready_for_pickup",
        /// Arrived.
        Delivered = "delivered",
        /// Fetched.
        Collected = "collected",
        /// Received, and the time to withdraw is over.
        Completed = "completed",
        /// Not paid in time.
        Expired = "expired",
        /// Called off before it was sent; paid money goes back whole.
        Cancelled = "cancelled",
        /// The buyer withdrew after receiving it.
        WithdrawalRequested = "withdrawal_requested",
        /// It came back.
        Returned = "returned",
        /// The money went back.
        Refunded = "refunded",
    }
}

impl OrderStatus {
    /// What may follow this state. The table mirrors the diagram in `mod.rs`.
    pub const fn next(self) -> &'static [OrderStatus] {
        use OrderStatus::*;
        match self {
            Placed => &[Paid, Expired, Cancelled],
            // Stripe may say "paid" after our clock said "expired".
            Expired => &[Paid],
            Paid => &[Accepted, Shipped, ReadyForPickup, Cancelled, Refunded],
            Accepted => &[Shipped, ReadyForPickup, Cancelled, Refunded],
            Shipped => &[Delivered, Completed, WithdrawalRequested, Refunded],
            ReadyForPickup => &[Collected, Cancelled, Refunded],
            Delivered | Collected => &[Completed, WithdrawalRequested, Refunded],
            WithdrawalRequested => &[Returned, Refunded],
            // A fault may show long after the time to withdraw.
            Returned | Completed => &[Refunded],
            Cancelled | Refunded => &[],
        }
    }

    /// Whether this state may follow the other.
    pub fn may_follow(self, before: OrderStatus) -> bool {
        before.next().contains(&self)
    }
}

crate::text_enum! {
    /// Where one purchase is.
    pub enum GroupStatus {
        /// Waiting for the payment.
        Placed = "placed",
        /// Paid.
        Paid = "paid",
        /// Not paid in time; nothing is owed.
        Expired = "expired",
        /// Called off by the buyer before paying.
        Cancelled = "cancelled",
    }
}

/// A postal address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostalAddress {
    /// Who stands on the parcel.
    #[schema(max_length = 120)]
    pub name: String,
    /// Street and number.
    #[schema(max_length = 120)]
    pub street: String,
    /// Postcode.
    #[schema(max_length = 12)]
    pub postcode: String,
    /// Town.
    #[schema(max_length = 80)]
    pub city: String,
    /// Country by its two letters.
    #[schema(min_length = 2, max_length = 2, example = "SI")]
    pub country: String,
}

/// A company that buys: its invoices name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyBuyer {
    /// The name in law.
    #[schema(max_length = 120)]
    pub name: String,
    /// Street and number.
    #[schema(max_length = 120)]
    pub street: String,
    /// Postcode.
    #[schema(max_length = 12)]
    pub postcode: String,
    /// Town.
    #[schema(max_length = 80)]
    pub city: String,
    /// Country by its two letters.
    #[schema(min_length = 2, max_length = 2, example = "SI")]
    pub country: String,
    /// The VAT id, where it has one.
    #[schema(max_length = 20)]
    pub vat_id: Option<String>,
}

/// Who sells, as the law wants it known; copied when the order was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = OrderSeller)]
pub struct SellerOfRecord {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The brand.
    pub name: String,
    /// The maker's page.
    pub slug: String,
    /// The town it works in.
    pub town: Option<String>,
    /// The name in law.
    pub legal_name: String,
    /// Street, postcode, town.
    pub address: String,
    /// Where to write.
    pub email: String,
    /// Where to call.
    pub phone: Option<String>,
    /// Register and number.
    pub registration: Option<String>,
    /// The number for VAT.
    pub vat_id: Option<String>,
    /// Whether prices contain VAT.
    pub vat_registered: bool,
    /// Whether consumer law applies to this seller.
    pub trader: bool,
}

/// How an order is handed over; copied when it was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedDelivery {
    /// The option's id at that time.
    pub option_id: String,
    /// In the buyer's language.
    pub label: String,
    /// The first day.
    pub earliest: LocalDate,
    /// The day it should be there.
    pub latest: LocalDate,
    /// Where to fetch it.
    pub address: Option<String>,
    /// When to fetch it.
    pub hours: Option<String>,
}

/// Where a parcel can be followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tracking {
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number.
    pub number: Option<String>,
    /// The carrier's page.
    pub url: Option<String>,
}

crate::text_enum! {
    /// Who called an order off.
    pub enum CancelledBy {
        /// The buyer.
        Buyer = "buyer",
        /// The seller.
        Seller = "seller",
        /// The platform, when it could not be fulfilled.
        System = "system",
    }
}

/// Who called an order off, why and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Cancellation {
    /// Who.
    pub by: CancelledBy,
    /// Why, in that person's words.
    pub reason: Option<String>,
    /// When.
    pub at: Instant,
}

/// One purchase.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_groups)]
pub struct OrderGroup {
    /// Its id.
    pub id: OrderGroupId,
    /// What people call it.
    pub number: String,
    /// Where it is.
    pub status: GroupStatus,
    /// The buyer's account, if signed in.
    pub account_id: Option<AccountId>,
    /// The cart it was made of.
    pub cart_id: Option<CartId>,
    /// Where letters go.
    pub email: String,
    /// The buyer's name.
    pub name: String,
    /// The buyer's phone.
    pub phone: Option<String>,
    /// Where parcels go.
    pub address: Option<Json<PostalAddress>>,
    /// The company that buys, if one does.
    pub company: Option<Json<CompanyBuyer>>,
    /// The language of every letter about it.
    pub locale: Locale,
    /// Words to put in.
    pub gift_note: Option<String>,
    /// Whether papers in the parcel show no prices.
    pub hide_prices: bool,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// All goods.
    pub items_cents: i64,
    /// All deliveries.
    pub delivery_cents: i64,
    /// What is paid.
    pub total_cents: i64,
    /// Raised to make every earlier link to the order page useless.
    pub link_version: i32,
    /// When the buyer accepted the terms.
    pub terms_accepted_at: Instant,
    /// Until when its pieces are held.
    pub hold_expires_at: Instant,
    /// When it was placed.
    pub placed_at: Instant,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// The first of the purchases that one cart became, because each creator is paid straight.
    pub placed_with: Option<OrderGroupId>,
}

impl OrderGroup {
    /// What is paid.
    pub fn total(&self) -> Money {
        self.money(self.total_cents)
    }

    /// An amount in its currency.
    pub fn money(&self, amount: i64) -> Money {
        Money { amount, currency: self.currency }
    }
}

/// One creator's part of a purchase.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = orders)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The purchase.
    pub order_group_id: OrderGroupId,
    /// The seller.
    pub organisation_id: OrganisationId,
    /// What people call it.
    pub number: String,
    /// Where it is.
    pub status: OrderStatus,
    /// Raised by every change.
    pub version: i64,
    /// The seller of record.
    pub seller: Json<SellerOfRecord>,
    /// Sent or fetched.
    pub delivery_method: DeliveryMethod,
    /// What was agreed about the delivery.
    pub delivery: Json<AgreedDelivery>,
    /// The currency.
    pub currency: Currency,
    /// Goods.
    pub items_cents: i64,
    /// Delivery.
    pub delivery_cents: i64,
    /// Both.
    pub total_cents: i64,
    /// VAT in the total.
    pub vat_cents: i64,
    /// Pieces.
    pub pieces: i64,
    /// The working day it should leave on.
    pub ship_by: LocalDate,
    /// Number, buyer and e-mail, folded, for the maker's search.
    pub search: String,
    /// Where the parcel can be followed.
    pub tracking: Option<Json<Tracking>>,
    /// Who called it off.
    pub cancellation: Option<Json<Cancellation>>,
    /// When it was placed.
    pub placed_at: Instant,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// When the creator accepted it.
    pub accepted_at: Option<Instant>,
    /// When it left, or was ready to be fetched.
    pub sent_at: Option<Instant>,
    /// When it arrived, or was fetched.
    pub received_at: Option<Instant>,
    /// When the time to withdraw was over.
    pub completed_at: Option<Instant>,
    /// When it was called off, or expired.
    pub cancelled_at: Option<Instant>,
    /// What went back of it, or is promised to: never more than its total.
    pub refunded_cents: i64,
    /// Of that, the delivery.
    pub refunded_delivery_cents: i64,
}

impl Order {
    /// An amount in its currency.
    pub fn money(&self, amount: i64) -> Money {
        Money { amount, currency: self.currency }
    }

    /// When it was received, as far as is known: what nobody reported counts as received a week after it was sent, once it is complete.
    pub fn received(&self) -> Option<Instant> {
        self.received_at.or(self.completed_at.and(self.sent_at).map(|sent| sent.plus(days(UNREPORTED_DAYS))))
    }

    /// The last day to withdraw; none before it is received.
    pub fn withdraw_until(&self) -> Option<LocalDate> {
        self.received().map(|received| last_day(received, WITHDRAWAL_DAYS))
    }

    /// Whether the buyer may withdraw: from paying until the last day after receiving is over.
    pub fn is_withdrawal_open(&self, now: Instant) -> bool {
        let ended = matches!(self.status, OrderStatus::Placed | OrderStatus::Expired | OrderStatus::Cancelled | OrderStatus::Refunded);
        self.paid_at.is_some() && !ended && self.withdraw_until().is_none_or(|day| now < end_of(&day))
    }

    /// The last day for a claim, two years after it was received; none before it was sent.
    pub fn claim_until(&self) -> Option<LocalDate> {
        let received = self.received().or(self.sent_at.map(|sent| sent.plus(days(UNREPORTED_DAYS))))?;
        let (day, _) = Zone::ljubljana().local(received);
        Some(LocalDate::from_civil(day.civil().saturating_add(jiff::Span::new().years(GUARANTEE_YEARS))))
    }

    /// Whether the order has not left yet.
    pub fn is_before_sending(&self) -> bool {
        matches!(self.status, OrderStatus::Paid | OrderStatus::Accepted | OrderStatus::ReadyForPickup)
    }

    /// Whether it is sent by post.
    pub fn is_parcel(&self) -> bool {
        self.delivery_method == DeliveryMethod::Parcel
    }

    /// The states it went through with their times, oldest first, then those to come without.
    pub fn steps(&self) -> Vec<(OrderStatus, Option<Instant>)> {
        use OrderStatus::*;
        let (sent, received) = if self.is_parcel() { (Shipped, Delivered) } else { (ReadyForPickup, Collected) };
        let happened = [
            (Placed, Some(self.placed_at)),
            (Paid, self.paid_at),
            (Accepted, self.accepted_at.or(self.sent_at)),
            (sent, self.sent_at),
            (received, self.received_at.or(self.completed_at)),
        ];
        match self.status {
            Cancelled | Expired => {
                let mut steps: Vec<_> = happened.into_iter().filter(|(_, at)| at.is_some()).collect();
                steps.push((self.status, self.cancelled_at));
                steps
            }
            _ => happened.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_follows_an_end() {
        for end in [OrderStatus::Cancelled, OrderStatus::Refunded] {
            assert!(OrderStatus::ALL.iter().all(|next| !next.may_follow(end)));
        }
    }

    #[test]
    fn what_was_sent_cannot_be_cancelled() {
        for sent in [OrderStatus::Shipped, OrderStatus::Delivered, OrderStatus::Collected] {
            assert!(!OrderStatus::Cancelled.may_follow(sent));
        }
    }

    #[test]
    fn every_state_but_the_first_can_be_reached() {
        for status in OrderStatus::ALL.iter().filter(|status| **status != OrderStatus::Placed) {
            assert!(OrderStatus::ALL.iter().any(|before| status.may_follow(*before)), "{status}");
        }
    }
}
