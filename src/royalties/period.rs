//! Periods of reporting: parts of calendar years in which an agreement is in force. Pure.

use jiff::civil::Date;

use crate::kit::time::LocalDate;
use crate::terms::StatementPeriod;

/// A period that is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// `2026-Q4`, `2026-H2`, `2026`.
    pub name: String,
    /// The first day on which the agreement was in force.
    pub from: LocalDate,
    /// The last one.
    pub until: LocalDate,
    /// Whether the calendar year, or the term, ends with it.
    pub ends_year: bool,
}

/// The days of a term: from the day of the second signature to the day before it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub from: LocalDate,
    /// The last day.
    pub until: LocalDate,
}

/// The periods of a term, oldest first, that have begun by a day.
pub fn periods(term: &Term, length: StatementPeriod, begun_by: &LocalDate) -> Vec<Period> {
    let (first, last) = (term.from.civil(), term.until.civil());
    let mut start = first_of_period(first, length.months());
    let mut found = Vec::new();
    while start <= last && start <= begun_by.civil() {
        let next = start.saturating_add(jiff::Span::new().months(length.months()));
        let end = next.yesterday().unwrap_or(next);
        found.push(Period {
            name: name(start, length),
            from: LocalDate::from_civil(start.max(first)),
            until: LocalDate::from_civil(end.min(last)),
            ends_year: end >= last || next.month() == 1,
        });
        start = next;
    }
    found
}

/// How many months of a calendar year a term counts: from the month in which it begins to the one before that in which it ends.
pub fn months_in_year(term: &Term, year: i16) -> i64 {
    let count = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let (first, end) = (count(term.from.civil()), count(term.until.civil().tomorrow().unwrap_or(Date::MAX)));
    let (january, next) = (i64::from(year) * 12, i64::from(year) * 12 + 12);
    (end.min(next) - first.max(january)).clamp(0, 12)
}

fn first_of_period(day: Date, months: i32) -> Date {
    let month = i32::from(day.month()) - 1;
    let first = month - month % months + 1;
    Date::new(day.year(), first as i8, 1).unwrap_or(day)
}

fn name(start: Date, length: StatementPeriod) -> String {
    let (year, part) = (start.year(), (i32::from(start.month()) - 1) / length.months() + 1);
    match length {
        StatementPeriod::Quarterly => format!("{year}-Q{part}"),
        StatementPeriod::HalfYearly => format!("{year}-H{part}"),
        StatementPeriod::Yearly => year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> LocalDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_term_is_cut_into_parts_of_calendar_years() {
        let term = Term { from: day("2026-11-24"), until: day("2028-11-23") };
        let quarters = periods(&term, StatementPeriod::Quarterly, &day("2027-04-01"));
        let read: Vec<(&str, &str, &str, bool)> =
            quarters.iter().map(|p| (p.name.as_str(), p.from.as_str(), p.until.as_str(), p.ends_year)).collect();
        assert_eq!(
            read,
            [
                ("2026-Q4", "2026-11-24", "2026-12-31", true),
                ("2027-Q1", "2027-01-01", "2027-03-31", false),
                ("2027-Q2", "2027-04-01", "2027-06-30", false)
            ]
        );
        let all = periods(&term, StatementPeriod::HalfYearly, &day("2099-01-01"));
        let last = all.last().unwrap();
        assert_eq!(
            (last.name.as_str(), last.until.as_str(), last.ends_year),
            ("2028-H2", "2028-11-23", true),
            "the term ends, the periods too"
        );
        assert_eq!(periods(&term, StatementPeriod::Yearly, &day("2026-11-24"))[0].name, "2026");
    }

    #[test]
    fn the_months_of_all_years_are_those_of_the_term() {
        for (from, until, years) in [("2026-11-24", "2029-11-23", 3), ("2026-01-01", "2026-12-31", 1), ("2026-12-31", "2030-12-30", 4)] {
            let term = Term { from: day(from), until: day(until) };
            let months: i64 = (2020..2040).map(|year| months_in_year(&term, year)).sum();
            assert_eq!(months, years * 12, "{from}");
        }
        let term = Term { from: day("2026-11-24"), until: day("2029-11-23") };
        assert_eq!([2026, 2027, 2029, 2030].map(|year| months_in_year(&term, year)), [2, 12, 10, 0]);
    }
}
