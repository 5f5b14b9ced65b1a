//! One's own links: heart-beats, their silence, and planned unavailability (PD-52).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Desk, Hindrance, Mail, Place, later};
use crate::adapter::acts::{AnnounceUnavailable, Watch, WatchLink};
use crate::message::Body;
use crate::message::system::{Counter, Hbt, SetVersion, Una};
use crate::node::core::{Absence, Patience, Refusal};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{FunctionalErrorCode, ReferenceSet, Role};
use crate::profile::timer::{HEARTBEAT, T_HBT};
use crate::profile::{Class, Country, Queue};

/// What this node knows of a partner's link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::node) struct Peer {
    /// When it was last heard, while heart-beats are on.
    pub heard: Option<Timestamp>,
    /// Its silence has lasted T-HBT, and officers know.
    pub down: bool,
    /// Its clock is more than five minutes away, and officers know.
    pub skewed: bool,
}

impl Desk<'_> {
    /// What is known of a partner's link.
    pub(in crate::node) fn peer(&self, country: Country) -> Stored<Peer> {
        Ok(self.store.fact(&format!("peer/{country}"))?.unwrap_or_default())
    }

    /// Remembers it.
    pub(in crate::node) fn set_peer(&self, country: Country, peer: &Peer) -> Stored<()> {
        self.store.set_fact(&format!("peer/{country}"), peer)
    }

    /// When the next heart-beat is due; none while they are off.
    pub(in crate::node) fn next_beat(&self) -> Stored<Option<Timestamp>> {
        Ok(self.store.fact("next-beat")?.flatten())
    }

    /// Any message of a partner is a sign of life: its link is up (T-HBT).
    pub(in crate::node) fn heard(&self, country: Country) -> Stored<()> {
        if self.next_beat()?.is_none() {
            return Ok(());
        }
        let mut peer = self.peer(country)?;
        let back = std::mem::take(&mut peer.down);
        peer.heard = Some(self.now);
        self.set_peer(country, &peer)?;
        if back {
            self.alert("LINK-UP", None, None, format!("{country} is heard again"))?;
            self.end_of_silence(country)?;
        }
        Ok(())
    }

    /// When the silence of a partner will have lasted T-HBT, and whose.
    pub(in crate::node) fn next_silence(&self) -> Stored<Option<(Timestamp, Country)>> {
        if self.next_beat()?.is_none() {
            return Ok(None);
        }
        let mut first = None;
        for country in self.store.partners(self.home)? {
            let peer = self.peer(country)?;
            let Some(heard) = peer.heard.filter(|_| !peer.down) else { continue };
            let due = self.silence_due(heard, country)?;
            first = [first, due.map(|due| (due, country))].into_iter().flatten().min();
        }
        Ok(first)
    }

    /// T-HBT stands still while the partner is away as announced.
    fn silence_due(&self, heard: Timestamp, country: Country) -> Stored<Option<Timestamp>> {
        let due = T_HBT.expiry(heard);
        if self.flaw == Some(Flaw::AlarmsInWindow) {
            return Ok(Some(due));
        }
        Ok(Patience::StandsStill.put_off(heard, due, &self.absences(country)?))
    }

    /// T-HBT: the link is down, officers are told; paper is allowed from now on (PD-50).
    pub(in crate::node) fn silent(&self, country: Country) -> Stored<()> {
        let mut peer = self.peer(country)?;
        peer.down = true;
        self.set_peer(country, &peer)?;
        if self.deviates(Flaw::MissesASilentPartner)? {
            return Ok(());
        }
        if self.back_at(country)?.is_some() {
            self.deviates(Flaw::AlarmsInWindow)?;
        }
        let since = peer.heard.map(|at| at.to_string()).unwrap_or_default();
        let facts = format!("{country} has been silent since {since}");
        self.alert("LINK-DOWN", None, None, facts)?;
        self.put_absence("down", country, Absence { from: self.now, to: None })
    }

    /// The link is up again: what waits for that partner runs on.
    fn end_of_silence(&self, country: Country) -> Stored<()> {
        let known: Vec<Absence> = self.store.fact(&format!("down/{country}"))?.unwrap_or_default();
        match known.into_iter().find(|absence| absence.to.is_none()) {
            Some(open) => self.put_absence("down", country, Absence { to: Some(self.now), ..open }),
            None => Ok(()),
        }
    }

    /// Sends every partner a heart-beat, and sets the next.
    pub(in crate::node) fn beat(&self) -> Stored<()> {
        self.store.set_fact("next-beat", &Some(later(self.now, HEARTBEAT)))?;
        if self.deviates(Flaw::ForgetsHeartbeat)? {
            return Ok(());
        }
        for country in self.store.partners(self.home)? {
            let mut counters = Vec::new();
            for class in Class::ALL {
                counters.push(self.counter(country, class)?);
            }
            let version = self.active(country, ReferenceSet::Off)?;
            let sets = vec![SetVersion { set: ReferenceSet::Off, version }];
            let body = Hbt { now: self.now, ready: true, counters, sets };
            let system = Place::node(Role::Sys);
            self.post(Mail::new(country, system, system, Body::Hbt(body)))?;
        }
        Ok(())
    }

    fn counter(&self, country: Country, class: Class) -> Stored<Counter> {
        Ok(Counter {
            class,
            epoch: self.store.epoch()?,
            sent: self.store.last_link_seq(Queue::new(country, self.home, class))?,
            received: self.store.last_link_seq(Queue::new(self.home, country, class))?,
        })
    }

    /// When a partner was, is, or has said that it will be away.
    pub(in crate::node) fn absences(&self, country: Country) -> Stored<Vec<Absence>> {
        let mut absences: Vec<Absence> =
            self.store.fact(&format!("unavailable/{country}"))?.unwrap_or_default();
        let down: Vec<Absence> = self.store.fact(&format!("down/{country}"))?.unwrap_or_default();
        absences.extend(down);
        Ok(absences)
    }

    /// When a partner that is away now may be back, as far as anybody knows: at the end of what it
    /// has announced, or at the next heart-beat.
    pub(in crate::node) fn back_at(&self, country: Country) -> Stored<Option<Timestamp>> {
        let covers = |absence: &&Absence| {
            absence.from <= self.now && absence.to.is_none_or(|to| self.now < to)
        };
        let absences = self.absences(country)?;
        let ends = absences.iter().filter(covers);
        let ends = ends.map(|away| away.to.unwrap_or_else(|| later(self.now, HEARTBEAT)));
        Ok(ends.max())
    }

    /// Adds a window that a partner has announced.
    pub(in crate::node) fn put_window(&self, country: Country, window: Absence) -> Stored<()> {
        self.put_absence("unavailable", country, window)
    }

    /// Remembers an absence, in the place of one that began at the same instant.
    fn put_absence(&self, kind: &str, country: Country, absence: Absence) -> Stored<()> {
        let key = format!("{kind}/{country}");
        let mut known: Vec<Absence> = self.store.fact(&key)?.unwrap_or_default();
        known.retain(|other| other.from != absence.from || other.to.is_some());
        known.push(absence);
        self.store.set_fact(&key, &known)?;
        self.reckon_timers(country)
    }
}

/// `watch-link`: heart-beats and their silence are watched from now on, or no more.
pub(super) fn watch(desk: &Desk<'_>, act: &WatchLink) -> Result<(), Hindrance> {
    match act.watch {
        Watch::On => {
            for country in desk.store.partners(desk.home)? {
                let peer = Peer { heard: Some(desk.now), ..desk.peer(country)? };
                desk.set_peer(country, &peer)?;
            }
            Ok(desk.beat()?)
        }
        Watch::Off => {
            for country in desk.store.partners(desk.home)? {
                // Nobody listens any more, so nobody can say that the link is down.
                desk.set_peer(country, &Peer { down: false, ..desk.peer(country)? })?;
                desk.end_of_silence(country)?;
            }
            Ok(desk.store.set_fact("next-beat", &None::<Timestamp>)?)
        }
    }
}

/// `announce-unavailable`: every partner is told of the window (UNA).
pub(super) fn announce(desk: &Desk<'_>, act: &AnnounceUnavailable) -> Result<(), Hindrance> {
    if act.to <= act.from || act.to <= desk.now {
        let reason = "a window ends after it has begun, and in the future";
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-WINDOW").into());
    }
    let mut classes = Vec::new();
    for class in &act.classes {
        let wrong = |error| Refusal::new(FunctionalErrorCode::CodeList, format!("{error}"));
        classes.push(class.parse::<Class>().map_err(wrong)?);
    }
    if classes.is_empty() || classes.len() > Class::ALL.len() {
        let reason = "name one to three classes of messages";
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-WINDOW").into());
    }
    if desk.deviates(Flaw::ForgetsAnnouncement)? {
        return Ok(());
    }
    for country in desk.store.partners(desk.home)? {
        let body = Una {
            event: desk.event(desk.now),
            from: act.from,
            to: act.to,
            classes: classes.clone(),
            reason: act.reason.clone().filter(|reason| !reason.is_empty()),
        };
        let system = Place::node(Role::Sys);
        desk.post(Mail::new(country, system, system, Body::Una(Box::new(body))))?;
    }
    Ok(())
}
