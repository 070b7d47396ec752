//! Royalties as a table for a spreadsheet, written and read: what is written for periods that wait can be filled in and read again.

use super::report::Reported;
use super::royalty_views::RoyaltyBook;
use crate::kit::csv::Csv;
use crate::kit::money::Money;
use crate::kit::{Code, Error, FieldError, Result};

const HEAD: [&str; 14] = [
    "agreement",
    "work",
    "company",
    "studio",
    "period",
    "from",
    "until",
    "due",
    "pieces",
    "net_sales",
    "on_sales",
    "minimum_added",
    "owed",
    "paid_on",
];
/// So many rows are read at once.
const MOST_ROWS: usize = 500;

/// Every period of every agreement.
pub fn write(book: &RoyaltyBook) -> Csv {
    let mut csv = Csv::new(&HEAD);
    for account in &book.items {
        for period in &account.periods {
            let row = &account.agreement;
            csv.text(row.id.as_str()).text(&row.work).text(&row.company).text(&row.studio);
            csv.text(&period.name).text(period.from.as_str()).text(period.until.as_str()).text(period.due.as_str());
            match &period.statement {
                Some(said) => {
                    csv.whole(said.pieces).cents(said.net_sales.amount).cents(said.on_sales.amount);
                    csv.cents(said.minimum_added.amount).cents(said.owed.amount);
                    csv.text(said.paid_on.as_ref().map_or("", |day| day.as_str()));
                }
                None => {
                    (0..6).for_each(|_| {
                        csv.text("");
                    });
                }
            }
            csv.end();
        }
    }
    csv
}

/// Reads what a company reports: rows without pieces are passed over, so that a table can be given back half filled in.
pub fn read(table: &str) -> Result<Vec<Reported>> {
    let mut rows = rows(table).into_iter();
    let head = rows.next().unwrap_or_default();
    let place = |name: &str| head.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let needed = ["agreement", "period", "pieces", "net_sales"].map(place);
    let [Some(agreement), Some(period), Some(pieces), Some(net_sales)] = needed else {
        return Err(Code::Invalid.at("/table", "head", "Begin with a row that names agreement, period, pieces and net_sales."));
    };
    let owed = place("owed");
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (number, row) in (2..).zip(rows) {
        let cell = |place: usize| row.get(place).map_or("", |cell| cell.trim());
        // Reported before: it came with the table and is no news.
        if cell(pieces).is_empty() || owed.is_some_and(|owed| !cell(owed).is_empty()) {
            continue;
        }
        let parsed = (cell(agreement).parse(), cell(pieces).parse(), cents(cell(net_sales)));
        match parsed {
            (Ok(agreement), Ok(pieces), Some(amount)) => {
                read.push(Reported { agreement, period: cell(period).to_owned(), pieces, net_sales: Money::euros(amount), note: None });
            }
            _ => {
                faults.push(fault(number, "row", "Check this row: agreement, period, pieces as a whole number, net sales such as 1234,50."))
            }
        }
    }
    if read.len() > MOST_ROWS {
        return Err(Code::TooLarge.because("That are more than 500 rows. Send them in parts."));
    }
    if faults.is_empty() && read.is_empty() {
        return Err(Code::Invalid.at("/table", "empty", "No row has pieces. Fill in at least one period."));
    }
    if faults.is_empty() { Ok(read) } else { Err(Code::Invalid.with_fields(faults)) }
}

/// A refusal of one row, with its number.
pub fn in_row(error: Error, number: usize) -> Error {
    let detail = error.sentence().to_owned();
    let code = error.code;
    Error { fields: vec![fault(number, code.as_str(), &detail)], ..error }
}

fn fault(number: usize, code: &str, detail: &str) -> FieldError {
    FieldError { pointer: format!("/table/{number}"), code: code.to_owned(), detail: detail.to_owned() }
}

/// `1234,50`, `1.234,50`, `1234.5` and `1234` in cents.
fn cents(text: &str) -> Option<i64> {
    let text = text.trim_end_matches('€').trim();
    let (whole, part) = match text.rfind([',', '.']) {
        Some(at) if text.len() - at <= 3 => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}')).collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(&whole) || !digits(part) {
        return None;
    }
    let part = format!("{part:0<2}");
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part.parse().ok()?)
}

/// The cells of a table (RFC 4180), with commas or semicolons between them; empty lines are no rows.
fn rows(table: &str) -> Vec<Vec<String>> {
    let table = table.trim_start_matches('\u{feff}');
    let first = table.lines().next().unwrap_or("");
    let separator = if first.matches(';').count() > first.matches(',').count() { ';' } else { ',' };
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = table.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            letter if letter == separator && !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            letter => cell.push(letter),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows.retain(|row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        let read = ["1234,50", "1.234,50", "1234.5", "1234", "1 234,5 €", "0", "-5", "12,345,6x", ""].map(cents);
        let same = Some(123_450);
        assert_eq!(read, [same, same, same, Some(123_400), same, Some(0), None, None, None]);
    }

    #[test]
    fn a_table_of_any_spreadsheet_is_read() {
        let table = "\u{feff}period;agreement;pieces;net_sales;work\r\n2026-Q4;agr_01900000-0000-7000-8000-000000000001;12;\"1.200,00\";\"a;\"\"b\"\"\"\r\n\r\n2027-Q1;agr_01900000-0000-7000-8000-000000000001;;;\r\n";
        let read = read(table).unwrap();
        assert_eq!(read.len(), 1, "a period without pieces waits");
        assert_eq!((read[0].period.as_str(), read[0].pieces, read[0].net_sales), ("2026-Q4", 12, Money::euros(120_000)));
        assert_eq!(super::read("a,b\n1,2").unwrap_err().fields[0].code, "head");
        let faulty = super::read("agreement,period,pieces,net_sales\nx,2026-Q4,many,1").unwrap_err();
        assert_eq!(faulty.fields[0].pointer, "/table/2");
    }
}
