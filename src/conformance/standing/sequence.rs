//! Sequence numbers of a sender (REQ-ENV-006).

use super::Scene;
use super::tally::Tally;
use crate::conformance::evidence::Seen;
use crate::profile::Code;
use crate::record::event::What;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Sender, receiver, class and epoch: numbers grow by one in each.
pub(super) type Line = (String, String, String, u64);

/// Per number of a line: the id that has it, where it was first seen, and whether it is of this scenario.
type Numbers<'e> = BTreeMap<u64, (&'e str, u64, bool)>;

pub(super) fn numbers(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-ENV-006");
    let mut lines: BTreeMap<Line, Numbers<'_>> = BTreeMap::new();
    let mut strays: BTreeSet<u64> = BTreeSet::new();
    let mut known = HashSet::new();
    let acted_on = acted_on(scene);
    for seen in scene.evidence.messages.iter().filter(|seen| !seen.injected) {
        // The same bytes sent again keep their number.
        if !known.insert((seen.id(), seen.digest())) {
            continue;
        }
        let Some((line, number)) = place(seen) else { continue };
        if is_stray(seen) {
            strays.insert(number);
            continue;
        }
        let numbers = lines.entry(line).or_default();
        match numbers.get(&number) {
            Some((other, ..)) if *other != seen.id() => {
                let observed = format!("{} has number {number} of {other}", seen.name());
                tally.offend(seen.from(), seen.at, observed);
            }
            _ => {
                let of_scenario = seen.mrn().is_none_or(|mrn| acted_on.contains(mrn));
                numbers.insert(number, (seen.id(), seen.at, of_scenario));
            }
        }
    }
    for ((from, ..), numbers) in &lines {
        gaps(&mut tally, from, numbers, &strays);
    }
    tally
}

/// Movements that somebody acts on in this scenario.
fn acted_on<'e>(scene: &Scene<'e>) -> HashSet<&'e str> {
    let named = scene.evidence.events.iter().filter_map(|event| match &event.what {
        What::Act { request, response, .. } => Some([&request["mrn"], &response["mrn"]]),
        _ => None,
    });
    named.flatten().filter_map(serde_json::Value::as_str).collect()
}

/// A node that cannot be emptied may tell again what it told in earlier scenarios: what stands before the first
/// number of this one is not counted.
fn gaps(tally: &mut Tally, from: &str, numbers: &Numbers<'_>, strays: &BTreeSet<u64>) {
    let counted = || numbers.iter().skip_while(|(_, (.., of_scenario))| !of_scenario);
    for ((before, _), (number, (id, at, _))) in counted().zip(counted().skip(1)) {
        tally.look(from, *at);
        let missing = *number - *before - 1;
        let elsewhere = strays.range(*before + 1..*number).count() as u64;
        if missing > elsewhere {
            let observed = format!("{id} has number {number} after {before}");
            tally.offend(from, *at, observed);
        }
    }
}

pub(super) fn place(seen: &Seen<'_>) -> Option<(Line, u64)> {
    if seen.code()? == Code::Hbt {
        // Heart-beats are not counted: their number is 0 (PD-02).
        return None;
    }
    let number = seen.text("Header/linkSeq")?.parse().ok()?;
    let epoch = seen.text("Header/linkEpoch")?.parse().ok()?;
    let class = seen.code()?.class().to_string();
    Some(((seen.from().to_owned(), seen.to().to_owned(), class, epoch), number))
}

/// In the queue of another class its number may be of either line: that is REQ-ENV-009's finding.
fn is_stray(seen: &Seen<'_>) -> bool {
    let class = seen.queue.as_ref().map(|queue| queue.class);
    seen.code().map(Code::class) != class
}
