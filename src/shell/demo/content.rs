//! The content as it was written, and the few turns that make it ours: cents, weeks, numbers that pass the checks.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::kit::locale::Translations;
use crate::kit::time::LocalDate;
use crate::kit::{Error, Result, tax};

const CONTENT: &str = include_str!("content.json");
const ALTERNATIVES: &str = include_str!("images/alt.json");

/// The content with its dates moved by whole weeks, so that weekends stay weekends and what is to come stays to come.
pub struct Content {
    all: Value,
    alternatives: Value,
    /// By how many days everything is moved.
    moved_by: i32,
}

impl Content {
    /// The content for a day.
    pub fn on(today: &LocalDate) -> Result<Content> {
        let all: Value = serde_json::from_str(CONTENT).map_err(Error::internal)?;
        let alternatives = serde_json::from_str(ALTERNATIVES).map_err(Error::internal)?;
        let epoch: LocalDate = told(&all["meta"]["demo_epoch"])?;
        let days = today.civil().since(epoch.civil()).map_err(Error::internal)?.get_days();
        Ok(Content { all, alternatives, moved_by: days.div_euclid(7) * 7 })
    }

    /// One kind of things.
    pub fn list(&self, kind: &str) -> &[Value] {
        self.all[kind].as_array().map(Vec::as_slice).unwrap_or(&[])
    }

    /// One thing by its id.
    pub fn one(&self, kind: &str, id: &str) -> Result<&Value> {
        self.list(kind)
            .iter()
            .find(|thing| thing["id"] == id)
            .ok_or_else(|| Error::internal(format!("the demo content has no {kind} {id}")))
    }

    /// What a picture shows, in the languages in which it is told.
    pub fn alternative(&self, picture: &str) -> Translations {
        serde_json::from_value(self.alternatives[picture].clone()).unwrap_or_default()
    }

    /// A date, moved.
    pub fn date(&self, text: &str) -> Result<LocalDate> {
        let written: LocalDate = text.get(..10).unwrap_or("").parse().map_err(Error::internal)?;
        Ok(written.plus_days(self.moved_by))
    }

    /// The name of a town, and its post code.
    pub fn town(&self, id: &str) -> Result<(String, String)> {
        let town = self.one("towns", id)?;
        Ok((text(&town["name"]["sl"]), text(&town["postcode"])))
    }
}

/// A text, or an empty one.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

/// A text in several languages, or none.
pub fn texts(value: &Value) -> Value {
    if value.is_object() { value.clone() } else { serde_json::json!({}) }
}

/// Euros as they were written, in cents.
pub fn cents(value: &Value) -> i64 {
    // Written with at most two decimals: the text is exact where the binary fraction is not.
    let written = value.to_string();
    let (euros, rest) = written.split_once('.').unwrap_or((&written, ""));
    let sign = if euros.starts_with('-') { -1 } else { 1 };
    let euros: i64 = euros.parse().unwrap_or(0);
    let rest: i64 = format!("{rest:0<2}")[..2].parse().unwrap_or(0);
    euros * 100 + sign * rest
}

/// A value as the type that people send.
pub fn told<T: DeserializeOwned>(value: &Value) -> Result<T> {
    serde_json::from_value(value.clone()).map_err(|error| Error::internal(format!("demo content: {error} in {value}")))
}

/// A tax number that passes the check and belongs to nobody whom we know: they are given out in another range.
pub fn tax_number(index: usize) -> String {
    numbers(9_000_000, index, tax::is_tax_number)
}

/// A number of the business register that passes the check.
pub fn registration_number(index: usize) -> String {
    numbers(900_000, index, tax::is_registration_number)
}

fn numbers(first: usize, index: usize, passes: fn(&str) -> bool) -> String {
    let all = (first..).flat_map(|base| (0..10).map(move |check| format!("{base}{check}")));
    all.filter(|number| passes(number)).nth(index).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euros_become_cents_without_a_fraction_lost() {
        let as_cents = |text: &str| cents(&serde_json::from_str(text).unwrap());
        assert_eq!(["64.0", "4.2", "19.99", "-3.5", "7", "-0.5"].map(as_cents), [6400, 420, 1999, -350, 700, -50]);
    }

    #[test]
    fn dates_move_by_whole_weeks() {
        let content = Content::on(&"2027-02-24".parse().unwrap()).unwrap();
        assert_eq!(content.date("2026-12-11T16:00:00+01:00").unwrap().to_string(), "2027-03-12");
        let same = Content::on(&"2026-11-24".parse().unwrap()).unwrap();
        assert_eq!(same.date("2026-12-11").unwrap().to_string(), "2026-12-11");
    }

    #[test]
    fn made_up_numbers_pass_and_differ() {
        let made: std::collections::BTreeSet<_> = (0..30).map(tax_number).collect();
        assert_eq!(made.len(), 30);
        assert!(made.iter().all(|number| tax::is_tax_number(number)));
        assert!(tax::is_registration_number(&registration_number(7)));
    }
}
