//! Two texts, word by word: what stayed, what went, what came.
//!
//! Longest common subsequence over words, after the common beginning and end are put aside. Two texts that share almost
//! nothing and are very long are shown as one replaced by the other; nobody reads a thousand crumbs.

use serde::Serialize;
use utoipa::ToSchema;

/// Beyond this many cells the table is not worth its memory.
const CELLS_MAX: usize = 1_000_000;

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordOp {
    /// In both.
    Same,
    /// Only in the earlier text.
    Removed,
    /// Only in the later text.
    Added,
}

/// A run of words with one fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WordPiece {
    /// Its fate.
    pub op: WordOp,
    /// The words with the spaces between them.
    pub text: String,
}

/// The pieces in reading order. Joining all but the added gives `before`, all but the removed gives `after`.
pub fn compare(before: &str, after: &str) -> Vec<WordPiece> {
    let (old, new) = (words(before), words(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);

    let mut pieces = Pieces::default();
    pieces.same(&old[..head]);
    middle(old_middle, new_middle, &mut pieces);
    pieces.same(&old[old.len() - tail..]);
    pieces.finish()
}

/// Letters and digits stick together; every other character stands alone.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, letter) in text.char_indices() {
        let sticks = letter.is_alphanumeric();
        if !(sticks && in_word) && at > start {
            words.push(&text[start..at]);
            start = at;
        }
        in_word = sticks;
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

fn middle(old: &[&str], new: &[&str], pieces: &mut Pieces) {
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > CELLS_MAX {
        pieces.change(old, new);
        return;
    }
    let width = new.len() + 1;
    let mut longest = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            pieces.same(&old[i..=i]);
            i += 1;
            j += 1;
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            pieces.change(&old[i..=i], &[]);
            i += 1;
        } else {
            pieces.change(&[], &new[j..=j]);
            j += 1;
        }
    }
    pieces.change(&old[i..], &new[j..]);
}

/// A stretch that stayed, or one that was replaced by another.
enum Stretch {
    Same(String),
    Change { removed: String, added: String },
}

#[derive(Default)]
struct Pieces {
    stretches: Vec<Stretch>,
}

impl Pieces {
    fn same(&mut self, words: &[&str]) {
        if words.is_empty() {
            return;
        }
        let text = words.concat();
        match self.stretches.last_mut() {
            Some(Stretch::Same(so_far)) => so_far.push_str(&text),
            _ => self.stretches.push(Stretch::Same(text)),
        }
    }

    fn change(&mut self, old: &[&str], new: &[&str]) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        self.join_over_blank();
        if !matches!(self.stretches.last(), Some(Stretch::Change { .. })) {
            self.stretches.push(Stretch::Change { removed: String::new(), added: String::new() });
        }
        if let Some(Stretch::Change { removed, added }) = self.stretches.last_mut() {
            removed.push_str(&old.concat());
            added.push_str(&new.concat());
        }
    }

    /// A lone space between two changed words belongs to the change; else the reader sees crumbs.
    fn join_over_blank(&mut self) {
        let [.., Stretch::Change { removed, added }, Stretch::Same(blank)] = self.stretches.as_mut_slice() else {
            return;
        };
        if blank.chars().all(char::is_whitespace) {
            removed.push_str(blank);
            added.push_str(blank);
            self.stretches.pop();
        }
    }

    fn finish(self) -> Vec<WordPiece> {
        let piece = |op, text: String| (!text.is_empty()).then_some(WordPiece { op, text });
        self.stretches
            .into_iter()
            .flat_map(|stretch| match stretch {
                Stretch::Same(text) => [piece(WordOp::Same, text), None],
                Stretch::Change { removed, added } => [piece(WordOp::Removed, removed), piece(WordOp::Added, added)],
            })
            .flatten()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(before: &str, after: &str) -> Vec<(WordOp, String)> {
        compare(before, after).into_iter().map(|piece| (piece.op, piece.text)).collect()
    }

    #[test]
    fn one_changed_number_is_one_changed_number() {
        assert_eq!(
            pieces("nosi do 12 kg.", "nosi do 20 kg."),
            vec![
                (WordOp::Same, "nosi do ".into()),
                (WordOp::Removed, "12".into()),
                (WordOp::Added, "20".into()),
                (WordOp::Same, " kg.".into()),
            ]
        );
    }

    #[test]
    fn neighbouring_changes_read_as_one() {
        assert_eq!(
            pieces("rdeča volnena kapa", "modra lanena kapa"),
            vec![(WordOp::Removed, "rdeča volnena".into()), (WordOp::Added, "modra lanena".into()), (WordOp::Same, " kapa".into()),]
        );
    }

    #[test]
    fn an_empty_side_is_all_added_or_all_removed() {
        assert_eq!(pieces("", "nov opis"), vec![(WordOp::Added, "nov opis".into())]);
        assert_eq!(pieces("star opis", ""), vec![(WordOp::Removed, "star opis".into())]);
        assert!(pieces("", "").is_empty());
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_back(before in "[ab č.\\n]{0,60}", after in "[ab č.\\n]{0,60}") {
            let pieces = compare(&before, &after);
            let without = |op: WordOp| pieces.iter().filter(|p| p.op != op).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(without(WordOp::Added), before);
            prop_assert_eq!(without(WordOp::Removed), after);
        }
    }
}
