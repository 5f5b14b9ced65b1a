//! Whatever the partner may send in a state of the country under test that it does not fit.
//!
//! ```text
//! page of states ─► lot of each kind ─┬─► sent, with the answer that the page demands
//!                                     ├─► sent, and only that nothing moves is demanded
//!                                     └─► left out, and why
//! ```

mod bodies;
mod kinds;

use self::bodies::Scene;
use self::kinds::{KINDS, Kind};
use super::forger::{in_partners_name, tell};
use super::{decision, officer, weather};
use crate::journey::claims::movement as says;
use crate::journey::ended::Ended;
use crate::journey::states::{self, Seat};
use crate::journey::world::World;
use crate::profile::{Class, Code, MessageId, stomp};
use crate::record::event::{CopyFacts, MisplacedFacts, What};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// States of the country under test, by seat.
pub(in crate::journey) type Standing = [(Seat, String)];

/// What is demanded of whoever gets a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::journey) enum Demand {
    /// This answer: code, what the ACK says or the FNK's error, and its rule.
    Answer(&'static str, &'static str, Option<&'static str>),
    /// The record that it asks for is refused with this code.
    Refused(&'static str),
    /// No state changes; the answer hangs on what the page does not tell.
    Unmoved,
}

/// Whether the partner can be reached: a state that waits for its word is held by cutting its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::journey) enum Road {
    /// The partner's own node answers.
    Open,
    /// What goes to the partner lies in its queue.
    Cut,
}

/// What is to be done in a state.
pub(in crate::journey) struct Plan {
    /// What is to be sent, in this order.
    pub(in crate::journey) due: Vec<Due>,
    /// How far it goes.
    pub(in crate::journey) road: Road,
}

/// A message to be sent.
pub(in crate::journey) struct Due {
    kind: &'static Kind,
    /// The question that it answers, if it answers one: what is sent before it may raise others.
    answers: Option<MessageId>,
    /// What is demanded.
    pub(in crate::journey) demand: Demand,
}

/// What becomes of a kind of message.
#[derive(Debug, PartialEq, Eq)]
enum Lot {
    Sent(Demand),
    LeftOut(&'static str),
}

const FITS: &str = "a row fits it, or it is applied and nothing changes";
const DETAILS: &str = "whether it is applied hangs on what the page does not tell";
const WAITS: &str = "it waits for its forerunner (PD-24)";
const NOT_KEPT: &str = "the guarantee is not the partner's to speak of (PD-15)";

const UNSEEN: &str = "the partner's line is down, and nothing shows that it was taken";

/// Between two rounds, so that no event happens twice at one time, and no minute has too many refusals (PD-33).
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// What is to be sent now that the movement stands so; what is left out is in the record.
pub(in crate::journey) async fn plan(world: &World, standing: &Standing) -> Result<Plan, Ended> {
    if let Some((seat, state)) = standing.iter().find(|(seat, state)| !states::knows(*seat, state))
    {
        return Err(Ended::Error(format!("the table of {} has no {state}", seat.as_str())));
    }
    let road = rest(world, standing).await?;
    let mut due = Vec::new();
    let mut left_out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for kind in KINDS {
        match lot(world, standing, kind)? {
            Some(Lot::Sent(Demand::Unmoved)) if road == Road::Cut => {
                left_out.entry(UNSEEN.to_owned()).or_default().push(kind.event.to_owned());
            }
            Some(Lot::Sent(demand)) => {
                due.push(Due { kind, answers: answers(world, kind)?, demand });
            }
            Some(Lot::LeftOut(why)) => {
                left_out.entry(why.to_owned()).or_default().push(kind.event.to_owned());
            }
            None => {}
        }
    }
    if due.is_empty() {
        return Err(Ended::Error("the tables name nothing that does not fit".to_owned()));
    }
    let facts = MisplacedFacts {
        country: world.stage.subject.to_string(),
        states: standing
            .iter()
            .map(|(seat, state)| format!("{state} ({})", seat.as_str()))
            .collect(),
        sent: due.iter().map(|due| due.kind.event.to_owned()).collect(),
        left_out,
    };
    world.stage.cell.record("actor", What::Misplaced(Box::new(facts)));
    Ok(Plan { due, road })
}

/// Waits until the country under test stands so, and nothing is under way that could change it.
async fn rest(world: &World, standing: &Standing) -> Result<Road, Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let road = if weather::is_down(world, partner).await? { Road::Cut } else { Road::Open };
    match road {
        Road::Open => decision::wait(world, PAUSE).await?,
        Road::Cut => {
            let later = world.stage.cell.business() + PAUSE;
            go_on(world, later, "the partner's line is down", || false).await?;
        }
    }
    let mrn = &world.movement()?.mrn;
    for (seat, state) in standing {
        let claim = says(subject, mrn, seat.pointer(), state.as_str());
        world.stage.await_claim(claim, world.stage.mark(), world.stage.ack_due()).await?;
        if let Some(code) = waits_for_answer_to(state).filter(|_| road == Road::Cut) {
            officer::witnessed(world, (subject, partner), code).await?;
        }
    }
    if road == Road::Open {
        officer::settled(world).await?;
    }
    Ok(road)
}

/// What a country has asked the partner when it stands in a state that only the answer ends.
fn waits_for_answer_to(state: &str) -> Option<&'static str> {
    match state {
        "GUA_PENDING" => Some("GUQ"),
        "CANCEL_PENDING" => Some("CAN"),
        "REQUESTED" | "CANCELLED_PRESENTED" => Some("TRQ"),
        _ => None,
    }
}

/// Sends one of them in the partner's name, as the newest letter.
pub(in crate::journey) async fn send(world: &mut World, due: &Due, nth: u32) -> Result<(), Ended> {
    let kind = due.kind;
    let body = (kind.body)(&Scene::new(world, nth))?;
    let mut message = in_partners_name(world, body, kind.roles);
    message.header.correlation_id = due.answers.map(Into::into);
    let queue = message.queue().to_string();
    tell(world, &queue, &message, kind.event).await
}

/// Moves the clock, through every timer that is due before, while the partner cannot be reached.
async fn go_on(
    world: &World,
    to: Timestamp,
    why: &str,
    is_enough: impl Fn() -> bool,
) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    loop {
        let next = cell.quiet_without(world.stage.partner()).await?;
        if is_enough() || cell.business() >= to {
            return Ok(());
        }
        cell.step(next, to, why).await?;
    }
}

/// Gives the country under test its time to answer while the partner cannot be reached: nothing else moves the clock.
pub(in crate::journey) async fn let_answer(world: &World) -> Result<(), Ended> {
    let due = world.stage.ack_due();
    let id = &world.letter()?.id;
    let answered = |facts: &CopyFacts| {
        let technical = facts.code.parse().is_ok_and(Code::is_technical);
        technical && facts.headers.get(stomp::CORRELATION_ID) == Some(id)
    };
    let is_answered = || world.stage.newest(answered).is_some();
    go_on(world, due, "until the answer is due", is_answered).await
}

/// The question that it answers, as far as one was asked; else one that nobody has asked.
fn answers(world: &World, kind: &Kind) -> Result<Option<MessageId>, Ended> {
    let Some(asked) = kind.asks else { return Ok(None) };
    let question = question(world, asked)?.and_then(|id| id.parse().ok());
    Ok(Some(question.unwrap_or_else(|| MessageId::fresh(world.stage.subject))))
}

/// What becomes of a kind of message; nothing where no table of these seats names it.
fn lot(world: &World, standing: &Standing, kind: &Kind) -> Result<Option<Lot>, Ended> {
    let seats = standing.iter().filter(|(seat, _)| kind.seats.contains(seat));
    let found = seats.filter_map(|(seat, state)| states::effects(*seat, state, kind.event));
    let found: Vec<&states::Effects> = found.collect();
    if found.is_empty() {
        return Ok(None);
    }
    let movement = world.movement()?;
    let about_guarantee = kind.asks.is_some_and(|code| code.class() == Class::Gua);
    if about_guarantee && movement.guarantor() != world.stage.partner() {
        return Ok(Some(Lot::LeftOut(NOT_KEPT)));
    }
    if let Some(asked) = kind.asks
        && question(world, asked)?.is_none()
    {
        // PD-28 (4), whatever the state: the tables know answers to what was asked.
        return Ok(Some(Lot::Sent(Demand::Answer("FNK", "92", None))));
    }
    if let Some((code, why)) = kind.unless_told
        && has_told(world, code)?
    {
        return Ok(Some(Lot::LeftOut(why)));
    }
    if found.iter().any(|effects| effects.moves) {
        return Ok(Some(Lot::LeftOut(FITS)));
    }
    let mut answers: BTreeSet<&'static str> =
        found.iter().flat_map(|effects| effects.answers.iter().copied()).collect();
    answers.retain(|answer| !kind.rules_out.contains(answer));
    if standing.iter().all(|(seat, _)| *seat != Seat::Departure) {
        // PD-24: a partner holds what is about a movement that it does not know; here it knows it.
        answers.remove("HELD");
    }
    Ok(Some(demanded(&answers)))
}

/// The partner's own node has told a message of this code; a refused one of ours is as if it had never come (PD-23).
fn has_told(world: &World, code: Code) -> Result<bool, Ended> {
    let (partner, mrn) = (format!(".FROM.{}.", world.stage.partner()), &world.movement()?.mrn);
    let ours = |id: &str| world.letters.iter().any(|letter| letter.id == id);
    let told = world.stage.newest(|facts| {
        facts.code == code.as_str()
            && facts.mrn == *mrn
            && facts.queue.contains(&partner)
            && !ours(&facts.message_id)
    });
    Ok(told.is_some())
}

/// What these answers leave to demand.
fn demanded(answers: &BTreeSet<&'static str>) -> Lot {
    let (refusals, others): (Vec<&'static str>, Vec<&'static str>) = answers
        .iter()
        .copied()
        .partition(|answer| answer.starts_with(|c: char| c.is_ascii_digit()));
    let code = |refusal: &'static str| refusal.split(' ').next().unwrap_or(refusal);
    match (&refusals[..], &others[..]) {
        ([], ["RECORDED"]) => Lot::Sent(Demand::Answer("ACK", "RECORDED", None)),
        ([], ["APPLIED"]) => Lot::LeftOut(FITS),
        ([], [one]) if let Some(code) = one.strip_prefix("TRR refusal ") => {
            Lot::Sent(Demand::Refused(code))
        }
        (_, others) if others.contains(&"HELD") => Lot::LeftOut(WAITS),
        ([one], []) => Lot::Sent(Demand::Answer("FNK", code(one), one.split(' ').nth(1))),
        ([first, rest @ ..], []) if rest.iter().all(|other| code(other) == code(first)) => {
            Lot::Sent(Demand::Answer("FNK", code(first), None))
        }
        ([_, ..], ["RECORDED"] | []) => Lot::Sent(Demand::Unmoved),
        _ => Lot::LeftOut(DETAILS),
    }
}

/// The newest question of this code that the country under test has put to the partner.
fn question(world: &World, code: Code) -> Result<Option<String>, Ended> {
    let mrn = &world.movement()?.mrn;
    let asked = world.stage.message(world.stage.subject, code.as_str(), mrn);
    Ok(asked.ok().map(|copy| copy.message_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_page_tells_is_demanded() {
        let lot = |answers: &[&'static str]| demanded(&answers.iter().copied().collect());
        let fnk = |code, rule| Lot::Sent(Demand::Answer("FNK", code, rule));
        assert_eq!(lot(&["RECORDED"]), Lot::Sent(Demand::Answer("ACK", "RECORDED", None)));
        assert_eq!(lot(&["92"]), fnk("92", None));
        assert_eq!(lot(&["92 R-DIV"]), fnk("92", Some("R-DIV")));
        assert_eq!(lot(&["92 H-DUP"]), fnk("92", Some("H-DUP")));
        assert_eq!(lot(&["92", "92 R-SEEN"]), fnk("92", None));
        assert_eq!(lot(&["92", "RECORDED"]), Lot::Sent(Demand::Unmoved));
        assert_eq!(lot(&["APPLIED"]), Lot::LeftOut(FITS));
        assert_eq!(lot(&["APPLIED", "92"]), Lot::LeftOut(DETAILS));
        assert_eq!(lot(&["APPLIED", "RECORDED"]), Lot::LeftOut(DETAILS));
        assert_eq!(lot(&["TRR refusal 3"]), Lot::Sent(Demand::Refused("3")));
        assert_eq!(lot(&["APPLIED", "TRR refusal 1"]), Lot::LeftOut(DETAILS));
        assert_eq!(lot(&["HELD"]), Lot::LeftOut(WAITS));
        assert_eq!(lot(&["HELD", "92"]), Lot::LeftOut(WAITS));
        assert_eq!(lot(&[]), Lot::LeftOut(DETAILS));
    }
}
