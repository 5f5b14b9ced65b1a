//! The message ladder of a scenario: where each line, arrow, band and word stands.

use crate::conformance::judgement::Check;
use crate::conformance::verdict::Verdict;
use crate::record::event::Event;
use crate::report::clean::short;
use crate::report::number;
use crate::report::scene::{Cast, Ink, Lane, Scene, Shape, scenes};
use crate::report::text::{Mark, Text};
use serde::Serialize;

const TOP: f64 = 58.0;
const ROW: f64 = 30.0;
const LEFT: f64 = 140.0;
const STEP: f64 = 112.0;
/// Width of the drawing.
const WIDTH: f64 = 1080.0;
/// Idle time that gets a mark of its own, nanoseconds.
const IDLE: u64 = 1_000_000_000;
/// Most rows that are drawn; the text has all of them.
const ROWS: usize = 160;

/// The drawing, as the template sees it.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Ladder {
    width: f64,
    height: f64,
    bottom: f64,
    lanes: Vec<LaneView>,
    bands: Vec<Band>,
    arrows: Vec<Arrow>,
    notes: Vec<Note>,
    across: Vec<Across>,
    idles: Vec<Idle>,
    times: Vec<Time>,
    marks: Vec<MarkView>,
    /// Rows that were left out of the drawing.
    left_out: usize,
    /// The same in words.
    text: Vec<Line>,
}

#[derive(Debug, Clone, Serialize)]
struct LaneView {
    x: f64,
    name: Text,
    under: Text,
    sut: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Band {
    x: f64,
    y: f64,
    height: f64,
}

#[derive(Debug, Clone, Serialize)]
struct Arrow {
    x1: f64,
    x2: f64,
    y: f64,
    class: &'static str,
    head: String,
    label: Text,
    label_x: f64,
    label_y: f64,
    through: Vec<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct Note {
    x: f64,
    y: f64,
    width: f64,
    left: f64,
    class: &'static str,
    label: Text,
}

#[derive(Debug, Clone, Serialize)]
struct Across {
    y: f64,
    class: &'static str,
    label: Text,
}

#[derive(Debug, Clone, Serialize)]
struct Idle {
    y: f64,
    label: Text,
}

#[derive(Debug, Clone, Serialize)]
struct Time {
    y: f64,
    label: Text,
}

#[derive(Debug, Clone, Serialize)]
struct MarkView {
    y: f64,
    mark: Mark,
    label: String,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    time: Text,
    sentence: Text,
    marks: Vec<MarkLine>,
}

#[derive(Debug, Clone, Serialize)]
struct MarkLine {
    mark: Mark,
    requirement: String,
}

/// Names of the countries, and which of them is under test.
pub(super) struct Sides<'a> {
    /// Country of departure, on the left.
    pub(super) left: &'a str,
    /// The other, or the others with commas between.
    pub(super) right: &'a str,
    /// Country in whose seat somebody else's node sits.
    pub(super) sut: Option<&'a str>,
}

/// Draws the ladder of a scenario.
pub(super) fn ladder(play: &[&Event], checks: &[Check], sides: &Sides) -> Ladder {
    let cast = Cast { left: sides.left.to_owned() };
    let scenes = scenes(play, &cast);
    let born = play.first().map_or(0, |event| event.wall_ns);
    let born = scenes.first().map_or(born, |scene| scene.at_ns.min(born));
    let mut ladder = Ladder { width: WIDTH, lanes: lanes(sides), ..Ladder::default() };
    let mut y = TOP;
    let mut rows: Vec<(u64, f64)> = Vec::new();
    let mut open: Vec<(Lane, f64)> = Vec::new();
    let mut before = born;
    for scene in scenes.iter().take(ROWS) {
        y += ROW;
        if scene.at_ns.saturating_sub(before) > IDLE {
            let idle = number::nanos(scene.at_ns - before);
            let label =
                Text::new(format!("… {} plus tard …", idle.fr), format!("… {} later …", idle.en));
            ladder.idles.push(Idle { y: y - 4.0, label });
            y += 24.0;
        }
        before = scene.at_ns.max(before);
        let time = number::nanos(scene.at_ns.saturating_sub(born));
        ladder.times.push(Time { y: y + 4.0, label: time });
        ladder.draw(scene, y);
        ladder.window(scene, y, &mut open);
        rows.push((scene.seq, y));
    }
    ladder.bottom = y + 22.0;
    ladder.height = y + 34.0;
    for (lane, from) in open {
        ladder.band(lane, from, ladder.bottom);
    }
    ladder.left_out = scenes.len().saturating_sub(ROWS);
    ladder.judge(checks, &rows);
    ladder.text = scenes.iter().map(|scene| line(scene, born)).collect();
    ladder.judge_text(checks, &scenes);
    ladder
}

fn line(scene: &Scene, born: u64) -> Line {
    Line {
        time: number::nanos(scene.at_ns.saturating_sub(born)),
        sentence: scene.sentence.clone(),
        marks: Vec::new(),
    }
}

fn x(lane: Lane) -> f64 {
    LEFT + STEP * f64::from(lane as u8)
}

fn lanes(sides: &Sides) -> Vec<LaneView> {
    let people = |country: &str| (Text::new("agents", "officers"), country.to_owned());
    let node = |country: &str| (Text::new("nœud", "node"), country.to_owned());
    let link = |country: &str| (Text::new("ligne", "link"), country.to_owned());
    let (left, right) = (sides.left, sides.right);
    let all = [
        (Lane::LeftPeople, people(left)),
        (Lane::LeftNode, node(left)),
        (Lane::LeftLink, link(left)),
        (Lane::Broker, (Text::new("courtier", "broker"), String::new())),
        (Lane::RightLink, link(right)),
        (Lane::RightNode, node(right)),
        (Lane::RightPeople, people(right)),
    ];
    let view = |(lane, (name, country)): (Lane, (Text, String))| {
        let is_node = matches!(lane, Lane::LeftNode | Lane::RightNode);
        let sut = is_node && sides.sut.is_some_and(|sut| country.split(", ").any(|it| it == sut));
        let tail = if sut { (" · essayé", " · under test") } else { ("", "") };
        let under = Text::new(format!("{country}{}", tail.0), format!("{country}{}", tail.1));
        LaneView { x: x(lane), name, under, sut }
    };
    all.into_iter().map(view).collect()
}

fn class(ink: Ink) -> &'static str {
    match ink {
        Ink::Message => "message",
        Ink::Answer => "answer",
        Ink::Frame => "frame",
        Ink::Again => "again",
        Ink::Injected => "injected",
        Ink::Act => "act",
        Ink::Fault => "fault",
        Ink::Plain => "plain",
        Ink::Alarm => "alarm",
    }
}

impl Ladder {
    fn draw(&mut self, scene: &Scene, y: f64) {
        match &scene.shape {
            Shape::Arrow(from, to, ink) => self.arrow(*from, *to, *ink, &scene.label, y),
            Shape::Note(lane, ink) => {
                let label = cut(&scene.label, 34);
                let width = wide(&label) + 22.0;
                let left = (x(*lane) - width / 2.0).clamp(92.0, 900.0 - width);
                let middle = left + width / 2.0;
                self.notes.push(Note { x: middle, y, width, left, class: class(*ink), label });
            }
            Shape::Across(ink) => {
                let label = cut(&scene.label, 108);
                self.across.push(Across { y, class: class(*ink), label });
            }
        }
    }

    fn arrow(&mut self, from: Lane, to: Lane, ink: Ink, label: &Text, y: f64) {
        let (x1, x2) = (x(from), x(to));
        let right = x2 > x1;
        let tail = if right { x2 - 8.0 } else { x2 + 8.0 };
        let head = format!("{x2},{y} {tail},{} {tail},{}", y - 4.0, y + 4.0);
        let between = |lane: &Lane| x(*lane) > x1.min(x2) && x(*lane) < x1.max(x2);
        let through = [Lane::Broker].into_iter().filter(between).map(x).collect();
        let span = (x2 - x1).abs();
        let near = (span / 2.0).min(118.0);
        self.arrows.push(Arrow {
            x1,
            x2: tail,
            y,
            class: class(ink),
            head,
            label: cut(label, 40),
            label_x: if right { x1 + near } else { x1 - near },
            label_y: y - 5.0,
            through,
        });
    }

    fn window(&mut self, scene: &Scene, y: f64, open: &mut Vec<(Lane, f64)>) {
        let Some((lane, begins)) = scene.window else { return };
        let at = open.iter().position(|(known, _)| *known == lane);
        match (begins, at) {
            (true, None) => open.push((lane, y)),
            (false, Some(at)) => {
                let (lane, from) = open.remove(at);
                self.band(lane, from, y);
            }
            _ => {}
        }
    }

    fn band(&mut self, lane: Lane, from: f64, to: f64) {
        self.bands.push(Band { x: x(lane) - 26.0, y: from, height: (to - from).max(6.0) });
    }

    /// Puts the mark of each check beside the row that decides it; several in a row are counted.
    fn judge(&mut self, checks: &[Check], rows: &[(u64, f64)]) {
        let Some((_, last)) = rows.last().copied() else { return };
        let mut marked: Vec<(f64, Verdict, String, usize)> = Vec::new();
        for check in checks {
            let y = rows.iter().find(|(seq, _)| *seq >= check.at).map_or(last, |(_, y)| *y);
            let known = marked
                .iter_mut()
                .find(|(at, verdict, _, _)| (*at - y).abs() < 1.0 && *verdict == check.verdict);
            match known {
                Some((_, _, _, more)) => *more += 1,
                None => marked.push((y, check.verdict, check.requirement.clone(), 0)),
            }
        }
        marked.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut free = 0.0_f64;
        for (y, verdict, requirement, more) in marked {
            let y = free.max(y + 4.0);
            free = y + 15.0;
            let more = if more > 0 { format!(" +{more}") } else { String::new() };
            let label = format!("{}{more}", short(&requirement, 18));
            self.marks.push(MarkView { y, mark: Mark::of(verdict), label });
        }
        self.height = self.height.max(free + 6.0);
    }

    fn judge_text(&mut self, checks: &[Check], scenes: &[Scene]) {
        for check in checks.iter().filter(|check| check.verdict > Verdict::Pass) {
            let at = scenes.iter().position(|scene| scene.seq >= check.at);
            let at = at.unwrap_or(scenes.len().saturating_sub(1));
            if let Some(line) = self.text.get_mut(at) {
                let requirement = check.requirement.clone();
                line.marks.push(MarkLine { mark: Mark::of(check.verdict), requirement });
            }
        }
    }
}

fn cut(label: &Text, most: usize) -> Text {
    Text::new(short(&label.fr, most), short(&label.en, most))
}

fn wide(label: &Text) -> f64 {
    let longest = label.fr.chars().count().max(label.en.chars().count());
    number::float(longest as u64) * 6.6
}
