//! What the desk does with a challenge: takes a frozen copy, and gives back a decision.

use super::brief::Brief;
use super::lifecycle::{publish_row, step};
use super::model::{Challenge, ChallengeState};
use super::{find, record, save, stand, store};
use crate::db::Tx;
use crate::identity::{Coordinator, Member};
use crate::kit::Result;
use crate::kit::decision::{Decision, Frozen};
use crate::kit::error::{Code, Error};
use crate::kit::id::ChallengeId;
use crate::kit::locale::Locale;

/// Freezes the brief for the desk. Refused while something is missing, naming each field, and for an organisation that the
/// desk does not know yet.
pub fn submit(tx: &mut Tx, member: &Member, id: &ChallengeId) -> Result<Frozen> {
    let mut challenge = find(tx, id)?;
    if challenge.organisation != member.organisation {
        return Err(Error::not_found());
    }
    member.approved()?;
    if challenge.state == ChallengeState::Submitted {
        return Err(Code::SubmissionAlreadyOpen.into());
    }
    let missing = challenge.content.missing(tx.now);
    if !missing.is_empty() {
        return Err(Code::ChallengeIncomplete.with_fields(missing));
    }
    let snapshot = serde_json::to_value(&challenge.content.0).map_err(Error::internal)?;
    step(&mut challenge, ChallengeState::Submitted)?;
    save(tx, &mut challenge)?;
    record(tx, &challenge, "challenge.submitted", Some(&member.account), serde_json::json!({}))?;
    Ok(Frozen { title: challenge.title.best(Locale::Sl).to_owned(), owner: challenge.organisation, snapshot, live: None })
}

/// Takes it back from the desk.
pub fn withdraw(tx: &mut Tx, member: &Member, id: &ChallengeId) -> Result<()> {
    let mut challenge = find(tx, id)?;
    if challenge.organisation != member.organisation {
        return Err(Error::not_found());
    }
    if challenge.state != ChallengeState::Submitted {
        return Err(Code::SubmissionNotOpen.into());
    }
    step(&mut challenge, ChallengeState::Draft)?;
    save(tx, &mut challenge)?;
    record(tx, &challenge, "challenge.withdrawn", Some(&member.account), serde_json::json!({}))
}

/// Does what the desk decided. An approval makes the frozen copy the brief, whole, and publishes it unless its company chose
/// a later hour.
pub fn decide(tx: &mut Tx, by: &Coordinator, id: &ChallengeId, snapshot: &serde_json::Value, decision: Decision) -> Result<()> {
    let mut challenge = find(tx, id)?;
    let mut published = false;
    match decision {
        Decision::Approved => published = approve(tx, &mut challenge, snapshot)?,
        Decision::ChangesRequested => step(&mut challenge, ChallengeState::ChangesRequested)?,
        Decision::Refused => step(&mut challenge, ChallengeState::Refused)?,
        Decision::Suspended => {
            challenge.state = challenge.phase(tx.now);
            challenge.state_before = Some(challenge.state);
            step(&mut challenge, ChallengeState::Suspended)?;
            challenge.sequence += 1;
        }
        Decision::Restored => {
            let before = challenge.state_before.take().filter(|_| challenge.state == ChallengeState::Suspended);
            let before = before.ok_or(Code::DecisionImpossible)?;
            step(&mut challenge, before)?;
            challenge.sequence += 1;
        }
    }
    save(tx, &mut challenge)?;
    record(tx, &challenge, &format!("challenge.{decision}"), Some(&by.account), serde_json::json!({}))?;
    match published {
        true => record(tx, &challenge, "challenge.published", Some(&by.account), serde_json::json!({})),
        false => Ok(()),
    }
}

/// Whether it is public at once.
fn approve(tx: &mut Tx, challenge: &mut Challenge, snapshot: &serde_json::Value) -> Result<bool> {
    if challenge.state != ChallengeState::Submitted {
        return Err(Code::DecisionImpossible.into());
    }
    let brief: Brief = serde_json::from_value(snapshot.clone()).map_err(Error::internal)?;
    if brief.times().closes_at.is_none_or(|closes| closes <= tx.now) {
        return Err(Code::DecisionImpossible.because("Its deadline is over. Ask the company for other days."));
    }
    step(challenge, ChallengeState::Approved)?;
    stand(challenge, brief);
    store::set_hosts(tx, &challenge.id, &challenge.content.host_ids.clone())?;
    let at_once = challenge.publish_at.is_none_or(|at| at <= tx.now);
    if at_once {
        publish_row(tx, challenge)?;
    }
    Ok(at_once)
}
