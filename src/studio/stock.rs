//! The maker's table of stock: every variant that is offered or being written, with what lies on the web's shelf.

use actix_web::get;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::catalogue::{ListingStatus, Variant};
use crate::db::Tx;
use crate::db::schema::{drafts, products, stock_levels, variants};
use crate::identity::{self, SignedIn};
use crate::inventory::Level;
use crate::kit::Result;
use crate::kit::id::{OrganisationId, ProductId, VariantId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::page::{Page, PageQuery};
use crate::kit::text::fold;
use crate::kit::time::Instant;
use crate::web::{App, Json, Language, Path, Problems, Query};

/// Which levels are wanted.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StockQuery {
    /// Words of the product's name, or a code (SKU).
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Only those of which few are left.
    pub low: Option<bool>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// What lies on the shelf of one variant.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StockLevelView {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's latest name.
    pub name: String,
    /// The variant's name.
    pub option: Option<String>,
    /// Its code.
    pub sku: String,
    /// Where.
    pub location: String,
    /// Pieces that lie there.
    pub on_hand: i64,
    /// Pieces being paid for.
    pub held: i64,
    /// Pieces that can be sold now.
    pub available: i64,
    /// When few is few.
    pub low_at: Option<i64>,
    /// Whether it is so now.
    pub low: bool,
    /// Made after the order; needs no stock.
    pub made_to_order: bool,
    /// When it last changed; never counted when absent.
    pub changed_at: Option<Instant>,
}

/// A variant with what is known of its product and its shelf.
type Row = (Variant, Translations, bool, Option<Level>);

/// Lists the stock of an organisation for its members, by product.
#[utoipa::path(tag = "stock", params(OrganisationId, StockQuery), security(("bearer" = [])),
    responses((status = 200, body = Page<StockLevelView>), Problems))]
#[get("/organisations/{id}/stock")]
pub(super) async fn list_stock(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    query: Query<StockQuery>,
    language: Language,
) -> Result<Json<Page<StockLevelView>>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        page(tx, &id, &query, language.0)
    })
    .await
    .map(Json)
}

fn page(tx: &mut Tx, organisation: &OrganisationId, asked: &StockQuery, locale: Locale) -> Result<Page<StockLevelView>> {
    let page = PageQuery { limit: asked.limit, after: asked.after.clone() };
    let (limit, after) = (page.limit()?, page.cursor::<(ProductId, i32, VariantId)>()?);
    let shelf = stock_levels::variant_id.eq(variants::id).and(stock_levels::location.eq("web"));
    let mut query = variants::table
        .inner_join(products::table.on(products::id.eq(variants::product_id)))
        .inner_join(drafts::table.on(drafts::product_id.eq(products::id)))
        .left_join(stock_levels::table.on(shelf))
        .filter(variants::organisation_id.eq(organisation))
        .filter(variants::retired_at.is_null())
        .filter(products::status.ne(ListingStatus::Archived))
        .into_boxed();
    if let Some(words) = asked.q.as_deref().filter(|words| !words.trim().is_empty()) {
        let named = format!("%{}%", fold(words).replace(['%', '_', '\\'], ""));
        query = query.filter(drafts::name_folded.like(named).or(variants::sku.eq(words.trim().to_owned())));
    }
    if asked.low == Some(true) {
        let free = stock_levels::on_hand - stock_levels::held;
        query = query.filter(free.nullable().le(stock_levels::low_at));
    }
    if let Some((product, position, variant)) = after {
        let later = variants::product_id.eq(product.clone()).and(variants::position.gt(position));
        let beside = variants::product_id.eq(product.clone()).and(variants::position.eq(position)).and(variants::id.gt(variant));
        query = query.filter(variants::product_id.lt(product).or(later).or(beside));
    }
    let rows: Vec<Row> = query
        .order((variants::product_id.desc(), variants::position, variants::id))
        .limit(limit + 1)
        .select((Variant::as_select(), drafts::name, products::made_to_order, Option::<Level>::as_select()))
        .load(tx.db)?;
    let page = Page::of(rows, limit, |(variant, ..)| (variant.product_id.clone(), variant.position, variant.id.clone()));
    Ok(page.map(|row| view(row, locale)))
}

fn view((variant, name, made_to_order, level): Row, locale: Locale) -> StockLevelView {
    let option = variant.option_name.best(locale).to_owned();
    StockLevelView {
        name: name.best(locale).to_owned(),
        option: Some(option).filter(|option| !option.is_empty()),
        sku: variant.sku,
        location: "web".to_owned(),
        on_hand: level.as_ref().map_or(0, |level| level.on_hand),
        held: level.as_ref().map_or(0, |level| level.held),
        available: level.as_ref().map_or(0, Level::available),
        low_at: level.as_ref().and_then(|level| level.low_at),
        low: level.as_ref().is_some_and(Level::is_low),
        changed_at: level.map(|level| level.changed_at),
        made_to_order,
        product_id: variant.product_id,
        variant_id: variant.id,
    }
}
