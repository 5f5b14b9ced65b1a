//! A corridor's reference data as a node is given them.

use crate::adapter::contract::OfficeEntry;
use crate::adapter::reference::{
    ClosureEntry, FloorEntry, GuarantorEntry, PolicyEntry, PremiumEntry, Reference, RouteEntry,
    ScaleEntry, ToleranceEntry,
};
use crate::profile::{Country, OfficeCode};
use crate::scenario::{
    Closure, Corridor, Floor, Guarantor, Office, Policy, Premium, Route, Scale, Tolerance,
};
use jiff::Timestamp;

/// An office of set OFF.
pub fn office(office: &Office) -> OfficeEntry {
    OfficeEntry {
        code: office.code.to_string(),
        name: office.name.clone(),
        country: office.code.country().to_string(),
        roles: office.roles.clone(),
        paired_with: office.paired_with.map(|pair| pair.to_string()),
        automated: office.automated,
        gate: office.gate,
        valid_to: None,
        replaced_by: None,
    }
}

/// Every other set, in a scenario that begins at `start`.
pub(super) fn sets(corridor: &Corridor, start: Timestamp) -> Reference {
    let countries: Vec<String> = corridor.codes().iter().map(Country::to_string).collect();
    Reference {
        guarantors: corridor.guarantors.iter().map(|it| guarantor(it, &countries)).collect(),
        closures: corridor.closures.iter().map(|it| closure(it, start)).collect(),
        scales: corridor.scales.iter().map(scale).collect(),
        tolerances: corridor.tolerances.iter().map(tolerance).collect(),
        routes: corridor.routes.iter().flat_map(there_and_back).collect(),
        policies: corridor.policies.iter().map(policy).collect(),
        premiums: corridor.premiums.iter().copied().map(premium).collect(),
        floors: corridor.floors.iter().map(floor).collect(),
        keys: Vec::new(),
        own_keys: Vec::new(),
        options: Vec::new(),
    }
}

fn guarantor(guarantor: &Guarantor, countries: &[String]) -> GuarantorEntry {
    GuarantorEntry {
        code: guarantor.code.clone(),
        name: guarantor.name.clone(),
        country: guarantor.country.to_string(),
        countries: countries.to_vec(),
    }
}

fn closure(closure: &Closure, start: Timestamp) -> ClosureEntry {
    ClosureEntry {
        office: closure.office.to_string(),
        from: closure.from.of(start),
        to: closure.to.of(start),
        reason: closure.reason.clone(),
    }
}

fn scale(scale: &Scale) -> ScaleEntry {
    ScaleEntry {
        office: scale.office.to_string(),
        scale: scale.name.clone(),
        bias_percent: scale.bias_percent,
    }
}

fn tolerance(tolerance: &Tolerance) -> ToleranceEntry {
    ToleranceEntry { hs: tolerance.hs.clone(), shortage_percent: tolerance.shortage_percent }
}

fn floor(floor: &Floor) -> FloorEntry {
    FloorEntry { hs: floor.hs.clone(), xof_per_kg: floor.xof_per_kg }
}

fn there_and_back(route: &Route) -> [RouteEntry; 2] {
    let way = |from: OfficeCode, to: OfficeCode| RouteEntry {
        from: from.to_string(),
        to: to.to_string(),
        km: route.km,
        min_minutes: route.min_minutes,
        normal_hours: route.normal_hours,
    };
    [way(route.from, route.to), way(route.to, route.from)]
}

fn policy(policy: &Policy) -> PolicyEntry {
    PolicyEntry { hs: policy.hs.clone(), diversion: policy.diversion, alert: policy.alert }
}

fn premium(premium: Premium) -> PremiumEntry {
    let Premium { origin, rate, guarantor, portions } = premium;
    PremiumEntry { origin, rate, guarantor, portions }
}
