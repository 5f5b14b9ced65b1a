//! The record of a run: the closed set of events, their hash chain, its writer and its reader.
//!
//! ```text
//! parts -> Recorder -> events.ndjson -> Reader -> judge, report
//!             |
//!             +-> events of the scenarios now playing, for steps that wait
//! ```

mod chain;
pub mod claim;
pub mod event;
mod facts;
pub mod hlog;
pub mod latency;
mod memory;
mod read;
mod secrets;
pub mod selftest;
mod write;

pub use read::{Complaint, MAX_LINE_BYTES, ReadError, Reader, Record, read};
pub use secrets::Secrets;
pub use write::{Recorder, WriteError};
