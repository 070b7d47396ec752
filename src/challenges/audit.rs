//! I12: a challenge keeps its promises: criteria that sum to 100, terms that stay as they were published, deadlines that
//! only move later.

use diesel::dsl::sum;
use diesel::prelude::*;

use super::model::{Challenge, DeadlineMove};
use super::store;
use crate::db::Tx;
use crate::db::schema::{challenge_criteria, challenge_deadlines, challenges};
use crate::kit::Result;
use crate::kit::audit::Finding;

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
    Ok(vec![weights, promises, later])
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
