//! Samples of HBT, UNA and RFD.

use jiff::{SignedDuration, Timestamp};

use super::{Cast, office, small};
use crate::message::header::Event;
use crate::message::system::{
    ClosureEntry, Counter, Entries, GuarantorEntry, Hbt, KeyEntry, LegEntry, OfficeEntry,
    PolicyEntry, ProfileEntry, Rfd, ScaleEntry, SetVersion, ToleranceEntry, Una,
};
use crate::profile::lists::{
    AlertLevel, DiversionPolicy, ProfileOption, ReferenceSet, Role, TrafficMode,
};
use crate::profile::{Class, OfficeCode};

impl Cast {
    pub(super) fn hbt(&mut self) -> Hbt {
        let counter = |class, chance: &mut super::chance::Chance| Counter {
            class,
            epoch: 1,
            sent: small(chance.below(1_000_000)),
            received: small(chance.below(1_000_000)),
        };
        Hbt {
            now: self.later(86_400),
            ready: self.chance.flip(),
            counters: Class::ALL.map(|class| counter(class, &mut self.chance)).to_vec(),
            sets: vec![SetVersion { set: ReferenceSet::Off, version: 1 }],
        }
    }

    pub(super) fn una(&mut self) -> Una {
        let from = self.later(86_400);
        Una {
            event: Event::electronic(self.uuid(), self.released),
            from,
            to: from + SignedDuration::from_hours(6),
            classes: vec![Class::Core, Class::Gua],
            reason: self.chance.maybe(|_| "Maintenance du serveur, nuit".to_owned()),
        }
    }

    pub(super) fn rfd(&mut self) -> Rfd {
        let set = *self.chance.pick(ReferenceSet::ALL);
        Rfd {
            event: Event::electronic(self.uuid(), self.released),
            set,
            version: 1 + small(self.chance.below(1000)),
            effective_from: self.later(86_400),
            entries: self.entries(set),
        }
    }

    fn entries(&mut self, set: ReferenceSet) -> Entries {
        let mut entries = Entries::default();
        let (border, from) = (office(self.pair.partner, Role::Ent), self.released);
        match set {
            ReferenceSet::Ver => entries.profiles.push(profile()),
            ReferenceSet::Key => entries.keys.push(key(from)),
            ReferenceSet::Off => {
                let paired_with = self.chance.maybe(|_| office(self.pair.departure, Role::Exi));
                entries.offices.push(border_office(border, paired_with, from));
            }
            ReferenceSet::Gua => entries.guarantors.push(GuarantorEntry {
                code: "CCIB".to_owned(),
                name: "Chambre de commerce et d'industrie".to_owned(),
                country: self.pair.partner,
                covers: vec![self.pair.departure, self.pair.partner],
                valid_from: Some(from),
                valid_to: None,
            }),
            ReferenceSet::Cal => entries.closures.push(ClosureEntry {
                office: border,
                from,
                to: from + SignedDuration::from_hours(24),
                reason: "Fête nationale".to_owned(),
            }),
            ReferenceSet::Sca => entries.scales.push(ScaleEntry {
                office: border,
                scale: "PB-1".to_owned(),
                bias_percent: "-2.5".to_owned(),
            }),
            ReferenceSet::Tol => entries.tolerances.push(ToleranceEntry {
                hs_prefix: "1006".to_owned(),
                shortage_percent: "0.5".to_owned(),
            }),
            ReferenceSet::Rte => {
                entries.legs.push(leg(border, office(self.pair.partner, Role::Dst)));
            }
            ReferenceSet::Pol => entries.policies.push(PolicyEntry {
                hs_prefix: "2710".to_owned(),
                diversion: DiversionPolicy::Approval,
                alert_level: AlertLevel::High,
            }),
        }
        entries
    }
}

fn profile() -> ProfileEntry {
    let options = vec![ProfileOption::Hub];
    ProfileEntry { version: "1.0".to_owned(), mode: TrafficMode::Test, options }
}

fn key(from: Timestamp) -> KeyEntry {
    KeyEntry {
        id: "K2026-1".to_owned(),
        algorithm: "Ed25519".to_owned(),
        key: "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE".to_owned(),
        valid_from: from,
        valid_to: from + SignedDuration::from_hours(24 * 365),
    }
}

fn border_office(code: OfficeCode, pair: Option<OfficeCode>, from: Timestamp) -> OfficeEntry {
    OfficeEntry {
        code,
        name: "Bureau frontière « Wẽnd-Kũuni »".to_owned(),
        roles: vec![Role::Exi, Role::Ent],
        paired_with: pair,
        automated: true,
        gate: false,
        valid_from: Some(from),
        valid_to: None,
        replaced_by: None,
    }
}

fn leg(from: OfficeCode, to: OfficeCode) -> LegEntry {
    LegEntry { from, to, km: 349, min_minutes: 250, normal_hours: 24 }
}
