//! Laws of incidents: what counts does not depend on the order in which it is heard.

use jiff::Timestamp;
use proptest::prelude::*;

use super::laws::{at, country, counts, mrn, play, released};
use super::*;
use crate::message::incident::Incident;
use crate::message::{Body, sample};
use crate::profile::lists::IncidentCode;
use crate::profile::{Code, Country};

fn incident(number: u32, code: IncidentCode, minute: i64) -> Incident {
    let Body::Inc(mut incident) = sample(Code::Inc, 5).body else { panic!("an incident") };
    incident.mrn = mrn().into();
    incident.number = number;
    incident.withdraws = None;
    incident.code = code;
    incident.event.at = at(minute);
    incident.loss = None;
    incident.requested_limit = None;
    incident.units[0].seals = vec![format!("S{number}")];
    *incident
}

fn heard(incident: Incident) -> Event {
    Event::IncidentHeard(Box::new(incident))
}

fn lost() -> Movement {
    play("TG", released(), vec![heard(incident(1, IncidentCode::TotalLoss, 90))]).0
}

fn state(movement: &Movement) -> DepartureState {
    movement.departure.as_ref().unwrap().state
}

#[test]
fn a_total_loss_waits_for_the_officer_who_may_give_relief() {
    let lost = lost();
    assert_eq!(state(&lost), DepartureState::LossReview);
    let (relieved, duties) = play("TG", lost, vec![Event::LossDecided(LossDecision::Accepted)]);
    assert_eq!(state(&relieved), DepartureState::Discharged);
    assert_eq!(counts(&duties), (1, 1));
    let relief =
        duties.iter().any(|duty| matches!(duty, Duty::WriteOff { actual_office: None, .. }));
    assert!(relief);
}

#[test]
fn an_undecided_loss_is_told_again_every_week() {
    let lost = lost();
    let (_, duties) = play("TG", lost, vec![Event::Expired(TimerName::Loss)]);
    let weekly = crate::profile::timer::T_LOSS_AGAIN;
    assert!(matches!(
        &duties[..],
        [Duty::Alert { rule: "T-LOSS", .. }, Duty::StartTimerNow(TimerName::Loss, again)]
            if *again == weekly
    ));
}

#[test]
fn goods_that_have_arrived_are_not_lost() {
    let second = incident(1, IncidentCode::SecondConsignment, 90);
    let (held, duties) = play("TG", released(), vec![heard(second)]);
    assert!(held.departure.as_ref().unwrap().holds.contains(&Hold::Dup));
    assert!(duties.iter().any(|duty| matches!(duty, Duty::Alert { rule: "F05", .. })));
    let decided = step(country("TG"), &released(), Event::LossDecided(LossDecision::Accepted));
    assert!(matches!(decided, Err(Stop::Refused(_))));
}

#[test]
fn what_departure_refuses_counts_no_more_at_the_reporter() {
    let reporter = play(
        "BF",
        super::laws::advised(),
        vec![Event::IncidentRecorded(Box::new(Incident {
            country: country("BF"),
            ..incident(1, IncidentCode::Deviation, 90)
        }))],
    );
    let (movement, _) = play("BF", reporter.0, vec![Event::IncidentRefused { number: 1 }]);
    let known = movement.incident(country("BF"), 1).unwrap();
    assert_eq!(known.validity, Validity::Refused);
    assert_eq!(movement.next_incident_no(country("BF")), 2);
}

/// What counts of what a node has heard, in the order of PD-40.
fn validity(movement: &Movement) -> Vec<(Timestamp, Country, u32, Validity)> {
    let mut known: Vec<_> = movement
        .incidents
        .iter()
        .map(|known| {
            let told = &known.incident;
            (told.event.at, told.country, told.number, known.validity)
        })
        .collect();
    known.sort_by_key(|(at, country, number, _)| (*at, *country, *number));
    known
}

#[test]
fn an_incident_heard_late_lifts_the_hold_that_it_explains() {
    let mut fact = super::laws::arrival("BFOUR001", 100);
    fact.seals = vec!["S1".to_owned()];
    let explained = incident(1, IncidentCode::SealsBroken, 90);
    fact.plates = explained.vehicles.iter().map(|vehicle| vehicle.plate.clone()).collect();
    let held = play("TG", released(), vec![Event::ArrivalHeard(fact)]).0;
    let holds = |movement: &Movement| movement.departure.as_ref().unwrap().holds.clone();
    assert!(holds(&held).contains(&Hold::Seal));
    let told = play("TG", held, vec![heard(explained)]).0;
    assert!(!holds(&told).contains(&Hold::Seal));
    let mut withdrawal = incident(2, IncidentCode::SealsBroken, 95);
    withdrawal.withdraws = Some(1);
    let withdrawn = play("TG", told, vec![heard(withdrawal)]).0;
    assert!(holds(&withdrawn).contains(&Hold::Seal));
}

proptest! {
    #[test]
    fn incidents_count_in_whatever_order_they_are_heard(
        minutes in prop::collection::vec(1..5_000i64, 1..6),
        withdrawn in any::<prop::sample::Index>(),
        order in any::<u64>(),
    ) {
        let told: Vec<Event> = (1..)
            .zip(&minutes)
            .map(|(number, minute)| incident(number, IncidentCode::Deviation, *minute))
            .map(heard)
            .collect();
        let count = u32::try_from(minutes.len()).unwrap();
        let mut withdrawal = incident(count + 1, IncidentCode::Deviation, 5_000);
        withdrawal.withdraws = Some(1 + u32::try_from(withdrawn.index(minutes.len())).unwrap());
        let mut told = told;
        told.push(heard(withdrawal));
        let straight = play("TG", released(), told.clone()).0;
        let mut shuffled = told;
        let mut seed = order;
        for place in (1..shuffled.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(place, usize::try_from(seed >> 33).unwrap() % (place + 1));
        }
        let shuffled = play("TG", released(), shuffled).0;
        prop_assert_eq!(validity(&straight), validity(&shuffled));
        let effective = |movement: &Movement, minute| {
            movement.departure.as_ref().unwrap().known.effective(at(minute))
        };
        for minute in [0, 1_000, 2_500, 6_000] {
            prop_assert_eq!(effective(&straight, minute), effective(&shuffled, minute));
        }
        prop_assert_eq!(state(&straight), state(&shuffled));
    }
}
