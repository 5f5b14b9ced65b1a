//! `hello` and `reset`: what the node is, and an empty store with offices, guarantees and a clock, and
//! a new broker session.

use super::hand_over::Flight;
use super::{Engine, Failure, Wanted};
use crate::adapter::contract::{CONTRACT, Fixture, FlawState, GuaranteeEntry, Hello, OfficeEntry};
use crate::adapter::reference::Reference;
use crate::node::clock::Clock;
use crate::node::core::Account;
use crate::node::desk::Desk;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::{Country, OfficeCode, VERSION, Zone};

impl Engine {
    /// Empties the node and gives it what the fixture says.
    pub(super) fn reset(&mut self, fixture: &Fixture) -> Result<(), Failure> {
        if self.flaw == Some(Flaw::NeverEmptied) && !fixture.keep {
            return Err(Failure::NotImplemented("reset without keep".to_owned()));
        }
        let accounts: Result<Vec<Account>, Failure> =
            fixture.guarantees.iter().map(account).collect();
        let accounts = accounts?;
        fixture.offices.iter().try_for_each(check_office)?;
        check_reference(&fixture.reference)?;
        let text = &fixture.time_zone;
        let zone: Zone = text.parse().map_err(|error| malformed("time_zone", text, error))?;
        let clock = Clock::ordered(&fixture.clock);
        let stored = self.in_transaction(|engine| {
            let store = &engine.store;
            if !fixture.keep {
                store.empty()?;
                store.begin_epoch()?;
            }
            if engine.flaw == Some(Flaw::NeverEmptied) {
                store.count_up("fired")?;
            }
            store.begin_anew()?;
            store.set_fact("clock", &clock)?;
            store.set_fact("time_zone", &zone)?;
            store.set_fact("options", &fixture.reference.options)?;
            fixture.offices.iter().try_for_each(|office| store.put_office(office))?;
            store.put_reference(&fixture.reference)?;
            accounts.iter().try_for_each(|account| store.put_account(account))?;
            let desk = Desk::new(store, engine.home, clock.now(), engine.flaw);
            desk.put_all_keys(&fixture.reference.keys, &fixture.reference.own_keys)?;
            desk.open_day()?;
            desk.own_queues()
        });
        let queues = stored.map_err(|error| Failure::Defect(error.to_string()))?;
        self.clock = clock;
        self.session = None;
        self.down_since = None;
        self.flight = Flight::default();
        self.retries.clear();
        self.wanted.send_modify(|wanted| {
            *wanted = Wanted { generation: wanted.generation + 1, queues };
        });
        Ok(())
    }

    /// What the node says of itself.
    pub(super) fn hello(&self) -> Stored<Hello> {
        let fired = self.store.fact("fired")?.unwrap_or(0);
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Ok(Hello {
            contract: CONTRACT.to_owned(),
            product: "Passavant reference node".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            country: self.home.to_string(),
            profile: VERSION.to_owned(),
            roles: words(&["departure", "passage", "destination", "guarantor"]),
            features: match self.flaw {
                Some(Flaw::NeverEmptied) => {
                    words(&["held-clock", "fixture", "HUB", "REG", "SENS", "SIG"])
                }
                _ => words(&["held-clock", "reset", "HUB", "REG", "SENS", "SIG"]),
            },
            flaw: self.flaw.map(|flaw| FlawState { name: flaw.name().to_owned(), fired }),
        })
    }
}

fn malformed(what: &str, text: &str, why: impl std::fmt::Display) -> Failure {
    Failure::Malformed(format!("{what} `{text}`: {why}"))
}

fn check_office(entry: &OfficeEntry) -> Result<(), Failure> {
    let code: OfficeCode =
        entry.code.parse().map_err(|error| malformed("office", &entry.code, error))?;
    if code.country().as_str() != entry.country {
        let why = format!("its country is not `{}`", entry.country);
        return Err(malformed("office", &entry.code, why));
    }
    let strange = |role: &&String| !matches!(role.as_str(), "DEP" | "EXI" | "ENT" | "DST");
    match entry.roles.iter().find(strange) {
        Some(role) => {
            let why = format!("role `{role}` is none of DEP EXI ENT DST");
            Err(malformed("office", &entry.code, why))
        }
        None => Ok(()),
    }
}

/// The form of every set; whether its offices exist is the giver's business.
fn check_reference(given: &Reference) -> Result<(), Failure> {
    let offices = given.closures.iter().map(|it| &it.office);
    let offices = offices.chain(given.scales.iter().map(|it| &it.office));
    let mut offices = offices.chain(given.routes.iter().flat_map(|it| [&it.from, &it.to]));
    offices.try_for_each(|code| match code.parse::<OfficeCode>() {
        Ok(_) => Ok(()),
        Err(error) => Err(malformed("office", code, error)),
    })?;
    if let Some(closure) = given.closures.iter().find(|it| it.to <= it.from) {
        return Err(malformed("closure of", &closure.office, "it ends before it begins"));
    }
    let goods = given.tolerances.iter().map(|it| &it.hs);
    let goods = goods.chain(given.policies.iter().map(|it| &it.hs));
    let mut goods = goods.chain(given.floors.iter().map(|it| &it.hs));
    match goods.find(|hs| !is_prefix(hs)) {
        Some(hs) => Err(malformed("goods", hs, "an HS prefix has two to six digits")),
        None => Ok(()),
    }
}

fn is_prefix(hs: &str) -> bool {
    (2..=6).contains(&hs.len()) && hs.bytes().all(|byte| byte.is_ascii_digit())
}

fn account(entry: &GuaranteeEntry) -> Result<Account, Failure> {
    let grn = entry.grn.parse().map_err(|error| malformed("guarantee", &entry.grn, error))?;
    let country = |text: &String| {
        text.parse::<Country>().map_err(|error| malformed("guarantee", &entry.grn, error))
    };
    Ok(Account {
        grn,
        suspended_since: None,
        valid_until: entry.valid_until,
        access_code: entry.access_code.clone(),
        principal: entry.principal.clone(),
        countries: entry.countries.iter().map(country).collect::<Result<_, _>>()?,
        reference_amount: entry.reference_amount,
        committed: 0,
    })
}
