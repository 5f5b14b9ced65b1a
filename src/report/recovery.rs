//! How systems came back: which message, at which phase its line failed, and how long it took.

use crate::conformance::judgement::{Judgement, ScenarioVerdict};
use crate::record::event::{Event, What};
use crate::report::journey::anchor;
use crate::report::run::Run;
use crate::report::text::{Mark, Text};
use crate::report::{line, number};
use serde::Serialize;

/// What comes before every exact point: the line was down before anything was said.
const UNSAID: &str = "";

/// Phases in the order of a message's life.
const PHASES: [&str; 5] =
    [UNSAID, "before-forward", "before-receipt", "before-delivery", "before-ack"];

/// Messages by the phase at which their line failed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Grid {
    phases: Vec<Text>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    message: String,
    cells: Vec<Vec<Return>>,
}

/// One return.
#[derive(Debug, Clone, Serialize)]
struct Return {
    scenario: String,
    anchor: String,
    mark: Mark,
    /// From the healing to the first message on the line.
    first: Text,
    /// From the healing to the final answer of the message.
    agreed: Text,
}

/// A return as the record has it.
struct Known<'a> {
    code: &'a str,
    phase: &'a str,
    shown: Return,
}

/// The grid of a run; none where no system had to come back.
pub(super) fn grid(run: &Run, judgement: &Judgement) -> Option<Grid> {
    let keys: Vec<String> =
        judgement.scenarios.iter().map(|it| format!("{}/{}", it.id, it.subject)).collect();
    let pairs = keys.iter().zip(&judgement.scenarios);
    let known: Vec<Known<'_>> =
        pairs.flat_map(|(key, verdict)| returns(run.play(key), key, verdict)).collect();
    if known.is_empty() {
        return None;
    }
    let phases: Vec<&str> =
        PHASES.into_iter().filter(|phase| known.iter().any(|it| it.phase == *phase)).collect();
    let mut codes: Vec<&str> = Vec::new();
    for code in known.iter().map(|it| it.code) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let journey = ["TDA", "PAS", "ARR", "RES"];
    codes.sort_by_key(|code| journey.iter().position(|known| known == code));
    let cell = |code: &str, phase: &str| -> Vec<Return> {
        let here = known.iter().filter(|it| it.code == code && it.phase == phase);
        here.map(|it| it.shown.clone()).collect()
    };
    let rows = codes.iter().map(|code| Row {
        message: (*code).to_owned(),
        cells: phases.iter().map(|phase| cell(code, phase)).collect(),
    });
    let rows = rows.collect();
    Some(Grid { phases: phases.iter().map(|phase| words(phase)).collect(), rows })
}

fn words(phase: &str) -> Text {
    line::point(phase).unwrap_or_else(|| Text::new("avant l'envoi", "before sending"))
}

fn returns<'a>(play: &[&'a Event], key: &str, verdict: &ScenarioVerdict) -> Vec<Known<'a>> {
    let mut found = Vec::new();
    let mut phase = UNSAID;
    for event in play {
        match &event.what {
            What::LinkChange { change, fault, bite, .. } if change == "bit" && fault != "cut" => {
                phase = bite.as_ref().map_or(UNSAID, |bite| &bite.point);
            }
            What::LinkChange { change, .. } if change == "cut" => phase = UNSAID,
            What::Recovered { code, first_us, agreed_us, .. } => found.push(Known {
                code,
                phase,
                shown: Return {
                    scenario: key.to_owned(),
                    anchor: anchor(key),
                    mark: Mark::of(verdict.verdict),
                    first: number::nanos(first_us.saturating_mul(1000)),
                    agreed: number::nanos(agreed_us.saturating_mul(1000)),
                },
            }),
            _ => {}
        }
    }
    found
}
