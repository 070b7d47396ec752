//! What makers do with paid orders, and buyers before that: accept, send, have ready, hand over, call off.
//!
//! Each act is one guarded step of the order together with what it entails (a letter, money back, pieces back on the
//! shelf) in one transaction. Of two hands only one acts; the other is told `order_state_conflict`. A cancellation before
//! sending gives all of the order's money back. Withdrawal after receiving is not done here.

mod cancel;
mod letters;
mod routes;
mod stock;
mod views;

pub use cancel::{Cancel, cancel_by_buyer, cancel_by_seller};
pub use routes::routes;
pub use views::{OrderDetail, OrderListItem, RefundView, detail, refund_views};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::checkout::Shop;
use crate::db::Tx;
use crate::identity::Member;
use crate::kit::check::Check;
use crate::kit::handover::DeliveryMethod;
use crate::kit::id::OrderId;
use crate::kit::time::hours;
use crate::kit::{Code, Result};
use crate::orders::{self, Order, OrderStatus, Stamp, Tracking};
use crate::web::{App, Workers};

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.every("fulfilment.complete", hours(6), |app: App, _| Box::pin(async move { app.write(orders::complete_due).await.map(drop) }));
}

/// How a parcel left.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ship {
    /// Who carries it.
    #[schema(max_length = 80)]
    pub carrier: String,
    /// The carrier's number.
    #[schema(max_length = 80)]
    pub tracking_number: Option<String>,
    /// The carrier's page, on https.
    #[schema(max_length = 300)]
    pub tracking_url: Option<String>,
}

/// The maker has seen the order and prepares it.
pub fn accept(tx: &mut Tx, by: &Member, id: &OrderId) -> Result<()> {
    let order = orders::of_organisation(tx, &by.organisation, id)?;
    step(tx, by, &order, OrderStatus::Accepted, Stamp::Accepted)
}

/// The parcel left; the buyer is told how to follow it. Refused for an order that is fetched.
pub fn ship(tx: &mut Tx, shop: &Shop, by: &Member, id: &OrderId, how: &Ship) -> Result<()> {
    let order = of_method(tx, by, id, DeliveryMethod::Parcel)?;
    let tracking = tracking(how)?;
    step(tx, by, &order, OrderStatus::Shipped, Stamp::Sent(Some(tracking)))?;
    letters::tell_shipped(tx, shop, id)
}

/// The order waits to be fetched; the buyer is told where and when. Refused for a parcel.
pub fn make_ready(tx: &mut Tx, shop: &Shop, by: &Member, id: &OrderId) -> Result<()> {
    let order = of_method(tx, by, id, DeliveryMethod::Pickup)?;
    step(tx, by, &order, OrderStatus::ReadyForPickup, Stamp::Sent(None))?;
    letters::tell_ready(tx, shop, id)
}

/// The buyer fetched the order.
pub fn hand_over(tx: &mut Tx, by: &Member, id: &OrderId) -> Result<()> {
    let order = of_method(tx, by, id, DeliveryMethod::Pickup)?;
    step(tx, by, &order, OrderStatus::Collected, Stamp::Received)
}

/// The parcel arrived.
pub fn deliver(tx: &mut Tx, by: &Member, id: &OrderId) -> Result<()> {
    let order = of_method(tx, by, id, DeliveryMethod::Parcel)?;
    step(tx, by, &order, OrderStatus::Delivered, Stamp::Received)
}

fn of_method(tx: &mut Tx, by: &Member, id: &OrderId, method: DeliveryMethod) -> Result<Order> {
    let order = orders::of_organisation(tx, &by.organisation, id)?;
    if order.delivery_method == method { Ok(order) } else { Err(Code::WrongDeliveryMethod.into()) }
}

fn step(tx: &mut Tx, by: &Member, order: &Order, to: OrderStatus, stamp: Stamp) -> Result<()> {
    orders::advance(tx, order, to, stamp)?;
    crate::events::record(
        tx,
        &format!("order.{to}"),
        order.id.as_str(),
        Some(&by.account),
        json!({ "number": order.number, "from": order.status }),
    )
}

fn tracking(how: &Ship) -> Result<Tracking> {
    let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut check = Check::new();
    check.text("/carrier", &how.carrier, 1..=80);
    check.text("/tracking_number", how.tracking_number.as_deref().unwrap_or(""), 0..=80);
    check.text("/tracking_url", how.tracking_url.as_deref().unwrap_or(""), 0..=300);
    let url = filled(&how.tracking_url);
    // The address stands as a link in a letter and on a page; nothing but a web page may stand there.
    let page = url.as_ref().is_none_or(|url| url.starts_with("https://") && !url.contains(char::is_whitespace));
    check.that(page, "/tracking_url", "url_invalid", "Give the whole address of the carrier's page, beginning with https://.");
    check.done()?;
    Ok(Tracking { carrier: how.carrier.trim().to_owned(), number: filled(&how.tracking_number), url })
}
