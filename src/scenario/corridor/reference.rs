//! Reference data as they stand in a corridor file: sets CAL, SCA, TOL, RTE and POL (PD-53),
//! and what no set carries: least values, premiums, risks.

use super::{Corridor, Wrong, wrong};
use crate::profile::lists::{
    AlertLevel, DiversionPolicy, GoodsOrigin, GuarantorSide, PortionScope,
};
use crate::profile::{OfficeCode, PremiumRate};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};

/// When the regional database warns of a principal (FR24, FR32).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Movements that ended in so many days count.
    pub days: u32,
    /// Fewer movements say nothing.
    pub movements: u32,
    /// So many in a hundred late, or more, are too many.
    pub late_percent: u32,
}

/// An instant of a calendar: fixed, or counted from the beginning of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Written as an instant, `2026-12-25T00:00:00Z`.
    At(Timestamp),
    /// Written as hours and minutes, `72h`.
    After(SignedDuration),
}

impl Moment {
    /// The instant, when the scenario begins at `start`.
    pub fn of(self, start: Timestamp) -> Timestamp {
        match self {
            Self::At(instant) => instant,
            Self::After(time) => start.saturating_add(time).unwrap_or(start),
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fixed = text.parse().map(Self::At);
        fixed.or_else(|_| text.parse().map(Self::After)).map_err(|_| {
            let expected = "neither an instant like 2026-12-25T00:00:00Z nor hours like 72h";
            serde::de::Error::custom(format!("`{text}` is {expected}"))
        })
    }
}

/// An office is closed (set CAL).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// The office.
    pub office: OfficeCode,
    /// When it closes.
    pub from: Moment,
    /// When it opens again.
    pub to: Moment,
    /// Why, in the language of the country.
    pub reason: String,
}

/// What a scale shows too much (set SCA).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Where it stands.
    pub office: OfficeCode,
    /// Its name there.
    pub name: String,
    /// Too much, in percent of the true mass; negative where it shows too little.
    pub bias_percent: f64,
}

/// Goods that lose mass by nature (set TOL).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// First two to six digits of the HS code.
    pub hs: String,
    /// Natural shortage, in percent of the declared mass.
    pub shortage_percent: f64,
}

/// Goods that are worth so much at the least.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// First two to six digits of the HS code.
    pub hs: String,
    /// The least value of a kilo, XOF.
    pub xof_per_kg: u32,
}

/// The way between two offices, the same there and back (set RTE).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// One end.
    pub from: OfficeCode,
    /// The other end.
    pub to: OfficeCode,
    /// Its length.
    pub km: u32,
    /// No vehicle needs less.
    pub min_minutes: u32,
    /// What it takes as a rule, stops included.
    pub normal_hours: u32,
}

/// Goods that are watched (set POL).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// First two to six digits of the HS code.
    pub hs: String,
    /// What a diversion needs.
    pub diversion: DiversionPolicy,
    /// How loud alerts are.
    pub alert: AlertLevel,
}

/// What goods of an origin pay for their guarantee, and what it secures (PD-15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Premium {
    /// Where the goods come from.
    pub origin: GoodsOrigin,
    /// Premium in per cent of the value.
    pub rate: PremiumRate,
    /// Whose guarantor secures them.
    pub guarantor: GuarantorSide,
    /// Which countries have a portion.
    pub portions: PortionScope,
}

/// A scale further off than this needs a mechanic, not an entry.
const LARGEST_BIAS: f64 = 20.0;

const MINUTES: u32 = 60;

pub(super) fn check(corridor: &Corridor) -> Result<(), Wrong> {
    let known = |code: OfficeCode, what: &str| match corridor.office(code) {
        Some(_) => Ok(()),
        None => wrong(&format!("{what}: {code} is no office of the corridor"), super::OFFICES),
    };
    for closure in &corridor.closures {
        known(closure.office, "closed")?;
        check_closure(closure)?;
    }
    for scale in &corridor.scales {
        known(scale.office, "scale")?;
        check_scale(scale)?;
    }
    for route in &corridor.routes {
        known(route.from, "route")?;
        known(route.to, "route")?;
        check_route(route)?;
    }
    for tolerance in &corridor.tolerances {
        check_prefix("tolerance", &tolerance.hs)?;
        if !(0.0..100.0).contains(&tolerance.shortage_percent) {
            let what = format!("tolerance {}: a shortage is no such percentage", tolerance.hs);
            return wrong(&what, "write shortage_percent from 0 to below 100");
        }
    }
    corridor.floors.iter().try_for_each(|floor| check_floor(corridor, floor))?;
    corridor.premiums.iter().try_for_each(|premium| check_premium(corridor, *premium))?;
    corridor.policies.iter().try_for_each(|policy| check_prefix("policy", &policy.hs))
}

fn check_premium(corridor: &Corridor, premium: Premium) -> Result<(), Wrong> {
    let origin = premium.origin;
    if corridor.premiums.iter().filter(|other| other.origin == origin).count() > 1 {
        let what = format!("more than one premium for goods of origin {origin}");
        return wrong(&what, "write one [[premium]] for each origin");
    }
    Ok(())
}

fn check_floor(corridor: &Corridor, floor: &Floor) -> Result<(), Wrong> {
    let hs = &floor.hs;
    check_prefix("floor", hs)?;
    if corridor.floors.iter().filter(|other| other.hs == *hs).count() > 1 {
        let what = format!("more than one floor for goods of {hs}");
        return wrong(&what, "write one [[floor]] for each beginning of an HS code");
    }
    Ok(())
}

/// Wherever a scenario begins, the office must open after it has closed.
fn check_closure(closure: &Closure) -> Result<(), Wrong> {
    let backwards = match (closure.from, closure.to) {
        (Moment::At(from), Moment::At(to)) => to <= from,
        (Moment::After(from), Moment::After(to)) => to <= from,
        (Moment::At(_), Moment::After(_)) | (Moment::After(_), Moment::At(_)) => true,
    };
    if backwards {
        let what = format!("closed: {} does not open after it closes", closure.office);
        return wrong(&what, "write from and to both as instants or both as hours, from first");
    }
    Ok(())
}

fn check_scale(scale: &Scale) -> Result<(), Wrong> {
    if scale.bias_percent.abs() > LARGEST_BIAS || scale.bias_percent.is_nan() {
        let what = format!("scale {} of {} is too far off", scale.name, scale.office);
        return wrong(&what, "write bias_percent from -20 to 20");
    }
    Ok(())
}

fn check_route(route: &Route) -> Result<(), Wrong> {
    let Route { from, to, .. } = route;
    if from == to || route.normal_hours * MINUTES < route.min_minutes {
        let what = format!("route {from} to {to}: no vehicle needs longer than the normal time");
        return wrong(&what, "join two offices, with min_minutes below normal_hours");
    }
    Ok(())
}

fn check_prefix(what: &str, hs: &str) -> Result<(), Wrong> {
    if !(2..=6).contains(&hs.len()) || !hs.bytes().all(|byte| byte.is_ascii_digit()) {
        let what = format!("{what}: `{hs}` is no beginning of an HS code");
        return wrong(&what, "write two to six digits");
    }
    Ok(())
}
