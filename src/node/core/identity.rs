//! What a movement is known by: declared, and changed on the way (PD-40); how it compares (PD-42).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::holds::Hold;
use crate::message::normalised_plate;
use crate::profile::Country;
use crate::profile::lists::StateOfSeals;

/// Vehicles, containers and seals at one time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Plates, the vehicle that pulls first.
    pub plates: Vec<String>,
    /// Units by their number in the advance data.
    pub units: BTreeMap<u16, Unit>,
}

/// A container, or the sealed part of a vehicle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its number, where it is a container.
    pub container: Option<String>,
    /// Its seals.
    pub seals: BTreeSet<String>,
}

/// What travels, as far as scales and natural losses are about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Gross mass as declared, in whole kilograms.
    pub gross_kg: u32,
    /// HS codes of the items, in their order.
    pub hs: Vec<String>,
}

/// One change: seals that customs set (PD-43), or an incident. What it names replaces what was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityChange {
    /// When it happened.
    pub event_at: Timestamp,
    /// Who tells it.
    pub country: Country,
    /// Number of the incident; 0 for seals that customs set.
    pub number: u32,
    /// The vehicles from then on, where they changed.
    pub plates: Option<Vec<String>>,
    /// The containers from then on, of the units named.
    pub containers: BTreeMap<u16, String>,
    /// The seals from then on, of the units named.
    pub seals: BTreeMap<u16, BTreeSet<String>>,
}

/// The declared set and every change that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownBy {
    /// As declared.
    pub declared: Identity,
    /// The goods as declared.
    pub load: Load,
    /// Changes, in the order in which they were heard.
    pub changes: Vec<IdentityChange>,
}

impl KnownBy {
    /// As declared, and not changed yet.
    pub fn declared(declared: Identity, load: Load) -> Self {
        Self { declared, load, changes: Vec::new() }
    }

    /// A change is known from now on; one that was known already is not doubled.
    pub fn take_in(&mut self, change: IdentityChange) {
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    /// The change that this country told under this number counts no more.
    pub fn forget(&mut self, country: Country, number: u32) {
        self.changes.retain(|change| (change.country, change.number) != (country, number));
    }

    /// PD-40: the declared set, then each change up to `at`, in the order of (time, country,
    /// number). Computed, never overwritten: a change heard late corrects what was compared.
    pub fn effective(&self, at: Timestamp) -> Identity {
        let mut changes: Vec<&IdentityChange> =
            self.changes.iter().filter(|change| change.event_at <= at).collect();
        changes.sort_by_key(|change| (change.event_at, change.country, change.number));
        let mut identity = self.declared.clone();
        for change in changes {
            if let Some(plates) = &change.plates {
                identity.plates.clone_from(plates);
            }
            for (no, container) in &change.containers {
                identity.units.entry(*no).or_default().container = Some(container.clone());
            }
            for (no, seals) in &change.seals {
                identity.units.entry(*no).or_default().seals.clone_from(seals);
            }
        }
        identity
    }
}

impl Identity {
    /// Every seal of every unit.
    pub fn seals(&self) -> BTreeSet<String> {
        self.units.values().flat_map(|unit| unit.seals.iter().cloned()).collect()
    }

    /// The vehicles that carry: all but the one that pulls, or the only one there is.
    fn carriers(&self) -> BTreeSet<String> {
        let pulled = if self.plates.len() > 1 { &self.plates[1..] } else { &self.plates[..] };
        pulled.iter().map(|plate| normalised_plate(plate)).collect()
    }
}

/// What an officer saw when the goods were presented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// Plates.
    pub plates: Vec<String>,
    /// Seals.
    pub seals: Vec<String>,
    /// State of the seals.
    pub seal_state: StateOfSeals,
}

/// What differs without an explanation, hence a hold (PD-42). A tractor may change freely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deviation {
    /// The hold.
    pub hold: Hold,
    /// For people: what was expected and what was seen.
    pub facts: String,
}

/// Compares what was seen with what the movement is known by at that time.
pub(super) fn compare(expected: &Identity, seen: &Seen) -> Vec<Deviation> {
    let mut deviations = Vec::new();
    let (sealed, seals) = (expected.seals(), seen.seals.iter().cloned().collect());
    if sealed != seals || (seen.seal_state == StateOfSeals::Wrong && !sealed.is_empty()) {
        let facts = format!(
            "seals {} are expected, {} were seen, state {}",
            listed(&sealed),
            listed(&seals),
            seen.seal_state
        );
        deviations.push(Deviation { hold: Hold::Seal, facts });
    }
    let present: BTreeSet<String> =
        seen.plates.iter().map(|plate| normalised_plate(plate)).collect();
    let missing: BTreeSet<String> =
        expected.carriers().into_iter().filter(|plate| !present.contains(plate)).collect();
    if !missing.is_empty() {
        let facts =
            format!("{} should carry the goods, {} did", listed(&missing), listed(&present));
        deviations.push(Deviation { hold: Hold::Vehicle, facts });
    }
    deviations
}

fn listed(texts: &BTreeSet<String>) -> String {
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + minute * 60).unwrap()
    }

    fn set(texts: &[&str]) -> BTreeSet<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn known() -> KnownBy {
        let unit = Unit { container: Some("MSKU1234565".to_owned()), seals: set(&["A1", "A2"]) };
        let plates = vec!["TG-1234-AB".to_owned(), "TG-5678-RM".to_owned()];
        KnownBy::declared(Identity { plates, units: [(1, unit)].into() }, Load::default())
    }

    fn change(minute: i64, country: &str, number: u32, seals: &[&str]) -> IdentityChange {
        IdentityChange {
            event_at: at(minute),
            country: country.parse().unwrap(),
            number,
            plates: None,
            containers: BTreeMap::new(),
            seals: [(1, set(seals))].into(),
        }
    }

    fn seen(plates: &[&str], seals: &[&str], seal_state: StateOfSeals) -> Seen {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Seen { at: at(100), plates: own(plates), seals: own(seals), seal_state }
    }

    fn holds(known: &KnownBy, seen: &Seen) -> Vec<Hold> {
        compare(&known.effective(seen.at), seen).into_iter().map(|found| found.hold).collect()
    }

    #[test]
    fn seals_are_those_of_the_last_change_before_the_time_asked_for() {
        let mut known = known();
        known.take_in(change(50, "BF", 0, &["B1"]));
        known.take_in(change(20, "TG", 1, &["C1"]));
        known.take_in(change(20, "TG", 1, &["C1"]));
        assert_eq!(known.changes.len(), 2);
        for (minute, seals) in [(10, &["A1", "A2"][..]), (30, &["C1"]), (60, &["B1"])] {
            assert_eq!(known.effective(at(minute)).seals(), set(seals), "{minute}");
        }
    }

    #[test]
    fn a_tractor_may_change_and_nothing_else_may() {
        let good = StateOfSeals::Good;
        let known = known();
        let whole = ["A2", "A1"];
        assert!(holds(&known, &seen(&["TG 1234ab", "tg5678rm"], &whole, good)).is_empty());
        assert!(holds(&known, &seen(&["TG-9999-ZZ", "TG-5678-RM"], &whole, good)).is_empty());
        let other = seen(&["TG-1234-AB", "TG-9999-ZZ"], &whole, good);
        assert_eq!(holds(&known, &other), [Hold::Vehicle]);
        let both = ["TG-1234-AB", "TG-5678-RM"];
        assert_eq!(holds(&known, &seen(&both, &["A1"], good)), [Hold::Seal]);
        assert_eq!(holds(&known, &seen(&both, &whole, StateOfSeals::Wrong)), [Hold::Seal]);
    }

    #[test]
    fn an_explanation_heard_late_corrects_what_was_compared() {
        let both = ["TG-1234-AB", "TG-5678-RM"];
        let arrival = seen(&both, &["B1"], StateOfSeals::Good);
        let mut known = known();
        assert_eq!(holds(&known, &arrival), [Hold::Seal]);
        known.take_in(change(50, "BF", 0, &["B1"]));
        assert!(holds(&known, &arrival).is_empty());
    }

    proptest! {
        #[test]
        fn the_order_in_which_changes_are_heard_does_not_matter(
            changes in prop::collection::vec((0i64..100, 0u32..4, 0usize..5), 0..8),
        ) {
            let seals = ["S0", "S1", "S2", "S3", "S4"];
            let mut heard = known();
            let mut backwards = known();
            let all: Vec<_> = changes
                .iter()
                .enumerate()
                // Two changes of one country never share a number and a time (PD-08).
                .map(|(place, (minute, number, seal))| {
                    let number = number * 100 + u32::try_from(place).unwrap();
                    change(*minute, "BF", number, &[seals[*seal]])
                })
                .collect();
            all.iter().cloned().for_each(|change| heard.take_in(change));
            all.iter().rev().cloned().for_each(|change| backwards.take_in(change));
            prop_assert_eq!(heard.effective(at(100)), backwards.effective(at(100)));
        }
    }
}
