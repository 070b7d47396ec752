//! Queries of numbered pieces.

use diesel::prelude::*;

use super::Piece;
use crate::db::schema::edition_pieces as pieces;
use crate::db::{Among, Tx};
use crate::kit::id::{EditionPieceId, OrderId, VariantId};

/// The numbers of a variant that are out.
pub fn numbers_out(tx: &mut Tx, variant: &VariantId) -> QueryResult<Vec<i64>> {
    pieces::table.filter(pieces::variant_id.eq(variant).and(pieces::returned_at.is_null())).select(pieces::number).load(tx.db)
}

/// Writes a piece; false when its number is out already.
pub fn insert(tx: &mut Tx, piece: &Piece) -> QueryResult<bool> {
    Ok(each!(db in tx.db => diesel::insert_into(pieces::table).values(piece).on_conflict_do_nothing().execute(db))? == 1)
}

/// The pieces of an order that are out, the highest number first.
pub fn newest_of(tx: &mut Tx, order: &OrderId, variant: &VariantId, count: i64) -> QueryResult<Vec<EditionPieceId>> {
    pieces::table
        .filter(pieces::order_id.eq(order).and(pieces::variant_id.eq(variant)).and(pieces::returned_at.is_null()))
        .order(pieces::number.desc())
        .limit(count)
        .select(pieces::id)
        .load(tx.db)
}

/// A piece came back; zero when it had before.
pub fn mark_returned(tx: &mut Tx, id: &EditionPieceId) -> QueryResult<usize> {
    diesel::update(pieces::table.find(id).filter(pieces::returned_at.is_null())).set(pieces::returned_at.eq(Some(tx.now))).execute(tx.db)
}

/// Those of orders that are out.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<Vec<Piece>> {
    pieces::table
        .filter(pieces::order_id.among(orders).and(pieces::returned_at.is_null()))
        .order(pieces::number)
        .select(Piece::as_select())
        .load(tx.db)
}
