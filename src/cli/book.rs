//! Requirements, scenarios and flaws side by side, for `list` and `explain`.

use super::failure::Failure;
use crate::conformance::catalogue;
use cucumber::gherkin::{Feature, GherkinEnv};
use include_dir::{Dir, include_dir};
use std::fs;
use std::path::{Path, PathBuf};

/// The features that are compiled in.
static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/features");

/// A scenario as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Play {
    /// Id, e.g. `HP01`; the title where no tag gives one.
    pub(super) id: String,
    /// Title.
    pub(super) title: String,
    /// Feature file.
    pub(super) feature: String,
    /// Line of the scenario in that file.
    pub(super) line: usize,
    /// All tags, those of the feature included, without `@`.
    pub(super) tags: Vec<String>,
    /// Those tags that are requirements.
    pub(super) requirements: Vec<String>,
    /// Steps as written.
    pub(super) steps: Vec<String>,
}

/// The scenarios, to be read beside the catalogue.
pub(super) struct Book {
    /// Scenarios, in the order of their ids.
    pub(super) plays: Vec<Play>,
}

impl Book {
    /// Opens the compiled-in features, or those of a folder.
    pub(super) fn open(folder: Option<&Path>) -> Result<Self, Failure> {
        let mut texts = Vec::new();
        match folder {
            None => compiled_in(&FEATURES, &mut texts),
            Some(folder) => on_disk(folder, folder, &mut texts)?,
        }
        let mut plays = Vec::new();
        for (path, text) in texts {
            plays.extend(parse(&path, &text)?);
        }
        plays.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { plays })
    }

    /// Ids of the scenarios that judge a requirement: those that name it in a tag, and every one
    /// for a standing requirement.
    pub(super) fn scenarios_of(&self, requirement: &str) -> Vec<&str> {
        let standing = catalogue::requirement(requirement).is_some_and(|it| it.standing);
        let judges =
            |play: &&Play| standing || play.requirements.iter().any(|it| it == requirement);
        self.plays.iter().filter(judges).map(|play| play.id.as_str()).collect()
    }
}

/// Ids of the requirements whose check must reject a flaw.
pub(super) fn requirements_of(flaw: &str) -> Vec<&'static str> {
    let rejects = |it: &&catalogue::Requirement| it.flaws.iter().any(|name| name == flaw);
    catalogue::requirements().iter().filter(rejects).map(|it| it.id.as_str()).collect()
}

fn compiled_in(dir: &Dir<'_>, texts: &mut Vec<(String, String)>) {
    for file in dir.files().filter(|file| is_feature(file.path())) {
        let text = file.contents_utf8().expect("the build checked that features are UTF-8");
        texts.push((file.path().display().to_string(), text.to_owned()));
    }
    for below in dir.dirs() {
        compiled_in(below, texts);
    }
}

fn on_disk(root: &Path, dir: &Path, texts: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let unread = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::usage(format!("read the features in {}: {error}", path.display()))
    };
    let entries = fs::read_dir(dir).map_err(|error| unread(dir, &error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            on_disk(root, &path, texts)?;
        } else if is_feature(&path) {
            let text = fs::read_to_string(&path).map_err(|error| unread(&path, &error))?;
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            texts.push((name, text));
        }
    }
    Ok(())
}

fn is_feature(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == "feature")
}

fn parse(path: &str, text: &str) -> Result<Vec<Play>, Failure> {
    let feature = Feature::parse(text, GherkinEnv::default())
        .map_err(|error| Failure::usage(format!("feature {path}: {error}")))?;
    let inside = feature.rules.iter().flat_map(|rule| &rule.scenarios);
    let scenarios = feature.scenarios.iter().chain(inside);
    Ok(scenarios.map(|scenario| play(path, &feature.tags, scenario)).collect())
}

fn play(path: &str, outer: &[String], scenario: &cucumber::gherkin::Scenario) -> Play {
    let tags: Vec<String> = outer.iter().chain(&scenario.tags).cloned().collect();
    let id = tags.iter().find(|tag| is_id(tag)).unwrap_or(&scenario.name).clone();
    let requirements = tags.iter().filter(|tag| tag.starts_with("REQ-")).cloned().collect();
    let step = |it: &cucumber::gherkin::Step| format!("{} {}", it.keyword.trim(), it.value.trim());
    Play {
        id,
        title: scenario.name.clone(),
        feature: path.to_owned(),
        line: scenario.position.line,
        requirements,
        steps: scenario.steps.iter().map(step).collect(),
        tags,
    }
}

/// `HP01`: two capital letters and two digits.
fn is_id(tag: &str) -> bool {
    let bytes = tag.as_bytes();
    bytes.len() == 4
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..].iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_has_the_tags_of_its_feature_too() {
        let text = "@REQ-DEP-002\nFeature: Release\n\n  @HP01 @REQ-PAS-001\n  Scenario: There\n    \
                    Given a truck\n    When it leaves\n";
        let plays = parse("departure/release.feature", text).map_err(|it| it.message).unwrap();
        assert_eq!(plays.len(), 1);
        assert_eq!(plays[0].id, "HP01");
        assert_eq!(plays[0].requirements, ["REQ-DEP-002", "REQ-PAS-001"]);
        assert_eq!(plays[0].steps, ["Given a truck", "When it leaves"]);
    }

    #[test]
    fn a_feature_that_cannot_be_read_names_its_file() {
        let error = parse("a.feature", "Scenario: no feature above\n").unwrap_err();
        assert!(error.message.contains("a.feature"), "{}", error.message);
    }
}
