//! Where both countries sign, each message is signed validly (REQ-SIG-001). The judge reads keys and signatures with a
//! library of its own.

use super::Scene;
use super::tally::Tally;
use crate::conformance::evidence::Seen;
use crate::profile::stomp;
use crate::record::event::What;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::signature::{ED25519, UnparsedPublicKey};

/// Bytes of an Ed25519 key, at the end of its `SubjectPublicKeyInfo`.
const KEY: usize = 32;

/// A public key as it was told at some point of the record.
struct Known<'a> {
    at: u64,
    country: &'a str,
    id: &'a str,
    key: &'a str,
    valid: (Timestamp, Timestamp),
}

pub(super) fn signed(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-SIG-001");
    let known: Vec<Known<'_>> = scene.evidence.events.iter().filter_map(|it| told(it)).collect();
    let Some(begin) = known.first().map(|first| first.at) else { return tally };
    for seen in scene.evidence.messages.iter().filter(|seen| !seen.injected && seen.at > begin) {
        // Only countries have keys.
        if known.iter().any(|key| key.country == seen.from()) {
            let wrong = complaint(seen, &known);
            let wrong = wrong.map(|wrong| format!("{}: {wrong}", seen.name()));
            tally.check(seen.from(), seen.at, wrong);
        }
    }
    tally
}

fn told(event: &crate::record::event::Event) -> Option<Known<'_>> {
    match &event.what {
        What::KeyKnown { country, key_id, key, valid_from, valid_to } => {
            Some(Known { at: event.seq, country, id: key_id, key, valid: (*valid_from, *valid_to) })
        }
        _ => None,
    }
}

fn complaint(seen: &Seen<'_>, known: &[Known<'_>]) -> Option<String> {
    let Some(signature) = seen.header(stomp::TX_SIGNATURE) else {
        return Some("carries no signature".to_owned());
    };
    let id = seen.header(stomp::TX_KEY_ID).unwrap_or_default();
    let mut told = known.iter().rev();
    let newest = told.find(|it| it.at < seen.at && it.country == seen.from() && it.id == id);
    let Some(key) = newest else {
        return Some(format!("names the key `{id}`, which was never told"));
    };
    let (from, to) = key.valid;
    if seen.business.is_some_and(|now| now < from || now >= to) {
        return Some(format!("is signed with the key `{id}`, which is valid from {from} to {to}"));
    }
    let good = verifies(key.key, seen.bytes(), signature);
    (!good).then(|| format!("the signature is not that of the key `{id}` over its bytes"))
}

fn verifies(key: &str, body: &[u8], signature: &str) -> bool {
    let (Ok(info), Ok(signature)) =
        (URL_SAFE_NO_PAD.decode(key), URL_SAFE_NO_PAD.decode(signature))
    else {
        return false;
    };
    let Some((_, key)) = info.split_at_checked(info.len().saturating_sub(KEY)) else {
        return false;
    };
    UnparsedPublicKey::new(&ED25519, key).verify(body, &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, 7.1, test 2.
    #[test]
    fn the_published_vector_is_verified() {
        let hex = |text: &str| hex::decode(text).unwrap();
        let key = hex(
            "302a300506032b65700321003d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        );
        let signature = hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        let (key, signature) = (URL_SAFE_NO_PAD.encode(key), URL_SAFE_NO_PAD.encode(signature));
        assert!(verifies(&key, &[0x72], &signature));
        assert!(!verifies(&key, &[0x73], &signature));
        assert!(!verifies("", &[0x72], &signature));
    }
}
