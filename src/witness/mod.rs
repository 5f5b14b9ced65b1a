//! The tap on the broker: every message offered, written into the record.
