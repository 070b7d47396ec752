//! The whole ledger of a span of days as a table, for bookkeepers and audits.

use actix_web::{HttpResponse, get};
use diesel::prelude::*;
use serde::Deserialize;

use crate::db::schema::transfers;
use crate::identity::{self, SignedIn};
use crate::kit::csv::Csv;
use crate::kit::time::{Instant, LocalDate, Zone};
use crate::kit::{Code, Result};
use crate::ledger::Transfer;
use crate::payouts::csv_answer;
use crate::web::{App, Problems, Query};

/// Which days.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SpanQuery {
    /// The first day; a month before the last, unless told.
    pub from: Option<LocalDate>,
    /// The last day; today, unless told.
    pub until: Option<LocalDate>,
}

/// So many days fit into one table.
const LONGEST_DAYS: i32 = 366;

impl SpanQuery {
    /// The span in the region's time. Refused when it is turned round or longer than a year.
    pub(super) fn span(&self, now: Instant) -> Result<(Instant, Instant)> {
        let zone = Zone::ljubljana();
        let until = self.until.clone().unwrap_or_else(|| zone.local(now).0);
        let from = self.from.clone().unwrap_or_else(|| until.plus_days(-31));
        if until < from || until > from.plus_days(LONGEST_DAYS) {
            return Err(Code::Invalid.at("/until", "out_of_range", "Choose a last day within a year of the first."));
        }
        Ok((zone.midnight(&from), zone.midnight(&until.plus_days(1))))
    }
}

/// The ledger's transfers of a span of days, oldest first.
#[utoipa::path(tag = "money", params(SpanQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/desk/money/ledger")]
pub(super) async fn export_ledger(app: App, who: SignedIn, asked: Query<SpanQuery>) -> Result<HttpResponse> {
    let (from, until) = asked.span(app.now())?;
    let rows: Vec<Transfer> = app
        .read(move |tx| {
            identity::coordinator(tx, &who)?;
            let span = transfers::table.filter(transfers::at.ge(from)).filter(transfers::at.lt(until));
            Ok(span.order(transfers::id).select(Transfer::as_select()).load(tx.db)?)
        })
        .await?;
    let mut csv = Csv::new(&["transfer", "date", "code", "debit", "credit", "amount", "currency", "status", "settled", "cause"]);
    for row in &rows {
        csv.text(row.id.as_str()).text(&row.at.to_string()).text(row.code.as_str()).text(&row.debit_account).text(&row.credit_account);
        csv.cents(row.amount_cents).text(row.currency.as_str()).text(row.status.as_str());
        csv.text(&row.settled_at.map(|at| at.to_string()).unwrap_or_default()).text(&row.cause).end();
    }
    Ok(csv_answer("ledger.csv", csv))
}
