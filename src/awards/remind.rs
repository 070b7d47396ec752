//! Reminders to report: a week before a period ends, the day after, and when a report is late.

use super::letters;
use super::report::{terms, today};
use crate::agreements;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::time::LocalDate;
use crate::royalties::{self, Period};

/// So many days after a period its report is due.
pub const REPORT_DAYS: i32 = 30;
/// So many days before its end the first reminder goes out.
const BEFORE_DAYS: i32 = 7;

/// Writes what is due to be written; answers how many periods. Each reminder goes out once, since its letter has one key.
pub fn remind_due(tx: &mut Tx, base: &str) -> Result<usize> {
    let today = today(tx);
    let mut written = 0;
    for agreement in agreements::in_force(tx)? {
        let Some((option, term)) = terms(&agreement).filter(|(option, _)| option.is_reported()) else { continue };
        let reports = royalties::of_agreement(tx, &agreement.id)?;
        let open = royalties::periods(&term, option.statement, &today).into_iter();
        for period in open.filter(|period| !reports.iter().any(|report| report.period == period.name)) {
            if let Some(step) = step(&period, &today) {
                letters::report_due(tx, &agreement, &period, step, &due(&period), base)?;
                written += 1;
            }
        }
    }
    Ok(written)
}

/// The day by which a period is to be reported.
pub fn due(period: &Period) -> LocalDate {
    period.until.plus_days(REPORT_DAYS)
}

fn step(period: &Period, today: &LocalDate) -> Option<&'static str> {
    if *today > due(period) {
        Some("late")
    } else if *today > period.until {
        Some("ended")
    } else {
        (*today >= period.until.plus_days(-BEFORE_DAYS)).then_some("soon")
    }
}
