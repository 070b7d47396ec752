//! The Slovenian payment slip as a QR code (UPN QR): twenty fields and their checksum, in ISO 8859-2.
//!
//! A bank's application reads account, amount and reference from it, so every field is made right before it is drawn:
//! trimmed, in letters that the encoding has, no longer than its place, and only then counted into the checksum.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use super::money::{Currency, Money};
use super::time::LocalDate;
use super::{iban, reference};

/// The most that a slip can ask for: eleven digits of cents.
const MOST_CENTS: i64 = 99_999_999_999;

/// What the standard says about the code: 77 by 77 modules, no other size.
const VERSION: u8 = 15;

/// The number by which readers know ISO 8859-2.
const LATIN_2: u32 = 4;

/// A name with its address, as a slip prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The name; of a payee, that of the account's holder.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Postcode and town.
    pub place: String,
}

/// A payment slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Who pays; may be left empty.
    pub payer: Party,
    /// How much, in euros.
    pub amount: Money,
    /// Four capitals of the list of purposes: `COST`, `GDSV`, `OTHR`.
    pub code: String,
    /// What for.
    pub purpose: String,
    /// Until when.
    pub due: Option<LocalDate>,
    /// The account that is paid.
    pub iban: String,
    /// The payee's reference with its model.
    pub reference: String,
    /// Who is paid.
    pub payee: Party,
}

/// Why a slip cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Nothing, too much, or another currency.
    #[error("a slip asks for 0.01 to 999,999,999.99 euros")]
    Amount,
    /// Not four capitals.
    #[error("the code of the purpose is four capital letters")]
    Code,
    /// Not an account, or not a Slovenian one.
    #[error("the account is not a Slovenian IBAN")]
    Iban,
    /// Not a reference.
    #[error("the reference is not one that banks take")]
    Reference,
    /// No name or no purpose.
    #[error("the payee's name and the purpose are needed")]
    Words,
}

impl Slip {
    /// The text of the code. Each field ends with a line feed.
    pub fn payload(&self) -> Result<String, Flaw> {
        if self.amount.currency != Currency::EUR || !(1..=MOST_CENTS).contains(&self.amount.amount) {
            return Err(Flaw::Amount);
        }
        if self.code.len() != 4 || !self.code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(Flaw::Code);
        }
        let account = iban::compact(&self.iban);
        if !iban::is_iban(&account) || !account.starts_with("SI") {
            return Err(Flaw::Iban);
        }
        let reference = reference::compact(&self.reference);
        if !reference::is_reference(&reference) {
            return Err(Flaw::Reference);
        }
        let (purpose, name) = (fitted(&self.purpose, 42), fitted(&self.payee.name, 33));
        if purpose.is_empty() || name.is_empty() {
            return Err(Flaw::Words);
        }
        let due = self.due.as_ref().map(|due| due.civil().strftime("%d.%m.%Y").to_string()).unwrap_or_default();
        let none = String::new;
        let fields = [
            "UPNQR".to_owned(),
            none(),
            none(),
            none(),
            none(),
            fitted(&self.payer.name, 33),
            fitted(&self.payer.street, 33),
            fitted(&self.payer.place, 33),
            format!("{:011}", self.amount.amount),
            none(),
            none(),
            self.code.clone(),
            purpose,
            due,
            account,
            reference,
            name,
            fitted(&self.payee.street, 33),
            fitted(&self.payee.place, 33),
        ];
        let letters: usize = fields.iter().map(|field| field.chars().count() + 1).sum();
        Ok(format!("{}\n{letters:03}\n", fields.join("\n")))
    }

    /// The code itself.
    pub fn code(&self) -> Result<QrCode, Flaw> {
        let bytes: Vec<u8> = self.payload()?.chars().map(|letter| latin_2(letter).unwrap_or(b'?')).collect();
        let segments = [QrSegment::make_eci(LATIN_2), QrSegment::make_bytes(&bytes)];
        let version = Version::new(VERSION);
        // The longest slip has 411 bytes, which is what fits.
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, version, version, None, false).map_err(|_| Flaw::Words)
    }
}

/// The upper half of ISO 8859-2 that holds letters and signs, from 0xA0.
const UPPER: &str = "\u{a0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{ad}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žż\
    ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";

/// The byte of a letter, if ISO 8859-2 has it.
fn latin_2(letter: char) -> Option<u8> {
    if letter.is_ascii() {
        return u8::try_from(letter).ok();
    }
    let place = UPPER.chars().position(|known| known == letter)?;
    u8::try_from(0xa0 + place).ok()
}

/// The text as a field of a slip: spaces single, letters that the encoding lacks written in those it has (`?` where there
/// are none), cut to its place.
fn fitted(text: &str, most: usize) -> String {
    let mut field = String::new();
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match (letter.is_control(), latin_2(letter)) {
            (false, Some(_)) => field.push(letter),
            (true, _) => field.push(' '),
            _ => {
                let near = deunicode::deunicode_char(letter).unwrap_or("?");
                field.extend(near.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }));
            }
        }
    }
    field.trim().chars().take(most).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::qr::read_back;
    use super::*;

    fn slip() -> Slip {
        Slip {
            payer: Party { name: "Janez Novak".into(), street: "Dunajska 1".into(), place: "1000 Ljubljana".into() },
            amount: Money::euros(8105),
            code: "COST".into(),
            purpose: "Plačilo obveznosti 10/2016".into(),
            due: None,
            iban: "SI56 0510 0801 0486 080".into(),
            reference: "SI0598765432100".into(),
            payee: Party { name: "Novo podjetje d.o.o.".into(), street: "Lepa cesta 15".into(), place: "3698 Loški Potok".into() },
        }
    }

    fn from_latin_2(bytes: &[u8]) -> String {
        let letter = |byte: &u8| if *byte < 0x80 { char::from(*byte) } else { UPPER.chars().nth(usize::from(*byte) - 0xa0).unwrap() };
        bytes.iter().map(letter).collect()
    }

    #[test]
    fn known_slips_have_their_known_text() {
        let first = "UPNQR\n\n\n\n\nJanez Novak\nDunajska 1\n1000 Ljubljana\n00000008105\n\n\nCOST\nPlačilo obveznosti 10/2016\n\n\
            SI56051008010486080\nSI0598765432100\nNovo podjetje d.o.o.\nLepa cesta 15\n3698 Loški Potok\n183\n";
        assert_eq!(slip().payload().unwrap(), first);
        let second = Slip {
            code: "RENT".into(),
            purpose: "Plačilo najemnine 10/2016".into(),
            due: Some("2016-11-15".parse().unwrap()),
            reference: "RF45SBO2010".into(),
            ..slip()
        };
        let text = second.payload().unwrap();
        assert!(text.ends_with("\n188\n") && text.contains("\n15.11.2016\n"), "{text}");
    }

    #[test]
    fn the_code_is_read_back_as_it_was_written() {
        let code = slip().code().unwrap();
        assert_eq!((code.size(), code.error_correction_level()), (77, QrCodeEcc::Medium));
        assert_eq!(from_latin_2(&read_back(&code)), slip().payload().unwrap());
    }

    #[test]
    fn letters_outside_the_encoding_stay_readable() {
        assert_eq!(fitted("Ærø – »Ñandú«\n日", 42), "AEro - >>Nandú<< Ri");
        assert_eq!(fitted("  Čevljarstvo \t Žnidaršič  ", 12), "Čevljarstvo");
    }

    #[test]
    fn what_a_bank_would_refuse_is_not_drawn() {
        let flaw = |change: fn(&mut Slip)| {
            let mut slip = slip();
            change(&mut slip);
            slip.code().err()
        };
        assert_eq!(flaw(|slip| slip.amount = Money::euros(0)), Some(Flaw::Amount));
        assert_eq!(flaw(|slip| slip.amount = Money::euros(MOST_CENTS + 1)), Some(Flaw::Amount));
        assert_eq!(flaw(|slip| slip.code = "cost".into()), Some(Flaw::Code));
        assert_eq!(flaw(|slip| slip.iban = "SI56051008010486081".into()), Some(Flaw::Iban));
        assert_eq!(flaw(|slip| slip.iban = "AT611904300234573201".into()), Some(Flaw::Iban));
        assert_eq!(flaw(|slip| slip.reference = "SI1212345678908".into()), Some(Flaw::Reference));
        assert_eq!(flaw(|slip| slip.purpose = " \n ".into()), Some(Flaw::Words));
        assert_eq!(flaw(|_| ()), None);
    }

    fn party() -> impl Strategy<Value = Party> {
        (any::<String>(), any::<String>(), "[A-ZČŠŽa-zčšž0-9 ]{0,60}").prop_map(|(name, street, place)| Party { name, street, place })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_words_make_a_slip_that_reads_back(payer in party(), payee in party(), purpose in "\\PC{0,90}", cents in 1..=MOST_CENTS) {
            let payee = Party { name: format!("A{}", payee.name), ..payee };
            let slip = Slip { payer, payee, purpose: format!("A{purpose}"), amount: Money::euros(cents), ..slip() };
            let text = slip.payload().unwrap();
            let fields: Vec<&str> = text.split('\n').collect();
            prop_assert_eq!(fields.len(), 21);
            let sum: usize = fields[..19].iter().map(|field| field.chars().count() + 1).sum();
            prop_assert_eq!(fields[19], format!("{sum:03}"));
            prop_assert_eq!(fields[8].parse::<i64>().unwrap(), cents);
            prop_assert_eq!(from_latin_2(&read_back(&slip.code().unwrap())), text);
        }
    }
}
