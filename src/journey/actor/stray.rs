//! Messages in the partner's name that nobody expects: before their time, or about nothing known.

use super::forger::{mrn_of, tell};
use super::officer;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::header::Event;
use crate::message::{Body, Pair, Party, sample_between};
use crate::profile::lists::{ControlResult, Role, StateOfSeals};
use crate::profile::{Code, MessageId, Mrn};
use uuid::Uuid;

/// A control result in the partner's name, of goods that have not been told to have arrived.
pub(in crate::journey) async fn conclude_early(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let movement = world.movement()?;
    let now = world.stage.cell.business();
    let destination = movement.journey.destination;
    let pair = Pair { departure: subject, partner };
    let mut message = sample_between(pair, Code::Res, 1);
    // Known reference data: what is newer would be held (PD-24).
    message.header.ref_data = 1;
    if let Body::Res(result) = &mut message.body {
        result.event = Event::electronic(Uuid::now_v7(), now);
        result.mrn = mrn_of(&movement.mrn)?.into();
        (result.office, result.result_no) = (destination, 1);
        (result.control_code, result.conform) = (ControlResult::A2, true);
        result.state_of_seals = StateOfSeals::Good;
        result.seals = movement.papers.seals();
        result.differences.clear();
    }
    let header = &mut message.header;
    header.message_id = MessageId::fresh(partner);
    (header.prepared_at, header.test) = (now, true);
    header.sender.office = Some(destination);
    header.recipient.office = Some(movement.journey.departure);
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a control result before any arrival").await
}

/// An enquiry in the partner's name about a movement that was never advised.
pub(in crate::journey) async fn enquire(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let pair = Pair { departure: partner, partner: subject };
    let mut message = sample_between(pair, Code::Enq, 1);
    // Known reference data: what is newer would be held (PD-24).
    message.header.ref_data = 1;
    let twelve = world.chance.serial(12);
    let mrn = Mrn::compose(26, partner, &twelve, 'J').map_err(|e| Ended::Error(e.to_string()))?;
    let now = world.stage.cell.business();
    let header = &mut message.header;
    header.message_id = MessageId::fresh(partner);
    (header.prepared_at, header.test) = (now, true);
    header.sender = Party { country: partner, office: None, role: Role::Dep };
    header.recipient = Party { country: subject, office: None, role: Role::Dst };
    if let Body::Enq(enquiry) = &mut message.body {
        enquiry.mrn = mrn.into();
        enquiry.event = Event::electronic(Uuid::now_v7(), now);
        enquiry.last_seen_at = None;
    }
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "an enquiry about a movement that was never advised").await
}
