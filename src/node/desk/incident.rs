//! Incidents: recorded by officers, told to departure, forwarded to the others, decided on.

use super::acts::{Done, listed, movement, simple};
use super::compose;
use super::declare::{any_own_office, plate, seals};
use super::outgoing::{Mail, Place, later};
use super::presented::event_at;
use super::{Cause, Desk, Hindrance};
use crate::adapter::acts::{DecideLoss, GoodsLoss, NewUnit, ReportIncident, WithdrawIncident};
use crate::message::advice::{Unit, Vehicle};
use crate::message::incident::{self, Endorsement, Incident, Loss, LostItem};
use crate::message::passage::Wro;
use crate::message::{Body, has_bidi_control, is_forbidden};
use crate::node::core::{
    DepartureState, Event, Hold, LossDecision, Movement, Refusal, Step, Validity,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{Basis, FunctionalErrorCode, IncidentCode, Role};
use crate::profile::timer::T_SKEW;
use crate::profile::{Country, OfficeCode};

fn rule(rule: &'static str, reason: impl Into<String>) -> Hindrance {
    Refusal::new(FunctionalErrorCode::Rule, reason).by_rule(rule).into()
}

/// `incident`: an office records what happened on the way; its rules are checked before it is told.
pub(super) fn report(desk: &Desk<'_>, act: &ReportIncident) -> Result<Done, Hindrance> {
    let movement = movement(desk, &act.mrn)?;
    let happened = event_at(desk, act.event_at)?;
    if movement.released_at().is_some_and(|released| later(happened, T_SKEW) < released) {
        let reason = format!("{happened} lies before the release");
        return Err(Refusal::new(FunctionalErrorCode::Time, reason).into());
    }
    let incident = Incident {
        event: desk.event(happened),
        mrn: movement.mrn.into(),
        country: desk.home,
        office: any_own_office(desk, &act.office)?,
        number: movement.next_incident_no(desk.home),
        withdraws: None,
        code: listed(&act.code)?,
        text: text(&act.text, 512)?,
        place: place(act)?,
        endorsement: act.endorsement.as_ref().map(endorsement).transpose()?,
        vehicles: vehicles(act)?,
        units: act.units.iter().map(unit).collect::<Result<_, _>>()?,
        loss: act.loss.as_ref().map(loss).transpose()?,
        requested_limit: act.requested_limit,
    };
    obey_at_home(desk, &incident)?;
    record(desk, &movement, incident, "incident")
}

fn record(
    desk: &Desk<'_>,
    movement: &Movement,
    incident: Incident,
    verb: &str,
) -> Result<Done, Hindrance> {
    let event = Event::IncidentRecorded(Box::new(incident));
    desk.take_step(movement, &event, &Cause::act(verb), || Ok(()))?;
    Ok(Done(Some(movement.mrn)))
}

/// `withdraw-incident`: an own incident is taken back, under a number of its own.
pub(super) fn withdraw(desk: &Desk<'_>, act: &WithdrawIncident) -> Result<Done, Hindrance> {
    let movement = movement(desk, &act.mrn)?;
    let known = movement.incident(desk.home, act.number);
    let known = known.filter(|known| known.validity == Validity::Valid).ok_or_else(|| {
        Refusal::out_of_sequence(format!("there is no incident {} to withdraw", act.number))
    })?;
    let incident = Incident {
        event: desk.event(desk.now),
        number: movement.next_incident_no(desk.home),
        withdraws: Some(act.number),
        text: text(&act.reason, 512)?,
        endorsement: None,
        vehicles: Vec::new(),
        units: Vec::new(),
        loss: None,
        requested_limit: None,
        ..known.incident.clone()
    };
    record(desk, &movement, incident, "withdraw-incident")
}

/// `decide-loss`: the officer of departure gives relief, or does not (D35).
pub(super) fn decide(desk: &Desk<'_>, act: &DecideLoss) -> Result<Done, Hindrance> {
    text(&act.reason, 512)?;
    let decision = match act.decision.as_str() {
        "ACCEPTED" => LossDecision::Accepted,
        "REFUSED" if desk.deviates(Flaw::RelievesRefusedLoss)? => LossDecision::Accepted,
        "REFUSED" => LossDecision::Refused,
        other => {
            let reason = format!("a loss is ACCEPTED or REFUSED, not {other}");
            return Err(Refusal::new(FunctionalErrorCode::CodeList, reason).into());
        }
    };
    simple(desk, &act.mrn, "decide-loss", || Ok(Event::LossDecided(decision)))
}

/// The rules of PD-41 at the node that reports.
fn obey_at_home(desk: &Desk<'_>, incident: &Incident) -> Result<(), Hindrance> {
    match incident.broken_rule() {
        Some(broken) if broken.rule == "R-ENDORSE" => {
            if desk.deviates(Flaw::ReportsUnendorsedIncident)? {
                return Ok(());
            }
            Err(refusal(broken).into())
        }
        Some(broken) => Err(refusal(broken).into()),
        None => Ok(()),
    }
}

/// The same rules at the node that is told (PD-26, stage 14).
pub(in crate::node) fn obey(desk: &Desk<'_>, incident: &Incident) -> Result<(), Refusal> {
    match incident.broken_rule() {
        Some(broken) if broken.rule == "R-ENDORSE" => {
            let lenient = desk.deviates(Flaw::AcceptsUnendorsedIncident).unwrap_or_default();
            if lenient { Ok(()) } else { Err(refusal(broken)) }
        }
        Some(broken) => Err(refusal(broken)),
        None if distrusts(desk, incident).unwrap_or_default() => {
            let reason = "nobody that is believed vouches for it";
            Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-ENDORSE"))
        }
        None => Ok(()),
    }
}

/// Flaws that believe less than they must.
fn distrusts(desk: &Desk<'_>, incident: &Incident) -> Stored<bool> {
    let police = incident.endorsement.as_ref().is_some_and(|by| !by.authority.contains("douane"));
    let deviates = incident.code == IncidentCode::Deviation && incident.endorsement.is_none();
    Ok((police && desk.deviates(Flaw::BelievesCustomsOnly)?)
        || (deviates && desk.deviates(Flaw::PunishesDeviation)?))
}

/// A flaw of INC: no new seals.
pub(super) fn distort(desk: &Desk<'_>, incident: &mut Incident) -> Stored<()> {
    if !incident.units.is_empty() && desk.deviates(Flaw::DropsNewSealsFromIncident)? {
        incident.units.clear();
    }
    Ok(())
}

/// A flaw of WRO: a relief names an office.
pub(super) fn distort_relief(
    desk: &Desk<'_>,
    write_off: &mut Wro,
    office: Option<OfficeCode>,
) -> Stored<()> {
    let relief = write_off.basis == Basis::Relief;
    if relief && desk.deviates(Flaw::NamesAnOfficeInRelief)? {
        write_off.actual_office = office;
    }
    Ok(())
}

/// Flaws that judge a loss, a change of means or of seals wrongly.
pub(super) fn twist(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    match (event, &mut taken.state.departure) {
        (Event::IncidentHeard(told), Some(part)) => {
            let changes = !told.units.is_empty() || !told.vehicles.is_empty();
            if changes && desk.deviates(Flaw::ComparesWithDeclaredOnly)? {
                part.known.forget(told.country, told.number);
            }
            if told.loss.is_some()
                && part.state.is_travel()
                && desk.deviates(Flaw::ReviewsPartialLoss)?
            {
                part.state = DepartureState::LossReview;
            }
            Ok(())
        }
        (Event::ArrivalHeard(fact), Some(part)) => {
            let known = before.known().map(|known| known.effective(fact.event_at));
            let pulls = known.as_ref().and_then(|known| known.plates.first());
            let other = pulls.is_some_and(|plate| !fact.plates.contains(plate));
            if let Some(seen) = part.seen.as_mut().filter(|_| other)
                && desk.deviates(Flaw::DistrustsAnotherTractor)?
            {
                // Whatever pulls another tractor counts as not seen, now and when compared again.
                seen.plates.clear();
                part.holds.insert(Hold::Vehicle);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn refusal(broken: incident::Broken) -> Refusal {
    Refusal::new(broken.code, broken.why).by_rule(broken.rule)
}

/// INC to the office of departure.
pub(super) fn notify(
    desk: &Desk<'_>,
    movement: &Movement,
    incident: &Incident,
) -> Result<(), Hindrance> {
    let departure = super::duties::route_of(movement).departure;
    let sender = Place::office(incident.office, role_of(desk, movement, incident.office)?);
    let recipient = Place::office(departure, Role::Dep);
    let body = Body::Inc(Box::new(incident.clone()));
    desk.post(Mail::new(departure.country(), sender, recipient, body))?;
    Ok(())
}

/// INF to every country of the movement but departure and the reporter (PD-18).
pub(super) fn forward(
    desk: &Desk<'_>,
    movement: &Movement,
    incident: &Incident,
) -> Result<(), Hindrance> {
    let route = super::duties::route_of(movement);
    for to in told(movement, desk.home, incident.country) {
        let sender = Place::office(route.departure, Role::Dep);
        let body = Body::Inf(Box::new(incident.clone()));
        desk.post(Mail::new(to, sender, compose::first_stop(route, to), body))?;
    }
    Ok(())
}

fn told(
    movement: &Movement,
    home: Country,
    reporter: Country,
) -> impl Iterator<Item = Country> + use<> {
    movement.others(home).into_iter().filter(move |country| *country != reporter)
}

/// The role in which an office speaks: its own on the way, else the first that it holds.
fn role_of(desk: &Desk<'_>, movement: &Movement, office: OfficeCode) -> Stored<Role> {
    let route = movement.route();
    let stop = route.and_then(|route| route.passages.iter().find(|stop| stop.office == office));
    if let Some(stop) = stop {
        return Ok(super::duties::role_of(stop.direction));
    }
    let entry = desk.store.office(office)?;
    let held = entry.iter().flat_map(|entry| &entry.roles).find_map(|role| role.parse().ok());
    Ok(held.unwrap_or(Role::Sys))
}

pub(super) fn text(said: &str, most: usize) -> Result<String, Hindrance> {
    let said = said.trim();
    let length = said.chars().count();
    if length == 0 || length > most || said.chars().any(is_forbidden) {
        return Err(rule("R-TEXT", format!("a text is empty, over {most} or unprintable")));
    }
    if has_bidi_control(said) {
        return Err(rule("R-BIDI", "bidirectional overrides are not allowed"));
    }
    Ok(said.to_owned())
}

fn place(act: &ReportIncident) -> Result<incident::Place, Hindrance> {
    Ok(incident::Place { kind: listed(&act.place.kind)?, text: text(&act.place.text, 140)? })
}

fn endorsement(act: &crate::adapter::acts::Endorsement) -> Result<Endorsement, Hindrance> {
    let date = act.date.parse();
    Ok(Endorsement {
        authority: text(&act.authority, 70)?,
        place: text(&act.place, 70)?,
        date: date.map_err(|_| rule("R-ENDORSE", format!("{} is no day", act.date)))?,
    })
}

fn vehicles(act: &ReportIncident) -> Result<Vec<Vehicle>, Hindrance> {
    if act.vehicles.len() > 3 {
        return Err(rule("R-VEHICLE", "at most 3 vehicles"));
    }
    let vehicle = |(seq, vehicle): (u16, &crate::adapter::acts::Vehicle)| {
        plate(&vehicle.plate)?;
        let unfit = || rule("R-VEHICLE", format!("vehicle {} is not described", vehicle.plate));
        if !matches!(vehicle.kind.as_str(), "30" | "31") {
            return Err(unfit());
        }
        Ok(Vehicle {
            seq,
            kind: vehicle.kind.clone(),
            plate: vehicle.plate.clone(),
            nationality: vehicle.nationality.parse().map_err(|_| unfit())?,
            driver: None,
        })
    };
    (1..).zip(&act.vehicles).map(vehicle).collect()
}

fn unit(act: &NewUnit) -> Result<Unit, Hindrance> {
    seals(&act.seals)?;
    if !(1..=99).contains(&act.no) {
        return Err(rule("R-UNIT", format!("there is no unit {}", act.no)));
    }
    let printable = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    if let Some(number) = &act.container
        && !((4..=17).contains(&number.len()) && number.bytes().all(printable))
    {
        return Err(rule("R-CONTAINER", format!("container {number:?} cannot be written")));
    }
    let (container, seals) = (act.container.clone(), act.seals.clone());
    let seal_count = u16::try_from(seals.len()).unwrap_or(u16::MAX);
    Ok(Unit { no: act.no, container, seal_count, seals, seal_waiver: None })
}

fn loss(act: &GoodsLoss) -> Result<Loss, Hindrance> {
    let item = |item: &crate::adapter::acts::LostGoods| {
        let mass = item.mass.parse().map_err(|error| rule("R-MASS", format!("{error}")))?;
        Ok(LostItem { no: item.no, mass, count: item.count })
    };
    let items = act.items.iter().map(item).collect::<Result<_, Hindrance>>()?;
    Ok(Loss { extent: listed(&act.extent)?, items })
}
