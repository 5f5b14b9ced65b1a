//! Officers' acts about goods at another office than declared.

use super::acts::listed;
use super::declare::{office, own_office};
use super::{Desk, Hindrance};
use crate::adapter::acts::{Approve, Arbitrate, NationalOutcome, RecordApproval};
use crate::node::core::{DiversionEvent, Event, OfficeInRole, Ruling};
use crate::profile::lists::{OfficeRole, RecordVerdict};

fn place(desk: &Desk<'_>, code: &str, role: &str) -> Result<OfficeInRole, Hindrance> {
    let role: OfficeRole = listed(role)?;
    Ok(OfficeInRole { office: office(desk, code, role.code())?, role })
}

/// The officer of departure decides on a request that waits.
pub(super) fn rule(desk: &Desk<'_>, act: &Approve) -> Result<Event, Hindrance> {
    let ruling = match listed(&act.decision)? {
        RecordVerdict::Granted => Ruling::Grant,
        RecordVerdict::Refused => Ruling::Refuse,
    };
    let place = place(desk, &act.office, &act.role)?;
    Ok(Event::Diversion(DiversionEvent::Ruled { place, ruling }))
}

/// The officer of departure approves an office before it asks.
pub(super) fn approve(desk: &Desk<'_>, act: &RecordApproval) -> Result<Event, Hindrance> {
    let place = place(desk, &act.office, &act.role)?;
    Ok(Event::Diversion(DiversionEvent::Approved { place, at: desk.now }))
}

/// The officer of departure arbitrates.
pub(super) fn arbitrate(desk: &Desk<'_>, act: &Arbitrate) -> Result<Event, Hindrance> {
    let office = office(desk, &act.office, OfficeRole::Dst.code())?;
    Ok(Event::Diversion(DiversionEvent::Arbitrated { office, at: desk.now }))
}

/// The officer who held goods records what became of them.
pub(super) fn outcome(desk: &Desk<'_>, act: &NationalOutcome) -> Result<Event, Hindrance> {
    let role: OfficeRole = listed(&act.role)?;
    let place = OfficeInRole { office: own_office(desk, &act.office, role.code())?, role };
    Ok(Event::Diversion(DiversionEvent::NationalOutcome(place)))
}
