//! Working days in Slovenia: when a parcel can leave and arrive, when a time that the law gives is over.
//!
//! Days off are those of the act on public holidays and work-free days (Zakon o praznikih in dela prostih dnevih v
//! Republiki Sloveniji, Uradni list RS 112/05 with its changes up to 83/16). Easter Sunday and Whit Sunday are Sundays anyway.

use jiff::civil::{Date, Weekday};

use super::time::{Instant, LocalDate, Zone};

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

/// The last day of a time of whole days that begins with an instant: the day of the instant is not counted, and the time never
/// ends on a day off.
pub fn last_day(from: Instant, days: i32) -> LocalDate {
    let (day, _) = Zone::ljubljana().local(from);
    working_days_after(&day.plus_days(days), 0)
}

/// The first instant after a day.
pub fn end_of(day: &LocalDate) -> Instant {
    Zone::ljubljana().midnight(&day.plus_days(1))
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
    fn a_time_ends_at_midnight_of_a_working_day() {
        let ends = |from: &str| end_of(&last_day(Instant::parse(from).unwrap(), 14)).to_string();
        // A Tuesday; a Saturday, then the Sunday; the two days of Christmas, which lead to a Monday.
        assert_eq!(ends("2026-11-24T22:59:59Z"), "2026-12-08T23:00:00.000Z");
        assert_eq!(ends("2026-11-28T10:00:00Z"), "2026-12-14T23:00:00.000Z");
        assert_eq!(ends("2026-11-29T10:00:00Z"), "2026-12-14T23:00:00.000Z");
        assert_eq!(ends("2026-12-11T10:00:00Z"), "2026-12-28T23:00:00.000Z");
        // Over the nights on which the clocks change.
        assert_eq!(ends("2026-10-13T10:00:00Z"), "2026-10-27T23:00:00.000Z");
        assert_eq!(ends("2027-03-15T10:00:00Z"), "2027-03-30T22:00:00.000Z");
        // Half past midnight in Ljubljana is the next day.
        assert_eq!(ends("2026-11-23T23:30:00Z"), "2026-12-08T23:00:00.000Z");
    }

    #[test]
    fn a_parcel_does_not_leave_on_a_sunday_or_a_holiday() {
        assert_eq!(working_days_after(&day("2026-11-27"), 1), day("2026-11-30"));
        assert_eq!(working_days_after(&day("2026-11-28"), 0), day("2026-11-30"));
        assert_eq!(working_days_after(&day("2026-12-24"), 1), day("2026-12-28"));
        assert_eq!(working_days_after(&day("2026-04-03"), 1), day("2026-04-07"));
    }
}
