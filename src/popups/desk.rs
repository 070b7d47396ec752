//! What the desk does with an event: takes a frozen copy, and gives back a decision.

use super::content::PopupContent;
use super::lifecycle::step;
use super::model::{Popup, PopupDraftStatus, PopupStatus};
use super::{find, record, save, spoken, stand, store};
use crate::db::Tx;
use crate::identity::{Coordinator, Member};
use crate::kit::Result;
use crate::kit::decision::{Decision, Frozen};
use crate::kit::error::{Code, Error};
use crate::kit::id::PopupId;
use crate::kit::locale::Locale;

/// Freezes the event, or its working copy, for the desk. Refused while something is missing, naming each field, and for an
/// organisation that the desk does not know yet.
pub fn submit(tx: &mut Tx, member: &Member, id: &PopupId) -> Result<Frozen> {
    let mut popup = find(tx, id)?;
    if popup.organisation_id != member.organisation {
        return Err(Error::not_found());
    }
    member.approved()?;
    if popup.status == PopupStatus::Submitted || popup.draft_status == Some(PopupDraftStatus::Submitted) {
        return Err(Code::SubmissionAlreadyOpen.into());
    }
    if popup.status.is_standing() && popup.draft.is_none() {
        return Err(Code::PopupState.because("Nothing has changed since the desk accepted this event."));
    }
    let missing = popup.in_hand().missing(tx.now);
    if !missing.is_empty() {
        return Err(Code::PopupIncomplete.with_fields(missing));
    }
    let snapshot = serde_json::to_value(popup.in_hand()).map_err(Error::internal)?;
    let live = match popup.status.is_standing() {
        true => Some(serde_json::to_value(&popup.content.0).map_err(Error::internal)?),
        false => None,
    };
    if popup.status.is_standing() {
        popup.draft_status = Some(PopupDraftStatus::Submitted);
    } else {
        step(&mut popup, PopupStatus::Submitted)?;
    }
    let title = popup.in_hand().title.best(Locale::Sl).to_owned();
    save(tx, &mut popup)?;
    record(tx, &popup, "popup.submitted", Some(&member.account), serde_json::json!({}))?;
    Ok(Frozen { title, owner: popup.organisation_id, snapshot, live })
}

/// Takes the event, or its working copy, back from the desk.
pub fn withdraw(tx: &mut Tx, member: &Member, id: &PopupId) -> Result<()> {
    let mut popup = find(tx, id)?;
    if popup.organisation_id != member.organisation {
        return Err(Error::not_found());
    }
    if popup.draft_status == Some(PopupDraftStatus::Submitted) {
        popup.draft_status = Some(PopupDraftStatus::Editing);
    } else {
        step(&mut popup, PopupStatus::Draft)?;
    }
    save(tx, &mut popup)?;
    record(tx, &popup, "popup.withdrawn", Some(&member.account), serde_json::json!({}))
}

/// Does what the desk decided. An approval makes the frozen copy the event, whole, and announces it unless its organizer
/// chose a later hour.
pub fn decide(tx: &mut Tx, by: &Coordinator, id: &PopupId, snapshot: &serde_json::Value, decision: Decision) -> Result<()> {
    let mut popup = find(tx, id)?;
    match decision {
        Decision::Approved => approve(tx, &mut popup, snapshot)?,
        Decision::ChangesRequested => turn_down(&mut popup, PopupStatus::ChangesRequested, PopupDraftStatus::ChangesRequested)?,
        Decision::Refused => turn_down(&mut popup, PopupStatus::Refused, PopupDraftStatus::Refused)?,
        Decision::Suspended => {
            popup.status_before = Some(popup.status);
            step(&mut popup, PopupStatus::Suspended)?;
            popup.sequence += 1;
        }
        Decision::Restored => restore(&mut popup)?,
    }
    save(tx, &mut popup)?;
    record(tx, &popup, &format!("popup.{decision}"), Some(&by.account), serde_json::json!({}))
}

fn approve(tx: &mut Tx, popup: &mut Popup, snapshot: &serde_json::Value) -> Result<()> {
    let content: PopupContent = serde_json::from_value(snapshot.clone()).map_err(Error::internal)?;
    if popup.status.is_standing() {
        popup.draft = None;
        popup.draft_status = None;
        popup.sequence += 1;
    } else if popup.status == PopupStatus::Submitted {
        step(popup, PopupStatus::Approved)?;
    } else {
        // A suspended event may be restored to approved, never approved past its suspension.
        return Err(Code::PopupState.because(format!("An event that is {} cannot be approved.", spoken(popup.status))));
    }
    stand(popup, content.clone());
    store::project(tx, &popup.id, &content)?;
    if popup.status == PopupStatus::Approved && popup.announce_at.is_none_or(|at| at <= tx.now) {
        step(popup, PopupStatus::Announced)?;
        popup.announced_at = popup.announced_at.or(Some(tx.now));
    }
    Ok(())
}

fn turn_down(popup: &mut Popup, event: PopupStatus, draft: PopupDraftStatus) -> Result<()> {
    if popup.status.is_standing() && popup.draft_status == Some(PopupDraftStatus::Submitted) {
        popup.draft_status = Some(draft);
        return Ok(());
    }
    step(popup, event)
}

fn restore(popup: &mut Popup) -> Result<()> {
    let before = popup.status_before.take().filter(|_| popup.status == PopupStatus::Suspended);
    let before =
        before.ok_or_else(|| Code::PopupState.because(format!("An event that is {} cannot be restored.", spoken(popup.status))))?;
    popup.sequence += 1;
    step(popup, before)
}
