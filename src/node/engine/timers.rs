//! Timers: all of them stored instants, fired in their order when the clock has passed them.

use jiff::Timestamp;

use super::Engine;
use crate::node::core::{Event, TimerName};
use crate::node::desk::{Cause, Desk, Hindrance, ask_status, later};
use crate::node::flaw::Flaw;
use crate::node::receive::{ask_for_gaps, expire_held, next_gap};
use crate::node::store::{Stored, TagGone, Waiting};
use crate::profile::lists::StatusReason;
use crate::profile::timer::{REPEAT, UNANSWERED_ALERT};
use crate::profile::{Code, Country, Mrn, Queue};

/// Which stored instant comes first.
enum Due {
    Timer(Mrn, TimerName),
    Held,
    /// The forerunner of an early message is to be asked for.
    Forerunner(i64, Mrn, Queue),
    Repeat(i64),
    Deferred(i64),
    /// A message has not reached the broker in its time.
    Late(i64),
    Beat,
    Silence(Country),
    Snapshot,
    /// Numbers of a partner have been missing for too long.
    Gap,
    /// The totals of a day are owed to the regional database.
    Day,
    Pair(Mrn, Waiting),
    /// A country is back, and has told what it knows of vehicles that left meanwhile.
    Roads,
    /// No exit explains that a tag was taken off.
    Tag(Mrn, TagGone),
}

impl Engine {
    /// When something is due next. Repetition stands still while the line is down (PD-22).
    ///
    /// What was due before it was known of (an event heard late) fires with the next order to the clock,
    /// and must not hide what is still to come.
    pub(super) fn next_timer(&self) -> Stored<Option<Timestamp>> {
        let now = self.clock.now();
        let all = self.all_due()?;
        let times = || all.iter().map(|(at, _)| *at);
        Ok(times().filter(|at| *at > now).min().or_else(|| times().min()))
    }

    /// When the first of all is due, past or to come.
    pub(super) fn soonest(&self) -> Stored<Option<Timestamp>> {
        Ok(self.first_due()?.map(|(at, _)| at))
    }

    fn first_due(&self) -> Stored<Option<(Timestamp, Due)>> {
        Ok(self.all_due()?.into_iter().min_by_key(|(at, _)| *at))
    }

    fn all_due(&self) -> Stored<Vec<(Timestamp, Due)>> {
        let desk = self.desk(self.clock.now());
        let timer = self.store.first_timer()?;
        let repeat = if self.session.is_some() { self.store.first_repeat()? } else { None };
        let all = [
            timer.map(|(at, mrn, name)| (at, Due::Timer(mrn, name))),
            self.store.first_held()?.and_then(|held| Some((held.until?, Due::Held))),
            self.store
                .first_held_ask()?
                .map(|(at, inbox, mrn, queue)| (at, Due::Forerunner(inbox, mrn, queue))),
            repeat.map(|(at, id)| (at, Due::Repeat(id))),
            self.store.first_deferred()?.map(|(at, id)| (at, Due::Deferred(id))),
            self.store.first_late()?.map(|(at, id)| (at, Due::Late(id))),
            desk.next_beat()?.map(|at| (at, Due::Beat)),
            desk.next_silence()?.map(|(at, country)| (at, Due::Silence(country))),
            desk.next_snapshot()?.map(|at| (at, Due::Snapshot)),
            desk.next_close()?.map(|at| (at, Due::Day)),
            next_gap(&desk)?.map(|at| (at, Due::Gap)),
            desk.next_second_road()?.map(|at| (at, Due::Roads)),
            self.store.first_pair()?.map(|(mrn, waiting)| (waiting.due, Due::Pair(mrn, waiting))),
            self.store.first_tag()?.map(|(mrn, gone)| (gone.due, Due::Tag(mrn, gone))),
        ];
        Ok(all.into_iter().flatten().collect())
    }

    /// Fires and commits everything that is due, then hands over what came of it.
    pub(super) fn fire_due_timers(&mut self) -> Stored<()> {
        let now = self.clock.now();
        let mut again = Vec::new();
        while self.first_due()?.is_some_and(|(at, _)| at <= now) {
            again.extend(self.in_transaction(|engine| engine.fire_batch(now))?);
        }
        self.hand_over(again);
        Ok(())
    }

    fn fire_batch(&mut self, now: Timestamp) -> Stored<Vec<i64>> {
        let desk = self.desk(now);
        for _ in 0..1000 {
            let Some((at, due)) = self.first_due()? else { break };
            if at > now {
                break;
            }
            match due {
                Due::Timer(mrn, name) => self.expire(&desk, mrn, name)?,
                Due::Late(id) => desk.tell_late(id)?,
                Due::Beat => desk.beat()?,
                Due::Silence(country) => desk.silent(country)?,
                Due::Day => desk.close_day()?,
                Due::Gap => ask_for_gaps(&desk)?,
                Due::Roads => desk.judge_second_roads()?,
                Due::Snapshot => {
                    desk.take_over_due()?;
                    Self::retry_touched(&desk)?;
                }
                Due::Pair(mrn, waiting) => desk.unpaired(mrn, waiting)?,
                Due::Tag(mrn, gone) => desk.tag_unexplained(mrn, gone)?,
                Due::Held => {
                    if let Some(held) = self.store.first_held()? {
                        expire_held(&desk, &held)?;
                    }
                }
                Due::Forerunner(inbox, mrn, queue) => {
                    self.store.asked_for(inbox)?;
                    // What is early about a movement of another country, that country has told late.
                    let home = mrn.country() == self.home;
                    let of = if home { queue.from } else { mrn.country() };
                    ask_status(&desk, mrn, of, StatusReason::Held)?;
                }
                Due::Repeat(id) => {
                    if self.repeat(&desk, id)? {
                        desk.again.borrow_mut().push(id);
                    }
                }
                Due::Deferred(id) => {
                    self.store.undefer(id)?;
                    desk.again.borrow_mut().push(id);
                }
            }
        }
        Ok(desk.again.take())
    }

    /// A movement's timer.
    fn expire(&self, desk: &Desk<'_>, mrn: Mrn, name: TimerName) -> Stored<()> {
        self.store.stop_timer(mrn, name)?;
        let Some(movement) = self.store.movement(mrn)? else { return Ok(()) };
        let cause = Cause::national(format!("timer/{}", name.as_str()));
        match desk.take_step(&movement, &Event::Expired(name), &cause, || Ok(())) {
            Ok(_) | Err(Hindrance::Refused(_) | Hindrance::Held) => Ok(()),
            Err(Hindrance::Defect(error)) => Err(error),
        }
    }

    /// T-ACK: the same bytes once more, unless the addressee is away; after 24 h of running time an
    /// officer is told (PD-22).
    fn repeat(&self, desk: &Desk<'_>, id: i64) -> Stored<bool> {
        let Some(sent) = self.store.sent(id)? else { return Ok(true) };
        if sent.code == Code::Sta && desk.deviates(Flaw::TellsRegionOnce)? {
            self.store.retire(id, "ACKED")?;
            return Ok(false);
        }
        if let Some(back) = desk.back_at(sent.queue.to)? {
            self.store.repeat_at(id, back)?;
            return Ok(false);
        }
        self.store.repeat(id)?;
        if sent.repeats + 1 == repeats_before_alert() {
            let mrn = sent.mrn.map(|mrn| mrn.to_string());
            let facts = format!("{} has no answer after 24 h", sent.code);
            desk.alert("T-ACK", mrn.as_deref(), None, facts)?;
            // The regional database keeps no record that could be compared.
            let asks = !matches!(sent.code, Code::Stq | Code::Sta);
            if let Some(mrn) = sent.mrn.filter(|_| asks) {
                ask_status(desk, mrn, sent.queue.to, StatusReason::NoAnswer)?;
            }
        }
        Ok(true)
    }

    /// When a message that was receipted now is to be repeated, after so many repetitions.
    pub(super) fn repetition_after(&self, repeats: u32) -> Timestamp {
        let at = usize::try_from(repeats).unwrap_or(usize::MAX).min(REPEAT.len() - 1);
        later(self.clock.now(), REPEAT[at])
    }
}

/// How many pauses of [`REPEAT`] fill the time after which an officer is told.
fn repeats_before_alert() -> u32 {
    let mut passed = jiff::SignedDuration::ZERO;
    let mut repeats = 0_usize;
    while passed < UNANSWERED_ALERT {
        passed += REPEAT[repeats.min(REPEAT.len() - 1)];
        repeats += 1;
    }
    u32::try_from(repeats).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_silence_is_twenty_seven_repetitions() {
        assert_eq!(repeats_before_alert(), 27);
    }
}
