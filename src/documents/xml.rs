//! How rates and parties of documents are written for machines.

use super::model::Content;
pub use crate::kit::xml::{Xml, amount};

/// A rate: `22`, `9.5`.
pub fn percent(bp: i64) -> String {
    if bp % 100 == 0 { (bp / 100).to_string() } else { format!("{}.{:02}", bp / 100, bp % 100).trim_end_matches('0').to_owned() }
}

/// The category of a rate: standard, exempt by the clause on the document, or taxed at nothing.
pub fn category(content: &Content, bp: i64) -> &'static str {
    match (bp, &content.clause) {
        (1.., _) => "S",
        (_, Some(_)) => "E",
        _ => "Z",
    }
}

/// The number of a register entry, without the name of the register.
pub fn register_number(registration: &str) -> &str {
    registration.rsplit_once(", ").map_or(registration, |(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_rates_have_no_thousands_and_a_point() {
        assert_eq!([amount(123_450), amount(-5), percent(2200), percent(950), percent(0)], ["1234.50", "-0.05", "22", "9.5", "0"]);
    }
}
