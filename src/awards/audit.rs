//! I11: what reports say is owed, corrections and all, is what the signed terms come to for the figures that stand.

use super::reckon::{Said, reckon};
use super::report::{in_order, terms, today};
use crate::agreements;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;
use crate::royalties;

/// Reckons every reported agreement anew from its first period.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let mut finding =
        Finding { invariant: "I11 what is owed for every reported period is what the terms come to", checked: 0, breaches: Vec::new() };
    let today = today(tx);
    for agreement in agreements::in_force(tx)? {
        let Some((option, term)) = terms(&agreement).filter(|(option, _)| option.is_reported()) else { continue };
        let periods = royalties::periods(&term, option.statement, &today);
        let reports = in_order(royalties::of_agreement(tx, &agreement.id)?);
        let said: Option<Vec<Said<'_>>> = reports
            .iter()
            .map(|report| periods.iter().find(|period| period.name == report.period).map(|period| Said::of(period, report)))
            .collect();
        let Some(said) = said else {
            finding.breaches.push(format!("{} has a report of a period that it does not have", agreement.id));
            continue;
        };
        for (report, reckoned) in reports.iter().zip(reckon(&option, &term, &said)) {
            finding.checked += 1;
            let same = (report.pieces_before, report.on_sales_cents, report.minimum_added_cents)
                == (reckoned.pieces_before, reckoned.on_sales_cents, reckoned.minimum_added_cents);
            if !same {
                finding.breaches.push(format!("{} is owed otherwise than its terms come to", report.id));
            }
        }
    }
    Ok(vec![finding])
}
