//! The end of a scenario: answers that are due may come, both nodes are asked, the evidence is completed.

use super::world::World;
use crate::profile::HUB;
use crate::profile::timer::T_ACK;
use crate::record::claim::VPN;
use crate::record::event::{Event, What};
use crate::record::latency::timings;
use crate::stack::parts::Part;
use crate::stack::time::{PATIENCE, TimeError};
use crate::stack::tunnel::Vpn;
use futures::future::join_all;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What the end of a scenario found.
pub(super) struct Settled {
    /// Why the evidence is not complete; empty when it is.
    pub(super) why_not: String,
    /// How often a seeded flaw had fired, per country.
    pub(super) flaws_fired: BTreeMap<String, u64>,
    /// The cell may be used again.
    pub(super) clean: bool,
}

/// Settles a scenario, whatever became of its steps.
pub(super) async fn settle(world: &World) -> Settled {
    let cell = &world.stage.cell;
    let mut why_not = Vec::new();
    if let Err(error) = cell.relieve().await {
        why_not.push(error.to_string());
    }
    let quiet = let_answers_come(world).await;
    ask_nodes(world).await;
    if let Err(error) = cell.drain_links().await {
        why_not.push(error.to_string());
    }
    if let Err(error) = cell.drain_copies().await {
        why_not.push(error.to_string());
    }
    let empty = match cell.browse().await {
        Ok(found) => found.values().all(Vec::is_empty),
        Err(error) => {
            why_not.push(error.to_string());
            false
        }
    };
    for timing in cell.recorder().look(cell.name(), &cell.playing(), timings) {
        cell.record("legs", timing.event());
    }
    let (mut flaws_fired, answering) = say_hello(world).await;
    if let Some(hub) = cell.hub() {
        match hub.state().await {
            Ok(state) => {
                flaws_fired.extend(state.flaw.map(|_| (HUB.to_owned(), state.fired)));
            }
            // One that a step has killed says nothing.
            Err(_) if cell.is_doomed(Part::Hub) => {}
            Err(error) => why_not.push(error.to_string()),
        }
    }
    if cell.vpn() == Vpn::Beside {
        flaws_fired.insert(VPN.to_owned(), frames(world));
    }
    let dead = report_dead(world).await;
    let whole = lines_are_whole(world).await;
    let clean = whole
        && quiet
        && empty
        && answering
        && dead == 0
        && why_not.is_empty()
        && !cell.has_doomed();
    Settled { why_not: why_not.join("; "), flaws_fired, clean }
}

/// How often each node's flaw has fired, and whether every node answers.
async fn say_hello(world: &World) -> (BTreeMap<String, u64>, bool) {
    let (mut fired, mut answering) = (BTreeMap::new(), true);
    for (country, hello) in world.stage.cell.hellos().await {
        match hello {
            Ok(hello) => fired.extend(hello.flaw.map(|flaw| (country.to_string(), flaw.fired))),
            Err(_) => answering = false,
        }
    }
    (fired, answering)
}

/// No link of the cell has a fault left, armed or acting.
async fn lines_are_whole(world: &World) -> bool {
    let cell = &world.stage.cell;
    for country in cell.countries() {
        let state = cell.link(*country).state().await;
        if !state.is_ok_and(|state| state.armed.is_empty() && state.acting.is_empty()) {
            return false;
        }
    }
    true
}

/// Frames of messages that links saw: where tunnels are passed by, each passed beside one.
fn frames(world: &World) -> u64 {
    let cell = &world.stage.cell;
    let frame = |event: &&Event| matches!(event.what, What::LinkFrame { .. });
    let seen = cell
        .recorder()
        .look(cell.name(), &cell.playing(), |events| events.iter().filter(frame).count());
    u64::try_from(seen).unwrap_or(u64::MAX)
}

/// Lets business time run until every message has its final answer, twice T-ACK at most.
async fn let_answers_come(world: &World) -> bool {
    let cell = &world.stage.cell;
    let end = T_ACK.expiry(T_ACK.expiry(cell.business()));
    // Who has lost patience once need not lose it again.
    let lost = cell.recorder().look(cell.name(), &cell.playing(), |events| {
        events.iter().any(|event| matches!(event.what, What::PatienceLost { .. }))
    });
    let patience = if lost { PATIENCE / 10 } else { PATIENCE };
    loop {
        let next = match cell.quiet_within(patience).await {
            Ok(next) => next,
            // It is in the record; the judge knows what it means.
            Err(TimeError::Patience { .. } | TimeError::Adapter(_)) => return false,
        };
        // An answer may be on its way to the witness.
        if cell.drain_copies().await.is_err() {
            return false;
        }
        let now = cell.business();
        if unanswered(world) == 0 || now >= end {
            return true;
        }
        let timer = next.filter(|next| *next > now && *next <= end);
        if cell.move_clock(timer.unwrap_or(end), "answers are due").await.is_err() {
            return false;
        }
    }
}

/// Messages that ask for a technical answer and have none yet.
fn unanswered(world: &World) -> usize {
    let cell = &world.stage.cell;
    cell.recorder().look(cell.name(), &cell.playing(), |events| {
        let mut asked = BTreeSet::new();
        let mut answered = BTreeSet::new();
        for event in events {
            let What::Copy(facts) = &event.what else { continue };
            match (facts.code.as_str(), facts.headers.get("correlation-id")) {
                ("ACK" | "FNK" | "XNK", Some(id)) => answered.insert(id.clone()),
                ("ACK" | "FNK" | "XNK", None) => false,
                _ => asked.insert(facts.message_id.clone()),
            };
        }
        asked.difference(&answered).count()
    })
}

/// Asks both nodes for every movement and guarantee that the scenario has named.
async fn ask_nodes(world: &World) {
    let cell = &world.stage.cell;
    let mut paths = BTreeSet::from(["/v1/alerts".to_owned()]);
    for movement in world.movements.iter().filter(|movement| !movement.mrn.is_empty()) {
        paths.insert(format!("/v1/movements/{}", movement.mrn));
        paths.insert(format!("/v1/guarantees/{}", movement.grn()));
    }
    for letter in world.letters.iter().filter(|letter| !letter.mrn.is_empty()) {
        paths.insert(format!("/v1/movements/{}", letter.mrn));
    }
    let asked = paths
        .iter()
        .flat_map(|path| cell.countries().iter().map(move |country| cell.query(*country, path)));
    join_all(asked).await;
}

/// Tells of parts that died although nobody asked for it.
async fn report_dead(world: &World) -> usize {
    let cell = &world.stage.cell;
    let dead = cell.found_dead().await;
    for part in &dead {
        let what = What::Part {
            part: part.to_string(),
            change: "died".to_owned(),
            detail: "nobody asked for it".to_owned(),
            scheduled: false,
        };
        cell.record("stack", what);
        let detail = format!("{part} died unscheduled");
        let attribution = "harness".to_owned();
        cell.record("stack", What::GroundFailure { attribution, detail });
    }
    dead.len()
}

/// Business instants of a scenario begin here: the anchor of the run, whole minutes.
pub(super) fn anchor(started: Timestamp) -> Timestamp {
    let seconds = started.as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(60)).unwrap_or(started)
}
