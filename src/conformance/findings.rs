//! What to fix first: violated requirements, roots before consequences.

use crate::conformance::catalogue::{self, Level};
use crate::conformance::judgement::{Check, Finding};
use crate::conformance::outcome_of::ground_word;
use crate::conformance::run::{Played, Run};
use crate::conformance::scenario::{decides, of_requirement};
use crate::conformance::verdict::{Attribution, Verdict};
use std::cmp::Reverse;

/// Every finding: violations first, roots before what they caused, then MUST, number of
/// scenarios, earliest; then whatever else keeps the run from being conformant.
pub(crate) fn of(run: &Run<'_>, played: &[Played<'_>]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for played in played {
        violations(run, played, &mut findings);
    }
    for played in played {
        other(run, played, &mut findings);
    }
    load(run, &mut findings);
    for event in &run.ground {
        if let Some(why) = ground_word(event) {
            let at = event.seq;
            let attribution = Attribution::Infrastructure;
            findings.push(ground(Verdict::Error, attribution, why, at, String::new()));
        }
    }
    findings.sort_by_key(|finding| {
        (
            Reverse(finding.verdict),
            finding.caused_by.is_some(),
            finding.requirement.is_empty(),
            finding.level == Level::Should.as_str(),
            Reverse(finding.scenarios.len()),
            finding.at,
            catalogue::place(&finding.requirement),
        )
    });
    findings
}

fn violations(run: &Run<'_>, played: &Played<'_>, findings: &mut Vec<Finding>) {
    let checks: Vec<&Check> = played
        .weighed
        .violations
        .iter()
        .filter_map(|index| played.weighed.checks.get(*index))
        .collect();
    let Some(root) = checks.first() else { return };
    for check in &checks {
        let is_root = check.requirement == root.requirement && check.about == root.about;
        let cause = (!is_root).then(|| root.requirement.clone());
        add(run, played, check, cause.as_deref(), findings);
    }
}

/// Joins a violation to the same one of another scenario. A root anywhere is a root, and counts
/// the scenarios in which it is one.
fn add(
    run: &Run<'_>,
    played: &Played<'_>,
    check: &Check,
    cause: Option<&str>,
    findings: &mut Vec<Finding>,
) {
    let key = played.key();
    let known = findings
        .iter_mut()
        .find(|finding| finding.requirement == check.requirement && finding.about == check.about);
    let fresh = finding(run, played, check, cause.map(str::to_owned));
    let Some(known) = known else {
        findings.push(fresh);
        return;
    };
    let stronger = (check.verdict, cause.is_none()) > (known.verdict, known.caused_by.is_none());
    if stronger {
        *known = fresh;
    } else if cause.is_some() == known.caused_by.is_some()
        && check.verdict == known.verdict
        && !known.scenarios.contains(&key)
    {
        known.scenarios.push(key);
    }
}

fn finding(run: &Run<'_>, played: &Played<'_>, check: &Check, cause: Option<String>) -> Finding {
    let own = decides(&check.about, &played.facts.subject, run.sut());
    let attribution = match (own, run.sut()) {
        (true, _) => of_requirement(&check.requirement),
        (false, Some(_)) => Attribution::Harness,
        (false, None) => Attribution::Peer,
    };
    let level = catalogue::requirement(&check.requirement).map_or("", |entry| entry.level.as_str());
    Finding {
        requirement: check.requirement.clone(),
        level: level.to_owned(),
        verdict: check.verdict,
        attribution,
        about: check.about.clone(),
        scenarios: vec![played.key()],
        expected: check.expected.clone(),
        observed: check.observed.clone(),
        at: check.at,
        caused_by: cause,
        reproduce: reproduce(run, &played.facts.id),
    }
}

/// A scenario that did not pass, and not because of a violation.
fn other(run: &Run<'_>, played: &Played<'_>, findings: &mut Vec<Finding>) {
    let weighed = &played.weighed;
    let open = matches!(weighed.verdict, Verdict::Error | Verdict::Inconclusive | Verdict::NotRun);
    if !open || !weighed.violations.is_empty() {
        return;
    }
    let why = weighed.reason.clone().unwrap_or_default();
    let same = findings.iter_mut().find(|finding| {
        finding.requirement.is_empty()
            && finding.verdict == weighed.verdict
            && finding.observed == why
    });
    if let Some(known) = same {
        known.scenarios.push(played.key());
    } else {
        let attribution = weighed.attribution.unwrap_or(Attribution::Harness);
        let reproduce = reproduce(run, &played.facts.id);
        let mut finding = ground(weighed.verdict, attribution, why, 0, reproduce);
        finding.scenarios.push(played.key());
        findings.push(finding);
    }
}

/// Invariants that did not hold under load, journeys that broke off, and gates that were not met.
fn load(run: &Run<'_>, findings: &mut Vec<Finding>) {
    let Some(load) = run.load else { return };
    let mut add = |verdict, attribution, expected: &str, observed: String| {
        let reproduce = reproduce(run, "");
        let finding = ground(verdict, attribution, observed, 0, reproduce);
        findings.push(Finding { expected: expected.to_owned(), ..finding });
    };
    for violation in &load.violations {
        let expected = "Under load, too, nothing is lost or doubled, and both sides agree.";
        add(Verdict::Fail, Attribution::Product, expected, violation.clone());
    }
    for rule in &load.invalid {
        let expected = "The generator keeps the plan, or its figures mean nothing.";
        add(Verdict::Error, Attribution::Harness, expected, rule.clone());
    }
    for (why, count) in &load.failed {
        let expected = "Every journey that was started reaches its end.";
        let observed = format!("{count} journeys broke off: {why}");
        add(Verdict::Inconclusive, Attribution::Harness, expected, observed);
    }
    for gate in load.gates.iter().filter(|gate| !gate.met) {
        let expected = format!("{} stays within {:.1} ms.", gate.gate, gate.limit_ms);
        let observed = format!("{:.1} ms in {} samples", gate.observed_ms, gate.count);
        add(Verdict::Inconclusive, Attribution::Product, &expected, observed);
    }
}

fn ground(
    verdict: Verdict,
    attribution: Attribution,
    observed: String,
    at: u64,
    reproduce: String,
) -> Finding {
    Finding {
        requirement: String::new(),
        level: String::new(),
        verdict,
        attribution,
        about: String::new(),
        scenarios: Vec::new(),
        expected: "The scenario is played to its end on sound ground, and judged.".to_owned(),
        observed,
        at,
        caused_by: None,
        reproduce,
    }
}

/// The command that shows it again.
fn reproduce(run: &Run<'_>, scenario: &str) -> String {
    let Some(started) = run.started else { return String::new() };
    if let Some(load) = run.load {
        return format!("passavant load --plan scenarios/load/{}.toml", load.plan);
    }
    let mut words = vec![format!("passavant run --scenario {scenario}")];
    if started.stack != "embedded" && !started.stack.is_empty() {
        words.push(format!("--stack {}", started.stack));
    }
    if run.tunnels {
        words.push("--vpn".to_owned());
    }
    words.extend(started.flaws.iter().map(|(country, flaw)| format!("--flaw {flaw}@{country}")));
    if started.sut.is_some() {
        words.push("--sut sut.toml".to_owned());
    }
    words.join(" ")
}
