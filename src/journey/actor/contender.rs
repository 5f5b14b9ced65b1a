//! Second trucks under one number, and what is said of them in the partner's name.

use super::forger::{in_partners_name, mrn_of, tell};
use super::{diverted, officer};
use crate::adapter::acts::{Arbitrate, NationalOutcome};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::Body;
use crate::message::diversion::Fwd;
use crate::message::header::Event;
use crate::message::passage::Arr;
use crate::profile::OfficeCode;
use crate::profile::lists::{OfficeRole, Role, StateOfSeals};
use uuid::Uuid;

/// Plates of a truck that has nothing to do with the movement.
const ANOTHER: &str = "9999ZZ99";

/// The goods are presented at the declared office, whatever that office knows.
pub(in crate::journey) async fn arrive_anyway(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    officer::arrive(world).await
}

/// Another truck is presented at the declared office under the same number.
pub(in crate::journey) async fn second_truck(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let mut arrival = movement.papers.arrive(&movement.mrn);
    arrival.plates = vec![ANOTHER.to_owned()];
    let (done, _) = world.stage.ask(movement.destination(), "arrive", arrival).await;
    world.done = Some(done);
    Ok(())
}

/// What became of the vehicle that is held at the other office of entry.
pub(in crate::journey) async fn record_outcome(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let office = diverted::other_entry(world)?.to_string();
    let movement = world.movement()?;
    let outcome = "Marchandises saisies, procès-verbal 12".to_owned();
    let act =
        NationalOutcome { mrn: movement.mrn.clone(), office, role: "ENT".to_owned(), outcome };
    let done = world.stage.does(movement.destination(), "national-outcome", act).await?;
    world.done = Some(done);
    Ok(())
}

/// The officer of departure decides for the declared office.
pub(in crate::journey) async fn arbitrate(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let office = movement.journey.destination.to_string();
    let act = Arbitrate { mrn: movement.mrn.clone(), office };
    let done = world.stage.does(movement.departure(), "arbitrate", act).await?;
    world.done = Some(done);
    Ok(())
}

/// An arrival at another office of the partner, in the partner's name.
pub(in crate::journey) async fn tell_second_arrival(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let arrival = Arr {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        office: diverted::other_destination(world)?,
        plates: vec![ANOTHER.to_owned()],
        state_of_seals: StateOfSeals::Good,
        seals: movement.papers.seals(),
        late: false,
        gate_at: None,
        remarks: None,
    };
    let message = in_partners_name(world, Body::Arr(Box::new(arrival)), (Role::Dst, Role::Dep));
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "an arrival while the goods are at another office").await
}

/// A decision of the partner on where the goods are, in the partner's name.
pub(in crate::journey) async fn tell_decision(
    world: &mut World,
    actual_office: OfficeCode,
    decision_no: u32,
) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let decision = Fwd {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        actual_office,
        role: OfficeRole::Dst,
        decision_no,
    };
    let message = in_partners_name(world, Body::Fwd(Box::new(decision)), (Role::Dep, Role::Dst));
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a decision on where the goods are").await
}
