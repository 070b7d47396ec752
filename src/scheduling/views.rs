//! An event as its organizer and the desk see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::makers::{self, PopupMaker};
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::error::FieldError;
use crate::kit::id::{MediaId, OrganisationId, PopupId, ProgrammeEntryId, VenueId};
use crate::kit::locale::Translations;
use crate::kit::page::Page;
use crate::kit::time::{Instant, LocalDate};
use crate::popups::{
    self, MakerStatus, Popup, PopupContent, PopupDraftStatus, PopupKind, PopupStatus, ProgrammeEntryContent, ProgrammeRow,
};

/// An event with everything its organizer works on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PopupView {
    /// Its id.
    pub id: PopupId,
    /// Its organizer.
    pub organisation_id: OrganisationId,
    /// Its address for the public.
    pub slug: String,
    /// Where it stands.
    pub status: PopupStatus,
    /// Where its working copy stands.
    pub draft_status: Option<PopupDraftStatus>,
    /// For `If-Match`.
    pub version: i64,
    /// What stands; public once it is announced.
    pub content: PopupContent,
    /// The working copy of an accepted event.
    pub draft: Option<PopupContent>,
    /// What a submission still needs.
    pub missing: Vec<FieldError>,
    /// The programme.
    pub programme: Vec<ProgrammeEntry>,
    /// Those asked.
    pub makers: Vec<PopupMaker>,
    /// Why it was put off or called off, for visitors.
    pub status_message: Translations,
    /// When it was first announced.
    pub announced_at: Option<Instant>,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Its public page, if there is one.
    pub public_path: Option<String>,
    /// Its calendar, if it is public.
    pub ics_path: Option<String>,
}

/// A point of the programme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgrammeEntry {
    /// Its id.
    pub id: ProgrammeEntryId,
    /// What it says.
    pub content: ProgrammeEntryContent,
}

impl From<ProgrammeRow> for ProgrammeEntry {
    fn from(row: ProgrammeRow) -> ProgrammeEntry {
        ProgrammeEntry { content: row.content(), id: row.id }
    }
}

/// An event in its organizer's table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PopupRow {
    /// Its id.
    pub id: PopupId,
    /// Its address for the public.
    pub slug: String,
    /// Its title.
    pub title: Translations,
    /// Its kind.
    pub kind: PopupKind,
    /// Where it stands.
    pub status: PopupStatus,
    /// Where its working copy stands.
    pub draft_status: Option<PopupDraftStatus>,
    /// First day.
    pub first_date: Option<LocalDate>,
    /// Last day.
    pub last_date: Option<LocalDate>,
    /// Its halls.
    pub venue_ids: Vec<VenueId>,
    /// The picture above its page.
    pub cover_media_id: Option<MediaId>,
    /// How many makers take part.
    pub makers_confirmed: usize,
    /// How many have not answered yet.
    pub makers_invited: usize,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// The whole view of one event.
pub fn view(tx: &mut Tx, popup: Popup) -> Result<PopupView> {
    let programme = popups::programme(tx, &popup.id)?.into_iter().map(ProgrammeEntry::from).collect();
    let makers = makers::list(tx, &popup)?;
    let public = popup.is_public();
    Ok(PopupView {
        missing: popup.in_hand().missing(tx.now),
        public_path: public.then(|| format!("/pop-upi/{}", popup.slug)),
        ics_path: public.then(|| format!("/popups/{}.ics", popup.slug)),
        id: popup.id,
        organisation_id: popup.organisation_id,
        slug: popup.slug,
        status: popup.status,
        draft_status: popup.draft_status,
        version: popup.version,
        content: popup.content.0,
        draft: popup.draft.map(|draft| draft.0),
        programme,
        makers,
        status_message: popup.status_message,
        announced_at: popup.announced_at,
        created_at: popup.created_at,
        updated_at: popup.updated_at,
    })
}

/// Rows of a table, with their makers counted.
pub fn rows(tx: &mut Tx, page: Page<Popup>) -> Result<Page<PopupRow>> {
    let ids: Vec<PopupId> = page.items.iter().map(|popup| popup.id.clone()).collect();
    let states = popups::maker_states(tx, &ids)?;
    let count = |id: &PopupId, wanted: MakerStatus| states.iter().filter(|(popup, status)| popup == id && *status == wanted).count();
    Ok(page.map(|popup| PopupRow {
        makers_confirmed: count(&popup.id, MakerStatus::Confirmed),
        makers_invited: count(&popup.id, MakerStatus::Invited),
        venue_ids: popup.in_hand().venue_ids.clone(),
        title: popup.in_hand().title.clone(),
        kind: popup.kind,
        id: popup.id,
        slug: popup.slug,
        status: popup.status,
        draft_status: popup.draft_status,
        first_date: popup.first_date,
        last_date: popup.last_date,
        cover_media_id: popup.cover_media_id,
        updated_at: popup.updated_at,
    }))
}
