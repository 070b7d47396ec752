//! Who an organisation is in law has changed after the desk approved it: the desk looks again.
//!
//! The submission is opened by itself, with what was approved beside what is said now. The organisation goes on as it was
//! until a person decides otherwise. A later change takes the place of the one that waits; a change that is taken back
//! takes the submission back with it.

use serde::Deserialize;
use serde_json::Value;

use super::model::{Submission, SubmissionKind, SubmissionStatus};
use super::store;
use super::submit::{Brought, enqueue, round_after};
use crate::db::Tx;
use crate::events;
use crate::identity::organisations::{self, RECHECK, RECHECKED_FIELDS};
use crate::kit::id::{AccountId, OrganisationId};
use crate::kit::{Error, Result};
use crate::web::{App, Workers};

/// Takes up what a changed identity leaves to do.
pub fn jobs(workers: &mut Workers) {
    workers.on(RECHECK, |app: App, payload| {
        Box::pin(async move {
            let change: Change = serde_json::from_value(payload).map_err(Error::internal)?;
            app.write(move |tx| look_again(tx, &change)).await
        })
    });
}

/// What was changed; the names of the fields, not their values.
#[derive(Clone, Debug, Deserialize)]
struct Change {
    organisation: OrganisationId,
    by: AccountId,
    changed: Vec<String>,
}

fn look_again(tx: &mut Tx, change: &Change) -> Result<()> {
    let Some(now) = organisations::approved_as_it_is(tx, &change.organisation)? else { return Ok(()) };
    let subject = change.organisation.as_str();
    let latest = store::latest_of(tx, SubmissionKind::Organisation, subject)?;
    let approved = match store::approved_snapshot(tx, subject)? {
        Some(snapshot) => snapshot,
        None => {
            latest.as_ref().and_then(|latest| latest.live.clone()).map_or_else(|| without(&now.snapshot, &change.changed), |live| live.0)
        }
    };
    let open = latest.as_ref().filter(|latest| latest.status == SubmissionStatus::Open);
    if open.is_some_and(|open| same(&open.snapshot, &now.snapshot)) {
        return Ok(());
    }
    if let Some(open) = open {
        store::close(tx, &open.id, SubmissionStatus::Withdrawn)?;
        events::record(tx, "submission.replaced", open.id.as_str(), Some(&change.by), serde_json::json!({ "subject": subject }))?;
    }
    if same(&approved, &now.snapshot) {
        return Ok(());
    }
    let round = match open {
        Some(open) => open.round,
        None => round_after(tx, latest.as_ref())?,
    };
    let brought = Brought {
        kind: SubmissionKind::Organisation,
        subject,
        owner: Some(now.owner),
        title: now.title,
        snapshot: now.snapshot,
        live: Some(approved),
        round,
        by: Some(change.by.clone()),
    };
    let row: Submission = enqueue(tx, brought)?;
    // Whoever was looking goes on looking.
    if let Some(claimed) = open.and_then(|open| open.claimed_by.as_ref()) {
        store::claim(tx, &row.id, Some(claimed))?;
    }
    Ok(())
}

fn same(one: &Value, other: &Value) -> bool {
    RECHECKED_FIELDS.iter().all(|field| said(one, field) == said(other, field))
}

fn said<'a>(snapshot: &'a Value, field: &str) -> Option<&'a Value> {
    snapshot.get(field).filter(|value| !value.is_null())
}

/// For an organisation that was approved before the desk kept what it approved: all as it is, but for what has changed.
fn without(snapshot: &Value, changed: &[String]) -> Value {
    let mut before = snapshot.clone();
    if let Some(fields) = before.as_object_mut() {
        changed.iter().for_each(|field| drop(fields.remove(field)));
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_who_it_is_and_where_money_goes_brings_it_back() {
        let before = json!({ "legal_name": "Ajda s.p.", "vat_id": null, "phone": "1" });
        assert!(same(&before, &json!({ "legal_name": "Ajda s.p.", "phone": "2" })));
        assert!(!same(&before, &json!({ "legal_name": "Ajda d.o.o.", "phone": "1" })));
        assert!(!same(&before, &without(&before, &["legal_name".to_owned()])));
    }
}
