//! Which elements were damaged in which way, and how often the rejection was the one that the schema demands.

use crate::record::event::{CopyFacts, DamageFacts, What};
use crate::report::run::Run;
use crate::report::text::Text;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Document;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of damage in the order of the columns: name in the record, French, English.
const HARMS: [(&str, &str, &str); 9] = [
    ("missing", "absent", "missing"),
    ("empty", "vide", "empty"),
    ("too-long", "trop long", "too long"),
    ("too-short", "trop court", "too short"),
    ("wrong-code", "code hors liste", "code in no list"),
    ("wrong-form", "autre forme", "another form"),
    ("repeated", "répété", "repeated"),
    ("out-of-order", "hors de sa place", "out of order"),
    ("strange", "intrus", "something strange"),
];

/// Header that names the message answered.
const CORRELATION: &str = "correlation-id";

/// The table; none where nothing was damaged.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Coverage {
    harms: Vec<Text>,
    messages: Vec<Row>,
    elements: Vec<Row>,
    tried: usize,
    refused: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    name: String,
    cells: Vec<Option<Cell>>,
}

/// How many were tried, and how many of them were refused as expected.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Cell {
    tried: usize,
    refused: usize,
    whole: bool,
}

/// The coverage of a run.
pub(super) fn coverage(run: &Run) -> Option<Coverage> {
    let damaged: Vec<&DamageFacts> = run
        .events
        .iter()
        .filter_map(|event| match &event.what {
            What::Damaged(facts) => Some(&**facts),
            _ => None,
        })
        .collect();
    if damaged.is_empty() {
        return None;
    }
    let refused = refused(run, &damaged);
    let mut messages: BTreeMap<String, BTreeMap<&str, Cell>> = BTreeMap::new();
    let mut elements = messages.clone();
    for facts in &damaged {
        let right = usize::from(refused.contains(facts.message_id.as_str()));
        let element = format!("{} {}", facts.code, facts.place);
        for cell in [
            messages.entry(facts.code.clone()).or_default().entry(&facts.harm).or_default(),
            elements.entry(element).or_default().entry(&facts.harm).or_default(),
        ] {
            cell.tried += 1;
            cell.refused += right;
            cell.whole = cell.tried == cell.refused;
        }
    }
    Some(Coverage {
        harms: HARMS.iter().map(|(_, fr, en)| Text::new(*fr, *en)).collect(),
        messages: rows(&messages),
        elements: rows(&elements),
        tried: damaged.len(),
        refused: refused.len(),
    })
}

fn rows(counted: &BTreeMap<String, BTreeMap<&str, Cell>>) -> Vec<Row> {
    let row = |(name, cells): (&String, &BTreeMap<&str, Cell>)| Row {
        name: name.clone(),
        cells: HARMS.iter().map(|(harm, ..)| cells.get(harm).copied()).collect(),
    };
    counted.iter().map(row).collect()
}

/// Ids of damaged messages whose rejection, as the witness saw it, names code and place.
fn refused<'a>(run: &Run, damaged: &[&'a DamageFacts]) -> BTreeSet<&'a str> {
    let known: BTreeMap<&str, &DamageFacts> =
        damaged.iter().map(|facts| (facts.message_id.as_str(), *facts)).collect();
    let mut refused = BTreeSet::new();
    for event in run.events {
        let What::Copy(copy) = &event.what else { continue };
        let about = copy.headers.get(CORRELATION).and_then(|id| known.get(id.as_str()));
        if let Some(facts) = about.filter(|facts| is_right(copy, facts)) {
            refused.insert(facts.message_id.as_str());
        }
    }
    refused
}

fn is_right(copy: &CopyFacts, facts: &DamageFacts) -> bool {
    if copy.code != "XNK" || !copy.queue.contains(&format!(".FROM.{}.", facts.by)) {
        return false;
    }
    let Ok(bytes) = STANDARD.decode(&copy.body) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    let Ok(document) = Document::parse(&text) else { return false };
    document.descendants().filter(|node| node.tag_name().name() == "error").any(|error| {
        let says = |name: &str, wanted: &str| {
            error.children().any(|it| it.tag_name().name() == name && it.text() == Some(wanted))
        };
        says("code", &facts.expected) && says("pointer", &facts.pointer)
    })
}
