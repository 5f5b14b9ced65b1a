//! Every event that the tables are drawn from, in the words of the offices and of the messages.

mod elsewhere;
mod recovery;
mod search;

use crate::message::incident::Incident;
use crate::message::{Body, sample};
use crate::node::core::laws::{
    advice, arrival, at, country, decision, grn, mrn, office, outcome_of, passage, route,
};
use crate::node::core::*;
use crate::profile::Code;
use crate::profile::lists::{CancellationAction, ControlResult, Direction, IncidentCode, Outcome};

/// An event with its name on the page. A name that begins with a code of the profile is a message,
/// one that begins with `T-` a timer, any other an act of an officer.
pub(super) struct Told {
    pub(super) label: &'static str,
    pub(super) event: fn(&Movement) -> Event,
}

const fn told(label: &'static str, event: fn(&Movement) -> Event) -> Told {
    Told { label, event }
}

const EXIT: (&str, Direction) = ("TGCKS001", Direction::Exit);
const ENTRY: (&str, Direction) = ("BFCKN001", Direction::Entry);
const SIBLING: (&str, Direction) = ("BFDKO001", Direction::Entry);
const STRANGER: (&str, Direction) = ("BFTNK001", Direction::Entry);
const DESTINATION: &str = "BFOUR001";
const ELSEWHERE: &str = "BFBOB001";

fn stop((code, direction): (&str, Direction)) -> StopPlace {
    StopPlace { office: office(code), direction }
}

/// The office of passage whose table is drawn.
pub(super) fn entry() -> StopPlace {
    stop(ENTRY)
}

fn seen((code, direction): (&str, Direction), outcome: Outcome) -> PassageFact {
    passage(code, direction, outcome)
}

fn shown(place: (&str, Direction)) -> Event {
    let plates = vec!["TG-1234-AB".to_owned()];
    Event::Presented(Presentation { at: stop(place), event_at: at(50), plates })
}

fn reason() -> String {
    "why".to_owned()
}

fn current_request(movement: &Movement) -> u32 {
    movement.departure.as_ref().map_or(1, |part| part.request_no)
}

fn current_result(movement: &Movement) -> u32 {
    let part = movement.departure.as_ref();
    part.and_then(|part| part.result.as_ref()).map_or(0, |result| result.number)
}

fn current_cancellation(movement: &Movement) -> u32 {
    movement.departure.as_ref().map_or(1, |part| part.cancelling.number)
}

fn answered(movement: &Movement, answer: CancelAnswer) -> Event {
    let number = current_cancellation(movement);
    Event::CancelAnswered { country: country("BF"), number, answer }
}

fn found(movement: &Movement, code: &str, result: ControlResult) -> Event {
    Event::ResultHeard(outcome_of(code, current_result(movement) + 1, result))
}

fn incident(home: &str, code: IncidentCode) -> Box<Incident> {
    let Body::Inc(told) = sample(Code::Inc, 5).body else { panic!("an incident") };
    let incident = Incident {
        mrn: mrn().into(),
        country: country(home),
        number: 1,
        withdraws: None,
        code,
        requested_limit: None,
        ..*told
    };
    Box::new(incident)
}

fn expiries() -> Vec<Told> {
    vec![
        told("T-GUA", |_| Event::Expired(TimerName::Gua)),
        told("T-GUX", |_| Event::Expired(TimerName::Gux)),
        told("T-GAM", |_| Event::Expired(TimerName::Gam)),
        told("T-REL", |_| Event::Expired(TimerName::Rel)),
        told("T-LIM", |_| Event::Expired(TimerName::Lim)),
        told("T-LOSS", |_| Event::Expired(TimerName::Loss)),
        told("T-DSP", |_| Event::Expired(TimerName::Dsp)),
        told("T-HARD", |_| Event::Expired(TimerName::Hard)),
        told("T-RCA", |_| Event::Expired(TimerName::Rca)),
        told("T-TRA", |_| Event::Expired(TimerName::Tra)),
        told("T-STQ2", |_| Event::Expired(TimerName::Stq2)),
        told("T-STS", |_| Event::Expired(TimerName::Sts)),
        told("T-ENQ", |_| Event::Expired(TimerName::Enq)),
        told("T-ENR", |_| Event::Expired(TimerName::Enr)),
        told("T-PRF", |_| Event::Expired(TimerName::Prf)),
        told("T-GCL", |_| Event::Expired(TimerName::Gcl)),
    ]
}

/// What happens to a movement in the country of its departure.
pub(super) fn at_departure() -> Vec<Told> {
    let lists = [before_release(), on_the_road(), at_the_end()];
    let more = [search::at_departure(), elsewhere::at_departure(), recovery::at_departure()];
    lists.into_iter().chain(more).chain([expiries()]).flatten().collect()
}

fn before_release() -> Vec<Told> {
    vec![
        told("guarantee asked for", |_| Event::GuaranteeAsked),
        told("GUR ok", |movement| Event::GuaranteeDecided {
            request_no: current_request(movement),
            granted: true,
        }),
        told("GUR refused", |movement| Event::GuaranteeDecided {
            request_no: current_request(movement),
            granted: false,
        }),
        told("more security asked for", |_| Event::IncreaseAsked),
        told("guarantee amended", |_| Event::GuaranteeAmended { grn: grn() }),
        told("control satisfactory", |_| Event::Controlled { code: "A2".to_owned() }),
        told("control not satisfactory", |_| Event::Controlled { code: "B1".to_owned() }),
        told("released", |_| Event::Released { at: at(0), limit: at(14_400) }),
        told("cancelled (goods back)", |_| Event::CancelAsked {
            goods: Goods::Back,
            reason: reason(),
        }),
        told("cancelled (goods away)", |_| Event::CancelAsked {
            goods: Goods::Away,
            reason: reason(),
        }),
        told("cancellation withdrawn", |_| Event::CancelWithdrawn { reason: reason() }),
        told("ACK of CAN", |movement| answered(movement, CancelAnswer::Acknowledged)),
        told("FNK 92 on CAN", |movement| answered(movement, CancelAnswer::GoodsSeen)),
    ]
}

fn on_the_road() -> Vec<Told> {
    vec![
        told("presented at the exit", |_| shown(EXIT)),
        told("let on at the exit", |_| Event::Passed(seen(EXIT, Outcome::Passed))),
        told("PAS entry PASSED", |_| Event::PassageHeard(seen(ENTRY, Outcome::Passed))),
        told("PAS entry STOPPED", |_| Event::PassageHeard(seen(ENTRY, Outcome::Stopped))),
        told("PAS not declared", |_| Event::PassageHeard(seen(STRANGER, Outcome::Passed))),
        told("extended", |_| Event::Extended { limit: at(20_000), reason: reason() }),
        told("own incident (total loss)", |_| {
            Event::IncidentRecorded(incident("TG", IncidentCode::TotalLoss))
        }),
        told("INC of another kind", |_| {
            Event::IncidentHeard(incident("BF", IncidentCode::Deviation))
        }),
        told("INC total loss", |_| Event::IncidentHeard(incident("BF", IncidentCode::TotalLoss))),
        told("INC second consignment", |_| {
            Event::IncidentHeard(incident("BF", IncidentCode::SecondConsignment))
        }),
        told("loss accepted", |_| Event::LossDecided(LossDecision::Accepted)),
        told("loss refused", |_| Event::LossDecided(LossDecision::Refused)),
    ]
}

fn at_the_end() -> Vec<Told> {
    vec![
        told("ARR in time", |_| Event::ArrivalHeard(arrival(DESTINATION, 3_000))),
        told("ARR late", |_| Event::ArrivalHeard(arrival(DESTINATION, 30_000))),
        told("ARR elsewhere", |_| Event::ArrivalHeard(arrival(ELSEWHERE, 3_000))),
        told("RES satisfactory", |now| found(now, DESTINATION, ControlResult::A2)),
        told("RES B1", |now| found(now, DESTINATION, ControlResult::B1)),
        told("RES elsewhere", |now| found(now, ELSEWHERE, ControlResult::A2)),
        told("discrepancy resolved", |_| Event::DiscrepancyDecided {
            decision: decision(true),
            reason: reason(),
        }),
        told("discrepancy not resolved", |_| Event::DiscrepancyDecided {
            decision: decision(false),
            reason: reason(),
        }),
        told("hold H-PAS cleared", |_| Event::HoldCleared {
            hold: Hold::Pas,
            ground: Ground::Document,
            reason: reason(),
        }),
        told("hold H-DUP cleared", |_| Event::HoldCleared {
            hold: Hold::Dup,
            ground: Ground::Reason,
            reason: reason(),
        }),
    ]
}

/// The advice of a movement that only crosses the country, by one of two offices.
fn crossing() -> Advised {
    let passages = vec![stop(EXIT), stop(ENTRY), stop(SIBLING)];
    let route = Route { passages, destination: office("NEKAN001"), ..route() };
    Advised { route, ..advice() }
}

/// What happens at an office of passage of a country that is not departure's.
pub(super) fn at_passage() -> Vec<Told> {
    let own = vec![
        told("TPA", |_| Event::Advised(crossing())),
        told("presented", |_| shown(ENTRY)),
        told("let on", |_| Event::Passed(seen(ENTRY, Outcome::Passed))),
        told("refused onward", |_| Event::Passed(seen(ENTRY, Outcome::Stopped))),
        told("let on at the sibling", |_| Event::Passed(seen(SIBLING, Outcome::Passed))),
        told("presented at the sibling", |_| shown(SIBLING)),
    ];
    [own, elsewhere::at_passage(), heard_by_partners()].into_iter().flatten().collect()
}

fn heard_by_partners() -> Vec<Told> {
    vec![
        told("PAS exit PASSED", |_| Event::PassageHeard(seen(EXIT, Outcome::Passed))),
        told("CAN REQUEST", |_| Event::CancelHeard {
            action: CancellationAction::Request,
            number: 1,
        }),
        told("CAN REVOKE", |_| Event::CancelHeard {
            action: CancellationAction::Revoke,
            number: 1,
        }),
        told("EXT", |_| Event::ExtensionHeard { number: 1, limit: at(20_000) }),
        told("INF", |_| Event::IncidentHeard(incident("TG", IncidentCode::TotalLoss))),
        told("incident recorded", |_| {
            Event::IncidentRecorded(incident("BF", IncidentCode::Deviation))
        }),
        told("FNK on INC", |_| Event::IncidentRefused { number: 1 }),
        told("WRO here or without an office", |_| Event::WrittenOff { actual_office: None }),
        told("WRO in another country", |_| Event::WrittenOff {
            actual_office: Some(office("TGLOM001")),
        }),
    ]
}

/// What happens at an office of destination, where no office of passage is declared.
pub(super) fn at_destination() -> Vec<Told> {
    let own = vec![
        told("TDA", |_| {
            let route = Route { passages: vec![stop(EXIT)], ..route() };
            Event::Advised(Advised { route, ..advice() })
        }),
        told("presented", |_| Event::GoodsArrived(arrival(DESTINATION, 3_000))),
        told("presented elsewhere", |_| Event::GoodsArrived(arrival(ELSEWHERE, 3_000))),
        told("control begun", |_| Event::ControlBegun(office(DESTINATION))),
        told("result satisfactory", |_| Event::Concluded {
            fact: outcome_of(DESTINATION, 0, ControlResult::A2),
        }),
        told("result B1", |_| Event::Concluded {
            fact: outcome_of(DESTINATION, 0, ControlResult::B1),
        }),
        told("DSP", |now| Event::DiscrepancyOpened { result_no: own_result(now) }),
        told("DSV RESOLVED", |now| Event::DecisionHeard {
            result_no: own_result(now),
            decision: decision(true),
        }),
        told("DSV NOT_RESOLVED", |now| Event::DecisionHeard {
            result_no: own_result(now),
            decision: decision(false),
        }),
        told("T-RES", |_| Event::Expired(TimerName::Res)),
    ];
    let more = [search::at_destination(), elsewhere::at_destination(), recovery::at_destination()];
    [own].into_iter().chain(more).chain([heard_by_partners()]).flatten().collect()
}

fn own_result(movement: &Movement) -> u32 {
    movement.destination.map_or(1, |part| part.result_no)
}
