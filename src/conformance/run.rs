//! The whole run: every scenario, then what follows from all of them.

use crate::conformance::judgement::{Inventory, Judgement, ScenarioVerdict};
use crate::conformance::scenario::{self, Setting, Weighed};
use crate::conformance::verdict::Verdict;
use crate::conformance::{findings, outcome_of, requirements};
use crate::record::Record;
use crate::record::event::{Event, LoadFacts, NodeFacts, RunStarted, ScenarioFacts, What};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// What the record says of the run as a whole.
pub(crate) struct Run<'a> {
    /// First line; none when the record was cut before it.
    pub started: Option<&'a RunStarted>,
    /// Totals of a load run.
    pub load: Option<&'a LoadFacts>,
    /// Signal that interrupted it.
    pub interrupted: Option<&'a str>,
    /// Failures of the ground outside scenarios.
    pub ground: Vec<&'a Event>,
    /// The record ends as a run ends.
    pub complete: bool,
    /// Nodes of each cell, newest word.
    nodes: HashMap<&'a str, &'a [NodeFacts]>,
    /// Cells in which a hub lies between the countries.
    hubs: HashSet<&'a str>,
    /// Cells whose brokers are bridged.
    bridged: HashSet<&'a str>,
    /// Tunnels lie between links and brokers.
    pub(crate) tunnels: bool,
}

/// A planned scenario with what was found.
pub(crate) struct Played<'a> {
    /// As planned.
    pub facts: &'a ScenarioFacts,
    /// What was found.
    pub weighed: Weighed,
}

impl Played<'_> {
    /// `<id>/<subject>`.
    pub(crate) fn key(&self) -> String {
        key(self.facts)
    }
}

/// Judges a record: the same record always gives the same judgement.
pub fn judge(record: &Record) -> Judgement {
    let run = Run::of(record);
    let mut by_scenario: HashMap<&str, Vec<&Event>> = HashMap::new();
    for event in record.events.iter().filter(|event| !event.scenario.is_empty()) {
        by_scenario.entry(event.scenario.as_str()).or_default().push(event);
    }
    let planned = run.started.map_or(&[][..], |started| started.planned.as_slice());
    let played: Vec<Played<'_>> = planned
        .par_iter()
        .map(|facts| {
            let events = by_scenario.get(key(facts).as_str()).map_or(&[][..], Vec::as_slice);
            let weighed = scenario::judge(facts, events, &run.setting(events));
            Played { facts, weighed }
        })
        .collect();
    let requirements = requirements::verdicts(&run, &played);
    let findings = findings::of(&run, &played);
    let (outcome, reason) = outcome_of::run(&run, &played);
    Judgement {
        outcome,
        reason,
        complete: run.complete,
        inventory: inventory(&played),
        scores: requirements::scores(&run, &played, &requirements),
        requirements,
        findings,
        scenarios: played.into_iter().map(told).collect(),
    }
}

impl<'a> Run<'a> {
    fn of(record: &'a Record) -> Self {
        let mut run = Self {
            started: None,
            load: None,
            interrupted: None,
            ground: Vec::new(),
            complete: record.complete,
            nodes: HashMap::new(),
            hubs: HashSet::new(),
            bridged: HashSet::new(),
            tunnels: false,
        };
        for event in &record.events {
            match &event.what {
                What::RunStarted(started) => run.started = Some(started),
                What::LoadFinished(load) => run.load = Some(load),
                What::Interrupted { signal } => run.interrupted = Some(signal),
                What::CellReady { nodes, hub, bridged, tunnel, .. } => {
                    run.tunnels |= tunnel.is_some();
                    run.nodes.insert(event.cell.as_str(), nodes);
                    run.hubs.extend(hub.then_some(event.cell.as_str()));
                    run.bridged.extend(bridged.then_some(event.cell.as_str()));
                }
                What::GroundFailure { .. } | What::StreamPoisoned { .. } | What::Part { .. }
                    if event.scenario.is_empty() =>
                {
                    run.ground.push(event);
                }
                _ => {}
            }
        }
        run
    }

    /// Country in whose seat somebody else's node sits.
    pub(crate) fn sut(&self) -> Option<&'a str> {
        self.started.and_then(|started| started.sut.as_deref())
    }

    /// A SHOULD counts like a MUST.
    pub(crate) fn strict(&self) -> bool {
        self.started.is_some_and(|started| started.strict)
    }

    /// What a scenario's judge must know beside its events.
    fn setting(&self, events: &[&Event]) -> Setting<'_> {
        let cell = events.first().map_or("", |event| event.cell.as_str());
        let (from, to) = match events {
            [first, .., last] => (first.seq, last.seq),
            _ => (0, 0),
        };
        let meanwhile = |event: &&&Event| {
            (from..=to).contains(&event.seq) && (event.cell.is_empty() || event.cell == cell)
        };
        Setting {
            sut: self.sut(),
            strict: self.strict(),
            nodes: self.nodes.get(cell).copied().unwrap_or_default(),
            hub: self.hubs.contains(cell),
            bridged: self.bridged.contains(cell),
            outside: self.ground.iter().filter(meanwhile).copied().collect(),
        }
    }

    /// What the node under test said of itself.
    pub(crate) fn sut_facts(&self) -> Option<&'a NodeFacts> {
        let country = self.sut()?;
        self.nodes.values().flat_map(|nodes| nodes.iter()).find(|node| node.country == country)
    }
}

/// `<id>/<subject>`, as events name their scenario.
fn key(facts: &ScenarioFacts) -> String {
    format!("{}/{}", facts.id, facts.subject)
}

fn inventory(played: &[Played<'_>]) -> Inventory {
    let count = |wanted: fn(Verdict) -> bool| {
        let found = played.iter().filter(|played| wanted(played.weighed.verdict)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    Inventory {
        planned: count(|_| true),
        run: count(|verdict| !matches!(verdict, Verdict::NotApplicable | Verdict::NotRun)),
        not_applicable: count(|verdict| verdict == Verdict::NotApplicable),
        not_run: count(|verdict| verdict == Verdict::NotRun),
    }
}

fn told(played: Played<'_>) -> ScenarioVerdict {
    let Played { facts, weighed } = played;
    ScenarioVerdict {
        id: facts.id.clone(),
        subject: facts.subject.clone(),
        title: facts.title.clone(),
        feature: facts.feature.clone(),
        tags: facts.tags.clone(),
        verdict: weighed.verdict,
        reason: weighed.reason,
        attribution: weighed.attribution,
        duration_ms: weighed.duration_ms,
        checks: weighed.checks,
    }
}
