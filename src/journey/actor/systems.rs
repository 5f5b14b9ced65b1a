//! The system desks of both countries: clocks, heart-beats, announcements.

use crate::adapter::acts::{AnnounceUnavailable, Watch, WatchLink};
use crate::journey::claims::{Due, alarmed, claim, fields, movement as says};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::{Body, instant, read};
use crate::profile::Country;
use crate::profile::timer::{HEARTBEAT, T_FWD, T_SKEW};
use crate::record::claim::{Claim, Times};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;

/// How long before and after the limit the partner is away.
const AROUND_LIMIT: SignedDuration = SignedDuration::from_hours(3);

/// How long the partner is away during an enquiry.
const AWAY: SignedDuration = SignedDuration::from_hours(72);

/// Lets the partner's clock be wrong.
pub(in crate::journey) async fn skew_partner(
    world: &World,
    minutes: i64,
    direction: &str,
) -> Result<(), Ended> {
    let seconds = if direction == "ahead" { minutes * 60 } else { -minutes * 60 };
    if SignedDuration::from_secs(seconds.abs()) > T_SKEW {
        let why = format!("{minutes} minutes are more than the profile tolerates");
        return Err(Ended::Error(why));
    }
    Ok(world.stage.cell.set_skew(world.stage.partner(), seconds).await?)
}

/// Heart-beats are switched on at both ends.
pub(in crate::journey) async fn watch_links(world: &mut World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    for &country in world.stage.cell.countries().iter().filter(|country| **country != subject) {
        world.stage.does(country, "watch-link", WatchLink { watch: Watch::On }).await?;
    }
    let done = world.stage.does(subject, "watch-link", WatchLink { watch: Watch::On }).await?;
    world.done = Some(done);
    Ok(())
}

fn told(from: Country, to: Country, code: &str, fields: BTreeMap<String, String>) -> Claim {
    Claim::Sent {
        from: from.to_string(),
        to: to.to_string(),
        code: code.to_owned(),
        mrn: None,
        fields,
        times: Times::AtLeast(1),
    }
}

/// One heart-beat at once, one after a minute.
pub(in crate::journey) async fn beats(world: &World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let done = world.done()?;
    let beat = told(subject, partner, "HBT", fields([("Heartbeat/ready", "1")]));
    let first = claim("REQ-HBT-001", subject, done.since, beat.clone()).due(later(done.at)?);
    world.claim(first).await?;
    world.stage.cell.quiet().await?;
    let (since, now) = (world.stage.mark(), world.stage.cell.business());
    world.claim(claim("REQ-HBT-001", subject, since, beat).due(later(now)?)).await
}

fn later(at: Timestamp) -> Result<Timestamp, Ended> {
    at.checked_add(HEARTBEAT).map_err(|error| Ended::Error(error.to_string()))
}

/// The officers of the country under test know that the clocks differ.
pub(in crate::journey) async fn told_of_skew(world: &World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let done = world.done()?;
    let alarm = alarmed(subject, "T-SKEW");
    let due = later(later(world.stage.cell.business())?)?;
    world.claim(claim("REQ-HBT-002", subject, done.since, alarm).due(due)).await
}

/// The country under test announces a window of six hours, from in two hours on.
pub(in crate::journey) async fn announce_own(world: &mut World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let from = world.stage.cell.business() + SignedDuration::from_hours(2);
    let act = window(from, from + SignedDuration::from_hours(6));
    world.window = Some((act.from, act.to));
    let done = world.stage.does(subject, "announce-unavailable", act).await?;
    world.done = Some(done);
    Ok(())
}

/// The window that was announced is told to the partner.
pub(in crate::journey) async fn told_of_window(world: &World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let (done, (from, to)) = (world.done()?, announced(world)?);
    let said = fields([
        ("Unavailability/from", instant(from).as_str()),
        ("Unavailability/to", instant(to).as_str()),
    ]);
    let una = told(subject, partner, "UNA", said);
    let due = T_FWD.expiry(done.at);
    world.claim(claim("REQ-UNA-001", subject, done.since, una).due(due)).await
}

/// The partner announces that it will be away three hours before and after the limit.
pub(in crate::journey) async fn announce_partner(world: &mut World) -> Result<(), Ended> {
    let limit = limit(world)?;
    let act = window(limit - AROUND_LIMIT, limit + AROUND_LIMIT);
    world.window = Some((act.from, act.to));
    let partner = world.stage.partner();
    let done = world.stage.does(partner, "announce-unavailable", act).await?;
    world.done = Some(done);
    Ok(world.stage.cell.quiet().await.map(drop)?)
}

/// The partner announces that it will be away for three days, from tomorrow on.
pub(in crate::journey) async fn announce_days(world: &mut World) -> Result<(), Ended> {
    let from = world.stage.cell.business() + SignedDuration::from_hours(24);
    let partner = world.stage.partner();
    world.stage.does(partner, "announce-unavailable", window(from, from + AWAY)).await?;
    Ok(world.stage.cell.quiet().await.map(drop)?)
}

/// The principal of an enquiry has been asked for nothing yet.
pub(in crate::journey) async fn principal_not_asked(world: &World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let home = movement.departure();
    let since = world.stage.mark();
    let asked = says(home, &movement.mrn, "/departure/principal_asked", false);
    world.claim(claim("REQ-UNA-003", home, since, asked)).await
}

/// As long again as the partner was away.
pub(in crate::journey) async fn pass_the_days(world: &mut World) -> Result<(), Ended> {
    let after = world.stage.cell.business() + AWAY;
    Ok(world.stage.cell.advance(after, "as long again as the partner was away").await?)
}

/// An hour after the limit, in the midst of the window.
pub(in crate::journey) async fn pass_the_limit(world: &mut World) -> Result<(), Ended> {
    let after = limit(world)? + SignedDuration::from_hours(1);
    Ok(world.stage.cell.advance(after, "an hour after the limit").await?)
}

/// A minute after the end of the window.
pub(in crate::journey) async fn end_the_window(world: &mut World) -> Result<(), Ended> {
    let after = announced(world)?.1 + SignedDuration::from_mins(1);
    Ok(world.stage.cell.advance(after, "the window has ended").await?)
}

/// The country under test, which is departure, calls the movement overdue.
pub(in crate::journey) async fn overdue(world: &World) -> Result<(), Ended> {
    flagged(world, true.into()).await
}

/// It does not call it so.
pub(in crate::journey) async fn not_overdue(world: &World) -> Result<(), Ended> {
    flagged(world, false.into()).await
}

async fn flagged(world: &World, overdue: Value) -> Result<(), Ended> {
    let movement = world.movement()?;
    let home = movement.departure();
    let since = world.stage.mark();
    let flag = says(home, &movement.mrn, "/departure/overdue", overdue);
    world.claim(claim("REQ-UNA-002", home, since, flag)).await
}

fn window(from: Timestamp, to: Timestamp) -> AnnounceUnavailable {
    let classes = ["CORE", "GUA"].map(str::to_owned).to_vec();
    AnnounceUnavailable { from, to, classes, reason: Some("Maintenance prévue".to_owned()) }
}

fn announced(world: &World) -> Result<(Timestamp, Timestamp), Ended> {
    world.window.ok_or_else(|| Ended::Error("no window has been announced yet".into()))
}

/// The limit of the movement, as the advance data tell it (T-LIM).
fn limit(world: &World) -> Result<Timestamp, Ended> {
    let movement = world.movement()?;
    let copy = world.stage.message(movement.departure(), "TDA", &movement.mrn)?;
    let unread = || Ended::Failed("the advance data cannot be read".to_owned());
    let bytes = STANDARD.decode(&copy.body).map_err(|_| unread())?;
    match read(&bytes).map_err(|_| unread())?.body {
        Body::Tda(advice) => Ok(advice.transit.time_limit),
        _ => Err(unread()),
    }
}
