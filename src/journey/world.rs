//! What a scenario has: its stage, its movements, and the messages that were said to matter.

use crate::adapter::acts::{ReportIncident, StampedPaper};
use crate::adapter::contract::GuaranteeEntry;
use crate::journey::actor::region::Region;
use crate::journey::actor::road::Station;
use crate::journey::actor::tunnel::Turned;
use crate::journey::ended::Ended;
use crate::journey::keys::Keyring;
use crate::journey::movement::Movement;
use crate::journey::stage::{Done, Stage};
use crate::profile::Country;
use crate::record::claim::Expectation;
use crate::record::event::{CopyFacts, DamageFacts, ScenarioFacts};
use crate::seed::Stream;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// State of one scenario, handed from step to step.
#[derive(cucumber::World)]
#[world(init = Self::unborn)]
pub(crate) struct World {
    /// Cell, subject, claims.
    pub(crate) stage: Stage,
    /// Source of fresh identifiers.
    pub(crate) chance: Stream,
    /// Guarantees by guarantor's country and journey's name.
    pub(crate) purse: BTreeMap<(Country, String), GuaranteeEntry>,
    /// Requirements that the scenario is tagged with.
    pub(crate) tagged: Vec<String>,
    /// Movements, the current one last.
    pub(crate) movements: Vec<Movement>,
    /// What was seen on the road, where a step took note of it.
    pub(crate) stations: Vec<Station>,
    /// The newest act.
    pub(crate) done: Option<Done>,
    /// Messages that steps have talked about, the current one last.
    pub(crate) letters: Vec<Letter>,
    /// Documents that were damaged at random, and what their rejections must say.
    pub(crate) harmed: Vec<DamageFacts>,
    /// Code of a message that waits for the line to be back.
    pub(crate) waiting: Option<String>,
    /// Position from which on the line of the country under test is poor.
    pub(crate) poor_since: Option<u64>,
    /// When the gate of the office of destination saw the vehicle come in.
    pub(crate) at_gate: Option<Timestamp>,
    /// A planned unavailability that was announced: begin and end.
    pub(crate) window: Option<(Timestamp, Timestamp)>,
    /// The newest incident that was told.
    pub(crate) incident: Option<ReportIncident>,
    /// The stamped paper on which goods have gone on.
    pub(crate) paper: Option<StampedPaper>,
    /// The regional database, where there is one.
    pub(crate) region: Option<Region>,
    /// The newest turn of the tunnel.
    pub(crate) turned: Option<Turned>,
    /// Position before which the broker had no room again, or still refused credentials.
    pub(crate) relieved_since: Option<u64>,
    /// Newest event of the link of the country under test when the broker began to suffer.
    pub(crate) link_event: u64,
    /// Keys of the countries, where they sign their messages.
    pub(crate) keys: Option<Keyring>,
    /// Position behind which a capture began.
    pub(crate) captured_since: u64,
    /// Why the scenario is over, if it is.
    pub(crate) ended: Option<Ended>,
}

/// A message that steps talk about, and the position after which answers count.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// Its `txMessageId`.
    pub(crate) id: String,
    /// Its code.
    pub(crate) code: String,
    /// Movement that it names.
    pub(crate) mrn: String,
    /// Answers after this position count.
    pub(crate) since: u64,
    /// Position before which it was not yet sent.
    pub(crate) sent: u64,
    /// Where it is broken, if it is: line, first and last column.
    pub(crate) defect: Option<(u32, u32, u32)>,
}

impl fmt::Debug for World {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("World").field("movements", &self.movements).finish_non_exhaustive()
    }
}

/// Every step of the steps room, gathered once: gathering takes longer than finding one.
pub(super) fn every_step() -> &'static cucumber::step::Collection<World> {
    static STEPS: OnceLock<cucumber::step::Collection<World>> = OnceLock::new();
    STEPS.get_or_init(<World as cucumber::World>::collection)
}

impl World {
    /// Worlds are made by the player, who has a stage to give.
    #[expect(clippy::unused_async, reason = "the derived trait wants it so")]
    async fn unborn() -> Result<Self, std::io::Error> {
        Err(std::io::Error::other("a world is made by the player"))
    }

    /// A world before its first step.
    pub(super) fn of(
        stage: Stage,
        chance: Stream,
        purse: BTreeMap<(Country, String), GuaranteeEntry>,
        facts: &ScenarioFacts,
    ) -> Self {
        Self {
            stage,
            chance,
            purse,
            tagged: facts.tags.clone(),
            movements: Vec::new(),
            stations: Vec::new(),
            done: None,
            letters: Vec::new(),
            harmed: Vec::new(),
            waiting: None,
            poor_since: None,
            at_gate: None,
            window: None,
            incident: None,
            paper: None,
            region: None,
            turned: None,
            relieved_since: None,
            link_event: 0,
            keys: None,
            captured_since: 0,
            ended: None,
        }
    }

    /// Keeps how a step ended.
    pub(crate) fn note(&mut self, result: Result<(), Ended>) {
        if let Err(ended) = result {
            self.ended.get_or_insert(ended);
        }
    }

    /// The movement that steps talk about.
    pub(crate) fn movement(&self) -> Result<&Movement, Ended> {
        self.movements.last().ok_or_else(|| Ended::Error("no journey has been given yet".into()))
    }

    /// The newest act.
    pub(crate) fn done(&self) -> Result<&Done, Ended> {
        self.done.as_ref().ok_or_else(|| Ended::Error("no act has been done yet".into()))
    }

    /// The message that steps talk about.
    pub(crate) fn letter(&self) -> Result<&Letter, Ended> {
        self.letters.last().ok_or_else(|| Ended::Error("no message is talked about yet".into()))
    }

    /// The newest message of this code that steps have talked about.
    pub(crate) fn letter_of(&self, code: &str) -> Result<&Letter, Ended> {
        let found = self.letters.iter().rev().find(|letter| letter.code == code);
        found.ok_or_else(|| Ended::Error(format!("no {code} has been talked about yet")))
    }

    /// From now on steps talk about this message; answers after `since` count.
    pub(crate) fn talk_about(&mut self, copy: &CopyFacts, since: u64) {
        self.letters.push(Letter {
            id: copy.message_id.clone(),
            code: copy.code.clone(),
            mrn: copy.mrn.clone(),
            since,
            sent: self.done.as_ref().map_or(since, |done| done.since.min(since)),
            defect: None,
        });
    }

    /// Claims, for a requirement that the scenario is tagged with.
    pub(crate) async fn claim(&self, expectation: Expectation) -> Result<(), Ended> {
        let requirement = &expectation.requirement;
        if !self.tagged.contains(requirement) {
            let why = format!("a step claims {requirement}, the scenario is not tagged with it");
            return Err(Ended::Error(why));
        }
        self.stage.expect(expectation).await
    }
}
