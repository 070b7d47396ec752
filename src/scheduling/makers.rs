//! Makers asked to an event, their answers, and what they show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::letters;
use crate::catalogue;
use crate::db::Tx;
use crate::identity::{self, OrganisationKind, OrganisationStatus, SignedIn};
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error, FieldError};
use crate::kit::id::{OrganisationId, PopupId, ProductId};
use crate::kit::locale::Translations;
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::{Instant, LocalDate};
use crate::mail::{self, Envelope};
use crate::popups::{self, MakerRow, MakerStatus, Popup, PopupStatus};

/// A maker at an event.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PopupMaker {
    /// The maker.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub slug: String,
    /// Its town.
    pub town: Option<String>,
    /// Whether it takes part.
    pub status: MakerStatus,
    /// What it shows.
    pub product_ids: Vec<ProductId>,
    /// When it was asked.
    pub invited_at: Instant,
    /// When it answered.
    pub answered_at: Option<Instant>,
}

/// An invitation as the maker reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PopupInvitation {
    /// The event.
    pub popup_id: PopupId,
    /// Its address.
    pub slug: String,
    /// Its title.
    pub title: Translations,
    /// Who asks.
    pub organizer: String,
    /// First day.
    pub first_date: Option<LocalDate>,
    /// Last day.
    pub last_date: Option<LocalDate>,
    /// What the maker answered.
    pub status: MakerStatus,
    /// Where the event stands.
    pub popup_status: PopupStatus,
    /// What the organizer wrote.
    pub message: String,
    /// What the maker shows.
    pub product_ids: Vec<ProductId>,
    /// When it was asked.
    pub invited_at: Instant,
}

/// A maker to ask.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteMaker {
    /// Who.
    pub organisation_id: OrganisationId,
    /// A word to them.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub message: Option<String>,
}

/// Asks an approved studio (or another organisation that makes things) and tells it by mail.
pub fn invite(tx: &mut Tx, who: &SignedIn, id: &PopupId, asked: &InviteMaker) -> Result<PopupMaker> {
    let (popup, member) = popups::owned(tx, who, id)?;
    let message = asked.message.as_deref().unwrap_or("");
    Check::new().text("/message", message, 0..=1_000).done()?;
    let card = identity::organisation_card(tx, &asked.organisation_id)?;
    let card = card.filter(|card| card.status == OrganisationStatus::Approved && card.kind != OrganisationKind::Organizer);
    let card = card.ok_or_else(|| Code::Invalid.at("/organisation_id", "maker_unknown", "Choose a maker that the desk has approved."))?;
    let row = popups::invite(tx, &popup, &card.id, message, &member.account)?;
    let organizer = identity::organisation_card(tx, &popup.organisation_id)?.map(|card| card.name).unwrap_or_default();
    for contact in identity::contacts(tx, &card.id)? {
        let letter = letters::invited(contact.locale, &popup, &organizer, message);
        let key = format!("popup-invited:{}:{}:{}:{}", popup.id, card.id, row.invited_at.millis(), contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    view(tx, row)
}

/// The maker's own answer; the organizer is told.
pub fn answer(tx: &mut Tx, who: &SignedIn, id: &PopupId, maker: &OrganisationId, takes_part: bool) -> Result<PopupMaker> {
    let member = identity::member(tx, who, maker)?;
    if takes_part {
        member.approved()?;
    }
    let popup = popups::find(tx, id)?;
    let row = popups::answer(tx, &popup, &member, takes_part)?;
    let shown = view(tx, row)?;
    for contact in identity::contacts(tx, &popup.organisation_id)? {
        let letter = letters::answered(contact.locale, &popup, &shown.name, takes_part);
        let key = format!("popup-answered:{}:{maker}:{}:{}", popup.id, tx.now.millis(), contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    Ok(shown)
}

/// Takes a maker out; it is told.
pub fn remove(tx: &mut Tx, who: &SignedIn, id: &PopupId, maker: &OrganisationId) -> Result<()> {
    let (popup, member) = popups::owned(tx, who, id)?;
    popups::remove(tx, &popup, maker, &member.account)?;
    for contact in identity::contacts(tx, maker)? {
        let letter = letters::taken_out(contact.locale, &popup);
        let key = format!("popup-removed:{}:{maker}:{}:{}", popup.id, tx.now.millis(), contact.account);
        mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
    }
    Ok(())
}

/// What a maker shows: chosen by the organizer or by the maker itself, only its own products that the desk has approved.
pub fn set_products(tx: &mut Tx, who: &SignedIn, id: &PopupId, maker: &OrganisationId, wanted: &[ProductId]) -> Result<PopupMaker> {
    let popup = popups::find(tx, id)?;
    let by = match identity::member(tx, who, &popup.organisation_id) {
        Ok(member) => member.account,
        Err(_) => identity::member(tx, who, maker)?.account,
    };
    let mut wrong = Vec::new();
    for (at, product) in wanted.iter().enumerate() {
        let card = catalogue::card(tx, product)?;
        if !card.is_some_and(|card| card.approved && card.organisation == *maker) {
            wrong.push(FieldError {
                pointer: format!("/product_ids/{at}"),
                code: "product_not_approved".to_owned(),
                detail: "Only approved products of this maker can be shown. Take this one out.".to_owned(),
            });
        }
    }
    if !wrong.is_empty() {
        return Err(Code::ProductNotApproved.with_fields(wrong));
    }
    let row = popups::set_products(tx, &popup, maker, wanted, &by)?;
    view(tx, row)
}

/// Everybody who was asked and not taken out, with what they show.
pub fn list(tx: &mut Tx, popup: &Popup) -> Result<Vec<PopupMaker>> {
    let rows = popups::makers(tx, &popup.id)?;
    let mut shown = products_by_maker(tx, &popup.id)?;
    let mut makers = Vec::new();
    for row in rows.into_iter().filter(|row| row.status != MakerStatus::Removed) {
        let products = shown.remove(&row.organisation_id).unwrap_or_default();
        makers.push(with_name(tx, row, products)?);
    }
    Ok(makers)
}

/// A maker's invitations, newest first.
pub fn invitations(tx: &mut Tx, who: &SignedIn, maker: &OrganisationId, page: &PageQuery) -> Result<Page<PopupInvitation>> {
    identity::member(tx, who, maker)?;
    let rows = popups::invitations(tx, maker, page)?;
    let ids: Vec<PopupId> = rows.items.iter().map(|row| row.popup_id.clone()).collect();
    let events = popups::several(tx, &ids)?;
    let shown = popups::products_of(tx, &ids)?;
    let mut items = Vec::new();
    for row in rows.items {
        let Some(event) = events.iter().find(|event| event.id == row.popup_id) else { continue };
        let organizer = identity::organisation_card(tx, &event.organisation_id)?.map(|card| card.name).unwrap_or_default();
        let mine = shown.iter().filter(|(popup, owner, _)| *popup == row.popup_id && owner == maker);
        items.push(PopupInvitation {
            product_ids: mine.map(|(_, _, product)| product.clone()).collect(),
            popup_id: row.popup_id,
            slug: event.slug.clone(),
            title: event.title.clone(),
            organizer,
            first_date: event.first_date.clone(),
            last_date: event.last_date.clone(),
            status: row.status,
            popup_status: event.status,
            message: row.message,
            invited_at: row.invited_at,
        });
    }
    Ok(Page { items, next: rows.next })
}

fn view(tx: &mut Tx, row: MakerRow) -> Result<PopupMaker> {
    let products = products_by_maker(tx, &row.popup_id)?.remove(&row.organisation_id).unwrap_or_default();
    with_name(tx, row, products)
}

fn with_name(tx: &mut Tx, row: MakerRow, product_ids: Vec<ProductId>) -> Result<PopupMaker> {
    let card = identity::organisation_card(tx, &row.organisation_id)?.ok_or_else(|| Error::internal("a maker without an organisation"))?;
    Ok(PopupMaker {
        organisation_id: row.organisation_id,
        name: card.name,
        slug: card.slug,
        town: card.town,
        status: row.status,
        product_ids,
        invited_at: row.invited_at,
        answered_at: row.answered_at,
    })
}

fn products_by_maker(tx: &mut Tx, id: &PopupId) -> Result<BTreeMap<OrganisationId, Vec<ProductId>>> {
    let mut by_maker: BTreeMap<OrganisationId, Vec<ProductId>> = BTreeMap::new();
    for (_, maker, product) in popups::products_of(tx, std::slice::from_ref(id))? {
        by_maker.entry(maker).or_default().push(product);
    }
    Ok(by_maker)
}
