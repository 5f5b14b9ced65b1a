//! The checks that are made in every scenario, over all that was witnessed.

mod adapter;
mod answers;
mod envelope;
mod hub;
mod journal;
mod ledger;
mod left;
mod movements;
mod order;
mod refusals;
mod regional;
mod sequence;
mod signatures;
mod status;
mod tally;

pub use journal::effects_of_messages;
pub(crate) use tally::{Judged, Rank};

use super::scenario::Setting;
use crate::conformance::evidence::{Evidence, Seen};
use crate::record::event::{NodeFacts, What};

/// What the standing checks look at.
pub(crate) struct Scene<'a> {
    /// Events and messages of the scenario.
    pub evidence: Evidence<'a>,
    /// Nodes of its cell, as they said themselves.
    pub nodes: &'a [NodeFacts],
    /// A hub lies between the countries.
    pub hub: bool,
    /// What a country sends is carried to another broker before anybody can read it.
    pub carried: bool,
    /// Messages about movements that earlier scenarios left; nothing else here tells of them.
    left: Vec<Seen<'a>>,
    /// Position of the last step's end.
    pub last_step: u64,
    /// Position of the scenario's end: absences are established there.
    pub end: u64,
}

impl<'a> Scene<'a> {
    /// The scene of a scenario's events.
    pub(crate) fn of(mut evidence: Evidence<'a>, setting: &Setting<'a>) -> Self {
        let end = evidence.events.last().map_or(0, |event| event.seq);
        let mut steps = evidence.events.iter().rev();
        let last = steps.find(|event| matches!(event.what, What::Step { .. }));
        let last_step = last.map_or(0, |event| event.seq);
        let (nodes, hub) = (setting.nodes, setting.hub);
        let left = left::set_apart(&mut evidence, nodes);
        Self { evidence, nodes, hub, carried: hub || setting.bridged, left, last_step, end }
    }
}

/// The invariants of traffic that was disturbed: nothing lost, nothing twice, nothing dead, order kept.
/// Where they do not hold, who broke which and how.
pub(crate) fn broken_invariants(scene: &Scene<'_>) -> Vec<String> {
    let mut tallies = ledger::checks(scene);
    tallies.push(order::kept(scene));
    let judged = tallies.into_iter().flat_map(tally::Tally::finish);
    let broken =
        judged.filter(|judged| judged.verdict == crate::conformance::verdict::Verdict::Fail);
    let words = |it: Judged| format!("{}: {} ({})", it.about, it.observed, it.requirement);
    broken.map(words).collect()
}

/// Everything that the standing requirements say of a scenario, in catalogue order.
pub(crate) fn judge(scene: &Scene<'_>) -> Vec<Judged> {
    let mut tallies = vec![adapter::acts(scene)];
    tallies.extend(envelope::checks(scene));
    tallies.push(sequence::numbers(scene));
    tallies.push(status::sent_again(scene));
    tallies.extend(answers::checks(scene));
    tallies.extend(ledger::checks(scene));
    tallies.extend(movements::checks(scene));
    tallies.push(order::kept(scene));
    tallies.extend(hub::checks(scene));
    tallies.extend(regional::checks(scene));
    tallies.extend(refusals::checks(scene));
    tallies.push(signatures::signed(scene));
    let mut judged: Vec<Judged> = tallies.into_iter().flat_map(tally::Tally::finish).collect();
    judged.sort_by_key(|judged| crate::conformance::catalogue::place(&judged.requirement));
    judged
}
