//! Who acts: traders and officers through adapters, forgers at the broker, the weather on links.

pub(super) mod breaker;
pub(super) mod clearance;
pub(super) mod contender;
pub(super) mod control;
pub(super) mod convoy;
pub(super) mod decision;
pub(super) mod diverted;
pub(super) mod enquiry;
pub(super) mod faults;
pub(super) mod forger;
pub(super) mod guarantor;
pub(super) mod hub;
pub(super) mod incident;
pub(super) mod library;
pub(super) mod officer;
pub(super) mod principal;
pub(super) mod recoverer;
pub(super) mod road;
pub(super) mod scale;
pub(super) mod stray;
pub(super) mod systems;
pub(super) mod tunnel;
pub(super) mod weather;
