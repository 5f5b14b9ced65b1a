//! The profile's documents: corpus, second opinions, round trips, and mutations.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod book;
mod cases;
mod corpus;
mod damaged;
mod identity;
mod lint;
mod mutate;
mod round_trip;
mod speed;
