//! Calling an order off: its money goes back whole, its pieces go back to the shelf, both sides are told.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::letters;
use crate::checkout::{Shop, wanted};
use crate::db::Tx;
use crate::editions;
use crate::identity::Member;
use crate::inventory::{self, Reason};
use crate::kit::check::Check;
use crate::kit::id::{AccountId, OrderId};
use crate::kit::{Code, Error, Result};
use crate::orders::{self, Cancellation, CancelledBy, Order, OrderGroup, OrderStatus, Stamp};
use crate::payments::RefundReason;
use crate::refunds::{self, Asked, Giving};

/// Why an order is called off. A maker must say it; the buyer reads it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CancelOrder)]
pub struct Cancel {
    /// In plain words.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// The buyer calls a paid order off that its maker has not accepted yet.
pub fn cancel_by_buyer(tx: &mut Tx, shop: &Shop, group: &OrderGroup, id: &OrderId, why: &Cancel) -> Result<()> {
    let order = orders::order_of_group(tx, &group.id, id)?;
    if order.status != OrderStatus::Paid {
        return Err(Code::OrderNotCancellable.into());
    }
    let reason = reason(why, 0)?;
    cancel(tx, &order, CancelledBy::Buyer, reason, group.account_id.as_ref())?;
    letters::tell_cancelled(tx, shop, id)
}

/// The maker calls a paid order off before it is sent or fetched, with a reason that the buyer reads.
pub fn cancel_by_seller(tx: &mut Tx, shop: &Shop, by: &Member, id: &OrderId, why: &Cancel) -> Result<()> {
    let order = orders::of_organisation(tx, &by.organisation, id)?;
    if order.paid_at.is_none() {
        return Err(Error::not_found());
    }
    let reason = reason(why, 5)?;
    cancel(tx, &order, CancelledBy::Seller, reason, Some(&by.account))?;
    letters::tell_cancelled(tx, shop, id)
}

fn reason(why: &Cancel, least: usize) -> Result<Option<String>> {
    let text = why.reason.as_deref().map(str::trim).unwrap_or("");
    let mut check = Check::new();
    check.text("/reason", text, least..=500);
    check.done()?;
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

fn cancel(tx: &mut Tx, order: &Order, by: CancelledBy, reason: Option<String>, actor: Option<&AccountId>) -> Result<()> {
    let cancellation = Cancellation { by, reason, at: tx.now };
    orders::advance(tx, order, OrderStatus::Cancelled, Stamp::CancelledBy(cancellation))?;
    let why = if by == CancelledBy::Buyer { RefundReason::CancelledByBuyer } else { RefundReason::CancelledBySeller };
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    if order.total_cents > order.refunded_cents {
        let giving = Giving { reason: why, note: None, announced: false };
        refunds::of_order(tx, &order.id, &Asked::everything(order, &lines, true), giving)?;
    } else {
        // Nothing was paid for it, so nothing goes back but the pieces.
        inventory::put_back(tx, order.id.as_str(), &wanted(lines.iter()), Reason::Cancelled)?;
        let mut pieces = inventory::Wanted::new();
        for line in &lines {
            *pieces.entry(line.variant_id.clone()).or_insert(0) += line.quantity;
        }
        let numbered = editions::take_back(tx, &order.id, &pieces)?;
        inventory::put_back_editions(tx, order.id.as_str(), &numbered, Reason::Cancelled)?;
    }
    let facts = json!({ "number": order.number, "by": by, "refunded_cents": order.total_cents });
    crate::events::record(tx, "order.cancelled", order.id.as_str(), actor, facts)
}
