//! The buyer withdraws from a contract. It needs nobody's leave and no reason; what is declared in time counts.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::letters;
use super::settle;
use crate::checkout::Shop;
use crate::db::Tx;
use crate::kit::calendar::{end_of, last_day};
use crate::kit::check::Check;
use crate::kit::id::{OrderId, OrderLineId, WithdrawalId};
use crate::kit::time::Zone;
use crate::kit::{Code, Result};
use crate::orders::{self, Cancellation, CancelledBy, Order, OrderGroup, OrderLine, OrderStatus, Stamp, WITHDRAWAL_DAYS};
use crate::withdrawals::{self, Withdrawal, WithdrawalLine, WithdrawalStatus};

/// The words that the buyer confirms, by their date.
const TEXT_VERSION: &str = "2026-06-19";

/// Pieces that the buyer withdraws from.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawLine {
    /// The line.
    pub line_id: OrderLineId,
    /// How many pieces of it.
    #[schema(minimum = 1, maximum = 100000)]
    pub quantity: i64,
}

/// What the buyer declares.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// From what.
    #[schema(min_items = 1, max_items = 200)]
    pub lines: Vec<WithdrawLine>,
    /// Who declares it.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// Where the confirmation goes.
    #[schema(max_length = 254)]
    pub email: String,
    /// Why; never asked for.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub reason: Option<String>,
}

/// Takes the declaration. Before the order has left it is over at once: the money goes back and the pieces are on the shelf.
/// Refused when the time is over, for pieces that the law excepts, and for more pieces than are left.
pub fn withdraw(tx: &mut Tx, shop: &Shop, group: &OrderGroup, id: &OrderId, new: &Withdraw) -> Result<WithdrawalId> {
    let order = orders::order_of_group(tx, &group.id, id)?;
    check(new)?;
    let order = orders::hold_refunds(tx, &order.id)?;
    if !order.is_withdrawal_open(tx.now) {
        return Err(Code::WithdrawalOver.into());
    }
    let lines = orders::lines(tx, std::slice::from_ref(id))?;
    announce(tx, &lines, new)?;
    let whole = orders::lines(tx, std::slice::from_ref(id))?.iter().all(|line| line.returned_pieces == line.quantity);
    let withdrawal = declaration(tx, &order, new, whole);
    let parts: Vec<WithdrawalLine> = new
        .lines
        .iter()
        .map(|line| WithdrawalLine { withdrawal_id: withdrawal.id.clone(), order_line_id: line.line_id.clone(), pieces: line.quantity })
        .collect();
    withdrawals::declare(tx, &withdrawal, &parts)?;
    let facts = json!({ "withdrawal": withdrawal.id, "number": order.number, "whole": whole, "pieces": parts.iter().map(|p| p.pieces).sum::<i64>() });
    crate::events::record(tx, "order.withdrawn", order.id.as_str(), group.account_id.as_ref(), facts)?;
    letters::acknowledge(tx, shop, group, &order, &lines, &withdrawal, &parts)?;
    if withdrawal.before_sending {
        return settle::at_once(tx, &order, &withdrawal).map(|()| withdrawal.id);
    }
    if whole && OrderStatus::WithdrawalRequested.may_follow(order.status) {
        orders::advance(tx, &order, OrderStatus::WithdrawalRequested, Stamp::Nothing)?;
    }
    Ok(withdrawal.id)
}

/// An order that was withdrawn whole before it left is called off.
pub fn call_off(tx: &mut Tx, order: &Order, reason: Option<String>) -> Result<()> {
    let cancellation = Cancellation { by: CancelledBy::Buyer, reason, at: tx.now };
    orders::advance(tx, order, OrderStatus::Cancelled, Stamp::CancelledBy(cancellation))
}

fn check(new: &Withdraw) -> Result<()> {
    let mut check = Check::new();
    check.text("/name", &new.name, 1..=120);
    check.email("/email", &new.email);
    check.text("/reason", new.reason.as_deref().unwrap_or(""), 0..=1000);
    check.that(!new.lines.is_empty() && new.lines.len() <= 200, "/lines", "empty", "Choose what you withdraw from.");
    for (index, line) in new.lines.iter().enumerate() {
        let twice = new.lines[..index].iter().any(|other| other.line_id == line.line_id);
        check.that(!twice, format!("/lines/{index}/line_id"), "twice", "Name each line once.");
        let fair = (1..=100_000).contains(&line.quantity);
        check.that(fair, format!("/lines/{index}/quantity"), "out_of_range", "Choose at least one piece.");
    }
    check.done()
}

/// Counts the pieces as coming back, in the order of the lines' ids.
fn announce(tx: &mut Tx, lines: &[OrderLine], new: &Withdraw) -> Result<()> {
    let mut wanted: Vec<&WithdrawLine> = new.lines.iter().collect();
    wanted.sort_by(|a, b| a.line_id.cmp(&b.line_id));
    for want in wanted {
        let line = lines.iter().find(|line| line.id == want.line_id);
        let line = line.ok_or_else(|| Code::Invalid.at("/lines", "unknown", "Name lines of this order."))?;
        if line.withdrawal_exempt.is_some() {
            return Err(Code::WithdrawalExempt.into());
        }
        orders::announce_return(tx, &line.id, want.quantity)?;
    }
    Ok(())
}

fn declaration(tx: &mut Tx, order: &Order, new: &Withdraw, whole: bool) -> Withdrawal {
    let (today, _) = Zone::ljubljana().local(tx.now);
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Withdrawal {
        id: tx.id(),
        order_id: order.id.clone(),
        order_group_id: order.order_group_id.clone(),
        organisation_id: order.organisation_id.clone(),
        status: WithdrawalStatus::Submitted,
        whole,
        before_sending: order.is_before_sending(),
        name: new.name.trim().to_owned(),
        email: new.email.trim().to_owned(),
        reason: new.reason.as_deref().and_then(filled),
        text_version: TEXT_VERSION.to_owned(),
        submitted_at: tx.now,
        send_back_by: end_of(&last_day(tx.now, WITHDRAWAL_DAYS)),
        // The seller's time is not stretched over days off.
        refund_by: end_of(&today.plus_days(WITHDRAWAL_DAYS)),
        carrier: None,
        tracking_number: None,
        sent_back_at: None,
        received_at: None,
        refund_id: None,
        deducted_cents: 0,
        deduction_reason: None,
        refunded_at: None,
    }
}
