//! Goods at another office than declared: record requests, forwarding, arbitration.

use super::{DESTINATION, ELSEWHERE, ENTRY, STRANGER, Told, incident, told};
use crate::node::core::laws::{at, office};
use crate::node::core::{
    Cover, Dispute, DiversionEvent, Event, GoodsPolicy, Movement, OfficeInRole, RecordAnswer,
    RecordAsk, Ruling,
};
use crate::profile::OfficeCode;
use crate::profile::lists::{IncidentCode, OfficeRole, RecordRefusal};

fn place(code: &str, role: OfficeRole) -> OfficeInRole {
    OfficeInRole { office: office(code), role }
}

fn asked(place: OfficeInRole, goods: GoodsPolicy, cover: Cover) -> Event {
    let (presented_at, received_at) = (at(50), at(51));
    let message_id = Some("BF-0123456789abcdef0123456789abcdef".parse().unwrap());
    let ask = RecordAsk { place, message_id, presented_at, received_at, goods, cover };
    Event::Diversion(DiversionEvent::Asked(ask))
}

fn ruled(ruling: Ruling) -> Event {
    let place = place(ELSEWHERE, OfficeRole::Dst);
    Event::Diversion(DiversionEvent::Ruled { place, ruling })
}

fn arbitrated(code: &str) -> Event {
    Event::Diversion(DiversionEvent::Arbitrated { office: office(code), at: at(4_000) })
}

pub(super) fn at_departure() -> Vec<Told> {
    vec![
        told("TRQ undeclared destination", |_| {
            asked(place(ELSEWHERE, OfficeRole::Dst), GoodsPolicy::Free, Cover::Portion)
        }),
        told("TRQ undeclared destination, fuel", |_| {
            asked(place(ELSEWHERE, OfficeRole::Dst), GoodsPolicy::Restricted, Cover::Portion)
        }),
        told("TRQ country without a portion", |_| {
            asked(place(ELSEWHERE, OfficeRole::Dst), GoodsPolicy::Free, Cover::Nothing)
        }),
        told("TRQ declared destination", |_| {
            asked(place(DESTINATION, OfficeRole::Dst), GoodsPolicy::Free, Cover::Portion)
        }),
        told("TRQ undeclared entry", |_| {
            asked(place(STRANGER.0, OfficeRole::Ent), GoodsPolicy::Free, Cover::Portion)
        }),
        told("request granted", |_| ruled(Ruling::Grant)),
        told("request turned down", |_| ruled(Ruling::Refuse)),
        told("office approved beforehand", |_| {
            let place = place(ELSEWHERE, OfficeRole::Dst);
            Event::Diversion(DiversionEvent::Approved { place, at: at(10) })
        }),
        told("arbitrated for the declared office", |_| arbitrated(DESTINATION)),
        told("arbitrated for the other office", |_| arbitrated(ELSEWHERE)),
    ]
}

fn answer(place: OfficeInRole, answer: RecordAnswer) -> Event {
    Event::Diversion(DiversionEvent::Answered { place, answer, record: None })
}

const REFUSED: RecordAnswer = RecordAnswer::Refused(RecordRefusal::Cancelled, None);

fn forwarded(actual: OfficeInRole, decision_no: u32) -> Event {
    Event::Diversion(DiversionEvent::Forwarded { actual, decision_no })
}

fn closed(place: OfficeInRole) -> Event {
    let incident = incident("BF", IncidentCode::Deviation);
    Event::Diversion(DiversionEvent::NationalOutcome { place, incident })
}

fn here() -> OfficeInRole {
    place(ENTRY.0, OfficeRole::Ent)
}

pub(super) fn at_passage() -> Vec<Told> {
    vec![
        told("TRR granted", |_| answer(here(), RecordAnswer::Granted)),
        told("TRR refused", |_| answer(here(), REFUSED)),
        told("FWD passed elsewhere", |_| forwarded(place(STRANGER.0, OfficeRole::Ent), 1)),
        told("national outcome", |_| closed(here())),
    ]
}

/// A decision that is newer than any before.
fn next(movement: &Movement) -> u32 {
    movement.destination.map_or(1, |part| part.decision_no + 1)
}

fn destination(code: &str) -> OfficeInRole {
    place(code, OfficeRole::Dst)
}

fn other_country() -> OfficeCode {
    office("TGLOM001")
}

pub(super) fn at_destination() -> Vec<Told> {
    vec![
        told("TRR granted", |_| answer(destination(DESTINATION), RecordAnswer::Granted)),
        told("TRR refused", |_| answer(destination(DESTINATION), REFUSED)),
        told("TRR granted, other office", |_| {
            answer(destination(ELSEWHERE), RecordAnswer::Granted)
        }),
        told("TRR refused, other office", |_| answer(destination(ELSEWHERE), REFUSED)),
        told("FWD another has the goods", |now| {
            let actual = OfficeInRole { office: other_country(), role: OfficeRole::Dst };
            forwarded(actual, next(now))
        }),
        told("FWD this office has the goods", |now| forwarded(destination(DESTINATION), next(now))),
        told("FNK 92 on ARR", |_| {
            Event::Diversion(DiversionEvent::ArrivalRefused(Dispute::Elsewhere))
        }),
        told("FNK 92 R-DIV on ARR", |_| {
            Event::Diversion(DiversionEvent::ArrivalRefused(Dispute::Diversion))
        }),
        told("national outcome", |_| closed(destination(DESTINATION))),
    ]
}
