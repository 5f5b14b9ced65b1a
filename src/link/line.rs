//! Bytes that are under way longer than they need to be: what leaves when, by arithmetic and chance.

use super::control::FrameFacts;
use super::order::{Direction, Effect, SEGMENT};
use super::weather::{Acting, Conditions};
use crate::seed::{Seed, Stream};
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Bytes that may be under way before no more are read.
const ROOM: usize = 256 * 1024;

/// How long a lost segment is missed before it is sent again for the first time.
const FIRST_RETRY: Duration = Duration::from_millis(200);

/// Most times that one segment is lost: TCP would go on, the record would not get better by it.
const MOST_LOSSES: u32 = 6;

/// A piece that is under way.
#[derive(Debug)]
pub(super) struct Piece {
    /// When it arrives.
    due: Instant,
    pub(super) bytes: Bytes,
    /// Frames of messages that are whole with this piece.
    pub(super) frames: Vec<FrameFacts>,
    /// It is the end of the stream.
    pub(super) end: bool,
}

/// One direction of one connection.
#[derive(Debug)]
pub(super) struct Line {
    way: Direction,
    pieces: VecDeque<Piece>,
    size: usize,
    /// When the piece before is wholly on the road.
    free: Option<Instant>,
    /// When the piece before arrives.
    last: Option<Instant>,
    chances: BTreeMap<String, Stream>,
}

impl Line {
    pub(super) fn new(way: Direction) -> Self {
        let (pieces, chances) = (VecDeque::new(), BTreeMap::new());
        Self { way, pieces, size: 0, free: None, last: None, chances }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(super) fn has_room(&self) -> bool {
        self.size < ROOM
    }

    /// When the next piece arrives.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.pieces.front().map(|piece| piece.due)
    }

    /// Takes the next piece.
    pub(super) fn pop(&mut self) -> Option<Piece> {
        let piece = self.pieces.pop_front()?;
        self.size -= piece.bytes.len();
        Some(piece)
    }

    /// Everything that is under way arrives now.
    pub(super) fn hurry(&mut self, now: Instant) {
        // Who waits for the news of a close goes on waiting: that is no matter of bytes.
        for piece in self.pieces.iter_mut().filter(|piece| !piece.end) {
            piece.due = piece.due.min(now);
        }
        (self.free, self.last) = (None, None);
    }

    /// Sends bytes on their way, and gives the faults that touched them. `frames` are those whole at
    /// that many bytes.
    pub(super) fn push(
        &mut self,
        bytes: &Bytes,
        mut frames: VecDeque<(usize, FrameFacts)>,
        conditions: &Conditions,
        now: Instant,
    ) -> Vec<Arc<Acting>> {
        let mut touched: Vec<Arc<Acting>> = conditions.blocking().cloned().collect();
        let segment = if conditions.is_segmented() { SEGMENT } else { bytes.len() };
        for at in (0..bytes.len()).step_by(segment.max(1)) {
            let end = (at + segment).min(bytes.len());
            let due = self.due(end - at, conditions, now, &mut touched);
            let mut whole = Vec::new();
            while frames.front().is_some_and(|(size, _)| *size <= end) {
                whole.extend(frames.pop_front().map(|(_, frame)| frame));
            }
            let bytes = bytes.slice(at..end);
            self.size += bytes.len();
            self.pieces.push_back(Piece { due, bytes, frames: whole, end: false });
        }
        touched
    }

    /// Sends the end of the stream on its way, and gives the faults that keep it.
    pub(super) fn close(&mut self, conditions: &Conditions, now: Instant) -> Vec<Arc<Acting>> {
        let mut due = now + conditions.delay();
        let mut touched: Vec<Arc<Acting>> = conditions.blocking().cloned().collect();
        for (acting, later) in conditions.slow_close() {
            due += later;
            touched.push(acting.clone());
        }
        let due = self.last.map_or(due, |last| due.max(last));
        self.pieces.push_back(Piece { due, bytes: Bytes::new(), frames: Vec::new(), end: true });
        touched
    }

    /// When a piece of this size arrives. None overtakes another.
    fn due(
        &mut self,
        size: usize,
        conditions: &Conditions,
        now: Instant,
        touched: &mut Vec<Arc<Acting>>,
    ) -> Instant {
        let mut free = self.free.map_or(now, |free| free.max(now));
        if let Some(rate) = conditions.rate() {
            free += Duration::from_nanos((size as u64).saturating_mul(1_000_000_000) / rate);
        }
        let mut arrives = conditions.delay();
        for acting in &conditions.acting {
            match acting.order.effect {
                Effect::Delay { .. } | Effect::Throttle { .. } => {}
                Effect::Jitter { ms } => {
                    let drawn = self.chance(acting).below(ms * 1000 + 1);
                    arrives += Duration::from_micros(drawn);
                }
                Effect::Loss { percent } => {
                    let stall = self.stall(acting, percent);
                    if stall.is_zero() {
                        continue;
                    }
                    free += stall;
                }
                _ => continue,
            }
            touched.push(acting.clone());
        }
        self.free = Some(free);
        let due = self.last.map_or(free + arrives, |last| last.max(free + arrives));
        self.last = Some(due);
        due
    }

    /// How long one segment is missed: 200 ms for the first loss, twice as long for each further one.
    fn stall(&mut self, acting: &Acting, percent: u8) -> Duration {
        let mut stall = Duration::ZERO;
        let mut wait = FIRST_RETRY;
        for _ in 0..MOST_LOSSES {
            if self.chance(acting).below(100) >= u64::from(percent) {
                break;
            }
            stall += wait;
            wait *= 2;
        }
        stall
    }

    fn chance(&mut self, acting: &Acting) -> &mut Stream {
        let (order, way) = (&acting.order, self.way);
        self.chances.entry(order.id.clone()).or_insert_with(|| stream(order.seed, &order.id, way))
    }
}

fn stream(seed: u64, id: &str, way: Direction) -> Stream {
    Seed::new(seed).stream(&format!("link {id} {}", way.as_str()))
}

/// The first seed, from this one on, under which the fault of this identity loses one of the first ten
/// segments each way: a loss of few segments in a hundred may else pass a short journey by.
pub fn seed_that_loses(from: u64, id: &str, percent: u8) -> u64 {
    let loses = |seed: u64, way| {
        let mut chance = stream(seed, id, way);
        (0..10).any(|_| chance.below(100) < u64::from(percent))
    };
    let ways = [Direction::Up, Direction::Down];
    // One in six does.
    let mut tried = from..from.saturating_add(10_000);
    tried.find(|seed| ways.into_iter().all(|way| loses(*seed, way))).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::order::FaultOrder;

    fn under(effects: &[Effect]) -> Conditions {
        let acting = effects.iter().enumerate().map(|(at, effect)| {
            let order = FaultOrder { seed: 7, ..FaultOrder::new(format!("f{at}"), *effect) };
            Acting::new(order, None, at as u64)
        });
        Conditions { acting: acting.collect() }
    }

    /// When each of `count` pieces of `size` bytes, sent at once, arrives: milliseconds.
    fn arrivals(effects: &[Effect], count: usize, size: usize) -> Vec<u128> {
        let (mut line, now) = (Line::new(Direction::Up), Instant::now());
        let conditions = under(effects);
        for _ in 0..count {
            line.push(&vec![b'x'; size].into(), VecDeque::new(), &conditions, now);
        }
        std::iter::from_fn(|| line.pop()).map(|piece| (piece.due - now).as_millis()).collect()
    }

    #[test]
    fn delays_add_up_and_a_throttle_spaces_segments() {
        let delays = [Effect::Delay { ms: 30 }, Effect::Delay { ms: 12 }];
        assert_eq!(arrivals(&delays, 2, 5000), [42, 42]);
        let slow = [Effect::Throttle { bytes_per_s: 14_600 }];
        assert_eq!(arrivals(&slow, 1, 3 * SEGMENT), [100, 200, 300]);
        let slower = [slow[0], Effect::Throttle { bytes_per_s: 1460 }, delays[0]];
        assert_eq!(arrivals(&slower, 2, SEGMENT), [1030, 2030]);
    }

    #[test]
    fn jitter_follows_its_seed_stays_in_bounds_and_lets_nothing_overtake() {
        let jitter = [Effect::Jitter { ms: 50 }];
        let drawn = arrivals(&jitter, 40, 10);
        assert_eq!(drawn, arrivals(&jitter, 40, 10));
        assert!(drawn.is_sorted() && drawn.iter().all(|ms| *ms <= 50), "{drawn:?}");
        assert!(drawn.first() < drawn.last(), "{drawn:?}");
    }

    #[test]
    fn a_lost_segment_holds_all_behind_it_for_200_ms_and_doubling() {
        let drawn = arrivals(&[Effect::Loss { percent: 30 }], 200, SEGMENT);
        let gaps: Vec<u128> = drawn.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let known = [0, 200, 600, 1400, 3000, 6200, 12_600];
        assert!(gaps.iter().all(|gap| known.contains(gap)), "{gaps:?}");
        let lost = gaps.iter().filter(|gap| **gap > 0).count();
        assert!((40..80).contains(&lost), "{lost} of {}", gaps.len());
        assert!(gaps.iter().any(|gap| *gap > 200), "some are lost twice");
    }

    #[test]
    fn a_seed_can_be_asked_for_that_loses_soon() {
        let seed = seed_that_loses(1, "f0", 5);
        let order = FaultOrder { seed, ..FaultOrder::new("f0", Effect::Loss { percent: 5 }) };
        let conditions = Conditions { acting: vec![Acting::new(order, None, 1)] };
        for way in [Direction::Up, Direction::Down] {
            let (mut line, now) = (Line::new(way), Instant::now());
            line.push(&vec![b'x'; 10 * SEGMENT].into(), VecDeque::new(), &conditions, now);
            let last = std::iter::from_fn(|| line.pop()).last().unwrap();
            assert!(last.due >= now + FIRST_RETRY, "{way:?}");
        }
    }

    #[test]
    fn a_frame_is_told_with_the_piece_that_makes_it_whole() {
        let (mut line, now) = (Line::new(Direction::Down), Instant::now());
        let conditions = under(&[Effect::Throttle { bytes_per_s: 1000 }]);
        let frame = |code: &str| FrameFacts { code: code.into(), ..FrameFacts::default() };
        let frames = VecDeque::from([(100, frame("TDA")), (2000, frame("PAS"))]);
        let touched = line.push(&vec![b'x'; 2000].into(), frames, &conditions, now);
        assert_eq!(touched.len(), 2, "one for each segment");
        let told: Vec<Vec<String>> = std::iter::from_fn(|| line.pop())
            .map(|piece| piece.frames.into_iter().map(|frame| frame.code.into()).collect())
            .collect();
        assert_eq!(told, [["TDA"], ["PAS"]]);
    }

    #[test]
    fn what_is_under_way_arrives_at_once_when_the_fault_is_over() {
        let (mut line, now) = (Line::new(Direction::Up), Instant::now());
        line.push(&b"abc"[..].into(), VecDeque::new(), &under(&[Effect::Delay { ms: 900 }]), now);
        line.close(&under(&[Effect::SlowClose { ms: 500 }]), now);
        line.hurry(now);
        assert_eq!(line.pop().map(|piece| piece.due), Some(now));
        assert!(line.pop().is_some_and(|end| end.end && end.due > now));
    }
}
