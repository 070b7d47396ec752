//! The steps of a challenge that its company, the clock and the judging take.

use super::brief::Moment;
use super::model::{Challenge, ChallengeState, Criterion, DeadlineMove};
use super::{find, record, save, store};
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error};
use crate::kit::id::{AccountId, ChallengeId};
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::terms;

/// Takes the step, or says why there is none.
pub(super) fn step(challenge: &mut Challenge, next: ChallengeState) -> Result<()> {
    if !challenge.state.may_become(next) {
        let sentence = format!("A challenge that is {} cannot become {}.", challenge.state.spoken(), next.spoken());
        return Err(Code::ChallengeState.because(sentence));
    }
    challenge.state = next;
    Ok(())
}

/// Makes it public: from here on criteria and terms are what was promised. The criteria get their rows.
pub(super) fn publish_row(tx: &mut Tx, challenge: &mut Challenge) -> Result<()> {
    step(challenge, ChallengeState::Published)?;
    let promised = challenge.content.promised();
    for (position, criterion) in (0..).zip(&promised.criteria) {
        let row = Criterion {
            id: tx.id(),
            challenge_id: challenge.id.clone(),
            position,
            weight: criterion.weight,
            label: criterion.label.clone(),
            description: criterion.description.clone(),
        };
        store::insert_criterion(tx, &row)?;
    }
    challenge.promised = Some(Json(promised));
    challenge.rights_text_version = terms::RIGHTS_TEXT_VERSION.to_owned();
    challenge.published_at = Some(tx.now);
    Ok(())
}

/// Publishes an approved challenge before the hour that its company chose.
pub fn publish(tx: &mut Tx, challenge: Challenge, by: &AccountId) -> Result<Challenge> {
    let mut changed = challenge;
    if changed.state != ChallengeState::Approved {
        return Err(Code::ChallengeState.because("Only an approved challenge that waits for its hour can be published."));
    }
    in_time(&changed, tx)?;
    publish_row(tx, &mut changed)?;
    save(tx, &mut changed)?;
    record(tx, &changed, "challenge.published", Some(by), serde_json::json!({}))?;
    Ok(changed)
}

fn in_time(challenge: &Challenge, tx: &Tx) -> Result<()> {
    match challenge.closes_at.is_some_and(|closes| closes > tx.now) {
        true => Ok(()),
        false => Err(Code::ChallengeState.because("Its deadline is over. Take it back, choose other days and submit it again.")),
    }
}

/// Takes an approved challenge back, to change it before anybody has read it; the desk looks again.
pub fn take_back(tx: &mut Tx, challenge: Challenge, by: &AccountId) -> Result<Challenge> {
    let mut changed = challenge;
    if changed.state != ChallengeState::Approved {
        return Err(Code::ChallengeState.because("Only an approved challenge that is not public yet can be taken back."));
    }
    step(&mut changed, ChallengeState::Draft)?;
    save(tx, &mut changed)?;
    record(tx, &changed, "challenge.taken_back", Some(by), serde_json::json!({}))?;
    Ok(changed)
}

/// A later deadline, with the days after it.
#[derive(Clone, Debug)]
pub struct LaterDeadline {
    /// The new close of entries.
    pub closes: Moment,
    /// The new end of judging; as before where it still fits.
    pub judged: Option<Moment>,
    /// The new reveal; as before where it still fits.
    pub revealed: Option<Moment>,
    /// Why, for everybody who follows or takes part.
    pub reason: String,
}

/// Moves the deadline later, while the challenge is published or open; never earlier, and never once it is over. The caller
/// tells everybody.
pub fn extend(tx: &mut Tx, challenge: Challenge, seen: i64, later: &LaterDeadline, by: &AccountId) -> Result<Challenge> {
    let mut changed = challenge;
    if changed.version != seen {
        return Err(Code::VersionConflict.into());
    }
    let phase = changed.phase(tx.now);
    if !matches!(phase, ChallengeState::Published | ChallengeState::Open) {
        return Err(Code::ChallengeState.because("The deadline moves only until it is over."));
    }
    let before = changed.closes_at.ok_or_else(|| Error::internal("a public challenge without a deadline"))?;
    let mut brief = changed.content.0.clone();
    brief.closes = Some(later.closes.clone());
    brief.judged = later.judged.clone().or(brief.judged);
    brief.revealed = later.revealed.clone().or(brief.revealed);
    let times = brief.times();
    let after = times.closes_at.unwrap_or(before);
    let mut check = Check::new();
    check.text("/reason", &later.reason, 3..=500);
    check.that(after > before, "/closes", "deadline_earlier", "A deadline only ever moves later.");
    let judged = times.judging_until.is_some_and(|judged| judged > after);
    check.that(judged, "/judged", "time_order", "The jury needs time after the new deadline. Choose a later day for it.");
    let revealed = times.reveal_at >= times.judging_until;
    check.that(revealed, "/revealed", "time_order", "The results come out after the jury has judged. Choose a later day.");
    let not_earlier = times.judging_until >= changed.judging_until && times.reveal_at >= changed.reveal_at;
    check.that(not_earlier, "/revealed", "deadline_earlier", "Judging and reveal may only move later too.").done()?;
    super::stand(&mut changed, brief);
    changed.sequence += 1;
    save(tx, &mut changed)?;
    let moved = DeadlineMove {
        challenge_id: changed.id.clone(),
        moved_at: tx.now,
        before_at: before,
        after_at: after,
        reason: later.reason.trim().to_owned(),
        moved_by: by.clone(),
    };
    store::insert_deadline(tx, &moved)?;
    let fact = serde_json::json!({ "before": before, "after": after, "reason": moved.reason });
    record(tx, &changed, "challenge.deadline_moved", Some(by), fact)?;
    Ok(changed)
}

/// Calls it off for good, before a result is known. The reason goes into the log, the message to everybody concerned.
pub fn cancel(tx: &mut Tx, challenge: Challenge, reason: &str, message: &Translations, by: &AccountId) -> Result<Challenge> {
    Check::new().text("/reason", reason, 3..=500).texts("/message", message, 1..=1_000).done()?;
    let mut changed = challenge;
    changed.state = changed.phase(tx.now);
    step(&mut changed, ChallengeState::Cancelled)?;
    changed.state_reason = reason.trim().to_owned();
    changed.state_message = message.clone();
    changed.sequence += 1;
    save(tx, &mut changed)?;
    record(tx, &changed, "challenge.cancelled", Some(by), serde_json::json!({ "reason": changed.state_reason }))?;
    Ok(changed)
}

/// The jury begins; not before the deadline is over.
pub fn start_judging(tx: &mut Tx, id: &ChallengeId, by: Option<&AccountId>) -> Result<Challenge> {
    advance(tx, id, ChallengeState::Judging, "challenge.judging", by)
}

/// The jury goes into a second round. The row is held: of two acts on it at once, the second is refused.
pub fn shortlisted(tx: &mut Tx, id: &ChallengeId, by: &AccountId) -> Result<Challenge> {
    let mut challenge = find(tx, id)?;
    if challenge.state != ChallengeState::Judging {
        return Err(Code::ChallengeState.because("A shortlist is made while the jury judges."));
    }
    save(tx, &mut challenge)?;
    record(tx, &challenge, "challenge.shortlisted", Some(by), serde_json::json!({}))?;
    Ok(challenge)
}

/// The result is fixed and kept until the reveal.
pub fn decide_result(tx: &mut Tx, id: &ChallengeId, by: Option<&AccountId>) -> Result<Challenge> {
    advance(tx, id, ChallengeState::Decided, "challenge.decided", by)
}

/// The result comes out.
pub fn reveal(tx: &mut Tx, id: &ChallengeId, by: Option<&AccountId>) -> Result<Challenge> {
    advance(tx, id, ChallengeState::Revealed, "challenge.revealed", by)
}

/// The way from prototype to pieces sold begins.
pub fn follow_up(tx: &mut Tx, id: &ChallengeId, by: Option<&AccountId>) -> Result<Challenge> {
    advance(tx, id, ChallengeState::FollowUp, "challenge.follow_up", by)
}

/// It is over.
pub fn complete(tx: &mut Tx, id: &ChallengeId, by: Option<&AccountId>) -> Result<Challenge> {
    advance(tx, id, ChallengeState::Completed, "challenge.completed", by)
}

/// Takes one step from where the clock has brought it. Of two who take it at once, the second is refused.
fn advance(tx: &mut Tx, id: &ChallengeId, next: ChallengeState, kind: &str, by: Option<&AccountId>) -> Result<Challenge> {
    let mut changed = find(tx, id)?;
    changed.state = changed.phase(tx.now);
    step(&mut changed, next)?;
    match next {
        ChallengeState::Decided => changed.decided_at = Some(tx.now),
        ChallengeState::Revealed => changed.revealed_at = Some(tx.now),
        _ => {}
    }
    save(tx, &mut changed)?;
    record(tx, &changed, kind, by, serde_json::json!({}))?;
    Ok(changed)
}

/// What the clock does: publishes at the chosen hour, opens and closes. Returns those that moved, each as it stands now; the
/// caller comes back while any did, so a long sleep is made good step by step. Whether entries are taken never waits for
/// this: [`Challenge::phase`] reads the clock itself.
pub fn tick(tx: &mut Tx) -> Result<Vec<Challenge>> {
    let mut moved = Vec::new();
    for mut challenge in store::due(tx, 50)? {
        let kind = match challenge.state {
            ChallengeState::Approved if challenge.closes_at.is_none_or(|closes| closes <= tx.now) => {
                // Its whole time passed before it was public; its company learns that from the state.
                step(&mut challenge, ChallengeState::Draft)?;
                "challenge.taken_back"
            }
            ChallengeState::Approved => {
                publish_row(tx, &mut challenge)?;
                "challenge.published"
            }
            ChallengeState::Published => {
                step(&mut challenge, ChallengeState::Open)?;
                "challenge.opened"
            }
            _ => {
                step(&mut challenge, ChallengeState::Closed)?;
                "challenge.closed"
            }
        };
        save(tx, &mut challenge)?;
        record(tx, &challenge, kind, None, serde_json::json!({}))?;
        moved.push(challenge);
    }
    Ok(moved)
}
