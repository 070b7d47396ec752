//! A pop-up put into halls, days and company: what an organizer does, with everybody told who must know.
//!
//! The event is kept by `popups`, the hall by `venues`, the products by `catalogue`; none of them knows the others. Here they
//! meet in one transaction: halls exist before an event names them, only approved products of makers who were asked are
//! shown, and whoever takes part learns of new hours, new dates and a cancellation in their own language. Other events on
//! the same days near by are pointed out, never forbidden.

mod clashes;
mod letters;
mod makers;
mod routes;
mod venue_routes;
mod views;

pub use clashes::{Clash, clashes};
pub use makers::{InviteMaker, answer, invite, set_products};
pub use views::{PopupRow, PopupView};

use crate::db::Tx;
use crate::identity::{self, Contact, Member, OrganisationKind, SignedIn};
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, FieldError};
use crate::kit::id::{MediaId, OrganisationId, PopupId, VenueId};
use crate::kit::locale::Translations;
use crate::kit::time::minutes;
use crate::mail::{self, Envelope, Letter};
use crate::media;
use crate::popups::{self, MakerStatus, OpeningSpan, Popup, PopupContent, Shift};
use crate::venues::{self, Venue, VenueContent};
use crate::web::{App, Routes, Workers};

/// The routes of halls and pop-ups.
pub fn routes(cfg: &mut Routes) {
    venue_routes::routes(cfg);
    routes::routes(cfg);
}

/// Puts a hall on the map, with a picture that its owner has.
pub fn create_venue(tx: &mut Tx, who: &SignedIn, owner: Option<&OrganisationId>, content: &VenueContent) -> Result<Venue> {
    picture_is_theirs(tx, owner, content.picture_media_id.as_ref(), "/content/picture_media_id")?;
    venues::create(tx, who, owner, content)
}

/// Changes a hall whose version the caller has seen.
pub fn change_venue(tx: &mut Tx, who: &SignedIn, id: &VenueId, seen: i64, content: &VenueContent) -> Result<Venue> {
    let before = venues::find(tx, id)?;
    if content.picture_media_id != before.picture_media_id {
        picture_is_theirs(tx, before.organisation_id.as_ref(), content.picture_media_id.as_ref(), "/picture_media_id")?;
    }
    venues::change(tx, who, id, seen, content)
}

/// Begins a draft for an organisation that may schedule.
pub fn begin(tx: &mut Tx, who: &SignedIn, organisation: &OrganisationId, content: &PopupContent) -> Result<Popup> {
    let member = identity::member(tx, who, organisation)?;
    may_schedule(&member)?;
    halls_exist(tx, &content.venue_ids)?;
    picture_is_theirs(tx, Some(organisation), content.cover_media_id.as_ref(), "/content/cover_media_id")?;
    popups::begin(tx, &member, content)
}

/// Keeps what was typed.
pub fn write_draft(tx: &mut Tx, who: &SignedIn, id: &PopupId, seen: i64, content: &PopupContent) -> Result<Popup> {
    let (popup, _) = popups::owned(tx, who, id)?;
    halls_exist(tx, &content.venue_ids)?;
    picture_is_theirs(tx, Some(&popup.organisation_id), content.cover_media_id.as_ref(), "/cover_media_id")?;
    popups::write_draft(tx, popup, seen, content)
}

/// The next of a series.
pub fn copy(tx: &mut Tx, who: &SignedIn, id: &PopupId, first: &crate::kit::time::LocalDate) -> Result<Popup> {
    let (popup, member) = popups::owned(tx, who, id)?;
    popups::copy(tx, &member, &popup, first)
}

/// Other hours on the same days; the makers are told at once.
pub fn set_hours(tx: &mut Tx, who: &SignedIn, id: &PopupId, seen: i64, days: &[OpeningSpan], note: &str) -> Result<Popup> {
    let (popup, member) = popups::owned(tx, who, id)?;
    Check::new().text("/note", note, 0..=1_000).done()?;
    let changed = popups::set_hours(tx, popup, seen, days, &member.account)?;
    tell_makers(tx, &changed, "hours", |contact, event| letters::hours_changed(contact.locale, event, &changed, note))?;
    Ok(changed)
}

/// Puts the event off.
pub fn postpone(tx: &mut Tx, who: &SignedIn, id: &PopupId, why: &Shift) -> Result<Popup> {
    let (popup, member) = popups::owned(tx, who, id)?;
    let changed = popups::put_off(tx, popup, why, &member.account)?;
    tell_makers(tx, &changed, "postponed", |contact, event| letters::postponed(contact.locale, event, &why.message))?;
    Ok(changed)
}

/// Gives an event that was put off its new days.
pub fn set_new_dates(tx: &mut Tx, who: &SignedIn, id: &PopupId, days: &[OpeningSpan], message: &Translations) -> Result<Popup> {
    let (popup, member) = popups::owned(tx, who, id)?;
    let changed = popups::set_new_dates(tx, popup, days, message, &member.account)?;
    tell_makers(tx, &changed, "new-dates", |contact, event| letters::new_dates(contact.locale, event, &changed, message))?;
    Ok(changed)
}

/// Calls the event off.
pub fn cancel(tx: &mut Tx, who: &SignedIn, id: &PopupId, why: &Shift) -> Result<Popup> {
    let (popup, member) = popups::owned(tx, who, id)?;
    let changed = popups::call_off(tx, popup, why, &member.account)?;
    tell_makers(tx, &changed, "cancelled", |contact, event| letters::cancelled(contact.locale, event, &why.message))?;
    Ok(changed)
}

/// What the clock does each minute.
pub fn jobs(workers: &mut Workers) {
    workers.every("popups.clock", minutes(1), |app, _| Box::pin(run_clock(app)));
}

async fn run_clock(app: App) -> Result<()> {
    while app.write(popups::tick).await? > 0 {}
    Ok(())
}

fn may_schedule(member: &Member) -> Result<()> {
    match member.kind {
        OrganisationKind::Organizer | OrganisationKind::Institution | OrganisationKind::Company => Ok(()),
        OrganisationKind::Studio => Err(Code::Forbidden.because(
            "Pop-ups are scheduled by organizers, institutions and companies. Found such an organisation, or ask one to invite you.",
        )),
    }
}

fn halls_exist(tx: &mut Tx, ids: &[VenueId]) -> Result<()> {
    let known = venues::several(tx, ids)?;
    let unknown: Vec<FieldError> = (0..)
        .zip(ids)
        .filter(|(_, id)| known.iter().all(|venue| venue.id != **id))
        .map(|(at, _): (usize, _)| FieldError {
            pointer: format!("/venue_ids/{at}"),
            code: "venue_unknown".to_owned(),
            detail: "There is no such venue. Choose one from the list, or add it first.".to_owned(),
        })
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(Code::VenueUnknown.with_fields(unknown)) }
}

/// A picture of somebody else is as good as none. The region's halls take any picture that is there.
fn picture_is_theirs(tx: &mut Tx, owner: Option<&OrganisationId>, picture: Option<&MediaId>, pointer: &str) -> Result<()> {
    let Some(picture) = picture else { return Ok(()) };
    let theirs = match owner {
        Some(owner) => media::is_of(tx, owner, picture)?,
        None => media::rows(tx, std::slice::from_ref(picture))?.contains_key(picture),
    };
    if theirs { Ok(()) } else { Err(Code::Invalid.at(pointer, "picture_unknown", "Choose one of your own pictures, or upload it first.")) }
}

/// Writes to everybody who takes part or was asked to; the version makes each change its own letter.
fn tell_makers(tx: &mut Tx, popup: &Popup, what: &str, letter: impl Fn(&Contact, &str) -> Letter) -> Result<()> {
    for maker in popups::makers(tx, &popup.id)? {
        if !matches!(maker.status, MakerStatus::Invited | MakerStatus::Confirmed) {
            continue;
        }
        for contact in identity::contacts(tx, &maker.organisation_id)? {
            let letter = letter(&contact, popup.title.best(contact.locale));
            let key = format!("popup-{what}:{}:{}:{}", popup.id, popup.version, contact.account);
            mail::queue(tx, Envelope { to: contact.email, name: contact.name, locale: contact.locale, key }, letter)?;
        }
    }
    Ok(())
}
