//! Bodies of messages, from what was declared and what officers saw.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::duties::role_of;
use super::outgoing::{Place, later};
use super::{Desk, Hindrance};
use crate::adapter::acts::Declare;
use crate::message::advice::{
    Advice, Carrier, Consignee, Control, Document, Goods, Guarantee, Item, ItineraryOffice,
    NationalKey, Portion, Principal, Transit, Unit, Vehicle,
};
use crate::message::passage::{Arr, Difference, NewSeals, Pas, Res};
use crate::message::{Claimed, Event, Kilograms};
use crate::node::core::{
    self, ArrivalFact, Departure, Movement, PassageFact, Refusal, ResultFact, Route,
};
use crate::node::flaw::Flaw;
use crate::node::store::{Filed, Stored};
use crate::profile::lists::{ControlResult, FunctionalErrorCode, Role};
use crate::profile::{Country, Mrn};

/// Register in which a country numbers its traders.
pub(super) fn scheme(country: Country) -> String {
    format!("{country}-TIN")
}

/// The first office of a country on the way, in its role; its whole node if there is none.
pub(super) fn first_stop(route: &Route, country: Country) -> Place {
    match route.stops_in(country).next() {
        Some(stop) => Place::office(stop.office, role_of(stop.direction)),
        None if route.destination.country() == country => {
            Place::office(route.destination, Role::Dst)
        }
        None => Place::node(Role::Sys),
    }
}

/// Advance data: for the destination, or with times for the offices of a country of passage.
pub(super) fn advice(
    desk: &Desk<'_>,
    movement: &Movement,
    event: Event,
    passage: Option<Country>,
) -> Result<Advice, Hindrance> {
    let departure = super::duties::departure_of(movement);
    let filed = desk.store.declaration(movement.mrn)?;
    let filed = filed.ok_or_else(|| Refusal::out_of_sequence("no declaration is stored"))?;
    let declare = &filed.declare;
    let unfit = |what: &str| {
        let reason = format!("{what} of the declaration cannot be written");
        Hindrance::from(Refusal::new(FunctionalErrorCode::Rule, reason))
    };
    let day = TimeZone::UTC.to_datetime(desk.now).date();
    let control = departure.control.as_deref().and_then(|code| code.parse().ok());
    Ok(Advice {
        transit: Transit {
            mrn: movement.mrn.into(),
            national_key: NationalKey {
                office: departure.route.departure,
                year: u16::try_from(day.year()).unwrap_or_default(),
                serial: "T".to_owned(),
                number: filed.number,
            },
            accepted_at: filed.accepted_at,
            released_at: departure.released_at.unwrap_or(desk.now),
            time_limit: departure.limit.unwrap_or(desk.now),
            binding: departure.route.binding,
            itinerary: itinerary(departure, passage),
        },
        event,
        principal: Principal {
            id: declare.principal.id.clone(),
            scheme: scheme(desk.home),
            name: declare.principal.name.clone(),
            address: declare.principal.address.clone(),
        },
        carrier: Carrier { id: None, scheme: None, name: declare.carrier.clone() },
        consignees: consignees(declare),
        vehicles: vehicles(declare).ok_or_else(|| unfit("vehicles"))?,
        equipment: equipment(declare),
        goods: goods(declare).ok_or_else(|| unfit("goods"))?,
        documents: documents(declare),
        value_xof: declare.goods.value_xof,
        guarantee: guarantee(&filed, departure).ok_or_else(|| unfit("guarantee"))?,
        control: Control { code: control.ok_or_else(|| unfit("control"))?, date: day },
        tracking_tag: None,
    })
}

/// The advice that a declaration would lead to, were its goods released now.
pub(super) fn draft(desk: &Desk<'_>, movement: &Movement) -> Result<Advice, Hindrance> {
    let mut released = movement.clone();
    if let Some(part) = &mut released.departure {
        part.control = Some("A2".to_owned());
        part.released_at = Some(desk.now);
        part.limit = Some(crate::profile::timer::T_LIM.expiry(desk.now));
    }
    advice(desk, &released, desk.event(desk.now), None)
}

/// What a movement that departed here was released with; none before its release.
pub(in crate::node) fn released(desk: &Desk<'_>, mrn: Mrn) -> Stored<Option<Advice>> {
    let Some(movement) = desk.store.movement(mrn)? else { return Ok(None) };
    let Some(part) = &movement.departure else { return Ok(None) };
    let mut early = movement.clone();
    if part.released_at.is_none() && desk.deviates(Flaw::PrintsBeforeRelease)? {
        if let Some(part) = &mut early.departure {
            part.control = part.control.take().or_else(|| Some("A2".to_owned()));
        }
    } else if part.released_at.is_none() {
        return Ok(None);
    }
    match advice(desk, &early, desk.event(desk.now), None) {
        Ok(advice) => Ok(Some(advice)),
        Err(Hindrance::Defect(error)) => Err(error),
        Err(Hindrance::Held | Hindrance::Refused(_)) => Ok(None),
    }
}

fn itinerary(departure: &Departure, eta_for: Option<Country>) -> Vec<ItineraryOffice> {
    let route = &departure.route;
    let plain = |role, office| ItineraryOffice { role, office, eta: None };
    let mut offices = vec![plain(Role::Dep, route.departure)];
    for (day, stop) in (1..).zip(&route.passages) {
        let expected = eta_for == Some(stop.office.country());
        let eta = departure.released_at.filter(|_| expected);
        let eta = eta.map(|at| later(at, SignedDuration::from_hours(24 * day)));
        offices.push(ItineraryOffice { role: role_of(stop.direction), office: stop.office, eta });
    }
    offices.push(plain(Role::Dst, route.destination));
    offices
}

fn vehicles(declare: &Declare) -> Option<Vec<Vehicle>> {
    let vehicle = |(seq, vehicle): (u16, &crate::adapter::acts::Vehicle)| {
        Some(Vehicle {
            seq,
            kind: vehicle.kind.clone(),
            plate: vehicle.plate.clone(),
            nationality: vehicle.nationality.parse().ok()?,
            driver: None,
        })
    };
    (1..).zip(&declare.vehicles).map(vehicle).collect()
}

fn consignees(declare: &Declare) -> Vec<Consignee> {
    let consignee = |(no, party): (u16, &crate::adapter::acts::Party)| Consignee {
        no,
        id: (!party.id.is_empty()).then(|| party.id.clone()),
        name: party.name.clone(),
        address: party.address.clone(),
    };
    (1..).zip(&declare.consignees).map(consignee).collect()
}

fn documents(declare: &Declare) -> Vec<Document> {
    let document = |document: &crate::adapter::acts::Document| Document {
        kind: document.kind.clone(),
        reference: document.reference.clone(),
        item: document.item,
    };
    declare.documents.iter().map(document).collect()
}

fn equipment(declare: &Declare) -> Vec<Unit> {
    let unit = |(no, unit): (u16, &crate::adapter::acts::Equipment)| Unit {
        no,
        container: unit.container.clone(),
        seal_count: unit.seal_count.unwrap_or(u16::try_from(unit.seals.len()).unwrap_or_default()),
        seals: unit.seals.clone(),
        seal_waiver: unit.seal_waiver.clone(),
    };
    (1..).zip(&declare.equipment).map(unit).collect()
}

fn goods(declare: &Declare) -> Option<Goods> {
    let item = |(no, item): (u16, &crate::adapter::acts::Item)| {
        Some(Item {
            no,
            hs: item.hs.clone(),
            mass: item.mass.parse().ok()?,
            package: item.package.clone(),
            count: item.count,
            consignee: item.consignee,
            description: item.description.clone(),
        })
    };
    Some(Goods {
        gross_mass: declare.goods.gross_mass.parse().ok()?,
        packages: declare.goods.items.iter().map(|item| item.count).fold(0, u32::saturating_add),
        items: (1..).zip(&declare.goods.items).map(item).collect::<Option<_>>()?,
    })
}

fn guarantee(filed: &Filed, departure: &Departure) -> Option<Guarantee> {
    let exposure = |(country, xof): (&String, &u64)| {
        Some(Portion { country: country.parse().ok()?, xof: *xof })
    };
    Some(Guarantee {
        grn: Claimed::from(departure.grn.clone()),
        guarantor: departure.grn.guarantor().to_owned(),
        premium_rate: filed.premium.map(|premium| premium.rate.to_string()),
        exposures: filed.declare.guarantee.exposure.iter().map(exposure).collect::<Option<_>>()?,
    })
}

/// PAS.
pub(super) fn passage(mrn: Mrn, event: Event, fact: &PassageFact) -> Pas {
    Pas {
        event,
        mrn: mrn.into(),
        office: fact.office,
        direction: fact.direction,
        outcome: fact.outcome,
        plates: fact.plates.clone(),
        state_of_seals: fact.seal_state,
        seals: fact.seals.clone(),
        weighed_mass: fact.weighed,
        control_code: fact.control,
        new_seals: fact.new_seals.iter().map(new_seals).collect(),
        remarks: None,
    }
}

fn new_seals(set: &core::NewSeals) -> NewSeals {
    NewSeals { unit: set.unit, reason: set.reason.clone(), seals: set.seals.clone() }
}

/// ARR.
pub(super) fn arrival(mrn: Mrn, event: Event, fact: &ArrivalFact, late: bool) -> Arr {
    Arr {
        event,
        mrn: mrn.into(),
        office: fact.office,
        plates: fact.plates.clone(),
        state_of_seals: fact.seal_state,
        seals: fact.seals.clone(),
        late,
        gate_at: fact.gate.seen_at(),
        remarks: None,
    }
}

/// RES.
pub(super) fn result(mrn: Mrn, event: Event, fact: &ResultFact) -> Res {
    Res {
        event,
        mrn: mrn.into(),
        office: fact.office,
        result_no: fact.number,
        control_code: fact.code,
        state_of_seals: fact.seal_state,
        seals: fact.seals.clone(),
        conform: fact.code.is_satisfactory(),
        next_regime: fact.next_regime,
        differences: fact.differences.iter().map(difference).collect(),
        gate_at: fact.gate.seen_at(),
        remarks: (!fact.remarks.is_empty()).then(|| fact.remarks.clone()),
    }
}

fn difference(found: &core::Difference) -> Difference {
    let core::Difference { pointer, declared, found, text } = found.clone();
    Difference { pointer, declared, found, text }
}

/// Flaws of advance data: accents lost, masses rounded.
pub(super) fn distort(desk: &Desk<'_>, advice: &mut Advice) -> Stored<()> {
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_alphabetic() && !c.is_ascii() { '?' } else { c }).collect()
    };
    if desk.flaw == Some(Flaw::TruncatesAccents) {
        let mut names = vec![&mut advice.principal.name, &mut advice.principal.address];
        names.push(&mut advice.carrier.name);
        names.extend(advice.goods.items.iter_mut().map(|item| &mut item.description));
        let mut changed = false;
        for name in names {
            let truncated = plain(name);
            changed |= truncated != *name;
            *name = truncated;
        }
        if changed {
            desk.deviates(Flaw::TruncatesAccents)?;
        }
    }
    let examined = advice.control.code == ControlResult::A1;
    if examined && desk.deviates(Flaw::HidesExamination)? {
        advice.control.code = ControlResult::A2;
    }
    if desk.flaw == Some(Flaw::RoundsMass) {
        let rounded = |mass: Kilograms| Kilograms::from_grams((mass.grams() + 500) / 1000 * 1000);
        let items = advice.goods.items.iter_mut().map(|item| &mut item.mass);
        let mut changed = false;
        for mass in items.chain([&mut advice.goods.gross_mass]) {
            changed |= rounded(*mass) != *mass;
            *mass = rounded(*mass);
        }
        if changed {
            desk.deviates(Flaw::RoundsMass)?;
        }
    }
    Ok(())
}
