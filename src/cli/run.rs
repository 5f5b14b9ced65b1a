//! `passavant run`: plays the journeys, judges them, writes the reports.

use super::cells::Cells;
use super::console::{self, Format, Speech};
use super::encrypted::Tls;
use super::failure::Failure;
use super::files::{RunFolder, newest_self_test, run_id};
use super::progress::Progress;
use super::scenery::Scenery;
use super::stacks::{StackName, TopologyName};
use super::{ground, report};
use crate::conformance::judge;
use crate::conformance::outcome::Outcome;
use crate::journey::{Features, Inventory, InventoryError, Run, Selection, play_all};
use crate::record::event::{RunStarted, What};
use crate::record::{self, Recorder, Secrets as Guard};
use crate::scenario::{Faults, When};
use crate::seed::Seed;
use crate::stack::Stack;
use crate::stack::greeting::CellError;
use crate::stack::parts::Secrets;
use ground::Ground;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// Flags of `passavant run`.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Where cells are raised.
    #[arg(long, value_enum, default_value_t)]
    stack: StackName,
    /// One broker for both countries, or one each, bridged (what asks for a hub gets one).
    #[arg(long, value_enum, default_value_t)]
    topology: TopologyName,
    /// Each country's only road to the broker is an encrypted tunnel (--stack containers).
    #[arg(long)]
    vpn: bool,
    #[command(flatten)]
    tls: Tls,
    /// Only these scenarios, e.g. HP01,FR06.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    scenario: Vec<String>,
    /// Only scenarios whose tags fit, e.g. '@HP01 or @FR06'.
    #[arg(long, value_name = "EXPR")]
    tags: Option<String>,
    /// Cells at the same time; when absent, 2, and on the embedded stack 2 for each processor.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: Option<u16>,
    /// Seed of all chance; drawn when absent.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Give a reference node a seeded misbehaviour or a benign variant.
    #[arg(long, value_name = "NAME@COUNTRY")]
    flaw: Vec<String>,
    /// Somebody else's node takes a seat.
    #[arg(long, value_name = "FILE")]
    sut: Option<PathBuf>,
    /// Somebody else's broker, for --stack external.
    #[arg(long, value_name = "FILE", required_if_eq("stack", "external"))]
    external: Option<PathBuf>,
    /// Fault schedule that disturbs the lines of every scenario, e.g. scenarios/faults/bad-line.toml.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Run folder; must be new or empty.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Language of words on the terminal, and the one that pages show first.
    #[arg(long, value_enum)]
    lang: Option<Speech>,
    /// What standard output carries.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// A SHOULD that is not met counts as a failure.
    #[arg(long)]
    strict: bool,
    /// Feature files to play instead of those compiled in.
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
    #[command(flatten)]
    scenery: Scenery,
}

/// Runs, and gives the exit code.
pub(super) fn run(args: &RunArgs) -> ExitCode {
    console::ended(prepare(args).and_then(|prepared| prepared.play(args)))
}

/// Everything that was checked before anything starts.
struct Prepared {
    ground: Ground,
    stack: Arc<dyn Stack>,
    inventory: Inventory,
    selection: Selection,
    jobs: usize,
    faults: Option<Faults>,
}

/// What one run is called, and where its cells live.
struct Named<'a> {
    id: &'a str,
    started: Timestamp,
    cells: &'a Cells,
    secrets: Arc<Secrets>,
}

fn prepare(args: &RunArgs) -> Result<Prepared, Failure> {
    let mut ground = Ground::read(&args.scenery, args.sut.as_deref(), &args.flaw)?
        .with_vpn(args.vpn, args.stack)?
        .with_tls(&args.tls, args.stack)?
        .with_road(args.stack)?;
    let features = match &args.features {
        Some(folder) => Features::of_folder(folder)
            .map_err(|error| Failure::usage(format!("{error}; name a folder of .feature files")))?,
        None => Features::compiled_in(),
    };
    let selection = Selection { scenarios: args.scenario.clone(), tags: args.tags.clone() };
    let mut inventory = Inventory::plan(&features, &ground.corridor, &selection)?;
    let jobs = args.jobs.map_or_else(|| args.stack.cells(), usize::from);
    let one_cell = ground.sut.is_some() || args.stack == StackName::External;
    if one_cell && args.jobs.is_some_and(|jobs| jobs > 1) {
        let why = "--jobs above 1 needs cells; a node or broker of somebody else sits in one";
        return Err(Failure::usage(format!("{why}; leave --jobs out")));
    }
    let jobs = if one_cell { 1 } else { jobs };
    let stack = match &args.external {
        Some(file) if args.stack == StackName::External => {
            let (stack, passwords) = ground::around(file, &ground.corridor)?;
            ground.passwords = passwords;
            stack
        }
        Some(_) => return Err(Failure::usage("--external is for --stack external; add that flag")),
        None => args.stack.stack()?,
    };
    if let Some(sut) = &ground.sut {
        inventory = inventory.for_subject(sut.country);
    }
    if args.stack == StackName::External {
        let there = ground.with_accounts();
        let why = "external.toml names no account of it at the broker";
        inventory = inventory.limited_to(&ground.corridor, &there, why);
        inventory = inventory.around_one_broker("there is one broker, which is somebody else's");
    }
    if args.topology == TopologyName::Bilateral {
        if args.stack == StackName::External {
            let why = "--topology bilateral needs two brokers of ours";
            return Err(Failure::usage(format!("{why}; play it on another stack")));
        }
        inventory = inventory.bilateral();
    }
    if one_cell {
        inventory = inventory.in_one_cell(&ground.corridor);
    }
    let faults = args.faults.as_deref().map(|file| schedule(&ground, file)).transpose()?;
    let overridden = args.features.is_some() || args.scenery.is_overridden();
    let ground = ground.with_suite(features.digest(), overridden);
    Ok(Prepared { ground, stack, inventory, selection, jobs, faults })
}

/// The fault schedule of a file. A run has no phases.
fn schedule(ground: &Ground, file: &Path) -> Result<Faults, Failure> {
    let (place, text) = (file.display().to_string(), ground.file(file)?);
    let faults = Faults::read(&place, &text).map_err(Failure::usage)?;
    if faults.faults.iter().any(|fault| matches!(fault.when, When::Phase(..))) {
        let why = "phases are those of a load plan; a run has none";
        return Err(Failure::usage(format!("{place}: {why}; write after = \"3s\" instead")));
    }
    Ok(faults)
}

impl Prepared {
    fn play(self, args: &RunArgs) -> Result<ExitCode, Failure> {
        let lang = Speech::or_locale(args.lang);
        let started = Timestamp::now();
        let id = run_id(started, short_id());
        let folder = RunFolder::create(args.out.as_deref(), &id)?;
        let progress = Progress::start(self.inventory.entries.len(), lang);
        let cells = Cells::make_for_journeys(args.stack).inspect_err(|_| folder.give_up())?;
        let secrets = Arc::new(self.ground.secrets());
        let named = Named { id: &id, started, cells: &cells, secrets: secrets.clone() };
        if let Err(failure) = self.play_into(args, &folder, &named, progress) {
            folder.give_up();
            return Err(failure);
        }
        folder.become_latest()?;
        let record = record::read(&folder.events())?;
        let judgement = judge(&record);
        if matches!(judgement.outcome, Outcome::HarnessError | Outcome::Inconclusive) {
            cells.keep_logs(&folder, &secrets.texts())?;
        }
        report::draw(&folder, &record, &judgement, lang, args.format)
    }

    /// Fails only when nothing was played.
    fn play_into(
        &self,
        args: &RunArgs,
        folder: &RunFolder,
        named: &Named<'_>,
        progress: Progress,
    ) -> Result<(), Failure> {
        let began = Instant::now();
        let Named { id, started, .. } = *named;
        let guard = Guard::new(named.secrets.texts());
        let recorder = Recorder::create(&folder.events(), guard).map_err(Failure::preflight)?;
        recorder.observe(move |event| progress.saw(event));
        let seed = args.seed.unwrap_or_else(|| Seed::fresh().number());
        let first = self.first_event(args, id, seed, started);
        recorder.append("run", "", "", None, What::RunStarted(Box::new(first)));
        let run = Arc::new(Run {
            id: id.to_owned(),
            seed,
            started,
            stack: self.stack.clone(),
            plan: self.ground.plan(id, named.secrets.clone(), named.cells.path()),
            corridor: self.ground.corridor.clone(),
            recorder: recorder.clone(),
            jobs: self.jobs,
            faults: self.faults.clone(),
        });
        let ended = ground::on_runtime(play_or_stop(&run, &self.inventory))?;
        if let Some(signal) = ended? {
            recorder.append("run", "", "", None, What::Interrupted { signal });
        } else {
            let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            recorder.append("run", "", "", None, What::RunFinished { duration_ms });
        }
        recorder.sync().map_err(Failure::preflight)
    }

    fn first_event(&self, args: &RunArgs, id: &str, seed: u64, started: Timestamp) -> RunStarted {
        RunStarted {
            schema: "passavant.record/1".to_owned(),
            id: id.to_owned(),
            command: ground::command(),
            purpose: "run".to_owned(),
            selection: self.selection.to_string(),
            seed,
            stack: self.stack.name().to_owned(),
            started,
            suite: self.ground.suite.clone(),
            corridor: self.ground.corridor_facts(),
            sut: self.ground.sut.as_ref().map(|sut| sut.country.to_string()),
            flaws: self.ground.seats(),
            strict: args.strict,
            planned: self.inventory.entries.iter().map(|entry| entry.facts.clone()).collect(),
            host: ground::host(),
            self_test: newest_self_test(),
        }
    }
}

/// The part of a run's name that tells two runs of one second apart.
pub(super) fn short_id() -> u32 {
    u32::try_from(Seed::fresh().number() & 0x00ff_ffff).unwrap_or_default()
}

/// Plays, unless a signal comes first; its name then. Either way nothing runs afterwards.
async fn play_or_stop(run: &Arc<Run>, inventory: &Inventory) -> Result<Option<String>, Failure> {
    let stop = CancellationToken::new();
    let play = async {
        if let Some(good) = stop.run_until_cancelled(run.stack.check()).await {
            good.map_err(Failure::preflight)?;
        }
        play_all(Arc::clone(run), inventory, &stop).await.map_err(Failure::from)
    };
    tokio::pin!(play);
    let signal = tokio::select! {
        played = &mut play => return played.map(|()| None),
        signal = ground::signalled() => signal?,
    };
    // What is played must have ended before the clocks and sockets that it waits for are gone.
    stop.cancel();
    play.await?;
    Ok(Some(signal))
}

impl From<InventoryError> for Failure {
    fn from(error: InventoryError) -> Self {
        match error {
            InventoryError::Nothing { .. } => Self::nothing(error),
            InventoryError::Feature { .. } | InventoryError::Tags { .. } => Self::usage(error),
        }
    }
}

impl From<CellError> for Failure {
    fn from(error: CellError) -> Self {
        Self::preflight(error)
    }
}
