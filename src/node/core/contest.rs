//! Where the goods really are, as departure decides it: FWD, second arrivals, arbitration (D16,
//! D18-D20).

use jiff::Timestamp;

use super::departure::{Departure, DepartureState};
use super::diversion::RecordAnswer;
use super::holds::Hold;
use super::places::OfficeInRole;
use super::result::discharge_if_due;
use super::terms::{ArrivalFact, Duty, Refusal, Step, Stop, TimerName};
use crate::profile::OfficeCode;
use crate::profile::lists::{Disposition, OfficeRole, RecordRefusal};

/// D16, its last part: an arrival was applied; who was by-passed is told, who still asks refused.
pub(super) fn settled_at(departure: &mut Departure, fact: &ArrivalFact) -> Vec<Duty> {
    let actual = OfficeInRole { office: fact.office, role: OfficeRole::Dst };
    let rival = |place: &OfficeInRole| place.role == OfficeRole::Dst && *place != actual;
    let elsewhere = fact.office != departure.route.destination;
    let mut duties = Vec::new();
    if elsewhere || departure.diversions.granted.iter().any(rival) {
        duties.push(forward(departure, actual, fact.event_at));
    }
    let waiting = std::mem::take(&mut departure.diversions.pending);
    let stops = !waiting.is_empty();
    for pending in waiting {
        let facts = format!("{} has goods that arrived at {}", pending.place, fact.office);
        let answer = RecordAnswer::Refused(RecordRefusal::Elsewhere, None);
        let place = pending.place;
        duties.push(Duty::AnswerRecord { place, to: pending.messages, answer });
        duties.push(Duty::Alert { rule: "F05", facts });
    }
    if stops {
        duties.push(Duty::StopTimer(TimerName::Tra));
    }
    duties
}

/// Tells everyone concerned, under the number that departure's decisions have reached.
pub(super) fn forward(departure: &Departure, actual: OfficeInRole, at: Timestamp) -> Duty {
    Duty::Forward { actual, decision_no: departure.decision_no, at }
}

/// D18, D20: an arrival from `o` while `a` has the goods: refused, and remembered.
pub(super) fn second_arrival(
    departure: &Departure,
    actual: OfficeCode,
    fact: &ArrivalFact,
) -> Result<Step<Departure>, Stop> {
    let state = departure.state.as_str();
    let reason = format!("{} in state {state}: the goods are at {actual}", fact.office);
    let refusal = Refusal::out_of_sequence(reason).by_rule("H-DUP").alerting("F05");
    let ended = departure.state.is_final();
    if !ended && departure.diversions.contenders.contains(&fact.office) {
        return Err(refusal.into());
    }
    let mut after = departure.clone();
    after.diversions.contenders.insert(fact.office);
    let mut duties = vec![Duty::Refuse(refusal)];
    if ended {
        after.decision_no += 1;
        let actual = OfficeInRole { office: actual, role: OfficeRole::Dst };
        duties.push(forward(&after, actual, fact.event_at));
    } else {
        after.holds.insert(Hold::Dup);
    }
    Ok(Step { state: after, disposition: Disposition::Recorded, duties })
}

/// D19: an officer of departure says which of the contending offices has the goods.
pub(super) fn arbitrated(
    departure: &Departure,
    winner: OfficeCode,
    at: Timestamp,
) -> Result<Step<Departure>, Stop> {
    let contends = departure.actual_office == Some(winner)
        || departure.diversions.contenders.contains(&winner);
    if !departure.holds.contains(&Hold::Dup) || !contends {
        let reason = format!("nothing is to be arbitrated for {winner}");
        return Err(Refusal::out_of_sequence(reason).into());
    }
    if departure.state.is_final() {
        // What has ended does not begin again (I2): the write-off has closed every record.
        return Err(departure.out_of_sequence("there is nothing left to arbitrate"));
    }
    let mut state = departure.clone();
    state.holds.remove(&Hold::Dup);
    state.decision_no += 1;
    if state.actual_office != Some(winner) {
        // The loser's result is void; the winner brings arrival and result again (A11).
        state.diversions.contenders.extend(state.actual_office);
        state.result = None;
        state.actual_office = Some(winner);
        if state.state != DepartureState::Recovery {
            state.state = DepartureState::Arrived;
        }
        let country = winner.country();
        if state.entered.contains(&country) {
            state.holds.remove(&Hold::Pas);
        } else {
            state.holds.insert(Hold::Pas);
        }
    }
    let actual = OfficeInRole { office: winner, role: OfficeRole::Dst };
    let mut duties = vec![forward(&state, actual, at)];
    let (state, more) = discharge_if_due(state);
    duties.extend(more);
    Ok(Step::applied(state, duties))
}
