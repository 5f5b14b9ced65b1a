//! What is planned, before anything starts: every scenario for every subject, checked to the last word.

use super::features::Features;
use super::steps::{
    Reporting, journey_named, wants_hub, wants_new_broker, wants_roads, wants_sensors,
    wants_signatures,
};
use super::world::every_step;
use crate::conformance::catalogue;
use crate::profile::Country;
use crate::profile::lists::ProfileOption;
use crate::record::event::ScenarioFacts;
use crate::scenario::Corridor;
use crate::stack::parts::Topology;
use cucumber::feature::Ext as _;
use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::gherkin::{Feature, GherkinEnv, Scenario, Step};
use cucumber::tag::Ext as _;
use std::collections::{BTreeMap, BTreeSet};

/// Why nothing can be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InventoryError {
    /// A feature file is not as it must be.
    #[error("{place}: {what}; {remedy}")]
    Feature {
        /// File and line.
        place: String,
        /// What is wrong.
        what: String,
        /// What to write instead.
        remedy: &'static str,
    },
    /// The selection is not one.
    #[error("--tags `{tags}`: {what}; write an expression like `@HP01 or @FR06`")]
    Tags {
        /// What was typed.
        tags: String,
        /// What is wrong.
        what: String,
    },
    /// The selection fits nothing.
    #[error("{what} fits no scenario; `passavant list scenarios` shows what there is")]
    Nothing {
        /// The selection.
        what: String,
    },
}

/// Tag of a scenario that takes minutes: played only where it, or this tag, is asked for.
const HEAVY: &str = "heavy";

/// What the user wants played; empty for everything that is not heavy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Scenario ids.
    pub scenarios: Vec<String>,
    /// A tag expression.
    pub tags: Option<String>,
}

impl std::fmt::Display for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scenarios = self.scenarios.join(",");
        match (scenarios.as_str(), &self.tags) {
            ("", None) => Ok(()),
            ("", Some(tags)) => write!(f, "tags {tags}"),
            (_, None) => write!(f, "scenarios {scenarios}"),
            (_, Some(tags)) => write!(f, "scenarios {scenarios}, tags {tags}"),
        }
    }
}

/// One scenario for one subject.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What the record and the reports say of it.
    pub facts: ScenarioFacts,
    /// Country whose behaviour is judged.
    pub subject: Country,
    /// Countries that it needs, in the corridor's order.
    pub countries: Vec<Country>,
    /// How messages get from one country to another in it.
    pub topology: Topology,
    /// Who reports to a regional database in it.
    pub(super) reporting: Reporting,
    /// Its broker has carried nothing before.
    pub(super) new_broker: bool,
    /// Nodes are given the times of the roads in it.
    pub(super) roads: bool,
    /// Options of set VER that all its countries hold.
    pub(super) options: Vec<ProfileOption>,
    /// Why it cannot be played here; it is then not applicable.
    pub barred: Option<String>,
    /// Its steps, those of the feature's background first.
    pub(super) steps: Vec<Step>,
}

/// Everything that is planned.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// One entry per scenario and subject, in the order in which they begin.
    pub entries: Vec<Entry>,
}

impl Inventory {
    /// Reads and checks every feature, then selects.
    pub fn plan(
        features: &Features,
        corridor: &Corridor,
        selection: &Selection,
    ) -> Result<Self, InventoryError> {
        let scenarios = read(features)?;
        let wanted = wanted(&scenarios, selection)?;
        let mut entries = Vec::new();
        for (facts, steps) in wanted {
            let journeys = steps.iter().filter_map(|step| journey_named(&step.value));
            let countries = corridor.played_by(journeys);
            let hub = steps.iter().any(|step| wants_hub(&step.value));
            let topology = if hub { Topology::Hub } else { Topology::Direct };
            let reporting = Reporting::asked(steps.iter().map(|step| step.value.as_str()));
            let new_broker = steps.iter().any(|step| wants_new_broker(&step.value));
            let roads = steps.iter().any(|step| wants_roads(&step.value));
            let option = |wanted: fn(&str) -> bool, option: ProfileOption| {
                steps.iter().any(|step| wanted(&step.value)).then_some(option)
            };
            let signs = option(wants_signatures, ProfileOption::Sig);
            let options = signs.into_iter().chain(option(wants_sensors, ProfileOption::Sens));
            let options: Vec<ProfileOption> = options.collect();
            for &subject in &countries {
                entries.push(Entry {
                    facts: ScenarioFacts { subject: subject.to_string(), ..facts.clone() },
                    subject,
                    countries: countries.clone(),
                    topology,
                    reporting,
                    new_broker,
                    roads,
                    options: options.clone(),
                    barred: None,
                    steps: steps.clone(),
                });
            }
        }
        Ok(Self { entries })
    }

    /// Bars what needs a country that is not there, and says why.
    #[must_use]
    pub fn limited_to(mut self, corridor: &Corridor, there: &[Country], why: &str) -> Self {
        for entry in &mut self.entries {
            let missing = entry.countries.iter().find(|country| !there.contains(country));
            if let Some(missing) = missing {
                entry.barred = Some(format!("it needs {missing}, and {why}"));
                entry.countries = corridor.pair().to_vec();
            }
        }
        self.entries.retain(|entry| there.contains(&entry.subject));
        self
    }

    /// Has everything that asks for no hub played between bridged brokers; bars what they cannot have.
    #[must_use]
    pub fn bilateral(mut self) -> Self {
        for entry in self.entries.iter_mut().filter(|it| it.topology == Topology::Direct) {
            entry.topology = Topology::Bilateral;
            if !matches!(entry.reporting, Reporting::Nobody) {
                let why = "the regional database reports to one broker for all, and each country has its own";
                entry.barred = Some(why.to_owned());
            }
        }
        self
    }

    /// Bars what needs another topology than one broker, and says why.
    #[must_use]
    pub fn around_one_broker(mut self, why: &str) -> Self {
        for entry in self.entries.iter_mut().filter(|it| it.topology != Topology::Direct) {
            entry.barred = Some(format!("it needs a hub and a broker for each country, and {why}"));
            entry.topology = Topology::Direct;
        }
        self
    }

    /// Has everything played in one cell, that of all the countries that something needs.
    #[must_use]
    pub fn in_one_cell(mut self, corridor: &Corridor) -> Self {
        let needed: BTreeSet<Country> =
            self.entries.iter().flat_map(|entry| entry.countries.clone()).collect();
        let all: Vec<Country> =
            corridor.codes().into_iter().filter(|code| needed.contains(code)).collect();
        for entry in &mut self.entries {
            entry.countries.clone_from(&all);
        }
        self
    }

    /// The scenarios of the features, without subject, in the order of their ids.
    pub fn scenarios(features: &Features) -> Result<Vec<ScenarioFacts>, InventoryError> {
        Ok(read(features)?.into_iter().map(|(facts, _)| facts).collect())
    }

    /// Keeps only the entries that this country is the subject of: a node under test.
    #[must_use]
    pub fn for_subject(mut self, country: Country) -> Self {
        self.entries.retain(|entry| entry.subject == country);
        self
    }
}

type Found = (ScenarioFacts, Vec<Step>);

fn read(features: &Features) -> Result<Vec<Found>, InventoryError> {
    let mut found: BTreeMap<String, (Found, String)> = BTreeMap::new();
    for (path, text) in features.files() {
        let feature = parse(features, path, text)?;
        for scenario in &feature.scenarios {
            let check = Check { features, path };
            let (facts, steps) = check.scenario(&feature, scenario)?;
            let place = features.place(path, scenario.position.line);
            if let Some((_, first)) = found.get(&facts.id) {
                let what = format!("scenario @{} is at {first} already", facts.id);
                return Err(wrong(place, what, "give each scenario an id of its own"));
            }
            found.insert(facts.id.clone(), ((facts, steps), place));
        }
    }
    Ok(found.into_values().map(|(found, _)| found).collect())
}

fn parse(features: &Features, path: &str, text: &str) -> Result<Feature, InventoryError> {
    // The parser wants the last line to end.
    let feature = Feature::parse(format!("{text}\n"), GherkinEnv::default()).map_err(|error| {
        let (line, what) = unreadable(&error.to_string(), text.lines().count());
        wrong(features.place(path, line), what, "a file begins with `Feature:`, see the others")
    })?;
    feature.expand_examples().map_err(|error| {
        wrong(features.place(path, error.pos.line), error.to_string(), "name a column of Examples")
    })
}

/// Line and complaint out of the parser's words, which are `Error at LINE:COLUMN: {"wanted", ..}`.
fn unreadable(error: &str, lines: usize) -> (usize, String) {
    let line: Option<usize> = error.split([':', ' ']).find_map(|word| word.parse().ok());
    let wanted = error.split_once('{').and_then(|(_, set)| set.rsplit_once('}'));
    let wanted = wanted.map_or("", |(set, _)| set).split(", ");
    let wanted: Vec<&str> =
        wanted.filter(|word| word.contains(' ') || word.contains(':')).collect();
    let what = match &wanted[..] {
        [] => "this cannot be read as Gherkin".to_owned(),
        wanted => format!("this cannot be read as Gherkin, which wants {}", wanted.join(" or ")),
    };
    // The parser may complain at the end of a file of which it understood nothing.
    (line.unwrap_or(1).min(lines.max(1)), what)
}

struct Check<'a> {
    features: &'a Features,
    path: &'a str,
}

impl Check<'_> {
    fn scenario(&self, feature: &Feature, scenario: &Scenario) -> Result<Found, InventoryError> {
        let line = scenario.position.line;
        let at = |line| self.features.place(self.path, line);
        let tags: Vec<String> = feature.tags.iter().chain(&scenario.tags).cloned().collect();
        let ids: Vec<&String> = tags.iter().filter(|tag| is_id(tag)).collect();
        // Behind its own id a scenario may bear those of frauds and twins that it plays as well.
        let wants_one = ids.split_first().filter(|(_, others)| others.iter().all(|tag| plays(tag)));
        let Some((id, _)) = wants_one else {
            let what = format!("scenario `{}` has {} id tags", scenario.name, ids.len());
            return Err(wrong(at(line), what, "tag it with one id of the catalogue, like @HP01"));
        };
        for tag in tags.iter().filter(|tag| tag.starts_with("REQ")) {
            if catalogue::requirement(tag).is_none() {
                let what = format!("@{tag} is no requirement of the catalogue");
                return Err(wrong(at(line), what, "see `passavant list requirements`"));
            }
        }
        let background = feature.background.iter().flat_map(|background| &background.steps);
        let steps: Vec<Step> = background.chain(&scenario.steps).cloned().collect();
        for step in &steps {
            self.step(step)?;
        }
        let facts = ScenarioFacts {
            id: (*id).clone(),
            subject: String::new(),
            title: scenario.name.clone(),
            feature: self.path.to_owned(),
            line: u32::try_from(line).unwrap_or_default(),
            steps: steps.iter().map(written).collect(),
            tags,
        };
        Ok((facts, steps))
    }

    fn step(&self, step: &Step) -> Result<(), InventoryError> {
        let place = self.features.place(self.path, step.position.line);
        match every_step().find(step) {
            Ok(Some(_)) => Ok(()),
            Ok(None) => {
                let what = format!("no step is defined for `{}`", written(step));
                Err(wrong(place, what, "use a sentence of another feature, or define the step"))
            }
            Err(_) => {
                let what = format!("more than one step is defined for `{}`", written(step));
                Err(wrong(place, what, "reword it, or make one definition narrower"))
            }
        }
    }
}

fn wanted(scenarios: &[Found], selection: &Selection) -> Result<Vec<Found>, InventoryError> {
    let tags = selection.tags.as_deref().map(|tags| {
        let read = tags.parse::<TagOperation>();
        read.map_err(|error| InventoryError::Tags {
            tags: tags.to_owned(),
            what: error.to_string(),
        })
    });
    let tags = tags.transpose()?;
    let known = |id: &String| scenarios.iter().any(|(facts, _)| is_called(facts, id));
    let unknown = selection.scenarios.iter().find(|id| !known(id));
    if let Some(id) = unknown {
        return Err(InventoryError::Nothing { what: format!("--scenario {id}") });
    }
    let everything = selection.scenarios.is_empty() && tags.is_none();
    let chosen = |(facts, _): &&Found| {
        let called = |id: &String| is_called(facts, id);
        let heavy = facts.tags.iter().any(|tag| tag == HEAVY);
        !(everything && heavy)
            && (selection.scenarios.is_empty() || selection.scenarios.iter().any(called))
            && tags.as_ref().is_none_or(|tags| tags.eval(&facts.tags))
    };
    let wanted: Vec<Found> = scenarios.iter().filter(chosen).cloned().collect();
    if wanted.is_empty() {
        let what = match &selection.tags {
            Some(tags) => format!("--tags `{tags}`"),
            None => "the features folder".to_owned(),
        };
        return Err(InventoryError::Nothing { what });
    }
    Ok(wanted)
}

fn wrong(place: String, what: String, remedy: &'static str) -> InventoryError {
    InventoryError::Feature { place, what, remedy }
}

/// Two or three upper-case letters and two digits.
fn is_id(tag: &str) -> bool {
    matches!(tag.as_bytes(), [letters @ .., c, d] if (2..=3).contains(&letters.len())
        && letters.iter().all(u8::is_ascii_uppercase) && c.is_ascii_digit() && d.is_ascii_digit())
}

/// The id of a fraud or of its twin, which a scenario may bear beside its own.
fn plays(tag: &str) -> bool {
    tag.starts_with("FR") || tag.starts_with("HT")
}

/// True for a scenario that is called so, or plays a fraud or a twin of that name.
fn is_called(facts: &ScenarioFacts, id: &String) -> bool {
    facts.id == *id || (plays(id) && is_id(id) && facts.tags.contains(id))
}

/// A step as it is written.
pub(super) fn written(step: &Step) -> String {
    format!("{} {}", step.keyword.trim(), step.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Library;

    fn plan(features: &Features, selection: &Selection) -> Result<Inventory, InventoryError> {
        let corridor = Library::compiled_in().corridor().unwrap();
        Inventory::plan(features, &corridor, selection)
    }

    fn with(text: &str) -> Result<Inventory, InventoryError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.feature"), text).unwrap();
        plan(&Features::of_folder(folder.path()).unwrap(), &Selection::default())
    }

    #[test]
    fn every_compiled_in_scenario_is_planned_for_both_subjects() {
        let features = Features::compiled_in();
        let inventory = plan(&features, &Selection::default()).unwrap();
        let heavy = Selection { tags: Some(format!("@{HEAVY}")), ..Selection::default() };
        let heavy = plan(&features, &heavy).unwrap();
        let scenarios = Inventory::scenarios(&features).unwrap();
        assert!(scenarios.len() > 10);
        for subject in Library::compiled_in().corridor().unwrap().pair() {
            let all = inventory.entries.iter().chain(&heavy.entries);
            let judged = all.filter(|entry| entry.subject == subject);
            assert_eq!(judged.count(), scenarios.len(), "{subject}");
        }
        assert!(inventory.entries.iter().all(|entry| !entry.facts.steps.is_empty()));
    }

    #[test]
    fn what_names_a_journey_through_a_third_country_is_planned_for_that_one_too() {
        let onward = Selection { scenarios: vec!["HP10".into()], tags: None };
        let inventory = plan(&Features::compiled_in(), &onward).unwrap();
        let corridor = Library::compiled_in().corridor().unwrap();
        let subjects: Vec<Country> = inventory.entries.iter().map(|entry| entry.subject).collect();
        assert_eq!(subjects, corridor.codes());
        let pair = corridor.pair();
        let limited = inventory.clone().limited_to(&corridor, &pair, "it is not there");
        assert_eq!(limited.entries.len(), pair.len());
        assert!(limited.entries.iter().all(|entry| entry.barred.is_some()));
        assert!(limited.entries.iter().all(|entry| entry.countries == pair));
        let two = Selection { scenarios: vec!["HP10".into(), "HP01".into()], tags: None };
        let one_cell = plan(&Features::compiled_in(), &two).unwrap().in_one_cell(&corridor);
        assert!(one_cell.entries.iter().all(|entry| entry.countries == corridor.codes()));
    }

    #[test]
    fn every_corridor_has_the_journeys_between_its_pair_that_features_name() {
        let library = Library::compiled_in();
        let ordinary = library.corridor().unwrap();
        let features = Features::compiled_in();
        let inventory = plan(&features, &Selection::default()).unwrap();
        let steps = inventory.entries.iter().flat_map(|entry| &entry.steps);
        let named: BTreeSet<&str> = steps.filter_map(|step| journey_named(&step.value)).collect();
        for name in named {
            let journey = ordinary.journey(name).unwrap();
            if journey.countries().iter().any(|country| !ordinary.pair().contains(country)) {
                continue;
            }
            for corridor in library.corridors() {
                let corridor = library.corridor_called(corridor).unwrap();
                assert!(corridor.journey(name).is_some(), "{} lacks {name}", corridor.name);
            }
        }
    }

    #[test]
    fn every_requirement_is_tagged_somewhere() {
        let scenarios = Inventory::scenarios(&Features::compiled_in()).unwrap();
        for requirement in catalogue::requirements() {
            let tagged = scenarios.iter().any(|facts| facts.tags.contains(&requirement.id));
            assert!(tagged, "{} is tagged nowhere", requirement.id);
        }
    }

    #[test]
    fn scenarios_are_selected_by_id_and_by_tag() {
        let features = Features::compiled_in();
        let ids = |selection: Selection| -> Vec<String> {
            let entries = plan(&features, &selection).unwrap().entries;
            entries.into_iter().map(|entry| entry.facts.id).collect()
        };
        let by_id = Selection { scenarios: vec!["FR06".into()], tags: None };
        assert_eq!(ids(by_id), ["FR06", "FR06"]);
        let by_tag = Selection { scenarios: vec![], tags: Some("@HP01 or @SE01".into()) };
        assert_eq!(ids(by_tag), ["HP01", "HP01", "SE01", "SE01"]);
        for nothing in [
            Selection { scenarios: vec!["ZZ99".into()], tags: None },
            Selection { scenarios: vec![], tags: Some("@nothing".into()) },
        ] {
            let error = plan(&features, &nothing).unwrap_err();
            assert!(matches!(error, InventoryError::Nothing { .. }), "{error}");
        }
        let broken = Selection { scenarios: vec![], tags: Some("@a and (".into()) };
        assert!(matches!(plan(&features, &broken), Err(InventoryError::Tags { .. })));
    }

    #[test]
    fn what_is_wrong_in_a_feature_is_named_with_its_line() {
        let good = "Feature: x\n\n  @HP01\n  Scenario: y\n    Given the inland journey, secured \
                    by the guarantor of departure\n";
        assert_eq!(with(good).unwrap().entries.len(), 2);
        let cases = [
            (good.replace("inland journey", "inland jaunt"), ":5", "no step is defined"),
            (good.replace("@HP01", "@REQ-XXX-999 @HP01"), ":4", "REQ-XXX-999"),
            (good.replace("@HP01", "@other"), ":4", "0 id tags"),
            (good.replace("@HP01", "@HP01 @HP02"), ":4", "2 id tags"),
            (format!("{good}{}", &good[11..]), ":8", "already"),
            (good.replace("Scenario:", "Scenery:"), ":", ""),
        ];
        for (text, line, what) in cases {
            let error = with(&text).unwrap_err().to_string();
            assert!(error.contains(&format!("x.feature{line}")), "{line}: {error}");
            assert!(error.contains(what), "{what}: {error}");
        }
    }
}
