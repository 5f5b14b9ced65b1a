//! One scenario for one subject: its text with verdicts, its checks, its ladder, its evidence.

use crate::conformance::catalogue;
use crate::conformance::judgement::{Check, ScenarioVerdict};
use crate::conformance::verdict::Verdict;
use crate::record::event::{Event, StepStatus, What};
use crate::report::clean;
use crate::report::flight::ends;
use crate::report::ladder::{Ladder, Sides, ladder};
use crate::report::line;
use crate::report::number;
use crate::report::payload;
use crate::report::run::Run;
use crate::report::text::{self, Mark, Text, attribution};
use serde::Serialize;

/// A scenario as the template sees it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Journey {
    anchor: String,
    id: String,
    subject: String,
    country: String,
    title: String,
    feature: String,
    line: u32,
    mark: Mark,
    passed: bool,
    reason: Option<String>,
    attribution: Option<Text>,
    duration: Text,
    requirements: Vec<String>,
    faults: Vec<Text>,
    steps: Vec<StepView>,
    checks: Vec<CheckView>,
    passed_checks: Vec<CheckView>,
    ladder: Option<Ladder>,
    messages: Vec<MessageView>,
    acts: Vec<ActView>,
    queries: Vec<QueryView>,
    reproduce: String,
}

#[derive(Debug, Clone, Serialize)]
struct StepView {
    keyword: String,
    text: String,
    mark: Mark,
    reason: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct CheckView {
    requirement: String,
    sentence: Text,
    about: String,
    mark: Mark,
    expected: String,
    observed: String,
    line: u64,
    evidence: u32,
}

#[derive(Debug, Clone, Serialize)]
struct MessageView {
    line: u64,
    time: Text,
    code: String,
    from: String,
    to: String,
    queue: String,
    user: String,
    id: String,
    mrn: String,
    digest: String,
    size: Text,
    text: Option<String>,
    instead: Option<Text>,
    headers: Vec<(String, String)>,
}

#[derive(Debug, Clone, Serialize)]
struct ActView {
    line: u64,
    country: String,
    verb: String,
    status: u16,
    took: Text,
    request: String,
    response: String,
}

#[derive(Debug, Clone, Serialize)]
struct QueryView {
    line: u64,
    country: String,
    path: String,
    status: u16,
    response: String,
}

/// The page id of a scenario, e.g. `HP01-TG`.
pub(super) fn anchor(scenario: &str) -> String {
    clean::token(scenario)
}

/// Draws one scenario. `left_out` leaves its payloads out of the page.
pub(super) fn journey(run: &Run, verdict: &ScenarioVerdict, left_out: bool) -> Journey {
    let key = format!("{}/{}", verdict.id, verdict.subject);
    let play = run.play(&key);
    let born = play.first().map_or(0, |event| event.wall_ns);
    let planned = run.planned(&verdict.id, &verdict.subject);
    let sides = sides(run, play, &verdict.subject);
    let sides = Sides { left: &sides.0, right: &sides.1, sut: run.started.sut.as_deref() };
    let played = !play.is_empty();
    Journey {
        anchor: anchor(&key),
        id: verdict.id.clone(),
        country: run.country(&verdict.subject),
        subject: verdict.subject.clone(),
        title: verdict.title.clone(),
        feature: verdict.feature.clone(),
        line: planned.map_or(0, |facts| facts.line),
        mark: Mark::of(verdict.verdict),
        passed: verdict.verdict == Verdict::Pass,
        reason: verdict.reason.clone(),
        attribution: verdict.attribution.map(attribution),
        duration: number::millis(number::float(verdict.duration_ms)),
        requirements: verdict.tags.iter().filter(|it| it.starts_with("REQ-")).cloned().collect(),
        faults: faults(play),
        steps: steps(run, verdict, play),
        checks: checks(verdict, |it| it > Verdict::Pass),
        passed_checks: checks(verdict, |it| it <= Verdict::Pass),
        ladder: played.then(|| ladder(play, &verdict.checks, &sides)),
        messages: play.iter().filter_map(|it| message(it, born, left_out)).collect(),
        acts: play.iter().filter_map(|it| act(it)).collect(),
        queries: play.iter().filter_map(|it| query(it)).collect(),
        reproduce: reproduce(run, verdict),
    }
}

/// The command that plays this scenario again.
fn reproduce(run: &Run, verdict: &ScenarioVerdict) -> String {
    let mut flaws = String::new();
    for (country, flaw) in &run.started.flaws {
        flaws.push_str(" --flaw ");
        flaws.push_str(flaw);
        flaws.push('@');
        flaws.push_str(country);
    }
    let started = run.started;
    let vpn = if run.tunnel.is_some() { " --vpn" } else { "" };
    format!(
        "passavant run --stack {}{vpn} --scenario {} --seed {}{flaws}",
        started.stack, verdict.id, started.seed
    )
}

/// Country of departure, and every other one that it wrote to or heard from: by the first movement
/// that is named, else the subject.
fn sides(run: &Run, play: &[&Event], subject: &str) -> (String, String) {
    let countries: Vec<&String> = run.started.corridor.countries.keys().collect();
    let is_known = |code: &str| countries.iter().any(|known| *known == code);
    let departure = |event: &&Event| match &event.what {
        What::Copy(copy) => copy.mrn.get(2..4).filter(|code| is_known(code)).map(str::to_owned),
        _ => None,
    };
    let left = play.iter().find_map(departure).unwrap_or_else(|| subject.to_owned());
    let mut right: Vec<String> = Vec::new();
    for event in play {
        let What::Copy(copy) = &event.what else { continue };
        let (from, to) = ends(&copy.queue);
        for code in [from, to] {
            if code != left && is_known(&code) && !right.contains(&code) {
                right.push(code);
            }
        }
    }
    if right.is_empty() {
        right.extend(countries.iter().find(|code| **code != &left).map(|code| (*code).clone()));
    }
    (left, right.join(", "))
}

/// The failures that a scenario played, in words.
fn faults(play: &[&Event]) -> Vec<Text> {
    let mut faults = Vec::new();
    for event in play {
        let text = match &event.what {
            What::LinkChange { country, change, bite, .. }
                if change == "bit" || change == "cut" =>
            {
                let what = bite.as_ref().map_or_else(|| line::effect("cut"), line::directed);
                let (fr, en) = (what.fr, what.en);
                Text::new(format!("ligne {country} {fr}"), format!("link {country} {en}"))
            }
            What::Part { part, change, .. } if change == "killed" || change == "died" => {
                let part = text::part(part);
                Text::new(format!("{} tué", part.fr), format!("{} killed", part.en))
            }
            What::Injected { account, .. } => Text::new(
                format!("message injecté au nom de {account}"),
                format!("message injected as {account}"),
            ),
            _ => continue,
        };
        if !faults.contains(&text) {
            faults.push(text);
        }
    }
    faults
}

fn step_mark(status: StepStatus) -> Mark {
    Mark::of(match status {
        StepStatus::Passed => Verdict::Pass,
        StepStatus::Failed => Verdict::Fail,
        StepStatus::Undecided => Verdict::Inconclusive,
        StepStatus::Error => Verdict::Error,
        StepStatus::Skipped => Verdict::NotRun,
    })
}

/// Steps as they ended, then those that were not reached.
fn steps(run: &Run, verdict: &ScenarioVerdict, play: &[&Event]) -> Vec<StepView> {
    let ended = |event: &&Event| match &event.what {
        What::Step { keyword, text, status, reason, .. } => Some(StepView {
            keyword: keyword.clone(),
            text: text.clone(),
            mark: step_mark(*status),
            reason: reason.clone(),
        }),
        _ => None,
    };
    let mut steps: Vec<StepView> = play.iter().filter_map(ended).collect();
    let planned = run.planned(&verdict.id, &verdict.subject).map(|facts| facts.steps.as_slice());
    for written in planned.unwrap_or_default().iter().skip(steps.len()) {
        let (keyword, text) = written.split_once(' ').unwrap_or(("", written));
        steps.push(StepView {
            keyword: keyword.to_owned(),
            text: text.to_owned(),
            mark: step_mark(StepStatus::Skipped),
            reason: None,
        });
    }
    steps
}

fn checks(verdict: &ScenarioVerdict, wanted: fn(Verdict) -> bool) -> Vec<CheckView> {
    verdict.checks.iter().filter(|it| wanted(it.verdict)).map(check).collect()
}

fn check(check: &Check) -> CheckView {
    let known = catalogue::requirement(&check.requirement);
    CheckView {
        requirement: check.requirement.clone(),
        sentence: known.map_or_else(Text::default, |it| Text::new(it.fr.clone(), it.en.clone())),
        about: check.about.clone(),
        mark: Mark::of(check.verdict),
        expected: check.expected.clone(),
        observed: check.observed.clone(),
        line: check.at.saturating_add(1),
        evidence: check.evidence,
    }
}

fn message(event: &Event, born: u64, left_out: bool) -> Option<MessageView> {
    let What::Copy(copy) = &event.what else { return None };
    let (from, to) = ends(&copy.queue);
    let shown = payload::body(copy, event.seq, left_out);
    let headers = copy.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
    Some(MessageView {
        line: event.seq.saturating_add(1),
        time: number::nanos(event.wall_ns.saturating_sub(born)),
        code: copy.code.clone(),
        from,
        to,
        queue: copy.queue.clone(),
        user: copy.user.clone(),
        id: copy.message_id.clone(),
        mrn: copy.mrn.clone(),
        digest: copy.digest.clone(),
        size: number::bytes(shown.size as u64),
        text: shown.text,
        instead: shown.instead,
        headers: if left_out { Vec::new() } else { headers.collect() },
    })
}

fn act(event: &Event) -> Option<ActView> {
    let What::Act { country, verb, request, status, response, took_us, .. } = &event.what else {
        return None;
    };
    Some(ActView {
        line: event.seq.saturating_add(1),
        country: country.clone(),
        verb: verb.clone(),
        status: *status,
        took: number::nanos(took_us.saturating_mul(1000)),
        request: payload::json(request),
        response: payload::json(response),
    })
}

fn query(event: &Event) -> Option<QueryView> {
    let What::Query { country, path, status, response } = &event.what else { return None };
    Some(QueryView {
        line: event.seq.saturating_add(1),
        country: country.clone(),
        path: path.clone(),
        status: *status,
        response: payload::json(response),
    })
}
