//! What a hub tells of itself over HTTP.
//!
//! ```text
//! GET /v1/state    HubState; with `Authorization: Bearer <token>`, else 401
//! ```

use super::flaw::HubFlaw;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

/// How long a hub may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The state of a hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubState {
    /// Every road is open at both ends.
    pub open: bool,
    /// Messages carried since its start.
    pub carried: u64,
    /// Seeded misbehaviour.
    pub flaw: Option<String>,
    /// How often that has fired.
    pub fired: u64,
}

/// What the roads write and the control reads.
pub(super) struct Board {
    roads: Vec<AtomicBool>,
    carried: AtomicU64,
    flaw: Option<HubFlaw>,
    fired: AtomicU64,
}

impl Board {
    pub(super) fn new(roads: usize, flaw: Option<HubFlaw>) -> Self {
        let roads = (0..roads).map(|_| AtomicBool::new(false)).collect();
        Self { roads, carried: AtomicU64::new(0), flaw, fired: AtomicU64::new(0) }
    }

    /// Notes whether a road is open at both ends.
    pub(super) fn stands(&self, road: usize, open: bool) {
        self.roads[road].store(open, Ordering::Relaxed);
    }

    /// One message more has been carried.
    pub(super) fn carried(&self) {
        self.carried.fetch_add(1, Ordering::Relaxed);
    }

    /// True where the hub has this misbehaviour; counts that it fires.
    pub(super) fn deviates(&self, flaw: HubFlaw) -> bool {
        let has = self.flaw == Some(flaw);
        if has {
            self.fired.fetch_add(1, Ordering::Relaxed);
        }
        has
    }

    /// The same, for one that fires only once.
    pub(super) fn deviates_once(&self, flaw: HubFlaw) -> bool {
        self.flaw == Some(flaw)
            && self.fired.compare_exchange(0, 1, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    fn state(&self) -> HubState {
        HubState {
            open: self.roads.iter().all(|open| open.load(Ordering::Relaxed)),
            carried: self.carried.load(Ordering::Relaxed),
            flaw: self.flaw.map(|flaw| flaw.to_string()),
            fired: self.fired.load(Ordering::Relaxed),
        }
    }
}

/// Answers until it is dropped.
pub(super) async fn serve(board: Arc<Board>, token: String, listener: TcpListener) {
    let expected = format!("Bearer {token}");
    let state = async move |State(board): State<Arc<Board>>, headers: HeaderMap| -> Response {
        let shown = headers.get(header::AUTHORIZATION);
        if shown.is_none_or(|shown| shown.as_bytes() != expected.as_bytes()) {
            let why = "wrong or missing token; send Authorization: Bearer";
            return (StatusCode::UNAUTHORIZED, why).into_response();
        }
        Json(board.state()).into_response()
    };
    let router = Router::new().route("/v1/state", get(state)).with_state(board);
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!("control of the hub ended: {error}");
    }
}

/// The hub does not say how it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the hub at {at} does not say how it is: {text}; is it running?")]
pub struct HubError {
    /// Base address of its control.
    at: String,
    /// What went wrong.
    text: String,
}

/// The harness's view of a hub.
#[derive(Clone)]
pub struct HubControl {
    base: String,
    token: String,
    http: reqwest::Client,
}

impl fmt::Debug for HubControl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("HubControl").field("base", &self.base).finish_non_exhaustive()
    }
}

impl HubControl {
    /// The control at `base`, e.g. `http://127.0.0.1:40001`.
    pub fn new(base: impl Into<String>, token: impl Into<String>) -> Self {
        let base = base.into().trim_end_matches('/').to_owned();
        Self { base, token: token.into(), http: reqwest::Client::new() }
    }

    /// How the hub is.
    pub async fn state(&self) -> Result<HubState, HubError> {
        let wrong = |text: String| HubError { at: self.base.clone(), text };
        let asked = self.http.get(format!("{}/v1/state", self.base)).bearer_auth(&self.token);
        let answer = asked.timeout(PATIENCE).send().await.map_err(|e| wrong(e.to_string()))?;
        let answer = answer.error_for_status().map_err(|e| wrong(e.to_string()))?;
        answer.json().await.map_err(|e| wrong(e.to_string()))
    }
}
