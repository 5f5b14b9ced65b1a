//! The judge: requirements, and what the record says of each. Pure and synchronous.
