//! What a buyer means to buy, from several creators at once.
//!
//! A cart promises nothing: neither a price nor a piece. It remembers the price that its owner saw, so that a change can
//! be told. A guest's cart is found by a secret of which only the hash is kept; an account has one cart. A cart that
//! nobody touches for thirty days is swept away. Carts know variants and creators by id only and never look them up.

mod model;
mod store;

pub use model::{Cart, CartDelivery, CartLine, KEPT_DAYS, MOST_LINES, MOST_PIECES, Owner, Seen, Wish};

use crate::db::Tx;
use crate::kit::id::{CartId, CartLineId, OrganisationId};
use crate::kit::money::Money;
use crate::kit::text::sha256_hex;
use crate::kit::time::days;
use crate::kit::{Code, Error, Result};

/// The owner's cart, if there is one.
pub fn find(tx: &mut Tx, owner: &Owner) -> Result<Option<Cart>> {
    Ok(match owner {
        Owner::Account(account) => store::of_account(tx, account)?,
        Owner::Guest(token) => store::of_token(tx, &sha256_hex(token))?,
    })
}

/// The owner's cart, made if it is missing. A secret that no cart knows makes none: it may be somebody's guess.
pub fn open(tx: &mut Tx, owner: &Owner) -> Result<Cart> {
    match (find(tx, owner)?, owner) {
        (Some(cart), _) => Ok(cart),
        (None, Owner::Account(account)) => {
            store::create(tx, None, Some(account.clone()))?;
            Ok(store::of_account(tx, account)?.ok_or(Error::not_found())?)
        }
        (None, Owner::Guest(_)) => Err(Error::not_found()),
    }
}

/// A new cart for a guest, with the secret that finds it again. The secret is told once.
pub fn open_for_guest(tx: &mut Tx) -> Result<(Cart, String)> {
    let token = tx.secret();
    store::create(tx, Some(sha256_hex(&token)), None)?;
    let cart = store::of_token(tx, &sha256_hex(&token))?.ok_or(Error::not_found())?;
    Ok((cart, token))
}

/// Puts pieces in. The same variant with the same text joins its line, up to [`MOST_PIECES`]; a cart takes [`MOST_LINES`].
pub fn add(tx: &mut Tx, cart: &CartId, wish: &Wish) -> Result<()> {
    store::touch(tx, cart)?;
    if store::join(tx, cart, wish)? {
        return Ok(());
    }
    if store::lines(tx, cart)?.len() >= MOST_LINES {
        return Err(Code::CartFull.into());
    }
    Ok(store::insert_line(tx, cart, wish)?)
}

/// The lines, in the order in which they were added.
pub fn lines(tx: &mut Tx, cart: &CartId) -> Result<Vec<CartLine>> {
    Ok(store::lines(tx, cart)?)
}

/// One line of the cart.
pub fn line(tx: &mut Tx, cart: &CartId, line: &CartLineId) -> Result<CartLine> {
    store::line(tx, cart, line)?.ok_or(Error::not_found())
}

/// Changes how many, or the text. A line that becomes like another joins it.
pub fn change(tx: &mut Tx, line: &CartLine, quantity: i64, personalisation: &str) -> Result<()> {
    store::touch(tx, &line.cart_id)?;
    if personalisation == line.personalisation {
        return Ok(store::set_quantity(tx, &line.id, quantity)?);
    }
    store::delete_line(tx, &line.cart_id, &line.id)?;
    let wish = Wish { quantity, personalisation: personalisation.to_owned(), ..line.wish() };
    add(tx, &line.cart_id, &wish)
}

/// Takes a line out.
pub fn remove(tx: &mut Tx, cart: &CartId, line: &CartLineId) -> Result<()> {
    store::touch(tx, cart)?;
    if store::delete_line(tx, cart, line)? { Ok(()) } else { Err(Error::not_found()) }
}

/// Remembers the way of delivery chosen for a creator's part.
pub fn choose_delivery(tx: &mut Tx, cart: &CartId, organisation: &OrganisationId, option: &str) -> Result<()> {
    store::touch(tx, cart)?;
    Ok(store::set_delivery(tx, cart, organisation, option)?)
}

/// The ways of delivery chosen so far.
pub fn deliveries(tx: &mut Tx, cart: &CartId) -> Result<Vec<CartDelivery>> {
    Ok(store::deliveries(tx, cart)?)
}

/// The country that delivery is quoted for.
pub fn set_country(tx: &mut Tx, cart: &CartId, country: &str) -> Result<()> {
    Ok(store::set_country(tx, cart, country)?)
}

/// The buyer has seen these prices.
pub fn accept_prices(tx: &mut Tx, cart: &CartId, prices: &[(CartLineId, Money)]) -> Result<()> {
    store::touch(tx, cart)?;
    for (line, price) in prices {
        store::set_seen_price(tx, line, *price)?;
    }
    Ok(())
}

/// A guest signs in: the guest's lines join the account's cart, and the guest's cart is gone.
pub fn merge(tx: &mut Tx, guest: &Cart, into: &Cart) -> Result<()> {
    for line in store::lines(tx, &guest.id)? {
        match add(tx, &into.id, &line.wish()) {
            // What no longer fits is left out; the cart says nothing it cannot hold.
            Err(error) if error.code == Code::CartFull => break,
            other => other?,
        }
    }
    for choice in store::deliveries(tx, &guest.id)? {
        store::set_delivery(tx, &into.id, &choice.organisation_id, &choice.option_id)?;
    }
    Ok(store::delete(tx, &guest.id)?)
}

/// The lines were ordered.
pub fn empty(tx: &mut Tx, cart: &CartId) -> Result<()> {
    store::touch(tx, cart)?;
    Ok(store::delete_lines(tx, cart)?)
}

/// An order was not paid: its lines return to the cart, if that is still there.
pub fn put_back(tx: &mut Tx, cart: &CartId, wishes: &[Wish]) -> Result<()> {
    if !store::exists(tx, cart)? {
        return Ok(());
    }
    for wish in wishes {
        match add(tx, cart, wish) {
            Err(error) if error.code == Code::CartFull => break,
            other => other?,
        }
    }
    Ok(())
}

/// Deletes carts that nobody touched for [`KEPT_DAYS`]; answers how many.
pub fn sweep(tx: &mut Tx) -> Result<usize> {
    let before = tx.now.minus(days(KEPT_DAYS));
    Ok(store::delete_untouched(tx, before)?)
}
