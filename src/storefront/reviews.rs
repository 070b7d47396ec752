//! What buyers say, as the public reads it. Every review comes from somebody who bought the piece here and received it.

use std::collections::HashMap;

use actix_web::{HttpRequest, get};
use diesel::prelude::*;
use serde::Serialize;

use super::makers;
use super::product;
use crate::catalogue::ListingStatus;
use crate::db::schema::products;
use crate::db::{Among, Tx};
use crate::kit::id::{ProductId, ReviewId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::Instant;
use crate::kit::{Error, Result};
use crate::reviews::{self, Rating, Review, Shelf};
use crate::web::{App, Language, Path, Problems, Public, Query};

/// A review as the public reads it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PublicReview {
    pub id: ReviewId,
    /// One to five.
    pub stars: i32,
    /// In words; may be empty.
    pub text: String,
    /// The buyer's first name; none when the buyer stays anonymous.
    pub name: Option<String>,
    pub written_at: Instant,
    /// Whether it was changed after it was written.
    pub edited: bool,
    /// What the maker answers.
    pub reply: Option<String>,
    pub replied_at: Option<Instant>,
    /// The product, if it is still in the shop.
    pub product: Option<ReviewedProduct>,
}

/// What a review is of.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewedProduct {
    pub slug: String,
    pub name: String,
}

/// What buyers say, newest first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PublicReviews {
    /// What it comes to.
    pub rating: Rating,
    pub items: Vec<PublicReview>,
    /// Give this as `after` for the next page; `null` at the end.
    pub next: Option<String>,
}

/// What buyers say of a product.
#[utoipa::path(tag = "storefront", params(("slug" = String, Path), PageQuery), responses((status = 200, body = PublicReviews), Problems))]
#[get("/storefront/products/{slug}/reviews")]
pub(super) async fn list_product_reviews(
    app: App,
    asked: HttpRequest,
    language: Language,
    slug: Path<String>,
    query: Query<PageQuery>,
) -> Result<Public<PublicReviews>> {
    let locale = language.0;
    let list = app.show(&asked, locale, move |tx| {
        let product = product::by_slug(tx, &slug)?.ok_or_else(Error::not_found)?;
        public(tx, Shelf { product: Some(product.id), ..Shelf::default() }, &query, locale)
    });
    list.await
}

/// What buyers say of a maker's products.
#[utoipa::path(tag = "storefront", params(("slug" = String, Path), PageQuery), responses((status = 200, body = PublicReviews), Problems))]
#[get("/storefront/makers/{slug}/reviews")]
pub(super) async fn list_public_maker_reviews(
    app: App,
    asked: HttpRequest,
    language: Language,
    slug: Path<String>,
    query: Query<PageQuery>,
) -> Result<Public<PublicReviews>> {
    let locale = language.0;
    let list = app.show(&asked, locale, move |tx| {
        let maker = makers::by_slug(tx, &slug)?.ok_or_else(Error::not_found)?;
        public(tx, Shelf { organisation: Some(maker.id), ..Shelf::default() }, &query, locale)
    });
    list.await
}

fn public(tx: &mut Tx, shelf: Shelf, query: &PageQuery, locale: Locale) -> Result<PublicReviews> {
    let rating = reviews::rating(tx, &shelf)?;
    let Page { items, next } = reviews::page(tx, &Shelf { hidden: Some(false), ..shelf }, query)?;
    let ids: Vec<&ProductId> = items.iter().map(|review| &review.product_id).collect();
    let named: Vec<(ProductId, Option<String>, Translations)> = products::table
        .filter(products::id.among(ids))
        .filter(products::status.eq(ListingStatus::Approved))
        .select((products::id, products::slug, products::name))
        .load(tx.db)?;
    let named: HashMap<ProductId, (Option<String>, Translations)> = named.into_iter().map(|(id, slug, name)| (id, (slug, name))).collect();
    let shown = |review: Review| PublicReview {
        product: named
            .get(&review.product_id)
            .and_then(|(slug, name)| Some(ReviewedProduct { slug: slug.clone()?, name: name.best(locale).to_owned() })),
        id: review.id,
        stars: review.stars,
        text: review.text,
        name: review.name,
        written_at: review.written_at,
        edited: review.edited_at.is_some(),
        reply: review.reply,
        replied_at: review.replied_at,
    };
    Ok(PublicReviews { rating, items: items.into_iter().map(shown).collect(), next })
}
