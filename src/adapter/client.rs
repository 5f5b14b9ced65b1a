//! The harness's side of the contract: every call gives back what was answered, word for word.
//!
//! A call that gets no answer is an answer too, with status 0: whoever records it must see it.

use super::contract::{ClockOrder, ClockState, Fixture, Hello, Quiet};
use reqwest::RequestBuilder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

/// How long a node may take to answer a call. Protocol time.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a node answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status; 0 when no answer came.
    pub status: u16,
    /// Body as JSON; a text where it is none, and the reason where no answer came.
    pub body: Value,
    /// Round trip.
    pub took: Duration,
}

/// Why an answer is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdapterError {
    /// Nobody answered.
    #[error("{what} of node {country} at {at}: {text}; is its adapter up?")]
    Unreachable {
        /// What was asked.
        what: String,
        /// Country of the node.
        country: String,
        /// Base address.
        at: String,
        /// What went wrong.
        text: String,
    },
    /// It answered something else than the contract says.
    #[error("{what} of node {country} at {at}: answered {status}: {text}")]
    Unexpected {
        /// What was asked.
        what: String,
        /// Country of the node.
        country: String,
        /// Base address.
        at: String,
        /// HTTP status.
        status: u16,
        /// Its body.
        text: String,
    },
}

/// One node's adapter. Clones share the connections.
#[derive(Clone)]
pub struct Adapter {
    country: String,
    base: String,
    token: String,
    http: reqwest::Client,
}

impl fmt::Debug for Adapter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut out.debug_struct("Adapter");
        shown.field("country", &self.country).field("base", &self.base).finish_non_exhaustive()
    }
}

impl Adapter {
    /// The adapter of a country's node at `base`, e.g. `http://127.0.0.1:9100`.
    pub fn new(
        country: impl Into<String>,
        base: impl Into<String>,
        token: impl Into<String>,
    ) -> Self {
        let base = base.into().trim_end_matches('/').to_owned();
        let http = reqwest::Client::new();
        Self { country: country.into(), base, token: token.into(), http }
    }

    /// Asks for a path, e.g. `/v1/movements/26TG...`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(self.http.get(self.url(path))).await
    }

    /// Posts a body to a path.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.call(self.http.post(self.url(path)).json(body)).await
    }

    /// Who the node says it is.
    pub async fn hello(&self) -> Result<Hello, AdapterError> {
        self.read("hello", &self.get("/v1/hello").await)
    }

    /// Empties the node's store and gives it what a scenario needs.
    pub async fn reset(&self, fixture: &Fixture) -> Result<(), AdapterError> {
        let answer = self.post("/v1/reset", fixture).await;
        if answer.status == 204 { Ok(()) } else { Err(self.refused("reset", &answer)) }
    }

    /// Sets or moves its business clock.
    pub async fn clock(&self, order: &ClockOrder) -> Result<ClockState, AdapterError> {
        self.read("clock", &self.post("/v1/clock", order).await)
    }

    /// What it still has in hand.
    pub async fn quiet(&self) -> Result<Quiet, AdapterError> {
        self.read("quiet", &self.get("/v1/quiet").await)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn call(&self, request: RequestBuilder) -> Answer {
        let asked = Instant::now();
        let sent = request.bearer_auth(&self.token).timeout(PATIENCE).send().await;
        let (status, text) = match sent {
            Ok(response) => {
                let status = response.status().as_u16();
                match response.text().await {
                    Ok(text) => (status, Ok(text)),
                    Err(error) => (0, Err(reason(&error))),
                }
            }
            Err(error) => (0, Err(reason(&error))),
        };
        let body = match text {
            Ok(text) if text.is_empty() => Value::Null,
            Ok(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            Err(reason) => Value::String(reason),
        };
        Answer { status, body, took: asked.elapsed() }
    }

    fn read<T: DeserializeOwned>(&self, what: &str, answer: &Answer) -> Result<T, AdapterError> {
        if answer.status != 200 {
            return Err(self.refused(what, answer));
        }
        serde_json::from_value(answer.body.clone()).map_err(|error| AdapterError::Unexpected {
            what: what.to_owned(),
            country: self.country.clone(),
            at: self.base.clone(),
            status: answer.status,
            text: error.to_string(),
        })
    }

    fn refused(&self, what: &str, answer: &Answer) -> AdapterError {
        let what = what.to_owned();
        let (country, at) = (self.country.clone(), self.base.clone());
        let text = answer.body.as_str().map_or_else(|| answer.body.to_string(), str::to_owned);
        match answer.status {
            0 => AdapterError::Unreachable { what, country, at, text },
            status => AdapterError::Unexpected { what, country, at, status, text },
        }
    }
}

/// The whole chain of causes, without the address that callers name themselves.
fn reason(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "no answer in time".to_owned() } else { String::new() };
    let mut cause = error.source();
    while let Some(inner) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    if text.is_empty() { error.to_string() } else { text }
}
