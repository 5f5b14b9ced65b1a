//! Officers' acts in the search for goods: asking, answering, telling, deciding (PD-51, D31-D33).

use serde_json::Value;

use super::acts::{ActError, detail, listed, movement};
use super::control::remarks;
use super::{Cause, Desk, Hindrance};
use crate::adapter::acts::{AnswerEnquiry, DecideProof, EnquiryInformation, RequestStatus};
use crate::node::core::{Event, Missed, Refusal};
use crate::node::flaw::Flaw;
use crate::profile::lists::{EnquiryKind, FunctionalErrorCode, StatusReason};
use crate::profile::{Country, Mrn};

/// One of these acts, read.
pub(super) enum MissedAct {
    RequestStatus(RequestStatus),
    Answer(AnswerEnquiry),
    Inform(EnquiryInformation),
    DecideProof(DecideProof),
}

/// The act of this verb; none if the verb is not one of these.
pub(super) fn read(verb: &str, body: &Value) -> Result<Option<MissedAct>, ActError> {
    Ok(Some(match verb {
        "request-status" => MissedAct::RequestStatus(detail(verb, body)?),
        "answer-enquiry" => MissedAct::Answer(detail(verb, body)?),
        "enquiry-information" => MissedAct::Inform(detail(verb, body)?),
        "decide-proof" => MissedAct::DecideProof(detail(verb, body)?),
        _ => return Ok(None),
    }))
}

/// Does it, all in one step of the movement.
pub(super) fn run(desk: &Desk<'_>, act: &MissedAct) -> Result<Mrn, Hindrance> {
    let (mrn, verb, event) = match act {
        MissedAct::RequestStatus(act) => {
            let of: Country = act
                .country
                .parse()
                .map_err(|error| Refusal::new(FunctionalErrorCode::CodeList, format!("{error}")))?;
            let event = Missed::StatusWanted { of, reason: StatusReason::Officer };
            (&act.mrn, "request-status", event)
        }
        MissedAct::Answer(act) => {
            let remarks = remarks(&act.text)?;
            let event = Missed::Answered { code: listed(&act.code)?, remarks };
            (&act.mrn, "answer-enquiry", event)
        }
        MissedAct::Inform(act) => (&act.mrn, "enquiry-information", information(act)?),
        MissedAct::DecideProof(act) => (&act.mrn, "decide-proof", decision(desk, act)?),
    };
    let movement = movement(desk, mrn)?;
    let asks = matches!(act, MissedAct::RequestStatus(_));
    if asks && desk.deviates(Flaw::IgnoresTheOfficersQuestion)? {
        return Ok(movement.mrn);
    }
    desk.take_step(&movement, &Event::Missed(event), &Cause::act(verb), || Ok(()))?;
    Ok(movement.mrn)
}

fn information(act: &EnquiryInformation) -> Result<Missed, Hindrance> {
    let kind: EnquiryKind = listed(&act.kind)?;
    if kind == EnquiryKind::Close {
        let reason = "an enquiry is closed by what happens, not by an officer";
        return Err(Refusal::new(FunctionalErrorCode::CodeList, reason).into());
    }
    let remarks = said(&act.text)?;
    Ok(Missed::Informed { kind, remarks })
}

fn decision(desk: &Desk<'_>, act: &DecideProof) -> Result<Missed, Hindrance> {
    let _reason = said(&act.reason)?;
    match act.decision.as_str() {
        "ACCEPTED" if desk.deviates(Flaw::IgnoresProof)? => Ok(Missed::ProofRefused),
        "ACCEPTED" => Ok(Missed::ProofAccepted),
        "REFUSED" => Ok(Missed::ProofRefused),
        other => {
            let reason = format!("`{other}` is neither ACCEPTED nor REFUSED");
            Err(Refusal::new(FunctionalErrorCode::CodeList, reason).into())
        }
    }
}

/// Free text that must not be empty.
fn said(text: &str) -> Result<String, Hindrance> {
    let text = remarks(text)?;
    if text.is_empty() {
        let reason = "something must be said";
        return Err(Refusal::new(FunctionalErrorCode::MissingByCondition, reason).into());
    }
    Ok(text)
}
