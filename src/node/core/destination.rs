//! The office of destination: profile 5.3, rows A1, A2, A6, A13, A14.

use serde::{Deserialize, Serialize};

use super::departure::seals_allow;
pub use super::states::DestinationState;
use super::terms::{Refusal, ResultFact};
use crate::profile::{Country, OfficeCode};

/// Destination's part of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// How it stands.
    pub state: DestinationState,
    /// Declared office.
    pub declared: OfficeCode,
    /// Office where the goods were presented.
    pub office: Option<OfficeCode>,
    /// Number of the last result, 0 before the first.
    pub result_no: u32,
}

impl Destination {
    /// A1: advance data name this country's office.
    pub(super) fn expected(declared: OfficeCode) -> Self {
        Self { state: DestinationState::Expected, declared, office: None, result_no: 0 }
    }

    fn out_of_sequence(&self, what: &str) -> Refusal {
        Refusal::out_of_sequence(format!("{what} in state {}", self.state.as_str()))
    }

    /// A2: presented at the declared office.
    pub(super) fn arrive(self, office: OfficeCode) -> Result<Self, Refusal> {
        match self.state {
            DestinationState::Expected if office == self.declared => {
                Ok(Self { state: DestinationState::Arrived, office: Some(office), ..self })
            }
            DestinationState::Expected => Err(Refusal::out_of_sequence(format!(
                "{office} is not the declared destination {}: asking for the record (TRQ) is not \
                 supported here",
                self.declared
            ))),
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

    /// A1: the movement is cancelled.
    pub(super) fn cancel(self) -> Self {
        let expected = self.state == DestinationState::Expected;
        if expected { Self { state: DestinationState::Cancelled, ..self } } else { self }
    }

    /// A1: the cancellation is taken back.
    pub(super) fn restore(self) -> Self {
        let cancelled = self.state == DestinationState::Cancelled;
        if cancelled { Self { state: DestinationState::Expected, ..self } } else { self }
    }

    /// A13 and A14: the movement is written off at `actual`, seen from `home`.
    pub(super) fn write_off(self, actual: Option<OfficeCode>, home: Country) -> Self {
        let own = actual.is_none_or(|office| office.country() == home);
        let state = if own { DestinationState::Closed } else { DestinationState::ArrivedElsewhere };
        Self { state, ..self }
    }

    /// True when nothing more is expected here.
    pub(super) fn is_final(self) -> bool {
        self.state.is_final()
    }
}
