//! Profile messages as values: reading, validating, canonical writing, samples.
