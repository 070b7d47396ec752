//! The cart's addresses.

use actix_web::{delete, get, patch, post, put};

use super::cart::{self, AddLine, ChangeCart, ChangeLine, ChooseDelivery};
use super::cart_views::CartView;
use super::shopper::{CartSecret, Shopper};
use crate::kit::Result;
use crate::kit::id::{CartLineId, OrganisationId};
use crate::web::{App, Created, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(create_cart)
        .service(read_cart)
        .service(change_cart)
        .service(add_cart_line)
        .service(change_cart_line)
        .service(remove_cart_line)
        .service(choose_cart_delivery)
        .service(accept_cart_prices)
        .service(merge_carts);
}

/// Makes a cart for a guest, with its secret; an account gets its own.
#[utoipa::path(tag = "carts", params(CartSecret), responses((status = 201, body = CartView), Problems))]
#[post("/carts")]
async fn create_cart(app: App, shopper: Shopper, language: Language) -> Result<Created<CartView>> {
    app.write(move |tx| cart::create(tx, &shopper, language.0)).await.map(Created)
}

/// The caller's cart, with prices and pieces as of now. A guest names it by `X-Cart-Token`.
#[utoipa::path(tag = "carts", params(CartSecret), responses((status = 200, body = CartView), Problems))]
#[get("/carts/current")]
async fn read_cart(app: App, shopper: Shopper, language: Language) -> Result<Json<CartView>> {
    app.read(move |tx| cart::look(tx, &shopper, language.0)).await.map(Json)
}

/// Says where the parcels go, so that delivery is quoted for it.
#[utoipa::path(tag = "carts", params(CartSecret), request_body = ChangeCart, responses((status = 200, body = CartView), Problems))]
#[patch("/carts/current")]
async fn change_cart(app: App, shopper: Shopper, language: Language, new: Json<ChangeCart>) -> Result<Json<CartView>> {
    app.write(move |tx| cart::change_cart(tx, &shopper, &new, language.0)).await.map(Json)
}

/// Puts pieces in. Without a cart one is made, and its secret is in the answer.
#[utoipa::path(tag = "carts", params(CartSecret), request_body = AddLine, responses((status = 201, body = CartView), Problems))]
#[post("/carts/current/lines")]
async fn add_cart_line(app: App, shopper: Shopper, language: Language, line: Json<AddLine>) -> Result<Created<CartView>> {
    app.write(move |tx| cart::add(tx, &shopper, &line, language.0)).await.map(Created)
}

/// Changes how many, or the buyer's text.
#[utoipa::path(tag = "carts", params(CartSecret, CartLineId), request_body = ChangeLine, responses((status = 200, body = CartView), Problems))]
#[patch("/carts/current/lines/{id}")]
async fn change_cart_line(
    app: App,
    shopper: Shopper,
    language: Language,
    id: Path<CartLineId>,
    new: Json<ChangeLine>,
) -> Result<Json<CartView>> {
    app.write(move |tx| cart::change(tx, &shopper, &id, &new, language.0)).await.map(Json)
}

/// Takes a line out.
#[utoipa::path(tag = "carts", params(CartSecret, CartLineId), responses((status = 200, body = CartView), Problems))]
#[delete("/carts/current/lines/{id}")]
async fn remove_cart_line(app: App, shopper: Shopper, language: Language, id: Path<CartLineId>) -> Result<Json<CartView>> {
    app.write(move |tx| cart::remove(tx, &shopper, &id, language.0)).await.map(Json)
}

/// Chooses how one creator's part is handed over.
#[utoipa::path(tag = "carts", params(CartSecret, OrganisationId), request_body = ChooseDelivery, responses((status = 200, body = CartView), Problems))]
#[put("/carts/current/deliveries/{id}")]
async fn choose_cart_delivery(
    app: App,
    shopper: Shopper,
    language: Language,
    id: Path<OrganisationId>,
    choice: Json<ChooseDelivery>,
) -> Result<Json<CartView>> {
    app.write(move |tx| cart::choose(tx, &shopper, &id, &choice, language.0)).await.map(Json)
}

/// The buyer has seen the changed prices.
#[utoipa::path(tag = "carts", params(CartSecret), responses((status = 200, body = CartView), Problems))]
#[post("/carts/current/price-acceptance")]
async fn accept_cart_prices(app: App, shopper: Shopper, language: Language) -> Result<Json<CartView>> {
    app.write(move |tx| cart::accept_prices(tx, &shopper, language.0)).await.map(Json)
}

/// After signing in: the guest's cart, named by `X-Cart-Token`, joins the account's.
#[utoipa::path(tag = "carts", params(CartSecret), responses((status = 200, body = CartView), Problems), security(("bearer" = [])))]
#[post("/carts/current/merge")]
async fn merge_carts(app: App, shopper: Shopper, language: Language) -> Result<Json<CartView>> {
    app.write(move |tx| cart::merge(tx, &shopper, language.0)).await.map(Json)
}
