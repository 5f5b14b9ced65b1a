//! Words that every part of the core shares: routes, facts, duties, refusals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::identity::IdentityChange;
pub use super::outcome::{Refusal, Step, Stop};
use crate::message::Kilograms;
use crate::message::incident::Incident;
use crate::profile::lists::{
    Basis, CancellationAction, ControlResult, Direction, DiscrepancyOutcome, EnquiryCode,
    EnquiryKind, NextRegime, Outcome, StateOfSeals, StatusReason,
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Mass on the scale, if weighed.
    pub weighed: Option<Kilograms>,
    /// Result of a control, if there was one.
    pub control: Option<ControlResult>,
    /// Seals that customs set here (PD-43).
    pub new_seals: Vec<NewSeals>,
}

/// Seals that customs set; they replace those of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeals {
    /// Number of the unit in the advance data.
    pub unit: u16,
    /// Why.
    pub reason: String,
    /// The new seals.
    pub seals: Vec<String>,
}

impl PassageFact {
    /// PD-43: what the passage changes of what the movement is known by.
    pub fn change(&self) -> Option<IdentityChange> {
        let seals = |new: &NewSeals| (new.unit, new.seals.iter().cloned().collect());
        (!self.new_seals.is_empty()).then(|| IdentityChange {
            event_at: self.event_at,
            country: self.office.country(),
            number: 0,
            plates: None,
            containers: BTreeMap::new(),
            seals: self.new_seals.iter().map(seals).collect(),
        })
    }
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
    /// Seals as seen.
    pub seals: Vec<String>,
    /// What the goods do next, where known.
    pub next_regime: Option<NextRegime>,
    /// What differs from the advice.
    pub differences: Vec<Difference>,
    /// Remarks of the officer, may be empty.
    pub remarks: String,
}

/// Something that differs from the advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// `XPath` into the advice.
    pub pointer: String,
    /// What was declared; nothing for what was not.
    pub declared: Option<String>,
    /// What was found; nothing for what is missing.
    pub found: Option<String>,
    /// Free text.
    pub text: Option<String>,
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
    /// The transit limit.
    Lim,
    /// The result at destination is missing.
    Res,
    /// A loss is undecided.
    Loss,
    /// A discrepancy waits for a decision.
    Dsp,
    /// The result is missing at departure.
    Stq2,
    /// A status is missing.
    Sts,
    /// Overdue goods are still missing.
    Enq,
    /// The answer to an enquiry is missing.
    Enr,
    /// The principal's proof is missing.
    Prf,
}

impl TimerName {
    /// Every timer.
    pub const ALL: [Self; 13] = [
        Self::Gua,
        Self::Gux,
        Self::Gam,
        Self::Rel,
        Self::Lim,
        Self::Res,
        Self::Dsp,
        Self::Loss,
        Self::Stq2,
        Self::Sts,
        Self::Enq,
        Self::Enr,
        Self::Prf,
    ];

    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gua => "T-GUA",
            Self::Gux => "T-GUX",
            Self::Gam => "T-GAM",
            Self::Rel => "T-REL",
            Self::Lim => "T-LIM",
            Self::Res => "T-RES",
            Self::Loss => "T-LOSS",
            Self::Dsp => "T-DSP",
            Self::Stq2 => "T-STQ2",
            Self::Sts => "T-STS",
            Self::Enq => "T-ENQ",
            Self::Enr => "T-ENR",
            Self::Prf => "T-PRF",
        }
    }
}

impl TimerName {
    /// The timer of the profile.
    pub fn timer(self) -> Timer {
        Timer::named(self.as_str()).expect("every timer here is one of the profile")
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
    /// Send DSP to the actual destination, and start T-DSP.
    OpenDiscrepancy {
        /// Number of the result that is not satisfactory.
        result_no: u32,
    },
    /// Send DSV to the actual destination.
    DecideDiscrepancy {
        /// Number of the result.
        result_no: u32,
        /// Resolved or not.
        decision: DiscrepancyOutcome,
        /// Why.
        reason: String,
    },
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
    /// Send CAN to these countries.
    NotifyCancellation {
        /// Asked for, or taken back.
        action: CancellationAction,
        /// Number of the cancellation.
        number: u32,
        /// Why.
        reason: String,
        /// Every country that was advised.
        to: BTreeSet<Country>,
    },
    /// Send EXT to every other country of the movement.
    NotifyExtension {
        /// Number of the extension.
        number: u32,
        /// The new limit.
        limit: Timestamp,
        /// Why.
        reason: String,
    },
    /// Send STQ, and await the answer (T-STS).
    AskStatus {
        /// Country asked.
        to: Country,
        /// Why.
        reason: StatusReason,
    },
    /// Send the newest STQ again, same bytes (T-STS).
    RepeatStatus {
        /// Country asked.
        to: Country,
        /// How often it was repeated, this time included.
        repeats: u32,
    },
    /// Send ENQ.
    Enquire {
        /// Country asked.
        to: Country,
        /// Its office that saw the goods last, if one did.
        last_seen_at: Option<OfficeCode>,
    },
    /// Send ENR, which answers the newest ENQ.
    AnswerEnquiry {
        /// What the officer says.
        code: EnquiryCode,
        /// Remarks, may be empty.
        remarks: String,
    },
    /// Send ENI.
    InformEnquiry {
        /// The other side.
        to: Country,
        /// What is told.
        kind: EnquiryKind,
        /// Remarks, may be empty.
        remarks: String,
    },
    /// Open the recovery (PD-48); the other country wants it where one is named.
    OpenRecovery {
        /// Country that claims it.
        transfer_to: Option<Country>,
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
    /// Start a timer now, or start it anew, of its length in the profile.
    RunTimer(TimerName),
    /// Stop a timer, whether it runs or not.
    StopTimer(TimerName),
}
