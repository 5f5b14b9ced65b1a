//! A corridor: countries, offices, guarantors, principals, and one journey for each direction.
//!
//! The file is read in two steps: its form (unknown keys are errors), then what it means (codes are
//! well-formed, names that are used exist, every journey crosses one border).

use super::ScenarioError;
use crate::profile::{ContainerNumber, Country, Grn, OfficeCode};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A corridor that has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corridor {
    /// File name without ending.
    pub name: String,
    /// Title.
    pub title: Text,
    /// Countries, in the order of the file.
    pub countries: Vec<CountryFacts>,
    /// Offices of all countries.
    pub offices: Vec<Office>,
    /// One national guarantor per country.
    pub guarantors: Vec<Guarantor>,
    /// Who answers for movements.
    pub principals: Vec<Principal>,
    /// Journeys, one for each direction.
    pub journeys: Vec<Journey>,
}

/// A text in the languages of the reports.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// A country of the corridor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryFacts {
    /// Two letters.
    pub code: Country,
    /// Its name.
    pub name: Text,
}

/// A customs office.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Eight characters; the first two name its country.
    pub code: OfficeCode,
    /// Its name.
    pub name: String,
    /// `DEP`, `EXI`, `ENT`, `DST`.
    pub roles: Vec<String>,
    /// The office across the border at a joint post.
    #[serde(default)]
    pub paired_with: Option<OfficeCode>,
}

/// A national guarantor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantor {
    /// Its country.
    pub country: Country,
    /// Characters 5 to 8 of its guarantee reference numbers.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Reference amount of each guarantee, XOF.
    pub reference_amount: u64,
    /// Code that the principal must quote.
    pub access_code: String,
}

/// Who answers for a movement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principal {
    /// Tax identification; journeys name the principal by it.
    pub id: String,
    /// Name, accents kept.
    pub name: String,
    /// Address in one line.
    pub address: String,
}

/// A journey from an office of departure across one border to an office of destination.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// How features call it.
    pub name: String,
    /// Office of departure.
    pub departure: OfficeCode,
    /// Office of exit, in the country of departure.
    pub exit: OfficeCode,
    /// Office of entry, in the country of destination.
    pub entry: OfficeCode,
    /// Office of destination.
    pub destination: OfficeCode,
    /// The prescribed itinerary must be kept.
    pub binding_itinerary: bool,
    /// Identification of the principal.
    pub principal: String,
    /// Who carries the goods.
    pub carrier: String,
    /// Gross mass in kg.
    pub gross_mass: String,
    /// Value CIF.
    pub value_xof: u64,
    /// Amount at risk per crossed country, XOF.
    pub exposure: BTreeMap<Country, u64>,
    /// Vehicles, tractor first; `#` in a plate stands for a fresh digit.
    pub vehicles: Vec<Vehicle>,
    /// Sealed units.
    pub equipment: Vec<Unit>,
    /// Goods.
    pub items: Vec<Item>,
}

/// One vehicle of the means of transport.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vehicle {
    /// `30` road vehicle, `31` trailer.
    pub kind: String,
    /// Registration plate; `#` stands for a fresh digit.
    pub plate: String,
    /// Country of registration.
    pub nationality: Country,
}

/// A container, or another sealed unit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Owner of the container; none for a sealed vehicle.
    #[serde(default)]
    pub container: Option<Container>,
    /// Seals; `#` stands for a fresh digit.
    pub seals: Vec<String>,
}

/// Owner of a container, four letters that end in U, J or Z; the serial is fresh in each journey.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Container(pub String);

/// One item of goods.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// HS six digits.
    pub hs: String,
    /// Description, accents kept.
    pub description: String,
    /// Mass in kg.
    pub mass: String,
    /// UN package code.
    pub package: String,
    /// Number of packages.
    pub count: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Text,
    country: Vec<CountryFacts>,
    office: Vec<Office>,
    guarantor: Vec<Guarantor>,
    principal: Vec<Principal>,
    journey: Vec<Journey>,
}

impl Corridor {
    /// Reads and checks a corridor; `place` is how messages name the file.
    pub fn read(path: &str, place: &str, text: &str) -> Result<Self, ScenarioError> {
        let file: File =
            toml::from_str(text).map_err(|error| ScenarioError::toml(place, text, &error))?;
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml").to_owned();
        let corridor = Self {
            name,
            title: file.title,
            countries: file.country,
            offices: file.office,
            guarantors: file.guarantor,
            principals: file.principal,
            journeys: file.journey,
        };
        corridor.check().map_err(|(what, remedy)| ScenarioError::new(place, what, remedy))?;
        Ok(corridor)
    }

    /// Codes of the countries, in the order of the file.
    pub fn codes(&self) -> Vec<Country> {
        self.countries.iter().map(|country| country.code).collect()
    }

    /// The country across the border.
    pub fn partner_of(&self, country: Country) -> Country {
        let partner = self.codes().into_iter().find(|code| *code != country);
        partner.expect("a corridor has two countries")
    }

    /// The guarantor of a country.
    pub fn guarantor(&self, country: Country) -> &Guarantor {
        let found = self.guarantors.iter().find(|guarantor| guarantor.country == country);
        found.expect("every country has a guarantor")
    }

    /// The principal with this identification.
    pub fn principal(&self, id: &str) -> &Principal {
        let found = self.principals.iter().find(|principal| principal.id == id);
        found.expect("journeys name principals that exist")
    }

    /// The office with this code, if it is one of the corridor.
    pub fn office(&self, code: OfficeCode) -> Option<&Office> {
        self.offices.iter().find(|office| office.code == code)
    }

    /// The journey that features call so.
    pub fn journey(&self, name: &str) -> Option<&Journey> {
        self.journeys.iter().find(|journey| journey.name == name)
    }

    /// The journey that leaves this country.
    pub fn journey_from(&self, country: Country) -> &Journey {
        let found = self.journeys.iter().find(|journey| journey.departure.country() == country);
        found.expect("every country has a journey that leaves it")
    }

    fn check(&self) -> Result<(), (String, String)> {
        let codes = self.codes();
        if codes.len() != 2 || codes[0] == codes[1] {
            return wrong("a corridor joins two different countries", "write two [[country]]");
        }
        for code in codes {
            if self.guarantors.iter().filter(|guarantor| guarantor.country == code).count() != 1 {
                let what = format!("{code} must have one guarantor");
                return wrong(&what, "write one [[guarantor]] for each country");
            }
            if !self.journeys.iter().any(|journey| journey.departure.country() == code) {
                let what = format!("no journey leaves {code}");
                return wrong(&what, "write a [[journey]] for each direction");
            }
        }
        self.guarantors.iter().try_for_each(check_guarantor)?;
        self.offices.iter().try_for_each(|office| self.check_office(office))?;
        self.journeys.iter().try_for_each(|journey| self.check_journey(journey))
    }

    fn check_office(&self, office: &Office) -> Result<(), (String, String)> {
        let code = office.code;
        if !self.codes().contains(&code.country()) {
            return wrong(&format!("office {code} lies in no country of the corridor"), OFFICES);
        }
        if let Some(role) = office.roles.iter().find(|role| !ROLES.contains(&role.as_str())) {
            return wrong(&format!("office {code} has role `{role}`"), "use DEP, EXI, ENT, DST");
        }
        if let Some(pair) = office.paired_with {
            let back = self.office(pair).and_then(|other| other.paired_with);
            if back != Some(code) {
                let what = format!("office {code} is paired with {pair}, but not the other way");
                return wrong(&what, "write paired_with at both offices");
            }
        }
        Ok(())
    }

    fn check_journey(&self, journey: &Journey) -> Result<(), (String, String)> {
        let name = &journey.name;
        let stops = [
            (journey.departure, "DEP"),
            (journey.exit, "EXI"),
            (journey.entry, "ENT"),
            (journey.destination, "DST"),
        ];
        for (code, role) in stops {
            let held =
                self.office(code).is_some_and(|office| office.roles.iter().any(|r| r == role));
            if !held {
                let what = format!("journey {name}: {code} is no office with role {role}");
                return wrong(&what, OFFICES);
            }
        }
        let (home, abroad) = (journey.departure.country(), journey.destination.country());
        if home == abroad || journey.exit.country() != home || journey.entry.country() != abroad {
            let what = format!("journey {name} does not cross one border");
            return wrong(&what, "leave by an exit of the departure's country into the other");
        }
        if !self.principals.iter().any(|principal| principal.id == journey.principal) {
            let what = format!("journey {name}: principal {} is unknown", journey.principal);
            return wrong(&what, "write a [[principal]] with this id");
        }
        for unit in &journey.equipment {
            if let Some(Container(owner)) = &unit.container {
                ContainerNumber::compose(owner, 1).map_err(|error| {
                    (format!("journey {name}: {error}"), "write the owner, like MSKU".to_owned())
                })?;
            }
        }
        let at_risk: u64 = journey.exposure.values().sum();
        if at_risk == 0 || self.guarantors.iter().any(|g| g.reference_amount < at_risk) {
            let what = format!("journey {name}: {at_risk} XOF at risk do not fit the guarantees");
            return wrong(&what, "keep exposure above 0 and below every reference_amount");
        }
        Ok(())
    }
}

const ROLES: [&str; 4] = ["DEP", "EXI", "ENT", "DST"];
const OFFICES: &str = "write an [[office]] with this code, in a country of the corridor";

fn wrong<T>(what: &str, remedy: &str) -> Result<T, (String, String)> {
    Err((what.to_owned(), remedy.to_owned()))
}

fn check_guarantor(guarantor: &Guarantor) -> Result<(), (String, String)> {
    match Grn::compose(26, guarantor.country, &format!("{}00000000", guarantor.code)) {
        Ok(_) => Ok(()),
        Err(error) => wrong(&error.to_string(), "give the guarantor a code of four characters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../scenarios/corridor/lome-ouagadougou.toml");

    fn read(text: &str) -> Result<Corridor, ScenarioError> {
        Corridor::read("corridor/x.toml", "x.toml", text)
    }

    #[test]
    fn journeys_are_found_by_name_and_by_country() {
        let corridor = read(FILE).unwrap();
        for country in corridor.codes() {
            let journey = corridor.journey_from(country);
            assert_eq!(journey.destination.country(), corridor.partner_of(country));
            assert_eq!(corridor.journey(&journey.name), Some(journey));
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_place_and_remedy() {
        let cases = [
            ("reference_amount = 20_000_000", "reference = 1", "unknown field `reference`"),
            ("code = \"TGCKS001\"", "code = \"GHCKS001\"", "no country of the corridor"),
            ("roles = [\"EXI\", \"ENT\"]", "roles = [\"EXI\", \"SEA\"]", "role `SEA`"),
            ("paired_with = \"BFCKN001\"", "", "not the other way"),
            ("exit = \"TGCKS001\"", "exit = \"BFCKN001\"", "does not cross one border"),
            ("principal = \"00012345A\"", "principal = \"1\"", "principal 1 is unknown"),
            ("container = \"MSKU\"", "container = \"M\"", "container"),
            ("code = \"CCIT\"", "code = \"C\"", "GRN"),
            ("TG = 250_000,", "TG = 250_000_000,", "do not fit the guarantees"),
            ("country = \"BF\"", "country = \"TG\"", "must have one guarantor"),
        ];
        for (from, to, expected) in cases {
            assert!(FILE.contains(from), "{from}");
            let error = read(&FILE.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().contains(expected), "{expected}: {error}");
            assert!(error.place.starts_with("x.toml"), "{error}");
        }
    }
}
