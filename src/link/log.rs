//! The link's own memory: numbered events that readers can wait for.

use super::control::{LinkEvent, LinkWhat};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// Events that are kept for slow readers; older ones are gone, and a reader is told so.
pub(super) const KEPT: usize = 50_000;

/// Most events in one answer.
const PAGE: usize = 2_000;

/// A reader asked for events that are not kept any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gone {
    /// Oldest number that is kept.
    pub(super) oldest: u64,
}

#[derive(Debug)]
pub(super) struct Log {
    events: Mutex<VecDeque<LinkEvent>>,
    newest: watch::Sender<u64>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { events: Mutex::default(), newest: watch::Sender::new(0) }
    }

    /// Appends an event and gives it the next number.
    pub(super) fn tell(&self, what: LinkWhat) -> u64 {
        self.tell_each([what])
    }

    /// Appends what happens at one moment, and gives the newest number. Readers are woken once.
    pub(super) fn tell_each(&self, what: impl IntoIterator<Item = LinkWhat>) -> u64 {
        let mut events = self.events();
        let (before, at_ns) = (self.newest(), wall_ns());
        let mut number = before;
        for what in what {
            number += 1;
            events.push_back(LinkEvent { number, at_ns, what });
            if events.len() > KEPT {
                events.pop_front();
            }
        }
        if number > before {
            // Under the lock, so that numbers rise in the order of the events.
            self.newest.send_replace(number);
        }
        number
    }

    /// Number of the newest event, 0 before the first.
    pub(super) fn newest(&self) -> u64 {
        *self.newest.borrow()
    }

    /// Events numbered above `after`, oldest first; waits up to `wait` for one.
    pub(super) async fn after(&self, after: u64, wait: Duration) -> Result<Vec<LinkEvent>, Gone> {
        let mut newest = self.newest.subscribe();
        // Both a timeout and a closed channel mean that there is nothing new. The number must not stay
        // borrowed: who tells an event holds the events and waits for the number.
        drop(tokio::time::timeout(wait, newest.wait_for(|at| *at > after)).await);
        let events = self.events();
        let Some(oldest) = events.front().map(|event| event.number) else {
            return Ok(Vec::new());
        };
        if oldest > after + 1 {
            return Err(Gone { oldest });
        }
        let skip = usize::try_from(after + 1 - oldest).unwrap_or(usize::MAX);
        Ok(events.iter().skip(skip).take(PAGE).cloned().collect())
    }

    /// No user code runs under the lock, so a poisoned one is still whole.
    fn events(&self) -> MutexGuard<'_, VecDeque<LinkEvent>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wall nanoseconds since the Unix epoch.
fn wall_ns() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_reader_waits_for_the_next_event_and_misses_none() {
        let log = Arc::new(Log::new());
        assert_eq!(log.after(0, Duration::ZERO).await, Ok(Vec::new()));
        let reader = tokio::spawn({
            let log = log.clone();
            async move { log.after(0, Duration::from_secs(10)).await }
        });
        assert_eq!(log.tell(LinkWhat::Cut), 1);
        log.tell(LinkWhat::Healed);
        let read = reader.await.unwrap().unwrap();
        assert_eq!(read[0].what, LinkWhat::Cut);
        let rest = log.after(1, Duration::ZERO).await.unwrap();
        assert_eq!(rest.iter().map(|event| event.number).collect::<Vec<_>>(), [2]);
    }

    #[tokio::test]
    async fn what_happens_at_one_moment_is_numbered_one_by_one() {
        let log = Log::new();
        assert_eq!(log.tell_each([]), 0);
        assert_eq!(log.tell_each([LinkWhat::Cut, LinkWhat::Healed]), 2);
        assert_eq!(log.tell(LinkWhat::TurnedAway), 3);
        let read = log.after(0, Duration::ZERO).await.unwrap();
        assert_eq!(read.iter().map(|event| event.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(read[1].what, LinkWhat::Healed);
        assert_eq!(read[0].at_ns, read[1].at_ns);
    }

    #[test]
    fn telling_and_reading_at_once_do_not_block_each_other() {
        const EVENTS: u64 = 20_000;
        let log = Arc::new(Log::new());
        let (done, finished) = std::sync::mpsc::channel();
        let telling = log.clone();
        std::thread::spawn(move || {
            for _ in 0..EVENTS {
                telling.tell(LinkWhat::Cut);
            }
        });
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let read = runtime.unwrap().block_on(async {
                let mut read = 0;
                while read < EVENTS {
                    let events = log.after(read, Duration::from_secs(10)).await.unwrap();
                    read = events.last().map_or(read, |event| event.number);
                }
                read
            });
            done.send(read).unwrap();
        });
        assert_eq!(finished.recv_timeout(Duration::from_secs(30)), Ok(EVENTS));
    }

    #[tokio::test]
    async fn what_is_no_longer_kept_is_not_passed_over_in_silence() {
        let log = Log::new();
        for _ in 0..KEPT + 5 {
            log.tell(LinkWhat::Cut);
        }
        assert_eq!(log.after(4, Duration::ZERO).await, Err(Gone { oldest: 6 }));
        assert_eq!(log.after(5, Duration::ZERO).await.unwrap().len(), PAGE);
    }
}
