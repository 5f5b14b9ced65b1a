//! Recovery of duties: profile 5.1, rows D36-D40; exactly one competent country (PD-48).

use serde::{Deserialize, Serialize};

use super::departure::{Departure, DepartureState};
use super::event::Event;
use super::missed::Missed;
use super::movement::{Movement, at_departure};
use super::stopping::{self, Stopping};
use super::terms::{Duty, Refusal, Step, Stop, TimerName};
use crate::profile::Country;
use crate::profile::lists::{
    Basis, FunctionalErrorCode, RecoveryAction, RecoveryRequestKind, RecoveryVerdict,
};

/// What a node knows of the recovery of one movement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// Country that recovers; none as long as nothing is recovered.
    pub competent: Option<Country>,
    /// The request that awaits its answer.
    pub request: Option<OpenRequest>,
    /// Departure is stopping it.
    #[serde(default)]
    pub stopping: Option<Stopping>,
}

/// A request for recovery between this country and another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRequest {
    /// The other country.
    pub with: Country,
    /// Handed over, or claimed.
    pub kind: RecoveryRequestKind,
    /// Who owes the answer.
    pub awaits: Answerer,
}

/// Who owes the answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answerer {
    /// An officer of this country.
    Here,
    /// The other country.
    There,
}

/// What can happen around recovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovering {
    /// An officer of another country than departure claims recovery.
    Claimed {
        /// Why.
        reason: String,
    },
    /// RCQ.
    RequestHeard {
        /// Who asks.
        by: Country,
        /// Which way.
        kind: RecoveryRequestKind,
    },
    /// An officer answers the request.
    Answered {
        /// How.
        verdict: RecoveryVerdict,
        /// Why.
        reason: String,
    },
    /// RCA.
    AnswerHeard {
        /// Who answers.
        by: Country,
        /// How.
        verdict: RecoveryVerdict,
    },
    /// An officer of the competent country says how it stands.
    Reported {
        /// How.
        action: RecoveryAction,
        /// Why.
        reason: String,
    },
    /// An officer of departure stops it (D39).
    StopWanted {
        /// A proof was shown; without one a satisfactory result is needed.
        proof: bool,
        /// Why.
        reason: String,
    },
    /// The technical answer to RCC STOP.
    StopAnswered {
        /// Who answers.
        by: Country,
        /// Acknowledged, so that nobody recovers any more; or refused.
        stopped: bool,
    },
    /// RCC.
    ReportHeard {
        /// Who says it.
        by: Country,
        /// How it stands.
        action: RecoveryAction,
    },
}

type Outcomes = Result<Step<Movement>, Stop>;

/// What `event` does to `movement` in the node of `home`.
pub(super) fn step(home: Country, movement: &Movement, event: Recovering) -> Outcomes {
    match event {
        Recovering::Claimed { reason } => claimed(home, movement, reason),
        Recovering::RequestHeard { by, kind } => request_heard(movement, by, kind),
        Recovering::Answered { verdict, reason } => answered(home, movement, verdict, reason),
        Recovering::AnswerHeard { by, verdict } => Ok(answer_heard(home, movement, by, verdict)),
        Recovering::Reported { action, reason } => reported(home, movement, action, reason),
        Recovering::StopWanted { proof, reason } => stopping::wanted(home, movement, proof, reason),
        Recovering::StopAnswered { by, stopped } => stopping::answered(home, movement, by, stopped),
        Recovering::ReportHeard { by, action: RecoveryAction::Stop } => {
            stopping::heard(home, movement, by)
        }
        Recovering::ReportHeard { by, action } => report_heard(home, movement, by, action),
    }
}

/// D36: T-HARD has run out, whatever the movement waits for.
pub(super) fn overdue_for_months(departure: &Departure) -> Step<Departure> {
    let state = departure.state;
    let open = !state.is_before_release() && !state.is_final();
    if !open || state == DepartureState::Recovery {
        return Step::recorded(departure.clone(), Vec::new());
    }
    let state = Departure { state: DepartureState::Recovery, ..departure.clone() };
    let facts = "seven months after the limit duties are recovered".to_owned();
    Step::applied(state, vec![Duty::Alert { rule: "T-HARD", facts }])
}

/// D27, D33, D36: recovery begins with this step; who is competent follows from where the goods
/// were seen. Months of silence leave it to departure.
pub(super) fn opened(
    home: Country,
    before: &Movement,
    cause: &Event,
    mut taken: Step<Movement>,
) -> Step<Movement> {
    let state = |movement: &Movement| movement.departure.as_ref().map(|part| part.state);
    let (was, is) = (state(before), state(&taken.state));
    if was == is {
        return taken;
    }
    if is.is_some_and(DepartureState::is_final) {
        taken.duties.push(Duty::StopTimer(TimerName::Hard));
        taken.duties.push(Duty::StopTimer(TimerName::Rca));
    }
    if is != Some(DepartureState::Recovery) {
        return taken;
    }
    taken.duties.push(Duty::StopTimer(TimerName::Hard));
    taken.duties.push(Duty::StopTimer(TimerName::Lim));
    taken.state.recovery = Recovery { competent: Some(home), ..Recovery::default() };
    match place_of_irregularity(&taken.state, was, cause).filter(|(country, _)| *country != home) {
        Some((with, reason)) => {
            let kind = RecoveryRequestKind::Transfer;
            let request = OpenRequest { with, kind, awaits: Answerer::There };
            taken.state.recovery.request = Some(request);
            let reason = reason.to_owned();
            taken.duties.push(Duty::AskRecovery { to: with, kind, competent: with, reason });
        }
        None => taken.duties.push(open(home)),
    }
    taken
}

/// D27, D32: where the goods came to harm, if that is known, and why it is taken to be there.
fn place_of_irregularity(
    movement: &Movement,
    was: Option<DepartureState>,
    cause: &Event,
) -> Option<(Country, &'static str)> {
    match cause {
        Event::Expired(TimerName::Hard) => None,
        Event::Missed(Missed::AnswerHeard { by, .. }) => Some((*by, "recovery is claimed there")),
        _ if was == Some(DepartureState::Discrepancy) => {
            let office = movement.departure.as_ref()?.actual_office?;
            Some((office.country(), "discrepancy not resolved"))
        }
        _ => None,
    }
}

fn open(competent: Country) -> Duty {
    Duty::TellRecovery { action: RecoveryAction::Opened, competent, reason: String::new() }
}

fn in_recovery(movement: &Movement) -> bool {
    movement.departure.as_ref().is_some_and(|part| part.state == DepartureState::Recovery)
}

fn no_row(what: &str) -> Stop {
    Refusal::out_of_sequence(what).into()
}

fn not_entitled(what: String) -> Stop {
    Refusal::new(FunctionalErrorCode::Origin, what).into()
}

/// RCQ CLAIM: another country than departure wants to recover.
fn claimed(home: Country, movement: &Movement, reason: String) -> Outcomes {
    let departure = movement.mrn.country();
    if movement.departure.is_some() || movement.advice.is_none() {
        return Err(no_row("only another country of the movement claims its recovery"));
    }
    if movement.written_off || movement.recovery.request.is_some() {
        return Err(no_row("the movement has ended, or a request awaits its answer"));
    }
    let kind = RecoveryRequestKind::Claim;
    let mut state = movement.clone();
    let request = OpenRequest { with: departure, kind, awaits: Answerer::There };
    state.recovery.request = Some(request);
    let ask = Duty::AskRecovery { to: departure, kind, competent: home, reason };
    Ok(Step::applied(state, vec![ask]))
}

fn request_heard(movement: &Movement, by: Country, kind: RecoveryRequestKind) -> Outcomes {
    let from_departure = by == movement.mrn.country();
    if from_departure != (kind == RecoveryRequestKind::Transfer) {
        return Err(not_entitled(format!("{kind} from {by}")));
    }
    if !movement.countries().contains(&by) {
        return Err(no_row("the movement is not known here"));
    }
    if movement.departure.is_some() && !in_recovery(movement) {
        return Err(no_row("a claim of recovery that is not open"));
    }
    if movement.written_off {
        return Err(no_row("the movement has ended"));
    }
    let mut state = movement.clone();
    let seen_there = movement
        .departure
        .as_ref()
        .and_then(|part| part.actual_office)
        .is_some_and(|office| office.country() == by);
    let crossed = movement.recovery.request.is_some_and(|request| request.with == by);
    if kind == RecoveryRequestKind::Claim && (seen_there || crossed) {
        // PD-48: an arrival gives competence on request; a transfer that crosses it says the same.
        state.recovery = Recovery { competent: Some(by), ..Recovery::default() };
        let verdict = RecoveryVerdict::Accepted;
        let answer = Duty::AnswerRecovery { to: by, verdict, reason: String::new() };
        return Ok(Step::applied(state, vec![Duty::StopTimer(TimerName::Rca), answer]));
    }
    state.recovery.request = Some(OpenRequest { with: by, kind, awaits: Answerer::Here });
    let facts = format!("{by} asks for a decision on recovery: {kind}");
    Ok(Step::applied(state, vec![Duty::Alert { rule: "RCQ", facts }]))
}

fn answered(
    home: Country,
    movement: &Movement,
    verdict: RecoveryVerdict,
    reason: String,
) -> Outcomes {
    let open_here = movement.recovery.request.filter(|request| request.awaits == Answerer::Here);
    let Some(request) = open_here else {
        return Err(no_row("no request for recovery awaits an answer here"));
    };
    let mut state = movement.clone();
    state.recovery.request = None;
    let mut duties = vec![Duty::AnswerRecovery { to: request.with, verdict, reason }];
    if verdict == RecoveryVerdict::Accepted {
        match request.kind {
            RecoveryRequestKind::Transfer => {
                state.recovery.competent = Some(home);
                duties.push(open(home));
            }
            RecoveryRequestKind::Claim => state.recovery.competent = Some(request.with),
        }
    }
    Ok(Step::applied(state, duties))
}

/// D37: accepted, that country is competent; refused, departure is.
fn answer_heard(
    home: Country,
    movement: &Movement,
    by: Country,
    verdict: RecoveryVerdict,
) -> Step<Movement> {
    let awaited = movement
        .recovery
        .request
        .filter(|request| request.awaits == Answerer::There && request.with == by);
    let Some(request) = awaited else {
        return Step::recorded(movement.clone(), Vec::new());
    };
    let mut state = movement.clone();
    state.recovery.request = None;
    let mut duties = vec![Duty::StopTimer(TimerName::Rca)];
    match (request.kind, verdict) {
        (RecoveryRequestKind::Transfer, RecoveryVerdict::Accepted) => {
            state.recovery.competent = Some(by);
        }
        (RecoveryRequestKind::Transfer, RecoveryVerdict::Refused)
        | (RecoveryRequestKind::Claim, RecoveryVerdict::Accepted) => {
            state.recovery.competent = Some(home);
            duties.push(open(home));
        }
        (RecoveryRequestKind::Claim, RecoveryVerdict::Refused) => {}
    }
    Step::applied(state, duties)
}

/// D37: T-RCA has run out, departure stays competent.
pub(super) fn unanswered(home: Country, movement: &Movement) -> Step<Movement> {
    let mut state = movement.clone();
    if !in_recovery(movement) || state.recovery.request.take().is_none() {
        return Step::recorded(movement.clone(), Vec::new());
    }
    let facts = "no answer to the request for recovery; departure stays competent".to_owned();
    Step::applied(state, vec![open(home), Duty::Alert { rule: "T-RCA", facts }])
}

fn reported(
    home: Country,
    movement: &Movement,
    action: RecoveryAction,
    reason: String,
) -> Outcomes {
    if movement.recovery.competent != Some(home) || movement.is_final() {
        return Err(no_row("this country is not competent for a recovery"));
    }
    if !action.ends() {
        return Err(no_row("this is not how a recovery ends"));
    }
    let told = Duty::TellRecovery { action, competent: home, reason };
    if movement.departure.is_none() {
        return Ok(Step::applied(movement.clone(), vec![told]));
    }
    let mut step = at_departure(movement, home, close)?;
    step.duties.insert(0, told);
    Ok(step)
}

/// D40 at departure; elsewhere it is kept as evidence.
fn report_heard(
    home: Country,
    movement: &Movement,
    by: Country,
    action: RecoveryAction,
) -> Outcomes {
    if movement.departure.is_none() {
        let mut state = movement.clone();
        if action != RecoveryAction::Opened || movement.advice.is_none() {
            return Ok(Step::recorded(state, Vec::new()));
        }
        state.recovery.competent = Some(by);
        return Ok(Step::applied(state, Vec::new()));
    }
    if movement.is_final() {
        return Err(no_row("the movement has ended"));
    }
    if movement.recovery.competent != Some(by) {
        return Err(not_entitled(format!("{by} is not competent for the recovery")));
    }
    if !action.ends() {
        return Ok(Step::recorded(movement.clone(), Vec::new()));
    }
    at_departure(movement, home, close)
}

/// D40: recovery has ended; what was not paid of the guarantee is free.
fn close(departure: &Departure) -> Result<Step<Departure>, Stop> {
    if departure.state != DepartureState::Recovery {
        return Err(departure.out_of_sequence("an end of recovery does not fit"));
    }
    let state = Departure { state: DepartureState::ClosedRecovered, ..departure.clone() };
    let basis = Basis::Recovered;
    let write_off = Duty::WriteOff {
        basis,
        actual_office: state.actual_office,
        decision_no: state.decision_no,
    };
    Ok(Step::applied(state, vec![write_off, Duty::LiberateGuarantee { basis }]))
}
