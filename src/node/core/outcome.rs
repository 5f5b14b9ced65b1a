//! What becomes of an event: a step with its duties, a hold, or a refusal.

use super::terms::Duty;
use crate::profile::lists::{Disposition, FunctionalErrorCode};

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
