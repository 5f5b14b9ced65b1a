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
//! What would need a message beyond TDA TPA PAS ARR RES WRO GUQ GUR GUL is refused with code 92
//! (PD-28), never silently ignored.

mod claimant;
mod claims;
mod departure;
mod destination;
mod guarantor;
mod incident;
#[cfg(test)]
mod incident_laws;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod ledger_laws;
mod movement;
mod passage;
mod securing;
mod states;
mod terms;

pub use claimant::OwnClaim;
pub use claims::{ClaimOrder, Claimed, claim};
pub use departure::{Departure, DepartureState, Hold, StoredResult};
pub use destination::{Destination, DestinationState};
pub use guarantor::{
    Account, AccountState, Bond, Decision, Ended, Portion, PortionClaim, PortionState, Request,
    Reservation, give_back, liberate, request, reserve,
};
pub use incident::{LossDecision, Reported, Standing};
pub use movement::{Advised, Event, Movement, step};
pub use passage::{Passage, PassageState};
pub use securing::Amendment;
pub use terms::{
    ArrivalFact, Duty, PassageFact, Refusal, ResultFact, Route, Step, Stop, StopPlace, TimerName,
};
