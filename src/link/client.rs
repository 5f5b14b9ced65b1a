//! The harness's hand on a link: its control as typed calls.

use super::control::{FaultAnswer, FaultOrder, FrameFacts, LinkEvent, LinkState, LinkWhat};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use std::fmt;
use std::time::{Duration, Instant};

/// How long the link may take to answer beyond what it was asked to wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// Longest wait that is asked for in one request.
const LONG_POLL: Duration = Duration::from_secs(10);

/// Why a link could not be driven.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It cannot be reached, or its answer cannot be read.
    #[error("{what} at link {at}: {text}; is the link running?")]
    Unreachable {
        /// What was asked.
        what: &'static str,
        /// Base address of the control.
        at: String,
        /// What went wrong.
        text: String,
    },
    /// It answered, but not what was asked.
    #[error("{what} at link {at}: answered {status}: {text}")]
    Refused {
        /// What was asked.
        what: &'static str,
        /// Base address of the control.
        at: String,
        /// HTTP status.
        status: u16,
        /// Text of the answer.
        text: String,
    },
    /// The frame that a fault waits for did not come.
    #[error("fault {fault} did not bite within {seconds} s; no such frame passed the link")]
    NotBitten {
        /// Identity of the fault.
        fault: String,
        /// How long we waited.
        seconds: u64,
    },
    /// A fault lasts longer than it should.
    #[error("fault {fault} did not end within {seconds} s")]
    NotEnded {
        /// Identity of the fault.
        fault: String,
        /// How long we waited.
        seconds: u64,
    },
}

/// A fault that was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Armed {
    /// Its identity.
    pub fault: String,
    /// The event that says so; what the fault does is told in later ones.
    pub event: u64,
}

/// One link's control. Clones share the connections.
#[derive(Clone)]
pub struct LinkControl {
    base: String,
    token: String,
    http: reqwest::Client,
}

impl fmt::Debug for LinkControl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("LinkControl").field("base", &self.base).finish_non_exhaustive()
    }
}

impl LinkControl {
    /// The control at `base`, e.g. `http://127.0.0.1:40001`.
    pub fn new(base: impl Into<String>, token: impl Into<String>) -> Self {
        let base = base.into().trim_end_matches('/').to_owned();
        Self { base, token: token.into(), http: reqwest::Client::new() }
    }

    /// What the link is doing.
    pub async fn state(&self) -> Result<LinkState, LinkError> {
        self.read("read state", self.http.get(self.url("state")), Duration::ZERO).await
    }

    /// Begins a fault, or arms it for an exact point.
    pub async fn arm(&self, order: &FaultOrder) -> Result<Armed, LinkError> {
        let request = self.http.post(self.url("faults")).json(order);
        let FaultAnswer { event } = self.read("order fault", request, Duration::ZERO).await?;
        Ok(Armed { fault: order.id.clone(), event })
    }

    /// Ends one fault, armed or acting.
    pub async fn end(&self, fault: &str) -> Result<(), LinkError> {
        let asked = self.http.delete(self.url(&format!("faults/{fault}")));
        self.ask("end fault", asked, Duration::ZERO).await.map(drop)
    }

    /// Closes every connection and turns new ones away.
    pub async fn cut(&self) -> Result<(), LinkError> {
        self.ask("cut", self.http.post(self.url("cut")), Duration::ZERO).await.map(drop)
    }

    /// Ends everything that is armed, held or cut.
    pub async fn heal(&self) -> Result<(), LinkError> {
        self.ask("heal", self.http.post(self.url("heal")), Duration::ZERO).await.map(drop)
    }

    /// Events numbered above `after`, oldest first; waits up to `wait` for the first one. An answer
    /// may hold only some of them: ask again above the last.
    pub async fn events_after(
        &self,
        after: u64,
        wait: Duration,
    ) -> Result<Vec<LinkEvent>, LinkError> {
        let wait = wait.min(LONG_POLL);
        let asked = format!("events?after={after}&wait_ms={}", wait.as_millis());
        self.read("read events", self.http.get(self.url(&asked)), wait).await
    }

    /// Waits until a fault has bitten, and gives the frame at which it did; an empty one where it
    /// waited for none.
    pub async fn wait_bitten(
        &self,
        armed: &Armed,
        within: Duration,
    ) -> Result<FrameFacts, LinkError> {
        let bitten = |what: &LinkWhat| match what {
            LinkWhat::Bit { fault, frame, .. } if *fault == armed.fault => {
                Some(frame.clone().unwrap_or_default())
            }
            _ => None,
        };
        let seen = self.wait_for(armed.event, within, bitten).await?;
        let (fault, seconds) = (armed.fault.clone(), within.as_secs());
        seen.ok_or(LinkError::NotBitten { fault, seconds })
    }

    /// Waits until a fault has ended, and gives how often it touched anything.
    pub async fn wait_ended(&self, armed: &Armed, within: Duration) -> Result<u64, LinkError> {
        let ended = |what: &LinkWhat| match what {
            LinkWhat::Ended { fault, times, .. } if *fault == armed.fault => Some(*times),
            _ => None,
        };
        let seen = self.wait_for(armed.event, within, ended).await?;
        let (fault, seconds) = (armed.fault.clone(), within.as_secs());
        seen.ok_or(LinkError::NotEnded { fault, seconds })
    }

    /// Waits for the first event after `after` of which `of` makes something; none in time is none.
    pub async fn wait_for<T>(
        &self,
        after: u64,
        within: Duration,
        of: impl Fn(&LinkWhat) -> Option<T>,
    ) -> Result<Option<T>, LinkError> {
        let deadline = Instant::now() + within;
        let mut after = after;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let events = self.events_after(after, left).await?;
            if let Some(last) = events.last() {
                after = last.number;
            } else if left.is_zero() {
                return Ok(None);
            }
            if let Some(found) = events.iter().find_map(|event| of(&event.what)) {
                return Ok(Some(found));
            }
        }
    }

    fn url(&self, what: &str) -> String {
        format!("{}/v1/{what}", self.base)
    }

    async fn ask(
        &self,
        what: &'static str,
        request: RequestBuilder,
        wait: Duration,
    ) -> Result<Response, LinkError> {
        let request = request.bearer_auth(&self.token).timeout(wait + PATIENCE);
        let answer = request.send().await.map_err(|error| self.unreachable(what, &error))?;
        let status = answer.status();
        if status == StatusCode::OK || status == StatusCode::NO_CONTENT {
            return Ok(answer);
        }
        let text = answer.text().await.unwrap_or_default();
        Err(LinkError::Refused { what, at: self.base.clone(), status: status.as_u16(), text })
    }

    async fn read<T: DeserializeOwned>(
        &self,
        what: &'static str,
        request: RequestBuilder,
        wait: Duration,
    ) -> Result<T, LinkError> {
        let answer = self.ask(what, request, wait).await?;
        answer.json().await.map_err(|error| self.unreachable(what, &error))
    }

    fn unreachable(&self, what: &'static str, error: &reqwest::Error) -> LinkError {
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            text = format!("{text}: {inner}");
            cause = inner.source();
        }
        LinkError::Unreachable { what, at: self.base.clone(), text }
    }
}
