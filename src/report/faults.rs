//! The table of failures: what was cut or killed, at which point, and how long recovery took.

use crate::conformance::judgement::{Judgement, ScenarioVerdict};
use crate::record::claim::GUARD;
use crate::record::event::{BiteFacts, Event, What};
use crate::report::journey::anchor;
use crate::report::line;
use crate::report::number;
use crate::report::run::Run;
use crate::report::text::{self, Mark, Text};
use crate::report::traffic::{self, Traffic};
use serde::Serialize;

/// One failure that was played.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FaultRow {
    scenario: String,
    anchor: String,
    mark: Mark,
    what: Text,
    phase: Text,
    at: Text,
    outage: Option<Text>,
    recovery: Option<Text>,
    agreement: Option<Text>,
    /// Messages that had waited, and how long they took.
    drained: Option<Text>,
    /// Of the whole scenario.
    traffic: Traffic,
}

/// Every failure of every scenario, in order.
pub(super) fn rows(run: &Run, judgement: &Judgement) -> Vec<FaultRow> {
    judgement.scenarios.iter().flat_map(|it| of_scenario(run, it)).collect()
}

/// A failure that has begun.
struct Begun {
    /// `link BF`, `node TG`, `broker`.
    part: String,
    /// Identity of a link fault.
    fault: Option<String>,
    what: Text,
    phase: Text,
    at_ns: u64,
    /// Change of the part that ends it.
    ends: &'static str,
}

fn of_scenario(run: &Run, verdict: &ScenarioVerdict) -> Vec<FaultRow> {
    let key = format!("{}/{}", verdict.id, verdict.subject);
    let play = run.play(&key);
    let born = play.first().map_or(0, |event| event.wall_ns);
    let begun = play.iter().filter_map(|it| begin(it));
    let counted = traffic::of(play);
    let row = |begun: Begun| {
        let end = play.iter().filter_map(|it| end(it, &begun)).find(|at| *at >= begun.at_ns);
        let back = end.and_then(|end| first_traffic(play, &begun.part, end).map(|at| (end, at)));
        let country = begun.part.split_once(' ').map(|(_, country)| country);
        let drained = end.and_then(|end| traffic::drained(play, country, end));
        FaultRow {
            drained,
            traffic: counted,
            scenario: key.clone(),
            anchor: anchor(&key),
            mark: Mark::of(verdict.verdict),
            what: begun.what,
            phase: begun.phase,
            at: number::nanos(begun.at_ns.saturating_sub(born)),
            outage: end.map(|end| number::nanos(end - begun.at_ns)),
            recovery: back.map(|(end, at)| number::nanos(at - end)),
            agreement: agreed(play, &begun.part).filter(|_| end.is_some()),
        }
    };
    begun.map(row).collect()
}

fn begin(event: &Event) -> Option<Begun> {
    match &event.what {
        // A cut by order is told as such.
        What::LinkChange { country, change, fault, bite, at_ns, .. }
            if (change == "bit" && fault != "cut" && !fault.contains(GUARD)) || change == "cut" =>
        {
            let bite = bite.clone().unwrap_or_default();
            let (what, phase) = if let Some(what) = tunnel(country, fault) {
                // What `wg` showed then is no point in the life of a message.
                (what, phase(""))
            } else {
                let suffers = line::directed(&bite);
                let what = Text::new(
                    format!("ligne de {country} {}", suffers.fr),
                    format!("link of {country} {}", suffers.en),
                );
                (what, line::phase(&bite))
            };
            let (part, fault) = (format!("link {country}"), Some(fault.clone()));
            Some(Begun { part, fault, what, phase, at_ns: *at_ns, ends: "" })
        }
        What::Part { part, change, detail, .. } if harmed(change).is_some() => {
            let of_process = matches!(change.as_str(), "killed" | "died");
            let (what, phase) = if of_process {
                (killed(part), phase(detail))
            } else {
                (refusing(part, change, detail), phase(""))
            };
            let ends = harmed(change)?;
            Some(Begun { part: part.clone(), fault: None, what, phase, at_ns: event.wall_ns, ends })
        }
        _ => None,
    }
}

fn end(event: &Event, begun: &Begun) -> Option<u64> {
    match &event.what {
        What::LinkChange { country, change, fault, at_ns, .. }
            if begun.part == format!("link {country}")
                && (change == "healed"
                    || (change == "ended" && begun.fault.as_ref() == Some(fault))) =>
        {
            Some(*at_ns)
        }
        What::Part { part, change, .. } if *part == begun.part && *change == begun.ends => {
            Some(event.wall_ns)
        }
        _ => None,
    }
}

/// How long it took until the awaited message had its final answer.
fn agreed(play: &[&Event], part: &str) -> Option<Text> {
    play.iter().find_map(|event| match &event.what {
        What::Recovered { country, agreed_us, .. }
            if part == format!("link {country}") || part.starts_with("broker") =>
        {
            Some(number::nanos(agreed_us.saturating_mul(1000)))
        }
        _ => None,
    })
}

/// The first message that moved over that part after it came back.
fn first_traffic(play: &[&Event], part: &str, after: u64) -> Option<u64> {
    let country = part.split_once(' ').map(|(_, country)| country);
    let frame = |event: &&Event| match &event.what {
        What::LinkFrame { country: of, at_ns, .. }
            if *at_ns >= after && country.is_none_or(|wanted| wanted == of) =>
        {
            Some(*at_ns)
        }
        _ => None,
    };
    play.iter().filter_map(frame).min()
}

/// What was done to a tunnel.
fn tunnel(country: &str, fault: &str) -> Option<Text> {
    let (fr, en) = match fault {
        "tunnel-down" => ("tunnel fermé", "tunnel shut"),
        "tunnel-wrong-key" => ("mauvaise clé au tunnel", "wrong key at the tunnel"),
        _ => return None,
    };
    Some(Text::new(format!("{fr}, {country}"), format!("{en}, {country}")))
}

/// What ends a change that takes a part away, or something of it.
fn harmed(change: &str) -> Option<&'static str> {
    match change {
        "killed" | "died" => Some("started"),
        "filled" => Some("emptied"),
        "expired" => Some("renewed"),
        _ => None,
    }
}

/// A broker that takes nothing, or not from everybody.
fn refusing(part: &str, change: &str, account: &str) -> Text {
    let part = text::part(part);
    if change == "filled" {
        return Text::new(format!("{} sans place", part.fr), format!("{} full", part.en));
    }
    Text::new(
        format!("{} refuse les identifiants de {account}", part.fr),
        format!("{} refuses the credentials of {account}", part.en),
    )
}

fn killed(part: &str) -> Text {
    if let Some(("node", country)) = part.split_once(' ') {
        return Text::new(format!("nœud de {country} tué"), format!("node of {country} killed"));
    }
    let part = text::part(part);
    Text::new(format!("{} tué", part.fr), format!("{} killed", part.en))
}

/// The exact point of a node's death, and the message: `after-commit RES`.
fn phase(detail: &str) -> Text {
    let (point, code) = detail.split_once(' ').unwrap_or((detail, ""));
    let bite = BiteFacts { point: point.to_owned(), code: code.to_owned(), ..BiteFacts::default() };
    if detail.is_empty() || line::point(point).is_some() {
        line::phase(&bite)
    } else {
        Text::same(detail)
    }
}
