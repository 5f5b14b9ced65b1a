//! The table of failures: what was cut or killed, at which point, and how long recovery took.

use crate::conformance::judgement::{Judgement, ScenarioVerdict};
use crate::record::event::{Event, What};
use crate::report::journey::anchor;
use crate::report::number;
use crate::report::run::Run;
use crate::report::text::{self, Mark, Text};
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
}

/// Every failure of every scenario, in order.
pub(super) fn rows(run: &Run, judgement: &Judgement) -> Vec<FaultRow> {
    judgement.scenarios.iter().flat_map(|it| of_scenario(run, it)).collect()
}

/// A failure that has begun.
struct Begun {
    part: String,
    fault: String,
    detail: String,
    at_ns: u64,
}

fn of_scenario(run: &Run, verdict: &ScenarioVerdict) -> Vec<FaultRow> {
    let key = format!("{}/{}", verdict.id, verdict.subject);
    let play = run.play(&key);
    let born = play.first().map_or(0, |event| event.wall_ns);
    let begun = play.iter().filter_map(|it| begin(it));
    let row = |begun: Begun| {
        let end = play.iter().filter_map(|it| end(it, &begun)).find(|at| *at >= begun.at_ns);
        let back = end.and_then(|end| first_traffic(play, &begun.part, end).map(|at| (end, at)));
        FaultRow {
            scenario: key.clone(),
            anchor: anchor(&key),
            mark: Mark::of(verdict.verdict),
            what: tunnel(&begun).unwrap_or_else(|| what(&begun.part)),
            phase: phase(&begun.detail),
            at: number::nanos(begun.at_ns.saturating_sub(born)),
            outage: end.map(|end| number::nanos(end - begun.at_ns)),
            recovery: back.map(|(end, at)| number::nanos(at - end)),
        }
    };
    begun.map(row).collect()
}

fn begin(event: &Event) -> Option<Begun> {
    match &event.what {
        What::LinkChange { country, change, fault, detail, at_ns }
            if change == "bit" || change == "cut" =>
        {
            // What `wg` showed then is no point in the life of a message.
            let detail = if fault.starts_with("tunnel-") { "" } else { detail.as_str() };
            let (part, detail) = (format!("link {country}"), detail.to_owned());
            Some(Begun { part, fault: fault.clone(), detail, at_ns: *at_ns })
        }
        What::Part { part, change, detail, .. } if change == "killed" || change == "died" => {
            let fault = String::new();
            Some(Begun { part: part.clone(), fault, detail: detail.clone(), at_ns: event.wall_ns })
        }
        _ => None,
    }
}

fn end(event: &Event, begun: &Begun) -> Option<u64> {
    match &event.what {
        What::LinkChange { country, change, at_ns, .. }
            if change == "healed" && begun.part == format!("link {country}") =>
        {
            Some(*at_ns)
        }
        What::Part { part, change, .. } if change == "started" && *part == begun.part => {
            Some(event.wall_ns)
        }
        _ => None,
    }
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
fn tunnel(begun: &Begun) -> Option<Text> {
    let country = begun.part.split_once(' ').map_or("", |(_, country)| country);
    let (fr, en) = match begun.fault.as_str() {
        "tunnel-down" => ("tunnel fermé", "tunnel shut"),
        "tunnel-wrong-key" => ("mauvaise clé au tunnel", "wrong key at the tunnel"),
        _ => return None,
    };
    Some(Text::new(format!("{fr}, {country}"), format!("{en}, {country}")))
}

fn what(part: &str) -> Text {
    match part.split_once(' ') {
        Some(("link", country)) => {
            Text::new(format!("ligne de {country} coupée"), format!("link of {country} cut"))
        }
        Some(("node", country)) => {
            Text::new(format!("nœud de {country} tué"), format!("node of {country} killed"))
        }
        _ => {
            let part = text::part(part);
            Text::new(format!("{} tué", part.fr), format!("{} killed", part.en))
        }
    }
}

/// The exact point, in words.
fn phase(detail: &str) -> Text {
    let points = [
        ("before-forward", "avant l'envoi", "before it was sent on"),
        ("before-receipt", "après l'envoi, avant le reçu", "after sending, before the receipt"),
        (
            "before-ack",
            "après livraison, avant l'acquittement",
            "after delivery, before the acknowledgement",
        ),
        (
            "after-receive",
            "à la réception, avant l'enregistrement",
            "on receipt, before the commit",
        ),
        (
            "after-commit",
            "après l'enregistrement, avant l'acquittement",
            "after the commit, before the acknowledgement",
        ),
        ("after-ack", "après l'acquittement", "after the acknowledgement"),
    ];
    let known = points.iter().find(|(name, _, _)| detail.contains(name));
    let code: String = detail
        .split(|c: char| !c.is_ascii_alphanumeric())
        .find(|word| word.len() == 3 && word.chars().all(|c| c.is_ascii_uppercase()))
        .map(|code| format!(" ({code})"))
        .unwrap_or_default();
    match known {
        Some((_, fr, en)) => Text::new(format!("{fr}{code}"), format!("{en}{code}")),
        None if detail.is_empty() => Text::new("à tout moment", "at any moment"),
        None => Text::same(detail),
    }
}
