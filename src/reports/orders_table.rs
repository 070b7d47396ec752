//! All orders that were paid in a span of days as a table, for the desk. It names sellers and no buyers.

use actix_web::{HttpResponse, get};
use diesel::prelude::*;

use super::ledger_table::SpanQuery;
use crate::db::schema::orders;
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::csv::Csv;
use crate::orders::Order;
use crate::payouts::csv_answer;
use crate::web::{App, Problems, Query};

/// The orders that were paid in a span of days, oldest first.
#[utoipa::path(tag = "money", params(SpanQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/desk/money/orders")]
pub(super) async fn export_desk_orders(app: App, who: SignedIn, asked: Query<SpanQuery>) -> Result<HttpResponse> {
    let (from, until) = asked.span(app.now())?;
    let rows: Vec<Order> = app
        .read(move |tx| {
            identity::coordinator(tx, &who)?;
            let paid = orders::table.filter(orders::paid_at.ge(Some(from)).and(orders::paid_at.lt(Some(until))));
            Ok(paid.order(orders::id).limit(50_000).select(Order::as_select()).load(tx.db)?)
        })
        .await?;
    let mut csv = Csv::new(&[
        "order",
        "seller",
        "legal_name",
        "paid",
        "status",
        "delivery",
        "pieces",
        "items",
        "delivery_price",
        "total",
        "vat",
        "refunded",
        "currency",
        "ship_by",
        "sent",
        "received",
    ]);
    for order in &rows {
        let at = |at: Option<crate::kit::time::Instant>| at.map(|at| at.to_string()).unwrap_or_default();
        csv.text(&order.number).text(&order.seller.name).text(&order.seller.legal_name).text(&at(order.paid_at));
        csv.text(order.status.as_str()).text(order.delivery_method.as_str()).whole(order.pieces).cents(order.items_cents);
        csv.cents(order.delivery_cents).cents(order.total_cents).cents(order.vat_cents).cents(order.refunded_cents);
        csv.text(order.currency.as_str()).text(&order.ship_by.to_string()).text(&at(order.sent_at)).text(&at(order.received_at)).end();
    }
    Ok(csv_answer("orders.csv", csv))
}
