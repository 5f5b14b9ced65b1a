//! What messages tell, as facts of the core.

use crate::message::advice::Advice;
use crate::node::core::{
    Advised, ArrivalFact, Difference, Identity, KnownBy, NewSeals, PassageFact, Refusal,
    ResultFact, Route, StopPlace, Unit,
};
use crate::node::desk::Desk;
use crate::node::store::Stored;
use crate::profile::lists::{Direction, FunctionalErrorCode, Role};

pub(super) fn advised(advice: &Advice) -> Result<Advised, Refusal> {
    let office = |role: Role| {
        let named = advice.transit.itinerary.iter().find(|at| at.role == role);
        named.map(|at| at.office).ok_or_else(|| {
            let reason = format!("the itinerary has no office in the role {role}");
            Refusal::new(FunctionalErrorCode::MissingByCondition, reason).by_rule("R-ROUTE")
        })
    };
    let stop = |at: &crate::message::advice::ItineraryOffice| {
        let direction = match at.role {
            Role::Exi => Direction::Exit,
            Role::Ent => Direction::Entry,
            Role::Dep | Role::Dst | Role::Gua | Role::Cmp | Role::Sys => return None,
        };
        Some(StopPlace { office: at.office, direction })
    };
    let route = Route {
        departure: office(Role::Dep)?,
        passages: advice.transit.itinerary.iter().filter_map(stop).collect(),
        destination: office(Role::Dst)?,
        binding: advice.transit.binding,
    };
    let (released_at, limit) = (advice.transit.released_at, advice.transit.time_limit);
    let known = KnownBy::declared(identity(advice), advice.goods.gross_mass.whole());
    Ok(Advised { route, released_at, limit, known })
}

/// What advance data say that the movement is known by.
fn identity(advice: &Advice) -> Identity {
    let unit = |unit: &crate::message::advice::Unit| {
        let seals = unit.seals.iter().cloned().collect();
        (unit.no, Unit { container: unit.container.clone(), seals })
    };
    Identity {
        plates: advice.vehicles.iter().map(|vehicle| vehicle.plate.clone()).collect(),
        units: advice.equipment.iter().map(unit).collect(),
    }
}

pub(super) fn passage(pas: &crate::message::passage::Pas) -> PassageFact {
    PassageFact {
        office: pas.office,
        direction: pas.direction,
        outcome: pas.outcome,
        event_at: pas.event.at,
        seal_state: pas.state_of_seals,
        seals: pas.seals.clone(),
        plates: pas.plates.clone(),
        weighed: pas.weighed_mass,
        control: pas.control_code,
        new_seals: pas.new_seals.iter().map(new_seals).collect(),
    }
}

fn new_seals(new: &crate::message::passage::NewSeals) -> NewSeals {
    NewSeals { unit: new.unit, reason: new.reason.clone(), seals: new.seals.clone() }
}

pub(super) fn arrival(desk: &Desk<'_>, arr: &crate::message::passage::Arr) -> Stored<ArrivalFact> {
    Ok(ArrivalFact {
        office: arr.office,
        at_entry_office: desk.guards_entry(arr.office)?,
        event_at: arr.event.at,
        seal_state: arr.state_of_seals,
        seals: arr.seals.clone(),
        plates: arr.plates.clone(),
    })
}

pub(super) fn result(res: &crate::message::passage::Res) -> ResultFact {
    let difference = |found: &crate::message::passage::Difference| Difference {
        pointer: found.pointer.clone(),
        declared: found.declared.clone(),
        found: found.found.clone(),
        text: found.text.clone(),
    };
    ResultFact {
        office: res.office,
        number: res.result_no,
        code: res.control_code,
        seal_state: res.state_of_seals,
        seals: res.seals.clone(),
        next_regime: res.next_regime,
        differences: res.differences.iter().map(difference).collect(),
        remarks: res.remarks.clone().unwrap_or_default(),
    }
}
