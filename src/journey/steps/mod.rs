//! The sentences of the features. A step finds the actor, acts or claims, and keeps what was said.

mod clearance;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod documents;
mod duplicates;
mod failures;
mod faults;
mod forgery;
mod goods;
mod guarantees;
mod incidents;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod setting;
mod systems;
mod travel;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod trips;
