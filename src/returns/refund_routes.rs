//! The address where money is given back by hand.

use actix_web::post;

use super::hand::Hand;
use super::refund::{GiveBack, give_back};
use crate::checkout::Shop;
use crate::fulfilment::{OrderDetail, detail};
use crate::identity::SignedIn;
use crate::kit::Result;
use crate::kit::id::OrderId;
use crate::orders;
use crate::web::{App, Created, IdempotencyKey, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(give_money_back);
}

/// Gives money of an order back: of lines, of the delivery, or a free amount.
#[utoipa::path(tag = "returns", params(OrderId, ("Idempotency-Key" = String, Header)), request_body = GiveBack,
    responses((status = 201, body = OrderDetail), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/refunds")]
async fn give_money_back(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<OrderId>,
    language: Language,
    what: Json<GiveBack>,
) -> Result<Created<OrderDetail>> {
    let (shop, actor, body) = (Shop::of(&app), who.account.to_string(), (id.into_inner(), what.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let (hand, order) = Hand::of(tx, &who, &asked.0)?;
        give_back(tx, &shop, &hand, &order, &asked.1)?;
        let order = orders::find(tx, &order.id)?;
        detail(tx, &order, language.0)
    })
    .await
    .map(Created)
}
