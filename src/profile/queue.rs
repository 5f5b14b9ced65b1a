//! The queues of the corridor, their audit copies and their dead letters (PD-12).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::profile::{Class, Country};

/// Account of the hub at the countries' brokers, where one lies between them (PD-14).
pub const HUB: &str = "HUB";

/// A queue: `TRANSIT.<to>.FROM.<from>.<class>`. Only `from` may write, only `to` may read (PD-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Queue {
    /// The country that reads.
    pub to: Country,
    /// The country that writes: the only proof of origin (PD-13).
    pub from: Country,
    /// What kind of messages it carries.
    pub class: Class,
}

/// A text that is no queue of the profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("queue `{0}` is not of the form `TRANSIT.<to>.FROM.<from>.<CORE|GUA|SYS>`")]
pub struct QueueError(String);

impl Queue {
    /// The queue that carries messages of `class` from `from` to `to`.
    pub const fn new(to: Country, from: Country, class: Class) -> Self {
        Self { to, from, class }
    }

    /// Topic that carries a copy of every message sent to this queue: `audit.<queue>`.
    pub fn audit_topic(&self) -> String {
        format!("audit.{self}")
    }

    /// Queue of the messages that could not be processed: `DLQ.<queue>` (PD-12, PD-27).
    pub fn dead_letter(&self) -> String {
        format!("DLQ.{self}")
    }

    /// The queue where answers to messages of this queue go, whatever a header says (PD-13).
    #[must_use]
    pub const fn of_answers(&self) -> Self {
        Self { to: self.from, from: self.to, class: Class::Sys }
    }

    /// The six queues between two countries.
    pub fn of_pair(a: Country, b: Country) -> Vec<Self> {
        queues_among([a, b])
    }
}

/// Every queue between every two of these countries, in a stable order.
///
/// Two countries have six queues, three have eighteen.
pub fn queues_among(countries: impl IntoIterator<Item = Country>) -> Vec<Queue> {
    let countries: BTreeSet<Country> = countries.into_iter().collect();
    let mut queues = Vec::new();
    for &to in &countries {
        for &from in countries.iter().filter(|&&from| from != to) {
            queues.extend(Class::ALL.map(|class| Queue::new(to, from, class)));
        }
    }
    queues
}

/// The queues between each of these countries and the regional database: class SYS both ways (PD-16).
pub fn queues_of_region(countries: impl IntoIterator<Item = Country>) -> Vec<Queue> {
    let countries: BTreeSet<Country> = countries.into_iter().collect();
    let both = |country| {
        let told = Queue::new(Country::REGION, country, Class::Sys);
        [told, told.of_answers()]
    };
    countries.into_iter().flat_map(both).collect()
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TRANSIT.{}.FROM.{}.{}", self.to, self.from, self.class)
    }
}

impl FromStr for Queue {
    type Err = QueueError;

    fn from_str(text: &str) -> Result<Self, QueueError> {
        let wrong = || QueueError(text.to_owned());
        let parts: Vec<&str> = text.split('.').collect();
        let ["TRANSIT", to, "FROM", from, class] = parts[..] else { return Err(wrong()) };
        Ok(Self {
            to: to.parse().map_err(|_| wrong())?,
            from: from.parse().map_err(|_| wrong())?,
            class: class.parse().map_err(|_| wrong())?,
        })
    }
}

impl Serialize for Queue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Queue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(text: &str) -> Country {
        text.parse().unwrap()
    }

    #[test]
    fn a_queue_is_read_back_from_its_name() {
        let queue: Queue = "TRANSIT.BF.FROM.TG.CORE".parse().unwrap();
        assert_eq!(queue, Queue::new(country("BF"), country("TG"), Class::Core));
        assert_eq!(queue.to_string(), "TRANSIT.BF.FROM.TG.CORE");
        assert_eq!(queue.audit_topic(), "audit.TRANSIT.BF.FROM.TG.CORE");
        assert_eq!(queue.dead_letter(), "DLQ.TRANSIT.BF.FROM.TG.CORE");
        assert_eq!(queue.of_answers().to_string(), "TRANSIT.TG.FROM.BF.SYS");
    }

    #[test]
    fn wildcards_and_strange_classes_are_no_queues() {
        for wrong in [
            "TRANSIT.BF.FROM.*.CORE",
            "TRANSIT.BF.FROM.TG.>",
            "TRANSIT.BF.FROM.TG",
            "TRANSIT.BF.FROM.TG.CORE.X",
            "TRANSIT.BF.FROM.TG.core",
            "DLQ.TRANSIT.BF.FROM.TG.CORE",
            "",
        ] {
            assert!(wrong.parse::<Queue>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn two_countries_have_six_queues_and_three_have_eighteen() {
        let six = Queue::of_pair(country("TG"), country("BF"));
        assert_eq!(six.len(), 6);
        assert_eq!(six, queues_among([country("BF"), country("TG"), country("BF")]));
        assert_eq!(queues_among(["TG", "BF", "NE"].map(country)).len(), 18);
    }

    #[test]
    fn a_country_and_the_region_have_a_queue_each_way() {
        let queues: Vec<String> =
            queues_of_region([country("TG")]).iter().map(ToString::to_string).collect();
        assert_eq!(queues, ["TRANSIT.XR.FROM.TG.SYS", "TRANSIT.TG.FROM.XR.SYS"]);
    }
}
