//! Whether the nodes of a cell are fit to play: they say who they are, and refuse what does not exist.

use super::StackError;
use super::cell::Cell;
use crate::adapter::acts::Act;
use crate::adapter::client::{Adapter, AdapterError};
use crate::adapter::contract::{CONTRACT, Hello};
use crate::profile::Country;
use crate::record::event::{NodeFacts, What};
use crate::stack::parts::{Part, Topology};
use crate::witness::WitnessError;
use futures::future::try_join_all;
use std::time::Duration;

/// Why a cell is not fit to play in.
#[derive(Debug, thiserror::Error)]
pub enum CellError {
    /// It could not be raised.
    #[error(transparent)]
    Stack(#[from] StackError),
    /// The witness cannot see the broker.
    #[error(transparent)]
    Witness(#[from] WitnessError),
    /// A node did not answer as the contract says.
    #[error(transparent)]
    Adapter(#[from] AdapterError),
    /// A node says yes to a verb that does not exist, so its other answers mean nothing.
    #[error(
        "node {country} answered {status} to the act `{verb}`, which does not exist; \
         an adapter must answer 501 to what it does not know"
    )]
    SaysYes {
        /// Its country.
        country: Country,
        /// The verb.
        verb: String,
        /// HTTP status.
        status: u16,
    },
    /// A node cannot take the seat.
    #[error("node {country} {what}; {remedy}")]
    Unfit {
        /// Its country.
        country: Country,
        /// What is wrong.
        what: String,
        /// What to do about it.
        remedy: &'static str,
    },
}

impl Cell {
    /// Says hello to every node, tries it with nonsense, and writes that the cell is ready.
    pub(super) async fn greet(&self, raised_in: Duration) -> Result<(), CellError> {
        let mut nodes = Vec::new();
        for (country, hello) in self.hellos().await {
            nodes.push(self.facts(country, hello?)?);
        }
        try_join_all(self.nodes().iter().map(|(country, node)| refuses_nonsense(*country, node)))
            .await?;
        self.record(
            "stack",
            What::CellReady {
                ready_ms: u64::try_from(raised_in.as_millis()).unwrap_or(u64::MAX),
                broker: self.broker_facts().clone(),
                nodes,
                hub: self.hub().is_some(),
                bridged: self.topology() == Topology::Bilateral,
                tunnel: self.tunnel_facts(),
            },
        );
        Ok(())
    }

    fn facts(&self, country: Country, hello: Hello) -> Result<NodeFacts, CellError> {
        let unfit = |what: String, remedy| CellError::Unfit { country, what, remedy };
        if hello.contract != CONTRACT {
            let what = format!("speaks contract `{}`", hello.contract);
            return Err(unfit(what, "it must speak passavant.adapter/1"));
        }
        if hello.country != country.as_str() {
            let what = format!("says that it is the node of {}", hello.country);
            return Err(unfit(what, "name its adapter, or start it for this country"));
        }
        let offers = |feature: &str| hello.features.iter().any(|has| has == feature);
        if !offers("held-clock") {
            let remedy = "its business clock must stand still until it is moved";
            return Err(unfit("does not offer `held-clock`".to_owned(), remedy));
        }
        let keeps_store = !offers("reset");
        if keeps_store && !offers("fixture") {
            let remedy = "it must be able to empty its store, or to take a fixture all the same";
            return Err(unfit("offers neither `reset` nor `fixture`".to_owned(), remedy));
        }
        if keeps_store {
            self.keeps_its_store(country);
        }
        Ok(NodeFacts {
            country: country.to_string(),
            product: hello.product,
            version: hello.version,
            roles: hello.roles,
            flaw: hello.flaw.map(|flaw| flaw.name),
            sut: !self.is_ours(Part::Node(country)),
            keeps_store,
        })
    }
}

/// A node that does whatever it is told would pass every scenario: a random verb must get 501.
async fn refuses_nonsense(country: Country, node: &Adapter) -> Result<(), CellError> {
    let verb = format!("x{}", hex::encode(rand::random::<[u8; 6]>()));
    let act = Act { id: verb.clone(), detail: serde_json::json!({}) };
    match node.post(&format!("/v1/actions/{verb}"), &act).await.status {
        501 => Ok(()),
        status => Err(CellError::SaysYes { country, verb, status }),
    }
}
