//! The judge: requirements, and what the record says of each. Pure and synchronous.
//!
//! ```text
//! events -> evidence -> claims of steps    -> scenario -> requirements, scores,
//!                    -> standing checks  /                findings, outcome
//! ```

pub mod catalogue;
mod evidence;
mod findings;
mod held;
pub mod judgement;
pub mod outcome;
mod outcome_of;
mod requirements;
mod run;
mod scenario;
mod standing;
pub mod verdict;

pub use held::{Held, holds};
pub use run::judge;
pub use scenario::broken_invariants;
pub use standing::effects_of_messages;
