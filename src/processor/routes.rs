//! Addresses of sellers' accounts at Stripe, of its second endpoint for messages, of disputes, and of the comparison of the books.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};

use super::differences::{self, Difference, DifferenceKind, Reconciliation, Thing};
use super::{accounts, reconcile};
use crate::checkout::{self, Shop};
use crate::connections::{self, ConnectionStatus};
use crate::db::Tx;
use crate::disputes::{self, Dispute, DisputeStatus};
use crate::identity::{self, SignedIn};
use crate::kit::id::{DifferenceId, DisputeId, OrderGroupId, OrderId, OrganisationId, PaymentId, ReconciliationId};
use crate::kit::money::Money;
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};
use crate::orders;
use crate::payments;
use crate::web::{App, Created, Json, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(show_stripe_account)
        .service(begin_stripe_onboarding)
        .service(check_stripe_account)
        .service(receive_stripe_connect_webhook)
        .service(list_disputes)
        .service(list_fraud_warnings)
        .service(show_dispute)
        .service(show_reconciliation)
        .service(run_reconciliation)
        .service(settle_difference);
}

/// How a seller's money goes on.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StripeAccountView {
    /// Whether payouts can go by Stripe here; else they are made by hand, to the account in the profile.
    pub by_stripe: bool,
    /// Where the seller's account is; none before it was asked for.
    pub status: Option<ConnectionStatus>,
    /// What Stripe still wants to know, by its own names.
    pub requirements: Vec<String>,
    /// When Stripe was last asked.
    pub checked_at: Option<Instant>,
}

fn account_view(tx: &mut Tx, id: &OrganisationId, by_stripe: bool) -> Result<StripeAccountView> {
    let found = connections::of(tx, id)?;
    Ok(StripeAccountView {
        by_stripe,
        status: found.as_ref().map(|connection| connection.status),
        checked_at: found.as_ref().and_then(|connection| connection.checked_at),
        requirements: found.map(|connection| connection.requirements.0).unwrap_or_default(),
    })
}

/// How a seller's money goes on, and where its account at Stripe is.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = StripeAccountView), Problems))]
#[get("/organisations/{id}/stripe-account")]
async fn show_stripe_account(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<StripeAccountView>> {
    let by_stripe = app.settings().stripe.is_some();
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        account_view(tx, &id, by_stripe).map(Json)
    })
    .await
}

/// Where the seller tells Stripe what it wants to know.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
struct StripeOnboarding {
    /// An address at Stripe, good once and for some minutes.
    url: String,
}

/// Begins or continues the seller's account at Stripe.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = StripeOnboarding), Problems))]
#[post("/organisations/{id}/stripe-account/onboarding")]
async fn begin_stripe_onboarding(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<StripeOnboarding>> {
    let url = accounts::begin(&app, who, id.into_inner()).await?;
    Ok(Json(StripeOnboarding { url }))
}

/// Asks Stripe how the seller's account stands now.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = StripeAccountView), Problems))]
#[post("/organisations/{id}/stripe-account/check")]
async fn check_stripe_account(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<StripeAccountView>> {
    let by_stripe = app.settings().stripe.is_some();
    let id = id.into_inner();
    let asked = id.clone();
    let found = app
        .read(move |tx| {
            identity::member(tx, &who, &asked)?;
            connections::of(tx, &asked)
        })
        .await?;
    if let Some(connection) = found.filter(|_| by_stripe) {
        accounts::check(&app, connection).await?;
    }
    app.read(move |tx| account_view(tx, &id, by_stripe).map(Json)).await
}

/// Stripe tells what happened at connected accounts. Signed with a secret of its own; unsigned messages are refused.
#[utoipa::path(tag = "payments", request_body(content = String, content_type = "application/json"),
    responses((status = 200, description = "Taken, now or before."), Problems))]
#[post("/stripe/connect-webhooks")]
async fn receive_stripe_connect_webhook(app: App, request: HttpRequest, body: Bytes) -> Result<HttpResponse> {
    let shop = Shop::of(&app);
    let secret = shop.connect_webhook_secret().ok_or(Error::not_found())?.to_owned();
    checkout::receive_message(app, shop, &secret, &request, body).await
}

/// A dispute in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DisputeView {
    /// Its id.
    pub id: DisputeId,
    /// Where it is.
    pub status: DisputeStatus,
    /// Why, by Stripe's name.
    pub reason: String,
    /// How much is questioned.
    pub amount: Money,
    /// What Stripe keeps for it.
    pub fee: Money,
    /// Whether Stripe holds the money back now.
    pub withdrawn: bool,
    /// Until when it can be answered.
    pub due_by: Option<Instant>,
    /// When it was opened.
    pub opened_at: Instant,
    /// When it was decided.
    pub closed_at: Option<Instant>,
    /// The purchase's number.
    pub group_number: String,
    /// Where it is answered.
    pub dashboard_url: String,
}

/// A dispute with what each order bears of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DisputeDetail {
    /// The dispute.
    pub dispute: DisputeView,
    /// The purchase.
    pub order_group_id: OrderGroupId,
    /// When Stripe was last asked.
    pub looked_up_at: Instant,
    /// What each order bears.
    pub orders: Vec<DisputeOrderView>,
}

/// What an order bears of a dispute.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DisputeOrderView {
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its seller.
    pub organisation_id: OrganisationId,
    /// The seller's name.
    pub organisation: String,
    /// How much.
    pub amount: Money,
    /// What of the platform's share goes back with it, with VAT.
    pub commission: Money,
}

fn dashboard(livemode: bool, path: &str) -> String {
    format!("https://dashboard.stripe.com/{}{path}", if livemode { "" } else { "test/" })
}

fn dispute_view(tx: &mut Tx, dispute: &Dispute) -> Result<DisputeView> {
    let payment = payments::find(tx, &dispute.payment_id)?;
    Ok(DisputeView {
        id: dispute.id.clone(),
        status: dispute.status,
        reason: dispute.reason.clone(),
        amount: dispute.amount(),
        fee: Money { amount: dispute.fee_cents, currency: dispute.currency },
        withdrawn: dispute.withdrawn,
        due_by: dispute.due_by,
        opened_at: dispute.opened_at,
        closed_at: dispute.closed_at,
        group_number: orders::group(tx, &payment.order_group_id)?.number,
        dashboard_url: dashboard(dispute.livemode, &format!("disputes/{}", dispute.provider_dispute)),
    })
}

/// Disputes, the newest first.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(PageQuery), responses((status = 200, body = Page<DisputeView>), Problems))]
#[get("/desk/disputes")]
async fn list_disputes(app: App, who: SignedIn, query: Query<PageQuery>) -> Result<Json<Page<DisputeView>>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        let (limit, before) = (query.limit()?, query.cursor::<DisputeId>()?);
        let page = Page::of(disputes::page(tx, before.as_ref(), limit + 1)?, limit, |dispute| dispute.id.clone());
        let items = page.items.iter().map(|dispute| dispute_view(tx, dispute)).collect::<Result<_>>()?;
        Ok(Json(Page { items, next: page.next }))
    })
    .await
}

/// A suspicion of fraud.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FraudWarningView {
    /// Stripe's id.
    pub id: String,
    /// The kind, by Stripe's name.
    pub kind: String,
    /// Whether a refund would still prevent a dispute.
    pub actionable: bool,
    /// The payment, where we know it.
    pub payment_id: Option<PaymentId>,
    /// When it was told.
    pub warned_at: Instant,
    /// Where it can be looked at.
    pub dashboard_url: String,
}

/// The newest suspicions of fraud.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
struct FraudWarnings {
    /// At most 50.
    items: Vec<FraudWarningView>,
}

/// The newest suspicions of fraud.
#[utoipa::path(tag = "money", security(("bearer" = [])), responses((status = 200, body = FraudWarnings), Problems))]
#[get("/desk/fraud-warnings")]
async fn list_fraud_warnings(app: App, who: SignedIn) -> Result<Json<FraudWarnings>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        let view = |warning: disputes::FraudWarning| FraudWarningView {
            dashboard_url: dashboard(warning.livemode, &format!("payments/{}", warning.charge)),
            id: warning.id,
            kind: warning.kind,
            actionable: warning.actionable,
            payment_id: warning.payment_id,
            warned_at: warning.warned_at,
        };
        Ok(Json(FraudWarnings { items: disputes::warnings(tx, 50)?.into_iter().map(view).collect() }))
    })
    .await
}

/// A dispute with what each order bears of it.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(DisputeId), responses((status = 200, body = DisputeDetail), Problems))]
#[get("/desk/disputes/{id}")]
async fn show_dispute(app: App, who: SignedIn, id: Path<DisputeId>) -> Result<Json<DisputeDetail>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        let dispute = disputes::find(tx, &id)?;
        let mut borne = Vec::new();
        for one in disputes::orders_of(tx, &id)? {
            let money = |amount| Money { amount, currency: dispute.currency };
            borne.push(DisputeOrderView {
                number: orders::find(tx, &one.order_id)?.number,
                organisation: identity::organisation_card(tx, &one.organisation_id)?.map(|card| card.name).unwrap_or_default(),
                order_id: one.order_id,
                organisation_id: one.organisation_id,
                amount: money(one.amount_cents),
                commission: money(one.commission_cents + one.commission_vat_cents),
            });
        }
        let order_group_id = payments::find(tx, &dispute.payment_id)?.order_group_id;
        let view = dispute_view(tx, &dispute)?;
        Ok(Json(DisputeDetail { dispute: view, order_group_id, looked_up_at: dispute.looked_up_at, orders: borne }))
    })
    .await
}

/// A comparison of our books with Stripe's.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReconciliationView {
    /// Its id.
    pub id: ReconciliationId,
    /// From when.
    pub window_from: Instant,
    /// Until when.
    pub window_until: Instant,
    /// How many rows were compared.
    pub compared: i64,
    /// How many differed.
    pub differing: i64,
    /// When it was made.
    pub run_at: Instant,
}

impl From<Reconciliation> for ReconciliationView {
    fn from(run: Reconciliation) -> ReconciliationView {
        let Reconciliation { id, window_from, window_until, compared, differing, run_at } = run;
        ReconciliationView { id, window_from, window_until, compared, differing, run_at }
    }
}

/// Where the two books differ.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DifferenceView {
    /// Its id.
    pub id: DifferenceId,
    /// How.
    pub kind: DifferenceKind,
    /// What.
    pub thing: Thing,
    /// Stripe's name for it, or ours where it has none.
    pub subject: String,
    /// What we have.
    pub ours: Option<Money>,
    /// What Stripe has.
    pub theirs: Option<Money>,
    /// When it happened.
    pub happened_at: Instant,
    /// When it was first found.
    pub found_at: Instant,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// Why, in a coordinator's words; none where it was gone by itself.
    pub note: Option<String>,
}

impl From<Difference> for DifferenceView {
    fn from(row: Difference) -> DifferenceView {
        let money = |amount: Option<i64>| amount.map(|amount| Money { amount, currency: row.currency });
        DifferenceView {
            ours: money(row.ours_cents),
            theirs: money(row.theirs_cents),
            id: row.id,
            kind: row.kind,
            thing: row.thing,
            subject: row.subject,
            happened_at: row.happened_at,
            found_at: row.found_at,
            settled_at: row.settled_at,
            note: row.note,
        }
    }
}

/// How the two books stand.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
struct ReconciliationPage {
    /// Whether there is a Stripe to compare with.
    by_stripe: bool,
    /// The last comparison.
    last: Option<ReconciliationView>,
    /// What differs, the newest first; at most 200.
    open: Vec<DifferenceView>,
    /// What was settled last; at most 20.
    settled: Vec<DifferenceView>,
}

/// How our books and Stripe's stand.
#[utoipa::path(tag = "money", security(("bearer" = [])), responses((status = 200, body = ReconciliationPage), Problems))]
#[get("/desk/reconciliation")]
async fn show_reconciliation(app: App, who: SignedIn) -> Result<Json<ReconciliationPage>> {
    let by_stripe = app.settings().stripe.is_some();
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        let views = |rows: Vec<Difference>| rows.into_iter().map(DifferenceView::from).collect();
        Ok(Json(ReconciliationPage {
            by_stripe,
            last: differences::last(tx)?.map(ReconciliationView::from),
            open: views(differences::list(tx, true, 200)?),
            settled: views(differences::list(tx, false, 20)?),
        }))
    })
    .await
}

/// Compares our books with Stripe's now.
#[utoipa::path(tag = "money", security(("bearer" = [])), responses((status = 201, body = ReconciliationView), Problems))]
#[post("/desk/reconciliation/runs")]
async fn run_reconciliation(app: App, who: SignedIn) -> Result<Created<ReconciliationView>> {
    app.read(move |tx| identity::coordinator(tx, &who)).await?;
    Ok(Created(reconcile::run(&app).await?.into()))
}

/// Why a difference is none.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SettleDifference {
    /// The coordinator's explanation.
    #[schema(min_length = 1, max_length = 500)]
    note: String,
}

/// Settles a difference by a coordinator's explanation.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(DifferenceId), request_body = SettleDifference,
    responses((status = 200, body = DifferenceView), Problems))]
#[post("/desk/differences/{id}/settlement")]
async fn settle_difference(app: App, who: SignedIn, id: Path<DifferenceId>, told: Json<SettleDifference>) -> Result<Json<DifferenceView>> {
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        let note = told.note.trim();
        if !(1..=500).contains(&note.chars().count()) {
            return Err(Code::Invalid.at("/note", "length", "Say in one to five hundred letters why the two books differ here."));
        }
        let settled = differences::settle(tx, &id, &by.account, note)?;
        crate::events::record(tx, "difference.settled", id.as_str(), Some(&by.account), serde_json::json!({ "note": note }))?;
        Ok(Json(settled.into()))
    })
    .await
}
