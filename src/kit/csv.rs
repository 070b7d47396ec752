//! Tables for spreadsheets: RFC 4180 with a mark for UTF-8, in which no cell starts a formula.

/// A table that is written row by row.
#[derive(Debug)]
pub struct Csv {
    text: String,
    begun: bool,
}

impl Csv {
    /// A table with its head.
    pub fn new(head: &[&str]) -> Csv {
        let mut csv = Csv { text: "\u{feff}".to_owned(), begun: false };
        for name in head {
            csv.text(name);
        }
        csv.end();
        csv
    }

    /// A cell of words. What a spreadsheet would take for a formula is led by an apostrophe.
    pub fn text(&mut self, words: &str) -> &mut Csv {
        let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let words = if formula { format!("'{words}") } else { words.to_owned() };
        let quoted = words.contains(['"', ',', ';', '\n', '\r']);
        self.cell(&if quoted { format!("\"{}\"", words.replace('"', "\"\"")) } else { words })
    }

    /// A cell with an amount: `-12.50`.
    pub fn cents(&mut self, cents: i64) -> &mut Csv {
        let sign = if cents < 0 { "-" } else { "" };
        self.cell(&format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100))
    }

    /// A cell with a whole number.
    pub fn whole(&mut self, number: i64) -> &mut Csv {
        self.cell(&number.to_string())
    }

    /// Ends the row.
    pub fn end(&mut self) {
        self.text.push_str("\r\n");
        self.begun = false;
    }

    /// The whole table.
    pub fn done(self) -> String {
        self.text
    }

    fn cell(&mut self, cell: &str) -> &mut Csv {
        if self.begun {
            self.text.push(',');
        }
        self.begun = true;
        self.text.push_str(cell);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula_and_amounts_stay_numbers() {
        let mut csv = Csv::new(&["a", "b"]);
        csv.text("=1+1").cents(-1_234_550).end();
        csv.text("Torba, \"velika\"").cents(5).end();
        assert_eq!(csv.done(), "\u{feff}a,b\r\n'=1+1,-12345.50\r\n\"Torba, \"\"velika\"\"\",0.05\r\n");
    }
}
