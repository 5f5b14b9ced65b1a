//! The stages that look at the message and the reference data, not at the movement.

use super::{Incoming, Rejection, overlook};
use crate::adapter::contract::OfficeEntry;
use crate::message::answer::FunctionalError;
use crate::message::{Body, Claimed, Message, instant, mirror_errors};
use crate::node::core::Refusal;
use crate::node::desk::{Desk, in_force, later};
use crate::node::flaw::Flaw;
use crate::node::rules;
use crate::node::store::Stored;
use crate::profile::lists::{Direction, FunctionalErrorCode, OfficeRole, Role};
use crate::profile::rules::Rule;
use crate::profile::timer::T_SKEW;
use crate::profile::{Country, OfficeCode, Queue, VERSION};

type Check = Result<(), Rejection>;

/// FNK 97 with its security event; what was found stays with the officers (PD-33).
pub(super) fn not_entitled(facts: impl Into<String>) -> Rejection {
    Rejection::fnk(FunctionalErrorCode::Origin, "/", None, "").alerting("SEC-97", facts)
}

/// Stage 2 as far as the frame tells: the id's country is the queue's.
pub(super) fn claimed_origin(incoming: &Incoming<'_>) -> Option<Rejection> {
    let id = incoming.claimed_id.as_deref()?;
    let from = incoming.queue.from;
    (!id.starts_with(from.as_str()))
        .then(|| not_entitled(format!("message id {id} in a queue of {from}")).not_binding())
}

/// The rest of stage 2, then stage 7.
pub(super) fn header(desk: &Desk<'_>, incoming: &Incoming<'_>, message: &Message) -> Stored<Check> {
    if let Err(rejection) = origin(desk, incoming.queue, message)? {
        return Ok(Err(rejection.not_binding()));
    }
    if let Err(rejection) = mirror(incoming, message)
        && !desk.deviates(Flaw::IgnoresMirrors)?
    {
        return Ok(Err(rejection));
    }
    if let Err(rejection) = test(message)
        && !desk.deviates(Flaw::TakesLiveTraffic)?
    {
        return Ok(Err(rejection));
    }
    if message.header.profile_version != VERSION && !overlook::takes_version(desk, message)? {
        let pointer = format!("/{}/Header/profileVersion", message.code());
        let said = &message.header.profile_version;
        return Ok(Err(Rejection::fnk(FunctionalErrorCode::Version, &pointer, None, said)));
    }
    Ok(Ok(()))
}

/// Stages 8 and 9: check digits, codes, offices and their roles.
pub(super) fn codes(desk: &Desk<'_>, queue: Queue, message: &Message) -> Stored<Check> {
    let mut errors = check_digits(message);
    if !errors.is_empty() && desk.deviates(Flaw::MisnamesCheckDigit)? {
        for error in &mut errors {
            error.code = FunctionalErrorCode::Rule;
        }
    }
    offices(desk, queue, message, errors)
}

/// The header agrees with the queue.
fn origin(desk: &Desk<'_>, queue: Queue, message: &Message) -> Stored<Check> {
    let header = &message.header;
    let wrong = |what: &str, country: Country| {
        Ok(Err(not_entitled(format!("{what} of {country} in {queue}"))))
    };
    if header.message_id.country() != queue.from {
        return wrong("message id", header.message_id.country());
    }
    if header.recipient.country != queue.to {
        return wrong("recipient", header.recipient.country);
    }
    let office = header.sender.office.map(|office| office.country());
    let strange = [Some(header.sender.country), office, place(message).map(|at| at.country())]
        .into_iter()
        .flatten()
        .find(|country| *country != queue.from);
    match strange {
        Some(country) if !desk.deviates(Flaw::TrustsSenderOffice)? => wrong("sender", country),
        _ => Ok(Ok(())),
    }
}

/// The office where the event happened: one of the sender's own.
fn place(message: &Message) -> Option<OfficeCode> {
    match &message.body {
        Body::Pas(pas) => Some(pas.office),
        Body::Arr(arr) => Some(arr.office),
        Body::Res(res) => Some(res.office),
        Body::Inc(incident) => Some(incident.office),
        Body::Trq(trq) => Some(trq.office),
        Body::Tda(_)
        | Body::Tpa(_)
        | Body::Wro(_)
        | Body::Inf(_)
        | Body::Dsp(_)
        | Body::Dsv(_)
        | Body::Can(_)
        | Body::Ext(_)
        | Body::Rcq(_)
        | Body::Rca(_)
        | Body::Rcc(_)
        | Body::Trr(_)
        | Body::Fwd(_)
        | Body::Stq(_)
        | Body::Sts(_)
        | Body::Enq(_)
        | Body::Enr(_)
        | Body::Eni(_)
        | Body::Guq(_)
        | Body::Gur(_)
        | Body::Guc(_)
        | Body::Gul(_)
        | Body::Gcl(_)
        | Body::Gcr(_)
        | Body::Hbt(_)
        | Body::Una(_)
        | Body::Sta(_)
        | Body::Rfd(_)
        | Body::Ack(_)
        | Body::Fnk(_)
        | Body::Xnk(_) => None,
    }
}

fn mirror(incoming: &Incoming<'_>, message: &Message) -> Check {
    let errors = mirror_errors(incoming.headers, message);
    if errors.is_empty() {
        return Ok(());
    }
    let error = |error: crate::message::MirrorError| {
        let found = error.found.unwrap_or_default();
        let pointer = format!("/{}/Header", message.code());
        FunctionalError::new(FunctionalErrorCode::Rule, &pointer, Some("R-MIRROR"), &found)
    };
    Err(Rejection::errors(errors.into_iter().map(error).collect()))
}

fn test(message: &Message) -> Check {
    if !message.header.test {
        let (code, rule) = (FunctionalErrorCode::Rule, Some("R-TEST"));
        let pointer = format!("/{}/Header/testIndicator", message.code());
        return Err(Rejection::fnk(code, &pointer, rule, "0"));
    }
    Ok(())
}

/// Stage 8, first half: numbers whose check digit is not theirs.
fn check_digits(message: &Message) -> Vec<FunctionalError> {
    let mut errors = Vec::new();
    let mut invalid = |name: &str, text: &str| {
        let pointer = format!("/{}//{name}", message.code());
        let code = FunctionalErrorCode::InvalidMrn;
        errors.push(FunctionalError::new(code, &pointer, None, text));
    };
    if let Some(mrn) = message.mrn().filter(|mrn| mrn.checked().is_err()) {
        invalid("MRN", mrn.as_str());
    }
    let grn: Option<&Claimed<_>> = match &message.body {
        Body::Tda(advice) | Body::Tpa(advice) => Some(&advice.guarantee.grn),
        Body::Trr(trr) => trr.record.as_ref().map(|record| &record.guarantee.grn),
        Body::Guq(guq) => Some(&guq.grn),
        Body::Gur(gur) => Some(&gur.grn),
        Body::Guc(guc) => Some(&guc.grn),
        Body::Gul(gul) => Some(&gul.grn),
        Body::Gcl(gcl) => Some(&gcl.grn),
        Body::Gcr(gcr) => Some(&gcr.grn),
        Body::Pas(_)
        | Body::Arr(_)
        | Body::Res(_)
        | Body::Wro(_)
        | Body::Hbt(_)
        | Body::Una(_)
        | Body::Sta(_)
        | Body::Rfd(_)
        | Body::Inc(_)
        | Body::Inf(_)
        | Body::Dsp(_)
        | Body::Dsv(_)
        | Body::Can(_)
        | Body::Ext(_)
        | Body::Rcq(_)
        | Body::Rca(_)
        | Body::Rcc(_)
        | Body::Trq(_)
        | Body::Fwd(_)
        | Body::Stq(_)
        | Body::Sts(_)
        | Body::Enq(_)
        | Body::Enr(_)
        | Body::Eni(_)
        | Body::Ack(_)
        | Body::Fnk(_)
        | Body::Xnk(_) => None,
    };
    if let Some(grn) = grn.filter(|grn| grn.checked().is_err()) {
        invalid("GRN", grn.as_str());
    }
    errors
}

/// Offices that a message names, each with the role that it must hold, if it must.
fn offices_named(message: &Message) -> Vec<(OfficeCode, Option<Role>)> {
    let one = |office, role| vec![(office, Some(role))];
    match &message.body {
        Body::Tda(advice) | Body::Tpa(advice) => {
            let itinerary = advice.transit.itinerary.iter();
            itinerary.map(|at| (at.office, Some(at.role))).collect()
        }
        Body::Pas(pas) => one(pas.office, role_at(pas.direction)),
        Body::Arr(arr) => one(arr.office, Role::Dst),
        Body::Res(res) => one(res.office, Role::Dst),
        Body::Wro(wro) => {
            wro.actual_office.map(|office| (office, Some(Role::Dst))).into_iter().collect()
        }
        // Any office may record an incident, whatever its roles.
        Body::Inc(incident) | Body::Inf(incident) => vec![(incident.office, None)],
        // The office that is asked is the one that saw the goods.
        Body::Enq(enq) => {
            let role = message.header.recipient.role;
            enq.last_seen_at.map(|office| (office, Some(role))).into_iter().collect()
        }
        Body::Dsp(dsp) => one(dsp.office, Role::Dst),
        Body::Dsv(dsv) => one(dsv.office, Role::Dst),
        Body::Trq(trq) => one(trq.office, role_of(trq.role)),
        Body::Trr(trr) => {
            let itinerary = trr.record.iter().flat_map(|record| &record.transit.itinerary);
            let declared = itinerary.map(|at| (at.office, Some(at.role)));
            declared.chain(one(trr.office, role_of(trr.role))).collect()
        }
        Body::Fwd(fwd) => one(fwd.actual_office, role_of(fwd.role)),
        Body::Can(_)
        | Body::Ext(_)
        | Body::Rcq(_)
        | Body::Rca(_)
        | Body::Rcc(_)
        | Body::Guq(_)
        | Body::Stq(_)
        | Body::Sts(_)
        | Body::Enr(_)
        | Body::Eni(_)
        | Body::Gur(_)
        | Body::Guc(_)
        | Body::Gul(_)
        | Body::Gcl(_)
        | Body::Gcr(_)
        | Body::Hbt(_)
        | Body::Una(_)
        | Body::Sta(_)
        | Body::Rfd(_)
        | Body::Ack(_)
        | Body::Fnk(_)
        | Body::Xnk(_) => Vec::new(),
    }
}

/// The rest of stage 8, codes and offices that exist (12), and stage 9, roles that they hold (94,
/// bare).
fn offices(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    mut errors: Vec<FunctionalError>,
) -> Stored<Check> {
    if let Body::Tda(advice) | Body::Tpa(advice) = &message.body {
        let mut strange = rules::codes(advice);
        let papers = strange.iter().any(|breach| breach.rule == Rule::Document);
        if papers && desk.deviates(Flaw::AcceptsUnknownDocument)? {
            strange.retain(|breach| breach.rule != Rule::Document);
        }
        errors.extend(strange.iter().map(|breach| breach.error(message.code())));
    }
    if let Body::Trr(trr) = &message.body {
        let found = trr.record.iter().flat_map(|record| rules::codes(record));
        errors.extend(found.map(|breach| rules::in_record(breach).error(message.code())));
    }
    let mut unknown = Vec::new();
    let mut without_role = None;
    for (office, role) in offices_named(message) {
        let holds =
            |roles: &[String]| role.is_none_or(|role| roles.iter().any(|held| held == role.code()));
        match desk.store.office(office)? {
            None => unknown.push(office),
            Some(entry) if !may_name(desk, &entry, message)? => unknown.push(office),
            Some(entry) if !holds(&entry.roles) => {
                without_role = without_role.or(role.map(|role| (office, role)));
            }
            Some(_) => {}
        }
    }
    let error = |office: OfficeCode| {
        let pointer = format!("/{}//office", message.code());
        FunctionalError::new(FunctionalErrorCode::CodeList, &pointer, None, office.as_str())
    };
    if !unknown.is_empty() && !desk.deviates(Flaw::AcceptsUnknownOffice)? {
        errors.extend(unknown.into_iter().map(error));
    }
    if !errors.is_empty() {
        return Ok(Err(Rejection::errors(errors)));
    }
    Ok(match without_role {
        Some((office, role)) if !desk.deviates(Flaw::IgnoresOfficeRoles)? => {
            let facts = format!("{office} does not hold the role {role}, told in {queue}");
            let rejection = Rejection::fnk(FunctionalErrorCode::OfficeRole, "/", None, "");
            Err(rejection.alerting("SEC-94", facts))
        }
        _ => Ok(()),
    })
}

/// A code keeps valid for movements that were released before its end (PD-53).
fn may_name(desk: &Desk<'_>, office: &OfficeEntry, message: &Message) -> Stored<bool> {
    let released = match &message.body {
        Body::Tda(advice) | Body::Tpa(advice) => Some(advice.transit.released_at),
        _ => match message.mrn().and_then(|mrn| mrn.checked().ok()) {
            Some(mrn) => desk.store.movement(mrn)?.and_then(|known| known.released_at()),
            None => None,
        },
    };
    let ended = !in_force(office, desk.now);
    if !ended {
        return Ok(true);
    }
    if desk.deviates(Flaw::ForgetsOldOffice)? {
        return Ok(false);
    }
    let named = in_force(office, released.unwrap_or(desk.now));
    Ok(named || desk.deviates(Flaw::TakesOldOfficeAnew)?)
}

fn role_at(direction: Direction) -> Role {
    match direction {
        Direction::Exit => Role::Exi,
        Direction::Entry => Role::Ent,
    }
}

/// Keeps what is broken for the refusal that names it.
pub(super) fn broken(desk: &Desk<'_>, rule: Rule, pointer: &str, value: &str) -> Refusal {
    let error = FunctionalError::new(rule.code(), pointer, Some(rule.id()), value);
    desk.broken.borrow_mut().push(error);
    Refusal::new(rule.code(), rule.row().en.clone()).by_rule(rule.id())
}

/// Stage 13 as far as the message tells: nothing lies in the future (PD-07).
pub(super) fn plausible_instants(desk: &Desk<'_>, message: &Message) -> Result<(), Refusal> {
    let latest = later(desk.now, T_SKEW);
    let event_at = message.body.event().map(|event| event.at);
    let told =
        [("Header/preparedAt", Some(message.header.prepared_at)), ("Event/eventAt", event_at)];
    let mut refusal = Ok(());
    for (field, at) in told {
        if let Some(at) = at.filter(|at| *at > latest && !lets(desk, Flaw::AcceptsFuture)) {
            let pointer = format!("/{}/{field}", message.code());
            refusal = Err(broken(desk, Rule::Future, &pointer, &instant(at)));
        }
    }
    refusal
}

/// A flaw's doing: an instant is let pass. A store that fails here fails at the next step, too.
pub(super) fn lets(desk: &Desk<'_>, flaw: Flaw) -> bool {
    desk.deviates(flaw).unwrap_or(false)
}

/// Role in set OFF of an office where goods are presented.
fn role_of(role: OfficeRole) -> Role {
    match role {
        OfficeRole::Exi => Role::Exi,
        OfficeRole::Ent => Role::Ent,
        OfficeRole::Dst => Role::Dst,
    }
}

/// Stage 14: rules that a message breaks by itself, all of them together.
pub(super) fn rules(desk: &Desk<'_>, message: &Message) -> Result<(), Refusal> {
    let mut breaches = rules::breaches(message);
    let overlooked = desk.flaw.and_then(rules::overlooked);
    let count = breaches.len();
    breaches.retain(|breach| Some(breach.rule) != overlooked);
    if let Some(flaw) = desk.flaw.filter(|_| breaches.len() < count) {
        let failed = |error: crate::node::StoreError| {
            Refusal::new(FunctionalErrorCode::Internal, error.to_string())
        };
        desk.deviates(flaw).map_err(failed)?;
    }
    let Some(first) = breaches.first() else { return Ok(()) };
    let refusal = Refusal::new(first.rule.code(), first.rule.row().en.clone());
    let refusal = refusal.by_rule(first.rule.id());
    desk.broken.borrow_mut().extend(breaches.iter().map(|breach| breach.error(message.code())));
    Err(refusal)
}
