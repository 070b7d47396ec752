//! Paying a purchase: opening a payment, sending the buyer to it, hearing how it ended.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::expire::receipt_of;
use super::place::HOLD_MINUTES;
use super::settle::settle;
use super::shop::Shop;
use super::shopper::Shopper;
use super::transfer;
use super::views::PaymentView;
use crate::carts::{Seen, Wish};
use crate::db::Tx;
use crate::kit::id::{OrderGroupId, OrderId, PaymentId};
use crate::kit::time::minutes;
use crate::kit::{Code, Result};
use crate::orders::{self, GroupStatus, Order, OrderGroup, OrderLine};
use crate::payments::{self, Payment, PaymentMethod, PaymentStatus, Receipt};
use crate::stripe::{Line, NewSession};
use crate::web::App;

/// How the buyer wants to pay.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPayment {
    /// One of `payment_methods`.
    pub method: PaymentMethod,
}

crate::text_enum! {
    /// How a payment is played.
    pub enum Outcome {
        /// The buyer pays.
        Paid = "paid",
        /// The bank says no.
        Declined = "declined",
    }
}

/// What the buyer presses on the page where a payment is played.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxOutcome {
    /// How it ends.
    pub outcome: Outcome,
}

/// When Stripe ends a visit by itself, at least half an hour after it is asked for one: counted from the opening of the
/// payment, so that asking again says the same. We end it earlier, when the hold is over.
const STRIPE_VISIT_MINUTES: u64 = HOLD_MINUTES + 35;

/// Opens a payment of a purchase that still waits for one. The sandbox's page is known at once; Stripe is asked after the
/// commit, by `reach`.
pub fn start(tx: &mut Tx, shop: &Shop, shopper: &Shopper, id: &OrderGroupId, new: &StartPayment) -> Result<PaymentView> {
    let group = shopper.group(tx, shop, id)?;
    if !shop.at_once().contains(&new.method) {
        return Err(Code::PaymentMethodUnavailable.into());
    }
    // Holds the end of the hold off until this is committed.
    if !orders::still_placed(tx, id)? || group.hold_expires_at <= tx.now {
        return Err(Code::OrderNotPayable.into());
    }
    let mut payment = payments::open(tx, id, new.method, group.total())?;
    if payment.method == PaymentMethod::Sandbox && payment.status == PaymentStatus::Created {
        let page = shop.sandbox_page(&group, &payment.id);
        payment = payments::point_to(tx, &payment.id, None, &page)?;
    }
    let facts = json!({ "group": id, "method": payment.method, "amount_cents": payment.amount_cents });
    crate::events::record(tx, "payment.opened", payment.id.as_str(), group.account_id.as_ref(), facts)?;
    Ok(PaymentView::of(&payment))
}

/// Opens a payment at once of a purchase that waits for a transfer, which gives way to it: one act, or none of it.
pub fn switch(tx: &mut Tx, shop: &Shop, shopper: &Shopper, id: &OrderGroupId, new: &StartPayment) -> Result<PaymentView> {
    let group = shopper.group(tx, shop, id)?;
    if !shop.at_once().contains(&new.method) {
        return Err(Code::PaymentMethodUnavailable.into());
    }
    transfer::give_way(tx, &group)?;
    start(tx, shop, shopper, id, new)
}

/// Makes sure that the buyer can be sent to pay: asks Stripe for a visit where there is none yet. The intent is committed
/// before Stripe hears of it and the answer after; a lost answer is asked for again under the same key.
pub async fn reach(app: &App, payment: PaymentView) -> Result<PaymentView> {
    let id = payment.id.clone();
    let mut payment = app.read(move |tx| payments::find(tx, &id)).await?;
    if payment.method == PaymentMethod::Stripe && payment.status == PaymentStatus::Created {
        open_session(app, &payment).await?;
        let id = payment.id.clone();
        payment = app.read(move |tx| payments::find(tx, &id)).await?;
    }
    Ok(PaymentView::of(&payment))
}

/// Asks Stripe for the visit of a payment and writes down where it is. Asked again, Stripe answers with the same visit.
async fn open_session(app: &App, payment: &Payment) -> Result<()> {
    let shop = Shop::of(app);
    let (about, known) = (payment.clone(), shop.clone());
    let new = app.read(move |tx| visit(tx, &known, &about)).await?;
    let session = shop.stripe()?.open_session(&new).await?;
    if let Some(url) = session.url.clone() {
        let (id, visit) = (payment.id.clone(), session.id.clone());
        app.write(move |tx| payments::point_to(tx, &id, Some(&visit), &url)).await?;
    }
    Ok(())
}

/// What Stripe's page shows; the same for the same payment, whenever it is asked.
fn visit(tx: &mut Tx, shop: &Shop, payment: &Payment) -> Result<NewSession> {
    let group = orders::group(tx, &payment.order_group_id)?;
    let orders = orders::of_group(tx, &group.id)?;
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id.clone()).collect();
    let lines = orders::lines(tx, &ids)?;
    let page = shop.order_page(&group);
    Ok(NewSession {
        payment: payment.id.to_string(),
        group: group.id.to_string(),
        lines: orders.iter().flat_map(|order| stripe_lines(&group, order, &lines)).collect(),
        currency: group.currency,
        email: group.email.clone(),
        locale: group.locale,
        success_url: format!("{page}?placilo=vrnitev"),
        cancel_url: format!("{page}?placilo=preklic"),
        expires_at: payment.created_at.plus(minutes(STRIPE_VISIT_MINUTES)),
    })
}

fn stripe_lines(group: &OrderGroup, order: &Order, lines: &[OrderLine]) -> Vec<Line> {
    let own = lines.iter().filter(|line| line.order_id == order.id);
    let mut page: Vec<Line> = own
        .map(|line| {
            let option = line.option.best(group.locale);
            let name = line.name.best(group.locale);
            Line {
                name: if option.is_empty() { name.to_owned() } else { format!("{name}, {option}") },
                unit_amount: line.unit_price_cents,
                quantity: line.quantity.unsigned_abs(),
            }
        })
        .collect();
    if order.delivery_cents > 0 {
        page.push(Line {
            name: format!("{}, {}", order.delivery.label, order.seller.name),
            unit_amount: order.delivery_cents,
            quantity: 1,
        });
    }
    page
}

/// The payment, if it is of a purchase that the caller may see.
pub fn find(tx: &mut Tx, shop: &Shop, shopper: &Shopper, id: &PaymentId) -> Result<Payment> {
    let payment = payments::find(tx, id)?;
    shopper.group(tx, shop, &payment.order_group_id)?;
    Ok(payment)
}

/// The buyer presses "pay" or "decline" on the page where a payment is played. Nothing is charged.
pub fn play(tx: &mut Tx, shop: &Shop, shopper: &Shopper, id: &PaymentId, pressed: &SandboxOutcome) -> Result<PaymentView> {
    let payment = find(tx, shop, shopper, id)?;
    if payment.method != PaymentMethod::Sandbox || !payment.status.is_open() {
        return Err(Code::PaymentNotOpen.into());
    }
    match pressed.outcome {
        Outcome::Paid => {
            let receipt = Receipt { amount: payment.amount(), livemode: false, intent: None };
            settle(tx, shop, &payment, &receipt)?;
        }
        Outcome::Declined => {
            payments::decline(tx, id)?;
            crate::events::record(tx, "payment.declined", id.as_str(), None, json!({ "group": payment.order_group_id }))?;
        }
    }
    Ok(PaymentView::of(&payments::find(tx, id)?))
}

/// The buyer came back from Stripe: asks how the visit ended, so that nobody waits for a webhook.
pub async fn check(app: &App, payment: Payment) -> Result<PaymentView> {
    if let (true, Some(visit)) = (payment.status.is_open(), payment.provider_session.clone()) {
        let shop = Shop::of(app);
        let session = shop.stripe()?.session(&visit).await?;
        let about = payment.clone();
        app.write(move |tx| {
            if let Some(receipt) = receipt_of(&session) {
                settle(tx, &shop, &about, &receipt)?;
            }
            Ok(())
        })
        .await?;
    }
    let id = payment.id;
    app.read(move |tx| Ok(PaymentView::of(&payments::find(tx, &id)?))).await
}

/// The lines of a purchase as wishes, to be put into a cart again.
pub fn wishes(tx: &mut Tx, group: &OrderGroup) -> Result<Vec<Wish>> {
    let orders = orders::of_group(tx, &group.id)?;
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id.clone()).collect();
    let lines = orders::lines(tx, &ids)?;
    let seller = |line: &OrderLine| orders.iter().find(|order| order.id == line.order_id).map(|order| order.organisation_id.clone());
    let wish = |line: OrderLine| {
        let organisation = seller(&line)?;
        Some(Wish {
            price: group.money(line.unit_price_cents),
            seen: Seen { organisation, product: line.product_id, slug: line.slug, name: line.name, option: line.option, sku: line.sku },
            variant: line.variant_id,
            quantity: line.quantity,
            personalisation: line.personalisation.unwrap_or_default(),
        })
    };
    Ok(lines.into_iter().filter_map(wish).collect())
}

/// Whether the purchase can still be called off by its buyer before paying.
pub fn refuse_unless_waiting(group: &OrderGroup) -> Result<()> {
    if group.status == GroupStatus::Placed { Ok(()) } else { Err(Code::OrderNotCancellable.into()) }
}
