//! A node's data copied, and put back after it has lost what came later.

use super::Cell;
use crate::profile::Country;
use crate::stack::parts::{Part, PartError};
use std::sync::PoisonError;

impl Cell {
    /// Copies the data of a node that is at rest.
    pub async fn back_up(&self, country: Country) -> Result<(), PartError> {
        self.parts.back_up(country).await?;
        self.part(Part::Node(country), "backed up", "");
        Ok(())
    }

    /// A node loses everything since its backup: killed, and started with the copy of its data.
    pub async fn restore(&self, country: Country) -> Result<(), PartError> {
        let node = Part::Node(country);
        self.doom(node);
        self.parts.put_back(country).await?;
        self.part(node, "restored", "with the data of its backup");
        self.parts.kill(node).await?;
        self.part(node, "killed", "");
        self.parts.start(node).await?;
        self.part(node, "started", "");
        self.doomed.lock().unwrap_or_else(PoisonError::into_inner).remove(&node);
        Ok(())
    }
}
