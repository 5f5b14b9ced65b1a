//! Stages 10 and 11: the movement exists, and this country may say this of it.

use super::Rejection;
use super::apply::pointer_to_mrn;
use super::checks::not_entitled;
use crate::message::advice::Advice;
use crate::message::{Body, Claimed, Message};
use crate::node::core::{Movement, OfficeInRole};
use crate::node::desk::Desk;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{FunctionalErrorCode, OfficeRole, Role};
use crate::profile::{Code, Country, Grn, Mrn, OfficeCode, Queue};

/// Stage 10: a movement of this country must exist; those of others may be yet to come.
pub(super) fn exists(
    desk: &Desk<'_>,
    message: &Message,
    mrn: Mrn,
) -> Stored<Result<(), Rejection>> {
    let own = mrn.country() == desk.home;
    let about_own = matches!(
        message.code(),
        Code::Pas | Code::Arr | Code::Res | Code::Inc | Code::Rcq | Code::Rcc
    );
    if own && about_own && desk.store.movement(mrn)?.is_none() {
        let (mut code, pointer) = (FunctionalErrorCode::UnknownMrn, pointer_to_mrn(message));
        if desk.deviates(Flaw::MisnamesUnknownMrn)? {
            code = FunctionalErrorCode::OutOfSequence;
        }
        let rejection = Rejection::fnk(code, &pointer, None, mrn.as_str());
        return Ok(Err(rejection.alerting("F90", format!("{mrn} does not exist"))));
    }
    Ok(Ok(()))
}

/// Stage 11: this country may say this of this movement.
#[expect(clippy::too_many_lines, reason = "a table with a row per message, not an algorithm")]
pub(super) fn entitled(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    mrn: Mrn,
) -> Stored<Result<(), Rejection>> {
    let strange = |facts: String| Ok(Err(not_entitled(facts)));
    let not_departure = || format!("{} about {mrn} from {}", message.code(), queue.from);
    if told_by_departure(message.code()) && mrn.country() != queue.from {
        return strange(not_departure());
    }
    match &message.body {
        Body::Tda(advice) | Body::Tpa(advice) => {
            if !concerns(advice, message.code(), desk.home, queue.from) {
                return strange(format!("{} does not concern {}", message.code(), desk.home));
            }
        }
        Body::Gul(_)
            if mrn.country() != queue.from && desk.deviates(Flaw::FreesOnAnybodysWord)? => {}
        Body::Guq(_) | Body::Guc(_) | Body::Gul(_) if mrn.country() != queue.from => {
            desk.alert("F14", Some(mrn.as_str()), None, not_departure())?;
            return strange(not_departure());
        }
        Body::Gcl(gcl)
            if gcl.portion.country != queue.from && !desk.deviates(Flaw::BelievesAnyClaim)? =>
        {
            let facts = format!("{} claims the portion of {}", queue.from, gcl.portion.country);
            desk.alert("F14", Some(mrn.as_str()), None, facts.as_str())?;
            return strange(facts);
        }
        Body::Guq(_) | Body::Guc(_) | Body::Gul(_) | Body::Gur(_) | Body::Gcl(_) | Body::Gcr(_) => {
            if let Some(facts) = kept_elsewhere(desk, queue, message) {
                return strange(facts);
            }
        }
        Body::Arr(_) | Body::Res(_) | Body::Inc(_) | Body::Trq(_) if mrn.country() != desk.home => {
            return strange(format!("{mrn} did not depart from {}", desk.home));
        }
        Body::Sta(_) => return strange("statistics are for the regional database".to_owned()),
        Body::Res(res) => return has_the_goods(desk, mrn, res.office),
        Body::Inc(incident) => return told_incident(desk, queue, incident.country, mrn),
        Body::Stq(_) | Body::Sts(_) | Body::Enq(_) | Body::Enr(_) | Body::Eni(_) => {
            return searching(desk, queue, message, mrn);
        }
        Body::Wro(_)
        | Body::Inf(_)
        | Body::Dsp(_)
        | Body::Dsv(_)
        | Body::Can(_)
        | Body::Ext(_)
        | Body::Rcq(_)
        | Body::Rca(_)
        | Body::Rcc(_)
        | Body::Trq(_)
        | Body::Trr(_)
        | Body::Fwd(_)
        | Body::Pas(_)
        | Body::Arr(_)
        | Body::Hbt(_)
        | Body::Una(_)
        | Body::Rfd(_)
        | Body::Ack(_)
        | Body::Fnk(_)
        | Body::Xnk(_) => {}
    }
    Ok(Ok(()))
}

/// A result comes from an office where the goods may be.
fn has_the_goods(desk: &Desk<'_>, mrn: Mrn, office: OfficeCode) -> Stored<Result<(), Rejection>> {
    let movement = desk.store.movement(mrn)?;
    let departure = movement.as_ref().and_then(|movement| movement.departure.as_ref());
    let place = OfficeInRole { office, role: OfficeRole::Dst };
    let strange = departure.is_some_and(|departure| !departure.admits(place));
    if strange && !desk.deviates(Flaw::TakesAnyOffice)? {
        return Ok(Err(not_entitled(format!("{office} is neither declared nor granted"))));
    }
    Ok(Ok(()))
}

/// An incident is told by the country where it happened, and that country is crossed.
fn told_incident(
    desk: &Desk<'_>,
    queue: Queue,
    reporter: Country,
    mrn: Mrn,
) -> Stored<Result<(), Rejection>> {
    if reporter != queue.from {
        let facts = format!("an incident of {reporter} from {}", queue.from);
        return Ok(Err(not_entitled(facts)));
    }
    let movement = desk.store.movement(mrn)?;
    if movement.is_some_and(|movement| is_strange(&movement, queue.from)) {
        return Ok(Err(not_entitled(format!("{mrn} does not cross {}", queue.from))));
    }
    Ok(Ok(()))
}

/// Codes of the movement itself that only its country of departure may send (section 3).
fn told_by_departure(code: Code) -> bool {
    matches!(
        code,
        Code::Tda
            | Code::Tpa
            | Code::Wro
            | Code::Can
            | Code::Ext
            | Code::Inf
            | Code::Dsp
            | Code::Dsv
            | Code::Trr
            | Code::Fwd
    )
}

/// Who may search: departure enquires and is answered, and every country of the movement may ask.
fn searching(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    mrn: Mrn,
) -> Stored<Result<(), Rejection>> {
    let departure = match message.code() {
        Code::Enq => Some(queue.from),
        Code::Enr => Some(desk.home),
        _ => None,
    };
    if departure.is_some_and(|country| country != mrn.country()) {
        let facts = format!("{} about {mrn} from {}", message.code(), queue.from);
        return Ok(Err(not_entitled(facts)));
    }
    let movement = desk.store.movement(mrn)?;
    if movement.is_some_and(|movement| is_strange(&movement, queue.from)) {
        return Ok(Err(not_entitled(format!("{} is no country of {mrn}", queue.from))));
    }
    Ok(Ok(()))
}

/// True when the countries of a movement are known here, and this is none of them.
fn is_strange(movement: &Movement, country: Country) -> bool {
    movement.route().is_some() && !movement.countries().contains(&country)
}

/// The guarantee's messages go to, and come from, the country that keeps it (PD-15).
fn kept_elsewhere(desk: &Desk<'_>, queue: Queue, message: &Message) -> Option<String> {
    let (grn, keeper): (&Claimed<Grn>, Country) = match &message.body {
        Body::Guq(guq) => (&guq.grn, desk.home),
        Body::Guc(guc) => (&guc.grn, desk.home),
        Body::Gul(gul) => (&gul.grn, desk.home),
        Body::Gur(gur) => (&gur.grn, queue.from),
        Body::Gcl(gcl) => (&gcl.grn, desk.home),
        Body::Gcr(gcr) => (&gcr.grn, queue.from),
        _ => return None,
    };
    let elsewhere = grn.checked().is_ok_and(|grn| grn.country() != keeper);
    elsewhere.then(|| format!("guarantee {grn} is not kept in {keeper}"))
}

/// Advice departs where it comes from, and names an office of the receiver.
fn concerns(advice: &Advice, code: Code, home: Country, from: Country) -> bool {
    let itinerary = &advice.transit.itinerary;
    let at_home =
        |role: Role| itinerary.iter().any(|at| at.role == role && at.office.country() == home);
    let departs = itinerary.iter().any(|at| at.role == Role::Dep && at.office.country() == from);
    let named = match code {
        Code::Tda => at_home(Role::Dst),
        _ => at_home(Role::Exi) || at_home(Role::Ent),
    };
    departs && named
}
