//! Signatures over messages (PD-06): Ed25519 over the body's bytes exactly as sent, in base64url.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;

/// The algorithm's name in set KEY.
pub const ALGORITHM: &str = "Ed25519";

/// What stands before the key's 32 bytes in a `SubjectPublicKeyInfo` (RFC 8410).
const INFO: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// A private key and its name. `Debug` shows the name only.
#[derive(Clone)]
pub struct Signatory {
    /// Its name, as in `txKeyId`.
    pub id: String,
    key: SigningKey,
}

impl fmt::Debug for Signatory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Signatory").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Signatory {
    /// The key of this name that grows from 32 random bytes.
    pub fn grown(id: impl Into<String>, seed: [u8; 32]) -> Self {
        Self { id: id.into(), key: SigningKey::from_bytes(&seed) }
    }

    /// The key whose 32 bytes are written in base64url; none where they are not.
    pub fn read(id: &str, secret: &str) -> Option<Self> {
        let seed: [u8; 32] = URL_SAFE_NO_PAD.decode(secret).ok()?.try_into().ok()?;
        Some(Self::grown(id, seed))
    }

    /// Its 32 private bytes in base64url.
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.key.to_bytes())
    }

    /// The public key in base64url, as in set KEY: its `SubjectPublicKeyInfo`.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode([&INFO[..], self.key.verifying_key().as_bytes()].concat())
    }

    /// The signature over a body, as in `txSignature`.
    pub fn sign(&self, body: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.key.sign(body).to_bytes())
    }
}

/// True where this is the signature of these bytes by this public key, both in base64url.
pub fn verifies(public: &str, body: &[u8], signature: &str) -> bool {
    let read = || {
        let info = URL_SAFE_NO_PAD.decode(public).ok()?;
        let key: [u8; 32] = info.strip_prefix(&INFO)?.try_into().ok()?;
        let signature: [u8; 64] = URL_SAFE_NO_PAD.decode(signature).ok()?.try_into().ok()?;
        let key = VerifyingKey::from_bytes(&key).ok()?;
        key.verify_strict(body, &Signature::from_bytes(&signature)).ok()
    };
    read().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, 7.1, test 2: one byte 0x72.
    #[test]
    fn the_published_vector_is_signed_and_verified() {
        let hex = |text: &str| hex::decode(text).unwrap();
        let seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let public = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        let signature = hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        let key = Signatory::grown("k1", seed.try_into().unwrap());
        assert_eq!(key.public(), URL_SAFE_NO_PAD.encode([&INFO[..], &public].concat()));
        assert!(key.public().starts_with("MCowBQYDK2VwAyEA"));
        assert_eq!(key.sign(&[0x72]), URL_SAFE_NO_PAD.encode(&signature));
        assert!(verifies(&key.public(), &[0x72], &key.sign(&[0x72])));
        assert!(!verifies(&key.public(), &[0x73], &key.sign(&[0x72])));
        assert!(!verifies("no key", &[0x72], &key.sign(&[0x72])));
        let again = Signatory::read("k1", &key.secret()).unwrap();
        assert_eq!(again.public(), key.public());
        assert!(!format!("{again:?}").contains(&key.secret()));
    }
}
