//! `junit.xml`: the Jenkins dialect as GitLab and GitHub read it, one suite per feature.

use crate::conformance::judgement::{Check, Judgement, ScenarioVerdict};
use crate::conformance::verdict::Verdict;
use crate::report::clean::{line, xml};
use crate::report::ending::Ending;
use crate::report::number::float;
use crate::report::run::Run;
use crate::report::text::attribution_code;
use std::fmt::Write as _;

/// Longest body of a failure, in characters.
const BODY: usize = 4000;

/// What a test case says beside its names.
enum Case {
    Passed,
    Failure { kind: String, message: String, body: String },
    Error { kind: String, message: String, body: String },
    Skipped { message: String },
}

struct Row {
    classname: String,
    name: String,
    file: String,
    line: u32,
    seconds: f64,
    case: Case,
}

/// The file's text. The last suite, `passavant.run`, has one case that passes only when the
/// outcome of the whole run is conformant, so that no build is green without it.
pub(super) fn text(run: &Run, judgement: &Judgement) -> String {
    let mut suites: Vec<(String, Vec<Row>)> = Vec::new();
    for scenario in &judgement.scenarios {
        let row = scenario_row(run, judgement, scenario);
        match suites.iter_mut().find(|(feature, _)| *feature == scenario.feature) {
            Some((_, rows)) => rows.push(row),
            None => suites.push((scenario.feature.clone(), vec![row])),
        }
    }
    suites.push(("passavant.run".to_owned(), vec![outcome_row(run, judgement)]));

    let all = || suites.iter().flat_map(|(_, rows)| rows);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let timestamp = run.started.started.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let head = format!(
        "<testsuites name=\"passavant\" {} time=\"{:.3}\" timestamp=\"{timestamp}\">\n",
        counts(all()),
        seconds(run.duration_ms)
    );
    out.push_str(&head);
    for (feature, rows) in &suites {
        suite(&mut out, run, feature, rows, &timestamp);
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(out: &mut String, run: &Run, feature: &str, rows: &[Row], timestamp: &str) {
    let time: f64 = rows.iter().map(|row| row.seconds).sum();
    let host = run.started.host.get("hostname").map_or("localhost", String::as_str);
    let head = format!(
        "  <testsuite name=\"{}\" {} time=\"{time:.3}\" timestamp=\"{timestamp}\" hostname=\"{}\">\n",
        xml(&line(feature)),
        counts(rows.iter()),
        xml(&line(host)),
    );
    out.push_str(&head);
    out.push_str("    <properties>\n");
    let suite = &run.started.suite;
    let properties = [
        ("run", run.started.id.clone()),
        ("suite.version", suite.version.clone()),
        ("suite.digest", suite.digest.clone()),
        ("stack", run.started.stack.clone()),
        ("seed", run.started.seed.to_string()),
        ("sut", run.started.sut.clone().unwrap_or_default()),
    ];
    for (name, value) in properties {
        let property =
            format!("      <property name=\"{name}\" value=\"{}\"/>\n", xml(&line(&value)));
        out.push_str(&property);
    }
    out.push_str("    </properties>\n");
    for row in rows {
        test_case(out, row);
    }
    out.push_str("  </testsuite>\n");
}

fn test_case(out: &mut String, row: &Row) {
    let open = format!(
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"{:.3}\"",
        xml(&line(&row.classname)),
        xml(&line(&row.name)),
        xml(&line(&row.file)),
        row.line,
        row.seconds
    );
    out.push_str(&open);
    let (tag, kind, message, body) = match &row.case {
        Case::Passed => return out.push_str("/>\n"),
        Case::Skipped { message } => {
            let skipped = format!(
                ">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                xml(&line(message))
            );
            return out.push_str(&skipped);
        }
        Case::Failure { kind, message, body } => ("failure", kind, message, body),
        Case::Error { kind, message, body } => ("error", kind, message, body),
    };
    let body: String = body.chars().take(BODY).collect();
    write!(
        out,
        ">\n      <{tag} type=\"{}\" message=\"{}\">{}</{tag}>\n    </testcase>\n",
        xml(&line(kind)),
        xml(&line(message)),
        xml(&body)
    )
    .expect("a String takes every character");
}

fn counts<'a>(rows: impl Iterator<Item = &'a Row>) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for row in rows {
        tests += 1;
        match row.case {
            Case::Passed => {}
            Case::Failure { .. } => failures += 1,
            Case::Error { .. } => errors += 1,
            Case::Skipped { .. } => skipped += 1,
        }
    }
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"")
}

fn scenario_row(run: &Run, judgement: &Judgement, scenario: &ScenarioVerdict) -> Row {
    let planned = run.planned(&scenario.id, &scenario.subject);
    let stem = scenario.feature.trim_end_matches(".feature").replace('/', ".");
    Row {
        classname: format!("passavant.{stem}"),
        name: format!("{} {} [subject={}]", scenario.id, scenario.title, scenario.subject),
        file: format!("features/{}", scenario.feature),
        line: planned.map_or(0, |facts| facts.line),
        seconds: seconds(scenario.duration_ms),
        case: case_of(judgement, scenario),
    }
}

fn case_of(judgement: &Judgement, scenario: &ScenarioVerdict) -> Case {
    let reason = scenario.reason.clone().unwrap_or_else(|| scenario.verdict.word().to_owned());
    let body = body(judgement, scenario, &reason);
    let whose = scenario.attribution.map_or("harness", attribution_code);
    match scenario.verdict {
        Verdict::Pass => Case::Passed,
        Verdict::NotApplicable => Case::Skipped { message: reason },
        Verdict::Fail => Case::Failure {
            kind: worst(scenario).map_or("FAIL", |check| &check.requirement).to_owned(),
            message: reason,
            body,
        },
        Verdict::Error => Case::Error { kind: whose.to_owned(), message: reason, body },
        Verdict::Inconclusive => {
            Case::Error { kind: "inconclusive".to_owned(), message: reason, body }
        }
        Verdict::NotRun => Case::Error { kind: "not-run".to_owned(), message: reason, body },
    }
}

/// The earliest check with the worst verdict.
fn worst(scenario: &ScenarioVerdict) -> Option<&Check> {
    let worst = scenario.checks.iter().map(|check| check.verdict).max()?;
    scenario.checks.iter().filter(|check| check.verdict == worst).min_by_key(|check| check.at)
}

fn body(judgement: &Judgement, scenario: &ScenarioVerdict, reason: &str) -> String {
    let key = format!("{}/{}", scenario.id, scenario.subject);
    let mut body = format!("{reason}\n");
    for check in &scenario.checks {
        if check.verdict > Verdict::Pass {
            let told = format!(
                "\n{} {} ({})\n  expected: {}\n  observed: {}\n",
                check.verdict.word(),
                check.requirement,
                check.about,
                check.expected,
                check.observed
            );
            body.push_str(&told);
        }
    }
    if let Some(finding) = judgement.findings.iter().find(|it| it.scenarios.contains(&key)) {
        writeln!(body, "\nreproduce: {}", finding.reproduce)
            .expect("a String takes every character");
    }
    body
}

fn outcome_row(run: &Run, judgement: &Judgement) -> Row {
    let ending = Ending::of(judgement.outcome);
    let message = format!("{}: {}", ending.headline.en, ending.meaning.en);
    let body = format!("{message}\noutcome {} (exit {})\n", ending.code(), ending.exit);
    let kind = ending.code();
    Row {
        classname: "passavant.run".to_owned(),
        name: "outcome of the run".to_owned(),
        file: "result.json".to_owned(),
        line: 1,
        seconds: seconds(run.duration_ms),
        case: match ending.verdict {
            Verdict::Pass => Case::Passed,
            Verdict::Fail => Case::Failure { kind, message, body },
            _ => Case::Error { kind, message, body },
        },
    }
}

fn seconds(millis: u64) -> f64 {
    float(millis) / 1000.0
}
