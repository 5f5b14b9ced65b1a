//! Signatures (PD-06, option SIG): with which key this node signs, and whose signature is good.

use jiff::Timestamp;

use super::Desk;
use crate::adapter::reference::{KeyEntry, OwnKey};
use crate::message::signature::{ALGORITHM, Signatory, verifies};
use crate::message::system;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::ProfileOption;
use crate::profile::{Code, Country, stomp};

/// Private keys, by the name of a fact.
const OWN: &str = "own-keys";

impl Desk<'_> {
    /// Replaces the public keys of a country.
    pub(in crate::node) fn put_keys(&self, country: Country, keys: &[KeyEntry]) -> Stored<()> {
        if country != self.home && self.deviates(Flaw::ForgetsNewKey)? {
            return Ok(());
        }
        self.store.set_fact(&key_of(country), &keys)
    }

    /// Takes over the keys of a fixture, public ones and this node's own.
    pub(in crate::node) fn put_all_keys(&self, keys: &[KeyEntry], own: &[OwnKey]) -> Stored<()> {
        for entry in keys {
            let Ok(country) = entry.country.parse::<Country>() else { continue };
            let of_country: Vec<&KeyEntry> =
                keys.iter().filter(|it| it.country == entry.country).collect();
            self.store.set_fact(&key_of(country), &of_country)?;
        }
        self.store.set_fact(OWN, &own)
    }

    fn keys_of(&self, country: Country) -> Stored<Vec<KeyEntry>> {
        Ok(self.store.fact(&key_of(country))?.unwrap_or_default())
    }

    /// Signs what is sent as these bytes, where messages are signed.
    pub(super) fn sign(
        &self,
        code: Code,
        body: &[u8],
        headers: &mut Vec<(String, String)>,
    ) -> Stored<()> {
        if !self.has_option(ProfileOption::Sig)?
            || code == Code::Pas && self.deviates(Flaw::ForgetsSignature)?
        {
            return Ok(());
        }
        let Some(signatory) = self.signatory()? else { return Ok(()) };
        let signature = if code == Code::Pas && self.deviates(Flaw::SignsOtherBytes)? {
            signatory.sign(crate::message::digest(body).as_bytes())
        } else {
            signatory.sign(body)
        };
        headers.push((stomp::TX_SIGNATURE.to_owned(), signature));
        headers.push((stomp::TX_KEY_ID.to_owned(), signatory.id));
        Ok(())
    }

    /// The youngest of this node's own keys that is valid now.
    fn signatory(&self) -> Stored<Option<Signatory>> {
        let own: Vec<OwnKey> = self.store.fact(OWN)?.unwrap_or_default();
        let mut valid: Vec<KeyEntry> = self.keys_of(self.home)?;
        let first = valid.first().map(|it| it.id.clone());
        let many = valid.len() > 1;
        valid.retain(|it| holds_at(it, self.now));
        valid.sort_by_key(|it| it.valid_from);
        let mut chosen = valid.last().map(|it| it.id.clone());
        if many && chosen != first && self.deviates(Flaw::KeepsOldKey)? {
            chosen = first;
        }
        let named = own.iter().find(|it| Some(&it.id) == chosen.as_ref());
        Ok(named.and_then(|it| Signatory::read(&it.id, &it.secret)))
    }

    /// What is wrong with a message's signature, for the officers; none where messages of that
    /// country are not signed, or this one is signed well.
    pub(in crate::node) fn badly_signed(
        &self,
        from: Country,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Stored<Option<String>> {
        // The regional database is no country, and has no keys.
        if from == Country::REGION || !self.has_option(ProfileOption::Sig)? {
            return Ok(None);
        }
        let header = |name: &str| {
            headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
        };
        let (Some(signature), Some(id)) = (header(stomp::TX_SIGNATURE), header(stomp::TX_KEY_ID))
        else {
            let taken = self.deviates(Flaw::AcceptsUnsigned)?;
            return Ok((!taken).then(|| format!("a message of {from} is not signed")));
        };
        let keys = self.keys_of(from)?;
        let Some(key) = keys.iter().find(|it| it.id == id) else {
            return Ok(Some(format!("{from} has no key {id}")));
        };
        if !holds_at(key, self.now) && !self.deviates(Flaw::KeepsRevokedKey)? {
            return Ok(Some(format!("key {id} of {from} is not valid now")));
        }
        let good = verifies(&key.key, body, signature);
        let bad = !good && !self.deviates(Flaw::AcceptsBadSignature)?;
        Ok(bad.then(|| format!("the signature is not that of {from} over these bytes")))
    }
}

fn key_of(country: Country) -> String {
    format!("keys/{country}")
}

fn holds_at(key: &KeyEntry, now: Timestamp) -> bool {
    key.valid_from <= now && now < key.valid_to
}

/// An entry of set KEY as it is stored.
pub(super) fn given(country: Country, entry: &system::KeyEntry) -> KeyEntry {
    KeyEntry {
        id: entry.id.clone(),
        country: country.to_string(),
        key: entry.key.clone(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
    }
}

/// An entry of set KEY as it is told.
pub(super) fn told(entry: &KeyEntry) -> system::KeyEntry {
    system::KeyEntry {
        id: entry.id.clone(),
        algorithm: ALGORITHM.to_owned(),
        key: entry.key.clone(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
    }
}
