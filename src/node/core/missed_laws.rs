//! Laws of the search: nobody pays before everybody was asked, and what turns up ends it.

use super::laws::{
    advice, arrival, at, country, counts, departure_state, mrn, office, outcome_of, passage, play,
    released,
};
use super::*;
use crate::message::incident::Incident;
use crate::message::{Body, sample};
use crate::profile::Code;
use crate::profile::lists::{
    ControlResult, Direction, Disposition, EnquiryCode, EnquiryKind, IncidentCode, Outcome,
    StatusReason,
};
use crate::profile::timer::T_ENQ;
use proptest::prelude::*;

fn missed(missed: Missed) -> Event {
    Event::Missed(missed)
}

fn expired(name: TimerName) -> Event {
    Event::Expired(name)
}

fn answer(code: EnquiryCode) -> Event {
    missed(Missed::AnswerHeard { by: country("BF"), code })
}

fn overdue() -> (Movement, Vec<Duty>) {
    let entry = Event::PassageHeard(passage("BFCKN001", Direction::Entry, Outcome::Passed));
    play("TG", released(), vec![entry, expired(TimerName::Lim)])
}

fn searched() -> (Movement, Vec<Duty>) {
    play("TG", overdue().0, vec![expired(TimerName::Enq)])
}

#[test]
fn the_limit_asks_the_country_of_destination_once_and_waits_a_week() {
    let (movement, duties) = overdue();
    assert!(movement.departure.as_ref().unwrap().overdue);
    let asked = Duty::AskStatus { to: country("BF"), reason: StatusReason::Limit };
    assert_eq!(duties.iter().filter(|duty| **duty == asked).count(), 1);
    let due = T_ENQ.expiry(at(14_400));
    assert!(duties.contains(&Duty::StartTimer(TimerName::Enq, due)));
    assert_eq!(movement.questions.asked.get(&country("BF")), Some(&0));
    let (_, again) = play("TG", movement, vec![expired(TimerName::Lim)]);
    assert_eq!(again, []);
}

#[test]
fn a_status_that_shows_the_goods_stops_the_enquiry_and_an_old_one_is_recorded() {
    let told = missed(Missed::StatusTold { by: country("BF"), arrived: true, unseen: false });
    let (movement, _) = play("TG", overdue().0, vec![told.clone()]);
    let (after, duties) = play("TG", movement, vec![expired(TimerName::Enq)]);
    assert_eq!(departure_state(&after), DepartureState::InPartner);
    assert!(matches!(duties[..], [Duty::Alert { rule: "T-ENQ", .. }]));
    let step = step(country("TG"), &after, told).unwrap();
    assert_eq!(step.disposition, Disposition::Recorded);
}

#[test]
fn the_principal_is_asked_once_before_the_recovery() {
    let (movement, duties) = searched();
    assert_eq!(departure_state(&movement), DepartureState::Enquiry);
    let last_seen_at = Some(office("BFCKN001"));
    assert_eq!(duties[0], Duty::Enquire { to: country("BF"), last_seen_at });
    let unknown = answer(EnquiryCode::Unknown);
    let (movement, duties) = play("TG", movement, vec![unknown, expired(TimerName::Enr)]);
    assert_eq!(departure_state(&movement), DepartureState::Enquiry);
    let terms = duties.iter().filter(|duty| **duty == Duty::RunTimer(TimerName::Prf));
    assert_eq!(terms.count(), 1);
    let (movement, duties) = play("TG", movement, vec![expired(TimerName::Prf)]);
    assert_eq!(departure_state(&movement), DepartureState::Recovery);
    assert!(duties.contains(&Duty::OpenRecovery { transfer_to: None }));
    assert_eq!(counts(&duties), (0, 0));
}

#[test]
fn a_duplicate_ends_nothing_and_a_claim_opens_the_recovery_for_the_claimant() {
    let (movement, _) = searched();
    let (same, duties) = play("TG", movement.clone(), vec![answer(EnquiryCode::Duplicate)]);
    assert_eq!(same, movement);
    assert!(matches!(duties[..], [Duty::Alert { rule: "ENR", .. }]));
    let (movement, duties) = play("TG", same, vec![answer(EnquiryCode::WantsRecovery)]);
    assert_eq!(departure_state(&movement), DepartureState::Recovery);
    assert!(duties.contains(&Duty::OpenRecovery { transfer_to: Some(country("BF")) }));
}

#[test]
fn a_proof_ends_the_movement_and_frees_the_guarantee_once() {
    let proof = vec![answer(EnquiryCode::ProofSent), missed(Missed::ProofAccepted)];
    let (movement, duties) = play("TG", searched().0, proof);
    assert_eq!(departure_state(&movement), DepartureState::Discharged);
    assert_eq!(counts(&duties), (1, 1));
    assert!(!movement::has_open_record(&movement));
    let again = step(country("TG"), &movement, missed(Missed::ProofAccepted));
    assert!(matches!(again, Err(Stop::Refused(_))));
}

#[test]
fn goods_that_turn_up_end_the_search_or_are_recorded_in_the_recovery() {
    let arrived = Event::ArrivalHeard(arrival("BFOUR001", 30_000));
    let (movement, duties) = play("TG", searched().0, vec![arrived.clone()]);
    let part = movement.departure.as_ref().unwrap();
    assert_eq!((part.state, part.late, part.overdue), (DepartureState::Arrived, true, false));
    assert_eq!(duties.iter().filter(|duty| closes(duty)).count(), 1);
    let claimed = vec![answer(EnquiryCode::WantsRecovery), arrived];
    let (movement, duties) = play("TG", searched().0, claimed);
    let part = movement.departure.as_ref().unwrap();
    assert_eq!(part.state, DepartureState::Recovery);
    assert_eq!(part.actual_office, Some(office("BFOUR001")));
    assert!(duties.iter().any(|duty| matches!(duty, Duty::Alert { rule: "D38", .. })));
    let result = Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::A2));
    assert_eq!(step(country("TG"), &movement, result).unwrap().disposition, Disposition::Recorded);
}

fn closes(duty: &Duty) -> bool {
    matches!(duty, Duty::InformEnquiry { kind: EnquiryKind::Close, .. })
}

fn more_time() -> Event {
    Event::Extended { limit: at(30_000), reason: "rain".to_owned() }
}

fn lost() -> Event {
    let Body::Inc(told) = sample(Code::Inc, 5).body else { panic!("an incident") };
    let code = IncidentCode::TotalLoss;
    Event::IncidentHeard(Box::new(Incident { mrn: mrn().into(), code, withdraws: None, ..*told }))
}

#[test]
fn more_time_takes_the_enquiry_back() {
    let (movement, duties) = play("TG", searched().0, vec![more_time()]);
    let part = movement.departure.as_ref().unwrap();
    assert_eq!((part.state, part.overdue), (DepartureState::InPartner, false));
    assert_eq!(duties.iter().filter(|duty| closes(duty)).count(), 1);
    for stopped in [TimerName::Enq, TimerName::Enr, TimerName::Prf] {
        assert!(duties.contains(&Duty::StopTimer(stopped)), "{stopped:?}");
    }
    let (again, duties) = play("TG", movement, vec![expired(TimerName::Enq)]);
    assert_eq!((departure_state(&again), duties), (DepartureState::InPartner, vec![]));
    let (overdue, _) = play("TG", again, vec![expired(TimerName::Lim), expired(TimerName::Enq)]);
    assert_eq!(departure_state(&overdue), DepartureState::Enquiry);
}

#[test]
fn a_loss_told_during_an_enquiry_waits_for_the_officer_and_an_arrival_beats_it() {
    let (movement, duties) = play("TG", searched().0, vec![lost()]);
    assert_eq!(departure_state(&movement), DepartureState::LossReview);
    for stopped in [TimerName::Lim, TimerName::Enq, TimerName::Enr, TimerName::Prf] {
        assert!(duties.contains(&Duty::StopTimer(stopped)), "{stopped:?}");
    }
    let arrived = Event::ArrivalHeard(arrival("BFOUR001", 30_000));
    let (found, duties) = play("TG", movement.clone(), vec![arrived]);
    assert_eq!(departure_state(&found), DepartureState::Arrived);
    assert!(duties.contains(&Duty::StopTimer(TimerName::Loss)));
    assert!(duties.iter().any(|duty| matches!(duty, Duty::Alert { rule: "F22", .. })));
    assert_eq!(duties.iter().filter(|duty| closes(duty)).count(), 1);
    let relief = Event::LossDecided(LossDecision::Accepted);
    let (relieved, duties) = play("TG", movement, vec![relief]);
    assert_eq!((departure_state(&relieved), counts(&duties)), (DepartureState::Discharged, (1, 1)));
    assert_eq!(duties.iter().filter(|duty| closes(duty)).count(), 1);
}

#[test]
fn a_cancellation_that_is_taken_back_leaves_goods_as_overdue_as_they_were() {
    let cancel = Event::CancelAsked { goods: Goods::Back, reason: "x".to_owned() };
    let withdrawn = Event::CancelWithdrawn { reason: "x".to_owned() };
    let during = vec![expired(TimerName::Lim), cancel, expired(TimerName::Enq), withdrawn];
    let (movement, duties) = play("TG", released(), during);
    let part = movement.departure.as_ref().unwrap();
    assert_eq!((part.state, part.overdue), (DepartureState::Released, true));
    let due = T_ENQ.expiry(at(14_400));
    assert_eq!(duties.last(), Some(&Duty::StartTimer(TimerName::Enq, due)));
}

#[test]
fn a_missing_result_is_asked_for_twice_and_then_enquired() {
    let arrived = Event::ArrivalHeard(arrival("BFOUR001", 100));
    let entry = Event::PassageHeard(passage("BFCKN001", Direction::Entry, Outcome::Passed));
    let (mut movement, _) = play("TG", released(), vec![entry, arrived]);
    let mut said = Vec::new();
    for _ in 0..4 {
        let (after, duties) = play("TG", movement, vec![expired(TimerName::Stq2)]);
        said.push(matches!(duties[0], Duty::AskStatus { reason: StatusReason::NoResult, .. }));
        said.push(matches!(duties[0], Duty::Enquire { .. }));
        assert_eq!(duties.last(), Some(&Duty::RunTimer(TimerName::Stq2)));
        movement = after;
    }
    assert_eq!(said, [true, false, true, false, false, true, true, false]);
}

#[test]
fn an_arrival_that_nobody_saw_come_in_is_asked_for_and_not_waived_against_the_answer() {
    let arrived = Event::ArrivalHeard(arrival("BFOUR001", 100));
    let (movement, duties) = play("TG", released(), vec![arrived]);
    let asked = Duty::AskStatus { to: country("BF"), reason: StatusReason::NoEntry };
    assert!(duties.contains(&asked));
    let told = |unseen| missed(Missed::StatusTold { by: country("BF"), arrived: true, unseen });
    let clear = |ground| Event::HoldCleared { hold: Hold::Pas, ground, reason: "x".to_owned() };
    let (unseen, _) = play("TG", movement, vec![told(true)]);
    assert!(step(country("TG"), &unseen, clear(Ground::Document)).is_err());
    assert!(step(country("TG"), &unseen, clear(Ground::NotAutomated)).is_ok());
    let (again, _) = play("TG", unseen, vec![told(false)]);
    assert!(step(country("TG"), &again, clear(Ground::Document)).is_ok());
}

#[test]
fn a_status_that_does_not_come_is_asked_for_for_a_day() {
    let (mut movement, _) = overdue();
    let mut repeated = 0;
    for _ in 0..40 {
        let (after, duties) = play("TG", movement, vec![expired(TimerName::Sts)]);
        repeated += duties.iter().filter(|duty| matches!(duty, Duty::RepeatStatus { .. })).count();
        movement = after;
    }
    assert_eq!(repeated, 27);
    assert!(movement.questions.asked.is_empty());
}

#[test]
fn only_an_open_enquiry_is_answered_and_the_write_off_closes_it() {
    let told = missed(Missed::Answered { code: EnquiryCode::Unknown, remarks: String::new() });
    let (movement, _) = play("BF", Movement::unknown(mrn()), vec![Event::Advised(advice())]);
    assert!(step(country("BF"), &movement, told.clone()).is_err());
    let opened = vec![missed(Missed::EnquiryOpened), told];
    let (movement, duties) = play("BF", movement, opened);
    assert!(duties.iter().any(|duty| matches!(duty, Duty::AnswerEnquiry { .. })));
    assert_eq!(movement.questions.enquiry, Some(EnquiryHere::Answered));
    let off = Event::WrittenOff { actual_office: None };
    assert_eq!(play("BF", movement, vec![off]).0.questions.enquiry, None);
}

fn some_search() -> impl Strategy<Value = Event> {
    let code = (0..EnquiryCode::ALL.len()).prop_map(|index| EnquiryCode::ALL[index]);
    (code, any::<bool>(), 0..15u8).prop_map(|(code, yes, kind)| match kind {
        0 => expired(TimerName::Lim),
        1 => expired(TimerName::Enq),
        2 => expired(TimerName::Enr),
        3 => expired(TimerName::Prf),
        4 => expired(TimerName::Stq2),
        5 => expired(TimerName::Sts),
        6 => answer(code),
        7 => missed(Missed::StatusTold { by: country("BF"), arrived: yes, unseen: !yes }),
        8 => missed(if yes { Missed::ProofAccepted } else { Missed::ProofRefused }),
        9 => Event::ArrivalHeard(arrival("BFOUR001", 30_000)),
        10 => Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::A2)),
        11 => more_time(),
        12 => lost(),
        13 => Event::LossDecided(LossDecision::Accepted),
        _ => Event::PassageHeard(passage("BFCKN001", Direction::Entry, Outcome::Passed)),
    })
}

proptest! {
    #[test]
    fn nothing_is_recovered_unasked_nor_proven_without_an_officer(
        events in prop::collection::vec(some_search(), 0..40),
    ) {
        let mut movement = released();
        let (mut asked, mut claimed, mut accepted, mut write_offs) = (false, false, false, 0);
        for event in events {
            let Ok(step) = step(country("TG"), &movement, event.clone()) else { continue };
            claimed |= event == answer(EnquiryCode::WantsRecovery);
            accepted |= event == missed(Missed::ProofAccepted);
            accepted |= event == Event::LossDecided(LossDecision::Accepted);
            let search = &movement.departure.as_ref().unwrap().search;
            asked |= search.enquiry.is_some_and(|open| open.principal_asked);
            movement = step.state;
            write_offs += counts(&step.duties).0;
            let part = movement.departure.as_ref().unwrap();
            let recovers = part.state == DepartureState::Recovery;
            prop_assert!(!recovers || asked || claimed);
            let unseen = part.state == DepartureState::Discharged && part.actual_office.is_none();
            prop_assert!(!unseen || accepted);
            let open = part.search.enquiry.is_some();
            prop_assert!(open || part.state != DepartureState::Enquiry);
            let may_be = matches!(
                part.state,
                DepartureState::Enquiry | DepartureState::LossReview | DepartureState::Recovery
            );
            prop_assert!(may_be || !open);
            prop_assert!(write_offs <= 1);
        }
    }
}
