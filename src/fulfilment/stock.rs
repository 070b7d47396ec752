//! The owner corrects the stock of a variant, reads its movements, and says when few is few.

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::catalogue;
use crate::db::Tx;
use crate::identity::{self, Member, SignedIn};
use crate::inventory::{self, Change, Movement, Reason, Words};
use crate::kit::check::Check;
use crate::kit::id::{MovementId, OrderGroupId, OrderId, VariantId};
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};
use crate::orders;
use crate::web::{App, Created, IdempotencyKey, Json, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(correct_stock).service(list_stock_movements).service(set_stock_alert);
}

/// A correction: how many were counted, or how many more or fewer there are.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectStock {
    /// "I counted so many": the level becomes this.
    #[schema(minimum = 0, maximum = 100_000)]
    pub counted: Option<i64>,
    /// So many more or fewer.
    #[schema(minimum = -100_000, maximum = 100_000)]
    pub delta: Option<i64>,
    /// Why: `made`, `counted`, `damaged`, `gift`, `sold_elsewhere` or `other`.
    pub reason: Reason,
    /// In plain words.
    #[schema(max_length = 300)]
    pub note: Option<String>,
}

/// One change of a level.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StockMovementView {
    /// Its id.
    pub id: MovementId,
    /// The variant.
    pub variant_id: VariantId,
    /// Where.
    pub location: String,
    /// Pieces, plus or minus.
    pub delta: i64,
    /// The level after it; in the answer to a correction.
    pub on_hand_after: Option<i64>,
    /// Why.
    pub reason: Reason,
    /// In plain words.
    pub note: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// The order or purchase that caused it.
    pub order_number: Option<String>,
    /// When.
    pub at: Instant,
}

/// When few is few.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StockAlert {
    /// At this number the variant is shown as low; none switches it off.
    #[schema(minimum = 0, maximum = 10_000)]
    pub low_at: Option<i64>,
}

/// What the level is after the change.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StockAlertView {
    /// The variant.
    pub variant_id: VariantId,
    /// Pieces that lie there.
    pub on_hand: i64,
    /// Pieces being paid for.
    pub held: i64,
    /// Pieces that can be sold now.
    pub available: i64,
    /// When few is few.
    pub low_at: Option<i64>,
    /// Whether it is so now.
    pub low: bool,
}

/// Corrects the stock of a variant on the web's shelf.
#[utoipa::path(tag = "stock", params(VariantId, ("Idempotency-Key" = String, Header)), request_body = CorrectStock,
    responses((status = 201, body = StockMovementView), Problems), security(("bearer" = [])))]
#[post("/variants/{id}/stock-movements")]
async fn correct_stock(
    app: App,
    who: SignedIn,
    key: IdempotencyKey,
    id: Path<VariantId>,
    new: Json<CorrectStock>,
) -> Result<Created<StockMovementView>> {
    let (actor, body) = (who.account.to_string(), (id.into_inner(), new.into_inner()));
    let asked = body.clone();
    app.once(key, actor, &body, move |tx| correct(tx, &who, &asked.0, &asked.1)).await.map(Created)
}

fn correct(tx: &mut Tx, who: &SignedIn, variant: &VariantId, new: &CorrectStock) -> Result<StockMovementView> {
    let by = owner(tx, who, variant)?;
    let change = check(new)?;
    let note = new.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let words = Words { reason: new.reason, note, actor: Some(by.account.as_str()) };
    let (movement, level) = inventory::correct(tx, &by.organisation, variant, change, words)?;
    let facts = json!({ "delta": movement.delta, "reason": movement.reason, "on_hand": level.on_hand });
    crate::events::record(tx, "stock.corrected", variant.as_str(), Some(&by.account), facts)?;
    Ok(StockMovementView { on_hand_after: Some(level.on_hand), ..view(movement, None, who_did(tx, Some(by.account.as_str()))?) })
}

fn check(new: &CorrectStock) -> Result<Change> {
    let mut check = Check::new();
    check.text("/note", new.note.as_deref().unwrap_or(""), 0..=300);
    let own = !matches!(new.reason, Reason::Sale | Reason::Cancelled | Reason::Returned | Reason::Opening);
    check.that(own, "/reason", "reason_reserved", "Choose made, counted, damaged, gift, sold_elsewhere or other.");
    let change = match (new.counted, new.delta) {
        (Some(counted), None) if (0..=100_000).contains(&counted) => Some(Change::Counted(counted)),
        (None, Some(delta)) if (-100_000..=100_000).contains(&delta) && delta != 0 => Some(Change::By(delta)),
        _ => None,
    };
    check.that(change.is_some(), "/counted", "one_of_two", "Give either `counted` (0 to 100,000) or `delta` (not 0).");
    check.done()?;
    change.ok_or(Code::Invalid.into())
}

/// The movements of a variant on the web's shelf, newest first.
#[utoipa::path(tag = "stock", params(VariantId, PageQuery), responses((status = 200, body = Page<StockMovementView>), Problems), security(("bearer" = [])))]
#[get("/variants/{id}/stock-movements")]
async fn list_stock_movements(
    app: App,
    who: SignedIn,
    id: Path<VariantId>,
    query: Query<PageQuery>,
) -> Result<Json<Page<StockMovementView>>> {
    app.read(move |tx| {
        owner(tx, &who, &id)?;
        let (limit, before) = (query.limit()?, query.cursor::<MovementId>()?);
        let rows = inventory::movements(tx, &id, before.as_ref().map(MovementId::as_str), limit + 1)?;
        let page = Page::of(rows, limit, |movement: &Movement| movement.id.clone());
        let mut items = Vec::with_capacity(page.items.len());
        for movement in page.items {
            let order = number_of(tx, movement.cause.as_deref())?;
            let actor = who_did(tx, movement.actor.as_deref())?;
            items.push(view(movement, order, actor));
        }
        Ok(Page { items, next: page.next })
    })
    .await
    .map(Json)
}

/// Says when few is few.
#[utoipa::path(tag = "stock", params(VariantId), request_body = StockAlert, responses((status = 200, body = StockAlertView), Problems), security(("bearer" = [])))]
#[put("/variants/{id}/stock-alert")]
async fn set_stock_alert(app: App, who: SignedIn, id: Path<VariantId>, new: Json<StockAlert>) -> Result<Json<StockAlertView>> {
    let fair = new.low_at.is_none_or(|low_at| (0..=10_000).contains(&low_at));
    Check::new().that(fair, "/low_at", "out_of_range", "Give 0 to 10,000 pieces, or nothing.").done()?;
    app.write(move |tx| {
        let by = owner(tx, &who, &id)?;
        let level = inventory::set_alert(tx, &by.organisation, &id, new.low_at)?;
        let (available, low) = (level.available(), level.is_low());
        Ok(StockAlertView { variant_id: level.variant_id, on_hand: level.on_hand, held: level.held, available, low_at: level.low_at, low })
    })
    .await
    .map(Json)
}

/// The proof that the caller acts for the variant's owner. To anybody else the variant is not there.
fn owner(tx: &mut Tx, who: &SignedIn, variant: &VariantId) -> Result<Member> {
    let organisation = catalogue::owner_of_variant(tx, variant)?.ok_or(Error::not_found())?;
    identity::member(tx, who, &organisation)
}

fn view(movement: Movement, order_number: Option<String>, actor: Option<String>) -> StockMovementView {
    StockMovementView {
        id: movement.id,
        variant_id: movement.variant_id,
        location: movement.location.as_str().to_owned(),
        delta: movement.delta,
        on_hand_after: None,
        reason: movement.reason,
        note: movement.note,
        actor,
        order_number,
        at: movement.at,
    }
}

/// The name of whoever made a movement.
fn who_did(tx: &mut Tx, account: Option<&str>) -> Result<Option<String>> {
    match account.and_then(|id| id.parse().ok()) {
        Some(id) => Ok(identity::contact(tx, &id)?.map(|contact| contact.name)),
        None => Ok(None),
    }
}

/// What people call the cause of a movement: a purchase that took pieces, or an order that gave them back.
fn number_of(tx: &mut Tx, cause: Option<&str>) -> Result<Option<String>> {
    let Some(cause) = cause else { return Ok(None) };
    if let Ok(group) = cause.parse::<OrderGroupId>() {
        return Ok(Some(orders::group(tx, &group)?.number));
    }
    match cause.parse::<OrderId>() {
        Ok(id) => {
            let seller = orders::seller_of(tx, &id)?;
            Ok(Some(orders::of_organisation(tx, &seller, &id)?.number))
        }
        Err(_) => Ok(None),
    }
}
