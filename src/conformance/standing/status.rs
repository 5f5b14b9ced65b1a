//! Who answers a status request first sends again what the asker lacks (REQ-STS-003).

use super::Scene;
use super::tally::Tally;
use crate::conformance::evidence::Seen;
use crate::profile::Class;
use std::collections::BTreeSet;

/// Messages that are never sent again for a status request.
const NOT_AGAIN: &[&str] = &["ACK", "FNK", "XNK", "HBT", "STQ", "STS"];

pub(super) fn sent_again(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-STS-003");
    // The same bytes again are answered by the same answer again, and by nothing else (PD-23 a).
    let mut asked = BTreeSet::new();
    let requests = scene.evidence.messages.iter().filter(|seen| seen.code_text() == "STQ");
    for request in requests.filter(|seen| asked.insert(seen.id())) {
        let answerer = request.to();
        let answer = scene.evidence.sent_by(answerer).find(|seen| {
            seen.code_text() == "STS"
                && seen.at > request.at
                && seen.correlation() == Some(request.id())
        });
        let Some(answer) = answer else { continue };
        tally.look(answerer, answer.at);
        for lost in lost(scene, request) {
            if !comes_again(scene, lost, request, answer) {
                let observed = format!(
                    "{answerer} answered {} without having sent {} again, which {} lacks",
                    request.name(),
                    lost.name(),
                    request.from(),
                );
                tally.offend(answerer, answer.at, observed);
            }
        }
    }
    tally
}

/// What the country asked had sent for the movement before, and the asker does not list.
fn lost<'e, 'a>(scene: &'e Scene<'a>, request: &Seen<'a>) -> Vec<&'e Seen<'a>> {
    let document = request.document().ok();
    let texts = |document| -> BTreeSet<String> {
        let document: &crate::conformance::evidence::Document = document;
        document.texts("StatusRequest/received").map(str::to_owned).collect()
    };
    let has = document.map(texts).unwrap_or_default();
    let mut ids = BTreeSet::new();
    let sent = scene.evidence.messages.iter().filter(|seen| {
        !seen.injected
            && seen.from() == request.to()
            && seen.to() == request.from()
            && seen.at < request.at
            && seen.mrn() == request.mrn()
            && !NOT_AGAIN.contains(&seen.code_text())
    });
    sent.filter(|seen| !has.contains(seen.id()) && ids.insert(seen.id().to_owned())).collect()
}

/// In the same bytes: before the answer where both share a queue, whenever it is otherwise.
fn comes_again(scene: &Scene<'_>, lost: &Seen<'_>, request: &Seen<'_>, answer: &Seen<'_>) -> bool {
    let same_queue = lost.queue.as_ref().is_some_and(|queue| queue.class == Class::Core);
    scene.evidence.sent_by(request.to()).any(|seen| {
        seen.at > request.at
            && (!same_queue || seen.at < answer.at)
            && seen.id() == lost.id()
            && seen.digest() == lost.digest()
    })
}
