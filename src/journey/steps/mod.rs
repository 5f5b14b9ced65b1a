//! The sentences of the features. A step finds the actor, acts or claims, and keeps what was said.

mod arbitration;
mod cancellation;
mod claims;
mod clearance;
mod control;
mod damage;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod diversion;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod documents;
mod drops;
mod duplicates;
mod enquiry;
mod extension;
mod failures;
mod faults;
mod forgery;
mod frauds;
mod goods;
mod guarantees;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod hauls;
mod hub;
mod incidents;
mod increases;
mod losses;
mod misplaced;
mod operator;
mod outage;
mod poison;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod premiums;
mod recovery;
mod reference;
mod region;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod register;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod roads;
mod security;
mod sensors;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod setting;
mod signatures;
mod status;
mod stopping;
mod systems;
mod travel;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod trips;
mod tunnel;
mod untimely;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod values;
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
mod weights;

pub(in crate::journey) use frauds::wants_roads;
pub(in crate::journey) use hub::wants_hub;
pub(in crate::journey) use region::Reporting;
pub(in crate::journey) use sensors::wants_sensors;
pub(in crate::journey) use setting::journey_named;
pub(in crate::journey) use setting::wants_new_broker;
pub(in crate::journey) use signatures::wants_signatures;
