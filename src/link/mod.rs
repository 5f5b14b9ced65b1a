//! A country's only road to the broker: a proxy that fails at exact points.

pub mod control;
