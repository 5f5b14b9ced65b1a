//! `passavant self-test`: plays every seeded flaw in every seat, and every legal variant, and says
//! whether each check did what it is there for.

use super::cells::Cells;
use super::console::{self, Format, Speech};
use super::failure::Failure;
use super::files::{self, RunFolder, run_id};
use super::ground::{self, Ground};
use super::run::short_id;
use super::scenery::Scenery;
use super::seeded::{Came, Seat, Seeded, accept, weigh};
use super::stacks::StackName;
use crate::conformance::catalogue;
use crate::conformance::judge;
use crate::conformance::outcome::Outcome;
use crate::journey::{Features, Inventory, Run, Selection, play_all};
use crate::profile::{Country, HUB};
use crate::record::claim::VPN;
use crate::record::event::{RunStarted, What};
use crate::record::selftest::SelfTest;
use crate::record::{self, Record, Recorder, Secrets as Guard};
use crate::report;
use crate::seed::Seed;
use crate::stack::Stack;
use crate::stack::tunnel::Vpn;
use futures::StreamExt;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Flags of `passavant self-test`.
#[derive(Debug, clap::Args)]
pub struct SelfTestArgs {
    /// Where cells are raised.
    #[arg(long, value_enum, default_value_t)]
    stack: StackName,
    /// With encrypted tunnels between links and brokers (--stack containers), and what shows in them
    /// only.
    #[arg(long)]
    vpn: bool,
    /// Only these flaws and variants.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Cells at the same time; when absent, 2, and on the embedded stack 2 for each processor.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: Option<u16>,
    /// Folder for `self-test.json`; must be new or empty.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Language of words on the terminal.
    #[arg(long, value_enum)]
    lang: Option<Speech>,
    #[command(flatten)]
    scenery: Scenery,
    /// What standard output carries.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Plays the self-test, and gives the exit code.
pub(super) fn run(args: &SelfTestArgs) -> ExitCode {
    console::ended(Bench::prepare(args).and_then(|bench| bench.play(args)))
}

/// What all plays of a self-test share.
struct Bench {
    ground: Ground,
    stack_name: StackName,
    stack: Arc<dyn Stack>,
    features: Features,
}

impl Bench {
    fn prepare(args: &SelfTestArgs) -> Result<Self, Failure> {
        let features = Features::compiled_in();
        let ground = Ground::read(&args.scenery, None, &[])?
            .with_vpn(args.vpn, args.stack)?
            .with_suite(features.digest(), false);
        for name in &args.only {
            if catalogue::flaw(name).is_none() && !catalogue::is_variant(name) {
                let why = format!("--only {name}: neither a flaw nor a variant is called so");
                return Err(Failure::nothing(format!("{why}; see `passavant list flaws`")));
            }
            if !args.vpn && catalogue::flaw(name).is_some_and(|flaw| flaw.vpn) {
                let why = format!("--only {name}: it shows in tunnels only");
                return Err(Failure::usage(format!("{why}; add --stack containers --vpn")));
            }
        }
        Ok(Self { ground, stack_name: args.stack, stack: args.stack.stack()?, features })
    }

    fn play(&self, args: &SelfTestArgs) -> Result<ExitCode, Failure> {
        let lang = Speech::or_locale(args.lang);
        let id = run_id(Timestamp::now(), short_id());
        let folder = RunFolder::create(args.out.as_deref(), &id)?;
        let played = ground::on_runtime(self.all(args))?;
        let test = match played {
            Ok(test) => test,
            Err(failure) => {
                folder.give_up();
                return Err(failure);
            }
        };
        let json = serde_json::to_string_pretty(&test).map_err(Failure::defect)? + "\n";
        folder.write(files::SELF_TEST, json.as_bytes())?;
        if args.out.is_none() && args.only.is_empty() {
            files::keep_self_test(json.as_bytes())?;
        }
        match args.format {
            Format::Json => console::print(&json),
            Format::Human => console::print(&report::self_test_matrix(&test, lang)),
        }
        let outcome = if test.passed() { Outcome::Conformant } else { Outcome::SelfTestFailed };
        Ok(ExitCode::from(outcome.exit()))
    }

    async fn all(&self, args: &SelfTestArgs) -> Result<SelfTest, Failure> {
        self.stack.check().await.map_err(Failure::preflight)?;
        let seeded = catalogue::flaws().iter().map(Seeded::Flaw);
        let seeded = seeded.chain(catalogue::variants().iter().map(Seeded::Variant));
        let named = |it: &Seeded| args.only.is_empty() || args.only.iter().any(|n| n == it.name());
        let wanted = |it: &Seeded| named(it) && (args.vpn || !it.needs_tunnels());
        let plays: Vec<_> = seeded
            .filter(wanted)
            .flat_map(|it| self.seats(it).into_iter().map(move |seat| (it, seat)))
            .collect();
        if !args.vpn && args.only.is_empty() {
            tell_left_out();
        }
        let total = plays.len();
        let jobs = args.jobs.map_or_else(|| args.stack.cells(), usize::from);
        let plays = plays.into_iter().enumerate().map(|(at, (it, seat))| async move {
            let came = self.one_on_sound_ground(it, &seat).await;
            let came = came.unwrap_or_else(|why| Came::not_played(it, &seat, &why));
            let wrong = came.unwanted().unwrap_or_default();
            console::say(&format!("{:>3}/{total} {}@{}{wrong}", at + 1, it.name(), seat.name));
            came
        });
        let came: Vec<Came> = tokio::select! {
            came = futures::stream::iter(plays).buffered(jobs).collect() => came,
            signal = ground::signalled() => return Err(interrupted(&signal?)),
        };
        let mut test = SelfTest {
            suite_digest: self.ground.suite.digest.clone(),
            stack: self.stack.name().to_owned(),
            ..SelfTest::default()
        };
        for came in came {
            match came {
                Came::Flaw(result) => test.flaws.push(result),
                Came::Variant(result) => test.variants.push(result),
            }
        }
        Ok(test)
    }

    /// Where a flaw or variant sits: at each country of the pair, or in the hub.
    fn seats(&self, seeded: Seeded) -> Vec<Seat> {
        let pair = self.ground.corridor.pair();
        match seeded {
            Seeded::Flaw(flaw) if flaw.hub => {
                vec![Seat { name: HUB.to_owned(), subject: pair[0] }]
            }
            it if it.needs_tunnels() => vec![Seat { name: VPN.to_owned(), subject: pair[0] }],
            _ => {
                let seat = |subject: Country| Seat { name: subject.to_string(), subject };
                pair.into_iter().map(seat).collect()
            }
        }
    }

    /// Plays it, once more where the ground failed: that says nothing of the check.
    async fn one_on_sound_ground(&self, seeded: Seeded, seat: &Seat) -> Result<Came, Failure> {
        let why = match self.one(seeded, seat).await {
            Ok((came, None)) => return Ok(came),
            Ok((_, Some(why))) => why,
            Err(failure) => failure.message,
        };
        console::say(&format!("{}@{}: {why}; once more", seeded.name(), seat.name));
        self.one(seeded, seat).await.map(|(came, _)| came)
    }

    /// Plays what shows the flaw, or everything for a variant, with that seat's subject. Says why, where the
    /// ground was not sound.
    async fn one(&self, seeded: Seeded, seat: &Seat) -> Result<(Came, Option<String>), Failure> {
        let scenarios = match seeded {
            Seeded::Flaw(flaw) => flaw.shown_in.clone(),
            Seeded::Variant(_) => Vec::new(),
        };
        let selection = Selection { scenarios, tags: None };
        let corridor = &self.ground.corridor;
        let inventory =
            Inventory::plan(&self.features, corridor, &selection)?.for_subject(seat.subject);
        let folder = Cells::make_for_journeys(self.stack_name)?;
        let record = self.record(seeded, seat, &inventory, folder.path()).await?;
        let judgement = judge(&record);
        let unsound = matches!(judgement.outcome, Outcome::HarnessError | Outcome::Inconclusive);
        let why = unsound.then(|| judgement.reason.clone().unwrap_or_default());
        let came = match seeded {
            Seeded::Flaw(flaw) => Came::Flaw(weigh(flaw, seat, &record, &judgement)),
            Seeded::Variant(variant) => Came::Variant(accept(variant, seat, &record, &judgement)),
        };
        Ok((came, why))
    }

    async fn record(
        &self,
        seeded: Seeded,
        seat: &Seat,
        inventory: &Inventory,
        folder: &Path,
    ) -> Result<Record, Failure> {
        let secrets = Arc::new(self.ground.secrets());
        let events = folder.join(files::EVENTS);
        let guard = Guard::new(secrets.texts());
        let recorder = Recorder::create(&events, guard).map_err(Failure::preflight)?;
        let (id, seed, started) =
            (format!("self-test-{}", short_id()), Seed::fresh().number(), Timestamp::now());
        let first = self.first_event(seeded, seat, inventory, (&id, seed, started));
        recorder.append("run", "", "", None, What::RunStarted(Box::new(first)));
        let mut plan = self.ground.plan(&id, secrets, folder);
        match seat.name.as_str() {
            HUB => plan.hub_flaw = Some(seeded.name().to_owned()),
            VPN => plan.vpn = Vpn::Beside,
            _ => plan.flaws = [(seat.subject, seeded.name().to_owned())].into(),
        }
        let run = Run {
            id,
            seed,
            started,
            stack: self.stack.clone(),
            plan,
            corridor: self.ground.corridor.clone(),
            recorder: recorder.clone(),
            faults: None,
            jobs: 1,
        };
        play_all(Arc::new(run), inventory, &CancellationToken::new()).await?;
        recorder.append("run", "", "", None, What::RunFinished { duration_ms: 0 });
        recorder.sync().map_err(Failure::preflight)?;
        Ok(record::read(&events)?)
    }

    fn first_event(
        &self,
        seeded: Seeded,
        seat: &Seat,
        inventory: &Inventory,
        (id, seed, started): (&str, u64, Timestamp),
    ) -> RunStarted {
        RunStarted {
            schema: "passavant.record/1".to_owned(),
            id: id.to_owned(),
            command: format!("passavant run --flaw {}@{}", seeded.name(), seat.name),
            purpose: "self-test".to_owned(),
            selection: String::new(),
            seed,
            stack: self.stack.name().to_owned(),
            started,
            suite: self.ground.suite.clone(),
            corridor: self.ground.corridor_facts(),
            sut: None,
            flaws: [(seat.name.clone(), seeded.name().to_owned())].into(),
            strict: false,
            planned: inventory.entries.iter().map(|entry| entry.facts.clone()).collect(),
            host: ground::host(),
            self_test: None,
        }
    }
}

/// What is not played is said, not passed over.
fn tell_left_out() {
    for flaw in catalogue::flaws().iter().filter(|flaw| flaw.vpn) {
        let name = &flaw.name;
        console::say(&format!("{name}@{VPN}: NOT RUN, it needs --stack containers --vpn"));
    }
}

/// A self-test that is stopped has no result.
fn interrupted(signal: &str) -> Failure {
    let message = format!("{signal}: the self-test was stopped; nothing was written");
    Failure { outcome: Outcome::Interrupted, message }
}
