//! One technical answer to every message that asks for one, in time (REQ-ACK-001 to 003).

use super::Scene;
use super::ledger::given_up;
use super::tally::Tally;
use crate::conformance::evidence::{Running, Seen};
use crate::profile::stomp::USER;
use crate::profile::timer::{Length, T_ACK};
use crate::profile::{Country, HUB};
use crate::record::event::What;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A message and what came back.
struct Duty<'e, 'a> {
    question: &'e Seen<'a>,
    /// When it reached who must answer it.
    asked: Option<Timestamp>,
    /// How many other bytes came under the same id before it.
    variant: usize,
}

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Tally> {
    let mut given = Tally::new("REQ-ACK-001");
    let mut in_time = Tally::new("REQ-ACK-002");
    let mut single = Tally::new("REQ-ACK-003");
    let mut running: BTreeMap<&str, Running> = BTreeMap::new();
    let duties = duties(scene);
    let answers = Answers::of(scene);
    for duty in &duties {
        let by = duty.question.to();
        let running = running.entry(by).or_insert_with(|| Running::of(&scene.evidence.events, by));
        match answers.first(duty) {
            Some(answer) => {
                given.look(by, answer.at);
                punctual(&mut in_time, running, duty, answer);
            }
            None => unanswered(&mut given, scene, running, duty),
        }
    }
    one_answer(&mut single, scene, &duties, &answers);
    vec![given, in_time, single]
}

/// Every message that needs an answer, once for each of the bytes under its id.
fn duties<'e, 'a>(scene: &'e Scene<'a>) -> Vec<Duty<'e, 'a>> {
    let mut known = HashSet::new();
    let mut variants: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut duties = Vec::new();
    for question in &scene.evidence.messages {
        let technical = matches!(question.code_text(), "ACK" | "FNK" | "XNK" | "HBT");
        let (to, id) = (question.to(), question.id());
        // The regional database is played by the harness, which may keep silent on purpose.
        let played = to == Country::REGION.as_str();
        // Whoever wrote to another's queue is not answered (PD-33).
        let strange =
            question.header(USER).is_some_and(|user| user != question.from() && user != HUB);
        if technical || played || strange || id.is_empty() || to.is_empty() {
            continue;
        }
        let Some(arrived) = arrived(scene, question) else { continue };
        if known.insert((to, id, question.digest())) {
            let variant = variants.entry((to, id)).or_default();
            duties.push(Duty { question, asked: arrived.business, variant: *variant });
            *variant += 1;
        }
    }
    duties
}

/// A message as it reached who must answer it: behind a hub or a bridge, as that had carried it. None while it
/// has not come: nobody answers what he has not got.
fn arrived<'e, 'a>(scene: &'e Scene<'a>, question: &'e Seen<'a>) -> Option<&'e Seen<'a>> {
    if !scene.carried {
        return Some(question);
    }
    let same = |seen: &&Seen<'_>| {
        seen.facts.queue == question.facts.queue && seen.digest() == question.digest()
    };
    scene.evidence.forwarded.iter().find(same)
}

/// Technical answers by who gave them and what they answer, in record order.
struct Answers<'e, 'a>(HashMap<(&'e str, &'e str), Vec<&'e Seen<'a>>>);

impl<'e, 'a> Answers<'e, 'a> {
    fn of(scene: &'e Scene<'a>) -> Self {
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        let technical =
            |seen: &&Seen<'_>| seen.code().is_some_and(crate::profile::Code::is_technical);
        let own = scene.evidence.messages.iter().filter(|seen| !seen.injected);
        for answer in own.filter(technical) {
            if let Some(id) = answer.correlation() {
                all.entry((answer.from(), id)).or_default().push(answer);
            }
        }
        Self(all)
    }

    fn to(&self, by: &'e str, id: &'e str) -> &[&'e Seen<'a>] {
        self.0.get(&(by, id)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The first answer, provisional or final. To the first bytes of an id any answer counts: the
    /// broker's copies of two queues may swap places. To later ones only an answer that follows.
    fn first(&self, duty: &Duty<'e, 'a>) -> Option<&'e Seen<'a>> {
        let question = duty.question;
        let ids = [question.id(), question.facts.message_id.as_str()];
        let given = ids.iter().flat_map(|id| self.to(question.to(), id));
        let fits = |seen: &&&Seen<'_>| duty.variant == 0 || seen.at > question.at;
        given.filter(fits).copied().min_by_key(|seen| seen.at)
    }
}

fn punctual(tally: &mut Tally, running: &Running, duty: &Duty<'_, '_>, answer: &Seen<'_>) {
    let question = duty.question;
    let (Some(asked), Some(answered)) = (duty.asked, answer.business) else { return };
    let took = running.between(asked, answered);
    let late = took > t_ack();
    let offence = late.then(|| {
        format!("{} was answered after {} of business time", question.name(), minutes(took))
    });
    tally.check(question.to(), answer.at, offence);
}

fn unanswered(tally: &mut Tally, scene: &Scene<'_>, running: &Running, duty: &Duty<'_, '_>) {
    let question = duty.question;
    let by = question.to();
    let waited = end_of_business(scene)
        .zip(duty.asked)
        .map_or(SignedDuration::ZERO, |(end, asked)| running.between(asked, end));
    tally.look(by, question.at);
    if waited >= t_ack() {
        let observed = format!("{} was never answered", question.name());
        tally.miss(by, scene.end, observed);
    } else {
        let why = format!("{} is unanswered, and T-ACK has not run out", question.name());
        tally.undecided(by, scene.end, why);
    }
}

/// As many different final answers as there were different bytes under the id, and no more.
fn one_answer<'e, 'a>(
    tally: &mut Tally,
    scene: &'e Scene<'a>,
    duties: &[Duty<'e, 'a>],
    answers: &Answers<'e, 'a>,
) {
    let mut variants: HashMap<(&str, &str), usize> = HashMap::new();
    for duty in duties {
        *variants.entry((duty.question.to(), duty.question.id())).or_default() += 1;
    }
    for duty in duties.iter().filter(|duty| duty.variant == 0) {
        let (by, id) = (duty.question.to(), duty.question.id());
        let mut different: Vec<&Seen<'_>> = Vec::new();
        for answer in answers.to(by, id).iter().filter(|answer| answer.is_final_answer()) {
            if different.iter().all(|other| other.digest() != answer.digest()) {
                different.push(answer);
            }
        }
        let Some(first) = different.first() else { continue };
        tally.look(by, first.at);
        let variants = variants.get(&(by, id)).copied().unwrap_or(1);
        if different.len() <= variants {
            continue;
        }
        // Who was restored from a backup has lost its answer, and may give another.
        let allowed = variants + restored(scene, by) + given_up(scene, by, duty.question);
        if let Some(other) = different.get(allowed) {
            let words: Vec<String> = different.iter().map(|seen| seen.answer_word()).collect();
            let observed =
                format!("{} was answered {}", duty.question.name(), words.join(", then "));
            // What came more than once is first of all the concern of the step that sent it again.
            let at = if came_again(scene, by, id) { scene.end } else { other.at };
            tally.offend(by, at, observed);
        }
    }
}

/// How often a country's node was put back to an earlier state.
fn restored(scene: &Scene<'_>, country: &str) -> usize {
    let node = format!("node {country}");
    let restores = scene.evidence.events.iter().filter(|event| {
        matches!(&event.what, What::Part { part, change, .. }
            if *part == node && change == "restored")
    });
    restores.count()
}

/// The message was offered or delivered more than once.
fn came_again(scene: &Scene<'_>, to: &str, id: &str) -> bool {
    let copies = |seen: &&Seen<'_>| seen.to() == to && seen.id() == id;
    let deliveries = scene.evidence.events.iter().filter(|event| {
        matches!(&event.what, What::LinkFrame { country, step, message_id, .. }
            if country == to && step == "delivered" && message_id == id)
    });
    scene.evidence.messages.iter().filter(copies).count() > 1 || deliveries.count() > 1
}

fn end_of_business(scene: &Scene<'_>) -> Option<Timestamp> {
    scene.evidence.events.iter().filter_map(|event| event.business).max()
}

/// T-ACK of the profile.
fn t_ack() -> SignedDuration {
    match T_ACK.length {
        Length::Exact(length) => length,
        Length::Months(_) => SignedDuration::MAX,
    }
}

fn minutes(span: SignedDuration) -> String {
    format!("{} min {:02} s", span.as_mins(), span.as_secs() % 60)
}
