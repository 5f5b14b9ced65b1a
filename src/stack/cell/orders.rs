//! What parts are told to suffer: a node a death at an exact point or a defect, a broker a full store
//! or an account that expires.

use super::Cell;
use crate::broker::orders::BrokerOrder;
use crate::link::LinkError;
use crate::link::control::{Effect, FaultOrder};
use crate::profile::Country;
use crate::record::claim::GUARD;
use crate::stack::parts::{NodeOrder, Part, PartError};
use std::sync::PoisonError;
use std::time::Duration;

/// How long the witness may take to be back at a broker. Protocol time.
const WATCHED_WITHIN: Duration = Duration::from_secs(10);

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
        let held = if self.parts.obeys_at_start() { self.turn_away().await? } else { Vec::new() };
        self.parts.order_broker(broker, order.clone()).await?;
        self.part(broker, order.word(), order.account());
        self.keep_in_mind(broker, &order);
        self.let_in(held).await
    }

    fn keep_in_mind(&self, broker: Part, order: &BrokerOrder) {
        let mut harmed = self.harmed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(relief) = order.undone_by() {
            harmed.insert(broker, relief);
        } else {
            harmed.remove(&broker);
            self.doomed.lock().unwrap_or_else(PoisonError::into_inner).remove(&broker);
        }
    }

    /// Gives back what was taken from brokers and not given back: nothing can come to rest before.
    pub async fn relieve(&self) -> Result<(), PartError> {
        let harmed = self.harmed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (broker, relief) in harmed {
            self.order_broker(broker, relief).await?;
        }
        Ok(())
    }

    /// True where a second broker can wait for the store of the shared one.
    pub fn may_stand_by(&self) -> bool {
        self.parts.raised().standby.is_some()
    }

    /// Starts the second broker.
    pub async fn stand_by(&self) -> Result<(), PartError> {
        self.parts.stand_by().await?;
        self.part(Part::Standby, "started", "it waits for the store of the first");
        Ok(())
    }

    /// Waits until the second broker has taken over from the first, which stays dead.
    pub async fn take_over(&self) -> Result<(), PartError> {
        let held = self.turn_away().await?;
        self.parts.take_over().await?;
        self.part(Part::Broker, "started", "the second one has taken over");
        self.let_in(held).await
    }

    /// Who is faster than the witness at a broker that comes back could say something that nobody has
    /// a copy of: the links turn everybody away until the witness is there.
    async fn turn_away(&self) -> Result<Vec<String>, PartError> {
        let mut held = Vec::new();
        for country in self.countries() {
            let scenario = self.playing().replace('/', "-");
            let id = format!("{scenario}{GUARD}{}", self.recorder.next_seq());
            let order = FaultOrder::new(id.clone(), Effect::Refuse);
            self.link(*country).arm(&order).await.map_err(|error| unheld(*country, &error))?;
            held.push(id);
        }
        Ok(held)
    }

    async fn let_in(&self, held: Vec<String>) -> Result<(), PartError> {
        if held.is_empty() {
            return Ok(());
        }
        let watched = self.watch.watching(WATCHED_WITHIN).await;
        for (country, id) in self.countries().iter().zip(held) {
            self.link(*country).end(&id).await.map_err(|error| unheld(*country, &error))?;
        }
        if watched {
            return Ok(());
        }
        Err(PartError::Failed {
            part: "witness".to_owned(),
            what: "did not come back",
            detail: format!("waited {} s for it", WATCHED_WITHIN.as_secs()),
        })
    }
}

fn unheld(country: Country, error: &LinkError) -> PartError {
    PartError::Failed {
        part: Part::Link(country).to_string(),
        what: "does not turn connections away",
        detail: error.to_string(),
    }
}
