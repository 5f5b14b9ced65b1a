//! Who acts: traders and officers through adapters, forgers at the broker, the weather on links.

pub(super) mod breaker;
pub(super) mod clearance;
pub(super) mod control;
pub(super) mod convoy;
pub(super) mod decision;
pub(super) mod faults;
pub(super) mod forger;
pub(super) mod guarantor;
pub(super) mod incident;
pub(super) mod officer;
pub(super) mod principal;
pub(super) mod road;
pub(super) mod systems;
pub(super) mod weather;
