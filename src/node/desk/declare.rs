//! `declare`: the office of departure registers a transit declaration.

use jiff::tz::TimeZone;

use super::{Cause, Desk, Hindrance};
use crate::adapter::acts::{Declare, Document};
use crate::message::Kilograms;
use crate::node::core::{
    Departure, Identity, KnownBy, Load, Movement, Refusal, Route, StopPlace, Unit,
};
use crate::node::flaw::Flaw;
use crate::node::rules::{self, Breach};
use crate::node::store::Filed;
use crate::profile::lists::{Direction, FunctionalErrorCode};
use crate::profile::{Country, Grn, MAX_ITEMS, Mrn, OfficeCode};

fn rule(rule: &'static str, reason: impl Into<String>) -> Hindrance {
    Refusal::new(FunctionalErrorCode::Rule, reason).by_rule(rule).into()
}

/// Checks the declaration, gives it its MRN and stores it.
pub(super) fn declare(desk: &Desk<'_>, declare: &Declare) -> Result<Mrn, Hindrance> {
    let route = route(desk, declare)?;
    in_force_now(desk, &route)?;
    let grn = guarantee(declare, &route)?;
    let mut declare = declare.clone();
    let premium = super::premium::agreed(desk, &mut declare, (&grn, &route))?;
    texts(&declare)?;
    goods(&declare)?;
    means(&declare)?;
    papers(&declare)?;
    fresh_number(desk, &declare)?;
    let year = TimeZone::UTC.to_datetime(desk.now).date().year().rem_euclid(100);
    let year = u8::try_from(year).unwrap_or_default();
    let mrn = Mrn::compose(year, desk.home, &declare.mrn_serial, 'J')
        .map_err(|error| Refusal::new(FunctionalErrorCode::InvalidMrn, error.to_string()))?;
    if desk.store.movement(mrn)?.is_some() {
        return Err(rule("R-MRN", format!("{mrn} exists")));
    }
    let number = u32::try_from(desk.store.count_up("declarations")?).unwrap_or(u32::MAX);
    let known = KnownBy::declared(identity(&declare), load(&declare));
    let departure = Departure { known, ..Departure::registered(route, grn) };
    let movement = Movement::registered(mrn, departure);
    desk.store.put_movement(&movement)?;
    let filed = Filed { declare, number, accepted_at: desk.now, premium, increase: None };
    desk.store.put_declaration(mrn, &filed)?;
    kept(desk, &movement)?;
    desk.note(mrn, &Cause::act("declare"))?;
    Ok(mrn)
}

/// The declaration's number is new among those of its declarant (PD-08).
fn fresh_number(desk: &Desk<'_>, declare: &Declare) -> Result<(), Hindrance> {
    let own = desk.store.movement_of_lrn(&declare.principal.id, &declare.lrn)?;
    let known = match own {
        None if desk.store.is_used_lrn(&declare.lrn)? => {
            desk.deviates(Flaw::ConfusesDeclarants)?.then(|| declare.lrn.clone())
        }
        None => None,
        Some(_) if desk.deviates(Flaw::DeclaresNumberAgain)? => None,
        Some(mrn) => Some(mrn.to_string()),
    };
    match known {
        Some(mrn) => Err(rule("R-LRN", format!("LRN {} was used for {mrn}", declare.lrn))),
        None => Ok(()),
    }
}

/// What the movement is known by (PD-40), the units numbered as in the advance data.
fn identity(declare: &Declare) -> Identity {
    let unit = |(no, unit): (u16, &crate::adapter::acts::Equipment)| {
        (
            no,
            Unit { container: unit.container.clone(), seals: unit.seals.iter().cloned().collect() },
        )
    };
    Identity {
        plates: declare.vehicles.iter().map(|vehicle| vehicle.plate.clone()).collect(),
        units: (1..).zip(&declare.equipment).map(unit).collect(),
    }
}

/// A movement that is declared now names offices that are in force now (PD-53).
fn in_force_now(desk: &Desk<'_>, route: &Route) -> Result<(), Hindrance> {
    let passages = route.passages.iter().map(|stop| stop.office);
    for office in passages.chain([route.departure, route.destination]) {
        let Some(entry) = desk.store.office(office)? else { continue };
        if !super::in_force(&entry, desk.now) {
            let heir = entry.replaced_by.map(|heir| format!(", its heir is {heir}"));
            let reason = format!("office {office} is no more{}", heir.unwrap_or_default());
            return Err(Refusal::new(FunctionalErrorCode::CodeList, reason).into());
        }
    }
    Ok(())
}

fn load(declare: &Declare) -> Load {
    let gross = declare.goods.gross_mass.parse::<Kilograms>();
    Load {
        gross_kg: gross.map_or(0, Kilograms::whole),
        hs: declare.goods.items.iter().map(|item| item.hs.clone()).collect(),
    }
}

/// The advice that would follow keeps every rule that its receiver will hold it to (PD-26).
fn kept(desk: &Desk<'_>, movement: &Movement) -> Result<(), Hindrance> {
    let advice = super::compose::draft(desk, movement)?;
    let broken = rules::codes(&advice).into_iter().chain(rules::conditions(&advice));
    match broken.into_iter().next() {
        Some(breach) if !desk.deviates(Flaw::DeclaresAnything)? => {
            let (row, Breach { rule, at, value }) = (breach.rule.row(), &breach);
            let reason = format!("{} {at} `{value}`", row.en);
            Err(Refusal::new(rule.code(), reason).by_rule(rule.id()).into())
        }
        Some(_) | None => Ok(()),
    }
}

/// An office that exists and holds a role (FNK 12, 94).
pub(super) fn office(desk: &Desk<'_>, code: &str, role: &str) -> Result<OfficeCode, Hindrance> {
    let unknown = || {
        let reason = format!("office {code} is not in the current reference data");
        Hindrance::from(Refusal::new(FunctionalErrorCode::CodeList, reason))
    };
    let office: OfficeCode = code.parse().map_err(|_| unknown())?;
    let entry = desk.store.office(office)?.ok_or_else(unknown)?;
    if entry.roles.iter().any(|held| held == role) {
        return Ok(office);
    }
    let reason = format!("office {code} does not hold the role {role}");
    Err(Refusal::new(FunctionalErrorCode::OfficeRole, reason).into())
}

/// An own office, whatever its roles.
pub(super) fn any_own_office(desk: &Desk<'_>, code: &str) -> Result<OfficeCode, Hindrance> {
    let unknown = || {
        let reason = format!("office {code} is not in the current reference data");
        Hindrance::from(Refusal::new(FunctionalErrorCode::CodeList, reason))
    };
    let office: OfficeCode = code.parse().map_err(|_| unknown())?;
    desk.store.office(office)?.ok_or_else(unknown)?;
    if office.country() == desk.home {
        return Ok(office);
    }
    let reason = format!("office {code} is not one of {}", desk.home);
    Err(Refusal::new(FunctionalErrorCode::Origin, reason).into())
}

/// An own office that holds a role.
pub(super) fn own_office(desk: &Desk<'_>, code: &str, role: &str) -> Result<OfficeCode, Hindrance> {
    let office = office(desk, code, role)?;
    if office.country() == desk.home {
        return Ok(office);
    }
    let reason = format!("office {code} is not one of {}", desk.home);
    Err(Refusal::new(FunctionalErrorCode::Origin, reason).into())
}

fn route(desk: &Desk<'_>, declare: &Declare) -> Result<Route, Hindrance> {
    let departure = own_office(desk, &declare.office, "DEP")?;
    let destination = office(desk, &declare.destination, "DST")?;
    let mut passages = Vec::new();
    for stop in &declare.passages {
        let direction: Direction = stop
            .direction
            .parse()
            .map_err(|_| rule("R-ROUTE", format!("direction {}", stop.direction)))?;
        let role = super::duties::role_of(direction).code();
        passages.push(StopPlace { office: office(desk, &stop.office, role)?, direction });
    }
    if destination.country() == desk.home {
        let reason = "transit ends in another country than it begins in";
        return Err(rule("R-ROUTE", reason));
    }
    if passages.len() > 18 {
        return Err(rule("R-ROUTE", "more than 18 offices of passage"));
    }
    Ok(Route { departure, passages, destination, binding: declare.binding_itinerary })
}

/// The guarantee of a declaration that crosses these countries.
pub(super) fn guarantee(declare: &Declare, route: &Route) -> Result<Grn, Hindrance> {
    let used = &declare.guarantee;
    let grn: Grn = used
        .grn
        .parse()
        .map_err(|error| Refusal::new(FunctionalErrorCode::InvalidMrn, format!("{error}")))?;
    if used.exposure.is_empty() || used.exposure.len() > 9 {
        return Err(rule("R-EXPOSURE", "an exposure for 1 to 9 countries is needed"));
    }
    for (country, amount) in &used.exposure {
        let crossed: Option<Country> = country.parse().ok();
        if crossed.is_none_or(|country| !route.countries().contains(&country)) {
            return Err(rule("R-EXPOSURE", format!("{country} is not crossed")));
        }
        if *amount > super::guarantee::MOST {
            return Err(rule("R-EXPOSURE", "an amount has more than 16 digits"));
        }
    }
    let code = &used.access_code;
    if code.is_empty() || code.len() > 4 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(rule("R-ACCESS", "an access code is 1 to 4 letters or digits"));
    }
    Ok(grn)
}

fn texts(declare: &Declare) -> Result<(), Hindrance> {
    let party = &declare.principal;
    let texts = [(&party.name, 70), (&party.address, 140), (&declare.carrier, 70)];
    let consignees = declare.consignees.iter();
    let consignees = consignees.flat_map(|who| [(&who.name, 70), (&who.address, 140)]);
    let waivers =
        declare.equipment.iter().filter_map(|unit| Some((unit.seal_waiver.as_ref()?, 256)));
    let descriptions = declare.goods.items.iter().map(|item| (&item.description, 512));
    for (text, most) in texts.into_iter().chain(consignees).chain(waivers).chain(descriptions) {
        let length = text.chars().count();
        if length == 0 || length > most || text.chars().any(crate::message::is_forbidden) {
            return Err(rule("R-TEXT", format!("a text is empty, over {most} or unprintable")));
        }
    }
    let id = &party.id;
    let printable = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    if id.is_empty() || id.len() > 17 || !id.bytes().all(printable) {
        return Err(rule("R-PARTY", "the principal's number is 1 to 17 of A-Z, 0-9, hyphen"));
    }
    Ok(())
}

fn goods(declare: &Declare) -> Result<(), Hindrance> {
    let goods = &declare.goods;
    if goods.items.is_empty() || goods.items.len() > MAX_ITEMS {
        return Err(rule("R-ITEMS", format!("1 to {MAX_ITEMS} items are needed")));
    }
    let mass = |text: &str| -> Result<u64, Hindrance> {
        let mass: Kilograms = text.parse().map_err(|error| rule("R-MASS", format!("{error}")))?;
        Ok(mass.grams())
    };
    for item in &goods.items {
        mass(&item.mass)?;
        if item.hs.len() != 6 || !item.hs.bytes().all(|b| b.is_ascii_digit()) {
            return Err(rule("R-HS", format!("HS code {} is not six digits", item.hs)));
        }
        let package = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        if item.package.len() != 2 || !item.package.bytes().all(package) {
            return Err(rule("R-PACKAGE", format!("package code {}", item.package)));
        }
    }
    mass(&goods.gross_mass)?;
    Ok(())
}

fn means(declare: &Declare) -> Result<(), Hindrance> {
    if declare.vehicles.is_empty() || declare.vehicles.len() > 3 {
        return Err(rule("R-VEHICLE", "1 to 3 vehicles are needed"));
    }
    for vehicle in &declare.vehicles {
        plate(&vehicle.plate)?;
        let known = matches!(vehicle.kind.as_str(), "30" | "31");
        if !known || vehicle.nationality.parse::<Country>().is_err() {
            return Err(rule("R-VEHICLE", format!("vehicle {} is not described", vehicle.plate)));
        }
    }
    if declare.equipment.is_empty() || declare.equipment.len() > 99 {
        return Err(rule("R-UNIT", "1 to 99 units are needed"));
    }
    for unit in &declare.equipment {
        seals(&unit.seals)?;
        let fits = |text: &String| (4..=17).contains(&text.len()) && text.bytes().all(unit_byte);
        if unit.container.as_ref().is_some_and(|text| !fits(text)) {
            return Err(rule("R-UNIT", "a unit is 4 to 17 of A-Z, 0-9, hyphen"));
        }
    }
    Ok(())
}

fn unit_byte(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-'
}

/// Consignees and documents that can be written, and items that name what is there.
fn papers(declare: &Declare) -> Result<(), Hindrance> {
    let (consignees, items) = (declare.consignees.len(), declare.goods.items.len());
    let among = |no: u16, most: usize| (1..=most).contains(&usize::from(no));
    if consignees > 99 {
        return Err(rule("R-CONSIGNEE", "at most 99 consignees"));
    }
    let printable = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-');
    for document in &declare.documents {
        let Document { kind, reference, item } = document;
        let kind_fits = kind.len() == 3 && kind.bytes().all(|b| b.is_ascii_digit());
        let length = (1..=35).contains(&reference.len());
        if !kind_fits || !length || !reference.bytes().all(printable) {
            return Err(rule(
                "R-DOCUMENT",
                format!("document {kind} {reference} cannot be written"),
            ));
        }
        if item.is_some_and(|no| !among(no, items)) {
            return Err(rule("R-DOCUMENT", "a document names an item that is not declared"));
        }
    }
    Ok(())
}

/// A plate that can be written.
pub(super) fn plate(text: &str) -> Result<(), Hindrance> {
    let printable =
        |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b' ' | b'-');
    if (4..=15).contains(&text.len()) && text.bytes().all(printable) {
        return Ok(());
    }
    Err(rule("R-PLATE", format!("plate {text:?} is not 4 to 15 of A-Z, 0-9, space, hyphen")))
}

/// Seals that can be written.
pub(super) fn seals(seals: &[String]) -> Result<(), Hindrance> {
    let printable =
        |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'/' | b'-');
    let fits = |seal: &String| (1..=20).contains(&seal.len()) && seal.bytes().all(printable);
    if seals.len() <= 99 && seals.iter().all(fits) {
        return Ok(());
    }
    Err(rule("R-SEAL", "a seal is 1 to 20 of A-Z, 0-9, hyphen, slash, and there are at most 99"))
}
