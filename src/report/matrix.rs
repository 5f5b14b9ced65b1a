//! The requirement matrix: every requirement of the catalogue, by the score that it counts in.

use crate::conformance::judgement::{Judgement, RequirementVerdict};
use crate::conformance::verdict::Verdict;
use crate::report::catalogue::Catalogue;
use crate::report::journey::anchor;
use crate::report::text::{Mark, Text, evidence_class, family};
use serde::Serialize;

/// Requirements of one score.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Family {
    key: String,
    name: Text,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    id: String,
    sentence: Text,
    source: String,
    level: String,
    mark: Mark,
    passed: bool,
    reason: Option<String>,
    evidence: u32,
    class: Text,
    scenarios: Vec<Place>,
    proof: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Place {
    name: String,
    anchor: String,
}

/// Families in the order of the five scores, those without requirements left out.
pub(super) fn families(judgement: &Judgement, catalogue: &Catalogue) -> Vec<Family> {
    let order = ["conformance", "interoperability", "robustness", "fraud", "latency", ""];
    let families = order.map(|key| Family {
        key: key.to_owned(),
        name: if key.is_empty() { Text::new("Autres", "Others") } else { family(key) },
        rows: judgement
            .requirements
            .iter()
            .filter(|it| family_of(catalogue, it, &order) == key)
            .map(|it| row(catalogue, it))
            .collect(),
    });
    families.into_iter().filter(|it| !it.rows.is_empty()).collect()
}

fn family_of<'a>(catalogue: &'a Catalogue, it: &RequirementVerdict, known: &[&str]) -> &'a str {
    let family = catalogue.requirement(&it.id).map_or("", |known| known.family.as_str());
    if known.contains(&family) { family } else { "" }
}

fn row(catalogue: &Catalogue, it: &RequirementVerdict) -> Row {
    let known = catalogue.requirement(&it.id);
    let place = |name: &String| Place { name: name.clone(), anchor: anchor(name) };
    Row {
        id: it.id.clone(),
        sentence: known.map_or_else(Text::default, |it| Text::new(it.fr.clone(), it.en.clone())),
        source: known.map_or_else(String::new, |it| it.source.clone()),
        level: it.level.clone(),
        mark: Mark::of(it.verdict),
        passed: it.verdict == Verdict::Pass,
        reason: it.reason.clone().filter(|_| it.verdict != Verdict::Pass),
        evidence: it.evidence,
        class: evidence_class(&it.class),
        scenarios: it.scenarios.iter().map(place).collect(),
        proof: known.map_or_else(Vec::new, |it| it.flaws.clone()),
    }
}
