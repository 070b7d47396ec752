//! The address under which a purchase is ordered again.

use actix_web::post;

use super::again::{OrderAgain, order_again};
use crate::checkout::{OrderSecret, Shop, Shopper};
use crate::kit::Result;
use crate::kit::id::OrderGroupId;
use crate::web::{App, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(order_group_again);
}

/// Puts what is still sold of a purchase into the caller's cart, and says what became of each line.
#[utoipa::path(tag = "aftercare", params(OrderSecret, OrderGroupId, ("X-Cart-Token" = Option<String>, Header)),
    responses((status = 200, body = OrderAgain), Problems))]
#[post("/order-groups/{id}/repetition")]
async fn order_group_again(app: App, shopper: Shopper, id: Path<OrderGroupId>, language: Language) -> Result<Json<OrderAgain>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let group = shopper.group(tx, &shop, &id)?;
        order_again(tx, &shopper, &group, language.0)
    })
    .await
    .map(Json)
}
