//! Slovenian tax and register numbers, and the shape of a VAT id of another member state.
//!
//! A number that passes is well formed, not proven to belong to anyone: that takes a register, and a person.

/// The digits of a tax number as people write it (`SI 5022 3054`), without spaces, hyphens and country.
pub fn compact(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
    kept.strip_prefix("SI").map(str::to_owned).unwrap_or(kept)
}

/// Whether the text is a Slovenian tax number: eight digits, the last of which is the check digit.
pub fn is_tax_number(text: &str) -> bool {
    let number = compact(text);
    let Some(digits) = digits(&number) else { return false };
    if digits.len() != 8 || digits[0] == 0 {
        return false;
    }
    // Eleven has no single digit and is never issued.
    match 11 - weighted(&digits[..7], 8) % 11 {
        10 => digits[7] == 0,
        check => check == digits[7],
    }
}

/// Whether the text is a registration number of the Slovenian business register: seven digits with a check
/// digit, or ten, whose last three name the unit.
pub fn is_registration_number(text: &str) -> bool {
    let number = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect::<String>().to_uppercase();
    if !matches!(number.len(), 7 | 10) || !number.is_ascii() {
        return false;
    }
    let Some(digits) = digits(&number[..7]) else { return false };
    let unit = &number.as_bytes()[7..];
    let unit_is_well_formed = unit.is_empty() || (unit[0].is_ascii_alphanumeric() && unit[1..].iter().all(u8::is_ascii_digit));
    let check = 11 - weighted(&digits[..6], 7) % 11;
    unit_is_well_formed && check != 11 && check % 10 == digits[6]
}

/// Whether the text is a VAT id: a Slovenian one is checked by its digits, another by country and length.
pub fn is_vat_id(text: &str) -> bool {
    let id = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect::<String>().to_uppercase();
    if !id.is_ascii() || id.len() < 4 {
        return false;
    }
    let (country, number) = id.split_at(2);
    if country == "SI" {
        return is_tax_number(number);
    }
    const MEMBER_STATES: &[&str] = &[
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL",
        "PT", "RO", "SE", "SK", "XI",
    ];
    MEMBER_STATES.contains(&country) && (5..=12).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric())
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

fn weighted(digits: &[u32], first: u32) -> u32 {
    digits.iter().zip((0..=first).rev()).map(|(digit, weight)| digit * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_number_is_checked_by_its_last_digit() {
        assert!(is_tax_number("50223054"));
        assert!(is_tax_number("SI 5022 3054"));
        assert!(is_tax_number("90000102"), "a check of ten is written as nought");
        assert!(!is_tax_number("50223055"));
        assert!(!is_tax_number("00000101"), "no number begins with nought");
        assert!(!is_tax_number("5022305"));
        assert!(!is_tax_number("5022305A"));
        assert!(!is_tax_number(""));
    }

    #[test]
    fn a_number_whose_check_would_be_eleven_is_never_valid() {
        assert!((0..10).all(|check| !is_tax_number(&format!("9000008{check}"))));
    }

    #[test]
    fn a_registration_number_has_seven_or_ten_places() {
        assert!(is_registration_number("9331310"));
        assert!(is_registration_number("9331310000"));
        assert!(is_registration_number("9331310A01"));
        assert!(!is_registration_number("9331320000"));
        assert!(!is_registration_number("93313100"));
        assert!(!is_registration_number("933131č"));
    }

    #[test]
    fn a_vat_id_names_its_state() {
        assert!(is_vat_id("SI50223054"));
        assert!(is_vat_id("ATU12345678"));
        assert!(!is_vat_id("SI50223055"));
        assert!(!is_vat_id("50223054"));
        assert!(!is_vat_id("US12345678"));
        assert!(!is_vat_id("č1"));
    }
}
