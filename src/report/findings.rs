//! What to fix first: root findings in their order, each with its consequences below.

use crate::conformance::catalogue;
use crate::conformance::judgement::{Finding, Judgement};
use crate::report::journey::anchor;
use crate::report::text::{Mark, Text, attribution};
use serde::Serialize;

/// A finding as the template sees it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Card {
    number: usize,
    mark: Mark,
    requirement: String,
    sentence: Text,
    source: String,
    level: String,
    about: String,
    attribution: Text,
    expected: String,
    observed: String,
    scenarios: Vec<Place>,
    line: u64,
    reproduce: String,
    consequences: Vec<Card>,
}

#[derive(Debug, Clone, Serialize)]
struct Place {
    name: String,
    anchor: String,
}

/// Root findings; a consequence stands below the root that has a scenario in common with it.
pub(super) fn cards(judgement: &Judgement) -> Vec<Card> {
    let roots = judgement.findings.iter().filter(|it| it.caused_by.is_none());
    let mut cards: Vec<Card> = roots.enumerate().map(|(at, it)| card(at + 1, it)).collect();
    for finding in judgement.findings.iter().filter(|it| it.caused_by.is_some()) {
        let root = cards.iter_mut().find(|card| {
            Some(&card.requirement) == finding.caused_by.as_ref()
                && card.scenarios.iter().any(|it| finding.scenarios.contains(&it.name))
        });
        let consequence = card(0, finding);
        match root {
            Some(root) => root.consequences.push(consequence),
            None => cards.push(consequence),
        }
    }
    cards
}

fn card(number: usize, finding: &Finding) -> Card {
    let known = catalogue::requirement(&finding.requirement);
    let place = |name: &String| Place { name: name.clone(), anchor: anchor(name) };
    Card {
        number,
        mark: Mark::of(finding.verdict),
        requirement: finding.requirement.clone(),
        sentence: known.map_or_else(Text::default, |it| Text::new(it.fr.clone(), it.en.clone())),
        source: known.map_or_else(String::new, |it| it.source.clone()),
        level: finding.level.clone(),
        about: finding.about.clone(),
        attribution: attribution(finding.attribution),
        expected: finding.expected.clone(),
        observed: finding.observed.clone(),
        scenarios: finding.scenarios.iter().map(place).collect(),
        line: finding.at.saturating_add(1),
        reproduce: finding.reproduce.clone(),
        consequences: Vec::new(),
    }
}
