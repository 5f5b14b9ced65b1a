//! The adapter: every act that a declared role needs is there (REQ-ADP-001).

use super::Scene;
use super::tally::Tally;
use crate::record::event::What;

/// Acts and the role that needs them; `resend`, `request-status` and `enquiry-information` belong to every
/// role.
const NEEDED_BY: &[(&str, &str)] = &[
    ("declare", "departure"),
    ("guarantee", "departure"),
    ("control", "departure"),
    ("release", "departure"),
    ("cancel", "departure"),
    ("withdraw-cancellation", "departure"),
    ("extend", "departure"),
    ("present", "passage"),
    ("pass", "passage"),
    ("arrive", "destination"),
    ("start-control", "destination"),
    ("result", "destination"),
    ("decide-loss", "departure"),
    ("resolve", "departure"),
    ("clear-hold", "departure"),
    ("answer-enquiry", "destination"),
    ("decide-proof", "departure"),
];

/// HTTP status of an act that the adapter does not offer.
const NOT_OFFERED: u16 = 501;

pub(super) fn acts(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::new("REQ-ADP-001");
    for event in &scene.evidence.events {
        let What::Act { country, verb, status, .. } = &event.what else { continue };
        let role = NEEDED_BY.iter().find(|(of, _)| of == verb).map(|(_, role)| *role);
        if *status == 0 || !declared(scene, country, role) {
            continue;
        }
        let missing = *status == NOT_OFFERED;
        let offence = missing.then(|| format!("the act `{verb}` is answered {NOT_OFFERED}"));
        tally.check(country, event.seq, offence);
    }
    tally
}

/// A node that never said its roles holds them all.
fn declared(scene: &Scene<'_>, country: &str, role: Option<&str>) -> bool {
    let node = scene.nodes.iter().find(|node| node.country == country);
    match (node, role) {
        (Some(node), Some(role)) => node.roles.iter().any(|held| held == role),
        _ => true,
    }
}
