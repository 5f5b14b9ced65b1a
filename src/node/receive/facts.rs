//! What messages tell, in the words of the core.

use crate::message;
use crate::message::advice::{Advice, ItineraryOffice};
use crate::message::passage::{Arr, Pas, Res};
use crate::node::core::{
    Advised, ArrivalFact, Difference, Identity, KnownBy, Load, NewSeals, PassageFact, Refusal,
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
    let stop = |at: &ItineraryOffice| {
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
    let known = KnownBy::declared(identity(advice), load(advice));
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

fn load(advice: &Advice) -> Load {
    Load {
        gross_kg: advice.goods.gross_mass.whole(),
        hs: advice.goods.items.iter().map(|item| item.hs.clone()).collect(),
    }
}

pub(super) fn passage(pas: &Pas) -> PassageFact {
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

fn new_seals(new: &message::passage::NewSeals) -> NewSeals {
    NewSeals { unit: new.unit, reason: new.reason.clone(), seals: new.seals.clone() }
}

pub(super) fn arrival(desk: &Desk<'_>, arr: &Arr) -> Stored<ArrivalFact> {
    super::overlook::distrust_paper(desk, arr)?;
    Ok(ArrivalFact {
        office: arr.office,
        at_entry_office: desk.guards_entry(arr.office)?,
        event_at: arr.event.at,
        seal_state: arr.state_of_seals,
        seals: arr.seals.clone(),
        plates: arr.plates.clone(),
        gate: desk.gate_told(arr.office, arr.gate_at)?,
    })
}

pub(super) fn result(desk: &Desk<'_>, res: &Res) -> Stored<ResultFact> {
    let difference = |found: &message::passage::Difference| Difference {
        pointer: found.pointer.clone(),
        declared: found.declared.clone(),
        found: found.found.clone(),
        text: found.text.clone(),
    };
    Ok(ResultFact {
        office: res.office,
        number: res.result_no,
        code: res.control_code,
        seal_state: res.state_of_seals,
        seals: res.seals.clone(),
        next_regime: res.next_regime,
        differences: res.differences.iter().map(difference).collect(),
        remarks: res.remarks.clone().unwrap_or_default(),
        gate: desk.gate_told(res.office, res.gate_at)?,
    })
}
