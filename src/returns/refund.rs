//! Money back by hand: of lines, of the delivery, or a free amount, with a reason that the buyer reads.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::hand::Hand;
use super::letters;
use crate::checkout::Shop;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::id::OrderLineId;
use crate::kit::money::Money;
use crate::orders::Order;
use crate::payments::Refund;
use crate::refunds::{self, Asked, Giving, LinePart};

/// What goes back of a line.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveBackLine {
    /// The line.
    pub line_id: OrderLineId,
    /// Pieces that come back; none for a lower price.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100000)]
    pub quantity: i64,
    /// How much; what the pieces are worth unless it is said.
    #[serde(default)]
    pub amount: Option<Money>,
    /// Whether the pieces go back on the shelf.
    #[serde(default)]
    pub restock: bool,
}

/// What goes back of an order, and why.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveBack {
    /// Of lines.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub lines: Vec<GiveBackLine>,
    /// Of the delivery.
    #[serde(default)]
    pub delivery: Option<Money>,
    /// A free amount, shared out over what is left of the order.
    #[serde(default)]
    pub amount: Option<Money>,
    /// Why, in plain words; the buyer reads it.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// Gives money of an order back. Refused (`refund_too_large`) beyond what is left of the order, a line, or the payment.
pub fn give_back(tx: &mut Tx, shop: &Shop, by: &Hand, order: &Order, what: &GiveBack) -> Result<Refund> {
    let asked = asked(order, what)?;
    let note = what.reason.trim();
    let giving = Giving { reason: by.reason(), note: Some(note), announced: false };
    let refund = refunds::of_order(tx, &order.id, &asked, giving)?;
    let facts = json!({ "refund": refund.id, "amount_cents": refund.amount_cents, "note": note });
    crate::events::record(tx, "order.money_given_back", order.id.as_str(), Some(by.account()), facts)?;
    letters::tell_refunded(tx, shop, order, &refund)?;
    Ok(refund)
}

fn asked(order: &Order, what: &GiveBack) -> Result<Asked> {
    let mut check = Check::new();
    check.text("/reason", &what.reason, 3..=500);
    check.that(what.lines.len() <= 200, "/lines", "too_many", "Name at most 200 lines.");
    let mut amount = |pointer: String, money: Option<Money>| {
        let fine = money.is_none_or(|money| money.currency == order.currency && (0..=100_000_000_000).contains(&money.amount));
        check.that(fine, pointer, "amount", "Give an amount in the order's currency, not below zero.");
        money.map(|money| money.amount)
    };
    let delivery = amount("/delivery".to_owned(), what.delivery).unwrap_or(0);
    let free = amount("/amount".to_owned(), what.amount).unwrap_or(0);
    let lines = what.lines.iter().enumerate().map(|(index, line)| LinePart {
        line: line.line_id.clone(),
        pieces: line.quantity,
        amount: amount(format!("/lines/{index}/amount"), line.amount),
        restock: line.restock,
    });
    let lines = lines.collect();
    for (index, line) in what.lines.iter().enumerate() {
        let fair = (0..=100_000).contains(&line.quantity) && (line.quantity > 0 || line.amount.is_some());
        check.that(fair, format!("/lines/{index}/quantity"), "out_of_range", "Say how many pieces come back, or an amount.");
    }
    check.done()?;
    Ok(Asked { lines, delivery, free })
}
