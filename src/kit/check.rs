//! Checks of what people send: all findings at once, each with the place, a code and a sentence.

use std::ops::RangeInclusive;

use super::error::{Code, Error, FieldError, Result};

/// Gathers what is wrong with a request before it is refused.
#[derive(Debug, Default)]
pub struct Check {
    fields: Vec<FieldError>,
}

impl Check {
    /// Nothing found yet.
    pub fn new() -> Check {
        Check::default()
    }

    /// Finds fault unless the condition holds.
    pub fn that(&mut self, holds: bool, pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> &mut Check {
        if !holds {
            self.fields.push(FieldError { pointer: pointer.into(), code: code.to_owned(), detail: detail.into() });
        }
        self
    }

    /// A text of a length in letters, without counting blanks around it, and without control characters.
    pub fn text(&mut self, pointer: &str, text: &str, length: RangeInclusive<usize>) -> &mut Check {
        let letters = text.trim().chars().count();
        self.that(
            letters >= *length.start(),
            pointer,
            "too_short",
            if *length.start() == 1 { "Fill this in.".to_owned() } else { format!("Write at least {} characters.", length.start()) },
        );
        self.that(letters <= *length.end(), pointer, "too_long", format!("Write at most {} characters.", length.end()));
        self.that(
            !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')),
            pointer,
            "control_character",
            "Remove the invisible control characters.",
        )
    }

    /// Texts in several languages, each within a length.
    pub fn texts(&mut self, pointer: &str, texts: &super::locale::Translations, length: RangeInclusive<usize>) -> &mut Check {
        for (locale, text) in &texts.0 {
            self.text(&format!("{pointer}/{locale}"), text, 0..=*length.end());
        }
        if *length.start() > 0 {
            self.that(!texts.is_blank(), pointer, "too_short", "Fill this in.");
        }
        self
    }

    /// An e-mail address that a letter can be sent to.
    pub fn email(&mut self, pointer: &str, email: &str) -> &mut Check {
        let fine = email.len() <= 254
            && email.parse::<lettre::Address>().is_ok()
            && email.split('@').nth(1).is_some_and(|host| host.contains('.'));
        self.that(fine, pointer, "email_invalid", "Check the e-mail address; it looks like name@example.org.")
    }

    /// Whether nothing was found so far.
    pub fn is_fine(&self) -> bool {
        self.fields.is_empty()
    }

    /// The findings so far.
    pub fn findings(&self) -> &[FieldError] {
        &self.fields
    }

    /// Refuses with all findings, or goes on.
    pub fn done(&mut self) -> Result<()> {
        if self.fields.is_empty() { Ok(()) } else { Err(Error { fields: std::mem::take(&mut self.fields), ..Code::Invalid.into() }) }
    }
}
