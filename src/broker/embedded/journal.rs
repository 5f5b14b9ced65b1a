//! The thread that writes the journal: whole batches, then one fdatasync.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use tokio::sync::mpsc::UnboundedSender;

use bytes::Bytes;

/// First bytes of every segment.
pub(super) const MAGIC: &[u8; 8] = b"PSVJRN1\n";

/// What the core asks of the journal, done in this order.
#[derive(Debug)]
pub(super) enum Work {
    /// Append, and when `sync` is set, make it last; then report.
    Write { bytes: Bytes, sync: bool },
    /// Go on in a new segment of this number.
    Rotate(u64),
    /// A segment that holds nothing any more.
    Delete(u64),
}

/// One finished [`Work::Write`], or why there will be no more.
pub(super) type Done = Result<(), String>;

/// Where the segment of this number lies.
pub(super) fn segment_path(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("journal-{number:010}"))
}

/// Creates the segment `number` and starts the writing thread.
pub(super) fn start(
    dir: &Path,
    number: u64,
    done: UnboundedSender<Done>,
) -> io::Result<mpsc::Sender<Work>> {
    let mut writer = Writer { dir: dir.to_owned(), file: create(dir, number)? };
    let (work, queue) = mpsc::channel::<Work>();
    thread::Builder::new().name("journal".to_owned()).spawn(move || {
        for work in queue {
            let write = matches!(work, Work::Write { .. });
            let result = writer.perform(work).map_err(|error| error.to_string());
            let failed = result.is_err();
            // Nobody listens: the core is gone, and so is the reason to write.
            let heard = !(write || failed) || done.send(result).is_ok();
            if failed || !heard {
                return;
            }
        }
    })?;
    Ok(work)
}

struct Writer {
    dir: PathBuf,
    file: File,
}

impl Writer {
    fn perform(&mut self, work: Work) -> io::Result<()> {
        match work {
            Work::Write { bytes, sync } => {
                self.file.write_all(&bytes)?;
                if sync { self.file.sync_data() } else { Ok(()) }
            }
            Work::Rotate(number) => {
                self.file.sync_data()?;
                self.file = create(&self.dir, number)?;
                Ok(())
            }
            Work::Delete(number) => std::fs::remove_file(segment_path(&self.dir, number)),
        }
    }
}

fn create(dir: &Path, number: u64) -> io::Result<File> {
    let path = segment_path(dir, number);
    let mut file = OpenOptions::new().create_new(true).append(true).open(path)?;
    file.write_all(MAGIC)?;
    file.sync_data()?;
    // The name must last as well as the bytes.
    File::open(dir)?.sync_all()?;
    Ok(file)
}
