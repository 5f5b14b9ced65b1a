//! What the links tell, written into the record.

use super::office::BusinessClock;
use crate::link::control::{FrameFacts, LinkEvent, LinkWhat};
use crate::link::{LinkControl, LinkError};
use crate::profile::Country;
use crate::record::Recorder;
use crate::record::event::{BiteFacts, What};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long one question to the link may stay open.
const LONG_POLL: Duration = Duration::from_secs(10);

/// Questions that may fail one after the other before the link is given up.
const PATIENCE: u32 = 3;

/// Why a link's events are not all in the record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TapError {
    /// The link cannot be asked, or has not kept what we have not read yet.
    #[error("read what the link of {country} saw: {error}")]
    Link {
        /// Country whose link it is.
        country: Country,
        /// Why.
        error: LinkError,
    },
    /// The link has fewer events than we have read: it was started anew and its memory is lost.
    #[error("link of {country} has lost its memory: its newest event is {newest}, {read} are read")]
    Forgot {
        /// Country whose link it is.
        country: Country,
        /// Number of its newest event.
        newest: u64,
        /// Number of the newest event that we have read.
        read: u64,
    },
    /// Its events did not come in time.
    #[error("link of {country} did not tell its events up to {newest} within {seconds} s")]
    Slow {
        /// Country whose link it is.
        country: Country,
        /// Number of its newest event.
        newest: u64,
        /// How long we waited.
        seconds: u64,
    },
}

/// Copies one link's events into the record as they come. Dropping it ends that.
#[derive(Debug)]
pub struct LinkTap {
    country: Country,
    control: LinkControl,
    progress: watch::Receiver<Progress>,
    task: JoinHandle<()>,
}

/// Number of the newest event in the record, or why there will be none.
type Progress = Result<u64, LinkError>;

impl Drop for LinkTap {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl LinkTap {
    /// Begins with the link's first event.
    pub fn start(
        country: Country,
        control: LinkControl,
        recorder: Recorder,
        cell: String,
        business: BusinessClock,
    ) -> Self {
        let (sender, progress) = watch::channel(Ok(0));
        let asked = control.clone();
        let task = tokio::spawn(async move {
            let source = format!("link {country}");
            let write = |event: LinkEvent| {
                let what = told(country, event);
                recorder.append(&source, &cell, "", business(), what);
            };
            let end = copy_all(&asked, write, &sender).await;
            let _last = sender.send_replace(Err(end));
        });
        Self { country, control, progress, task }
    }

    /// Waits until every event that the link has had so far is in the record.
    pub async fn drain(&self, within: Duration) -> Result<(), TapError> {
        let country = self.country;
        let state = self.control.state().await;
        let newest = state.map_err(|error| TapError::Link { country, error })?.last_event;
        let mut progress = self.progress.clone();
        let read_by = |now: &Progress| now.as_ref().map_or(true, |read| *read >= newest);
        let Ok(Ok(now)) =
            timeout(within, progress.wait_for(read_by)).await.map(|now| now.map(|now| now.clone()))
        else {
            return Err(TapError::Slow { country, newest, seconds: within.as_secs() });
        };
        match now {
            Ok(read) if read > newest => self.recheck(read).await,
            Ok(_) => Ok(()),
            Err(error) => Err(TapError::Link { country, error }),
        }
    }

    /// More is read than the link had when asked: fine, unless it still has less.
    async fn recheck(&self, read: u64) -> Result<(), TapError> {
        let country = self.country;
        let state = self.control.state().await;
        let newest = state.map_err(|error| TapError::Link { country, error })?.last_event;
        if newest < read { Err(TapError::Forgot { country, newest, read }) } else { Ok(()) }
    }
}

async fn copy_all(
    control: &LinkControl,
    write: impl Fn(LinkEvent),
    progress: &watch::Sender<Progress>,
) -> LinkError {
    let mut read = 0;
    let mut failures = 0;
    loop {
        match control.events_after(read, LONG_POLL).await {
            Ok(events) => {
                failures = 0;
                for event in events {
                    read = event.number;
                    write(event);
                }
                let _before = progress.send_replace(Ok(read));
            }
            Err(error) => {
                failures += 1;
                let gone = matches!(error, LinkError::Refused { .. });
                if gone || failures >= PATIENCE {
                    return error;
                }
                tracing::debug!("{error}");
            }
        }
    }
}

/// The part of a bite that says at which frame it began.
fn of_frame(frame: FrameFacts) -> BiteFacts {
    let FrameFacts { step, code, message_id, digest, .. } = frame;
    let [step, code, message_id, digest] = [step, code, message_id, digest].map(String::from);
    BiteFacts { step, code, message_id, digest, ..BiteFacts::default() }
}

/// A link's event as it stands in the record.
fn told(country: Country, event: LinkEvent) -> What {
    let country = country.to_string();
    let at_ns = event.at_ns;
    let change = |change: &str, fault: String, detail: String| What::LinkChange {
        country: country.clone(),
        change: change.to_owned(),
        fault,
        detail,
        bite: None,
        at_ns,
    };
    match event.what {
        LinkWhat::Frame(frame) => {
            let FrameFacts { step, message_id, queue, code, mrn, size, redelivered, .. } = frame;
            What::LinkFrame {
                country,
                step: step.into(),
                message_id: message_id.into(),
                queue: queue.into(),
                code: code.into(),
                mrn: mrn.into(),
                size,
                redelivered,
                at_ns,
            }
        }
        LinkWhat::Connected => change("connected", String::new(), String::new()),
        LinkWhat::Disconnected { by } => change("disconnected", String::new(), format!("by {by}")),
        LinkWhat::Unreadable { from, why } => {
            change("unreadable", String::new(), format!("from {from}: {why}"))
        }
        LinkWhat::TurnedAway => change("turned-away", String::new(), String::new()),
        LinkWhat::Armed { fault } => change("armed", fault, String::new()),
        LinkWhat::Bit { fault, effect, direction, point, frame } => {
            let point = point.map(|point| point.as_str().to_owned()).unwrap_or_default();
            let bite =
                BiteFacts { effect, direction, point, ..of_frame(frame.unwrap_or_default()) };
            let (change, detail) = ("bit".to_owned(), String::new());
            What::LinkChange { country, change, fault, detail, bite: Some(bite), at_ns }
        }
        LinkWhat::Ended { fault, effect, times } => {
            change("ended", fault, format!("{effect}, {times} times"))
        }
        LinkWhat::Cut => change("cut", String::new(), String::new()),
        LinkWhat::Healed => change("healed", String::new(), String::new()),
    }
}
