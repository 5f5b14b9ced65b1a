//! What a reference node is told to suffer: a death at an exact point, a defect.

use super::Cell;
use crate::profile::Country;
use crate::stack::parts::{NodeOrder, Part, PartError};

impl Cell {
    /// Arms the death of a reference node at an exact point.
    pub async fn arm_death(&self, country: Country, point: &str) -> Result<(), PartError> {
        self.doom(Part::Node(country));
        self.parts.order(country, NodeOrder::DieAt(point.to_owned())).await?;
        self.part(Part::Node(country), "armed", point);
        Ok(())
    }

    /// From now on a reference node fails at every message of this code, as a defect would make it.
    pub async fn break_down(&self, country: Country, code: &str) -> Result<(), PartError> {
        self.parts.order(country, NodeOrder::FailAt(code.to_owned())).await?;
        self.part(Part::Node(country), "broken", code);
        Ok(())
    }

    /// The defect is mended.
    pub async fn mend(&self, country: Country) -> Result<(), PartError> {
        self.parts.order(country, NodeOrder::Mend).await?;
        self.part(Part::Node(country), "mended", "");
        Ok(())
    }
}
