//! The record of a run: the closed set of events and their hash chain.

pub mod claim;
pub mod event;
