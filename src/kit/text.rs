//! Texts: folded for searching, slugs for addresses, Markdown made safe for reading, bytes written as letters.

/// Lower case without diacritics, single spaces: `Štampa  Žlindra` → `stampa zlindra`.
pub fn fold(text: &str) -> String {
    deunicode::deunicode(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A part of an address: `Predpasnik »Lontrg«` → `predpasnik-lontrg`; at most 80 letters, `x` for nothing left.
pub fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for letter in deunicode::deunicode(text).to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() && !matches!(letter, '\'' | '"' | '<' | '>') {
            slug.push('-');
        }
        if slug.len() >= 80 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "x".to_owned() } else { slug.to_owned() }
}

/// What somebody typed as plain words: line ends alike, no marks that are not seen or that turn the writing round, and at
/// most one empty line between two others.
pub fn plain(text: &str) -> String {
    let unseen = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let seen: String = text.chars().filter(|c| !unseen(*c) && (!c.is_control() || matches!(c, '\n' | '\t'))).collect();
    let mut plain = String::with_capacity(seen.len());
    let mut empty = 0;
    for line in seen.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    plain.trim().to_owned()
}

/// Markdown as HTML that holds paragraphs, emphasis, lists, headings and links, and nothing that runs or loads.
pub fn markdown_to_html(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(markdown));
    ammonia::Builder::default()
        .tags(["p", "br", "em", "strong", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a", "code"].into())
        .link_rel(Some("noopener nofollow ugc"))
        .clean(&html)
        .to_string()
}

/// Bytes in the url-safe letters of base 64, without padding.
pub fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for index in 0..=chunk.len() {
            text.push(LETTERS[(word >> (18 - 6 * index) & 63) as usize] as char);
        }
    }
    text
}

/// The SHA-256 of a text in hexadecimal: how secrets and bodies are remembered without keeping them.
pub fn sha256_hex(text: &str) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_without_carons_is_found() {
        assert_eq!(fold("Klobučarna  ŠKOFJA Loka"), "klobucarna skofja loka");
        assert_eq!(slugify("Predpasnik »Lontrg«, moder"), "predpasnik-lontrg-moder");
        assert_eq!(slugify("???"), "x");
    }

    #[test]
    fn plain_words_hide_nothing() {
        assert_eq!(plain("  Dober dan,\r\n\r\n\r\n\r\nali \u{202e}gre\u{0}?\u{200b} \n"), "Dober dan,\n\nali gre?");
    }

    #[test]
    fn markdown_cannot_run_or_load_anything() {
        let html = markdown_to_html("**lan** <script>alert(1)</script> [x](javascript:alert(1)) ![p](http://x/y.png)");
        assert!(html.contains("<strong>lan</strong>"), "{html}");
        assert!(!html.contains("script") && !html.contains("<img") && !html.contains("javascript"), "{html}");
    }

    #[test]
    fn letters_of_base_64_are_those_of_the_standard() {
        assert_eq!(base64url(b"fo"), "Zm8");
        assert_eq!(base64url(&[0xfb, 0xff, 0xfe]), "-__-");
    }
}
