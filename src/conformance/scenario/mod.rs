//! One scenario for one subject: its checks and its verdict.

mod claims;
mod proof;
mod weigh;

pub(crate) use weigh::{Weighed, of_requirement};

use crate::conformance::catalogue::{self, Level};
use crate::conformance::evidence::Evidence;
use crate::conformance::standing::{self, Judged, Scene};
use crate::profile::HUB;
use crate::record::claim::VPN;
use crate::record::event::{Event, NodeFacts, ScenarioFacts, What};
use proof::Proof;

/// What the judge needs to know of the run beside the scenario's own events.
pub(crate) struct Setting<'a> {
    /// Country in whose seat somebody else's node sits.
    pub sut: Option<&'a str>,
    /// A SHOULD counts like a MUST.
    pub strict: bool,
    /// Nodes of the cell, as they said themselves.
    pub nodes: &'a [NodeFacts],
    /// A hub lies between the countries of the cell.
    pub hub: bool,
    /// Each country of the cell has a broker of its own, and these are bridged.
    pub bridged: bool,
    /// Failures of the ground outside scenarios while this one played.
    pub outside: Vec<&'a Event>,
}

/// Judges one planned scenario from its own events.
pub(crate) fn judge(facts: &ScenarioFacts, events: &[&Event], setting: &Setting<'_>) -> Weighed {
    let reason = events.iter().find_map(|event| match &event.what {
        What::NotApplicable { reason } => Some(reason.clone()),
        _ => None,
    });
    if let Some(reason) = reason {
        return Weighed::not_applicable(reason, events);
    }
    if events.is_empty() {
        return Weighed::not_run("it was not started");
    }
    let evidence = Evidence::of(events.iter().copied());
    let proof = Proof::of(&evidence, &setting.outside, setting.bridged);
    let mut judged = claims::judge(&evidence);
    let scene = Scene::of(evidence, setting);
    judged.extend(standing::judge(&scene));
    judged.sort_by_key(|judged| (judged.at, judged.rank, catalogue::place(&judged.requirement)));
    weigh::weigh(facts, &scene, judged, &proof, setting)
}

/// What the events of a whole run say of its invariants, whichever scenario they belong to: who broke
/// which, and how.
pub fn broken_invariants(events: &[Event]) -> Vec<String> {
    let setting = Setting {
        sut: None,
        strict: false,
        nodes: &[],
        hub: false,
        bridged: false,
        outside: Vec::new(),
    };
    standing::broken_invariants(&Scene::of(Evidence::of(events), &setting))
}

/// True when what this party does counts for the subject: the subject itself; and hub and tunnels, unless
/// somebody else's node is under test, which is judged for itself alone.
pub(crate) fn decides(about: &str, subject: &str, sut: Option<&str>) -> bool {
    about == subject || ([HUB, VPN].contains(&about) && sut.is_none())
}

/// True when a violation of this requirement counts as a failure.
fn binding(judged: &Judged, strict: bool) -> bool {
    let level = catalogue::requirement(&judged.requirement).map(|entry| entry.level);
    strict || level != Some(Level::Should)
}
