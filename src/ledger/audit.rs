//! I2: the counters beside the accounts are the sums of their transfers.

use std::collections::BTreeMap;

use super::store;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;

/// Compares every counter with the transfers it counts. (That debits equal credits needs no check: a transfer is both.)
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let debits: BTreeMap<String, i64> = store::sums(tx, true)?.into_iter().collect();
    let credits: BTreeMap<String, i64> = store::sums(tx, false)?.into_iter().collect();
    let counters = store::counters(tx)?;
    let mut breaches = Vec::new();
    for counter in &counters {
        let (summed_debits, summed_credits) =
            (debits.get(&counter.id).copied().unwrap_or(0), credits.get(&counter.id).copied().unwrap_or(0));
        if (counter.debits_cents, counter.credits_cents) != (summed_debits, summed_credits) {
            breaches.push(format!(
                "{}: counted {} debits and {} credits, summed {summed_debits} and {summed_credits}",
                counter.id, counter.debits_cents, counter.credits_cents
            ));
        }
    }
    let uncounted = debits
        .keys()
        .chain(credits.keys())
        .filter(|key| !key.starts_with("platform/") && !counters.iter().any(|counter| &counter.id == *key));
    breaches.extend(uncounted.map(|key| format!("{key}: has transfers and no counter")));
    let checked = store::how_many(tx)?;
    Ok(vec![Finding { invariant: "I2 the ledger's counters equal the sums of its transfers", checked, breaches }])
}
