//! `passavant load`: starts journeys at a planned rate, judges what came of it, writes the reports.

use super::cells::Cells;
use super::console::{self, Format, Speech};
use super::failure::Failure;
use super::files::{RunFolder, run_id};
use super::ground::{self, Ground};
use super::progress::Progress;
use super::report;
use super::run::short_id;
use super::scenery::Scenery;
use super::stacks::StackName;
use crate::conformance::judge;
use crate::journey::Features;
use crate::load::{self, LoadError};
use crate::record::event::{LoadFacts, RunStarted, What};
use crate::record::{self, Recorder, Secrets as Guard};
use crate::scenario::{Faults, Plan, When};
use crate::seed::Seed;
use crate::stack::Stack;
use crate::stack::cell::Cell;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// Flags of `passavant load`.
#[derive(Debug, clap::Args)]
pub struct LoadArgs {
    /// Load plan, e.g. scenarios/load/smoke.toml.
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// Where the cell is raised.
    #[arg(long, value_enum, default_value_t)]
    stack: StackName,
    /// Seed of all chance; the plan's, or drawn, when absent.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Give a reference node a seeded misbehaviour or a benign variant.
    #[arg(long, value_name = "NAME@COUNTRY")]
    flaw: Vec<String>,
    /// Somebody else's node takes a seat.
    #[arg(long, value_name = "FILE")]
    sut: Option<PathBuf>,
    /// Run folder; must be new or empty.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Language of words on the terminal, and the one that pages show first.
    #[arg(long, value_enum)]
    lang: Option<Speech>,
    /// What standard output carries.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    scenery: Scenery,
}

/// Runs, and gives the exit code.
pub(super) fn run(args: &LoadArgs) -> ExitCode {
    console::ended(prepare(args).and_then(|prepared| prepared.play(args)))
}

/// Everything that was checked before anything starts.
struct Prepared {
    ground: Ground,
    stack: Arc<dyn Stack>,
    plan: Plan,
    faults: Option<Faults>,
    /// What is played, in words.
    selection: String,
    seed: Seed,
}

fn prepare(args: &LoadArgs) -> Result<Prepared, Failure> {
    let ground =
        Ground::read(&args.scenery, args.sut.as_deref(), &args.flaw)?.with_road(args.stack)?;
    let text = ground.file(&args.plan)?;
    let plan = Plan::read(&args.plan.display().to_string(), &text).map_err(Failure::usage)?;
    load::check(&plan, &ground.corridor)
        .map_err(|error| Failure::usage(format!("{}: {error}", args.plan.display())))?;
    let faults = plan.faults.as_deref().map(|name| schedule(args, &plan, name)).transpose()?;
    let digest = hex::encode(Sha256::digest(&text));
    let selection = format!("load plan {}, sha256 {}", plan.name, &digest[..12]);
    let stack = args.stack.stack()?;
    let ground = ground.with_suite(Features::compiled_in().digest(), args.scenery.is_overridden());
    let seed = args.seed.or(plan.seed).map_or_else(Seed::fresh, Seed::new);
    Ok(Prepared { ground, stack, plan, faults, selection, seed })
}

/// The fault schedule that a plan names, whose phases are the plan's.
fn schedule(args: &LoadArgs, plan: &Plan, name: &str) -> Result<Faults, Failure> {
    let (library, path) = (args.scenery.library()?, format!("faults/{name}.toml"));
    let Some(text) = library.text(&path) else {
        let known = library.paths("faults/").join(", ");
        let place = args.plan.display();
        return Err(Failure::usage(format!("{place}: no schedule `{path}`; there are {known}")));
    };
    let place = library.place(&path);
    let faults = Faults::read(&place, text).map_err(Failure::usage)?;
    let unknown = faults.faults.iter().find_map(|fault| match &fault.when {
        When::Phase(phase, _) if plan.begin_of(phase).is_none() => Some(phase),
        _ => None,
    });
    match unknown {
        Some(phase) => {
            let what = format!("{place}: the plan {} has no phase `{phase}`", plan.name);
            Err(Failure::usage(format!("{what}; name one of its phases")))
        }
        None => Ok(faults),
    }
}

impl Prepared {
    fn play(self, args: &LoadArgs) -> Result<ExitCode, Failure> {
        let lang = Speech::or_locale(args.lang);
        let started = Timestamp::now();
        let id = run_id(started, short_id());
        let folder = RunFolder::create(args.out.as_deref(), &id)?;
        let progress = Progress::start(0, lang);
        if let Err(failure) = self.play_into(&folder, started, &id, &progress) {
            folder.give_up();
            return Err(failure);
        }
        drop(progress);
        folder.become_latest()?;
        let record = record::read(&folder.events())?;
        report::draw(&folder, &record, &judge(&record), lang, args.format)
    }

    /// Fails only when nothing was played.
    fn play_into(
        &self,
        folder: &RunFolder,
        started: Timestamp,
        id: &str,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let began = Instant::now();
        let secrets = Arc::new(self.ground.secrets());
        let guard = Guard::new(secrets.texts());
        let recorder = Recorder::create(&folder.events(), guard).map_err(Failure::preflight)?;
        let tell = |what| recorder.append("run", "", "", None, what);
        tell(What::RunStarted(Box::new(self.first_event(id, started))));
        let cells = Cells::make()?;
        let mut cell = self.ground.plan(id, secrets, cells.path());
        "cell-1".clone_into(&mut cell.name);
        let journeys = self.plan.mix.iter().map(|share| share.journey.as_str());
        cell.countries = self.ground.corridor.played_by(journeys);
        let corridor = Arc::new(self.ground.corridor.among(&cell.countries));
        let work = async {
            self.stack.check().await.map_err(Failure::preflight)?;
            let raised = Cell::raise(&*self.stack, cell, corridor, recorder.clone(), started);
            let cell = Arc::new(raised.await?);
            self.load(&cell, &folder.events(), progress).await;
            if let Some(cell) = Arc::into_inner(cell)
                && let Err(error) = cell.take_down().await
            {
                tell(ground_failure(format!("the cell was not taken down: {error}")));
            }
            Ok(None)
        };
        let ended = ground::on_runtime(async {
            tokio::select! {
                worked = work => worked,
                signal = ground::signalled() => signal.map(Some),
            }
        })?;
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let last =
            ended?.map_or(What::RunFinished { duration_ms }, |signal| What::Interrupted { signal });
        tell(last);
        recorder.sync().map_err(Failure::preflight)
    }

    /// Plays the plan; a failure is written down as one of the harness.
    async fn load(&self, cell: &Arc<Cell>, record: &Path, progress: &Progress) {
        let plan = &self.plan;
        let told = Mutex::new(Instant::now());
        let tell = |started: u64, ended: u64| {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.elapsed() >= TELL_EVERY {
                *told = Instant::now();
                progress.note(&format!("{}: {started} journeys started, {ended} ended", plan.name));
            }
        };
        let loaded: Result<_, LoadError> =
            load::run(cell, plan, self.seed, (record, self.faults.as_ref()), &tell).await;
        match loaded {
            Ok(facts) if !facts.kills.is_empty() => progress.note(&killed(&facts, self.seed)),
            Ok(_) => {}
            Err(error) => drop(cell.record("load", ground_failure(error.to_string()))),
        }
    }

    fn first_event(&self, id: &str, started: Timestamp) -> RunStarted {
        let flaws = self.ground.flaws.iter();
        RunStarted {
            schema: "passavant.record/1".to_owned(),
            id: id.to_owned(),
            command: ground::command(),
            purpose: "load".to_owned(),
            selection: self.selection.clone(),
            seed: self.seed.number(),
            stack: self.stack.name().to_owned(),
            started,
            suite: self.ground.suite.clone(),
            corridor: self.ground.corridor_facts(),
            sut: self.ground.sut.as_ref().map(|sut| sut.country.to_string()),
            flaws: flaws.map(|(country, name)| (country.to_string(), name.clone())).collect(),
            strict: false,
            planned: Vec::new(),
            host: ground::host(),
            self_test: None,
        }
    }
}

/// Kills, their seed, and what was lost or doubled by them.
fn killed(facts: &LoadFacts, seed: Seed) -> String {
    let all: u64 = facts.kills.values().sum();
    let each: Vec<String> =
        facts.kills.iter().map(|(part, times)| format!("{part} {times}")).collect();
    format!(
        "{all} kills with seed {} ({}): {} journeys of {} at their end, {} lost or doubled",
        seed.number(),
        each.join(", "),
        facts.completed,
        facts.started,
        facts.violations.len()
    )
}

fn ground_failure(detail: String) -> What {
    What::GroundFailure { attribution: "harness".to_owned(), detail }
}
