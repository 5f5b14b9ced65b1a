//! Holds that forbid discharge (PD-47): set by a comparison, cleared by evidence or by an officer.

use serde::{Deserialize, Serialize};

use super::departure::{Departure, Outcomes};
use super::identity::{Deviation, Seen, compare};
use super::result::discharge_if_due;
use super::terms::{ArrivalFact, Duty, Refusal, ResultFact, Step};
use crate::profile::lists::{FunctionalErrorCode, StateOfSeals};

/// A hold that forbids discharge. No timer ever clears one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Hold {
    /// Arrived without evidence of entry into that country.
    Pas,
    /// Seals differ, and nobody has explained it.
    Seal,
    /// The vehicle that carries differs, and nobody has explained it.
    Vehicle,
    /// Seen at two offices sooner than the way between them allows.
    Time,
    /// A second consignment under this MRN was told.
    Dup,
    /// Arrived at an office whose working gate has seen no such vehicle.
    Gate,
}

impl Hold {
    /// Every hold.
    pub const ALL: [Self; 6] =
        [Self::Pas, Self::Seal, Self::Vehicle, Self::Time, Self::Dup, Self::Gate];

    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pas => "H-PAS",
            Self::Seal => "H-SEAL",
            Self::Vehicle => "H-VEH",
            Self::Time => "H-TIME",
            Self::Dup => "H-DUP",
            Self::Gate => "H-GATE",
        }
    }

    /// The hold of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hold| hold.as_str() == name)
    }
}

/// On what an officer rests when a hold is cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// His own reason, no more.
    Reason,
    /// The entry office does not work on the national system.
    NotAutomated,
    /// A document is cited.
    Document,
}

/// What was seen at the arrival is what holds rest on.
pub(super) fn arrived(state: Departure, fact: &ArrivalFact) -> (Departure, Vec<Duty>) {
    let seen = Seen {
        at: fact.event_at,
        plates: fact.plates.clone(),
        seals: fact.seals.clone(),
        seal_state: fact.seal_state,
    };
    review(Departure { seen: Some(seen), ..state })
}

/// A control that finds the seals not in good order corrects what was seen at the arrival.
pub(super) fn controlled(mut state: Departure, fact: &ResultFact) -> (Departure, Vec<Duty>) {
    if let (Some(seen), StateOfSeals::Wrong) = (&mut state.seen, fact.seal_state) {
        seen.seal_state = StateOfSeals::Wrong;
        seen.seals.clone_from(&fact.seals);
    }
    review(state)
}

/// Compares anew what was seen at the arrival with what the movement is known by (PD-40, PD-42).
pub(super) fn review(mut state: Departure) -> (Departure, Vec<Duty>) {
    let Some(seen) = &state.seen else { return (state, Vec::new()) };
    let deviations = compare(&state.known.effective(seen.at), seen);
    let mut duties = Vec::new();
    for hold in [Hold::Seal, Hold::Vehicle] {
        let deviation = deviations.iter().find(|deviation| deviation.hold == hold);
        match deviation.filter(|_| !state.accepted.contains_key(&hold)) {
            None => {
                state.holds.remove(&hold);
            }
            Some(Deviation { facts, .. }) => {
                if state.holds.insert(hold) {
                    duties.push(Duty::Alert { rule: hold.as_str(), facts: facts.clone() });
                }
            }
        }
    }
    (state, duties)
}

/// After evidence was taken in: holds compared anew, and D23 if none is left.
pub(super) fn after_evidence(mut step: Step<Departure>) -> Step<Departure> {
    let (state, duties) = review(step.state);
    step.duties.extend(duties);
    let (state, duties) = discharge_if_due(state);
    step.duties.extend(duties);
    Step { state, ..step }
}

/// PD-47: an officer clears a hold, with a reason; H-PAS only on a ground of its own.
pub(super) fn clear(departure: &Departure, hold: Hold, ground: Ground, reason: &str) -> Outcomes {
    if !departure.holds.contains(&hold) {
        let what = format!("{} does not stand and cannot be cleared", hold.as_str());
        return Err(departure.out_of_sequence(&what));
    }
    if hold == Hold::Pas && ground == Ground::Reason {
        let reason = "H-PAS is waived for an entry office that is not automated, or on a document";
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-WAIVER").into());
    }
    let entry = departure.actual_office.map(|office| office.country());
    let unseen = entry.is_some_and(|country| departure.search.unseen.contains(&country));
    if hold == Hold::Pas && ground == Ground::Document && unseen {
        let reason = "the status of the country of entry says that nobody saw the goods come in";
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-WAIVER").into());
    }
    let mut state = departure.clone();
    state.holds.remove(&hold);
    state.accepted.insert(hold, reason.to_owned());
    let (state, duties) = discharge_if_due(state);
    Ok(Step::applied(state, duties))
}
