//! Accounts, queues and rights of one cell's broker: the same for the embedded one and `ActiveMQ`.
//!
//! ```text
//! queue TRANSIT.<to>.FROM.<from>.<class>    write: <from>      read: <to>
//!       with XR, the regional database, for <to> or <from>: class SYS only
//! queue DLQ.<queue>, topic audit.<queue>    administrator only
//! creating, browsing                        administrator only
//! ```
//!
//! Where a hub lies between the countries, each has a broker of its own. There the hub reads what
//! the country writes, and writes what the country reads; nobody else does either.

use crate::profile::HUB;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Account of the regional database, which has class SYS to and from every country (PD-16).
pub const REGION_ACCOUNT: &str = "XR";

/// Message classes, each with a queue of its own in each direction.
pub const CLASSES: [&str; 3] = ["CORE", "GUA", "SYS"];

/// Everything a broker must know of a cell. Written to a file that only the broker reads; passwords
/// are never shown by `Debug`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Country codes of the corridor (`TG`, `BF`); every ordered pair has a queue per class.
    pub countries: Vec<String>,
    /// Who may log in.
    pub users: Vec<Account>,
    /// Country whose own broker this is, where a hub carries to and from the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_hub: Option<String>,
    /// Countries to whose brokers this one forwards by itself, and the host of each; none where
    /// something else carries.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bridged_to: BTreeMap<String, String>,
}

/// One account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its name: for a country's account, the country code.
    pub name: String,
    /// Its password.
    pub password: String,
    /// Whether it may create, administer, browse and read anything.
    #[serde(default)]
    pub admin: bool,
}

impl fmt::Debug for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut out.debug_struct("Account");
        shown.field("name", &self.name).field("admin", &self.admin).finish_non_exhaustive()
    }
}

impl Accounts {
    /// Names of all queues of this broker, dead letters not among them.
    pub fn queues(&self) -> Vec<String> {
        let name = |(to, from, class)| format!("TRANSIT.{to}.FROM.{from}.{class}");
        self.lanes().map(name).collect()
    }

    /// Reader, writer and class of every queue here: those of the countries, then those of the
    /// regional database.
    pub fn lanes(&self) -> impl Iterator<Item = (&str, &str, &'static str)> {
        let among = self.roads().flat_map(|(to, from)| CLASSES.map(|class| (to, from, class)));
        let here = self.countries.iter().map(String::as_str);
        let here = here.filter(|it| self.behind_hub.as_deref().is_none_or(|own| own == *it));
        let region = REGION_ACCOUNT;
        among.chain(here.flat_map(move |it| [(region, it, "SYS"), (it, region, "SYS")]))
    }

    /// The ordered pairs of countries, reader first, that have queues here.
    fn roads(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.countries.iter().flat_map(|to| {
            let others = self.countries.iter().filter(move |from| *from != to);
            others.map(move |from| (to.as_str(), from.as_str()))
        });
        pairs.filter(|(to, from)| {
            self.behind_hub.as_deref().is_none_or(|own| own == *to || own == *from)
        })
    }

    /// Account that may write what `from` sends: its own, or here the hub's.
    pub fn writer<'a>(&'a self, from: &'a str) -> &'a str {
        self.own_or_hub(from)
    }

    /// Account that may read what is for `to`: its own, or here the hub's.
    pub fn reader<'a>(&'a self, to: &'a str) -> &'a str {
        self.own_or_hub(to)
    }

    fn own_or_hub<'a>(&'a self, country: &'a str) -> &'a str {
        match &self.behind_hub {
            // The regional database is at each broker itself, and no hub carries for it.
            Some(own) if own != country && country != REGION_ACCOUNT => HUB,
            _ => country,
        }
    }

    /// The account of this name.
    pub fn account(&self, name: &str) -> Option<&Account> {
        self.users.iter().find(|account| account.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_countries_have_six_queues_and_two_each_with_the_region() {
        let countries = vec!["TG".to_owned(), "BF".to_owned()];
        let queues = Accounts {
            countries,
            users: Vec::new(),
            behind_hub: None,
            bridged_to: BTreeMap::new(),
        }
        .queues();
        assert_eq!(queues.len(), 6 + 4);
        assert!(queues.contains(&"TRANSIT.TG.FROM.BF.GUA".to_owned()));
        assert!(queues.contains(&"TRANSIT.XR.FROM.TG.SYS".to_owned()));
        assert!(!queues.contains(&"TRANSIT.XR.FROM.TG.CORE".to_owned()));
    }

    #[test]
    fn behind_a_hub_a_broker_has_the_queues_of_its_own_country_and_the_hub_does_the_rest() {
        let countries = ["TG", "BF", "NE"].map(str::to_owned).to_vec();
        let behind_hub = Some("TG".to_owned());
        let accounts =
            Accounts { countries, users: Vec::new(), behind_hub, bridged_to: BTreeMap::new() };
        assert_eq!(accounts.queues().len(), 12 + 2);
        assert!(accounts.roads().all(|(to, from)| to == "TG" || from == "TG"));
        assert_eq!((accounts.writer("TG"), accounts.reader("TG")), ("TG", "TG"));
        assert_eq!((accounts.writer("NE"), accounts.reader("BF")), (HUB, HUB));
        assert_eq!(accounts.reader("XR"), "XR");
    }

    #[test]
    fn a_password_is_not_shown() {
        let account = Account { name: "TG".into(), password: "hush".into(), admin: false };
        assert!(!format!("{account:?}").contains("hush"));
    }
}
