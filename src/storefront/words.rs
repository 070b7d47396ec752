//! What somebody typed into the search box, as words to look for: folded, so that `klobucar` finds `klobučar`.
//!
//! Slovenian bends its nouns at the end (predpasnik, predpasnika, predpasniki), so a long word is looked for without its last
//! vowels. This is a plain search; a better one may take its place behind the same function.

use crate::kit::text::fold;

/// The words of a query, folded and shortened; at most six. None when nothing was typed that can be looked for.
pub fn of(query: &str) -> Vec<String> {
    let folded = fold(query);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(6).map(|word| stem(word).to_owned()).collect()
}

/// The word without the ending that Slovenian, German and English nouns most often change; short words stay as they are.
fn stem(word: &str) -> &str {
    const ENDINGS: &[&str] = &[
        "ami", "emi", "ega", "emu", "imi", "ima", "ih", "im", "em", "om", "ah", "am", "es", "en", "er", "a", "e", "i", "o", "u", "s", "n",
    ];
    let ending = ENDINGS.iter().find(|ending| word.len() >= ending.len() + 4 && word.ends_with(**ending));
    ending.map_or(word, |ending| &word[..word.len() - ending.len()])
}

/// A word as a pattern of SQL's LIKE that finds it anywhere. Folded words hold no `%` and no `_`.
pub fn pattern(word: &str) -> String {
    format!("%{word}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_another_case_and_without_carons() {
        assert_eq!(of("  Klobučarji, Škofja Loka "), ["klobucarj", "skofj", "loka"]);
        assert_eq!(of("predpasnika"), ["predpasnik"]);
        assert_eq!(of("predpasniki"), ["predpasnik"]);
        assert_eq!(of("lan"), ["lan"]);
    }

    #[test]
    fn nothing_that_like_understands_gets_through() {
        assert_eq!(of("100% _'\"; --"), ["100"]);
        assert!(of("%%%").is_empty());
    }
}
