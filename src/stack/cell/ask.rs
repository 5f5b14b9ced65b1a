//! Acts and questions. Where nodes are killed at any time, no answer is no reason to give up.

use super::{Acted, Cell};
use crate::adapter::acts::Act;
use crate::adapter::client::Answer;
use crate::profile::Country;
use crate::record::event::What;
use serde::Serialize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long a node may take to be there again.
const BACK_WITHIN: Duration = Duration::from_secs(15);

/// Pause between two attempts.
const AGAIN_AFTER: Duration = Duration::from_millis(25);

/// How long a question may be put again.
pub(in crate::stack) struct Patience(Instant);

impl Cell {
    /// From now on parts are killed and started again at any time.
    pub(in crate::stack) fn suffers_kills(&self) {
        self.suffers_kills.store(true, Ordering::Relaxed);
    }

    /// A question is put for the first time.
    pub(in crate::stack) fn patience() -> Patience {
        Patience(Instant::now() + BACK_WITHIN)
    }

    /// Whether a question that has no answer is to be put again, after a pause: where parts are killed at
    /// any time. An act keeps its identity: one that was done before its node died is not done twice.
    pub(in crate::stack) async fn is_put_again(&self, lost: bool, patience: &Patience) -> bool {
        let next = Instant::now() + AGAIN_AFTER;
        let again = lost && next < patience.0 && self.suffers_kills.load(Ordering::Relaxed);
        if again {
            sleep_until(next).await;
        }
        again
    }

    /// Asks a node to act.
    pub async fn act<T: Serialize>(
        &self,
        country: Country,
        verb: &str,
        id: &str,
        detail: T,
    ) -> Acted {
        let act = Act { id: id.to_owned(), detail };
        let path = format!("/v1/actions/{verb}");
        let patience = Self::patience();
        let answer = loop {
            let answer = self.node(country).post(&path, &act).await;
            if !self.is_put_again(answer.status == 0, &patience).await {
                break answer;
            }
        };
        let outcome = match answer.status {
            200 => serde_json::from_value(answer.body.clone()).ok(),
            _ => None,
        };
        let seq = self.record(
            "actor",
            What::Act {
                country: country.to_string(),
                verb: verb.to_owned(),
                act: id.to_owned(),
                request: serde_json::to_value(&act).unwrap_or_default(),
                status: answer.status,
                response: answer.body.clone(),
                took_us: u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX),
            },
        );
        Acted { seq, status: answer.status, outcome, answer }
    }

    /// Asks a node what it knows.
    pub async fn query(&self, country: Country, path: &str) -> Answer {
        let patience = Self::patience();
        let answer = loop {
            let answer = self.node(country).get(path).await;
            if !self.is_put_again(answer.status == 0, &patience).await {
                break answer;
            }
        };
        self.record(
            "actor",
            What::Query {
                country: country.to_string(),
                path: path.to_owned(),
                status: answer.status,
                response: answer.body.clone(),
            },
        );
        answer
    }
}
