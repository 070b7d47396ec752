//! The SEPA credit transfer as a QR code (EPC069-12, version 002): what banks outside Slovenia read.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use super::money::{Currency, Money};
use super::upn::Flaw;
use super::{iban, reference};

/// The most that the standard lets a code ask for.
const MOST_CENTS: i64 = 99_999_999_999;

/// The most bytes, and the largest code, that the standard allows.
const MOST_BYTES: usize = 331;
const LARGEST: u8 = 13;

/// A transfer in euros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The holder of the account.
    pub name: String,
    /// The account that is paid.
    pub iban: String,
    /// How much.
    pub amount: Money,
    /// `RF…` is given to the bank as a reference; any other is carried as words.
    pub reference: String,
    /// What for, when the reference is not a structured one.
    pub purpose: String,
}

impl Transfer {
    /// The text of the code: twelve lines at most, none after the last that says something.
    pub fn payload(&self) -> Result<String, Flaw> {
        if self.amount.currency != Currency::EUR || !(1..=MOST_CENTS).contains(&self.amount.amount) {
            return Err(Flaw::Amount);
        }
        let account = iban::compact(&self.iban);
        if !iban::is_iban(&account) {
            return Err(Flaw::Iban);
        }
        let reference = reference::compact(&self.reference);
        if !reference::is_reference(&reference) {
            return Err(Flaw::Reference);
        }
        let name = line(&self.name, 70);
        if name.is_empty() {
            return Err(Flaw::Words);
        }
        let amount = format!("EUR{}.{:02}", self.amount.amount / 100, self.amount.amount % 100);
        let (structured, words) = if reference.starts_with("RF") {
            (reference, String::new())
        } else {
            (String::new(), line(&format!("{reference} {}", self.purpose), 140))
        };
        let lines = ["BCD", "002", "1", "SCT", "", &name, &account, &amount, "", &structured, &words];
        let mut text = lines.join("\n").trim_end().to_owned();
        while text.len() > MOST_BYTES {
            text.pop();
        }
        Ok(text)
    }

    /// The code itself, as large as its text needs.
    pub fn code(&self) -> Result<QrCode, Flaw> {
        let segments = [QrSegment::make_bytes(self.payload()?.as_bytes())];
        let (smallest, largest) = (Version::new(1), Version::new(LARGEST));
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, smallest, largest, None, false).map_err(|_| Flaw::Words)
    }
}

fn line(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let single = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    single.chars().take(most).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::qr::read_back;
    use super::*;

    fn transfer() -> Transfer {
        Transfer {
            name: "Keramika Žnidaršič".into(),
            iban: "SI56 0510 0801 0486 080".into(),
            amount: Money::euros(8105),
            reference: "RF45SBO2010".into(),
            purpose: "Order 2026-AB".into(),
        }
    }

    #[test]
    fn a_structured_reference_stands_on_its_line() {
        let text = "BCD\n002\n1\nSCT\n\nKeramika Žnidaršič\nSI56051008010486080\nEUR81.05\n\nRF45SBO2010";
        assert_eq!(transfer().payload().unwrap(), text);
        assert_eq!(read_back(&transfer().code().unwrap()), text.as_bytes());
    }

    #[test]
    fn a_slovenian_reference_is_carried_as_words() {
        let transfer = Transfer { reference: "SI12 1234 5678 909".into(), amount: Money::euros(5), ..transfer() };
        let text = transfer.payload().unwrap();
        assert!(text.ends_with("\nEUR0.05\n\n\nSI1212345678909 Order 2026-AB"), "{text}");
    }

    #[test]
    fn what_a_bank_would_refuse_is_not_drawn() {
        assert_eq!(Transfer { amount: Money::euros(-1), ..transfer() }.code().err(), Some(Flaw::Amount));
        assert_eq!(Transfer { iban: "SI56".into(), ..transfer() }.code().err(), Some(Flaw::Iban));
        assert_eq!(Transfer { reference: "RF46SBO2010".into(), ..transfer() }.code().err(), Some(Flaw::Reference));
        assert_eq!(Transfer { name: " ".into(), ..transfer() }.code().err(), Some(Flaw::Words));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_words_make_a_code_that_reads_back(name in "\\PC{0,90}", purpose in any::<String>(), cents in 1..=MOST_CENTS) {
            let transfer = Transfer { name: format!("A{name}"), purpose, amount: Money::euros(cents), reference: "SI99".into(), ..transfer() };
            let text = transfer.payload().unwrap();
            prop_assert!(text.len() <= MOST_BYTES && text.lines().count() <= 12);
            prop_assert_eq!(read_back(&transfer.code().unwrap()), text.into_bytes());
        }
    }
}
