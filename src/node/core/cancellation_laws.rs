//! Laws of cancellation and extension: evidence beats paper, whatever comes first (PD-31, PD-70).

use proptest::prelude::*;

use super::laws::{
    advice, arrival, at, country, declared, departure_state, outcome_of, passage, play, released,
    seen,
};
use super::*;
use crate::profile::Mrn;
use crate::profile::lists::{CancellationAction, ControlResult, Direction, Disposition, Outcome};

fn mrn() -> Mrn {
    released().mrn
}

fn cancel() -> Event {
    Event::CancelAsked { goods: Goods::Back, reason: "sold elsewhere".to_owned() }
}

fn answered(number: u32, answer: CancelAnswer) -> Event {
    Event::CancelAnswered { country: country("BF"), number, answer }
}

fn told(action: CancellationAction, number: u32) -> Event {
    Event::CancelHeard { action, number }
}

fn entry() -> Event {
    Event::PassageHeard(passage("BFCKN001", Direction::Entry, Outcome::Passed))
}

fn gives_back(duties: &[Duty]) -> usize {
    duties.iter().filter(|duty| matches!(duty, Duty::CancelGuarantee { .. })).count()
}

fn cans(duties: &[Duty], wanted: CancellationAction) -> Vec<u32> {
    let number = |duty: &Duty| match duty {
        Duty::NotifyCancellation { action, number, .. } if *action == wanted => Some(*number),
        _ => None,
    };
    duties.iter().filter_map(number).collect()
}

fn refusal(home: &str, movement: &Movement, event: Event) -> Refusal {
    match step(country(home), movement, event) {
        Err(Stop::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn before_the_release_a_cancellation_is_national_and_gives_the_guarantee_back() {
    let (registered, duties) = play("TG", declared(), vec![cancel()]);
    assert_eq!(departure_state(&registered), DepartureState::Cancelled);
    assert_eq!(gives_back(&duties), 0);
    let (asked, _) = play("TG", declared(), vec![Event::GuaranteeAsked]);
    let (cancelled, duties) = play("TG", asked, vec![cancel()]);
    assert_eq!((gives_back(&duties), cans(&duties, CancellationAction::Request)), (1, vec![]));
    // D2 is too late: the answer is recorded.
    let granted = Event::GuaranteeDecided { request_no: 1, granted: true };
    let (movement, _) = play("TG", cancelled, vec![granted]);
    assert_eq!(departure_state(&movement), DepartureState::Cancelled);
}

#[test]
fn after_the_release_the_guarantee_waits_for_the_last_acknowledgement() {
    let (pending, duties) = play("TG", released(), vec![cancel()]);
    assert_eq!(departure_state(&pending), DepartureState::CancelPending);
    assert_eq!((gives_back(&duties), cans(&duties, CancellationAction::Request)), (0, vec![1]));
    let exit = seen("TGCKS001", Direction::Exit);
    assert_eq!(refusal("TG", &pending, exit).code.code(), "92");
    let stale = answered(7, CancelAnswer::Acknowledged);
    let (pending, _) = play("TG", pending, vec![stale]);
    assert_eq!(departure_state(&pending), DepartureState::CancelPending);
    let (movement, duties) = play("TG", pending, vec![answered(1, CancelAnswer::Acknowledged)]);
    assert_eq!(departure_state(&movement), DepartureState::Cancelled);
    assert_eq!(gives_back(&duties), 1);
    for late in [
        entry(),
        Event::ArrivalHeard(arrival("BFOUR001", 90)),
        Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::A2)),
    ] {
        let refusal = refusal("TG", &movement, late);
        assert_eq!((refusal.code.code(), refusal.alert), ("92", Some("F23")));
    }
}

#[test]
fn goods_that_are_away_or_were_seen_cannot_be_cancelled() {
    let away = Event::CancelAsked { goods: Goods::Away, reason: "x".to_owned() };
    assert_eq!(refusal("TG", &released(), away).code.code(), "92");
    let stopped = passage("BFCKN001", Direction::Entry, Outcome::Stopped);
    let (told, _) = play("TG", released(), vec![Event::PassageHeard(stopped)]);
    assert_eq!(departure_state(&told), DepartureState::Released);
    assert_eq!(refusal("TG", &told, cancel()).code.code(), "92");
    let exit = seen("TGCKS001", Direction::Exit);
    let (presented, _) = play("TG", released(), vec![exit]);
    assert_eq!(refusal("TG", &presented, cancel()).code.code(), "92");
}

#[test]
fn evidence_takes_a_cancellation_back_before_it_is_processed() {
    let (movement, duties) = play("TG", released(), vec![cancel(), entry()]);
    assert_eq!(departure_state(&movement), DepartureState::InPartner);
    assert_eq!(cans(&duties, CancellationAction::Revoke), [1]);
    assert!(duties.iter().any(|duty| matches!(duty, Duty::Alert { rule: "F23", .. })));
    let seen = answered(1, CancelAnswer::GoodsSeen);
    let (movement, duties) = play("TG", movement, vec![seen.clone()]);
    assert_eq!((departure_state(&movement), duties.len()), (DepartureState::InPartner, 0));
    let (movement, duties) = play("TG", released(), vec![cancel(), seen, entry()]);
    assert_eq!(departure_state(&movement), DepartureState::InPartner);
    assert_eq!((gives_back(&duties), cans(&duties, CancellationAction::Revoke)), (0, vec![1]));
}

#[test]
fn rc05_an_arrival_beats_a_cancellation_and_an_officer_may_take_it_back_quietly() {
    let arrived = ArrivalFact { at_entry_office: true, ..arrival("BFOUR001", 90) };
    let (movement, _) = play("TG", released(), vec![cancel(), Event::ArrivalHeard(arrived)]);
    assert_eq!(departure_state(&movement), DepartureState::Arrived);
    let withdrawn = Event::CancelWithdrawn { reason: "goods go on".to_owned() };
    let (movement, duties) = play("TG", released(), vec![cancel(), withdrawn, cancel()]);
    assert_eq!(departure_state(&movement), DepartureState::CancelPending);
    assert_eq!(cans(&duties, CancellationAction::Request), [1, 2]);
    assert!(!duties.iter().any(|duty| matches!(duty, Duty::Alert { .. })));
}

#[test]
fn rc01_a_cancellation_before_the_advice_leaves_a_tombstone() {
    let request = told(CancellationAction::Request, 1);
    let (tombstone, _) = play("BF", Movement::unknown(mrn()), vec![request]);
    let advised = step(country("BF"), &tombstone, Event::Advised(advice())).unwrap();
    assert_eq!(advised.disposition, Disposition::Recorded);
    let state = |movement: &Movement| movement.destination.unwrap().state;
    assert_eq!(state(&advised.state), DestinationState::Cancelled);
    let revoke = told(CancellationAction::Revoke, 1);
    let (back, _) = play("BF", advised.state, vec![revoke.clone()]);
    assert_eq!(state(&back), DestinationState::Expected);
    let (nothing, _) = play("BF", tombstone, vec![revoke]);
    assert!(nothing.destination.is_none() && !nothing.is_cancelled());
}

#[test]
fn rc18_a_revocation_before_its_request_is_remembered() {
    let events = vec![
        Event::Advised(advice()),
        told(CancellationAction::Revoke, 1),
        told(CancellationAction::Request, 1),
    ];
    let (movement, _) = play("BF", Movement::unknown(mrn()), events);
    assert_eq!(movement.destination.unwrap().state, DestinationState::Expected);
    let again = step(country("BF"), &movement, told(CancellationAction::Request, 1)).unwrap();
    assert_eq!(again.disposition, Disposition::Recorded);
    let (movement, _) = play("BF", movement, vec![told(CancellationAction::Request, 2)]);
    assert_eq!(movement.destination.unwrap().state, DestinationState::Cancelled);
}

#[test]
fn who_has_seen_the_goods_refuses_their_cancellation() {
    let presented = vec![Event::Advised(advice()), seen("BFCKN001", Direction::Entry)];
    let (movement, _) = play("BF", Movement::unknown(mrn()), presented);
    let refusal = refusal("BF", &movement, told(CancellationAction::Request, 1));
    assert_eq!((refusal.code.code(), refusal.alert), ("92", Some("F23")));
}

#[test]
fn more_time_ends_being_overdue_and_the_highest_number_wins() {
    let more = |minute| Event::Extended { limit: at(minute), reason: "rain".to_owned() };
    let late = Event::Expired(TimerName::Lim);
    let (movement, duties) = play("TG", released(), vec![late, more(20_000)]);
    let part = movement.departure.as_ref().unwrap();
    assert!(!part.overdue && part.limit == Some(at(20_000)));
    assert!(duties.contains(&Duty::StartTimer(TimerName::Lim, at(20_000))));
    assert_eq!(refusal("TG", &movement, more(19_999)).code.code(), "14");
    let heard = |number, minute| Event::ExtensionHeard { number, limit: at(minute) };
    assert_eq!(step(country("BF"), &Movement::unknown(mrn()), heard(1, 1)), Err(Stop::Held));
    let events = vec![Event::Advised(advice()), heard(2, 30_000), heard(1, 20_000)];
    let (movement, _) = play("BF", Movement::unknown(mrn()), events);
    assert_eq!(movement.limit(), Some(at(30_000)));
}

/// What can happen around a cancellation, in any order.
fn around() -> impl Strategy<Value = Event> {
    (0..9u8, 1..4u32).prop_map(|(kind, number)| match kind {
        0 | 1 => cancel(),
        2 | 3 => answered(number, CancelAnswer::Acknowledged),
        4 => answered(number, CancelAnswer::GoodsSeen),
        5 => Event::CancelWithdrawn { reason: "x".to_owned() },
        6 => entry(),
        7 => Event::Extended { limit: at(15_000 + i64::from(number)), reason: "x".to_owned() },
        _ => Event::Expired(TimerName::Lim),
    })
}

proptest! {
    #[test]
    fn a_guarantee_is_given_back_once_and_never_after_evidence(
        events in prop::collection::vec(around(), 0..40),
    ) {
        let (mut movement, mut freed, mut seen) = (released(), 0, false);
        for event in events {
            let evidence = event == entry();
            let Ok(step) = step(country("TG"), &movement, event) else { continue };
            seen |= evidence;
            freed += gives_back(&step.duties);
            movement = step.state;
            let cancelled = departure_state(&movement) == DepartureState::Cancelled;
            prop_assert_eq!(freed, usize::from(cancelled));
            prop_assert!(!(seen && cancelled));
        }
    }

    #[test]
    fn requests_and_revocations_end_alike_in_whatever_order_they_come(
        order in Just((1..=3u32).flat_map(|number| [
            (CancellationAction::Request, number), (CancellationAction::Revoke, number),
        ]).collect::<Vec<_>>()).prop_shuffle(),
        advised_at in 0..7usize,
    ) {
        let mut movement = Movement::unknown(mrn());
        for (place, (action, number)) in order.into_iter().enumerate() {
            if place == advised_at {
                movement = play("BF", movement, vec![Event::Advised(advice())]).0;
            }
            movement = play("BF", movement, vec![told(action, number)]).0;
        }
        if advised_at == 6 {
            movement = play("BF", movement, vec![Event::Advised(advice())]).0;
        }
        prop_assert_eq!(movement.destination.unwrap().state, DestinationState::Expected);
    }
}
