//! Queries of carts.

use diesel::prelude::*;

use super::model::{Cart, CartDelivery, CartLine, MOST_PIECES, Wish};
use crate::db::Tx;
use crate::db::schema::{cart_deliveries, cart_lines, carts};
use crate::kit::id::{AccountId, CartId, CartLineId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::money::Money;
use crate::kit::time::Instant;

/// An account's cart.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> QueryResult<Option<Cart>> {
    carts::table.filter(carts::account_id.eq(account)).select(Cart::as_select()).first(tx.db).optional()
}

/// A guest's cart by the hash of its secret.
pub fn of_token(tx: &mut Tx, token_hash: &str) -> QueryResult<Option<Cart>> {
    carts::table.filter(carts::token_hash.eq(token_hash)).select(Cart::as_select()).first(tx.db).optional()
}

/// Makes a cart; two requests that make an account's first cart together make one.
pub fn create(tx: &mut Tx, token_hash: Option<String>, account_id: Option<AccountId>) -> QueryResult<()> {
    let cart = Cart { id: tx.id(), token_hash, account_id, country: "SI".to_owned(), created_at: tx.now, touched_at: tx.now };
    each!(db in tx.db => diesel::insert_into(carts::table).values(&cart).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

/// Whether the cart is still there.
pub fn exists(tx: &mut Tx, cart: &CartId) -> QueryResult<bool> {
    let found = carts::table.find(cart).select(carts::id).first::<CartId>(tx.db).optional()?;
    Ok(found.is_some())
}

/// Notes that its owner was here.
pub fn touch(tx: &mut Tx, cart: &CartId) -> QueryResult<()> {
    diesel::update(carts::table.find(cart)).set(carts::touched_at.eq(tx.now)).execute(tx.db)?;
    Ok(())
}

/// The lines in the order in which they were added.
pub fn lines(tx: &mut Tx, cart: &CartId) -> QueryResult<Vec<CartLine>> {
    cart_lines::table
        .filter(cart_lines::cart_id.eq(cart))
        .order((cart_lines::added_at, cart_lines::id))
        .select(CartLine::as_select())
        .load(tx.db)
}

/// One line of one cart.
pub fn line(tx: &mut Tx, cart: &CartId, line: &CartLineId) -> QueryResult<Option<CartLine>> {
    cart_lines::table.find(line).filter(cart_lines::cart_id.eq(cart)).select(CartLine::as_select()).first(tx.db).optional()
}

/// Adds pieces to a line that is already there, never more than a line may hold; false when there is none.
pub fn join(tx: &mut Tx, cart: &CartId, wish: &Wish) -> QueryResult<bool> {
    let same = cart_lines::table
        .filter(cart_lines::cart_id.eq(cart))
        .filter(cart_lines::variant_id.eq(&wish.variant))
        .filter(cart_lines::personalisation.eq(&wish.personalisation));
    let room = MOST_PIECES - wish.quantity;
    let added = diesel::update(same.filter(cart_lines::quantity.le(room)))
        .set(cart_lines::quantity.eq(cart_lines::quantity + wish.quantity))
        .execute(tx.db)?;
    let filled = if added == 0 { diesel::update(same).set(cart_lines::quantity.eq(MOST_PIECES)).execute(tx.db)? } else { 0 };
    Ok(added + filled > 0)
}

/// A new line.
pub fn insert_line(tx: &mut Tx, cart: &CartId, wish: &Wish) -> QueryResult<()> {
    let line = CartLine {
        id: tx.id(),
        cart_id: cart.clone(),
        variant_id: wish.variant.clone(),
        quantity: wish.quantity.clamp(1, MOST_PIECES),
        personalisation: wish.personalisation.clone(),
        seen_price_cents: wish.price.amount,
        currency: wish.price.currency,
        seen: Json(wish.seen.clone()),
        added_at: tx.now,
    };
    each!(db in tx.db => diesel::insert_into(cart_lines::table).values(&line).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

/// How many of a line.
pub fn set_quantity(tx: &mut Tx, line: &CartLineId, quantity: i64) -> QueryResult<()> {
    diesel::update(cart_lines::table.find(line)).set(cart_lines::quantity.eq(quantity)).execute(tx.db)?;
    Ok(())
}

/// The price that the buyer has seen.
pub fn set_seen_price(tx: &mut Tx, line: &CartLineId, price: Money) -> QueryResult<()> {
    let seen = (cart_lines::seen_price_cents.eq(price.amount), cart_lines::currency.eq(price.currency));
    diesel::update(cart_lines::table.find(line)).set(seen).execute(tx.db)?;
    Ok(())
}

/// Takes a line out; false when it was not there.
pub fn delete_line(tx: &mut Tx, cart: &CartId, line: &CartLineId) -> QueryResult<bool> {
    Ok(diesel::delete(cart_lines::table.find(line).filter(cart_lines::cart_id.eq(cart))).execute(tx.db)? == 1)
}

/// Takes all lines and choices out.
pub fn delete_lines(tx: &mut Tx, cart: &CartId) -> QueryResult<()> {
    diesel::delete(cart_lines::table.filter(cart_lines::cart_id.eq(cart))).execute(tx.db)?;
    diesel::delete(cart_deliveries::table.filter(cart_deliveries::cart_id.eq(cart))).execute(tx.db)?;
    Ok(())
}

/// The choices made so far.
pub fn deliveries(tx: &mut Tx, cart: &CartId) -> QueryResult<Vec<CartDelivery>> {
    cart_deliveries::table.filter(cart_deliveries::cart_id.eq(cart)).select(CartDelivery::as_select()).load(tx.db)
}

/// Remembers a choice, the last one.
pub fn set_delivery(tx: &mut Tx, cart: &CartId, organisation: &OrganisationId, option: &str) -> QueryResult<()> {
    let choice = CartDelivery { cart_id: cart.clone(), organisation_id: organisation.clone(), option_id: option.to_owned() };
    each!(db in tx.db => diesel::insert_into(cart_deliveries::table)
        .values(&choice)
        .on_conflict((cart_deliveries::cart_id, cart_deliveries::organisation_id))
        .do_update()
        .set(cart_deliveries::option_id.eq(option))
        .execute(db))?;
    Ok(())
}

/// The country of delivery.
pub fn set_country(tx: &mut Tx, cart: &CartId, country: &str) -> QueryResult<()> {
    diesel::update(carts::table.find(cart)).set(carts::country.eq(country)).execute(tx.db)?;
    Ok(())
}

/// Deletes a cart with all that is in it.
pub fn delete(tx: &mut Tx, cart: &CartId) -> QueryResult<()> {
    diesel::delete(carts::table.find(cart)).execute(tx.db)?;
    Ok(())
}

/// Deletes carts untouched since an instant.
pub fn delete_untouched(tx: &mut Tx, before: Instant) -> QueryResult<usize> {
    diesel::delete(carts::table.filter(carts::touched_at.lt(before))).execute(tx.db)
}
