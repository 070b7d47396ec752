//! What the clock does: reveals at the set time, tells teams of their result, of a later deadline and of a challenge that was
//! called off, and reminds jurors.
//!
//! Each letter has a key that names its fact and reader, so looking again queues nothing twice.

use super::letters;
use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::entries;
use crate::jobs::{self, Job};
use crate::juries;
use crate::kit::id::ChallengeId;
use crate::kit::time::days;
use crate::kit::{Error, Result, guard};
use crate::web::App;

/// Everything that is due now.
pub fn tick(tx: &mut Tx, base_url: &str) -> Result<()> {
    for challenge in challenges::public(tx)? {
        match challenge.phase(tx.now) {
            ChallengeState::Published => tell_of_later_deadline(tx, &challenge, base_url)?,
            ChallengeState::Open => {
                tell_of_later_deadline(tx, &challenge, base_url)?;
                tell_that_it_closes_soon(tx, &challenge, base_url)?;
            }
            ChallengeState::Cancelled => tell_of_cancellation(tx, &challenge, base_url)?,
            ChallengeState::Judging => remind(tx, &challenge, base_url)?,
            ChallengeState::Decided => reveal_if_due(tx, &challenge, base_url)?,
            _ => {}
        }
    }
    Ok(())
}

/// What reveals one challenge.
pub const REVEAL: &str = "judging.reveal";

/// Sets the clock for the reveal, so that it comes at the second that the page counts down to. A result that is decided later than
/// that is out at once. The tick of each minute looks again, should this one be missed.
pub fn set_clock(tx: &mut Tx, challenge: &Challenge) -> Result<()> {
    let Some(at) = challenge.reveal_at else { return Ok(()) };
    let (key, payload) = (format!("{}:{}", challenge.id, at.millis()), serde_json::json!({ "challenge": challenge.id }));
    jobs::enqueue(tx, Job { kind: REVEAL, key: &key, payload, run_at: at.max(tx.now) }).map(drop)
}

/// Reveals the challenge for which the clock was set.
pub async fn run(app: App, payload: serde_json::Value) -> Result<()> {
    let id: ChallengeId = serde_json::from_value(payload["challenge"].clone()).map_err(Error::internal)?;
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| {
        let challenge = challenges::of(tx, &id)?;
        if challenge.state == ChallengeState::Decided { reveal_if_due(tx, &challenge, &base_url) } else { Ok(()) }
    })
    .await
}

fn reveal_if_due(tx: &mut Tx, challenge: &Challenge, base_url: &str) -> Result<()> {
    if challenge.reveal_at.is_some_and(|at| at <= tx.now) { reveal(tx, challenge, base_url) } else { Ok(()) }
}

fn reveal(tx: &mut Tx, challenge: &Challenge, base_url: &str) -> Result<()> {
    let challenge = challenges::reveal(tx, &challenge.id, None)?;
    for place in juries::places(tx, &challenge.id)? {
        for member in entries::team(tx, &place.entry_id)? {
            letters::result(tx, &challenge, &place.entry_id, &member.user, base_url)?;
        }
    }
    Ok(())
}

fn tell_of_later_deadline(tx: &mut Tx, challenge: &Challenge, base_url: &str) -> Result<()> {
    let Some(moved) = challenges::deadlines(tx, &challenge.id)?.pop() else { return Ok(()) };
    for (entry, member) in entries::entrants(tx, &challenge.id)? {
        // Who follows the challenge has that letter.
        let told = challenges::followed_before(tx, &challenge.id, &member.account_id, moved.moved_at)?;
        if member.joined_at < moved.moved_at && (!told || guard::off("one_letter")) {
            letters::later_deadline(tx, challenge, &entry, &member, &moved, base_url)?;
        }
    }
    Ok(())
}

/// Three days before the close: those whose entry is begun and not submitted, and those who follow and take no part. Each has
/// one letter for one close, and none who came when it was near already. All of them are sealed, so that no list tells who
/// has an entry by who has which letter.
fn tell_that_it_closes_soon(tx: &mut Tx, challenge: &Challenge, base_url: &str) -> Result<()> {
    let (Some(opens), Some(closes)) = (challenge.opens_at, challenge.closes_at) else { return Ok(()) };
    let near = closes.minus(days(3));
    if tx.now < near || opens >= near {
        return Ok(());
    }
    for member in entries::unsubmitted(tx, &challenge.id)? {
        if member.joined_at < near {
            letters::closes_soon(tx, challenge, closes, &member.account_id, Some(&member.entry_id), base_url)?;
        }
    }
    for account in challenges::followers(tx, &challenge.id)? {
        let early = challenges::followed_before(tx, &challenge.id, &account, near)?;
        if early && !entries::takes_part(tx, &challenge.id, &account)? {
            letters::closes_soon(tx, challenge, closes, &account, None, base_url)?;
        }
    }
    Ok(())
}

fn tell_of_cancellation(tx: &mut Tx, challenge: &Challenge, base_url: &str) -> Result<()> {
    for (entry, member) in entries::entrants(tx, &challenge.id)? {
        letters::cancelled(tx, challenge, &entry, &member, base_url)?;
    }
    Ok(())
}

/// Two days before the end of judging, those who are not done.
fn remind(tx: &mut Tx, challenge: &Challenge, base_url: &str) -> Result<()> {
    let Some(until) = challenge.judging_until.filter(|until| until.minus(days(2)) <= tx.now && tx.now < *until) else { return Ok(()) };
    let count = super::results::Count::of(tx, challenge)?;
    for juror in &count.jury {
        let (judged, of) = count.progress(&juror.id);
        if judged < of {
            letters::reminder(tx, challenge, juror, count.round(), until, base_url)?;
        }
    }
    Ok(())
}
