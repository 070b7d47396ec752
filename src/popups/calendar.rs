//! Events as a calendar that phones and offices subscribe to (RFC 5545).
//!
//! One `VEVENT` for each opening, with instants in UTC, so that no calendar has to know our zone's rules; the zone is named
//! for those that show it. The UID of an opening never changes, and its SEQUENCE only rises: whoever has it already sees it
//! move or disappear instead of seeing it twice.

use icalendar::{Calendar, Component, Event, EventLike, Property};

use crate::kit::time::{Instant, Zone};

/// What a calendar shows of an opening's fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It takes place.
    Confirmed,
    /// It does not, at this time.
    Cancelled,
}

/// One opening of one event, in one language.
#[derive(Clone, Debug)]
pub struct CalendarEntry {
    /// Unique in the world and for ever.
    pub uid: String,
    /// How often it has changed.
    pub sequence: i32,
    /// When it was last changed.
    pub stamp: Instant,
    /// When it was first written.
    pub created: Instant,
    /// When it opens.
    pub opens: Instant,
    /// When it closes.
    pub closes: Instant,
    /// One line.
    pub summary: String,
    /// More lines, plain text.
    pub description: String,
    /// Name and address of the hall.
    pub location: String,
    /// Its point on the map, "46.163400;14.307900".
    pub geo: Option<String>,
    /// The public page.
    pub url: String,
    /// Whether it takes place.
    pub standing: Standing,
}

/// The calendar as the text that is served.
pub fn write(name: &str, zone: &Zone, entries: &[CalendarEntry]) -> String {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Modrotisk//Pop-ups//EN"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", "PUBLISH"))
        .append_property(Property::new("X-WR-CALNAME", one_line(name)))
        .append_property(Property::new("X-WR-TIMEZONE", zone.as_str()))
        // Apple and Outlook read the one, RFC 7986 names the other.
        .append_property(Property::new("REFRESH-INTERVAL", "PT6H").add_parameter("VALUE", "DURATION").done())
        .append_property(Property::new("X-PUBLISHED-TTL", "PT6H"));
    for entry in entries {
        calendar.push(event(entry));
    }
    calendar.to_string()
}

fn event(entry: &CalendarEntry) -> Event {
    let mut event = Event::with_uid(&entry.uid);
    event
        .add_property("DTSTAMP", utc(entry.stamp))
        .add_property("LAST-MODIFIED", utc(entry.stamp))
        .add_property("CREATED", utc(entry.created))
        .add_property("SEQUENCE", entry.sequence.to_string())
        .add_property("DTSTART", utc(entry.opens))
        .add_property("DTEND", utc(entry.closes))
        .add_property("URL", &entry.url)
        .add_property("TRANSP", "TRANSPARENT")
        .add_property("STATUS", if entry.standing == Standing::Cancelled { "CANCELLED" } else { "CONFIRMED" })
        .summary(&one_line(&entry.summary))
        .location(&one_line(&entry.location))
        .description(&plain(&entry.description));
    if let Some(geo) = &entry.geo {
        event.add_property("GEO", geo);
    }
    event.done()
}

/// "20261211T150000Z".
fn utc(at: Instant) -> String {
    let text: String = at.to_string().chars().filter(|letter| !matches!(letter, '-' | ':')).collect();
    format!("{}Z", text.split('.').next().unwrap_or_default())
}

/// A bare carriage return would end the line for some readers.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> CalendarEntry {
        CalendarEntry {
            uid: "pop_1-1@modrotisk.example".into(),
            sequence: 3,
            stamp: Instant::parse("2026-11-24T08:00:00Z").unwrap(),
            created: Instant::parse("2026-11-20T08:00:00Z").unwrap(),
            opens: Instant::parse("2026-12-11T15:00:00Z").unwrap(),
            closes: Instant::parse("2026-12-11T20:00:00Z").unwrap(),
            summary: "Zimska izložba v Klobučarni; darila, delavnice".into(),
            description: "Prva vrstica\r\nDruga vrstica, z vejico in dolgim besedilom, ki gotovo presega petinsedemdeset bajtov v vrstici"
                .into(),
            location: "Klobučarna, Spodnji trg 1, 4220 Škofja Loka".into(),
            geo: Some("46.163400;14.307900".into()),
            url: "https://modrotisk.example/pop-upi/zimska-izlozba".into(),
            standing: Standing::Confirmed,
        }
    }

    #[test]
    fn every_line_ends_as_the_standard_wants_and_none_is_too_long() {
        let text = write("Modrotisk", &Zone::ljubljana(), &[entry()]);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("SUMMARY:Zimska izložba v Klobučarni\\; darila\\, delavnice\r\n"));
        assert!(unfolded.contains("DESCRIPTION:Prva vrstica\\nDruga vrstica\\, z"));
        for line in [
            "DTSTART:20261211T150000Z",
            "DTEND:20261211T200000Z",
            "DTSTAMP:20261124T080000Z",
            "SEQUENCE:3",
            "STATUS:CONFIRMED",
            "GEO:46.163400;14.307900",
            "UID:pop_1-1@modrotisk.example",
            "X-WR-TIMEZONE:Europe/Ljubljana",
        ] {
            assert!(unfolded.contains(&format!("{line}\r\n")), "{line} missing in {unfolded}");
        }
    }

    #[test]
    fn a_called_off_opening_is_cancelled_and_not_forgotten() {
        let off = CalendarEntry { standing: Standing::Cancelled, sequence: 4, ..entry() };
        assert!(write("Modrotisk", &Zone::ljubljana(), &[off]).contains("STATUS:CANCELLED\r\n"));
    }
}
