//! What a corridor file must mean, once it has the right form.

use super::{Container, Corridor, Guarantor, Journey, OFFICES, Office, Wrong, wrong};
use crate::profile::{ContainerNumber, Grn, OfficeCode};

const ROLES: [&str; 4] = ["DEP", "EXI", "ENT", "DST"];

pub(super) fn meaning(corridor: &Corridor) -> Result<(), Wrong> {
    countries(corridor)?;
    corridor.guarantors.iter().try_for_each(guarantor)?;
    corridor.offices.iter().try_for_each(|it| office(corridor, it))?;
    corridor.journeys.iter().try_for_each(|it| journey(corridor, it))?;
    corridor.pair().into_iter().try_for_each(|code| {
        let ordinary = [code, corridor.partner_of(code)];
        if corridor.journeys.iter().any(|journey| journey.countries() == ordinary) {
            return Ok(());
        }
        let what = format!("no journey leads from {} to {}", ordinary[0], ordinary[1]);
        wrong(&what, "write a [[journey]] for each direction between the first two countries")
    })
}

fn countries(corridor: &Corridor) -> Result<(), Wrong> {
    let codes = corridor.codes();
    let mut different = codes.clone();
    different.sort_unstable();
    different.dedup();
    if !(2..=3).contains(&codes.len()) || different.len() < codes.len() {
        let remedy = "write two [[country]], or three";
        return wrong("a corridor joins two or three different countries", remedy);
    }
    for code in codes {
        if corridor.guarantors.iter().filter(|guarantor| guarantor.country == code).count() != 1 {
            let what = format!("{code} must have one guarantor");
            return wrong(&what, "write one [[guarantor]] for each country");
        }
    }
    Ok(())
}

fn guarantor(guarantor: &Guarantor) -> Result<(), Wrong> {
    match Grn::compose(26, guarantor.country, &format!("{}00000000", guarantor.code)) {
        Ok(_) => Ok(()),
        Err(error) => wrong(&error.to_string(), "give the guarantor a code of four characters"),
    }
}

fn office(corridor: &Corridor, office: &Office) -> Result<(), Wrong> {
    let code = office.code;
    if !corridor.codes().contains(&code.country()) {
        return wrong(&format!("office {code} lies in no country of the corridor"), OFFICES);
    }
    if let Some(role) = office.roles.iter().find(|role| !ROLES.contains(&role.as_str())) {
        return wrong(&format!("office {code} has role `{role}`"), "use DEP, EXI, ENT, DST");
    }
    if let Some(pair) = office.paired_with {
        let back = corridor.office(pair).and_then(|other| other.paired_with);
        if back != Some(code) {
            let what = format!("office {code} is paired with {pair}, but not the other way");
            return wrong(&what, "write paired_with at both offices");
        }
    }
    Ok(())
}

fn journey(corridor: &Corridor, journey: &Journey) -> Result<(), Wrong> {
    stops(corridor, journey)?;
    road(journey)?;
    let name = &journey.name;
    if corridor.journeys.iter().filter(|other| other.name == *name).count() > 1 {
        return wrong(&format!("more than one journey is called {name}"), "give each its own name");
    }
    if !corridor.principals.iter().any(|principal| principal.id == journey.principal) {
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
    exposure(corridor, journey)
}

/// Every office of the road exists and holds the role that it has there.
fn stops(corridor: &Corridor, journey: &Journey) -> Result<(), Wrong> {
    let ends = [(journey.departure, "DEP"), (journey.destination, "DST")];
    let borders = journey.borders.iter();
    let passages = borders.flat_map(|border| [(border.exit, "EXI"), (border.entry, "ENT")]);
    let held = |code: OfficeCode, role: &str| {
        corridor.office(code).is_some_and(|office| office.roles.iter().any(|held| held == role))
    };
    match ends.into_iter().chain(passages).find(|(code, role)| !held(*code, role)) {
        Some((code, role)) => {
            let what = format!("journey {}: {code} is no office with role {role}", journey.name);
            wrong(&what, OFFICES)
        }
        None => Ok(()),
    }
}

/// Each border leads out of the country where the goods are, into one where they were not yet.
fn road(journey: &Journey) -> Result<(), Wrong> {
    let countries = journey.countries();
    let left = journey.borders.iter().map(|border| border.exit.country());
    let mut seen = countries.clone();
    seen.sort_unstable();
    seen.dedup();
    let leads = !journey.borders.is_empty()
        && left.eq(countries[..countries.len() - 1].iter().copied())
        && countries.last() == Some(&journey.destination.country())
        && seen.len() == countries.len();
    if leads {
        return Ok(());
    }
    let what = format!("journey {} does not go from border to border", journey.name);
    let remedy = "in borders, leave each country by an exit of its own and enter the next, \
                  the last being that of the destination";
    wrong(&what, remedy)
}

fn exposure(corridor: &Corridor, journey: &Journey) -> Result<(), Wrong> {
    let (name, countries) = (&journey.name, journey.countries());
    if let Some(other) = journey.exposure.keys().find(|country| !countries.contains(country)) {
        let what = format!("journey {name}: {other} is not crossed, yet something is at risk");
        return wrong(&what, "in exposure, name only countries that the journey crosses");
    }
    let at_risk: u64 = journey.exposure.values().sum();
    if at_risk == 0 || corridor.guarantors.iter().any(|it| it.reference_amount < at_risk) {
        let what = format!("journey {name}: {at_risk} XOF at risk do not fit the guarantees");
        return wrong(&what, "keep exposure above 0 and below every reference_amount");
    }
    Ok(())
}
