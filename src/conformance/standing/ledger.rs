//! Nothing lost, nothing twice, nothing dead (REQ-INV-001, 002, 005).

use super::Scene;
use super::journal::effects_of_messages;
use super::tally::Tally;
use crate::conformance::evidence::{Answer, Seen};
use crate::conformance::held::reservation_state;
use crate::record::event::What;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Tally> {
    vec![journalled(scene), once(scene), dead_letters(scene)]
}

/// What the node knew at the end of the scenario: asked after its last step, when all is settled.
pub(super) fn last_word<'a>(scene: &Scene<'a>, country: &str, path: &str) -> Option<Answer<'a>> {
    let newest = scene.evidence.newest_query(country, |asked| asked == path, scene.last_step)?;
    matches!(newest.status, 200 | 404).then_some(newest)
}

/// REQ-INV-001: what was acknowledged as applied stands in the node's own journal.
fn journalled(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-INV-001");
    let by_id: HashMap<&str, &Seen<'_>> =
        scene.evidence.messages.iter().map(|seen| (seen.id(), seen)).collect();
    let mut done = BTreeSet::new();
    for answer in scene.evidence.messages.iter().filter(|seen| !seen.injected) {
        if answer.disposition() != Some("APPLIED") {
            continue;
        }
        let Some(question) = answer.correlation().and_then(|id| by_id.get(id)) else { continue };
        let Some(mrn) = question.mrn().filter(|_| done.insert(question.id())) else { continue };
        let country = answer.from();
        let Some(word) = last_word(scene, country, &format!("/v1/movements/{mrn}")) else {
            continue;
        };
        if word.at < answer.at {
            continue;
        }
        let stands = has_effect(word.body, question.id()) || in_ledger(scene, country, question);
        let offence = (!stands).then(|| {
            format!("{country} acknowledged {} as applied and has no effect of it", question.name())
        });
        tally.check(country, word.at, offence);
    }
    tally
}

fn has_effect(movement: &Value, message_id: &str) -> bool {
    effects(movement)
        .any(|effect| effect.get("message_id").and_then(Value::as_str) == Some(message_id))
}

/// A guarantor's journal is its ledger: a use is reserved, a liberation frees.
fn in_ledger(scene: &Scene<'_>, country: &str, question: &Seen<'_>) -> bool {
    let document = question.document().ok();
    let grn = document.and_then(|document| document.named(&["GRN"]).next().map(|(_, grn)| grn));
    let (Some(grn), Some(mrn)) = (grn, question.mrn()) else { return false };
    let ledger = last_word(scene, country, &format!("/v1/guarantees/{grn}"));
    let state = ledger.and_then(|word| reservation_state(word.body, mrn));
    match question.code_text() {
        "GUQ" => state.is_some(),
        "GUC" => state.is_none_or(|state| state != "RESERVED"),
        "GUL" => state.is_some_and(|state| state != "RESERVED"),
        _ => false,
    }
}

fn effects(movement: &Value) -> impl Iterator<Item = &Value> {
    movement.get("effects").and_then(Value::as_array).into_iter().flatten()
}

/// REQ-INV-002: one message id, and one effect, for each business key.
fn once(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-INV-002");
    told_once(scene, &mut tally);
    applied_once(scene, &mut tally);
    tally
}

fn told_once(scene: &Scene<'_>, tally: &mut Tally) {
    let mut first: BTreeMap<(String, String), &Seen<'_>> = BTreeMap::new();
    for seen in scene.evidence.messages.iter().filter(|seen| !seen.injected) {
        let Some(key) = business_key(seen) else { continue };
        tally.look(seen.from(), seen.at);
        let known = first.entry((seen.to().to_owned(), key.clone())).or_insert(seen);
        if known.id() == seen.id() {
            continue;
        }
        if refused(scene, known, seen.at) || won_back(scene, known, seen) {
            *known = seen;
        } else {
            let observed = format!("{} tells what {} told: {key}", seen.name(), known.name());
            tally.offend(seen.from(), seen.at, observed);
        }
    }
}

/// A refused key is not registered: the correction is a new message (PD-22, PD-23), and a record that
/// was refused may be asked for again (PD-45).
fn refused(scene: &Scene<'_>, seen: &Seen<'_>, before: u64) -> bool {
    let mut answers = scene.evidence.sent_by(seen.to()).filter(|answer| answer.at < before);
    answers.any(|answer| {
        let refuses = matches!(answer.code_text(), "FNK" | "XNK")
            || answer.text("RecordResponse/decision") == Some("REFUSED");
        refuses && answer.correlation() == Some(seen.id())
    })
}

/// A11: departure had decided for another office, and then for this one: the arrival is told again
/// under a new id.
fn won_back(scene: &Scene<'_>, first: &Seen<'_>, again: &Seen<'_>) -> bool {
    let Some(office) = again.text("Arrival/office") else { return false };
    let mut lost = false;
    let decisions = scene.evidence.messages.iter().filter(|told| {
        told.code_text() == "FWD"
            && (told.from(), told.to()) == (again.to(), again.from())
            && told.mrn() == again.mrn()
            && (first.at..again.at).contains(&told.at)
    });
    for decision in decisions {
        let own = decision.text("Diversion/actualOffice") == Some(office);
        if own && lost {
            return true;
        }
        lost |= !own;
    }
    false
}

fn applied_once(scene: &Scene<'_>, tally: &mut Tally) {
    let mut asked = BTreeSet::new();
    for event in &scene.evidence.events {
        let What::Query { country, path, .. } = &event.what else { continue };
        if !path.starts_with("/v1/movements/") || !asked.insert((country, path)) {
            continue;
        }
        let Some(word) = last_word(scene, country, path) else { continue };
        let mut known = BTreeSet::new();
        for effect in effects_of_messages(word.body) {
            let (key, again) = (effect.0, !known.insert(effect));
            let offence = again.then(|| format!("{country} has committed {key} more than once"));
            tally.check(country, word.at, offence);
        }
    }
}

/// Business key of PD-23 as a text; none for codes that have no key.
fn business_key(seen: &Seen<'_>) -> Option<String> {
    let parts: &[&str] = match seen.code_text() {
        "TDA" | "TPA" | "WRO" | "GUL" => &[],
        "TRQ" => &["RecordRequest/office", "RecordRequest/role"],
        "FWD" => &["Diversion/decisionNo"],
        "PAS" => &["Passage/office", "Passage/direction", "Passage/outcome", "Event/eventAt"],
        "ARR" => &["Arrival/office"],
        "RES" => &["Result/office", "Result/resultNo"],
        "INC" | "INF" => &["Incident/country", "Incident/incidentNo"],
        "DSP" => &["Discrepancy/resultNo"],
        "DSV" => &["Decision/resultNo"],
        "GUQ" => &["GuaranteeRequest/requestNo"],
        "GUC" => &["GuaranteeCancellation/requestNo"],
        "GCL" => {
            &["GuaranteeClaim/portion/@country", "GuaranteeClaim/claimNo", "GuaranteeClaim/action"]
        }
        _ => return None,
    };
    let texts = parts.iter().map(|path| seen.text(path));
    let whole: Option<Vec<&str>> =
        [Some(seen.code_text()), seen.mrn()].into_iter().chain(texts).collect();
    whole.map(|texts| texts.join("/"))
}

/// The harness gave the receiver a defect at such messages, and the receiver has said so (PD-27).
fn explained(scene: &Scene<'_>, by: &str, seen: &Seen<'_>) -> bool {
    given_up(scene, by, seen) > 0
}

/// How many answers say that a message was given up because of a defect that the harness ordered.
pub(super) fn given_up(scene: &Scene<'_>, by: &str, seen: &Seen<'_>) -> usize {
    let node = format!("node {by}");
    let ordered = |what: &What| {
        matches!(what, What::Part { part, change, detail, .. }
            if *part == node && change == "broken" && detail == seen.code_text())
    };
    if !scene.evidence.events.iter().any(|event| ordered(&event.what)) {
        return 0;
    }
    let answers = scene.evidence.answers(by, seen.id());
    let failed = answers.filter(|answer| {
        let document = answer.document().ok();
        document.is_some_and(|document| document.texts("Errors/error/code").any(|it| it == "99"))
    });
    failed.count()
}

/// REQ-INV-005: no message that a country itself sent lies in a dead-letter queue.
fn dead_letters(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-INV-005");
    let honest: HashMap<&str, &Seen<'_>> = scene
        .evidence
        .messages
        .iter()
        .filter(|seen| !seen.injected)
        .map(|seen| (seen.facts.message_id.as_str(), seen))
        .collect();
    for event in &scene.evidence.events {
        let What::Browsed { queue, messages } = &event.what else { continue };
        let Some(of) = queue.strip_prefix("DLQ.").and_then(|queue| queue.parse().ok()) else {
            continue;
        };
        let of: crate::profile::Queue = of;
        tally.look(of.to.as_str(), event.seq);
        for message in messages {
            let honest = honest.get(message.message_id.as_str());
            if let Some(seen) = honest.filter(|seen| !explained(scene, of.to.as_str(), seen)) {
                let observed = format!("{} lies in {queue}", seen.name());
                tally.offend(of.to.as_str(), event.seq, observed);
            }
        }
    }
    tally
}
