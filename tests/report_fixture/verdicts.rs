//! The verdicts on the made-up run.

use super::journey;
use passavant::conformance::catalogue;
use passavant::conformance::judgement::{
    Check, Finding, Inventory, Judgement, RequirementVerdict, ScenarioVerdict, Score, Scores,
};
use passavant::conformance::outcome::Outcome;
use passavant::conformance::verdict::{Attribution, Verdict};

fn check(requirement: &str, about: &str, verdict: Verdict, at: u64, told: (&str, &str)) -> Check {
    Check {
        requirement: requirement.into(),
        about: about.into(),
        verdict,
        expected: told.0.into(),
        observed: told.1.into(),
        at,
        evidence: u32::from(verdict == Verdict::Pass),
    }
}

fn passed(at: u64) -> Vec<Check> {
    vec![
        check(
            "REQ-DEP-002",
            "TG",
            Verdict::Pass,
            at,
            (
                "one TDA to the country of destination after release",
                "one TDA, 2.1 ms after release",
            ),
        ),
        check(
            "REQ-PAS-001",
            "TG",
            Verdict::Pass,
            at + 20,
            ("one PAS to each other country of the movement", "one PAS to BF"),
        ),
        check(
            "REQ-ENV-001",
            "TG",
            Verdict::Pass,
            at + 30,
            ("every message is valid against the schema of its code", "9 messages, all valid"),
        ),
    ]
}

fn scenarios() -> Vec<ScenarioVerdict> {
    use Verdict::{Error, Fail, Inconclusive, NotApplicable, NotRun, Pass};
    let verdicts = [
        (Pass, None, None, 212),
        (Pass, None, None, 1430),
        (
            Fail,
            Some("REQ-DUP-001: the replayed ARR was answered FNK 26, not with its original ACK"),
            Some(Attribution::Product),
            340,
        ),
        (Pass, None, None, 610),
        (
            Inconclusive,
            Some("no answer to PAS within 10 s of patience, and the cell was not quiet"),
            Some(Attribution::Infrastructure),
            12_800,
        ),
        (Error, Some("the node of TG closed the adapter connection"), Some(Attribution::Peer), 80),
        (
            NotApplicable,
            Some("the node declares no role that reads"),
            Some(Attribution::Configuration),
            1,
        ),
        (NotRun, Some("the run was interrupted before it"), Some(Attribution::Harness), 0),
    ];
    let planned = journey::planned();
    planned
        .iter()
        .zip(verdicts)
        .map(|(facts, (verdict, reason, attribution, duration_ms))| ScenarioVerdict {
            id: facts.id.clone(),
            subject: facts.subject.clone(),
            title: facts.title.clone(),
            feature: facts.feature.clone(),
            tags: facts.tags.clone(),
            verdict,
            reason: reason.map(str::to_owned),
            attribution,
            duration_ms,
            checks: match verdict {
                Pass => passed(20),
                Fail => vec![
                    check(
                        "REQ-DUP-001",
                        "BF",
                        Fail,
                        205,
                        (
                            "the original ACK BF-0193…4e2 again, byte for byte",
                            "FNK with error 26 (duplicate message id), 1.9 ms after the replay",
                        ),
                    ),
                    check(
                        "REQ-DUP-002",
                        "BF",
                        Fail,
                        207,
                        (
                            "one effect with the key ARR/BFOUA001",
                            "two effects with the key ARR/BFOUA001",
                        ),
                    ),
                    check(
                        "REQ-ENV-001",
                        "BF",
                        Pass,
                        207,
                        (
                            "every message is valid against the schema of its code",
                            "4 messages, all valid",
                        ),
                    ),
                ],
                Inconclusive => vec![check(
                    "REQ-LNK-003",
                    "TG",
                    Inconclusive,
                    250,
                    (
                        "each message is answered after the broker came back",
                        "nothing within patience",
                    ),
                )],
                _ => Vec::new(),
            },
        })
        .collect()
}

fn requirements(scenarios: &[ScenarioVerdict]) -> Vec<RequirementVerdict> {
    let played: Vec<String> = scenarios
        .iter()
        .filter(|it| it.verdict == Verdict::Pass)
        .map(|it| format!("{}/{}", it.id, it.subject))
        .collect();
    let verdict = |id: &str| {
        let all = scenarios.iter().flat_map(|it| &it.checks);
        let worst = all.filter(|it| it.requirement == id).map(|it| it.verdict).max();
        worst.unwrap_or(Verdict::Pass)
    };
    let row = |it: &catalogue::Requirement| {
        let verdict = verdict(&it.id);
        RequirementVerdict {
            id: it.id.clone(),
            level: it.level.as_str().into(),
            verdict,
            evidence: 7,
            class: it.evidence.as_str().into(),
            scenarios: played.clone(),
            reason: (verdict != Verdict::Pass).then(|| "see its scenario".to_owned()),
        }
    };
    catalogue::requirements().iter().map(row).collect()
}

fn findings() -> Vec<Finding> {
    let finding = |requirement: &str,
                   verdict,
                   attribution,
                   about: &str,
                   scenario: &str,
                   at,
                   told: (&str, &str)| Finding {
        requirement: requirement.into(),
        level: if requirement.is_empty() { String::new() } else { "MUST".into() },
        verdict,
        attribution,
        about: about.into(),
        scenarios: vec![scenario.into()],
        expected: told.0.into(),
        observed: told.1.into(),
        at,
        caused_by: None,
        reproduce: format!("passavant run --scenario {} --seed 42", &scenario[..4]),
    };
    let mut caused = finding(
        "REQ-DUP-002",
        Verdict::Fail,
        Attribution::Product,
        "BF",
        "FR06/BF",
        207,
        ("one effect with the key ARR/BFOUA001", "two effects with the key ARR/BFOUA001"),
    );
    caused.caused_by = Some("REQ-DUP-001".into());
    vec![
        finding(
            "REQ-DUP-001",
            Verdict::Fail,
            Attribution::Product,
            "BF",
            "FR06/BF",
            205,
            (
                "the original ACK BF-0193…4e2 again, byte for byte",
                "FNK with error 26 (duplicate message id), 1.9 ms after the replay",
            ),
        ),
        caused,
        finding(
            "",
            Verdict::Error,
            Attribution::Peer,
            "",
            "GU03/BF",
            260,
            ("the node of TG answers its adapter", "the node of TG closed the adapter connection"),
        ),
        finding(
            "REQ-LNK-003",
            Verdict::Inconclusive,
            Attribution::Infrastructure,
            "TG",
            "LF20/TG",
            250,
            (
                "each message is answered after the broker came back",
                "nothing within 10 s of patience",
            ),
        ),
    ]
}

fn score(satisfied: u32, applicable: u32, total: u32) -> Score {
    Score { satisfied, applicable, total }
}

/// The judgement of [`super::record`].
pub fn judgement() -> Judgement {
    let scenarios = scenarios();
    Judgement {
        outcome: Outcome::Nonconformant,
        reason: Some("FR06/BF violates REQ-DUP-001".into()),
        complete: true,
        inventory: Inventory { planned: 8, run: 6, not_applicable: 1, not_run: 1 },
        scores: Scores {
            conformance: score(22, 22, 22),
            interoperability: score(4, 4, 4),
            robustness: score(7, 10, 11),
            fraud: score(8, 8, 9),
            latency: Score::default(),
        },
        requirements: requirements(&scenarios),
        scenarios,
        findings: findings(),
    }
}

/// The judgement of [`super::conformant_record`].
pub fn conformant_judgement() -> Judgement {
    let scenarios: Vec<_> = scenarios().into_iter().take(2).collect();
    Judgement {
        outcome: Outcome::Conformant,
        reason: None,
        complete: true,
        inventory: Inventory { planned: 2, run: 2, not_applicable: 0, not_run: 0 },
        scores: Scores {
            conformance: score(22, 22, 22),
            interoperability: score(4, 4, 4),
            robustness: score(11, 11, 11),
            fraud: score(9, 9, 9),
            latency: Score::default(),
        },
        requirements: requirements(&scenarios),
        scenarios,
        findings: Vec::new(),
    }
}
