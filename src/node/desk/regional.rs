//! The regional database: the end of each movement, and the totals of each day (STA, PD-16).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Desk, Mail, Place, later, pair};
use crate::message::statistics::{DayCounts, DayTotals, MovementEnd, Sta};
use crate::message::{Body, digest};
use crate::node::core::{Departure, DepartureState, Duty, Event, Movement, Step};
use crate::node::flaw::Flaw;
use crate::node::store::{Filed, Stored};
use crate::profile::lists::{ProfileOption, Role};
use crate::profile::timer::close_of_day;
use crate::profile::{Class, Country, Queue};

/// What the offices of this country have done since the day began.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Day {
    from: Timestamp,
    counts: DayCounts,
}

/// Key of [`Day`] among the facts.
const DAY: &str = "regional-day";

/// Plates that a message tells at most.
const MOST_PLATES: usize = 3;

/// By how much a node that dates ends early does so.
const A_DAY: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

impl Desk<'_> {
    /// True where the regional database is told anything.
    pub(in crate::node) fn reports(&self) -> Stored<bool> {
        Ok(self.has_option(ProfileOption::Reg)? || self.flaw == Some(Flaw::ReportsWithoutOption))
    }

    /// Every queue that this node reads.
    pub(in crate::node) fn own_queues(&self) -> Stored<Vec<Queue>> {
        let partners = self.store.partners(self.home)?.into_iter();
        let from = |partner| Class::ALL.map(|class| Queue::new(self.home, partner, class));
        let mut queues: Vec<Queue> = partners.flat_map(from).collect();
        if self.reports()? {
            queues.push(Queue::new(self.home, Country::REGION, Class::Sys));
        }
        Ok(queues)
    }

    /// A day begins now, with nothing done in it; none where nobody is told of it.
    pub(in crate::node) fn open_day(&self) -> Stored<()> {
        let told = self.has_option(ProfileOption::Reg)?;
        let day = told.then(|| Day { from: self.now, counts: DayCounts::default() });
        self.store.set_fact(DAY, &day)
    }

    fn day(&self) -> Stored<Option<Day>> {
        Ok(self.store.fact::<Option<Day>>(DAY)?.flatten())
    }

    /// When the day ends whose totals are owed (T-STA).
    pub(in crate::node) fn next_close(&self) -> Stored<Option<Timestamp>> {
        Ok(self.day()?.map(|day| close_of_day(day.from)))
    }

    /// T-STA: the regional database is told the totals of the day, and the next day begins.
    pub(in crate::node) fn close_day(&self) -> Stored<()> {
        let Some(Day { from, mut counts }) = self.day()? else { return Ok(()) };
        let to = close_of_day(from);
        self.store.set_fact(DAY, &Some(Day { from: to, counts: DayCounts::default() }))?;
        if self.deviates(Flaw::ForgetsDayTotals)? {
            return Ok(());
        }
        if self.deviates(Flaw::MiscountsDay)? {
            counts.discharged += 1;
        }
        let day = Some(DayTotals { from, to, counts });
        self.tell_region(Sta { event: self.event(to), end: None, day })
    }

    fn tell_region(&self, sta: Sta) -> Stored<()> {
        let system = Place::node(Role::Sys);
        self.post(Mail::new(Country::REGION, system, system, Body::Sta(Box::new(sta)))).map(drop)
    }
}

/// Counts what a step has done, and tells the end of a movement in the same transaction.
pub(super) fn note(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &Step<Movement>,
) -> Stored<()> {
    if !desk.reports()? {
        return Ok(());
    }
    if let Some(passed) = pair::passed(event) {
        desk.store.note_passed(taken.state.mrn, &passed)?;
    }
    let ended = ended(before, &taken.state);
    if let Some(mut day) = desk.day()? {
        count(desk, &mut day.counts, before, taken);
        desk.store.set_fact(DAY, &Some(day))?;
    }
    let Some(departure) = ended else { return Ok(()) };
    let Some(filed) = desk.store.declaration(taken.state.mrn)? else { return Ok(()) };
    if desk.deviates(Flaw::ForgetsMovementEnd)? {
        return Ok(());
    }
    let Some(end) = end(desk, taken, departure, &filed)? else { return Ok(()) };
    // Whoever is to tell nothing and does, deviates here.
    desk.deviates(Flaw::ReportsWithoutOption)?;
    let told = Sta { event: desk.event(desk.now), end: Some(end), day: None };
    if desk.deviates(Flaw::TellsMovementEndTwice)? {
        desk.tell_region(told.clone())?;
    }
    desk.tell_region(told)
}

/// Departure's part, where this step has ended it.
fn ended<'m>(before: &Movement, after: &'m Movement) -> Option<&'m Departure> {
    let open = before.departure.as_ref().is_none_or(|part| !part.state.is_final());
    after.departure.as_ref().filter(|part| open && part.state.is_final())
}

fn count(desk: &Desk<'_>, counts: &mut DayCounts, before: &Movement, taken: &Step<Movement>) {
    let after = &taken.state;
    let released = |movement: &Movement| {
        movement.departure.as_ref().is_some_and(|part| part.released_at.is_some())
    };
    counts.released += u32::from(!released(before) && released(after));
    for duty in &taken.duties {
        match duty {
            Duty::NotifyPassage(_) if !after.others(desk.home).is_empty() => counts.passages += 1,
            Duty::NotifyArrival(_) if after.mrn.country() != desk.home => counts.arrivals += 1,
            _ => {}
        }
    }
    let Some(departure) = ended(before, after) else { return };
    match departure.state {
        DepartureState::Discharged => counts.discharged += 1,
        DepartureState::ClosedRecovered => counts.recovered += 1,
        DepartureState::Cancelled => counts.cancelled += 1,
        _ => counts.not_released += 1,
    }
}

fn end(
    desk: &Desk<'_>,
    taken: &Step<Movement>,
    departure: &Departure,
    filed: &Filed,
) -> Stored<Option<MovementEnd>> {
    let goods = &filed.declare.goods;
    let Ok(gross_mass) = goods.gross_mass.parse() else { return Ok(None) };
    let basis = taken.duties.iter().find_map(|duty| match duty {
        Duty::WriteOff { basis, .. } => Some(*basis),
        _ => None,
    });
    let mut items = u32::try_from(goods.items.len()).unwrap_or(u32::MAX);
    if desk.deviates(Flaw::MiscountsItems)? {
        items += 1;
    }
    let mut passages = desk.store.passed(taken.state.mrn)?;
    if desk.deviates(Flaw::LeavesOutPassages)? {
        passages.clear();
    }
    let plates = departure.known.effective(desk.now).plates;
    let late = if departure.late {
        !desk.deviates(Flaw::TellsRegionInTime)?
    } else {
        desk.deviates(Flaw::TellsRegionLate)?
    };
    let early = desk.deviates(Flaw::DatesEndsEarly)?;
    let ended_at = if early { later(desk.now, -A_DAY) } else { desk.now };
    Ok(Some(MovementEnd {
        mrn: taken.state.mrn.into(),
        state: departure.state.as_str().to_owned(),
        basis,
        departure: departure.route.departure,
        destination: departure.route.destination,
        actual_office: departure.actual_office,
        principal_hash: principal_hash(desk, filed)?,
        items,
        packages: goods.items.iter().map(|item| item.count).fold(0, u32::saturating_add),
        gross_mass,
        plates: plates.into_iter().take(MOST_PLATES).collect(),
        passages,
        accepted_at: filed.accepted_at,
        released_at: departure.released_at,
        arrived_at: departure.seen.as_ref().map(|seen| seen.at),
        ended_at,
        late,
    }))
}

/// The salt stays in this node: the region can count principals, and name none.
fn principal_hash(desk: &Desk<'_>, filed: &Filed) -> Stored<String> {
    let principal = &filed.declare.principal;
    if desk.deviates(Flaw::NamesPrincipal)? {
        return Ok(principal.name.clone());
    }
    if desk.deviates(Flaw::HashesWithoutSalt)? {
        return Ok(digest(principal.id.as_bytes()));
    }
    let anew = desk.deviates(Flaw::SaltsAnew)?;
    let salt: String = if let Some(salt) = desk.store.fact("salt")?.filter(|_| !anew) {
        salt
    } else {
        let fresh = uuid::Uuid::new_v4().simple().to_string();
        desk.store.set_fact("salt", &fresh)?;
        fresh
    };
    Ok(digest(format!("{salt}{}", principal.id).as_bytes()))
}
