//! Inventory's queries.

use diesel::prelude::*;

use super::Moved;
use super::model::{Hold, HoldState, Level, Location, Movement, Reason};
use crate::db::schema::{stock_holds, stock_levels, stock_movements};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{OrganisationId, VariantId};
use crate::kit::time::Instant;

/// Makes an empty level if there is none.
pub fn open(tx: &mut Tx, owner: &OrganisationId, variant: &VariantId, location: &Location) -> QueryResult<()> {
    let level = Level {
        variant_id: variant.clone(),
        location: location.clone(),
        organisation_id: owner.clone(),
        on_hand: 0,
        held: 0,
        low_at: None,
        changed_at: tx.now,
        low_told_at: None,
    };
    each!(db in tx.db => diesel::insert_into(stock_levels::table).values(&level).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

/// One level.
pub fn level(tx: &mut Tx, variant: &VariantId, location: &Location) -> QueryResult<Level> {
    stock_levels::table.find((variant, location)).select(Level::as_select()).first(tx.db)
}

/// Several levels at one location.
pub fn levels_of(tx: &mut Tx, variants: &[VariantId], location: &Location) -> QueryResult<Vec<Level>> {
    stock_levels::table
        .filter(stock_levels::variant_id.among(variants))
        .filter(stock_levels::location.eq(location))
        .select(Level::as_select())
        .load(tx.db)
}

/// Promises pieces, if so many are free. The guard: two buyers of the last piece meet here, and one row changes.
pub fn add_held(tx: &mut Tx, variant: &VariantId, location: &Location, quantity: i64) -> QueryResult<bool> {
    let level = stock_levels::table.find((variant, location));
    let held = stock_levels::held.eq(stock_levels::held + quantity);
    let changed = if guard::off("stock") {
        diesel::update(level).set(held).execute(tx.db)?
    } else {
        let free = (stock_levels::on_hand - stock_levels::held).ge(quantity);
        diesel::update(level.filter(free)).set((held, stock_levels::changed_at.eq(tx.now))).execute(tx.db)?
    };
    Ok(changed == 1)
}

/// Gives promised pieces back.
pub fn drop_held(tx: &mut Tx, variant: &VariantId, location: &Location, quantity: i64) -> QueryResult<()> {
    one(diesel::update(stock_levels::table.find((variant, location)).filter(stock_levels::held.ge(quantity)))
        .set((stock_levels::held.eq(stock_levels::held - quantity), stock_levels::changed_at.eq(tx.now)))
        .execute(tx.db)?)
}

/// Promised pieces leave the shelf.
pub fn take_held(tx: &mut Tx, variant: &VariantId, location: &Location, quantity: i64) -> QueryResult<()> {
    let level = stock_levels::table.find((variant, location)).filter(stock_levels::held.ge(quantity));
    one(diesel::update(level)
        .set((
            stock_levels::held.eq(stock_levels::held - quantity),
            stock_levels::on_hand.eq(stock_levels::on_hand - quantity),
            stock_levels::changed_at.eq(tx.now),
        ))
        .execute(tx.db)?)
}

/// Pieces come back to the shelf.
pub fn add_on_hand(tx: &mut Tx, variant: &VariantId, location: &Location, quantity: i64) -> QueryResult<()> {
    one(diesel::update(stock_levels::table.find((variant, location)))
        .set((stock_levels::on_hand.eq(stock_levels::on_hand + quantity), stock_levels::changed_at.eq(tx.now)))
        .execute(tx.db)?)
}

/// Moves a level by a delta, if it still is what the owner looked at and enough remains for what is held.
pub fn correct_level(tx: &mut Tx, seen: &Level, delta: i64) -> QueryResult<bool> {
    let level = stock_levels::table
        .find((&seen.variant_id, &seen.location))
        .filter(stock_levels::on_hand.eq(seen.on_hand))
        .filter(stock_levels::held.le(seen.on_hand + delta));
    let changed = diesel::update(level)
        .set((stock_levels::on_hand.eq(stock_levels::on_hand + delta), stock_levels::changed_at.eq(tx.now)))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Sets when few is few.
pub fn set_low_at(tx: &mut Tx, variant: &VariantId, location: &Location, low_at: Option<i64>) -> QueryResult<()> {
    one(diesel::update(stock_levels::table.find((variant, location))).set(stock_levels::low_at.eq(low_at)).execute(tx.db)?)
}

/// Remembers that the owner is told; false when that was done, or when there are more again.
pub fn mark_told(tx: &mut Tx, level: &Level) -> QueryResult<bool> {
    let low = stock_levels::table
        .find((&level.variant_id, &level.location))
        .filter(stock_levels::low_told_at.is_null())
        .filter(stock_levels::on_hand.nullable().le(stock_levels::low_at));
    Ok(diesel::update(low).set(stock_levels::low_told_at.eq(Some(tx.now))).execute(tx.db)? == 1)
}

/// There are more than the owner set, or none is set: the next fall is told again.
pub fn forget_told(tx: &mut Tx, variant: &VariantId, location: &Location) -> QueryResult<()> {
    let enough = stock_levels::low_at.is_null().or(stock_levels::on_hand.nullable().gt(stock_levels::low_at).assume_not_null());
    let level = stock_levels::table.find((variant, location)).filter(enough);
    diesel::update(level).set(stock_levels::low_told_at.eq(None::<Instant>)).execute(tx.db)?;
    Ok(())
}

/// Whether nothing ever moved here.
pub fn is_untouched(tx: &mut Tx, variant: &VariantId, location: &Location) -> QueryResult<bool> {
    let moved = stock_movements::table
        .filter(stock_movements::variant_id.eq(variant))
        .filter(stock_movements::location.eq(location))
        .select(stock_movements::id)
        .first::<crate::kit::id::MovementId>(tx.db)
        .optional()?;
    Ok(moved.is_none())
}

/// Pieces that a shelf was opened with, by all openings.
pub fn opened_with(tx: &mut Tx, variant: &VariantId, location: &Location) -> QueryResult<i64> {
    let openings = stock_movements::table
        .filter(stock_movements::variant_id.eq(variant).and(stock_movements::location.eq(location)))
        .filter(stock_movements::reason.eq(Reason::Opening))
        .select(stock_movements::delta);
    Ok(openings.load::<i64>(tx.db)?.into_iter().sum())
}

/// Appends a movement.
pub(super) fn record(tx: &mut Tx, moved: Moved<'_>) -> QueryResult<Movement> {
    let movement = Movement {
        id: tx.id(),
        variant_id: moved.variant.clone(),
        location: moved.location,
        delta: moved.delta,
        reason: moved.reason,
        cause: moved.cause.map(str::to_owned),
        note: moved.note.map(str::to_owned),
        actor: moved.actor.map(str::to_owned),
        at: tx.now,
    };
    diesel::insert_into(stock_movements::table).values(&movement).execute(tx.db)?;
    Ok(movement)
}

/// Writes a hold down; one that was released for the same cause holds again.
pub fn keep(tx: &mut Tx, cause: &str, variant: &VariantId, location: &Location, quantity: i64, until: Instant) -> QueryResult<()> {
    let again = stock_holds::table
        .filter(stock_holds::cause.eq(cause))
        .filter(stock_holds::variant_id.eq(variant))
        .filter(stock_holds::location.eq(location))
        .filter(stock_holds::state.eq(HoldState::Released));
    let state = (stock_holds::state.eq(HoldState::Held), stock_holds::quantity.eq(quantity), stock_holds::expires_at.eq(until));
    if diesel::update(again).set(state).execute(tx.db)? == 1 {
        return Ok(());
    }
    let hold = Hold {
        id: tx.id(),
        cause: cause.to_owned(),
        variant_id: variant.clone(),
        location: location.clone(),
        quantity,
        state: HoldState::Held,
        expires_at: until,
        created_at: tx.now,
    };
    diesel::insert_into(stock_holds::table).values(&hold).execute(tx.db)?;
    Ok(())
}

/// The holds of a cause in one state, in the order in which rows are touched.
pub fn holds_of(tx: &mut Tx, cause: &str, state: HoldState) -> QueryResult<Vec<Hold>> {
    stock_holds::table
        .filter(stock_holds::cause.eq(cause))
        .filter(stock_holds::state.eq(state))
        .order((stock_holds::location.desc(), stock_holds::variant_id))
        .select(Hold::as_select())
        .load(tx.db)
}

/// Ends a hold; false when it had ended already.
pub fn end_hold(tx: &mut Tx, hold: &Hold, state: HoldState) -> QueryResult<bool> {
    let held = stock_holds::table.find(&hold.id).filter(stock_holds::state.eq(HoldState::Held));
    Ok(diesel::update(held).set(stock_holds::state.eq(state)).execute(tx.db)? == 1)
}

/// Movements of a variant at a location, newest first, before the given id.
pub fn movements_of(tx: &mut Tx, variant: &VariantId, location: &Location, before: Option<&str>, limit: i64) -> QueryResult<Vec<Movement>> {
    let mut query = stock_movements::table
        .filter(stock_movements::variant_id.eq(variant))
        .filter(stock_movements::location.eq(location))
        .order(stock_movements::id.desc())
        .limit(limit)
        .select(Movement::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(stock_movements::id.lt(before.to_owned()));
    }
    query.load(tx.db)
}

/// A row that must be there and obey its rule; if it does not, the books are wrong and the transaction ends.
fn one(changed: usize) -> QueryResult<()> {
    if changed == 1 { Ok(()) } else { Err(diesel::result::Error::NotFound) }
}
