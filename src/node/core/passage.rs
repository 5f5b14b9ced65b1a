//! The office of passage: profile 5.2, rows P1, P4, P9, P15.

use serde::{Deserialize, Serialize};

use super::terms::{Refusal, StopPlace};

/// States of 5.2 that this cut can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PassageState {
    /// Advised.
    Expected,
    /// Vehicle and goods are here.
    Presented,
    /// Let on: final.
    Passed,
    /// Another office of the same direction let it on: final.
    PassedElsewhere,
    /// Written off before it came: final.
    Closed,
}

impl PassageState {
    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expected => "EXPECTED",
            Self::Presented => "PRESENTED",
            Self::Passed => "PASSED",
            Self::PassedElsewhere => "PASSED_ELSEWHERE",
            Self::Closed => "CLOSED",
        }
    }
}

/// One record per office and direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where.
    pub at: StopPlace,
    /// How it stands.
    pub state: PassageState,
}

impl Passage {
    /// P1: advance data name this office.
    pub(super) fn expected(at: StopPlace) -> Self {
        Self { at, state: PassageState::Expected }
    }

    fn out_of_sequence(&self, what: &str) -> Refusal {
        let (office, state) = (self.at.office, self.state.as_str());
        Refusal::out_of_sequence(format!("{what} at {office} in state {state}"))
    }

    /// P4: presented.
    pub(super) fn present(self) -> Result<Self, Refusal> {
        match self.state {
            PassageState::Expected => Ok(Self { state: PassageState::Presented, ..self }),
            PassageState::Presented
            | PassageState::Passed
            | PassageState::PassedElsewhere
            | PassageState::Closed => Err(self.out_of_sequence("a presentation")),
        }
    }

    /// P9: let on.
    pub(super) fn pass(self) -> Result<Self, Refusal> {
        match self.state {
            PassageState::Presented => Ok(Self { state: PassageState::Passed, ..self }),
            PassageState::Expected
            | PassageState::Passed
            | PassageState::PassedElsewhere
            | PassageState::Closed => Err(self.out_of_sequence("a passage")),
        }
    }

    /// P9, the siblings: another office of the same direction let the vehicle on.
    pub(super) fn passed_elsewhere(self) -> Self {
        match self.state {
            PassageState::Expected | PassageState::Presented => {
                Self { state: PassageState::PassedElsewhere, ..self }
            }
            PassageState::Passed | PassageState::PassedElsewhere | PassageState::Closed => self,
        }
    }

    /// P15: the movement is written off.
    pub(super) fn write_off(self) -> Self {
        match self.state {
            PassageState::Expected | PassageState::Presented | PassageState::PassedElsewhere => {
                Self { state: PassageState::Closed, ..self }
            }
            PassageState::Passed | PassageState::Closed => self,
        }
    }
}
