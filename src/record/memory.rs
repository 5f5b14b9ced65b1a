//! Events of the scenarios now playing, for steps that wait on them.

use crate::record::event::{Event, What};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Events of one scenario in one cell, in record order.
type Kept = Arc<RwLock<Vec<Event>>>;

/// Which scenario each cell plays, and its events so far. A finished scenario is forgotten.
#[derive(Default)]
pub(super) struct Memory {
    playing: HashMap<String, String>,
    kept: HashMap<(String, String), Kept>,
}

impl Memory {
    /// The scenario that the cell plays, empty when none.
    pub(super) fn playing(&self, cell: &str) -> &str {
        self.playing.get(cell).map_or("", String::as_str)
    }

    /// Takes an event in; events outside scenarios are not kept.
    pub(super) fn take(&mut self, event: Event) {
        let key = (event.cell.clone(), event.scenario.clone());
        match event.what {
            What::ScenarioStarted(_) => {
                self.playing.insert(event.cell.clone(), event.scenario.clone());
                self.kept.insert(key.clone(), Kept::default());
            }
            What::ScenarioFinished { .. } => {
                self.playing.remove(&event.cell);
                self.kept.remove(&key);
            }
            _ => {}
        }
        if let Some(kept) = self.kept.get(&key) {
            kept.write().unwrap_or_else(PoisonError::into_inner).push(event);
        }
    }

    /// The events of a scenario now playing.
    pub(super) fn of(&self, cell: &str, scenario: &str) -> Option<Kept> {
        self.kept.get(&(cell.to_owned(), scenario.to_owned())).cloned()
    }

    /// Keeps no more events of that scenario.
    pub(super) fn forget(&mut self, cell: &str, scenario: &str) {
        self.kept.remove(&(cell.to_owned(), scenario.to_owned()));
    }
}
