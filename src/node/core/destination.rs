//! The office of destination: profile 5.3, rows A1, A2, A6, A13, A14.

use serde::{Deserialize, Serialize};

use super::departure::seals_allow;
pub use super::states::DestinationState;
use super::terms::{Refusal, ResultFact};
use crate::profile::OfficeCode;

/// Destination's part of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// How it stands.
    pub state: DestinationState,
    /// Its office.
    pub at: OfficeCode,
    /// Office where the goods were presented.
    pub office: Option<OfficeCode>,
    /// Number of the last result, 0 before the first.
    pub result_no: u32,
    /// Number of the last decision of departure that was heard (FWD), 0 before the first.
    pub decision_no: u32,
    /// Where it stood before it was disputed or the goods were found elsewhere.
    pub remembered: Option<DestinationState>,
}

impl Destination {
    /// A1: advance data name this country's office.
    pub(super) fn expected(declared: OfficeCode) -> Self {
        Self::of(declared, DestinationState::Expected)
    }

    /// A record of an office.
    pub(super) fn of(at: OfficeCode, state: DestinationState) -> Self {
        Self { state, at, office: None, result_no: 0, decision_no: 0, remembered: None }
    }

    fn out_of_sequence(&self, what: &str) -> Refusal {
        Refusal::out_of_sequence(format!("{what} in state {}", self.state.as_str()))
    }

    /// A2: presented at its office.
    pub(super) fn arrive(self, office: OfficeCode) -> Result<Self, Refusal> {
        match self.state {
            DestinationState::Expected => {
                Ok(Self { state: DestinationState::Arrived, office: Some(office), ..self })
            }
            DestinationState::Requested
            | DestinationState::Held
            | DestinationState::Arrived
            | DestinationState::Control
            | DestinationState::ResultSent
            | DestinationState::Discrepancy
            | DestinationState::Recovery
            | DestinationState::ArrivalDisputed
            | DestinationState::ArrivedElsewhere
            | DestinationState::Cancelled
            | DestinationState::CancelledPresented
            | DestinationState::Closed => Err(self.out_of_sequence("an arrival")),
        }
    }

    /// A6: the control is done or waived; numbers the result.
    pub(super) fn conclude(self, fact: &ResultFact) -> Result<(Self, ResultFact), Refusal> {
        if self.state != DestinationState::Arrived {
            return Err(self.out_of_sequence("a control result"));
        }
        if self.office != Some(fact.office) {
            let reason = format!("the goods are not at {}", fact.office);
            return Err(Refusal::out_of_sequence(reason));
        }
        seals_allow(fact)?;
        if !fact.code.is_satisfactory() {
            return Err(self.out_of_sequence("B1 (discrepancy procedure, not supported here)"));
        }
        let number = self.result_no + 1;
        let state = Self { state: DestinationState::ResultSent, result_no: number, ..self };
        Ok((state, ResultFact { number, ..fact.clone() }))
    }

    /// A13 and A14: the movement is written off at `actual`.
    pub(super) fn write_off(self, actual: Option<OfficeCode>) -> Self {
        if self.state == DestinationState::Held {
            return self;
        }
        let own = actual.is_none_or(|office| office == self.at);
        let state = if own { DestinationState::Closed } else { DestinationState::ArrivedElsewhere };
        Self { state, ..self }
    }

    /// True when nothing more is expected here.
    pub(super) fn is_final(self) -> bool {
        self.state.is_final()
    }
}
