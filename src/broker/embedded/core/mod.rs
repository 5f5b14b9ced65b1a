//! The one task that owns queues, subscriptions and deliveries.

mod commands;
mod delivery;
mod state;

pub(super) use state::{Core, Event, Hello};
