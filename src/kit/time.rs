//! Instants in UTC milliseconds, and the local dates and times that opening hours are written in.
//!
//! An instant is a fact; a local date and time is a plan in a zone and becomes an instant only there. The
//! clock is read here alone, so that a test can stop it, move it, or step it backwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::{BigInt, Text};
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970 in UTC. In JSON RFC 3339 with `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow, utoipa::ToSchema)]
#[diesel(sql_type = BigInt)]
#[schema(value_type = String, format = DateTime)]
pub struct Instant(i64);

impl Instant {
    /// From milliseconds since 1970.
    pub const fn from_millis(millis: i64) -> Instant {
        Instant(millis)
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Later by a duration.
    pub fn plus(self, span: Duration) -> Instant {
        Instant(self.0.saturating_add(span.as_millis() as i64))
    }

    /// Earlier by a duration.
    pub fn minus(self, span: Duration) -> Instant {
        Instant(self.0.saturating_sub(span.as_millis() as i64))
    }

    /// The time from `earlier` to this; zero when `earlier` is later.
    pub fn since(self, earlier: Instant) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0).max(0) as u64)
    }

    /// Reads RFC 3339.
    pub fn parse(text: &str) -> Result<Instant, String> {
        text.parse::<jiff::Timestamp>().map(|at| Instant(at.as_millisecond())).map_err(|error| error.to_string())
    }

    fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3}", self.timestamp())
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Instant::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<BigInt, DB> for Instant
where
    i64: diesel::deserialize::FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        Ok(Instant(i64::from_sql(bytes)?))
    }
}

impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<BigInt, DB> for Instant
where
    i64: diesel::serialize::ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        self.0.to_sql(out)
    }
}

/// A span of minutes.
pub const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}

/// A span of hours.
pub const fn hours(n: u64) -> Duration {
    minutes(n * 60)
}

/// A span of days of 24 hours.
pub const fn days(n: u64) -> Duration {
    hours(n * 24)
}

/// Where the program reads the time: the machine's clock, or one that a test moves.
#[derive(Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands until it is moved.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at the given moment.
    pub fn standing_at(now: Instant) -> Clock {
        Clock::Manual(Arc::new(AtomicI64::new(now.0)))
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        match self {
            Clock::System => Instant(jiff::Timestamp::now().as_millisecond()),
            Clock::Manual(millis) => Instant(millis.load(Ordering::SeqCst)),
        }
    }

    /// Moves a standing clock; the machine's clock is not ours to move.
    pub fn advance(&self, span: Duration) {
        if let Clock::Manual(millis) = self {
            millis.fetch_add(span.as_millis() as i64, Ordering::SeqCst);
        }
    }
}

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $check:expr, $what:literal, $example:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow, Serialize, utoipa::ToSchema)]
        #[diesel(sql_type = Text)]
        #[serde(transparent)]
        #[schema(value_type = String, example = $example)]
        pub struct $name(String);

        impl $name {
            /// The value as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let check: fn(&str) -> bool = $check;
                if check(text) { Ok(Self(text.to_owned())) } else { Err(format!("not {}", $what)) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }

        text_column!($name);
    };
}

checked_text!(
    /// A day as people write it on a poster: `2026-12-11`.
    LocalDate, |text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(), "a date such as 2026-12-11", "2026-12-11"
);
checked_text!(
    /// A time of day to the minute: `16:00`.
    LocalTime, |text| text.len() == 5 && jiff::civil::Time::strptime("%H:%M", text).is_ok(), "a time such as 16:00", "16:00"
);
checked_text!(
    /// An IANA time zone: `Europe/Ljubljana`.
    Zone, |text| jiff::tz::TimeZone::get(text).is_ok(), "an IANA time zone such as Europe/Ljubljana", "Europe/Ljubljana"
);

impl LocalDate {
    /// The civil date, for arithmetic.
    pub fn civil(&self) -> jiff::civil::Date {
        // The text was checked when the value was made.
        self.0.parse().unwrap_or(jiff::civil::Date::MIN)
    }

    /// From a civil date.
    pub fn from_civil(date: jiff::civil::Date) -> LocalDate {
        LocalDate(date.to_string())
    }

    /// A number of days later (earlier, when negative).
    pub fn plus_days(&self, days: i32) -> LocalDate {
        LocalDate::from_civil(self.civil().saturating_add(jiff::Span::new().days(days)))
    }
}

impl Zone {
    /// The zone of the first region.
    pub fn ljubljana() -> Zone {
        Zone("Europe/Ljubljana".to_owned())
    }

    /// The zone's rules, for formats that need them.
    pub fn rules(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.0).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// The instant of a local date and time. In the hour that a spring night skips, the later reading holds;
    /// in the one that an autumn night repeats, the earlier.
    pub fn instant(&self, date: &LocalDate, time: &LocalTime) -> Instant {
        let time = jiff::civil::Time::strptime("%H:%M", &time.0).unwrap_or_default();
        let local = date.civil().to_datetime(time);
        match self.rules().to_ambiguous_timestamp(local).compatible() {
            Ok(at) => Instant(at.as_millisecond()),
            Err(_) => Instant(0),
        }
    }

    /// The first instant of a local day.
    pub fn midnight(&self, date: &LocalDate) -> Instant {
        self.instant(date, &LocalTime("00:00".to_owned()))
    }

    /// The local date and time of an instant.
    pub fn local(&self, at: Instant) -> (LocalDate, LocalTime) {
        let zoned = at.timestamp().to_zoned_datetime(self.rules());
        (LocalDate::from_civil(zoned.date()), LocalTime(zoned.strftime("%H:%M").to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clock_changes_have_their_right_instant() {
        let zone = Zone::ljubljana();
        let at = |date: &str, time: &str| zone.instant(&date.parse().unwrap(), &time.parse().unwrap()).to_string();
        assert_eq!(at("2026-10-24", "10:00"), "2026-10-24T08:00:00.000Z");
        assert_eq!(at("2026-10-25", "10:00"), "2026-10-25T09:00:00.000Z");
        assert_eq!(at("2027-03-28", "10:00"), "2027-03-28T08:00:00.000Z");
        assert_eq!(at("2027-03-28", "02:30"), "2027-03-28T01:30:00.000Z");
    }

    #[test]
    fn a_date_that_does_not_exist_is_refused() {
        assert!("2026-02-30".parse::<LocalDate>().is_err());
        assert!("24:00".parse::<LocalTime>().is_err());
        assert!("9:00".parse::<LocalTime>().is_err());
        assert!("Europe/Atlantis".parse::<Zone>().is_err());
    }
}
