//! The catalogue's queries; the only file of it that speaks to the database.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{exists, select};
use diesel::prelude::*;

use crate::db::schema::{drafts, media, organisations, price_changes, product_pictures, products, variants};
use crate::db::{Among, Tx};
use crate::kit::id::{MediaId, OrganisationId, PriceChangeId, ProductId, VariantId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::Instant;

use super::content::Content;
use super::model::{Draft, ListingDraftStatus, ListingStatus, PriceChange, Product, Variant};

pub fn insert(tx: &mut Tx, product: &Product, draft: &Draft) -> QueryResult<()> {
    diesel::insert_into(products::table).values(product).execute(tx.db)?;
    diesel::insert_into(drafts::table).values(draft).execute(tx.db)?;
    Ok(())
}

pub fn product(tx: &mut Tx, id: &ProductId) -> QueryResult<Option<(Product, Draft)>> {
    products::table
        .inner_join(drafts::table.on(drafts::product_id.eq(products::id)))
        .filter(products::id.eq(id))
        .select((Product::as_select(), Draft::as_select()))
        .first(tx.db)
        .optional()
}

pub fn product_of(tx: &mut Tx, organisation: &OrganisationId, id: &ProductId) -> QueryResult<Option<(Product, Draft)>> {
    Ok(product(tx, id)?.filter(|(product, _)| product.organisation_id == *organisation))
}

/// Keeps the credit line that was agreed.
pub fn agree_on_credit(tx: &mut Tx, id: &ProductId, credit: &Translations) -> QueryResult<usize> {
    diesel::update(products::table.find(id)).set(products::agreed_credit.eq(Some(credit))).execute(tx.db)
}

pub fn owner(tx: &mut Tx, id: &ProductId) -> QueryResult<Option<OrganisationId>> {
    products::table.find(id).select(products::organisation_id).first(tx.db).optional()
}

pub fn owner_of_variant(tx: &mut Tx, id: &VariantId) -> QueryResult<Option<OrganisationId>> {
    variants::table.find(id).select(variants::organisation_id).first(tx.db).optional()
}

/// The maker's public name and slug.
pub fn maker(tx: &mut Tx, id: &OrganisationId) -> QueryResult<(String, String, Option<String>)> {
    organisations::table.find(id).select((organisations::name, organisations::slug, organisations::town)).first(tx.db)
}

// ── variants ──

/// Every variant of a product in its order, live and not.
pub fn variants_of(tx: &mut Tx, product: &ProductId) -> QueryResult<Vec<Variant>> {
    variants::table
        .filter(variants::product_id.eq(product))
        .order((variants::position, variants::id))
        .select(Variant::as_select())
        .load(tx.db)
}

pub fn variant_of(tx: &mut Tx, organisation: &OrganisationId, id: &VariantId) -> QueryResult<Option<Variant>> {
    variants::table
        .filter(variants::id.eq(id))
        .filter(variants::organisation_id.eq(organisation))
        .select(Variant::as_select())
        .first(tx.db)
        .optional()
}

pub fn insert_variant(tx: &mut Tx, variant: &Variant) -> QueryResult<()> {
    diesel::insert_into(variants::table).values(variant).execute(tx.db).map(drop)
}

/// Writes everything about a variant but its price history.
pub fn save_variant(tx: &mut Tx, variant: &Variant) -> QueryResult<()> {
    diesel::update(variants::table.find(&variant.id))
        .set((
            variants::sku.eq(&variant.sku),
            variants::option_name.eq(&variant.option_name),
            variants::price_cents.eq(variant.price_cents),
            variants::barcode.eq(&variant.barcode),
            variants::weight_g.eq(variant.weight_g),
            variants::position.eq(variant.position),
            variants::live.eq(variant.live),
            variants::retired_at.eq(variant.retired_at),
        ))
        .execute(tx.db)
        .map(drop)
}

/// Takes all variants of a product out of sale, so that SKUs can move from one to another before they return.
pub fn take_variants_down(tx: &mut Tx, product: &ProductId) -> QueryResult<()> {
    diesel::update(variants::table.filter(variants::product_id.eq(product).and(variants::live.eq(true))))
        .set((variants::live.eq(false), variants::retired_at.eq(tx.now)))
        .execute(tx.db)
        .map(drop)
}

/// Which of these SKUs live variants of other products of the organisation carry.
pub fn taken_skus(tx: &mut Tx, organisation: &OrganisationId, product: &ProductId, skus: &[&str]) -> QueryResult<BTreeSet<String>> {
    let taken: Vec<String> = variants::table
        .filter(variants::organisation_id.eq(organisation))
        .filter(variants::live.eq(true))
        .filter(variants::product_id.ne(product))
        .filter(variants::sku.among(skus))
        .select(variants::sku)
        .load(tx.db)?;
    Ok(taken.into_iter().collect())
}

// ── prices ──

pub fn add_price(tx: &mut Tx, change: &PriceChange) -> QueryResult<()> {
    diesel::insert_into(price_changes::table).values(change).execute(tx.db).map(drop)
}

/// The whole history of a variant, oldest first.
pub fn prices(tx: &mut Tx, variant: &VariantId) -> QueryResult<Vec<PriceChange>> {
    price_changes::table
        .filter(price_changes::variant_id.eq(variant))
        .order((price_changes::changed_at, price_changes::id))
        .select(PriceChange::as_select())
        .load(tx.db)
}

/// One page of the history, newest first.
pub fn prices_before(
    tx: &mut Tx,
    variant: &VariantId,
    before: Option<(Instant, PriceChangeId)>,
    limit: i64,
) -> QueryResult<Vec<PriceChange>> {
    let mut query = price_changes::table.filter(price_changes::variant_id.eq(variant)).into_boxed();
    if let Some((at, id)) = before {
        query = query.filter(price_changes::changed_at.lt(at).or(price_changes::changed_at.eq(at).and(price_changes::id.lt(id))));
    }
    query.order((price_changes::changed_at.desc(), price_changes::id.desc())).limit(limit + 1).select(PriceChange::as_select()).load(tx.db)
}

pub fn set_price(tx: &mut Tx, variant: &VariantId, cents: i64, prior_cents: Option<i64>, prior_until: Option<Instant>) -> QueryResult<()> {
    diesel::update(variants::table.find(variant))
        .set((variants::price_cents.eq(cents), variants::prior_price_cents.eq(prior_cents), variants::prior_until_at.eq(prior_until)))
        .execute(tx.db)
        .map(drop)
}

/// Brings the product's span of prices up to its live variants.
pub fn refresh_price_range(tx: &mut Tx, product: &ProductId) -> QueryResult<()> {
    let live = variants::table.filter(variants::product_id.eq(product)).filter(variants::live.eq(true));
    let (from, to): (Option<i64>, Option<i64>) =
        live.select((diesel::dsl::min(variants::price_cents), diesel::dsl::max(variants::price_cents))).first(tx.db)?;
    diesel::update(products::table.find(product))
        .set((products::price_from_cents.eq(from), products::price_to_cents.eq(to), products::updated_at.eq(tx.now)))
        .execute(tx.db)
        .map(drop)
}

// ── drafts ──

/// Writes the working copy if nobody else did since `version`; tells whether it was written.
pub fn save_draft(tx: &mut Tx, draft: &Draft) -> QueryResult<bool> {
    let row = drafts::table
        .filter(drafts::product_id.eq(&draft.product_id))
        .filter(drafts::version.eq(draft.version))
        .filter(drafts::status.ne(ListingDraftStatus::Submitted));
    let changed = diesel::update(row)
        .set((
            drafts::content.eq(&draft.content),
            drafts::status.eq(draft.status),
            drafts::version.eq(drafts::version + 1),
            drafts::name.eq(&draft.name),
            drafts::name_folded.eq(&draft.name_folded),
            drafts::updated_by.eq(&draft.updated_by),
            drafts::updated_at.eq(draft.updated_at),
        ))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Moves the working copy from one of these states to another; tells whether it was in one of them.
pub fn move_draft(tx: &mut Tx, id: &ProductId, from: &[ListingDraftStatus], to: ListingDraftStatus) -> QueryResult<bool> {
    let row = drafts::table.filter(drafts::product_id.eq(id)).filter(drafts::status.among(from));
    let changed = diesel::update(row)
        .set((drafts::status.eq(to), drafts::version.eq(drafts::version + 1), drafts::updated_at.eq(tx.now)))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Throws the working copy away; `name` is that of the live listing again.
pub fn clear_draft(tx: &mut Tx, id: &ProductId, from: &[ListingDraftStatus], name: &Translations) -> QueryResult<bool> {
    let row = drafts::table.filter(drafts::product_id.eq(id)).filter(drafts::status.among(from));
    let changed = diesel::update(row)
        .set((
            drafts::content.eq(None::<Json<Content>>),
            drafts::status.eq(ListingDraftStatus::None),
            drafts::version.eq(drafts::version + 1),
            drafts::name.eq(name),
            drafts::name_folded.eq(crate::kit::text::fold(&name.all())),
            drafts::updated_at.eq(tx.now),
        ))
        .execute(tx.db)?;
    Ok(changed == 1)
}

// ── the live listing ──

/// Moves a listing from one state to another, remembering the one before where it may return to it.
pub fn move_listing(
    tx: &mut Tx,
    id: &ProductId,
    from: ListingStatus,
    to: ListingStatus,
    before: Option<ListingStatus>,
) -> QueryResult<bool> {
    let row = products::table.filter(products::id.eq(id)).filter(products::status.eq(from));
    let changed = diesel::update(row)
        .set((products::status.eq(to), products::status_before.eq(before), products::updated_at.eq(tx.now)))
        .execute(tx.db)?;
    Ok(changed == 1)
}

pub fn slug_taken(tx: &mut Tx, slug: &str) -> QueryResult<bool> {
    select(exists(products::table.filter(products::slug.eq(slug)))).get_result(tx.db)
}

/// Writes the live text and the columns that are searched by, if the listing still is in the state it was read in.
pub fn publish(tx: &mut Tx, product: &Product, was: ListingStatus) -> QueryResult<bool> {
    let row = products::table.filter(products::id.eq(&product.id)).filter(products::status.eq(was));
    let changed = diesel::update(row)
        .set((
            products::slug.eq(&product.slug),
            products::status.eq(product.status),
            products::content.eq(&product.content),
            products::name.eq(&product.name),
            products::name_folded.eq(&product.name_folded),
            products::search_text.eq(&product.search_text),
            products::terms.eq(&product.terms),
            products::category.eq(&product.category),
            products::town.eq(&product.town),
            products::origin.eq(product.origin),
            products::made_to_order.eq(product.made_to_order),
            products::lead_time_days.eq(product.lead_time_days),
            products::price_from_cents.eq(product.price_from_cents),
            products::price_to_cents.eq(product.price_to_cents),
            products::updated_at.eq(product.updated_at),
            products::published_at.eq(product.published_at),
        ))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Listings with a live text, in order of their ids, each with its maker's name.
pub fn live_after(tx: &mut Tx, after: Option<&ProductId>, limit: i64) -> QueryResult<Vec<(Product, String)>> {
    let mut query = products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(products::content.is_not_null())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(products::id.gt(after));
    }
    query.order(products::id).limit(limit).select((Product::as_select(), organisations::name)).load(tx.db)
}

/// What a live listing is found by, and its text with the words that stand now.
pub fn set_found_by(tx: &mut Tx, id: &ProductId, text: &str, content: &Content) -> QueryResult<()> {
    let set = (products::search_text.eq(text), products::terms.eq(content.terms()), products::content.eq(Some(Json(content.clone()))));
    diesel::update(products::table.find(id)).set(set).execute(tx.db).map(drop)
}

/// Replaces the pictures that the listing holds: the live ones in their order, and those that only its working copy shows.
pub fn set_pictures(tx: &mut Tx, product: &ProductId, live: &[MediaId], draft: &[MediaId]) -> QueryResult<()> {
    diesel::delete(product_pictures::table.filter(product_pictures::product_id.eq(product))).execute(tx.db)?;
    let only_draft = draft.iter().filter(|picture| !live.contains(picture)).map(|picture| (picture, false));
    let rows: Vec<_> = live
        .iter()
        .map(|picture| (picture, true))
        .chain(only_draft)
        .enumerate()
        .map(|(position, (picture, live))| {
            (
                product_pictures::product_id.eq(product),
                product_pictures::media_id.eq(picture),
                product_pictures::position.eq(i32::try_from(position).unwrap_or(i32::MAX)),
                product_pictures::live.eq(live),
            )
        })
        .collect();
    each!(db in tx.db => diesel::insert_into(product_pictures::table).values(&rows).execute(db)).map(drop)
}

/// Of these pictures, those of the organisation, each with whether it has a Slovenian alternative text.
pub fn pictures_of(tx: &mut Tx, organisation: &OrganisationId, ids: &[MediaId]) -> QueryResult<BTreeMap<MediaId, bool>> {
    let rows: Vec<(MediaId, Translations)> = media::table
        .filter(media::organisation_id.eq(organisation))
        .filter(media::id.among(ids))
        .select((media::id, media::alt))
        .load(tx.db)?;
    Ok(rows.into_iter().map(|(id, alt)| (id, alt.get(Locale::Sl).is_some())).collect())
}
