//! Working days in Slovenia: when a parcel can leave and when it can arrive.

use jiff::civil::{Date, Weekday};

use crate::kit::time::LocalDate;

/// Days off that keep their date: month and day.
const FIXED: &[(i8, i8)] = &[(1, 1), (1, 2), (2, 8), (4, 27), (5, 1), (5, 2), (6, 25), (8, 15), (10, 31), (11, 1), (12, 25), (12, 26)];

/// Whether post offices work on this day.
pub fn is_working_day(date: Date) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let fixed = FIXED.contains(&(date.month(), date.day()));
    let easter_monday = easter(date.year()).and_then(|easter| easter.tomorrow().ok());
    !weekend && !fixed && easter_monday != Some(date)
}

/// The day itself if it is a working day, else the next one; then so many working days more.
pub fn working_days_after(date: &LocalDate, days: i32) -> LocalDate {
    let mut day = first_working(date.civil());
    for _ in 0..days {
        day = first_working(next(day));
    }
    LocalDate::from_civil(day)
}

fn first_working(mut day: Date) -> Date {
    while !is_working_day(day) && day < Date::MAX {
        day = next(day);
    }
    day
}

fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

/// Easter Sunday of a year, by the Gregorian computus.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> LocalDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_church_says() {
        assert_eq!(easter(2026).map(|d| d.to_string()).as_deref(), Some("2026-04-05"));
        assert_eq!(easter(2027).map(|d| d.to_string()).as_deref(), Some("2027-03-28"));
    }

    #[test]
    fn a_parcel_does_not_leave_on_a_sunday_or_a_holiday() {
        assert_eq!(working_days_after(&day("2026-11-27"), 1), day("2026-11-30"));
        assert_eq!(working_days_after(&day("2026-11-28"), 0), day("2026-11-30"));
        assert_eq!(working_days_after(&day("2026-12-24"), 1), day("2026-12-28"));
        assert_eq!(working_days_after(&day("2026-04-03"), 1), day("2026-04-07"));
    }
}
