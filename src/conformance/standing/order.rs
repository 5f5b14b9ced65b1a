//! What a country tells of a movement comes in the order in which it wrote it (REQ-INV-006).

use super::Scene;
use super::sequence::place;
use super::tally::Tally;
use std::collections::{BTreeMap, HashSet};

pub(super) fn kept(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-INV-006");
    let mut newest: BTreeMap<_, (u64, String)> = BTreeMap::new();
    let mut known = HashSet::new();
    for seen in scene.evidence.messages.iter().filter(|seen| !seen.injected) {
        // An answer may be put off; and what comes again has come before.
        let technical = seen.code().is_none_or(crate::profile::Code::is_technical);
        if technical || !known.insert((seen.from(), seen.id())) {
            continue;
        }
        let (Some(mrn), Some((line, number))) = (seen.mrn(), place(seen)) else { continue };
        let last = newest.entry((line, mrn)).or_default();
        let overtaken = (number < last.0).then(|| {
            format!(
                "{} has number {number} and comes after {}, number {}",
                seen.name(),
                last.1,
                last.0
            )
        });
        tally.check(seen.from(), seen.at, overtaken);
        if number > last.0 {
            *last = (number, seen.name());
        }
    }
    tally
}
