//! The points of an event's programme. They change at once, with an entry in the log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Popup, PopupStatus, ProgrammeKind, ProgrammeRow};
use super::{record, store};
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error};
use crate::kit::id::{AccountId, OrganisationId, PopupId, ProgrammeEntryId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::{LocalDate, LocalTime};

/// A programme with more points than this is a book.
pub const ENTRIES_MAX: usize = 200;

/// A point of the programme as people write it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeEntryContent {
    /// What happens.
    pub kind: ProgrammeKind,
    /// On which day.
    pub date: LocalDate,
    /// When it begins.
    pub starts: LocalTime,
    /// When it ends, if that is known.
    #[serde(default)]
    pub ends: Option<LocalTime>,
    /// Its title.
    pub title: Translations,
    /// More about it; Markdown.
    #[serde(default)]
    pub description: Translations,
    /// Who leads it, in words.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub host: String,
    /// Who leads it, if that is an organisation here.
    #[serde(default)]
    pub host_organisation_id: Option<OrganisationId>,
    /// Where in the hall.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub place: String,
    /// Price or places, in words.
    #[serde(default)]
    pub admission: Translations,
}

impl ProgrammeEntryContent {
    fn check(&self, popup: &Popup) -> Result<()> {
        let mut check = Check::new();
        check
            .texts("/title", &self.title, 1..=140)
            .that(self.title.get(Locale::Sl).is_some(), "/title/sl", "required", "Write the title in Slovenian.")
            .texts("/description", &self.description, 0..=3_000)
            .text("/host", &self.host, 0..=120)
            .text("/place", &self.place, 0..=120)
            .texts("/admission", &self.admission, 0..=200);
        let dates = popup.in_hand().dates();
        let known = dates.is_empty() || dates.contains(&self.date) || popup.content.dates().contains(&self.date);
        check.that(known, "/date", "day_unknown", "The event is not open on this day; choose one of its days.");
        check.done()
    }

    fn row(self, id: ProgrammeEntryId, popup_id: PopupId) -> ProgrammeRow {
        ProgrammeRow {
            id,
            popup_id,
            kind: self.kind,
            date: self.date,
            starts: self.starts,
            ends: self.ends,
            title: self.title,
            description: self.description,
            host: self.host.trim().to_owned(),
            host_organisation_id: self.host_organisation_id,
            place: self.place.trim().to_owned(),
            admission: self.admission,
        }
    }
}

impl ProgrammeRow {
    /// What people edit.
    pub fn content(&self) -> ProgrammeEntryContent {
        let row = self.clone();
        ProgrammeEntryContent {
            kind: row.kind,
            date: row.date,
            starts: row.starts,
            ends: row.ends,
            title: row.title,
            description: row.description,
            host: row.host,
            host_organisation_id: row.host_organisation_id,
            place: row.place,
            admission: row.admission,
        }
    }
}

/// The programme by day and time.
pub fn programme(tx: &mut Tx, id: &PopupId) -> Result<Vec<ProgrammeRow>> {
    Ok(store::programme(tx, id)?)
}

/// Adds a point.
pub fn add_entry(tx: &mut Tx, popup: &Popup, content: ProgrammeEntryContent, by: &AccountId) -> Result<ProgrammeRow> {
    still_open(popup)?;
    content.check(popup)?;
    if store::programme(tx, &popup.id)?.len() >= ENTRIES_MAX {
        return Err(Code::PopupState.because(format!("A programme has at most {ENTRIES_MAX} points.")));
    }
    let row = content.row(tx.id(), popup.id.clone());
    store::add_entry(tx, &row)?;
    record(tx, popup, "popup.programme_changed", Some(by), serde_json::json!({ "added": row.id, "title": row.title }))?;
    Ok(row)
}

/// Changes a point.
pub fn change_entry(
    tx: &mut Tx,
    popup: &Popup,
    id: &ProgrammeEntryId,
    content: ProgrammeEntryContent,
    by: &AccountId,
) -> Result<ProgrammeRow> {
    still_open(popup)?;
    content.check(popup)?;
    let row = content.row(id.clone(), popup.id.clone());
    if store::change_entry(tx, &row)? == 0 {
        return Err(Error::not_found());
    }
    record(tx, popup, "popup.programme_changed", Some(by), serde_json::json!({ "changed": row.id, "title": row.title }))?;
    Ok(row)
}

/// Takes a point out.
pub fn remove_entry(tx: &mut Tx, popup: &Popup, id: &ProgrammeEntryId, by: &AccountId) -> Result<()> {
    still_open(popup)?;
    if store::remove_entry(tx, &popup.id, id)? == 0 {
        return Err(Error::not_found());
    }
    record(tx, popup, "popup.programme_changed", Some(by), serde_json::json!({ "removed": id }))
}

fn still_open(popup: &Popup) -> Result<()> {
    match popup.status {
        PopupStatus::Ended | PopupStatus::Cancelled | PopupStatus::Refused | PopupStatus::Suspended => {
            Err(Code::PopupState.because("The programme of this event no longer changes."))
        }
        _ => Ok(()),
    }
}
