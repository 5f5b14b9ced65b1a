//! Who answers what was never asked, answers answers, and tells again what is over, in the partner's name.

use super::forger::{in_partners_name, mrn_of, original, readable, repeat, tell};
use super::officer;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::answer::{Ack, Fnk, FunctionalError};
use crate::message::{Body, Message, Pair, sample_between};
use crate::profile::lists::{Disposition, FunctionalErrorCode, Role};
use crate::profile::{Code, Grn, MessageId};

/// The partner's arrival under an id that nobody has seen.
pub(in crate::journey) async fn repeat_arrival(world: &mut World) -> Result<(), Ended> {
    repeat(world, "ARR", "an arrival once more, under a new id").await
}

/// The partner's order of liberation under an id that nobody has seen.
pub(in crate::journey) async fn repeat_liberation(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    repeat(world, "GUL", "a liberation once more, under a new id").await
}

/// The partner's write-off under an id that nobody has seen.
pub(in crate::journey) async fn repeat_write_off(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    repeat(world, "WRO", "a write-off once more, under a new id").await
}

/// The partner's advance data under an id that nobody has seen.
pub(in crate::journey) async fn repeat_advice(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    repeat(world, "TDA", "advance data once more, under a new id").await
}

/// The partner's advance data under a new id, with hardly any time to travel.
pub(in crate::journey) async fn amend_advice(world: &mut World) -> Result<(), Ended> {
    let (copy, body) = original(world, "TDA").await?;
    let mut message = readable(&body)?;
    message.header.message_id = MessageId::fresh(world.stage.partner());
    if let Body::Tda(advice) = &mut message.body {
        let minute = jiff::SignedDuration::from_mins(1);
        advice.transit.time_limit = advice.transit.released_at + minute;
    }
    tell(world, &copy.queue, &message, "advance data with another limit").await
}

/// What the words of a feature call an answer.
pub(in crate::journey) fn answer_called(words: &str) -> Result<Code, Ended> {
    match words {
        "a status reply" => Ok(Code::Sts),
        "an enquiry reply" => Ok(Code::Enr),
        "a decision on recovery" => Ok(Code::Rca),
        "a decision on a claim" => Ok(Code::Gcr),
        other => Err(Ended::Error(format!("no answer is called `{other}`"))),
    }
}

/// A business answer of the partner to a question that was never put.
pub(in crate::journey) async fn answer_unasked(world: &mut World, code: Code) -> Result<(), Ended> {
    officer::settled(world).await?;
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let mrn = mrn_of(&world.movement()?.mrn)?;
    let mut body = sample_between(Pair { departure: subject, partner }, code, 1).body;
    let now = world.stage.cell.business();
    match &mut body {
        Body::Sts(sts) => sts.mrn = mrn.into(),
        Body::Enr(enr) => (enr.mrn, enr.event.at, enr.event.recorded_at) = (mrn.into(), now, now),
        Body::Rca(rca) => (rca.mrn, rca.event.at, rca.event.recorded_at) = (mrn.into(), now, now),
        Body::Gcr(gcr) => {
            let grn = world.movement()?.grn().parse::<Grn>();
            let grn = grn.map_err(|error| Ended::Error(error.to_string()))?;
            (gcr.mrn, gcr.grn, gcr.portion.country) = (mrn.into(), grn.into(), subject);
        }
        other => return Err(Ended::Error(format!("{} is no such answer", other.code()))),
    }
    let sender = if code == Code::Gcr { Role::Gua } else { Role::Dst };
    let mut message = in_partners_name(world, body, (sender, Role::Dep));
    message.header.correlation_id = Some(MessageId::fresh(subject).into());
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "an answer to what was never asked").await
}

/// The partner acknowledges an acknowledgement of the country under test.
pub(in crate::journey) async fn acknowledge_answer(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let (copy, _) = original(world, "PAS").await?;
    let way = (world.stage.partner(), world.stage.subject);
    officer::acknowledged(world, way, "PAS").await?;
    let answer = world.stage.first_answer(&copy.message_id, world.stage.subject)?;
    let ack = Body::Ack(Ack { disposition: Disposition::Applied });
    let about = answer.message_id.parse::<MessageId>();
    let about = about.map_err(|error| Ended::Error(error.to_string()))?;
    technical(world, ack, about, "an acknowledgement of an acknowledgement").await
}

/// The partner refuses a message that the country under test has never sent.
pub(in crate::journey) async fn refuse_unsent(world: &mut World) -> Result<(), Ended> {
    let code = FunctionalErrorCode::OutOfSequence;
    let fnk = Body::Fnk(Fnk { errors: vec![FunctionalError::new(code, "/", None, "")] });
    let nothing = MessageId::fresh(world.stage.subject);
    technical(world, fnk, nothing, "a refusal of what was never sent").await
}

/// The partner refuses the arrival: the goods are said to be elsewhere.
pub(in crate::journey) async fn refuse_arrival(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    officer::witnessed(world, (subject, partner), "ARR").await?;
    let arrival = world.stage.message(subject, "ARR", &world.movement()?.mrn)?.message_id;
    let about = arrival.parse::<MessageId>().map_err(|error| Ended::Error(error.to_string()))?;
    let code = FunctionalErrorCode::OutOfSequence;
    let fnk = Body::Fnk(Fnk { errors: vec![FunctionalError::new(code, "/", None, "")] });
    technical(world, fnk, about, "a refusal of an arrival, as if the goods were elsewhere").await
}

async fn technical(
    world: &mut World,
    body: Body,
    about: MessageId,
    intent: &'static str,
) -> Result<(), Ended> {
    let mut message: Message = in_partners_name(world, body, (Role::Sys, Role::Sys));
    message.header.correlation_id = Some(about.into());
    let queue = message.queue().to_string();
    tell(world, &queue, &message, intent).await
}
