//! What a scenario's acts, faults and clock say on the ladder.

use crate::record::event::{BiteFacts, Event, MisplacedFacts, What};
use crate::report::line;
use crate::report::scene::{Cast, Ink, Lane, Scene, Shape};
use crate::report::text::{self, Text};

/// What an event other than a message says on the ladder, if anything.
pub(super) fn remark(event: &Event, cast: &Cast) -> Option<Scene> {
    let mut window = None;
    let mut at_ns = event.wall_ns;
    let (shape, label, sentence) = match &event.what {
        What::Act { country, verb, response, status, took_us, .. } => {
            // The line is written when the answer is there; the arrow stands where it was asked.
            at_ns = at_ns.saturating_sub(took_us.saturating_mul(1000));
            act(cast, country, verb, response, *status)
        }
        What::Injected { account, queue, intent, outcome, .. } => {
            injected(cast, account, queue, intent, outcome)
        }
        What::Tried { account, act, queue, outcome } => tried(cast, account, act, queue, outcome),
        What::Misplaced(facts) => misplaced(facts),
        What::LinkChange { country, change, fault, detail, bite, at_ns: at } => {
            at_ns = *at;
            let lane = cast.link(country);
            window = match change.as_str() {
                "cut" | "bit" => Some((lane, true)),
                "healed" | "ended" => Some((lane, false)),
                _ => None,
            };
            line_changed(lane, country, change, fault, (detail, bite.as_ref()))?
        }
        What::Part { part, change, detail, scheduled } => {
            let lane = cast.part(part);
            window = match change.as_str() {
                "killed" | "died" | "paused" | "filled" | "expired" => Some((lane, true)),
                "started" | "resumed" | "emptied" | "renewed" => Some((lane, false)),
                _ => None,
            };
            part_changed(lane, part, change, detail, *scheduled)
        }
        What::ClockMoved { from, to, why } => {
            let text = Text::new(
                format!("horloge métier : {from} → {to} ({why})"),
                format!("business clock: {from} → {to} ({why})"),
            );
            (Shape::Across(Ink::Plain), text.clone(), text)
        }
        other => alarm(other)?,
    };
    Some(Scene { at_ns, seq: event.seq, shape, label, sentence, window })
}

type Drawn = (Shape, Text, Text);

fn act(cast: &Cast, country: &str, verb: &str, response: &serde_json::Value, status: u16) -> Drawn {
    let result = response.get("result").and_then(serde_json::Value::as_str);
    let code = response.get("code").and_then(serde_json::Value::as_str).unwrap_or_default();
    let told = match result {
        Some("done") => Text::new("fait", "done"),
        Some("refused") => Text::new(format!("refusé {code}"), format!("refused {code}")),
        _ => Text::same(format!("HTTP {status}")),
    };
    (
        Shape::Arrow(cast.people(country), cast.node(country), Ink::Act),
        Text::new(format!("{verb} : {}", told.fr), format!("{verb}: {}", told.en)),
        Text::new(
            format!("On demande à {country} l'acte « {verb} » : {}.", told.fr),
            format!("{country} is asked for the act “{verb}”: {}.", told.en),
        ),
    )
}

fn injected(cast: &Cast, account: &str, queue: &str, intent: &str, outcome: &str) -> Drawn {
    (
        Shape::Arrow(cast.people(account), Lane::Broker, Ink::Injected),
        Text::new(format!("INJECTÉ au nom de {account}"), format!("INJECTED as {account}")),
        Text::new(
            format!(
                "Le banc d'essai dépose dans {queue}, au nom de {account} : {intent} ({outcome})."
            ),
            format!(
                "The harness puts into {queue}, in the name of {account}: {intent} ({outcome})."
            ),
        ),
    )
}

fn tried(cast: &Cast, account: &str, act: &str, queue: &str, outcome: &str) -> Drawn {
    (
        Shape::Arrow(cast.people(account), Lane::Broker, Ink::Injected),
        Text::new(format!("TENTATIVE de {account}"), format!("ATTEMPT of {account}")),
        Text::new(
            format!("Le compte {account} tente « {act} » sur {queue} : {outcome}."),
            format!("Account {account} tries to {act} {queue}: {outcome}."),
        ),
    )
}

fn misplaced(facts: &MisplacedFacts) -> Drawn {
    let states = facts.states.join(", ");
    let (sent, left_out) = (facts.sent.len(), facts.left_out.values().map(Vec::len).sum::<usize>());
    let text = Text::new(
        format!(
            "{} en {states} : {sent} messages qui n'y ont pas leur place, {left_out} laissés de côté",
            facts.country
        ),
        format!(
            "{} in {states}: {sent} messages that do not fit, {left_out} left out",
            facts.country
        ),
    );
    (Shape::Across(Ink::Plain), text.clone(), text)
}

fn line_changed(
    lane: Lane,
    country: &str,
    change: &str,
    fault: &str,
    (detail, bite): (&str, Option<&BiteFacts>),
) -> Option<Drawn> {
    let (ink, what) = match (change, bite) {
        ("armed", _) => (Ink::Plain, Text::new("panne ordonnée", "fault ordered")),
        ("bit", Some(bite)) => {
            let what = line::directed(bite);
            (Ink::Fault, Text::new(format!("ligne {}", what.fr), format!("line {}", what.en)))
        }
        ("bit" | "cut", _) => (Ink::Fault, Text::new("ligne coupée", "line cut")),
        ("ended", _) => (Ink::Fault, Text::new("fin de la panne", "fault ended")),
        ("healed", _) => (Ink::Fault, Text::new("ligne rétablie", "line healed")),
        _ => return None,
    };
    let more = match bite {
        Some(bite) if !bite.point.is_empty() => {
            let phase = line::phase(bite);
            Text::new(format!(" ({})", phase.fr), format!(" ({})", phase.en))
        }
        _ if detail.is_empty() => Text::same(""),
        _ => Text::same(format!(" ({detail})")),
    };
    let sentence = Text::new(
        format!("Ligne de {country} : {}{} {fault}.", what.fr, more.fr),
        format!("Line of {country}: {}{} {fault}.", what.en, more.en),
    );
    Some((Shape::Note(lane, ink), what, sentence))
}

fn part_changed(lane: Lane, part: &str, change: &str, detail: &str, scheduled: bool) -> Drawn {
    let (fr, en) = match change {
        "killed" => ("tué", "killed"),
        "died" => ("mort", "dead"),
        "started" => ("redémarré", "started"),
        "backed up" => ("sauvegardé", "backed up"),
        "restored" => ("restauré d'une sauvegarde", "restored from a backup"),
        "armed" => ("mort programmée", "set to die"),
        "filled" => ("réserve pleine", "store full"),
        "emptied" => ("de nouveau de la place", "room again"),
        "expired" => ("identifiants expirés", "credentials expired"),
        "renewed" => ("identifiants renouvelés", "credentials renewed"),
        other => (other, other),
    };
    let ink = match (scheduled, change) {
        (false, _) => Ink::Alarm,
        (true, "armed" | "backed up") => Ink::Plain,
        (true, _) => Ink::Fault,
    };
    let planned = if scheduled { ("prévu", "planned") } else { ("non prévu", "not planned") };
    let more = if detail.is_empty() { String::new() } else { format!(", {detail}") };
    let name = text::part(part);
    (
        Shape::Note(lane, ink),
        Text::new(format!("{} {fr}", name.fr), format!("{} {en}", name.en)),
        Text::new(
            format!("{} : {fr} ({}{more}).", name.fr, planned.0),
            format!("{}: {en} ({}{more}).", name.en, planned.1),
        ),
    )
}

/// What spoils a scenario or its evidence.
fn alarm(what: &What) -> Option<Drawn> {
    let (shape, text) = match what {
        What::PatienceLost { awaited, from } => (
            Shape::Across(Ink::Alarm),
            Text::new(
                format!("patience perdue : {awaited} de {from} n'est pas venu"),
                format!("patience lost: {awaited} from {from} did not come"),
            ),
        ),
        What::GroundFailure { attribution, detail } => {
            (Shape::Across(Ink::Alarm), Text::same(format!("{attribution}: {detail}")))
        }
        What::StreamPoisoned { detail } => (
            Shape::Note(Lane::Broker, Ink::Alarm),
            Text::new(format!("flux corrompu : {detail}"), format!("stream poisoned: {detail}")),
        ),
        What::Browsed { queue, messages } if !messages.is_empty() => {
            let n = messages.len();
            (
                Shape::Note(Lane::Broker, Ink::Alarm),
                Text::new(format!("{n} dans {queue}"), format!("{n} in {queue}")),
            )
        }
        What::NotApplicable { reason } => (
            Shape::Across(Ink::Plain),
            Text::new(format!("sans objet : {reason}"), format!("not applicable: {reason}")),
        ),
        _ => return None,
    };
    Some((shape, text.clone(), text))
}
