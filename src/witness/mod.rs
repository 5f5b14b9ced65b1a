//! What passed through the broker, written into the record by one who took no part in it.
//!
//! ```text
//! broker ── /topic/audit.> (durable) ──► Witness ──► record: Copy, Sentinel, StreamPoisoned
//!        ── browse six queues, DLQ.> ──►    │        record: Browsed
//! links  ── events ──► LinkTap ─────────────┴──────► record: LinkFrame, LinkChange
//! ```
//!
//! A copy is acknowledged only after its line is with the operating system, so a copy that the
//! broker has let go of is in the record. A copy that comes again (its acknowledgement died with a
//! connection) carries the same broker message id, on the same topic, with the same body; it is
//! written once. Two sends of the same bytes have two broker message ids, so both are written.
//!
//! Completeness is shown, not believed: a sentinel is sent to every audit topic, behind all copies
//! that stand there, and must come back.

mod again;
mod browse;
pub mod capture;
mod links;
mod office;
mod watching;

pub use links::{LinkTap, TapError};
pub use office::{BusinessClock, Standing, Witness, WitnessError, WitnessOptions};
