//! Rules of advance data.

use std::collections::BTreeSet;

use super::{Breach, bidi};
use crate::message::advice::{Advice, ItineraryOffice, Unit};
use crate::profile::ContainerNumber;
use crate::profile::goods::{DOCUMENTS, PACKAGES, meaning};
use crate::profile::ids::ContainerError;
use crate::profile::lists::Role;
use crate::profile::rules::Rule;

/// Stage 8: codes that are in no list.
pub(in crate::node) fn codes(advice: &Advice) -> Vec<Breach> {
    let items = (1..).zip(&advice.goods.items);
    let packages = items.filter(|(_, item)| meaning(PACKAGES, &item.package).is_none());
    let packages = packages.map(|(no, item): (usize, _)| {
        Breach::new(Rule::Package, format!("/Goods/item[{no}]/@pkg"), &item.package)
    });
    let papers = (1..).zip(&advice.documents);
    let papers = papers.filter(|(_, paper)| meaning(DOCUMENTS, &paper.kind).is_none());
    let papers = papers.map(|(no, paper): (usize, _)| {
        Breach::new(Rule::Document, format!("/Documents/document[{no}]/@type"), &paper.kind)
    });
    packages.chain(papers).collect()
}

/// Stage 14: what must hold between the parts.
pub(in crate::node) fn conditions(advice: &Advice) -> Vec<Breach> {
    let mut found = Vec::new();
    found.extend(route(&advice.transit.itinerary));
    found.extend(limit(advice));
    found.extend(masses(advice));
    found.extend(consignees(advice));
    found.extend(exposures(advice));
    found.extend(equipment(&advice.equipment));
    found.extend(texts(advice));
    found
}

/// PD-17: departure, then an exit and at once an entry for each border, then a destination abroad;
/// a destination may be the entry itself.
fn route(itinerary: &[ItineraryOffice]) -> Option<Breach> {
    let mut before: Option<&ItineraryOffice> = None;
    for (no, at) in (1..).zip(itinerary) {
        let home = itinerary[0].office.country();
        let same = before.is_some_and(|last| last.office.country() == at.office.country());
        let step = (before.map(|last| last.role), at.role);
        let stays =
            matches!(step, (Some(Role::Dep | Role::Ent), Role::Exi) | (Some(Role::Ent), Role::Dst));
        let crosses = matches!(step, (Some(Role::Exi), Role::Ent | Role::Dst));
        let begins = step == (None, Role::Dep);
        let ends_abroad = at.role != Role::Dst || at.office.country() != home;
        if !(begins || (same && stays) || (!same && crosses)) || !ends_abroad {
            return Some(wrong_stop(no, at));
        }
        before = Some(at);
    }
    let last = itinerary.last().filter(|at| at.role != Role::Dst)?;
    Some(wrong_stop(itinerary.len(), last))
}

fn wrong_stop(no: usize, at: &ItineraryOffice) -> Breach {
    Breach::new(Rule::Route, format!("/Transit/itinerary/office[{no}]/@role"), at.role.code())
}

fn limit(advice: &Advice) -> Option<Breach> {
    let transit = &advice.transit;
    let kept =
        transit.accepted_at <= transit.released_at && transit.released_at < transit.time_limit;
    let said = crate::message::instant(transit.time_limit);
    (!kept).then(|| Breach::new(Rule::Limit, "/Transit/timeLimit", said))
}

fn masses(advice: &Advice) -> Vec<Breach> {
    let goods = &advice.goods;
    let net: u64 = goods.items.iter().map(|item| item.mass.grams()).fold(0, u64::saturating_add);
    let packages: u64 = goods.items.iter().map(|item| u64::from(item.count)).sum();
    let mut found = Vec::new();
    if net > goods.gross_mass.grams() {
        found.push(Breach::new(Rule::Mass, "/Goods/@grossMass", goods.gross_mass.to_string()));
    }
    if packages != u64::from(goods.packages) {
        let said = goods.packages.to_string();
        found.push(Breach::new(Rule::Packages, "/Goods/@packages", said));
    }
    found
}

fn consignees(advice: &Advice) -> Vec<Breach> {
    let listed: BTreeSet<u16> = advice.consignees.iter().map(|it| it.no).collect();
    let named = (1..).zip(&advice.goods.items);
    let strange = named.filter_map(|(no, item): (usize, _)| {
        let consignee = item.consignee.filter(|consignee| !listed.contains(consignee))?;
        let at = format!("/Goods/item[{no}]/@consignee");
        Some(Breach::new(Rule::Consignee, at, consignee.to_string()))
    });
    strange.collect()
}

fn exposures(advice: &Advice) -> Vec<Breach> {
    let offices = advice.transit.itinerary.iter();
    let crossed: BTreeSet<&str> = offices.map(|at| &at.office.as_str()[..2]).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (no, portion) in (1..).zip(&advice.guarantee.exposures) {
        let no: usize = no;
        let country = portion.country.as_str();
        if !crossed.contains(country) || !seen.insert(country) {
            let at = format!("/Guarantee/exposure[{no}]/@country");
            found.push(Breach::new(Rule::Exposure, at, country));
        }
    }
    found
}

fn equipment(units: &[Unit]) -> Vec<Breach> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (no, unit) in (1..).zip(units) {
        let no: usize = no;
        let at = format!("/Equipment/unit[{no}]");
        found.extend(container(&at, unit));
        if usize::from(unit.seal_count) != unit.seals.len() {
            let said = unit.seal_count.to_string();
            found.push(Breach::new(Rule::SealCount, format!("{at}/@sealCount"), said));
        }
        found.extend(waiver(&at, unit));
        for (number, seal) in (1..).zip(&unit.seals) {
            let number: usize = number;
            if !seen.insert(seal) {
                let at = format!("{at}/seal[{number}]");
                found.push(Breach::new(Rule::SealTwice, at, seal));
            }
        }
    }
    found
}

/// Only a number of the form of ISO 6346 has a check digit (BI17).
fn container(at: &str, unit: &Unit) -> Option<Breach> {
    let number = unit.container.as_deref()?;
    match number.parse::<ContainerNumber>() {
        Err(ContainerError::CheckDigit { .. }) => {
            Some(Breach::new(Rule::Container, format!("{at}/container"), number))
        }
        Ok(_) | Err(_) => None,
    }
}

fn waiver(at: &str, unit: &Unit) -> Option<Breach> {
    let at = format!("{at}/sealWaiver");
    match (unit.seals.is_empty(), &unit.seal_waiver) {
        (true, None) => Some(Breach::new(Rule::Waiver, at, "")),
        (false, Some(reason)) => Some(Breach::new(Rule::NoWaiver, at, reason)),
        (true, Some(_)) | (false, None) => None,
    }
}

fn texts(advice: &Advice) -> Vec<Breach> {
    let mut texts = vec![
        ("/Principal/name".to_owned(), &advice.principal.name),
        ("/Principal/address".to_owned(), &advice.principal.address),
        ("/Carrier/name".to_owned(), &advice.carrier.name),
    ];
    for (no, it) in (1..).zip(&advice.consignees) {
        let no: usize = no;
        texts.push((format!("/Consignees/consignee[{no}]/name"), &it.name));
        texts.push((format!("/Consignees/consignee[{no}]/address"), &it.address));
    }
    for (no, item) in (1..).zip(&advice.goods.items) {
        let no: usize = no;
        texts.push((format!("/Goods/item[{no}]"), &item.description));
    }
    for (no, unit) in (1..).zip(&advice.equipment) {
        let no: usize = no;
        texts.extend(
            unit.seal_waiver
                .as_ref()
                .map(|reason| (format!("/Equipment/unit[{no}]/sealWaiver"), reason)),
        );
    }
    texts.into_iter().filter_map(|(at, text)| bidi(at, text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Body, sample};
    use crate::profile::Code;

    fn advice() -> Advice {
        let of_seals = |seed: &u64| match sample(Code::Tda, *seed).body {
            Body::Tda(advice) => advice.equipment[0].seals.len() > 1,
            _ => false,
        };
        let seed = (0..99).find(of_seals).unwrap();
        let Body::Tda(advice) = sample(Code::Tda, seed).body else { panic!("a TDA") };
        *advice
    }

    fn broken(edit: impl FnOnce(&mut Advice)) -> Vec<(Rule, String)> {
        let mut advice = advice();
        edit(&mut advice);
        let found = codes(&advice).into_iter().chain(conditions(&advice));
        found.map(|breach| (breach.rule, breach.at)).collect()
    }

    #[test]
    fn samples_keep_every_rule() {
        for seed in 0..200 {
            for code in [Code::Tda, Code::Tpa] {
                let message = sample(code, seed);
                assert_eq!(super::super::breaches(&message), [], "{code} {seed}");
            }
        }
    }

    #[test]
    fn each_rule_is_broken_by_itself_and_says_where() {
        let one = |rule: Rule, at: &str, edit: fn(&mut Advice)| {
            assert_eq!(broken(edit), [(rule, at.to_owned())]);
        };
        one(Rule::Package, "/Goods/item[1]/@pkg", |it| {
            "ZZ".clone_into(&mut it.goods.items[0].package);
        });
        one(Rule::Mass, "/Goods/@grossMass", |it| {
            it.goods.gross_mass = crate::message::Kilograms::from_grams(1);
        });
        one(Rule::Packages, "/Goods/@packages", |it| it.goods.packages += 1);
        one(Rule::SealCount, "/Equipment/unit[1]/@sealCount", |it| it.equipment[0].seal_count += 1);
        one(Rule::SealTwice, "/Equipment/unit[1]/seal[2]", |it| {
            it.equipment[0].seals[1] = it.equipment[0].seals[0].clone();
        });
        one(Rule::NoWaiver, "/Equipment/unit[1]/sealWaiver", |it| {
            it.equipment[0].seal_waiver = Some("x".to_owned());
        });
        one(Rule::Container, "/Equipment/unit[1]/container", |it| {
            it.equipment[0].container = Some("MSKU1234566".to_owned());
        });
        one(Rule::Limit, "/Transit/timeLimit", |it| it.transit.time_limit = it.transit.released_at);
        one(Rule::Exposure, "/Guarantee/exposure[2]/@country", |it| {
            it.guarantee.exposures[1].country = it.guarantee.exposures[0].country;
        });
        one(Rule::Consignee, "/Goods/item[1]/@consignee", |it| {
            it.goods.items[0].consignee = Some(99);
        });
        one(Rule::Bidi, "/Carrier/name", |it| it.carrier.name.push('\u{202e}'));
        one(Rule::Route, "/Transit/itinerary/office[2]/@role", |it| {
            it.transit.itinerary.swap(1, 2);
        });
        one(Rule::Route, "/Transit/itinerary/office[3]/@role", |it| {
            it.transit.itinerary.pop();
        });
    }

    #[test]
    fn a_destination_may_be_the_entry_itself() {
        let at_the_border = broken(|it| {
            it.transit.itinerary.remove(2);
        });
        assert_eq!(at_the_border, []);
    }
}
