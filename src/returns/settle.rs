//! How a withdrawal ends: the goods are back, the money goes back.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::hand::Hand;
use super::{letters, withdraw};
use crate::checkout::Shop;
use crate::db::Tx;
use crate::kit::check::Check;
use crate::kit::id::OrderLineId;
use crate::kit::money::Money;
use crate::kit::{Code, Result};
use crate::orders::{self, Order, OrderLine, OrderStatus, Stamp};
use crate::payments::{Refund, RefundReason};
use crate::refunds::{self, Asked, Giving, LinePart, worth};
use crate::withdrawals::{self, SentBack, Settled, Withdrawal, WithdrawalLine, WithdrawalStatus};

/// How the goods travel back.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendBack {
    /// Who carries them.
    #[schema(min_length = 1, max_length = 80)]
    pub carrier: String,
    /// The carrier's number.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub tracking_number: Option<String>,
}

/// How a withdrawal is settled.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleWithdrawal {
    /// Lines whose pieces go back on the shelf.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub restock: Vec<OrderLineId>,
    /// What is kept, because the goods were used more than was needed to try them.
    #[serde(default)]
    pub deduction: Option<Money>,
    /// Why; the buyer reads it.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub deduction_reason: Option<String>,
}

/// The buyer tells how the goods travel back; from then on the seller does not wait for them.
pub fn send_back(tx: &mut Tx, shop: &Shop, withdrawal: &Withdrawal, how: &SendBack) -> Result<()> {
    let number = how.tracking_number.as_deref().map(str::trim).filter(|number| !number.is_empty());
    let mut check = Check::new();
    check.text("/carrier", &how.carrier, 1..=80);
    check.text("/tracking_number", number.unwrap_or(""), 0..=80);
    check.done()?;
    let sent = SentBack { carrier: how.carrier.trim().to_owned(), tracking_number: number.map(str::to_owned) };
    withdrawals::note_sending(tx, &withdrawal.id, &sent)?;
    crate::events::record(tx, "withdrawal.sent_back", withdrawal.id.as_str(), None, json!({ "carrier": sent.carrier }))?;
    letters::tell_sent_back(tx, shop, withdrawal, &sent)
}

/// The goods are back at the seller.
pub fn receive(tx: &mut Tx, by: &Hand, order: &Order, withdrawal: &Withdrawal) -> Result<()> {
    withdrawals::note_receipt(tx, &withdrawal.id)?;
    if withdrawal.whole && OrderStatus::Returned.may_follow(order.status) {
        orders::advance(tx, order, OrderStatus::Returned, Stamp::Nothing)?;
    }
    crate::events::record(tx, "withdrawal.received", withdrawal.id.as_str(), Some(by.account()), json!({ "number": order.number }))
}

/// The money goes back: what the pieces cost, and the delivery when the whole order was withdrawn, less what is kept for
/// goods that lost value. Refused (`withdrawal_settled`) when it did before.
pub fn settle(tx: &mut Tx, shop: &Shop, by: &Hand, withdrawal: &Withdrawal, how: &SettleWithdrawal) -> Result<()> {
    let order = orders::hold_refunds(tx, &withdrawal.order_id)?;
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    let parts = withdrawals::lines(tx, std::slice::from_ref(&withdrawal.id))?;
    let deducted = deduction(&order, &lines, &parts, how)?;
    let refund = pay(tx, &order, &lines, withdrawal, &parts, &how.restock, deducted)?;
    let note = how.deduction_reason.as_deref().map(str::trim).filter(|_| deducted > 0).map(str::to_owned);
    let settled = Settled { refund: refund.as_ref().map(|refund| refund.id.clone()), deducted, deduction_reason: note };
    withdrawals::settle(tx, &withdrawal.id, &settled)?;
    let after = orders::find(tx, &order.id)?;
    if withdrawal.whole && OrderStatus::Refunded.may_follow(after.status) {
        orders::advance(tx, &after, OrderStatus::Refunded, Stamp::Nothing)?;
    }
    let facts = json!({ "number": order.number, "refund": settled.refund, "deducted_cents": deducted });
    crate::events::record(tx, "withdrawal.refunded", withdrawal.id.as_str(), Some(by.account()), facts)?;
    letters::tell_settled(tx, shop, &order, withdrawal, refund.as_ref(), &settled)
}

/// A withdrawal before the order left: the money goes back at once, the pieces are on the shelf.
pub fn at_once(tx: &mut Tx, order: &Order, withdrawal: &Withdrawal) -> Result<()> {
    if withdrawal.whole {
        withdraw::call_off(tx, order, withdrawal.reason.clone())?;
    }
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    let parts = withdrawals::lines(tx, std::slice::from_ref(&withdrawal.id))?;
    let all: Vec<OrderLineId> = parts.iter().map(|part| part.order_line_id.clone()).collect();
    let refund = pay(tx, order, &lines, withdrawal, &parts, &all, 0)?;
    let settled = Settled { refund: refund.map(|refund| refund.id), deducted: 0, deduction_reason: None };
    withdrawals::settle(tx, &withdrawal.id, &settled)
}

/// What would go back for the goods and, when nothing of the order is left, for the delivery.
pub fn expected(order: &Order, lines: &[OrderLine], withdrawal: &Withdrawal, parts: &[WithdrawalLine]) -> i64 {
    let delivery = if withdrawal.whole { order.delivery_cents - order.refunded_delivery_cents } else { 0 };
    goods(lines, parts).iter().sum::<i64>() + delivery
}

fn goods(lines: &[OrderLine], parts: &[WithdrawalLine]) -> Vec<i64> {
    let of = |part: &WithdrawalLine| lines.iter().find(|line| line.id == part.order_line_id).map_or(0, |line| worth(line, part.pieces));
    parts.iter().map(of).collect()
}

fn deduction(order: &Order, lines: &[OrderLine], parts: &[WithdrawalLine], how: &SettleWithdrawal) -> Result<i64> {
    let Some(kept) = how.deduction.filter(|kept| kept.amount != 0) else { return Ok(0) };
    let most: i64 = goods(lines, parts).iter().sum();
    let mut check = Check::new();
    let fair = kept.currency == order.currency && (0..=most).contains(&kept.amount);
    check.that(fair, "/deduction", "out_of_range", "Keep no more than the goods cost.");
    check.text("/deduction_reason", how.deduction_reason.as_deref().unwrap_or(""), 5..=500);
    check.done()?;
    Ok(kept.amount)
}

/// Gives the money back, if any is left; a price of nothing leaves nothing.
fn pay(
    tx: &mut Tx,
    order: &Order,
    lines: &[OrderLine],
    withdrawal: &Withdrawal,
    parts: &[WithdrawalLine],
    restock: &[OrderLineId],
    deducted: i64,
) -> Result<Option<Refund>> {
    if withdrawal.status == WithdrawalStatus::Refunded {
        return Err(Code::WithdrawalSettled.into());
    }
    let goods = goods(lines, parts);
    let weights: Vec<u64> = goods.iter().map(|worth| (*worth).max(0) as u64).collect();
    let kept = order.money(deducted).split(&weights);
    let part = |((part, worth), kept): ((&WithdrawalLine, &i64), &Money)| LinePart {
        line: part.order_line_id.clone(),
        pieces: part.pieces,
        amount: Some(worth - kept.amount),
        restock: restock.contains(&part.order_line_id),
    };
    let delivery = if withdrawal.whole { order.delivery_cents - order.refunded_delivery_cents } else { 0 };
    let asked = Asked { lines: parts.iter().zip(&goods).zip(&kept).map(part).collect(), delivery, free: 0 };
    if goods.iter().sum::<i64>() - deducted + delivery <= 0 {
        return Ok(None);
    }
    let giving = Giving { reason: RefundReason::Withdrawal, note: None, announced: true };
    refunds::of_order(tx, &order.id, &asked, giving).map(Some)
}
