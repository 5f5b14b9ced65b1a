//! What actors and steps work with: one cell, one subject, and how claims are written and waited for.

use crate::adapter::contract::ActResult;
use crate::conformance::{Held, holds};
use crate::journey::ended::Ended;
use crate::profile::Country;
use crate::profile::stomp::CORRELATION_ID;
use crate::profile::timer::T_ACK;
use crate::record::claim::{Claim, Expectation};
use crate::record::event::{CopyFacts, Event, What};
use crate::stack::cell::{Acted, Cell};
use crate::stack::time::TimeError;
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// How long a claim is waited for before anybody asks whether the cell is quiet.
const SOON: Duration = Duration::from_millis(12);

/// One scenario's stage.
pub(crate) struct Stage {
    /// The cell that the scenario owns.
    pub(crate) cell: Arc<Cell>,
    /// The country whose behaviour is judged.
    pub(crate) subject: Country,
    acts: AtomicU32,
}

/// An act that was done, and the record position before it was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    /// What follows from the act stands behind this position.
    pub(crate) since: u64,
    /// Business time of the act.
    pub(crate) at: Timestamp,
    /// Identity of the act.
    pub(crate) act: String,
    /// MRN told in the outcome.
    pub(crate) mrn: Option<String>,
}

impl Stage {
    /// A stage for one scenario.
    pub(crate) fn new(cell: Arc<Cell>, subject: Country) -> Self {
        Self { cell, subject, acts: AtomicU32::new(0) }
    }

    /// The other country.
    pub(crate) fn partner(&self) -> Country {
        self.cell.corridor().partner_of(self.subject)
    }

    /// Position behind which everything lies that happens from now on.
    pub(crate) fn mark(&self) -> u64 {
        self.cell.recorder().next_seq().saturating_sub(1)
    }

    /// Position before the newest healing of a country's line; the newest position if there was none.
    pub(crate) fn mark_of_healing(&self, country: Country) -> u64 {
        let country = country.as_str();
        let healed = |event: &Event| match &event.what {
            What::LinkChange { country: of, change, .. } if of == country && change == "healed" => {
                // Faults that end with it stand before it.
                Some(event.seq.saturating_sub(1))
            }
            _ => None,
        };
        let (cell, scenario) = (self.cell.name(), self.cell.playing());
        let found =
            self.cell.recorder().look(cell, &scenario, |all| all.iter().rev().find_map(healed));
        found.unwrap_or_else(|| self.mark())
    }

    /// Asks a node to act, whatever it answers.
    pub(crate) async fn ask(
        &self,
        country: Country,
        verb: &str,
        detail: impl Serialize,
    ) -> (Done, Acted) {
        let number = self.acts.fetch_add(1, Ordering::Relaxed) + 1;
        // The same id gets the same answer, from a node that keeps its store even in the next run.
        let (run, scenario) = (self.cell.run(), self.cell.playing().replace('/', "-"));
        let act = format!("{run}-{scenario}-{number}-{verb}");
        let (since, at) = (self.mark(), self.cell.business());
        let acted = self.cell.act(country, verb, &act, detail).await;
        let mrn = acted.outcome.as_ref().and_then(|outcome| outcome.mrn.clone());
        (Done { since, at, act, mrn }, acted)
    }

    /// Asks a node to act, and ends the scenario when it does not.
    pub(crate) async fn does(
        &self,
        country: Country,
        verb: &str,
        detail: impl Serialize,
    ) -> Result<Done, Ended> {
        let (done, acted) = self.ask(country, verb, detail).await;
        match (&acted.outcome, acted.status) {
            (Some(outcome), _) if outcome.result == ActResult::Done => Ok(done),
            (Some(outcome), _) => {
                let code = outcome.code.as_deref().unwrap_or("-");
                let reason = outcome.reason.as_deref().unwrap_or("no reason given");
                Err(Ended::Failed(format!("{country} refused `{verb}` with code {code}: {reason}")))
            }
            (None, 0) => {
                let why = acted.answer.body.as_str().unwrap_or_default();
                Err(Ended::Error(format!("node {country} gave no answer to `{verb}`: {why}")))
            }
            (None, status) => {
                let body = &acted.answer.body;
                Err(Ended::Failed(format!("{country} answered {status} to `{verb}`: {body}")))
            }
        }
    }

    /// The newest copy that fits, among those of the scenario.
    pub(crate) fn newest(&self, fits: impl Fn(&CopyFacts) -> bool) -> Option<CopyFacts> {
        let scenario = self.cell.playing();
        self.cell.recorder().look(self.cell.name(), &scenario, |events| {
            events.iter().rev().find_map(|event| match &event.what {
                What::Copy(facts) if fits(facts) => Some((**facts).clone()),
                _ => None,
            })
        })
    }

    /// The newest message of a code for a movement, sent by a country.
    pub(crate) fn message(&self, from: Country, code: &str, mrn: &str) -> Result<CopyFacts, Ended> {
        let out = format!(".FROM.{from}.");
        let fits = |facts: &CopyFacts| {
            facts.code == code && facts.mrn == mrn && facts.queue.contains(&out)
        };
        let none = || Ended::Failed(format!("{from} has sent no {code} for {mrn}"));
        self.newest(fits).ok_or_else(none)
    }

    /// The first technical answer to a message.
    pub(crate) fn first_answer(&self, message_id: &str, by: Country) -> Result<CopyFacts, Ended> {
        let (scenario, out) = (self.cell.playing(), format!(".FROM.{by}."));
        let answer = |event: &Event| match &event.what {
            What::Copy(facts)
                if facts.queue.contains(&out)
                    && facts.headers.get(CORRELATION_ID).is_some_and(|id| id == message_id) =>
            {
                Some((**facts).clone())
            }
            _ => None,
        };
        let first = self
            .cell
            .recorder()
            .look(self.cell.name(), &scenario, |events| events.iter().find_map(answer));
        first.ok_or_else(|| Ended::Failed(format!("{by} has not answered {message_id}")))
    }

    /// Record position of the first technical answer to a message.
    pub(crate) fn answered_at(&self, message_id: &str, by: Country) -> Result<u64, Ended> {
        let answer = self.first_answer(message_id, by)?.message_id;
        let at = |event: &Event| match &event.what {
            What::Copy(facts) if facts.message_id == answer => Some(event.seq),
            _ => None,
        };
        let scenario = self.cell.playing();
        let found = self
            .cell
            .recorder()
            .look(self.cell.name(), &scenario, |events| events.iter().find_map(at));
        found.ok_or_else(|| Ended::Failed(format!("{by} has not answered {message_id}")))
    }

    /// Writes a claim and waits until it is decided or its time is over. The judge decides anew.
    pub(crate) async fn expect(&self, expectation: Expectation) -> Result<(), Ended> {
        let what = What::Expected(Box::new(expectation.clone()));
        self.cell.record("scribe", what);
        self.wait(&expectation).await
    }

    /// Waits for what the scenario needs to go on, and no requirement of it checks.
    pub(crate) async fn await_claim(
        &self,
        claim: Claim,
        since: u64,
        by: Timestamp,
    ) -> Result<(), Ended> {
        let expectation = Expectation {
            requirement: String::new(),
            about: claim.about().to_owned(),
            since,
            by: Some(by),
            protocol: false,
            claim,
        };
        self.expect(expectation).await
    }

    async fn wait(&self, expectation: &Expectation) -> Result<(), Ended> {
        loop {
            self.ask_for(&expectation.claim).await;
            let soon = timeout(SOON, self.until_decided(expectation)).await;
            let held = match soon {
                Ok(held) => held,
                Err(_later) => tokio::select! {
                    held = self.until_decided(expectation) => held,
                    quiet = self.cell.quiet() => self.when_quiet(expectation, quiet).await?,
                },
            };
            match held {
                Held::Yes { .. } => return Ok(()),
                Held::No { observed, .. } => return Err(Ended::Failed(observed)),
                Held::NotYet { .. } => {}
            }
        }
    }

    /// The cell is quiet: it is decided now, or time goes on, or time is over.
    async fn when_quiet(
        &self,
        expectation: &Expectation,
        quiet: Result<Option<Timestamp>, TimeError>,
    ) -> Result<Held, Ended> {
        let next = match quiet {
            Ok(next) => next,
            Err(lost @ TimeError::Patience { .. }) if expectation.protocol => {
                return Err(Ended::Failed(lost.to_string()));
            }
            Err(lost) => return Err(lost.into()),
        };
        self.ask_for(&expectation.claim).await;
        // A copy may be on its way to the witness although the message has been read.
        let drained = self.cell.drain_copies().await;
        drained.map_err(|error| Ended::Error(error.to_string()))?;
        let held = self.look(expectation, &mut None);
        let Held::NotYet { observed } = &held else { return Ok(held) };
        let now = self.cell.business();
        if let Some(by) = expectation.by.filter(|by| *by > now) {
            let timer = next.filter(|next| *next > now && *next <= by);
            self.cell.move_clock(timer.unwrap_or(by), "until a claim is due").await?;
            return Ok(held);
        }
        Err(Ended::Failed(observed.clone()))
    }

    async fn until_decided(&self, expectation: &Expectation) -> Held {
        let mut news = self.cell.recorder().subscribe();
        let mut last = None;
        loop {
            news.mark_unchanged();
            let held = self.look(expectation, &mut last);
            if !matches!(held, Held::NotYet { .. }) || news.changed().await.is_err() {
                return held;
            }
        }
    }

    /// What the record says of a claim. It is not asked again for events that cannot have changed the answer:
    /// `last` holds how far was looked, and what was found there.
    fn look(&self, expectation: &Expectation, last: &mut Option<(u64, Held)>) -> Held {
        let scenario = self.cell.playing();
        let look = |events: &[Event]| {
            let end = events.last().map_or(0, |event| event.seq);
            if let Some((seen, held)) = last
                && !events
                    .iter()
                    .rev()
                    .take_while(|event| event.seq > *seen)
                    .any(|event| may_decide(&event.what, &expectation.claim))
            {
                *seen = end;
                return held.clone();
            }
            let held = holds(events, expectation);
            *last = Some((end, held.clone()));
            held
        };
        self.cell.recorder().look(self.cell.name(), &scenario, look)
    }

    /// Asks the node whose own word decides a claim.
    async fn ask_for(&self, claim: &Claim) {
        let (country, path) = match claim {
            Claim::Movement { country, mrn, .. }
            | Claim::NoMovement { country, mrn }
            | Claim::Effects { country, mrn, .. } => (country, format!("/v1/movements/{mrn}")),
            Claim::Guarantee { country, grn, .. } | Claim::Reservation { country, grn, .. } => {
                (country, format!("/v1/guarantees/{grn}"))
            }
            Claim::Printed { country, mrn, .. } => {
                (country, format!("/v1/movements/{mrn}/document"))
            }
            Claim::Alerted { country, .. }
            | Claim::NoAlert { country }
            | Claim::Suspicion { country, .. } => (country, "/v1/alerts".to_owned()),
            Claim::PutAside { .. } => {
                // What stands in the way of looking is told by whoever waits for the cell to be quiet.
                drop(self.cell.browse().await);
                return;
            }
            Claim::Sent { .. }
            | Claim::Answered { .. }
            | Claim::SameAnswer { .. }
            | Claim::AnsweredBefore { .. }
            | Claim::NamesThePlace { .. }
            | Claim::SentAgain { .. }
            | Claim::BackWithin { .. }
            | Claim::LineKept { .. }
            | Claim::Region { .. }
            | Claim::Concealed { .. }
            | Claim::ActOutcome { .. } => return,
        };
        if let Ok(country) = country.parse() {
            self.cell.query(country, &path).await;
        }
    }

    /// A technical answer that is due from now on is due by then.
    pub(crate) fn ack_due(&self) -> Timestamp {
        T_ACK.expiry(self.cell.business())
    }
}

/// False for what no claim but one about lines looks at, and for the scribe's own lines.
fn may_decide(what: &What, claim: &Claim) -> bool {
    let about_lines = matches!(
        claim,
        Claim::SentAgain { .. } | Claim::BackWithin { .. } | Claim::LineKept { .. }
    );
    match what {
        What::LinkFrame { .. } | What::LinkChange { .. } => about_lines,
        What::Expected(_) | What::Step { .. } => false,
        _ => true,
    }
}
