//! Words that every part of the core shares: routes, facts, duties, refusals.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::message::incident::Incident;
use crate::profile::lists::{
    Basis, ClaimAction, ControlResult, Direction, Disposition, FunctionalErrorCode, Outcome,
    StateOfSeals,
};
use crate::profile::timer::Timer;
use crate::profile::{Country, Grn, OfficeCode};

/// The declared offices of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Office of departure.
    pub departure: OfficeCode,
    /// Offices of passage in the order of the journey.
    pub passages: Vec<StopPlace>,
    /// Declared office of destination.
    pub destination: OfficeCode,
    /// The prescribed itinerary must be kept.
    pub binding: bool,
}

/// One office of passage and the side of the border that it guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopPlace {
    /// Its code.
    pub office: OfficeCode,
    /// Leaving or entering the office's country.
    pub direction: Direction,
}

impl Route {
    /// Every country of the movement, departure included (M of the profile).
    pub fn countries(&self) -> BTreeSet<Country> {
        let passages = self.passages.iter().map(|stop| stop.office.country());
        passages.chain([self.departure.country(), self.destination.country()]).collect()
    }

    /// Every country of the movement but this one.
    pub fn others(&self, home: Country) -> BTreeSet<Country> {
        self.countries().into_iter().filter(|country| *country != home).collect()
    }

    /// Foreign countries with offices of passage, seen from `home`.
    pub fn passage_countries(&self, home: Country) -> BTreeSet<Country> {
        let countries = self.passages.iter().map(|stop| stop.office.country());
        countries.filter(|country| *country != home).collect()
    }

    /// The offices of passage of one country.
    pub fn stops_in(&self, country: Country) -> impl Iterator<Item = &StopPlace> {
        self.passages.iter().filter(move |stop| stop.office.country() == country)
    }

    /// True when this office is declared for this direction.
    pub fn declares(&self, office: OfficeCode, direction: Direction) -> bool {
        self.passages.contains(&StopPlace { office, direction })
    }
}

/// A vehicle that left, or was stopped at, an office of passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageFact {
    /// Where.
    pub office: OfficeCode,
    /// Which way.
    pub direction: Direction,
    /// Let on or stopped.
    pub outcome: Outcome,
    /// When it happened.
    pub event_at: Timestamp,
    /// Seals as seen.
    pub seal_state: StateOfSeals,
    /// Seal identifiers as seen.
    pub seals: Vec<String>,
    /// Plates as seen.
    pub plates: Vec<String>,
}

/// Goods presented at an office of destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivalFact {
    /// Where.
    pub office: OfficeCode,
    /// The office also guards the entry into its country, so this arrival is its entry (PD-17).
    pub at_entry_office: bool,
    /// When it happened.
    pub event_at: Timestamp,
    /// Seals as seen.
    pub seal_state: StateOfSeals,
    /// Seal identifiers as seen.
    pub seals: Vec<String>,
    /// Plates as seen.
    pub plates: Vec<String>,
}

/// A control at destination, done or waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFact {
    /// Where.
    pub office: OfficeCode,
    /// Number within the office, from 1.
    pub number: u32,
    /// What it found.
    pub code: ControlResult,
    /// Seals as seen.
    pub seal_state: StateOfSeals,
    /// Remarks of the officer, may be empty.
    pub remarks: String,
}

/// A timer of a movement (profile section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TimerName {
    /// The guarantor is silent.
    Gua,
    /// The guarantor has been silent for too long.
    Gux,
    /// A refused guarantee may still be amended.
    Gam,
    /// A guaranteed movement may still be released.
    Rel,
    /// A claim waits for the guarantor's decision.
    Gcl,
    /// The transit limit.
    Lim,
    /// The result at destination is missing.
    Res,
    /// A loss is undecided.
    Loss,
}

impl TimerName {
    /// Every timer.
    pub const ALL: [Self; 8] =
        [Self::Gua, Self::Gux, Self::Gam, Self::Rel, Self::Gcl, Self::Lim, Self::Res, Self::Loss];

    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gua => "T-GUA",
            Self::Gux => "T-GUX",
            Self::Gam => "T-GAM",
            Self::Rel => "T-REL",
            Self::Gcl => "T-GCL",
            Self::Lim => "T-LIM",
            Self::Res => "T-RES",
            Self::Loss => "T-LOSS",
        }
    }
}

impl TimerName {
    /// The timer of the profile.
    pub fn timer(self) -> Timer {
        Timer::named(self.as_str()).expect("every timer here is one of the profile")
    }

    /// Starts it now, for its length in the profile.
    pub fn from_now(self) -> Duty {
        Duty::StartTimerNow(self, self.timer())
    }
}

/// What a step obliges the node to do, in this order, in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// Ask the guarantor: GUQ, or the national leg.
    AskGuarantee {
        /// Number of the request within the movement.
        request_no: u32,
    },
    /// Give the use of a guarantee back: GUC, or the national leg.
    CancelGuarantee {
        /// The guarantee that was asked for.
        grn: Grn,
        /// Number of the last request made of it.
        request_no: u32,
    },
    /// Claim one's own portion of the guarantee, or take the claim back: GCL, or the national leg.
    TellClaim {
        /// Number of the claim.
        number: u32,
        /// XOF.
        amount: u64,
        /// Claim or withdraw.
        action: ClaimAction,
    },
    /// Send TDA to the destination's country.
    AdviseDestination(Country),
    /// Send TPA to a foreign country with offices of passage.
    AdvisePassage(Country),
    /// Send PAS to every other country of the movement.
    NotifyPassage(PassageFact),
    /// Send ARR to the country of departure.
    NotifyArrival(ArrivalFact),
    /// Send RES to the country of departure.
    NotifyResult(ResultFact),
    /// Send INC to the country of departure.
    NotifyIncident(Box<Incident>),
    /// Send INF to every other country of the movement but the reporter.
    ForwardIncident(Box<Incident>),
    /// Send WRO to every foreign country advised, and close one's own records.
    WriteOff {
        /// Ground.
        basis: Basis,
        /// Office that has the goods.
        actual_office: Option<OfficeCode>,
        /// Number of the decision.
        decision_no: u32,
    },
    /// Send GUL, or free the national reservation, resting on the WRO of the same step.
    LiberateGuarantee {
        /// Ground.
        basis: Basis,
    },
    /// Tell an officer.
    Alert {
        /// Rule, e.g. `F02`.
        rule: &'static str,
        /// Facts in one sentence.
        facts: String,
    },
    /// Start a timer, or move it.
    StartTimer(TimerName, Timestamp),
    /// Start a timer that runs from now, or start it again.
    StartTimerNow(TimerName, Timer),
    /// Stop a timer, whether it runs or not.
    StopTimer(TimerName),
}

/// What an event did to a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<S> {
    /// The state afterwards.
    pub state: S,
    /// What the sender is told: applied, recorded, duplicate.
    pub disposition: Disposition,
    /// What must be done.
    pub duties: Vec<Duty>,
}

impl<S> Step<S> {
    /// The event moved the state.
    pub fn applied(state: S, duties: Vec<Duty>) -> Self {
        Self { state, disposition: Disposition::Applied, duties }
    }

    /// The event is kept as evidence (PD-28, exception 2).
    pub fn recorded(state: S, duties: Vec<Duty>) -> Self {
        Self { state, disposition: Disposition::Recorded, duties }
    }
}

/// Why an event has no effect (yet).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Its forerunner is missing: kept and tried again (PD-24).
    Held,
    /// Refused.
    Refused(Refusal),
}

/// A refusal, to an officer or as FNK.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Code of PD-32.
    pub code: FunctionalErrorCode,
    /// Rule, where one has a name.
    pub rule: Option<&'static str>,
    /// Alert that goes with it.
    pub alert: Option<&'static str>,
    /// For people: what was expected.
    pub reason: String,
}

impl Refusal {
    /// Code 92: no row of the tables fits; names the state (PD-28).
    pub fn out_of_sequence(reason: impl Into<String>) -> Self {
        Self::new(FunctionalErrorCode::OutOfSequence, reason)
    }

    /// A refusal with another code.
    pub fn new(code: FunctionalErrorCode, reason: impl Into<String>) -> Self {
        Self { code, rule: None, alert: None, reason: reason.into() }
    }

    /// Names the rule that was broken.
    #[must_use]
    pub fn by_rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }

    /// Raises an alert with it.
    #[must_use]
    pub fn alerting(mut self, rule: &'static str) -> Self {
        self.alert = Some(rule);
        self
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
