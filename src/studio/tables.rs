//! What a maker takes along as tables for a spreadsheet: the stock, its movements, the orders.

use actix_web::{HttpResponse, get};
use diesel::prelude::*;
use serde::Deserialize;

use crate::db::Tx;
use crate::db::schema::{order_groups, order_lines, orders, products, stock_levels, stock_movements, variants};
use crate::identity::{self, SignedIn};
use crate::inventory::{Level, Location, Movement};
use crate::kit::csv::Csv;
use crate::kit::id::OrganisationId;
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::{Instant, LocalDate, Zone};
use crate::kit::{Code, Result};
use crate::orders::{Order, OrderGroup, OrderLine};
use crate::payouts::csv_answer;
use crate::web::{App, Language, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(export_stock).service(export_stock_movements).service(export_orders);
}

/// So many days fit into one table.
const LONGEST_DAYS: i32 = 366;

/// Which days.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DaysQuery {
    /// The first day; a year before the last, unless told.
    pub from: Option<LocalDate>,
    /// The last day; today, unless told.
    pub until: Option<LocalDate>,
}

impl DaysQuery {
    /// The span in the region's time. Refused when it is turned round or longer than a year.
    fn span(&self, now: Instant) -> Result<(Instant, Instant)> {
        let zone = Zone::ljubljana();
        let until = self.until.clone().unwrap_or_else(|| zone.local(now).0);
        let from = self.from.clone().unwrap_or_else(|| until.plus_days(1 - LONGEST_DAYS));
        if until < from || until > from.plus_days(LONGEST_DAYS) {
            return Err(Code::Invalid.at("/until", "out_of_range", "Choose a last day within a year of the first."));
        }
        Ok((zone.midnight(&from), zone.midnight(&until.plus_days(1))))
    }
}

/// What lies on the shelf now, by variant.
#[utoipa::path(tag = "stock", params(OrganisationId), security(("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/organisations/{id}/stock/table")]
async fn export_stock(app: App, who: SignedIn, id: Path<OrganisationId>, language: Language) -> Result<HttpResponse> {
    let rows = app
        .read(move |tx| {
            let by = identity::member(tx, &who, &id)?;
            Ok(levels(tx, &by.organisation)?)
        })
        .await?;
    let mut csv = Csv::new(&["product", "variant", "sku", "location", "on_hand", "held", "available", "low_at", "changed"]);
    for (level, sku, option, name) in &rows {
        named(&mut csv, name, option, language.0).text(sku).text(level.location.as_str());
        csv.whole(level.on_hand).whole(level.held).whole(level.available());
        csv.text(&level.low_at.map(|low_at| low_at.to_string()).unwrap_or_default()).text(&level.changed_at.to_string()).end();
    }
    Ok(csv_answer("stock.csv", csv))
}

fn levels(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<(Level, String, Translations, Translations)>> {
    stock_levels::table
        .inner_join(variants::table.on(variants::id.eq(stock_levels::variant_id)))
        .inner_join(products::table.on(products::id.eq(variants::product_id)))
        .filter(stock_levels::organisation_id.eq(organisation))
        .filter(stock_levels::location.ne(Location::edition()))
        .order((products::id, variants::position, variants::id, stock_levels::location))
        .limit(10_000)
        .select((Level::as_select(), variants::sku, variants::option_name, products::name))
        .load(tx.db)
}

/// What moved on the shelves in a span of days, oldest first.
#[utoipa::path(tag = "stock", params(OrganisationId, DaysQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/organisations/{id}/stock-movements/table")]
async fn export_stock_movements(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    asked: Query<DaysQuery>,
    language: Language,
) -> Result<HttpResponse> {
    let rows = app
        .read(move |tx| {
            let by = identity::member(tx, &who, &id)?;
            let span = asked.span(tx.now)?;
            Ok(movements(tx, &by.organisation, span)?)
        })
        .await?;
    let mut csv = Csv::new(&["date", "product", "variant", "sku", "location", "pieces", "reason", "cause", "note", "movement"]);
    for (movement, sku, option, name) in &rows {
        csv.text(&movement.at.to_string());
        named(&mut csv, name, option, language.0).text(sku).text(movement.location.as_str()).whole(movement.delta);
        csv.text(movement.reason.as_str()).text(movement.cause.as_deref().unwrap_or("")).text(movement.note.as_deref().unwrap_or(""));
        csv.text(movement.id.as_str()).end();
    }
    Ok(csv_answer("stock-movements.csv", csv))
}

fn movements(
    tx: &mut Tx,
    organisation: &OrganisationId,
    (from, until): (Instant, Instant),
) -> QueryResult<Vec<(Movement, String, Translations, Translations)>> {
    stock_movements::table
        .inner_join(variants::table.on(variants::id.eq(stock_movements::variant_id)))
        .inner_join(products::table.on(products::id.eq(variants::product_id)))
        .filter(variants::organisation_id.eq(organisation))
        .filter(stock_movements::location.ne(Location::edition()))
        .filter(stock_movements::at.ge(from).and(stock_movements::at.lt(until)))
        .order(stock_movements::id)
        .limit(50_000)
        .select((Movement::as_select(), variants::sku, variants::option_name, products::name))
        .load(tx.db)
}

/// The maker's orders that were paid in a span of days, oldest first: one row for each line.
#[utoipa::path(tag = "orders", params(OrganisationId, DaysQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/organisations/{id}/orders/table")]
async fn export_orders(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    asked: Query<DaysQuery>,
    language: Language,
) -> Result<HttpResponse> {
    let rows = app
        .read(move |tx| {
            let by = identity::member(tx, &who, &id)?;
            let span = asked.span(tx.now)?;
            Ok(sold(tx, &by.organisation, span)?)
        })
        .await?;
    let mut csv = Csv::new(&[
        "order",
        "paid",
        "status",
        "buyer",
        "town",
        "country",
        "delivery",
        "product",
        "variant",
        "sku",
        "pieces",
        "unit_price",
        "total",
        "vat_percent",
        "returned_pieces",
        "refunded",
        "currency",
    ]);
    for (order, group, line) in &rows {
        let address = group.address.as_ref().filter(|_| order.is_parcel());
        csv.text(&order.number).text(&order.paid_at.map(|at| at.to_string()).unwrap_or_default()).text(order.status.as_str());
        csv.text(&group.name).text(address.map_or("", |address| address.city.as_str()));
        csv.text(address.map_or("", |address| address.country.as_str())).text(order.delivery_method.as_str());
        named(&mut csv, &line.name, &line.option, language.0).text(&line.sku).whole(line.quantity).cents(line.unit_price_cents);
        csv.cents(line.total_cents).cents(line.vat_rate_bp).whole(line.returned_pieces).cents(line.refunded_cents);
        csv.text(order.currency.as_str()).end();
    }
    Ok(csv_answer("orders.csv", csv))
}

fn sold(tx: &mut Tx, organisation: &OrganisationId, (from, until): (Instant, Instant)) -> QueryResult<Vec<(Order, OrderGroup, OrderLine)>> {
    orders::table
        .inner_join(order_groups::table)
        .inner_join(order_lines::table.on(order_lines::order_id.eq(orders::id)))
        .filter(orders::organisation_id.eq(organisation))
        .filter(orders::paid_at.ge(Some(from)).and(orders::paid_at.lt(Some(until))))
        .order((orders::id, order_lines::position))
        .limit(20_000)
        .select((Order::as_select(), OrderGroup::as_select(), OrderLine::as_select()))
        .load(tx.db)
}

fn named<'a>(csv: &'a mut Csv, name: &Translations, option: &Translations, locale: Locale) -> &'a mut Csv {
    csv.text(name.best(locale)).text(option.best(locale))
}
