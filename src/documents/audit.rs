//! I7: every series is gapless, and every document says what it said when it was issued.

use std::collections::BTreeMap;

use super::{model, series, store};
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;
use crate::kit::text::sha256_hex;

/// Reads every document: its hash, its columns against what is printed, its place in the series.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let (mut gaps, mut changed, mut checked) = (Vec::new(), Vec::new(), 0);
    let mut places: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let mut last = String::new();
    loop {
        let documents = store::after(tx, &last)?;
        let Some(end) = documents.last() else { break };
        last = end.id.as_str().to_owned();
        for document in &documents {
            checked += 1;
            let name = series(&document.issuer, document.kind, &document.device, document.year);
            places.entry(name).or_default().push(document.sequence);
            let said = super::printed(document).is_ok_and(|printed| {
                printed.kind == document.kind
                    && printed.number == document.number
                    && printed.number == model::number(document.kind, &document.device, document.year, document.sequence)
                    && printed.content.sums()
                    && (printed.content.total(), printed.content.vat()) == (document.total_cents, document.vat_cents)
            });
            if document.content_sha256 != sha256_hex(&document.content) || !said {
                changed.push(format!("{} {} does not say what it said when it was issued", document.id, document.number));
            }
        }
    }
    let counters: BTreeMap<String, i64> = store::series(tx)?.into_iter().collect();
    for (name, mut numbers) in places {
        numbers.sort_unstable();
        let whole = numbers.iter().copied().eq(1..=numbers.len() as i64);
        if !whole || counters.get(&name).copied() != Some(numbers.len() as i64) {
            gaps.push(format!("{name} has a gap, or ends elsewhere than its counter says"));
        }
    }
    Ok(vec![
        Finding { invariant: "I7 every series of documents is without a gap", checked: counters.len() as i64, breaches: gaps },
        Finding { invariant: "I7 every document is as it was issued", checked, breaches: changed },
    ])
}
