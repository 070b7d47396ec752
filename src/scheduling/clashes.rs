//! Other events on the same days near by: a warning to organizer and desk, never a refusal.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Tx;
use crate::identity;
use crate::kit::Result;
use crate::kit::id::PopupId;
use crate::kit::locale::Locale;
use crate::kit::time::LocalDate;
use crate::popups::{self, Popup, PopupContent, PopupStatus};
use crate::venues::{self, Venue};

/// Nearer than this, two events share their visitors.
const NEAR_METRES: i64 = 30_000;

/// Another event on the same day near by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Clash {
    /// The other event.
    pub popup_id: PopupId,
    /// Its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its organizer.
    pub organizer: String,
    /// Where it stands.
    pub status: PopupStatus,
    /// The days that both are open.
    pub dates: Vec<LocalDate>,
    /// The town of its nearest hall.
    pub town: String,
    /// How far the nearest halls are apart, in whole kilometres.
    pub distance_km: i64,
}

/// Events that clash with the days and halls of this one as its organizer has them in hand; nearest first.
pub fn clashes(tx: &mut Tx, id: &PopupId, content: &PopupContent, reader: Locale) -> Result<Vec<Clash>> {
    let mut days: BTreeMap<PopupId, Vec<LocalDate>> = BTreeMap::new();
    for (other, date) in popups::on_dates(tx, &content.dates(), id)? {
        days.entry(other).or_default().push(date);
    }
    let others: Vec<PopupId> = days.keys().cloned().collect();
    let places = popups::venues_of(tx, &others)?;
    let mut wanted = content.venue_ids.clone();
    wanted.extend(places.iter().map(|(_, venue)| venue.clone()));
    wanted.sort_unstable();
    wanted.dedup();
    let halls = venues::several(tx, &wanted)?;
    let ours: Vec<&Venue> = halls.iter().filter(|venue| content.venue_ids.contains(&venue.id)).collect();

    let mut found = Vec::new();
    for popup in popups::several(tx, &others)? {
        let theirs = halls.iter().filter(|hall| places.iter().any(|(event, venue)| *event == popup.id && *venue == hall.id));
        let nearest = theirs.flat_map(|hall| ours.iter().map(move |ours| (ours.point().metres_to(hall.point()), hall.town.clone()))).min();
        if let Some((metres, town)) = nearest.filter(|(metres, _)| *metres <= NEAR_METRES) {
            let dates = days.remove(&popup.id).unwrap_or_default();
            found.push(clash(tx, popup, dates, town, metres, reader)?);
        }
    }
    found.sort_by(|a, b| (a.distance_km, &a.slug).cmp(&(b.distance_km, &b.slug)));
    Ok(found)
}

fn clash(tx: &mut Tx, popup: Popup, dates: Vec<LocalDate>, town: String, metres: i64, reader: Locale) -> Result<Clash> {
    let organizer = identity::organisation_card(tx, &popup.organisation_id)?.map(|card| card.name).unwrap_or_default();
    Ok(Clash {
        title: popup.title.best(reader).to_owned(),
        popup_id: popup.id,
        slug: popup.slug,
        organizer,
        status: popup.status,
        dates,
        town,
        distance_km: (metres + 500) / 1000,
    })
}
