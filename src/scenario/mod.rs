//! What people write by hand in `scenarios/`: corridors, load plans, and `sut.toml`.
