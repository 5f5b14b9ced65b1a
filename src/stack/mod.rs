//! Raising and taking down cells: embedded, containers, external.

pub mod cell;
pub mod certificates;
pub mod containers;
pub mod embedded;
mod given;
pub mod greeting;
mod kills;
pub mod parts;
pub mod secrets;
pub mod time;
pub mod trouble;
pub mod tunnel;
mod watch;

use crate::stack::parts::{CellPlan, PartError, Parts};
use futures::future::BoxFuture;

/// One way to raise cells. Everything above this room knows a stack only by this trait.
///
/// ```text
/// check()  once per run, before the first scenario: is the ground there? reaps what dead runs left
/// raise()  once per cell, several at the same time: parts that are ready to be used
/// ```
pub trait Stack: Send + Sync {
    /// `embedded`, `containers` or `external`: what the record and the reports call it.
    fn name(&self) -> &'static str;

    /// Looks whether cells can be raised here at all, and removes what dead runs have left.
    fn check(&self) -> BoxFuture<'_, Result<(), StackError>>;

    /// Raises broker, links and nodes, and waits until every one is ready. A failure leaves nothing
    /// behind.
    fn raise(&self, plan: CellPlan) -> BoxFuture<'_, Result<Box<dyn Parts>, StackError>>;
}

/// Why a cell could not be raised.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The host lacks something: Docker, a port, disk, an image. A failed preflight (exit 7).
    #[error("{what}; {remedy}")]
    Ground {
        /// What is missing, where.
        what: String,
        /// What the user can do about it.
        remedy: String,
    },
    /// A part did not become ready.
    #[error(transparent)]
    Part(#[from] PartError),
}
