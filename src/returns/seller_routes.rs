//! Addresses where sellers and the desk settle what comes back.

use actix_web::{get, post};

use super::claim::{self, AnswerClaim};
use super::hand::Hand;
use super::settle::{self, SettleWithdrawal};
use super::views::{OrderReturns, ReturnList, list, of_order};
use crate::checkout::Shop;
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{ClaimId, OrderId, OrganisationId, WithdrawalId};
use crate::web::{App, IdempotencyKey, Json, Language, Path, Problems, Routes};
use crate::{claims, orders, withdrawals};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(read_order_returns)
        .service(list_returns)
        .service(list_returns_at_desk)
        .service(receive_goods)
        .service(settle_withdrawal)
        .service(answer_claim)
        .service(close_claim);
}

/// What can come back of an order, and what does.
#[utoipa::path(tag = "returns", params(OrderId), responses((status = 200, body = OrderReturns), Problems), security(("bearer" = [])))]
#[get("/orders/{id}/returns")]
async fn read_order_returns(app: App, who: SignedIn, id: Path<OrderId>, language: Language) -> Result<Json<OrderReturns>> {
    app.read(move |tx| {
        let (_, order) = Hand::of(tx, &who, &id)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Json)
}

/// Withdrawals and claims that wait for a seller.
#[utoipa::path(tag = "returns", params(OrganisationId), responses((status = 200, body = ReturnList), Problems), security(("bearer" = [])))]
#[get("/organisations/{id}/returns")]
async fn list_returns(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<ReturnList>> {
    app.read(move |tx| {
        let by = identity::member(tx, &who, &id)?;
        list(tx, Some(&by.organisation))
    })
    .await
    .map(Json)
}

/// Withdrawals and claims that wait, of all sellers; those whose time is over first.
#[utoipa::path(tag = "returns", responses((status = 200, body = ReturnList), Problems), security(("bearer" = [])))]
#[get("/desk/returns")]
async fn list_returns_at_desk(app: App, who: SignedIn) -> Result<Json<ReturnList>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        list(tx, None)
    })
    .await
    .map(Json)
}

/// The goods of a withdrawal are back.
#[utoipa::path(tag = "returns", params(WithdrawalId), responses((status = 200, body = OrderReturns), Problems), security(("bearer" = [])))]
#[post("/withdrawals/{id}/receipt")]
async fn receive_goods(app: App, who: SignedIn, id: Path<WithdrawalId>, language: Language) -> Result<Json<OrderReturns>> {
    app.write(move |tx| {
        let withdrawal = withdrawals::find(tx, &id)?;
        let (hand, order) = Hand::of(tx, &who, &withdrawal.order_id)?;
        settle::receive(tx, &hand, &order, &withdrawal)?;
        let order = orders::find(tx, &order.id)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Json)
}

/// The money of a withdrawal goes back.
#[utoipa::path(tag = "returns", params(WithdrawalId, ("Idempotency-Key" = String, Header)), request_body = SettleWithdrawal,
    responses((status = 200, body = OrderReturns), Problems), security(("bearer" = [])))]
#[post("/withdrawals/{id}/refund")]
async fn settle_withdrawal(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<WithdrawalId>,
    language: Language,
    how: Json<SettleWithdrawal>,
) -> Result<Json<OrderReturns>> {
    let (shop, actor, body) = (Shop::of(&app), who.account.to_string(), (id.into_inner(), how.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let withdrawal = withdrawals::find(tx, &asked.0)?;
        let (hand, order) = Hand::of(tx, &who, &withdrawal.order_id)?;
        settle::settle(tx, &shop, &hand, &withdrawal, &asked.1)?;
        let order = orders::find(tx, &order.id)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Json)
}

/// Answers a claim; money goes back with the answer.
#[utoipa::path(tag = "returns", params(ClaimId, ("Idempotency-Key" = String, Header)), request_body = AnswerClaim,
    responses((status = 200, body = OrderReturns), Problems), security(("bearer" = [])))]
#[post("/claims/{id}/answer")]
async fn answer_claim(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<ClaimId>,
    language: Language,
    new: Json<AnswerClaim>,
) -> Result<Json<OrderReturns>> {
    let (shop, actor, body) = (Shop::of(&app), who.account.to_string(), (id.into_inner(), new.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let claim = claims::find(tx, &asked.0)?;
        let (hand, order) = Hand::of(tx, &who, &claim.order_id)?;
        claim::answer(tx, &shop, &hand, &order, &claim, &asked.1)?;
        let order = orders::find(tx, &order.id)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Json)
}

/// Closes an answered claim: it was put right.
#[utoipa::path(tag = "returns", params(ClaimId), responses((status = 200, body = OrderReturns), Problems), security(("bearer" = [])))]
#[post("/claims/{id}/closure")]
async fn close_claim(app: App, who: SignedIn, id: Path<ClaimId>, language: Language) -> Result<Json<OrderReturns>> {
    app.write(move |tx| {
        let claim = claims::find(tx, &id)?;
        let (hand, order) = Hand::of(tx, &who, &claim.order_id)?;
        claim::close(tx, &hand, &claim)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Json)
}
