//! What goes on while a line is down: goods travel, messages pile up, paper is stamped.

use super::{forger, officer, weather};
use crate::adapter::acts::{AnnounceUnavailable, StampedPaper, Watch, WatchLink};
use crate::journey::claims::sent;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::T_ADV;
use crate::profile::{Class, Country, Queue, stomp};
use crate::record::claim::Times;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a message that is known to lie in a queue may take to come out of it. Protocol time.
const COMES_WITHIN: Duration = Duration::from_secs(10);

/// How long a partner is away as announced.
const WINDOW: SignedDuration = SignedDuration::from_hours(2);

/// How long a line is down before paper is captured.
const HOURS_DOWN: SignedDuration = SignedDuration::from_hours(5);

/// The partner's officers go on; what they send waits for the country under test.
pub(in crate::journey) async fn partner_goes_on(world: &mut World) -> Result<(), Ended> {
    officer::enter(world).await?;
    officer::arrive(world).await?;
    officer::find_in_order(world).await?;
    let (from, to) = (world.stage.partner(), world.stage.subject);
    let (mrn, since) = (world.movement()?.mrn.clone(), 0);
    for code in ["PAS", "ARR", "RES"] {
        let told = sent((from, to), code, &mrn, BTreeMap::new(), Times::AtLeast(1));
        world.stage.await_claim(told, since, world.stage.ack_due()).await?;
    }
    Ok(())
}

/// What lies in the queue comes out of it the other way round: taken by the account that may read it,
/// and put back by the account that may write it.
pub(in crate::journey) async fn turn_round(world: &World) -> Result<(), Ended> {
    let (from, to) = (world.stage.partner(), world.stage.subject);
    let queue = Queue::new(to, from, Class::Core).to_string();
    let reader = world.stage.cell.login(to.as_str()).await?;
    let mut lying = reader.subscribe(&format!("{}{queue}", stomp::QUEUE_PREFIX), 100).await?;
    let mut codes = Vec::new();
    while codes.last().map(String::as_str) != Some("RES") {
        let next = tokio::time::timeout(COMES_WITHIN, lying.next()).await;
        let late = |_| Ended::Error(format!("{queue} holds only {}", codes.join(", ")));
        let message = next.map_err(late)?.map_err(|end| Ended::Error(end.to_string()))?;
        codes.push(message.header(stomp::TYPE).unwrap_or_default().to_owned());
        let taken = reader.ack_confirmed(&message).await;
        taken.map_err(|error| Ended::Error(error.to_string()))?;
    }
    lying.unsubscribe().await?;
    for code in codes.iter().rev() {
        forger::put_back(world, code).await?;
    }
    Ok(())
}

/// The partner announces a window that begins now, and its line goes down until it ends.
pub(in crate::journey) async fn leave_as_announced(world: &mut World) -> Result<(), Ended> {
    let (from, partner) = (world.stage.cell.business(), world.stage.partner());
    let to = from + WINDOW;
    let act = AnnounceUnavailable {
        from,
        to,
        classes: Class::ALL.iter().map(ToString::to_string).collect(),
        reason: Some("Maintenance prévue".to_owned()),
    };
    world.window = Some((from, to));
    // A third country is away as well: its beats cannot follow a clock that moves two hours at once.
    for &country in world.stage.cell.countries().iter().filter(|it| **it != world.stage.subject) {
        world.stage.does(country, "announce-unavailable", act.clone()).await?;
    }
    let_answers_come(world).await?;
    weather::cut(world, partner).await?;
    pass_time(world, to - SignedDuration::from_mins(1), "the partner is away").await
}

/// The line is back when the window ends; heart-beats are then no longer watched.
pub(in crate::journey) async fn come_back(world: &World) -> Result<(), Ended> {
    let partner = world.stage.partner();
    weather::heal(world, partner).await?;
    let (_, to) = world.window.ok_or_else(|| Ended::Error("nobody is away".into()))?;
    world.stage.cell.advance(to + SignedDuration::from_mins(2), "the window has ended").await?;
    stop_watching(world).await
}

/// Nobody watches heart-beats any more: business time need not stop every minute.
pub(in crate::journey) async fn stop_watching(world: &World) -> Result<(), Ended> {
    for &country in world.stage.cell.countries() {
        world.stage.does(country, "watch-link", WatchLink { watch: Watch::Off }).await?;
    }
    Ok(())
}

/// A country's line is down for hours. What happens on paper meanwhile stands on this paper.
pub(in crate::journey) async fn stamp(world: &mut World, country: Country) -> Result<(), Ended> {
    let_answers_come(world).await?;
    weather::cut(world, country).await?;
    let from = world.stage.cell.business();
    let to = from + HOURS_DOWN;
    pass_time(world, to, "the line is down, goods go on with stamped paper").await?;
    world.paper = Some(StampedPaper {
        stamp_number: format!("TP-{}", world.chance.serial(6)),
        officer: "Sawadogo A.".to_owned(),
        link_down_from: from,
        link_down_to: to,
        event_at: from + HOURS_DOWN / 2,
    });
    Ok(())
}

/// Business time passes while nothing can be told, until silence is an alarm.
pub(in crate::journey) async fn hours_down(world: &World, why: &str) -> Result<(), Ended> {
    pass_time(world, world.stage.cell.business() + HOURS_DOWN, why).await
}

/// Business time passes while the advance data wait, until they are late.
pub(in crate::journey) async fn minutes_down(world: &World) -> Result<(), Ended> {
    let late = T_ADV.expiry(world.stage.cell.business()) + SignedDuration::from_mins(1);
    pass_time(world, late, "the advance data wait").await
}

/// Arrival and control result are captured from the paper.
pub(in crate::journey) async fn capture(world: &mut World) -> Result<(), Ended> {
    let paper = paper(world)?;
    let (movement, country) = (world.movement()?, world.movement()?.destination());
    let arrival = movement.papers.arrive(&movement.mrn);
    let mut result = movement.papers.result(&movement.mrn);
    officer::IN_ORDER.clone_into(&mut result.code);
    let at = paper.event_at;
    let arrival = crate::adapter::acts::Arrive { paper: Some(paper.clone()), ..arrival };
    let since = world.stage.mark();
    world.stage.does(country, "arrive", arrival).await?;
    let later = StampedPaper { event_at: at + SignedDuration::from_mins(30), ..paper };
    result.paper = Some(later);
    let mut done = world.stage.does(country, "result", result).await?;
    done.since = since;
    world.done = Some(done);
    Ok(())
}

/// The paper that the steps talk about.
pub(in crate::journey) fn paper(world: &World) -> Result<StampedPaper, Ended> {
    world.paper.clone().ok_or_else(|| Ended::Error("no paper has been stamped".into()))
}

/// Whoever takes all the time that T-ACK gives has answered before the line goes down.
pub(in crate::journey) async fn let_answers_come(world: &World) -> Result<(), Ended> {
    let due = world.stage.ack_due();
    Ok(world.stage.cell.advance(due, "what was sent is answered").await?)
}

/// Business time passes although lines are down and messages lie: nobody waits for quiet.
async fn pass_time(world: &World, to: Timestamp, why: &str) -> Result<(), Ended> {
    Ok(world.stage.cell.move_clock(to, why).await?)
}
