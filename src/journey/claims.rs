//! Short ways to write a claim.

use crate::profile::Country;
use crate::record::claim::{Claim, Expectation, Times};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// A claim that is about one country, before it is put on the stage.
pub(super) fn claim(requirement: &str, about: Country, since: u64, claim: Claim) -> Expectation {
    Expectation {
        requirement: requirement.to_owned(),
        about: about.to_string(),
        since,
        by: None,
        protocol: false,
        claim,
    }
}

/// The same with a business instant by which it must hold.
pub(super) trait Due {
    fn due(self, by: Timestamp) -> Self;
    /// Patience decides it: it is about protocol time.
    fn in_protocol_time(self) -> Self;
}

impl Due for Expectation {
    fn due(self, by: Timestamp) -> Self {
        Self { by: Some(by), ..self }
    }

    fn in_protocol_time(self) -> Self {
        Self { protocol: true, ..self }
    }
}

/// Fields of a message and what they must hold; an empty text means that nothing stands there.
pub(super) fn fields<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// A country sends messages of a code for a movement.
pub(super) fn sent(
    (from, to): (Country, Country),
    code: &str,
    mrn: &str,
    fields: BTreeMap<String, String>,
    times: Times,
) -> Claim {
    Claim::Sent {
        from: from.to_string(),
        to: to.to_string(),
        code: code.to_owned(),
        mrn: Some(mrn.to_owned()),
        fields,
        times,
    }
}

/// A country sends no message of a code for a movement.
pub(super) fn none_sent(from: Country, to: Country, code: &str, mrn: &str) -> Claim {
    sent((from, to), code, mrn, BTreeMap::new(), Times::Exactly(0))
}

/// A country answers a message.
pub(super) fn answered(
    message_id: &str,
    by: Country,
    (code, detail): (&str, Option<&str>),
    fields: BTreeMap<String, String>,
    times: Times,
) -> Claim {
    Claim::Answered {
        message_id: message_id.to_owned(),
        by: by.to_string(),
        code: code.to_owned(),
        detail: detail.map(str::to_owned),
        fields,
        times,
    }
}

/// The node's word about a movement.
pub(super) fn movement(
    country: Country,
    mrn: &str,
    pointer: &str,
    equals: impl Into<Value>,
) -> Claim {
    Claim::Movement {
        country: country.to_string(),
        mrn: mrn.to_owned(),
        pointer: pointer.to_owned(),
        equals: equals.into(),
    }
}

/// The node's word about effects of a business key.
pub(super) fn effects(country: Country, mrn: &str, key: &str, count: u32) -> Claim {
    Claim::Effects { country: country.to_string(), mrn: mrn.to_owned(), key: key.to_owned(), count }
}

/// The guarantor's word about a reservation.
pub(super) fn reservation(country: Country, grn: &str, mrn: &str, state: &str) -> Claim {
    Claim::Reservation {
        country: country.to_string(),
        grn: grn.to_owned(),
        mrn: mrn.to_owned(),
        state: state.to_owned(),
    }
}

/// An alert of this rule, whatever message it is about.
pub(super) fn alarmed(country: Country, rule: &str) -> Claim {
    Claim::Alerted { country: country.to_string(), rule: rule.to_owned(), message_id: None }
}

/// The node's word about an alert that a message raised.
pub(super) fn alerted(country: Country, rule: &str, message_id: &str) -> Claim {
    Claim::Alerted {
        country: country.to_string(),
        rule: rule.to_owned(),
        message_id: Some(message_id.to_owned()),
    }
}
