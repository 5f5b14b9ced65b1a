//! Sequence numbers of a sender (REQ-ENV-006).

use super::Scene;
use super::tally::Tally;
use crate::conformance::evidence::Seen;
use crate::profile::Code;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Sender, receiver, class and epoch: numbers grow by one in each.
pub(super) type Line = (String, String, String, u64);

/// Per number of a line: the message that has it.
type Numbers<'e> = BTreeMap<u64, Numbered<'e>>;

struct Numbered<'e> {
    id: &'e str,
    /// Where it was first seen.
    at: u64,
    /// It is about a movement that an earlier scenario left.
    left: bool,
}

pub(super) fn numbers(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-ENV-006");
    let mut lines: BTreeMap<Line, Numbers<'_>> = BTreeMap::new();
    let mut strays: BTreeSet<u64> = BTreeSet::new();
    let mut known = HashSet::new();
    // What is set apart has its numbers in the same lines.
    let of_scenario = scene.evidence.messages.iter().map(|seen| (seen, false));
    let all = of_scenario.chain(scene.left.iter().map(|seen| (seen, true)));
    for (seen, left) in all.filter(|(seen, _)| !seen.injected) {
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
            Some(other) if other.id != seen.id() => {
                let observed = format!("{} has number {number} of {}", seen.name(), other.id);
                tally.offend(seen.from(), seen.at, observed);
            }
            _ => {
                numbers.insert(number, Numbered { id: seen.id(), at: seen.at, left });
            }
        }
    }
    for ((from, ..), numbers) in &lines {
        gaps(&mut tally, from, numbers, &strays);
    }
    tally
}

/// What was told long ago and is told again has numbers far below: counting begins at what is of this scenario.
fn gaps(tally: &mut Tally, from: &str, numbers: &Numbers<'_>, strays: &BTreeSet<u64>) {
    let counted = || numbers.iter().skip_while(|(_, it)| it.left);
    for ((before, _), (number, it)) in counted().zip(counted().skip(1)) {
        tally.look(from, it.at);
        let missing = *number - *before - 1;
        let elsewhere = strays.range(*before + 1..*number).count() as u64;
        if missing > elsewhere {
            let observed = format!("{} has number {number} after {before}", it.id);
            tally.offend(from, it.at, observed);
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
