//! Missed goods: status requests, enquiries and proofs; rows D28, D30-D33 and D38 of 5.1.
//!
//! ```text
//! T-LIM ─► overdue, STQ ─► T-ENQ ─► ENQ ─► ENR 1 or T-ENR ─► principal ─► T-PRF ─► RECOVERY
//! T-STQ2 ─► STQ, STQ, ENQ                  ENR 4 ─► RECOVERY      proof ─► DISCHARGED
//! ```

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::departure::{Departure, DepartureState};
use super::missed::{EnquiryHere, Missed, OpenEnquiry, Search};
use super::movement::{Movement, at_departure};
use super::terms::{Duty, Refusal, Step, Stop, TimerName};
use crate::profile::lists::{Basis, Disposition, EnquiryCode, EnquiryKind, StatusReason};
use crate::profile::timer::T_ENQ;
use crate::profile::{Country, OfficeCode};

/// How often the result is missed before a status request becomes an enquiry (T-STQ2).
const ENQUIRES_AT: u32 = 3;

/// How often a status request is repeated before an officer is told: a day (PD-22, T-STS).
const REPEATS: u32 = 27;

type Moved = Result<Step<Movement>, Stop>;

/// What `event` does to `movement` in the node of `home`.
pub(super) fn step(home: Country, movement: &Movement, event: Missed) -> Moved {
    match event {
        Missed::StatusWanted { of, reason } => status_wanted(home, movement, of, reason),
        Missed::StatusTold { by, arrived, unseen } => {
            Ok(status_told(movement, by, (arrived, unseen)))
        }
        Missed::EnquiryOpened => enquiry_opened(home, movement),
        Missed::Answered { code, remarks } => answered(movement, code, remarks),
        Missed::AnswerHeard { by, code } => {
            at_departure(movement, home, |part| Ok(answer_heard(part, by, code)))
        }
        Missed::Informed { kind, remarks } => informed(movement, kind, remarks),
        Missed::InformationHeard { kind } => Ok(information_heard(movement, kind)),
        Missed::ProofAccepted => at_departure(movement, home, proof_accepted),
        Missed::ProofRefused => at_departure(movement, home, proof_refused),
    }
}

/// PD-51: any country of the movement may ask any other.
fn status_wanted(home: Country, movement: &Movement, of: Country, reason: StatusReason) -> Moved {
    let known = movement.others(home).contains(&of);
    if !known {
        let reason = format!("{of} is no other country of {}", movement.mrn);
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let state = movement.clone();
    Ok(Step::applied(state, vec![Duty::AskStatus { to: of, reason }]))
}

/// Remembers whom a step asks, so that the answer is awaited (T-STS).
pub(super) fn asking(mut step: Step<Movement>) -> Step<Movement> {
    for duty in &step.duties {
        if let Duty::AskStatus { to, .. } = duty {
            step.state.questions.asked.insert(*to, 0);
        }
    }
    step
}

/// STS: recorded where it is no longer awaited (PD-28, 2).
fn status_told(
    movement: &Movement,
    by: Country,
    (arrived, unseen): (bool, bool),
) -> Step<Movement> {
    let mut state = movement.clone();
    let awaited = state.questions.asked.remove(&by).is_some();
    if let Some(part) = &mut state.departure {
        let Search { shows_arrival, unseen: said_unseen, .. } = &mut part.search;
        for (said, countries) in [(arrived, shows_arrival), (unseen, said_unseen)] {
            if said {
                countries.insert(by);
            } else {
                countries.remove(&by);
            }
        }
    }
    if !awaited {
        return Step::recorded(state, Vec::new());
    }
    let waits = !state.questions.asked.is_empty();
    let duties = if waits { Vec::new() } else { vec![Duty::StopTimer(TimerName::Sts)] };
    Step::applied(state, duties)
}

/// ENQ: an officer must answer.
fn enquiry_opened(home: Country, movement: &Movement) -> Moved {
    if movement.departure.is_some() {
        let reason = format!("{} departed from {home} itself", movement.mrn);
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let mut state = movement.clone();
    state.questions.enquiry = Some(EnquiryHere::Open);
    let facts = "departure enquires: where are the goods?".to_owned();
    Ok(Step::applied(state, vec![Duty::Alert { rule: "ENQ", facts }]))
}

/// The officer's answer, as often as there is something new to say.
fn answered(movement: &Movement, code: EnquiryCode, remarks: String) -> Moved {
    if movement.questions.enquiry.is_none() {
        return Err(no_enquiry(movement));
    }
    let mut state = movement.clone();
    state.questions.enquiry = Some(EnquiryHere::Answered);
    Ok(Step::applied(state, vec![Duty::AnswerEnquiry { code, remarks }]))
}

fn no_enquiry(movement: &Movement) -> Stop {
    Refusal::out_of_sequence(format!("no enquiry is open for {}", movement.mrn)).into()
}

fn informed(movement: &Movement, kind: EnquiryKind, remarks: String) -> Moved {
    let asked = movement.departure.as_ref().and_then(|part| part.search.enquiry);
    let to = match (asked, movement.questions.enquiry) {
        (Some(enquiry), _) => enquiry.asked,
        (None, Some(_)) => movement.mrn.country(),
        (None, None) => return Err(no_enquiry(movement)),
    };
    let duty = Duty::InformEnquiry { to, kind, remarks };
    Ok(Step::applied(movement.clone(), vec![duty]))
}

/// ENI: kept for the officers; CLOSE ends the enquiry here.
fn information_heard(movement: &Movement, kind: EnquiryKind) -> Step<Movement> {
    let mut state = movement.clone();
    let closes = kind == EnquiryKind::Close && state.questions.enquiry.take().is_some();
    let facts = format!("the other side tells {}", kind.en());
    let duties = vec![Duty::Alert { rule: "ENI", facts }];
    if closes { Step::applied(state, duties) } else { Step::recorded(state, duties) }
}

/// D28: the limit has passed.
pub(super) fn limit_reached(departure: &Departure) -> Step<Departure> {
    if !departure.state.is_travel() || departure.overdue {
        return Step::recorded(departure.clone(), Vec::new());
    }
    let state = Departure { overdue: true, ..departure.clone() };
    let limit = departure.limit.unwrap_or(Timestamp::MIN);
    let facts = format!("no arrival by {limit}");
    let mut duties = vec![Duty::Alert { rule: "T-LIM", facts }];
    let seen = departure.search.last_seen.map(|(office, _)| office.country());
    let destination = departure.route.destination.country();
    let asked: BTreeSet<Country> = seen.into_iter().chain([destination]).collect();
    let reason = StatusReason::Limit;
    duties.extend(asked.into_iter().map(|to| Duty::AskStatus { to, reason }));
    duties.push(Duty::StartTimer(TimerName::Enq, T_ENQ.expiry(limit)));
    Step::applied(state, duties)
}

/// T-STS: the same question again, for a day.
pub(super) fn status_missing(movement: &Movement) -> Step<Movement> {
    let mut state = movement.clone();
    let mut duties = Vec::new();
    for (to, repeats) in &mut state.questions.asked {
        *repeats += 1;
        let (to, repeats) = (*to, *repeats);
        if repeats > REPEATS {
            let facts = format!("{to} does not tell how the movement stands");
            duties.push(Duty::Alert { rule: "T-STS", facts });
        } else {
            duties.push(Duty::RepeatStatus { to, repeats });
        }
    }
    state.questions.asked.retain(|_, repeats| *repeats <= REPEATS);
    Step::recorded(state, duties)
}

/// T-STQ2: the result is missing, as it is asked for every six days; the third time by an enquiry.
pub(super) fn result_missing(departure: &Departure) -> Step<Departure> {
    let Some(office) = departure.actual_office else {
        return Step::recorded(departure.clone(), Vec::new());
    };
    if departure.state != DepartureState::Arrived || departure.result.is_some() {
        return Step::recorded(departure.clone(), Vec::new());
    }
    let mut state = departure.clone();
    state.search.result_missed += 1;
    let to = office.country();
    let question = if state.search.result_missed == ENQUIRES_AT {
        Duty::Enquire { to, last_seen_at: Some(office) }
    } else {
        Duty::AskStatus { to, reason: StatusReason::NoResult }
    };
    Step::applied(state, vec![question, Duty::RunTimer(TimerName::Stq2)])
}

/// D30: nobody has said that the goods arrived.
pub(super) fn enquire(departure: &Departure) -> Step<Departure> {
    if !departure.state.is_travel() || !departure.overdue {
        return Step::recorded(departure.clone(), Vec::new());
    }
    if !departure.search.shows_arrival.is_empty() {
        let facts = "a status shows the goods at destination, and no arrival was taken".to_owned();
        return Step::recorded(departure.clone(), vec![Duty::Alert { rule: "T-ENQ", facts }]);
    }
    let last_seen_at = departure.search.last_seen.map(|(office, _)| office);
    let asked = last_seen_at.unwrap_or(departure.route.destination).country();
    let mut state = departure.clone();
    state.state = DepartureState::Enquiry;
    state.search.enquiry =
        Some(OpenEnquiry { asked, before: departure.state, principal_asked: false });
    let duties = vec![Duty::Enquire { to: asked, last_seen_at }, Duty::RunTimer(TimerName::Enr)];
    Step::applied(state, duties)
}

/// D31: nobody answered.
pub(super) fn enquiry_unanswered(departure: &Departure) -> Step<Departure> {
    if departure.state != DepartureState::Enquiry {
        return Step::recorded(departure.clone(), Vec::new());
    }
    let (state, duties) = principal_asked(departure.clone());
    Step::applied(state, duties)
}

/// D31: no recovery before the principal was asked, and had T-PRF.
fn principal_asked(mut state: Departure) -> (Departure, Vec<Duty>) {
    let Some(enquiry) = state.search.enquiry.as_mut().filter(|open| !open.principal_asked) else {
        return (state, Vec::new());
    };
    enquiry.principal_asked = true;
    let facts = "the principal is asked for a proof".to_owned();
    let duties = vec![
        Duty::StopTimer(TimerName::Enr),
        Duty::Alert { rule: "T-PRF", facts },
        Duty::RunTimer(TimerName::Prf),
    ];
    (state, duties)
}

/// D31, D32: what the country asked has to say.
fn answer_heard(departure: &Departure, by: Country, code: EnquiryCode) -> Step<Departure> {
    let alert = |facts: String| Duty::Alert { rule: "ENR", facts };
    let facts = format!("{by} answers the enquiry: {}", code.en());
    if departure.state != DepartureState::Enquiry {
        return Step::recorded(departure.clone(), vec![alert(facts)]);
    }
    match code {
        EnquiryCode::Unknown => {
            let (state, mut duties) = principal_asked(departure.clone());
            duties.push(alert(facts));
            Step::applied(state, duties)
        }
        // The clock of the first enquiry runs on.
        EnquiryCode::Duplicate => Step::applied(departure.clone(), vec![alert(facts)]),
        EnquiryCode::ProofSent => {
            let stop = Duty::StopTimer(TimerName::Enr);
            Step::applied(departure.clone(), vec![stop, alert(facts)])
        }
        EnquiryCode::WantsRecovery => {
            let mut step = recovery(departure);
            step.duties.push(alert(facts));
            step
        }
    }
}

/// D33, T-PRF: nobody has proven anything.
pub(super) fn proof_missing(departure: &Departure) -> Step<Departure> {
    let asked = departure.search.enquiry.is_some_and(|open| open.principal_asked);
    if departure.state != DepartureState::Enquiry || !asked {
        return Step::recorded(departure.clone(), Vec::new());
    }
    recovery(departure)
}

/// Who is competent, and who is told, follows from what brought it about (`recovery::opened`).
fn recovery(departure: &Departure) -> Step<Departure> {
    let state = Departure { state: DepartureState::Recovery, ..departure.clone() };
    Step::applied(state, stopped())
}

/// The timers of a search that has ended, or that waits for the decision on a loss (D34).
pub(super) fn stopped() -> Vec<Duty> {
    let timers = [TimerName::Enq, TimerName::Enr, TimerName::Prf, TimerName::Stq2];
    timers.map(Duty::StopTimer).into()
}

/// D33: the officer accepts a proof.
fn proof_accepted(departure: &Departure) -> Result<Step<Departure>, Stop> {
    if departure.state != DepartureState::Enquiry {
        let reason = format!("a proof ends an enquiry, not {}", departure.state.as_str());
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let mut state = departure.clone();
    state.state = DepartureState::Discharged;
    let basis = Basis::Proof;
    let mut duties = closed(&mut state);
    duties.extend(stopped());
    duties.push(Duty::WriteOff {
        basis,
        actual_office: state.actual_office,
        decision_no: state.decision_no,
    });
    duties.push(Duty::LiberateGuarantee { basis });
    Ok(Step::applied(state, duties))
}

/// A proof is refused: the principal is asked, if that has not been done yet.
fn proof_refused(departure: &Departure) -> Result<Step<Departure>, Stop> {
    if departure.state != DepartureState::Enquiry {
        let reason = format!("there is no proof to refuse in {}", departure.state.as_str());
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let (state, duties) = principal_asked(departure.clone());
    Ok(Step::applied(state, duties))
}

/// Ends the enquiry: the country asked is told (D16, D29).
pub(super) fn closed(state: &mut Departure) -> Vec<Duty> {
    let Some(enquiry) = state.search.enquiry.take() else { return Vec::new() };
    let kind = EnquiryKind::Close;
    vec![Duty::InformEnquiry { to: enquiry.asked, kind, remarks: String::new() }]
}

/// D29: more time is granted, so nothing is missed any more; an enquiry is taken back.
pub(super) fn given_up(state: &mut Departure) -> Vec<Duty> {
    state.overdue = false;
    if let Some(enquiry) = state.search.enquiry.filter(|_| state.state == DepartureState::Enquiry) {
        state.state = enquiry.before;
    }
    let mut duties = stopped();
    duties.extend(closed(state));
    duties
}

/// D16: an arrival ends every search, and the result is awaited from now on (T-STQ2).
pub(super) fn found(state: &mut Departure) -> Vec<Duty> {
    state.overdue = false;
    let mut duties = stopped();
    duties.extend(closed(state));
    duties.push(Duty::RunTimer(TimerName::Stq2));
    duties
}

/// D38: goods turn up after the recovery was opened.
pub(super) fn turned_up(departure: &Departure, office: OfficeCode, what: &str) -> Step<Departure> {
    let mut state = departure.clone();
    state.actual_office.get_or_insert(office);
    let facts = format!("{what} at {office} after the recovery was opened");
    Step {
        state,
        disposition: Disposition::Recorded,
        duties: vec![Duty::Alert { rule: "D38", facts }],
    }
}
