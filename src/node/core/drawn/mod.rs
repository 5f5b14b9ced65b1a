//! The state tables of the profile's book, drawn by playing: every event in every state that can be
//! reached from the beginning. What stands on the page is what the core does, not what it should do.

mod events;
mod ledger;
mod page;
mod words;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use self::events::Told;
use crate::node::core::laws::{declared, mrn};
use crate::node::core::*;
use crate::profile::Country;

/// More situations than a walk through any one table needs; a walk that meets it is not complete.
const TOO_MANY: usize = 20_000;

/// A movement, and the timers that run for it.
#[derive(Clone)]
struct Situation {
    movement: Movement,
    running: BTreeSet<TimerName>,
}

/// One event in one situation.
struct Taken {
    before: Movement,
    told: &'static str,
    outcome: Result<Step<Movement>, Stop>,
}

/// One table of the page.
struct Part {
    title: &'static str,
    /// States in the profile's order.
    states: Vec<&'static str>,
    events: Vec<&'static str>,
    table: Table,
}

/// What makes two situations alike: states, timers, and the flags that rows of the tables ask for.
fn likeness(Situation { movement, running }: &Situation) -> String {
    let departure = movement.departure.as_ref().map(|part| {
        let result = part.result.as_ref().map(|result| result.code);
        let flags = (part.overdue, part.seen_in.is_empty(), part.entered.is_empty());
        let guarantee = (&part.control, part.amendment, part.increase.is_some());
        (part.state, flags, &part.holds, result, guarantee)
    });
    if let Some(recovery) = likeness_in_recovery(movement) {
        return format!("{recovery} {:?}", running.contains(&TimerName::Rca));
    }
    let passages: Vec<_> = movement.passages.iter().map(|passage| passage.state).collect();
    let destination = movement.destination.map(|part| part.state);
    let told = movement.cancellation.map(|told| told.action);
    let enquired = movement.questions.enquiry.is_some();
    let known = (movement.advice.is_some(), movement.written_off, enquired);
    format!("{departure:?} {passages:?} {destination:?} {told:?} {known:?} {running:?}")
}

/// In RECOVERY only who recovers counts, and what may end it: the road lies behind.
fn likeness_in_recovery(movement: &Movement) -> Option<String> {
    let part = movement.departure.as_ref().filter(|it| it.state == DepartureState::Recovery)?;
    let recovery = &movement.recovery;
    let abroad = recovery.competent != Some(movement.mrn.country());
    let stopping = recovery.stopping.map(|stopping| stopping.told.is_some());
    let claim = movement.claims.last().map(|claim| claim.is_open());
    let result = part.result.as_ref().map(|result| result.code);
    let goods = (part.actual_office, result, &part.holds);
    Some(format!("{goods:?} {abroad} {:?} {stopping:?} {claim:?}", recovery.request))
}

/// The situation after a step that `event` has led to.
fn after(before: &Situation, event: &Event, step: &Step<Movement>) -> Situation {
    let mut running = before.running.clone();
    if let Event::Expired(name) = event {
        running.remove(name);
    }
    for duty in &step.duties {
        match duty {
            Duty::RunTimer(name) | Duty::StartTimer(name, _) | Duty::StartTimerNow(name, _) => {
                running.insert(*name);
            }
            Duty::OpenDiscrepancy { .. } => {
                running.insert(TimerName::Dsp);
            }
            Duty::StopTimer(name) => {
                running.remove(name);
            }
            _ => {}
        }
    }
    Situation { movement: step.state.clone(), running }
}

/// Every event in every situation that can be reached from `start` in the node of `home`; a timer
/// expires only where it runs.
fn walk(home: Country, start: Movement, events: &[Told]) -> Vec<Taken> {
    let start = Situation { movement: start, running: BTreeSet::new() };
    let mut known = BTreeSet::from([likeness(&start)]);
    let mut open = VecDeque::from([start]);
    let mut taken = Vec::new();
    while let Some(before) = open.pop_front() {
        for told in events {
            let event = (told.event)(&before.movement);
            if matches!(&event, Event::Expired(name) if !before.running.contains(name)) {
                continue;
            }
            let outcome = step(home, &before.movement, event.clone());
            if let Ok(step) = &outcome {
                let after = after(&before, &event, step);
                if known.insert(likeness(&after)) {
                    open.push_back(after);
                }
            }
            taken.push(Taken { before: before.movement.clone(), told: told.label, outcome });
        }
        assert!(known.len() < TOO_MANY, "{home}: the walk does not end");
    }
    taken
}

/// What an event does in a state of one table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Effect {
    after: &'static str,
    answer: String,
    duties: Vec<String>,
}

/// State and event lead to these effects; several where flags decide.
type Table = BTreeMap<(&'static str, &'static str), BTreeSet<Effect>>;

/// The table of one part of the movement, which `part` names the state of.
fn table(taken: &[Taken], part: impl Fn(&Movement) -> &'static str) -> Table {
    let mut table = Table::new();
    for Taken { before, told, outcome } in taken {
        let state = part(before);
        let effect = match outcome {
            Ok(step) => Effect {
                after: part(&step.state),
                answer: step.disposition.code().to_owned(),
                duties: step.duties.iter().filter_map(words::duty).collect(),
            },
            Err(stop) => {
                Effect { after: state, answer: words::refusal(stop), duties: words::alerts(stop) }
            }
        };
        table.entry((state, told)).or_default().insert(effect);
    }
    table
}

fn part(
    title: &'static str,
    states: Vec<&'static str>,
    (home, start): (&str, Movement),
    events: &[Told],
    state: impl Fn(&Movement) -> &'static str,
) -> Part {
    let taken = walk(laws::country(home), start, events);
    let events = events.iter().map(|told| told.label).collect();
    Part { title, states, events, table: table(&taken, state) }
}

/// The office of departure, played in the country of departure.
fn departure() -> Part {
    part(
        "D: office of departure",
        DepartureState::ALL.iter().map(|state| state.as_str()).collect(),
        ("TG", declared()),
        &events::at_departure(),
        |movement| laws::departure_state(movement).as_str(),
    )
}

/// One office of passage, with a sibling in the same direction, in a country that goods only cross.
fn passage() -> Part {
    let states = PassageState::ALL.iter().map(|state| state.as_str());
    part(
        "P: office of passage, one record per office and direction",
        ["NONE"].into_iter().chain(states).collect(),
        ("BF", Movement::unknown(mrn())),
        &events::at_passage(),
        |movement| {
            let here = movement.passages.iter().find(|passage| passage.at == events::entry());
            here.map_or("NONE", |passage| passage.state.as_str())
        },
    )
}

/// The office of destination, in a country with no office of passage.
fn destination() -> Part {
    let states = DestinationState::ALL.iter().map(|state| state.as_str());
    part(
        "A: office of destination",
        ["NONE"].into_iter().chain(states).collect(),
        ("BF", Movement::unknown(mrn())),
        &events::at_destination(),
        |movement| movement.destination.as_ref().map_or("NONE", |part| part.state.as_str()),
    )
}

fn parts() -> [Part; 4] {
    [departure(), passage(), destination(), ledger::part()]
}

#[test]
fn every_event_of_the_core_is_played() {
    let source = include_str!("../event.rs");
    let variants = source.lines().filter_map(|line| {
        let name: &str = line.strip_prefix("    ")?.split(['(', ' ', ',']).next()?;
        name.starts_with(char::is_uppercase).then_some(name)
    });
    let lists = [events::at_departure(), events::at_passage(), events::at_destination()];
    let blank = declared();
    let played: Vec<String> =
        lists.iter().flatten().map(|told| format!("{:?}", (told.event)(&blank))).collect();
    for variant in variants {
        let is_it = |shown: &String| {
            let rest = shown.strip_prefix(variant);
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        assert!(played.iter().any(is_it), "{variant} is played nowhere: add it to drawn/events.rs");
    }
}

#[test]
fn every_state_of_the_tables_is_reached() {
    for Part { title, states, table, .. } in parts() {
        let reached: BTreeSet<&str> = table.keys().map(|(state, _)| *state).collect();
        let lost: Vec<&str> = states.into_iter().filter(|name| !reached.contains(name)).collect();
        assert!(lost.is_empty(), "{title}: no sequence of events leads to {lost:?}");
    }
}

#[test]
fn book_the_page_of_states_is_what_the_core_does() {
    let text = page::text(&parts());
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/profile/book/states.md");
    if std::env::var_os("REWRITE_BOOK").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let remedy = "run `REWRITE_BOOK=1 cargo test --lib book`, and read the difference";
    assert!(committed == text, "{} is not what the core does: {remedy}", path.display());
}
