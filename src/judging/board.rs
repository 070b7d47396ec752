//! The company's side of judging: inviting jurors, beginning, watching progress, settling ties, deciding. It reads no entry:
//! after the close it learns how many there are, once all are in what they are called and came to, and who made them only
//! at the reveal.

use serde::{Deserialize, Serialize};

use super::bench::{self, JudgedChallenge};
use super::results::{Count, Ranked, StandingView};
use super::shortlist::{self, ShortlistView};
use super::{is_revealed, letters, results};
use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::identity::{self, Member, SignedIn};
use crate::juries::{self, Juror, JurorStatus, Round};
use crate::kit::id::{ChallengeId, EntryId, JurorId};
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// Whom to invite.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteJuror {
    /// How the person is called; public on the challenge's page once they accept.
    #[schema(min_length = 2, max_length = 100)]
    pub name: String,
    /// The mailbox.
    #[schema(max_length = 254)]
    pub email: String,
    /// Whether this juror may settle ties.
    #[serde(default)]
    pub chairs: bool,
}

/// Why somebody is taken out of the jury.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveJuror {
    /// In words.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// Which of equal entries comes first.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleTie {
    /// All handles of the tie, the best first.
    #[schema(max_items = 100)]
    pub handles: Vec<String>,
    /// Why in this order.
    #[schema(min_length = 3, max_length = 1000)]
    pub reason: String,
}

/// A juror as the company sees them.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JurorView {
    /// The place in the jury.
    pub id: JurorId,
    /// How the person is called.
    pub name: String,
    /// The mailbox.
    pub email: String,
    /// Whether this juror settles ties.
    pub chairs: bool,
    /// Where the invitation stands.
    pub status: JurorStatus,
    /// Why the juror was taken out.
    pub removed_because: Option<String>,
    /// How many entries are done with; 0 until judging begins.
    pub judged: i32,
    /// Of how many.
    pub of: i32,
}

/// A tie that was settled.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettledTie {
    /// What the entries are called, the best first.
    pub titles: Vec<String>,
    /// Why in this order.
    pub reason: String,
    /// When.
    pub settled_at: Instant,
}

/// Judging as the company sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JudgingBoard {
    /// The challenge.
    pub challenge: JudgedChallenge,
    /// Everybody who was invited.
    pub jurors: Vec<JurorView>,
    /// How many entries there are; not told before the close.
    pub entries: Option<i32>,
    /// Whether all jurors are done.
    pub all_in: bool,
    /// Which round the jury is in.
    pub round: Round,
    /// What it comes to; empty until all are in.
    pub standings: Vec<StandingView>,
    /// The first round, once it led to a shortlist.
    pub first_round: Vec<StandingView>,
    /// The shortlist, once it was made.
    pub shortlist: Option<ShortlistView>,
    /// How ties were settled.
    pub settled: Vec<SettledTie>,
    /// Whether judging can begin now.
    pub can_start: bool,
    /// Whether a shortlist for a second round can be made now.
    pub can_shorten: bool,
    /// Whether the result can be decided now.
    pub can_decide: bool,
    /// What the company says to the result; secret until the reveal.
    #[serde(default)]
    pub announcement: Translations,
    /// Whether that can be written now.
    #[serde(default)]
    pub can_announce: bool,
}

/// Somebody who acts for a company that poses the challenge. Others do not find it.
pub(super) fn host(tx: &mut Tx, who: &SignedIn, id: &ChallengeId) -> Result<(Challenge, Member)> {
    identity::account(tx, who)?;
    for host in challenges::hosts(tx, id)? {
        match identity::member(tx, who, &host) {
            Ok(member) => return Ok((challenges::of(tx, id)?, member)),
            Err(error) if error.code == Code::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::not_found())
}

/// Judging for somebody of the company.
pub(super) fn view(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, locale: Locale) -> Result<JudgingBoard> {
    let (challenge, _) = host(tx, who, id)?;
    let phase = challenge.phase(tx.now);
    let closed = closed(phase);
    let jury = juries::of_challenge(tx, id)?;
    let judges = jury.iter().any(|juror| juror.status == JurorStatus::Accepted);
    let mut board = JudgingBoard {
        challenge: bench::judged_challenge(tx, &challenge, locale)?,
        jurors: Vec::with_capacity(jury.len()),
        entries: None,
        all_in: false,
        round: Round::First,
        standings: Vec::new(),
        first_round: Vec::new(),
        shortlist: None,
        settled: Vec::new(),
        can_start: false,
        can_shorten: false,
        can_decide: false,
        announcement: challenges::announcement(tx, id)?,
        can_announce: challenges::may_announce(&challenge),
    };
    let count = if closed { Some(Count::of(tx, &challenge)?) } else { None };
    let begun = phase != ChallengeState::Closed;
    for juror in jury {
        let progress = count.as_ref().filter(|_| begun).map_or((0, 0), |count| count.progress(&juror.id));
        board.jurors.push(juror_view(juror, progress));
    }
    if let Some(count) = count {
        board.entries = Some(i32::try_from(count.standing.len()).map_err(Error::internal)?);
        board.can_start = phase == ChallengeState::Closed && judges && !count.standing.is_empty();
        board.all_in = begun && count.all_in();
        if begun {
            board.round = count.round();
            board.standings = count.standings(tx, &challenge, None)?;
            board.first_round = count.first_standings(tx, &challenge, None)?;
            board.shortlist = shortlist::view(tx, &challenge, &count)?;
            board.can_shorten = shortlist::possible(&challenge, tx, &count);
            board.settled = settled(tx, &challenge, &count)?;
        }
        board.can_decide = phase == ChallengeState::Judging && board.all_in && undecidable(&count, &board.standings).is_ok();
    }
    Ok(board)
}

/// Whether the close is behind us.
fn closed(phase: ChallengeState) -> bool {
    use ChallengeState::{Closed, Completed, Decided, FollowUp, Judging, Revealed};
    matches!(phase, Closed | Judging | Decided | Revealed | FollowUp | Completed)
}

fn juror_view(juror: Juror, (judged, of): (i32, i32)) -> JurorView {
    let Juror { id, name, email, chairs, status, removed_because, .. } = juror;
    JurorView { id, name, email, chairs, status, removed_because, judged, of }
}

fn settled(tx: &mut Tx, challenge: &Challenge, count: &Count) -> Result<Vec<SettledTie>> {
    let title =
        |entry: &EntryId| count.standing.iter().find(|(known, _)| known.id == *entry).map(|(_, version)| version.content.title.clone());
    let told = |tie: juries::Tie| SettledTie {
        titles: tie.ranked.iter().filter_map(title).collect(),
        reason: tie.reason,
        settled_at: tie.settled_at,
    };
    Ok(juries::ties(tx, &challenge.id)?.into_iter().map(told).collect())
}

/// Invites a juror by letter, until the result is decided.
pub fn add_juror(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, new: &InviteJuror, base_url: &str) -> Result<()> {
    let (challenge, by) = host(tx, who, id)?;
    by.manager()?;
    undecided(tx, &challenge)?;
    let email = new.email.trim().to_lowercase();
    let (juror, secret) = juries::invite(tx, id, &email, &new.name, new.chairs, &by.account)?;
    letters::jury_invitation(tx, &challenge, &juror, base_url, &secret)
}

/// Takes a juror out, with a reason, until the result is decided.
pub(super) fn remove_juror(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, juror: &JurorId, reason: &str) -> Result<()> {
    let (challenge, by) = host(tx, who, id)?;
    by.manager()?;
    undecided(tx, &challenge)?;
    juries::remove(tx, id, juror, reason)
}

fn undecided(tx: &Tx, challenge: &Challenge) -> Result<()> {
    let over = matches!(challenge.phase(tx.now), ChallengeState::Decided | ChallengeState::Cancelled) || is_revealed(challenge);
    if over { Err(Code::ChallengeState.into()) } else { Ok(()) }
}

/// Begins judging, after the close: the jurors have a letter and may read. The phase is asked before anything is counted.
pub fn start(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, base_url: &str) -> Result<()> {
    let (challenge, by) = host(tx, who, id)?;
    by.manager()?;
    if challenge.phase(tx.now) != ChallengeState::Closed {
        return Err(Code::JudgingNotOpen.into());
    }
    let jury = juries::judging(tx, id)?;
    if jury.is_empty() {
        return Err(Code::NoJurors.into());
    }
    if super::standing(tx, &challenge)?.is_empty() {
        return Err(Code::NothingToJudge.into());
    }
    let challenge = challenges::start_judging(tx, id, Some(&by.account))?;
    for juror in &jury {
        letters::judging_begins(tx, &challenge, juror, base_url)?;
    }
    Ok(())
}

/// Settles a tie, for a manager of the company.
pub(super) fn settle(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, new: &SettleTie) -> Result<()> {
    let (challenge, by) = host(tx, who, id)?;
    by.manager()?;
    settle_tie(tx, &challenge, new, &by.account)
}

/// Settles a tie, for the juror who chairs.
pub(super) fn settle_as_chair(tx: &mut Tx, who: &SignedIn, id: &JurorId, new: &SettleTie) -> Result<()> {
    let (juror, challenge) = bench::seat(tx, who, id)?;
    if !juror.chairs {
        return Err(Code::Forbidden.because("Only the juror who chairs settles ties."));
    }
    settle_tie(tx, &challenge, new, &who.account)
}

/// Only a tie that is there is settled, whole, and only once all are in.
fn settle_tie(tx: &mut Tx, challenge: &Challenge, new: &SettleTie, by: &crate::kit::id::AccountId) -> Result<()> {
    if challenge.phase(tx.now) != ChallengeState::Judging {
        return Err(Code::JudgingNotOpen.into());
    }
    let count = Count::of(tx, challenge)?;
    if !count.all_in() {
        return Err(Code::JuryNotDone.into());
    }
    let named = |handle: &String| count.standing.iter().find(|(entry, _)| entry.handle == *handle).map(|(entry, _)| entry.id.clone());
    let order: Vec<EntryId> = new.handles.iter().filter_map(named).collect();
    // Without any settlement, the tie shows as it came from the points, settled before or not.
    let ranking = count.ranking(&[]);
    let place = ranking.iter().find(|row| row.tied && Some(&row.entry) == order.first()).map(|row| row.place).ok_or(Code::TieUnknown)?;
    let mut tied: Vec<EntryId> = ranking.into_iter().filter(|row| row.place == place).map(|row| row.entry).collect();
    let mut given = order.clone();
    tied.sort();
    given.sort();
    if tied != given || order.len() != new.handles.len() {
        return Err(Code::TieUnknown.into());
    }
    juries::settle(tx, &challenge.id, count.round(), order, &new.reason, by)
}

/// Decides the result: every place is held by one entry, and does not change any more. It stays secret until the reveal.
pub fn decide(tx: &mut Tx, who: &SignedIn, id: &ChallengeId) -> Result<()> {
    let (challenge, by) = host(tx, who, id)?;
    by.manager()?;
    if challenge.phase(tx.now) != ChallengeState::Judging {
        return Err(Code::JudgingNotOpen.into());
    }
    // The step comes first: it holds the row, so that nobody shortens the list meanwhile.
    let decided = challenges::decide_result(tx, id, Some(&by.account))?;
    let count = Count::of(tx, &challenge)?;
    if !count.all_in() {
        return Err(Code::JuryNotDone.into());
    }
    let standings = count.standings(tx, &challenge, None)?;
    undecidable(&count, &standings)?;
    let orders = results::orders(tx, &challenge, count.round())?;
    juries::keep(tx, id, &count.ranking(&orders))?;
    super::reveal::set_clock(tx, &decided)
}

/// Prepares what is said to the result.
pub fn announce(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, text: &Translations) -> Result<()> {
    let (challenge, by) = host(tx, who, id)?;
    by.manager()?;
    challenges::announce(tx, &challenge, text, &by.account)
}

/// Says why a ranking cannot be decided, if it cannot.
fn undecidable(count: &Count, standings: &[StandingView]) -> Result<()> {
    if standings.len() < count.standing.len() {
        return Err(Code::EntryUnjudged.into());
    }
    if standings.iter().any(|row| row.tied) {
        return Err(Code::TieUnsettled.into());
    }
    Ok(())
}

/// The ranking of a challenge whose result was decided, the best first; empty before that.
pub fn ranking(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Ranked>> {
    results::ranking(tx, challenge)
}

/// A letter to the company once the last sheet of all was completed or put aside.
pub(super) fn tell_when_all_in(tx: &mut Tx, challenge: &Challenge, base_url: &str) -> Result<()> {
    let count = Count::of(tx, challenge)?;
    if count.all_in() { letters::all_in(tx, challenge, count.round(), base_url) } else { Ok(()) }
}
