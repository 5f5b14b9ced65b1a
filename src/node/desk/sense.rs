//! What gates and electronic tags tell this node (option SENS), and what it tells of gates.
//!
//! A gate's events stand beside what officers write down: the arrival and the result bear the newest one of
//! the vehicle, and nobody types it. Flaws stand beside the rule that they break.

use jiff::{SignedDuration, Timestamp};

use super::acts::{Done, movement};
use super::declare::own_office;
use super::presented::{event_at, plates};
use super::{Cause, Desk, Hindrance, later};
use crate::adapter::acts::{Sense, SensorKind};
use crate::message::normalised_plate;
use crate::message::passage::{Arr, Res};
use crate::node::core::{
    Absence, Duty, Event, Gate, Hold, Movement, Patience, Refusal, Step, exit_explains, fraud,
};
use crate::node::flaw::Flaw;
use crate::node::store::{Stored, TagGone};
use crate::profile::lists::{Direction, FunctionalErrorCode, Outcome, ProfileOption};
use crate::profile::timer::T_TAG;
use crate::profile::{Country, Mrn, OfficeCode};

/// How soon an absence of unknown end is looked at again.
const ASK_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// A sensor tells something.
pub(super) fn sense(desk: &Desk<'_>, act: &Sense) -> Result<Done, Hindrance> {
    let at = event_at(desk, act.at)?;
    let missing = |what: &str| {
        Hindrance::from(Refusal::new(FunctionalErrorCode::MissingByCondition, what.to_owned()))
    };
    match act.kind {
        SensorKind::Gate => {
            let office = act.office.as_deref().ok_or_else(|| missing("whose gate it is"))?;
            let office = own_office(desk, office, "DST")?;
            for plate in plates(&act.plates)? {
                desk.store.note_gate(office, &normalised_plate(&plate), at)?;
            }
            Ok(Done(None))
        }
        SensorKind::Tag => {
            let mrn = act.mrn.as_deref().ok_or_else(|| missing("whose tag it was"))?;
            let movement = movement(desk, mrn)?;
            desk.tag_taken_off(&movement, at)?;
            Ok(Done(Some(movement.mrn)))
        }
    }
}

impl Desk<'_> {
    /// What the gate of an own office says of a vehicle that is presented there.
    pub(super) fn gate(&self, office: OfficeCode, plates: &[String], mrn: &str) -> Stored<Gate> {
        if !self.gate_works(office)? {
            return Ok(Gate::Absent);
        }
        let known = match mrn.parse::<Mrn>() {
            Ok(mrn) => self.store.movement(mrn)?,
            Err(_) => None,
        };
        // What the gate saw before the release was another journey.
        let since = known.and_then(|movement| movement.released_at()).unwrap_or(Timestamp::MIN);
        let mut seen = None;
        for plate in plates {
            seen = seen.max(self.store.seen_at_gate(office, &normalised_plate(plate), since)?);
        }
        if seen.is_none() && self.deviates(Flaw::VouchesForEveryGate)? {
            seen = Some(self.now);
        }
        Ok(Gate::working(seen))
    }

    /// What departure makes of an arrival or a result: a working gate that tells nothing saw nothing.
    pub(in crate::node) fn gate_told(
        &self,
        office: OfficeCode,
        seen_at: Option<Timestamp>,
    ) -> Stored<Gate> {
        Ok(if self.gate_works(office)? { Gate::working(seen_at) } else { Gate::Absent })
    }

    fn gate_works(&self, office: OfficeCode) -> Stored<bool> {
        let entry = self.store.office(office)?;
        Ok(entry.is_some_and(|entry| entry.gate) && self.has_option(ProfileOption::Sens)?)
    }

    /// F27: a tag was taken off; an exit explains it, seen already or in time.
    fn tag_taken_off(&self, movement: &Movement, at: Timestamp) -> Stored<()> {
        if movement.is_final() || !self.has_option(ProfileOption::Sens)? {
            return Ok(());
        }
        self.note(movement.mrn, &Cause::act("sense"))?;
        if self.deviates(Flaw::SuspectsTagAtExit)? {
            return self.tell_of_tag(movement.mrn, at);
        }
        if exits_seen(movement).any(|exit| exit_explains(exit, at)) {
            return Ok(());
        }
        self.store.begin_tag(movement.mrn, TagGone { removed: at, due: T_TAG.expiry(at) })
    }

    /// T-TAG: officers are told of a tag whose removal no exit explains; nothing is held. It stands still
    /// while a country that might tell of an exit is away.
    pub(in crate::node) fn tag_unexplained(&self, mrn: Mrn, gone: TagGone) -> Stored<()> {
        self.store.end_tag(mrn)?;
        let Some(movement) = self.store.movement(mrn)? else { return Ok(()) };
        if movement.is_final() {
            return Ok(());
        }
        let mut absences: Vec<Absence> = Vec::new();
        for country in exits_abroad(&movement, self.home) {
            absences.extend(self.absences(country)?);
        }
        let planned = T_TAG.expiry(gone.removed);
        let due = Patience::StandsStill.put_off(gone.removed, planned, &absences);
        // While nobody knows when the country comes back, it is asked again in an hour.
        let due = due.unwrap_or(later(self.now, ASK_AGAIN));
        if due > self.now {
            return self.store.begin_tag(mrn, TagGone { due, ..gone });
        }
        if self.deviates(Flaw::OverlooksRemovedTag)? {
            return Ok(());
        }
        self.tell_of_tag(mrn, gone.removed)
    }

    fn tell_of_tag(&self, mrn: Mrn, removed: Timestamp) -> Stored<()> {
        let facts = format!("the tag was taken off at {removed}, and no exit explains it");
        self.alert(fraud::TAG_REMOVED, Some(mrn.as_str()), None, facts)
    }
}

/// An exit explains the removal of a tag that was told before it.
pub(super) fn note(desk: &Desk<'_>, event: &Event, movement: &Movement) -> Stored<()> {
    let (Event::Passed(fact) | Event::PassageHeard(fact)) = event else { return Ok(()) };
    if fact.outcome != Outcome::Passed || fact.direction != Direction::Exit {
        return Ok(());
    }
    match desk.store.tag_gone(movement.mrn)? {
        Some(gone) if exit_explains(fact.event_at, gone.removed) => {
            desk.store.end_tag(movement.mrn)
        }
        Some(_) | None => Ok(()),
    }
}

/// When the vehicle was seen at a declared office of exit.
fn exits_seen(movement: &Movement) -> impl Iterator<Item = Timestamp> {
    let exit =
        |office| movement.route().is_some_and(|route| route.declares(office, Direction::Exit));
    movement.sightings.iter().filter(move |(_, office)| exit(*office)).map(|(at, _)| *at)
}

/// Countries of declared offices of exit but one's own.
fn exits_abroad(movement: &Movement, home: Country) -> impl Iterator<Item = Country> {
    let stops = movement.route().into_iter().flat_map(|route| &route.passages);
    let exits = stops.filter(|stop| stop.direction == Direction::Exit);
    exits.map(|stop| stop.office.country()).filter(move |country| *country != home)
}

/// Changes a step as a flaw about gates demands.
pub(super) fn twist(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    let alert =
        |duty: &Duty| matches!(duty, Duty::Alert { rule, .. } if *rule == Hold::Gate.as_str());
    let ghost = taken.duties.iter().any(alert);
    if ghost && desk.deviates(Flaw::OverlooksGhostArrivals)? {
        taken.duties.retain(|duty| !alert(duty));
        if let Some(part) = &mut taken.state.departure {
            part.holds.remove(&Hold::Gate);
        }
    }
    let held = before.departure.as_ref().is_some_and(|part| part.holds.contains(&Hold::Gate));
    let told = matches!(event, Event::ResultHeard(fact) if fact.gate.seen_at().is_some());
    if held && told && desk.deviates(Flaw::KeepsGateHold)? {
        let ends =
            |duty: &Duty| matches!(duty, Duty::WriteOff { .. } | Duty::LiberateGuarantee { .. });
        taken.duties.retain(|duty| !ends(duty));
        taken.state = before.clone();
    }
    Ok(())
}

/// ARR without the gate's word.
pub(super) fn arrival(desk: &Desk<'_>, arr: &mut Arr) -> Stored<()> {
    if arr.gate_at.is_some() && desk.deviates(Flaw::KeepsGateToItself)? {
        arr.gate_at = None;
    }
    Ok(())
}

/// RES without the gate's word.
pub(super) fn result(desk: &Desk<'_>, res: &mut Res) -> Stored<()> {
    if res.gate_at.is_some() && desk.deviates(Flaw::ForgetsGateInResult)? {
        res.gate_at = None;
    }
    Ok(())
}
