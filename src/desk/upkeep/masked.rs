//! What went wrong, in words that may be shown: without passwords in addresses and without the secrets of links.

/// The shortest run of letters and digits that is taken for a secret; an id of ours is recognised by its prefix.
const SECRET: usize = 24;

/// The text with `…` in the place of what may open a door. Of a fault of ours only the cause is told: the sentence for the
/// public around it helps nobody here.
pub fn masked(text: &str) -> String {
    let text = cause(text).unwrap_or(text);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(secret_character) {
        shown.push_str(&rest[..start]);
        let run = &rest[start..];
        let end = run.find(|c| !secret_character(c)).unwrap_or(run.len());
        let word = &run[..end];
        shown.push_str(if word.len() >= SECRET && !an_id(word) { "…" } else { word });
        rest = &run[end..];
    }
    shown.push_str(rest);
    without_passwords(&shown)
}

/// What stands in the brackets of `internal: a sentence (cause)`.
fn cause(text: &str) -> Option<&str> {
    text.strip_prefix("internal: ")?.strip_suffix(')')?.split_once(" (").map(|(_, cause)| cause)
}

fn secret_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// `ord_` and a UUID.
fn an_id(word: &str) -> bool {
    let uuid = |rest: &str| rest.len() == 36 && rest.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    word.split_once('_').is_some_and(|(noun, rest)| noun.len() == 3 && uuid(rest))
}

/// `smtp://name:password@host` as `smtp://…@host`.
fn without_passwords(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        shown.push_str(before);
        let host = after.find(|c: char| c == '/' || c.is_whitespace()).unwrap_or(after.len());
        rest = match after[..host].rfind('@') {
            Some(sign) => {
                shown.push('…');
                &after[sign..]
            }
            None => after,
        };
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_shown_without_what_opens_a_door() {
        let text = "no answer from smtp://modrotisk:geslo123@mail.example.org:587, letter https://x.si/narocilo/q7Zk3mVb2TnRw9YcLd8fGh1J";
        let shown = masked(text);
        assert_eq!(shown, "no answer from smtp://…@mail.example.org:587, letter https://x.si/narocilo/…");
    }

    #[test]
    fn ids_and_words_stay() {
        let text = "550 no such user ana@example.org (mai_01938a4e-1c00-7000-8000-0123456789ab): č";
        assert_eq!(masked(text), text);
        assert_eq!(masked("internal: Something went wrong on our side. (451 not now)"), "451 not now");
    }
}
