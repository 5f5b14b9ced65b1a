//! Passwords and tokens of one run.

use crate::broker::accounts::REGION_ACCOUNT;
use crate::profile::{Country, HUB};
use crate::stack::parts::Secrets;
use crate::stack::tunnel::TunnelKeys;
use std::collections::BTreeMap;

/// Account of the administrator: witness, browser, sentinel.
pub const ADMIN: &str = "admin";

/// A third country's account, without rights on the corridor's queues.
pub const STRANGER: &str = "XX";

impl Secrets {
    /// Draws new ones for the countries of a corridor, the administrator, a hub, the regional
    /// database and a stranger.
    pub fn draw(countries: &[Country]) -> Self {
        let named =
            countries.iter().map(Country::as_str).chain([ADMIN, STRANGER, HUB, REGION_ACCOUNT]);
        Self {
            broker: named.map(|name| (name.to_owned(), random())).collect(),
            adapter: countries
                .iter()
                .map(|country| (*country, random()))
                .collect::<BTreeMap<_, _>>(),
            link: random(),
            tls: None,
            tunnels: countries.iter().map(|country| (*country, TunnelKeys::draw())).collect(),
        }
    }

    /// Every secret text, for the guard that keeps them out of the record.
    pub fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.broker.values().cloned().collect();
        texts.extend(self.adapter.values().cloned());
        texts.push(self.link.clone());
        let key = self.tls.iter().flat_map(|tls| tls.key.lines());
        texts.extend(key.filter(|line| !line.starts_with("-----")).map(str::to_owned));
        texts.extend(self.tunnels.values().flat_map(TunnelKeys::secrets).cloned());
        texts
    }
}

fn random() -> String {
    hex::encode(rand::random::<[u8; 20]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_and_node_has_a_secret_of_its_own() {
        let countries = ["TG", "BF"].map(|code| code.parse().unwrap());
        let secrets = Secrets::draw(&countries);
        let mut texts = secrets.texts();
        assert_eq!(texts.len(), 19);
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), 19);
        assert_eq!(format!("{secrets:?}"), "Secrets(..)");
    }
}
