//! Pictures of a claim: added by the buyer while it waits, read by the buyer, the seller and the desk, and by nobody else.
//!
//! They are made anew from their pixels, so that nothing tells where they were taken, and lie under random handles. No address opens
//! one by itself: each reader proves who it is, as with the order.

use actix_web::http::header;
use actix_web::{HttpResponse, get, post};

use super::hand::Hand;
use super::views::{OrderReturns, of_order};
use crate::checkout::{OrderSecret, Shop, Shopper};
use crate::claims::{self, Claim, ClaimPicture, picture_key};
use crate::db::Tx;
use crate::entries;
use crate::identity::SignedIn;
use crate::kit::id::{ClaimId, ClaimPictureId, OrderGroupId, OrderId};
use crate::kit::{Error, Result};
use crate::media;
use crate::orders;
use crate::web::{App, Created, Language, Path, Problems, Routes};

/// Wide enough to see a broken seam, small enough for a village line.
const WIDEST_PX: u32 = 1_600;

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(add_claim_picture).service(read_own_claim_picture).service(read_claim_picture);
}

/// A claim of the caller's own order.
fn own(tx: &mut Tx, shop: &Shop, shopper: &Shopper, group: &OrderGroupId, order: &OrderId, id: &ClaimId) -> Result<Claim> {
    let group = shopper.group(tx, shop, group)?;
    let order = orders::order_of_group(tx, &group.id, order)?;
    let claim = claims::find(tx, id)?;
    if claim.order_id == order.id { Ok(claim) } else { Err(Error::not_found()) }
}

/// Adds a picture (JPEG, PNG or WebP, up to 25 MB) to a claim that waits for its answer; up to five.
#[utoipa::path(tag = "returns", params(OrderSecret, ("id" = OrderGroupId, Path), ("order_id" = OrderId, Path), ("claim_id" = ClaimId, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = OrderReturns), Problems))]
#[post("/order-groups/{id}/orders/{order_id}/claims/{claim_id}/pictures")]
async fn add_claim_picture(
    app: App,
    shopper: Shopper,
    ids: Path<(OrderGroupId, OrderId, ClaimId)>,
    language: Language,
    body: actix_web::web::Payload,
) -> Result<Created<OrderReturns>> {
    let (shop, (group, order, id)) = (Shop::of(&app), ids.into_inner());
    let (asks, known, asked) = (shopper.clone(), shop.clone(), (group.clone(), order.clone(), id.clone()));
    app.read(move |tx| own(tx, &known, &asks, &asked.0, &asked.1, &asked.2).map(drop)).await?;
    // A few bodies may arrive at once; more would only fill the memory while they wait for their turn.
    static BODIES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);
    let _place = BODIES.try_acquire().map_err(|_| Error::busy(5))?;
    let prepared = media::prepare_in_turn(media::routes::receive(body).await?).await?;
    let fits = prepared.renditions.iter().rposition(|rendition| rendition.width_px <= WIDEST_PX).unwrap_or(0);
    let rendition = prepared.renditions.into_iter().nth(fits).ok_or_else(|| Error::internal("a picture without a size"))?;
    let side = |px: u32| i32::try_from(px).map_err(Error::internal);
    let width_px = side(rendition.width_px)?;
    let height_px = side(prepared.height_px * rendition.width_px / prepared.width_px.max(1))?;
    let handle = app.db().ids().secret();
    let keys = vec![picture_key(&handle)];
    let planned = keys.clone();
    app.write(move |tx| entries::reserve(tx, &planned)).await?;
    let (blobs, key) = (app.blobs().clone(), picture_key(&handle));
    tokio::task::spawn_blocking(move || blobs.put(&key, &rendition.webp)).await.map_err(Error::internal)??;
    app.write(move |tx| {
        let claim = own(tx, &shop, &shopper, &group, &order, &id)?;
        claims::add_picture(tx, &claim.id, &handle, width_px, height_px)?;
        entries::keep(tx, &keys)?;
        let facts = serde_json::json!({ "claim": claim.id });
        crate::events::record(tx, "claim.picture_added", order.as_str(), None, facts)?;
        let order = orders::find(tx, &order)?;
        of_order(tx, &order, language.0)
    })
    .await
    .map(Created)
}

/// A picture of one's own claim.
#[utoipa::path(tag = "returns", params(OrderSecret, ("id" = OrderGroupId, Path), ("picture_id" = ClaimPictureId, Path)),
    responses((status = 200, content((Vec<u8> = "image/webp"))), Problems))]
#[get("/order-groups/{id}/claim-pictures/{picture_id}")]
async fn read_own_claim_picture(app: App, shopper: Shopper, ids: Path<(OrderGroupId, ClaimPictureId)>) -> Result<HttpResponse> {
    let shop = Shop::of(&app);
    let picture = app
        .read(move |tx| {
            let group = shopper.group(tx, &shop, &ids.0)?;
            let (picture, claim) = claims::picture(tx, &ids.1)?;
            if claim.order_group_id == group.id { Ok(picture) } else { Err(Error::not_found()) }
        })
        .await?;
    sent(&app, &picture).await
}

/// A picture of a claim, for its seller and the desk.
#[utoipa::path(tag = "returns", params(ClaimPictureId), responses((status = 200, content((Vec<u8> = "image/webp"))), Problems),
    security(("bearer" = [])))]
#[get("/claim-pictures/{id}")]
async fn read_claim_picture(app: App, who: SignedIn, id: Path<ClaimPictureId>) -> Result<HttpResponse> {
    let picture = app
        .read(move |tx| {
            let (picture, claim) = claims::picture(tx, &id)?;
            Hand::of(tx, &who, &claim.order_id)?;
            Ok(picture)
        })
        .await?;
    sent(&app, &picture).await
}

/// The bytes, kept by nobody on the way.
async fn sent(app: &App, picture: &ClaimPicture) -> Result<HttpResponse> {
    let (blobs, key) = (app.blobs().clone(), picture.blob_key());
    let bytes = tokio::task::spawn_blocking(move || blobs.get(&key)).await.map_err(Error::internal)??;
    Ok(HttpResponse::Ok()
        .content_type("image/webp")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes.ok_or_else(Error::not_found)?))
}
