//! A reference national system: departure, passage, destination, guarantor.
//!
//! ```text
//! adapter (HTTP) ─┐                        ┌─► store: movement, ledger, inbox, outbox, journal
//!                 ├─► engine (one owner) ──┤     one transaction, then acknowledge and send
//! line (broker) ──┘                        └─► core: (state, event) -> (state, duties)
//! ```

pub mod core;
pub mod flaw;
mod store;
