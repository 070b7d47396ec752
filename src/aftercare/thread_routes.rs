//! Addresses of the messages about an order: for its buyer, for its maker, for the desk.

use actix_web::{get, post};

use super::thread::{self, HideMessage, ReportMessage, ThreadView, Voice, WriteMessage};
use super::thread_desk;
use crate::checkout::{OrderSecret, Shop, Shopper};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{MessageId, OrderGroupId, OrderId};
use crate::web::{App, Created, IdempotencyKey, Json, NoContent, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(read_order_thread)
        .service(write_to_seller)
        .service(mark_order_thread_read)
        .service(report_message_of_seller)
        .service(read_thread)
        .service(write_to_buyer)
        .service(mark_thread_read)
        .service(report_message_of_buyer)
        .service(read_reported_thread)
        .service(hide_message)
        .service(show_message);
}

/// What buyer and maker wrote, as the buyer reads it.
#[utoipa::path(tag = "aftercare", params(OrderSecret, ("id" = OrderGroupId, Path), ("order_id" = OrderId, Path)),
    responses((status = 200, body = ThreadView), Problems))]
#[get("/order-groups/{id}/orders/{order_id}/messages")]
async fn read_order_thread(app: App, shopper: Shopper, ids: Path<(OrderGroupId, OrderId)>) -> Result<Json<ThreadView>> {
    let shop = Shop::of(&app);
    app.read(move |tx| {
        let by = Voice::buyer(tx, &shop, &shopper, &ids.0, &ids.1)?;
        thread::read(tx, &by)
    })
    .await
    .map(Json)
}

/// The buyer writes to the maker.
#[utoipa::path(tag = "aftercare", params(OrderSecret, ("id" = OrderGroupId, Path), ("order_id" = OrderId, Path), ("Idempotency-Key" = String, Header)),
    request_body = WriteMessage, responses((status = 201, body = ThreadView), Problems))]
#[post("/order-groups/{id}/orders/{order_id}/messages")]
async fn write_to_seller(
    app: App,
    shopper: Shopper,
    key: IdempotencyKey,
    ids: Path<(OrderGroupId, OrderId)>,
    new: Json<WriteMessage>,
) -> Result<Created<ThreadView>> {
    let (shop, actor, body) = (Shop::of(&app), shopper.actor(), (ids.into_inner(), new.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let ((group, order), new) = &asked;
        let by = Voice::buyer(tx, &shop, &shopper, group, order)?;
        thread::write_message(tx, &shop, &by, new)?;
        thread::read(tx, &by)
    })
    .await
    .map(Created)
}

/// The buyer has seen what the maker wrote.
#[utoipa::path(tag = "aftercare", params(OrderSecret, ("id" = OrderGroupId, Path), ("order_id" = OrderId, Path)),
    responses((status = 204), Problems))]
#[post("/order-groups/{id}/orders/{order_id}/messages/reading")]
async fn mark_order_thread_read(app: App, shopper: Shopper, ids: Path<(OrderGroupId, OrderId)>) -> Result<NoContent> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let by = Voice::buyer(tx, &shop, &shopper, &ids.0, &ids.1)?;
        thread::mark_read(tx, &by)
    })
    .await?;
    Ok(NoContent)
}

/// The buyer reports a message of the maker to the desk.
#[utoipa::path(tag = "aftercare", params(OrderSecret, ("id" = OrderGroupId, Path), ("order_id" = OrderId, Path), ("message_id" = MessageId, Path)),
    request_body = ReportMessage, responses((status = 200, body = ThreadView), Problems))]
#[post("/order-groups/{id}/orders/{order_id}/messages/{message_id}/report")]
async fn report_message_of_seller(
    app: App,
    shopper: Shopper,
    ids: Path<(OrderGroupId, OrderId, MessageId)>,
    what: Json<ReportMessage>,
) -> Result<Json<ThreadView>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let by = Voice::buyer(tx, &shop, &shopper, &ids.0, &ids.1)?;
        thread::report_message(tx, &shop, &by, &ids.2, &what)?;
        thread::read(tx, &by)
    })
    .await
    .map(Json)
}

/// What buyer and maker wrote, as the maker reads it.
#[utoipa::path(tag = "aftercare", params(OrderId), responses((status = 200, body = ThreadView), Problems), security(("bearer" = [])))]
#[get("/orders/{id}/messages")]
async fn read_thread(app: App, who: SignedIn, id: Path<OrderId>) -> Result<Json<ThreadView>> {
    app.read(move |tx| {
        let by = Voice::seller(tx, &who, &id)?;
        thread::read(tx, &by)
    })
    .await
    .map(Json)
}

/// The maker writes to the buyer.
#[utoipa::path(tag = "aftercare", params(OrderId, ("Idempotency-Key" = String, Header)), request_body = WriteMessage,
    responses((status = 201, body = ThreadView), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/messages")]
async fn write_to_buyer(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<OrderId>,
    new: Json<WriteMessage>,
) -> Result<Created<ThreadView>> {
    let (shop, actor, body) = (Shop::of(&app), who.account.to_string(), (id.into_inner(), new.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let by = Voice::seller(tx, &who, &asked.0)?;
        thread::write_message(tx, &shop, &by, &asked.1)?;
        thread::read(tx, &by)
    })
    .await
    .map(Created)
}

/// The maker has seen what the buyer wrote.
#[utoipa::path(tag = "aftercare", params(OrderId), responses((status = 204), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/messages/reading")]
async fn mark_thread_read(app: App, who: SignedIn, id: Path<OrderId>) -> Result<NoContent> {
    app.write(move |tx| {
        let by = Voice::seller(tx, &who, &id)?;
        thread::mark_read(tx, &by)
    })
    .await?;
    Ok(NoContent)
}

/// The maker reports a message of the buyer to the desk.
#[utoipa::path(tag = "aftercare", params(("id" = OrderId, Path), ("message_id" = MessageId, Path)), request_body = ReportMessage,
    responses((status = 200, body = ThreadView), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/messages/{message_id}/report")]
async fn report_message_of_buyer(
    app: App,
    who: SignedIn,
    ids: Path<(OrderId, MessageId)>,
    what: Json<ReportMessage>,
) -> Result<Json<ThreadView>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let by = Voice::seller(tx, &who, &ids.0)?;
        thread::report_message(tx, &shop, &by, &ids.1, &what)?;
        thread::read(tx, &by)
    })
    .await
    .map(Json)
}

/// What buyer and maker wrote, for the desk, once one of them has reported a message.
#[utoipa::path(tag = "aftercare", params(OrderId), responses((status = 200, body = ThreadView), Problems), security(("bearer" = [])))]
#[get("/desk/threads/{id}")]
async fn read_reported_thread(app: App, who: SignedIn, id: Path<OrderId>) -> Result<Json<ThreadView>> {
    app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        thread::read_at_desk(tx, &by, &id)
    })
    .await
    .map(Json)
}

/// The desk takes a message down that was reported, with reasons.
#[utoipa::path(tag = "aftercare", params(MessageId), request_body = HideMessage, responses((status = 200, body = ThreadView), Problems),
    security(("bearer" = [])))]
#[post("/desk/messages/{id}/hiding")]
async fn hide_message(app: App, who: SignedIn, id: Path<MessageId>, why: Json<HideMessage>) -> Result<Json<ThreadView>> {
    let (shop, home) = (Shop::of(&app), app.url(""));
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        thread_desk::hide(tx, &shop, &home, &by, &id, &why)
    })
    .await
    .map(Json)
}

/// The desk puts a message back.
#[utoipa::path(tag = "aftercare", params(MessageId), responses((status = 200, body = ThreadView), Problems), security(("bearer" = [])))]
#[post("/desk/messages/{id}/showing")]
async fn show_message(app: App, who: SignedIn, id: Path<MessageId>) -> Result<Json<ThreadView>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        thread_desk::show(tx, &shop, &by, &id)
    })
    .await
    .map(Json)
}
