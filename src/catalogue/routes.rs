//! The maker's side of the catalogue at the wire: listings, their working copies, prices, and the words to choose from.

use actix_web::{HttpRequest, delete, get, post, put};
use serde::{Deserialize, Serialize};

use crate::db::Tx;
use crate::identity::{self, Member, SignedIn};
use crate::kit::id::{AccountId, OrganisationId, ProductId, VariantId};
use crate::kit::locale::Translations;
use crate::kit::money::Money;
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::Instant;
use crate::kit::{Error, FieldError, Result};
use crate::media::MediaView;
use crate::web::{App, Created, IfMatch, Json, NoContent, Path, Problems, Public, Query, Routes};
use crate::{media, web};

use super::model::{ListingDraftStatus, ListingStatus, Variant};
use super::terms::{Term, TermKind, Vocabularies};
use super::{Content, Line, NewProduct, draft, listing, prices, store};

/// Mounts everything under `/api/v1`.
pub fn routes(cfg: &mut Routes) {
    super::technique_routes::routes(cfg);
    cfg.service(begin_product)
        .service(show_product)
        .service(save_draft)
        .service(discard_draft)
        .service(pause_product)
        .service(resume_product)
        .service(archive_product)
        .service(bring_product_back)
        .service(copy_product)
        .service(set_variant_price)
        .service(list_variant_prices)
        .service(show_vocabularies);
}

/// A listing as its maker sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProductView {
    pub id: ProductId,
    pub organisation_id: OrganisationId,
    /// Its address in the shop, from the first approval on.
    pub slug: Option<String>,
    pub status: ListingStatus,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub published_at: Option<Instant>,
    /// What buyers see; absent until the first approval.
    pub live: Option<Content>,
    /// The live variants.
    pub variants: Vec<VariantView>,
    /// What the maker works on.
    pub draft: DraftView,
}

/// The working copy, with what it still needs.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DraftView {
    pub product_id: ProductId,
    pub status: ListingDraftStatus,
    /// Send this as `If-Match` with the next change.
    pub version: i64,
    pub content: Content,
    /// The credit line that was agreed with a company, if one was; origin and credit stay so.
    pub agreed_credit: Option<Translations>,
    /// The pictures of the content, in order.
    pub pictures: Vec<MediaView>,
    /// What approval still needs, in the order of the form.
    pub missing: Vec<FieldError>,
    /// The whole checklist, done and not.
    pub checks: Vec<Line>,
    pub updated_at: Instant,
}

/// A live variant.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct VariantView {
    pub id: VariantId,
    pub product_id: ProductId,
    pub sku: String,
    pub option: Translations,
    pub price: Money,
    /// While a reduction is announced: the lowest price of the 30 days before it.
    pub prior_price: Option<Money>,
    pub barcode: Option<String>,
    pub weight_g: Option<i32>,
    pub position: i32,
}

/// A new price of a variant.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrice {
    pub price: Money,
}

/// A price and since when it was asked.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PriceChangeView {
    pub price: Money,
    pub from: Instant,
    pub by: Option<AccountId>,
}

/// The words to choose from.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct VocabulariesView {
    pub categories: Vec<Term>,
    pub techniques: Vec<Term>,
    pub materials: Vec<Term>,
    pub towns: Vec<Term>,
    pub care: Vec<Term>,
}

impl ProductView {
    /// Reads the whole listing of one organisation.
    pub fn load(tx: &mut Tx, organisation: &OrganisationId, id: &ProductId) -> Result<ProductView> {
        let (product, row) = store::product_of(tx, organisation, id)?.ok_or_else(Error::not_found)?;
        let content = draft::working_content(tx, &product, &row)?;
        let checklist = draft::checklist(tx, &product, &content)?;
        let live = draft::live_content(tx, &product)?;
        let variants = store::variants_of(tx, id)?;
        Ok(ProductView {
            live,
            variants: variants.into_iter().filter(|row| row.live).filter_map(|row| VariantView::of(row, tx.now)).collect(),
            draft: DraftView {
                product_id: product.id.clone(),
                status: row.status,
                version: row.version,
                agreed_credit: product.agreed_credit.clone(),
                pictures: media::views(tx, &content.pictures)?,
                content,
                missing: checklist.missing(),
                checks: checklist.lines(),
                updated_at: row.updated_at,
            },
            id: product.id,
            organisation_id: product.organisation_id,
            slug: product.slug,
            status: product.status,
            created_at: product.created_at,
            updated_at: product.updated_at,
            published_at: product.published_at,
        })
    }
}

impl VariantView {
    fn of(row: Variant, now: Instant) -> Option<VariantView> {
        Some(VariantView {
            price: row.price()?,
            prior_price: row.prior_price(now),
            id: row.id,
            product_id: row.product_id,
            sku: row.sku,
            option: row.option_name,
            barcode: row.barcode,
            weight_g: row.weight_g,
            position: row.position,
        })
    }
}

/// Proves that the caller is a member of the product's maker; a stranger is told that there is nothing.
fn member_of_product(tx: &mut Tx, who: &SignedIn, id: &ProductId) -> Result<Member> {
    let organisation = store::owner(tx, id)?.ok_or_else(Error::not_found)?;
    identity::member(tx, who, &organisation)
}

/// One act on a product by its maker, answered with the product.
async fn act(app: App, who: SignedIn, id: ProductId, act: fn(&mut Tx, &Member, &ProductId) -> Result<()>) -> Result<Json<ProductView>> {
    let view = app.write(move |tx| {
        let by = member_of_product(tx, &who, &id)?;
        act(tx, &by, &id)?;
        ProductView::load(tx, &by.organisation, &id)
    });
    Ok(web::Json(view.await?))
}

/// Begins a listing.
#[utoipa::path(tag = "catalogue", params(OrganisationId), request_body = NewProduct, security(("bearer" = [])), responses((status = 201, body = ProductView), Problems))]
#[post("/organisations/{id}/products")]
async fn begin_product(app: App, who: SignedIn, organisation: Path<OrganisationId>, new: Json<NewProduct>) -> Result<Created<ProductView>> {
    let (organisation, new) = (organisation.into_inner(), new.into_inner());
    let view = app.write(move |tx| {
        let by = identity::member(tx, &who, &organisation)?;
        let id = draft::begin(tx, &by, new.clone())?;
        ProductView::load(tx, &organisation, &id)
    });
    Ok(Created(view.await?))
}

/// Shows a listing to its maker.
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(ProductId), responses((status = 200, body = ProductView), Problems))]
#[get("/products/{id}")]
async fn show_product(app: App, who: SignedIn, id: Path<ProductId>) -> Result<Json<ProductView>> {
    let view = app.read(move |tx| {
        let by = member_of_product(tx, &who, &id)?;
        ProductView::load(tx, &by.organisation, &id)
    });
    Ok(web::Json(view.await?))
}

/// Saves the working copy whole. Unfinished is fine.
#[utoipa::path(tag = "catalogue", request_body = Content, params(ProductId, ("If-Match" = String, Header, description = "the draft's version")),
    security(("bearer" = [])), responses((status = 200, body = DraftView), Problems))]
#[put("/products/{id}/draft")]
async fn save_draft(app: App, who: SignedIn, id: Path<ProductId>, version: IfMatch, content: Json<Content>) -> Result<Json<DraftView>> {
    let (id, content) = (id.into_inner(), content.into_inner());
    let view = app.write(move |tx| {
        let by = member_of_product(tx, &who, &id)?;
        draft::save(tx, &by, &id, version.0, content.clone())?;
        Ok(ProductView::load(tx, &by.organisation, &id)?.draft)
    });
    Ok(web::Json(view.await?))
}

/// Throws the working copy of a live listing away.
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(ProductId), responses((status = 204), Problems))]
#[delete("/products/{id}/draft")]
async fn discard_draft(app: App, who: SignedIn, id: Path<ProductId>) -> Result<NoContent> {
    app.write(move |tx| {
        let by = member_of_product(tx, &who, &id)?;
        draft::discard(tx, &by, &id)
    })
    .await?;
    Ok(NoContent)
}

/// Takes a listing out of the shop for a while.
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(ProductId), responses((status = 200, body = ProductView), Problems))]
#[post("/products/{id}/pause")]
async fn pause_product(app: App, who: SignedIn, id: Path<ProductId>) -> Result<Json<ProductView>> {
    act(app, who, id.into_inner(), listing::pause).await
}

/// Puts a paused listing back into the shop.
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(ProductId), responses((status = 200, body = ProductView), Problems))]
#[post("/products/{id}/resume")]
async fn resume_product(app: App, who: SignedIn, id: Path<ProductId>) -> Result<Json<ProductView>> {
    act(app, who, id.into_inner(), listing::resume).await
}

/// Puts a listing away.
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(ProductId), responses((status = 200, body = ProductView), Problems))]
#[post("/products/{id}/archival")]
async fn archive_product(app: App, who: SignedIn, id: Path<ProductId>) -> Result<Json<ProductView>> {
    act(app, who, id.into_inner(), listing::archive).await
}

/// Brings an archived listing back to where it was.
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(ProductId), responses((status = 200, body = ProductView), Problems))]
#[delete("/products/{id}/archival")]
async fn bring_product_back(app: App, who: SignedIn, id: Path<ProductId>) -> Result<Json<ProductView>> {
    act(app, who, id.into_inner(), listing::bring_back).await
}

/// Begins a listing with the text of this one.
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(ProductId), responses((status = 201, body = ProductView), Problems))]
#[post("/products/{id}/copies")]
async fn copy_product(app: App, who: SignedIn, id: Path<ProductId>) -> Result<Created<ProductView>> {
    let view = app.write(move |tx| {
        let by = member_of_product(tx, &who, &id)?;
        let copy = draft::copy(tx, &by, &id)?;
        ProductView::load(tx, &by.organisation, &copy)
    });
    Ok(Created(view.await?))
}

/// Changes the live price at once.
#[utoipa::path(tag = "catalogue", params(VariantId), request_body = SetPrice, security(("bearer" = [])), responses((status = 200, body = VariantView), Problems))]
#[put("/variants/{id}/price")]
async fn set_variant_price(app: App, who: SignedIn, id: Path<VariantId>, new: Json<SetPrice>) -> Result<Json<VariantView>> {
    let view = app.write(move |tx| {
        let by = member_of_variant(tx, &who, &id)?;
        let row = prices::set_price(tx, &by, &id, new.price)?;
        VariantView::of(row, tx.now).ok_or_else(|| Error::internal("a live variant without a price"))
    });
    Ok(web::Json(view.await?))
}

/// Shows every price that was asked for a variant, the newest first.
#[utoipa::path(tag = "catalogue", params(VariantId, PageQuery), security(("bearer" = [])), responses((status = 200, body = Page<PriceChangeView>), Problems))]
#[get("/variants/{id}/prices")]
async fn list_variant_prices(app: App, who: SignedIn, id: Path<VariantId>, page: Query<PageQuery>) -> Result<Json<Page<PriceChangeView>>> {
    let (limit, after) = (page.limit()?, page.cursor()?);
    let view = app.read(move |tx| {
        member_of_variant(tx, &who, &id)?;
        let rows = store::prices_before(tx, &id, after, limit)?;
        Ok(Page::of(rows, limit, |row| (row.changed_at, row.id.clone())).map(PriceChangeView::of))
    });
    Ok(web::Json(view.await?))
}

fn member_of_variant(tx: &mut Tx, who: &SignedIn, id: &VariantId) -> Result<Member> {
    let organisation = store::owner_of_variant(tx, id)?.ok_or_else(Error::not_found)?;
    identity::member(tx, who, &organisation)
}

/// Shows the words to choose from, in every language.
#[utoipa::path(tag = "catalogue", responses((status = 200, body = VocabulariesView), Problems))]
#[get("/vocabularies")]
async fn show_vocabularies(app: App, asked: HttpRequest, language: web::Language) -> Result<Public<VocabulariesView>> {
    let view = app.show(&asked, language.0, |tx| {
        let all = Vocabularies::load(tx)?;
        let of = |kind| all.of(kind).to_vec();
        Ok(VocabulariesView {
            categories: of(TermKind::Category),
            techniques: of(TermKind::Technique),
            materials: of(TermKind::Material),
            towns: of(TermKind::Town),
            care: of(TermKind::Care),
        })
    });
    view.await
}

impl PriceChangeView {
    fn of(row: super::PriceChange) -> PriceChangeView {
        PriceChangeView { price: Money { amount: row.price_cents, currency: row.currency }, from: row.changed_at, by: row.changed_by }
    }
}
