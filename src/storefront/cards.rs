//! Products as cards: what a list, the home page or a maker's page shows of each.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::Serialize;

use crate::catalogue::{self, ListingStatus, NamedCode, Origin, TermKind, Variant, Vocabularies};
use crate::db::schema::{organisations, products, stock_levels, variants};
use crate::db::{Among, Tx};
use crate::kit::Result;
use crate::kit::id::{OrganisationId, ProductId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::money::{Currency, Money};
use crate::media::PictureView;

/// The location that the web shop sells from.
pub const WEB: &str = "web";

text_enum! {
    /// Whether something can be had.
    pub enum StockKind {
        /// Pieces lie ready.
        InStock = "in_stock",
        /// Each piece is made after the order.
        MadeToOrder = "made_to_order",
        /// None left.
        SoldOut = "sold_out",
    }
}

/// Whether, and when, something can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StockView {
    pub kind: StockKind,
    /// Pieces that nobody else is buying; only while in stock.
    pub available: Option<i64>,
    /// Days until it is sent.
    pub lead_time_days: Option<i32>,
}

impl StockView {
    /// From the pieces that are free.
    pub fn of(available: i64, made_to_order: bool, lead_time_days: Option<i32>) -> StockView {
        let kind = if available > 0 {
            StockKind::InStock
        } else if made_to_order {
            StockKind::MadeToOrder
        } else {
            StockKind::SoldOut
        };
        StockView { kind, available: (kind == StockKind::InStock).then_some(available), lead_time_days }
    }
}

/// A maker as a card names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MakerRef {
    pub id: OrganisationId,
    pub slug: String,
    pub name: String,
    pub town: Option<String>,
}

/// A product as a card.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProductCard {
    pub id: ProductId,
    pub slug: String,
    pub name: String,
    pub maker: MakerRef,
    pub price_from: Money,
    pub price_to: Money,
    /// While a reduction is announced: the lowest price of the 30 days before it.
    pub prior_price: Option<Money>,
    pub picture: Option<PictureView>,
    pub category: Option<NamedCode>,
    /// The main technique.
    pub technique: Option<NamedCode>,
    pub town: Option<NamedCode>,
    pub origin: Origin,
    pub stock: StockView,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = products)]
struct Row {
    id: ProductId,
    slug: Option<String>,
    name: Translations,
    terms: String,
    category: Option<String>,
    town: Option<String>,
    origin: Origin,
    made_to_order: bool,
    lead_time_days: Option<i32>,
    price_from_cents: Option<i64>,
    price_to_cents: Option<i64>,
    currency: Currency,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = organisations)]
struct Maker {
    id: OrganisationId,
    slug: String,
    name: String,
    town: Option<String>,
}

/// A live variant and the pieces of it that are free in the web shop.
pub type Offered = (Variant, i64);

/// The live variants of these products in their order, each with its free pieces.
pub fn offered(tx: &mut Tx, ids: &[ProductId]) -> QueryResult<BTreeMap<ProductId, Vec<Offered>>> {
    let level = stock_levels::variant_id.eq(variants::id).and(stock_levels::location.eq(WEB));
    let rows: Vec<(Variant, Option<i64>, Option<i64>)> = variants::table
        .left_join(stock_levels::table.on(level))
        .filter(variants::product_id.among(ids))
        .filter(variants::live.eq(true))
        .order((variants::product_id, variants::position))
        .select((Variant::as_select(), stock_levels::on_hand.nullable(), stock_levels::held.nullable()))
        .load(tx.db)?;
    let mut by_product: BTreeMap<ProductId, Vec<Offered>> = BTreeMap::new();
    for (variant, on_hand, held) in rows {
        let free = (on_hand.unwrap_or(0) - held.unwrap_or(0)).max(0);
        by_product.entry(variant.product_id.clone()).or_default().push((variant, free));
    }
    Ok(by_product)
}

/// The cards of these products in the order of the ids; what is not visible is left out.
pub fn cards(tx: &mut Tx, ids: &[ProductId], words: &Vocabularies, locale: Locale) -> Result<Vec<ProductCard>> {
    let rows: Vec<(Row, Maker)> = products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::id.among(ids))
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(organisations::status.eq("approved"))
        .select((Row::as_select(), Maker::as_select()))
        .load(tx.db)?;
    let shown: Vec<&ProductId> = rows.iter().map(|(row, _)| &row.id).collect();
    let mut covers = catalogue::covers(tx, &shown)?;
    let mut offered = offered(tx, ids)?;
    let mut by_id = BTreeMap::new();
    for (row, maker) in rows {
        let picture = covers.remove(&row.id).map(|cover| PictureView::of(cover, locale));
        let variants = offered.remove(&row.id).unwrap_or_default();
        by_id.insert(row.id.clone(), card(tx, row, maker, picture, &variants, words, locale));
    }
    Ok(ids.iter().filter_map(|id| by_id.remove(id).flatten()).collect())
}

fn card(
    tx: &Tx,
    row: Row,
    maker: Maker,
    picture: Option<PictureView>,
    variants: &[Offered],
    words: &Vocabularies,
    locale: Locale,
) -> Option<ProductCard> {
    let money = |amount| Money { amount, currency: row.currency };
    let cheapest = variants.iter().map(|(variant, _)| variant).min_by_key(|variant| variant.price_cents);
    let technique = row.terms.split(' ').find_map(|term| term.strip_prefix("technique:"));
    Some(ProductCard {
        slug: row.slug?,
        price_from: money(row.price_from_cents?),
        price_to: money(row.price_to_cents?),
        prior_price: cheapest.and_then(|variant| variant.prior_price(tx.now)),
        name: row.name.best(locale).to_owned(),
        maker: MakerRef { id: maker.id, slug: maker.slug, name: maker.name, town: maker.town },
        picture,
        category: row.category.map(|code| words.named(TermKind::Category, &code, locale)),
        technique: technique.map(|code| words.named(TermKind::Technique, code, locale)),
        town: row.town.map(|code| words.named(TermKind::Town, &code, locale)),
        origin: row.origin,
        stock: StockView::of(variants.iter().map(|(_, free)| free).sum(), row.made_to_order, row.lead_time_days),
        id: row.id,
    })
}
