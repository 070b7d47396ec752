//! Five working days: when a submission is due, and how old it is in the days that people work.
//!
//! A working day is Monday to Friday in the region's zone, but for public holidays. The day of arrival is day nought; what arrives at the weekend is
//! as if it had arrived on Sunday night.

use jiff::civil::Date;

use crate::kit::calendar::is_working_day;
use crate::kit::time::{Instant, LocalDate, Zone, minutes};

/// What the desk promises.
pub const TARGET_DAYS: i64 = 5;

/// The end of the fifth working day after the day of arrival, in the region's zone.
pub fn due(arrived: Instant, zone: &Zone) -> Instant {
    let last = LocalDate::from_civil(plus(day(arrived, zone), TARGET_DAYS));
    zone.midnight(&last.plus_days(1)).minus(minutes(1))
}

/// Working days that have begun since the day of arrival: nought on the day itself, one on the next working day.
pub fn age(arrived: Instant, now: Instant, zone: &Zone) -> i64 {
    between(day(arrived, zone), day(now, zone))
}

fn day(instant: Instant, zone: &Zone) -> Date {
    zone.local(instant).0.civil()
}

fn plus(from: Date, days: i64) -> Date {
    from.series(jiff::Span::new().days(1)).skip(1).filter(|date| is_working_day(*date)).nth(days.max(1) as usize - 1).unwrap_or(from)
}

fn between(from: Date, to: Date) -> i64 {
    let days = i64::from(from.until(to).map_or(0, |span| span.get_days())).max(0);
    from.series(jiff::Span::new().days(1)).skip(1).take(days as usize).filter(|date| is_working_day(*date)).count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn five_working_days_skip_the_weekend() {
        assert_eq!(plus(date(2026, 11, 24), 5), date(2026, 12, 1));
        assert_eq!(plus(date(2026, 11, 27), 1), date(2026, 11, 30));
        assert_eq!(plus(date(2026, 11, 28), 5), date(2026, 12, 4));
    }

    #[test]
    fn the_day_of_arrival_is_day_nought_and_the_weekend_does_not_count() {
        assert_eq!(between(date(2026, 11, 24), date(2026, 11, 24)), 0);
        assert_eq!(between(date(2026, 11, 24), date(2026, 11, 25)), 1);
        assert_eq!(between(date(2026, 11, 27), date(2026, 11, 29)), 0);
        assert_eq!(between(date(2026, 11, 27), date(2026, 11, 30)), 1);
        assert_eq!(between(date(2026, 11, 24), date(2026, 12, 8)), 10);
        assert_eq!(between(date(2026, 11, 25), date(2026, 11, 24)), 0);
    }

    #[test]
    fn what_is_due_is_never_older_than_the_promise() {
        for offset in 0..40 {
            let arrived = date(2026, 10, 1).saturating_add(jiff::Span::new().days(offset));
            assert_eq!(between(arrived, plus(arrived, TARGET_DAYS)), TARGET_DAYS);
        }
    }
}
