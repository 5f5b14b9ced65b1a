//! What the nodes of a cell are given before a scenario, and what those that keep their store had before.

use crate::adapter::client::AdapterError;
use crate::adapter::contract::Fixture;
use crate::profile::Country;
use crate::stack::cell::Cell;
use futures::future::try_join_all;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::PoisonError;

impl Cell {
    /// This country's node has said that it cannot be emptied.
    pub(super) fn keeps_its_store(&self, country: Country) {
        self.keepers.lock().unwrap_or_else(PoisonError::into_inner).insert(country);
    }

    /// Asks the nodes that cannot be emptied which alerts they show already, for the record.
    pub async fn note_old_alerts(&self) {
        let keepers = self.keepers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for country in keepers {
            self.query(country, "/v1/alerts").await;
        }
    }

    /// Empties the nodes that can be emptied, and gives each what a scenario needs; business time
    /// begins anew.
    pub async fn reset(
        &self,
        anchor: Timestamp,
        fixtures: &BTreeMap<Country, Fixture>,
    ) -> Result<(), AdapterError> {
        self.set_business(anchor);
        self.skews.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let keepers = self.keepers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let resets = fixtures.iter().map(async |(country, fixture)| {
            let keep = keepers.contains(country);
            self.node(*country).reset(&Fixture { keep, ..fixture.clone() }).await
        });
        try_join_all(resets).await.map(drop)
    }
}
