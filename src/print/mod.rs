//! Paper: headings, facts, tables and codes on A4 sheets, as a PDF that screen readers can follow.
//!
//! Who prints gives the words and what they are; where they stand is decided here. The same words make the same bytes:
//! no clock, no random number and no machine's font is asked. Every file is tagged (PDF/UA-1) and carries its fonts
//! (PDF/A-2a), so that it can be read aloud and still opened when the books are closed. Nothing is dropped silently:
//! letters that the fonts lack are written in those that they have.

mod cards;
mod draw;
mod fonts;
mod layout;

use qrcodegen::QrCode;

use crate::kit::Result;
use crate::kit::time::LocalDate;
use layout::Sheets;

/// What a file says about itself.
#[derive(Clone, Debug)]
pub struct About {
    /// What it is called.
    pub title: String,
    /// The language of its words.
    pub language: &'static str,
    /// Who wrote it.
    pub author: String,
    /// The day it is of.
    pub day: LocalDate,
    /// What stands at the foot of every sheet, beside the number of the sheet.
    pub foot: String,
    /// The word for a sheet of how many: `stran`.
    pub sheet: &'static str,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub head: &'static str,
    /// Its part of the width, in hundredths.
    pub share: u32,
    /// Whether its cells end at the right edge, as amounts do.
    pub right: bool,
}

/// A column with a head and a part of the width.
pub const fn words(head: &'static str, share: u32) -> Column {
    Column { head, share, right: false }
}

/// A column of numbers.
pub const fn numbers(head: &'static str, share: u32) -> Column {
    Column { head, share, right: true }
}

/// A table; each row has a cell for each column.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// Rows at its foot, in bold.
    pub sums: Vec<Vec<String>>,
}

/// A name or a label, and lines below it.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What the lines are.
    pub label: String,
    /// The lines; the first is the bold one.
    pub lines: Vec<String>,
}

/// A card to be cut out, with a code that leads further.
#[derive(Clone)]
pub struct Card {
    /// What it is of.
    pub title: String,
    /// What is read from afar.
    pub figure: String,
    /// What belongs to the figure, beside it.
    pub unit: String,
    /// What is read from near: the first line is the bold one.
    pub lines: Vec<String>,
    /// The code, and what it leads to.
    pub code: QrCode,
    /// The same in words.
    pub says: String,
}

/// Cards on sheets, eight on each, with marks to cut along; the title stands in the margin.
pub fn cards(about: &About, cards: &[Card]) -> Result<Vec<u8>> {
    let mut sheets = Sheets::new();
    sheets.cards(&about.title, cards);
    draw::file(about, sheets)
}

/// Sheets that are being written.
pub struct Paper {
    about: About,
    sheets: Sheets,
}

impl Paper {
    /// An empty sheet, with its title at the head.
    pub fn new(about: About) -> Paper {
        let mut sheets = Sheets::new();
        sheets.heading(&about.title, 1);
        Paper { about, sheets }
    }

    /// A heading within the text.
    pub fn heading(&mut self, text: &str) {
        self.sheets.heading(text, 2);
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.sheets.paragraph(text, false);
    }

    /// A paragraph that must not be overlooked.
    pub fn strong(&mut self, text: &str) {
        self.sheets.paragraph(text, true);
    }

    /// Two notices beside each other.
    pub fn beside(&mut self, left: &Notice, right: Option<&Notice>) {
        self.sheets.beside(left, right);
    }

    /// Labels with their values, one under another.
    pub fn facts(&mut self, facts: &[(&str, String)]) {
        self.sheets.facts(facts);
    }

    /// A table. Its head stands again on every sheet that it reaches.
    pub fn table(&mut self, table: &Table) {
        self.sheets.table(table);
    }

    /// A code with the text that says the same beside it; both stay on one sheet.
    pub fn code(&mut self, code: &QrCode, says: &str, facts: &[(&str, String)]) {
        self.sheets.code(code, says, facts);
    }

    /// The file.
    pub fn done(self) -> Result<Vec<u8>> {
        draw::file(&self.about, self.sheets)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(words: &str) -> Result<Vec<u8>> {
        let (language, day) = ("sl", "2026-11-29".parse().expect("a day"));
        let (title, author, foot) = (format!("Račun {words}"), words.to_owned(), words.to_owned());
        let mut paper = Paper::new(About { title, language, author, day, foot, sheet: "stran" });
        let notice = Notice { label: words.to_owned(), lines: vec![words.to_owned(), words.to_owned()] };
        paper.beside(&notice, Some(&notice));
        paper.facts(&[("Opis", words.to_owned())]);
        paper.paragraph(words);
        let row = vec![words.to_owned(), "1,00 €".to_owned()];
        let columns = vec![super::words("Opis", 60), numbers("Znesek", 40)];
        paper.table(&Table { columns, rows: vec![row.clone(); 40], sums: vec![row] });
        paper.done()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4))]
        #[test]
        fn any_words_can_be_printed_and_always_alike(words in any::<String>(), others in "\\PC{0,200}") {
            for words in [&words, &others] {
                let file = printed(words);
                prop_assert!(file.is_ok(), "{:?}", file.err());
                prop_assert_eq!(file.ok(), printed(words).ok());
            }
        }
    }

    #[test]
    fn a_long_table_goes_on_with_its_head_on_the_next_sheet() {
        let file = lopdf::Document::load_mem(&printed("Predpasnik").unwrap()).unwrap();
        assert!(file.get_pages().len() >= 2);
    }
}
