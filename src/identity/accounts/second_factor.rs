//! The second factor: a code from the person's own device, or a recovery code, each good once.
//!
//! Coordinator and admin need one outside demo mode. A secret is in force only after a code of it was entered;
//! recovery codes are shown once and kept as hashes. A time step's code is never taken twice. A secret lies in the
//! database under a seal of the installation; one from before the seals is sealed at its next success.

use serde::Serialize;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::model::Account;
use super::store;
use crate::db::Tx;
use crate::kit::seal::{self, Seal};
use crate::kit::text::sha256_hex;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

const ISSUER: &str = "Modrotisk";
const CODES: usize = 10;

/// What the person's app needs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SecondFactorSetup {
    /// For the app, by link or as a picture.
    pub otpauth_uri: String,
    /// To type by hand, base 32.
    pub secret: String,
    /// The link as a picture to scan.
    pub qr_svg: String,
}

/// Codes that stand in for the device, each good once. Shown this once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RecoveryCodes {
    /// Ten codes, `k7f2-9xqm`.
    pub codes: Vec<String>,
}

/// Begins to set up: a new secret, not yet in force. Refused while one is in force.
pub fn begin(tx: &mut Tx, account: &Account, seal: &Seal) -> Result<SecondFactorSetup> {
    if account.has_second_factor() {
        return Err(Code::SecondFactorInForce.into());
    }
    let secret = Secret::from(random_bytes::<20>(tx)?);
    let text = secret.to_base32();
    let sealed = sealed(tx, account, &text, seal)?;
    store::begin_factor(tx, &account.id, &sealed)?;
    let otpauth_uri = format!("otpauth://totp/{ISSUER}:{}?secret={text}&issuer={ISSUER}", percent_encoded(&account.email));
    let qr_svg = qr_svg(&otpauth_uri)?;
    Ok(SecondFactorSetup { otpauth_uri, secret: text, qr_svg })
}

/// Puts the secret in force when the code is right, and answers recovery codes; `None` for a wrong code.
pub fn confirm(tx: &mut Tx, account: &Account, code: &str, seal: &Seal) -> Result<Option<RecoveryCodes>> {
    if account.has_second_factor() {
        return Err(Code::SecondFactorInForce.into());
    }
    if !accept_code(tx, account, code, seal)? {
        return Ok(None);
    }
    store::confirm_factor(tx, &account.id)?;
    new_codes(tx, account).map(Some)
}

/// Whether the code lets the person in. It is used up by this: a step of the device, or a recovery code.
pub fn accept(tx: &mut Tx, account: &Account, code: &str, seal: &Seal) -> Result<bool> {
    if !account.has_second_factor() {
        return Ok(false);
    }
    let typed: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_lowercase();
    if typed.len() == 6 && typed.chars().all(|c| c.is_ascii_digit()) {
        accept_code(tx, account, &typed, seal)
    } else {
        Ok(store::use_code(tx, &account.id, &code_hash(account, &typed))?)
    }
}

/// New recovery codes in place of the old ones.
pub fn new_codes(tx: &mut Tx, account: &Account) -> Result<RecoveryCodes> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let letters: String = random_bytes::<8>(tx)?.iter().map(|byte| LETTERS[(byte & 31) as usize] as char).collect();
        codes.push(letters);
    }
    let hashes: Vec<String> = codes.iter().map(|code| code_hash(account, code)).collect();
    store::replace_codes(tx, &account.id, &hashes)?;
    Ok(RecoveryCodes { codes: codes.iter().map(|code| format!("{}-{}", &code[..4], &code[4..])).collect() })
}

/// Letters that are not taken for one another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// The key for second factors of this installation.
pub fn seal_of(secret: &str) -> Result<Seal> {
    Seal::of(secret, "second factor")
}

fn sealed(tx: &mut Tx, account: &Account, secret: &str, seal: &Seal) -> Result<String> {
    let fresh = random_bytes::<12>(tx)?;
    seal.close(fresh, account.id.as_str(), secret)
}

/// Refused when the seal is another installation's, or from before its secret changed: no code could be right then.
fn accept_code(tx: &mut Tx, account: &Account, code: &str, seal: &Seal) -> Result<bool> {
    let Some(kept) = account.totp_secret.as_deref() else { return Ok(false) };
    let secret = match seal::is_sealed(kept) {
        true => seal.open(account.id.as_str(), kept).ok_or(Code::SecondFactorUnreadable)?,
        false => kept.to_owned(),
    };
    let Some(step) = step_of(&secret, code.trim(), tx.now)? else { return Ok(false) };
    let taken = store::take_step(tx, &account.id, step)?;
    if taken && !seal::is_sealed(kept) {
        let sealed = sealed(tx, account, &secret, seal)?;
        store::seal_factor(tx, &account.id, kept, &sealed)?;
    }
    Ok(taken)
}

/// The time step whose code this is: the present one or a neighbour, for clocks that differ.
fn step_of(secret: &str, code: &str, now: Instant) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.millis() / 1000).unwrap_or(0);
    Ok(device(secret)?.check(code, seconds).and_then(|step| i64::try_from(step).ok()))
}

fn device(secret: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(|_| Error::internal("a second factor's secret is not base 32"))?;
    let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(30).with_secret(secret);
    builder.build().map_err(|error| Error::internal(format!("a second factor cannot be built: {error:?}")))
}

/// The code that a device would show: for the command line and for tests.
pub fn code_at(secret: &str, now: Instant) -> Result<String> {
    let seconds = u64::try_from(now.millis() / 1000).unwrap_or(0);
    Ok(device(secret)?.generate(seconds).to_string())
}

fn code_hash(account: &Account, code: &str) -> String {
    sha256_hex(&format!("{}:{code}", account.id))
}

fn random_bytes<const N: usize>(tx: &mut Tx) -> Result<[u8; N]> {
    // The hash of a fresh secret is as good as random, and `kit` stays the only source of randomness.
    let bytes = hex::decode(sha256_hex(&tx.secret())).map_err(Error::internal)?;
    bytes[..N].try_into().map_err(Error::internal)
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

/// The text as a square picture of modules, dark on light.
fn qr_svg(text: &str) -> Result<String> {
    let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium).map_err(Error::internal)?;
    Ok(crate::kit::qr::svg(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of eight digits.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")] {
            assert_eq!(code_at(SECRET, Instant::from_millis(seconds * 1000)).expect("code"), code);
        }
    }

    #[test]
    fn a_neighbouring_step_passes_and_an_older_one_does_not() {
        let at = |seconds: i64| Instant::from_millis(seconds * 1000);
        assert_eq!(step_of(SECRET, "287082", at(59)).expect("step"), Some(1));
        assert_eq!(step_of(SECRET, "287082", at(89)).expect("step"), Some(1));
        assert_eq!(step_of(SECRET, "287082", at(120)).expect("step"), None);
        assert_eq!(step_of(SECRET, "28708", at(59)).expect("step"), None);
        assert_eq!(step_of(SECRET, "ščž", at(59)).expect("step"), None);
    }

    #[test]
    fn the_picture_is_square_and_the_link_is_clean() {
        assert_eq!(percent_encoded("ajda+x@example.org"), "ajda%2Bx%40example.org");
        assert!(qr_svg("otpauth://totp/x").expect("svg").starts_with("<svg"));
    }
}
