//! Royalties at the wire: what is owed, what is reported, by form and by table, and what was paid.

use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};

use super::correct::{self, Corrected};
use super::receive::{self, RoyaltiesByTransfer};
use super::report::{self, Reported};
use super::royalty_views::{self, MyRoyalties, RoyaltyBook, RoyaltyStatement};
use super::{table, views};
use crate::agreements;
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{AgreementId, OrganisationId, RoyaltyReportId};
use crate::kit::money::Money;
use crate::kit::time::LocalDate;
use crate::payouts::csv_answer;
use crate::royalties;
use crate::web::{App, Created, IdempotencyKey, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(show_royalties)
        .service(export_royalties)
        .service(report_royalty)
        .service(report_royalties)
        .service(show_royalty_report)
        .service(pay_royalty)
        .service(correct_royalty)
        .service(receive_royalty)
        .service(show_my_royalties);
}

/// What a company sold in a period.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRoyalty {
    /// Under which agreement.
    pub agreement_id: AgreementId,
    /// The period's name: `2026-Q4`.
    #[schema(max_length = 10)]
    pub period: String,
    /// Pieces.
    #[schema(minimum = 0, maximum = 10000000)]
    pub pieces: i64,
    /// What they came to without VAT.
    pub net_sales: Money,
    /// A remark.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// What a report should have said.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRoyalty {
    /// Pieces.
    #[schema(minimum = 0, maximum = 10000000)]
    pub pieces: i64,
    /// What they came to without VAT.
    pub net_sales: Money,
    /// Why it said something else; both sides read it.
    #[schema(max_length = 500)]
    pub reason: String,
}

/// Several periods as a table.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportTable {
    /// Comma- or semicolon-separated, with a head that names `agreement`, `period`, `pieces` and `net_sales`.
    #[schema(max_length = 200000)]
    pub table: String,
}

/// What was taken in.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RoyaltyStatements {
    /// In the order of the table.
    pub items: Vec<RoyaltyStatement>,
}

/// A payment outside of the platform.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayRoyalty {
    /// The day.
    pub paid_on: LocalDate,
}

/// Royalties on sales paid straight to the maker came in.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveRoyalty {
    /// How much; never more than is owed.
    pub amount: Money,
    /// On which day.
    pub paid_on: LocalDate,
}

/// What an organisation owes and is owed, agreement by agreement, period by period.
#[utoipa::path(tag = "royalties", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = RoyaltyBook), Problems))]
#[get("/organisations/{id}/royalties")]
async fn show_royalties(app: App, who: SignedIn, language: Language, id: Path<OrganisationId>) -> Result<Json<RoyaltyBook>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        royalty_views::book(tx, &id, &who.account, language.0).map(Json)
    })
    .await
}

/// The same as a table for a spreadsheet; the periods that wait stand in it without figures, ready to be filled in and read again.
#[utoipa::path(tag = "royalties", security(("bearer" = [])), params(OrganisationId),
    responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/organisations/{id}/royalties/rows")]
async fn export_royalties(app: App, who: SignedIn, language: Language, id: Path<OrganisationId>) -> Result<HttpResponse> {
    let book = app
        .read(move |tx| {
            identity::member(tx, &who, &id)?;
            royalty_views::book(tx, &id, &who.account, language.0)
        })
        .await?;
    Ok(csv_answer("royalties.csv", table::write(&book)))
}

/// Reports a period.
#[utoipa::path(tag = "royalties", security(("bearer" = [])), params(("id" = OrganisationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = ReportRoyalty, responses((status = 201, body = RoyaltyStatement), Problems))]
#[post("/organisations/{id}/royalty-reports")]
async fn report_royalty(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<OrganisationId>,
    body: Json<ReportRoyalty>,
) -> Result<Created<RoyaltyStatement>> {
    let base = app.url("");
    let (actor, asked) = (who.account.to_string(), (id.into_inner(), body.into_inner()));
    let once = asked.clone();
    app.once(key, actor, &asked, move |tx| {
        let (id, ReportRoyalty { agreement_id, period, pieces, net_sales, note }) = once.clone();
        let by = identity::member(tx, &who, &id)?;
        let reported = Reported { agreement: agreement_id, period, pieces, net_sales, note };
        let report = report::report(tx, &by, &reported, &base)?;
        let agreement = agreements::find(tx, &report.agreement_id)?;
        royalty_views::statement(tx, &agreement, &report, &who.account)
    })
    .await
    .map(Created)
}

/// Reports several periods by a table: all of it, or nothing with each row's fault.
#[utoipa::path(tag = "royalties", security(("bearer" = [])), params(("id" = OrganisationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = ReportTable, responses((status = 201, body = RoyaltyStatements), Problems))]
#[post("/organisations/{id}/royalty-reports/table")]
async fn report_royalties(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<OrganisationId>,
    body: Json<ReportTable>,
) -> Result<Created<RoyaltyStatements>> {
    let base = app.url("");
    let (actor, asked) = (who.account.to_string(), (id.into_inner(), body.into_inner()));
    let once = asked.clone();
    app.once(key, actor, &asked, move |tx| {
        let by = identity::member(tx, &who, &once.0)?;
        let mut items = Vec::new();
        for (row, reported) in (2..).zip(table::read(&once.1.table)?) {
            let report = report::report(tx, &by, &reported, &base).map_err(|error| table::in_row(error, row))?;
            let agreement = agreements::find(tx, &report.agreement_id)?;
            items.push(royalty_views::statement(tx, &agreement, &report, &who.account)?);
        }
        Ok(RoyaltyStatements { items })
    })
    .await
    .map(Created)
}

/// The statement of a period.
#[utoipa::path(tag = "royalties", security(("bearer" = [])), params(RoyaltyReportId), responses((status = 200, body = RoyaltyStatement), Problems))]
#[get("/royalty-reports/{id}")]
async fn show_royalty_report(app: App, who: SignedIn, id: Path<RoyaltyReportId>) -> Result<Json<RoyaltyStatement>> {
    app.read(move |tx| {
        let report = royalties::find(tx, &id)?;
        let agreement = agreements::find(tx, &report.agreement_id)?;
        views::reader(tx, &who, &agreement)?;
        royalty_views::statement(tx, &agreement, &report, &who.account).map(Json)
    })
    .await
}

/// Says that a royalty was paid.
#[utoipa::path(tag = "royalties", security(("bearer" = [])), params(("id" = OrganisationId, Path), ("report_id" = RoyaltyReportId, Path)),
    request_body = PayRoyalty, responses((status = 200, body = RoyaltyStatement), Problems))]
#[post("/organisations/{id}/royalty-reports/{report_id}/payment")]
async fn pay_royalty(
    app: App,
    who: SignedIn,
    ids: Path<(OrganisationId, RoyaltyReportId)>,
    body: Json<PayRoyalty>,
) -> Result<Json<RoyaltyStatement>> {
    app.write(move |tx| {
        let by = identity::member(tx, &who, &ids.0)?;
        let report = report::pay(tx, &by, &ids.1, &body.paid_on)?;
        let agreement = agreements::find(tx, &report.agreement_id)?;
        royalty_views::statement(tx, &agreement, &report, &who.account).map(Json)
    })
    .await
}

/// Puts a report right by the difference, and the later ones that rest on it.
#[utoipa::path(tag = "royalties", security(("bearer" = [])),
    params(("id" = OrganisationId, Path), ("report_id" = RoyaltyReportId, Path), ("Idempotency-Key" = String, Header)),
    request_body = CorrectRoyalty, responses((status = 201, body = RoyaltyStatement), Problems))]
#[post("/organisations/{id}/royalty-reports/{report_id}/corrections")]
async fn correct_royalty(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    ids: Path<(OrganisationId, RoyaltyReportId)>,
    body: Json<CorrectRoyalty>,
) -> Result<Created<RoyaltyStatement>> {
    let base = app.url("");
    let (id, report_id) = ids.into_inner();
    let (actor, asked) = (who.account.to_string(), (id, report_id, body.into_inner()));
    let once = asked.clone();
    app.once(key, actor, &asked, move |tx| {
        let (id, report_id, CorrectRoyalty { pieces, net_sales, reason }) = once.clone();
        let by = identity::member(tx, &who, &id)?;
        let report = correct::correct(tx, &by, &report_id, &Corrected { pieces, net_sales, reason }, &base)?;
        let agreement = agreements::find(tx, &report.agreement_id)?;
        royalty_views::statement(tx, &agreement, &report, &who.account)
    })
    .await
    .map(Created)
}

/// The company says that royalties on sales paid straight to the maker came in.
#[utoipa::path(tag = "royalties", security(("bearer" = [])),
    params(("id" = OrganisationId, Path), ("agreement_id" = AgreementId, Path), ("Idempotency-Key" = String, Header)),
    request_body = ReceiveRoyalty, responses((status = 201, body = RoyaltiesByTransfer), Problems))]
#[post("/organisations/{id}/agreements/{agreement_id}/royalty-receipts")]
async fn receive_royalty(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    ids: Path<(OrganisationId, AgreementId)>,
    body: Json<ReceiveRoyalty>,
) -> Result<Created<RoyaltiesByTransfer>> {
    let base = app.url("");
    let (id, agreement_id) = ids.into_inner();
    let (actor, asked) = (who.account.to_string(), (id, agreement_id, body.into_inner()));
    let once = asked.clone();
    app.once(key, actor, &asked, move |tx| {
        let (id, agreement_id, ReceiveRoyalty { amount, paid_on }) = &once;
        let by = identity::member(tx, &who, id)?;
        receive::receive(tx, &by, agreement_id, *amount, paid_on, &base)
    })
    .await
    .map(Created)
}

/// What the caller has a share in, with or without a studio.
#[utoipa::path(tag = "royalties", security(("bearer" = [])), responses((status = 200, body = MyRoyalties), Problems))]
#[get("/me/royalties")]
async fn show_my_royalties(app: App, who: SignedIn, language: Language) -> Result<Json<MyRoyalties>> {
    app.read(move |tx| {
        let account = identity::account(tx, &who)?;
        royalty_views::mine(tx, &account.id, language.0).map(Json)
    })
    .await
}
