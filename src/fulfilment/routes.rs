//! Addresses of the maker's orders, and of the buyer's cancellation.

use actix_web::{get, post};
use serde::Deserialize;

use super::cancel::{Cancel, cancel_by_buyer, cancel_by_seller};
use super::views::{OrderCounts, OrderDetail, OrderListItem, detail};
use super::{Ship, accept, deliver, hand_over, make_ready, ship, stock};
use crate::checkout::{OrderGroupView, OrderSecret, Shop, Shopper, by_order, group_view};
use crate::db::Tx;
use crate::identity::{self, Member, SignedIn};
use crate::kit::id::{OrderGroupId, OrderId, OrganisationId};
use crate::kit::page::{Page, PageQuery};
use crate::kit::{Code, Error, Result};
use crate::orders::{self, Filter, Order, OrderStatus};
use crate::threads::{self, Side};
use crate::web::{App, IdempotencyKey, Json, Language, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(list_orders)
        .service(count_orders)
        .service(read_order)
        .service(accept_order)
        .service(ship_order)
        .service(ready_order)
        .service(hand_over_order)
        .service(deliver_order)
        .service(cancel_order)
        .service(cancel_order_as_buyer)
        .configure(stock::routes);
}

/// Which orders are wanted.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OrderQuery {
    /// States, separated by commas; all when empty.
    #[param(max_length = 200)]
    status: Option<String>,
    /// Words of the number, the buyer's name or e-mail.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Only those with messages that nobody in the studio has read.
    unread: Option<bool>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    after: Option<String>,
}

/// The maker's paid orders, newest first.
#[utoipa::path(tag = "orders", params(OrganisationId, OrderQuery), responses((status = 200, body = Page<OrderListItem>), Problems), security(("bearer" = [])))]
#[get("/organisations/{id}/orders")]
async fn list_orders(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    query: Query<OrderQuery>,
    language: Language,
) -> Result<Json<Page<OrderListItem>>> {
    let filter = filter(&id, &query)?;
    let page = PageQuery { limit: query.limit, after: query.after.clone() };
    app.read(move |tx| {
        identity::member(tx, &who, &filter.organisation)?;
        let among = if query.unread == Some(true) { Some(threads::orders_unread_by(tx, &filter.organisation)?) } else { None };
        let page = orders::page_of_organisation(tx, &Filter { among, ..filter.clone() }, &page)?;
        let ids: Vec<OrderId> = page.items.iter().map(|(order, _)| order.id.clone()).collect();
        let lines = by_order(orders::lines(tx, &ids)?);
        let unread = threads::unread(tx, &ids, Side::Seller)?;
        let new = |id: &OrderId| unread.get(id).copied().unwrap_or_default();
        let own = |id: &OrderId| lines.get(id).map(Vec::as_slice).unwrap_or_default();
        Ok(page.map(|(order, group)| OrderListItem::of(&order, &group, own(&order.id), new(&order.id), language.0)))
    })
    .await
    .map(Json)
}

fn filter(organisation: &OrganisationId, query: &OrderQuery) -> Result<Filter> {
    let named = query.status.as_deref().unwrap_or("").split(',').map(str::trim).filter(|name| !name.is_empty());
    let statuses: std::result::Result<Vec<OrderStatus>, String> = named.map(str::parse).collect();
    let statuses = statuses.map_err(|_| Code::Invalid.at("/status", "unknown", "Name states of orders, separated by commas."))?;
    let words = query.q.clone().unwrap_or_default();
    if words.chars().count() > 100 {
        return Err(Code::Invalid.at("/q", "too_long", "Search with at most 100 letters."));
    }
    Ok(Filter { organisation: organisation.clone(), statuses, words, among: None })
}

/// How many of the maker's orders are in each state.
#[utoipa::path(tag = "orders", params(OrganisationId), responses((status = 200, body = OrderCounts), Problems), security(("bearer" = [])))]
#[get("/organisations/{id}/order-counts")]
async fn count_orders(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<OrderCounts>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let unread = threads::orders_unread_by(tx, &id)?.len() as i64;
        Ok(OrderCounts { unread, ..OrderCounts::of(&orders::counts(tx, &id)?) })
    })
    .await
    .map(Json)
}

/// One order, for its maker and for the desk.
#[utoipa::path(tag = "orders", params(OrderId), responses((status = 200, body = OrderDetail), Problems), security(("bearer" = [])))]
#[get("/orders/{id}")]
async fn read_order(app: App, who: SignedIn, id: Path<OrderId>, language: Language) -> Result<Json<OrderDetail>> {
    app.read(move |tx| {
        let order = match maker(tx, &who, &id) {
            Ok(by) => orders::of_organisation(tx, &by.organisation, &id)?,
            Err(error) if error.code == Code::NotFound => for_the_desk(tx, &who, &id)?,
            Err(error) => return Err(error),
        };
        detail(tx, &order, language.0)
    })
    .await
    .map(Json)
}

/// A paid order for somebody at the desk; to anybody else it is not there.
fn for_the_desk(tx: &mut Tx, who: &SignedIn, id: &OrderId) -> Result<Order> {
    match identity::coordinator(tx, who) {
        Ok(_) => orders::find(tx, id).and_then(|order| if order.paid_at.is_some() { Ok(order) } else { Err(Error::not_found()) }),
        Err(error) if error.code == Code::CoordinatorOnly => Err(Error::not_found()),
        Err(error) => Err(error),
    }
}

/// The proof that the caller acts for the order's maker. To anybody else, and before it is paid, the order is not there.
fn maker(tx: &mut Tx, who: &SignedIn, id: &OrderId) -> Result<Member> {
    let seller = orders::seller_of(tx, id)?;
    let by = identity::member(tx, who, &seller)?;
    let order = orders::of_organisation(tx, &by.organisation, id)?;
    if order.paid_at.is_some() { Ok(by) } else { Err(Error::not_found()) }
}

/// Does one act and answers with the order as it is after it.
async fn act(
    app: App,
    who: SignedIn,
    id: OrderId,
    language: Language,
    act: impl Fn(&mut Tx, &Shop, &Member, &OrderId) -> Result<()> + Send + 'static,
) -> Result<Json<OrderDetail>> {
    let shop = Shop::of(&app);
    app.write(move |tx| {
        let by = maker(tx, &who, &id)?;
        act(tx, &shop, &by, &id)?;
        let order = orders::of_organisation(tx, &by.organisation, &id)?;
        detail(tx, &order, language.0)
    })
    .await
    .map(Json)
}

/// The maker begins to prepare the order.
#[utoipa::path(tag = "orders", params(OrderId), responses((status = 200, body = OrderDetail), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/acceptance")]
async fn accept_order(app: App, who: SignedIn, id: Path<OrderId>, language: Language) -> Result<Json<OrderDetail>> {
    act(app, who, id.into_inner(), language, |tx, _, by, id| accept(tx, by, id)).await
}

/// The parcel left.
#[utoipa::path(tag = "orders", params(OrderId), request_body = Ship, responses((status = 200, body = OrderDetail), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/shipment")]
async fn ship_order(app: App, who: SignedIn, id: Path<OrderId>, language: Language, how: Json<Ship>) -> Result<Json<OrderDetail>> {
    act(app, who, id.into_inner(), language, move |tx, shop, by, id| ship(tx, shop, by, id, &how)).await
}

/// The order waits to be fetched.
#[utoipa::path(tag = "orders", params(OrderId), responses((status = 200, body = OrderDetail), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/readiness")]
async fn ready_order(app: App, who: SignedIn, id: Path<OrderId>, language: Language) -> Result<Json<OrderDetail>> {
    act(app, who, id.into_inner(), language, make_ready).await
}

/// The buyer fetched the order.
#[utoipa::path(tag = "orders", params(OrderId), responses((status = 200, body = OrderDetail), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/handover")]
async fn hand_over_order(app: App, who: SignedIn, id: Path<OrderId>, language: Language) -> Result<Json<OrderDetail>> {
    act(app, who, id.into_inner(), language, |tx, _, by, id| hand_over(tx, by, id)).await
}

/// The parcel arrived.
#[utoipa::path(tag = "orders", params(OrderId), responses((status = 200, body = OrderDetail), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/delivery")]
async fn deliver_order(app: App, who: SignedIn, id: Path<OrderId>, language: Language) -> Result<Json<OrderDetail>> {
    act(app, who, id.into_inner(), language, |tx, _, by, id| deliver(tx, by, id)).await
}

/// The maker calls the order off, with a reason; all of its money goes back.
#[utoipa::path(tag = "orders", params(OrderId, ("Idempotency-Key" = String, Header)), request_body = Cancel,
    responses((status = 200, body = OrderDetail), Problems), security(("bearer" = [])))]
#[post("/orders/{id}/cancellation")]
async fn cancel_order(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<OrderId>,
    language: Language,
    why: Json<Cancel>,
) -> Result<Json<OrderDetail>> {
    let (shop, actor, body) = (Shop::of(&app), who.account.to_string(), (id.into_inner(), why.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let by = maker(tx, &who, &asked.0)?;
        cancel_by_seller(tx, &shop, &by, &asked.0, &asked.1)?;
        let order = orders::of_organisation(tx, &by.organisation, &asked.0)?;
        detail(tx, &order, language.0)
    })
    .await
    .map(Json)
}

/// The buyer calls one creator's order off before it is accepted; all of its money goes back.
#[utoipa::path(tag = "orders", params(OrderSecret, ("id" = OrderGroupId, Path), ("order_id" = OrderId, Path), ("Idempotency-Key" = String, Header)),
    request_body = Cancel, responses((status = 200, body = OrderGroupView), Problems))]
#[post("/order-groups/{id}/orders/{order_id}/cancellation")]
async fn cancel_order_as_buyer(
    app: App,
    shopper: Shopper,
    key: IdempotencyKey,
    ids: Path<(OrderGroupId, OrderId)>,
    language: Language,
    why: Json<Cancel>,
) -> Result<Json<OrderGroupView>> {
    let (shop, actor, body) = (Shop::of(&app), shopper.actor(), (ids.into_inner(), why.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| {
        let ((group, order), why) = &asked;
        let group = shopper.group(tx, &shop, group)?;
        cancel_by_buyer(tx, &shop, &group, order, why)?;
        group_view(tx, &shop, group, language.0, true)
    })
    .await
    .map(Json)
}
