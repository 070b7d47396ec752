//! Passwords: argon2id, never inside a transaction, a few at a time.
//!
//! A hash takes 19 MiB and tens of milliseconds on purpose; it runs on the blocking pool behind a semaphore,
//! so that a storm of sign-ins costs neither the memory nor the request workers. Unknown people are checked
//! against a hash that nobody's password fits, so that their answer takes as long as anyone's.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use tokio::sync::Semaphore;

use crate::kit::check::Check;
use crate::kit::{Error, Result};

/// How many letters a password has at least.
pub const SHORTEST: usize = 10;
const LONGEST: usize = 200;
const AT_ONCE: usize = 4;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Hashes a password with a salt of its own.
pub async fn hash(password: String) -> Result<String> {
    in_turn(move || hash_now(&password)).await?
}

/// Hashes a password on this thread: for commands and loaders that stand outside of a request.
pub fn hash_now(password: &str) -> Result<String> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Error::internal)
}

/// Whether the password fits the hash; without a hash it fits nothing, and says so as slowly.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    in_turn(move || match hash {
        Some(hash) => fits(&password, &hash),
        None => fits(&password, nobodys()).map(|_| false),
    })
    .await?
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

fn fits(password: &str, hash: &str) -> Result<bool> {
    let parsed = PasswordHash::new(hash).map_err(Error::internal)?;
    Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

fn nobodys() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    // A failed hash leaves an empty text, which fits nothing either.
    HASH.get_or_init(|| hash_now("a password that was never anyone's").unwrap_or_default())
}

/// Checks a new password: long enough, not one of those that everyone tries, not the person's own name or address.
pub fn check(check: &mut Check, pointer: &str, password: &str, email: &str, name: &str) {
    let letters = password.chars().count();
    check.that(
        letters >= SHORTEST,
        pointer,
        "too_short",
        format!("Take a password of at least {SHORTEST} characters; a few words are easy to keep in mind."),
    );
    check.that(letters <= LONGEST, pointer, "too_long", format!("Take a password of at most {LONGEST} characters."));
    if letters >= SHORTEST {
        check.that(
            !is_common(password, email, name),
            pointer,
            "password_too_common",
            "Many people use this password, or it is your name. Take another one.",
        );
    }
}

fn is_common(password: &str, email: &str, name: &str) -> bool {
    let folded = crate::kit::text::fold(password).replace(' ', "");
    let core = folded.trim_matches(|c: char| !c.is_ascii_alphabetic());
    let first = folded.chars().next();
    let all_alike = folded.chars().all(|c| Some(c) == first);
    let own = [email, email.split('@').next().unwrap_or(""), name].iter().any(|own| {
        let own = crate::kit::text::fold(own).replace(' ', "");
        own.len() >= 4 && (folded == own || core == own)
    });
    all_alike || own || COMMON.contains(&folded.as_str()) || COMMON.contains(&core)
}

/// What is tried first everywhere, as far as it is long enough to pass; compared without digits and signs at the ends too.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "geslo",
    "mojegeslo",
    "geslogeslo",
    "skrivnost",
    "qwertyuiop",
    "qwertzuiop",
    "qwerty",
    "qwertz",
    "asdfghjkl",
    "asdfghjklč",
    "1q2w3e4r5t",
    "1q2w3e4r5t6z",
    "1qaz2wsx3edc",
    "qazwsxedc",
    "1234567890",
    "0123456789",
    "0987654321",
    "9876543210",
    "12345678910",
    "1234512345",
    "1122334455",
    "123123123123",
    "123456789a",
    "a123456789",
    "abcdefghij",
    "abcdefghijk",
    "abcd",
    "abc",
    "iloveyou",
    "letmein",
    "welcome",
    "administrator",
    "admin",
    "changeme",
    "football",
    "baseball",
    "superman",
    "princess",
    "sunshine",
    "monkey",
    "dragon",
    "slovenija",
    "slovenia",
    "ljubljana",
    "gorenjska",
    "ljubezen",
    "modrotisk",
    "blaudruck",
    "passwordpassword",
    "qwertyqwerty",
    "p@ssw0rd",
    "passw0rd",
    "trustno",
    "michaeljordan",
    "unbelievable",
    "startrek",
    "liverpool",
    "internet",
    "computer",
    "whatever",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> bool {
        let mut findings = Check::new();
        check(&mut findings, "/password", password, "ajda@example.org", "Ajda Modrnik");
        findings.done().is_err()
    }

    #[test]
    fn words_that_everyone_tries_are_refused() {
        for password in ["short", "Password123!", "1234567890", "aaaaaaaaaaaa", "Slovenija2026", "ajdamodrnik", "ajda@example.org"] {
            assert!(refused(password), "{password}");
        }
        assert!(!refused("modri predpasnik na vrvi"));
        assert!(refused(&"ab".repeat(101)));
    }

    #[actix_web::test]
    async fn a_password_fits_its_own_hash_only() {
        let hashed = hash("modri predpasnik".to_owned()).await.expect("hash");
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2"));
        assert!(verify("modri predpasnik".to_owned(), Some(hashed.clone())).await.expect("verify"));
        assert!(!verify("rdeči predpasnik".to_owned(), Some(hashed)).await.expect("verify"));
        assert!(!verify("modri predpasnik".to_owned(), None).await.expect("verify"));
    }
}
