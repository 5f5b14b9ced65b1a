//! `sut.toml`: somebody else's node, started by hand, that takes a country's seat.

use super::ScenarioError;
use crate::profile::Country;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The node under test, as its owner describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sut {
    /// Country whose seat it takes.
    pub country: Country,
    /// Base address of its adapter, e.g. `http://127.0.0.1:9100`.
    pub adapter: String,
    /// Token that its adapter asks for.
    pub token: String,
    /// Where it finds its broker.
    pub link: SutLink,
    /// Its account at the broker, when its owner chose one.
    #[serde(default)]
    pub broker: Option<SutLogin>,
}

/// Fixed addresses on which the country's link listens, open from start to end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SutLink {
    /// Address for STOMP.
    pub listen: SocketAddr,
    /// Address for `OpenWire`, on stacks whose broker speaks it.
    #[serde(default)]
    pub openwire: Option<SocketAddr>,
    /// It encrypts to its broker itself, past the link, which then reads nothing.
    #[serde(default)]
    pub own_tls: bool,
}

/// The account that the node under test logs in with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SutLogin {
    /// Account name.
    pub user: String,
    /// File that holds the password, relative to `sut.toml`.
    pub password_file: PathBuf,
}

impl Sut {
    /// Reads `sut.toml` and checks what can be checked without the node.
    pub fn read(path: &Path) -> Result<Self, ScenarioError> {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let remedy = "name a readable file with country, adapter, token and [link] listen";
            ScenarioError::new(&place, error.to_string(), remedy)
        })?;
        let mut sut: Self =
            toml::from_str(&text).map_err(|error| ScenarioError::toml(&place, &text, &error))?;
        if !sut.adapter.starts_with("http://") && !sut.adapter.starts_with("https://") {
            let what = format!("adapter `{}` is no address", sut.adapter);
            return Err(ScenarioError::new(&place, what, "write it like http://127.0.0.1:9100"));
        }
        if sut.link.listen.port() == 0 {
            let remedy = "name the fixed port where the node finds its broker";
            return Err(ScenarioError::new(&place, "[link] listen has port 0", remedy));
        }
        if sut.link.openwire.is_some_and(|at| at.port() == 0) {
            let remedy = "name the fixed port where the node finds its broker's OpenWire";
            return Err(ScenarioError::new(&place, "[link] openwire has port 0", remedy));
        }
        if let Some(login) = &mut sut.broker {
            let folder = path.parent().unwrap_or(Path::new("."));
            login.password_file = folder.join(&login.password_file);
        }
        Ok(sut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Sut, ScenarioError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sut.toml");
        std::fs::write(&path, text).unwrap();
        Sut::read(&path)
    }

    const GOOD: &str = "country = \"BF\"\nadapter = \"http://127.0.0.1:9100\"\ntoken = \"t\"\n\
                        [link]\nlisten = \"127.0.0.1:61613\"\n";

    #[test]
    fn a_node_under_test_is_read() {
        let sut = read(GOOD).unwrap();
        assert_eq!(sut.country.as_str(), "BF");
        assert_eq!(sut.link.listen.port(), 61613);
    }

    #[test]
    fn unknown_keys_and_wrong_addresses_are_named_with_their_place() {
        let error = read(&format!("{GOOD}colour = 1\n")).unwrap_err();
        assert!(error.place.ends_with("sut.toml:6"), "{error}");
        assert!(error.what.contains("colour"), "{error}");
        assert!(read(&GOOD.replace("http://", "")).is_err());
        assert!(read(&GOOD.replace("61613", "0")).is_err());
        assert!(read(&format!("{GOOD}openwire = \"127.0.0.1:0\"\n")).is_err());
        assert!(read(&GOOD.replace("\"BF\"", "\"Burkina\"")).is_err());
    }
}
