//! Claims that something is not as agreed: opened by the buyer within two years, answered by the seller.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::hand::Hand;
use super::{claim_letters, letters};
use crate::checkout::Shop;
use crate::claims::{self, Answer, Claim, ClaimStatus, Wish};
use crate::db::Tx;
use crate::kit::calendar::end_of;
use crate::kit::check::Check;
use crate::kit::id::{ClaimId, OrderId, OrderLineId};
use crate::kit::money::Money;
use crate::kit::time::Zone;
use crate::kit::{Code, Result};
use crate::orders::{self, Order, OrderGroup, OrderLine, OrderStatus};
use crate::payments::{Refund, RefundReason};
use crate::refunds::{self, Asked, Giving, LinePart};

/// How long the seller has to put things right.
pub const REMEDY_DAYS: i32 = 30;

/// What the buyer claims.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenClaim {
    /// About what.
    pub line_id: OrderLineId,
    /// What is wrong.
    #[schema(min_length = 10, max_length = 2000)]
    pub description: String,
    /// What should happen.
    pub wish: Wish,
}

/// What the seller answers.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerClaim {
    /// What happens.
    pub answer: Answer,
    /// In words; the buyer reads them.
    #[schema(min_length = 5, max_length = 2000)]
    pub words: String,
    /// How much goes back; only for `reduction` and `refund`.
    #[serde(default)]
    pub amount: Option<Money>,
}

/// Opens a claim. Refused (`claim_too_late`) before the order was sent and two years after it was received.
pub fn open(tx: &mut Tx, shop: &Shop, group: &OrderGroup, order: &OrderId, new: &OpenClaim) -> Result<ClaimId> {
    let order = orders::order_of_group(tx, &group.id, order)?;
    let mut check = Check::new();
    check.text("/description", &new.description, 10..=2000);
    check.done()?;
    if !is_claimable(&order, tx.now) {
        return Err(Code::ClaimTooLate.into());
    }
    let line = line(tx, &order, &new.line_id)?;
    let (today, _) = Zone::ljubljana().local(tx.now);
    let claim = Claim {
        id: tx.id(),
        order_id: order.id.clone(),
        order_group_id: group.id.clone(),
        organisation_id: order.organisation_id.clone(),
        order_line_id: line.id.clone(),
        status: ClaimStatus::Open,
        wish: new.wish,
        description: new.description.trim().to_owned(),
        opened_at: tx.now,
        answer_by: end_of(&today.plus_days(REMEDY_DAYS)),
        answer: None,
        answer_words: None,
        answered_at: None,
        refund_id: None,
        closed_at: None,
    };
    claims::open(tx, &claim)?;
    let facts = json!({ "claim": claim.id, "number": order.number, "wish": claim.wish });
    crate::events::record(tx, "claim.opened", order.id.as_str(), group.account_id.as_ref(), facts)?;
    claim_letters::tell_opened(tx, shop, group, &order, &line, &claim)?;
    Ok(claim.id)
}

/// Whether a claim can be made now.
pub fn is_claimable(order: &Order, now: crate::kit::time::Instant) -> bool {
    let sold = !matches!(order.status, OrderStatus::Cancelled | OrderStatus::Expired | OrderStatus::Placed);
    sold && order.sent_at.is_some() && order.claim_until().is_some_and(|day| now < end_of(&day))
}

/// Answers a claim; money goes back with the answer.
pub fn answer(tx: &mut Tx, shop: &Shop, by: &Hand, order: &Order, claim: &Claim, new: &AnswerClaim) -> Result<()> {
    let gives = matches!(new.answer, Answer::Reduction | Answer::Refund);
    let mut check = Check::new();
    check.text("/words", &new.words, 5..=2000);
    check.that(gives == new.amount.is_some(), "/amount", "amount", "Say how much goes back; only money has an amount.");
    let fine = new.amount.is_none_or(|amount| amount.currency == order.currency && amount.amount > 0);
    check.that(fine, "/amount", "amount", "Give an amount in the order's currency, above zero.");
    check.done()?;
    if claim.status != ClaimStatus::Open {
        return Err(Code::ClaimAnswered.into());
    }
    let refund = match new.amount {
        Some(amount) => Some(give(tx, order, claim, new.words.trim(), amount)?),
        None => None,
    };
    claims::answer(tx, &claim.id, new.answer, new.words.trim(), refund.as_ref().map(|refund| &refund.id))?;
    let facts = json!({ "claim": claim.id, "answer": new.answer, "refund": refund.as_ref().map(|refund| &refund.id) });
    crate::events::record(tx, "claim.answered", order.id.as_str(), Some(by.account()), facts)?;
    let line = line(tx, order, &claim.order_line_id)?;
    claim_letters::tell_answered(tx, shop, order, &line, claim, new)?;
    match &refund {
        Some(refund) => letters::tell_refunded(tx, shop, order, refund),
        None => Ok(()),
    }
}

/// Closes an answered claim: it was put right.
pub fn close(tx: &mut Tx, by: &Hand, claim: &Claim) -> Result<()> {
    claims::close(tx, &claim.id)?;
    crate::events::record(tx, "claim.closed", claim.order_id.as_str(), Some(by.account()), json!({ "claim": claim.id }))
}

fn give(tx: &mut Tx, order: &Order, claim: &Claim, words: &str, amount: Money) -> Result<Refund> {
    let part = LinePart { line: claim.order_line_id.clone(), pieces: 0, amount: Some(amount.amount), restock: false };
    let asked = Asked { lines: vec![part], ..Asked::default() };
    let giving = Giving { reason: RefundReason::Guarantee, note: Some(words), announced: false };
    refunds::of_order(tx, &order.id, &asked, giving)
}

fn line(tx: &mut Tx, order: &Order, id: &OrderLineId) -> Result<OrderLine> {
    let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
    lines.into_iter().find(|line| line.id == *id).ok_or_else(|| Code::Invalid.at("/line_id", "unknown", "Name a line of this order."))
}
