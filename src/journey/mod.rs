//! Journeys in Gherkin: what is played, by whom, and what is claimed of it.
//!
//! ```text
//! features ─► inventory ─► player ─► steps ─► actors ─► adapters, broker, links
//!                            │         └────► claims ──► record ◄── judge, later
//!                            └─ settle: let answers come, ask both nodes, browse, sentinel
//! ```
//!
//! Of cucumber we use language, step matching and tag expressions. Playing is our own: a step's line
//! must stand in the record before the next step begins, and a failed step before the scenario is
//! settled, which the runner of the crate cannot promise.

mod actor;
mod claims;
mod ended;
mod features;
mod inventory;
mod keys;
mod movement;
mod player;
mod pool;
mod settle;
mod stage;
mod states;
mod steps;
mod world;

pub use features::Features;
pub use inventory::{Entry, Inventory, InventoryError, Selection};
pub use player::{Run, play_all};
