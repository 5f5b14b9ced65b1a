//! What parts are told to suffer: a node a death at an exact point or a defect, a broker a full store
//! or an account that expires.

use super::Cell;
use crate::broker::orders::BrokerOrder;
use crate::profile::Country;
use crate::stack::parts::{NodeOrder, Part, PartError};
use std::sync::PoisonError;

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

    /// Orders something of a broker of ours. One that has been taken something counts as harmed until
    /// it is given back.
    pub async fn order_broker(&self, broker: Part, order: BrokerOrder) -> Result<(), PartError> {
        self.doom(broker);
        self.parts.order_broker(broker, order.clone()).await?;
        self.part(broker, order.word(), order.account());
        if !order.harms() {
            self.doomed.lock().unwrap_or_else(PoisonError::into_inner).remove(&broker);
        }
        Ok(())
    }
}
