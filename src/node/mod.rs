//! A reference national system: departure, passage, destination, guarantor.
//!
//! ```text
//! adapter (HTTP) ─┐                        ┌─► store: movement, ledger, inbox, outbox, journal
//!                 ├─► engine (one owner) ──┤     one transaction, then acknowledge and send
//! line (broker) ──┘                        └─► core: (state, event) -> (state, duties)
//! ```
//!
//! The node counts nobody's word but the queue's for where a message comes from, applies each
//! message once, and answers each from the store. Its misbehaviours are named in [`flaw`].

mod adapter;
mod clock;
pub mod core;
mod death;
mod defect;
mod desk;
mod document;
mod engine;
pub mod flaw;
mod line;
mod receive;
mod rules;
mod serve;
mod store;
mod view;

pub use serve::{Node, NodeConfig, NodeError};
pub use store::StoreError;
