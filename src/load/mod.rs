//! Journeys started open-loop at a given rate, timed from their intended start.
