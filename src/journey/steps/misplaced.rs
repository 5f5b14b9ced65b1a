//! Every message that does not fit the state of the country under test, one after the other.

use crate::journey::actor::misplaced::{self, Demand, Road, Standing};
use crate::journey::actor::{officer, untimely, weather};
use crate::journey::claims::{Due as _, answered, claim, fields, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::states::Seat;
use crate::journey::world::World;
use crate::profile::timer::T_TRR;
use crate::record::claim::{Expectation, Times};
use cucumber::{then, when};

#[when("the line of the partner is cut")]
async fn cut(world: &mut World) {
    let done = async {
        officer::settled(world).await?;
        weather::cut(world, world.stage.partner()).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the line of the partner is whole again")]
async fn whole(world: &mut World) {
    let done = async {
        weather::heal(world, world.stage.partner()).await?;
        officer::settled(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the vehicle is presented at the office of entry")]
async fn presented(world: &mut World) {
    let done = officer::present_at_entry(world).await;
    world.note(done);
}

#[when("the office of entry stops the vehicle")]
async fn stopped(world: &mut World) {
    let done = officer::stop_at_entry(world).await;
    world.note(done);
}

#[when("the partner refuses the arrival, as if the goods were elsewhere")]
async fn arrival_refused(world: &mut World) {
    let done = untimely::refuse_arrival(world).await;
    world.note(done);
}

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
    for (nth, due) in (1..).zip(&plan.due) {
        misplaced::send(world, due, nth).await?;
        answer(world, &due.demand, plan.road).await?;
        let (subject, mrn) = (world.stage.subject, world.movement()?.mrn.clone());
        for (seat, state) in standing {
            let since = world.stage.mark();
            let still = says(subject, &mrn, seat.pointer(), state.as_str());
            let still = by_road(claim("REQ-SEQ-004", subject, since, still), plan.road);
            world.claim(still).await?;
        }
    }
    Ok(())
}

async fn answer(world: &World, demand: &Demand, road: Road) -> Result<(), Ended> {
    match *demand {
        Demand::Answer(code, detail, rule) => technical(world, (code, detail), rule, road).await,
        Demand::Refused(code) => {
            technical(world, ("ACK", "APPLIED"), None, road).await?;
            record_refused(world, code, road).await
        }
        Demand::Unmoved => officer::settled(world).await,
    }
}

async fn technical(
    world: &World,
    (code, detail): (&str, &str),
    rule: Option<&str>,
    road: Road,
) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    if road == Road::Cut {
        misplaced::let_answer(world).await?;
    }
    let rule = fields(rule.map(|rule| ("Errors/error/rule", rule)));
    let answer = answered(&letter.id, subject, (code, Some(detail)), rule, Times::AtLeast(1));
    let due = world.stage.ack_due();
    let answer = claim("REQ-SEQ-003", subject, letter.since, answer).due(due);
    world.claim(by_road(answer, road)).await
}

async fn record_refused(world: &World, code: &str, road: Road) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let refused = [("RecordResponse/decision", "REFUSED"), ("RecordResponse/refusal", code)];
    let (way, mrn) = ((subject, world.stage.partner()), &world.movement()?.mrn);
    let refused = sent(way, "TRR", mrn, fields(refused), Times::AtLeast(1));
    let due = T_TRR.expiry(world.stage.cell.business());
    let refused = claim("REQ-SEQ-003", subject, letter.since, refused).due(due);
    world.claim(by_road(refused, road)).await
}

/// While messages wait for the partner's line nothing is quiet, and patience decides.
fn by_road(expectation: Expectation, road: Road) -> Expectation {
    match road {
        Road::Open => expectation,
        Road::Cut => expectation.in_protocol_time(),
    }
}
