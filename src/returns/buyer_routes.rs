//! Addresses where buyers withdraw and claim, with the order's secret or their account.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};

use super::claim::{self, OpenClaim};
use super::letters;
use super::settle::{self, SendBack};
use super::views::{GroupReturns, OrderReturns, of_order};
use super::withdraw::{Withdraw, withdraw};
use crate::checkout::{OrderSecret, Shop, Shopper};
use crate::db::Tx;
use crate::identity::attempts::{self, Limit};
use crate::kit::check::Check;
use crate::kit::id::{OrderGroupId, OrderId, WithdrawalId};
use crate::kit::locale::Locale;
use crate::kit::time::hours;
use crate::kit::{Error, Result};
use crate::orders::{self, OrderGroup};
use crate::web::{App, Client, Created, IdempotencyKey, Json, Language, NoContent, Path, Problems, Routes};
use crate::withdrawals;

/// Links asked for, to one mailbox.
const LINK: Limit = Limit::ceiling("withdrawal_link", 5, hours(1));
/// Links asked for, from one address.
const LINK_FROM: Limit = Limit::ceiling("withdrawal_link_from", 60, hours(1));

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(read_group_returns)
        .service(withdraw_from_order)
        .service(send_goods_back)
        .service(open_claim)
        .service(ask_for_withdrawal_link);
}

fn view(tx: &mut Tx, group: &OrderGroup, locale: Locale) -> Result<GroupReturns> {
    let mut all = Vec::new();
    for order in orders::of_group(tx, &group.id)? {
        all.push(of_order(tx, &order, locale)?);
    }
    Ok(GroupReturns { orders: all })
}

/// What can come back of a purchase, and what does.
#[utoipa::path(tag = "returns", params(OrderSecret, OrderGroupId), responses((status = 200, body = GroupReturns), Problems))]
#[get("/order-groups/{id}/returns")]
async fn read_group_returns(app: App, shopper: Shopper, id: Path<OrderGroupId>, language: Language) -> Result<Json<GroupReturns>> {
    let shop = Shop::of(&app);
    app.read(move |tx| {
        let group = shopper.group(tx, &shop, &id)?;
        view(tx, &group, language.0)
    })
    .await
    .map(Json)
}

/// The buyer withdraws from the contract with one creator, whole or in part. The declaration is confirmed at once.
#[utoipa::path(tag = "returns", params(OrderSecret, ("id" = OrderGroupId, Path), ("order_id" = OrderId, Path), ("Idempotency-Key" = String, Header)),
    request_body = Withdraw, responses((status = 201, body = OrderReturns), Problems))]
#[post("/order-groups/{id}/orders/{order_id}/withdrawals")]
async fn withdraw_from_order(
    app: App,
    shopper: Shopper,
    key: IdempotencyKey,
    ids: Path<(OrderGroupId, OrderId)>,
    language: Language,
    new: Json<Withdraw>,
) -> Result<Created<OrderReturns>> {
    let (shop, actor, body) = (Shop::of(&app), shopper.actor(), (ids.into_inner(), new.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let ((group, order), new) = &asked;
        let group = shopper.group(tx, &shop, group)?;
        withdraw(tx, &shop, &group, order, new)?;
        let order = orders::find(tx, order)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Created)
}

/// The buyer tells how the goods travel back.
#[utoipa::path(tag = "returns", params(OrderSecret, ("id" = OrderGroupId, Path), ("withdrawal_id" = WithdrawalId, Path)),
    request_body = SendBack, responses((status = 200, body = OrderReturns), Problems))]
#[post("/order-groups/{id}/withdrawals/{withdrawal_id}/sending")]
async fn send_goods_back(
    app: App,
    shopper: Shopper,
    ids: Path<(OrderGroupId, WithdrawalId)>,
    language: Language,
    how: Json<SendBack>,
) -> Result<Json<OrderReturns>> {
    let (shop, (group, id)) = (Shop::of(&app), ids.into_inner());
    app.write(move |tx| {
        let group = shopper.group(tx, &shop, &group)?;
        let withdrawal = withdrawals::find(tx, &id)?;
        if withdrawal.order_group_id != group.id {
            return Err(Error::not_found());
        }
        settle::send_back(tx, &shop, &withdrawal, &how)?;
        let order = orders::find(tx, &withdrawal.order_id)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Json)
}

/// The buyer claims that something is not as agreed.
#[utoipa::path(tag = "returns", params(OrderSecret, ("id" = OrderGroupId, Path), ("order_id" = OrderId, Path), ("Idempotency-Key" = String, Header)),
    request_body = OpenClaim, responses((status = 201, body = OrderReturns), Problems))]
#[post("/order-groups/{id}/orders/{order_id}/claims")]
async fn open_claim(
    app: App,
    shopper: Shopper,
    key: IdempotencyKey,
    ids: Path<(OrderGroupId, OrderId)>,
    language: Language,
    new: Json<OpenClaim>,
) -> Result<Created<OrderReturns>> {
    let (shop, actor, body) = (Shop::of(&app), shopper.actor(), (ids.into_inner(), new.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let ((group, order), new) = &asked;
        let group = shopper.group(tx, &shop, group)?;
        claim::open(tx, &shop, &group, order, new)?;
        let order = orders::find(tx, order)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Created)
}

/// What a buyer knows who has lost the link.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct AskForLink {
    /// The number of the purchase, or of an order in it.
    #[schema(max_length = 40)]
    number: String,
    /// The address that the order was made with.
    #[schema(max_length = 254)]
    email: String,
}

/// Sends the way to an order's page to the address it was made with. The answer is the same whether there is such an order.
#[utoipa::path(tag = "returns", request_body = AskForLink, responses((status = 204), Problems))]
#[post("/withdrawal-links")]
async fn ask_for_withdrawal_link(app: App, from: Client, ask: Json<AskForLink>) -> Result<NoContent> {
    let mut check = Check::new();
    check.text("/number", &ask.number, 1..=40);
    check.email("/email", &ask.email);
    check.done()?;
    let (shop, from, ask) = (Shop::of(&app), from.telling(), ask.into_inner());
    app.write(move |tx| {
        attempts::charge(tx, LINK, &ask.email.to_lowercase())?;
        if let Some(address) = &from {
            attempts::charge(tx, LINK_FROM, address)?;
        }
        let group = orders::group_by_number(tx, &ask.number.trim().to_uppercase())?;
        match group.filter(|group| group.paid_at.is_some() && group.email.to_lowercase() == ask.email.trim().to_lowercase()) {
            Some(group) => letters::send_link(tx, &shop, &group),
            None => Ok(()),
        }
    })
    .await?;
    Ok(NoContent)
}
