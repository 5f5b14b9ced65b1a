//! Passavant: simulation and certification of interconnected customs transit systems.
//!
//! The crate root only lists the rooms; `tests/tidy.rs` keeps the arrows between them.

pub mod adapter;
pub mod broker;
pub mod cast;
pub mod cli;
pub mod conformance;
pub mod hub;
pub mod journey;
pub mod link;
pub mod load;
pub mod message;
pub mod node;
pub mod profile;
pub mod record;
pub mod region;
pub mod report;
pub mod scenario;
pub mod seed;
pub mod stack;
pub mod wire;
pub mod witness;
