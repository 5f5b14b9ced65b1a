//! The embedded broker: durable queues, rights, audit copies, as the corridor's `ActiveMQ` has them.
//!
//! ```text
//! socket ─► connection task ─► frames ─► core task (owns all state) ─► outbox ─► socket
//!                                          │ batches      ▲ committed
//!                                          ▼              │
//!                                     journal thread: write, one fdatasync for all
//! ```
//!
//! Receipts go out, and messages become deliverable, only after the batch that holds them is on disk.
//!
//! Absent on purpose: transactions, selectors, message groups, expiry, `OpenWire`.

mod connection;
mod core;
mod destination;
mod entry;
mod frames;
mod journal;
mod outbox;
mod recovery;
mod rights;
mod server;
mod standing;
mod store;

pub use recovery::JournalError;
pub use server::{Config, Embedded, StartError};

/// What the broker calls itself in CONNECTED and in reports: product and version.
pub const SERVER: &str = concat!("Passavant/", env!("CARGO_PKG_VERSION"));
