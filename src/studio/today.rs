//! What waits for a maker today.

use actix_web::get;
use diesel::prelude::*;
use serde::Serialize;

use super::listings::{ListingRow, rows_of};
use crate::catalogue::{Draft, ListingDraftStatus, ListingStatus, Product};
use crate::claims::ClaimStatus;
use crate::db::schema::{claims, decision_readings, decisions, drafts, orders, products, stock_levels, variants, withdrawals};
use crate::db::{Among, Tx};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{OrganisationId, ProductId, VariantId};
use crate::kit::locale::{Locale, Translations};
use crate::orders::OrderStatus;
use crate::threads;
use crate::web::{self, App, Json, Language, Path, Problems};
use crate::withdrawals::WithdrawalStatus;

/// How many listings and variants the page names; the tables behind it show them all.
const NAMED: i64 = 10;

/// What waits for a maker.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TodayView {
    /// Paid orders that were not sent yet.
    pub orders_to_pack: i64,
    /// Withdrawals that are not settled and claims without an answer.
    pub returns_open: i64,
    /// Orders with messages that nobody here has read.
    pub messages_unread: i64,
    /// Listings that came back from the desk with wishes, the longest waiting first.
    pub listings_needing_me: Vec<ListingRow>,
    /// Variants with few pieces left, the fewest first.
    pub low_stock: Vec<LowStock>,
    /// Decisions of the desk that nobody here has read.
    pub decisions_unread: i64,
    pub listings_live: i64,
    pub listings_submitted: i64,
}

/// A variant of which few pieces are left.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct LowStock {
    pub variant_id: VariantId,
    pub product_id: ProductId,
    pub name: String,
    pub option: String,
    pub sku: String,
    pub available: i64,
}

/// Shows what waits for a maker today.
#[utoipa::path(tag = "studio", params(OrganisationId), security(("bearer" = [])), responses((status = 200, body = TodayView), Problems))]
#[get("/organisations/{id}/today")]
pub(super) async fn show_today(app: App, who: SignedIn, organisation: Path<OrganisationId>, language: Language) -> Result<Json<TodayView>> {
    let view = app.read(move |tx| {
        let by = identity::member(tx, &who, &organisation)?;
        today(tx, &by.organisation, language.0)
    });
    Ok(web::Json(view.await?))
}

fn today(tx: &mut Tx, organisation: &OrganisationId, locale: Locale) -> Result<TodayView> {
    let orders_to_pack = orders::table
        .filter(orders::organisation_id.eq(organisation))
        .filter(orders::status.among([OrderStatus::Paid, OrderStatus::Accepted]))
        .count()
        .get_result(tx.db)?;
    let listings_live = products::table
        .filter(products::organisation_id.eq(organisation))
        .filter(products::status.eq(ListingStatus::Approved))
        .count()
        .get_result(tx.db)?;
    let of_mine = drafts::table.inner_join(products::table.on(products::id.eq(drafts::product_id)));
    let listings_submitted = of_mine
        .filter(products::organisation_id.eq(organisation))
        .filter(drafts::status.eq(ListingDraftStatus::Submitted))
        .count()
        .get_result(tx.db)?;
    let waiting: Vec<(Product, Draft)> = of_mine
        .filter(products::organisation_id.eq(organisation))
        .filter(drafts::status.eq(ListingDraftStatus::ChangesRequested))
        .filter(products::status.ne(ListingStatus::Archived))
        .order((drafts::updated_at, drafts::product_id))
        .limit(NAMED)
        .select((Product::as_select(), Draft::as_select()))
        .load(tx.db)?;
    Ok(TodayView {
        orders_to_pack,
        returns_open: returns_open(tx, organisation)?,
        messages_unread: threads::orders_unread_by(tx, organisation)?.len() as i64,
        listings_needing_me: rows_of(tx, waiting, locale)?,
        low_stock: low_stock(tx, organisation, locale)?,
        decisions_unread: decisions_unread(tx, organisation)?,
        listings_live,
        listings_submitted,
    })
}

fn returns_open(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<i64> {
    let declared: i64 = withdrawals::table
        .filter(withdrawals::organisation_id.eq(organisation))
        .filter(withdrawals::status.ne(WithdrawalStatus::Refunded))
        .count()
        .get_result(tx.db)?;
    let claimed: i64 = claims::table
        .filter(claims::organisation_id.eq(organisation))
        .filter(claims::status.eq(ClaimStatus::Open))
        .count()
        .get_result(tx.db)?;
    Ok(declared + claimed)
}

fn decisions_unread(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<i64> {
    let read = decision_readings::table
        .filter(decision_readings::decision_id.eq(decisions::id))
        .filter(decision_readings::organisation_id.eq(organisation));
    decisions::table
        .filter(decisions::organisation_id.eq(organisation))
        .filter(diesel::dsl::not(diesel::dsl::exists(read)))
        .count()
        .get_result(tx.db)
}

/// Live variants at or below the number that their maker set, or sold out where none was set.
fn low_stock(tx: &mut Tx, organisation: &OrganisationId, locale: Locale) -> QueryResult<Vec<LowStock>> {
    type Row = (VariantId, ProductId, Translations, Translations, String, i64, i64, Option<i64>);
    let free = stock_levels::on_hand - stock_levels::held;
    let rows: Vec<Row> = stock_levels::table
        .inner_join(variants::table.on(variants::id.eq(stock_levels::variant_id)))
        .inner_join(products::table.on(products::id.eq(variants::product_id)))
        .filter(stock_levels::organisation_id.eq(organisation))
        .filter(stock_levels::location.eq("web"))
        .filter(variants::live.eq(true))
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(products::made_to_order.eq(false))
        .filter(free.le(0).or(free.nullable().le(stock_levels::low_at)))
        .order((free, variants::id))
        .limit(NAMED)
        .select((
            variants::id,
            variants::product_id,
            products::name,
            variants::option_name,
            variants::sku,
            stock_levels::on_hand,
            stock_levels::held,
            stock_levels::low_at,
        ))
        .load(tx.db)?;
    let named = |(variant_id, product_id, name, option, sku, on_hand, held, _): Row| LowStock {
        variant_id,
        product_id,
        name: name.best(locale).to_owned(),
        option: option.best(locale).to_owned(),
        sku,
        available: on_hand - held,
    };
    Ok(rows.into_iter().map(named).collect())
}
