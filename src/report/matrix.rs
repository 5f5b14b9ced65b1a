//! The requirement matrix: every requirement of the catalogue, by the score that it counts in.

use crate::conformance::catalogue;
use crate::conformance::judgement::{Judgement, RequirementVerdict};
use crate::conformance::verdict::Verdict;
use crate::report::journey::anchor;
use crate::report::text::{Mark, Text, evidence_class, family, family_key};
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
    reason: Option<Text>,
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
pub(super) fn families(judgement: &Judgement) -> Vec<Family> {
    let order = ["conformance", "interoperability", "robustness", "fraud", "latency", ""];
    let families = order.map(|key| Family {
        key: key.to_owned(),
        name: if key.is_empty() { Text::new("Autres", "Others") } else { family(key) },
        rows: judgement.requirements.iter().filter(|it| family_of(it) == key).map(row).collect(),
    });
    families.into_iter().filter(|it| !it.rows.is_empty()).collect()
}

fn family_of(it: &RequirementVerdict) -> &'static str {
    catalogue::requirement(&it.id).map_or("", |known| family_key(known.family))
}

/// Why it does not pass. What the judge says of one case stands as it was said.
fn reason(it: &RequirementVerdict) -> Option<Text> {
    let why = it.reason.as_ref().filter(|_| it.verdict != Verdict::Pass)?;
    Some(if it.verdict == Verdict::NotRun {
        Text::new("aucun scénario de cette exécution ne l'a jugée", why)
    } else {
        Text::same(why)
    })
}

fn row(it: &RequirementVerdict) -> Row {
    let known = catalogue::requirement(&it.id);
    let place = |name: &String| Place { name: name.clone(), anchor: anchor(name) };
    Row {
        id: it.id.clone(),
        sentence: known.map_or_else(Text::default, |it| Text::new(it.fr.clone(), it.en.clone())),
        source: known.map_or_else(String::new, |it| it.source.clone()),
        level: it.level.clone(),
        mark: Mark::of(it.verdict),
        passed: it.verdict == Verdict::Pass,
        reason: reason(it),
        evidence: it.evidence,
        class: evidence_class(&it.class),
        scenarios: it.scenarios.iter().map(place).collect(),
        proof: known.map_or_else(Vec::new, |it| it.flaws.clone()),
    }
}
