//! The desk: where duties of the core become messages, ledger entries, timers and alerts.
//!
//! Everything here runs inside one transaction of the engine, and a failure undoes all of it.

mod acts;
mod change;
mod claim;
mod clockwork;
mod compose;
mod control;
mod declare;
mod discrepancy;
mod diversion;
mod diverted;
mod duties;
mod enquiry;
mod fraud;
mod guarantee;
mod guarantor;
mod incident;
mod late;
mod misbehave;
mod miscontest;
mod misdecide;
mod misdeclare;
mod misdivert;
mod misjudge;
mod misroute;
mod missed;
mod outgoing;
mod pair;
mod paper;
mod premium;
mod presented;
mod publish;
mod recovery;
mod reference;
mod regional;
mod sense;
mod signing;
mod sparse;
mod status;
mod system;
mod value;
mod vehicle;
mod weigh;

use std::cell::{Cell, RefCell};

use jiff::Timestamp;
use uuid::Uuid;

use super::core::{Duty, Event, Missed, Movement, Refusal, Step, Stop, step};
use super::flaw::Flaw;
use super::store::{Store, StoreError, Stored};
use crate::adapter::acts::StampedPaper;
use crate::adapter::contract::{Alert, Effect};
use crate::message;
use crate::message::answer::FunctionalError;
use crate::profile::lists::{CaptureMode, Disposition, ProfileOption, StatusReason};
use crate::profile::{Country, Mrn, OfficeCode, Zone};

pub(in crate::node) use acts::{ActError, perform};
pub(in crate::node) use claim::claimed;
pub(in crate::node) use compose::released;
pub(in crate::node) use diversion::{asked as record_asked, unknown as unknown_movement};
pub(in crate::node) use enquiry::answer_unknown;
pub(in crate::node) use guarantee::refused_alert;
pub(in crate::node) use guarantor::{asked, credit_again, free, given_back};
pub(in crate::node) use incident::obey as incident_rules;
pub(in crate::node) use misbehave::free_all;
use outgoing::set_destination;
pub(in crate::node) use outgoing::{Mail, Place, another, later, nine_tenths};
pub(in crate::node) use publish::{Snapshot, in_force};
pub(in crate::node) use status::{
    answer as answer_status, ask as ask_about, reconcile, says_unseen, shows_arrival,
};

/// One node's desk, for the length of one transaction.
#[derive(Debug)]
pub(in crate::node) struct Desk<'a> {
    /// The node's store.
    pub store: &'a Store,
    /// Whose system this is.
    pub home: Country,
    /// Business time.
    pub now: Timestamp,
    /// Seeded misbehaviour, if any.
    pub flaw: Option<Flaw>,
    /// Outbox entries of which one more copy is owed.
    pub again: RefCell<Vec<i64>>,
    /// Deviations on this desk: a refusal undoes what was stored, not that it happened.
    pub fired: Cell<u64>,
    /// A refusal that the newest step gave although it changed something (D18, D20).
    pub refused: RefCell<Option<Refusal>>,
    /// Movements touched, whose early messages may now fit.
    pub touched: RefCell<Vec<Mrn>>,
    /// The stamped paper from which the act in hand is captured.
    pub paper: RefCell<Option<StampedPaper>>,
    /// What the message in hand breaks, for the refusal that names it.
    pub broken: RefCell<Vec<FunctionalError>>,
    /// The event of the message in hand, and who tells it.
    pub heard: RefCell<Option<(Country, message::Event)>>,
}

/// What set things moving: a message or an officer.
#[derive(Debug, Clone)]
pub(in crate::node) struct Cause {
    /// Id of the message; none for acts and timers.
    pub message_id: Option<String>,
    /// Journal key.
    pub key: String,
    /// Digest of the message's content (PD-23).
    pub content: Option<String>,
}

impl Cause {
    /// An officer's act.
    pub(in crate::node) fn act(verb: &str) -> Self {
        Self { message_id: None, key: format!("act/{verb}"), content: None }
    }

    /// Something within the node itself.
    pub(in crate::node) fn national(key: impl Into<String>) -> Self {
        Self { message_id: None, key: key.into(), content: None }
    }
}

/// Why a step could not be taken.
#[derive(Debug)]
pub(in crate::node) enum Hindrance {
    /// The rules forbid it.
    Refused(Refusal),
    /// Its forerunner is missing.
    Held,
    /// The store failed.
    Defect(StoreError),
}

impl From<StoreError> for Hindrance {
    fn from(error: StoreError) -> Self {
        Self::Defect(error)
    }
}

impl From<Stop> for Hindrance {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Held => Self::Held,
            Stop::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

impl From<Refusal> for Hindrance {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<'a> Desk<'a> {
    /// A desk with nothing on it.
    pub(in crate::node) fn new(
        store: &'a Store,
        home: Country,
        now: Timestamp,
        flaw: Option<Flaw>,
    ) -> Self {
        Self {
            store,
            home,
            now,
            flaw,
            again: RefCell::default(),
            fired: Cell::default(),
            touched: RefCell::default(),
            refused: RefCell::default(),
            paper: RefCell::default(),
            broken: RefCell::default(),
            heard: RefCell::default(),
        }
    }

    /// True when this node is to deviate here, and does: the deviation is counted.
    pub(in crate::node) fn deviates(&self, flaw: Flaw) -> Stored<bool> {
        if self.flaw != Some(flaw) {
            return Ok(false);
        }
        self.store.count_up("fired")?;
        self.fired.set(self.fired.get() + 1);
        Ok(true)
    }

    /// True where this option of set VER holds between the countries.
    pub(in crate::node) fn has_option(&self, option: ProfileOption) -> Stored<bool> {
        let held: Option<Vec<ProfileOption>> = self.store.fact("options")?;
        Ok(held.is_some_and(|held| held.contains(&option)))
    }

    /// Tells the officers.
    pub(in crate::node) fn alert(
        &self,
        rule: &str,
        mrn: Option<&str>,
        message_id: Option<&str>,
        facts: impl Into<String>,
    ) -> Stored<()> {
        let rule = fraud::named(self, rule)?;
        let (severity, blocks) = fraud::gravity(self, rule, mrn)?;
        self.store.raise(&Alert {
            rule: rule.to_owned(),
            mrn: mrn.map(str::to_owned),
            message_id: message_id.map(str::to_owned),
            facts: facts.into(),
            at: self.now,
            severity: Some(severity),
            blocks: Some(blocks),
        })
    }

    /// The civil time that officers live by; UTC until a fixture says otherwise.
    pub(in crate::node) fn zone(&self) -> Stored<Zone> {
        Ok(self.store.fact("time_zone")?.unwrap_or(Zone::UTC))
    }

    /// True when an office also guards the entry into its country (PD-17).
    pub(in crate::node) fn guards_entry(&self, office: OfficeCode) -> Stored<bool> {
        let entry = self.store.office(office)?;
        Ok(entry.is_some_and(|entry| entry.roles.iter().any(|role| role == "ENT")))
    }

    /// Writes an effect into the journal.
    pub(in crate::node) fn note(&self, mrn: Mrn, cause: &Cause) -> Stored<()> {
        let effect =
            Effect { key: cause.key.clone(), message_id: cause.message_id.clone(), at: self.now };
        self.touched.borrow_mut().push(mrn);
        self.store.note_effect(mrn, &effect, cause.content.as_deref())
    }

    /// Owes one more copy of a message.
    pub(in crate::node) fn send_again(&self, entry: i64) -> Stored<()> {
        self.again.borrow_mut().push(entry);
        self.store.owe_again(entry)
    }

    /// A new event that happened at `at` and is captured now, from paper where the act in hand is.
    pub(in crate::node) fn event(&self, at: Timestamp) -> message::Event {
        let paper = paper::behind(self);
        let (at, capture) = match &paper {
            Some((at, _)) => (*at, CaptureMode::Paper),
            None => (at, CaptureMode::Elec),
        };
        let paper = paper.map(|(_, paper)| paper);
        message::Event { id: Uuid::now_v7(), at, recorded_at: self.now, capture, paper }
    }

    /// Lets a movement take one step: state, journal, duties, all or nothing.
    ///
    /// `check` is asked after the rules of the state and before anything is stored (PD-26, 13-14).
    pub(in crate::node) fn take_step(
        &self,
        before: &Movement,
        event: &Event,
        cause: &Cause,
        check: impl FnOnce() -> Result<(), Refusal>,
    ) -> Result<Disposition, Hindrance> {
        let watched = fraud::hold_for_time(self, before, event)?;
        let before = watched.as_ref().unwrap_or(before);
        let mut taken = step(self.home, before, event.clone())?;
        check()?;
        fraud::look(self, before, event, &mut taken)?;
        misbehave::twist(self, before, event, &mut taken)?;
        misroute::twist(self, before, event, &mut taken)?;
        misjudge::twist(self, before, event, &mut taken)?;
        incident::twist(self, before, event, &mut taken)?;
        sense::twist(self, before, event, &mut taken)?;
        vehicle::note(self, before, &taken.state)?;
        self.settle(&taken, cause)?;
        misbehave::at_the_border(self, before, event)?;
        pair::note(self, event, &taken.state)?;
        sense::note(self, event, &taken.state)?;
        regional::note(self, before, event, &taken)?;
        if misbehave::discharges(before, &taken) {
            misdeclare::whole_consignment(self, &taken.state)?;
        }
        Ok(taken.disposition)
    }

    fn settle(&self, taken: &Step<Movement>, cause: &Cause) -> Result<(), Hindrance> {
        let mrn = taken.state.mrn;
        self.store.put_movement(&taken.state)?;
        if taken.duties.iter().any(|duty| matches!(duty, Duty::Refuse(_))) {
            // A refused key is not registered (PD-23): only the change is noted.
            self.note(mrn, &Cause::national(format!("act/refused/{}", cause.key)))?;
        } else {
            self.note(mrn, cause)?;
        }
        duties::perform(self, &taken.state, &taken.duties)
    }
}

/// Asks a country for the status of a movement that may be unknown here (PD-22, PD-24).
pub(in crate::node) fn ask_status(
    desk: &Desk<'_>,
    mrn: Mrn,
    of: Country,
    reason: StatusReason,
) -> Stored<()> {
    let Some(movement) = desk.store.movement(mrn)? else {
        return ask_about(desk, &Movement::unknown(mrn), of, reason);
    };
    let event = Event::Missed(Missed::StatusWanted { of, reason });
    let cause = Cause::national(format!("status/{reason}/{}", desk.now));
    match desk.take_step(&movement, &event, &cause, || Ok(())) {
        Ok(_) | Err(Hindrance::Refused(_) | Hindrance::Held) => Ok(()),
        Err(Hindrance::Defect(error)) => Err(error),
    }
}
