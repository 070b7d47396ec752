//! The steps of an event that its organizer and the clock take: announce, publish, put off, call off, begin, end.

use super::content::{OpeningSpan, check_days, in_order};
use super::model::{Popup, PopupDraftStatus, PopupStatus};
use super::{record, save, spoken, stand, store};
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::Code;
use crate::kit::id::AccountId;
use crate::kit::json::Json;
use crate::kit::locale::Translations;

/// Why an event is put off or called off: for the log, and for visitors.
#[derive(Clone, Debug)]
pub struct Shift {
    /// For the log; a few words.
    pub reason: String,
    /// For visitors and makers.
    pub message: Translations,
}

impl Shift {
    fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.text("/reason", &self.reason, 3..=500).texts("/message", &self.message, 1..=1_000).done()
    }
}

/// Takes the step, or says why there is none.
pub(super) fn step(popup: &mut Popup, next: PopupStatus) -> Result<()> {
    if !popup.status.may_become(next) {
        return Err(Code::PopupState.because(format!("An event that is {} cannot become {}.", spoken(popup.status), spoken(next))));
    }
    popup.status = next;
    Ok(())
}

/// Tells the public, before the chosen hour if its organizer wants.
pub fn announce(tx: &mut Tx, popup: Popup, by: &AccountId) -> Result<Popup> {
    let mut changed = popup;
    if changed.status != PopupStatus::Approved {
        return Err(Code::PopupState.because("Only an approved event that waits for its hour can be announced."));
    }
    step(&mut changed, PopupStatus::Announced)?;
    changed.announced_at = Some(tx.now);
    save(tx, &mut changed)?;
    record(tx, &changed, "popup.announced", Some(by), serde_json::json!({}))?;
    Ok(changed)
}

/// Says that the programme is complete.
pub fn publish_programme(tx: &mut Tx, popup: Popup, by: &AccountId) -> Result<Popup> {
    let mut changed = popup;
    step(&mut changed, PopupStatus::ProgrammePublished)?;
    if store::programme(tx, &changed.id)?.is_empty() {
        return Err(Code::PopupState.because("Add at least one point to the programme before you publish it."));
    }
    changed.sequence += 1;
    save(tx, &mut changed)?;
    record(tx, &changed, "popup.programme_published", Some(by), serde_json::json!({}))?;
    Ok(changed)
}

/// Other hours on the same days, at once. New days need the desk.
pub fn set_hours(tx: &mut Tx, popup: Popup, seen: i64, days: &[OpeningSpan], by: &AccountId) -> Result<Popup> {
    let mut changed = popup;
    if changed.version != seen {
        return Err(Code::VersionConflict.into());
    }
    if !changed.status.is_standing() || changed.status == PopupStatus::Postponed {
        return Err(Code::PopupState.because(format!("The hours of an event that is {} are changed in its draft.", spoken(changed.status))));
    }
    let mut check = Check::new();
    check_days(&mut check, days, &changed.zone);
    check.done()?;
    let content = changed.content.with_hours(days).ok_or(Code::PopupDaysNeedApproval)?;
    // The working copy keeps up, so that its approval does not bring the old hours back.
    if changed.draft_status != Some(PopupDraftStatus::Submitted)
        && let Some(kept) = changed.draft.as_ref().and_then(|draft| draft.with_hours(days))
    {
        changed.draft = Some(Json(kept));
    }
    let before = changed.content.days.clone();
    stand(&mut changed, content.clone());
    changed.sequence += 1;
    save(tx, &mut changed)?;
    store::project(tx, &changed.id, &content)?;
    record(tx, &changed, "popup.hours_changed", Some(by), serde_json::json!({ "before": before, "after": content.days }))?;
    Ok(changed)
}

/// Puts the event off. Its page and its calendar entries stay and say so.
pub fn put_off(tx: &mut Tx, popup: Popup, why: &Shift, by: &AccountId) -> Result<Popup> {
    leave(tx, popup, PopupStatus::Postponed, "popup.postponed", why, by)
}

/// Calls the event off for good.
pub fn call_off(tx: &mut Tx, popup: Popup, why: &Shift, by: &AccountId) -> Result<Popup> {
    leave(tx, popup, PopupStatus::Cancelled, "popup.cancelled", why, by)
}

fn leave(tx: &mut Tx, popup: Popup, next: PopupStatus, kind: &str, why: &Shift, by: &AccountId) -> Result<Popup> {
    why.check()?;
    let mut changed = popup;
    step(&mut changed, next)?;
    changed.status_reason = why.reason.trim().to_owned();
    changed.status_message = why.message.clone();
    changed.sequence += 1;
    save(tx, &mut changed)?;
    record(tx, &changed, kind, Some(by), serde_json::json!({ "reason": changed.status_reason }))?;
    Ok(changed)
}

/// New days for an event that was put off; it is announced again at once, for the desk has accepted everything else.
pub fn set_new_dates(tx: &mut Tx, popup: Popup, days: &[OpeningSpan], message: &Translations, by: &AccountId) -> Result<Popup> {
    let mut changed = popup;
    step(&mut changed, PopupStatus::Announced)?;
    let mut check = Check::new();
    check.texts("/message", message, 0..=1_000).that(!days.is_empty(), "/days", "days_missing", "Add at least one day.");
    check_days(&mut check, days, &changed.zone);
    let mut content = changed.content.0.clone();
    content.days = in_order(days);
    let future = content.bounds().is_some_and(|(starts, _)| starts > tx.now);
    check.that(future, "/days", "days_past", "The first day is already over. Choose days to come.").done()?;
    if changed.draft_status != Some(PopupDraftStatus::Submitted)
        && let Some(draft) = changed.draft.as_mut()
    {
        draft.0.days = content.days.clone();
    }
    content.announce_at = None;
    stand(&mut changed, content.clone());
    changed.announced_at = changed.announced_at.or(Some(tx.now));
    changed.status_message = message.clone();
    changed.sequence += 1;
    save(tx, &mut changed)?;
    store::project(tx, &changed.id, &content)?;
    record(tx, &changed, "popup.new_dates", Some(by), serde_json::json!({ "days": content.days }))?;
    Ok(changed)
}

/// What the clock does: announces at the chosen hour, begins with the first opening, ends with the last closing. Returns how
/// many events moved; the caller comes back while any did, so a long sleep is made good step by step.
pub fn tick(tx: &mut Tx) -> Result<usize> {
    let due = store::due(tx, 50)?;
    let count = due.len();
    for mut popup in due {
        let (next, kind) = match popup.status {
            PopupStatus::Approved => (PopupStatus::Announced, "popup.announced"),
            PopupStatus::Live => (PopupStatus::Ended, "popup.ended"),
            _ => (PopupStatus::Live, "popup.live"),
        };
        step(&mut popup, next)?;
        if next == PopupStatus::Announced {
            popup.announced_at = Some(tx.now);
        }
        save(tx, &mut popup)?;
        record(tx, &popup, kind, None, serde_json::json!({}))?;
    }
    Ok(count)
}
