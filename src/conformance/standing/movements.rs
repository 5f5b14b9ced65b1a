//! Both sides agree, and the guarantee with them (REQ-INV-003, REQ-INV-004).

use super::Scene;
use super::ledger::last_word;
use super::tally::Tally;
use crate::conformance::evidence::Answer;
use crate::conformance::held::reservation_state;
use crate::record::event::What;
use serde_json::Value;
use std::collections::BTreeSet;

/// Departure has ended the movement with a write-off.
const WRITTEN_OFF: &[&str] = &["DISCHARGED", "CLOSED_RECOVERED"];
/// Departure never released the goods, or took the release back.
const NEVER_LEFT: &[&str] =
    &["REGISTERED", "GUA_PENDING", "GUA_AMEND", "GUARANTEED", "NOT_RELEASED", "CANCELLED"];
/// Departure may still ask the guarantor, or has just asked: the ledger may say either.
const ASKING: &[&str] = &["REGISTERED", "GUA_PENDING", "GUA_AMEND"];
/// Departure has ended the movement without a write-off.
const GIVEN_UP: &[&str] = &["NOT_RELEASED", "CANCELLED"];
/// Records of destination and passage that are closed; the last two end nationally.
const CLOSED: &[&str] =
    &["CLOSED", "ARRIVED_ELSEWHERE", "PASSED", "PASSED_ELSEWHERE", "CANCELLED", "HELD", "STOPPED"];

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Tally> {
    let mut agreement = Tally::new("REQ-INV-003");
    let mut guarantee = Tally::new("REQ-INV-004");
    for mrn in movements(scene) {
        let Some(home) = mrn.get(2..4) else { continue };
        let Some(word) = last_word(scene, home, &format!("/v1/movements/{mrn}")) else { continue };
        let Some(state) = word.body.pointer("/departure/state").and_then(Value::as_str) else {
            continue;
        };
        let departure = Departure { mrn: &mrn, home, state, word };
        agrees(&mut agreement, scene, &departure);
        secured(&mut guarantee, scene, &departure);
    }
    vec![agreement, guarantee]
}

/// Departure's last word on a movement.
struct Departure<'s, 'a> {
    mrn: &'s str,
    home: &'s str,
    state: &'s str,
    word: Answer<'a>,
}

/// Every movement that a node was asked about.
fn movements(scene: &Scene<'_>) -> BTreeSet<String> {
    let asked = |event: &&crate::record::event::Event| match &event.what {
        What::Query { path, .. } => path.strip_prefix("/v1/movements/").map(str::to_owned),
        _ => None,
    };
    scene.evidence.events.iter().filter_map(asked).collect()
}

fn agrees(tally: &mut Tally, scene: &Scene<'_>, departure: &Departure<'_, '_>) {
    let Departure { mrn, home, state, word } = departure;
    let written_off = WRITTEN_OFF.contains(state);
    let cancelled = *state == "CANCELLED";
    let told = told(scene, home, mrn, if cancelled { "CAN" } else { "WRO" });
    let early = !written_off && !cancelled && !told.is_empty();
    let offence = early.then(|| format!("{home} told a write-off of {mrn} and is {state}"));
    tally.check(home, word.at, offence);
    for partner in partners(scene, home) {
        let Some(theirs) = last_word(scene, partner, &format!("/v1/movements/{mrn}")) else {
            continue;
        };
        let records = records(theirs.body);
        let open = records.iter().find(|record| !CLOSED.contains(&record.as_str()));
        let closed = theirs.body.pointer("/destination/state").and_then(Value::as_str);
        match open {
            Some(open) if (written_off || cancelled) && told.contains(partner) => {
                let observed = format!("{home} is {state} and {partner} still {open} for {mrn}");
                tally.offend(partner, theirs.at, observed);
            }
            Some(open) if written_off || cancelled => {
                let observed =
                    format!("{home} is {state}, told {partner} nothing, which is {open} for {mrn}");
                tally.offend(home, theirs.at, observed);
            }
            _ if !written_off && closed == Some("CLOSED") => {
                let observed = format!("{partner} has closed {mrn} and {home} is {state}");
                tally.offend(partner, theirs.at, observed);
            }
            _ => {}
        }
        if !records.is_empty() || NEVER_LEFT.contains(state) {
            tally.look(partner, theirs.at);
        }
    }
}

/// Countries that departure has told the end of a movement.
fn told<'e>(scene: &'e Scene<'_>, home: &'e str, mrn: &str, code: &str) -> BTreeSet<&'e str> {
    let ends = scene
        .evidence
        .sent_by(home)
        .filter(|seen| seen.code_text() == code && seen.mrn() == Some(mrn));
    ends.map(crate::conformance::evidence::Seen::to).collect()
}

/// Countries other than `home` that were asked anything.
fn partners<'a>(scene: &Scene<'a>, home: &str) -> BTreeSet<&'a str> {
    let asked = scene.evidence.events.iter().filter_map(|event| match &event.what {
        What::Query { country, .. } => Some(country.as_str()),
        _ => None,
    });
    asked.filter(|country| *country != home).collect()
}

/// States of destination and passages that a node holds.
fn records(movement: &Value) -> Vec<String> {
    let passages = movement.get("passages").and_then(Value::as_array).into_iter().flatten();
    let states = movement.get("destination").into_iter().chain(passages);
    states.filter_map(|record| record.get("state")?.as_str().map(str::to_owned)).collect()
}

/// Nothing of it was given back: reserved, claimed, or paid to who recovers.
fn is_bound(reservation: &str) -> bool {
    matches!(reservation, "RESERVED" | "CLAIMED" | "PAID")
}

fn secured(tally: &mut Tally, scene: &Scene<'_>, departure: &Departure<'_, '_>) {
    let Departure { mrn, home, state, word } = departure;
    let Some(grn) = word.body.pointer("/departure/grn").and_then(Value::as_str) else { return };
    let Some(guarantor) = grn.get(2..4) else { return };
    let Some(ledger) = last_word(scene, guarantor, &format!("/v1/guarantees/{grn}")) else {
        return;
    };
    let reservation = reservation_state(ledger.body, mrn);
    let reserved = reservation == Some("RESERVED");
    let ended = WRITTEN_OFF.contains(state) || GIVEN_UP.contains(state);
    let told_free = scene
        .evidence
        .sent_by(home)
        .any(|seen| matches!(seen.code_text(), "GUL" | "GUC") && seen.mrn() == Some(mrn));
    tally.look(guarantor, ledger.at);
    tally.look(home, ledger.at);
    let said = reservation.unwrap_or("none");
    let observed = format!("{home} is {state} for {mrn}, {guarantor} has the reservation {said}");
    if ended && reserved {
        let about = if told_free { guarantor } else { home };
        tally.offend(about, ledger.at, observed);
    } else if !ended && !reservation.is_some_and(is_bound) && !ASKING.contains(state) {
        // Without a reservation ever made, it is departure that let the goods go.
        let about = if told_free || reservation.is_none() { home } else { guarantor };
        tally.offend(about, ledger.at, observed);
    }
}
