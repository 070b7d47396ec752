//! Answers to the public, kept until something is written.
//!
//! Most requests ask for what somebody else asked for a moment ago. Such an answer is given again as long as this process has
//! written nothing since and it is younger than a second; so whoever was told that a write is done reads what it wrote, and what
//! the hour of the day or another process changes shows a second later. Only what is the same for everyone goes in.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::header::HeaderValue;
use actix_web::web::Bytes;

use crate::kit::locale::Locale;
use crate::kit::time::Instant;

/// How old an answer may be.
const OLDEST: Duration = Duration::from_secs(1);

/// How many bytes of answers are kept; with more, all are let go.
const MOST_BYTES: usize = 8 << 20;

/// The longest address whose answer is kept.
const LONGEST_ADDRESS: usize = 512;

/// The answers that are ready.
#[derive(Default)]
pub struct Kept(Mutex<Ready>);

#[derive(Default)]
struct Ready {
    /// How much had been written when these answers were read; with the next write all of them are old.
    written: u64,
    bytes: usize,
    answers: HashMap<String, (Instant, Shown)>,
}

/// An answer's text and the tag that tells it from others.
#[derive(Clone, Debug)]
pub struct Shown {
    /// JSON
    pub body: Bytes,
    /// A hash of it, in quotes.
    pub tag: HeaderValue,
}

impl Kept {
    /// The answer at this address, if it still holds.
    pub fn get(&self, locale: Locale, address: &str, written: u64, now: Instant) -> Option<Shown> {
        let ready = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, shown) = ready.answers.get(&key(locale, address))?;
        (ready.written == written && *read_at <= now && now < read_at.plus(OLDEST)).then(|| shown.clone())
    }

    /// Keeps an answer that was read at `now`, or later, after `written` writes.
    pub fn put(&self, locale: Locale, address: &str, written: u64, now: Instant, shown: &Shown) {
        if address.len() > LONGEST_ADDRESS {
            return;
        }
        let mut ready = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if written < ready.written {
            return;
        }
        if written > ready.written || ready.bytes > MOST_BYTES {
            *ready = Ready { written, ..Ready::default() };
        }
        let replaced = ready.answers.insert(key(locale, address), (now, shown.clone()));
        ready.bytes = ready.bytes + shown.body.len() + address.len() - replaced.map_or(0, |(_, old)| old.body.len() + address.len());
    }
}

fn key(locale: Locale, address: &str) -> String {
    format!("{} {address}", locale.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Shown {
        Shown { body: Bytes::copy_from_slice(text.as_bytes()), tag: HeaderValue::from_static("\"t\"") }
    }

    fn now() -> Instant {
        Instant::parse("2026-11-30T08:00:00Z").unwrap()
    }

    #[test]
    fn an_answer_is_given_again_until_something_is_written_or_a_second_passes() {
        let kept = Kept::default();
        kept.put(Locale::Sl, "/list?q=a", 7, now(), &shown("a"));
        assert_eq!(kept.get(Locale::Sl, "/list?q=a", 7, now()).unwrap().body, "a");
        assert!(kept.get(Locale::De, "/list?q=a", 7, now()).is_none(), "another language");
        assert!(kept.get(Locale::Sl, "/list?q=b", 7, now()).is_none(), "another question");
        assert!(kept.get(Locale::Sl, "/list?q=a", 8, now()).is_none(), "something was written");
        assert!(kept.get(Locale::Sl, "/list?q=a", 7, now().plus(OLDEST)).is_none(), "a second later");
    }

    #[test]
    fn what_was_read_before_a_write_does_not_replace_what_was_read_after_it() {
        let kept = Kept::default();
        kept.put(Locale::Sl, "/list", 8, now(), &shown("new"));
        kept.put(Locale::Sl, "/list", 7, now(), &shown("old"));
        assert_eq!(kept.get(Locale::Sl, "/list", 8, now()).unwrap().body, "new");
    }

    #[test]
    fn many_addresses_do_not_fill_the_memory() {
        let kept = Kept::default();
        let long = "x".repeat(1 << 16);
        for asked in 0..1000 {
            kept.put(Locale::Sl, &format!("/list?q={asked}"), 1, now(), &shown(&long));
        }
        assert!(kept.0.lock().unwrap().bytes <= MOST_BYTES + (1 << 17));
    }
}
