//! The maker's table of listings: name, picture, state, price, stock, and how much is still missing.

use std::collections::BTreeMap;

use actix_web::get;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::catalogue::{self, Draft, ListingDraftStatus, ListingStatus, Product, Variant};
use crate::db::schema::{drafts, media, product_pictures, products, stock_levels, variants};
use crate::db::{Among, Tx};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{OrganisationId, ProductId};
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::page::{Page, PageQuery};
use crate::kit::text::fold;
use crate::kit::time::Instant;
use crate::media::{Media, PictureView};
use crate::web::{self, App, Json, Language, Path, Problems, Query};

/// Which listings are wanted.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListingQuery {
    /// Only those in this state; archived ones are shown only when asked for.
    pub status: Option<ListingStatus>,
    /// Words of the name, or a code (SKU).
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// A page of listings, the last changed first, with how many there are in each state.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ListingPage {
    pub items: Vec<ListingRow>,
    pub next: Option<String>,
    pub counts: Vec<StatusCount>,
}

/// How many listings are in a state.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StatusCount {
    pub status: ListingStatus,
    pub count: i64,
}

/// A listing in the maker's table.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ListingRow {
    pub id: ProductId,
    pub slug: Option<String>,
    /// The latest name; empty while none was written.
    pub name: String,
    pub picture: Option<PictureView>,
    pub status: ListingStatus,
    pub draft_status: ListingDraftStatus,
    pub price_from: Option<Money>,
    pub variant_count: i64,
    pub made_to_order: bool,
    /// Free pieces in the web shop, over all variants.
    pub available: i64,
    /// How much approval of the working copy still needs.
    pub missing_count: i64,
    pub updated_at: Instant,
}

/// Lists an organisation's products for its members.
#[utoipa::path(tag = "studio", params(OrganisationId, ListingQuery), security(("bearer" = [])), responses((status = 200, body = ListingPage), Problems))]
#[get("/organisations/{id}/products")]
pub(super) async fn list_listings(
    app: App,
    who: SignedIn,
    organisation: Path<OrganisationId>,
    language: Language,
    query: Query<ListingQuery>,
) -> Result<Json<ListingPage>> {
    let view = app.read(move |tx| {
        let by = identity::member(tx, &who, &organisation)?;
        page(tx, &by.organisation, &query, language.0)
    });
    Ok(web::Json(view.await?))
}

fn page(tx: &mut Tx, organisation: &OrganisationId, asked: &ListingQuery, locale: Locale) -> Result<ListingPage> {
    let page = PageQuery { limit: asked.limit, after: asked.after.clone() };
    let (limit, after) = (page.limit()?, page.cursor::<(Instant, ProductId)>()?);
    let mut query = products::table
        .inner_join(drafts::table.on(drafts::product_id.eq(products::id)))
        .filter(products::organisation_id.eq(organisation))
        .into_boxed();
    query = match asked.status {
        Some(status) => query.filter(products::status.eq(status)),
        None => query.filter(products::status.ne(ListingStatus::Archived)),
    };
    if let Some(words) = asked.q.as_deref().filter(|words| !words.trim().is_empty()) {
        let coded = variants::table.filter(variants::product_id.eq(products::id)).filter(variants::sku.eq(words.trim().to_owned()));
        let named = format!("%{}%", fold(words).replace(['%', '_', '\\'], ""));
        query = query.filter(drafts::name_folded.like(named).or(diesel::dsl::exists(coded)));
    }
    if let Some((at, id)) = after {
        query = query.filter(drafts::updated_at.lt(at).or(drafts::updated_at.eq(at).and(products::id.lt(id))));
    }
    let rows: Vec<(Product, Draft)> = query
        .order((drafts::updated_at.desc(), products::id.desc()))
        .limit(limit + 1)
        .select((Product::as_select(), Draft::as_select()))
        .load(tx.db)?;
    let page = Page::of(rows, limit, |(product, draft)| (draft.updated_at, product.id.clone()));
    Ok(ListingPage { items: rows_of(tx, page.items, locale)?, next: page.next, counts: counts(tx, organisation)? })
}

fn counts(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<StatusCount>> {
    let rows: Vec<(ListingStatus, i64)> = products::table
        .filter(products::organisation_id.eq(organisation))
        .group_by(products::status)
        .select((products::status, diesel::dsl::count_star()))
        .load(tx.db)?;
    Ok(rows.into_iter().map(|(status, count)| StatusCount { status, count }).collect())
}

/// Listings as rows of the table.
pub(super) fn rows_of(tx: &mut Tx, listings: Vec<(Product, Draft)>, locale: Locale) -> Result<Vec<ListingRow>> {
    let ids: Vec<&ProductId> = listings.iter().map(|(product, _)| &product.id).collect();
    let covers: Vec<(ProductId, Media)> = product_pictures::table
        .inner_join(media::table.on(media::id.eq(product_pictures::media_id)))
        .filter(product_pictures::product_id.among(&ids))
        .filter(product_pictures::position.eq(0))
        .select((product_pictures::product_id, Media::as_select()))
        .load(tx.db)?;
    let mut covers: BTreeMap<ProductId, Media> = covers.into_iter().collect();
    let kept = kept_variants(tx, &ids)?;
    let mut rows = Vec::with_capacity(listings.len());
    for (product, draft) in listings {
        let picture = covers.remove(&product.id).map(|cover| PictureView::of(cover, locale));
        let missing = missing(tx, &product, &draft)?;
        let variants = kept.get(&product.id).map_or(&[][..], Vec::as_slice);
        rows.push(row(product, draft, picture, variants, missing, locale));
    }
    Ok(rows)
}

/// The variants that are live or in a working copy, each with its free pieces.
fn kept_variants(tx: &mut Tx, ids: &[&ProductId]) -> QueryResult<BTreeMap<ProductId, Vec<(Variant, i64)>>> {
    let level = stock_levels::variant_id.eq(variants::id).and(stock_levels::location.eq("web"));
    let rows: Vec<(Variant, Option<i64>, Option<i64>)> = variants::table
        .left_join(stock_levels::table.on(level))
        .filter(variants::product_id.among(ids))
        .filter(variants::retired_at.is_null())
        .order((variants::product_id, variants::position))
        .select((Variant::as_select(), stock_levels::on_hand.nullable(), stock_levels::held.nullable()))
        .load(tx.db)?;
    let mut kept: BTreeMap<ProductId, Vec<(Variant, i64)>> = BTreeMap::new();
    for (variant, on_hand, held) in rows {
        let free = on_hand.unwrap_or(0) - held.unwrap_or(0);
        kept.entry(variant.product_id.clone()).or_default().push((variant, free));
    }
    Ok(kept)
}

fn missing(tx: &mut Tx, product: &Product, draft: &Draft) -> Result<i64> {
    match &draft.content {
        Some(content) => Ok(catalogue::checklist(tx, product, content)?.missing().len() as i64),
        None => Ok(0),
    }
}

fn row(
    product: Product,
    draft: Draft,
    picture: Option<PictureView>,
    variants: &[(Variant, i64)],
    missing_count: i64,
    locale: Locale,
) -> ListingRow {
    let cheapest = variants.iter().filter_map(|(variant, _)| variant.price()).min_by_key(|price| price.amount);
    let made_to_order = draft.content.as_ref().map_or(product.made_to_order, |content| content.made_to_order);
    ListingRow {
        name: draft.name.best(locale).to_owned(),
        picture,
        price_from: product.price_from_cents.map(|amount| Money { amount, currency: product.currency }).or(cheapest),
        variant_count: variants.len() as i64,
        made_to_order,
        available: variants.iter().map(|(_, free)| free).sum(),
        missing_count,
        status: product.status,
        draft_status: draft.status,
        updated_at: draft.updated_at,
        slug: product.slug,
        id: product.id,
    }
}
