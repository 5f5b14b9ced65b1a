//! Accounts, queues and rights of one cell's broker: the same for the embedded one and `ActiveMQ`.
//!
//! ```text
//! queue TRANSIT.<to>.FROM.<from>.<class>    write: <from>      read: <to>
//! queue DLQ.<queue>, topic audit.<queue>    administrator only
//! creating, browsing                        administrator only
//! ```

use serde::{Deserialize, Serialize};
use std::fmt;

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
    /// Names of all queues of the corridor, dead letters not among them.
    pub fn queues(&self) -> Vec<String> {
        let mut names = Vec::new();
        for to in &self.countries {
            for from in self.countries.iter().filter(|from| *from != to) {
                names.extend(CLASSES.map(|class| format!("TRANSIT.{to}.FROM.{from}.{class}")));
            }
        }
        names
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
    fn two_countries_have_six_queues() {
        let countries = vec!["TG".to_owned(), "BF".to_owned()];
        let queues = Accounts { countries, users: Vec::new() }.queues();
        assert_eq!(queues.len(), 6);
        assert!(queues.contains(&"TRANSIT.TG.FROM.BF.GUA".to_owned()));
    }

    #[test]
    fn a_password_is_not_shown() {
        let account = Account { name: "TG".into(), password: "hush".into(), admin: false };
        assert!(!format!("{account:?}").contains("hush"));
    }
}
