//! The office of passage: profile 5.2, rows P1-P4, P8, P9, P15.

use serde::{Deserialize, Serialize};

pub use super::states::PassageState;
use super::terms::{Refusal, StopPlace};

/// One record per office and direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where.
    pub at: StopPlace,
    /// How it stands.
    pub state: PassageState,
    /// Which passage of this country it was, counted from 1; 0 before it passed.
    #[serde(default)]
    pub passed_no: u32,
}

impl Passage {
    /// P1: advance data name this office.
    pub(super) fn expected(at: StopPlace) -> Self {
        Self::of(at, PassageState::Expected)
    }

    /// A record of an office.
    pub(super) fn of(at: StopPlace, state: PassageState) -> Self {
        Self { at, state, passed_no: 0 }
    }

    fn out_of_sequence(&self, what: &str) -> Refusal {
        let (office, state) = (self.at.office, self.state.as_str());
        Refusal::out_of_sequence(format!("{what} at {office} in state {state}"))
    }

    /// P4: presented.
    pub(super) fn present(self) -> Result<Self, Refusal> {
        match self.state {
            PassageState::Expected => Ok(Self { state: PassageState::Presented, ..self }),
            PassageState::Requested
            | PassageState::Presented
            | PassageState::Stopped
            | PassageState::Held
            | PassageState::Passed
            | PassageState::PassedElsewhere
            | PassageState::Cancelled
            | PassageState::CancelledPresented
            | PassageState::Closed => Err(self.out_of_sequence("a presentation")),
        }
    }

    /// P9: let on.
    pub(super) fn pass(self) -> Result<Self, Refusal> {
        match self.state {
            PassageState::Presented | PassageState::Stopped => {
                Ok(Self { state: PassageState::Passed, ..self })
            }
            PassageState::Expected
            | PassageState::Requested
            | PassageState::Held
            | PassageState::Passed
            | PassageState::PassedElsewhere
            | PassageState::Cancelled
            | PassageState::CancelledPresented
            | PassageState::Closed => Err(self.out_of_sequence("a passage")),
        }
    }

    /// P10: refused onward.
    pub(super) fn stop(self) -> Result<Self, Refusal> {
        match self.state {
            PassageState::Presented => Ok(Self { state: PassageState::Stopped, ..self }),
            PassageState::Expected
            | PassageState::Requested
            | PassageState::Stopped
            | PassageState::Held
            | PassageState::Passed
            | PassageState::PassedElsewhere
            | PassageState::Cancelled
            | PassageState::CancelledPresented
            | PassageState::Closed => Err(self.out_of_sequence("a refusal onward")),
        }
    }

    /// P9, the siblings: another office of the same direction let the vehicle on.
    pub(super) fn passed_elsewhere(self) -> Self {
        match self.state {
            PassageState::Expected | PassageState::Presented => {
                Self { state: PassageState::PassedElsewhere, ..self }
            }
            PassageState::Requested
            | PassageState::Stopped
            | PassageState::Held
            | PassageState::Passed
            | PassageState::PassedElsewhere
            | PassageState::Cancelled
            | PassageState::CancelledPresented
            | PassageState::Closed => self,
        }
    }

    /// P2: the movement is cancelled.
    pub(super) fn cancel(self) -> Self {
        let expected = self.state == PassageState::Expected;
        if expected { Self { state: PassageState::Cancelled, ..self } } else { self }
    }

    /// P3, P8: the cancellation is taken back.
    pub(super) fn restore(self) -> Self {
        match self.state {
            PassageState::Cancelled => Self { state: PassageState::Expected, ..self },
            PassageState::CancelledPresented => Self { state: PassageState::Presented, ..self },
            PassageState::Expected
            | PassageState::Requested
            | PassageState::Presented
            | PassageState::Stopped
            | PassageState::Held
            | PassageState::Passed
            | PassageState::PassedElsewhere
            | PassageState::Closed => self,
        }
    }

    /// P15: the movement is written off.
    pub(super) fn write_off(self) -> Self {
        match self.state {
            PassageState::Expected
            | PassageState::Requested
            | PassageState::Presented
            | PassageState::PassedElsewhere
            | PassageState::Cancelled
            | PassageState::CancelledPresented => Self { state: PassageState::Closed, ..self },
            PassageState::Stopped
            | PassageState::Held
            | PassageState::Passed
            | PassageState::Closed => self,
        }
    }
}
