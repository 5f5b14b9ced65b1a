//! `conformance.html`: the whole page as the template sees it.

use crate::conformance::catalogue;
use crate::conformance::judgement::{Inventory, Judgement};
use crate::conformance::verdict::Verdict;
use crate::report::clean;
use crate::report::damage;
use crate::report::faults::{self, FaultRow};
use crate::report::findings::{self, Card};
use crate::report::fraud;
use crate::report::identity::{self, Fact, NodeRow};
use crate::report::journey;
use crate::report::matrix::{self, Family};
use crate::report::page;
use crate::report::payload;
use crate::report::recovery;
use crate::report::run::Run;
use crate::report::selftest::{self, SelfTestView};
use crate::report::statement::Statement;
use crate::report::text::{Lang, Mark, Text};
use rayon::prelude::*;
use serde::Serialize;

#[derive(Serialize)]
struct View {
    statement: Statement,
    inventory: Inventory,
    strip: Strip,
    nodes: Vec<NodeRow>,
    card: Vec<Fact>,
    findings: Vec<Card>,
    families: Vec<Family>,
    proven: usize,
    requirements: usize,
    /// Each drawn already.
    journeys: Vec<String>,
    left_out: usize,
    faults: Vec<FaultRow>,
    recovery: Option<recovery::Grid>,
    frauds: Option<fraud::Table>,
    damage: Option<damage::Coverage>,
    self_test: Option<SelfTestView>,
    environment: Vec<Fact>,
    failures: Vec<String>,
    marks: Vec<Legend>,
    result: String,
    load: bool,
}

#[derive(Serialize)]
struct Strip {
    who: Text,
}

#[derive(Serialize)]
struct Legend {
    mark: Mark,
    meaning: Text,
}

/// The page's text. `result` is the text of `result.json`.
pub(super) fn text(run: &Run, judgement: &Judgement, result: &str, lang: Lang) -> String {
    let without = payload::without(run, judgement);
    let journeys = judgement.scenarios.par_iter().map(|it| {
        let left_out = without.contains(&format!("{}/{}", it.id, it.subject));
        page::part("one_journey.html", &journey::journey(run, it, left_out))
    });
    let view = View {
        statement: Statement::of(run, judgement),
        inventory: judgement.inventory,
        strip: Strip { who: who(run) },
        nodes: identity::nodes(run),
        card: identity::card(run),
        findings: findings::cards(judgement),
        families: matrix::families(judgement),
        proven: catalogue::requirements().iter().filter(|it| !it.flaws.is_empty()).count(),
        requirements: catalogue::requirements().len(),
        journeys: journeys.collect(),
        left_out: without.len(),
        faults: faults::rows(run, judgement),
        recovery: recovery::grid(run, judgement),
        frauds: fraud::table(judgement),
        damage: damage::coverage(run),
        self_test: run
            .started
            .self_test
            .as_ref()
            .map(|it| selftest::view(it, &run.started.suite.digest)),
        environment: identity::environment(run),
        failures: identity::failures(run),
        marks: legend(),
        result: clean::json_in_page(result),
        load: run.load.is_some(),
    };
    page::render(run, lang, "conformance.html", &view)
}

/// Who was judged, in a few words.
fn who(run: &Run) -> Text {
    match run.started.sut.as_deref() {
        Some(seat) => {
            let node = run.node(seat);
            Text::same(node.map_or_else(
                || run.country(seat),
                |node| format!("{} {} ({seat})", node.product, node.version),
            ))
        }
        None => Text::new("deux nœuds de référence", "two reference nodes"),
    }
}

fn legend() -> Vec<Legend> {
    let meanings = [
        (
            Verdict::Pass,
            "Vu, et conforme : au moins une preuve a été examinée.",
            "Seen to hold: at least one piece of evidence was looked at.",
        ),
        (Verdict::Fail, "Vu, et enfreint.", "Seen not to hold."),
        (
            Verdict::Error,
            "Le banc d'essai, le courtier, la machine ou le partenaire a failli : rien n'est dit du nœud jugé.",
            "Harness, broker, host or partner failed: nothing is said of the judged node.",
        ),
        (
            Verdict::Inconclusive,
            "Les preuves n'ont pas suffi dans le temps accordé.",
            "Evidence did not decide within the time allowed.",
        ),
        (
            Verdict::NotRun,
            "Prévu, mais pas joué ou pas jugé.",
            "Planned, but not played or not judged.",
        ),
        (
            Verdict::NotApplicable,
            "Ne peut s'appliquer ici ; le motif est donné.",
            "Cannot apply here; the reason is given.",
        ),
    ];
    meanings
        .map(|(verdict, fr, en)| Legend { mark: Mark::of(verdict), meaning: Text::new(fr, en) })
        .into()
}
