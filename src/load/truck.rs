//! One journey under load: every act of a complete transit, each after the last was settled.

use super::board::{Board, Told};
use crate::adapter::contract::ActResult;
use crate::cast::Papers;
use crate::profile::Country;
use crate::stack::cell::Cell;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// What every journey of a run shares.
pub(super) struct Road {
    pub(super) cell: Arc<Cell>,
    pub(super) board: Arc<Board>,
    /// Longest time for one leg.
    pub(super) leg_timeout: Duration,
}

/// One truck under way.
pub(super) struct Truck<'a> {
    road: &'a Road,
    papers: &'a Papers,
    /// Distinguishes its acts from all others of the run.
    name: &'a str,
}

/// A journey that did not reach its end, and why, in words that can be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// Movement, if it had been declared.
    pub(super) mrn: Option<String>,
    /// Why.
    pub(super) why: String,
}

impl<'a> Truck<'a> {
    pub(super) fn new(road: &'a Road, papers: &'a Papers, name: &'a str) -> Self {
        Self { road, papers, name }
    }

    /// Plays the journey from declaration to write-off and freed guarantee, and gives its MRN.
    pub(super) async fn play(&self) -> Result<String, Broken> {
        let declared = self.act(self.papers.home, "declare", &self.papers.declaration).await;
        let mrn = declared
            .and_then(|mrn| mrn.ok_or_else(|| "declare was answered without MRN".to_owned()))
            .map_err(|why| Broken { mrn: None, why })?;
        let told = self.road.board.open(&mrn);
        let went = self.travel(&mrn, told).await;
        self.road.board.close(&mrn);
        match went {
            Ok(()) => Ok(mrn),
            Err(why) => Err(Broken { mrn: Some(mrn), why }),
        }
    }

    async fn travel(&self, mrn: &str, mut told: watch::Receiver<Told>) -> Result<(), String> {
        let Papers { home, abroad, .. } = *self.papers;
        let named = serde_json::json!({ "mrn": mrn });
        self.act(home, "guarantee", &named).await?;
        self.settled(&mut told, "GUR", abroad).await?;
        self.act(home, "control", &self.papers.control(mrn)).await?;
        self.act(home, "release", &named).await?;
        self.settled(&mut told, "TDA", home).await?;
        for (country, direction) in [(home, "EXIT"), (abroad, "ENTRY")] {
            self.act(country, "present", &self.papers.present(mrn, country, direction)).await?;
            self.act(country, "pass", &self.papers.pass(mrn, country, direction)).await?;
            self.settled(&mut told, "PAS", country).await?;
        }
        self.act(abroad, "arrive", &self.papers.arrive(mrn)).await?;
        self.settled(&mut told, "ARR", abroad).await?;
        self.act(abroad, "result", &self.papers.result(mrn)).await?;
        self.settled(&mut told, "WRO", home).await?;
        self.settled(&mut told, "GUL", home).await
    }

    async fn act<T: Serialize>(
        &self,
        country: Country,
        verb: &str,
        detail: &T,
    ) -> Result<Option<String>, String> {
        let direction = serde_json::to_value(detail).ok();
        let direction = direction.as_ref().and_then(|value| value["direction"].as_str());
        let run = self.road.cell.run();
        let id = format!("{run}-{}-{verb}{}", self.name, direction.unwrap_or_default());
        let acted = self.road.cell.act(country, verb, &id, detail).await;
        match acted.outcome {
            Some(outcome) if outcome.result == ActResult::Done => Ok(outcome.mrn),
            Some(outcome) => {
                let code = outcome.code.unwrap_or_default();
                Err(format!("{verb} was refused with code {code}"))
            }
            None => Err(format!("{verb} was answered with HTTP {}", acted.status)),
        }
    }

    /// Waits until a message has been accepted by its receiver.
    async fn settled(
        &self,
        told: &mut watch::Receiver<Told>,
        code: &str,
        from: Country,
    ) -> Result<(), String> {
        let answered = told.wait_for(|told| told.answer(code, from.as_str()).is_some());
        match timeout(self.road.leg_timeout, answered).await {
            Ok(Ok(told)) => match told.answer(code, from.as_str()) {
                Some("ACK") => Ok(()),
                answer => Err(format!("{code} was answered with {}", answer.unwrap_or_default())),
            },
            Ok(Err(_closed)) => Err(format!("the witness ended while {code} was awaited")),
            Err(_elapsed) => {
                let seconds = self.road.leg_timeout.as_secs_f64();
                Err(format!("{code} and its answer did not come within {seconds} s"))
            }
        }
    }
}
