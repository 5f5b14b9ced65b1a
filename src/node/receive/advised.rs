//! TDA and TPA: what they say that later events are compared with.

use crate::message::advice::{Advice, ItineraryOffice};
use crate::node::core::{Advised, Refusal, Route, StopPlace};
use crate::profile::lists::{Direction, FunctionalErrorCode, Role};

/// The route, the release and the limit of advance data.
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
    Ok(Advised { route, released_at, limit })
}
