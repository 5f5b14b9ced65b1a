//! From single findings to the one verdict of a scenario: the first that applies wins.

use super::proof::Proof;
use super::{Setting, binding, decides};
use crate::conformance::catalogue;
use crate::conformance::judgement::Check;
use crate::conformance::standing::{Judged, Scene};
use crate::conformance::verdict::{Attribution, Verdict};
use crate::record::event::{Event, ScenarioFacts, StepStatus, What};

/// A scenario's verdict, why, and its checks in the order in which they were established.
#[derive(Debug)]
pub(crate) struct Weighed {
    /// The verdict.
    pub verdict: Verdict,
    /// Its first reason.
    pub reason: Option<String>,
    /// Whose doing.
    pub attribution: Option<Attribution>,
    /// Milliseconds.
    pub duration_ms: u64,
    /// Every check.
    pub checks: Vec<Check>,
    /// Which of them are violations, in the order established: the first is the root.
    pub violations: Vec<usize>,
}

/// One reason for one verdict.
struct Reason {
    verdict: Verdict,
    attribution: Option<Attribution>,
    why: String,
    by_check: bool,
}

impl Reason {
    fn new(verdict: Verdict, attribution: Attribution, why: impl Into<String>) -> Self {
        Self { verdict, attribution: Some(attribution), why: why.into(), by_check: false }
    }
}

impl Weighed {
    pub(super) fn not_run(why: &str) -> Self {
        Self {
            verdict: Verdict::NotRun,
            reason: Some(why.to_owned()),
            attribution: Some(Attribution::Harness),
            duration_ms: 0,
            checks: Vec::new(),
            violations: Vec::new(),
        }
    }

    pub(super) fn not_applicable(why: String, events: &[&Event]) -> Self {
        Self {
            verdict: Verdict::NotApplicable,
            reason: Some(why),
            attribution: None,
            duration_ms: duration(events),
            checks: Vec::new(),
            violations: Vec::new(),
        }
    }
}

pub(super) fn weigh(
    facts: &ScenarioFacts,
    scene: &Scene<'_>,
    mut judged: Vec<Judged>,
    proof: &Proof,
    setting: &Setting<'_>,
) -> Weighed {
    doubt(&mut judged, proof);
    let other = if setting.sut.is_some() { Attribution::Harness } else { Attribution::Peer };
    let failed = |(_, judged): &(usize, &Judged)| judged.verdict == Verdict::Fail;
    let violations = judged.iter().enumerate().filter(failed).map(|(at, _)| at).collect();
    excuse(&mut judged, &facts.subject);
    let mut reasons: Vec<Reason> = judged
        .iter()
        .filter(|judged| judged.verdict != Verdict::Fail || binding(judged, setting.strict))
        .filter_map(|judged| {
            let own = decides(&judged.about, &facts.subject, setting.sut);
            of_check(judged, own, other, proof)
        })
        .collect();
    if let Some((_, attribution, why)) = &proof.broken {
        reasons.insert(0, Reason::new(Verdict::Error, *attribution, why.clone()));
    }
    if !proof.finished {
        reasons.push(Reason::new(Verdict::NotRun, Attribution::Harness, "it did not end"));
    }
    let whose = Whose { subject: &facts.subject, other };
    reasons.extend(of_steps(scene, &reasons, &whose));
    reasons.extend(of_tags(facts, &judged));
    if judged.is_empty() {
        let why = "nothing was judged";
        reasons.push(Reason::new(Verdict::Inconclusive, Attribution::Harness, why));
    }
    let duration_ms = duration(&scene.evidence.events);
    let checks = judged.into_iter().map(|judged| {
        let own = decides(&judged.about, &facts.subject, setting.sut);
        check(judged, own)
    });
    let checks = checks.collect();
    // Among equals the first stays: `max_by_key` alone would give the last.
    let decisive = reasons.into_iter().rev().max_by_key(|reason| reason.verdict);
    let (verdict, attribution, reason) = match decisive {
        Some(reason) => (reason.verdict, reason.attribution, Some(reason.why)),
        None => (Verdict::Pass, None, None),
    };
    Weighed { verdict, reason, attribution, duration_ms, checks, violations }
}

/// Where the evidence is broken, only what was seen before stands.
fn doubt(judged: &mut [Judged], proof: &Proof) {
    let Some((from, _, why)) = &proof.broken else {
        if !proof.finished {
            judged.iter_mut().for_each(unprove);
        }
        return;
    };
    for judged in judged {
        let proven = judged.at < *from && !judged.absence && !is_standing_pass(judged);
        if !proven && matches!(judged.verdict, Verdict::Pass | Verdict::Fail) {
            judged.verdict = Verdict::Error;
            judged.observed = format!("{}; not proven: {why}", judged.observed);
        }
    }
}

/// In a scenario that did not end, nothing is proven by what was not seen, and what looks like a violation
/// may be the harness's own doing, which is written down after it.
fn unprove(judged: &mut Judged) {
    let violated = judged.verdict == Verdict::Fail && (judged.absence || is_standing(judged));
    if violated || is_standing_pass(judged) {
        judged.verdict = Verdict::Inconclusive;
        judged.observed = format!("{}; the scenario did not end", judged.observed);
    }
}

/// A standing requirement passes only over everything that happened.
fn is_standing_pass(judged: &Judged) -> bool {
    judged.verdict == Verdict::Pass && is_standing(judged)
}

/// Whether no step said it: it was found in all that happened.
fn is_standing(judged: &Judged) -> bool {
    use crate::conformance::standing::Rank;
    judged.rank != Rank::Claim
}

/// After the other node has gone wrong, what the subject did proves nothing.
fn excuse(judged: &mut [Judged], subject: &str) {
    let first = judged
        .iter()
        .find(|judged| judged.verdict == Verdict::Fail && judged.about != subject)
        .map(|judged| (judged.at, judged.requirement.clone(), judged.about.clone()));
    let Some((at, requirement, about)) = first else { return };
    for judged in judged {
        if judged.verdict == Verdict::Fail && judged.about == subject && judged.at > at {
            judged.verdict = Verdict::Error;
            judged.observed =
                format!("{}; after {about} had violated {requirement}", judged.observed);
        }
    }
}

fn of_check(judged: &Judged, own: bool, other: Attribution, proof: &Proof) -> Option<Reason> {
    let ground = proof.broken.as_ref().map(|(_, attribution, _)| *attribution);
    let (verdict, attribution) = match judged.verdict {
        Verdict::Pass | Verdict::NotApplicable => return None,
        Verdict::Fail if own => (Verdict::Fail, of_requirement(&judged.requirement)),
        Verdict::Fail => (Verdict::Error, other),
        Verdict::Error => (Verdict::Error, ground.unwrap_or(other)),
        verdict => (verdict, Attribution::Harness),
    };
    let why = format!("{} about {}: {}", judged.requirement, judged.about, judged.observed);
    Some(Reason { verdict, attribution: Some(attribution), why, by_check: true })
}

/// Whose doing a violation is: the adapter is declared and configured, the rest is the product.
pub(crate) fn of_requirement(requirement: &str) -> Attribution {
    if requirement.starts_with("REQ-ADP-") {
        Attribution::Configuration
    } else {
        Attribution::Product
    }
}

/// Each requirement that the scenario is tagged with must have been looked at.
fn of_tags(facts: &ScenarioFacts, judged: &[Judged]) -> Vec<Reason> {
    let requirements = facts.tags.iter().filter(|tag| tag.starts_with("REQ-"));
    let unseen = requirements.filter(|tag| {
        !judged.iter().any(|judged| judged.requirement == **tag && judged.evidence > 0)
    });
    let why = |tag: &String| match catalogue::requirement(tag) {
        Some(_) => format!("{tag} is claimed and nothing was looked at for it"),
        None => format!("{tag} is claimed and not in the catalogue"),
    };
    let reason = |tag| Reason::new(Verdict::Inconclusive, Attribution::Harness, why(tag));
    unseen.map(reason).collect()
}

/// Steps that did not pass although nothing else says why.
fn of_steps(scene: &Scene<'_>, others: &[Reason], whose: &Whose<'_>) -> Option<Reason> {
    let steps = scene.evidence.events.iter().filter_map(|event| match &event.what {
        What::Step { text, status, reason, .. } if *status != StepStatus::Passed => {
            Some((text, *status, reason.as_deref().unwrap_or("no reason given")))
        }
        _ => None,
    });
    let (text, status, why) = steps.max_by_key(|(_, status, _)| severity(*status))?;
    let because_of_a_check =
        others.iter().any(|reason| reason.verdict >= Verdict::Inconclusive && reason.by_check);
    let (verdict, why) = match status {
        StepStatus::Error => (Verdict::Error, format!("step `{text}`: {why}")),
        StepStatus::Failed if !because_of_a_check => {
            let late = super::claims::kept_waiting(&scene.evidence);
            let why = format!("step `{text}` could not go on: {why}");
            return Some(Reason::new(Verdict::Error, whose.doing(late.as_deref()), why));
        }
        StepStatus::Skipped if others.is_empty() => {
            (Verdict::Error, format!("step `{text}` was skipped: {why}"))
        }
        StepStatus::Undecided => {
            let why = format!("step `{text}`: {why}");
            return Some(Reason::new(Verdict::Inconclusive, whose.doing(awaited(scene)), why));
        }
        StepStatus::Passed | StepStatus::Failed | StepStatus::Skipped => return None,
    };
    Some(Reason::new(verdict, Attribution::Harness, why))
}

/// The node that was awaited last when patience ran out.
fn awaited<'a>(scene: &Scene<'a>) -> Option<&'a str> {
    scene.evidence.events.iter().rev().find_map(|event| match &event.what {
        What::PatienceLost { from, .. } => from.strip_prefix("node "),
        _ => None,
    })
}

/// Whose doing it is that a country did not do what was needed.
struct Whose<'a> {
    subject: &'a str,
    other: Attribution,
}

impl Whose<'_> {
    fn doing(&self, country: Option<&str>) -> Attribution {
        match country {
            Some(country) if country == self.subject => Attribution::Product,
            Some(_) => self.other,
            None => Attribution::Harness,
        }
    }
}

fn severity(status: StepStatus) -> u8 {
    match status {
        StepStatus::Passed => 0,
        StepStatus::Skipped => 1,
        StepStatus::Undecided => 2,
        StepStatus::Failed => 3,
        StepStatus::Error => 4,
    }
}

/// As it is told: a violation by the other node says nothing of the subject.
fn check(judged: Judged, own: bool) -> Check {
    let others = judged.verdict == Verdict::Fail && !own;
    Check {
        requirement: judged.requirement,
        about: judged.about,
        verdict: if others { Verdict::Error } else { judged.verdict },
        expected: judged.expected,
        observed: judged.observed,
        at: judged.at,
        evidence: judged.evidence,
    }
}

fn duration(events: &[&Event]) -> u64 {
    let finished = events.iter().find_map(|event| match event.what {
        What::ScenarioFinished { duration_ms, .. } => Some(duration_ms),
        _ => None,
    });
    finished.unwrap_or_default()
}
