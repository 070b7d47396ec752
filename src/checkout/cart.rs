//! What buyers do with their carts. Each act answers with the whole cart as it stands after it.

use serde::Deserialize;

use super::basket::Basket;
use super::cart_views::CartView;
use super::editions;
use super::shopper::Shopper;
use crate::carts::{self, Cart, MOST_PIECES, Owner, Seen, Wish};
use crate::catalogue::{self, SellableVariant};
use crate::db::Tx;
use crate::inventory;
use crate::kit::check::Check;
use crate::kit::id::{CartLineId, OrganisationId, VariantId};
use crate::kit::locale::Locale;
use crate::kit::{Code, Error, Result};

/// Pieces to put in.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLine {
    /// The variant.
    pub variant_id: VariantId,
    /// How many.
    #[schema(minimum = 1, maximum = 20)]
    pub quantity: i64,
    /// The text that the maker asks for.
    #[schema(max_length = 200)]
    pub personalisation: Option<String>,
}

/// What to change on a line; what is left out stays.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLine {
    /// How many.
    #[schema(minimum = 1, maximum = 20)]
    pub quantity: Option<i64>,
    /// The text that the maker asks for; empty takes it out.
    #[schema(max_length = 200)]
    pub personalisation: Option<String>,
}

/// A way of delivery for one creator's part.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseDelivery {
    /// The option's id.
    #[schema(max_length = 80)]
    pub option_id: String,
}

/// What to change on the cart itself.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCart {
    /// The country that delivery is quoted for, by its two letters.
    #[schema(min_length = 2, max_length = 2)]
    pub country: String,
}

/// The caller's cart; an empty one when there is none yet.
pub fn look(tx: &mut Tx, shopper: &Shopper, locale: Locale) -> Result<CartView> {
    let cart = match shopper.owner() {
        Some(owner) => carts::find(tx, &owner)?,
        None => None,
    };
    match cart {
        Some(cart) => show(tx, &cart, None, locale),
        None => CartView::of(&Basket { parcels: Vec::new() }, None, "SI", locale),
    }
}

/// A new cart for a guest, with its secret; for an account, its cart.
pub fn create(tx: &mut Tx, shopper: &Shopper, locale: Locale) -> Result<CartView> {
    let (cart, token) = open(tx, shopper)?;
    show(tx, &cart, token, locale)
}

/// Puts pieces in; makes the cart when it is the first time. Refused when the variant is not for sale, when there are not so
/// many, or when the maker's text is missing or too long.
pub fn add(tx: &mut Tx, shopper: &Shopper, new: &AddLine, locale: Locale) -> Result<CartView> {
    check_quantity(new.quantity)?;
    let (cart, token) = open(tx, shopper)?;
    let item = for_sale(tx, &new.variant_id)?;
    let text = check_text(&item, new.personalisation.as_deref().unwrap_or(""))?;
    let others: i64 = carts::lines(tx, &cart.id)?.iter().filter(|line| line.variant_id == item.variant).map(|line| line.quantity).sum();
    check_stock(tx, &item, others + new.quantity)?;
    let wish = Wish { variant: item.variant.clone(), quantity: new.quantity, personalisation: text, price: item.price, seen: seen(&item) };
    carts::add(tx, &cart.id, &wish)?;
    show(tx, &cart, token, locale)
}

/// Changes a line. More pieces are refused like new ones; fewer never are.
pub fn change(tx: &mut Tx, shopper: &Shopper, line: &CartLineId, new: &ChangeLine, locale: Locale) -> Result<CartView> {
    let cart = existing(tx, shopper)?;
    let line = carts::line(tx, &cart.id, line)?;
    let quantity = new.quantity.unwrap_or(line.quantity);
    check_quantity(quantity)?;
    if quantity > line.quantity || new.personalisation.is_some() {
        let item = for_sale(tx, &line.variant_id)?;
        let text = check_text(&item, new.personalisation.as_deref().unwrap_or(&line.personalisation))?;
        let same = carts::lines(tx, &cart.id)?;
        let others: i64 =
            same.iter().filter(|other| other.variant_id == item.variant && other.id != line.id).map(|other| other.quantity).sum();
        if quantity > line.quantity {
            check_stock(tx, &item, others + quantity)?;
        }
        carts::change(tx, &line, quantity, &text)?;
    } else {
        carts::change(tx, &line, quantity, &line.personalisation)?;
    }
    show(tx, &cart, None, locale)
}

/// Takes a line out.
pub fn remove(tx: &mut Tx, shopper: &Shopper, line: &CartLineId, locale: Locale) -> Result<CartView> {
    let cart = existing(tx, shopper)?;
    carts::remove(tx, &cart.id, line)?;
    show(tx, &cart, None, locale)
}

/// Chooses how a creator's part is handed over, among the ways that are offered now.
pub fn choose(tx: &mut Tx, shopper: &Shopper, maker: &OrganisationId, choice: &ChooseDelivery, locale: Locale) -> Result<CartView> {
    let cart = existing(tx, shopper)?;
    let basket = Basket::of(tx, &cart, &cart.country, locale)?;
    let parcel = basket.parcels.iter().find(|parcel| parcel.seller.organisation_id == *maker).ok_or(Error::not_found())?;
    if !parcel.quote.options.iter().any(|option| option.id == choice.option_id) {
        return Err(Code::DeliveryOptionUnknown.into());
    }
    carts::choose_delivery(tx, &cart.id, maker, &choice.option_id)?;
    show(tx, &cart, None, locale)
}

/// Says where the parcels go.
pub fn change_cart(tx: &mut Tx, shopper: &Shopper, new: &ChangeCart, locale: Locale) -> Result<CartView> {
    check_country(&new.country)?;
    let mut cart = existing(tx, shopper)?;
    carts::set_country(tx, &cart.id, &new.country)?;
    cart.country.clone_from(&new.country);
    show(tx, &cart, None, locale)
}

/// The buyer has seen the prices as they are now.
pub fn accept_prices(tx: &mut Tx, shopper: &Shopper, locale: Locale) -> Result<CartView> {
    let cart = existing(tx, shopper)?;
    let basket = Basket::of(tx, &cart, &cart.country, locale)?;
    let prices: Vec<_> = basket.lines().map(|line| (line.line.id.clone(), line.unit_price())).collect();
    carts::accept_prices(tx, &cart.id, &prices)?;
    show(tx, &cart, None, locale)
}

/// After signing in: what the guest had joins the account's cart. Without a guest's cart nothing happens.
pub fn merge(tx: &mut Tx, shopper: &Shopper, locale: Locale) -> Result<CartView> {
    let who = shopper.signed_in.as_ref().ok_or(Code::NotSignedIn)?;
    let own = carts::open(tx, &Owner::Account(who.account.clone()))?;
    if let Some(token) = &shopper.cart_token
        && let Some(guest) = carts::find(tx, &Owner::Guest(token.clone()))?
    {
        carts::merge(tx, &guest, &own)?;
    }
    show(tx, &own, None, locale)
}

fn open(tx: &mut Tx, shopper: &Shopper) -> Result<(Cart, Option<String>)> {
    if let Some(owner) = shopper.owner() {
        let known = carts::find(tx, &owner)?;
        if let Some(cart) = known {
            return Ok((cart, None));
        }
        if matches!(owner, Owner::Account(_)) {
            return Ok((carts::open(tx, &owner)?, None));
        }
    }
    // A secret that no cart knows any more (swept, merged) is answered with a new one.
    let (cart, token) = carts::open_for_guest(tx)?;
    Ok((cart, Some(token)))
}

fn existing(tx: &mut Tx, shopper: &Shopper) -> Result<Cart> {
    let owner = shopper.owner().ok_or(Error::not_found())?;
    carts::find(tx, &owner)?.ok_or(Error::not_found())
}

fn show(tx: &mut Tx, cart: &Cart, token: Option<String>, locale: Locale) -> Result<CartView> {
    let basket = Basket::of(tx, cart, &cart.country, locale)?;
    CartView::of(&basket, token, &cart.country, locale)
}

fn for_sale(tx: &mut Tx, variant: &VariantId) -> Result<SellableVariant> {
    catalogue::sellable(tx, std::slice::from_ref(variant))?.pop().ok_or(Code::VariantNotForSale.into())
}

fn seen(item: &SellableVariant) -> Seen {
    Seen {
        organisation: item.organisation.clone(),
        product: item.product.clone(),
        slug: item.slug.clone(),
        name: item.name.clone(),
        option: item.option.clone(),
        sku: item.sku.clone(),
    }
}

fn check_quantity(quantity: i64) -> Result<()> {
    let mut check = Check::new();
    check.that((1..=MOST_PIECES).contains(&quantity), "/quantity", "out_of_range", format!("Take 1 to {MOST_PIECES} pieces."));
    check.done()
}

pub(super) fn check_country(country: &str) -> Result<()> {
    let letters = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut check = Check::new();
    check.that(letters, "/country", "country_invalid", "Name the country by its two capital letters, such as SI.");
    check.done()
}

/// The buyer's text: only where the maker asks for one, and as long as asked.
fn check_text(item: &SellableVariant, text: &str) -> Result<String> {
    let text = text.trim();
    let Some(asked) = &item.personalisation else {
        return if text.is_empty() { Ok(String::new()) } else { Err(not_asked()) };
    };
    if asked.required && text.is_empty() {
        return Err(Code::PersonalisationNeeded.at("/personalisation", "missing", "Write the text that the maker asks for."));
    }
    let mut check = Check::new();
    check.text("/personalisation", text, 0..=usize::try_from(asked.max_length).unwrap_or(0));
    check.done()?;
    Ok(text.to_owned())
}

fn not_asked() -> Error {
    Code::Invalid.at("/personalisation", "not_asked_for", "The maker takes no text for this piece. Leave it out.")
}

fn check_stock(tx: &mut Tx, item: &SellableVariant, wanted: i64) -> Result<()> {
    let known = inventory::editions(tx, std::slice::from_ref(&item.variant))?;
    let left = editions::left(item, &known).unwrap_or(i64::MAX);
    let ready = if item.made_to_order {
        i64::MAX
    } else {
        let levels = inventory::web_levels(tx, std::slice::from_ref(&item.variant))?;
        levels.get(&item.variant).map_or(0, |level| level.available())
    };
    let free = left.min(ready);
    if wanted <= free {
        return Ok(());
    }
    Err(Code::QuantityNotAvailable.at("/quantity", "not_available", format!("There are {free} left. Take fewer.")))
}
