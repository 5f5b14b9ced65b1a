//! Rules that a message breaks by itself (PD-26, stages 8 and 14); the rows are `profile::rules`.

mod advice;

use crate::message::answer::FunctionalError;
use crate::message::passage::Res;
use crate::message::{Body, Message, has_bidi_control};
use crate::node::flaw::Flaw;
use crate::profile::Code;
use crate::profile::lists::ControlResult;
use crate::profile::rules::Rule;

pub(super) use advice::{codes, conditions};

/// A rule that is broken, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Breach {
    /// The rule.
    pub rule: Rule,
    /// Path below the root.
    pub at: String,
    /// What stands there.
    pub value: String,
}

impl Breach {
    fn new(rule: Rule, at: impl Into<String>, value: impl Into<String>) -> Self {
        Self { rule, at: at.into(), value: value.into() }
    }

    /// The error that an FNK names.
    pub(super) fn error(&self, code: Code) -> FunctionalError {
        let pointer = format!("/{code}{}", self.at);
        FunctionalError::new(self.rule.code(), &pointer, Some(self.rule.id()), &self.value)
    }
}

/// Stage 14: every rule of the message that is broken.
pub(super) fn breaches(message: &Message) -> Vec<Breach> {
    let remarks = |group: &str, text: Option<&String>| {
        text.and_then(|text| bidi(format!("/{group}/remarks"), text)).into_iter().collect()
    };
    let reason = |group: &str, text: &str| -> Vec<Breach> {
        bidi(format!("/{group}/reason"), text).into_iter().collect()
    };
    match &message.body {
        Body::Tda(advice) | Body::Tpa(advice) => conditions(advice),
        Body::Una(una) => una.reason.iter().flat_map(|text| reason("Unavailable", text)).collect(),
        Body::Pas(pas) => remarks("Passage", pas.remarks.as_ref()),
        Body::Arr(arr) => remarks("Arrival", arr.remarks.as_ref()),
        Body::Res(res) => {
            let mut found: Vec<Breach> = remarks("Result", res.remarks.as_ref());
            found.extend(conform(res));
            found
        }
        Body::Inc(incident) | Body::Inf(incident) => {
            incident.texts().filter_map(|text| bidi("/Incident".to_owned(), text)).collect()
        }
        Body::Dsp(dsp) => remarks("Discrepancy", dsp.remarks.as_ref()),
        Body::Dsv(dsv) => reason("Decision", &dsv.reason),
        Body::Can(can) => reason("Cancellation", &can.reason),
        Body::Ext(ext) => reason("Extension", &ext.reason),
        Body::Wro(_)
        | Body::Guq(_)
        | Body::Gur(_)
        | Body::Guc(_)
        | Body::Gul(_)
        | Body::Hbt(_)
        | Body::Rfd(_)
        | Body::Ack(_)
        | Body::Fnk(_)
        | Body::Xnk(_) => Vec::new(),
    }
}

fn conform(res: &Res) -> Option<Breach> {
    let wrong = res.conform == (res.control_code == ControlResult::B1);
    let said = if res.conform { "1" } else { "0" };
    wrong.then(|| Breach::new(Rule::Conform, "/Result/conform", said))
}

/// A text that turns the direction of writing (PD-34).
fn bidi(at: String, text: &str) -> Option<Breach> {
    has_bidi_control(text).then(|| Breach::new(Rule::Bidi, at, text))
}

/// The rule that a flawed node does not keep.
pub(super) fn overlooked(flaw: Flaw) -> Option<Rule> {
    RULES_OF_FLAWS.iter().find(|(of, _)| *of == flaw).map(|(_, rule)| *rule)
}

const RULES_OF_FLAWS: [(Flaw, Rule); 6] = [
    (Flaw::AcceptsAnyContainer, Rule::Container),
    (Flaw::AcceptsAnyMass, Rule::Mass),
    (Flaw::AcceptsAnySealCount, Rule::SealCount),
    (Flaw::AcceptsAnyRoute, Rule::Route),
    (Flaw::AcceptsAnyLimit, Rule::Limit),
    (Flaw::AcceptsTurnedText, Rule::Bidi),
];
