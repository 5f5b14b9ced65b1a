//! Messages that wait, the batch that is being gathered, and the segments they lie in.

use super::destination::Destination;
use super::entry::{Entry, MessageEntry, Place};
use super::journal::{MAGIC, Work, segment_path};
use super::recovery::{Recovered, Spot};
use bytes::{Bytes, BytesMut};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

/// A segment longer than this is closed, in bytes.
const SEGMENT: u64 = 16 * 1024 * 1024;

/// Message bytes kept in memory before waiting ones are read back from disk instead.
const IN_MEMORY: usize = 16 * 1024 * 1024;

/// Gathered bytes at which no more events are taken until the journal has caught up.
const PENDING: usize = 16 * 1024 * 1024;

/// Segments that may lie about before the oldest one's messages are written anew.
const SPREAD: usize = 4;

/// One mailbox that a message waits in.
#[derive(Debug, Clone, Copy)]
struct Target {
    mailbox: u32,
    delivered: bool,
    /// Whether it is written down: a passing topic subscription is not.
    lasting: bool,
}

#[derive(Debug)]
struct Stored {
    sent_to: Destination,
    /// `None` when it is to be read from `spot`.
    tail: Option<Bytes>,
    /// `None` for a message that does not survive a restart.
    spot: Option<Spot>,
    targets: Vec<Target>,
}

/// The journal's state in memory.
#[derive(Debug)]
pub(super) struct Store {
    dir: PathBuf,
    work: Sender<Work>,
    pending: BytesMut,
    sync: bool,
    busy: bool,
    /// The segment being written, and its length with what is pending.
    segment: u64,
    length: u64,
    /// Every segment on disk, with the number of messages that wait in it.
    live: BTreeMap<u64, usize>,
    messages: HashMap<u64, Stored>,
    in_memory: usize,
    /// Bytes of messages that survive a restart and still wait.
    lasting: u64,
    readers: HashMap<u64, File>,
}

impl Store {
    /// The store of what was recovered; `segment` has just been created for what comes.
    pub(super) fn new(
        dir: PathBuf,
        work: Sender<Work>,
        segment: u64,
        recovered: &mut Recovered,
    ) -> Self {
        let mut live: BTreeMap<u64, usize> =
            recovered.segments.keys().map(|number| (*number, 0)).collect();
        live.insert(segment, 0);
        let (mut messages, mut lasting) = (HashMap::new(), 0);
        for (seq, waiting) in std::mem::take(&mut recovered.messages) {
            *live.entry(waiting.spot.segment).or_default() += 1;
            lasting += waiting.spot.length as u64;
            let target = |(mailbox, delivered)| Target { mailbox, delivered, lasting: true };
            let targets = waiting.targets.into_iter().map(target).collect();
            let (sent_to, spot) = (waiting.sent_to, Some(waiting.spot));
            messages.insert(seq, Stored { sent_to, tail: None, spot, targets });
        }
        Self {
            dir,
            work,
            pending: BytesMut::new(),
            sync: false,
            busy: false,
            segment,
            length: MAGIC.len() as u64,
            live,
            messages,
            in_memory: 0,
            lasting,
            readers: HashMap::new(),
        }
    }

    /// Adds an entry to the batch.
    pub(super) fn log(&mut self, entry: &Entry) {
        let before = self.pending.len();
        entry.write(&mut self.pending);
        self.length += (self.pending.len() - before) as u64;
    }

    /// The batch must be on disk, not only with the system, before its effects show.
    pub(super) fn need_sync(&mut self) {
        self.sync = true;
    }

    /// Adds a message that waits in `targets`; only those that `entry` names survive a restart, and
    /// nothing is written when it names none.
    pub(super) fn insert(&mut self, entry: MessageEntry, targets: &[u32]) {
        let MessageEntry { seq, sent_to, tail, targets: lasting, .. } = entry.clone();
        let length = tail.len();
        let spot = (!entry.targets.is_empty()).then(|| {
            self.log(&Entry::Message(entry));
            self.sync = true;
            *self.live.entry(self.segment).or_default() += 1;
            self.lasting += length as u64;
            Spot { segment: self.segment, offset: self.length - length as u64, length }
        });
        self.in_memory += length;
        let target = |mailbox: &u32| Target {
            mailbox: *mailbox,
            delivered: false,
            lasting: lasting.contains(mailbox),
        };
        let targets = targets.iter().map(target).collect();
        self.messages.insert(seq, Stored { sent_to, tail: Some(tail), spot, targets });
    }

    /// Where a message was sent to.
    pub(super) fn sent_to(&self, seq: u64) -> Option<&Destination> {
        self.messages.get(&seq).map(|stored| &stored.sent_to)
    }

    /// Mailboxes that the message waits in.
    pub(super) fn targets(&self, seq: u64) -> Vec<u32> {
        let stored = self.messages.get(&seq);
        stored.map_or_else(Vec::new, |s| s.targets.iter().map(|target| target.mailbox).collect())
    }

    /// Whether the message survives a restart.
    pub(super) fn lasts(&self, seq: u64) -> bool {
        self.messages.get(&seq).is_some_and(|stored| stored.spot.is_some())
    }

    /// Its tail, from memory or from disk.
    pub(super) fn tail(&mut self, seq: u64) -> io::Result<Bytes> {
        let gone = || io::Error::other(format!("message {seq} is not in the store"));
        let stored = self.messages.get(&seq).ok_or_else(gone)?;
        match (&stored.tail, stored.spot) {
            (Some(tail), _) => Ok(tail.clone()),
            (None, Some(spot)) => self.read_back(spot),
            (None, None) => Err(gone()),
        }
    }

    fn read_back(&mut self, spot: Spot) -> io::Result<Bytes> {
        if !self.readers.contains_key(&spot.segment) {
            let file = File::open(segment_path(&self.dir, spot.segment))?;
            self.readers.insert(spot.segment, file);
        }
        let mut bytes = vec![0; spot.length];
        self.readers[&spot.segment].read_exact_at(&mut bytes, spot.offset)?;
        Ok(bytes.into())
    }

    /// Lets go of a committed message's bytes when memory is scarce; they can be read back.
    pub(super) fn spill(&mut self, seq: u64) {
        if self.in_memory <= IN_MEMORY {
            return;
        }
        if let Some(stored) = self.messages.get_mut(&seq).filter(|stored| stored.spot.is_some()) {
            self.in_memory -= stored.tail.take().map_or(0, |tail| tail.len());
        }
    }

    /// Whether this mailbox has delivered the message before.
    pub(super) fn delivered(&self, mailbox: u32, seq: u64) -> bool {
        let stored = self.messages.get(&seq);
        stored.is_some_and(|s| s.targets.iter().any(|t| t.mailbox == mailbox && t.delivered))
    }

    /// Notes a delivery; true when it is the first one.
    pub(super) fn mark_delivered(&mut self, mailbox: u32, seq: u64) -> bool {
        let targets = self.messages.get_mut(&seq).map(|stored| &mut stored.targets);
        let target = targets.and_then(|all| all.iter_mut().find(|t| t.mailbox == mailbox));
        target.is_some_and(|target| !std::mem::replace(&mut target.delivered, true))
    }

    /// The message does not wait in this mailbox any more.
    pub(super) fn release(&mut self, mailbox: u32, seq: u64) {
        let Some(stored) = self.messages.get_mut(&seq) else { return };
        stored.targets.retain(|target| target.mailbox != mailbox);
        if !stored.targets.is_empty() {
            return;
        }
        if let Some(stored) = self.messages.remove(&seq) {
            self.in_memory -= stored.tail.map_or(0, |tail| tail.len());
            if let Some(spot) = stored.spot {
                *self.live.entry(spot.segment).or_default() -= 1;
                self.lasting -= spot.length as u64;
            }
        }
    }

    /// Bytes of messages that survive a restart and still wait.
    pub(super) fn lasting(&self) -> u64 {
        self.lasting
    }

    /// Mailboxes and messages after a restart, oldest message first.
    pub(super) fn waiting(&self) -> Vec<(u64, Vec<u32>)> {
        let targets = |s: &Stored| s.targets.iter().map(|target| target.mailbox).collect();
        let mut all: Vec<_> = self.messages.iter().map(|(seq, s)| (*seq, targets(s))).collect();
        all.sort_unstable_by_key(|(seq, _)| *seq);
        all
    }

    /// False while more must not be gathered.
    pub(super) fn has_room(&self) -> bool {
        self.pending.len() < PENDING
    }

    /// True while a batch is with the journal.
    pub(super) fn busy(&self) -> bool {
        self.busy
    }

    /// The batch with the journal is on disk.
    pub(super) fn committed(&mut self) {
        self.busy = false;
    }

    /// Hands the gathered batch to the journal; false when there is none.
    pub(super) fn send_batch(&mut self) -> bool {
        if self.pending.is_empty() {
            return false;
        }
        let sync = std::mem::take(&mut self.sync);
        let bytes = self.pending.split().freeze();
        self.tell(Work::Write { bytes, sync });
        self.busy = true;
        true
    }

    /// True when the segment is full and nothing is pending, so that a new one may begin.
    pub(super) fn wants_rotation(&self) -> bool {
        self.length >= SEGMENT && self.pending.is_empty()
    }

    /// Begins a new segment with what every later reader must know, and deletes segments that hold
    /// nothing. Where few messages keep many segments alive, they are written anew.
    pub(super) fn rotate<'a>(&mut self, mailboxes: impl Iterator<Item = (u32, &'a Place)>) {
        self.segment += 1;
        self.length = MAGIC.len() as u64;
        self.live.insert(self.segment, 0);
        self.tell(Work::Rotate(self.segment));
        for (mailbox, place) in mailboxes {
            self.log(&Entry::Mailbox { mailbox, place: place.clone() });
        }
        self.rescue_oldest();
        // The batch that replaces an old segment's content lies before its deletion in the queue.
        if self.send_batch_now() {
            self.delete_empty();
        }
    }

    fn send_batch_now(&mut self) -> bool {
        self.sync = true;
        self.send_batch()
    }

    /// Segments may be deleted only from the oldest on: an acknowledgement lies in a later segment
    /// than its message, and must outlive it.
    fn delete_empty(&mut self) {
        while let Some((&oldest, 0)) =
            self.live.first_key_value().filter(|(n, _)| **n < self.segment)
        {
            self.live.remove(&oldest);
            self.readers.remove(&oldest);
            self.tell(Work::Delete(oldest));
        }
    }

    fn rescue_oldest(&mut self) {
        let bytes: u64 =
            self.messages.values().filter_map(|s| s.spot).map(|s| s.length as u64).sum();
        let wanted = usize::try_from(bytes / (SEGMENT / 4)).unwrap_or(usize::MAX);
        let Some((&oldest, _)) = self.live.first_key_value() else { return };
        if self.live.len() <= SPREAD + wanted {
            return;
        }
        let in_it = |s: &Stored| s.spot.is_some_and(|spot| spot.segment == oldest);
        let mut seqs: Vec<u64> =
            self.messages.iter().filter(|(_, s)| in_it(s)).map(|(seq, _)| *seq).collect();
        seqs.sort_unstable();
        for seq in seqs {
            // A message that cannot be read now keeps its segment.
            let Ok(tail) = self.tail(seq) else { continue };
            self.write_anew(seq, tail);
        }
    }

    fn write_anew(&mut self, seq: u64, tail: Bytes) {
        let Some(mut stored) = self.messages.remove(&seq) else { return };
        let length = tail.len();
        let lasting = || stored.targets.iter().filter(|target| target.lasting);
        let targets = lasting().map(|target| target.mailbox).collect();
        let delivered: Vec<u32> =
            lasting().filter(|target| target.delivered).map(|target| target.mailbox).collect();
        let sent_to = stored.sent_to.clone();
        self.log(&Entry::Message(MessageEntry { seq, sent_to, targets, settles: None, tail }));
        if let Some(old) = stored.spot {
            *self.live.entry(old.segment).or_default() -= 1;
        }
        let offset = self.length - length as u64;
        stored.spot = Some(Spot { segment: self.segment, offset, length });
        *self.live.entry(self.segment).or_default() += 1;
        for mailbox in delivered {
            self.log(&Entry::Delivered { mailbox, seq });
        }
        self.messages.insert(seq, stored);
    }

    fn tell(&self, work: Work) {
        // A journal that is gone has said why; the core ends on that.
        let _reported = self.work.send(work);
    }
}
