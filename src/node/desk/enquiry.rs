//! Enquiries: ENQ, ENR and ENI, composed from what officers say (D30-D33).

use super::outgoing::{Mail, Place};
use super::{Desk, Hindrance, duties};
use crate::message::answer::AnyMessageId;
use crate::message::enquiry::{Eni, Enq, Enr};
use crate::message::{Body, Message};
use crate::node::core::{Movement, Refusal};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{EnquiryCode, EnquiryKind, Role};
use crate::profile::timer::T_ENR;
use crate::profile::{Code, Country, MessageId, OfficeCode};

fn told(remarks: &str) -> Option<String> {
    (!remarks.is_empty()).then(|| remarks.to_owned())
}

/// ENQ, to the office that saw the goods last, else to the declared destination.
pub(super) fn enquire(
    desk: &Desk<'_>,
    movement: &Movement,
    to: Country,
    last_seen_at: Option<OfficeCode>,
) -> Result<(), Hindrance> {
    if desk.deviates(Flaw::NeverEnquires)? {
        return Ok(());
    }
    let departure = duties::departure_of(movement);
    let asked = last_seen_at.unwrap_or(departure.route.destination);
    let role = if asked == departure.route.destination { Role::Dst } else { Role::Ent };
    let body = Enq {
        event: desk.event(desk.now),
        mrn: movement.mrn.into(),
        respond_by: T_ENR.expiry(desk.now),
        contact: departure.route.departure.to_string(),
        last_seen_at,
        remarks: None,
    };
    let sender = Place::office(departure.route.departure, Role::Dep);
    desk.post(Mail::new(to, sender, Place::office(asked, role), Body::Enq(Box::new(body))))?;
    Ok(())
}

/// ENR, in answer to departure's newest ENQ.
pub(super) fn answer(
    desk: &Desk<'_>,
    movement: &Movement,
    code: EnquiryCode,
    remarks: &str,
) -> Result<(), Hindrance> {
    let enquiry = newest_heard(desk, movement)?;
    let otherwise = code != EnquiryCode::Unknown && desk.deviates(Flaw::AnswersEnquiryOtherwise)?;
    let code = if otherwise { EnquiryCode::Unknown } else { code };
    reply(desk, movement, enquiry, code, remarks)?;
    Ok(())
}

/// ENQ about a movement that nobody here knows is answered at once: ENR 1 (PD-24).
pub(in crate::node) fn answer_unknown(
    desk: &Desk<'_>,
    message: &Message,
    movement: &Movement,
) -> Stored<()> {
    if desk.deviates(Flaw::SilentAboutUnknown)? {
        return Ok(());
    }
    reply(desk, movement, message.header.message_id, EnquiryCode::Unknown, "")
}

fn reply(
    desk: &Desk<'_>,
    movement: &Movement,
    enquiry: MessageId,
    code: EnquiryCode,
    remarks: &str,
) -> Stored<()> {
    let body =
        Enr { event: desk.event(desk.now), mrn: movement.mrn.into(), code, remarks: told(remarks) };
    let (sender, recipient) = sides(desk, movement);
    let mut mail = Mail::new(enquiry.country(), sender, recipient, Body::Enr(Box::new(body)));
    mail.correlation = Some(AnyMessageId::from(enquiry));
    desk.post(mail).map(drop)
}

/// ENI, to the other side of the open enquiry.
pub(super) fn inform(
    desk: &Desk<'_>,
    movement: &Movement,
    to: Country,
    kind: EnquiryKind,
    remarks: &str,
) -> Result<(), Hindrance> {
    let kept = match kind {
        EnquiryKind::Close => desk.deviates(Flaw::LeavesEnquiryOpen)?,
        EnquiryKind::Info | EnquiryKind::Proof => desk.deviates(Flaw::KeepsInformation)?,
    };
    if kept {
        return Ok(());
    }
    let enquiry_id = match &movement.departure {
        Some(_) => newest_sent(desk, movement)?,
        None => newest_heard(desk, movement)?,
    };
    let body = Eni {
        event: desk.event(desk.now),
        mrn: movement.mrn.into(),
        enquiry_id,
        kind,
        remarks: told(remarks),
    };
    let (sender, recipient) = sides(desk, movement);
    desk.post(Mail::new(to, sender, recipient, Body::Eni(Box::new(body))))?;
    Ok(())
}

fn newest_sent(desk: &Desk<'_>, movement: &Movement) -> Result<MessageId, Hindrance> {
    let newest = desk.store.newest_id(movement.mrn, Code::Enq)?;
    newest.and_then(|id| id.parse().ok()).ok_or_else(nothing_open)
}

fn newest_heard(desk: &Desk<'_>, movement: &Movement) -> Result<MessageId, Hindrance> {
    let effects = desk.store.effects(movement.mrn)?;
    let newest = effects.iter().rev().find(|effect| effect.key.starts_with("ENQ/"));
    newest.and_then(|effect| effect.message_id.as_deref()?.parse().ok()).ok_or_else(nothing_open)
}

fn nothing_open() -> Hindrance {
    Refusal::out_of_sequence("no enquiry was ever made").into()
}

/// This side's office and the other's, as far as they are known here.
fn sides(desk: &Desk<'_>, movement: &Movement) -> (Place, Place) {
    let Some(route) = movement.route() else {
        return (Place::node(Role::Dst), Place::node(Role::Dep));
    };
    let departure = Place::office(route.departure, Role::Dep);
    let destination = if route.destination.country() == desk.home || movement.departure.is_some() {
        Place::office(route.destination, Role::Dst)
    } else {
        super::compose::first_stop(route, desk.home)
    };
    if movement.departure.is_some() { (departure, destination) } else { (destination, departure) }
}
