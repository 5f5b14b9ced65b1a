//! DSP and DSV: what departure tells the office whose result is not satisfactory (D24, D26, D27).

use super::duties::{departure_of, route_of};
use super::outgoing::{Mail, Place};
use super::{Desk, Hindrance};
use crate::message::Body;
use crate::message::discrepancy::{Dsp, Dsv};
use crate::node::core::{Movement, Refusal, TimerName};
use crate::node::flaw::Flaw;
use crate::profile::OfficeCode;
use crate::profile::lists::{DiscrepancyOutcome, Role};
use crate::profile::timer::T_DSP;

/// DSP, and T-DSP with it.
pub(super) fn open(desk: &Desk<'_>, movement: &Movement, result_no: u32) -> Result<(), Hindrance> {
    let office = actual_office(movement)?;
    let resolve_by = T_DSP.expiry(desk.now);
    desk.store.start_timer(movement.mrn, TimerName::Dsp, resolve_by)?;
    if desk.deviates(Flaw::ForgetsDiscrepancy)? {
        return Ok(());
    }
    let body = Dsp {
        event: desk.event(desk.now),
        mrn: movement.mrn.into(),
        office,
        result_no,
        resolve_by,
        remarks: None,
    };
    tell(desk, movement, office, Body::Dsp(Box::new(body)))
}

/// DSV.
pub(super) fn decide(
    desk: &Desk<'_>,
    movement: &Movement,
    result_no: u32,
    decision: DiscrepancyOutcome,
    reason: &str,
) -> Result<(), Hindrance> {
    let office = actual_office(movement)?;
    if desk.deviates(Flaw::ForgetsDecision)? {
        return Ok(());
    }
    let body = Dsv {
        event: desk.event(desk.now),
        mrn: movement.mrn.into(),
        office,
        result_no,
        decision,
        reason: reason.to_owned(),
    };
    tell(desk, movement, office, Body::Dsv(Box::new(body)))
}

/// A result is only taken from the office that has the goods.
fn actual_office(movement: &Movement) -> Result<OfficeCode, Refusal> {
    let office = departure_of(movement).actual_office;
    office.ok_or_else(|| Refusal::out_of_sequence("no office has the goods"))
}

fn tell(
    desk: &Desk<'_>,
    movement: &Movement,
    office: OfficeCode,
    body: Body,
) -> Result<(), Hindrance> {
    let sender = Place::office(route_of(movement).departure, Role::Dep);
    let recipient = Place::office(office, Role::Dst);
    desk.post(Mail::new(office.country(), sender, recipient, body))?;
    Ok(())
}
