//! Keys of the countries that sign their messages: of the harness's making, fresh in each scenario.

use crate::adapter::reference::{KeyEntry, OwnKey};
use crate::message::signature::Signatory;
use crate::profile::Country;
use crate::seed::Stream;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// How long a key is valid that nobody exchanges.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Two keys of every country: the one to begin with, and its successor.
#[derive(Debug)]
pub(crate) struct Keyring {
    keys: BTreeMap<Country, [Signatory; 2]>,
    /// Public keys of each country as they were told last.
    pub(super) told: BTreeMap<Country, Vec<KeyEntry>>,
}

impl Keyring {
    /// Fresh keys.
    pub(super) fn grow(countries: &[Country], begin: Timestamp, chance: &mut Stream) -> Self {
        let mut pair = |country: &Country| {
            let mut key =
                |number| Signatory::grown(format!("K-{country}-{number}"), chance.bytes());
            (*country, [key(1), key(2)])
        };
        let keys: BTreeMap<Country, [Signatory; 2]> = countries.iter().map(&mut pair).collect();
        let told = |(country, [first, _]): (&Country, &[Signatory; 2])| {
            (*country, vec![entry(*country, first, begin, begin + YEAR)])
        };
        let told = keys.iter().map(told).collect();
        Self { keys, told }
    }

    /// Set KEY of every country to begin with.
    pub(super) fn public(&self) -> Vec<KeyEntry> {
        self.told.values().flatten().cloned().collect()
    }

    /// What a country's own node may sign with.
    pub(super) fn own(&self, country: Country) -> Vec<OwnKey> {
        let secret = |key: &Signatory| OwnKey { id: key.id.clone(), secret: key.secret() };
        self.keys.get(&country).into_iter().flatten().map(secret).collect()
    }

    /// The first key of a country.
    pub(super) fn first(&self, country: Country) -> Option<&Signatory> {
        self.keys.get(&country).map(|[first, _]| first)
    }

    /// The key that a country signs with at this instant: the youngest valid one.
    pub(super) fn at(&self, country: Country, now: Timestamp) -> Option<&Signatory> {
        let told = self.told.get(&country)?.iter();
        let valid = told.filter(|it| it.valid_from <= now && now < it.valid_to);
        let id = &valid.max_by_key(|it| it.valid_from)?.id;
        self.keys.get(&country)?.iter().find(|it| it.id == *id)
    }

    /// The set that lets the successor count from `from` on, and the first key until `until`.
    pub(super) fn exchanged(
        &self,
        country: Country,
        from: Timestamp,
        until: Timestamp,
    ) -> Vec<KeyEntry> {
        let Some([first, second]) = self.keys.get(&country) else { return Vec::new() };
        let told = self.told.get(&country).into_iter().flatten();
        let begin = told.map(|it| it.valid_from).min().unwrap_or(from);
        vec![entry(country, first, begin, until), entry(country, second, from, from + YEAR)]
    }
}

fn entry(country: Country, key: &Signatory, from: Timestamp, to: Timestamp) -> KeyEntry {
    KeyEntry {
        id: key.id.clone(),
        country: country.to_string(),
        key: key.public(),
        valid_from: from,
        valid_to: to,
    }
}
