//! The list of products: filters with counts, words, order, pages.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpRequest, get};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::cards::{ProductCard, WEB, cards};
use super::shelf::{self, Choice, Counts, Mark, Sort, Standing};
use super::words;
use crate::catalogue::{ListingStatus, Origin, TermKind, Vocabularies};
use crate::db::schema::{organisations, products, stock_levels, variants};
use crate::db::{Among, Tx};
use crate::kit::id::ProductId;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::page::PageQuery;
use crate::kit::time::Instant;
use crate::kit::{Code, Result};
use crate::web::{App, Language, Problems, Public, Query};

/// What a visitor asks the list for. Several codes of one kind, parted by commas, mean any of them.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Codes of categories.
    pub category: Option<String>,
    /// Codes of techniques.
    pub technique: Option<String>,
    /// Codes of materials.
    pub material: Option<String>,
    /// Slugs of makers.
    pub maker: Option<String>,
    /// Codes of towns.
    pub town: Option<String>,
    /// `own`, `heritage`, `challenge`
    pub origin: Option<String>,
    /// The least price, in cents.
    #[param(minimum = 0)]
    pub price_min: Option<i64>,
    /// The highest price, in cents.
    #[param(minimum = 0)]
    pub price_max: Option<i64>,
    /// Only what lies ready to be sent.
    pub in_stock: Option<bool>,
    /// Words to look for.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// `newest`, `relevance`, `price_asc`, `price_desc`, `fastest`; `relevance` where words are looked for, else `newest`.
    #[param(inline)]
    pub sort: Option<Sort>,
    /// How many, 24 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// A page of products with everything that the filters need.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProductList {
    pub items: Vec<ProductCard>,
    pub next: Option<String>,
    /// How many products pass the filters.
    pub total: i64,
    pub facets: Facets,
}

/// A value of a filter and how many products it would leave.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FacetValue {
    pub code: String,
    pub name: String,
    pub count: i64,
}

/// The values of every filter, the most frequent first. Each count holds under all other filters.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Facets {
    pub category: Vec<FacetValue>,
    pub technique: Vec<FacetValue>,
    pub material: Vec<FacetValue>,
    pub maker: Vec<FacetValue>,
    pub town: Vec<FacetValue>,
    pub origin: Vec<FacetValue>,
    pub in_stock: i64,
    pub price_min: Option<Money>,
    pub price_max: Option<Money>,
}

/// Lists products with filters, counts, words and order.
#[utoipa::path(tag = "storefront", params(ListQuery), responses((status = 200, body = ProductList), Problems))]
#[get("/storefront/products")]
pub(super) async fn list_products(
    app: App,
    asked: HttpRequest,
    language: Language,
    query: Query<ListQuery>,
) -> Result<Public<ProductList>> {
    let locale = language.0;
    app.show(&asked, locale, move |tx| list(tx, &query, locale)).await
}

/// One page of the list.
pub fn list(tx: &mut Tx, query: &ListQuery, locale: Locale) -> Result<ProductList> {
    let page = PageQuery { limit: query.limit.or(Some(24)), after: query.after.clone() };
    let (limit, after) = (page.limit()?, page.cursor::<Mark>()?);
    let vocabularies = Vocabularies::load(tx)?;
    let choice = choice(query, &vocabularies)?;
    let wanted = words::of(query.q.as_deref().unwrap_or(""));
    let standing = standing(tx, &wanted)?;
    let sort = query.sort.unwrap_or(if wanted.is_empty() { Sort::Newest } else { Sort::Relevance });
    let (ids, next) = shelf::page(&standing, &choice, sort, after.as_ref(), usize::try_from(limit).unwrap_or(24));
    Ok(ProductList {
        items: cards(tx, &ids, &vocabularies, locale)?,
        next: next.map(|mark| hex::encode(serde_json::to_vec(&mark).unwrap_or_default())),
        total: shelf::total(&standing, &choice),
        facets: facets(tx, &standing, &choice, &vocabularies, locale)?,
    })
}

/// Every visible product that all the words are found in, as the shelf needs it.
pub fn standing(tx: &mut Tx, wanted: &[String]) -> QueryResult<Vec<Standing>> {
    #[derive(Queryable, Selectable)]
    #[diesel(table_name = products)]
    struct Row {
        id: ProductId,
        category: Option<String>,
        town: Option<String>,
        origin: Origin,
        terms: String,
        name_folded: String,
        price_from_cents: Option<i64>,
        price_to_cents: Option<i64>,
        lead_time_days: Option<i32>,
        published_at: Option<Instant>,
    }
    let mut query = products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(organisations::status.eq("approved"))
        .into_boxed();
    for word in wanted {
        query = query.filter(products::search_text.like(words::pattern(word)));
    }
    let rows: Vec<(Row, String)> = query.select((Row::as_select(), organisations::slug)).load(tx.db)?;
    let ready = ready(tx)?;
    Ok(rows
        .into_iter()
        .filter_map(|(row, maker)| {
            Some(Standing {
                in_stock: ready.contains(&row.id),
                named_so: wanted.iter().all(|word| row.name_folded.contains(word)),
                price_from_cents: row.price_from_cents?,
                price_to_cents: row.price_to_cents?,
                published_at: row.published_at?,
                id: row.id,
                maker,
                category: row.category,
                town: row.town,
                origin: row.origin,
                terms: row.terms,
                lead_time_days: row.lead_time_days.unwrap_or(0),
            })
        })
        .collect())
}

/// The products of which at least one piece is free in the web shop.
fn ready(tx: &mut Tx) -> QueryResult<BTreeSet<ProductId>> {
    let ids: Vec<ProductId> = variants::table
        .inner_join(stock_levels::table.on(stock_levels::variant_id.eq(variants::id)))
        .filter(stock_levels::location.eq(WEB))
        .filter(stock_levels::on_hand.gt(stock_levels::held))
        .filter(variants::live.eq(true))
        .select(variants::product_id)
        .distinct()
        .load(tx.db)?;
    Ok(ids.into_iter().collect())
}

fn choice(query: &ListQuery, words: &Vocabularies) -> Result<Choice> {
    let codes = |text: &Option<String>| -> BTreeSet<String> {
        let codes = text.as_deref().unwrap_or("").split(',').map(str::trim).filter(|code| !code.is_empty());
        codes.take(50).map(str::to_owned).collect()
    };
    for (name, price) in [("/price_min", query.price_min), ("/price_max", query.price_max)] {
        if price.is_some_and(|price| price < 0) {
            return Err(Code::Invalid.at(name, "out_of_range", "Give a price in cents, not below zero."));
        }
    }
    Ok(Choice {
        category: codes(&query.category),
        // An old link may name a technique that was merged into another since.
        technique: codes(&query.technique).iter().map(|code| words.current(TermKind::Technique, code).to_owned()).collect(),
        material: codes(&query.material),
        maker: codes(&query.maker),
        town: codes(&query.town),
        origin: codes(&query.origin),
        price_min_cents: query.price_min,
        price_max_cents: query.price_max,
        in_stock: query.in_stock.unwrap_or(false),
    })
}

fn facets(tx: &mut Tx, standing: &[Standing], choice: &Choice, words: &Vocabularies, locale: Locale) -> Result<Facets> {
    let tally = shelf::tally(standing, choice);
    let slugs: Vec<&String> = tally.maker.iter().map(|(slug, _)| slug).collect();
    let makers: Vec<(String, String)> =
        organisations::table.filter(organisations::slug.among(slugs)).select((organisations::slug, organisations::name)).load(tx.db)?;
    let makers: BTreeMap<String, String> = makers.into_iter().collect();
    let of = |kind, counts: Counts| {
        let named = |(code, count): (String, i64)| FacetValue { name: words.named(kind, &code, locale).name, code, count };
        counts.into_iter().map(named).collect()
    };
    let maker = |(code, count): (String, i64)| FacetValue { name: makers.get(&code).unwrap_or(&code).clone(), code, count };
    let origin = |(code, count): (String, i64)| FacetValue { name: origin_name(&code, locale).to_owned(), code, count };
    Ok(Facets {
        category: of(TermKind::Category, tally.category),
        technique: of(TermKind::Technique, tally.technique),
        material: of(TermKind::Material, tally.material),
        town: of(TermKind::Town, tally.town),
        maker: tally.maker.into_iter().map(maker).collect(),
        origin: tally.origin.into_iter().map(origin).collect(),
        in_stock: tally.in_stock,
        price_min: tally.price_span_cents.map(|(least, _)| Money::euros(least)),
        price_max: tally.price_span_cents.map(|(_, most)| Money::euros(most)),
    })
}

fn origin_name(code: &str, locale: Locale) -> &'static str {
    match code.parse() {
        Ok(Origin::Challenge) => locale.pick("Iz kreativnega izziva", "From a creative challenge", "Aus einer Kreativ-Challenge"),
        Ok(Origin::Heritage) => locale.pick("Rokodelska dediščina", "Craft heritage", "Handwerkserbe"),
        _ => locale.pick("Lastna zamisel", "Maker's own idea", "Eigene Idee"),
    }
}
