//! Carts and their lines as rows.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{cart_deliveries, cart_lines, carts};
use crate::kit::id::{AccountId, CartId, CartLineId, OrganisationId, ProductId, VariantId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;

/// Pieces of one line, at most.
pub const MOST_PIECES: i64 = 20;
/// Lines of one cart, at most.
pub const MOST_LINES: usize = 50;
/// How long an untouched cart is kept.
pub const KEPT_DAYS: u64 = 30;

/// A cart: an account's, or a guest's who holds its secret.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = carts)]
pub struct Cart {
    /// Its id.
    pub id: CartId,
    /// The hash of a guest's secret.
    pub token_hash: Option<String>,
    /// The account.
    pub account_id: Option<AccountId>,
    /// The country that delivery is quoted for.
    pub country: String,
    /// When it was made.
    pub created_at: Instant,
    /// When its owner last changed something.
    pub touched_at: Instant,
}

/// Pieces of one variant, with one personal text.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = cart_lines)]
pub struct CartLine {
    /// Its id.
    pub id: CartLineId,
    /// The cart.
    pub cart_id: CartId,
    /// What is meant to be bought.
    pub variant_id: VariantId,
    /// How many.
    pub quantity: i64,
    /// The buyer's text; empty for none.
    pub personalisation: String,
    /// The price of one when the buyer last accepted it.
    pub seen_price_cents: i64,
    /// What it was called when it was added, for the day when it is gone.
    pub seen: Json<Seen>,
    /// Its currency.
    pub currency: Currency,
    /// When it was added.
    pub added_at: Instant,
}

impl CartLine {
    /// The price of one that the buyer has seen.
    pub fn seen_price(&self) -> Money {
        Money { amount: self.seen_price_cents, currency: self.currency }
    }

    /// The line as a wish, to be put in again.
    pub fn wish(&self) -> Wish {
        Wish {
            variant: self.variant_id.clone(),
            quantity: self.quantity,
            personalisation: self.personalisation.clone(),
            price: self.seen_price(),
            seen: self.seen.0.clone(),
        }
    }
}

/// What a line was called when it was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The seller.
    pub organisation: OrganisationId,
    /// The product.
    pub product: ProductId,
    /// The product's page.
    pub slug: String,
    /// The product's name.
    pub name: Translations,
    /// The variant's name.
    pub option: Translations,
    /// Its code.
    pub sku: String,
}

/// The way of delivery chosen for one creator's part.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = cart_deliveries)]
pub struct CartDelivery {
    /// The cart.
    pub cart_id: CartId,
    /// The creator.
    pub organisation_id: OrganisationId,
    /// The option, as the quote named it.
    pub option_id: String,
}

/// A line as it is put in, before it has a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The variant.
    pub variant: VariantId,
    /// How many.
    pub quantity: i64,
    /// The buyer's text; empty for none.
    pub personalisation: String,
    /// The price of one.
    pub price: Money,
    /// What it is called.
    pub seen: Seen,
}

/// What identifies a cart to its owner.
#[derive(Clone, Debug)]
pub enum Owner {
    /// A signed-in buyer.
    Account(AccountId),
    /// A guest by the secret.
    Guest(String),
}

impl Owner {
    /// How the owner is named where one request must act once.
    pub fn actor(&self) -> String {
        match self {
            Owner::Account(account) => account.to_string(),
            Owner::Guest(token) => format!("cart:{}", crate::kit::text::sha256_hex(token)),
        }
    }
}
