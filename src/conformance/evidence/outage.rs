//! How much business time a country could use: T-ACK stands still while it cannot work (PD-22).

use crate::record::event::{Event, What};
use jiff::{SignedDuration, Timestamp};

/// Spans of business time during which a country's node could receive and answer.
pub(crate) struct Running {
    /// Begin and end of each outage; an open one has no end.
    outages: Vec<(Timestamp, Option<Timestamp>)>,
}

impl Running {
    /// Reads the outages of a country's node, its link and the broker from a scenario's events.
    pub(crate) fn of(events: &[&Event], country: &str) -> Self {
        let mut open: Vec<(String, Timestamp)> = Vec::new();
        let mut outages = Vec::new();
        for event in events {
            let (Some(now), Some((part, down))) = (event.business, change(event, country)) else {
                continue;
            };
            if down && !open.iter().any(|(of, _)| *of == part) {
                open.push((part, now));
            } else if !down && let Some(at) = open.iter().position(|(of, _)| *of == part) {
                outages.push((open.remove(at).1, Some(now)));
            }
        }
        outages.extend(open.into_iter().map(|(_, begin)| (begin, None)));
        outages.sort();
        Self { outages }
    }

    /// Business time between two instants, outages left out.
    pub(crate) fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let mut total = to.duration_since(from);
        let mut done = from;
        for (begin, end) in &self.outages {
            let begin = (*begin).max(done);
            let end = end.unwrap_or(to).min(to);
            if end > begin {
                total -= end.duration_since(begin);
                done = end;
            }
        }
        total
    }
}

/// The part that an event takes down (true) or brings back (false), if it concerns the country.
fn change(event: &Event, country: &str) -> Option<(String, bool)> {
    match &event.what {
        What::LinkChange { country: of, change, fault, detail, bite, .. } if of == country => {
            let part = format!("link {fault}");
            match change.as_str() {
                "cut" => Some(("link cut".to_owned(), true)),
                "bit" if bite.as_ref().is_some_and(|bite| stops(&bite.effect)) => {
                    Some((part, true))
                }
                "ended" if detail.split(',').next().is_some_and(stops) => Some((part, false)),
                "healed" => Some(("link cut".to_owned(), false)),
                _ => None,
            }
        }
        What::Part { part, change, detail, .. }
            if part == "broker"
                || *part == format!("broker {country}")
                || *part == format!("node {country}") =>
        {
            match change.as_str() {
                "killed" | "died" => Some((part.clone(), true)),
                "started" => Some((part.clone(), false)),
                // Who may not log in, or finds no room, can work as little as who has no broker.
                "filled" => Some((format!("store of {part}"), true)),
                "emptied" => Some((format!("store of {part}"), false)),
                "expired" if detail == country => Some((format!("login at {part}"), true)),
                "renewed" if detail == country => Some((format!("login at {part}"), false)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Link faults under which a country cannot work (PD-22).
fn stops(effect: &str) -> bool {
    matches!(effect, "cut" | "half-open" | "stall")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    #[test]
    fn overlapping_outages_are_not_counted_twice() {
        let outages = vec![(at(2), Some(at(6))), (at(3), Some(at(4))), (at(8), None)];
        let running = Running { outages };
        assert_eq!(running.between(at(0), at(10)).as_mins(), 4);
        assert_eq!(running.between(at(3), at(5)).as_mins(), 0);
        assert_eq!(running.between(at(0), at(1)).as_mins(), 1);
        assert_eq!(running.between(at(6), at(8)).as_mins(), 2);
    }
}
