//! Scenarios beside the catalogue, for `list` and `explain`.

use super::failure::Failure;
use crate::conformance::catalogue::{self, Requirement};
use crate::journey::{Features, Inventory};
use crate::record::event::ScenarioFacts;
use std::path::Path;

/// The scenarios as they are written, in the order of their ids.
pub(super) struct Book {
    /// One entry for each scenario, whomever it judges.
    pub(super) plays: Vec<ScenarioFacts>,
}

impl Book {
    /// Opens the compiled-in features, or those of a folder.
    pub(super) fn open(folder: Option<&Path>) -> Result<Self, Failure> {
        let features = match folder {
            None => Features::compiled_in(),
            Some(folder) => Features::of_folder(folder).map_err(|error| {
                Failure::usage(format!("read the features in {}: {error}", folder.display()))
            })?,
        };
        let mut plays = Inventory::scenarios(&features).map_err(Failure::usage)?;
        plays.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { plays })
    }

    /// Ids of the scenarios that judge a requirement: those that name it in a tag, and every one
    /// for a standing requirement.
    pub(super) fn scenarios_of(&self, requirement: &str) -> Vec<&str> {
        let standing = catalogue::requirement(requirement).is_some_and(|it| it.standing);
        let judges =
            |play: &&ScenarioFacts| standing || play.tags.iter().any(|it| it == requirement);
        self.plays.iter().filter(judges).map(|play| play.id.as_str()).collect()
    }
}

/// Ids of the requirements among the tags of a scenario.
pub(super) fn requirements_in(play: &ScenarioFacts) -> Vec<&str> {
    play.tags.iter().filter(|tag| tag.starts_with("REQ-")).map(String::as_str).collect()
}

/// Ids of the requirements whose check must reject a flaw.
pub(super) fn requirements_of(flaw: &str) -> Vec<&'static str> {
    let rejects = |it: &&Requirement| it.flaws.iter().any(|name| name == flaw);
    catalogue::requirements().iter().filter(rejects).map(|it| it.id.as_str()).collect()
}
