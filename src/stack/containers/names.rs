//! Names of a cell's containers and networks: short, because containers find each other by them.

use crate::profile::Country;
use crate::stack::parts::Part;
use sha2::{Digest, Sha256};

/// The names of one cell. Its run and cell stand in the labels; here is only their digest.
#[derive(Debug, Clone)]
pub(super) struct Names(String);

impl Names {
    pub(super) fn new(run: &str, cell: &str) -> Self {
        let digest = Sha256::digest(format!("{run}/{cell}/{}", std::process::id()));
        Self(format!("passavant-{}", hex::encode(&digest[..4])))
    }

    /// A broker: the shared one, or a country's own.
    pub(super) fn broker(&self, broker: Part) -> String {
        match broker {
            Part::BrokerOf(country) => {
                format!("{}-broker-{}", self.0, country.as_str().to_lowercase())
            }
            _ => format!("{}-broker", self.0),
        }
    }

    /// The broker that waits for the store of the shared one.
    pub(super) fn standby(&self) -> String {
        format!("{}-broker-2", self.0)
    }

    pub(super) fn hub(&self) -> String {
        format!("{}-hub", self.0)
    }

    pub(super) fn link(&self, country: Country) -> String {
        format!("{}-link-{}", self.0, country.as_str().to_lowercase())
    }

    pub(super) fn node(&self, country: Country) -> String {
        format!("{}-node-{}", self.0, country.as_str().to_lowercase())
    }

    /// Where a country's tunnel ends.
    pub(super) fn gateway(&self, country: Country) -> String {
        format!("{}-gateway-{}", self.0, country.as_str().to_lowercase())
    }

    /// The sidecar that looks at a country's road in the open.
    pub(super) fn capture(&self, country: Country) -> String {
        format!("{}-capture-{}", self.0, country.as_str().to_lowercase())
    }

    /// The network between links and gateways: the open, as the internet is.
    pub(super) fn outer_network(&self) -> String {
        format!("{}-net-outer", self.0)
    }

    /// The network of brokers, hub and links; where there are tunnels, of gateways instead of links.
    pub(super) fn broker_network(&self) -> String {
        format!("{}-net", self.0)
    }

    /// The network that a country's node shares with its link only.
    pub(super) fn country_network(&self, country: Country) -> String {
        format!("{}-net-{}", self.0, country.as_str().to_lowercase())
    }
}
