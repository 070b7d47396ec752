//! Events: a pop-up, festival, day or route in one or more halls, with days, hours, a programme and those who take part.
//!
//! ```text
//! draft -> submitted -> approved -> announced -> programme_published -> live -> ended
//!          changes_requested, refused   \------------\-> postponed -> announced (new dates)
//!                                        \------------\-> cancelled            suspended, restored
//! ```
//!
//! What stands is never changed by typing. Until the desk has accepted the event its organizer writes in it; afterwards in a
//! working copy, which the desk accepts whole. Opening hours on the same days, the programme and the makers change at
//! once, with an entry in the log. The clock alone begins and ends an event. Every change that calendars must learn of
//! raises `sequence`; every change raises `version`, and is refused when somebody else was faster.
//!
//! It knows halls, products and pictures by id only, and sends no letters: `scheduling` does that.

pub mod calendar;
mod content;
mod desk;
mod lifecycle;
mod makers;
mod model;
mod programme;
mod store;

pub use content::{OpeningSpan, PopupContent};
pub use desk::{decide, submit, withdraw};
pub use lifecycle::{Shift, announce, call_off, publish_programme, put_off, set_hours, set_new_dates, tick};
pub use makers::{answer, invitations, invite, makers, products_of, remove, set_products};
pub use model::{MakerRow, MakerStatus, Popup, PopupDay, PopupDraftStatus, PopupKind, PopupStatus, ProgrammeKind, ProgrammeRow};
pub use programme::{ProgrammeEntryContent, add_entry, change_entry, programme, remove_entry};

use crate::db::Tx;
use crate::identity::{self, Member, SignedIn};
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{AccountId, OrganisationId, PopupId, VenueId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};
use crate::kit::page::{Page, PageQuery};
use crate::kit::text::slugify;
use crate::kit::time::LocalDate;

/// An event of an organisation that the caller belongs to; anybody else's is simply not there.
pub fn owned(tx: &mut Tx, who: &SignedIn, id: &PopupId) -> Result<(Popup, Member)> {
    let popup = find(tx, id)?;
    let member = identity::member(tx, who, &popup.organisation_id)?;
    Ok((popup, member))
}

/// Any event; for the desk and for views.
pub fn find(tx: &mut Tx, id: &PopupId) -> Result<Popup> {
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Several events; unknown ids are simply not there.
pub fn several(tx: &mut Tx, ids: &[PopupId]) -> Result<Vec<Popup>> {
    Ok(store::several(tx, ids)?)
}

/// An organisation's events, the last changed first.
pub fn of_organisation(tx: &mut Tx, owner: &OrganisationId, status: Option<PopupStatus>, page: &PageQuery) -> Result<Page<Popup>> {
    let limit = page.limit()?;
    let rows = store::of_organisation(tx, owner, status, page.cursor()?, limit + 1)?;
    Ok(Page::of(rows, limit, |popup| (popup.updated_at, popup.id.to_string())))
}

/// The halls of several events, main hall first.
pub fn venues_of(tx: &mut Tx, ids: &[PopupId]) -> Result<Vec<(PopupId, VenueId)>> {
    Ok(store::venues(tx, ids)?)
}

/// How the makers of several events stand.
pub fn maker_states(tx: &mut Tx, ids: &[PopupId]) -> Result<Vec<(PopupId, MakerStatus)>> {
    Ok(store::maker_states(tx, ids)?)
}

/// Other events that take up one of these days.
pub fn on_dates(tx: &mut Tx, dates: &[LocalDate], except: &PopupId) -> Result<Vec<(PopupId, LocalDate)>> {
    Ok(store::on_dates(tx, dates, except)?)
}

/// Begins a draft. Anybody in an organisation may; only the desk needs it to be approved.
pub fn begin(tx: &mut Tx, member: &Member, content: &PopupContent) -> Result<Popup> {
    content.check()?;
    let content = content.clone().ordered();
    let mut popup = Popup {
        id: tx.id(),
        organisation_id: member.organisation.clone(),
        slug: free_slug(tx, content.title.best(Locale::Sl))?,
        kind: content.kind,
        status: PopupStatus::Draft,
        status_before: None,
        status_reason: String::new(),
        status_message: Translations::default(),
        title: Translations::default(),
        content: Json(PopupContent::default()),
        draft: None,
        draft_status: None,
        cover_media_id: None,
        draft_cover_media_id: None,
        zone: content.zone.clone(),
        starts_at: None,
        ends_at: None,
        first_date: None,
        last_date: None,
        announce_at: None,
        announced_at: None,
        sequence: 0,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    stand(&mut popup, content);
    store::insert(tx, &popup)?;
    record(tx, &popup, "popup.begun", Some(&member.account), serde_json::json!({}))?;
    Ok(popup)
}

/// Keeps what was typed: in the event itself until the desk has accepted it, afterwards in the working copy.
pub fn write_draft(tx: &mut Tx, popup: Popup, seen: i64, content: &PopupContent) -> Result<Popup> {
    content.check()?;
    let content = content.clone().ordered();
    let mut changed = popup;
    if changed.version != seen {
        return Err(Code::VersionConflict.into());
    }
    if changed.status.is_written() {
        if changed.announced_at.is_none() && changed.status == PopupStatus::Draft && changed.title.is_blank() && !content.title.is_blank() {
            changed.slug = free_slug(tx, content.title.best(Locale::Sl))?;
        }
        stand(&mut changed, content.clone());
        save(tx, &mut changed)?;
        store::project(tx, &changed.id, &content)?;
    } else if changed.status.is_standing() && changed.draft_status != Some(PopupDraftStatus::Submitted) {
        changed.draft = Some(Json(content));
        changed.draft_status = Some(PopupDraftStatus::Editing);
        save(tx, &mut changed)?;
    } else {
        return Err(not_writable(&changed));
    }
    Ok(changed)
}

fn not_writable(popup: &Popup) -> Error {
    match (popup.status, popup.draft_status) {
        (PopupStatus::Submitted, _) | (_, Some(PopupDraftStatus::Submitted)) => Code::PopupInReview.into(),
        (status, _) => Code::PopupState.because(format!("An event that is {} can no longer be edited.", spoken(status))),
    }
}

/// Throws the working copy away; the event stands as it is.
pub fn drop_draft(tx: &mut Tx, popup: Popup) -> Result<Popup> {
    let mut changed = popup;
    if changed.draft_status == Some(PopupDraftStatus::Submitted) {
        return Err(Code::PopupInReview.into());
    }
    changed.draft = None;
    changed.draft_status = None;
    save(tx, &mut changed)?;
    Ok(changed)
}

/// Removes a draft that the desk has never seen.
pub fn delete(tx: &mut Tx, popup: &Popup, by: &AccountId) -> Result<()> {
    if popup.status != PopupStatus::Draft {
        return Err(Code::PopupState.because("Only a draft can be deleted. Cancel the event instead, so that everybody learns of it."));
    }
    if store::delete(tx, &popup.id, popup.version)? == 0 {
        return Err(Code::VersionConflict.into());
    }
    record(tx, popup, "popup.deleted", Some(by), serde_json::json!({ "title": popup.title }))
}

/// The next of a series: the same event as a new draft on other days, with its programme; makers are asked anew.
pub fn copy(tx: &mut Tx, member: &Member, popup: &Popup, first: &LocalDate) -> Result<Popup> {
    let content = popup.in_hand();
    let copied = begin(tx, member, &content.moved_to(first))?;
    let shift = content.shift_to(first);
    for entry in store::programme(tx, &popup.id)? {
        let moved = ProgrammeRow { id: tx.id(), popup_id: copied.id.clone(), date: entry.date.plus_days(shift), ..entry };
        store::add_entry(tx, &moved)?;
    }
    Ok(copied)
}

/// Makes the content the one that stands, and the columns beside it its echo. The caller projects the days and halls.
fn stand(popup: &mut Popup, content: PopupContent) {
    let bounds = content.bounds();
    let dates = content.dates();
    popup.kind = content.kind;
    popup.title = content.title.clone();
    popup.zone = content.zone.clone();
    popup.cover_media_id = content.cover_media_id.clone();
    popup.announce_at = content.announce_at;
    popup.starts_at = bounds.map(|(starts, _)| starts);
    popup.ends_at = bounds.map(|(_, ends)| ends);
    popup.first_date = dates.first().cloned();
    popup.last_date = dates.last().cloned();
    popup.content = Json(content);
}

/// Saves the row as the next version, or refuses because somebody else was faster.
fn save(tx: &mut Tx, popup: &mut Popup) -> Result<()> {
    let seen = popup.version;
    popup.version = seen + 1;
    popup.updated_at = tx.now;
    popup.draft_cover_media_id = popup.draft.as_ref().and_then(|draft| draft.cover_media_id.clone());
    match store::save(tx, popup, seen)? {
        0 => Err(Code::VersionConflict.into()),
        _ => Ok(()),
    }
}

fn record(tx: &mut Tx, popup: &Popup, kind: &str, by: Option<&AccountId>, data: serde_json::Value) -> Result<()> {
    crate::events::record(tx, kind, popup.id.as_str(), by, data)
}

/// An address that nobody has yet: the title, and a number when it is taken.
fn free_slug(tx: &mut Tx, title: &str) -> Result<String> {
    let wanted = if title.trim().is_empty() { "pop-up".to_owned() } else { slugify(title) };
    for number in 1..50 {
        let slug = if number == 1 { wanted.clone() } else { format!("{wanted}-{number}") };
        if !store::slug_is_taken(tx, &slug)? {
            return Ok(slug);
        }
    }
    Ok(format!("{wanted}-{}", tx.secret().to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(8).collect::<String>()))
}

/// The state in words, for sentences.
fn spoken(status: PopupStatus) -> String {
    status.as_str().replace('_', " ")
}
