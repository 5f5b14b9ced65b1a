//! How far the evidence of a scenario can be trusted.

use crate::conformance::evidence::{Evidence, Seen};
use crate::conformance::verdict::Attribution;
use crate::record::claim::GUARD;
use crate::record::event::{Event, What};
use std::collections::HashSet;

/// Why and from where on the evidence is no proof.
pub(crate) struct Proof {
    /// The scenario came to its end.
    pub finished: bool,
    /// First position from which on nothing is proven, whose doing, and why.
    pub broken: Option<(u64, Attribution, String)>,
}

impl Proof {
    /// Looks for failures of the ground, and for gaps in what the witness saw.
    ///
    /// Where brokers are bridged, what came out of the bridge must be what went in: the bridge is
    /// part of the ground.
    pub(super) fn of(evidence: &Evidence<'_>, outside: &[&Event], bridged: bool) -> Self {
        let all = evidence.events.iter().chain(outside);
        let broken = all.filter_map(|event| ground_failure(event)).min_by_key(|(at, ..)| *at);
        let end = evidence.events.iter().find_map(|event| match &event.what {
            What::ScenarioFinished { complete, why_not, .. } => {
                Some((event.seq, *complete, why_not))
            }
            _ => None,
        });
        let Some((at, complete, why_not)) = end else { return Self { finished: false, broken } };
        let gap = if complete { gap(evidence) } else { Some(incomplete(why_not)) };
        let gap = gap.or_else(|| if bridged { bridge_gap(evidence) } else { None });
        let gap = gap.map(|why| (at, Attribution::Infrastructure, why));
        Self { finished: true, broken: broken.or(gap) }
    }
}

fn incomplete(why_not: &str) -> String {
    match why_not {
        "" => "its evidence is not complete".to_owned(),
        why => format!("its evidence is not complete: {why}"),
    }
}

fn ground_failure(event: &Event) -> Option<(u64, Attribution, String)> {
    let (attribution, why) = match &event.what {
        What::StreamPoisoned { detail } => {
            (Attribution::Infrastructure, format!("the witness cannot trust its stream: {detail}"))
        }
        What::GroundFailure { attribution, detail } => {
            let harness = attribution == "harness";
            let whose = if harness { Attribution::Harness } else { Attribution::Infrastructure };
            (whose, detail.clone())
        }
        What::Part { part, change, detail, scheduled: false }
            if matches!(change.as_str(), "died" | "killed") =>
        {
            (Attribution::Infrastructure, format!("{part} {change} unasked {detail}"))
        }
        _ => return None,
    };
    Some((event.seq, attribution, why.trim_end().to_owned()))
}

/// What shows that the bridge did not carry everything as it was.
fn bridge_gap(evidence: &Evidence<'_>) -> Option<String> {
    let key = |seen: &Seen<'_>| {
        (seen.facts.queue.clone(), seen.facts.message_id.clone(), seen.digest().to_owned())
    };
    let went_in: HashSet<_> = evidence.messages.iter().map(key).collect();
    let came_out: HashSet<_> = evidence.forwarded.iter().map(key).collect();
    // What the harness itself put there may stand behind the bridge.
    let made_up = |seen: &Seen<'_>| !seen.injected && !went_in.contains(&key(seen));
    let strange = evidence.forwarded.iter().find(|seen| made_up(seen));
    if let Some(seen) = strange {
        let name = seen.name();
        return Some(format!("{name} came out of the bridge in bytes that nobody had sent"));
    }
    let lost = evidence.messages.iter().find(|seen| !came_out.contains(&key(seen)))?;
    Some(format!("{} went into the bridge and did not come out", lost.name()))
}

/// What shows that the witness missed something, or cannot show that it did not.
fn gap(evidence: &Evidence<'_>) -> Option<String> {
    let played = evidence.events.iter().rev();
    let mut after_the_steps = played.take_while(|event| !matches!(event.what, What::Step { .. }));
    if !after_the_steps.any(|event| matches!(event.what, What::Sentinel { .. })) {
        return Some("no sentinel came through the witness at the end".to_owned());
    }
    let copied: HashSet<(&str, &str)> = evidence
        .messages
        .iter()
        .map(|seen| (seen.facts.queue.as_str(), seen.facts.message_id.as_str()))
        .collect();
    if let Some(fault) = not_bitten(evidence) {
        return Some(format!("link fault {fault} was asked for and did not happen"));
    }
    let unseen = evidence.events.iter().find_map(|event| match &event.what {
        What::LinkFrame { step, message_id, queue, .. }
            if step == "receipted"
                && !message_id.is_empty()
                && !copied.contains(&(queue.as_str(), message_id.as_str())) =>
        {
            Some(message_id)
        }
        _ => None,
    })?;
    Some(format!("a link saw {unseen} receipted, and the witness never saw its copy"))
}

/// A link fault that was ordered and never touched anything: what it was to show was not shown.
fn not_bitten<'a>(evidence: &Evidence<'a>) -> Option<&'a str> {
    let of = |wanted: &'static str| {
        evidence.events.iter().filter_map(move |event| match &event.what {
            What::LinkChange { change, fault, .. } if change == wanted => Some(fault.as_str()),
            _ => None,
        })
    };
    let bitten: HashSet<&str> = of("bit").collect();
    of("armed").find(|fault| !bitten.contains(fault) && !fault.contains(GUARD))
}
