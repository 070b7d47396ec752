//! The calendars that phones and offices subscribe to: one of everything, one for each pop-up, one of all challenges and
//! one for each. Mounted at the root, so that
//! their addresses are short enough to be read to somebody.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Deserialize;

use super::challenges;
use super::makers::beginning;
use super::meta;
use super::popups::{by_slug, days, halls, public};
use crate::challenges::{Challenge, ChallengeState};
use crate::db::Tx;
use crate::db::schema::popups;
use crate::kit::Result;
use crate::kit::error::Error;
use crate::kit::id::PopupId;
use crate::kit::locale::Locale;
use crate::kit::time::{self, Instant, Zone};
use crate::popups::calendar::{CalendarEntry, Standing, write};
use crate::popups::{Popup, PopupDay, PopupStatus};
use crate::venues::Venue;
use crate::web::{App, Language, Path, Query};
use diesel::prelude::*;

/// The language of a calendar; the reader's own when nothing is said.
#[derive(Clone, Debug, Default, Deserialize)]
struct CalendarQuery {
    lang: Option<Locale>,
}

/// Mounts the calendars at the root.
pub fn feeds(cfg: &mut actix_web::web::ServiceConfig) {
    cfg.route("/calendar.ics", actix_web::web::get().to(whole_calendar));
    cfg.route("/popups/{slug}.ics", actix_web::web::get().to(popup_calendar));
    cfg.route("/challenges.ics", actix_web::web::get().to(challenges_calendar));
    cfg.route("/challenges/{slug}.ics", actix_web::web::get().to(challenge_calendar));
}

async fn whole_calendar(app: App, language: Language, query: Query<CalendarQuery>) -> Result<HttpResponse> {
    let (locale, home) = (query.lang.unwrap_or(language.0), app.url(""));
    let text = app.read(move |tx| {
        // Subscribers keep what they have; a year back is enough to correct it.
        let since = tx.now.minus(time::days(365));
        let found: Vec<Popup> =
            public().filter(popups::ends_at.ge(since)).order((popups::starts_at, popups::id)).limit(1_000).load(tx.db)?;
        let name = locale.pick("Modrotisk – pop-upi", "Modrotisk – pop-ups", "Modrotisk – Pop-ups");
        Ok(write(name, &Zone::ljubljana(), &entries(tx, &home, &found, locale)?))
    });
    Ok(answer(text.await?, "modrotisk.ics", locale))
}

async fn popup_calendar(app: App, language: Language, slug: Path<String>, query: Query<CalendarQuery>) -> Result<HttpResponse> {
    let (locale, home, slug) = (query.lang.unwrap_or(language.0), app.url(""), slug.into_inner());
    let file = format!("{slug}.ics");
    let text = app.read(move |tx| {
        let popup = by_slug(tx, &slug)?.ok_or_else(Error::not_found)?;
        let entries = entries(tx, &home, std::slice::from_ref(&popup), locale)?;
        Ok(write(popup.title.best(locale), &popup.zone, &entries))
    });
    Ok(answer(text.await?, &file, locale))
}

async fn challenges_calendar(app: App, language: Language, query: Query<CalendarQuery>) -> Result<HttpResponse> {
    let (locale, home) = (query.lang.unwrap_or(language.0), app.url(""));
    let text = app.read(move |tx| {
        let found = challenges::trusted(tx)?;
        let name = locale.pick("Modrotisk – izzivi", "Modrotisk – challenges", "Modrotisk – Herausforderungen");
        let entries: Vec<CalendarEntry> = found.iter().flat_map(|challenge| challenge_entries(&home, challenge, locale)).collect();
        Ok(write(name, &Zone::ljubljana(), &entries))
    });
    Ok(answer(text.await?, "challenges.ics", locale))
}

async fn challenge_calendar(app: App, language: Language, slug: Path<String>, query: Query<CalendarQuery>) -> Result<HttpResponse> {
    let (locale, home, slug) = (query.lang.unwrap_or(language.0), app.url(""), slug.into_inner());
    let file = format!("{slug}.ics");
    let text = app.read(move |tx| {
        let challenge = challenges::by_slug(tx, &slug)?.ok_or_else(Error::not_found)?;
        Ok(write(challenge.title.best(locale), &challenge.zone, &challenge_entries(&home, &challenge, locale)))
    });
    Ok(answer(text.await?, &file, locale))
}

/// Opening, end of questions, deadline and reveal; each an entry that ends at its instant.
fn challenge_entries(home: &str, challenge: &Challenge, locale: Locale) -> Vec<CalendarEntry> {
    let title = challenge.title.best(locale);
    let url = format!("{home}{}", meta::challenge_path(&challenge.slug, locale));
    let questions = challenge.content.times().questions_until;
    let points = [
        ("opens", challenge.opens_at, locale.pick("Začetek oddaje", "Entries open", "Einreichung ab")),
        ("questions", questions, locale.pick("Zadnji čas za vprašanja", "Last call for questions", "Letzte Fragen")),
        ("closes", challenge.closes_at, locale.pick("Rok za oddajo", "Deadline", "Einsendeschluss")),
        ("reveal", challenge.reveal_at, locale.pick("Razglasitev", "Results", "Bekanntgabe")),
    ];
    let off = challenge.state == ChallengeState::Cancelled;
    let point = |(key, at, what): (&str, Option<Instant>, &str)| {
        let at = at?;
        Some(CalendarEntry {
            uid: format!("{}-{key}@{}", challenge.id, host(home)),
            sequence: challenge.sequence,
            stamp: challenge.updated_at,
            created: challenge.created_at,
            opens: at.minus(time::minutes(30)),
            closes: at,
            summary: format!("{what}: {title}"),
            description: [challenge.content.summary.best(locale), &url].join("\n\n"),
            location: challenge.content.town.clone(),
            geo: None,
            url: url.clone(),
            standing: if off { Standing::Cancelled } else { Standing::Confirmed },
        })
    };
    points.into_iter().filter_map(point).collect()
}

/// The host of our own address, which makes the ids of entries unique in the world.
fn host(home: &str) -> &str {
    home.split("://").nth(1).unwrap_or("modrotisk").split([':', '/']).next().unwrap_or("modrotisk")
}

fn answer(text: String, file: &str, locale: Locale) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{file}\"")))
        .insert_header((header::CACHE_CONTROL, "public, max-age=900"))
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CONTENT_LANGUAGE, locale.as_str()))
        .body(text)
}

fn entries(tx: &mut Tx, home: &str, found: &[Popup], locale: Locale) -> Result<Vec<CalendarEntry>> {
    let ids: Vec<PopupId> = found.iter().map(|popup| popup.id.clone()).collect();
    let (days, halls) = (days(tx, &ids)?, halls(tx, &ids)?);
    let mut entries = Vec::new();
    for popup in found {
        let hall = halls.iter().find(|(event, _)| *event == popup.id).map(|(_, hall)| hall);
        let openings = days.iter().filter(|day| day.popup_id == popup.id);
        entries.extend((1..).zip(openings).map(|(number, day)| entry(home, popup, hall, number, day, locale)));
    }
    Ok(entries)
}

fn entry(home: &str, popup: &Popup, hall: Option<&Venue>, number: usize, day: &PopupDay, locale: Locale) -> CalendarEntry {
    let title = popup.title.best(locale);
    let (summary, standing) = match popup.status {
        PopupStatus::Cancelled => (format!("{}: {title}", locale.pick("Odpovedano", "Cancelled", "Abgesagt")), Standing::Cancelled),
        PopupStatus::Postponed => (format!("{}: {title}", locale.pick("Prestavljeno", "Postponed", "Verschoben")), Standing::Cancelled),
        _ => (title.to_owned(), Standing::Confirmed),
    };
    let url = format!("{home}{}", meta::popup_path(&popup.slug, locale));
    let parts = [
        popup.status_message.best(locale).to_owned(),
        day.note.best(locale).to_owned(),
        beginning(popup.content.description.best(locale)),
        popup.content.admission.best(locale).to_owned(),
        url.clone(),
    ];
    CalendarEntry {
        // By number and not by date: an opening that moves is the same one on another day.
        uid: format!("{}-{number}@{}", popup.id, host(home)),
        sequence: popup.sequence,
        stamp: popup.updated_at,
        created: popup.created_at,
        opens: day.opens_at,
        closes: day.closes_at,
        summary,
        description: parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n\n"),
        location: hall.map(|hall| place(hall, locale)).unwrap_or_default(),
        geo: hall.map(|hall| hall.point().geo()),
        url,
        standing,
    }
}

fn place(hall: &Venue, locale: Locale) -> String {
    format!("{}, {}, {} {}", hall.name.best(locale), hall.address, hall.postal_code, hall.town)
}
