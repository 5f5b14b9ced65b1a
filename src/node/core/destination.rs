//! The office of destination: profile 5.3, rows A1, A2, A6-A8, A13, A14.

use serde::{Deserialize, Serialize};

use super::result::{container_allows, seals_allow};
pub use super::states::DestinationState;
use super::terms::{Refusal, ResultFact};
use crate::profile::OfficeCode;
use crate::profile::lists::{DiscrepancyOutcome, Disposition};

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
    /// Number of the newest result on which departure has decided, 0 before the first.
    pub decided_no: u32,
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
        let (office, remembered) = (None, None);
        Self { state, at, office, result_no: 0, decided_no: 0, decision_no: 0, remembered }
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

    /// A6: the goods are being controlled.
    pub(super) fn begin_control(self, office: OfficeCode) -> Result<Self, Refusal> {
        if self.state != DestinationState::Arrived {
            return Err(self.out_of_sequence("a control"));
        }
        self.holds_the_goods(office)?;
        Ok(Self { state: DestinationState::Control, ..self })
    }

    fn holds_the_goods(&self, office: OfficeCode) -> Result<(), Refusal> {
        if self.office == Some(office) {
            return Ok(());
        }
        Err(Refusal::out_of_sequence(format!("the goods are not at {office}")))
    }

    /// A6, A7: the control is done or waived, or done again; numbers the result.
    pub(super) fn conclude(self, fact: &ResultFact) -> Result<(Self, ResultFact), Refusal> {
        let state = match self.state {
            DestinationState::Arrived | DestinationState::Control => DestinationState::ResultSent,
            DestinationState::ResultSent | DestinationState::Discrepancy => self.state,
            DestinationState::Expected
            | DestinationState::Requested
            | DestinationState::Held
            | DestinationState::Recovery
            | DestinationState::ArrivalDisputed
            | DestinationState::ArrivedElsewhere
            | DestinationState::Cancelled
            | DestinationState::CancelledPresented
            | DestinationState::Closed => return Err(self.out_of_sequence("a control result")),
        };
        self.holds_the_goods(fact.office)?;
        seals_allow(fact)?;
        container_allows(fact)?;
        let number = self.result_no + 1;
        Ok((Self { state, result_no: number, ..self }, ResultFact { number, ..fact.clone() }))
    }

    /// A8: departure has opened the discrepancy procedure. After its decision it is only evidence.
    pub(super) fn dispute(self, result_no: u32) -> Result<(Self, Disposition), Refusal> {
        if self.state != DestinationState::ResultSent {
            return Err(self.out_of_sequence("a discrepancy procedure"));
        }
        if result_no <= self.decided_no {
            return Ok((self, Disposition::Recorded));
        }
        Ok((Self { state: DestinationState::Discrepancy, ..self }, Disposition::Applied))
    }

    /// A8: departure has decided on the discrepancy.
    pub(super) fn hear_decision(
        self,
        result_no: u32,
        decision: DiscrepancyOutcome,
    ) -> Result<(Self, Disposition), Refusal> {
        if !matches!(self.state, DestinationState::ResultSent | DestinationState::Discrepancy) {
            return Err(self.out_of_sequence("a decision on a discrepancy"));
        }
        let state = match decision {
            DiscrepancyOutcome::Resolved => DestinationState::ResultSent,
            DiscrepancyOutcome::NotResolved => DestinationState::Recovery,
        };
        let decided_no = self.decided_no.max(result_no);
        Ok((Self { state, decided_no, ..self }, Disposition::Applied))
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

    /// A13 and A14: the movement is written off at `actual`.
    pub(super) fn write_off(self, actual: Option<OfficeCode>) -> Self {
        // A13 is final; goods that are held need a national outcome.
        if matches!(self.state, DestinationState::Held | DestinationState::Closed) {
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
