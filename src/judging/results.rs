//! What the jury's points come to: standings while all is blind, the ranking that was decided, and after the reveal what
//! teams and public read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::enter::{self, EnteredChallenge};
use super::{bench, is_revealed, standing};
use crate::challenges::{self, Challenge, ChallengeState, Criterion};
use crate::db::Tx;
use crate::entries::{self, Entry, EntryVersion, Member};
use crate::identity::{OrganisationCard, SignedIn, organisation_card};
use crate::juries::{self, Card, Juror, Ranking, Score, SheetState};
use crate::kit::id::{ChallengeId, CriterionId, EntryId, JurorId};
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// An entry with its place in the ranking that was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// The entry.
    pub entry: EntryId,
    /// From one upwards, each once.
    pub place: i32,
    /// The mean of the jurors' weighted sums, in thousandths of a point.
    pub mean_milli: i64,
    /// Their median.
    pub median_milli: i64,
    /// The highest less the lowest.
    pub spread_milli: i64,
    /// From how many sheets.
    pub sheets: i32,
}

/// An entry with its place, as jury and company see it; blind until the reveal.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StandingView {
    /// What it is known by.
    pub handle: String,
    /// What it is called.
    pub title: String,
    /// From one upwards; the same for an unsettled tie.
    pub place: i32,
    /// Whether another entry has the same mean and nobody has settled which comes first.
    pub tied: bool,
    /// The mean in thousandths of a point.
    pub mean_milli: i64,
    /// The median in thousandths of a point.
    pub median_milli: i64,
    /// The highest less the lowest, in thousandths of a point.
    pub spread_milli: i64,
    /// What each juror came to.
    pub sums: Vec<JurorSum>,
    /// Who made it; nobody until the reveal.
    pub team: Vec<PublicMember>,
}

/// What a juror came to for an entry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JurorSum {
    /// The juror.
    pub juror: String,
    /// In hundredths of a point.
    pub sum_hundredths: i64,
}

/// Who made an entry, as everybody may know after the reveal.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PublicMember {
    /// How the person is called.
    pub name: String,
    /// The studio's name.
    pub studio: Option<String>,
    /// Its public address.
    pub studio_slug: Option<String>,
}

/// What became of an entry, for its team, after the reveal.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EntryVerdict {
    /// The challenge.
    pub challenge: EnteredChallenge,
    /// What the entry was called.
    pub title: String,
    /// From one upwards.
    pub place: i32,
    /// Of how many.
    pub of: i32,
    /// The mean in thousandths of a point.
    pub mean_milli: i64,
    /// The median in thousandths of a point.
    pub median_milli: i64,
    /// The highest less the lowest, in thousandths of a point.
    pub spread_milli: i64,
    /// Points and reasons.
    pub criteria: Vec<CriterionVerdict>,
}

/// What the jury gave for a criterion.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CriterionVerdict {
    /// What it is called.
    pub label: String,
    /// Of 100.
    pub weight: i32,
    /// By each juror, without a name, in the same order for each criterion.
    pub scores: Vec<JurorWords>,
}

/// A juror's points and reasons.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JurorWords {
    /// Nought to ten.
    pub points: i32,
    /// Why.
    pub comment: String,
}

/// The results that everybody may read.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChallengeResults {
    /// When they came out.
    pub revealed_at: Option<Instant>,
    /// How many entries there were.
    pub entries: i32,
    /// Who judged.
    pub jury: Vec<String>,
    /// The places that win something, the best first.
    pub places: Vec<PublicPlace>,
}

/// A place that wins something.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PublicPlace {
    /// From one upwards.
    pub place: i32,
    /// What it is called.
    pub title: String,
    /// The idea in a sentence or two.
    pub summary: String,
    /// The mean in thousandths of a point.
    pub mean_milli: i64,
    /// Who made it.
    pub team: Vec<PublicMember>,
}

/// Where judging stands: who judges what, and what it comes to.
pub(super) struct Count {
    /// Those who judge.
    pub jury: Vec<Juror>,
    /// The entries that count, by handle.
    pub standing: Vec<(Entry, EntryVersion)>,
    /// Which entries each juror may see.
    pub visible: BTreeMap<JurorId, BTreeSet<EntryId>>,
    /// Where each juror's sheets stand.
    pub sheets: BTreeMap<(JurorId, EntryId), SheetState>,
    sums: BTreeMap<EntryId, Vec<(JurorId, i64)>>,
}

impl Count {
    /// Counts what is there.
    pub fn of(tx: &mut Tx, challenge: &Challenge) -> Result<Count> {
        let jury = juries::judging(tx, &challenge.id)?;
        let standing = standing(tx, challenge)?;
        let mut visible = BTreeMap::new();
        for juror in &jury {
            let seen = bench::visible(tx, juror, standing.clone())?;
            visible.insert(juror.id.clone(), seen.into_iter().map(|(entry, _)| entry.id).collect());
        }
        let sheets: BTreeMap<_, _> =
            juries::sheets(tx, &jury)?.into_iter().map(|sheet| ((sheet.juror_id, sheet.entry_id), sheet.state)).collect();
        let weights: BTreeMap<CriterionId, i32> =
            challenges::criteria(tx, &challenge.id)?.into_iter().map(|criterion| (criterion.id, criterion.weight)).collect();
        let mut last: BTreeMap<(EntryId, JurorId), BTreeMap<CriterionId, i32>> = BTreeMap::new();
        for Score { juror_id, entry_id, criterion_id, points, .. } in juries::record(tx, &jury)? {
            if sheets.get(&(juror_id.clone(), entry_id.clone())) == Some(&SheetState::Completed) {
                last.entry((entry_id, juror_id)).or_default().insert(criterion_id, points.unwrap_or(0));
            }
        }
        let mut sums: BTreeMap<EntryId, Vec<(JurorId, i64)>> = BTreeMap::new();
        for ((entry, juror), points) in last {
            let weighted = points.iter().filter_map(|(criterion, points)| Some((*points, *weights.get(criterion)?)));
            sums.entry(entry).or_default().push((juror, juries::weighted(weighted)));
        }
        Ok(Count { jury, standing, visible, sheets, sums })
    }

    /// How many entries a juror has done with, and of how many.
    pub fn progress(&self, juror: &JurorId) -> (i32, i32) {
        let Some(seen) = self.visible.get(juror) else { return (0, 0) };
        let done = seen.iter().filter(|entry| self.is_closed(juror, entry)).count();
        (i32::try_from(done).unwrap_or(i32::MAX), i32::try_from(seen.len()).unwrap_or(i32::MAX))
    }

    /// Of an entry: how many jurors have completed it, and how many are to.
    pub fn progress_of(&self, entry: &EntryId) -> (i32, i32) {
        let judges = self.jury.iter().filter(|juror| self.visible.get(&juror.id).is_some_and(|seen| seen.contains(entry)));
        let states: Vec<_> = judges.map(|juror| self.sheets.get(&(juror.id.clone(), entry.clone()))).collect();
        let completed = states.iter().filter(|state| **state == Some(&SheetState::Completed)).count();
        let to_judge = states.iter().filter(|state| **state != Some(&SheetState::Recused)).count();
        (i32::try_from(completed).unwrap_or(i32::MAX), i32::try_from(to_judge).unwrap_or(i32::MAX))
    }

    fn is_closed(&self, juror: &JurorId, entry: &EntryId) -> bool {
        let state = self.sheets.get(&(juror.clone(), entry.clone()));
        matches!(state, Some(SheetState::Completed | SheetState::Recused))
    }

    /// Whether every juror has done with every entry they may see. Sums of others show from then on.
    pub fn all_in(&self) -> bool {
        !self.jury.is_empty()
            && !self.standing.is_empty()
            && self.visible.iter().all(|(juror, seen)| seen.iter().all(|entry| self.is_closed(juror, entry)))
    }

    /// The entries in the order of their places.
    pub fn ranking(&self, settled: &[Vec<EntryId>]) -> Vec<Ranking> {
        let card = |(entry, _): &(Entry, EntryVersion)| Card {
            entry: entry.id.clone(),
            sums: self.sums.get(&entry.id).into_iter().flatten().map(|(_, sum)| *sum).collect(),
        };
        juries::rank(&self.standing.iter().map(card).collect::<Vec<_>>(), settled)
    }

    /// The same for reading: nothing until all are in, no names until the reveal, and only what this reader may see.
    pub fn standings(&self, tx: &mut Tx, challenge: &Challenge, reader: Option<&JurorId>) -> Result<Vec<StandingView>> {
        if !self.all_in() {
            return Ok(Vec::new());
        }
        let settled: Vec<Vec<EntryId>> = juries::ties(tx, &challenge.id)?.into_iter().map(|tie| tie.ranked.0).collect();
        let hidden = |entry: &EntryId| {
            !is_revealed(challenge) && reader.is_some_and(|juror| self.visible.get(juror).is_none_or(|seen| !seen.contains(entry)))
        };
        let mut views = Vec::new();
        for row in self.ranking(&settled) {
            let Some((entry, version)) = self.standing.iter().find(|(entry, _)| entry.id == row.entry) else { continue };
            if hidden(&entry.id) {
                continue;
            }
            let team = if is_revealed(challenge) { public_team(tx, &version.team)? } else { Vec::new() };
            let named = |(juror, sum): &(JurorId, i64)| {
                let juror = self.jury.iter().find(|known| known.id == *juror)?.name.clone();
                Some(JurorSum { juror, sum_hundredths: *sum })
            };
            views.push(StandingView {
                handle: entry.handle.clone(),
                title: version.content.title.clone(),
                place: row.place,
                tied: row.tied,
                mean_milli: row.mean_milli,
                median_milli: row.median_milli,
                spread_milli: row.spread_milli,
                sums: self.sums.get(&entry.id).into_iter().flatten().filter_map(named).collect(),
                team,
            });
        }
        Ok(views)
    }
}

/// The ranking of a challenge whose result was decided, the best first.
pub(super) fn ranking(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Ranked>> {
    let found = challenges::of(tx, challenge)?;
    if found.state != ChallengeState::Decided && !is_revealed(&found) {
        return Ok(Vec::new());
    }
    let ranked = |row: juries::Place| Ranked {
        entry: row.entry_id,
        place: row.place,
        mean_milli: row.mean_milli,
        median_milli: row.median_milli,
        spread_milli: row.spread_milli,
        sheets: row.sheets,
    };
    Ok(juries::places(tx, challenge)?.into_iter().map(ranked).collect())
}

/// What became of a team's own entry. Refused (`results_not_out`) before the reveal.
pub(super) fn verdict(tx: &mut Tx, who: &SignedIn, id: &EntryId, locale: Locale) -> Result<EntryVerdict> {
    let (seat, challenge) = enter::seat(tx, who, id)?;
    if !is_revealed(&challenge) {
        return Err(Code::ResultsNotOut.into());
    }
    let places = juries::places(tx, &challenge.id)?;
    let own = places.iter().find(|place| place.entry_id == seat.entry.id).ok_or_else(Error::not_found)?;
    let jury = juries::judging(tx, &challenge.id)?;
    let completed: Vec<JurorId> = juries::sheets(tx, &jury)?
        .into_iter()
        .filter(|sheet| sheet.entry_id == seat.entry.id && sheet.state == SheetState::Completed)
        .map(|sheet| sheet.juror_id)
        .collect();
    // The order of the jurors is that of their shuffles for this entry: it names nobody.
    let mut judges: Vec<&Juror> = jury.iter().filter(|juror| completed.contains(&juror.id)).collect();
    judges.sort_by_key(|juror| juror.place_of(&seat.entry.handle));
    let mut criteria = Vec::new();
    for Criterion { id, label, weight, .. } in challenges::criteria(tx, &challenge.id)? {
        let mut scores = Vec::with_capacity(judges.len());
        for juror in &judges {
            if let Some(score) = juries::last_of(tx, juror, &seat.entry.id)?.remove(&id) {
                scores.push(JurorWords { points: score.points.unwrap_or(0), comment: score.comment });
            }
        }
        criteria.push(CriterionVerdict { label: label.best(locale).to_owned(), weight, scores });
    }
    Ok(EntryVerdict {
        challenge: enter::entered(tx, &challenge, locale),
        title: entries::title(tx, &seat.entry.id)?,
        place: own.place,
        of: i32::try_from(places.len()).map_err(Error::internal)?,
        mean_milli: own.mean_milli,
        median_milli: own.median_milli,
        spread_milli: own.spread_milli,
        criteria,
    })
}

/// The results of a challenge. Refused (`results_not_out`) before the reveal, whether there are any or not.
pub(super) fn public(tx: &mut Tx, slug: &str) -> Result<ChallengeResults> {
    let challenge = challenges::by_slug(tx, slug)?.filter(Challenge::is_public).ok_or_else(Error::not_found)?;
    if !is_revealed(&challenge) {
        return Err(Code::ResultsNotOut.into());
    }
    let ranked = juries::places(tx, &challenge.id)?;
    let standing = standing(tx, &challenge)?;
    let winning = challenge.content.prizes.iter().filter_map(|prize| prize.place).max().unwrap_or(1).max(1);
    let mut places = Vec::new();
    for row in ranked.iter().filter(|row| row.place <= winning) {
        let Some((_, version)) = standing.iter().find(|(entry, _)| entry.id == row.entry_id) else { continue };
        places.push(PublicPlace {
            place: row.place,
            title: version.content.title.clone(),
            summary: version.content.summary.clone(),
            mean_milli: row.mean_milli,
            team: public_team(tx, &version.team)?,
        });
    }
    Ok(ChallengeResults {
        revealed_at: challenge.revealed_at,
        entries: i32::try_from(ranked.len()).map_err(Error::internal)?,
        jury: juries::judging(tx, &challenge.id)?.into_iter().map(|juror| juror.name).collect(),
        places,
    })
}

fn public_team(tx: &mut Tx, team: &[Member]) -> Result<Vec<PublicMember>> {
    let mut named = Vec::with_capacity(team.len());
    for member in team {
        let card: Option<OrganisationCard> = match &member.studio {
            Some(studio) => organisation_card(tx, studio)?,
            None => None,
        };
        let (studio, studio_slug) = card.map(|card| (card.name, card.slug)).unzip();
        named.push(PublicMember { name: enter::name(tx, &member.user)?, studio, studio_slug });
    }
    Ok(named)
}
