//! What a refund of an order is made of. Pure.

use crate::commissions::share_back;
use crate::kit::id::OrderLineId;
use crate::kit::money::Money;
use crate::kit::{Code, Result};
use crate::orders::{Order, OrderLine};

/// What is to go back of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePart {
    /// The line.
    pub line: OrderLineId,
    /// Pieces that come back; none for a lower price.
    pub pieces: i64,
    /// How much; what the pieces are worth unless it is said.
    pub amount: Option<i64>,
    /// Whether the pieces are on the shelf again.
    pub restock: bool,
}

/// What is to go back of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Of lines.
    pub lines: Vec<LinePart>,
    /// Of the delivery.
    pub delivery: i64,
    /// Of the order, shared out over what is left of its lines and its delivery.
    pub free: i64,
}

/// A part of a refund before it has an id; without a line it is the delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which of the order's lines, by place.
    pub line: Option<usize>,
    /// Pieces that come back.
    pub pieces: i64,
    /// How much.
    pub amount: i64,
    /// Whether the pieces are on the shelf again.
    pub restock: bool,
}

impl Asked {
    /// Everything that has not gone back yet.
    pub fn everything(order: &Order, lines: &[OrderLine], restock: bool) -> Asked {
        let rest = |line: &OrderLine| LinePart {
            line: line.id.clone(),
            pieces: line.quantity - line.returned_pieces,
            amount: Some(line.total_cents - line.refunded_cents),
            restock,
        };
        Asked { lines: lines.iter().map(rest).collect(), delivery: order.delivery_cents - order.refunded_delivery_cents, free: 0 }
    }
}

/// What so many pieces of a line are worth now: their share of what has not gone back yet, so that the last one takes the rest.
pub fn worth(line: &OrderLine, pieces: i64) -> i64 {
    share_back(line.total_cents - line.refunded_cents, line.quantity - line.refunded_pieces, pieces)
}

/// The parts, in the order of lines, the delivery last. Whether there is so much left is for the counters to say, not asked here.
pub fn plan(order: &Order, lines: &[OrderLine], asked: &Asked) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    for (index, one) in asked.lines.iter().enumerate() {
        let pointer = format!("/lines/{index}");
        let place = lines.iter().position(|line| line.id == one.line);
        let place = place.ok_or_else(|| Code::Invalid.at(format!("{pointer}/line_id"), "unknown", "Name a line of this order."))?;
        if parts.iter().any(|part| part.line == Some(place)) {
            return Err(Code::Invalid.at(format!("{pointer}/line_id"), "twice", "Name each line once."));
        }
        let amount = one.amount.unwrap_or_else(|| worth(&lines[place], one.pieces));
        if one.pieces < 0 || amount < 0 {
            return Err(Code::Invalid.at(pointer, "out_of_range", "Pieces and amounts are not below zero."));
        }
        parts.push(Part { line: Some(place), pieces: one.pieces, amount, restock: one.restock && one.pieces > 0 });
    }
    let delivery = Part { line: None, pieces: 0, amount: asked.delivery, restock: false };
    parts.push(delivery);
    share_out(order, lines, asked.free, &mut parts);
    parts.retain(|part| part.pieces > 0 || part.amount > 0);
    parts.sort_by_key(|part| part.line.unwrap_or(usize::MAX));
    Ok(parts)
}

/// Shares an amount out over what the other parts leave, by largest remainder.
fn share_out(order: &Order, lines: &[OrderLine], free: i64, parts: &mut Vec<Part>) {
    if free <= 0 {
        return;
    }
    let planned = |place: Option<usize>, parts: &[Part]| parts.iter().find(|part| part.line == place).map_or(0, |part| part.amount);
    let left = |place: Option<usize>, parts: &[Part]| {
        let left = match place {
            Some(place) => lines[place].total_cents - lines[place].refunded_cents,
            None => order.delivery_cents - order.refunded_delivery_cents,
        };
        (left - planned(place, parts)).max(0) as u64
    };
    let places: Vec<Option<usize>> = (0..lines.len()).map(Some).chain([None]).collect();
    let weights: Vec<u64> = places.iter().map(|place| left(*place, parts)).collect();
    for (place, share) in places.into_iter().zip(Money { amount: free, currency: order.currency }.split(&weights)) {
        match parts.iter_mut().find(|part| part.line == place) {
            Some(part) => part.amount += share.amount,
            None => parts.push(Part { line: place, pieces: 0, amount: share.amount, restock: false }),
        }
    }
}
