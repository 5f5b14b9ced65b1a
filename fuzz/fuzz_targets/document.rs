//! See `tests/storm/properties.rs`: what must hold for any bytes.

#![no_main]

#[path = "../../tests/storm/properties.rs"]
#[expect(dead_code, reason = "each target uses its own")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::document(bytes));
