//! Laws of recovery: one competent country, and an end that frees the guarantee once (PD-48, PD-70).

use proptest::prelude::*;

use super::laws::{advice, arrival, country, departure_state, outcome_of, passage, play, released};
use super::*;
use crate::profile::lists::{
    Basis, ClaimAction, ClaimResult, ControlResult, Direction, Disposition, Outcome,
    RecoveryAction, RecoveryRequestKind, RecoveryVerdict,
};

fn hard() -> Event {
    Event::Expired(TimerName::Hard)
}

fn heard(kind: RecoveryRequestKind) -> Event {
    Event::Recovery(Recovering::RequestHeard { by: country("BF"), kind })
}

fn told(by: &str, action: RecoveryAction) -> Event {
    Event::Recovery(Recovering::ReportHeard { by: country(by), action })
}

fn reported(action: RecoveryAction) -> Event {
    Event::Recovery(Recovering::Reported { action, reason: "x".to_owned() })
}

fn opened(duties: &[Duty]) -> usize {
    let opens =
        |duty: &&Duty| matches!(duty, Duty::TellRecovery { action: RecoveryAction::Opened, .. });
    duties.iter().filter(opens).count()
}

fn ends(duties: &[Duty]) -> (usize, usize) {
    let written = |duty: &&Duty| matches!(duty, Duty::WriteOff { basis: Basis::Recovered, .. });
    let freed = |duty: &&Duty| matches!(duty, Duty::LiberateGuarantee { .. });
    (duties.iter().filter(written).count(), duties.iter().filter(freed).count())
}

fn in_recovery() -> Movement {
    let arrived = Event::ArrivalHeard(arrival("BFOUR001", 90));
    play("TG", released(), vec![arrived, hard()]).0
}

#[test]
fn months_of_silence_open_recovery_wherever_the_movement_stands() {
    let cancel = Event::CancelAsked { goods: Goods::Back, reason: "x".to_owned() };
    for before in [vec![], vec![Event::Expired(TimerName::Lim)], vec![cancel]] {
        let (movement, duties) = play("TG", released(), [before, vec![hard()]].concat());
        assert_eq!(departure_state(&movement), DepartureState::Recovery);
        assert_eq!(movement.recovery.competent, Some(country("TG")));
        assert_eq!(opened(&duties), 1);
        let again = step(country("TG"), &movement, hard()).unwrap();
        assert_eq!((again.disposition, again.duties.len()), (Disposition::Recorded, 0));
    }
}

#[test]
fn only_the_competent_country_ends_recovery_and_ends_it_once() {
    let paid = RecoveryAction::Paid;
    let stranger = step(country("TG"), &in_recovery(), told("BF", paid));
    assert!(matches!(stranger, Err(Stop::Refused(refusal)) if refusal.code.code() == "97"));
    let stop = step(country("TG"), &in_recovery(), reported(RecoveryAction::Stop));
    assert!(matches!(stop, Err(Stop::Refused(refusal)) if refusal.code.code() == "92"));
    let (movement, duties) = play("TG", in_recovery(), vec![reported(paid)]);
    assert_eq!(departure_state(&movement), DepartureState::ClosedRecovered);
    assert_eq!(ends(&duties), (1, 1));
    assert!(step(country("TG"), &movement, reported(paid)).is_err());
}

#[test]
fn an_arrival_gives_competence_on_request_and_then_that_country_ends_it() {
    let claim = heard(RecoveryRequestKind::Claim);
    let (movement, duties) = play("TG", in_recovery(), vec![claim]);
    assert_eq!(movement.recovery.competent, Some(country("BF")));
    let accepted = RecoveryVerdict::Accepted;
    assert!(
        duties.iter().any(
            |duty| matches!(duty, Duty::AnswerRecovery { verdict, .. } if *verdict == accepted)
        )
    );
    assert!(step(country("TG"), &movement, reported(RecoveryAction::Paid)).is_err());
    let (movement, duties) = play("TG", movement, vec![told("BF", RecoveryAction::Waived)]);
    assert_eq!(departure_state(&movement), DepartureState::ClosedRecovered);
    assert_eq!(ends(&duties), (1, 1));
}

#[test]
fn a_claim_without_arrival_waits_for_an_officer() {
    let (recovery, _) = play("TG", released(), vec![hard()]);
    let (movement, _) = play("TG", recovery, vec![heard(RecoveryRequestKind::Claim)]);
    assert_eq!(movement.recovery.competent, Some(country("TG")));
    let answer =
        |verdict| Event::Recovery(Recovering::Answered { verdict, reason: "x".to_owned() });
    let (refused, _) = play("TG", movement.clone(), vec![answer(RecoveryVerdict::Refused)]);
    assert_eq!(refused.recovery.competent, Some(country("TG")));
    let (accepted, _) = play("TG", movement, vec![answer(RecoveryVerdict::Accepted)]);
    assert_eq!(accepted.recovery.competent, Some(country("BF")));
}

#[test]
fn the_other_country_takes_a_transfer_over_or_claims_and_is_answered() {
    let transfer = Event::Recovery(Recovering::RequestHeard {
        by: country("TG"),
        kind: RecoveryRequestKind::Transfer,
    });
    let accept = Event::Recovery(Recovering::Answered {
        verdict: RecoveryVerdict::Accepted,
        reason: "x".to_owned(),
    });
    let known = play("BF", Movement::unknown(released().mrn), vec![Event::Advised(advice())]).0;
    let (movement, duties) = play("BF", known.clone(), vec![transfer, accept]);
    assert_eq!((movement.recovery.competent, opened(&duties)), (Some(country("BF")), 1));
    let claim = Event::Recovery(Recovering::Claimed { reason: "x".to_owned() });
    let answer = |verdict| Event::Recovery(Recovering::AnswerHeard { by: country("TG"), verdict });
    let (claimed, _) = play("BF", known, vec![claim]);
    let (granted, duties) = play("BF", claimed.clone(), vec![answer(RecoveryVerdict::Accepted)]);
    assert_eq!((granted.recovery.competent, opened(&duties)), (Some(country("BF")), 1));
    let (refused, _) = play("BF", claimed, vec![answer(RecoveryVerdict::Refused)]);
    assert_eq!(refused.recovery.competent, None);
    let late = step(country("BF"), &refused, answer(RecoveryVerdict::Accepted)).unwrap();
    assert_eq!(late.disposition, Disposition::Recorded);
}

fn stop(proof: bool) -> Event {
    Event::Recovery(Recovering::StopWanted { proof, reason: "x".to_owned() })
}

fn result(code: ControlResult) -> Event {
    Event::ResultHeard(outcome_of("BFOUR001", 1, code))
}

fn written_off(duties: &[Duty]) -> Option<Basis> {
    duties.iter().find_map(|duty| match duty {
        Duty::WriteOff { basis, .. } => Some(*basis),
        _ => None,
    })
}

#[test]
fn a_recovery_is_stopped_on_a_result_or_a_proof_and_on_nothing_else() {
    let home = country("TG");
    assert!(step(home, &in_recovery(), stop(false)).is_err());
    let (wrong, _) = play("TG", in_recovery(), vec![result(ControlResult::B1)]);
    assert!(step(home, &wrong, stop(false)).is_err());
    let (held, _) = play("TG", in_recovery(), vec![result(ControlResult::A2)]);
    assert!(step(home, &held, stop(false)).is_err(), "nobody saw the entry: H-PAS");
    let entry = Event::PassageHeard(passage("BFCKN001", Direction::Entry, Outcome::Passed));
    let arrived = Event::ArrivalHeard(arrival("BFOUR001", 90));
    let told = vec![entry, arrived, hard(), result(ControlResult::A2)];
    let (right, _) = play("TG", released(), told);
    for (movement, proof, basis) in [
        (right, false, Basis::Result),
        (wrong, true, Basis::Proof),
        (in_recovery(), true, Basis::Proof),
    ] {
        let (ended, duties) = play("TG", movement, vec![stop(proof)]);
        assert_eq!(departure_state(&ended), DepartureState::Discharged);
        assert_eq!(written_off(&duties), Some(basis));
        assert!(step(home, &ended, stop(true)).is_err());
    }
}

#[test]
fn a_stopped_recovery_ends_once_every_claim_is_withdrawn() {
    let claim = Event::ClaimMade { amount: 100 };
    let (waiting, duties) = play("TG", in_recovery(), vec![claim, stop(true)]);
    assert_eq!(departure_state(&waiting), DepartureState::Recovery);
    let withdraws =
        |duty: &&Duty| matches!(duty, Duty::TellClaim { action: ClaimAction::Withdraw, .. });
    assert_eq!((duties.iter().filter(withdraws).count(), written_off(&duties)), (1, None));
    assert!(step(country("TG"), &waiting, stop(true)).is_err());
    let said = |result| Event::ClaimAnswered { number: 1, result };
    let (ended, duties) = play("TG", waiting.clone(), vec![said(ClaimResult::Withdrawn)]);
    assert_eq!(departure_state(&ended), DepartureState::Discharged);
    assert_eq!(written_off(&duties), Some(Basis::Proof));
    let (paid, duties) = play("TG", waiting, vec![said(ClaimResult::Paid)]);
    assert_eq!((departure_state(&paid), written_off(&duties)), (DepartureState::Recovery, None));
    assert!(step(country("TG"), &paid, stop(true)).is_err());
}

#[test]
fn a_recovery_abroad_stops_when_that_country_has_said_so() {
    let claim = heard(RecoveryRequestKind::Claim);
    let (waiting, duties) = play("TG", in_recovery(), vec![claim, stop(true)]);
    let tells =
        |duty: &&Duty| matches!(duty, Duty::TellRecovery { action: RecoveryAction::Stop, .. });
    assert_eq!((duties.iter().filter(tells).count(), written_off(&duties)), (1, None));
    let said = |stopped| Event::Recovery(Recovering::StopAnswered { by: country("BF"), stopped });
    let (ended, duties) = play("TG", waiting.clone(), vec![said(true)]);
    assert_eq!(departure_state(&ended), DepartureState::Discharged);
    assert_eq!(written_off(&duties), Some(Basis::Proof));
    let (goes_on, _) = play("TG", waiting.clone(), vec![said(false), said(true)]);
    assert_eq!(departure_state(&goes_on), DepartureState::Recovery);
    let (paid, duties) = play("TG", waiting, vec![told("BF", RecoveryAction::Paid), said(true)]);
    assert_eq!(departure_state(&paid), DepartureState::ClosedRecovered);
    assert_eq!(ends(&duties), (1, 1));
}

#[test]
fn the_competent_country_withdraws_its_claim_when_it_is_told_to_stop() {
    let transfer = Event::Recovery(Recovering::RequestHeard {
        by: country("TG"),
        kind: RecoveryRequestKind::Transfer,
    });
    let (verdict, reason) = (RecoveryVerdict::Accepted, "x".to_owned());
    let accept = Event::Recovery(Recovering::Answered { verdict, reason });
    let claim = Event::ClaimMade { amount: 100 };
    let known = vec![Event::Advised(advice()), transfer, accept, claim.clone()];
    let (claims, _) = play("BF", Movement::unknown(released().mrn), known);
    let home = country("BF");
    let stranger = step(home, &claims, told("NE", RecoveryAction::Stop));
    assert!(matches!(stranger, Err(Stop::Refused(refusal)) if refusal.code.code() == "97"));
    let (stopped, duties) = play("BF", claims.clone(), vec![told("TG", RecoveryAction::Stop)]);
    assert!(matches!(duties[..], [Duty::TellClaim { action: ClaimAction::Withdraw, .. }]));
    assert!(step(home, &stopped, claim).is_err());
    let paid = Event::ClaimAnswered { number: 1, result: ClaimResult::Paid };
    let (paid, _) = play("BF", claims, vec![paid]);
    assert!(step(home, &paid, told("TG", RecoveryAction::Stop)).is_err());
}

fn around() -> impl Strategy<Value = Event> {
    (0..10u8, any::<bool>(), 0..RecoveryAction::ALL.len()).prop_map(|(kind, yes, action)| {
        let action = RecoveryAction::ALL[action];
        let verdict = if yes { RecoveryVerdict::Accepted } else { RecoveryVerdict::Refused };
        match kind {
            0 => hard(),
            1 => Event::Expired(TimerName::Rca),
            2 => heard(RecoveryRequestKind::Claim),
            3 => heard(RecoveryRequestKind::Transfer),
            4 => Event::Recovery(Recovering::Answered { verdict, reason: "x".to_owned() }),
            5 => Event::Recovery(Recovering::AnswerHeard { by: country("BF"), verdict }),
            6 => reported(action),
            7 => told("BF", action),
            8 => Event::ArrivalHeard(arrival("BFOUR001", 90)),
            _ => Event::Recovery(Recovering::Claimed { reason: "x".to_owned() }),
        }
    })
}

proptest! {
    #[test]
    fn recovery_ends_once_and_only_by_who_was_competent(
        events in prop::collection::vec(around(), 0..40),
    ) {
        let (mut movement, mut written, mut freed) = (released(), 0, 0);
        for event in events {
            let competent = movement.recovery.competent;
            let Ok(step) = step(country("TG"), &movement, event.clone()) else { continue };
            let (write_offs, frees) = ends(&step.duties);
            (written, freed) = (written + write_offs, freed + frees);
            if write_offs > 0 {
                let by = match &event {
                    Event::Recovery(Recovering::ReportHeard { by, .. }) => *by,
                    _ => country("TG"),
                };
                prop_assert_eq!(competent, Some(by));
            }
            movement = step.state;
            let closed = departure_state(&movement) == DepartureState::ClosedRecovered;
            prop_assert_eq!((written, freed), (usize::from(closed), usize::from(closed)));
            let recovers = departure_state(&movement) == DepartureState::Recovery;
            prop_assert!(!recovers || movement.recovery.competent.is_some());
        }
    }
}
