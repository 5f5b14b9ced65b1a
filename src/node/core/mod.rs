//! The pure core: (state, event) gives (state, duties). No clock, no I/O, no message format.
//!
//! ```text
//! movement ──► departure     profile 5.1, as far as a journey without diversion needs
//!          ├─► passage       profile 5.2, one record per office and direction
//!          └─► destination   profile 5.3
//! guarantor                  profile 5.4, one reservation at a time against a balance
//! ```
//!
//! What would need a message beyond TDA TPA PAS ARR RES WRO CAN EXT GUQ GUR GUL is refused with code 92
//! (PD-28), never silently ignored.

mod cancellation;
#[cfg(test)]
mod cancellation_laws;
mod departure;
mod destination;
mod event;
mod extension;
mod guarantor;
#[cfg(test)]
mod laws;
mod movement;
mod passage;
mod states;
mod terms;

pub use cancellation::{CancelAnswer, Cancelling, Goods, ToldCancellation};
pub use departure::{Departure, DepartureState, Hold, StoredResult};
pub use destination::{Destination, DestinationState};
pub use event::Event;
pub use guarantor::{
    Account, AccountState, Decision, Portion, PortionState, Request, Reservation, give_back,
    liberate, request, reserve,
};
pub use movement::{Advised, Movement, step};
pub use passage::{Passage, PassageState};
pub use terms::{
    ArrivalFact, Duty, PassageFact, Refusal, ResultFact, Route, Step, Stop, StopPlace, TimerName,
};
