//! What earlier scenarios left in a node that cannot be emptied: movements that nobody acts on in this one.
//!
//! Their limits pass as well when the clock moves. The node then asks and tells about them, to a partner that was
//! emptied and has to be told all over again, under numbers and times of long ago. That is right, and no business of
//! this scenario. Where every node was emptied there can be no such movement, and nothing is set apart.

use crate::conformance::evidence::{Evidence, Seen};
use crate::profile::Code;
use crate::record::event::{NodeFacts, What};
use serde_json::Value;
use std::collections::BTreeSet;

/// Takes the messages about movements that earlier scenarios left, and the answers to them, out of the evidence.
pub(super) fn set_apart<'a>(evidence: &mut Evidence<'a>, nodes: &[NodeFacts]) -> Vec<Seen<'a>> {
    if !nodes.iter().any(|node| node.keeps_store) {
        return Vec::new();
    }
    let of_this = acted_on(evidence);
    let of_left = |seen: &Seen<'_>| seen.mrn().is_some_and(|mrn| !of_this.contains(mrn));
    let mut ids = BTreeSet::new();
    for seen in evidence.messages.iter().filter(|seen| of_left(seen)) {
        ids.insert(seen.id().to_owned());
    }
    let is_left = |seen: &Seen<'_>| {
        let technical = seen.code().is_some_and(Code::is_technical);
        of_left(seen) || technical && seen.correlation().is_some_and(|id| ids.contains(id))
    };
    let (left, messages) = std::mem::take(&mut evidence.messages).into_iter().partition(is_left);
    evidence.messages = messages;
    evidence.forwarded.retain(|seen| !is_left(seen));
    left
}

/// Movements that somebody acts on, or writes of in another's name.
fn acted_on(evidence: &Evidence<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for event in &evidence.events {
        if let What::Act { request, response, .. } = &event.what {
            gather(request, &mut found);
            gather(response, &mut found);
        }
    }
    let written = evidence.messages.iter().filter(|seen| seen.injected);
    found.extend(written.filter_map(|seen| seen.mrn()).map(str::to_owned));
    found
}

/// Every `mrn` of an act, at whatever depth.
fn gather(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("mrn").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| gather(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
        _ => {}
    }
}
