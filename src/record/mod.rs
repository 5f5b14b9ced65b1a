//! The record of a run: the closed set of events and their hash chain.
