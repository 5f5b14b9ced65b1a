//! Every element and attribute of every schema spoilt in every way: refused with the code and at the place
//! that the damage demands, and xmllint finds the same documents invalid.

use std::collections::{BTreeMap, BTreeSet};

use passavant::message::damage::{Damaged, Harm, damaged_of, places};
use passavant::message::{Message, read, sample, write};
use passavant::profile::Code;

use crate::lint;

/// Samples of a code that are damaged throughout.
const WHOLE: u64 = 2;
/// Further ones are damaged where they hold what no sample before them did.
const SEEDS: u64 = 60;

/// Fewer would not be what was asked for.
const LEAST: usize = 5_000;

/// Elements and attributes that no sample has, and that are therefore never damaged here.
const NOT_IN_SAMPLES: [&str; 7] = [
    "INC Incident/unit/container",
    "INC Incident/unit/sealWaiver",
    "INF Incident/unit/container",
    "INF Incident/unit/sealWaiver",
    "RFD ReferenceData/guarantor/@validTo",
    "RFD ReferenceData/office/@replacedBy",
    "RFD ReferenceData/office/@validTo",
];

const PAPER: &str = "</captureMode><Paper><stampNumber>BF-0042</stampNumber><officer>K. Yao</officer>\
    <linkDownFrom>2026-07-01T00:00:00Z</linkDownFrom><linkDownTo>2026-07-01T06:00:00Z</linkDownTo></Paper>";

/// A sample with what samples leave out: the stamped paper, and offices of sender and recipient.
fn whole(code: Code, seed: u64) -> Message {
    let text = String::from_utf8(write(&sample(code, seed))).unwrap();
    let bare = !text.contains("<Paper>");
    let mut text = if bare { text.replacen("</captureMode>", PAPER, 1) } else { text };
    for party in ["sender", "recipient"] {
        let open = format!("<{party} ");
        let tag = text.split(&open).nth(1).unwrap().split('>').next().unwrap();
        if !tag.contains("office=") {
            text = text.replacen(&open, &format!("{open}office=\"TGLOM001\" "), 1);
        }
    }
    read(text.as_bytes()).unwrap()
}

fn all() -> Vec<(Code, Damaged)> {
    let mut all = Vec::new();
    for code in Code::ALL {
        let mut open = places(code);
        for seed in 0..SEEDS {
            if seed >= WHOLE && open.is_empty() {
                break;
            }
            let fits = |damaged: &Damaged| seed < WHOLE || open.contains(&damaged.place);
            let new: Vec<Damaged> =
                damaged_of(&whole(code, seed)).into_iter().filter(fits).collect();
            for damaged in &new {
                open.remove(&damaged.place);
            }
            all.extend(new.into_iter().map(|damaged| (code, damaged)));
        }
    }
    all
}

#[test]
fn every_damage_is_refused_with_its_code_at_its_place_and_xmllint_agrees() {
    let all = all();
    let distinct: BTreeSet<&[u8]> = all.iter().map(|(_, damaged)| &*damaged.bytes).collect();
    assert!(distinct.len() >= LEAST, "{} distinct documents", distinct.len());
    let mut wrong = Vec::new();
    for (code, damaged) in &all {
        let Damaged { place, harm, bytes, expected, pointer } = damaged;
        let said = read(bytes).map(|_| ()).map_err(|error| error.first().clone());
        let right = said.as_ref().is_err_and(|error| {
            error.code == *expected && error.pointer == *pointer && error.line > 0
        });
        if !right {
            wrong.push(format!("{code} {place} {harm}: {expected} at {pointer}, read: {said:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        all.len(),
        wrong[..wrong.len().min(30)].join("\n")
    );
    let documents: Vec<(Code, &[u8])> =
        all.iter().map(|(code, damaged)| (*code, &*damaged.bytes)).collect();
    let Some(valid) = lint::valid_ones(&documents) else { return };
    let differ: Vec<String> = valid
        .iter()
        .map(|place| {
            let (code, damaged) = &all[*place];
            format!("{code} {} {} is valid to xmllint", damaged.place, damaged.harm)
        })
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn every_element_that_a_sample_has_is_damaged_and_in_every_way_that_it_can_be() {
    let mut harmed: BTreeMap<(Code, String), BTreeSet<Harm>> = BTreeMap::new();
    for (code, damaged) in all() {
        harmed.entry((code, damaged.place)).or_default().insert(damaged.harm);
    }
    let mut untouched = Vec::new();
    for code in Code::ALL {
        for place in places(code) {
            if !harmed.contains_key(&(code, place.clone())) {
                untouched.push(format!("{code} {place}"));
            }
        }
    }
    assert_eq!(untouched, NOT_IN_SAMPLES, "what no sample has is not damaged");
    for harm in Harm::ALL {
        let often = harmed.values().filter(|harms| harms.contains(&harm)).count();
        assert!(often > 0 || harm == Harm::TooShort, "nothing is ever {harm}");
    }
}
