//! Addresses of release rules, batches and payouts.

use actix_web::http::header;
use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};

use super::batch::Ways;
use super::model::{DatedReleaseRule, Payout, ReleaseRule};
use super::outcome::TellOutcome;
use super::store;
use super::views::{self, PayoutBatchRow, PayoutBatchView, PayoutStatement, PayoutView};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::kit::csv::Csv;
use crate::kit::id::{OrganisationId, PayoutBatchId, PayoutId};
use crate::kit::page::{Page, PageQuery};
use crate::kit::{Code, Error, Result};
use crate::web::{App, Created, IdempotencyKey, Json, NoContent, Path, Problems, Query, Routes, StripeSettings};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_release_rules)
        .service(set_release_rule)
        .service(list_payout_batches)
        .service(prepare_payout_batch)
        .service(show_payout_batch)
        .service(discard_payout_batch)
        .service(release_payout_batch)
        .service(leave_out_payout)
        .service(tell_payout_outcome)
        .service(list_payouts)
        .service(show_payout)
        .service(export_payout);
}

/// The seller's page about money.
fn money_page(app: &App) -> String {
    app.url("/studio/money")
}

/// Which ways money can go here. What Stripe took of real money goes by hand only if somebody says so.
fn ways(app: &App, by_hand: bool) -> Ways {
    let stripe = app.settings().stripe.as_ref();
    Ways { by_stripe: stripe.is_some(), by_hand: by_hand || !stripe.is_some_and(StripeSettings::is_live) }
}

/// The release rules, the newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ReleaseRules {
    items: Vec<DatedReleaseRule>,
}

/// The rules of when money becomes payable, the newest first.
#[utoipa::path(tag = "money", security(("bearer" = [])), responses((status = 200, body = ReleaseRules), Problems))]
#[get("/release-rules")]
async fn list_release_rules(app: App, who: SignedIn) -> Result<Json<ReleaseRules>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        Ok(Json(ReleaseRules { items: super::release_rules(tx)? }))
    })
    .await
}

/// The rule to follow.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SetReleaseRule {
    /// When money becomes payable.
    rule: ReleaseRule,
}

/// Sets the rule for orders paid from now on.
#[utoipa::path(tag = "money", security(("bearer" = [])), request_body = SetReleaseRule, responses((status = 201, body = DatedReleaseRule), Problems))]
#[post("/release-rules")]
async fn set_release_rule(app: App, who: SignedIn, asked: Json<SetReleaseRule>) -> Result<Created<DatedReleaseRule>> {
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        super::set_release_rule(tx, &by, asked.rule)
    })
    .await
    .map(Created)
}

/// The batches, newest first.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PageQuery), responses((status = 200, body = Page<PayoutBatchRow>), Problems))]
#[get("/payout-batches")]
async fn list_payout_batches(app: App, who: SignedIn, query: Query<PageQuery>) -> Result<Json<Page<PayoutBatchRow>>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        let (limit, before) = (query.limit()?, query.cursor::<PayoutBatchId>()?);
        let page = Page::of(store::batches(tx, before.as_ref(), limit + 1)?, limit, |batch| batch.id.clone());
        let items = page.items.iter().map(|batch| PayoutBatchRow::of(tx, batch)).collect::<Result<_>>()?;
        Ok(Json(Page { items, next: page.next }))
    })
    .await
}

/// What to gather.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PreparePayoutBatch {
    /// Less than this is left for the next batch, in cents.
    #[schema(minimum = 0, maximum = 100000)]
    minimum_cents: i64,
    /// Whether sellers without a ready account at Stripe are paid by hand even what Stripe took.
    #[serde(default)]
    by_hand: bool,
}

/// Gathers what is payable to every seller. Nothing moves yet.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(("Idempotency-Key" = String, Header)), request_body = PreparePayoutBatch,
    responses((status = 201, body = PayoutBatchView), Problems))]
#[post("/payout-batches")]
async fn prepare_payout_batch(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    asked: Json<PreparePayoutBatch>,
) -> Result<Created<PayoutBatchView>> {
    let (actor, body) = (who.account.to_string(), asked.into_inner());
    let (ways, minimum) = (ways(&app, body.by_hand), body.minimum_cents);
    app.once(key, actor, &body, move |tx| {
        let by = identity::coordinator(tx, &who)?;
        let batch = super::prepare(tx, &by, minimum, ways)?;
        PayoutBatchView::of(tx, &batch.id)
    })
    .await
    .map(Created)
}

/// A batch with its payouts and with those held back.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PayoutBatchId), responses((status = 200, body = PayoutBatchView), Problems))]
#[get("/payout-batches/{id}")]
async fn show_payout_batch(app: App, who: SignedIn, id: Path<PayoutBatchId>) -> Result<Json<PayoutBatchView>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        PayoutBatchView::of(tx, &id).map(Json)
    })
    .await
}

/// Gives a batch up before anything moved.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PayoutBatchId), responses((status = 204), Problems))]
#[delete("/payout-batches/{id}")]
async fn discard_payout_batch(app: App, who: SignedIn, id: Path<PayoutBatchId>) -> Result<NoContent> {
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        super::discard(tx, &by, &id)
    })
    .await
    .map(|()| NoContent)
}

/// Releases a batch: its payouts are on their way.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PayoutBatchId, ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = PayoutBatchView), Problems))]
#[post("/payout-batches/{id}/release")]
async fn release_payout_batch(app: App, who: SignedIn, key: IdempotencyKey, id: Path<PayoutBatchId>) -> Result<Json<PayoutBatchView>> {
    let (page, actor, body) = (money_page(&app), who.account.to_string(), id.into_inner());
    let batch = body.clone();
    app.once(key, actor, &body, move |tx| {
        let by = identity::coordinator(tx, &who)?;
        super::release(tx, &by, &batch, &page)?;
        PayoutBatchView::of(tx, &batch)
    })
    .await
    .map(Json)
}

/// Leaves a payout out of its batch. The money stays due.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PayoutId), responses((status = 204), Problems))]
#[delete("/payouts/{id}")]
async fn leave_out_payout(app: App, who: SignedIn, id: Path<PayoutId>) -> Result<NoContent> {
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        super::leave_out(tx, &by, &id)
    })
    .await
    .map(|()| NoContent)
}

/// Says what became of a payout: paid, not possible, come back.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PayoutId, ("Idempotency-Key" = String, Header)), request_body = TellOutcome,
    responses((status = 200, body = PayoutView), Problems))]
#[post("/payouts/{id}/outcome")]
async fn tell_payout_outcome(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<PayoutId>,
    told: Json<TellOutcome>,
) -> Result<Json<PayoutView>> {
    let (page, actor, body) = (money_page(&app), who.account.to_string(), (id.into_inner(), told.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let by = identity::coordinator(tx, &who)?;
        let payout = super::tell(tx, Some(&by.account), &asked.0, &asked.1, &page)?;
        PayoutView::of(tx, payout)
    })
    .await
    .map(Json)
}

/// A seller's payouts, newest first.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(OrganisationId, PageQuery), responses((status = 200, body = Page<PayoutView>), Problems))]
#[get("/organisations/{id}/payouts")]
async fn list_payouts(app: App, who: SignedIn, id: Path<OrganisationId>, query: Query<PageQuery>) -> Result<Json<Page<PayoutView>>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let (limit, before) = (query.limit()?, query.cursor::<PayoutId>()?);
        let page = Page::of(store::of_organisation(tx, &id, before.as_ref(), limit + 1)?, limit, |payout| payout.id.clone());
        let items = page.items.into_iter().map(|payout| PayoutView::of(tx, payout)).collect::<Result<_>>()?;
        Ok(Json(Page { items, next: page.next }))
    })
    .await
}

/// The payout, for the desk or its seller; to a seller it is there from its release on.
fn seen(tx: &mut Tx, who: &SignedIn, id: &PayoutId) -> Result<Payout> {
    let payout = store::find(tx, id)?.ok_or(Error::not_found())?;
    match identity::coordinator(tx, who) {
        Ok(_) => Ok(payout),
        Err(error) if error.code == Code::CoordinatorOnly => {
            identity::member(tx, who, &payout.organisation_id)?;
            if payout.released_at.is_some() { Ok(payout) } else { Err(Error::not_found()) }
        }
        Err(error) => Err(error),
    }
}

/// The statement of a payout.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PayoutId), responses((status = 200, body = PayoutStatement), Problems))]
#[get("/payouts/{id}")]
async fn show_payout(app: App, who: SignedIn, id: Path<PayoutId>) -> Result<Json<PayoutStatement>> {
    app.read(move |tx| {
        let payout = seen(tx, &who, &id)?;
        views::statement(tx, payout).map(Json)
    })
    .await
}

/// The statement's rows as a table for a spreadsheet.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PayoutId),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/payouts/{id}/rows")]
async fn export_payout(app: App, who: SignedIn, id: Path<PayoutId>) -> Result<HttpResponse> {
    let statement = app
        .read(move |tx| {
            let payout = seen(tx, &who, &id)?;
            views::statement(tx, payout)
        })
        .await?;
    let mut csv = Csv::new(&["date", "kind", "order", "cause", "gross", "commission", "commission_vat", "other", "amount", "currency"]);
    for row in &statement.rows {
        csv.text(&row.at.to_string()).text(row.kind.as_str()).text(row.order_number.as_deref().unwrap_or("")).text(&row.cause);
        csv.cents(row.gross.amount).cents(row.commission.amount).cents(row.commission_vat.amount).cents(row.other.amount);
        csv.cents(row.amount.amount).text(row.amount.currency.as_str()).end();
    }
    Ok(csv_answer(&format!("{}.csv", statement.payout.number), csv))
}

/// A table as a file to keep.
pub fn csv_answer(name: &str, csv: Csv) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(csv.done())
}
