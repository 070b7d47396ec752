//! Ordering again: what was bought once and is still sold goes into the cart; the rest is told in words.

use serde::Serialize;

use crate::carts::MOST_PIECES;
use crate::catalogue::{self, SellableVariant};
use crate::checkout::{self, AddLine, CartView, Shopper};
use crate::db::Tx;
use crate::inventory;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::{Code, Result};
use crate::orders::{self, OrderGroup, OrderLine};

crate::text_enum! {
    /// What became of a line.
    pub enum AgainOutcome {
        /// All its pieces are in the cart.
        Added = "added",
        /// Some are; there are no more.
        Fewer = "fewer",
        /// None is left.
        SoldOut = "sold_out",
        /// It is not sold any more.
        Gone = "gone",
        /// The maker needs another text than was given then.
        TextNeeded = "text_needed",
        /// The cart takes no more.
        CartFull = "cart_full",
    }
}

/// A line that was bought once, and what became of it now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AgainLine {
    /// The product's name, in the reader's language.
    pub name: String,
    /// The variant's name.
    pub option: Option<String>,
    /// The product's page.
    pub slug: String,
    /// Pieces bought then.
    pub quantity: i64,
    /// Pieces put into the cart now.
    pub added: i64,
    /// What became of it.
    pub outcome: AgainOutcome,
    /// What one cost then.
    pub price_then: Money,
    /// What one costs now; none when it is not sold.
    pub price_now: Option<Money>,
}

/// The cart with what could be put into it, and what became of each line.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OrderAgain {
    /// The cart as it stands now.
    pub cart: CartView,
    /// Every line of the purchase.
    pub lines: Vec<AgainLine>,
}

/// Puts a purchase into the caller's cart again, as far as it can be had. Nothing is refused because a part of it is gone.
pub fn order_again(tx: &mut Tx, shopper: &Shopper, group: &OrderGroup, locale: Locale) -> Result<OrderAgain> {
    let ids: Vec<_> = orders::of_group(tx, &group.id)?.into_iter().map(|order| order.id).collect();
    let mut shopper = shopper.clone();
    let mut token = None;
    let mut lines = Vec::new();
    for line in orders::lines(tx, &ids)? {
        let item = catalogue::sellable(tx, std::slice::from_ref(&line.variant_id))?.pop();
        let (added, outcome) = match &item {
            None => (0, AgainOutcome::Gone),
            Some(item) => put_in(tx, &mut shopper, &mut token, &line, item, locale)?,
        };
        let option = line.option.best(locale).to_owned();
        lines.push(AgainLine {
            name: line.name.best(locale).to_owned(),
            option: Some(option).filter(|option| !option.is_empty()),
            slug: line.slug.clone(),
            quantity: line.quantity,
            added,
            outcome,
            price_then: group.money(line.unit_price_cents),
            price_now: item.map(|item| item.price),
        });
    }
    let cart = checkout::look_at_cart(tx, &shopper, locale)?;
    Ok(OrderAgain { cart: CartView { token, ..cart }, lines })
}

/// As many pieces as there are, at most as many as then.
fn put_in(
    tx: &mut Tx,
    shopper: &mut Shopper,
    token: &mut Option<String>,
    line: &OrderLine,
    item: &SellableVariant,
    locale: Locale,
) -> Result<(i64, AgainOutcome)> {
    let wanted = line.quantity.min(MOST_PIECES);
    let most = if item.made_to_order {
        wanted
    } else {
        let levels = inventory::web_levels(tx, std::slice::from_ref(&item.variant))?;
        levels.get(&item.variant).map_or(0, |level| level.available()).min(wanted)
    };
    // What the maker no longer asks for is left out.
    let text = line.personalisation.clone().filter(|_| item.personalisation.is_some());
    for quantity in (1..=most).rev() {
        let new = AddLine { variant_id: item.variant.clone(), quantity, personalisation: text.clone() };
        match checkout::add_to_cart(tx, shopper, &new, locale) {
            Ok(cart) => {
                if let Some(secret) = cart.token {
                    shopper.cart_token = Some(secret.clone());
                    *token = Some(secret);
                }
                return Ok((quantity, if quantity == line.quantity { AgainOutcome::Added } else { AgainOutcome::Fewer }));
            }
            // Pieces of it lie in the cart already: try fewer.
            Err(error) if error.code == Code::QuantityNotAvailable => {}
            Err(error) if matches!(error.code, Code::PersonalisationNeeded | Code::Invalid) => return Ok((0, AgainOutcome::TextNeeded)),
            Err(error) if error.code == Code::CartFull => return Ok((0, AgainOutcome::CartFull)),
            Err(error) => return Err(error),
        }
    }
    Ok((0, AgainOutcome::SoldOut))
}
