//! Sealing: a short text that a copy of the database alone does not give away.
//!
//! The key comes from the installation's secret and a purpose (HKDF of RFC 5869 with SHA-256), so two purposes never share a
//! key. What is sealed is bound to its place: a text moved to another row does not open there. The seal says its version.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{Error, Result};

const VERSION: &str = "v1";

/// A key for one purpose.
#[derive(Clone)]
pub struct Seal(ChaCha20Poly1305);

impl Seal {
    /// The key that this installation uses for the purpose.
    pub fn of(secret: &str, purpose: &str) -> Result<Seal> {
        let kept = mac(b"modrotisk seal", &[secret.as_bytes()])?;
        let key = mac(&kept, &[purpose.as_bytes(), &[1]])?;
        Ok(Seal(ChaCha20Poly1305::new(&Key::from(key))))
    }

    /// Seals a text for its place, as `v1:nonce:cipher`. The twelve bytes must be fresh.
    pub fn close(&self, fresh: [u8; 12], place: &str, text: &str) -> Result<String> {
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed = self.0.encrypt(&Nonce::from(fresh), payload).map_err(|_| Error::internal("a text could not be sealed"))?;
        Ok(format!("{VERSION}:{}:{}", hex::encode(fresh), hex::encode(sealed)))
    }

    /// The text, if it was sealed with this key for this place.
    pub fn open(&self, place: &str, sealed: &str) -> Option<String> {
        let (nonce, cipher) = sealed.strip_prefix(VERSION)?.strip_prefix(':')?.split_once(':')?;
        let nonce: [u8; 12] = hex::decode(nonce).ok()?.try_into().ok()?;
        let payload = Payload { msg: &hex::decode(cipher).ok()?, aad: place.as_bytes() };
        String::from_utf8(self.0.decrypt(&Nonce::from(nonce), payload).ok()?).ok()
    }
}

/// Whether a text bears a seal at all.
pub fn is_sealed(text: &str) -> bool {
    text.starts_with("v1:")
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Result<[u8; 32]> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).map_err(Error::internal)?;
    parts.iter().for_each(|part| mac.update(part));
    Ok(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of at least thirty-two letters";

    #[test]
    fn what_was_sealed_opens_with_the_same_secret_purpose_and_place_only() {
        let seal = Seal::of(SECRET, "codes").expect("key");
        let sealed = seal.close([7; 12], "acc_1", "JBSWY3DPEHPK3PXP").expect("sealed");
        assert!(is_sealed(&sealed) && !sealed.contains("JBSWY3DPEHPK3PXP"));
        assert_eq!(seal.open("acc_1", &sealed).as_deref(), Some("JBSWY3DPEHPK3PXP"));
        assert_eq!(seal.open("acc_2", &sealed), None);
        assert_eq!(Seal::of(SECRET, "letters").expect("key").open("acc_1", &sealed), None);
        assert_eq!(Seal::of("another secret of more than thirty-two letters", "codes").expect("key").open("acc_1", &sealed), None);
    }

    #[test]
    fn a_text_that_was_touched_or_never_sealed_does_not_open() {
        let seal = Seal::of(SECRET, "codes").expect("key");
        let sealed = seal.close([9; 12], "acc_1", "JBSWY3DPEHPK3PXP").expect("sealed");
        let touched = format!("{}00", &sealed[..sealed.len() - 2]);
        assert!(sealed.ends_with("00") || seal.open("acc_1", &touched).is_none());
        for text in ["", "v1:", "v1:00:00", "JBSWY3DPEHPK3PXP", "v2:07:07"] {
            assert_eq!(seal.open("acc_1", text), None, "{text}");
        }
    }
}
