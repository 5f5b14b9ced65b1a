//! Numbers of the lines that are read: what is missing is asked for (PD-02, PD-51).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::message::Header;
use crate::node::desk::{Desk, ask_status, later};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::StatusReason;
use crate::profile::timer::GAP_ASK;
use crate::profile::{Country, Queue};

/// The newest numbers heard on one line.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Heard {
    epoch: u32,
    highest: u32,
}

/// Numbers of a line that were passed over and have not come.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Gap {
    queue: Queue,
    epoch: u32,
    first: u32,
    last: u32,
    since: Timestamp,
}

/// Key of every [`Gap`] among the facts.
const GAPS: &str = "gaps";

/// Takes note of a message's number. A partner that counts anew was restored from a backup: every
/// open movement is asked about. What is passed over may still come, and has time until [`next`].
pub(super) fn heard(desk: &Desk<'_>, queue: Queue, header: &Header) -> Stored<()> {
    let (epoch, number) = (header.link_epoch, header.link_seq);
    desk.store.heard_link_seq(queue, number)?;
    let key = format!("heard/{queue}");
    let known: Option<Heard> = desk.store.fact(&key)?;
    let newest = match known {
        Some(known) if epoch < known.epoch => known,
        Some(known) if epoch == known.epoch => {
            close_gaps(desk, queue, epoch, number)?;
            if number > known.highest.saturating_add(1) {
                let (first, last) = (known.highest + 1, number - 1);
                let mut gaps = gaps(desk)?;
                gaps.push(Gap { queue, epoch, first, last, since: desk.now });
                desk.store.set_fact(GAPS, &gaps)?;
            }
            Heard { epoch, highest: known.highest.max(number) }
        }
        Some(_) | None => Heard { epoch, highest: number },
    };
    desk.store.set_fact(&key, &newest)?;
    renewed(desk, queue.from, epoch)
}

/// All lines of a partner share its epoch.
fn renewed(desk: &Desk<'_>, partner: Country, epoch: u32) -> Stored<()> {
    let key = format!("epoch/{partner}");
    let known: Option<u32> = desk.store.fact(&key)?;
    if known.is_none_or(|known| known < epoch) {
        desk.store.set_fact(&key, &epoch)?;
    }
    if known.is_some_and(|known| known < epoch) && !desk.deviates(Flaw::IgnoresNewEpoch)? {
        ask_about_all(desk, partner, StatusReason::Epoch)?;
    }
    Ok(())
}

fn gaps(desk: &Desk<'_>) -> Stored<Vec<Gap>> {
    Ok(desk.store.fact(GAPS)?.unwrap_or_default())
}

/// A number that comes late leaves at most two smaller gaps.
fn close_gaps(desk: &Desk<'_>, queue: Queue, epoch: u32, number: u32) -> Stored<()> {
    let known = gaps(desk)?;
    let holds = |gap: &Gap| {
        gap.queue == queue && gap.epoch == epoch && (gap.first..=gap.last).contains(&number)
    };
    if !known.iter().any(holds) {
        return Ok(());
    }
    let mut left = Vec::new();
    for gap in known {
        if !holds(&gap) {
            left.push(gap);
            continue;
        }
        if gap.first < number {
            left.push(Gap { last: number - 1, ..gap.clone() });
        }
        if number < gap.last {
            left.push(Gap { first: number + 1, ..gap });
        }
    }
    desk.store.set_fact(GAPS, &left)
}

/// When the oldest gap has been open for so long that it is asked about.
pub(in crate::node) fn next(desk: &Desk<'_>) -> Stored<Option<Timestamp>> {
    Ok(gaps(desk)?.iter().map(|gap| later(gap.since, GAP_ASK)).min())
}

/// Asks about everything that is open with a partner whose numbers are missing; once for all gaps.
pub(in crate::node) fn ask(desk: &Desk<'_>) -> Stored<()> {
    let (due, young): (Vec<Gap>, Vec<Gap>) =
        gaps(desk)?.into_iter().partition(|gap| later(gap.since, GAP_ASK) <= desk.now);
    desk.store.set_fact(GAPS, &young)?;
    if due.is_empty() || desk.deviates(Flaw::IgnoresGap)? {
        return Ok(());
    }
    let mut partners: Vec<Country> = due.iter().map(|gap| gap.queue.from).collect();
    partners.sort_unstable();
    partners.dedup();
    partners.into_iter().try_for_each(|partner| ask_about_all(desk, partner, StatusReason::Gap))
}

/// STQ for every open movement about which something was exchanged with a partner.
fn ask_about_all(desk: &Desk<'_>, partner: Country, reason: StatusReason) -> Stored<()> {
    for mrn in desk.store.movements_known()? {
        let Some(movement) = desk.store.movement(mrn)? else { continue };
        let silent =
            desk.store.told(mrn, partner)?.is_empty() && desk.store.heard(mrn, partner)?.is_empty();
        if !movement.is_final() && !silent {
            ask_status(desk, mrn, partner, reason)?;
        }
    }
    Ok(())
}
