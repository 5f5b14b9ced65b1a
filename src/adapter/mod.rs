//! The contract by which the harness drives every node, its own included.

pub mod acts;
pub mod client;
pub mod contract;
pub mod reference;
