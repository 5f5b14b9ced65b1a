//! Raising and taking down cells: embedded, containers, external.

pub mod parts;
