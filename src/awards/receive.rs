//! Royalties on sales whose buyers paid the maker straight: owed from maker to company, and received outside of the platform.
//!
//! What is owed is what the lines of such orders owe, less what went back, less what came in before. The company says what came in,
//! never more than is owed then; of two who say so at once the second is judged by what the first left.

use serde::{Deserialize, Serialize};

use super::letters;
use super::report::today;
use crate::agreements::{self, Agreement};
use crate::books::{self, Owed};
use crate::commissions::share_back;
use crate::db::Tx;
use crate::dues::{self, DueStatus};
use crate::identity::Member;
use crate::kit::check::Check;
use crate::kit::id::{AgreementId, OrderId};
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate};
use crate::kit::{Code, Result, guard};
use crate::orders;
use crate::royalties::{self, RoyaltyReceipt};

/// Royalties on sales paid straight, under one agreement.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RoyaltiesByTransfer {
    /// What the sales owe, less what went back.
    pub owed: Money,
    /// What came in.
    pub received: Money,
    /// What is still to be paid; below zero where more went back than was left, which later sales make good.
    pub open: Money,
    /// What came in, newest first.
    pub receipts: Vec<RoyaltyReceiptView>,
}

/// A royalty that came in.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RoyaltyReceiptView {
    /// How much.
    pub amount: Money,
    /// On which day.
    pub paid_on: LocalDate,
    /// When the company said so.
    pub confirmed_at: Instant,
}

/// How far the royalties on sales paid straight are; none where there is no such sale.
pub fn by_transfer(tx: &mut Tx, agreement: &Agreement) -> Result<Option<RoyaltiesByTransfer>> {
    let lines = orders::lines_of_agreement(tx, &agreement.id)?;
    let ids: Vec<OrderId> = lines.iter().map(|(_, line)| line.order_id.clone()).collect();
    let paid = |status| matches!(status, DueStatus::Paid | DueStatus::Overpaid);
    let mut straight = dues::of_orders(tx, &ids)?;
    straight.retain(|due| paid(due.status) && due.organisation_id == agreement.studio_id);
    let receipts = royalties::receipts(tx, &agreement.id)?;
    if straight.is_empty() && receipts.is_empty() {
        return Ok(None);
    }
    let own = lines.iter().map(|(_, line)| line).filter(|line| straight.iter().any(|due| due.order_id == line.order_id));
    let owed: i64 = own.map(|line| line.royalty_cents - share_back(line.royalty_cents, line.total_cents, line.refunded_cents)).sum();
    let received: i64 = receipts.iter().map(|receipt| receipt.amount_cents).sum();
    let view = |one: RoyaltyReceipt| RoyaltyReceiptView {
        amount: Money { amount: one.amount_cents, currency: one.currency },
        paid_on: one.paid_on,
        confirmed_at: one.confirmed_at,
    };
    Ok(Some(RoyaltiesByTransfer {
        owed: Money::euros(owed),
        received: Money::euros(received),
        open: Money::euros(owed - received),
        receipts: receipts.into_iter().rev().map(view).collect(),
    }))
}

/// The company says that royalties on sales paid straight came in. Refused (`royalty_paid_already`) beyond what is owed; the maker
/// has a letter. Answers how far they are then.
pub fn receive(tx: &mut Tx, by: &Member, id: &AgreementId, amount: Money, on: &LocalDate, base: &str) -> Result<RoyaltiesByTransfer> {
    let (agreement, _) = agreements::of_member(tx, by, id)?;
    by.manager()?;
    if by.organisation != agreement.company_id {
        return Err(Code::Forbidden.because("The company says what came in. You see here what it has confirmed."));
    }
    let state = by_transfer(tx, &agreement)?.ok_or(Code::NothingToReport)?;
    let mut check = Check::new();
    check.that(*on <= today(tx), "/paid_on", "paid_on", "Give the day of the payment; it is not in the future.");
    check.that(amount.amount > 0 && amount.currency == state.open.currency, "/amount", "out_of_range", "Say how much came, in euros.");
    check.done()?;
    if amount.amount > state.open.amount && !guard::off("royalty_receipt") {
        return Err(Code::RoyaltyPaid.into());
    }
    let earlier = royalties::receipts(tx, id)?;
    let receipt = RoyaltyReceipt {
        id: tx.id(),
        agreement_id: agreement.id.clone(),
        company_id: agreement.company_id.clone(),
        studio_id: agreement.studio_id.clone(),
        number: earlier.last().map_or(1, |last| last.number + 1),
        amount_cents: amount.amount,
        currency: amount.currency,
        paid_on: on.clone(),
        confirmed_by: by.account.clone(),
        confirmed_at: tx.now,
    };
    royalties::receive(tx, &receipt)?;
    let owed = Owed { from: agreement.studio_id.clone(), to: agreement.company_id.clone(), amount };
    books::royalty_received(tx, receipt.id.as_str(), &owed)?;
    let facts = serde_json::json!({ "receipt": receipt.id, "amount_cents": amount.amount, "on": on });
    crate::events::record(tx, "royalty.received", agreement.id.as_str(), Some(&by.account), facts)?;
    letters::received(tx, &agreement, &receipt, base)?;
    Ok(by_transfer(tx, &agreement)?.unwrap_or(state))
}
