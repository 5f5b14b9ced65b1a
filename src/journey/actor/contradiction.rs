//! Messages in the partner's name that contradict themselves: their own code, their time, their envelope.

use super::forger::{entry, in_partners_name, mrn_of, put, tell};
use super::officer;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::header::Event;
use crate::message::passage::Res;
use crate::message::{Body, headers_for, write};
use crate::profile::lists::{CaptureMode, ControlResult, Role, StateOfSeals};
use crate::profile::stomp;
use uuid::Uuid;

/// A satisfactory result that says that it is not.
pub(in crate::journey) async fn conclude(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let body = Res {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        office: movement.journey.destination,
        result_no: 1,
        control_code: ControlResult::A2,
        state_of_seals: StateOfSeals::Good,
        seals: movement.papers.seals(),
        conform: false,
        next_regime: None,
        differences: Vec::new(),
        gate_at: None,
        remarks: None,
    };
    let message = in_partners_name(world, Body::Res(Box::new(body)), (Role::Dst, Role::Dep));
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a result that contradicts its code").await
}

/// An entry long before the goods were released.
pub(in crate::journey) async fn enter_before_release(world: &mut World) -> Result<(), Ended> {
    let mut message = entry(world)?;
    if let (Body::Pas(pas), Ok(long_ago)) = (&mut message.body, "2001-01-01T00:00:00Z".parse()) {
        pas.event.at = long_ago;
    }
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "an entry before the release").await
}

/// An entry that is not test traffic.
pub(in crate::journey) async fn enter_live(world: &mut World) -> Result<(), Ended> {
    let mut message = entry(world)?;
    message.header.test = false;
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "live traffic between systems in test").await
}

/// An entry from paper, without stamp, officer or time.
pub(in crate::journey) async fn enter_unstamped(world: &mut World) -> Result<(), Ended> {
    let mut message = entry(world)?;
    if let Body::Pas(pas) = &mut message.body {
        pas.event.capture = CaptureMode::Paper;
    }
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "an entry from paper that nobody stamped").await
}

/// An entry whose property says something else than its body.
pub(in crate::journey) async fn enter_unlike_its_envelope(world: &mut World) -> Result<(), Ended> {
    let message = entry(world)?;
    let body = write(&message);
    let mut headers = headers_for(&message, &body);
    for (_, value) in headers.iter_mut().filter(|(name, _)| name == stomp::TX_TEST) {
        "0".clone_into(value);
    }
    let queue = message.queue().to_string();
    put(world, &queue, (headers, body), &message, "an envelope unlike its body").await
}
