//! Reference data that change while movements travel: published, awaited, taken over (PD-53).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::acts::listed;
use super::{Desk, Hindrance, Mail, Place};
use crate::adapter::acts::PublishReference;
use crate::adapter::contract::OfficeEntry;
use crate::adapter::reference::{ClosureEntry, KeyEntry};
use crate::message::system::{self, Entries, Rfd};
use crate::message::{Body, Message};
use crate::node::core::Refusal;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{FunctionalErrorCode, ReferenceSet, Role};
use crate::profile::{Country, VERSION};

/// Pending snapshots, by the name of a fact.
const PENDING: &str = "snapshots";

/// A whole set of one country, which counts from some instant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::node) struct Snapshot {
    /// Whose.
    pub country: String,
    /// Code of the set.
    pub set: String,
    /// Its version.
    pub version: u32,
    /// From when it counts.
    pub from: Timestamp,
    /// Offices, of set OFF.
    pub offices: Vec<OfficeEntry>,
    /// Closing times, of set CAL.
    pub closures: Vec<ClosureEntry>,
    /// Versions of the profile, of set VER.
    pub profiles: Vec<String>,
    /// Public keys, of set KEY.
    #[serde(default)]
    pub keys: Vec<KeyEntry>,
}

impl Snapshot {
    /// What a partner tells.
    pub(in crate::node) fn told(country: Country, rfd: &Rfd) -> Self {
        let closure = |it: &system::ClosureEntry| ClosureEntry {
            office: it.office.to_string(),
            from: it.from,
            to: it.to,
            reason: it.reason.clone(),
        };
        Self {
            country: country.to_string(),
            set: rfd.set.code().to_owned(),
            version: rfd.version,
            from: rfd.effective_from,
            offices: rfd.entries.offices.iter().map(entry).collect(),
            closures: rfd.entries.closures.iter().map(closure).collect(),
            profiles: rfd.entries.profiles.iter().map(|it| it.version.clone()).collect(),
            keys: rfd.entries.keys.iter().map(|it| super::signing::given(country, it)).collect(),
        }
    }
}

fn entry(office: &system::OfficeEntry) -> OfficeEntry {
    OfficeEntry {
        code: office.code.to_string(),
        name: office.name.clone(),
        country: office.code.country().to_string(),
        roles: office.roles.iter().map(|role| role.code().to_owned()).collect(),
        paired_with: office.paired_with.map(|pair| pair.to_string()),
        automated: office.automated,
        gate: office.gate,
        valid_to: office.valid_to,
        replaced_by: office.replaced_by.map(|heir| heir.to_string()),
    }
}

/// True when an office may be named by movements that were released at this instant.
pub(in crate::node) fn in_force(office: &OfficeEntry, released: Timestamp) -> bool {
    office.valid_to.is_none_or(|end| released < end)
}

impl Desk<'_> {
    /// Version of a country's set that was told last; 1 is what both began with.
    pub(in crate::node) fn version_of(&self, country: Country, set: ReferenceSet) -> Stored<u32> {
        Ok(self.store.fact(&format!("version/{country}/{}", set.code()))?.unwrap_or(1))
    }

    /// Version of a country's set that counts now.
    pub(in crate::node) fn active(&self, country: Country, set: ReferenceSet) -> Stored<u32> {
        Ok(self.store.fact(&format!("active/{country}/{}", set.code()))?.unwrap_or(1))
    }

    /// True when a message was written with reference data that have not come yet (PD-02).
    pub(in crate::node) fn lacks_reference(&self, message: &Message) -> Stored<bool> {
        let header = &message.header;
        let newer = message.mrn().is_some_and(|mrn| mrn.checked().is_ok())
            && header.ref_data > self.active(header.sender.country, ReferenceSet::Off)?;
        Ok(newer && !self.deviates(Flaw::RefusesNewerReference)?)
    }

    /// Takes a snapshot over now, or keeps it until it counts.
    pub(in crate::node) fn await_snapshot(&self, snapshot: Snapshot) -> Stored<()> {
        let key = format!("version/{}/{}", snapshot.country, snapshot.set);
        self.store.set_fact(&key, &snapshot.version)?;
        if snapshot.from <= self.now || self.deviates(Flaw::TakesReferenceEarly)? {
            return self.take_over(&snapshot);
        }
        let mut pending = self.pending()?;
        pending.push(snapshot);
        pending.sort_by_key(|it| it.from);
        self.store.set_fact(PENDING, &pending)
    }

    fn pending(&self) -> Stored<Vec<Snapshot>> {
        Ok(self.store.fact(PENDING)?.unwrap_or_default())
    }

    /// When the next snapshot begins to count.
    pub(in crate::node) fn next_snapshot(&self) -> Stored<Option<Timestamp>> {
        Ok(self.pending()?.first().map(|snapshot| snapshot.from))
    }

    /// Takes over every snapshot that counts from now on.
    pub(in crate::node) fn take_over_due(&self) -> Stored<()> {
        let (due, later): (Vec<_>, Vec<_>) =
            self.pending()?.into_iter().partition(|snapshot| snapshot.from <= self.now);
        self.store.set_fact(PENDING, &later)?;
        due.iter().try_for_each(|snapshot| self.take_over(snapshot))
    }

    fn take_over(&self, snapshot: &Snapshot) -> Stored<()> {
        let Ok(country) = snapshot.country.parse::<Country>() else { return Ok(()) };
        let key = format!("active/{}/{}", snapshot.country, snapshot.set);
        self.store.set_fact(&key, &snapshot.version)?;
        match snapshot.set.parse() {
            Ok(ReferenceSet::Off) => {
                self.store.put_offices_of(country, &snapshot.offices)?;
                self.touched.borrow_mut().extend(self.store.waiting()?);
                Ok(())
            }
            Ok(ReferenceSet::Cal) => self.store.put_closures_of(country, &snapshot.closures),
            Ok(ReferenceSet::Ver) => {
                self.store.set_fact(&format!("profiles/{country}"), &snapshot.profiles)
            }
            Ok(ReferenceSet::Key) => self.put_keys(country, &snapshot.keys),
            // Kept as evidence; nothing here asks a partner's own entries of them.
            Ok(
                ReferenceSet::Gua
                | ReferenceSet::Sca
                | ReferenceSet::Tol
                | ReferenceSet::Rte
                | ReferenceSet::Pol,
            )
            | Err(_) => Ok(()),
        }
    }

    /// PD-09: the highest version that both sides accept.
    pub(in crate::node) fn profile_with(&self, country: Country) -> Stored<String> {
        let theirs: Option<Vec<String>> = self.store.fact(&format!("profiles/{country}"))?;
        let highest = theirs.into_iter().flatten().max();
        match highest {
            Some(version)
                if version != VERSION && self.deviates(Flaw::WritesUnagreedVersion)? =>
            {
                Ok(version)
            }
            // One version is accepted here, so no other can be common.
            Some(_) | None => Ok(VERSION.to_owned()),
        }
    }
}

/// `publish-reference`: the set counts here from its instant on, and every partner is told.
pub(super) fn publish(desk: &Desk<'_>, act: &PublishReference) -> Result<(), Hindrance> {
    let set: ReferenceSet = listed(&act.set)?;
    let rfd = snapshot_of(desk, set, act)?;
    desk.await_snapshot(Snapshot::told(desk.home, &rfd))?;
    if desk.deviates(Flaw::ForgetsPublication)? {
        return Ok(());
    }
    for country in desk.store.partners(desk.home)? {
        let mut rfd = rfd.clone();
        if desk.deviates(Flaw::PublishesPart)? {
            rfd.entries.offices.truncate(1);
        }
        let system = Place::node(Role::Sys);
        desk.post(Mail::new(country, system, system, Body::Rfd(Box::new(rfd))))?;
    }
    Ok(())
}

fn snapshot_of(
    desk: &Desk<'_>,
    set: ReferenceSet,
    act: &PublishReference,
) -> Result<Rfd, Hindrance> {
    let entries = Entries {
        offices: act.offices.iter().map(office).collect::<Result<_, _>>()?,
        closures: act.closures.iter().map(closure).collect::<Result<_, _>>()?,
        keys: act.keys.iter().map(super::signing::told).collect(),
        ..Entries::default()
    };
    let told = entries.sets();
    let supported = matches!(set, ReferenceSet::Off | ReferenceSet::Cal | ReferenceSet::Key);
    let fits = supported && told == [set];
    let mut countries = entries.offices.iter().map(|it| it.code.country());
    let mut closed = entries.closures.iter().map(|it| it.office.country());
    let foreign_key = act.keys.iter().any(|it| it.country != desk.home.as_str());
    let foreign = foreign_key || !countries.all(|it| it == desk.home);
    if !fits || foreign || !closed.all(|it| it == desk.home) {
        let reason =
            "a snapshot is of set OFF, CAL or KEY, with entries of that set, all of this country";
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-SET").into());
    }
    let known = desk.version_of(desk.home, set)?;
    let version = if desk.deviates(Flaw::KeepsReferenceVersion)? { known } else { known + 1 };
    let effective_from = act.effective_from.unwrap_or(desk.now);
    Ok(Rfd { event: desk.event(desk.now), set, version, effective_from, entries })
}

fn code<T: std::str::FromStr>(what: &str, text: &str) -> Result<T, Hindrance> {
    text.parse().map_err(|_| {
        let reason = format!("{what} `{text}` is none");
        Refusal::new(FunctionalErrorCode::CodeList, reason).into()
    })
}

fn office(entry: &OfficeEntry) -> Result<system::OfficeEntry, Hindrance> {
    let optional = |text: &Option<String>| text.as_deref().map(|it| code("office", it)).transpose();
    Ok(system::OfficeEntry {
        code: code("office", &entry.code)?,
        name: entry.name.clone(),
        roles: entry.roles.iter().map(|role| code("role", role)).collect::<Result<_, _>>()?,
        paired_with: optional(&entry.paired_with)?,
        automated: entry.automated,
        gate: entry.gate,
        valid_from: None,
        valid_to: entry.valid_to,
        replaced_by: optional(&entry.replaced_by)?,
    })
}

fn closure(entry: &ClosureEntry) -> Result<system::ClosureEntry, Hindrance> {
    if entry.to <= entry.from {
        let reason = "a closing time ends after it has begun";
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-WINDOW").into());
    }
    Ok(system::ClosureEntry {
        office: code("office", &entry.office)?,
        from: entry.from,
        to: entry.to,
        reason: entry.reason.clone(),
    })
}
