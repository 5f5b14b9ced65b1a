//! The sentences of the features. A step finds the actor, acts or claims, and keeps what was said.

mod cancellation;
mod clearance;
mod control;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod documents;
mod duplicates;
mod extension;
mod failures;
mod faults;
mod forgery;
mod goods;
mod guarantees;
mod incidents;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod roads;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod setting;
mod systems;
mod travel;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod trips;

pub(in crate::journey) use setting::journey_named;
