//! What a partner's system tells of itself: HBT, UNA and RFD.

use super::apply::Applied;
use super::checks::{not_entitled, plausible_instants, rules};
use super::{Incoming, Rejection};
use crate::message::system::{Hbt, Rfd, Una};
use crate::message::{Body, Message, read};
use crate::node::core::Absence;
use crate::node::desk::{Desk, Snapshot};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{Disposition, FunctionalErrorCode};
use crate::profile::timer::SKEW_ALARM;
use crate::profile::{OfficeCode, Queue};

/// Takes a heart-beat: never answered, never a reason to refuse anything (PD-07, PD-52).
pub(super) fn heartbeat(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<()> {
    let from = incoming.queue.from;
    let complain =
        |rule: &str, facts: String| desk.alert(rule, None, incoming.claimed_id.as_deref(), facts);
    if incoming.claimed_digest != Some(incoming.digest.as_str()) {
        return complain("SEC-95", "a heart-beat's digest is not that of its bytes".to_owned());
    }
    if let Some(facts) = desk.badly_signed(from, incoming.headers, incoming.body)? {
        return complain("SEC-95", facts);
    }
    match read(incoming.body) {
        Ok(Message { header, body: Body::Hbt(told) }) if header.sender.country == from => {
            compare_clocks(desk, incoming, &told)
        }
        Ok(message) => {
            let (code, said) = (message.code(), message.header.sender.country);
            complain("SEC-97", format!("{code} of {said} as a heart-beat of {from}"))
        }
        Err(unreadable) => complain("R-HBT", unreadable.to_string()),
    }
}

/// A difference over five minutes alarms the officers once, until the clocks agree again.
fn compare_clocks(desk: &Desk<'_>, incoming: &Incoming<'_>, told: &Hbt) -> Stored<()> {
    let from = incoming.queue.from;
    let apart = desk.now.duration_since(told.now).abs();
    let mut peer = desk.peer(from)?;
    let skewed = apart > SKEW_ALARM;
    if skewed && !peer.skewed && !desk.deviates(Flaw::IgnoresSkew)? {
        let facts = format!("the clock of {from} is {} s away", apart.as_secs());
        desk.alert("T-SKEW", None, incoming.claimed_id.as_deref(), facts)?;
    }
    peer.skewed = skewed;
    desk.set_peer(from, &peer)
}

/// The effect of a message that is about no movement.
pub(super) fn effect(desk: &Desk<'_>, queue: Queue, message: &Message) -> Stored<Applied> {
    desk.broken.take();
    if plausible_instants(desk, message).and_then(|()| rules(desk, message)).is_err() {
        return Ok(Applied::Rejected(Rejection::errors(desk.broken.take())));
    }
    match &message.body {
        Body::Una(una) => unavailable(desk, queue, una),
        Body::Rfd(rfd) => snapshot(desk, queue, rfd),
        _ => Ok(Applied::Rejected(not_entitled("a message without a movement"))),
    }
}

/// RFD: a newer snapshot replaces the set from its instant on; a lower one is kept as evidence.
fn snapshot(desk: &Desk<'_>, queue: Queue, rfd: &Rfd) -> Stored<Applied> {
    let mut offices = rfd.entries.offices.iter().map(|it| it.code);
    let mut closed = rfd.entries.closures.iter().map(|it| it.office);
    let strange = |office: &OfficeCode| office.country() != queue.from;
    if let Some(office) = offices.find(strange).or_else(|| closed.find(strange)) {
        let facts = format!("{} of {} speaks for {office}", rfd.set.code(), queue.from);
        return Ok(Applied::Rejected(not_entitled(facts)));
    }
    if rfd.entries.sets().iter().any(|set| *set != rfd.set) {
        let (code, pointer) = (FunctionalErrorCode::Rule, "/RFD/ReferenceData/set");
        let set = rfd.set.code();
        return Ok(Applied::Rejected(Rejection::fnk(code, pointer, Some("R-SET"), set)));
    }
    let lower = rfd.version <= desk.version_of(queue.from, rfd.set)?;
    if (lower && !desk.deviates(Flaw::TakesLowerVersion)?)
        || (!lower && desk.deviates(Flaw::IgnoresSnapshot)?)
    {
        return Ok(Applied::Done(Disposition::Recorded));
    }
    desk.await_snapshot(Snapshot::told(queue.from, rfd))?;
    Ok(Applied::Done(Disposition::Applied))
}

/// UNA: while the window lasts, what waits for that partner stands still (section 7).
fn unavailable(desk: &Desk<'_>, queue: Queue, una: &Una) -> Stored<Applied> {
    if una.to <= una.from {
        let (code, pointer) = (FunctionalErrorCode::Rule, "/UNA/Unavailability/to");
        let value = una.to.to_string();
        return Ok(Applied::Rejected(Rejection::fnk(code, pointer, Some("R-WINDOW"), &value)));
    }
    desk.put_window(queue.from, Absence { from: una.from, to: Some(una.to) })?;
    Ok(Applied::Done(Disposition::Applied))
}
