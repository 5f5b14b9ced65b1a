//! `latency.html`: gates, load facts, percentiles of each leg on two clocks, and how it was measured.

use crate::conformance::judgement::Judgement;
use crate::conformance::verdict::Verdict;
use crate::record::event::{GateFacts, LoadFacts};
use crate::report::chart::{Plot, plot};
use crate::report::identity::{self, Fact};
use crate::report::latency::{Leg, Samples};
use crate::report::number;
use crate::report::page;
use crate::report::run::Run;
use crate::report::statement::Statement;
use crate::report::text::{Lang, Mark, Text};
use serde::Serialize;

#[derive(Serialize)]
struct View {
    statement: Statement,
    card: Vec<Fact>,
    load: Option<LoadView>,
    rows: Vec<Row>,
    legs: Vec<LegView>,
}

#[derive(Serialize)]
struct LoadView {
    plan: String,
    facts: Vec<(Text, Text)>,
    failed: Vec<(String, u64)>,
    invalid: Vec<String>,
    violations: Vec<String>,
    gates: Vec<Gate>,
}

#[derive(Serialize)]
struct Gate {
    name: String,
    mark: Mark,
    limit: Text,
    observed: Text,
    count: String,
}

/// One line of the percentile table: a leg on one clock.
#[derive(Serialize)]
struct Row {
    leg: String,
    words: Text,
    clock: Text,
    first: bool,
    count: String,
    cells: Vec<Option<Text>>,
    max: Option<Text>,
}

#[derive(Serialize)]
struct LegView {
    leg: String,
    words: Text,
    count: String,
    plot: Option<Plot>,
    open: bool,
    table: Vec<Point>,
}

/// One line of the data table below a plot.
#[derive(Serialize)]
struct Point {
    percent: Text,
    intended: Text,
    actual: Text,
}

const PERCENTS: [f64; 4] = [50.0, 90.0, 99.0, 99.9];

/// The page's text.
pub(super) fn text(run: &Run, judgement: &Judgement, legs: &[Leg], lang: Lang) -> String {
    let view = View {
        statement: Statement::of(run, judgement),
        card: identity::card(run),
        load: run.load.map(load),
        rows: legs.iter().flat_map(rows).collect(),
        legs: legs.iter().enumerate().map(|(at, leg)| leg_view(leg, at == 0)).collect(),
    };
    page::render(run, lang, "latency.html", &view)
}

fn rows(leg: &Leg) -> Vec<Row> {
    let intended = (&leg.intended, Text::new("début prévu", "intended start"));
    let actual = (&leg.actual, Text::new("début réel", "actual start"));
    let both = if leg.intended == leg.actual {
        vec![(intended.0, Text::new("les deux", "both clocks"))]
    } else {
        vec![intended, actual]
    };
    let row = |(at, (samples, clock)): (usize, (&Samples, Text))| Row {
        leg: leg.name.clone(),
        words: words(&leg.name),
        clock,
        first: at == 0,
        count: number::whole(samples.count()),
        cells: PERCENTS.map(|it| samples.percentile_ms(it).map(number::millis)).into(),
        max: samples.max_ms().map(number::millis),
    };
    both.into_iter().enumerate().map(row).collect()
}

/// A leg in words; an unknown one keeps its name.
fn words(leg: &str) -> Text {
    // An event may have two words before what was timed: `PAS EXIT out`.
    let parts = ["out", "answered", "decided", "after RES"];
    let timed = |part: &&str| leg.ends_with(&format!(" {part}"));
    let rest = parts.into_iter().find(timed).unwrap_or_default();
    let code = leg.strip_suffix(rest).unwrap_or(leg).trim_end();
    match (code, rest) {
        ("journey", _) => Text::new("parcours entier", "whole journey"),
        ("receipt", _) => Text::new("envoi → reçu du courtier", "sent → broker's receipt"),
        ("carried", _) => Text::new("envoi → livraison", "sent → delivered"),
        ("commit", _) => Text::new("livraison → acquittement", "delivered → acknowledged"),
        (_, "out") => Text::new(format!("acte → {code} émis"), format!("act → {code} sent")),
        (_, "answered") => Text::new(
            format!("{code} émis → réponse technique"),
            format!("{code} sent → technical answer"),
        ),
        (_, "decided") => {
            Text::new(format!("{code} émis → décision"), format!("{code} sent → decision"))
        }
        (_, "after RES") => {
            Text::new(format!("RES émis → {code} émis"), format!("RES sent → {code} sent"))
        }
        _ => Text::same(leg),
    }
}

fn leg_view(leg: &Leg, open: bool) -> LegView {
    let points = [0.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 100.0];
    let point = |percent: f64| {
        let at = |samples: &Samples| samples.at_rank(percent).map(number::millis);
        let label = format!("{percent} %");
        Some(Point {
            percent: Text::new(label.replace('.', ","), label),
            intended: at(&leg.intended)?,
            actual: at(&leg.actual)?,
        })
    };
    LegView {
        leg: leg.name.clone(),
        words: words(&leg.name),
        count: number::whole(leg.intended.count()),
        plot: plot(leg),
        open,
        table: points.into_iter().filter_map(point).collect(),
    }
}

fn load(load: &LoadFacts) -> LoadView {
    let count = |n: u64| Text::same(number::whole(n));
    let facts = vec![
        (Text::new("Parcours demandés", "Journeys asked for"), count(load.planned)),
        (Text::new("Parcours commencés", "Journeys started"), count(load.started)),
        (Text::new("Parcours achevés", "Journeys completed"), count(load.completed)),
        (Text::new("Cadence demandée", "Rate asked for"), number::rate(load.target_rate)),
        (Text::new("Cadence tenue", "Rate achieved"), number::rate(load.achieved_rate)),
    ];
    LoadView {
        plan: load.plan.clone(),
        facts,
        failed: load.failed.iter().map(|(why, n)| (why.clone(), *n)).collect(),
        invalid: load.invalid.clone(),
        violations: load.violations.clone(),
        gates: load.gates.iter().map(gate).collect(),
    }
}

/// A gate that is not met though what was observed is below its limit had too few samples.
fn gate(gate: &GateFacts) -> Gate {
    let verdict = match (gate.met, gate.observed_ms <= gate.limit_ms) {
        (true, _) => Verdict::Pass,
        (false, false) => Verdict::Fail,
        (false, true) => Verdict::Inconclusive,
    };
    Gate {
        name: gate.gate.clone(),
        mark: Mark::of(verdict),
        limit: number::millis(gate.limit_ms),
        observed: number::millis(gate.observed_ms),
        count: number::whole(gate.count),
    }
}
