//! A line that fails around one exact message, and how its country comes back.

use super::{officer, weather};
use crate::adapter::acts::Release;
use crate::journey::ended::Ended;
use crate::journey::stage::Done;
use crate::journey::world::{Letter, World};
use crate::link::control::{Effect, FaultOrder, FrameFacts, LinkWhat, Point};
use crate::link::seed_that_loses;
use crate::profile::Country;
use crate::record::event::{Event, What};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;

/// How long the first message may take after the line is back.
pub(in crate::journey) const BACK_WITHIN: Duration = Duration::from_secs(1);

/// How long more where heart-beats must first show that the connection is dead.
pub(in crate::journey) const BEATS: Duration = Duration::from_secs(4);

/// Segments of a hundred that a poor line loses.
const LOST: u8 = 5;

/// How long a node may take to notice that its line is down. Protocol time.
const NOTICED_WITHIN: Duration = Duration::from_secs(10);

/// What an officer records, and the message that tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::journey) enum Fact {
    /// Release at departure: TDA.
    Release,
    /// Entry at the border: PAS.
    Entry,
    /// Arrival at destination: ARR.
    Arrival,
    /// Result of the control at destination: RES.
    Control,
}

impl Fact {
    /// As the features call it.
    pub(in crate::journey) fn called(word: &str) -> Result<Self, Ended> {
        match word {
            "release" => Ok(Self::Release),
            "entry" => Ok(Self::Entry),
            "arrival" => Ok(Self::Arrival),
            "control" => Ok(Self::Control),
            other => Err(Ended::Error(format!("no officer records a {other}"))),
        }
    }

    /// Code of the message that tells it.
    pub(in crate::journey) fn code(self) -> &'static str {
        match self {
            Self::Release => "TDA",
            Self::Entry => "PAS",
            Self::Arrival => "ARR",
            Self::Control => "RES",
        }
    }

    fn of_code(code: &str) -> Option<Self> {
        [Self::Release, Self::Entry, Self::Arrival, Self::Control]
            .into_iter()
            .find(|fact| fact.code() == code)
    }
}

/// Everything that comes before the fact has happened, and nothing is under way.
pub(in crate::journey) async fn come_before(world: &mut World, fact: Fact) -> Result<(), Ended> {
    match fact {
        Fact::Release => officer::secure(world).await?,
        Fact::Entry => {
            officer::dispatch(world).await?;
            officer::leave(world).await?;
            officer::expected(world, world.movement()?.destination()).await?;
        }
        Fact::Arrival => {
            officer::dispatch(world).await?;
            officer::leave(world).await?;
            officer::enter(world).await?;
        }
        Fact::Control => {
            officer::dispatch(world).await?;
            officer::travel(world).await?;
        }
    }
    officer::settled(world).await
}

/// Everything that comes after the fact happens.
pub(in crate::journey) async fn go_on(world: &mut World) -> Result<(), Ended> {
    let fact = Fact::of_code(&world.letter()?.code);
    match fact {
        Some(Fact::Release) => officer::travel(world).await?,
        Some(Fact::Entry) => officer::arrive(world).await?,
        Some(Fact::Arrival) => {}
        Some(Fact::Control) | None => return Ok(()),
    }
    officer::find_in_order(world).await
}

/// The line goes down, and the node has noticed it before anybody acts.
pub(in crate::journey) async fn go_down(world: &World, country: Country) -> Result<(), Ended> {
    let link = world.stage.cell.link(country);
    let before = link.state().await?.last_event;
    weather::cut(world, country).await?;
    let knocked = |what: &LinkWhat| matches!(what, LinkWhat::TurnedAway).then_some(());
    // Who knocks has noticed. Whoever waits longer finds a line that is down all the same.
    link.wait_for(before, NOTICED_WITHIN, knocked).await?;
    Ok(())
}

/// Officers record the fact, whatever their system answers; every act, in order.
pub(in crate::journey) async fn record(world: &mut World, fact: Fact) -> Result<Vec<Done>, Ended> {
    let mut acts = Vec::new();
    for (verb, detail) in details(world, fact)? {
        let movement = world.movement()?;
        let country =
            if fact == Fact::Release { movement.departure() } else { movement.destination() };
        let (done, _) = world.stage.ask(country, verb, detail).await;
        acts.push(done);
    }
    world.done = acts.first().cloned();
    Ok(acts)
}

fn details(world: &World, fact: Fact) -> Result<Vec<(&'static str, Value)>, Ended> {
    let movement = world.movement()?;
    let (papers, mrn, there) = (&movement.papers, &movement.mrn, movement.destination());
    Ok(match fact {
        Fact::Release => vec![
            ("control", json(papers.control(mrn))?),
            ("release", json(Release { mrn: mrn.clone() })?),
        ],
        Fact::Entry => vec![
            ("present", json(papers.present(mrn, there, "ENTRY"))?),
            ("pass", json(papers.pass(mrn, there, "ENTRY"))?),
        ],
        Fact::Arrival => vec![("arrive", json(papers.arrive(mrn))?)],
        Fact::Control => {
            let mut result = papers.result(mrn);
            officer::IN_ORDER.clone_into(&mut result.code);
            vec![("result", json(result)?)]
        }
    })
}

fn json(detail: impl Serialize) -> Result<Value, Ended> {
    serde_json::to_value(detail).map_err(|error| Ended::Error(error.to_string()))
}

/// The line of the country under test fails at an exact point of the message that tells the fact.
pub(in crate::journey) async fn fail_at(
    world: &mut World,
    point: Point,
    fact: Fact,
    effect: Effect,
) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let armed = weather::arm_at(world, subject, (point, fact.code()), effect).await?;
    record(world, fact).await?;
    let frame = weather::bitten(world, subject, &armed).await?;
    talk_about(world, &frame)
}

/// The line of the country under test carries 64 kbit/s, and loses one segment in twenty, until the end
/// of the scenario.
pub(in crate::journey) async fn be_poor(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    // What the line saw before must not be taken for what it suffers.
    let drained = world.stage.cell.drain_links().await;
    drained.map_err(|error| Ended::Error(error.to_string()))?;
    let link = world.stage.cell.link(world.stage.subject);
    let scenario = world.stage.cell.playing();
    let poor = [
        ("narrow", Effect::Throttle { bytes_per_s: 64_000 / 8 }),
        ("lossy", Effect::Loss { percent: LOST }),
    ];
    for (name, effect) in poor {
        let (id, drawn) = (format!("{scenario}-{name}"), world.chance.below(u64::from(u32::MAX)));
        let seed = seed_that_loses(drawn, &id, LOST);
        let order = FaultOrder { seed, ..FaultOrder::new(id, effect) };
        link.arm(&order).await?;
    }
    world.poor_since = Some(world.stage.mark());
    Ok(())
}

/// From now on steps talk about the message of this frame.
fn talk_about(world: &mut World, frame: &FrameFacts) -> Result<(), Ended> {
    let since = world.stage.mark();
    let sent = world.done()?.since.min(since);
    let [id, code, mrn] = [&frame.message_id, &frame.code, &frame.mrn].map(ToString::to_string);
    world.letters.push(Letter { id, code, mrn, since, sent, defect: None });
    Ok(())
}

/// Identity of the fault that waits for a message of this code.
pub(in crate::journey) fn fault_of(world: &World, code: &str) -> String {
    weather::fault_of(world, code)
}

/// Writes down how long the country took to come back: until the first message passed its line, and
/// until the awaited message had its final answer.
pub(in crate::journey) async fn note_recovery(world: &World) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    cell.drain_links().await.map_err(|error| Ended::Error(error.to_string()))?;
    let sealed = cell.is_sealed(world.stage.subject);
    let (letter, subject) = (world.letter()?, world.stage.subject.to_string());
    let times = cell
        .recorder()
        .look(cell.name(), &cell.playing(), |events| times(events, &subject, sealed, letter));
    if let Some((outage_us, first_us, agreed_us)) = times {
        let (message_id, code) = (letter.id.clone(), letter.code.clone());
        let what =
            What::Recovered { country: subject, message_id, code, outage_us, first_us, agreed_us };
        cell.record("scribe", what);
    }
    Ok(())
}

/// Outage, time to the first message, time to the final answer, microseconds.
fn times(
    events: &[Event],
    country: &str,
    sealed: bool,
    letter: &Letter,
) -> Option<(u64, u64, u64)> {
    let changed = |event: &Event, changes: &[&str]| match &event.what {
        What::LinkChange { country: of, change, at_ns, .. }
            if of == country && changes.contains(&change.as_str()) =>
        {
            Some(*at_ns)
        }
        What::Part { part, change, .. }
            if part.starts_with("broker") && changes.contains(&change.as_str()) =>
        {
            Some(event.wall_ns)
        }
        _ => None,
    };
    let good = ["healed", "emptied", "renewed"];
    let healed = events.iter().rev().find_map(|event| changed(event, &good))?;
    let bad = ["bit", "cut", "filled", "expired"];
    let failed = events.iter().filter_map(|event| changed(event, &bad));
    let failed = failed.filter(|at| *at <= healed).max()?;
    let own = format!(".FROM.{country}.");
    let first = events.iter().filter_map(|event| match &event.what {
        What::LinkFrame { country: of, at_ns, .. } if of == country && *at_ns >= healed => {
            Some(*at_ns)
        }
        // A line that no link reads is known by what came out of it.
        What::Copy(facts) if sealed && facts.queue.contains(&own) && event.wall_ns >= healed => {
            Some(event.wall_ns)
        }
        _ => None,
    });
    let answered = events.iter().filter_map(|event| match &event.what {
        What::Copy(facts)
            if facts.headers.get("correlation-id") == Some(&letter.id)
                && event.wall_ns >= healed =>
        {
            Some(event.wall_ns)
        }
        _ => None,
    });
    let us = |at: u64| (at - healed) / 1000;
    Some(((healed - failed) / 1000, us(first.min()?), us(answered.min()?)))
}
