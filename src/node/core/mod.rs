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
//! What would need a message beyond TDA TPA PAS ARR RES WRO DSP DSV GUQ GUR GUL is refused with code 92
//! (PD-28), never silently ignored.

mod departure;
mod destination;
mod event;
mod guarantor;
mod holds;
mod identity;
mod incident;
#[cfg(test)]
mod incident_laws;
#[cfg(test)]
mod laws;
mod movement;
mod office;
mod passage;
mod result;
#[cfg(test)]
mod result_laws;
mod states;
mod terms;
mod weight;

pub use departure::{Departure, DepartureState};
pub use destination::{Destination, DestinationState};
pub use event::Event;
pub use guarantor::{
    Account, AccountState, Decision, Portion, PortionState, Request, Reservation, give_back,
    liberate, request, reserve,
};
pub use holds::{Ground, Hold};
pub use identity::{Identity, IdentityChange, KnownBy, Unit};
pub use incident::{LossDecision, Reported, Standing};
pub use movement::{Advised, Movement, step};
pub use passage::{Passage, PassageState};
pub use result::StoredResult;
pub use terms::{
    ArrivalFact, Difference, Duty, NewSeals, PassageFact, Refusal, ResultFact, Route, Step, Stop,
    StopPlace, TimerName,
};
pub use weight::beyond_tolerance;
