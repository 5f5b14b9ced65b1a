//! The state tables of the profile's book, read back: what a message does, and is answered, in a state.
//!
//! The page says it twice over: rows for what does something, and below them what else is answered. Here both are one
//! table, because whoever sends a message wants to know all that may come of it.

use crate::profile::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const PAGE: &str = include_str!("../profile/book/states.md");

/// A seat at a movement that has a state table of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seat {
    /// Office of departure.
    Departure,
    /// Office of passage.
    Passage,
    /// Office of destination.
    Destination,
}

/// What an event does in a state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Effects {
    /// A row leads to another state.
    pub(super) moves: bool,
    /// Whatever is answered, in the page's words: what the ACK says, code and rule of the FNK, or why a record that
    /// was asked for is refused.
    pub(super) answers: BTreeSet<&'static str>,
}

/// Seat, state, event.
type Tables = BTreeMap<Seat, BTreeMap<&'static str, BTreeMap<&'static str, Effects>>>;

static TABLES: LazyLock<Tables> = LazyLock::new(|| read(PAGE));

impl Seat {
    const ALL: [Self; 3] = [Self::Departure, Self::Passage, Self::Destination];

    /// Its name in the features.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Departure => "departure",
            Self::Passage => "passage",
            Self::Destination => "destination",
        }
    }

    /// Where a node's own word on a movement has its state.
    pub(super) const fn pointer(self) -> &'static str {
        match self {
            Self::Departure => "/departure/state",
            Self::Passage => "/passages/0/state",
            Self::Destination => "/destination/state",
        }
    }

    /// How the page's heading begins.
    const fn heading(self) -> &'static str {
        match self {
            Self::Departure => "## D: ",
            Self::Passage => "## P: ",
            Self::Destination => "## A: ",
        }
    }
}

/// All that the page says of an event in a state; nothing where the seat's table does not name it.
pub(super) fn effects(seat: Seat, state: &str, event: &str) -> Option<&'static Effects> {
    TABLES.get(&seat)?.get(state)?.get(event)
}

/// True when the seat's table has the state.
pub(super) fn knows(seat: Seat, state: &str) -> bool {
    TABLES.get(&seat).is_some_and(|states| states.contains_key(state))
}

/// True for an event that is a message: its name begins with the message's code.
fn is_message(event: &str) -> bool {
    event.split(' ').next().is_some_and(|word| word.parse::<Code>().is_ok())
}

fn read(page: &'static str) -> Tables {
    let mut tables = Tables::new();
    let mut seat = None;
    for line in page.lines() {
        if line.starts_with("## ") {
            seat = Seat::ALL.into_iter().find(|seat| line.starts_with(seat.heading()));
        }
        let row = line.strip_prefix("| ").and_then(|line| line.strip_suffix('|'));
        let (Some(seat), Some(row)) = (seat, row) else { continue };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        match cells[..] {
            ["state" | "event", ..] => {}
            [state, event, after, answer, messages] if is_message(event) => {
                let effects = entry(&mut tables, seat, state, event);
                effects.moves |= after != "same";
                effects.answers.insert(refusal(event, messages).unwrap_or(answer));
            }
            [event, answers] if is_message(event) => add(&mut tables, seat, event, answers),
            _ => {}
        }
    }
    tables
}

/// A refusal among the messages is the answer, although something was noted; so is a refused record.
fn refusal(event: &str, messages: &'static str) -> Option<&'static str> {
    let mut messages = messages.split("; ");
    if event.starts_with("TRQ ") {
        return messages.find(|one| one.starts_with("TRR refusal "));
    }
    messages.find_map(|one| one.strip_prefix("FNK "))
}

/// `92: ARRIVED CLOSED; RECORDED: EXPECTED`.
fn add(tables: &mut Tables, seat: Seat, event: &'static str, answers: &'static str) {
    for (answer, states) in answers.split("; ").filter_map(|one| one.split_once(": ")) {
        for state in states.split(' ') {
            entry(tables, seat, state, event).answers.insert(answer);
        }
    }
}

fn entry<'t>(
    tables: &'t mut Tables,
    seat: Seat,
    state: &'static str,
    event: &'static str,
) -> &'t mut Effects {
    tables.entry(seat).or_default().entry(state).or_default().entry(event).or_default()
}

/// States in which no scenario sends what does not fit: seat, state, and why.
#[cfg(test)]
const NOT_PLAYED: &[(Seat, &str, &str)] =
    &[(Seat::Passage, "NONE", UNKNOWN), (Seat::Destination, "NONE", UNKNOWN)];

#[cfg(test)]
const UNKNOWN: &str =
    "nothing is known of the movement: what comes waits for its advance data (PD-24)";

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const PLAYED: &str = include_str!("../../features/sequence/states.feature");

    fn is_played(seat: Seat, state: &str) -> bool {
        let asked = format!("{state} at {}", seat.as_str());
        PLAYED.lines().filter(|line| line.contains("every message that does not fit")).any(|line| {
            let said = line.split(" is answered ").next().unwrap_or_default();
            said.split("does not fit ")
                .skip(1)
                .flat_map(|all| all.split(" and "))
                .any(|one| one == asked)
        })
    }

    #[test]
    fn every_state_of_the_tables_is_played_or_has_a_reason_why_not() {
        for (seat, states) in TABLES.iter() {
            for state in states.keys() {
                let excused = NOT_PLAYED.iter().filter(|(of, name, _)| of == seat && name == state);
                let excused = excused.count();
                assert!(excused <= 1, "{state} at {} is listed twice", seat.as_str());
                let played = is_played(*seat, state);
                assert!(played != (excused == 1), "{state} at {}: played {played}", seat.as_str());
            }
        }
    }

    #[test]
    fn nothing_is_excused_that_no_table_has() {
        for (seat, state, why) in NOT_PLAYED {
            assert!(knows(*seat, state), "{state} at {}: {why}", seat.as_str());
        }
    }

    /// Every message that the table of a seat names.
    pub(in crate::journey) fn messages(seat: Seat) -> BTreeSet<&'static str> {
        TABLES[&seat].values().flat_map(|events| events.keys().copied()).collect()
    }

    #[test]
    fn rows_and_what_fits_none_are_read_as_one_table() {
        let told = |seat, state, event| {
            let effects = effects(seat, state, event).unwrap();
            (effects.moves, effects.answers.iter().copied().collect::<Vec<_>>())
        };
        assert_eq!(told(Seat::Departure, "EXITED", "PAS entry PASSED"), (true, vec!["APPLIED"]));
        assert_eq!(told(Seat::Departure, "RELEASED", "ARR elsewhere"), (false, vec!["92 R-DIV"]));
        assert_eq!(told(Seat::Departure, "RELEASED", "RCC PAID"), (false, vec!["97"]));
        let noted = told(Seat::Departure, "DISCREPANCY", "ARR elsewhere");
        assert_eq!(noted, (false, vec!["92 H-DUP"]));
        assert_eq!(told(Seat::Destination, "EXPECTED", "DSP"), (false, vec!["92"]));
        let refused = told(Seat::Departure, "GUARANTEED", "TRQ declared destination");
        assert_eq!(refused, (false, vec!["TRR refusal 3"]));
        let granted = told(Seat::Departure, "RELEASED", "TRQ declared destination");
        assert_eq!(granted, (false, vec!["APPLIED"]));
        let several = told(Seat::Passage, "PASSED", "PAS exit PASSED");
        assert_eq!(several, (false, vec!["HELD", "RECORDED"]));
        assert_eq!(effects(Seat::Departure, "RELEASED", "released"), None);
        assert_eq!(effects(Seat::Departure, "EXPECTED", "DSP"), None);
    }

    #[test]
    fn every_seat_has_states_and_messages() {
        let states = [(Seat::Departure, "DISCHARGED"), (Seat::Passage, "PASSED")];
        for (seat, state) in states.into_iter().chain([(Seat::Destination, "CLOSED")]) {
            assert!(knows(seat, state) && messages(seat).len() > 10, "{seat:?}");
            assert!(!knows(seat, "same") && !knows(seat, "state"), "{seat:?}");
        }
    }
}
