//! Laws of goods at another office, or at two: asked for, held, presented again, contended for.

use super::laws::{
    advice, advised, arrival, at, country, counts, departure_state, mrn, office, outcome_of,
    passage, play, released, seen,
};
use super::*;
use crate::message::incident::Incident;
use crate::message::{Body, sample};
use crate::profile::lists::{
    ControlResult, Direction, Disposition, OfficeRole, Outcome, RecordRefusal, RefusalReason,
};
use crate::profile::{Code, OfficeCode};

const ELSEWHERE: &str = "BFBOB001";

fn place(code: &str, role: OfficeRole) -> OfficeInRole {
    OfficeInRole { office: office(code), role }
}

fn asked(code: &str) -> Event {
    Event::Diversion(DiversionEvent::Asked(RecordAsk {
        place: place(code, OfficeRole::Dst),
        message_id: None,
        presented_at: at(100),
        received_at: at(101),
        goods: GoodsPolicy::Free,
        cover: Cover::Portion,
    }))
}

fn told(answer: RecordAnswer) -> Event {
    let place = place(ELSEWHERE, OfficeRole::Dst);
    Event::Diversion(DiversionEvent::Answered { place, answer, record: None })
}

fn refused_by(refusal: RecordRefusal) -> Event {
    told(RecordAnswer::Refused(refusal, None))
}

fn arbitrated(code: &str) -> Event {
    Event::Diversion(DiversionEvent::Arbitrated { office: office(code), at: at(200) })
}

fn forwarded(code: &str, decision_no: u32) -> Event {
    let actual = place(code, OfficeRole::Dst);
    Event::Diversion(DiversionEvent::Forwarded { actual, decision_no })
}

fn outcome(place: OfficeInRole) -> Event {
    let Body::Inc(incident) = sample(Code::Inc, 5).body else { panic!("an incident") };
    let incident = Box::new(Incident { withdraws: None, ..*incident });
    Event::Diversion(DiversionEvent::NationalOutcome { place, incident })
}

fn answers(duties: &[Duty]) -> Vec<RecordAnswer> {
    let answer = |duty: &Duty| match duty {
        Duty::AnswerRecord { answer, .. } => Some(answer.clone()),
        _ => None,
    };
    duties.iter().filter_map(answer).collect()
}

fn forwards(duties: &[Duty]) -> Vec<(OfficeCode, u32)> {
    let forward = |duty: &Duty| match duty {
        Duty::Forward { actual, decision_no, .. } => Some((actual.office, *decision_no)),
        _ => None,
    };
    duties.iter().filter_map(forward).collect()
}

fn alerts(duties: &[Duty], wanted: &str) -> usize {
    duties.iter().filter(|duty| matches!(duty, Duty::Alert { rule, .. } if *rule == wanted)).count()
}

fn refuses(duties: &[Duty]) -> bool {
    duties.iter().any(|duty| matches!(duty, Duty::Refuse(_)))
}

fn holds_second(movement: &Movement) -> bool {
    movement.departure.as_ref().is_some_and(|part| part.holds.contains(&Hold::Dup))
}

fn here(movement: &Movement) -> DestinationState {
    movement.destination.unwrap().state
}

fn cancel() -> Event {
    Event::CancelAsked { goods: Goods::Back, reason: "sold elsewhere".to_owned() }
}

/// Released in Togo, entered and arrived at the declared office.
fn arrived() -> Movement {
    let entry = passage("BFCKN001", Direction::Entry, Outcome::Passed);
    let events = vec![Event::PassageHeard(entry), Event::ArrivalHeard(arrival("BFOUR001", 100))];
    play("TG", released(), events).0
}

#[test]
fn the_record_of_a_cancelled_movement_is_refused_and_nothing_opens_it_again() {
    let answer = CancelAnswer::Acknowledged;
    let acknowledged = Event::CancelAnswered { country: country("BF"), number: 1, answer };
    let (cancelled, _) = play("TG", released(), vec![cancel(), acknowledged]);
    let (after, duties) = play("TG", cancelled, vec![asked("BFOUR001")]);
    assert_eq!(answers(&duties), [RecordAnswer::Refused(RecordRefusal::Cancelled, None)]);
    assert_eq!(alerts(&duties, "F23"), 1);
    assert_eq!(departure_state(&after), DepartureState::Cancelled);
}

#[test]
fn a_record_request_is_evidence_and_takes_a_pending_cancellation_back() {
    let (pending, _) = play("TG", released(), vec![cancel()]);
    let (after, duties) = play("TG", pending, vec![asked("BFOUR001")]);
    assert_eq!(departure_state(&after), DepartureState::Released);
    assert_eq!(answers(&duties), [RecordAnswer::Granted]);
    assert!(duties.iter().any(|duty| matches!(duty, Duty::NotifyCancellation { .. })));
    assert!(step(country("TG"), &after, cancel()).is_err());
}

#[test]
fn nobody_waits_longer_than_a_day_for_an_officer_and_may_ask_again() {
    let (waiting, duties) = play("TG", released(), vec![asked(ELSEWHERE)]);
    assert!(answers(&duties).is_empty());
    let (reminded, duties) = play("TG", waiting, vec![Event::Expired(TimerName::Tra)]);
    assert_eq!((answers(&duties).len(), alerts(&duties, "T-TRA")), (0, 1));
    let (refused, duties) = play("TG", reminded, vec![Event::Expired(TimerName::Tra)]);
    let reason = Some(RefusalReason::NoDecision);
    assert_eq!(answers(&duties), [RecordAnswer::Refused(RecordRefusal::Other, reason)]);
    let place = place(ELSEWHERE, OfficeRole::Dst);
    let granted = Event::Diversion(DiversionEvent::Ruled { place, ruling: Ruling::Grant });
    let (_, duties) = play("TG", refused, vec![asked(ELSEWHERE), granted]);
    assert_eq!(answers(&duties), [RecordAnswer::Granted]);
}

#[test]
fn held_goods_end_by_a_later_grant_or_by_a_national_outcome_that_is_told() {
    let refused = refused_by(RecordRefusal::Other);
    let presented = Event::GoodsArrived(arrival(ELSEWHERE, 100));
    let (held, _) = play("BF", advised(), vec![presented.clone(), refused]);
    assert_eq!(here(&held), DestinationState::Held);
    let granted = vec![presented, told(RecordAnswer::Granted)];
    let (after, duties) = play("BF", held.clone(), granted);
    assert_eq!(here(&after), DestinationState::Arrived);
    assert_eq!(duties.iter().filter(|duty| matches!(duty, Duty::NotifyArrival(_))).count(), 1);
    let (closed, duties) = play("BF", held, vec![outcome(place(ELSEWHERE, OfficeRole::Dst))]);
    assert_eq!(here(&closed), DestinationState::Closed);
    assert!(matches!(duties[..], [Duty::NotifyIncident(_)]));
    let nothing = outcome(place(ELSEWHERE, OfficeRole::Dst));
    assert!(step(country("BF"), &closed, nothing).is_err());
}

#[test]
fn goods_presented_under_a_cancelled_record_wait_and_arrive_when_it_is_taken_back() {
    let told = |action| Event::CancelHeard { action, number: 1 };
    let request = told(crate::profile::lists::CancellationAction::Request);
    let presented = Event::GoodsArrived(arrival("BFOUR001", 100));
    let (waiting, duties) = play("BF", advised(), vec![request, presented]);
    assert_eq!(here(&waiting), DestinationState::CancelledPresented);
    assert!(matches!(duties.last(), Some(Duty::AskRecord { .. })));
    let revoke = told(crate::profile::lists::CancellationAction::Revoke);
    let (after, duties) = play("BF", waiting, vec![revoke]);
    assert_eq!(here(&after), DestinationState::Arrived);
    assert!(duties.iter().any(|duty| matches!(duty, Duty::NotifyArrival(_))));
}

#[test]
fn the_same_vehicle_tells_nothing_new_and_another_one_is_told_as_a_second_one() {
    let first = Event::GoodsArrived(arrival("BFOUR001", 100));
    let (arrived, _) = play("BF", advised(), vec![first]);
    let mut again = arrival("BFOUR001", 130);
    again.plates = vec!["tg 1234 ab".to_owned()];
    let (after, duties) = play("BF", arrived.clone(), vec![Event::GoodsArrived(again.clone())]);
    assert_eq!((&after, duties.len()), (&arrived, 0));
    again.plates = vec!["9999ZZ99".to_owned()];
    for code in ["BFOUR001", ELSEWHERE] {
        let other = ArrivalFact { office: office(code), ..again.clone() };
        let (after, duties) = play("BF", arrived.clone(), vec![Event::GoodsArrived(other)]);
        assert_eq!(after, arrived);
        assert!(refuses(&duties) && alerts(&duties, "F05") == 1);
        assert!(matches!(duties.last(), Some(Duty::ReportSecond { .. })));
    }
}

#[test]
fn a_border_is_passed_once_in_a_direction_unless_the_vehicle_came_back() {
    let entered = vec![
        seen("BFCKN001", Direction::Entry),
        Event::Passed(passage("BFCKN001", Direction::Entry, Outcome::Passed)),
    ];
    let (inside, _) = play("BF", advised(), entered);
    let (after, duties) = play("BF", inside.clone(), vec![seen("BFCKN001", Direction::Entry)]);
    assert_eq!(after, inside);
    assert!(refuses(&duties) && alerts(&duties, "F05") == 1);
    let back = vec![
        seen("BFCKN001", Direction::Exit),
        Event::Diversion(DiversionEvent::Answered {
            place: place("BFCKN001", OfficeRole::Exi),
            answer: RecordAnswer::Granted,
            record: None,
        }),
        Event::Passed(passage("BFCKN001", Direction::Exit, Outcome::Passed)),
        seen("BFCKN001", Direction::Entry),
    ];
    let (_, duties) = play("BF", inside, back);
    assert!(!refuses(&duties));
}

#[test]
fn a_second_arrival_holds_the_movement_until_an_officer_arbitrates() {
    let second = Event::ArrivalHeard(arrival(ELSEWHERE, 110));
    let (held, duties) = play("TG", arrived(), vec![second.clone()]);
    assert!(refuses(&duties) && holds_second(&held));
    let result = Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::A2));
    let (waiting, duties) = play("TG", held.clone(), vec![result]);
    assert_eq!((departure_state(&waiting), counts(&duties)), (DepartureState::Arrived, (0, 0)));
    let (ended, duties) = play("TG", waiting, vec![arbitrated("BFOUR001")]);
    assert_eq!(departure_state(&ended), DepartureState::Discharged);
    assert_eq!((forwards(&duties), counts(&duties)), (vec![(office("BFOUR001"), 2)], (1, 1)));
    // D20: refused after the end, and everybody is told again where the goods are.
    let third = Event::ArrivalHeard(arrival("BFKOU001", 120));
    let (_, duties) = play("TG", ended, vec![third]);
    assert!(refuses(&duties));
    assert_eq!(forwards(&duties), [(office("BFOUR001"), 3)]);
    assert!(step(country("TG"), &released(), arbitrated("BFOUR001")).is_err());
}

#[test]
fn the_result_of_who_loses_an_arbitration_is_void() {
    let events = vec![
        Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::B1)),
        Event::ArrivalHeard(arrival(ELSEWHERE, 110)),
        arbitrated(ELSEWHERE),
    ];
    let (after, duties) = play("TG", arrived(), events);
    let part = after.departure.as_ref().unwrap();
    assert_eq!(
        (part.state, part.actual_office),
        (DepartureState::Arrived, Some(office(ELSEWHERE)))
    );
    assert!(part.result.is_none() && !holds_second(&after));
    assert_eq!(forwards(&duties), [(office(ELSEWHERE), 2)]);
    let again = vec![
        Event::ArrivalHeard(arrival(ELSEWHERE, 110)),
        Event::ResultHeard(outcome_of(ELSEWHERE, 2, ControlResult::A2)),
    ];
    let (ended, _) = play("TG", after, again);
    assert_eq!(departure_state(&ended), DepartureState::Discharged);
}

#[test]
fn an_office_whose_arrival_is_disputed_tells_it_again_when_departure_decides_for_it() {
    let events = vec![
        Event::GoodsArrived(arrival("BFOUR001", 100)),
        Event::Concluded { fact: outcome_of("BFOUR001", 0, ControlResult::A2) },
        Event::Diversion(DiversionEvent::ArrivalRefused(Dispute::Elsewhere)),
    ];
    let (disputed, duties) = play("BF", advised(), events);
    assert_eq!(here(&disputed), DestinationState::ArrivalDisputed);
    assert_eq!(alerts(&duties, "F05"), 1);
    let (lost, _) = play("BF", disputed, vec![forwarded(ELSEWHERE, 2)]);
    assert_eq!(here(&lost), DestinationState::ArrivedElsewhere);
    let (stale, duties) = play("BF", lost, vec![forwarded("BFOUR001", 1)]);
    assert_eq!((here(&stale), duties.len()), (DestinationState::ArrivedElsewhere, 0));
    let (back, duties) = play("BF", stale, vec![forwarded("BFOUR001", 3)]);
    assert_eq!(here(&back), DestinationState::ResultSent);
    assert!(matches!(
        &duties[..],
        [Duty::NotifyArrival(_), Duty::NotifyResult(ResultFact { number: 2, .. })]
    ));
}

#[test]
fn an_early_forward_of_an_unknown_movement_waits() {
    let unknown = Movement::unknown(mrn());
    assert_eq!(step(country("BF"), &unknown, forwarded(ELSEWHERE, 1)), Err(Stop::Held));
    let ended = vec![
        Event::Advised(advice()),
        Event::WrittenOff { actual_office: Some(office(ELSEWHERE)) },
    ];
    let (closed, _) = play("BF", unknown, ended);
    let late = step(country("BF"), &closed, forwarded("BFOUR001", 2)).unwrap();
    assert_eq!((late.disposition, late.state), (Disposition::Recorded, closed));
}
