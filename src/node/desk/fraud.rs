//! What officers are told of fraud: the rules of `core::fraud` over what happens to a movement (PD-60).
//!
//! Each rule only tells, but for H-TIME, which holds. Flaws stand beside the rule that they break: one that
//! is blind to the fraud, one that takes its honest twin for it.

use jiff::{SignedDuration, Timestamp};

use super::{Desk, paper, vehicle};
use crate::adapter::reference::RouteEntry;
use crate::node::core::fraud;
use crate::node::core::{
    Absence, Duty, Event, Hold, Missed, Movement, Refusal, Reported, Step, TimerName, Validity,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{AlertLevel, CaptureMode, FunctionalErrorCode, Outcome, StatusReason};
use crate::profile::timer::T_SKEW;
use crate::profile::{Mrn, OfficeCode};

/// An alert in the making: its rule, and the facts in one sentence.
pub(super) type Suspicion = (&'static str, String);

/// H-TIME (F17): two electronic events of one vehicle lie closer together than the road allows.
pub(super) fn hold_for_time(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
) -> Stored<Option<Movement>> {
    let Some((office, at)) = seen(event).filter(|_| electronic(desk)) else { return Ok(None) };
    let skew = if desk.deviates(Flaw::ForgetsSkew)? { SignedDuration::ZERO } else { T_SKEW };
    let legs = legs(desk, before, office, at)?;
    let fast =
        legs.iter().find(|(leg, _, took)| fraud::impossible_speed(*took, leg.min_minutes, skew));
    let (Some((leg, _, took)), Some(part)) = (fast, &before.departure) else { return Ok(None) };
    let stands = part.holds.contains(&Hold::Time) || part.accepted.contains_key(&Hold::Time);
    if stands || desk.deviates(Flaw::OverlooksSpeed)? {
        return Ok(None);
    }
    let mut held = before.clone();
    if let Some(part) = &mut held.departure {
        part.holds.insert(Hold::Time);
    }
    let facts = format!(
        "from {} to {} in {} min; no vehicle needs less than {}",
        leg.from,
        leg.to,
        took.as_mins(),
        leg.min_minutes
    );
    desk.alert(Hold::Time.as_str(), Some(before.mrn.as_str()), None, facts)?;
    Ok(Some(held))
}

/// Looks at a step that was taken, and adds what officers must be told of it.
pub(super) fn look(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    let mut found = missed(desk, before, event, taken)?;
    found.extend(on_the_road(desk, before, event, taken)?);
    found.extend(vehicle::on_two_roads(desk, event, &taken.state)?);
    found.extend(over_eager(desk, before, event)?);
    if let Some((office, at)) = seen(event).filter(|_| electronic(desk)) {
        taken.state.sightings.insert((at, office));
    }
    let alerts = found.into_iter().map(|(rule, facts)| Duty::Alert { rule, facts });
    taken.duties.extend(alerts);
    Ok(())
}

/// F01, F12, F20: goods that are missed. The limit tells the officers of departure, the enquiry those of
/// both countries.
fn missed(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &Step<Movement>,
) -> Stored<Vec<Suspicion>> {
    let asks = |duty: &Duty| matches!(duty, Duty::AskStatus { reason: StatusReason::Limit, .. });
    let enquires = |duty: &Duty| matches!(duty, Duty::Enquire { .. });
    let told = match event {
        Event::Expired(TimerName::Lim) if taken.duties.iter().any(asks) => {
            if desk.deviates(Flaw::OverlooksLimit)? {
                return Ok(Vec::new());
            }
            let facts = "the limit has passed, and nobody has presented the goods".to_owned();
            return Ok(vec![(fraud::OVERDUE, facts)]);
        }
        Event::Expired(TimerName::Enq) => taken.duties.iter().any(enquires),
        Event::Missed(Missed::EnquiryOpened) => true,
        _ => false,
    };
    if !told {
        return Ok(Vec::new());
    }
    let mut rule = fraud::missing(goods(before));
    if rule == fraud::NEVER_LEFT && desk.deviates(Flaw::OverlooksWatchedGoods)? {
        rule = fraud::VANISHED;
    } else if rule == fraud::VANISHED && desk.deviates(Flaw::OverlooksVanishedGoods)? {
        return Ok(Vec::new());
    }
    let facts = "a week after the limit nobody has seen the goods: an enquiry is open".to_owned();
    Ok(vec![(rule, facts)])
}

/// F16, F18, F25: when something happened, when it was captured, and when it is told.
fn on_the_road(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<Vec<Suspicion>> {
    let mut found = Vec::new();
    let Some((office, at)) = seen(event).filter(|_| electronic(desk)) else { return Ok(found) };
    let heard = desk.heard.borrow().as_ref().map(|(from, event)| (*from, event.recorded_at));
    let heard = heard.filter(|_| matches!(event, Event::PassageHeard(_) | Event::ArrivalHeard(_)));
    if let Some((from, recorded_at)) = heard {
        let mut absences = desk.absences(from)?;
        if fraud::late_notice(at, desk.now, &absences)
            && !desk.deviates(Flaw::OverlooksLateNotice)?
        {
            found.push((fraud::LATE_NOTICE, format!("{office} tells of {at} only now")));
        } else if !absences.is_empty() && desk.deviates(Flaw::CountsNoticeWhileAway)? {
            absences.clear();
            found.push((fraud::LATE_NOTICE, format!("{office} tells of {at} only now")));
        }
        if fraud::back_dated(at, recorded_at, &absences)
            && !desk.deviates(Flaw::OverlooksBackDating)?
        {
            found.push((fraud::BACK_DATED, format!("{office} captured {at} at {recorded_at}")));
            late_by_capture(event, recorded_at, taken);
        }
    } else if captured_late(desk, before, at)? && !desk.deviates(Flaw::OverlooksBackDating)? {
        found.push((fraud::BACK_DATED, format!("{office} captured {at} at {}", desk.now)));
    }
    found.extend(dwelt(desk, before, office, at)?);
    Ok(found)
}

/// PD-49: where back-dating alone makes an arrival timely, it is late.
fn late_by_capture(event: &Event, recorded_at: Timestamp, taken: &mut Step<Movement>) {
    if let (Event::ArrivalHeard(_), Some(part)) = (event, &mut taken.state.departure) {
        part.late |= part.limit.is_some_and(|limit| recorded_at > limit);
    }
}

/// F18: a leg that took too long, and neither an incident nor more time explains it.
fn dwelt(
    desk: &Desk<'_>,
    before: &Movement,
    office: OfficeCode,
    at: Timestamp,
) -> Stored<Option<Suspicion>> {
    for (leg, since, took) in legs(desk, before, office, at)? {
        if !fraud::dwells(took, leg.normal_hours) {
            continue;
        }
        let between = |told: &Reported| {
            let when = told.incident.event.at;
            told.validity == Validity::Valid && since <= when && when <= at
        };
        let extended = before.departure.as_ref().is_some_and(|part| part.extension_no > 0);
        let excused = extended || before.incidents.iter().any(between);
        let ignored = if excused {
            !desk.deviates(Flaw::IgnoresReasonForDwell)?
        } else {
            desk.deviates(Flaw::OverlooksDwell)?
        };
        if !ignored {
            let hours = (took.as_hours(), leg.normal_hours);
            let facts =
                format!("{} to {}: {} h, {} are normal", leg.from, leg.to, hours.0, hours.1);
            return Ok(Some((fraud::DWELL, facts)));
        }
    }
    Ok(None)
}

/// Flaws' doing: what honest people do is taken for fraud.
fn over_eager(desk: &Desk<'_>, before: &Movement, event: &Event) -> Stored<Option<Suspicion>> {
    let suspicion = match event {
        Event::Extended { .. } => Some((Flaw::SuspectsLateConvoys, fraud::VANISHED)),
        Event::ResultHeard(_) | Event::Concluded { .. } if fraud::is_vehicle(goods(before)) => {
            Some((Flaw::SuspectsUsedCars, fraud::NEVER_LEFT))
        }
        Event::IncidentRecorded(told) | Event::IncidentHeard(told)
            if told.units.iter().any(|unit| unit.container.is_some()) =>
        {
            Some((Flaw::SuspectsRestuffedContainer, fraud::CONTAINER))
        }
        Event::ArrivalHeard(_) if before.known().is_some_and(|known| !known.changes.is_empty()) => {
            Some((Flaw::SuspectsExplainedSeals, Hold::Seal.as_str()))
        }
        Event::ArrivalHeard(fact) | Event::GoodsArrived(fact) if fact.gate.seen_at().is_some() => {
            Some((Flaw::DistrustsTheGate, Hold::Gate.as_str()))
        }
        Event::WrittenOff { .. } => Some((Flaw::SuspectsEveryWriteOff, "SEC-97")),
        _ => None,
    };
    let Some((flaw, rule)) = suspicion else { return Ok(None) };
    Ok(desk.deviates(flaw)?.then(|| (rule, "this looks suspicious".to_owned())))
}

/// A flaw's doing: a slip of the pen is taken for a forged document.
pub(super) fn suspect_mistyping(desk: &Desk<'_>, refusal: &Refusal) -> Stored<()> {
    let mistyped = refusal.code == FunctionalErrorCode::InvalidMrn;
    if mistyped && desk.deviates(Flaw::SuspectsMistyping)? {
        desk.alert(fraud::FORGED, None, None, "a number that fails its check digit")?;
    }
    Ok(())
}

/// F25 at the office itself: an officer captures long after the event, although the line was up.
pub(super) fn captured_late(
    desk: &Desk<'_>,
    movement: &Movement,
    event_at: Timestamp,
) -> Stored<bool> {
    let mut absences: Vec<Absence> = Vec::new();
    for country in movement.others(desk.home) {
        absences.extend(desk.absences(country)?);
    }
    let electronic = paper::behind(desk).is_none();
    Ok(electronic && fraud::back_dated(event_at, desk.now, &absences))
}

/// Where an event saw the vehicle, and when.
fn seen(event: &Event) -> Option<(OfficeCode, Timestamp)> {
    match event {
        Event::Passed(fact) | Event::PassageHeard(fact) if fact.outcome == Outcome::Passed => {
            Some((fact.office, fact.event_at))
        }
        Event::GoodsArrived(fact) | Event::ArrivalHeard(fact) => Some((fact.office, fact.event_at)),
        _ => None,
    }
}

/// The event in hand was captured on the spot, not from paper.
fn electronic(desk: &Desk<'_>) -> bool {
    let heard = desk.heard.borrow();
    let told = heard.as_ref().is_none_or(|(_, event)| event.capture == CaptureMode::Elec);
    told && paper::behind(desk).is_none()
}

/// Legs of set RTE between where the vehicle was seen before and here: since when, and how long it took. Only
/// departure, which hears everything, asks.
fn legs(
    desk: &Desk<'_>,
    movement: &Movement,
    office: OfficeCode,
    at: Timestamp,
) -> Stored<Vec<(RouteEntry, Timestamp, SignedDuration)>> {
    let Some(part) = &movement.departure else { return Ok(Vec::new()) };
    let route = &part.route;
    let offices: Vec<OfficeCode> = std::iter::once(route.departure)
        .chain(route.passages.iter().map(|stop| stop.office))
        .chain([route.destination])
        .collect();
    let place = |office: OfficeCode| offices.iter().position(|known| *known == office);
    let released = part.released_at.map(|at| (at, route.departure));
    let mut legs = Vec::new();
    for (then, there) in released.into_iter().chain(movement.sightings.iter().copied()) {
        let (Some(here), Some(other)) = (place(office), place(there)) else { continue };
        let (from, to, since, took) = if other < here {
            (there, office, then, at.duration_since(then))
        } else {
            (office, there, at, then.duration_since(at))
        };
        if let Some(leg) = desk.route(from, to)?.filter(|_| other.abs_diff(here) == 1) {
            legs.push((leg, since, took));
        }
    }
    Ok(legs)
}

fn goods(movement: &Movement) -> &[String] {
    movement.known().map_or(&[], |known| &known.load.hs)
}

/// The rule under which officers are told; a flawed node gives another one.
pub(super) fn named<'r>(desk: &Desk<'_>, rule: &'r str) -> Stored<&'r str> {
    let fraud = rule.starts_with('F') && rule[1..].bytes().all(|byte| byte.is_ascii_digit());
    Ok(if fraud && desk.deviates(Flaw::MisnamesFraud)? { "F00" } else { rule })
}

/// How loud an alert is and what it blocks; watched goods (set POL) are never told more quietly than ruled.
pub(super) fn gravity(
    desk: &Desk<'_>,
    rule: &str,
    mrn: Option<&str>,
) -> Stored<(AlertLevel, Vec<String>)> {
    let (mut level, blocks) = fraud::gravity(rule);
    let mrn = mrn.and_then(|mrn| mrn.parse::<Mrn>().ok()).filter(|_| rule.starts_with('F'));
    // Officers are also told of a movement whose record cannot be read any more (F99).
    if let Some(mrn) = mrn
        && let Ok(Some(movement)) = desk.store.movement(mrn)
    {
        for hs in goods(&movement) {
            level = level.max(desk.policy(hs)?.map_or(level, |policy| policy.alert));
        }
    }
    if !blocks.is_empty() && desk.deviates(Flaw::UnderstatesAlerts)? {
        return Ok((AlertLevel::Low, Vec::new()));
    }
    Ok((level, blocks.iter().map(|block| (*block).to_owned()).collect()))
}
