//! An index over the events of one scenario: what was witnessed, and who said it.

mod document;
mod outage;
mod page;
mod schema;
mod seen;

pub(crate) use document::Document;
pub(crate) use outage::Running;
pub(crate) use page::Page;
pub(crate) use seen::Seen;

use crate::record::event::{Event, What};
use jiff::Timestamp;

/// The events of one scenario with their messages.
#[derive(Clone)]
pub(crate) struct Evidence<'a> {
    /// Events in record order.
    pub events: Vec<&'a Event>,
    /// Broker's copies of queue messages, in record order.
    pub messages: Vec<Seen<'a>>,
    /// Copies of what a hub put on a queue at the receiver's own broker, in record order.
    pub forwarded: Vec<Seen<'a>>,
}

impl<'a> Evidence<'a> {
    /// Indexes a scenario's events. Bodies are read only when they are looked at.
    pub(crate) fn of(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let events: Vec<&'a Event> = events.into_iter().collect();
        let mut messages: Vec<Seen<'a>> =
            events.iter().filter_map(|event| Seen::of(event)).collect();
        mark_injected(&events, &mut messages);
        let mut forwarded: Vec<_> =
            events.iter().filter_map(|event| Seen::forwarded(event)).collect();
        mark_injected(&events, &mut forwarded);
        Self { events, messages, forwarded }
    }

    /// What was known just after the event at this position. Bodies that were read stay read.
    pub(crate) fn up_to(&self, seq: u64) -> Self {
        let events = self.events.iter().copied().take_while(|event| event.seq <= seq).collect();
        let known = |messages: &[Seen<'a>]| {
            messages.iter().take_while(|seen| seen.at <= seq).cloned().collect()
        };
        let (messages, forwarded) = (known(&self.messages), known(&self.forwarded));
        Self { events, messages, forwarded }
    }

    /// Messages that a country itself sent.
    pub(crate) fn sent_by<'e>(&'e self, country: &'e str) -> impl Iterator<Item = &'e Seen<'a>> {
        self.messages.iter().filter(move |seen| !seen.injected && seen.from() == country)
    }

    /// Final technical answers that a country sent to a message, in record order.
    pub(crate) fn answers<'e>(
        &'e self,
        by: &'e str,
        message_id: &'e str,
    ) -> impl Iterator<Item = &'e Seen<'a>> {
        self.sent_by(by).filter(move |seen| {
            seen.is_final_answer() && seen.correlation().is_some_and(|id| id == message_id)
        })
    }

    /// Position by which the cell had come to rest after `since`, with its clock at `by` or later:
    /// it was quiet, and then a sentinel showed that every copy from before had been witnessed.
    pub(crate) fn rest_after(&self, since: u64, by: Option<Timestamp>) -> Option<u64> {
        let mut later = self.events.iter().filter(|event| event.seq > since);
        later.find(|event| {
            matches!(event.what, What::Quiet)
                && by.is_none_or(|by| event.business.is_some_and(|now| now >= by))
        })?;
        later.find(|event| matches!(event.what, What::Sentinel { .. })).map(|event| event.seq)
    }

    /// The newest answer of a country to a question asked after `since`.
    pub(crate) fn newest_query(
        &self,
        country: &str,
        asked: impl Fn(&str) -> bool,
        since: u64,
    ) -> Option<Answer<'a>> {
        self.events.iter().rev().take_while(|event| event.seq > since).find_map(
            |event| match &event.what {
                What::Query { country: of, path, status, response }
                    if of == country && asked(path) =>
                {
                    Some(Answer { at: event.seq, status: *status, body: response })
                }
                _ => None,
            },
        )
    }
}

/// A node's own answer to a question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    /// Record position.
    pub at: u64,
    /// HTTP status, 0 when none came.
    pub status: u16,
    /// Body.
    pub body: &'a serde_json::Value,
}

/// Each injection that the broker took accounts for one copy of the same bytes: the nearest.
fn mark_injected(events: &[&Event], messages: &mut [Seen<'_>]) {
    for event in events {
        let What::Injected { queue, message_id, digest, outcome, .. } = &event.what else {
            continue;
        };
        if outcome.starts_with("refused") {
            continue;
        }
        let nearest = messages
            .iter_mut()
            .filter(|seen| !seen.injected)
            .filter(|seen| seen.facts.queue == *queue && seen.facts.message_id == *message_id)
            .filter(|seen| seen.digest() == digest)
            .min_by_key(|seen| seen.at.abs_diff(event.seq));
        if let Some(seen) = nearest {
            seen.injected = true;
        }
    }
}
