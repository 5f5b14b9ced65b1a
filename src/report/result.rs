//! `result.json`, schema `passavant.result/1`: what other programs read of a run.

use crate::conformance::catalogue;
use crate::conformance::judgement::{
    Inventory, Judgement, RequirementVerdict, ScenarioVerdict, Scores,
};
use crate::conformance::outcome::Outcome;
use crate::conformance::verdict::{Attribution, Verdict};
use crate::record::event::{NodeFacts, SuiteFacts};
use crate::report::clean;
use crate::report::ending::Ending;
use crate::report::latency::Leg;
use crate::report::run::Run;
use serde::Serialize;

/// Name and version of the format; additions do not change it.
pub(super) const SCHEMA: &str = "passavant.result/1";

#[derive(Serialize)]
struct ResultFile<'a> {
    schema: &'static str,
    outcome: Outcome,
    exit: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    complete: bool,
    run: RunPart<'a>,
    inventory: Inventory,
    scores: Scores,
    requirements: Vec<RequirementPart<'a>>,
    scenarios: Vec<ScenarioPart<'a>>,
    latency: Vec<LegPart<'a>>,
}

#[derive(Serialize)]
struct RunPart<'a> {
    id: &'a str,
    purpose: &'a str,
    command: &'a str,
    selection: &'a str,
    seed: u64,
    stack: &'a str,
    started: String,
    duration_ms: u64,
    chain_head: &'a str,
    suite: SuitePart<'a>,
    corridor: CorridorPart<'a>,
    broker: BrokerPart<'a>,
    nodes: Vec<NodePart<'a>>,
}

#[derive(Serialize)]
struct CorridorPart<'a> {
    name: &'a str,
    title: &'a str,
    countries: Vec<&'a str>,
}

#[derive(Serialize)]
struct SuitePart<'a> {
    version: &'a str,
    commit: &'a str,
    dirty: bool,
    digest: &'a str,
    overridden: bool,
}

#[derive(Serialize)]
struct BrokerPart<'a> {
    product: &'a str,
    version: &'a str,
    store: &'a str,
}

#[derive(Serialize)]
struct NodePart<'a> {
    country: &'a str,
    product: &'a str,
    version: &'a str,
    flaw: Option<&'a str>,
    sut: bool,
}

#[derive(Serialize)]
struct RequirementPart<'a> {
    id: &'a str,
    level: &'a str,
    verdict: Verdict,
    evidence: &'a str,
    evidence_count: u32,
    proof: &'a [String],
    scenarios: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct ScenarioPart<'a> {
    id: &'a str,
    subject: &'a str,
    title: &'a str,
    feature: &'a str,
    tags: &'a [String],
    verdict: Verdict,
    reason: Option<&'a str>,
    attribution: Option<Attribution>,
    duration_ms: u64,
}

#[derive(Serialize)]
struct LegPart<'a> {
    leg: &'a str,
    count: u64,
    p50_ms: Option<f64>,
    p90_ms: Option<f64>,
    p99_ms: Option<f64>,
    p999_ms: Option<f64>,
    max_ms: Option<f64>,
}

/// The file's text, with a line end. Pure: the same run and judgement give the same bytes.
pub(super) fn text(run: &Run, judgement: &Judgement, legs: &[Leg]) -> String {
    let ending = Ending::of(judgement.outcome);
    let file = ResultFile {
        schema: SCHEMA,
        outcome: ending.outcome,
        exit: ending.exit,
        reason: judgement.reason.as_deref(),
        complete: judgement.complete,
        run: run_part(run),
        inventory: judgement.inventory,
        scores: judgement.scores,
        requirements: requirement_parts(judgement),
        scenarios: scenario_parts(judgement),
        latency: legs.iter().map(leg_part).collect(),
    };
    let text = serde_json::to_string_pretty(&file).expect("a result is plain data");
    clean::json(&text) + "\n"
}

fn run_part<'a>(run: &'a Run) -> RunPart<'a> {
    let SuiteFacts { version, commit, dirty, digest, overridden } = &run.started.suite;
    RunPart {
        id: &run.started.id,
        purpose: &run.started.purpose,
        command: &run.started.command,
        selection: &run.started.selection,
        seed: run.started.seed,
        stack: &run.started.stack,
        started: run.started.started.to_string(),
        duration_ms: run.duration_ms,
        chain_head: run.chain_head,
        suite: SuitePart { version, commit, dirty: *dirty, digest, overridden: *overridden },
        corridor: CorridorPart {
            name: &run.started.corridor.name,
            title: &run.started.corridor.title,
            countries: run.started.corridor.countries.keys().map(String::as_str).collect(),
        },
        broker: BrokerPart {
            product: &run.broker.product,
            version: &run.broker.version,
            store: &run.broker.store,
        },
        nodes: run.nodes.iter().map(node_part).collect(),
    }
}

fn node_part(node: &NodeFacts) -> NodePart<'_> {
    NodePart {
        country: &node.country,
        product: &node.product,
        version: &node.version,
        flaw: node.flaw.as_deref(),
        sut: node.sut,
    }
}

fn requirement_parts<'a>(judgement: &'a Judgement) -> Vec<RequirementPart<'a>> {
    let part = |it: &'a RequirementVerdict| RequirementPart {
        id: &it.id,
        level: &it.level,
        verdict: it.verdict,
        evidence: &it.class,
        evidence_count: it.evidence,
        proof: catalogue::requirement(&it.id).map_or(&[], |known| &known.flaws),
        scenarios: ids(&it.scenarios),
        reason: it.reason.as_deref(),
    };
    judgement.requirements.iter().map(part).collect()
}

/// `HP01/TG`, `HP01/BF` become `HP01`, once.
fn ids(scenarios: &[String]) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for scenario in scenarios {
        let id = scenario.split('/').next().unwrap_or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn scenario_parts(judgement: &Judgement) -> Vec<ScenarioPart<'_>> {
    fn part(it: &ScenarioVerdict) -> ScenarioPart<'_> {
        ScenarioPart {
            id: &it.id,
            subject: &it.subject,
            title: &it.title,
            feature: &it.feature,
            tags: &it.tags,
            verdict: it.verdict,
            reason: it.reason.as_deref(),
            attribution: it.attribution,
            duration_ms: it.duration_ms,
        }
    }
    judgement.scenarios.iter().map(part).collect()
}

fn leg_part(leg: &Leg) -> LegPart<'_> {
    let at = |wanted: f64| leg.intended.percentile_ms(wanted);
    LegPart {
        leg: &leg.name,
        count: leg.intended.count(),
        p50_ms: at(50.0),
        p90_ms: at(90.0),
        p99_ms: at(99.0),
        p999_ms: at(99.9),
        max_ms: leg.intended.max_ms(),
    }
}
