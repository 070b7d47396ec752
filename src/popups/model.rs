//! The event's states and the rows that keep it.

use diesel::prelude::*;

use super::content::PopupContent;
use crate::db::schema::{popup_days, popup_makers, popups, programme_entries};
use crate::kit::id::{MediaId, OrganisationId, PopupId, ProgrammeEntryId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::time::{Instant, LocalDate, LocalTime, Zone};

text_enum! {
    /// What kind of event it is.
    pub enum PopupKind {
        /// A sale in a hall.
        Popup = "popup",
        /// Several days with a programme.
        Festival = "festival",
        /// A day of workshops.
        WorkshopDay = "workshop_day",
        /// Companies and schools show professions.
        CareerDay = "career_day",
        /// A walk along shop windows.
        ShopWindowRoute = "shop_window_route",
    }
}

text_enum! {
    /// Where an event stands.
    pub enum PopupStatus {
        /// Being written.
        Draft = "draft",
        /// Waiting at the desk.
        Submitted = "submitted",
        /// Back with its organizer, with what to change.
        ChangesRequested = "changes_requested",
        /// Not accepted; may be changed and brought again.
        Refused = "refused",
        /// Accepted, not yet told to the public.
        Approved = "approved",
        /// Public.
        Announced = "announced",
        /// Public with its programme.
        ProgrammePublished = "programme_published",
        /// Under way.
        Live = "live",
        /// Over.
        Ended = "ended",
        /// Put off, without new dates yet.
        Postponed = "postponed",
        /// Called off.
        Cancelled = "cancelled",
        /// Taken down by the desk.
        Suspended = "suspended",
    }
}

impl PopupStatus {
    /// Every step that exists.
    const STEPS: &'static [(PopupStatus, &'static [PopupStatus])] = {
        use PopupStatus::*;
        &[
            (Draft, &[Submitted]),
            (Submitted, &[Draft, Approved, ChangesRequested, Refused]),
            (ChangesRequested, &[Submitted]),
            (Refused, &[Submitted]),
            (Approved, &[Announced, Postponed, Cancelled, Suspended]),
            (Announced, &[ProgrammePublished, Live, Postponed, Cancelled, Suspended]),
            (ProgrammePublished, &[Live, Postponed, Cancelled, Suspended]),
            (Live, &[Ended, Suspended]),
            (Postponed, &[Announced, Cancelled, Suspended]),
            (Suspended, &[Approved, Announced, ProgrammePublished, Live, Postponed]),
            (Ended, &[]),
            (Cancelled, &[]),
        ]
    };

    /// Whether this step exists.
    pub fn may_become(self, next: PopupStatus) -> bool {
        Self::STEPS.iter().any(|(from, to)| *from == self && to.contains(&next))
    }

    /// The states from which a step leads here.
    pub fn before(next: PopupStatus) -> Vec<PopupStatus> {
        Self::STEPS.iter().filter(|(_, to)| to.contains(&next)).map(|(from, _)| *from).collect()
    }

    /// Whether the desk has accepted it: from here on edits go to a working copy.
    pub fn is_standing(self) -> bool {
        use PopupStatus::*;
        matches!(self, Approved | Announced | ProgrammePublished | Live | Postponed)
    }

    /// Whether its organizer writes in the event itself.
    pub fn is_written(self) -> bool {
        matches!(self, PopupStatus::Draft | PopupStatus::ChangesRequested | PopupStatus::Refused)
    }

    /// Whether it takes up its days and halls, so that others had better know.
    pub const OCCUPYING: &'static [PopupStatus] =
        &[PopupStatus::Submitted, PopupStatus::Approved, PopupStatus::Announced, PopupStatus::ProgrammePublished, PopupStatus::Live];

    /// What the public may read about, provided that it was announced once.
    pub const PUBLIC: &'static [PopupStatus] = &[
        PopupStatus::Announced,
        PopupStatus::ProgrammePublished,
        PopupStatus::Live,
        PopupStatus::Ended,
        PopupStatus::Postponed,
        PopupStatus::Cancelled,
    ];
}

text_enum! {
    /// Where the working copy of an accepted event stands.
    pub enum PopupDraftStatus {
        /// Being written.
        Editing = "editing",
        /// Waiting at the desk.
        Submitted = "submitted",
        /// Back, with what to change.
        ChangesRequested = "changes_requested",
        /// Not accepted; the event stands as it was.
        Refused = "refused",
    }
}

text_enum! {
    /// Whether a maker takes part.
    pub enum MakerStatus {
        /// Asked, has not answered.
        Invited = "invited",
        /// Takes part.
        Confirmed = "confirmed",
        /// Does not.
        Declined = "declined",
        /// Taken out by the organizer.
        Removed = "removed",
    }
}

text_enum! {
    /// What happens at a point of the programme.
    pub enum ProgrammeKind {
        /// Opening or award.
        Opening = "opening",
        /// Talk or presentation.
        Talk = "talk",
        /// Guided tour.
        Tour = "tour",
        /// Workshop.
        Workshop = "workshop",
        /// Show.
        Show = "show",
        /// Music.
        Music = "music",
        /// Demonstration of a craft.
        Demonstration = "demonstration",
        /// Meeting.
        Meeting = "meeting",
        /// Handing over of online orders.
        Handover = "handover",
        /// Anything else.
        Other = "other",
    }
}

/// An event.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = popups, treat_none_as_null = true)]
pub struct Popup {
    /// Its id.
    pub id: PopupId,
    /// Its organizer.
    pub organisation_id: OrganisationId,
    /// Its address for the public.
    pub slug: String,
    /// Its kind.
    pub kind: PopupKind,
    /// Where it stands.
    pub status: PopupStatus,
    /// Where it stood before it was suspended.
    pub status_before: Option<PopupStatus>,
    /// Why it was put off or called off, for the log.
    pub status_reason: String,
    /// The same, for visitors.
    pub status_message: Translations,
    /// Its title.
    pub title: Translations,
    /// What stands.
    pub content: Json<PopupContent>,
    /// The working copy of an accepted event.
    pub draft: Option<Json<PopupContent>>,
    /// Where the working copy stands.
    pub draft_status: Option<PopupDraftStatus>,
    /// The picture above the page.
    pub cover_media_id: Option<MediaId>,
    /// The picture that the working copy wants; kept from the clean-up of unused ones.
    pub draft_cover_media_id: Option<MediaId>,
    /// Its zone.
    pub zone: Zone,
    /// First opening.
    pub starts_at: Option<Instant>,
    /// Last closing.
    pub ends_at: Option<Instant>,
    /// First day.
    pub first_date: Option<LocalDate>,
    /// Last day.
    pub last_date: Option<LocalDate>,
    /// When it is to be announced.
    pub announce_at: Option<Instant>,
    /// When it was first announced.
    pub announced_at: Option<Instant>,
    /// Raised by every change that calendars must learn of.
    pub sequence: i32,
    /// Raised by every change.
    pub version: i64,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl Popup {
    /// What its organizer is working on: the working copy, or the event itself.
    pub fn in_hand(&self) -> &PopupContent {
        self.draft.as_ref().map_or(&self.content.0, |draft| &draft.0)
    }

    /// Whether the public may read it.
    pub fn is_public(&self) -> bool {
        self.announced_at.is_some() && PopupStatus::PUBLIC.contains(&self.status)
    }
}

/// An opening with its instants, for questions by date.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = popup_days)]
pub struct PopupDay {
    /// Its event.
    pub popup_id: PopupId,
    /// When it opens.
    pub opens_at: Instant,
    /// When it closes.
    pub closes_at: Instant,
    /// The local day.
    pub date: LocalDate,
    /// The local time of opening.
    pub opens: LocalTime,
    /// The local time of closing.
    pub closes: LocalTime,
    /// A word about it.
    pub note: Translations,
}

/// A maker at an event.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = popup_makers)]
pub struct MakerRow {
    /// The event.
    pub popup_id: PopupId,
    /// The maker.
    pub organisation_id: OrganisationId,
    /// Whether it takes part.
    pub status: MakerStatus,
    /// What the organizer wrote.
    pub message: String,
    /// When it was asked.
    pub invited_at: Instant,
    /// When it answered.
    pub answered_at: Option<Instant>,
}

/// A point of the programme.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = programme_entries, treat_none_as_null = true)]
pub struct ProgrammeRow {
    /// Its id.
    pub id: ProgrammeEntryId,
    /// Its event.
    pub popup_id: PopupId,
    /// What happens.
    pub kind: ProgrammeKind,
    /// The local day.
    pub date: LocalDate,
    /// When it begins.
    pub starts: LocalTime,
    /// When it ends, if that is known.
    pub ends: Option<LocalTime>,
    /// Its title.
    pub title: Translations,
    /// More about it; Markdown.
    pub description: Translations,
    /// Who leads it, in words.
    pub host: String,
    /// Who leads it, if that is one of ours.
    pub host_organisation_id: Option<OrganisationId>,
    /// Where in the hall.
    pub place: String,
    /// Price or places, in words.
    pub admission: Translations,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_over() {
        for next in PopupStatus::ALL {
            assert!(!PopupStatus::Ended.may_become(*next));
            assert!(!PopupStatus::Cancelled.may_become(*next));
        }
    }

    #[test]
    fn nothing_is_announced_that_the_desk_has_not_seen() {
        for from in PopupStatus::before(PopupStatus::Announced) {
            assert!(from.is_standing() || from == PopupStatus::Suspended, "{from}");
        }
        assert!(!PopupStatus::Draft.may_become(PopupStatus::Approved));
    }

    #[test]
    fn an_event_under_way_is_neither_put_off_nor_called_off() {
        assert!(!PopupStatus::Live.may_become(PopupStatus::Postponed));
        assert!(!PopupStatus::Live.may_become(PopupStatus::Cancelled));
    }
}
