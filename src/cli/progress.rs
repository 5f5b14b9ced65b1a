//! Progress of a run on standard error: what is played, what is awaited, and from whom.

use crate::cli::console::say;
use crate::record::claim::{Claim, Expectation};
use crate::record::event::{Event, StepStatus, What};
use crate::report::{Lang, one_line};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Without a terminal, a line says this often what is awaited.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Where a run stands. Clones tell the same bar; the last one dropped ends it.
///
/// Feed it with the events of the record ([`Progress::saw`]), or by hand.
#[derive(Clone)]
pub struct Progress {
    shared: Arc<Shared>,
    _end: Arc<End>,
}

struct Shared {
    lang: Lang,
    bar: Option<ProgressBar>,
    plays: Mutex<Plays>,
    over: Condvar,
}

#[derive(Default)]
struct Plays {
    planned: u64,
    done: u64,
    over: bool,
    now: BTreeMap<String, Play>,
}

struct Play {
    since: Instant,
    awaited: String,
    worst: Option<StepStatus>,
}

/// Wakes the heartbeat when nobody tells progress any more.
struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.plays().over = true;
        self.0.over.notify_all();
        if let Some(bar) = &self.0.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress {
    /// Begins to tell: a bar on a terminal, plain lines elsewhere.
    pub fn start(planned: usize, lang: Lang) -> Self {
        let on_terminal = io::stderr().is_terminal();
        let bar = on_terminal.then(|| {
            let bar = ProgressBar::with_draw_target(
                Some(planned as u64),
                ProgressDrawTarget::stderr_with_hz(8),
            );
            let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {elapsed} {wide_msg}");
            bar.set_style(style.expect("the template of the bar is right"));
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        });
        let plays = Plays { planned: planned as u64, ..Plays::default() };
        let shared = Arc::new(Shared { lang, bar, plays: Mutex::new(plays), over: Condvar::new() });
        if !on_terminal {
            let beating = Arc::clone(&shared);
            std::thread::spawn(move || beating.beat());
        }
        Self { _end: Arc::new(End(Arc::clone(&shared))), shared }
    }

    /// Says something that is no scenario: an image is built, a cell is raised.
    pub fn note(&self, text: &str) {
        self.shared.tell(text);
    }

    /// A scenario begins.
    pub fn began(&self, scenario: &str) {
        let play = Play { since: Instant::now(), awaited: String::new(), worst: None };
        self.shared.plays().now.insert(scenario.to_owned(), play);
        self.shared.redraw();
    }

    /// A scenario waits for something, from somebody; an empty text ends the waiting.
    pub fn awaits(&self, scenario: &str, what: &str) {
        if let Some(play) = self.shared.plays().now.get_mut(scenario) {
            what.clone_into(&mut play.awaited);
        }
        self.shared.redraw();
    }

    /// A scenario ended, in so many words.
    pub fn ended(&self, scenario: &str, how: &str) {
        let line = {
            let mut plays = self.shared.plays();
            plays.done += 1;
            let took = plays.now.remove(scenario).map(|play| play.since.elapsed());
            let took = took.map_or(0, |took| took.as_millis());
            format!("[{}/{}] {scenario} {how} ({took} ms)", plays.done, plays.planned)
        };
        match &self.shared.bar {
            Some(bar) => bar.inc(1),
            None => say(&line),
        }
        self.shared.redraw();
    }

    /// Takes an event of the record and tells what of it concerns somebody who waits.
    pub fn saw(&self, event: &Event) {
        let (scenario, lang) = (event.scenario.as_str(), self.shared.lang);
        match &event.what {
            What::CellReady { ready_ms, broker, .. } => {
                let words = match lang {
                    Lang::Fr => ("prête en", "courtier"),
                    Lang::En => ("ready in", "broker"),
                };
                let broker = format!("{} {} {}", words.1, broker.product, broker.version);
                self.note(&format!("{} {} {ready_ms} ms, {broker}", event.cell, words.0));
            }
            What::ScenarioStarted(_) => self.began(scenario),
            What::Expected(expectation) => self.awaits(scenario, &awaited(expectation, lang)),
            What::Step { status, .. } => self.step(scenario, *status),
            What::PatienceLost { awaited, from } => {
                let words = match lang {
                    Lang::Fr => ("patience perdue en attendant", "de"),
                    Lang::En => ("patience lost awaiting", "from"),
                };
                self.note(&format!("{scenario}: {} {awaited} {} {from}", words.0, words.1));
            }
            What::GroundFailure { detail, .. } => self.note(&format!("{scenario}: {detail}")),
            What::ScenarioFinished { .. } | What::NotApplicable { .. } => {
                self.finished(scenario);
            }
            _ => {}
        }
    }

    fn step(&self, scenario: &str, status: StepStatus) {
        if let Some(play) = self.shared.plays().now.get_mut(scenario) {
            play.awaited.clear();
            if !matches!(status, StepStatus::Passed | StepStatus::Skipped) {
                play.worst.get_or_insert(status);
            }
        }
        self.shared.redraw();
    }

    fn finished(&self, scenario: &str) {
        let worst = {
            let plays = self.shared.plays();
            let Some(play) = plays.now.get(scenario) else { return };
            play.worst
        };
        let (fr, en) = match worst {
            None => ("joué", "played"),
            Some(StepStatus::Failed) => ("une étape a échoué", "a step failed"),
            Some(StepStatus::Undecided) => ("une étape est restée indécise", "a step is undecided"),
            Some(_) => ("une étape n'a pu être jouée", "a step could not be played"),
        };
        self.ended(scenario, if self.shared.lang == Lang::Fr { fr } else { en });
    }
}

impl Shared {
    fn plays(&self) -> MutexGuard<'_, Plays> {
        self.plays.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(format!("passavant: {}", one_line(text))),
            None => say(text),
        }
    }

    fn redraw(&self) {
        if let Some(bar) = &self.bar {
            bar.set_message(one_line(&self.awaiting()));
        }
    }

    /// What is played now, and what each scenario waits for.
    fn awaiting(&self) -> String {
        let plays = self.plays();
        let one = |(scenario, play): (&String, &Play)| match (play.awaited.as_str(), self.lang) {
            ("", _) => scenario.clone(),
            (awaited, Lang::Fr) => format!("{scenario} attend {awaited}"),
            (awaited, Lang::En) => format!("{scenario} awaits {awaited}"),
        };
        plays.now.iter().map(one).collect::<Vec<_>>().join(" · ")
    }

    /// Says at each heartbeat what is awaited, until the end.
    fn beat(&self) {
        let mut plays = self.plays();
        while !plays.over {
            let (woken, waited) =
                self.over.wait_timeout(plays, HEARTBEAT).unwrap_or_else(PoisonError::into_inner);
            plays = woken;
            if waited.timed_out() && !plays.over {
                drop(plays);
                let awaiting = self.awaiting();
                if !awaiting.is_empty() {
                    say(&format!("… {awaiting}"));
                }
                plays = self.plays();
            }
        }
    }
}

/// What a claim waits for, and from whom.
fn awaited(expectation: &Expectation, lang: Lang) -> String {
    let (from, of) = match lang {
        Lang::Fr => ("de", "l'état de"),
        Lang::En => ("from", "the state of"),
    };
    let about = &expectation.about;
    match &expectation.claim {
        Claim::Sent { from: sender, code, .. } => format!("{code} {from} {sender}"),
        Claim::Answered { by, code, .. } => format!("{code} {from} {by}"),
        Claim::SameAnswer { by, .. }
        | Claim::AnsweredBefore { by, .. }
        | Claim::PutAside { by, .. }
        | Claim::NamesThePlace { by, .. } => {
            format!("{} {from} {by}", if lang == Lang::Fr { "la réponse" } else { "the answer" })
        }
        Claim::Alerted { country, rule, .. } => format!("{rule} {from} {country}"),
        Claim::NoAlert { country } | Claim::Suspicion { country, .. } => {
            format!("{} {from} {country}", if lang == Lang::Fr { "les alertes" } else { "alerts" })
        }
        Claim::Concealed { country } => {
            let what = if lang == Lang::Fr { "une capture" } else { "a capture" };
            format!("{what} {from} {country}")
        }
        Claim::Region { question, .. } => {
            let what =
                if lang == Lang::Fr { "le registre régional" } else { "the regional register" };
            format!("{what}: {question}")
        }
        Claim::Movement { mrn, .. }
        | Claim::Printed { mrn, .. }
        | Claim::NoMovement { mrn, .. }
        | Claim::Effects { mrn, .. }
        | Claim::Reservation { mrn, .. } => format!("{of} {mrn} {from} {about}"),
        Claim::Guarantee { grn, .. } => format!("{of} {grn} {from} {about}"),
        Claim::SentAgain { .. } | Claim::BackWithin { .. } | Claim::LineKept { .. } => {
            format!("{} {from} {about}", if lang == Lang::Fr { "le retour" } else { "the return" })
        }
        Claim::ActOutcome { act, .. } => format!("{act} {from} {about}"),
    }
}
