//! Who travels and with what papers: a corridor's journey made out for one truck.
//!
//! Everything that must differ from journey to journey (MRN, GRN, plates, seals, container) is drawn
//! from a seed's stream; everything else is the corridor file's. Journeys and load share it, so that
//! both send the same kind of message.

pub mod reference;

use crate::adapter::acts;
use crate::adapter::acts::{
    Arrive, Control, ControlResult, Declare, GuaranteeUse, Pass, PassageOffice, Present,
};
use crate::adapter::contract::{ClockOrder, Fixture, GuaranteeEntry};
use crate::profile::{ContainerNumber, Country, Grn, OfficeCode};
use crate::scenario::{Border, Container, Corridor, Journey};
use crate::seed::Stream;

/// The papers of one truck on one journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Papers {
    /// What the principal declares.
    pub declaration: Declare,
    /// Country of departure.
    pub home: Country,
    /// Country of destination.
    pub abroad: Country,
}

impl Papers {
    /// Makes out the papers of a journey, secured by this guarantee.
    pub fn draw(
        corridor: &Corridor,
        journey: &Journey,
        guarantee: &GuaranteeEntry,
        chance: &mut Stream,
    ) -> Self {
        let principal = corridor.principal(&journey.principal);
        let exposure = journey.exposure.iter().map(|(country, xof)| (country.to_string(), *xof));
        let declaration = Declare {
            lrn: format!("LRN{}", chance.serial(12)),
            mrn_serial: chance.serial(12),
            office: journey.departure.to_string(),
            passages: passages(journey),
            destination: journey.destination.to_string(),
            binding_itinerary: journey.binding_itinerary,
            principal: party(principal),
            carrier: journey.carrier.clone(),
            consignees: journey.consignees.iter().map(party).collect(),
            vehicles: vehicles(journey, chance),
            equipment: equipment(journey, chance),
            goods: goods(journey),
            documents: documents(journey, chance),
            guarantee: GuaranteeUse {
                grn: guarantee.grn.clone(),
                access_code: guarantee.access_code.clone(),
                origin: None,
                exposure: exposure.collect(),
            },
        };
        let (home, abroad) = (journey.departure.country(), journey.destination.country());
        Self { declaration, home, abroad }
    }

    /// Every plate.
    pub fn plates(&self) -> Vec<String> {
        self.declaration.vehicles.iter().map(|vehicle| vehicle.plate.clone()).collect()
    }

    /// Every seal.
    pub fn seals(&self) -> Vec<String> {
        self.declaration.equipment.iter().flat_map(|unit| unit.seals.clone()).collect()
    }

    /// Control at departure, found in order.
    pub fn control(&self, mrn: &str) -> Control {
        Control { mrn: mrn.to_owned(), code: "A2".to_owned() }
    }

    /// The office of passage where a country is left (`EXIT`) or entered (`ENTRY`).
    pub fn office(&self, country: Country, direction: &str) -> &str {
        let in_country = |office: &str| office.starts_with(country.as_str());
        let mut passages = self.declaration.passages.iter();
        let found = passages.find(|it| it.direction == direction && in_country(&it.office));
        found.map(|passage| passage.office.as_str()).expect("the road crosses that border")
    }

    /// The truck is presented at an office of passage.
    pub fn present(&self, mrn: &str, country: Country, direction: &str) -> Present {
        Present {
            mrn: mrn.to_owned(),
            office: self.office(country, direction).to_owned(),
            direction: direction.to_owned(),
            plates: self.plates(),
            paper: None,
        }
    }

    /// It leaves the office of passage, seals good.
    pub fn pass(&self, mrn: &str, country: Country, direction: &str) -> Pass {
        Pass {
            mrn: mrn.to_owned(),
            office: self.office(country, direction).to_owned(),
            direction: direction.to_owned(),
            seal_state: "1".to_owned(),
            seals: self.seals(),
            plates: self.plates(),
            weighed_mass: None,
            scale: None,
            control_code: None,
            new_seals: Vec::new(),
            event_at: None,
            paper: None,
        }
    }

    /// It arrives where it was declared to, seals good.
    pub fn arrive(&self, mrn: &str) -> Arrive {
        Arrive {
            mrn: mrn.to_owned(),
            office: self.declaration.destination.clone(),
            seal_state: "1".to_owned(),
            seals: self.seals(),
            plates: self.plates(),
            event_at: None,
            paper: None,
        }
    }

    /// Control at destination, found in order.
    pub fn result(&self, mrn: &str) -> ControlResult {
        ControlResult {
            mrn: mrn.to_owned(),
            office: self.declaration.destination.clone(),
            code: "A2".to_owned(),
            seal_state: "1".to_owned(),
            seals: self.seals(),
            differences: Vec::new(),
            next_regime: None,
            remarks: String::new(),
            paper: None,
        }
    }
}

/// A guarantee of a country's guarantor for a principal, with a number that nobody has yet.
///
/// `year` is the last two digits of the year.
pub fn guarantee(
    corridor: &Corridor,
    guarantor: Country,
    principal: &str,
    year: u8,
    chance: &mut Stream,
) -> GuaranteeEntry {
    let facts = corridor.guarantor(guarantor);
    let grn = Grn::compose(year, guarantor, &format!("{}{}", facts.code, chance.serial(8)))
        .expect("the corridor's guarantors and years of two digits make guarantee numbers");
    GuaranteeEntry {
        grn: grn.to_string(),
        access_code: facts.access_code.clone(),
        principal: principal.to_owned(),
        countries: corridor.codes().iter().map(Country::to_string).collect(),
        reference_amount: facts.reference_amount,
        valid_until: None,
    }
}

/// What a country's node is given before it plays: every office, and the guarantees that are its
/// own guarantor's.
pub fn fixture(
    corridor: &Corridor,
    country: Country,
    guarantees: &[GuaranteeEntry],
    clock: ClockOrder,
) -> Fixture {
    let own = |entry: &&GuaranteeEntry| {
        entry.grn.parse::<Grn>().is_ok_and(|grn| grn.country() == country)
    };
    Fixture {
        keep: false,
        time_zone: corridor.country(country).time_zone.to_string(),
        offices: corridor.offices.iter().map(reference::office).collect(),
        reference: reference::sets(corridor, clock.now),
        guarantees: guarantees.iter().filter(own).cloned().collect(),
        clock,
    }
}

/// Offices of passage in the order of the road.
fn passages(journey: &Journey) -> Vec<PassageOffice> {
    let stop = |office: OfficeCode, direction: &str| PassageOffice {
        office: office.to_string(),
        direction: direction.to_owned(),
    };
    let border = |border: &Border| [stop(border.exit, "EXIT"), stop(border.entry, "ENTRY")];
    journey.borders.iter().flat_map(border).collect()
}

fn vehicles(journey: &Journey, chance: &mut Stream) -> Vec<acts::Vehicle> {
    let made_out = |vehicle: &crate::scenario::Vehicle, chance: &mut Stream| acts::Vehicle {
        kind: vehicle.kind.clone(),
        plate: chance.fill(&vehicle.plate),
        nationality: vehicle.nationality.to_string(),
    };
    journey.vehicles.iter().map(|vehicle| made_out(vehicle, chance)).collect()
}

fn equipment(journey: &Journey, chance: &mut Stream) -> Vec<acts::Equipment> {
    let mut units = Vec::new();
    for unit in &journey.equipment {
        let container = unit.container.as_ref().map(|Container(owner)| {
            let serial = u32::try_from(chance.below(1_000_000)).unwrap_or_default();
            ContainerNumber::compose(owner, serial)
                .expect("the corridor's owners make container numbers")
                .to_string()
        });
        let seals = unit.seals.iter().map(|seal| chance.fill(seal)).collect();
        let seal_waiver = unit.seal_waiver.as_ref().map(|reason| chance.fill(reason));
        units.push(acts::Equipment { container, seal_count: None, seals, seal_waiver });
    }
    units
}

fn party(party: &crate::scenario::Principal) -> acts::Party {
    acts::Party { id: party.id.clone(), name: party.name.clone(), address: party.address.clone() }
}

fn documents(journey: &Journey, chance: &mut Stream) -> Vec<acts::Document> {
    let mut documents = Vec::new();
    for document in &journey.documents {
        documents.push(acts::Document {
            kind: document.kind.clone(),
            reference: chance.fill(&document.reference),
            item: document.item,
        });
    }
    documents
}

fn goods(journey: &Journey) -> acts::Goods {
    let item = |item: &crate::scenario::Item| acts::Item {
        hs: item.hs.clone(),
        description: item.description.clone(),
        mass: item.mass.clone(),
        package: item.package.clone(),
        count: item.count,
        consignee: item.consignee,
    };
    acts::Goods {
        gross_mass: journey.gross_mass.clone(),
        value_xof: journey.value_xof,
        items: journey.items.iter().map(item).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::contract::ClockMode;
    use crate::profile::Mrn;
    use crate::scenario::Library;
    use crate::seed::Seed;

    #[test]
    fn papers_are_fresh_for_each_truck_and_the_same_for_one_seed() {
        let corridor = Library::compiled_in().corridor().unwrap();
        let [home, abroad] = corridor.pair();
        let journey = corridor.journey_from(home);
        let draw = |name: &str| {
            let mut chance = Seed::new(1).stream(name);
            let entry = guarantee(&corridor, abroad, &journey.principal, 26, &mut chance);
            Papers::draw(&corridor, journey, &entry, &mut chance)
        };
        let papers = draw("truck 1");
        assert_eq!(papers, draw("truck 1"));
        let other = draw("truck 2");
        assert_ne!(papers.declaration.mrn_serial, other.declaration.mrn_serial);
        assert_ne!(papers.declaration.guarantee.grn, other.declaration.guarantee.grn);
        assert_ne!(papers.plates(), other.plates());
        assert!(!papers.plates().concat().contains('#') && !papers.seals().concat().contains('#'));
        assert!(Mrn::compose(26, home, &papers.declaration.mrn_serial, 'J').is_ok());
        let passed = [papers.office(home, "EXIT"), papers.office(abroad, "ENTRY")];
        assert_eq!(passed, ["TGCKS001", "BFCKN001"]);
    }

    #[test]
    fn a_node_is_given_every_office_and_its_own_guarantees() {
        let corridor = Library::compiled_in().corridor().unwrap();
        let codes = corridor.codes();
        let mut chance = Seed::new(1).stream("guarantees");
        let entries: Vec<_> = [codes[0], codes[1], codes[1]]
            .iter()
            .map(|country| guarantee(&corridor, *country, "00012345A", 26, &mut chance))
            .collect();
        let clock = ClockOrder {
            mode: ClockMode::Held,
            now: "2026-06-01T08:00:00Z".parse().unwrap(),
            offset_s: 0,
        };
        let given = fixture(&corridor, codes[1], &entries, clock);
        assert_eq!(given.guarantees, entries[1..]);
        assert_eq!(given.offices.len(), corridor.offices.len());
    }
}
