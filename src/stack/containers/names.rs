//! Names of a cell's containers and networks: short, because containers find each other by them.

use crate::profile::Country;
use sha2::{Digest, Sha256};

/// The names of one cell. Its run and cell stand in the labels; here is only their digest.
#[derive(Debug, Clone)]
pub(super) struct Names(String);

impl Names {
    pub(super) fn new(run: &str, cell: &str) -> Self {
        let digest = Sha256::digest(format!("{run}/{cell}/{}", std::process::id()));
        Self(format!("passavant-{}", hex::encode(&digest[..4])))
    }

    pub(super) fn broker(&self) -> String {
        format!("{}-broker", self.0)
    }

    pub(super) fn link(&self, country: Country) -> String {
        format!("{}-link-{}", self.0, country.as_str().to_lowercase())
    }

    pub(super) fn node(&self, country: Country) -> String {
        format!("{}-node-{}", self.0, country.as_str().to_lowercase())
    }

    /// The network of broker and links.
    pub(super) fn broker_network(&self) -> String {
        format!("{}-net", self.0)
    }

    /// The network that a country's node shares with its link only.
    pub(super) fn country_network(&self, country: Country) -> String {
        format!("{}-net-{}", self.0, country.as_str().to_lowercase())
    }
}
