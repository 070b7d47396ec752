//! References of payments: the Slovenian models `SI00`, `SI12`, `SI99` and the creditor reference of ISO 11649 (`RF`).
//!
//! A reference is what ties money on a statement to what it pays, so it is checked before it is printed.

/// The check digit of model 12: weights 2, 3, 4 … from the right, eleven less the remainder; ten and eleven count as none.
pub fn check_digit_11(digits: &str) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    let mut sum = 0;
    for (weight, digit) in (2..).zip(digits.chars().rev()) {
        sum += weight * digit.to_digit(10)?;
    }
    let check = 11 - sum % 11;
    Some(if check > 9 { 0 } else { check })
}

/// The reference `SI12` of a number of at most twelve digits; none when it is not such a number.
pub fn si12(digits: &str) -> Option<String> {
    let check = check_digit_11(digits).filter(|_| digits.len() <= 12)?;
    Some(format!("SI12{digits}{check}"))
}

/// The reference `SI12` of twelve digits that a text comes to: the same for the same text, and telling nothing of how many there are.
pub fn si12_of(text: &str) -> String {
    let digest = super::text::sha256_hex(text);
    // Fifteen hexadecimal digits fit.
    let number = u64::from_str_radix(&digest[..15], 16).unwrap_or_default() % 1_000_000_000_000;
    let digits = format!("{number:012}");
    let check = check_digit_11(&digits).unwrap_or_default();
    format!("SI12{digits}{check}")
}

/// The reference `RF` of letters and digits, at most twenty-one; none when it holds anything else.
pub fn rf(base: &str) -> Option<String> {
    let base = base.to_ascii_uppercase();
    let fits = (1..=21).contains(&base.len()) && base.chars().all(|c| c.is_ascii_alphanumeric());
    let check = 98 - super::iban::remainder_97(&format!("{base}RF00"));
    fits.then(|| format!("RF{check:02}{base}"))
}

/// A reference without spaces, in capitals: the form that is stored and compared.
pub fn compact(text: &str) -> String {
    super::iban::compact(text)
}

/// Whether the text is a reference that a Slovenian bank takes. Of the models with check digits, 12 is checked.
pub fn is_reference(text: &str) -> bool {
    let text = compact(text);
    if !text.is_ascii() || text.len() < 4 {
        return false;
    }
    let (model, rest) = text.split_at(4);
    if let Some(check) = model.strip_prefix("RF") {
        let given = check.chars().all(|c| c.is_ascii_digit());
        return given && rf(rest).is_some_and(|right| right == text);
    }
    let Some(number) = model.strip_prefix("SI").filter(|number| number.chars().all(|c| c.is_ascii_digit())) else { return false };
    match number {
        "99" => rest.is_empty(),
        "12" => {
            let Some((base, check)) = rest.split_at_checked(rest.len().saturating_sub(1)) else { return false };
            base.len() <= 12 && check_digit_11(base).is_some_and(|right| right.to_string() == check)
        }
        _ => {
            let known = rest.chars().all(|c| c.is_ascii_digit() || c == '-');
            (1..=22).contains(&rest.len()) && known && rest.matches('-').count() <= 2
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_check_digits_of_model_12() {
        for (digits, check) in [("1234567890", 9), ("9876543210", 0), ("5678", 2), ("202600001", 8)] {
            assert_eq!(check_digit_11(digits), Some(check), "{digits}");
        }
        assert_eq!(si12("1234567890").as_deref(), Some("SI1212345678909"));
    }

    #[test]
    fn known_references_pass() {
        for text in ["SI0598765432100", "SI1212345678909", "SI12 1234 5678 909", "RF45SBO2010", "SI99", "SI00123-456-7", "si1256782"] {
            assert!(is_reference(text), "{text}");
        }
        assert_eq!(rf("SBO2010").as_deref(), Some("RF45SBO2010"));
    }

    #[test]
    fn what_no_bank_takes_is_refused() {
        for text in
            ["", "SI", "SI12", "SI121", "SI1212345678908", "RF46SBO2010", "SI991", "SI00", "SI001-2-3-4", "SI00ABC", "HR001", "SIščč1"]
        {
            assert!(!is_reference(text), "{text}");
        }
        assert_eq!(si12("1234567890123"), None);
        assert_eq!(si12("12a"), None);
        assert_eq!(rf("Š1"), None);
        assert_eq!(rf(""), None);
    }

    proptest! {
        #[test]
        fn every_text_comes_to_a_reference(text in any::<String>()) {
            prop_assert!(is_reference(&si12_of(&text)));
            prop_assert_eq!(si12_of(&text), si12_of(&text));
        }

        #[test]
        fn every_number_gets_a_reference_that_passes(digits in "[0-9]{1,12}", letters in "[A-Z0-9]{1,21}") {
            prop_assert!(is_reference(&si12(&digits).unwrap()));
            prop_assert!(is_reference(&rf(&letters).unwrap()));
        }

        #[test]
        fn anything_is_answered_without_panic(text in any::<String>()) {
            is_reference(&text);
        }
    }
}
