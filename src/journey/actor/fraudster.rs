//! Carriers, insiders and forgers who have real access, and the honest people who look like them.

use super::control::undeclared;
use super::forger::{in_partners_name, mrn_of, tell};
use super::{enquiry, incident, officer, outage, weather};
use crate::adapter::acts::{Arrive, ClearHold, ControlResult, Difference, EmptyTrip, Pass, Resend};
use crate::journey::claims::sent;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::Body;
use crate::message::advice::Portion;
use crate::message::guarantee::Gul;
use crate::message::header::Event;
use crate::message::passage::{Difference as Found, Res, Wro};
use crate::profile::lists::{Basis, ControlResult as Code, Role, StateOfSeals};
use crate::profile::timer::T_ENQ;
use crate::profile::{ContainerNumber, Grn, MessageId, Mrn, OfficeCode};
use crate::record::claim::Times;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Place of the first container in the advance data.
const CONTAINER: &str = "/TDA/Equipment/unit[1]/@container";

/// Mass of an empty vehicle by its papers, in kilograms.
const TARE: &str = "14000";

/// How long an entry is kept back.
const KEPT_BACK: SignedDuration = SignedDuration::from_hours(30);

/// How long a line is dead: longer than anybody may take to tell of an event.
const DEAD: SignedDuration = SignedDuration::from_hours(26);

/// How a vehicle takes the road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::journey) enum Pace {
    /// No vehicle is that fast.
    TooFast,
    /// Just as fast as can be, by a clock that is ten minutes slow.
    SlowClock,
    /// It stands somewhere, and nobody says why.
    Stops,
    /// Its convoy is held up, and an office records it.
    HeldUp,
}

/// The limit passes and a week with it; departure's enquiry has come.
pub(in crate::journey) async fn miss_for_a_week(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    enquiry::exceed_limit(world).await?;
    let since = world.stage.mark();
    let movement = world.movement()?;
    let way = (movement.departure(), movement.destination());
    let asked = sent(way, "ENQ", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    let due = T_ENQ.expiry(enquiry::limit(world)?);
    world.stage.await_claim(asked, since, due).await?;
    officer::settled(world).await
}

/// The car is cleared where it was declared to go.
pub(in crate::journey) async fn clear_for_home_use(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let in_order = movement.papers.result(&movement.mrn);
    let result = ControlResult { next_regime: Some("HOME_USE".to_owned()), ..in_order };
    world.done = Some(world.stage.does(movement.destination(), "result", result).await?);
    Ok(())
}

/// The seals were exchanged on the way; whoever does not compare their numbers sees good seals.
pub(in crate::journey) async fn exchange_seals(world: &mut World) -> Result<(), Ended> {
    let journey = world.movement()?.journey.clone();
    let mut other = Vec::new();
    for unit in &journey.equipment {
        other.push(unit.seals.iter().map(|seal| world.chance.fill(seal)).collect::<Vec<_>>());
    }
    let movement = world.movements.last_mut();
    let movement = movement.ok_or_else(|| Ended::Error("no journey has been given yet".into()))?;
    for (unit, seals) in movement.papers.declaration.equipment.iter_mut().zip(other) {
        unit.seals = seals;
    }
    arrive_in_order(world).await
}

/// Another vehicle brings the goods: all but the tractor, or the only one, have other plates.
pub(in crate::journey) async fn exchange_vehicle(world: &mut World) -> Result<(), Ended> {
    let journey = world.movement()?.journey.clone();
    let last = journey.vehicles.last().map(|vehicle| world.chance.fill(&vehicle.plate));
    let movement = world.movements.last_mut();
    let movement = movement.ok_or_else(|| Ended::Error("no journey has been given yet".into()))?;
    if let (Some(vehicle), Some(plate)) = (movement.papers.declaration.vehicles.last_mut(), last) {
        vehicle.plate = plate;
    }
    arrive_in_order(world).await
}

async fn arrive_in_order(world: &mut World) -> Result<(), Ended> {
    officer::arrive(world).await?;
    officer::heard(world, "ARR").await?;
    officer::find_in_order(world).await?;
    officer::heard(world, "RES").await
}

/// An officer of destination finds another container, and calls it satisfactory.
pub(in crate::journey) async fn wave_container_through(world: &mut World) -> Result<(), Ended> {
    let found = another_container(world)?;
    let movement = world.movement()?;
    let found =
        Difference { found: Some(found), pointer: CONTAINER.to_owned(), ..undeclared(movement) };
    let in_order = movement.papers.result(&movement.mrn);
    let result = ControlResult { differences: vec![found], ..in_order };
    let (done, _) = world.stage.ask(movement.destination(), "result", result).await;
    world.done = Some(done);
    Ok(())
}

/// The same is told in the partner's name, whatever its own node would say.
pub(in crate::journey) async fn tell_container_in_order(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let found = another_container(world)?;
    let movement = world.movement()?;
    let body = Res {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        office: movement.journey.destination,
        result_no: 1,
        control_code: Code::A2,
        conform: true,
        state_of_seals: StateOfSeals::Good,
        seals: movement.papers.seals(),
        next_regime: None,
        differences: vec![Found {
            pointer: CONTAINER.to_owned(),
            declared: None,
            found: Some(found),
            text: None,
        }],
        gate_at: None,
        remarks: None,
    };
    let mut message = in_partners_name(world, Body::Res(Box::new(body)), (Role::Dst, Role::Dep));
    message.header.sender.office = Some(movement.journey.destination);
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a result that calls another container satisfactory").await
}

fn another_container(world: &mut World) -> Result<String, Ended> {
    let serial = u32::try_from(world.chance.below(1_000_000)).unwrap_or_default();
    let number = ContainerNumber::compose("CMAU", serial);
    Ok(number.map_err(|error| Ended::Error(error.to_string()))?.to_string())
}

/// Goods are presented with a document whose number is well made, and was never given out.
pub(in crate::journey) async fn present_forged(world: &mut World) -> Result<(), Ended> {
    let serial = world.chance.serial(12);
    let home = world.movement()?.departure();
    let forged = Mrn::compose(26, home, &serial, 'J');
    let forged = forged.map_err(|error| Ended::Error(error.to_string()))?.to_string();
    if let Some(movement) = world.movements.last_mut() {
        movement.mrn = forged;
    }
    officer::arrive(world).await
}

/// The officer of destination mistypes one character of the number, and is told so.
pub(in crate::journey) async fn mistype(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let arrival = movement.papers.arrive(&movement.mrn);
    let (rest, last) = movement.mrn.split_at(movement.mrn.len() - 1);
    let other = if last == "1" { "2" } else { "1" };
    let arrival = Arrive { mrn: format!("{rest}{other}"), ..arrival };
    world.stage.ask(movement.destination(), "arrive", arrival).await;
    Ok(())
}

/// The officer of departure presses Resend for the advance data.
pub(in crate::journey) async fn resend_advice(world: &World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let detail = Resend { mrn: movement.mrn.clone(), code: "TDA".to_owned() };
    world.stage.does(movement.departure(), "resend", detail).await?;
    officer::settled(world).await
}

/// One guarantee for two movements at once: the first is guaranteed, then the second is asked for.
pub(in crate::journey) async fn use_twice(world: &mut World) -> Result<(), Ended> {
    world.movements.rotate_left(1);
    officer::ask_guarantor(world).await?;
    officer::await_guarantor(world).await?;
    world.movements.rotate_left(1);
    officer::ask_guarantor(world).await
}

/// One guarantee for two movements, one after the other.
pub(in crate::journey) async fn use_again(world: &mut World) -> Result<(), Ended> {
    world.movements.rotate_left(1);
    officer::ask_guarantor(world).await?;
    officer::await_guarantor(world).await?;
    officer::go_all_the_way(world).await?;
    officer::settled(world).await?;
    world.movements.rotate_left(1);
    officer::ask_guarantor(world).await?;
    officer::await_guarantor(world).await
}

/// The partner orders a guarantee free that secures a movement of the country under test.
pub(in crate::journey) async fn order_free(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let grn = movement.grn().parse::<Grn>();
    let portions = movement.papers.declaration.guarantee.exposure.iter();
    let portions = portions
        .filter_map(|(country, xof)| Some(Portion { country: country.parse().ok()?, xof: *xof }));
    let body = Gul {
        mrn: mrn_of(&movement.mrn)?.into(),
        grn: grn.map_err(|error| Ended::Error(format!("{error}")))?.into(),
        reservation_id: None,
        basis: Basis::Result,
        write_off_id: MessageId::fresh(world.stage.partner()),
        portions: portions.collect(),
    };
    let message = in_partners_name(world, Body::Gul(Box::new(body)), (Role::Dep, Role::Gua));
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a liberation that is not departure's").await
}

/// An office of passage of the partner says that the movement is written off.
pub(in crate::journey) async fn write_off(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let partner = world.stage.partner();
    let entry = movement.journey.entry(partner);
    let body = Wro {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        basis: Basis::Result,
        actual_office: Some(movement.journey.destination),
        decision_no: 1,
        basis_message_id: None,
    };
    let mut message = in_partners_name(world, Body::Wro(Box::new(body)), (Role::Ent, Role::Dep));
    message.header.sender.office = entry;
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a write-off by an office of passage").await
}

/// The vehicle enters, and its entry is captured thirty hours later.
pub(in crate::journey) async fn keep_entry_back(world: &mut World) -> Result<(), Ended> {
    let country = world.movement()?.destination();
    officer::expected(world, country).await?;
    let happened = world.stage.cell.business();
    wait(world, KEPT_BACK).await?;
    let movement = world.movement()?;
    let present = movement.papers.present(&movement.mrn, country, "ENTRY");
    world.stage.does(country, "present", present).await?;
    let pass = movement.papers.pass(&movement.mrn, country, "ENTRY");
    let pass = Pass { event_at: Some(happened), ..pass };
    world.done = Some(world.stage.does(country, "pass", pass).await?);
    officer::heard(world, "PAS").await
}

/// The partner's line is dead for a day; the vehicle enters meanwhile, and is captured at once.
pub(in crate::journey) async fn enter_unheard(world: &mut World) -> Result<(), Ended> {
    let (partner, country) = (world.stage.partner(), world.movement()?.destination());
    officer::expected(world, country).await?;
    let due = world.stage.ack_due();
    world.stage.cell.advance(due, "what was sent is answered").await?;
    weather::cut(world, partner).await?;
    let done = officer::pass(world, country, "ENTRY").await?;
    // Its silence shows after three minutes; from then on the partner is known to be away.
    for time in [SignedDuration::from_mins(4), DEAD] {
        let to = world.stage.cell.business() + time;
        world.stage.cell.move_clock(to, "the line is dead").await?;
    }
    weather::heal(world, partner).await?;
    outage::stop_watching(world).await?;
    world.done = Some(done);
    officer::heard(world, "PAS").await
}

/// The goods are released and driven to the office of destination at this pace.
pub(in crate::journey) async fn drive(world: &mut World, pace: Pace) -> Result<(), Ended> {
    officer::dispatch(world).await?;
    let journey = world.movement()?.journey.clone();
    let mut here = journey.departure;
    for border in &journey.borders {
        for (office, direction) in [(border.exit, "EXIT"), (border.entry, "ENTRY")] {
            let (least, _) = leg(world, here, office);
            wait(world, least).await?;
            if direction == "ENTRY" {
                officer::expected(world, office.country()).await?;
            }
            officer::pass(world, office.country(), direction).await?;
            here = office;
        }
    }
    let (least, normal) = leg(world, here, journey.destination);
    let long = normal * 2 + SignedDuration::from_hours(6);
    match pace {
        Pace::TooFast => wait(world, least / 4).await?,
        Pace::SlowClock => wait(world, least - SignedDuration::from_mins(10)).await?,
        Pace::Stops => wait(world, long).await?,
        Pace::HeldUp => {
            wait(world, long / 2).await?;
            incident::delay(world).await?;
            wait(world, long / 2).await?;
        }
    }
    officer::arrive(world).await?;
    officer::heard(world, "ARR").await
}

/// The least and the normal time of a leg, by the corridor.
fn leg(world: &World, from: OfficeCode, to: OfficeCode) -> (SignedDuration, SignedDuration) {
    let route = world.stage.cell.corridor().route(from, to);
    route.map_or((SignedDuration::from_mins(30), SignedDuration::from_hours(1)), |route| {
        let least = SignedDuration::from_mins(i64::from(route.min_minutes));
        (least, SignedDuration::from_hours(i64::from(route.normal_hours)))
    })
}

async fn wait(world: &World, time: SignedDuration) -> Result<(), Ended> {
    let then = world.stage.cell.business() + time;
    Ok(world.stage.cell.advance(then, "goods travel").await?)
}

/// The officer of departure clears the hold for the time.
pub(in crate::journey) async fn clear_time_hold(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = ClearHold {
        mrn: movement.mrn.clone(),
        hold: "H-TIME".to_owned(),
        reason: "Horloge du bureau de destination déréglée, constat n° 8".to_owned(),
        document: None,
    };
    world.done = Some(world.stage.does(movement.departure(), "clear-hold", detail).await?);
    Ok(())
}

/// Two hours after the limit the arrival is captured as if it had been an hour before it.
pub(in crate::journey) async fn date_back(world: &mut World) -> Result<(), Ended> {
    let limit = enquiry::limit(world)?;
    let hour = SignedDuration::from_hours(1);
    let later: Timestamp = limit + hour * 2;
    world.stage.cell.advance(later, "the limit passes").await?;
    let movement = world.movement()?;
    let arrival = movement.papers.arrive(&movement.mrn);
    let arrival = Arrive { event_at: Some(limit - hour), ..arrival };
    world.done = Some(world.stage.does(movement.destination(), "arrive", arrival).await?);
    officer::heard(world, "ARR").await
}

/// The vehicle goes home empty over the scale of the country under test, which shows this.
pub(in crate::journey) async fn go_home_weighed(
    world: &mut World,
    kilograms: &str,
) -> Result<(), Ended> {
    let movement = world.movement()?;
    let home = movement.departure();
    let trip = EmptyTrip {
        office: movement.papers.office(home, "EXIT").to_owned(),
        direction: "ENTRY".to_owned(),
        plates: movement.papers.plates(),
        tare: Some(TARE.to_owned()),
        weighed_mass: Some(kilograms.to_owned()),
        scale: None,
    };
    world.done = Some(world.stage.does(home, "empty", trip).await?);
    Ok(())
}
