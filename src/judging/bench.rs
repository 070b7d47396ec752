//! The jurors' bench: what a juror sees and gives. Blind: random handles in an order of one's own, and nothing of anybody.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::results::{Count, StandingView};
use super::shortlist::{self, ShortlistView};
use super::{board, judging, standing};
use crate::challenges::{self, Challenge, ChallengeState, Criterion};
use crate::db::Tx;
use crate::entries::{self, Entry, EntryContent, EntryFile, EntryFileKind, EntryVersion};
use crate::identity::members;
use crate::identity::{self, MaybeSignedIn, SignedIn, organisation_card};
use crate::juries::{self, Given, Juror, Round, SheetState};
use crate::kit::id::{AccountId, CriterionId, JurorId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, Zone};
use crate::kit::{Code, Error, Result, guard};

/// The challenge that is judged.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JudgedChallenge {
    /// Its public address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// Who poses it.
    pub company: String,
    /// Where it stands.
    pub phase: ChallengeState,
    /// Its time zone.
    pub zone: Zone,
    /// When it closes.
    pub closes_at: Option<Instant>,
    /// Until when the jury judges.
    pub judging_until: Option<Instant>,
    /// When the results come out.
    pub reveal_at: Option<Instant>,
}

/// An invitation to a jury as whoever holds its link sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JuryInvitationPreview {
    /// The challenge.
    pub challenge: JudgedChallenge,
    /// How the company calls the reader.
    pub name: String,
    /// The mailbox it was sent to: sign in with it to accept.
    pub email: String,
    /// Whether the reader would settle ties.
    pub chairs: bool,
}

/// A jury in the list of a person's own.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MyJury {
    /// The place in it.
    pub id: JurorId,
    /// The challenge.
    pub challenge: JudgedChallenge,
    /// How many entries are done with; 0 until judging begins.
    pub judged: i32,
    /// Of how many.
    pub of: i32,
}

/// The juries of a person.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MyJuries {
    /// The newest first.
    pub items: Vec<MyJury>,
}

/// What entries are judged by.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JuryCriterion {
    /// Which.
    pub id: CriterionId,
    /// What it is called.
    pub label: String,
    /// What it asks.
    pub description: String,
    /// Of 100.
    pub weight: i32,
}

/// An entry in a juror's own order.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JuryEntry {
    /// What it is known by: random.
    pub handle: String,
    /// What it is called.
    pub title: String,
    /// Where the juror's sheet stands.
    pub state: SheetState,
    /// Whether it is judged in this round; what was not shortlisted can only be read.
    pub in_round: bool,
}

/// A jury as one of its members sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JuryView {
    /// The place in it.
    pub id: JurorId,
    /// The challenge.
    pub challenge: JudgedChallenge,
    /// Whether this juror settles ties.
    pub chairs: bool,
    /// What entries are judged by.
    pub criteria: Vec<JuryCriterion>,
    /// In the juror's own order; none until judging begins.
    pub entries: Vec<JuryEntry>,
    /// Which round it is.
    pub round: Round,
    /// How many are done with in this round.
    pub judged: i32,
    /// Of how many.
    pub of: i32,
    /// Whether all jurors are done.
    pub all_in: bool,
    /// What it comes to; empty until all are in.
    pub standings: Vec<StandingView>,
    /// The first round, once it led to a shortlist.
    pub first_round: Vec<StandingView>,
    /// The shortlist, once it was made.
    pub shortlist: Option<ShortlistView>,
    /// Whether this juror can make the shortlist now.
    pub can_shorten: bool,
}

/// A picture or a paper as the jury sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JuryFile {
    /// What it is known by: random.
    pub handle: String,
    /// Picture or paper.
    pub kind: EntryFileKind,
    /// What it shows.
    pub caption: String,
    /// 0 for a paper.
    pub width_px: i32,
    /// 0 for a paper.
    pub height_px: i32,
}

/// Points and words for a criterion.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetScore {
    /// For what.
    pub criterion_id: CriterionId,
    /// Nought to ten; none as yet.
    #[schema(minimum = 0, maximum = 10)]
    pub points: Option<i32>,
    /// Why; the team reads it after the reveal.
    #[schema(max_length = 1000)]
    pub comment: String,
}

/// An entry with the juror's sheet for it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SheetView {
    /// What the entry is known by: random.
    pub handle: String,
    /// Its number in the juror's own order.
    pub number: i32,
    /// Of how many.
    pub of: i32,
    /// The one before in that order.
    pub previous: Option<String>,
    /// The one after.
    pub next: Option<String>,
    /// Its words; only the title once it is put aside.
    pub content: EntryContent,
    /// Pictures and papers.
    pub files: Vec<JuryFile>,
    /// Where the sheet stands.
    pub state: SheetState,
    /// The conflict that was declared.
    pub conflict: Option<String>,
    /// Which round the sheet is of.
    pub round: Round,
    /// Whether it is judged in this round.
    pub in_round: bool,
    /// What was given so far.
    pub scores: Vec<SheetScore>,
    /// What the juror gave in the first round, on a sheet of the second.
    pub first_scores: Vec<SheetScore>,
    /// The weighted sum so far, in hundredths of a point.
    pub sum_hundredths: i64,
    /// How many jurors have completed the entry.
    pub judged: i32,
    /// How many are to.
    pub judges: i32,
}

/// What a juror gives.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteSheet {
    /// For one or more criteria.
    #[schema(max_items = 30)]
    pub scores: Vec<SheetScore>,
}

/// What an invitation's link invites to.
pub(super) fn preview(tx: &mut Tx, secret: &str, locale: Locale) -> Result<JuryInvitationPreview> {
    let juror = juries::invited(tx, secret)?;
    let challenge = challenges::of(tx, &juror.challenge_id)?;
    let challenge = judged_challenge(tx, &challenge, locale)?;
    Ok(JuryInvitationPreview { challenge, name: juror.name, email: juror.email, chairs: juror.chairs })
}

/// Takes the place, signed in with the mailbox that was invited; or declines, which whoever holds the letter may. Refused
/// to whoever takes part: they learn it, the company does not.
pub(super) fn answer(tx: &mut Tx, who: &MaybeSignedIn, secret: &str, accepts: bool) -> Result<()> {
    let juror = juries::invited(tx, secret)?;
    if !accepts {
        return juries::answer(tx, &juror, &juror.invited_by, false);
    }
    let who = who.0.as_ref().ok_or(Code::NotSignedIn)?;
    let account = identity::account(tx, who)?;
    if account.email != juror.email {
        return Err(Code::InvitationForOther.into());
    }
    if entries::takes_part(tx, &juror.challenge_id, &account.id)? {
        return Err(Code::EntrantCannotJudge.into());
    }
    juries::answer(tx, &juror, &account.id, true)
}

/// A person's own juries.
pub(super) fn mine(tx: &mut Tx, who: &SignedIn, locale: Locale) -> Result<MyJuries> {
    let account = identity::account(tx, who)?;
    let mut items = Vec::new();
    for juror in juries::of_account(tx, &account.id)? {
        let challenge = challenges::of(tx, &juror.challenge_id)?;
        let (judged, of) = if judging(tx, &challenge).is_ok() { Count::of(tx, &challenge)?.progress(&juror.id) } else { (0, 0) };
        items.push(MyJury { id: juror.id, challenge: judged_challenge(tx, &challenge, locale)?, judged, of });
    }
    Ok(MyJuries { items })
}

/// The caller's own place in a jury, with the challenge.
pub(super) fn seat(tx: &mut Tx, who: &SignedIn, id: &JurorId) -> Result<(Juror, Challenge)> {
    let account = identity::account(tx, who)?;
    let juror = juries::seat(tx, &account.id, id)?;
    let challenge = challenges::of(tx, &juror.challenge_id)?;
    Ok((juror, challenge))
}

/// The jury for one of its members. Until judging begins there are no entries in it, whether there are any or not.
pub(super) fn view(tx: &mut Tx, who: &SignedIn, id: &JurorId, locale: Locale) -> Result<JuryView> {
    let (juror, challenge) = seat(tx, who, id)?;
    let mut view = JuryView {
        id: juror.id.clone(),
        challenge: judged_challenge(tx, &challenge, locale)?,
        chairs: juror.chairs,
        criteria: criteria(tx, &challenge, locale)?,
        entries: Vec::new(),
        round: Round::First,
        judged: 0,
        of: 0,
        all_in: false,
        standings: Vec::new(),
        first_round: Vec::new(),
        shortlist: None,
        can_shorten: false,
    };
    if judging(tx, &challenge).is_err() {
        return Ok(view);
    }
    let count = Count::of(tx, &challenge)?;
    let state = |entry: &Entry| {
        let key = (juror.id.clone(), entry.id.clone(), count.round_of(&entry.id));
        count.sheets.get(&key).copied().unwrap_or(SheetState::Open)
    };
    view.entries = visible(tx, &juror, count.standing.clone())?
        .into_iter()
        .map(|(entry, version)| JuryEntry {
            state: state(&entry),
            in_round: count.is_judged(&entry.id),
            handle: entry.handle,
            title: version.content.0.title,
        })
        .collect();
    (view.round, view.all_in) = (count.round(), count.all_in());
    (view.judged, view.of) = count.progress(&juror.id);
    view.standings = count.standings(tx, &challenge, Some(&juror.id))?;
    view.first_round = count.first_standings(tx, &challenge, Some(&juror.id))?;
    view.shortlist = shortlist::view(tx, &challenge, &count)?;
    view.can_shorten = juror.chairs && shortlist::possible(&challenge, tx, &count);
    Ok(view)
}

/// An entry that a juror may see. The phase is asked first: before it there is no difference between a handle that exists
/// and one that does not.
fn entry(tx: &mut Tx, juror: &Juror, challenge: &Challenge, handle: &str) -> Result<(Entry, EntryVersion)> {
    judging(tx, challenge)?;
    let standing = standing(tx, challenge)?;
    visible(tx, juror, standing)?.into_iter().find(|(entry, _)| entry.handle == handle).ok_or_else(Error::not_found)
}

/// An entry with the juror's sheet.
pub(super) fn sheet(tx: &mut Tx, who: &SignedIn, id: &JurorId, handle: &str) -> Result<SheetView> {
    let (juror, challenge) = seat(tx, who, id)?;
    let (entry, version) = entry(tx, &juror, &challenge, handle)?;
    let count = Count::of(tx, &challenge)?;
    let order = visible(tx, &juror, count.standing.clone())?;
    let index = order.iter().position(|(other, _)| other.id == entry.id).ok_or_else(Error::not_found)?;
    let beside = |index: Option<usize>| index.and_then(|index| order.get(index)).map(|(other, _)| other.handle.clone());
    let round = count.round_of(&entry.id);
    let found = juries::sheet(tx, &juror, &entry.id, round)?;
    let state = found.as_ref().map_or(SheetState::Open, |sheet| sheet.state);
    let (scores, sum_hundredths) = given(tx, &juror, &challenge, &entry, round)?;
    let first_scores = if round == Round::Second { given(tx, &juror, &challenge, &entry, Round::First)?.0 } else { Vec::new() };
    let aside = state == SheetState::Recused;
    let files = if aside { Vec::new() } else { entries::files_of(tx, &entry.id, &version)? };
    let title_only = EntryContent { title: version.content.title.clone(), ..EntryContent::default() };
    let (judged, judges) = count.progress_of(&entry.id);
    Ok(SheetView {
        number: i32::try_from(index + 1).map_err(Error::internal)?,
        of: i32::try_from(order.len()).map_err(Error::internal)?,
        previous: beside(index.checked_sub(1)),
        next: beside(Some(index + 1)),
        content: if aside { title_only } else { version.content.0 },
        files: files.into_iter().map(JuryFile::of).collect(),
        state,
        conflict: found.and_then(|sheet| sheet.conflict),
        round,
        in_round: count.is_judged(&entry.id),
        scores,
        first_scores,
        sum_hundredths,
        judged,
        judges,
        handle: entry.handle,
    })
}

/// What a juror gave to an entry in a round so far, and what it comes to.
fn given(tx: &mut Tx, juror: &Juror, challenge: &Challenge, entry: &Entry, round: Round) -> Result<(Vec<SheetScore>, i64)> {
    let given = juries::last_of(tx, juror, &entry.id, round)?;
    let (mut scores, mut weighted) = (Vec::new(), Vec::new());
    for criterion in challenges::criteria(tx, &challenge.id)? {
        if let Some(score) = given.get(&criterion.id) {
            weighted.extend(score.points.map(|points| (points, criterion.weight)));
            scores.push(SheetScore { criterion_id: criterion.id, points: score.points, comment: score.comment.clone() });
        }
    }
    Ok((scores, juries::weighted(weighted.into_iter())))
}

/// A file of an entry that a juror may see, with its number among the files. Not of one that was put aside.
pub(super) fn file(tx: &mut Tx, who: &SignedIn, id: &JurorId, handle: &str, file: &str) -> Result<(EntryFile, usize)> {
    let (juror, challenge) = seat(tx, who, id)?;
    let (entry, version) = entry(tx, &juror, &challenge, handle)?;
    // A conflict that was declared in either round stays.
    if juries::sheets(tx, std::slice::from_ref(&juror))?
        .iter()
        .any(|sheet| sheet.entry_id == entry.id && sheet.state == SheetState::Recused)
    {
        return Err(Error::not_found());
    }
    let shown = entries::files_of(tx, &entry.id, &version)?.into_iter().zip(1..).find(|(shown, _)| shown.handle == file);
    shown.ok_or_else(Error::not_found)
}

/// Writes points and words, while the jury judges.
pub(super) fn write(tx: &mut Tx, who: &SignedIn, id: &JurorId, handle: &str, new: &WriteSheet) -> Result<()> {
    let (juror, challenge) = seat(tx, who, id)?;
    let (entry, _) = entry(tx, &juror, &challenge, handle)?;
    let round = round_to_write(tx, &challenge, &entry)?;
    let known: BTreeSet<CriterionId> = challenges::criteria(tx, &challenge.id)?.into_iter().map(|criterion| criterion.id).collect();
    if !new.scores.iter().all(|score| known.contains(&score.criterion_id)) {
        return Err(Error::not_found());
    }
    let given = |score: &SheetScore| Given { criterion: score.criterion_id.clone(), points: score.points, comment: score.comment.clone() };
    juries::write(tx, &juror, &entry.id, round, &new.scores.iter().map(given).collect::<Vec<_>>())
}

/// Completes a sheet; when it was the last of all, the company has a letter.
pub(super) fn complete(tx: &mut Tx, who: &SignedIn, id: &JurorId, handle: &str, base_url: &str) -> Result<()> {
    let (juror, challenge) = seat(tx, who, id)?;
    let (entry, _) = entry(tx, &juror, &challenge, handle)?;
    let round = round_to_write(tx, &challenge, &entry)?;
    let criteria: Vec<CriterionId> = challenges::criteria(tx, &challenge.id)?.into_iter().map(|criterion| criterion.id).collect();
    juries::complete(tx, &juror, &entry.id, round, &criteria)?;
    board::tell_when_all_in(tx, &challenge, base_url)
}

/// Declares a conflict of interest: the juror judges this entry no more, and does not read it.
pub(super) fn recuse(tx: &mut Tx, who: &SignedIn, id: &JurorId, handle: &str, reason: &str, base_url: &str) -> Result<()> {
    let (juror, challenge) = seat(tx, who, id)?;
    let (entry, _) = entry(tx, &juror, &challenge, handle)?;
    let round = round_to_write(tx, &challenge, &entry)?;
    juries::recuse(tx, &juror, &entry.id, round, reason)?;
    board::tell_when_all_in(tx, &challenge, base_url)
}

/// The round that the jury judges an entry in. Goes on only while it judges, and in the second round only for what was
/// shortlisted.
fn round_to_write(tx: &mut Tx, challenge: &Challenge, entry: &Entry) -> Result<Round> {
    if challenge.phase(tx.now) != ChallengeState::Judging {
        return Err(Code::JurySheetClosed.into());
    }
    let first = juries::first_round(tx, &challenge.id)?;
    match first.iter().any(|row| row.entry_id == entry.id && row.shortlisted) {
        true => Ok(Round::Second),
        false if first.is_empty() => Ok(Round::First),
        false if guard::off("jury_round") => Ok(Round::Second),
        false => Err(Code::JurySheetClosed.into()),
    }
}

/// The entries that a juror may see, in the juror's own order: none of whose team anybody acts for an organisation that the
/// juror acts for too, and none of the juror's own.
pub(super) fn visible(tx: &mut Tx, juror: &Juror, standing: Vec<(Entry, EntryVersion)>) -> Result<Vec<(Entry, EntryVersion)>> {
    let Some(account) = &juror.account_id else { return Ok(Vec::new()) };
    let own = organisations(tx, account)?;
    let mut seen = Vec::with_capacity(standing.len());
    for (entry, version) in standing {
        let mut theirs = false;
        for member in version.team.iter() {
            theirs |= member.user == *account
                || member.studio.as_ref().is_some_and(|studio| own.contains(studio))
                || !organisations(tx, &member.user)?.is_disjoint(&own);
        }
        if !theirs || guard::off("jury_own") {
            seen.push((entry, version));
        }
    }
    if guard::off("jury_blind") {
        seen.sort_by_key(|(entry, _)| entry.id.clone());
    } else {
        seen.sort_by_key(|(entry, _)| juror.place_of(&entry.handle));
    }
    Ok(seen)
}

fn organisations(tx: &mut Tx, account: &AccountId) -> Result<BTreeSet<OrganisationId>> {
    Ok(members::store::of_account(tx, account)?.into_iter().map(|organisation| organisation.id).collect())
}

fn criteria(tx: &mut Tx, challenge: &Challenge, locale: Locale) -> Result<Vec<JuryCriterion>> {
    let view = |criterion: Criterion| JuryCriterion {
        id: criterion.id,
        label: criterion.label.best(locale).to_owned(),
        description: criterion.description.best(locale).to_owned(),
        weight: criterion.weight,
    };
    Ok(challenges::criteria(tx, &challenge.id)?.into_iter().map(view).collect())
}

/// The challenge as its jury sees it.
pub(super) fn judged_challenge(tx: &mut Tx, challenge: &Challenge, locale: Locale) -> Result<JudgedChallenge> {
    Ok(JudgedChallenge {
        slug: challenge.slug.clone(),
        title: challenge.title.best(locale).to_owned(),
        company: organisation_card(tx, &challenge.organisation)?.map(|card| card.name).unwrap_or_default(),
        phase: challenge.phase(tx.now),
        zone: challenge.zone.clone(),
        closes_at: challenge.closes_at,
        judging_until: challenge.judging_until,
        reveal_at: challenge.reveal_at,
    })
}

impl JuryFile {
    /// A file by its random handle, without its name.
    pub(super) fn of(file: EntryFile) -> JuryFile {
        let EntryFile { handle, kind, caption, width_px, height_px, .. } = file;
        JuryFile { handle, kind, caption, width_px, height_px }
    }
}
