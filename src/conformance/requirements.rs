//! Each requirement over the whole run, and the five scores.

use crate::conformance::catalogue::{self, Family, Requirement};
use crate::conformance::judgement::{Check, RequirementVerdict, Score, Scores};
use crate::conformance::run::{Played, Run};
use crate::conformance::verdict::Verdict;

/// Every requirement of the catalogue with its worst verdict; without evidence it was not run.
pub(crate) fn verdicts(run: &Run<'_>, played: &[Played<'_>]) -> Vec<RequirementVerdict> {
    catalogue::requirements().iter().map(|entry| verdict(run, played, entry)).collect()
}

fn verdict(run: &Run<'_>, played: &[Played<'_>], entry: &Requirement) -> RequirementVerdict {
    let mut worst = (Verdict::NotApplicable, None);
    let mut evidence = 0_u32;
    let mut scenarios = Vec::new();
    for played in played {
        let mut judged = false;
        for check in &played.weighed.checks {
            if check.requirement == entry.id && counts(run, check) {
                judged = true;
                evidence = evidence.saturating_add(check.evidence);
                if check.verdict > worst.0 {
                    let reason = (check.verdict != Verdict::Pass).then(|| check.observed.clone());
                    worst = (check.verdict, reason);
                }
            }
        }
        if judged {
            scenarios.push(played.key());
        }
    }
    let (verdict, reason) = match worst {
        _ if scenarios.is_empty() && run.sut().is_some() && entry.is_of_harness() => {
            let reason = "it is about the harness's own parts, and a node is under test".to_owned();
            (Verdict::NotApplicable, Some(reason))
        }
        _ if scenarios.is_empty() => untouched(played, entry),
        (Verdict::Pass, _) if evidence == 0 => {
            (Verdict::NotRun, Some("nothing was looked at".to_owned()))
        }
        worst => worst,
    };
    RequirementVerdict {
        id: entry.id.clone(),
        level: entry.level.as_str().to_owned(),
        verdict,
        evidence,
        class: entry.evidence.as_str().to_owned(),
        scenarios,
        reason,
    }
}

/// With somebody else's node under test, a pass counts only where it is about that node.
fn counts(run: &Run<'_>, check: &Check) -> bool {
    run.sut().is_none_or(|sut| check.about == sut || check.verdict != Verdict::Pass)
}

/// No scenario judged it: it could not apply, or it was not run.
fn untouched(played: &[Played<'_>], entry: &Requirement) -> (Verdict, Option<String>) {
    let tagged = || played.iter().filter(|played| played.facts.tags.contains(&entry.id));
    let not_applicable = |played: &Played<'_>| played.weighed.verdict == Verdict::NotApplicable;
    if tagged().next().is_some() && tagged().all(not_applicable) {
        let reason = tagged().find_map(|played| played.weighed.reason.clone());
        return (Verdict::NotApplicable, reason);
    }
    (Verdict::NotRun, Some("no scenario of this run judged it".to_owned()))
}

/// The five scores, each satisfied, applicable and total.
pub(crate) fn scores(
    run: &Run<'_>,
    played: &[Played<'_>],
    verdicts: &[RequirementVerdict],
) -> Scores {
    let of = |family| score(played, verdicts, family);
    Scores {
        conformance: of(Family::Conformance),
        interoperability: of(Family::Interoperability),
        robustness: of(Family::Robustness),
        fraud: of(Family::Fraud),
        latency: latency(run),
    }
}

fn score(played: &[Played<'_>], verdicts: &[RequirementVerdict], family: Family) -> Score {
    let mut score = Score::default();
    for (entry, found) in catalogue::requirements().iter().zip(verdicts) {
        if entry.family != family {
            continue;
        }
        score.total += 1;
        let planned = played.iter().any(|played| played.facts.tags.contains(&entry.id));
        let judged = !found.scenarios.is_empty();
        if found.verdict != Verdict::NotApplicable && (planned || judged) {
            score.applicable += 1;
        }
        if found.verdict == Verdict::Pass {
            score.satisfied += 1;
        }
    }
    score
}

/// Gates of the load plan: each was met or not.
fn latency(run: &Run<'_>) -> Score {
    let gates = run.load.map_or(&[][..], |load| load.gates.as_slice());
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Score {
        satisfied: count(gates.iter().filter(|gate| gate.met).count()),
        applicable: count(gates.len()),
        total: count(gates.len()),
    }
}
