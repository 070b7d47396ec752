//! What people call an order: `MT-7F3K92QD` for a purchase, `MT-7F3K92QD-1` for the first creator's part.

use crate::kit::id::OrderGroupId;

/// Letters and digits that are not mistaken for one another on the phone.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The purchase's number: the forty random bits at the end of its id. It tells neither how many orders there are nor
/// when this one came; the database refuses a second purchase with the same.
pub fn number_of_group(id: &OrderGroupId) -> String {
    let tail = id.as_str().bytes().rev().filter(u8::is_ascii_hexdigit).take(10);
    let bits = tail.enumerate().fold(0u64, |bits, (place, digit)| bits | u64::from(nibble(digit)) << (4 * place));
    let letters: String = (0..8).rev().map(|place| char::from(LETTERS[(bits >> (5 * place) & 31) as usize])).collect();
    format!("MT-{letters}")
}

/// One creator's part.
pub fn number_of_order(group: &str, position: usize) -> String {
    format!("{group}-{}", position + 1)
}

fn nibble(digit: u8) -> u8 {
    (digit as char).to_digit(16).unwrap_or(0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_off_the_random_end_of_the_id() {
        let id: OrderGroupId = "grp_0190f3f0-0000-7000-8000-00000000001f".parse().unwrap();
        assert_eq!(number_of_group(&id), "MT-0000000Z");
        assert_eq!(number_of_order(&number_of_group(&id), 1), "MT-0000000Z-2");
    }
}
