//! Gherkin journeys: steps, actors, and the scribe that records them.
