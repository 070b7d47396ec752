//! Addresses of ordering and paying.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};

use super::pay::{self, SandboxOutcome, StartPayment};
use super::place::{PlaceOrder, count, place};
use super::shop::Shop;
use super::shopper::{CartSecret, OrderSecret, Shopper};
use super::views::{OrderGroupView, PaymentView, group_view};
use super::{expire, webhooks};
use crate::identity::{self, SignedIn};
use crate::kit::id::{OrderGroupId, PaymentId};
use crate::kit::page::{Page, PageQuery};
use crate::kit::{Error, Result};
use crate::orders::{self, GroupStatus};
use crate::payments::PaymentMethod;
use crate::web::{App, Client, Created, IdempotencyKey, Json, Language, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(read_payment_methods)
        .service(place_order)
        .service(read_order_group_by_link)
        .service(list_order_groups)
        .service(read_order_group)
        .service(cancel_order_group)
        .service(start_payment)
        .service(switch_payment)
        .service(read_payment)
        .service(play_sandbox_payment)
        .service(check_payment)
        .service(webhooks::receive_stripe_webhook);
}

/// How one can pay here.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
struct PaymentMethods {
    /// In the order to offer them.
    methods: Vec<PaymentMethod>,
}

/// How one can pay here.
#[utoipa::path(tag = "payments", responses((status = 200, body = PaymentMethods), Problems))]
#[get("/payment-methods")]
async fn read_payment_methods(app: App) -> Result<Json<PaymentMethods>> {
    Ok(Json(PaymentMethods { methods: Shop::of(&app).methods() }))
}

/// Orders what is in the cart, with obligation to pay. The pieces are kept for a quarter of an hour.
#[utoipa::path(tag = "orders", params(CartSecret, ("Idempotency-Key" = String, Header)), request_body = PlaceOrder,
    responses((status = 201, body = OrderGroupView), Problems))]
#[post("/order-groups")]
async fn place_order(
    app: App,
    shopper: Shopper,
    language: Language,
    from: Client,
    key: IdempotencyKey,
    order: Json<PlaceOrder>,
) -> Result<Created<OrderGroupView>> {
    let (shop, order, from) = (Shop::of(&app), order.into_inner(), from.telling());
    let actor = shopper.owner().map(|owner| owner.actor()).unwrap_or_default();
    let body = order.clone();
    app.once(key, actor, &body, move |tx| {
        count(tx, from.as_deref())?;
        place(tx, &shop, &shopper, &order, language.0)
    })
    .await
    .map(Created)
}

/// The order page of a guest; the link is the secret.
#[utoipa::path(tag = "orders", params(("token" = String, Path, max_length = 100)), responses((status = 200, body = OrderGroupView), Problems))]
#[get("/order-groups/by-link/{token}")]
async fn read_order_group_by_link(app: App, token: Path<String>, language: Language) -> Result<Json<OrderGroupView>> {
    let shop = Shop::of(&app);
    app.read(move |tx| {
        let group = orders::group(tx, &Shop::group_of_token(&token)?)?;
        if !shop.opens(&token, &group) {
            return Err(Error::not_found());
        }
        group_view(tx, &shop, group, language.0, true)
    })
    .await
    .map(Json)
}

/// The account's purchases, newest first.
#[utoipa::path(tag = "orders", params(PageQuery), responses((status = 200, body = Page<OrderGroupView>), Problems), security(("bearer" = [])))]
#[get("/order-groups")]
async fn list_order_groups(app: App, who: SignedIn, query: Query<PageQuery>, language: Language) -> Result<Json<Page<OrderGroupView>>> {
    let shop = Shop::of(&app);
    app.read(move |tx| {
        let account = identity::account(tx, &who)?.id;
        let page = orders::page_of_account(tx, &account, &query)?;
        let items = page.items.into_iter().map(|group| group_view(tx, &shop, group, language.0, false));
        Ok(Page { items: items.collect::<Result<_>>()?, next: page.next })
    })
    .await
    .map(Json)
}

/// One purchase, for whoever holds its secret (`X-Order-Token`) or made it.
#[utoipa::path(tag = "orders", params(OrderSecret, OrderGroupId), responses((status = 200, body = OrderGroupView), Problems))]
#[get("/order-groups/{id}")]
async fn read_order_group(app: App, shopper: Shopper, id: Path<OrderGroupId>, language: Language) -> Result<Json<OrderGroupView>> {
    let shop = Shop::of(&app);
    app.read(move |tx| {
        let group = shopper.group(tx, &shop, &id)?;
        group_view(tx, &shop, group, language.0, true)
    })
    .await
    .map(Json)
}

/// Calls an unpaid purchase off: the pieces are free again and the lines back in the cart.
#[utoipa::path(tag = "orders", params(OrderSecret, OrderGroupId, ("Idempotency-Key" = String, Header)), responses((status = 200, body = OrderGroupView), Problems))]
#[post("/order-groups/{id}/cancellation")]
async fn cancel_order_group(
    app: App,
    shopper: Shopper,
    _key: IdempotencyKey,
    id: Path<OrderGroupId>,
    language: Language,
) -> Result<Json<OrderGroupView>> {
    // Repeating it does nothing more, so the key has nothing to remember: Stripe is asked before anything is written.
    let (shop, id) = (Shop::of(&app), id.into_inner());
    let (caller, known, about) = (shopper.clone(), shop.clone(), id.clone());
    app.read(move |tx| pay::refuse_unless_waiting(&caller.group(tx, &known, &about)?)).await?;
    expire::end(&app, &id, GroupStatus::Cancelled).await?;
    app.read(move |tx| {
        let group = shopper.group(tx, &shop, &id)?;
        group_view(tx, &shop, group, language.0, true)
    })
    .await
    .map(Json)
}

/// Opens a payment and tells where to pay.
#[utoipa::path(tag = "payments", params(OrderSecret, OrderGroupId, ("Idempotency-Key" = String, Header)), request_body = StartPayment,
    responses((status = 201, body = PaymentView), Problems))]
#[post("/order-groups/{id}/payments")]
async fn start_payment(
    app: App,
    shopper: Shopper,
    key: IdempotencyKey,
    id: Path<OrderGroupId>,
    new: Json<StartPayment>,
) -> Result<Created<PaymentView>> {
    let (shop, body) = (Shop::of(&app), (id.into_inner(), new.into_inner()));
    let (actor, asked) = (shopper.actor(), body.clone());
    let payment = app.once(key, actor, &body, move |tx| pay::start(tx, &shop, &shopper, &asked.0, &asked.1)).await?;
    pay::reach(&app, payment).await.map(Created)
}

/// Pays at once instead of by the bank transfer that is waited for. Nothing may have come of it.
#[utoipa::path(tag = "payments", params(OrderSecret, OrderGroupId, ("Idempotency-Key" = String, Header)), request_body = StartPayment,
    responses((status = 201, body = PaymentView), Problems))]
#[post("/order-groups/{id}/payment-switch")]
async fn switch_payment(
    app: App,
    shopper: Shopper,
    key: IdempotencyKey,
    id: Path<OrderGroupId>,
    new: Json<StartPayment>,
) -> Result<Created<PaymentView>> {
    let (shop, body) = (Shop::of(&app), (id.into_inner(), new.into_inner()));
    let (actor, asked) = (shopper.actor(), body.clone());
    let payment = app.once(key, actor, &body, move |tx| pay::switch(tx, &shop, &shopper, &asked.0, &asked.1)).await?;
    pay::reach(&app, payment).await.map(Created)
}

/// One payment, for whoever may see its purchase.
#[utoipa::path(tag = "payments", params(OrderSecret, PaymentId), responses((status = 200, body = PaymentView), Problems))]
#[get("/payments/{id}")]
async fn read_payment(app: App, shopper: Shopper, id: Path<PaymentId>) -> Result<Json<PaymentView>> {
    let shop = Shop::of(&app);
    app.read(move |tx| Ok(PaymentView::of(&pay::find(tx, &shop, &shopper, &id)?))).await.map(Json)
}

/// "Pay" or "decline" on the page where a payment is played. Nothing is charged.
#[utoipa::path(tag = "payments", params(OrderSecret, PaymentId, ("Idempotency-Key" = String, Header)), request_body = SandboxOutcome,
    responses((status = 200, body = PaymentView), Problems))]
#[post("/payments/{id}/sandbox-outcome")]
async fn play_sandbox_payment(
    app: App,
    shopper: Shopper,
    key: IdempotencyKey,
    id: Path<PaymentId>,
    pressed: Json<SandboxOutcome>,
) -> Result<Json<PaymentView>> {
    let (shop, body) = (Shop::of(&app), (id.into_inner(), pressed.into_inner()));
    let (actor, asked) = (shopper.actor(), body.clone());
    app.once(key, actor, &body, move |tx| pay::play(tx, &shop, &shopper, &asked.0, &asked.1)).await.map(Json)
}

/// Asks the processor how the payment stands, after the buyer's return.
#[utoipa::path(tag = "payments", params(OrderSecret, PaymentId), responses((status = 200, body = PaymentView), Problems))]
#[post("/payments/{id}/check")]
async fn check_payment(app: App, shopper: Shopper, id: Path<PaymentId>) -> Result<Json<PaymentView>> {
    let shop = Shop::of(&app);
    let payment = app.read(move |tx| pay::find(tx, &shop, &shopper, &id)).await?;
    pay::check(&app, payment).await.map(Json)
}
