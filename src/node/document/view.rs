//! What the document says, in plain words and French.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::message::advice::{Advice, Item, ItineraryOffice, Unit};
use crate::node::desk::Desk;
use crate::node::store::Stored;
use crate::profile::goods::{DOCUMENTS, Meaning, PACKAGES, meaning};
use crate::profile::lists::Role;

#[derive(Debug, Serialize)]
pub(super) struct View {
    mrn: String,
    key: String,
    accepted: String,
    released: String,
    limit: String,
    control: String,
    binding: bool,
    country: String,
    destination: String,
    principal: Party,
    carrier: String,
    consignees: Vec<Party>,
    stops: Vec<Stop>,
    vehicles: Vec<[String; 4]>,
    units: Vec<Sealed>,
    seal_total: u32,
    items: Vec<Line>,
    documents: Vec<[String; 3]>,
    gross: String,
    packages: u32,
    value: String,
    grn: String,
    guarantor: String,
    exposures: Vec<[String; 2]>,
}

#[derive(Debug, Serialize)]
struct Party {
    no: u16,
    id: String,
    name: String,
    address: String,
}

#[derive(Debug, Serialize)]
struct Stop {
    role: &'static str,
    code: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct Sealed {
    no: u16,
    container: Option<String>,
    count: u16,
    seals: Vec<String>,
    waiver: Option<String>,
}

#[derive(Debug, Serialize)]
struct Line {
    no: u16,
    hs: String,
    description: String,
    count: u32,
    package: String,
    mass: String,
    consignee: Option<u16>,
}

impl View {
    pub(super) fn of(desk: &Desk<'_>, advice: &Advice) -> Stored<Self> {
        let stops: Vec<Stop> =
            advice.transit.itinerary.iter().map(|at| stop(desk, at)).collect::<Stored<_>>()?;
        let transit = &advice.transit;
        let key = &transit.national_key;
        Ok(Self {
            mrn: transit.mrn.to_string(),
            key: format!("{} {} {} {}", key.office, key.year, key.serial, key.number),
            accepted: minute(transit.accepted_at),
            released: minute(transit.released_at),
            limit: minute(transit.time_limit),
            control: format!("{} ({})", advice.control.code.code(), advice.control.code.fr()),
            binding: transit.binding,
            country: desk.home.to_string(),
            destination: stops.last().map(|stop| stop.name.clone()).unwrap_or_default(),
            principal: Party {
                no: 0,
                id: advice.principal.id.clone(),
                name: advice.principal.name.clone(),
                address: advice.principal.address.clone(),
            },
            carrier: advice.carrier.name.clone(),
            consignees: consignees(advice),
            stops,
            vehicles: vehicles(advice),
            units: advice.equipment.iter().map(sealed).collect(),
            seal_total: advice.equipment.iter().map(|unit| u32::from(unit.seal_count)).sum(),
            items: advice.goods.items.iter().map(line).collect(),
            documents: documents(advice),
            gross: kilograms(&advice.goods.gross_mass.to_string()),
            packages: advice.goods.packages,
            value: grouped(&advice.value_xof.to_string()),
            grn: advice.guarantee.grn.to_string(),
            guarantor: advice.guarantee.guarantor.clone(),
            exposures: exposures(advice),
        })
    }
}

fn stop(desk: &Desk<'_>, at: &ItineraryOffice) -> Stored<Stop> {
    let entry = desk.store.office(at.office)?;
    let role = match at.role {
        Role::Dep => "Départ",
        Role::Exi => "Sortie",
        Role::Ent => "Entrée",
        Role::Dst => "Destination",
        Role::Gua | Role::Cmp | Role::Sys => "",
    };
    Ok(Stop {
        role,
        code: at.office.to_string(),
        name: entry.map(|entry| entry.name).unwrap_or_default(),
    })
}

fn consignees(advice: &Advice) -> Vec<Party> {
    let party = |it: &crate::message::advice::Consignee| Party {
        no: it.no,
        id: it.id.clone().unwrap_or_default(),
        name: it.name.clone(),
        address: it.address.clone(),
    };
    advice.consignees.iter().map(party).collect()
}

fn vehicles(advice: &Advice) -> Vec<[String; 4]> {
    let kind = |code: &str| if code == "30" { "Véhicule moteur" } else { "Remorque" }.to_owned();
    let vehicle = |it: &crate::message::advice::Vehicle| {
        [it.seq.to_string(), kind(&it.kind), it.plate.clone(), it.nationality.to_string()]
    };
    advice.vehicles.iter().map(vehicle).collect()
}

fn sealed(unit: &Unit) -> Sealed {
    Sealed {
        no: unit.no,
        container: unit.container.clone(),
        count: unit.seal_count,
        seals: unit.seals.clone(),
        waiver: unit.seal_waiver.clone(),
    }
}

fn line(item: &Item) -> Line {
    Line {
        no: item.no,
        hs: item.hs.clone(),
        description: item.description.clone(),
        count: item.count,
        package: worded(PACKAGES, &item.package),
        mass: kilograms(&item.mass.to_string()),
        consignee: item.consignee,
    }
}

fn documents(advice: &Advice) -> Vec<[String; 3]> {
    let paper = |it: &crate::message::advice::Document| {
        let item = it.item.map_or_else(|| "tous".to_owned(), |no| no.to_string());
        [worded(DOCUMENTS, &it.kind), it.reference.clone(), item]
    };
    advice.documents.iter().map(paper).collect()
}

fn exposures(advice: &Advice) -> Vec<[String; 2]> {
    let portion = |it: &crate::message::advice::Portion| {
        [it.country.to_string(), grouped(&it.xof.to_string())]
    };
    advice.guarantee.exposures.iter().map(portion).collect()
}

fn worded(list: &'static [Meaning], code: &str) -> String {
    match meaning(list, code) {
        Some(meaning) => format!("{code} – {}", meaning.fr),
        None => code.to_owned(),
    }
}

/// A mass as French readers write it: groups of three, a comma, three decimals.
fn kilograms(text: &str) -> String {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    format!("{},{rest:0<3}", grouped(whole))
}

/// Digits in groups of three, kept together by no-break spaces.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// An instant to the minute, as French readers write it.
pub(super) fn minute(at: Timestamp) -> String {
    let civil = TimeZone::UTC.to_datetime(at);
    civil.strftime("%d/%m/%Y à %Hh%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_instants_are_written_as_french_readers_write_them() {
        assert_eq!(grouped("1234567"), "1\u{202f}234\u{202f}567");
        assert_eq!(kilograms("25480.35"), "25\u{202f}480,350");
        assert_eq!(kilograms("12"), "12,000");
        assert_eq!(minute("2026-06-01T08:05:00Z".parse().unwrap()), "01/06/2026 à 08h05 UTC");
    }
}
