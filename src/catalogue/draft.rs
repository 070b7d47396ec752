//! The working copy: begun, saved while it is typed, thrown away, copied. Buyers see nothing of it.
//!
//! Saving never refuses what is merely unfinished, so that nothing typed is lost; it refuses what is boundless, foreign, or older
//! than what somebody else saved.

use crate::db::Tx;
use crate::events;
use crate::identity::organisations::VatStatus;
use crate::identity::{self, Member, SellerOfRecord};
use crate::kit::check::Check;
use crate::kit::id::ProductId;
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::money::Currency;
use crate::kit::text::fold;
use crate::kit::{Code, Error, Result};

use super::checklist::{Checklist, Facts};
use super::content::{Content, Manufacturer, Origin, VariantDraft};
use super::model::{Draft, ListingDraftStatus, ListingStatus, Product, Variant};
use super::store;
use super::terms::Vocabularies;

/// What a new listing may begin with.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::ToSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// Its name, if one is known.
    #[serde(default)]
    pub name: Translations,
    /// Its category, if one is known.
    pub category: Option<String>,
}

/// Begins a listing with what is known of its maker: manufacturer, town, a first variant with a code.
pub fn begin(tx: &mut Tx, by: &Member, new: NewProduct) -> Result<ProductId> {
    let mut content = Content::blank();
    content.name = new.name;
    content.category = new.category;
    let seller = identity::seller_of_record(tx, &by.organisation)?;
    if seller.vat_status == Some(VatStatus::Exempt) {
        content.vat_rate_bp = 0;
    }
    content.safety.manufacturer = manufacturer(seller);
    let (_, slug, town) = store::maker(tx, &by.organisation)?;
    let words = Vocabularies::load(tx)?;
    content.town = town.and_then(|town| words.town_called(&town));
    content.safety.identifier = fresh_code(tx, &slug);
    start(tx, by, content)
}

/// Begins a listing with the text of another one of the same organisation; codes and barcodes are its own.
pub fn copy(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<ProductId> {
    let (product, draft) = store::product_of(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    let mut content = working_content(tx, &product, &draft)?;
    let (_, slug, _) = store::maker(tx, &by.organisation)?;
    content.safety.identifier = fresh_code(tx, &slug);
    for variant in &mut content.variants {
        *variant = VariantDraft { id: None, sku: String::new(), barcode: None, ..variant.clone() };
    }
    // What was agreed for one product does not go over to another.
    if product.agreed_credit.is_some() {
        (content.origin, content.credit) = (Origin::Own, Translations::default());
    }
    start(tx, by, content)
}

fn start(tx: &mut Tx, by: &Member, content: Content) -> Result<ProductId> {
    let product = Product {
        id: tx.id(),
        organisation_id: by.organisation.clone(),
        slug: None,
        status: ListingStatus::Draft,
        status_before: None,
        content: None,
        name: Translations::default(),
        name_folded: String::new(),
        search_text: String::new(),
        terms: String::new(),
        category: None,
        town: None,
        origin: Origin::Own,
        made_to_order: false,
        lead_time_days: None,
        price_from_cents: None,
        price_to_cents: None,
        currency: Currency::EUR,
        created_at: tx.now,
        updated_at: tx.now,
        published_at: None,
        agreed_credit: None,
    };
    let draft = Draft {
        product_id: product.id.clone(),
        content: Some(Json(Content::blank())),
        status: ListingDraftStatus::Editing,
        version: 0,
        name: Translations::default(),
        name_folded: String::new(),
        updated_by: Some(by.account.clone()),
        updated_at: tx.now,
    };
    store::insert(tx, &product, &draft)?;
    save(tx, by, &product.id, 0, content)?;
    events::record(tx, "product.begun", product.id.as_str(), Some(&by.account), serde_json::json!({}))?;
    Ok(product.id)
}

/// Saves the working copy over `version`. New variants get their ids and codes here; live variants keep their live price.
pub fn save(tx: &mut Tx, by: &Member, id: &ProductId, version: i64, mut content: Content) -> Result<()> {
    let (product, draft) = store::product_of(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    if draft.status == ListingDraftStatus::Submitted {
        return Err(Code::DraftSubmitted.into());
    }
    if product.status == ListingStatus::Archived {
        return Err(Code::ListingState.because("This listing is archived. Bring it back first, then change it."));
    }
    if draft.version != version {
        return Err(Code::VersionConflict.into());
    }
    let kept = product.agreed_credit.as_ref().is_none_or(|credit| content.credit == *credit && content.origin == Origin::Challenge);
    if !kept {
        return Err(Code::CreditLocked.at("/credit", "locked", "This credit line was agreed with the company. It stays as it is."));
    }
    check(tx, &product, &content)?;
    content = Vocabularies::load(tx)?.settled(content);
    adopt_variants(tx, &product, &mut content)?;
    let live = live_pictures(&product);
    store::set_pictures(tx, id, &live, &content.pictures)?;
    let saved = Draft {
        product_id: id.clone(),
        name: content.name.clone(),
        name_folded: fold(&content.name.all()),
        content: Some(Json(content)),
        // Wishes and refusals stay visible until the listing is brought to the desk again.
        status: if draft.status == ListingDraftStatus::None { ListingDraftStatus::Editing } else { draft.status },
        version,
        updated_by: Some(by.account.clone()),
        updated_at: tx.now,
    };
    if store::save_draft(tx, &saved)? { Ok(()) } else { Err(Code::VersionConflict.into()) }
}

/// Keeps a credit line that was agreed with a company: the working copy gets it, and no later one may say otherwise.
pub fn agree_on_credit(tx: &mut Tx, by: &Member, id: &ProductId, credit: &Translations) -> Result<()> {
    let (version, content) = working_copy(tx, by, id)?;
    save(tx, by, id, version, Content { origin: Origin::Challenge, credit: credit.clone(), ..content })?;
    store::agree_on_credit(tx, id, credit)?;
    Ok(())
}

/// Throws the working copy of a listing that was live away.
pub fn discard(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<()> {
    let (product, draft) = store::product_of(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    let Some(live) = &product.content else { return Err(Code::ListingNeverApproved.into()) };
    if draft.status == ListingDraftStatus::Submitted {
        return Err(Code::DraftSubmitted.into());
    }
    let from = [ListingDraftStatus::Editing, ListingDraftStatus::ChangesRequested, ListingDraftStatus::Refused];
    store::clear_draft(tx, id, &from, &live.name)?;
    retire_unlisted(tx, &product, &[])?;
    store::set_pictures(tx, id, &live.pictures, &[])?;
    Ok(())
}

/// What the maker works on: the working copy, or the live text while there is none.
pub fn working_content(tx: &mut Tx, product: &Product, draft: &Draft) -> Result<Content> {
    let rows = store::variants_of(tx, &product.id)?;
    match (&draft.content, &product.content) {
        (Some(Json(content)), _) => Ok(with_live_prices(content.clone(), &rows)),
        (None, Some(Json(content))) => Ok(with_live_variants(content.clone(), &rows)),
        (None, None) => Err(Error::internal(format!("{} has neither a live text nor a working copy", product.id))),
    }
}

/// What a member works on, with the version to save over.
pub fn working_copy(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<(i64, Content)> {
    let (product, draft) = store::product_of(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    Ok((draft.version, working_content(tx, &product, &draft)?))
}

/// What buyers see, its variants taken from their rows.
pub fn live_content(tx: &mut Tx, product: &Product) -> Result<Option<Content>> {
    let Some(Json(content)) = &product.content else { return Ok(None) };
    let rows = store::variants_of(tx, &product.id)?;
    Ok(Some(with_live_variants(content.clone(), &rows)))
}

fn with_live_variants(content: Content, rows: &[Variant]) -> Content {
    let variants = rows.iter().filter(|row| row.live).map(VariantDraft::of).collect();
    Content { variants, ..content }
}

fn with_live_prices(mut content: Content, rows: &[Variant]) -> Content {
    for variant in &mut content.variants {
        if let Some(row) = rows.iter().find(|row| row.live && Some(&row.id) == variant.id.as_ref()) {
            variant.price = row.price();
        }
    }
    content
}

/// The checklist of a content, with what it needs to know about pictures, codes and the category.
pub fn checklist(tx: &mut Tx, product: &Product, content: &Content) -> Result<Checklist> {
    let described = store::pictures_of(tx, &product.organisation_id, &content.pictures)?;
    let skus: Vec<&str> = content.variants.iter().map(|variant| variant.sku.trim()).filter(|sku| !sku.is_empty()).collect();
    let facts = Facts {
        without_alt: content.pictures.iter().filter(|id| described.get(id) != Some(&true)).cloned().collect(),
        taken_skus: store::taken_skus(tx, &product.organisation_id, &product.id, &skus)?,
        traits: Vocabularies::load(tx)?.traits(content),
    };
    Ok(Checklist::of(content, &facts))
}

fn live_pictures(product: &Product) -> Vec<crate::kit::id::MediaId> {
    product.content.as_ref().map(|content| content.pictures.clone()).unwrap_or_default()
}

fn check(tx: &mut Tx, product: &Product, content: &Content) -> Result<()> {
    let mut check = Check::new();
    content.check(&mut check);
    Vocabularies::load(tx)?.check(&mut check, content);
    let ours = store::pictures_of(tx, &product.organisation_id, &content.pictures)?;
    for (index, picture) in content.pictures.iter().enumerate() {
        let detail = "This picture is not there any more; upload it again.";
        check.that(ours.contains_key(picture), format!("/pictures/{index}"), "unknown", detail);
    }
    check.done()
}

/// Gives new variants a row and an id, brings the rows of variants that are not live yet up to date, retires those left out.
fn adopt_variants(tx: &mut Tx, product: &Product, content: &mut Content) -> Result<()> {
    let rows = store::variants_of(tx, &product.id)?;
    let prefix = match content.safety.identifier.trim() {
        "" => {
            let (_, slug, _) = store::maker(tx, &product.organisation_id)?;
            fresh_code(tx, &slug)
        }
        identifier => identifier.chars().take(32).collect(),
    };
    let mut number = 0;
    for index in 0..content.variants.len() {
        let row = match &content.variants[index].id {
            Some(id) => Some(rows.iter().find(|row| row.id == *id).ok_or_else(|| unknown_variant(index))?),
            None => None,
        };
        if row.is_none() && content.variants[index].sku.trim().is_empty() {
            content.variants[index].sku = next_sku(&prefix, &mut number, &content.variants);
        }
        let position = i32::try_from(index).unwrap_or(i32::MAX);
        let variant = &mut content.variants[index];
        match row {
            None => {
                let row = variant.to_row(tx, product, position);
                variant.id = Some(row.id.clone());
                store::insert_variant(tx, &row)?;
            }
            Some(row) if row.live => variant.price = row.price(),
            Some(row) => store::save_variant(tx, &Variant { retired_at: None, ..variant.onto(row.clone(), position) })?,
        }
    }
    let listed: Vec<_> = content.variants.iter().filter_map(|variant| variant.id.clone()).collect();
    retire_unlisted(tx, product, &listed)
}

/// A variant that never was live and is in no working copy any more keeps its row, since stock may hang on it, and is put away.
fn retire_unlisted(tx: &mut Tx, product: &Product, listed: &[crate::kit::id::VariantId]) -> Result<()> {
    for row in store::variants_of(tx, &product.id)? {
        if !row.live && row.retired_at.is_none() && !listed.contains(&row.id) {
            store::save_variant(tx, &Variant { retired_at: Some(tx.now), ..row })?;
        }
    }
    Ok(())
}

fn unknown_variant(index: usize) -> Error {
    Code::Invalid.at(
        format!("/variants/{index}/id"),
        "unknown",
        "This variant does not belong to the listing; leave the id out of a new one.",
    )
}

/// The next code that no variant of the listing carries: `MOD-7K2QF-3`.
fn next_sku(prefix: &str, number: &mut usize, variants: &[VariantDraft]) -> String {
    loop {
        *number += 1;
        let sku = format!("{prefix}-{number}");
        if !variants.iter().any(|variant| variant.sku == sku) {
            return sku;
        }
    }
}

/// A code such as `MOD-7K2QF`: the maker's first letters and five that nobody reads wrong.
fn fresh_code(tx: &mut Tx, maker_slug: &str) -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let maker: String = maker_slug.chars().filter(char::is_ascii_alphanumeric).take(3).collect();
    let random: String = tx.secret().bytes().take(5).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    format!("{}-{random}", maker.to_uppercase())
}

/// The manufacturer as the organisation's own record tells it: whoever sells here usually made it.
fn manufacturer(seller: SellerOfRecord) -> Manufacturer {
    let town = format!("{} {}", seller.post_code, seller.town);
    let lines = [seller.street.trim(), town.trim(), seller.country.trim()];
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    // A country alone is no address.
    let postal_address = if lines.len() < 2 { String::new() } else { lines.join(", ") };
    let name = if seller.legal_name.trim().is_empty() { seller.name } else { seller.legal_name };
    Manufacturer { name, postal_address, electronic_address: seller.email }
}

impl VariantDraft {
    /// A variant as its row tells it.
    pub fn of(row: &Variant) -> VariantDraft {
        VariantDraft {
            id: Some(row.id.clone()),
            sku: row.sku.clone(),
            option: row.option_name.clone(),
            price: row.price(),
            barcode: row.barcode.clone(),
            weight_g: row.weight_g,
        }
    }

    /// A new row, not for sale yet.
    fn to_row(&self, tx: &mut Tx, product: &Product, position: i32) -> Variant {
        let row = Variant {
            id: tx.id(),
            product_id: product.id.clone(),
            organisation_id: product.organisation_id.clone(),
            sku: String::new(),
            option_name: Translations::default(),
            price_cents: None,
            prior_price_cents: None,
            prior_until_at: None,
            currency: Currency::EUR,
            barcode: None,
            weight_g: None,
            position,
            live: false,
            created_at: tx.now,
            retired_at: None,
        };
        self.onto(row, position)
    }

    /// The row with what is written here; the price only where the variant is not live yet.
    pub(super) fn onto(&self, row: Variant, position: i32) -> Variant {
        let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        Variant {
            sku: self.sku.trim().to_owned(),
            option_name: self.option.clone(),
            price_cents: if row.live { row.price_cents } else { self.price_cents() },
            barcode: filled(&self.barcode),
            weight_g: self.weight_g.filter(|weight| *weight > 0),
            position,
            ..row
        }
    }
}
