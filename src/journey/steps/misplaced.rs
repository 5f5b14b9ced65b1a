//! Every message that does not fit the state of the country under test, one after the other.

use crate::journey::actor::misplaced::{self, Demand, Standing};
use crate::journey::actor::officer;
use crate::journey::claims::{Due as _, answered, claim, fields, movement as says};
use crate::journey::ended::Ended;
use crate::journey::states::Seat;
use crate::journey::world::World;
use crate::record::claim::Times;
use cucumber::then;

#[then(
    regex = r"^every message that does not fit (\w+) at departure is answered as the profile says, and moves nothing$"
)]
async fn at_departure(world: &mut World, state: String) {
    let held = unmoved(world, &[(Seat::Departure, state)]).await;
    world.note(held);
}

#[then(
    regex = r"^every message that does not fit (\w+) at passage and (\w+) at destination is answered as the profile says, and moves nothing$"
)]
async fn at_partner(world: &mut World, passage: String, destination: String) {
    let standing = [(Seat::Passage, passage), (Seat::Destination, destination)];
    let held = unmoved(world, &standing).await;
    world.note(held);
}

/// Sends each message, and claims its answer and the states before the next one goes.
async fn unmoved(world: &mut World, standing: &Standing) -> Result<(), Ended> {
    let plan = misplaced::plan(world, standing).await?;
    for (nth, due) in (1..).zip(&plan) {
        misplaced::send(world, due, nth).await?;
        answer(world, &due.demand).await?;
        let (subject, mrn) = (world.stage.subject, world.movement()?.mrn.clone());
        for (seat, state) in standing {
            let since = world.stage.mark();
            let still = says(subject, &mrn, seat.pointer(), state.as_str());
            world.claim(claim("REQ-SEQ-004", subject, since, still)).await?;
        }
    }
    Ok(())
}

async fn answer(world: &World, demand: &Demand) -> Result<(), Ended> {
    let Demand::Answer(code, detail, rule) = demand else { return officer::settled(world).await };
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let rule = fields(rule.map(|rule| ("Errors/error/rule", rule)));
    let answer = answered(&letter.id, subject, (code, Some(detail)), rule, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-SEQ-003", subject, letter.since, answer).due(due)).await
}
