//! Numbered editions: which number each piece was sold with.
//!
//! A number is given when a piece is paid, the lowest that is not out, and goes back when the piece does. A unique index lets no
//! number be out twice, a `CHECK` none beyond the edition. That no more pieces are promised than the edition has is the
//! inventory's to hold, on a shelf of its own.

mod audit;
mod store;

use std::collections::BTreeMap;

use diesel::prelude::*;

pub use audit::audit;

use crate::db::Tx;
use crate::db::schema::edition_pieces;
use crate::kit::id::{EditionPieceId, OrderId, OrderLineId, VariantId};
use crate::kit::time::Instant;
use crate::kit::{Error, Result};

/// A numbered piece that was sold.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = edition_pieces)]
pub struct Piece {
    /// Its id.
    pub id: EditionPieceId,
    /// The variant.
    pub variant_id: VariantId,
    /// Its number.
    pub number: i64,
    /// Of how many.
    pub size: i64,
    /// The order.
    pub order_id: OrderId,
    /// The line.
    pub order_line_id: OrderLineId,
    /// When it was paid.
    pub given_at: Instant,
    /// When it came back.
    pub returned_at: Option<Instant>,
}

/// Pieces that were paid.
#[derive(Clone, Copy, Debug)]
pub struct Paid<'a> {
    /// The order.
    pub order: &'a OrderId,
    /// The line.
    pub line: &'a OrderLineId,
    /// The variant.
    pub variant: &'a VariantId,
    /// Of how many it is an edition.
    pub size: i64,
    /// How many pieces.
    pub pieces: i64,
}

/// Gives the pieces of a line the lowest numbers that are not out.
pub fn give(tx: &mut Tx, paid: Paid) -> Result<()> {
    let mut given = 0;
    // Somebody may take a number at the same instant; the next round sees it.
    for _ in 0..(paid.pieces + paid.size) {
        if given == paid.pieces {
            return Ok(());
        }
        let out = store::numbers_out(tx, paid.variant)?;
        let number =
            (1..=paid.size).find(|number| !out.contains(number)).ok_or_else(|| Error::internal("an edition without a number left"))?;
        let piece = Piece {
            id: tx.id(),
            variant_id: paid.variant.clone(),
            number,
            size: paid.size,
            order_id: paid.order.clone(),
            order_line_id: paid.line.clone(),
            given_at: tx.now,
            returned_at: None,
        };
        given += i64::from(store::insert(tx, &piece)?);
    }
    if given == paid.pieces { Ok(()) } else { Err(Error::internal("an edition whose numbers are all being taken")) }
}

/// Pieces of an order came back: their numbers, the highest first, can be given again. Answers how many had one.
pub fn take_back(tx: &mut Tx, order: &OrderId, pieces: &BTreeMap<VariantId, i64>) -> Result<BTreeMap<VariantId, i64>> {
    let mut numbered = BTreeMap::new();
    for (variant, count) in pieces {
        for id in store::newest_of(tx, order, variant, *count)? {
            *numbered.entry(variant.clone()).or_insert(0) += store::mark_returned(tx, &id)? as i64;
        }
    }
    Ok(numbered)
}

/// The numbered pieces of orders that are out, by number.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<Piece>> {
    Ok(store::of_orders(tx, orders)?)
}
