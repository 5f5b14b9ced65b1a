//! What the record says of a run, found once: identity, cells, and the events of each scenario.

use crate::record::Record;
use crate::record::event::{
    BrokerFacts, Event, LoadFacts, NodeFacts, RunStarted, ScenarioFacts, What,
};
use std::collections::BTreeMap;

/// The record does not say what a report needs to know first.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoRun {
    /// There is no first line that says what was run.
    #[error(
        "the record holds {events} events and does not begin with `run_started`: \
         nothing is known of the run, so nothing can be drawn"
    )]
    NoStart {
        /// How many events there are.
        events: usize,
    },
}

/// An index over a record; borrows all of it.
#[derive(Debug)]
pub(super) struct Run<'a> {
    /// Identity, from the first line.
    pub(super) started: &'a RunStarted,
    /// Digest of the last whole line.
    pub(super) chain_head: &'a str,
    /// The record reached its end.
    pub(super) complete: bool,
    /// The last line was cut in the middle.
    pub(super) torn: bool,
    /// Wall time of the run in milliseconds; of an incomplete one, up to the last event.
    pub(super) duration_ms: u64,
    /// Broker of the first cell.
    pub(super) broker: BrokerFacts,
    /// Nodes of the first cell.
    pub(super) nodes: Vec<NodeFacts>,
    /// What the tunnels are made of, where there are some.
    pub(super) tunnel: Option<String>,
    /// Milliseconds from the start of raising it, for each cell.
    pub(super) cells: Vec<(&'a str, u64)>,
    /// Every event, in order.
    pub(super) events: &'a [Event],
    /// What a load run did.
    pub(super) load: Option<&'a LoadFacts>,
    plays: BTreeMap<&'a str, Vec<&'a Event>>,
}

impl<'a> Run<'a> {
    /// Finds its way through a record.
    pub(super) fn of(record: &'a Record) -> Result<Self, NoRun> {
        let events = record.events.as_slice();
        let Some(What::RunStarted(started)) = events.first().map(|event| &event.what) else {
            return Err(NoRun::NoStart { events: events.len() });
        };
        let mut run = Self {
            started,
            chain_head: &record.chain_head,
            complete: record.complete,
            torn: record.torn_tail,
            duration_ms: events.last().map_or(0, |last| last.mono_ns / 1_000_000),
            broker: BrokerFacts::default(),
            nodes: Vec::new(),
            tunnel: None,
            cells: Vec::new(),
            events,
            load: None,
            plays: BTreeMap::new(),
        };
        for event in events {
            run.take(event);
        }
        Ok(run)
    }

    fn take(&mut self, event: &'a Event) {
        if !event.scenario.is_empty() {
            self.plays.entry(&event.scenario).or_default().push(event);
        }
        match &event.what {
            What::CellReady { ready_ms, broker, nodes, tunnel, .. } => {
                if self.cells.is_empty() {
                    self.tunnel.clone_from(tunnel);
                    self.broker = broker.clone();
                }
                // A third country has a node in some cells only.
                for node in nodes {
                    if self.node(&node.country).is_none() {
                        self.nodes.push(node.clone());
                    }
                }
                self.cells.push((&event.cell, *ready_ms));
            }
            What::LoadFinished(load) => self.load = Some(load),
            What::RunFinished { duration_ms } => self.duration_ms = *duration_ms,
            _ => {}
        }
    }

    /// Events of a scenario, `<id>/<subject>`, in order.
    pub(super) fn play(&self, scenario: &str) -> &[&'a Event] {
        self.plays.get(scenario).map_or(&[], Vec::as_slice)
    }

    /// Scenario facts as planned, for an id and a subject.
    pub(super) fn planned(&self, id: &str, subject: &str) -> Option<&'a ScenarioFacts> {
        self.started.planned.iter().find(|facts| facts.id == id && facts.subject == subject)
    }

    /// Name of a country in words, or its code.
    pub(super) fn country(&self, code: &str) -> String {
        self.started.corridor.countries.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    /// Countries of the corridor that took part: their node said hello, or was to be judged.
    pub(super) fn seats(&self) -> impl Iterator<Item = &String> {
        let judged = |code: &str| self.started.planned.iter().any(|facts| facts.subject == code);
        let countries = self.started.corridor.countries.keys();
        countries.filter(move |code| self.node(code).is_some() || judged(code))
    }

    /// True when somebody else's node sat in one country's seat.
    pub(super) fn has_sut(&self) -> bool {
        self.started.sut.is_some()
    }

    /// The node of a country, as it said itself.
    pub(super) fn node(&self, country: &str) -> Option<&NodeFacts> {
        self.nodes.iter().find(|node| node.country == country)
    }
}
