//! The pure core: (state, event) gives (state, duties). No clock, no I/O, no message format.
//!
//! ```text
//! movement ──► departure     profile 5.1, as far as a journey without diversion needs
//!          ├─► passage       profile 5.2, one record per office and direction
//!          └─► destination   profile 5.3
//!          (incidents told and heard: D34, D35, PD-40, PD-41)
//! guarantor                  profile 5.4, one reservation at a time against a balance
//! ```
//!
//! What would need a message that `profile::Code` does not name is refused with code 92 (PD-28), never
//! silently ignored.

mod asking;
mod claimant;
mod claims;
mod contest;
mod departure;
mod destination;
#[cfg(test)]
mod drawn;
mod duty;
mod event;

mod cancellation;
#[cfg(test)]
mod cancellation_laws;
#[cfg(test)]
mod chance_laws;
mod diversion;
#[cfg(test)]
mod diversion_laws;
mod enquiry;
mod expiry;
mod extension;
pub mod fraud;
mod guarantor;
mod holds;
mod identity;
mod incident;
#[cfg(test)]
mod incident_laws;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod ledger_laws;
mod missed;
#[cfg(test)]
mod missed_laws;
mod movement;
mod outcome;
mod passage;
mod patience;
mod places;
mod recovery;
#[cfg(test)]
mod recovery_laws;
mod result;
mod road;
mod securing;
mod sensors;
mod states;
mod stopping;
mod terms;
mod timers;
mod vehicle;
mod weight;
mod whereabouts;

pub use cancellation::{CancelAnswer, Cancelling, Goods, ToldCancellation};
pub use claimant::OwnClaim;
pub use claims::{ClaimOrder, Claimed, claim};
pub use departure::{Departure, DepartureState};
pub use destination::{Destination, DestinationState};
pub use diversion::{Cover, GoodsPolicy, RecordAnswer, RecordAsk, Ruling};
pub use event::Event;
pub use guarantor::{
    Account, AccountState, Decision, Ended, Portion, PortionClaim, PortionState, Request,
    Reservation, Standing, give_back, liberate, liberate_later, request, reserve,
};
pub use holds::{Ground, Hold};
pub use identity::{Identity, IdentityChange, KnownBy, Load, Unit};
pub use incident::{LossDecision, Reported, Validity};
pub use missed::{EnquiryHere, Missed, OpenEnquiry, Questions, Search};
pub use movement::{Advised, Movement, step};
pub use passage::{Passage, PassageState};
pub use patience::{Absence, Patience};
pub use places::{OfficeInRole, Presentation};
pub use recovery::{Recovering, Recovery};
pub use result::StoredResult;
pub use securing::Amendment;
pub use sensors::{Gate, exit_explains};
pub use stopping::Stopping;
pub use terms::{
    ArrivalFact, Difference, Duty, NewSeals, PassageFact, Refusal, ResultFact, Route, Step, Stop,
    StopPlace, TimerName,
};
pub use weight::beyond_tolerance;
pub use whereabouts::{Dispute, DiversionEvent};
