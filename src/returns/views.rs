//! What buyer, seller and desk read of what comes back.

use serde::{Deserialize, Serialize};

use super::claim::is_claimable;
use super::settle::expected;
use crate::claims::{self, Answer, Claim, ClaimPicture, ClaimStatus, MOST_PICTURES, Wish};
use crate::db::Tx;
use crate::fulfilment::{RefundView, refund_views};
use crate::kit::Result;
use crate::kit::id::{ClaimId, ClaimPictureId, OrderId, OrderLineId, OrganisationId, WithdrawalId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate};
use crate::orders::{self, Order, OrderLine};
use crate::payments;
use crate::withdrawals::{self, Withdrawal, WithdrawalLine, WithdrawalStatus};

/// A line, as far as it can come back.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReturnableLine {
    /// The line.
    pub line_id: OrderLineId,
    /// The product's name.
    pub name: String,
    /// The variant's name.
    pub option: Option<String>,
    /// Pieces that one may still withdraw from.
    pub quantity: i64,
    /// Why the law excepts it, if so.
    pub exempt: Option<String>,
    /// What has not gone back of it.
    pub left: Money,
    /// Whether a claim can be made about it now.
    pub claimable: bool,
}

/// Pieces of a line that a withdrawal is about.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WithdrawnLine {
    /// The line.
    pub line_id: OrderLineId,
    /// The product's name.
    pub name: String,
    /// How many pieces.
    pub quantity: i64,
}

/// A withdrawal.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WithdrawalDetail {
    /// Its id.
    pub id: WithdrawalId,
    /// Where it is.
    pub status: WithdrawalStatus,
    /// Whether nothing of the order is left with it.
    pub whole: bool,
    /// Whether the order had not left.
    pub before_sending: bool,
    /// Who declared it.
    pub name: String,
    /// Where the confirmation went.
    pub email: String,
    /// Why, if the buyer said so.
    pub reason: Option<String>,
    /// When.
    pub submitted_at: Instant,
    /// Until when the buyer sends back.
    pub send_back_by: Instant,
    /// Until when the money goes back.
    pub refund_by: Instant,
    /// Whether the seller's time is over.
    pub overdue: bool,
    /// Who carries it back.
    pub carrier: Option<String>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// When it was back.
    pub received_at: Option<Instant>,
    /// When the money was promised.
    pub refunded_at: Option<Instant>,
    /// What goes back, or went.
    pub amount: Money,
    /// What was kept.
    pub deducted: Money,
    /// Why.
    pub deduction_reason: Option<String>,
    /// From what.
    pub lines: Vec<WithdrawnLine>,
}

/// A claim.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClaimDetail {
    /// Its id.
    pub id: ClaimId,
    /// About what.
    pub line_id: OrderLineId,
    /// The product's name.
    pub name: String,
    /// Where it is.
    pub status: ClaimStatus,
    /// What the buyer wants.
    pub wish: Wish,
    /// What is wrong.
    pub description: String,
    /// When it was opened.
    pub opened_at: Instant,
    /// Until when it is to be put right.
    pub answer_by: Instant,
    /// Whether that is over without an answer.
    pub overdue: bool,
    /// What the seller answered.
    pub answer: Option<Answer>,
    /// In these words.
    pub answer_words: Option<String>,
    /// When.
    pub answered_at: Option<Instant>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// What the buyer shows of it.
    pub pictures: Vec<ClaimPictureView>,
    /// How many more pictures it takes now.
    pub pictures_left: i64,
}

/// A picture of a claim.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClaimPictureView {
    /// Its id.
    pub id: ClaimPictureId,
    /// How wide it is.
    pub width_px: i32,
    /// How high.
    pub height_px: i32,
}

/// What can come back of an order, and what does.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrderReturns {
    /// The order.
    pub order_id: OrderId,
    /// What people call it.
    pub number: String,
    /// Who sells.
    pub seller: String,
    /// Whether the buyer may withdraw now.
    pub open: bool,
    /// The last day; none until the goods are received.
    pub until: Option<LocalDate>,
    /// Whether the order has not left yet.
    pub before_sending: bool,
    /// The last day for a claim; none before it was sent.
    pub claim_until: Option<LocalDate>,
    /// Its lines.
    pub lines: Vec<ReturnableLine>,
    /// Withdrawals, oldest first.
    pub withdrawals: Vec<WithdrawalDetail>,
    /// Claims, oldest first.
    pub claims: Vec<ClaimDetail>,
    /// Money that goes back, oldest first.
    pub refunds: Vec<RefundView>,
}

/// What can come back of a purchase, by order.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupReturns {
    /// By order.
    pub orders: Vec<OrderReturns>,
}

crate::text_enum! {
    /// What waits for the seller.
    pub enum ReturnKind {
        /// A withdrawal.
        Withdrawal = "withdrawal",
        /// A claim.
        Claim = "claim",
    }
}

/// A withdrawal or a claim that waits.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReturnRow {
    /// Which of the two.
    pub kind: ReturnKind,
    /// Its id.
    pub id: String,
    /// The order.
    pub order_id: OrderId,
    /// What people call it.
    pub number: String,
    /// Who sells.
    pub seller: String,
    /// Who buys.
    pub buyer: String,
    /// Where it is, as its own detail names it.
    pub status: String,
    /// When it began.
    pub at: Instant,
    /// Until when it is to be settled.
    pub due: Instant,
    /// Whether that is over.
    pub overdue: bool,
    /// What would go back; none for a claim.
    pub amount: Option<Money>,
}

/// What waits, the oldest first.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReturnList {
    /// At most 200 withdrawals and as many claims.
    pub items: Vec<ReturnRow>,
}

/// What can come back of an order, and what does.
pub fn of_order(tx: &mut Tx, order: &Order, locale: Locale) -> Result<OrderReturns> {
    let ids = std::slice::from_ref(&order.id);
    let lines = orders::lines(tx, ids)?;
    let open = order.is_withdrawal_open(tx.now);
    let claimable = is_claimable(order, tx.now);
    let claims = claims::of_orders(tx, ids)?;
    let pictures = claims::pictures(tx, &claims.iter().map(|claim| claim.id.clone()).collect::<Vec<_>>())?;
    let refunds = payments::refunds_of_orders(tx, ids)?;
    let of_line = |line: &OrderLine| ReturnableLine {
        line_id: line.id.clone(),
        name: line.name.best(locale).to_owned(),
        option: Some(line.option.best(locale).to_owned()).filter(|option| !option.is_empty()),
        quantity: if open && line.withdrawal_exempt.is_none() { line.quantity - line.returned_pieces } else { 0 },
        exempt: line.withdrawal_exempt.clone(),
        left: order.money(line.total_cents - line.refunded_cents),
        claimable: claimable && !claims.iter().any(|claim| claim.order_line_id == line.id && claim.status != ClaimStatus::Closed),
    };
    let mut declared = Vec::new();
    for withdrawal in withdrawals::of_orders(tx, ids)? {
        let parts = withdrawals::lines(tx, std::slice::from_ref(&withdrawal.id))?;
        declared.push(withdrawal_detail(tx, order, &lines, withdrawal, &parts, locale)?);
    }
    Ok(OrderReturns {
        order_id: order.id.clone(),
        number: order.number.clone(),
        seller: order.seller.name.clone(),
        open,
        until: order.withdraw_until(),
        before_sending: order.is_before_sending(),
        claim_until: order.claim_until(),
        lines: lines.iter().map(of_line).collect(),
        withdrawals: declared,
        claims: claims.into_iter().map(|claim| claim_detail(tx.now, &lines, claim, &pictures, locale)).collect(),
        refunds: refund_views(tx, refunds)?,
    })
}

fn name_of(lines: &[OrderLine], id: &OrderLineId, locale: Locale) -> String {
    lines.iter().find(|line| line.id == *id).map(|line| line.name.best(locale).to_owned()).unwrap_or_default()
}

fn withdrawal_detail(
    tx: &mut Tx,
    order: &Order,
    lines: &[OrderLine],
    withdrawal: Withdrawal,
    parts: &[WithdrawalLine],
    locale: Locale,
) -> Result<WithdrawalDetail> {
    let amount = match (&withdrawal.refund_id, withdrawal.status) {
        (Some(refund), _) => payments::find_refund(tx, refund)?.amount_cents,
        (None, WithdrawalStatus::Refunded) => 0,
        (None, _) => expected(order, lines, &withdrawal, parts),
    };
    let line = |part: &WithdrawalLine| WithdrawnLine {
        line_id: part.order_line_id.clone(),
        name: name_of(lines, &part.order_line_id, locale),
        quantity: part.pieces,
    };
    Ok(WithdrawalDetail {
        overdue: withdrawal.is_overdue(tx.now),
        amount: order.money(amount),
        deducted: order.money(withdrawal.deducted_cents),
        lines: parts.iter().map(line).collect(),
        id: withdrawal.id,
        status: withdrawal.status,
        whole: withdrawal.whole,
        before_sending: withdrawal.before_sending,
        name: withdrawal.name,
        email: withdrawal.email,
        reason: withdrawal.reason,
        submitted_at: withdrawal.submitted_at,
        send_back_by: withdrawal.send_back_by,
        refund_by: withdrawal.refund_by,
        carrier: withdrawal.carrier,
        tracking_number: withdrawal.tracking_number,
        received_at: withdrawal.received_at,
        refunded_at: withdrawal.refunded_at,
        deduction_reason: withdrawal.deduction_reason,
    })
}

fn claim_detail(now: Instant, lines: &[OrderLine], claim: Claim, pictures: &[ClaimPicture], locale: Locale) -> ClaimDetail {
    let view = |one: &ClaimPicture| ClaimPictureView { id: one.id.clone(), width_px: one.width_px, height_px: one.height_px };
    let pictures: Vec<_> = pictures.iter().filter(|one| one.claim_id == claim.id).map(view).collect();
    let left = if claim.status == ClaimStatus::Open { MOST_PICTURES.saturating_sub(pictures.len()) } else { 0 };
    ClaimDetail {
        overdue: claim.is_overdue(now),
        name: name_of(lines, &claim.order_line_id, locale),
        id: claim.id,
        line_id: claim.order_line_id,
        status: claim.status,
        wish: claim.wish,
        description: claim.description,
        opened_at: claim.opened_at,
        answer_by: claim.answer_by,
        answer: claim.answer,
        answer_words: claim.answer_words,
        answered_at: claim.answered_at,
        closed_at: claim.closed_at,
        pictures,
        pictures_left: i64::try_from(left).unwrap_or(0),
    }
}

/// What waits, of one seller or of all.
pub fn list(tx: &mut Tx, organisation: Option<&OrganisationId>) -> Result<ReturnList> {
    let mut items = Vec::new();
    for withdrawal in withdrawals::open(tx, organisation, 200)? {
        let order = orders::find(tx, &withdrawal.order_id)?;
        let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
        let parts = withdrawals::lines(tx, std::slice::from_ref(&withdrawal.id))?;
        items.push(ReturnRow {
            kind: ReturnKind::Withdrawal,
            id: withdrawal.id.to_string(),
            number: order.number.clone(),
            seller: order.seller.name.clone(),
            buyer: withdrawal.name.clone(),
            status: withdrawal.status.to_string(),
            at: withdrawal.submitted_at,
            due: withdrawal.refund_by,
            overdue: withdrawal.is_overdue(tx.now),
            amount: Some(order.money(expected(&order, &lines, &withdrawal, &parts))),
            order_id: order.id,
        });
    }
    for claim in claims::unclosed(tx, organisation, 200)? {
        let order = orders::find(tx, &claim.order_id)?;
        items.push(ReturnRow {
            kind: ReturnKind::Claim,
            id: claim.id.to_string(),
            number: order.number.clone(),
            seller: order.seller.name.clone(),
            buyer: orders::group(tx, &claim.order_group_id)?.name,
            status: claim.status.to_string(),
            at: claim.opened_at,
            due: claim.answer_by,
            overdue: claim.is_overdue(tx.now),
            amount: None,
            order_id: order.id,
        });
    }
    items.sort_by_key(|row| (!row.overdue, row.at));
    Ok(ReturnList { items })
}
