//! Five working days: when a submission is due, and how old it is in the days that people work.
//!
//! A working day is Monday to Friday in the region's zone, but for public holidays. The day of arrival is day nought; what arrives at the weekend is
//! as if it had arrived on Sunday night.

use jiff::civil::Date;

use crate::kit::calendar::{is_working_day, working_days_after};
use crate::kit::time::{Instant, LocalDate, Zone, minutes};

/// What the desk promises.
pub const TARGET_DAYS: i32 = 5;

/// The end of the fifth working day after the day of arrival, in the region's zone.
pub fn due(arrived: Instant, zone: &Zone) -> Instant {
    zone.midnight(&last_day(&zone.local(arrived).0).plus_days(1)).minus(minutes(1))
}

/// Working days that have begun since the day of arrival: nought on the day itself, one on the next working day.
pub fn age(arrived: Instant, now: Instant, zone: &Zone) -> i64 {
    between(zone.local(arrived).0.civil(), zone.local(now).0.civil())
}

fn last_day(arrival: &LocalDate) -> LocalDate {
    working_days_after(&arrival.plus_days(1), TARGET_DAYS - 1)
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
        let last = |arrival| last_day(&LocalDate::from_civil(arrival)).civil();
        assert_eq!(last(date(2026, 11, 24)), date(2026, 12, 1));
        assert_eq!(last(date(2026, 11, 27)), date(2026, 12, 4));
        assert_eq!(last(date(2026, 11, 28)), date(2026, 12, 4));
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
            let last = last_day(&LocalDate::from_civil(arrived)).civil();
            assert_eq!(between(arrived, last), i64::from(TARGET_DAYS));
        }
    }
}
