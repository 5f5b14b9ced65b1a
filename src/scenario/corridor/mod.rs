//! A corridor: countries, offices, guarantors, principals, journeys, and reference data.
//!
//! The file is read in two steps: its form (unknown keys are errors), then what it means (codes are
//! well-formed, names that are used exist, every journey goes from border to border).

mod check;
mod journey;
mod parties;
mod reference;

pub use journey::{Border, Container, Document, Item, Journey, Unit, Vehicle};
pub use parties::{CountryFacts, Guarantor, Office, Principal, Text};
pub use reference::{Closure, Floor, Moment, Policy, Premium, Risk, Route, Scale, Tolerance};

use super::ScenarioError;
use crate::profile::lists::GoodsOrigin;
use crate::profile::{Country, OfficeCode};
use serde::Deserialize;

/// A corridor that has been checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Corridor {
    /// File name without ending.
    pub name: String,
    /// Title.
    pub title: Text,
    /// Countries, in the order of the file; the first two are the pair that most scenarios play.
    pub countries: Vec<CountryFacts>,
    /// Offices of all countries.
    pub offices: Vec<Office>,
    /// One national guarantor per country.
    pub guarantors: Vec<Guarantor>,
    /// Who answers for movements.
    pub principals: Vec<Principal>,
    /// Journeys; the first between the pair, out of each of the two, are its ordinary ones.
    pub journeys: Vec<Journey>,
    /// When offices are closed.
    pub closures: Vec<Closure>,
    /// Scales that are known to be off.
    pub scales: Vec<Scale>,
    /// Goods that lose mass by nature.
    pub tolerances: Vec<Tolerance>,
    /// What goods are worth at the least.
    pub floors: Vec<Floor>,
    /// Distances and times between offices.
    pub routes: Vec<Route>,
    /// Goods that are watched.
    pub policies: Vec<Policy>,
    /// What guarantees cost.
    pub premiums: Vec<Premium>,
    /// When the region warns of a principal; it never does where nothing is said.
    pub risk: Option<Risk>,
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
    #[serde(default)]
    closed: Vec<Closure>,
    #[serde(default)]
    scale: Vec<Scale>,
    #[serde(default)]
    tolerance: Vec<Tolerance>,
    #[serde(default)]
    floor: Vec<Floor>,
    #[serde(default)]
    route: Vec<Route>,
    #[serde(default)]
    policy: Vec<Policy>,
    #[serde(default)]
    premium: Vec<Premium>,
    #[serde(default)]
    risk: Option<Risk>,
}

/// What is wrong, and the remedy.
type Wrong = (String, String);

const OFFICES: &str = "write an [[office]] with this code, in a country of the corridor";

fn wrong<T>(what: &str, remedy: &str) -> Result<T, Wrong> {
    Err((what.to_owned(), remedy.to_owned()))
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
            closures: file.closed,
            scales: file.scale,
            tolerances: file.tolerance,
            floors: file.floor,
            routes: file.route,
            policies: file.policy,
            premiums: file.premium,
            risk: file.risk,
        };
        let checked = check::meaning(&corridor).and_then(|()| reference::check(&corridor));
        checked.map_err(|(what, remedy)| ScenarioError::new(place, what, remedy))?;
        Ok(corridor)
    }

    /// Codes of the countries, in the order of the file.
    pub fn codes(&self) -> Vec<Country> {
        self.countries.iter().map(|country| country.code).collect()
    }

    /// The two countries that every scenario plays that names no journey through another.
    pub fn pair(&self) -> [Country; 2] {
        [self.countries[0].code, self.countries[1].code]
    }

    /// What the file says of a country.
    pub fn country(&self, code: Country) -> &CountryFacts {
        let found = self.countries.iter().find(|country| country.code == code);
        found.expect("countries that play are countries of the corridor")
    }

    /// The other country of the pair.
    pub fn partner_of(&self, country: Country) -> Country {
        let [first, second] = self.pair();
        if country == first { second } else { first }
    }

    /// The guarantor of a country.
    pub fn guarantor(&self, country: Country) -> &Guarantor {
        let found = self.guarantors.iter().find(|guarantor| guarantor.country == country);
        found.expect("every country has a guarantor")
    }

    /// What goods of this origin pay for their guarantee; none where the guarantors have not agreed.
    pub fn premium(&self, origin: GoodsOrigin) -> Option<&Premium> {
        self.premiums.iter().find(|premium| premium.origin == origin)
    }

    /// What goods of this HS code are worth at the least, by the longest prefix; none where nothing is said.
    pub fn floor(&self, hs: &str) -> Option<&Floor> {
        let fits = self.floors.iter().filter(|floor| hs.starts_with(&floor.hs));
        fits.max_by_key(|floor| floor.hs.len())
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

    /// The countries that a scenario needs which names these journeys: the pair, and whatever else
    /// they cross. A name that is no journey here adds nothing.
    pub fn played_by<'a>(&self, journeys: impl IntoIterator<Item = &'a str>) -> Vec<Country> {
        let named = journeys.into_iter().filter_map(|name| self.journey(name));
        let mut wanted: Vec<Country> = named.flat_map(Journey::countries).collect();
        wanted.extend(self.pair());
        self.codes().into_iter().filter(|code| wanted.contains(code)).collect()
    }

    /// The same corridor as if it had these countries only.
    #[must_use]
    pub fn among(&self, countries: &[Country]) -> Self {
        let mut narrow = self.clone();
        let inside = |office: OfficeCode| countries.contains(&office.country());
        narrow.countries.retain(|country| countries.contains(&country.code));
        narrow.offices.retain(|office| inside(office.code));
        for office in &mut narrow.offices {
            office.paired_with = office.paired_with.filter(|pair| inside(*pair));
        }
        narrow.guarantors.retain(|guarantor| countries.contains(&guarantor.country));
        narrow.journeys.retain(|it| it.countries().iter().all(|code| countries.contains(code)));
        narrow.closures.retain(|closure| inside(closure.office));
        narrow.scales.retain(|scale| inside(scale.office));
        narrow.routes.retain(|route| inside(route.from) && inside(route.to));
        narrow
    }

    /// What is known of the way between two offices, in whichever direction.
    pub fn route(&self, one: OfficeCode, other: OfficeCode) -> Option<&Route> {
        let ends = |route: &&Route| [(one, other), (other, one)].contains(&(route.from, route.to));
        self.routes.iter().find(ends)
    }

    /// A journey out of this country that ends where it enters the other of the pair, if there is one.
    pub fn journey_to_border(&self, country: Country) -> Option<&Journey> {
        let ordinary = [country, self.partner_of(country)];
        self.journeys.iter().find(|journey| {
            let entry = journey.borders.last().map(|border| border.entry);
            journey.countries() == ordinary && entry == Some(journey.destination)
        })
    }

    /// The ordinary journey out of this country: the first that leaves it and stays in the pair.
    pub fn journey_from(&self, country: Country) -> &Journey {
        let ordinary = [country, self.partner_of(country)];
        let found = self.journeys.iter().find(|journey| journey.countries() == ordinary);
        found.expect("a journey leaves each country of the pair for the other")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../scenarios/corridor/lome-ouagadougou.toml");

    fn read(text: &str) -> Result<Corridor, ScenarioError> {
        Corridor::read("corridor/x.toml", "x.toml", text)
    }

    #[test]
    fn journeys_are_found_by_name_and_by_country() {
        let corridor = read(FILE).unwrap();
        for country in corridor.pair() {
            let journey = corridor.journey_from(country);
            assert_eq!(journey.destination.country(), corridor.partner_of(country));
            assert_eq!(corridor.journey(&journey.name), Some(journey));
        }
    }

    #[test]
    fn a_named_journey_decides_which_countries_are_needed() {
        let corridor = read(FILE).unwrap();
        let played = |names: &[&str]| corridor.played_by(names.iter().copied());
        let pair = corridor.pair().to_vec();
        assert_eq!(played(&[]), pair);
        assert_eq!(played(&["inland", "no-such-journey"]), pair);
        assert_eq!(played(&["onward"]), corridor.codes());
    }

    #[test]
    fn a_corridor_among_fewer_countries_knows_nothing_of_the_others() {
        let corridor = read(FILE).unwrap();
        let narrow = corridor.among(&corridor.pair());
        assert_eq!(narrow.codes(), corridor.pair());
        assert!(corridor.journey("onward").is_some() && narrow.journey("onward").is_none());
        let (all, few) = (corridor.offices.len(), narrow.offices.len());
        assert!(few < all, "{few} of {all}");
        let pairs = narrow.offices.iter().filter_map(|office| office.paired_with);
        assert!(pairs.clone().all(|pair| narrow.office(pair).is_some()), "{pairs:?}");
        assert!(narrow.routes.iter().all(|route| narrow.office(route.to).is_some()));
    }

    #[test]
    fn what_is_wrong_is_named_with_place_and_remedy() {
        let cases = [
            ("reference_amount = 20_000_000", "reference = 1", "unknown field `reference`"),
            ("code = \"TGCKS001\"", "code = \"GHCKS001\"", "no country of the corridor"),
            ("roles = [\"EXI\", \"ENT\"]", "roles = [\"EXI\", \"SEA\"]", "role `SEA`"),
            ("paired_with = \"BFCKN001\"", "", "not the other way"),
            ("exit = \"TGCKS001\"", "exit = \"BFCKN001\"", "does not go from border to border"),
            ("BFOUR001\"\nbinding", "TGLOM001\"\nbinding", "does not go from border to border"),
            ("name = \"export\"", "name = \"inland\"", "more than one journey is called inland"),
            ("exposure = { TG =", "exposure = { NE =", "NE is not crossed"),
            ("office = \"TGLOM001\"\nname", "office = \"TGXXX001\"\nname", "no office of"),
            ("bias_percent = ", "bias_percent = 9", "too far off"),
            ("min_minutes = ", "min_minutes = 99999", "than the normal time"),
            ("hs = \"2710\"", "hs = \"oil\"", "no beginning of an HS code"),
            ("diversion = \"APPROVAL\"", "diversion = \"ASK\"", "`ASK` is not in the list"),
            ("from = \"72h\"", "from = \"tomorrow\"", "neither an instant"),
            ("from = \"72h\"", "from = \"97h\"", "does not open after it closes"),
            ("principal = \"00012345A\"", "principal = \"1\"", "principal 1 is unknown"),
            ("shortage_percent = ", "shortage_percent = 1000", "no such percentage"),
            ("hs = \"0402\"", "hs = \"milk\"", "floor: `milk` is no beginning of an HS code"),
            ("hs = \"0402\"", "hs = \"1006\"", "more than one floor for goods of 1006"),
            ("container = \"MSKU\"", "container = \"M\"", "container"),
            ("code = \"CCIT\"", "code = \"C\"", "GRN"),
            ("TG = 250_000,", "TG = 250_000_000,", "do not fit the guarantees"),
            ("origin = \"LOCAL\"", "origin = \"OVERSEAS\"", "more than one premium"),
            ("rate = \"0.25\"", "rate = \"0,25\"", "no rate in per cent"),
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
