//! After the last journey: is everything there, once, and on both sides the same?

use super::drive::{Driven, Traffic};
use crate::adapter::contract::{GuaranteeEntry, GuaranteeView, MovementView};
use crate::profile::{Country, Grn, Mrn};
use crate::record::event::{BrowsedFacts, Event, What};
use crate::scenario::Plan;
use crate::stack::cell::Cell;
use crate::stack::time::TimeError;
use futures::StreamExt;
use futures::stream;
use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

/// Questions that are asked of the nodes at once.
const AT_ONCE: usize = 8;

/// Drains the corridor, asks both sides about every movement and guarantee, looks into the queues,
/// and names every invariant that does not hold.
pub(super) async fn violations(
    cell: &Cell,
    plan: &Plan,
    traffic: &Traffic,
    driven: &Driven,
) -> Vec<String> {
    let mut found = Vec::new();
    if let Err(error) = drained(cell, plan).await {
        found.push(format!("the corridor did not become quiet: {error}"));
    }
    match cell.browse().await {
        Ok(lying) => found.extend(left_over(&lying)),
        Err(error) => ground(cell, error.to_string()),
    }
    let asked = stream::iter(&driven.completed).map(|mrn| movement(cell, mrn));
    let asked: Vec<_> = asked.buffer_unordered(AT_ONCE).collect().await;
    found.extend(asked.into_iter().flatten());
    // A guarantee of a journey that broke off is still bound, and that is right.
    if driven.broken.is_empty() {
        let asked = stream::iter(&traffic.guarantees).map(|entry| guarantee(cell, entry));
        let asked: Vec<_> = asked.buffer_unordered(AT_ONCE).collect().await;
        found.extend(asked.into_iter().flatten());
    }
    for drained in [
        cell.drain_copies().await.map_err(|error| error.to_string()),
        cell.drain_links().await.map_err(|error| error.to_string()),
    ] {
        if let Err(error) = drained {
            ground(cell, error);
        }
    }
    found
}

/// Messages that a link saw receipted, and of which the witness has no copy: the evidence has a gap.
pub(super) fn without_copy(events: &[Event]) -> Vec<String> {
    let copied: HashSet<&str> = events
        .iter()
        .filter_map(|event| match &event.what {
            What::Copy(copy) => Some(copy.message_id.as_str()),
            _ => None,
        })
        .collect();
    let receipted = events.iter().filter_map(|event| match &event.what {
        What::LinkFrame { step, message_id, .. } if step == "receipted" => Some(message_id),
        _ => None,
    });
    receipted.filter(|id| !copied.contains(id.as_str())).cloned().collect()
}

fn ground(cell: &Cell, detail: String) {
    let attribution = "harness".to_owned();
    cell.record("load", What::GroundFailure { attribution, detail });
}

/// Waits for quiet as long as the plan allows.
async fn drained(cell: &Cell, plan: &Plan) -> Result<(), TimeError> {
    let deadline = Instant::now() + plan.drain_timeout;
    loop {
        match cell.quiet().await {
            Ok(_next_timer) => return Ok(()),
            Err(error @ TimeError::Patience { .. }) if Instant::now() >= deadline => {
                return Err(error);
            }
            Err(TimeError::Patience { .. }) => {}
            Err(error) => return Err(error),
        }
    }
}

fn left_over(lying: &BTreeMap<String, Vec<BrowsedFacts>>) -> Vec<String> {
    let full = lying.iter().filter(|(_, messages)| !messages.is_empty());
    full.map(|(queue, messages)| format!("{} messages lie in {queue}", messages.len())).collect()
}

/// Both sides' view of a movement that is said to be discharged.
async fn movement(cell: &Cell, mrn: &str) -> Vec<String> {
    let Ok(home) = mrn.parse::<Mrn>().map(|mrn| mrn.country()) else {
        return vec![format!("{mrn} is no MRN")];
    };
    let mut found = Vec::new();
    for &country in cell.countries() {
        let answer = cell.query(country, &format!("/v1/movements/{mrn}")).await;
        match serde_json::from_value::<MovementView>(answer.body) {
            Ok(view) if answer.status == 200 => found.extend(wrong_with(country, home, &view)),
            _ => found.push(format!("{mrn}: {country} answered HTTP {}", answer.status)),
        }
    }
    found
}

fn wrong_with(country: Country, home: Country, view: &MovementView) -> Vec<String> {
    let mrn = &view.mrn;
    let mut found = Vec::new();
    let (part, state, expected) = if country == home {
        ("departure", view.departure.as_ref().map(|part| part.state.as_str()), "DISCHARGED")
    } else {
        ("destination", view.destination.as_ref().map(|part| part.state.as_str()), "CLOSED")
    };
    if state != Some(expected) {
        let state = state.unwrap_or("unknown");
        found.push(format!("{mrn}: {part} in {country} is {state}, not {expected}"));
    }
    let mut keys = HashSet::new();
    for effect in view.effects.iter().filter(|effect| !keys.insert(effect.key.as_str())) {
        found.push(format!("{mrn}: {} took effect twice in {country}", effect.key));
    }
    found
}

/// A guarantee whose journeys have all ended is whole again.
async fn guarantee(cell: &Cell, entry: &GuaranteeEntry) -> Option<String> {
    let grn = &entry.grn;
    let guarantor = grn.parse::<Grn>().ok()?.country();
    let answer = cell.query(guarantor, &format!("/v1/guarantees/{grn}")).await;
    let Ok(view) = serde_json::from_value::<GuaranteeView>(answer.body) else {
        return Some(format!("{grn}: {guarantor} answered HTTP {}", answer.status));
    };
    let bound = view.reservations.iter().filter(|one| one.state != "RELEASED").count();
    if bound > 0 || view.balance != entry.reference_amount {
        let (balance, whole) = (view.balance, entry.reference_amount);
        return Some(format!("{grn}: {bound} not released, balance {balance} of {whole}"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::contract::{DepartureView, Effect};

    fn view(state: &str, keys: &[&str]) -> MovementView {
        let effect = |key: &&str| Effect {
            key: (*key).to_owned(),
            message_id: None,
            at: "2026-06-01T08:00:00Z".parse().unwrap(),
        };
        let departure = DepartureView {
            state: state.to_owned(),
            grn: String::new(),
            premium: None,
            actual_office: None,
            holds: Vec::new(),
            overdue: false,
            late: false,
            principal_asked: false,
            advice: BTreeMap::new(),
        };
        MovementView {
            mrn: "26TG1".to_owned(),
            departure: Some(departure),
            effects: keys.iter().map(effect).collect(),
            ..MovementView::default()
        }
    }

    #[test]
    fn a_doubled_effect_and_a_missing_discharge_are_named() {
        let home: Country = "TG".parse().unwrap();
        assert_eq!(wrong_with(home, home, &view("DISCHARGED", &["ARR/X", "RES/1"])), [""; 0]);
        let wrong = wrong_with(home, home, &view("ARRIVED", &["ARR/X", "ARR/X"]));
        assert_eq!(
            wrong,
            [
                "26TG1: departure in TG is ARRIVED, not DISCHARGED",
                "26TG1: ARR/X took effect twice in TG"
            ]
        );
        let abroad = wrong_with("BF".parse().unwrap(), home, &view("DISCHARGED", &[]));
        assert_eq!(abroad, ["26TG1: destination in BF is unknown, not CLOSED"]);
    }
}
