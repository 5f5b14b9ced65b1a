//! The judge: requirements, and what the record says of each. Pure and synchronous.

pub mod judgement;
pub mod outcome;
pub mod verdict;
