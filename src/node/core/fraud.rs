//! Fraud rules (PD-42, PD-44, PD-47, PD-49, PD-60): small, pure, each with the id under which officers are told.
//!
//! Thresholds are reference data: set RTE for the time of a leg, POL for watched goods. What only looks like
//! fraud is the business of the same rule: it says nothing about the honest twin.

use jiff::{SignedDuration, Timestamp};

use super::patience::{Absence, Patience};
use super::terms::{Difference, ResultFact};
use crate::profile::lists::AlertLevel;
use crate::profile::timer::{T_HOLD, T_PAS};

/// Goods that never came, and nobody has seen them anywhere.
pub const VANISHED: &str = "F01";
/// A forged document: nobody here has ever given out its number.
pub const FORGED: &str = "F04";
/// Another container than the one that left.
pub const CONTAINER: &str = "F08";
/// Goods that are declared for less than such goods are worth at the least.
pub const UNDERVALUED: &str = "F11";
/// The time limit has passed, and nobody has presented the goods. Lateness alone proves nothing more.
pub const OVERDUE: &str = "F12";
/// A guarantee that secures other goods already is used once more, beyond what it is good for.
pub const OVERUSE: &str = "F13";
/// A notice that comes more than a day after its event.
pub const LATE_NOTICE: &str = "F16";
/// A vehicle that took much longer than the road does, and nobody has said why.
pub const DWELL: &str = "F18";
/// A watched vehicle, a used car for example, that never left the country it only crosses.
pub const NEVER_LEFT: &str = "F20";
/// An event that was captured long after it is said to have happened, while the line was up.
pub const BACK_DATED: &str = "F25";
/// Other advance data than those that stand.
pub const AMENDED: &str = "F26";
/// A tag that was taken off, and no exit explains it.
pub const TAG_REMOVED: &str = "F27";
/// An empty vehicle that is too heavy to be empty.
pub const LOADED: &str = "F28";
/// A vehicle that leaves with goods for one office while it is under way with goods for another.
pub const TWO_ROADS: &str = "F29";

/// How often the normal time of a leg may pass before somebody asks why.
const PATIENCE: i32 = 2;

/// Share of its tare by which an empty vehicle may be heavier: fuel, a spare wheel.
const SPARE: f64 = 0.10;

/// Grams in a kilogram.
const GRAMS: u128 = 1_000;

/// HS heading of motor cars, which travel on their own wheels.
const CARS: &str = "8703";

/// F01 or F20: which of the two an enquiry is about.
pub fn missing(hs: &[String]) -> &'static str {
    if is_vehicle(hs) { NEVER_LEFT } else { VANISHED }
}

/// True for goods that drive away by themselves.
pub fn is_vehicle(hs: &[String]) -> bool {
    hs.iter().any(|code| code.starts_with(CARS))
}

/// F08: another container was found than the one in the advance data.
pub fn another_container(differences: &[Difference]) -> bool {
    differences.iter().any(|found| found.pointer.ends_with("/@container"))
}

/// F08: a result says so, and calls the goods satisfactory all the same.
pub fn hides_container(fact: &ResultFact) -> bool {
    another_container(&fact.differences) && fact.code.is_satisfactory()
}

/// F16: a notice of an event comes later than T-HOLD after it. While the teller is away the time stands still.
pub fn late_notice(event_at: Timestamp, now: Timestamp, absences: &[Absence]) -> bool {
    over(event_at, T_HOLD.expiry(event_at), now, absences)
}

/// F25: an event was captured later than T-PAS after it, and the teller's line was up.
pub fn back_dated(event_at: Timestamp, recorded_at: Timestamp, absences: &[Absence]) -> bool {
    over(event_at, T_PAS.expiry(event_at), recorded_at, absences)
}

fn over(since: Timestamp, due: Timestamp, at: Timestamp, absences: &[Absence]) -> bool {
    Patience::StandsStill.put_off(since, due, absences).is_some_and(|due| at > due)
}

/// F17: the way from one office to the next took less than any vehicle needs, clocks that differ by T-SKEW
/// taken into account, or time ran backwards.
pub fn impossible_speed(took: SignedDuration, min_minutes: u32, skew: SignedDuration) -> bool {
    took + skew < SignedDuration::from_mins(i64::from(min_minutes))
}

/// F18: the way took more than twice its normal hours.
pub fn dwells(took: SignedDuration, normal_hours: u32) -> bool {
    took > SignedDuration::from_hours(i64::from(normal_hours)) * PATIENCE
}

/// F28: a vehicle said to be empty weighs more than its tare allows.
pub fn loaded(tare_kg: f64, shown_kg: f64, bias_percent: f64) -> bool {
    shown_kg / (1.0 + bias_percent / 100.0) > tare_kg * (1.0 + SPARE)
}

/// F11: what is declared is less than the goods are worth at the least.
pub fn undervalued(value_xof: u64, least_xof: u128) -> bool {
    u128::from(value_xof) < least_xof
}

/// What goods are worth at the least, in whole francs: of each its mass in grams, and the least value of a kilo.
pub fn least_value(goods: &[(u64, u32)]) -> u128 {
    let each = goods.iter().map(|(grams, floor)| u128::from(*grams) * u128::from(*floor));
    each.sum::<u128>().div_ceil(GRAMS)
}

/// How grave an alert is, and what stands still until somebody decides: nothing, where it only tells.
pub fn gravity(rule: &str) -> (AlertLevel, &'static [&'static str]) {
    use AlertLevel::{High, Low, Medium};
    match rule {
        "H-PAS" | "H-SEAL" | "H-VEH" | "H-TIME" | "H-DUP" | "H-GATE" => (High, &["WRITE_OFF"]),
        "F02" | "F04" | "F05" => (High, &["ARRIVAL"]),
        "F13" => (High, &["RELEASE"]),
        "F08" | "F14" | "F22" | "F23" | "F26" => (High, &["MESSAGE"]),
        "F01" | "F20" => (High, &[]),
        "F06" => (Medium, &["MESSAGE"]),
        "F10" | "F11" | "F19" | "F25" | "F27" | "F28" | "F29" => (Medium, &[]),
        _ if rule.starts_with("SEC-") => (High, &["MESSAGE"]),
        _ => (Low, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::core::laws::at;
    use crate::profile::timer::T_SKEW;

    fn minutes(count: i64) -> SignedDuration {
        SignedDuration::from_mins(count)
    }

    #[test]
    fn age_alone_proves_nothing_while_the_teller_is_away() {
        let (event, day) = (at(0), 24 * 60);
        assert!(!late_notice(event, at(day), &[]) && late_notice(event, at(day + 1), &[]));
        let away = [Absence { from: at(1), to: Some(at(61)) }];
        assert!(!late_notice(event, at(day + 60), &away));
        let gone = [Absence { from: at(1), to: None }];
        assert!(!late_notice(event, at(9 * day), &gone), "nobody knows until when");
        assert!(!back_dated(event, at(30), &[]) && back_dated(event, at(31), &[]));
        assert!(!back_dated(event, at(61), &away));
    }

    #[test]
    fn clocks_that_differ_make_nobody_fast() {
        assert!(!impossible_speed(minutes(206), 216, T_SKEW));
        assert!(!impossible_speed(minutes(201), 216, T_SKEW));
        assert!(impossible_speed(minutes(200), 216, T_SKEW));
        assert!(impossible_speed(minutes(-20), 0, T_SKEW), "time runs backwards");
        assert!(!impossible_speed(minutes(-10), 0, T_SKEW));
    }

    #[test]
    fn twice_the_normal_time_is_patience_enough() {
        let hours = SignedDuration::from_hours;
        assert!(!dwells(hours(48), 24) && dwells(hours(48) + minutes(1), 24));
    }

    #[test]
    fn fuel_and_a_spare_wheel_are_no_load() {
        assert!(!loaded(14_000.0, 15_300.0, 0.0) && loaded(14_000.0, 15_500.0, 0.0));
        assert!(!loaded(14_000.0, 15_500.0, 4.0), "the scale shows too much");
    }

    #[test]
    fn goods_are_undervalued_below_what_all_of_them_are_worth_at_the_least() {
        let rice = (22_500_125, 250);
        assert_eq!(least_value(&[rice]), 5_625_032, "the last quarter of a franc counts");
        let (milk, unknown) = ((2_000_000, 1_500), (40_000_000, 0));
        let least = least_value(&[rice, milk, unknown]);
        assert!(undervalued(8_625_031, least) && !undervalued(8_625_032, least));
        assert!(!undervalued(0, least_value(&[])) && !undervalued(0, least_value(&[unknown])));
        let heavy = least_value(&[(u64::MAX, u32::MAX), (u64::MAX, u32::MAX)]);
        assert!(undervalued(u64::MAX, heavy), "no mass is too much for the sum");
    }

    #[test]
    fn a_container_is_a_container() {
        let found = |pointer: &str| Difference {
            pointer: pointer.to_owned(),
            declared: None,
            found: None,
            text: None,
        };
        assert!(another_container(&[found("/TDA/Equipment/unit[1]/@container")]));
        assert!(!another_container(&[found("/TDA/Goods/item[1]/@count")]));
        assert_eq!(missing(&["870323".to_owned()]), "F20");
        assert_eq!(missing(&["100630".to_owned()]), "F01");
    }

    #[test]
    fn what_only_tells_blocks_nothing() {
        assert_eq!(gravity("H-SEAL").1, ["WRITE_OFF"]);
        assert!(gravity("F16").1.is_empty() && gravity("LINK-DOWN").1.is_empty());
        assert_eq!(gravity("SEC-97"), (AlertLevel::High, &["MESSAGE"][..]));
    }
}
