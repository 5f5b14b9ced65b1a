//! The judge: requirements, and what the record says of each. Pure and synchronous.

pub mod catalogue;
mod evidence;
mod held;
pub mod judgement;
pub mod outcome;
pub mod verdict;

pub use held::{Held, holds};
