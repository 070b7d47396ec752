//! What a seller is owed and no payout holds: fact by fact, each with its order and what it waits for.

use std::collections::BTreeMap;

use super::model::{DueState, PayoutLineKind, ReleaseRule, due};
use super::store;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::id::{OrderId, OrganisationId, RefundId};
use crate::kit::time::Instant;
use crate::ledger::{Transfer, TransferCode, TransferStatus};
use crate::orders::Order;

/// One fact that moved money of a seller.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its id, as the ledger names it.
    pub cause: String,
    /// What it stands for.
    pub kind: PayoutLineKind,
    /// The order it belongs to.
    pub order: Option<OrderId>,
    /// When it happened.
    pub at: Instant,
    /// Whether it is certain.
    pub posted: bool,
    /// What the buyer paid, or got back.
    pub gross: i64,
    /// The platform's share.
    pub commission: i64,
    /// VAT on it.
    pub commission_vat: i64,
    /// What is owed to the company of a challenge, below zero; above for the company itself.
    pub royalty: i64,
    /// Fees and corrections.
    pub other: i64,
}

impl Piece {
    /// What it comes to for the seller.
    pub fn net(&self) -> i64 {
        self.gross + self.commission + self.commission_vat + self.royalty + self.other
    }
}

/// An order and when its money is due.
#[derive(Clone, Debug)]
pub struct OrderDue {
    /// The order.
    pub order: Order,
    /// The rule in force when it was paid.
    pub rule: ReleaseRule,
    /// What it waits for.
    pub state: DueState,
    /// When, where a day can be named.
    pub due_at: Option<Instant>,
}

/// What a seller is owed and no payout holds.
#[derive(Clone, Debug, Default)]
pub struct Owed {
    /// The facts, oldest first.
    pub pieces: Vec<Piece>,
    /// Their orders.
    pub orders: BTreeMap<OrderId, OrderDue>,
}

impl Owed {
    /// Whether a fact can be paid out, or counted against a payout, now.
    pub fn is_payable(&self, piece: &Piece) -> bool {
        let state = piece.order.as_ref().and_then(|id| self.orders.get(id)).map_or(DueState::Payable, |order| order.state);
        piece.posted && state == DueState::Payable
    }

    /// The facts that can be paid out now.
    pub fn payable(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| self.is_payable(piece))
    }

    /// What they come to.
    pub fn payable_cents(&self) -> i64 {
        self.payable().map(Piece::net).sum()
    }
}

/// Reads what a seller is owed on an account.
pub fn owed(tx: &mut Tx, organisation: &OrganisationId, account: &str) -> Result<Owed> {
    let mut pieces = pieces(&store::open_transfers(tx, organisation, account)?, account);
    name_orders(tx, &mut pieces)?;
    let mut ids: Vec<OrderId> = pieces.iter().filter_map(|piece| piece.order.clone()).collect();
    ids.sort();
    ids.dedup();
    let rules: Vec<(Instant, ReleaseRule)> = store::rules(tx)?.into_iter().map(|rule| (rule.valid_from, rule.rule)).collect();
    let paid_out: Vec<OrderId> = store::held_orders(tx, organisation, &ids)?.into_iter().map(|(id, _)| id).collect();
    let disputed = crate::disputes::open_among(tx, &ids)?;
    let mut orders = BTreeMap::new();
    for order in store::orders_of(tx, &ids)? {
        let rule = in_force(&rules, order.paid_at.unwrap_or(order.placed_at));
        let (mut state, mut due_at) = due(&order, rule, tx.now);
        // A bank's question stops what has not gone out.
        if disputed.contains(&order.id) && !paid_out.contains(&order.id) {
            orders.insert(order.id.clone(), OrderDue { order, rule, state: DueState::Disputed, due_at: None });
            continue;
        }
        // What went out already waits for nothing any more: what comes after it is counted against the next payout.
        if paid_out.contains(&order.id) {
            (state, due_at) = (DueState::Payable, None);
        } else if pieces.iter().any(|piece| !piece.posted && piece.order.as_ref() == Some(&order.id)) {
            (state, due_at) = (DueState::Refunding, None);
        }
        orders.insert(order.id.clone(), OrderDue { order, rule, state, due_at });
    }
    Ok(Owed { pieces, orders })
}

/// The rule that an order keeps to.
pub fn rule_of(tx: &mut Tx, order: &Order) -> Result<ReleaseRule> {
    let rules: Vec<(Instant, ReleaseRule)> = store::rules(tx)?.into_iter().map(|rule| (rule.valid_from, rule.rule)).collect();
    Ok(in_force(&rules, order.paid_at.unwrap_or(order.placed_at)))
}

/// The rule of the day.
fn in_force(newest_first: &[(Instant, ReleaseRule)], at: Instant) -> ReleaseRule {
    newest_first.iter().find(|(from, _)| *from <= at).map_or(ReleaseRule::DeliveredFourteenDays, |(_, rule)| *rule)
}

/// Transfers by fact, in the order in which the facts happened.
fn pieces(transfers: &[Transfer], account: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for transfer in transfers {
        let signed = match (transfer.credit_account == account, transfer.status) {
            (true, TransferStatus::Posted) => transfer.amount_cents,
            // What is promised is not there before it is certain; what is promised away is gone at once.
            (true, _) => 0,
            (false, _) => -transfer.amount_cents,
        };
        let index = pieces.iter().rposition(|piece| piece.cause == transfer.cause).unwrap_or_else(|| {
            pieces.push(Piece::of(transfer));
            pieces.len() - 1
        });
        let piece = &mut pieces[index];
        piece.posted &= transfer.status == TransferStatus::Posted;
        match transfer.code {
            TransferCode::Capture | TransferCode::Refund | TransferCode::Dispute => piece.gross += signed,
            TransferCode::Commission | TransferCode::CommissionBack => piece.commission += signed,
            TransferCode::CommissionVat | TransferCode::CommissionVatBack => piece.commission_vat += signed,
            TransferCode::Royalty | TransferCode::RoyaltyBack => piece.royalty += signed,
            _ => piece.other += signed,
        }
    }
    pieces
}

impl Piece {
    fn of(transfer: &Transfer) -> Piece {
        let followed_by = |prefix: &str| transfer.cause.split(':').skip(1).any(|part| part.starts_with(prefix));
        let kind = match (transfer.code, transfer.cause.get(..4)) {
            (TransferCode::ProcessorFee, _) => PayoutLineKind::Fee,
            _ if followed_by("dsp_") => PayoutLineKind::Dispute,
            _ if followed_by("rvs_") => PayoutLineKind::Correction,
            (_, Some("ord_")) => PayoutLineKind::Order,
            (_, Some("rfd_")) => PayoutLineKind::Refund,
            _ => PayoutLineKind::Correction,
        };
        let (cause, at) = (transfer.cause.clone(), transfer.at);
        Piece { cause, kind, order: None, at, posted: true, gross: 0, commission: 0, commission_vat: 0, royalty: 0, other: 0 }
    }
}

/// Says to which order each fact belongs: its own id, a refund's, or what stands before a colon.
fn name_orders(tx: &mut Tx, pieces: &mut [Piece]) -> Result<()> {
    let root = |piece: &Piece| piece.cause.split(':').next().unwrap_or("").to_owned();
    let refunds: Vec<RefundId> = pieces.iter().filter_map(|piece| root(piece).parse().ok()).collect();
    let of_refunds: BTreeMap<RefundId, Option<OrderId>> = store::orders_of_refunds(tx, &refunds)?.into_iter().collect();
    for piece in pieces {
        let root = root(piece);
        piece.order = root.parse::<OrderId>().ok().or_else(|| of_refunds.get(&root.parse::<RefundId>().ok()?).cloned().flatten());
    }
    Ok(())
}
