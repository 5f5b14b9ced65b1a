//! The regional transit register: what countries with option REG tell (STA), kept and searched.
//!
//! It knows principals by their hashes only (PD-16). Scores and pairs are computed from what it holds;
//! nothing is stored that could not be counted again.

mod pairing;
mod register;
mod risk;

pub use pairing::{Alone, alone};
pub use register::{DayAccount, Entry, Register, RegisterError};
pub use risk::{Score, scores};
