//! A listing's way to the shop and out of it: submitted, decided, paused, archived.
//!
//! The desk decides on the frozen text that it was brought, never on what the working copy says by then, and approval swaps it in
//! whole. Until then buyers see what they saw before. No other way leads into the shop.

use crate::db::Tx;
use crate::events;
use crate::identity::{Coordinator, Member};
use crate::kit::decision::{Decision, Frozen};
use crate::kit::id::{AccountId, OrganisationId, ProductId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};
use crate::kit::text::{fold, slugify};
use crate::kit::{Code, Error, Result};

use super::content::Content;
use super::draft::{checklist, live_content, working_content};
use super::model::{ListingDraftStatus, ListingStatus, Product, Variant};
use super::terms::Vocabularies;
use super::{prices, store};

/// A listing in short: whose it is, how it is called, whether it is in the shop.
#[derive(Clone, Debug)]
pub struct ListingCard {
    /// Its maker.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: Translations,
    /// Its address, once it has been in the shop.
    pub slug: Option<String>,
    /// Whether it is in the shop now.
    pub approved: bool,
}

/// A listing in short, if it is there.
pub fn card(tx: &mut Tx, id: &ProductId) -> Result<Option<ListingCard>> {
    Ok(store::product(tx, id)?.map(|(product, draft)| ListingCard {
        approved: product.status == ListingStatus::Approved,
        organisation: product.organisation_id,
        // What was never live has its name in the working copy alone.
        name: if product.name.is_blank() { draft.name } else { product.name },
        slug: product.slug,
    }))
}

/// Freezes the working copy for the desk. Refused while something is missing, naming each field.
pub fn submit(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<Frozen> {
    let (product, draft) = store::product_of(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    match draft.status {
        ListingDraftStatus::None => return Err(Code::NothingToSubmit.into()),
        ListingDraftStatus::Submitted => return Err(Code::DraftSubmitted.into()),
        ListingDraftStatus::Editing | ListingDraftStatus::ChangesRequested | ListingDraftStatus::Refused => {}
    }
    if !product.status.was_live() && !product.status.may_become(ListingStatus::Submitted) {
        return Err(Code::ListingState.into());
    }
    let content = working_content(tx, &product, &draft)?;
    let missing = checklist(tx, &product, &content)?.missing();
    if !missing.is_empty() {
        return Err(Code::ListingIncomplete.with_fields(missing));
    }
    let open = [ListingDraftStatus::Editing, ListingDraftStatus::ChangesRequested, ListingDraftStatus::Refused];
    if !store::move_draft(tx, id, &open, ListingDraftStatus::Submitted)? {
        return Err(Code::ListingState.into());
    }
    if !product.status.was_live() {
        change(tx, &product, ListingStatus::Submitted, None, &by.account)?;
    }
    let live = live_content(tx, &product)?.map(serde_json::to_value).transpose().map_err(Error::internal)?;
    Ok(Frozen {
        title: content.name.best(Locale::Sl).to_owned(),
        owner: product.organisation_id,
        snapshot: serde_json::to_value(&content).map_err(Error::internal)?,
        live,
    })
}

/// Takes the submission back, so that the working copy can be changed again.
pub fn withdraw_submission(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<()> {
    let (product, _) = store::product_of(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    if !store::move_draft(tx, id, &[ListingDraftStatus::Submitted], ListingDraftStatus::Editing)? {
        return Err(Code::ListingState.into());
    }
    if product.status == ListingStatus::Submitted {
        change(tx, &product, ListingStatus::Draft, None, &by.account)?;
    }
    Ok(())
}

/// Carries a decision of the desk out. `snapshot` is the frozen text that was decided on; suspending and restoring need none of it.
pub fn decide(tx: &mut Tx, by: &Coordinator, id: &ProductId, snapshot: &serde_json::Value, decision: Decision) -> Result<()> {
    let (product, _) = store::product(tx, id)?.ok_or_else(Error::not_found)?;
    match decision {
        Decision::Approved => approve(tx, by, product, snapshot),
        Decision::ChangesRequested => send_back(tx, by, &product, ListingDraftStatus::ChangesRequested, ListingStatus::ChangesRequested),
        Decision::Refused => send_back(tx, by, &product, ListingDraftStatus::Refused, ListingStatus::Refused),
        Decision::Suspended => change(tx, &product, ListingStatus::Suspended, Some(product.status), &by.account),
        Decision::Restored if product.status == ListingStatus::Suspended => {
            change(tx, &product, product.status_before.unwrap_or(ListingStatus::Paused), None, &by.account)
        }
        Decision::Restored => Err(Code::ListingState.into()),
    }
}

fn send_back(tx: &mut Tx, by: &Coordinator, product: &Product, draft: ListingDraftStatus, listing: ListingStatus) -> Result<()> {
    if !store::move_draft(tx, &product.id, &[ListingDraftStatus::Submitted], draft)? {
        return Err(Code::ListingState.into());
    }
    if product.status == ListingStatus::Submitted { change(tx, product, listing, None, &by.account) } else { Ok(()) }
}

fn approve(tx: &mut Tx, by: &Coordinator, product: Product, snapshot: &serde_json::Value) -> Result<()> {
    let words = Vocabularies::load(tx)?;
    let content: Content = words.settled(serde_json::from_value(snapshot.clone()).map_err(Error::internal)?);
    let was = product.status;
    if was != ListingStatus::Submitted && !was.was_live() {
        return Err(Code::ListingState.into());
    }
    if !store::clear_draft(tx, &product.id, &[ListingDraftStatus::Submitted], &content.name)? {
        return Err(Code::ListingState.into());
    }
    swap_variants(tx, by, &product, &content)?;
    store::set_pictures(tx, &product.id, &content.pictures, &[])?;
    let (maker, _, _) = store::maker(tx, &product.organisation_id)?;
    let prices: Vec<i64> = store::variants_of(tx, &product.id)?.iter().filter(|row| row.live).filter_map(|row| row.price_cents).collect();
    let slug = match product.slug.clone() {
        Some(slug) => slug,
        None => free_slug(tx, &product.id, content.name.best(Locale::Sl))?,
    };
    let live = Product {
        slug: Some(slug),
        status: if was == ListingStatus::Submitted { ListingStatus::Approved } else { was },
        name: content.name.clone(),
        name_folded: fold(&content.name.all()),
        search_text: words.search_text(&content, &maker),
        terms: content.terms(),
        category: content.category.clone(),
        town: content.town.clone(),
        origin: content.origin,
        made_to_order: content.made_to_order,
        lead_time_days: content.lead_time_days,
        price_from_cents: prices.iter().min().copied(),
        price_to_cents: prices.iter().max().copied(),
        updated_at: tx.now,
        published_at: product.published_at.or(Some(tx.now)),
        // The variants are rows; a second copy here would grow old with the first change of a price.
        content: Some(Json(Content { variants: Vec::new(), ..content })),
        ..product
    };
    if !store::publish(tx, &live, was)? {
        return Err(Code::ListingState.into());
    }
    events::record(
        tx,
        "product.approved",
        live.id.as_str(),
        Some(&by.account),
        serde_json::json!({ "first": product.published_at.is_none() }),
    )
}

/// Makes exactly the variants of the frozen text live. Those that were live keep their price; new ones begin their history.
fn swap_variants(tx: &mut Tx, by: &Coordinator, product: &Product, content: &Content) -> Result<()> {
    let skus: Vec<&str> = content.variants.iter().map(|variant| variant.sku.trim()).collect();
    let taken = store::taken_skus(tx, &product.organisation_id, &product.id, &skus)?;
    if let Some(position) = skus.iter().position(|sku| taken.contains(*sku)) {
        let detail = format!("The code {} is in use by another listing of the same studio.", skus[position]);
        return Err(Code::SkuTaken.at(format!("/variants/{position}/sku"), "sku_taken", detail));
    }
    let rows = store::variants_of(tx, &product.id)?;
    store::take_variants_down(tx, &product.id)?;
    for (position, variant) in content.variants.iter().enumerate() {
        let row = rows.iter().find(|row| Some(&row.id) == variant.id.as_ref());
        let row = row.cloned().ok_or_else(|| Error::internal("a frozen variant has no row"))?;
        let begins = !row.live && row.price_cents != last_price(tx, &row)?;
        let row = Variant { live: true, retired_at: None, ..variant.onto(row, i32::try_from(position).unwrap_or(i32::MAX)) };
        let price = row.price().ok_or_else(|| Error::internal("a frozen variant has no price"))?;
        store::save_variant(tx, &row)?;
        if begins {
            prices::remember(tx, &row.id, price, Some(&by.account))?;
        }
    }
    Ok(())
}

/// What was asked last for a variant that returns to the shop.
fn last_price(tx: &mut Tx, row: &Variant) -> Result<Option<i64>> {
    Ok(store::prices(tx, &row.id)?.last().map(|change| change.price_cents))
}

/// The name as an address; a name that is taken gets the end of the product's id, which nobody else has.
fn free_slug(tx: &mut Tx, id: &ProductId, name: &str) -> Result<String> {
    let slug = slugify(name);
    if !store::slug_taken(tx, &slug)? {
        return Ok(slug);
    }
    let end = &id.as_str()[id.as_str().len() - 6..];
    Ok(format!("{slug}-{end}"))
}

// ── what the maker may do without asking ──

/// Takes a listing out of the shop for a while.
pub fn pause(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<()> {
    step(tx, by, id, &[ListingStatus::Approved], |_| ListingStatus::Paused)
}

/// Puts a paused listing back.
pub fn resume(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<()> {
    step(tx, by, id, &[ListingStatus::Paused], |_| ListingStatus::Approved)
}

/// Puts a listing away. Refused while it is at the desk.
pub fn archive(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<()> {
    let (product, draft) = store::product_of(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    if draft.status == ListingDraftStatus::Submitted {
        return Err(Code::DraftSubmitted.into());
    }
    change(tx, &product, ListingStatus::Archived, Some(product.status), &by.account)
}

/// Brings an archived listing back to where it was.
pub fn bring_back(tx: &mut Tx, by: &Member, id: &ProductId) -> Result<()> {
    step(tx, by, id, &[ListingStatus::Archived], |product| product.status_before.unwrap_or(ListingStatus::Draft))
}

fn step(tx: &mut Tx, by: &Member, id: &ProductId, from: &[ListingStatus], to: impl Fn(&Product) -> ListingStatus) -> Result<()> {
    let (product, _) = store::product_of(tx, &by.organisation, id)?.ok_or_else(Error::not_found)?;
    if !from.contains(&product.status) {
        return Err(Code::ListingState.into());
    }
    let next = to(&product);
    change(tx, &product, next, None, &by.account)
}

/// The one way a state changes: allowed by the table, guarded by the state it was read in, recorded.
fn change(tx: &mut Tx, product: &Product, to: ListingStatus, before: Option<ListingStatus>, by: &AccountId) -> Result<()> {
    if !product.status.may_become(to) || !store::move_listing(tx, &product.id, product.status, to, before)? {
        return Err(Code::ListingState.into());
    }
    let fact = serde_json::json!({ "from": product.status, "to": to });
    events::record(tx, &format!("product.{to}"), product.id.as_str(), Some(by), fact)
}
