//! What the regional database is told (REQ-STA-003, REQ-STA-004).

use super::Scene;
use super::tally::Tally;
use crate::conformance::evidence::Seen;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Where messages name a principal in clear.
const NAMES: &[&str] = &["Principal/name", "Principal/@id", "GuaranteeRequest/principal/@id"];

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Tally> {
    vec![unnamed(scene), totals(scene)]
}

fn statistics<'e, 'a>(scene: &'e Scene<'a>) -> impl Iterator<Item = &'e Seen<'a>> {
    scene.evidence.messages.iter().filter(|seen| !seen.injected && seen.code_text() == "STA")
}

fn unnamed(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-STA-003");
    if statistics(scene).next().is_none() {
        return tally;
    }
    let mut clear = BTreeSet::new();
    for document in scene.evidence.messages.iter().filter_map(|seen| seen.document().ok()) {
        clear.extend(NAMES.iter().flat_map(|path| document.texts(path)).map(str::to_owned));
    }
    let hashed = |text: &String| hex::encode(Sha256::digest(text.as_bytes()));
    let guessable: BTreeSet<String> = clear.iter().map(hashed).collect();
    for seen in statistics(scene) {
        let Ok(document) = seen.document() else { continue };
        let told = |text: &str| {
            clear.iter().any(|name| text.contains(name.as_str())) || guessable.contains(text)
        };
        let found = document.every_text().find(|text| told(text));
        let offence = found.map(|text| format!("{} tells `{text}`", seen.name()));
        tally.check(seen.from(), seen.at, offence);
    }
    tally
}

fn totals(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-STA-004");
    for seen in statistics(scene) {
        let instant = |path| seen.text(path)?.parse::<Timestamp>().ok();
        let day = instant("DayTotals/from").zip(instant("DayTotals/to"));
        let Some((from, to)) = day else { continue };
        let mut own: Vec<&Seen<'_>> = scene.evidence.sent_by(seen.from()).collect();
        let least = shown(&own, (from, to));
        // What was told again of earlier scenarios may have been counted then: nobody can know.
        own.extend(scene.left.iter().filter(|other| other.from() == seen.from()));
        let most = shown(&own, (from, to));
        let wrong = least.into_iter().zip(most).find_map(|((name, least), (_, most))| {
            let told = seen.text(&format!("DayTotals/{name}")).unwrap_or("nothing");
            let right = told.parse().is_ok_and(|told: usize| (least..=most).contains(&told));
            (!right).then(|| {
                format!("{} tells {told} for {name}, its messages show {least}", seen.name())
            })
        });
        tally.check(seen.from(), seen.at, wrong);
    }
    tally
}

/// What these messages show of those that were written in a day.
fn shown(sent: &[&Seen<'_>], day: (Timestamp, Timestamp)) -> [(&'static str, usize); 7] {
    let count = |codes: &[&str], counts: &dyn Fn(&Seen<'_>) -> bool, key: &str| -> usize {
        let within = |seen: &&Seen<'_>| {
            let prepared = seen.text("Header/preparedAt").and_then(|text| text.parse().ok());
            prepared.is_some_and(|at: Timestamp| day.0 <= at && at < day.1)
        };
        let sent = sent.iter().copied();
        let sent = sent.filter(|seen| codes.contains(&seen.code_text()) && counts(seen));
        let events: BTreeSet<&str> = sent
            .filter(within)
            .filter_map(|seen| if key == "MRN" { seen.mrn() } else { seen.text(key) })
            .collect();
        events.len()
    };
    let any = |_: &Seen<'_>| true;
    let recovered = |seen: &Seen<'_>| seen.text("WriteOff/basis") == Some("RECOVERED");
    let ended =
        |state: &'static str| move |seen: &Seen<'_>| seen.text("MovementEnd/end") == Some(state);
    [
        ("released", count(&["TDA", "TPA"], &any, "MRN")),
        ("passages", count(&["PAS"], &any, "Event/eventId")),
        ("arrivals", count(&["ARR"], &any, "Event/eventId")),
        ("discharged", count(&["WRO"], &|seen| !recovered(seen), "MRN")),
        ("recovered", count(&["WRO"], &recovered, "MRN")),
        ("cancelled", count(&["STA"], &ended("CANCELLED"), "MRN")),
        ("notReleased", count(&["STA"], &ended("NOT_RELEASED"), "MRN")),
    ]
}
