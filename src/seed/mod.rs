//! One number from which every chance of a run is drawn, by named streams.
