//! I12: a challenge keeps its promises: criteria that sum to 100, terms that stay as they were published, deadlines that
//! only move later.

use diesel::dsl::sum;
use diesel::prelude::*;

use super::model::{Challenge, DeadlineMove};
use super::store;
use crate::db::Tx;
use crate::db::schema::{challenge_attachment_reads, challenge_attachments, challenge_criteria, challenge_deadlines, challenges};
use crate::kit::Result;
use crate::kit::audit::Finding;
use crate::kit::id::{AccountId, AttachmentId, ChallengeId};
use crate::kit::time::Instant;

/// Looks at everything that was ever published.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let published: Vec<Challenge> = challenges::table
        .filter(challenges::published_at.is_not_null())
        .order(challenges::id)
        .select(Challenge::as_select())
        .load(tx.db)?;
    let mut weights = Finding { invariant: "I12 every published challenge's criteria sum to 100", checked: 0, breaches: Vec::new() };
    let mut promises = Finding {
        invariant: "I12 every published challenge still promises what it promised, and its rows say the same",
        checked: 0,
        breaches: Vec::new(),
    };
    let mut later = Finding { invariant: "I12 every deadline only ever moved later, while it was ahead", checked: 0, breaches: Vec::new() };
    for challenge in &published {
        weights.checked += 1;
        let total: Option<i64> = challenge_criteria::table
            .filter(challenge_criteria::challenge_id.eq(&challenge.id))
            .select(sum(challenge_criteria::weight))
            .first(tx.db)?;
        if total != Some(100) {
            weights.breaches.push(format!("{} has criteria that sum to {}", challenge.id, total.unwrap_or(0)));
        }
        promises.checked += 1;
        if !keeps_its_promise(tx, challenge)? {
            promises.breaches.push(format!("{} no longer says what it promised", challenge.id));
        }
        let moves: Vec<DeadlineMove> = challenge_deadlines::table
            .filter(challenge_deadlines::challenge_id.eq(&challenge.id))
            .order((challenge_deadlines::moved_at, challenge_deadlines::after_at))
            .select(DeadlineMove::as_select())
            .load(tx.db)?;
        later.checked += moves.len() as i64;
        let ahead = moves.iter().all(|moved| moved.moved_at < moved.before_at && moved.after_at > moved.before_at);
        let joined = moves.windows(2).all(|pair| pair[0].after_at == pair[1].before_at);
        let stands = moves.last().is_none_or(|last| Some(last.after_at) == challenge.closes_at);
        if !(ahead && joined && stands) {
            later.breaches.push(format!("{} has a deadline that moved otherwise", challenge.id));
        }
    }
    let confident = confident(tx)?;
    Ok(vec![weights, promises, later, confident])
}

/// Nobody opened a confidential paper before promising to keep it, and nobody promised before there was a page.
fn confident(tx: &mut Tx) -> Result<Finding> {
    let reads: Vec<(AttachmentId, AccountId, Instant, ChallengeId)> = challenge_attachment_reads::table
        .inner_join(challenge_attachments::table.on(challenge_attachments::id.eq(challenge_attachment_reads::attachment_id)))
        .select((
            challenge_attachment_reads::attachment_id,
            challenge_attachment_reads::account_id,
            challenge_attachment_reads::read_at,
            challenge_attachments::challenge_id,
        ))
        .load(tx.db)?;
    let invariant = "I12 nobody opened a confidential paper before promising to keep it";
    let mut finding = Finding { invariant, checked: reads.len() as i64, breaches: Vec::new() };
    for (attachment, account, at, challenge) in reads {
        if super::promised_by(tx, &challenge, &account)?.is_none_or(|promise| promise.accepted_at > at) {
            finding.breaches.push(format!("{attachment} was opened by {account} without a promise"));
        }
    }
    Ok(finding)
}

fn keeps_its_promise(tx: &mut Tx, challenge: &Challenge) -> Result<bool> {
    let Some(promised) = &challenge.promised else { return Ok(false) };
    let rows = store::criteria(tx, &challenge.id)?;
    let same_rows = rows.len() == promised.criteria.len()
        && rows.iter().zip(&promised.criteria).all(|(row, told)| row.weight == told.weight && row.label == told.label);
    let same_columns = challenge.rights == promised.rights
        && challenge.royalty.0 == promised.royalty
        && challenge.option_days == promised.option_days
        && challenge.max_team == promised.max_team;
    Ok(same_rows && same_columns && challenge.content.promised() == promised.0)
}
