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
use crate::juries::{self, Card, FirstRound, Juror, Ranking, Round, Score, Sheet, SheetState};
use crate::kit::id::{ChallengeId, CriterionId, EntryId, JurorId};
use crate::kit::locale::Locale;
use crate::kit::text::markdown_to_html;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result, guard};

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
    /// Which round's points these are.
    pub round: Round,
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
    /// Points and reasons of the round that decided.
    pub criteria: Vec<CriterionVerdict>,
    /// Which round decided its place.
    pub round: Round,
    /// Points and reasons of the first round, where the second decided.
    pub first_round: Vec<CriterionVerdict>,
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
    /// What the company says to them. Safe HTML; empty when it says nothing.
    #[serde(default)]
    pub announcement_html: String,
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
    pub sheets: BTreeMap<(JurorId, EntryId, Round), SheetState>,
    /// The first round as it stood when the shortlist was made; empty without one.
    pub first: Vec<FirstRound>,
    sums: BTreeMap<(EntryId, Round), Vec<(JurorId, i64)>>,
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
        let kept = juries::sheets(tx, &jury)?.into_iter();
        let sheets: BTreeMap<_, _> = kept.map(|sheet| ((sheet.juror_id, sheet.entry_id, sheet.round), sheet.state)).collect();
        let weights: BTreeMap<CriterionId, i32> =
            challenges::criteria(tx, &challenge.id)?.into_iter().map(|criterion| (criterion.id, criterion.weight)).collect();
        let mut last: BTreeMap<(EntryId, Round, JurorId), BTreeMap<CriterionId, i32>> = BTreeMap::new();
        for Score { juror_id, entry_id, round, criterion_id, points, .. } in juries::record(tx, &jury)? {
            if sheets.get(&(juror_id.clone(), entry_id.clone(), round)) == Some(&SheetState::Completed) {
                last.entry((entry_id, round, juror_id)).or_default().insert(criterion_id, points.unwrap_or(0));
            }
        }
        let mut sums: BTreeMap<(EntryId, Round), Vec<(JurorId, i64)>> = BTreeMap::new();
        for ((entry, round, juror), points) in last {
            let weighted = points.iter().filter_map(|(criterion, points)| Some((*points, *weights.get(criterion)?)));
            sums.entry((entry, round)).or_default().push((juror, juries::weighted(weighted)));
        }
        let first = juries::first_round(tx, &challenge.id)?;
        Ok(Count { jury, standing, visible, sheets, first, sums })
    }

    /// The round that the jury is in.
    pub fn round(&self) -> Round {
        if self.first.is_empty() { Round::First } else { Round::Second }
    }

    /// The round in which an entry is judged last: the second only for what was shortlisted.
    pub fn round_of(&self, entry: &EntryId) -> Round {
        let shortlisted = self.first.iter().any(|row| row.entry_id == *entry && row.shortlisted);
        if shortlisted { Round::Second } else { Round::First }
    }

    /// Whether the jury judges an entry in the round that it is in.
    pub fn is_judged(&self, entry: &EntryId) -> bool {
        self.round_of(entry) == self.round()
    }

    /// The entries that a juror is to judge in this round.
    fn to_judge<'c>(&'c self, juror: &JurorId) -> impl Iterator<Item = &'c EntryId> {
        self.visible.get(juror).into_iter().flatten().filter(|entry| self.is_judged(entry))
    }

    /// How many entries of this round a juror has done with, and of how many.
    pub fn progress(&self, juror: &JurorId) -> (i32, i32) {
        let done = self.to_judge(juror).filter(|entry| self.is_closed(juror, entry)).count();
        (i32::try_from(done).unwrap_or(i32::MAX), i32::try_from(self.to_judge(juror).count()).unwrap_or(i32::MAX))
    }

    /// Of an entry: how many jurors have completed it, and how many are to.
    pub fn progress_of(&self, entry: &EntryId) -> (i32, i32) {
        let judges = self.jury.iter().filter(|juror| self.visible.get(&juror.id).is_some_and(|seen| seen.contains(entry)));
        let round = self.round_of(entry);
        let states: Vec<_> = judges.map(|juror| self.sheets.get(&(juror.id.clone(), entry.clone(), round))).collect();
        let completed = states.iter().filter(|state| **state == Some(&SheetState::Completed)).count();
        let to_judge = states.iter().filter(|state| **state != Some(&SheetState::Recused)).count();
        (i32::try_from(completed).unwrap_or(i32::MAX), i32::try_from(to_judge).unwrap_or(i32::MAX))
    }

    fn is_closed(&self, juror: &JurorId, entry: &EntryId) -> bool {
        let state = self.sheets.get(&(juror.clone(), entry.clone(), self.round()));
        matches!(state, Some(SheetState::Completed | SheetState::Recused))
    }

    /// Whether every juror has done with every entry of this round that they may see. Sums of others show from then on.
    pub fn all_in(&self) -> bool {
        let done = |juror: &Juror| self.to_judge(&juror.id).all(|entry| self.is_closed(&juror.id, entry));
        !self.jury.is_empty() && !self.standing.is_empty() && self.jury.iter().all(done)
    }

    /// The entries in the order of their places: by the round that the jury is in, and after what was shortlisted the others
    /// as the first round left them. `settled` holds the orders of this round's ties, the last one first.
    pub fn ranking(&self, settled: &[Vec<EntryId>]) -> Vec<Ranking> {
        let round = self.round();
        let card = |(entry, _): &(Entry, EntryVersion)| Card {
            entry: entry.id.clone(),
            sums: self.sums.get(&(entry.id.clone(), round)).into_iter().flatten().map(|(_, sum)| *sum).collect(),
        };
        let judged = self.standing.iter().filter(|(entry, _)| self.is_judged(&entry.id));
        let mut ranked = juries::rank(round, &judged.map(card).collect::<Vec<_>>(), settled);
        let stands = |row: &&FirstRound| self.standing.iter().any(|(entry, _)| entry.id == row.entry_id);
        for row in self.first.iter().filter(|row| !row.shortlisted).filter(stands) {
            let place = i32::try_from(ranked.len()).unwrap_or(i32::MAX - 1) + 1;
            ranked.push(as_it_stood(row, place));
        }
        ranked
    }

    /// The first round as it stood when the shortlist was made, of what still stands.
    pub fn first_ranking(&self) -> Vec<Ranking> {
        let stands = |row: &&FirstRound| self.standing.iter().any(|(entry, _)| entry.id == row.entry_id);
        self.first.iter().filter(stands).map(|row| as_it_stood(row, row.place)).collect()
    }

    /// The same for reading: nothing until all are in, no names until the reveal, and only what this reader may see.
    pub fn standings(&self, tx: &mut Tx, challenge: &Challenge, reader: Option<&JurorId>) -> Result<Vec<StandingView>> {
        if !self.all_in() && !guard::off("jury_round") {
            return Ok(Vec::new());
        }
        let settled = orders(tx, challenge, self.round())?;
        self.shown(tx, challenge, reader, self.ranking(&settled))
    }

    /// The first round that led to the shortlist, in the same way.
    pub fn first_standings(&self, tx: &mut Tx, challenge: &Challenge, reader: Option<&JurorId>) -> Result<Vec<StandingView>> {
        self.shown(tx, challenge, reader, self.first_ranking())
    }

    fn shown(&self, tx: &mut Tx, challenge: &Challenge, reader: Option<&JurorId>, rows: Vec<Ranking>) -> Result<Vec<StandingView>> {
        let hidden = |entry: &EntryId| {
            !is_revealed(challenge) && reader.is_some_and(|juror| self.visible.get(juror).is_none_or(|seen| !seen.contains(entry)))
        };
        let mut views = Vec::new();
        for row in rows {
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
                round: row.round,
                sums: self.sums.get(&(entry.id.clone(), row.round)).into_iter().flatten().filter_map(named).collect(),
                team,
            });
        }
        Ok(views)
    }
}

fn as_it_stood(row: &FirstRound, place: i32) -> Ranking {
    Ranking {
        entry: row.entry_id.clone(),
        place,
        tied: false,
        mean_milli: row.mean_milli,
        median_milli: row.median_milli,
        spread_milli: row.spread_milli,
        sheets: row.sheets,
        round: Round::First,
    }
}

/// How ties of a round were settled, the last first.
pub(super) fn orders(tx: &mut Tx, challenge: &Challenge, round: Round) -> Result<Vec<Vec<EntryId>>> {
    let ties = juries::ties(tx, &challenge.id)?.into_iter().filter(|tie| tie.round == round);
    Ok(ties.map(|tie| tie.ranked.0).collect())
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
    let criteria = words(tx, &seat.entry, &challenge, own.round, locale)?;
    let first_round = match own.round {
        Round::Second => words(tx, &seat.entry, &challenge, Round::First, locale)?,
        Round::First => Vec::new(),
    };
    Ok(EntryVerdict {
        challenge: enter::entered(tx, &challenge, locale),
        title: entries::title(tx, &seat.entry.id)?,
        place: own.place,
        of: i32::try_from(places.len()).map_err(Error::internal)?,
        mean_milli: own.mean_milli,
        median_milli: own.median_milli,
        spread_milli: own.spread_milli,
        criteria,
        round: own.round,
        first_round,
    })
}

/// What the jury gave to an entry in a round, by criterion, without names.
fn words(tx: &mut Tx, entry: &Entry, challenge: &Challenge, round: Round, locale: Locale) -> Result<Vec<CriterionVerdict>> {
    let jury = juries::judging(tx, &challenge.id)?;
    let counts = |sheet: &Sheet| sheet.entry_id == entry.id && sheet.round == round && sheet.state == SheetState::Completed;
    let completed: Vec<JurorId> = juries::sheets(tx, &jury)?.into_iter().filter(counts).map(|sheet| sheet.juror_id).collect();
    // The order of the jurors is that of their shuffles for this entry: it names nobody.
    let mut judges: Vec<&Juror> = jury.iter().filter(|juror| completed.contains(&juror.id)).collect();
    judges.sort_by_key(|juror| juror.place_of(&entry.handle));
    let mut criteria = Vec::new();
    for Criterion { id, label, weight, .. } in challenges::criteria(tx, &challenge.id)? {
        let mut scores = Vec::with_capacity(judges.len());
        for juror in &judges {
            if let Some(score) = juries::last_of(tx, juror, &entry.id, round)?.remove(&id) {
                scores.push(JurorWords { points: score.points.unwrap_or(0), comment: score.comment });
            }
        }
        criteria.push(CriterionVerdict { label: label.best(locale).to_owned(), weight, scores });
    }
    Ok(criteria)
}

/// The results of a challenge. Refused (`results_not_out`) before the reveal, whether there are any or not.
pub(super) fn public(tx: &mut Tx, slug: &str, locale: Locale) -> Result<ChallengeResults> {
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
        announcement_html: markdown_to_html(challenges::announcement(tx, &challenge.id)?.best(locale)),
        entries: i32::try_from(ranked.len()).map_err(Error::internal)?,
        jury: juries::judging(tx, &challenge.id)?.into_iter().map(|juror| juror.name).collect(),
        places,
    })
}

/// Who made an entry, by name.
pub(super) fn public_team(tx: &mut Tx, team: &[Member]) -> Result<Vec<PublicMember>> {
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
