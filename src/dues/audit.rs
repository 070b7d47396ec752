//! I2, outside the platform's ledger: what a due counts is what came for it, and its status says so.

use std::collections::HashMap;

use super::store;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;
use crate::kit::id::DueId;

/// Looks at every due.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let mut came: HashMap<DueId, i64> = HashMap::new();
    for (due, amount) in store::counted(tx)? {
        *came.entry(due).or_insert(0) += amount;
    }
    let dues = store::all(tx)?;
    let mut breaches = Vec::new();
    for due in &dues {
        let summed = came.get(&due.id).copied().unwrap_or(0);
        if due.received_cents != summed {
            breaches.push(format!("{}: counted {} cents, but {summed} came", due.reference, due.received_cents));
        }
        if due.status != due.counted() {
            breaches.push(format!("{}: is {}, but its counters say {}", due.reference, due.status, due.counted()));
        }
    }
    let checked = i64::try_from(dues.len()).unwrap_or(i64::MAX);
    Ok(vec![Finding { invariant: "I2 what a due counts is what came for it", checked, breaches }])
}
