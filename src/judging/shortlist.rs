//! The shortlist: which entries the jury judges a second time. Made once, by the company or by the juror who chairs, from
//! the first round's result and while everything is still blind.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::results::{self, Count};
use super::{bench, board, letters};
use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::identity::SignedIn;
use crate::juries::{self, Ranking, Round};
use crate::kit::id::{AccountId, ChallengeId, EntryId, JurorId};
use crate::kit::time::Instant;
use crate::kit::{Code, Result};

/// Fewer than this is no list to judge.
const LEAST: usize = 2;

/// Which entries come into the second round.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeShortlist {
    /// Their handles, in any order; two or more.
    #[schema(max_items = 200)]
    pub handles: Vec<String>,
    /// Why these.
    #[schema(min_length = 3, max_length = 1000)]
    pub reason: String,
}

/// The shortlist, as jury and company see it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ShortlistView {
    /// What the entries on it are called, as the first round left them.
    pub titles: Vec<String>,
    /// Why these.
    pub reason: String,
    /// When it was made.
    pub made_at: Instant,
}

/// The shortlist of a challenge, once it was made.
pub(super) fn view(tx: &mut Tx, challenge: &Challenge, count: &Count) -> Result<Option<ShortlistView>> {
    let Some(made) = juries::shortlist(tx, &challenge.id)? else { return Ok(None) };
    let title = |id: &EntryId| count.standing.iter().find(|(entry, _)| entry.id == *id).map(|(_, version)| version.content.title.clone());
    let titles = count.first.iter().filter(|row| row.shortlisted).filter_map(|row| title(&row.entry_id)).collect();
    Ok(Some(ShortlistView { titles, reason: made.reason, made_at: made.made_at }))
}

/// Whether a shortlist can be made now: all have judged every entry, and there was none yet.
pub(super) fn possible(challenge: &Challenge, tx: &Tx, count: &Count) -> bool {
    let judges = challenge.phase(tx.now) == ChallengeState::Judging && count.round() == Round::First && count.all_in();
    judges && count.standing.len() >= LEAST && count.ranking(&[]).len() == count.standing.len()
}

/// Makes the shortlist, for a manager of the company.
pub(super) fn make(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, new: &MakeShortlist, base_url: &str) -> Result<()> {
    let (challenge, by) = board::host(tx, who, id)?;
    by.manager()?;
    shorten(tx, &challenge, new, &by.account, base_url)
}

/// Makes the shortlist, for the juror who chairs.
pub(super) fn make_as_chair(tx: &mut Tx, who: &SignedIn, id: &JurorId, new: &MakeShortlist, base_url: &str) -> Result<()> {
    let (juror, challenge) = bench::seat(tx, who, id)?;
    if !juror.chairs {
        return Err(Code::Forbidden.because("Only the juror who chairs makes the shortlist."));
    }
    shorten(tx, &challenge, new, &who.account, base_url)
}

/// Keeps the first round as it stands and begins the second; the jurors have a letter. Ties outside the list are settled
/// first, since nobody judges those entries again.
fn shorten(tx: &mut Tx, challenge: &Challenge, new: &MakeShortlist, by: &AccountId, base_url: &str) -> Result<()> {
    if challenge.phase(tx.now) != ChallengeState::Judging {
        return Err(Code::JudgingNotOpen.into());
    }
    // The row is held before anything is counted, so that nobody decides meanwhile.
    challenges::shortlisted(tx, &challenge.id, by)?;
    let count = Count::of(tx, challenge)?;
    if count.round() == Round::Second {
        return Err(Code::ShortlistMade.into());
    }
    if !count.all_in() {
        return Err(Code::JuryNotDone.into());
    }
    let settled = results::orders(tx, challenge, Round::First)?;
    let ranking = count.ranking(&settled);
    if ranking.len() < count.standing.len() {
        return Err(Code::EntryUnjudged.into());
    }
    let chosen = chosen(&count, new)?;
    let others: Vec<&Ranking> = ranking.iter().filter(|row| !chosen.contains(&row.entry)).collect();
    if others.windows(2).any(|pair| pair[0].place == pair[1].place) {
        return Err(Code::TieUnsettled
            .because("Entries outside the shortlist have the same mean. Settle which comes first, since nobody judges them again."));
    }
    juries::shorten(tx, &challenge.id, &ranking, &chosen, &new.reason, by)?;
    for juror in juries::judging(tx, &challenge.id)? {
        letters::second_round(tx, challenge, &juror, chosen.len(), base_url)?;
    }
    Ok(())
}

/// The entries that were named, each once, of those that stand.
fn chosen(count: &Count, new: &MakeShortlist) -> Result<Vec<EntryId>> {
    let named: BTreeSet<&String> = new.handles.iter().collect();
    let stand = count.standing.iter().filter(|(entry, _)| named.contains(&entry.handle));
    let chosen: Vec<EntryId> = stand.map(|(entry, _)| entry.id.clone()).collect();
    if chosen.len() != new.handles.len() || chosen.len() < LEAST {
        return Err(Code::Invalid.at("/handles", "not_a_shortlist", "Choose two or more entries of this challenge, each once."));
    }
    Ok(chosen)
}
