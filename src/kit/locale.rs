//! Languages, texts in several of them, and plurals that know the Slovenian dual.

use std::collections::BTreeMap;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};

text_enum! {
    /// A language of the product; Slovenian is the reference.
    pub enum Locale {
        /// Slovenian.
        Sl = "sl",
        /// English.
        En = "en",
        /// German.
        De = "de",
        /// Italian.
        It = "it",
    }
}

impl Locale {
    /// The text of this language; Italian readers get the English until theirs is written.
    pub fn pick<T>(self, sl: T, en: T, de: T) -> T {
        match self {
            Locale::Sl => sl,
            Locale::En | Locale::It => en,
            Locale::De => de,
        }
    }

    /// The first language of an `Accept-Language` header that we speak; Slovenian otherwise.
    pub fn from_accept_language(header: &str) -> Locale {
        let mut wanted: Vec<(i32, usize, &str)> = header
            .split(',')
            .enumerate()
            .map(|(position, part)| {
                let mut fields = part.split(';');
                let tag = fields.next().unwrap_or("").trim();
                let weight = fields
                    .find_map(|field| field.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok()))
                    .map_or(1000, |q| (q * 1000.0) as i32);
                (-weight, position, tag)
            })
            .filter(|(weight, _, _)| *weight < 0)
            .collect();
        wanted.sort_unstable();
        wanted.into_iter().find_map(|(_, _, tag)| tag.get(..2).and_then(|tag| tag.to_ascii_lowercase().parse().ok())).unwrap_or(Locale::Sl)
    }
}

/// Chooses the form of a noun for a count. Slovenian: 1, 101 → one; 2, 102 → two; 3, 4, 103 → few; the rest → other.
/// English and German know `one` and `other` only.
pub fn plural<'a>(locale: Locale, count: i64, one: &'a str, two: &'a str, few: &'a str, other: &'a str) -> &'a str {
    match locale {
        Locale::Sl => match count.unsigned_abs() % 100 {
            1 => one,
            2 => two,
            3 | 4 => few,
            _ => other,
        },
        _ if count == 1 => one,
        _ => other,
    }
}

/// A text in several languages, `{"sl": "…", "en": "…"}` in JSON and in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow, utoipa::ToSchema)]
#[diesel(sql_type = Text)]
#[serde(transparent)]
#[schema(value_type = std::collections::HashMap<String, String>, example = json!({"sl": "Predpasnik", "en": "Apron"}))]
pub struct Translations(pub BTreeMap<Locale, String>);

impl Translations {
    /// One text in one language.
    pub fn one(locale: Locale, text: impl Into<String>) -> Translations {
        Translations(BTreeMap::from([(locale, text.into())]))
    }

    /// The text in this language, if it is there and not blank.
    pub fn get(&self, locale: Locale) -> Option<&str> {
        self.0.get(&locale).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The text in this language or the next best: Slovenian, English, any.
    pub fn best(&self, locale: Locale) -> &str {
        self.get(locale)
            .or_else(|| self.get(Locale::Sl))
            .or_else(|| self.get(Locale::En))
            .or_else(|| Locale::ALL.iter().find_map(|locale| self.get(*locale)))
            .unwrap_or("")
    }

    /// Whether no language has a text.
    pub fn is_blank(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }

    /// All texts, one after another, for searching.
    pub fn all(&self) -> String {
        self.0.values().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slovenian_counts_in_four_forms() {
        let form = |n| plural(Locale::Sl, n, "izdelek", "izdelka", "izdelki", "izdelkov");
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 11, 101, 102, 103, 111].map(form),
            ["izdelkov", "izdelek", "izdelka", "izdelki", "izdelki", "izdelkov", "izdelkov", "izdelek", "izdelka", "izdelki", "izdelkov"]
        );
    }

    #[test]
    fn the_readers_first_language_that_we_speak_wins() {
        assert_eq!(Locale::from_accept_language("fr, de-AT;q=0.8, en;q=0.9"), Locale::En);
        assert_eq!(Locale::from_accept_language(""), Locale::Sl);
        assert_eq!(Locale::from_accept_language("sl;q=0, de"), Locale::De);
    }
}
