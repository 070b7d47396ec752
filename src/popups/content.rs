//! What an event says about itself: texts, halls, days with opening hours. What is wrong with it, and what is still missing.
//!
//! Two questions are kept apart. `check` refuses what can never be kept (too long, nonsense hours); a draft may be saved
//! with anything else. `missing` lists what the desk needs before it can look, field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::PopupKind;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::FieldError;
use crate::kit::id::{MediaId, VenueId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::{Instant, LocalDate, LocalTime, Zone};

/// An event has no more opening spans than this; a month of double shifts fits.
pub const SPANS_MAX: usize = 62;
/// Nor more halls.
pub const VENUES_MAX: usize = 20;

/// One opening: from the door's opening to its closing. A day may have several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningSpan {
    /// The day it opens.
    pub date: LocalDate,
    /// When it opens.
    pub opens: LocalTime,
    /// When it closes; at or before `opens` means after midnight, on the next day.
    pub closes: LocalTime,
    /// A word about this opening: "quiet hour 9.00-10.00".
    #[serde(default)]
    pub note: Translations,
}

impl OpeningSpan {
    /// The instants of opening and closing in a zone.
    pub fn instants(&self, zone: &Zone) -> (Instant, Instant) {
        let last = if self.closes <= self.opens { self.date.plus_days(1) } else { self.date.clone() };
        (zone.instant(&self.date, &self.opens), zone.instant(&last, &self.closes))
    }
}

/// Everything about an event that the desk approves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PopupContent {
    /// What kind of event it is.
    pub kind: PopupKind,
    /// Its title.
    pub title: Translations,
    /// What awaits the visitor; Markdown.
    pub description: Translations,
    /// How to get there, how to pay, what to bring; Markdown.
    pub visitor_info: Translations,
    /// How everybody gets in and about; Markdown.
    pub access: Translations,
    /// What it costs to come in: "free".
    pub admission: Translations,
    /// The zone in which its hours are written.
    pub zone: Zone,
    /// Where it takes place; the first is the main hall.
    pub venue_ids: Vec<VenueId>,
    /// When it is open.
    pub days: Vec<OpeningSpan>,
    /// The picture above the page.
    pub cover_media_id: Option<MediaId>,
    /// When the public may know; as soon as the desk approves, if nothing is said.
    pub announce_at: Option<Instant>,
}

impl Default for PopupContent {
    fn default() -> PopupContent {
        PopupContent {
            kind: PopupKind::Popup,
            title: Translations::default(),
            description: Translations::default(),
            visitor_info: Translations::default(),
            access: Translations::default(),
            admission: Translations::default(),
            zone: Zone::ljubljana(),
            venue_ids: Vec::new(),
            days: Vec::new(),
            cover_media_id: None,
            announce_at: None,
        }
    }
}

impl PopupContent {
    /// Refuses what cannot be kept; says where and why.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check
            .texts("/title", &self.title, 0..=140)
            .texts("/description", &self.description, 0..=10_000)
            .texts("/visitor_info", &self.visitor_info, 0..=5_000)
            .texts("/access", &self.access, 0..=3_000)
            .texts("/admission", &self.admission, 0..=200)
            .that(self.venue_ids.len() <= VENUES_MAX, "/venue_ids", "too_many", format!("Choose at most {VENUES_MAX} venues."));
        let different: BTreeSet<_> = self.venue_ids.iter().collect();
        check.that(different.len() == self.venue_ids.len(), "/venue_ids", "repeated", "Name each venue once.");
        check_days(&mut check, &self.days, &self.zone);
        check.done()
    }

    /// What the desk needs before it can look; empty when the event may be submitted.
    pub fn missing(&self, now: Instant) -> Vec<FieldError> {
        let mut check = Check::new();
        check
            .that(self.title.get(Locale::Sl).is_some(), "/title/sl", "title_missing", "Write the title in Slovenian.")
            .that(
                self.description.get(Locale::Sl).is_some(),
                "/description/sl",
                "description_missing",
                "Say in Slovenian what awaits the visitor.",
            )
            .that(!self.venue_ids.is_empty(), "/venue_ids", "venue_missing", "Choose where it takes place.")
            .that(!self.days.is_empty(), "/days", "days_missing", "Add at least one day with its opening hours.")
            .that(
                self.admission.get(Locale::Sl).is_some(),
                "/admission/sl",
                "admission_missing",
                "Say what it costs to come in, or that it is free.",
            )
            .that(
                self.access.get(Locale::Sl).is_some(),
                "/access/sl",
                "access_missing",
                "Say how people with a wheelchair or a pram get in.",
            );
        if let Some((starts, _)) = self.bounds() {
            check.that(starts > now, "/days", "days_past", "The first day is already over. Choose days to come.");
            if let Some(announce_at) = self.announce_at {
                check.that(announce_at <= starts, "/announce_at", "announced_too_late", "Announce it before it opens.");
            }
        }
        check.findings().to_vec()
    }

    /// The first opening and the last closing.
    pub fn bounds(&self) -> Option<(Instant, Instant)> {
        let spans = self.days.iter().map(|span| span.instants(&self.zone));
        spans.reduce(|(first, last), (opens, closes)| (first.min(opens), last.max(closes)))
    }

    /// The days on which it is open, each once, in order.
    pub fn dates(&self) -> Vec<LocalDate> {
        self.days.iter().map(|span| span.date.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The same days with other hours, or nothing when the dates are not the same.
    pub fn with_hours(&self, days: &[OpeningSpan]) -> Option<PopupContent> {
        let changed = PopupContent { days: in_order(days), ..self.clone() };
        (changed.dates() == self.dates()).then_some(changed)
    }

    /// The same event on days moved together, so that the first is the given one.
    pub fn moved_to(&self, first: &LocalDate) -> PopupContent {
        let shift = self.shift_to(first);
        let moved = |span: &OpeningSpan| OpeningSpan { date: span.date.plus_days(shift), ..span.clone() };
        PopupContent { days: self.days.iter().map(moved).collect(), announce_at: None, ..self.clone() }
    }

    /// By how many days everything moves when the first day becomes the given one.
    pub fn shift_to(&self, first: &LocalDate) -> i32 {
        let now = self.days.iter().map(|span| &span.date).min();
        now.and_then(|now| now.civil().until(first.civil()).ok()).map_or(0, |span| span.get_days())
    }

    /// Spans in order of time, so that two ways to write the same days are one.
    pub fn ordered(mut self) -> PopupContent {
        self.days = in_order(&self.days);
        self
    }
}

/// Spans in order of time.
pub fn in_order(days: &[OpeningSpan]) -> Vec<OpeningSpan> {
    let mut days = days.to_vec();
    days.sort_by(|a, b| (&a.date, &a.opens).cmp(&(&b.date, &b.opens)));
    days
}

/// Finds fault with hours that overlap, are too many, or lie in a night that has no such hour.
pub fn check_days(check: &mut Check, days: &[OpeningSpan], zone: &Zone) {
    check.that(days.len() <= SPANS_MAX, "/days", "too_many", format!("An event has at most {SPANS_MAX} openings."));
    let mut by_start: BTreeMap<Instant, (usize, Instant)> = BTreeMap::new();
    for (at, span) in days.iter().enumerate() {
        let pointer = format!("/days/{at}");
        let (opens, closes) = span.instants(zone);
        check
            .texts(&format!("{pointer}/note"), &span.note, 0..=200)
            .that((2000..=2200).contains(&span.date.civil().year()), format!("{pointer}/date"), "date_invalid", "Check the year.")
            .that(closes > opens, &pointer, "hours_invalid", "It closes before it opens; check the two times.")
            .that(
                by_start.insert(opens, (at, closes)).is_none(),
                &pointer,
                "hours_overlap",
                "Two openings begin at the same time; keep one.",
            );
    }
    let mut until: Option<Instant> = None;
    for (opens, (at, closes)) in by_start {
        let free = until.is_none_or(|until| until <= opens);
        check.that(free, format!("/days/{at}"), "hours_overlap", "This opening begins before the one before it ends.");
        until = until.max(Some(closes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(date: &str, opens: &str, closes: &str) -> OpeningSpan {
        OpeningSpan {
            date: date.parse().unwrap(),
            opens: opens.parse().unwrap(),
            closes: closes.parse().unwrap(),
            note: Translations::default(),
        }
    }

    fn open(days: Vec<OpeningSpan>) -> PopupContent {
        PopupContent { days, ..PopupContent::default() }
    }

    #[test]
    fn a_day_with_a_clock_change_is_an_hour_longer_or_shorter() {
        let zone = Zone::ljubljana();
        let hours = |date| {
            let (opens, closes) = span(date, "00:00", "00:00").instants(&zone);
            closes.since(opens).as_secs() / 3600
        };
        assert_eq!(hours("2026-10-24"), 24);
        assert_eq!(hours("2026-10-25"), 25);
        assert_eq!(hours("2027-03-28"), 23);
    }

    #[test]
    fn a_night_market_closes_the_next_day() {
        let (opens, closes) = span("2026-12-11", "20:00", "02:00").instants(&Zone::ljubljana());
        assert_eq!(closes.since(opens).as_secs(), 6 * 3600);
    }

    #[test]
    fn two_openings_a_day_are_fine_and_overlapping_ones_are_not() {
        let two = open(vec![span("2026-12-12", "14:00", "20:00"), span("2026-12-12", "09:00", "12:00")]);
        assert!(two.check().is_ok());
        let over = open(vec![span("2026-12-12", "09:00", "12:30"), span("2026-12-12", "12:00", "20:00")]);
        assert_eq!(over.check().unwrap_err().fields[0].pointer, "/days/1");
        let night = open(vec![span("2026-12-11", "20:00", "10:00"), span("2026-12-12", "09:00", "20:00")]);
        assert_eq!(night.check().unwrap_err().fields[0].code, "hours_overlap");
    }

    #[test]
    fn hours_may_change_and_dates_may_not() {
        let event = open(vec![span("2026-12-11", "16:00", "21:00"), span("2026-12-12", "09:00", "20:00")]);
        assert!(event.with_hours(&[span("2026-12-12", "10:00", "18:00"), span("2026-12-11", "15:00", "21:00")]).is_some());
        assert!(event.with_hours(&[span("2026-12-11", "16:00", "21:00")]).is_none());
        assert!(event.with_hours(&[span("2026-12-11", "16:00", "21:00"), span("2026-12-13", "09:00", "20:00")]).is_none());
    }

    #[test]
    fn a_copy_keeps_the_rhythm_of_its_days() {
        let event = open(vec![span("2026-12-11", "16:00", "21:00"), span("2026-12-13", "09:00", "18:00")]);
        let dates: Vec<String> = event.moved_to(&"2027-03-26".parse().unwrap()).dates().iter().map(ToString::to_string).collect();
        assert_eq!(dates, ["2027-03-26", "2027-03-28"]);
    }

    #[test]
    fn an_empty_draft_is_kept_and_names_what_it_lacks() {
        let draft = PopupContent::default();
        assert!(draft.check().is_ok());
        let missing: Vec<_> = draft.missing(Instant::from_millis(0)).into_iter().map(|field| field.pointer).collect();
        assert_eq!(missing, ["/title/sl", "/description/sl", "/venue_ids", "/days", "/admission/sl", "/access/sl"]);
    }
}
