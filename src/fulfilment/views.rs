//! Orders as their maker reads them.

use serde::{Deserialize, Serialize};

use crate::checkout::{line_view, refunded};
use crate::commissions::share_back;
use crate::db::Tx;
use crate::editions;
use crate::kit::Result;
use crate::kit::handover::DeliveryMethod;
use crate::kit::id::{OrderId, OrderLineId, RefundId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate};
use crate::orders::views::{OrderDelivery, OrderLineView, OrderStep, steps};
use crate::orders::{self, Cancellation, Order, OrderGroup, OrderLine, OrderStatus, PostalAddress, Tracking};
use crate::payments::{self, Refund, RefundReason, RefundStatus};

/// An order in a list.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrderListItem {
    /// Its id.
    pub id: OrderId,
    /// What people call it.
    pub number: String,
    /// Where it is.
    pub status: OrderStatus,
    /// The buyer.
    pub buyer_name: String,
    /// Where the parcel goes.
    pub town: Option<String>,
    /// Sent or fetched.
    pub delivery_method: DeliveryMethod,
    /// Pieces.
    pub pieces: i64,
    /// What the buyer paid.
    pub total: Money,
    /// When it was paid.
    pub paid_at: Instant,
    /// The working day it should leave on.
    pub ship_by: LocalDate,
    /// Its first line in words.
    pub first_line: String,
    /// Whether a note goes in.
    pub gift: bool,
    /// Messages of the buyer that nobody in the studio has read.
    #[serde(default)]
    pub unread: i64,
}

/// How many orders are in each state.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrderCounts {
    /// To look at.
    pub paid: i64,
    /// Being prepared.
    pub accepted: i64,
    /// On the way.
    pub shipped: i64,
    /// Waiting to be fetched.
    pub ready_for_pickup: i64,
    /// Arrived.
    pub delivered: i64,
    /// Fetched.
    pub collected: i64,
    /// Done.
    pub completed: i64,
    /// The buyer withdrew, or it came back.
    #[serde(default)]
    pub returning: i64,
    /// Called off.
    pub cancelled: i64,
    /// With messages that nobody in the studio has read.
    #[serde(default)]
    pub unread: i64,
}

/// Who buys, as the maker needs to know.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BuyerView {
    /// The name.
    pub name: String,
    /// Where to write.
    pub email: String,
    /// Where to call.
    pub phone: Option<String>,
    /// The language to write in.
    pub locale: Locale,
}

crate::text_enum! {
    /// What can be done with an order.
    pub enum OrderAct {
        /// Begin to prepare it.
        Acceptance = "acceptance",
        /// Send it.
        Shipment = "shipment",
        /// Have it ready.
        Readiness = "readiness",
        /// Hand it over.
        Handover = "handover",
        /// It arrived.
        Delivery = "delivery",
        /// Call it off.
        Cancellation = "cancellation",
    }
}

/// Money that goes back.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RefundView {
    /// Its id.
    pub id: RefundId,
    /// How much.
    pub amount: Money,
    /// Where it is.
    pub status: RefundStatus,
    /// Why.
    pub reason: RefundReason,
    /// The same in somebody's words.
    pub note: Option<String>,
    /// When it was promised.
    pub created_at: Instant,
    /// What it is made of; nothing when it is no order's.
    pub parts: Vec<RefundPartView>,
}

/// A part of a refund: of a line, or of the delivery.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RefundPartView {
    /// The line; none for the delivery.
    pub line_id: Option<OrderLineId>,
    /// Pieces that come back with it.
    pub quantity: i64,
    /// How much.
    pub amount: Money,
    /// Whether the pieces are on the shelf again.
    pub restocked: bool,
}

/// An order as its maker reads it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrderDetail {
    /// Its id.
    pub id: OrderId,
    /// What people call it.
    pub number: String,
    /// The purchase's number.
    pub group_number: String,
    /// Where it is.
    pub status: OrderStatus,
    /// Raised by every change.
    pub version: i64,
    /// What happened, and what is to come.
    pub steps: Vec<OrderStep>,
    /// Who buys.
    pub buyer: BuyerView,
    /// Where the parcel goes; none when it is fetched.
    pub address: Option<PostalAddress>,
    /// How it is handed over.
    pub delivery: OrderDelivery,
    /// Words to put in.
    pub gift_note: Option<String>,
    /// Whether papers in the parcel show no prices.
    pub hide_prices: bool,
    /// What.
    pub lines: Vec<OrderLineView>,
    /// Goods.
    pub items_total: Money,
    /// Delivery.
    pub delivery_total: Money,
    /// Both.
    pub total: Money,
    /// The VAT in the total.
    pub vat_included: Money,
    /// What of it is owed to companies of challenges, less what went back with refunds.
    pub royalty: Money,
    /// What went back, or is promised to.
    pub refunded: Money,
    /// Of that, the delivery.
    pub refunded_delivery: Money,
    /// The working day it should leave on.
    pub ship_by: LocalDate,
    /// Where the parcel can be followed.
    pub tracking: Option<Tracking>,
    /// What can be done now.
    pub acts: Vec<OrderAct>,
    /// Money that goes back.
    pub refunds: Vec<RefundView>,
    /// Who called it off.
    pub cancellation: Option<Cancellation>,
}

impl OrderListItem {
    /// An order in a list. `lines` are its own.
    pub fn of(order: &Order, group: &OrderGroup, lines: &[OrderLine], unread: i64, locale: Locale) -> OrderListItem {
        let more = lines.len().saturating_sub(1);
        let first = lines.first().map(|line| line.name.best(locale).to_owned()).unwrap_or_default();
        OrderListItem {
            id: order.id.clone(),
            number: order.number.clone(),
            status: order.status,
            buyer_name: group.name.clone(),
            town: group.address.as_ref().filter(|_| order.is_parcel()).map(|address| address.city.clone()),
            delivery_method: order.delivery_method,
            pieces: order.pieces,
            total: order.money(order.total_cents),
            paid_at: order.paid_at.unwrap_or(order.placed_at),
            ship_by: order.ship_by.clone(),
            first_line: if more == 0 { first } else { format!("{first} + {more}") },
            gift: group.gift_note.is_some(),
            unread,
        }
    }
}

impl OrderCounts {
    /// From the numbers by state.
    pub fn of(numbers: &[(OrderStatus, i64)]) -> OrderCounts {
        let count = |status: OrderStatus| numbers.iter().find(|(known, _)| *known == status).map_or(0, |(_, count)| *count);
        OrderCounts {
            paid: count(OrderStatus::Paid),
            accepted: count(OrderStatus::Accepted),
            shipped: count(OrderStatus::Shipped),
            ready_for_pickup: count(OrderStatus::ReadyForPickup),
            delivered: count(OrderStatus::Delivered),
            collected: count(OrderStatus::Collected),
            completed: count(OrderStatus::Completed),
            returning: count(OrderStatus::WithdrawalRequested) + count(OrderStatus::Returned),
            cancelled: count(OrderStatus::Cancelled),
            unread: 0,
        }
    }
}

/// What the maker can do with an order in this state.
fn acts(order: &Order) -> Vec<OrderAct> {
    let all = [
        (OrderAct::Acceptance, OrderStatus::Accepted, None),
        (OrderAct::Shipment, OrderStatus::Shipped, Some(DeliveryMethod::Parcel)),
        (OrderAct::Readiness, OrderStatus::ReadyForPickup, Some(DeliveryMethod::Pickup)),
        (OrderAct::Handover, OrderStatus::Collected, Some(DeliveryMethod::Pickup)),
        (OrderAct::Delivery, OrderStatus::Delivered, Some(DeliveryMethod::Parcel)),
        (OrderAct::Cancellation, OrderStatus::Cancelled, None),
    ];
    let fits = |method: &Option<DeliveryMethod>| method.is_none_or(|method| method == order.delivery_method);
    all.into_iter().filter(|(_, to, method)| to.may_follow(order.status) && fits(method)).map(|(act, ..)| act).collect()
}

/// Refunds with what they are made of.
pub fn refund_views(tx: &mut Tx, refunds: Vec<Refund>) -> Result<Vec<RefundView>> {
    let ids: Vec<RefundId> = refunds.iter().map(|refund| refund.id.clone()).collect();
    let parts = payments::parts_of(tx, &ids)?;
    let view = |refund: Refund| {
        let own = parts.iter().filter(|part| part.refund_id == refund.id);
        let part = |part: &payments::RefundLine| RefundPartView {
            line_id: part.order_line_id.clone(),
            quantity: part.pieces,
            amount: Money { amount: part.amount_cents, ..refund.amount() },
            restocked: part.restocked,
        };
        RefundView {
            amount: refund.amount(),
            status: refund.status,
            reason: refund.reason,
            note: refund.note.clone(),
            created_at: refund.created_at,
            parts: own.map(part).collect(),
            id: refund.id,
        }
    };
    Ok(refunds.into_iter().map(view).collect())
}

/// The order with everything on its maker's page.
pub fn detail(tx: &mut Tx, order: &Order, locale: Locale) -> Result<OrderDetail> {
    let group = orders::group(tx, &order.order_group_id)?;
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    let refunds = payments::refunds_of_orders(tx, std::slice::from_ref(&order.id))?;
    let numbered = editions::of_orders(tx, std::slice::from_ref(&order.id))?;
    Ok(OrderDetail {
        id: order.id.clone(),
        number: order.number.clone(),
        group_number: group.number,
        status: order.status,
        version: order.version,
        steps: steps(order),
        buyer: BuyerView { name: group.name, email: group.email, phone: group.phone, locale: group.locale },
        address: group.address.map(|address| address.0).filter(|_| order.is_parcel()),
        delivery: OrderDelivery::of(order),
        gift_note: group.gift_note,
        hide_prices: group.hide_prices,
        lines: lines.iter().map(|line| line_view(order, line, &numbered, locale)).collect(),
        items_total: order.money(order.items_cents),
        delivery_total: order.money(order.delivery_cents),
        total: order.money(order.total_cents),
        vat_included: order.money(order.vat_cents),
        royalty: order.money(
            lines.iter().map(|line| line.royalty_cents - share_back(line.royalty_cents, line.total_cents, line.refunded_cents)).sum(),
        ),
        refunded: refunded(order, &refunds),
        refunded_delivery: order.money(order.refunded_delivery_cents),
        ship_by: order.ship_by.clone(),
        tracking: order.tracking.as_ref().map(|tracking| tracking.0.clone()),
        acts: acts(order),
        refunds: refund_views(tx, refunds)?,
        cancellation: order.cancellation.as_ref().map(|cancellation| cancellation.0.clone()),
    })
}
