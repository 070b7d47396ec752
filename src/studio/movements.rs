//! The list of what moved on a seller's account: every figure of its money opens here.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{orders, payouts as payouts_table, refunds, transfers};
use crate::db::{Among, Tx};
use crate::identity::{self, SignedIn};
use crate::kit::csv::Csv;
use crate::kit::id::{OrderId, OrganisationId, PayoutId, RefundId, TransferId};
use crate::kit::money::{Currency, Money};
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::{Instant, LocalDate, Zone};
use crate::kit::{Code, Result};
use crate::ledger::{Account, Purpose, Transfer, TransferCode, TransferStatus};
use crate::payouts::csv_answer;
use crate::web::{App, Json, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_movements).service(export_movements);
}

/// Which movements are wanted.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MovementQuery {
    /// Only those of a month: `2026-11`.
    #[param(max_length = 7)]
    pub month: Option<String>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// Money that moved on a seller's account.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MoneyMovement {
    /// Its id in the ledger.
    pub id: TransferId,
    /// When.
    pub at: Instant,
    /// What for.
    pub code: TransferCode,
    /// How certain.
    pub status: TransferStatus,
    /// How much; below zero it left the account.
    pub amount: Money,
    /// The order it belongs to.
    pub order_id: Option<OrderId>,
    /// That order's number.
    pub order_number: Option<String>,
    /// The payout it belongs to.
    pub payout_id: Option<PayoutId>,
    /// That payout's number.
    pub payout_number: Option<String>,
}

/// What moved on a seller's account, newest first.
#[utoipa::path(tag = "money", params(OrganisationId, MovementQuery), security(("bearer" = [])), responses((status = 200, body = Page<MoneyMovement>), Problems))]
#[get("/organisations/{id}/movements")]
async fn list_movements(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    asked: Query<MovementQuery>,
) -> Result<Json<Page<MoneyMovement>>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let page = PageQuery { limit: asked.limit, after: asked.after.clone() };
        let (limit, after) = (page.limit()?, page.cursor::<TransferId>()?);
        let rows = rows(tx, &id, asked.month.as_deref(), after.as_ref(), limit + 1)?;
        let page = Page::of(rows, limit, |transfer| transfer.id.clone());
        Ok(Json(Page { items: named(tx, &id, page.items)?, next: page.next }))
    })
    .await
}

/// The same as a table for a spreadsheet; without a month, the newest ten thousand.
#[utoipa::path(tag = "money", params(OrganisationId, MovementQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/organisations/{id}/movements/table")]
async fn export_movements(app: App, who: SignedIn, id: Path<OrganisationId>, asked: Query<MovementQuery>) -> Result<HttpResponse> {
    let movements = app
        .read(move |tx| {
            identity::member(tx, &who, &id)?;
            let rows = rows(tx, &id, asked.month.as_deref(), None, 10_000)?;
            named(tx, &id, rows)
        })
        .await?;
    let mut csv = Csv::new(&["date", "code", "status", "order", "payout", "amount", "currency", "transfer"]);
    for row in &movements {
        csv.text(&row.at.to_string()).text(row.code.as_str()).text(row.status.as_str());
        csv.text(row.order_number.as_deref().unwrap_or("")).text(row.payout_number.as_deref().unwrap_or(""));
        csv.cents(row.amount.amount).text(row.amount.currency.as_str()).text(row.id.as_str()).end();
    }
    Ok(csv_answer("movements.csv", csv))
}

fn key(id: &OrganisationId) -> String {
    Account::of(id, Purpose::Due, Currency::EUR).key()
}

fn rows(tx: &mut Tx, id: &OrganisationId, month: Option<&str>, after: Option<&TransferId>, limit: i64) -> Result<Vec<Transfer>> {
    let key = key(id);
    let mut query = transfers::table
        .filter(transfers::debit_account.eq(key.clone()).or(transfers::credit_account.eq(key)))
        .filter(transfers::status.ne(TransferStatus::Voided))
        .into_boxed();
    if let Some(month) = month {
        let (from, until) = span_of(month)?;
        query = query.filter(transfers::at.ge(from)).filter(transfers::at.lt(until));
    }
    if let Some(after) = after {
        query = query.filter(transfers::id.lt(after.clone()));
    }
    Ok(query.order(transfers::id.desc()).limit(limit).select(Transfer::as_select()).load(tx.db)?)
}

/// A month in the region's time.
fn span_of(month: &str) -> Result<(Instant, Instant)> {
    let refused = || Code::Invalid.at("/month", "month", "Name a month as 2026-11.");
    let first: LocalDate = format!("{month}-01").parse().map_err(|_| refused())?;
    let zone = Zone::ljubljana();
    let next = LocalDate::from_civil(first.civil().saturating_add(jiff::Span::new().months(1)));
    Ok((zone.midnight(&first), zone.midnight(&next)))
}

fn named(tx: &mut Tx, id: &OrganisationId, rows: Vec<Transfer>) -> Result<Vec<MoneyMovement>> {
    let root = |transfer: &Transfer| transfer.cause.split(':').next().unwrap_or("").to_owned();
    let refund_ids: Vec<RefundId> = rows.iter().filter_map(|row| root(row).parse().ok()).collect();
    let of_refunds: Vec<(RefundId, Option<OrderId>)> = refunds::table
        .filter(refunds::id.among(&refund_ids[..refund_ids.len().min(10_000)]))
        .select((refunds::id, refunds::order_id))
        .load(tx.db)?;
    let of_refunds: BTreeMap<RefundId, Option<OrderId>> = of_refunds.into_iter().collect();
    let order_of = |transfer: &Transfer| -> Option<OrderId> {
        let root = root(transfer);
        root.parse().ok().or_else(|| of_refunds.get(&root.parse::<RefundId>().ok()?).cloned().flatten())
    };
    let order_ids: Vec<OrderId> = rows.iter().filter_map(order_of).collect();
    let numbers: Vec<(OrderId, String)> =
        orders::table.filter(orders::id.among(&order_ids)).select((orders::id, orders::number)).load(tx.db)?;
    let numbers: BTreeMap<OrderId, String> = numbers.into_iter().collect();
    let payout_ids: Vec<PayoutId> = rows.iter().filter_map(|row| root(row).parse().ok()).collect();
    let payouts: Vec<(PayoutId, String)> =
        payouts_table::table.filter(payouts_table::id.among(&payout_ids)).select((payouts_table::id, payouts_table::number)).load(tx.db)?;
    let payouts: BTreeMap<PayoutId, String> = payouts.into_iter().collect();
    let key = key(id);
    let movement = |row: Transfer| {
        let (order, payout) = (order_of(&row), root(&row).parse::<PayoutId>().ok());
        MoneyMovement {
            order_number: order.as_ref().and_then(|id| numbers.get(id)).cloned(),
            payout_number: payout.as_ref().and_then(|id| payouts.get(id)).cloned(),
            amount: Money { amount: if row.credit_account == key { row.amount_cents } else { -row.amount_cents }, currency: row.currency },
            id: row.id,
            at: row.at,
            code: row.code,
            status: row.status,
            order_id: order,
            payout_id: payout,
        }
    };
    Ok(rows.into_iter().map(movement).collect())
}
