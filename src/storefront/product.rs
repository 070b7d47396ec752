//! A product's page: everything that a buyer must and may know before the purchase.

use std::collections::HashMap;

use actix_web::{HttpRequest, get};
use diesel::prelude::*;
use serde::Serialize;

use super::cards::{Offered, ProductCard, StockView, cards, offered};
use super::makers::{self, MakerCard};
use super::popups::{self, PopupCard};
use crate::agreements;
use crate::catalogue::{
    Channel, Content, Dimensions, ListingStatus, Manufacturer, NamedCode, Origin, Product, TermKind, Vocabularies, WithdrawalExemption,
};
use crate::db::schema::{organisations, popup_makers, popup_products, popups as popup_rows, products};
use crate::db::{Among, Tx};
use crate::identity::{self, SellerOfRecord};
use crate::inventory;
use crate::kit::id::{PopupId, ProductId, VariantId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::money::Money;
use crate::kit::text::markdown_to_html;
use crate::kit::time::Instant;
use crate::kit::{Error, Result};
use crate::media::{self, PictureView};
use crate::popups::{MakerStatus, Popup, PopupStatus};
use crate::reviews::{self, Rating, Shelf};
use crate::web::{App, Language, Path, Problems, Public};

/// How many related products a page shows.
const RELATED: usize = 4;

/// A product as its page shows it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProductPage {
    pub id: ProductId,
    pub slug: String,
    pub name: String,
    /// Safe HTML.
    pub description_html: String,
    /// Safe HTML; empty when there is no story.
    pub story_html: String,
    pub maker: MakerCard,
    /// Who the seller is in law.
    pub seller: SellerOfRecord,
    pub category: Option<NamedCode>,
    pub techniques: Vec<NamedCode>,
    pub materials: Vec<MaterialView>,
    pub town: Option<NamedCode>,
    pub dimensions_mm: Option<Dimensions>,
    pub weight_g: Option<i32>,
    pub care: Vec<NamedCode>,
    pub care_note: String,
    pub made_to_order: bool,
    pub lead_time_days: Option<i32>,
    pub edition: String,
    pub edition_size: Option<i32>,
    pub personalisation: Option<PersonalisationView>,
    pub withdrawal_exemption: WithdrawalExemption,
    pub origin: Origin,
    pub credit: String,
    /// The challenge it comes from, where both sides say so.
    pub provenance: Option<Provenance>,
    pub pictures: Vec<PictureView>,
    pub safety: SafetyView,
    pub vat_rate_bp: i32,
    pub channels: Vec<Channel>,
    pub published_at: Instant,
    pub updated_at: Instant,
    pub price_from: Money,
    pub price_to: Money,
    pub variants: Vec<PublicVariant>,
    /// Over all variants.
    pub stock: StockView,
    /// The languages that the description exists in.
    pub languages: Vec<Locale>,
    pub related: Vec<ProductCard>,
    /// The next pop-ups where it can be seen.
    pub popups: Vec<PopupCard>,
    /// What buyers say.
    pub rating: Rating,
}

/// Where a product comes from: from a challenge of a company, by a creator, made in some way, in some place.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Provenance {
    pub challenge: String,
    pub challenge_slug: String,
    pub company: String,
    pub company_slug: String,
    pub creator: String,
    pub creator_slug: String,
    pub technique: Option<NamedCode>,
    pub place: Option<NamedCode>,
}

/// A buyable form as its page shows it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PublicVariant {
    pub id: VariantId,
    pub sku: String,
    /// Its name; empty when there is only one.
    pub option: String,
    pub price: Money,
    /// While a reduction is announced: the lowest price of the 30 days before it.
    pub prior_price: Option<Money>,
    pub stock: StockView,
    /// Of a numbered edition: pieces that nobody has bought yet.
    pub edition_left: Option<i64>,
}

/// A material and its share.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MaterialView {
    pub code: String,
    pub name: String,
    pub percent: i32,
}

/// A text that the buyer may or must give.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PersonalisationView {
    pub label: String,
    pub max_length: i32,
    pub required: bool,
}

/// Product safety data, warnings in the buyer's language.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SafetyView {
    pub manufacturer: Manufacturer,
    pub identifier: String,
    pub warnings: Vec<String>,
    pub age_min: Option<i32>,
}

/// Shows a product.
#[utoipa::path(tag = "storefront", responses((status = 200, body = ProductPage), Problems), params(("slug" = String, Path)))]
#[get("/storefront/products/{slug}")]
pub(super) async fn show_product_page(app: App, asked: HttpRequest, language: Language, slug: Path<String>) -> Result<Public<ProductPage>> {
    let locale = language.0;
    app.show(&asked, locale, move |tx| page(tx, &slug, locale)).await
}

/// A product that may be shown, by its address.
pub fn by_slug(tx: &mut Tx, slug: &str) -> QueryResult<Option<Product>> {
    products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::slug.eq(slug))
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(organisations::status.eq("approved"))
        .select(Product::as_select())
        .first(tx.db)
        .optional()
}

fn page(tx: &mut Tx, slug: &str, locale: Locale) -> Result<ProductPage> {
    let product = by_slug(tx, slug)?.ok_or_else(Error::not_found)?;
    let content = product.content.clone().ok_or_else(|| Error::internal("an approved listing without content"))?.0;
    let words = Vocabularies::load(tx)?;
    let variants = offered(tx, std::slice::from_ref(&product.id))?.remove(&product.id).unwrap_or_default();
    let left = left_of_edition(tx, &content, &variants)?;
    let mut pictures = media::rows(tx, &content.pictures)?;
    let pictures = content.pictures.iter().filter_map(|id| pictures.remove(id)).map(|row| PictureView::of(row, locale)).collect();
    let related = related(tx, &product, &words, locale)?;
    let popups = shown_at(tx, &product.id, locale)?;
    let seller = identity::seller_of_record(tx, &product.organisation_id)?;
    let maker = makers::card(tx, &product.organisation_id, &words, locale)?.ok_or_else(Error::not_found)?;
    let rating = reviews::rating(tx, &Shelf { product: Some(product.id.clone()), ..Shelf::default() })?;
    let provenance = provenance(tx, &product, &content, &words, &maker, locale)?;
    build(tx.now, product, content, variants, words, locale, Around { pictures, related, popups, seller, maker, rating, provenance, left })
}

/// The line from challenge to place; none without a tie that both sides want.
fn provenance(
    tx: &mut Tx,
    product: &Product,
    content: &Content,
    words: &Vocabularies,
    maker: &MakerCard,
    locale: Locale,
) -> Result<Option<Provenance>> {
    let Some(link) = agreements::link_of_product(tx, &product.id)? else { return Ok(None) };
    let Some(company) = identity::organisation_card(tx, &link.company_id)? else { return Ok(None) };
    Ok(Some(Provenance {
        challenge: link.challenge_title.best(locale).to_owned(),
        challenge_slug: link.challenge_slug,
        company: company.name,
        company_slug: company.slug,
        creator: maker.name.clone(),
        creator_slug: maker.slug.clone(),
        technique: content.techniques.first().map(|code| words.named(TermKind::Technique, code, locale)),
        place: content.town.as_deref().map(|code| words.named(TermKind::Town, code, locale)),
    }))
}

/// What stands around the product's own text.
struct Around {
    pictures: Vec<PictureView>,
    related: Vec<ProductCard>,
    popups: Vec<PopupCard>,
    seller: SellerOfRecord,
    maker: MakerCard,
    rating: Rating,
    provenance: Option<Provenance>,
    /// Of a numbered edition: pieces of each variant that can be promised.
    left: HashMap<VariantId, i64>,
}

fn build(
    now: Instant,
    product: Product,
    content: Content,
    variants: Vec<Offered>,
    words: Vocabularies,
    locale: Locale,
    around: Around,
) -> Result<ProductPage> {
    let money = |amount: Option<i64>| amount.map(|amount| Money { amount, currency: product.currency });
    let lacking = || Error::internal("an approved listing without a slug, a price or a date");
    let text = |translations: &Translations| translations.best(locale).to_owned();
    let named = |kind, codes: &[String]| codes.iter().map(|code| words.named(kind, code, locale)).collect();
    let left = around.left;
    let free = variants.iter().map(|(variant, free)| left.get(&variant.id).map_or(*free, |left| (*free).min(*left))).sum();
    Ok(ProductPage {
        name: text(&content.name),
        description_html: markdown_to_html(content.description.best(locale)),
        story_html: markdown_to_html(content.story.best(locale)),
        maker: around.maker,
        seller: around.seller,
        category: content.category.as_deref().map(|code| words.named(TermKind::Category, code, locale)),
        techniques: named(TermKind::Technique, &content.techniques),
        materials: content
            .materials
            .iter()
            .map(|share| {
                let NamedCode { code, name } = words.named(TermKind::Material, &share.code, locale);
                MaterialView { code, name, percent: share.percent }
            })
            .collect(),
        town: content.town.as_deref().map(|code| words.named(TermKind::Town, code, locale)),
        dimensions_mm: content.dimensions_mm,
        weight_g: content.weight_g,
        care: named(TermKind::Care, &content.care),
        care_note: text(&content.care_note),
        made_to_order: product.made_to_order,
        lead_time_days: product.lead_time_days,
        edition: text(&content.edition),
        edition_size: content.edition_size,
        personalisation: content.personalisation.as_ref().map(|asked| PersonalisationView {
            label: text(&asked.label),
            max_length: asked.max_length,
            required: asked.required,
        }),
        withdrawal_exemption: content.withdrawal_exemption,
        origin: product.origin,
        credit: text(&content.credit),
        provenance: around.provenance,
        pictures: around.pictures,
        safety: SafetyView {
            warnings: content.safety.warnings.iter().map(text).filter(|warning| !warning.is_empty()).collect(),
            manufacturer: content.safety.manufacturer.clone(),
            identifier: content.safety.identifier.clone(),
            age_min: content.safety.age_min,
        },
        vat_rate_bp: content.vat_rate_bp,
        channels: content.channels.clone(),
        published_at: product.published_at.ok_or_else(lacking)?,
        updated_at: product.updated_at,
        price_from: money(product.price_from_cents).ok_or_else(lacking)?,
        price_to: money(product.price_to_cents).ok_or_else(lacking)?,
        stock: StockView::of(free, product.made_to_order, product.lead_time_days),
        variants: variants
            .into_iter()
            .filter_map(|(variant, free)| {
                let left = left.get(&variant.id).copied();
                PublicVariant::of(variant, free, left, &product, locale, now)
            })
            .collect(),
        languages: Locale::ALL.iter().copied().filter(|locale| content.description.get(*locale).is_some()).collect(),
        related: around.related,
        popups: around.popups,
        rating: around.rating,
        slug: product.slug.ok_or_else(lacking)?,
        id: product.id,
    })
}

impl PublicVariant {
    fn of(
        variant: crate::catalogue::Variant,
        free: i64,
        left: Option<i64>,
        product: &Product,
        locale: Locale,
        now: Instant,
    ) -> Option<PublicVariant> {
        // An edition that is out is sold out, whether its pieces would be made or not.
        let (free, made) = (left.map_or(free, |left| free.min(left)), product.made_to_order && left != Some(0));
        Some(PublicVariant {
            edition_left: left,
            price: variant.price()?,
            prior_price: variant.prior_price(now),
            option: variant.option_name.best(locale).to_owned(),
            stock: StockView::of(free, made, product.lead_time_days),
            sku: variant.sku,
            id: variant.id,
        })
    }
}

/// How many pieces of each variant of a numbered edition can be promised; nothing for what is no edition.
fn left_of_edition(tx: &mut Tx, content: &Content, variants: &[Offered]) -> Result<HashMap<VariantId, i64>> {
    let Some(size) = content.edition_size.map(i64::from) else { return Ok(HashMap::new()) };
    let ids: Vec<VariantId> = variants.iter().map(|(variant, _)| variant.id.clone()).collect();
    let known = inventory::editions(tx, &ids)?;
    let left = |id: &VariantId| known.get(id).map_or(size, |(before, level)| (level.available() + size - before).max(0));
    Ok(ids.iter().map(|id| (id.clone(), left(id))).collect())
}

/// The next pop-ups that its maker brings it to.
fn shown_at(tx: &mut Tx, product: &ProductId, locale: Locale) -> Result<Vec<PopupCard>> {
    let same = popup_makers::popup_id
        .eq(popup_products::popup_id)
        .and(popup_makers::organisation_id.eq(popup_products::organisation_id))
        .and(popup_makers::status.eq(MakerStatus::Confirmed));
    let ids: Vec<PopupId> = popup_products::table
        .inner_join(popup_makers::table.on(same))
        .filter(popup_products::product_id.eq(product))
        .select(popup_products::popup_id)
        .load(tx.db)?;
    let to_come = [PopupStatus::Announced, PopupStatus::ProgrammePublished, PopupStatus::Live];
    let rows =
        popups::public().filter(popup_rows::id.among(ids)).filter(popup_rows::ends_at.ge(tx.now)).filter(popup_rows::status.among(to_come));
    let found: Vec<Popup> = rows.order((popup_rows::starts_at, popup_rows::id)).limit(3).load(tx.db)?;
    popups::to_cards(tx, &found, locale)
}

/// Others of the same category, then of the same maker, the newest first.
fn related(tx: &mut Tx, product: &Product, words: &Vocabularies, locale: Locale) -> Result<Vec<ProductCard>> {
    let of_kind = products::category.eq(product.category.clone()).or(products::organisation_id.eq(&product.organisation_id).nullable());
    let mut found: Vec<(ProductId, Option<String>)> = products::table
        .filter(products::status.eq(ListingStatus::Approved))
        .filter(products::id.ne(&product.id))
        .filter(of_kind)
        .order((products::published_at.desc(), products::id))
        .limit(24)
        .select((products::id, products::category))
        .load(tx.db)?;
    found.sort_by_key(|(_, category)| *category != product.category);
    let ids: Vec<ProductId> = found.into_iter().map(|(id, _)| id).collect();
    let mut shown = cards(tx, &ids, words, locale)?;
    shown.truncate(RELATED);
    Ok(shown)
}
