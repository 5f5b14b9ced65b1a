//! `external.toml`: a broker that somebody else runs, configured for the corridor.

use super::ScenarioError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The broker and its accounts, as their owner describes them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// The broker.
    pub broker: ExternalBroker,
}

/// Where the broker is, and who may log in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalBroker {
    /// Its STOMP address, `host:port`.
    pub stomp: String,
    /// File that holds the password of each account, relative to this file: `admin`, which may read
    /// audit topics and browse, and one per country, named as the country code.
    pub accounts: BTreeMap<String, PathBuf>,
}

impl External {
    /// Reads `external.toml`, and gives the passwords by account.
    pub fn read(path: &Path) -> Result<(Self, BTreeMap<String, String>), ScenarioError> {
        let place = path.display().to_string();
        let wrong = |what: String, remedy: &str| ScenarioError::new(&place, what, remedy);
        let text = std::fs::read_to_string(path).map_err(|error| {
            wrong(error.to_string(), "name a readable file with [broker] stomp and accounts")
        })?;
        let external: Self =
            toml::from_str(&text).map_err(|error| ScenarioError::toml(&place, &text, &error))?;
        let port = external.broker.stomp.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
        if !matches!(port, Some(Ok(1..))) {
            let what = format!("stomp `{}` is no address", external.broker.stomp);
            return Err(wrong(what, "write it like broker.example:61613"));
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut passwords = BTreeMap::new();
        for (account, file) in &external.broker.accounts {
            let file = folder.join(file);
            let text = std::fs::read_to_string(&file).map_err(|error| {
                let what = format!("password of {account} in {}: {error}", file.display());
                wrong(what, "write one line into it")
            })?;
            passwords.insert(account.clone(), text.trim_end().to_owned());
        }
        Ok((external, passwords))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_accounts_and_passwords_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("external.toml");
        std::fs::write(folder.path().join("tg"), "hush-hush\n").unwrap();
        let good = "[broker]\nstomp = \"h:61613\"\naccounts = { TG = \"tg\" }\n";
        std::fs::write(&path, good).unwrap();
        let (external, passwords) = External::read(&path).unwrap();
        assert_eq!(external.broker.stomp, "h:61613");
        assert_eq!(passwords["TG"], "hush-hush");
        for (from, to) in [("h:61613", "h"), ("\"tg\"", "\"bf\""), ("stomp", "stamp")] {
            std::fs::write(&path, good.replace(from, to)).unwrap();
            assert!(External::read(&path).is_err(), "{to}");
        }
    }
}
