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

mod claims;
mod departure;
mod destination;
#[cfg(test)]
mod drawn;
mod event;

mod cancellation;
#[cfg(test)]
mod cancellation_laws;
#[cfg(test)]
mod chance_laws;
mod extension;
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
mod movement;
mod passage;
mod result;
mod road;
mod securing;
mod states;
mod terms;

pub use cancellation::{CancelAnswer, Cancelling, Goods, ToldCancellation};
pub use claims::{ClaimOrder, Claimed, claim};
pub use departure::{Departure, DepartureState};
pub use destination::{Destination, DestinationState};
pub use event::Event;
pub use guarantor::{
    Account, AccountState, Decision, Ended, Portion, PortionClaim, PortionState, Request,
    Reservation, Standing, give_back, liberate, request, reserve,
};
pub use holds::{Ground, Hold};
pub use identity::{Identity, IdentityChange, KnownBy, Unit};
pub use incident::{LossDecision, Reported, Validity};
pub use movement::{Advised, Movement, step};
pub use passage::{Passage, PassageState};
pub use result::StoredResult;
pub use securing::Amendment;
pub use terms::{
    ArrivalFact, Difference, Duty, NewSeals, PassageFact, Refusal, ResultFact, Route, Step, Stop,
    StopPlace, TimerName,
};
