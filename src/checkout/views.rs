//! A purchase as its buyer reads it.

use serde::{Deserialize, Serialize};

use super::place::by_order;
use super::shop::Shop;
use super::transfer_views::{self, BankTransferView, PlacedTogether};
use crate::db::Tx;
use crate::documents::{self, Document, DocumentView};
use crate::dues::DueStatus;
use crate::editions::{self, Piece};
use crate::kit::Result;
use crate::kit::id::{OrderGroupId, OrderId, OrderLineId, PaymentId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate};
use crate::orders::views::{EditionNumber, OrderDelivery, OrderLineView, OrderStep, steps};
use crate::orders::{
    self, Cancellation, CompanyBuyer, GroupStatus, Order, OrderGroup, OrderLine, OrderStatus, PostalAddress, SellerOfRecord, Tracking,
};
use crate::payments::{self, Payment, PaymentMethod, PaymentStatus, Refund, RefundStatus};

/// A purchase as its buyer reads it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrderGroupView {
    /// Its id.
    pub id: OrderGroupId,
    /// What people call it.
    pub number: String,
    /// The secret of its page; where the caller needs it.
    pub token: Option<String>,
    /// Where it is.
    pub status: GroupStatus,
    /// Where letters go.
    pub email: String,
    /// The buyer's name.
    pub name: String,
    /// The buyer's phone.
    pub phone: Option<String>,
    /// Where parcels go.
    pub address: Option<PostalAddress>,
    /// The company that buys, if one does.
    pub company: Option<CompanyBuyer>,
    /// The language of its letters.
    pub locale: Locale,
    /// Words to put in.
    pub gift_note: Option<String>,
    /// Whether papers in the parcel show no prices.
    pub hide_prices: bool,
    /// All goods.
    pub items_total: Money,
    /// All deliveries.
    pub delivery_total: Money,
    /// What is paid.
    pub total: Money,
    /// The VAT in the total.
    pub vat_included: Money,
    /// What went back, or is promised to.
    pub refunded: Money,
    /// When it was placed.
    pub placed_at: Instant,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// Until when its pieces are kept.
    pub hold_expires_at: Instant,
    /// The latest payment.
    pub payment: Option<PaymentView>,
    /// How one can pay.
    pub payment_methods: Vec<PaymentMethod>,
    /// How one can pay at once instead of by the transfer that is waited for, while nothing came of it.
    pub instead_of_transfer: Vec<PaymentMethod>,
    /// Whether the buyer can call it off, whole, before paying.
    pub cancellable: bool,
    /// How it is paid straight to its creator, if it is.
    pub transfer: Option<BankTransferView>,
    /// The other purchases that the same cart became, each paid straight to its creator.
    pub together: Vec<PlacedTogether>,
    /// One order for each creator.
    pub orders: Vec<BuyerOrderView>,
}

/// One creator's part, as the buyer reads it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BuyerOrderView {
    /// Its id.
    pub id: OrderId,
    /// What people call it.
    pub number: String,
    /// Where it is.
    pub status: OrderStatus,
    /// What happened, and what is to come.
    pub steps: Vec<OrderStep>,
    /// Who sells.
    pub seller: SellerOfRecord,
    /// What.
    pub lines: Vec<OrderLineView>,
    /// How it is handed over.
    pub delivery: OrderDelivery,
    /// Goods.
    pub items_total: Money,
    /// Delivery.
    pub delivery_total: Money,
    /// Both.
    pub total: Money,
    /// The VAT in the total.
    pub vat_included: Money,
    /// What went back, or is promised to.
    pub refunded: Money,
    /// Where the parcel can be followed.
    pub tracking: Option<Tracking>,
    /// Whether the buyer can call it off now.
    pub cancellable: bool,
    /// How long one may withdraw, and from what not.
    pub withdrawal: WithdrawalView,
    /// Who called it off.
    pub cancellation: Option<Cancellation>,
    /// The invoice, and what was credited of it.
    pub documents: Vec<DocumentView>,
}

/// How long one may withdraw, and from what not.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WithdrawalView {
    /// Whether the buyer may withdraw now.
    pub open: bool,
    /// The last day; none until the goods are received.
    pub until: Option<LocalDate>,
    /// Lines that the law excepts.
    pub exempt_lines: Vec<OrderLineId>,
}

/// A payment as its buyer reads it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PaymentView {
    /// Its id.
    pub id: PaymentId,
    /// The purchase.
    pub order_group_id: OrderGroupId,
    /// Who moves the money.
    pub method: PaymentMethod,
    /// Where it is.
    pub status: PaymentStatus,
    /// How much.
    pub amount: Money,
    /// What went back, or is promised to.
    pub refunded: Money,
    /// Where to pay, while one can.
    pub checkout_url: Option<String>,
    /// When it was begun.
    pub created_at: Instant,
    /// When the money came.
    pub captured_at: Option<Instant>,
}

impl PaymentView {
    /// The payment as its buyer reads it.
    pub fn of(payment: &Payment) -> PaymentView {
        PaymentView {
            id: payment.id.clone(),
            order_group_id: payment.order_group_id.clone(),
            method: payment.method,
            status: payment.status,
            amount: payment.amount(),
            refunded: payment.refunded(),
            checkout_url: payment.checkout_url.clone().filter(|_| payment.status.is_open()),
            created_at: payment.created_at,
            captured_at: payment.captured_at,
        }
    }
}

/// The purchase with everything on its page. The secret is told to those who hold it already, and to whom it was just made for.
pub fn group_view(tx: &mut Tx, shop: &Shop, group: OrderGroup, locale: Locale, with_token: bool) -> Result<OrderGroupView> {
    let orders = orders::of_group(tx, &group.id)?;
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id.clone()).collect();
    let mut lines = by_order(orders::lines(tx, &ids)?);
    let refunds = payments::refunds_of_orders(tx, &ids)?;
    let numbered = editions::of_orders(tx, &ids)?;
    let payments = payments::of_groups(tx, std::slice::from_ref(&group.id))?;
    let open = group.status == GroupStatus::Placed && group.hold_expires_at > tx.now;
    let transfer = transfer_views::view(tx, &group)?;
    let waits = transfer.as_ref().is_some_and(|transfer| transfer.status.waits());
    let untouched = transfer.as_ref().is_some_and(|transfer| transfer.status == DueStatus::Unpaid);
    let vat = group.money(orders.iter().map(|order| order.vat_cents).sum());
    let refunded = group.money(payments.iter().map(|payment| payment.refunded_cents).sum());
    Ok(OrderGroupView {
        token: with_token.then(|| shop.order_token(&group)),
        items_total: group.money(group.items_cents),
        delivery_total: group.money(group.delivery_cents),
        total: group.total(),
        vat_included: vat,
        refunded,
        payment: latest(&payments).map(PaymentView::of),
        payment_methods: if open && !waits { shop.at_once() } else { Vec::new() },
        instead_of_transfer: if open && untouched { shop.at_once() } else { Vec::new() },
        together: transfer_views::together(tx, shop, &group, with_token)?,
        transfer,
        cancellable: group.status == GroupStatus::Placed,
        orders: orders
            .iter()
            .map(|order| {
                let lines = lines.remove(&order.id).unwrap_or_default();
                let papers = documents::of_order(tx, &order.id)?;
                Ok(buyer_view(tx.now, order, &lines, &refunds, &papers, &numbered, locale))
            })
            .collect::<Result<_>>()?,
        id: group.id,
        number: group.number,
        status: group.status,
        email: group.email,
        name: group.name,
        phone: group.phone,
        address: group.address.map(|address| address.0),
        company: group.company.map(|company| company.0),
        locale: group.locale,
        gift_note: group.gift_note,
        hide_prices: group.hide_prices,
        placed_at: group.placed_at,
        paid_at: group.paid_at,
        hold_expires_at: group.hold_expires_at,
    })
}

/// The payment that tells most: a captured one, else the last.
fn latest(payments: &[Payment]) -> Option<&Payment> {
    payments.iter().find(|payment| payment.status == PaymentStatus::Captured).or(payments.last())
}

fn buyer_view(
    now: Instant,
    order: &Order,
    lines: &[OrderLine],
    refunds: &[Refund],
    papers: &[Document],
    numbered: &[Piece],
    locale: Locale,
) -> BuyerOrderView {
    BuyerOrderView {
        id: order.id.clone(),
        number: order.number.clone(),
        status: order.status,
        steps: steps(order),
        seller: order.seller.0.clone(),
        lines: lines.iter().map(|line| line_view(order, line, numbered, locale)).collect(),
        delivery: OrderDelivery::of(order),
        items_total: order.money(order.items_cents),
        delivery_total: order.money(order.delivery_cents),
        total: order.money(order.total_cents),
        vat_included: order.money(order.vat_cents),
        refunded: refunded(order, refunds),
        tracking: order.tracking.as_ref().map(|tracking| tracking.0.clone()),
        cancellable: order.status == OrderStatus::Paid,
        withdrawal: WithdrawalView {
            open: order.is_withdrawal_open(now),
            until: order.withdraw_until(),
            exempt_lines: lines.iter().filter(|line| line.withdrawal_exempt.is_some()).map(|line| line.id.clone()).collect(),
        },
        cancellation: order.cancellation.as_ref().map(|cancellation| cancellation.0.clone()),
        documents: papers.iter().map(DocumentView::of).collect(),
    }
}

/// A line with the numbers of its pieces, where they are of an edition.
pub fn line_view(order: &Order, line: &OrderLine, numbered: &[Piece], locale: Locale) -> OrderLineView {
    let own = numbered.iter().filter(|piece| piece.order_line_id == line.id);
    let edition = own.map(|piece| EditionNumber { number: piece.number, size: piece.size }).collect();
    OrderLineView { edition, ..OrderLineView::of(order, line, locale) }
}

/// What went back of an order, or is promised to.
pub fn refunded(order: &Order, refunds: &[Refund]) -> Money {
    let own = refunds.iter().filter(|refund| refund.order_id.as_ref() == Some(&order.id) && refund.status != RefundStatus::Failed);
    order.money(own.map(|refund| refund.amount_cents).sum())
}
