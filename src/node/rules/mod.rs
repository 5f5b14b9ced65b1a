//! Rules that a message breaks by itself (PD-26, stages 8 and 14); the rows are `profile::rules`.

mod advice;

use crate::message::answer::FunctionalError;
use crate::message::diversion::Trr;
use crate::message::passage::Res;
use crate::message::{Body, Event, Message, has_bidi_control};
use crate::node::flaw::Flaw;
use crate::profile::Code;
use crate::profile::lists::{CaptureMode, ControlResult, RecordRefusal, RecordVerdict};
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
    message.body.event().and_then(paper).into_iter().chain(of_body(&message.body)).collect()
}

#[expect(clippy::too_many_lines, reason = "a table with a row per message, not an algorithm")]
fn of_body(body: &Body) -> Vec<Breach> {
    let remarks = |group: &str, text: Option<&String>| {
        text.and_then(|text| bidi(format!("/{group}/remarks"), text)).into_iter().collect()
    };
    let reason = |group: &str, text: &str| -> Vec<Breach> {
        bidi(format!("/{group}/reason"), text).into_iter().collect()
    };
    match body {
        Body::Tda(advice) | Body::Tpa(advice) => conditions(advice),
        Body::Una(una) => una.reason.iter().flat_map(|text| reason("Unavailability", text)).collect(),
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
        Body::Rcq(rcq) => reason("RecoveryRequest", &rcq.reason),
        Body::Rca(rca) => {
            rca.reason.iter().flat_map(|text| reason("RecoveryAnswer", text)).collect()
        }
        Body::Rcc(rcc) => rcc.reason.iter().flat_map(|text| reason("Recovery", text)).collect(),
        Body::Trq(trq) => remarks("RecordRequest", trq.remarks.as_ref()),
        Body::Trr(trr) => {
            let texts = trr.approver.iter().chain(&trr.text);
            let mut found: Vec<Breach> =
                texts.filter_map(|text| bidi("/RecordResponse".to_owned(), text)).collect();
            found.extend(complete(trr));
            found.extend(trr.record.iter().flat_map(|record| conditions(record)).map(in_record));
            found
        }
        Body::Enq(enq) => {
            let mut found: Vec<Breach> = remarks("Enquiry", enq.remarks.as_ref());
            found.extend(bidi("/Enquiry/contact".to_owned(), &enq.contact));
            found
        }
        Body::Enr(enr) => remarks("EnquiryReply", enr.remarks.as_ref()),
        Body::Eni(eni) => remarks("EnquiryInformation", eni.remarks.as_ref()),
        Body::Wro(_)
        | Body::Fwd(_)
        | Body::Stq(_)
        | Body::Sts(_)
        | Body::Guq(_)
        | Body::Gur(_)
        | Body::Guc(_)
        | Body::Gul(_)
        | Body::Gcl(_)
        | Body::Gcr(_)
        | Body::Hbt(_)
        | Body::Rfd(_)
        // Statistics are for the regional database, and are refused before.
        | Body::Sta(_)
        | Body::Ack(_)
        | Body::Fnk(_)
        | Body::Xnk(_) => Vec::new(),
    }
}

/// What is broken in the record that a grant carries.
pub(super) fn in_record(breach: Breach) -> Breach {
    Breach { at: format!("/Record{}", breach.at), ..breach }
}

/// A grant has the record, a refusal its code, and refusal 4 its reason.
fn complete(trr: &Trr) -> Option<Breach> {
    let granted = trr.verdict == RecordVerdict::Granted;
    let other = trr.refusal == Some(RecordRefusal::Other);
    let whole = granted == trr.record.is_some() && granted == trr.refusal.is_none();
    let wrong = !whole || other != trr.reason.is_some();
    wrong.then(|| Breach::new(Rule::Record, "/RecordResponse/decision", trr.verdict.code()))
}

/// PD-49: paper is nothing without its stamp, and what came by the line needs none.
fn paper(event: &Event) -> Option<Breach> {
    let wrong = (event.capture == CaptureMode::Paper) != event.paper.is_some();
    wrong.then(|| Breach::new(Rule::Paper, "/Event/captureMode", event.capture.code()))
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

const RULES_OF_FLAWS: [(Flaw, Rule); 14] = [
    (Flaw::AcceptsAnyContainer, Rule::Container),
    (Flaw::AcceptsAnyMass, Rule::Mass),
    (Flaw::AcceptsAnySealCount, Rule::SealCount),
    (Flaw::AcceptsAnyRoute, Rule::Route),
    (Flaw::AcceptsAnyLimit, Rule::Limit),
    (Flaw::AcceptsTurnedText, Rule::Bidi),
    (Flaw::AcceptsAnyPackages, Rule::Packages),
    (Flaw::AcceptsSealTwice, Rule::SealTwice),
    (Flaw::AcceptsNoWaiver, Rule::Waiver),
    (Flaw::AcceptsIdleWaiver, Rule::NoWaiver),
    (Flaw::AcceptsAnyConsignee, Rule::Consignee),
    (Flaw::AcceptsAnyExposure, Rule::Exposure),
    (Flaw::AcceptsAnyConformity, Rule::Conform),
    (Flaw::AcceptsAnyPaper, Rule::Paper),
];
