//! A fault schedule: what happens to which country's line, when, and for how long.

use super::ScenarioError;
use super::plan::length;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::time::Duration;

/// A schedule that has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// Its name.
    pub name: String,
    /// Seed of jitter and loss, when the file fixes one.
    pub seed: Option<u64>,
    /// Every fault, in the order of the file.
    pub faults: Vec<Fault>,
    /// Kills whose places are drawn.
    pub random: Option<Kills>,
}

/// Kills of nodes, brokers and lines, spread evenly over a time; which, and when exactly, is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kills {
    /// How many.
    pub count: u32,
    /// From when on.
    pub when: When,
    /// Over how long.
    pub over: Duration,
    /// For how long at most what was killed stays dead.
    pub down: Duration,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whose line.
    pub on: Seat,
    /// From when on.
    pub when: When,
    /// What happens.
    pub kind: Kind,
    /// In which direction.
    pub direction: Way,
    /// For how long; only a reset does not last.
    pub length: Option<Duration>,
}

/// Which country of the corridor, in the order of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Seat {
    /// The first.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// Each of them, at the same time.
    Every,
}

/// Seen from the node: towards the broker (up), from it (down), both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Node to broker.
    Up,
    /// Broker to node.
    Down,
    /// Both.
    #[default]
    Both,
}

/// From when on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// So long after the beginning: of the scenario, or of the load.
    After(Duration),
    /// So long after the beginning of a phase of the load.
    Phase(String, Duration),
    /// At an exact point of the first message that fits.
    Point(Point, Option<String>),
}

/// An exact point of a message, at the link of the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    /// Sent by the node, before the broker has a byte of it.
    BeforeForward,
    /// On the broker's disk, before the node is told.
    BeforeReceipt,
    /// Delivered by the broker, before the node has a byte of it.
    BeforeDelivery,
    /// Taken by the node, before the broker is told.
    BeforeAck,
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Closed, and new connections turned away.
    Cut,
    /// New connections turned away.
    Refuse,
    /// Silent.
    HalfOpen,
    /// Later by so much.
    Delay(Duration),
    /// Later by up to so much.
    Jitter(Duration),
    /// So many bytes a second.
    Throttle(u64),
    /// So many of a hundred segments lost.
    Loss(u8),
    /// Everything waits.
    Stall,
    /// Connections are reset.
    Reset,
    /// Closes are told later by so much.
    SlowClose(Duration),
    /// A process is killed, and started again with its data.
    Kill(Victim),
}

/// Whose process is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Victim {
    /// The country's node.
    Node,
    /// The broker that the country is connected to.
    Broker,
}

impl fmt::Display for Fault {
    /// `second delay up`, as messages name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on = format!("{:?}", self.on).to_lowercase();
        let kind = self.kind.name();
        match self.direction {
            Way::Both => write!(f, "{on} {kind}"),
            way => write!(f, "{on} {kind} {}", format!("{way:?}").to_lowercase()),
        }
    }
}

impl Kind {
    /// As the file writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Refuse => "refuse",
            Self::HalfOpen => "half-open",
            Self::Delay(_) => "delay",
            Self::Jitter(_) => "jitter",
            Self::Throttle(_) => "throttle",
            Self::Loss(_) => "loss",
            Self::Stall => "stall",
            Self::Reset => "reset",
            Self::SlowClose(_) => "slow-close",
            Self::Kill(Victim::Node) => "kill node",
            Self::Kill(Victim::Broker) => "kill broker",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    name: String,
    seed: Option<u64>,
    #[serde(default)]
    fault: Vec<FileFault>,
    kills: Option<FileKills>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileKills {
    count: u32,
    #[serde(default, deserialize_with = "some_length")]
    after: Option<Duration>,
    at: Option<String>,
    #[serde(deserialize_with = "length")]
    over: Duration,
    #[serde(deserialize_with = "length")]
    down: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileFault {
    on: Seat,
    kind: String,
    #[serde(default)]
    direction: Way,
    #[serde(default, deserialize_with = "some_length")]
    by: Option<Duration>,
    bytes_per_s: Option<u64>,
    percent: Option<u8>,
    part: Option<Victim>,
    #[serde(default, deserialize_with = "some_length")]
    after: Option<Duration>,
    at: Option<String>,
    point: Option<Point>,
    message: Option<String>,
    #[serde(rename = "for", default, deserialize_with = "some_length")]
    length: Option<Duration>,
}

fn some_length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    length(deserializer).map(Some)
}

type Wrong = (String, &'static str);

impl Faults {
    /// Reads and checks a schedule; `place` is how messages name the file.
    pub fn read(place: &str, text: &str) -> Result<Self, ScenarioError> {
        let file: File =
            toml::from_str(text).map_err(|error| ScenarioError::toml(place, text, &error))?;
        if file.schema != 1 {
            let what = format!("schema {} is not known here", file.schema);
            let remedy = "write schema = 1, or use the version that knows it";
            return Err(ScenarioError::new(place, what, remedy));
        }
        if file.fault.is_empty() && file.kills.is_none() {
            let remedy = "write at least one [[fault]], or [kills]";
            return Err(ScenarioError::new(place, "no fault is scheduled", remedy));
        }
        let faults = file.fault.into_iter().enumerate().map(|(at, fault)| {
            let numbered = |(what, remedy): Wrong| {
                ScenarioError::new(place, format!("fault {}: {what}", at + 1), remedy)
            };
            fault.checked().map_err(numbered)
        });
        let faults = faults.collect::<Result<_, _>>()?;
        let wrong =
            |(what, remedy): Wrong| ScenarioError::new(place, format!("kills: {what}"), remedy);
        let random = file.kills.map(FileKills::checked).transpose().map_err(wrong)?;
        Ok(Self { name: file.name, seed: file.seed, faults, random })
    }
}

impl FileKills {
    fn checked(self) -> Result<Kills, Wrong> {
        let when = when(self.after, self.at.as_deref(), None)?;
        let (count, over, down) = (self.count, self.over, self.down);
        let each = over.checked_div(count).unwrap_or_default();
        if count == 0 || each <= down {
            let what = format!("{count} of up to {} ms in {} s", down.as_millis(), over.as_secs());
            return Err((what, "give each its own time: count times `down` must fit in `over`"));
        }
        Ok(Kills { count, when, over, down })
    }
}

impl FileFault {
    fn checked(self) -> Result<Fault, Wrong> {
        let (kind, when) = (self.what()?, self.when()?);
        match (kind, self.length) {
            (Kind::Reset, Some(_)) => {
                return Err(("a reset does not last".into(), "leave `for` away"));
            }
            (Kind::Reset, None) | (_, Some(_)) => {}
            (_, None) => {
                let what = format!("{} without an end", kind.name());
                return Err((what, "say for how long, like for = \"2s\""));
            }
        }
        if matches!(kind, Kind::Kill(_))
            && (self.direction != Way::Both || matches!(when, When::Point(..)))
        {
            let remedy = "leave `direction` and `point` away, and say when";
            return Err(("a kill has neither direction nor point".into(), remedy));
        }
        if kind == Kind::Refuse && self.direction != Way::Both {
            return Err(("refuse has no direction".into(), "leave `direction` away"));
        }
        Ok(Fault { on: self.on, when, kind, direction: self.direction, length: self.length })
    }

    fn what(&self) -> Result<Kind, Wrong> {
        let needs =
            |name: &str, like: &'static str| (format!("{} needs `{name}`", self.kind), like);
        let by = || self.by.ok_or_else(|| needs("by", "write by = \"200ms\""));
        let kind = match self.kind.as_str() {
            "cut" => Kind::Cut,
            "refuse" => Kind::Refuse,
            "half-open" => Kind::HalfOpen,
            "delay" => Kind::Delay(by()?),
            "jitter" => Kind::Jitter(by()?),
            "throttle" => {
                let rate = self.bytes_per_s.filter(|rate| *rate > 0);
                Kind::Throttle(
                    rate.ok_or_else(|| needs("bytes_per_s", "write bytes_per_s = 8000"))?,
                )
            }
            "loss" => {
                let percent = self.percent.filter(|percent| (1..50).contains(percent));
                Kind::Loss(
                    percent.ok_or_else(|| needs("percent", "write percent = 5, from 1 to 49"))?,
                )
            }
            "stall" => Kind::Stall,
            "reset" => Kind::Reset,
            "slow-close" => Kind::SlowClose(by()?),
            "kill" => Kind::Kill(
                self.part
                    .ok_or_else(|| needs("part", "write part = \"node\", or part = \"broker\""))?,
            ),
            other => {
                let known = "write cut, refuse, half-open, delay, jitter, throttle, loss, stall, \
                             reset, slow-close or kill";
                return Err((format!("kind `{other}` is not known"), known));
            }
        };
        let later = matches!(kind, Kind::Delay(_) | Kind::Jitter(_) | Kind::SlowClose(_));
        let extra = [
            ("by", self.by.is_some() && !later),
            ("bytes_per_s", self.bytes_per_s.is_some() && !matches!(kind, Kind::Throttle(_))),
            ("percent", self.percent.is_some() && !matches!(kind, Kind::Loss(_))),
            ("part", self.part.is_some() && !matches!(kind, Kind::Kill(_))),
        ];
        match extra.iter().find(|(_, extra)| *extra) {
            Some((name, _)) => Err((format!("{} has no `{name}`", kind.name()), "leave it away")),
            None => Ok(kind),
        }
    }

    fn when(&self) -> Result<When, Wrong> {
        let remedy = "write one of after = \"3s\", at = \"steady+5s\", point = \"before-ack\"";
        if self.message.is_some() && self.point.is_none() {
            return Err(("message without point".into(), remedy));
        }
        match self.point {
            Some(point) if self.after.is_none() && self.at.is_none() => {
                Ok(When::Point(point, self.message.clone()))
            }
            point => when(self.after, self.at.as_deref(), point),
        }
    }
}

/// When something begins that waits for no exact point.
fn when(after: Option<Duration>, at: Option<&str>, point: Option<Point>) -> Result<When, Wrong> {
    let remedy = "write one of after = \"3s\", at = \"steady+5s\", point = \"before-ack\"";
    match (after, at, point) {
        (Some(after), None, None) => Ok(When::After(after)),
        (None, Some(at), None) => {
            let (phase, offset) = at.split_once('+').unwrap_or((at, "0s"));
            let parsed: Option<jiff::SignedDuration> = offset.trim().parse().ok();
            let offset = parsed.and_then(|offset| Duration::try_from(offset).ok());
            let wrong = || (format!("`{at}` is no phase and offset"), "write \"steady+5s\"");
            Ok(When::Phase(phase.trim().to_owned(), offset.ok_or_else(wrong)?))
        }
        (None, None, None) => Err(("nothing says when".into(), remedy)),
        _ => Err(("more than one thing says when".into(), remedy)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Library;

    const BAD_LINE: &str = include_str!("../../scenarios/faults/bad-line.toml");

    #[test]
    fn every_schedule_of_the_house_is_read() {
        let library = Library::compiled_in();
        let paths = library.paths("faults/");
        assert!(paths.len() > 1, "{paths:?}");
        for path in paths {
            let faults = Faults::read(path, library.text(path).unwrap()).unwrap();
            assert_eq!(format!("faults/{}.toml", faults.name), path);
        }
        let faults = Faults::read("bad-line.toml", BAD_LINE).unwrap().faults;
        let poor = Fault {
            on: Seat::Second,
            when: When::After(Duration::from_millis(100)),
            kind: Kind::Throttle(64_000),
            direction: Way::Both,
            length: Some(Duration::from_secs(3)),
        };
        assert_eq!((&faults[0], faults[0].to_string().as_str()), (&poor, "second throttle"));
        let cut = When::Point(Point::BeforeForward, Some("TDA".to_owned()));
        assert!(faults.iter().any(|fault| fault.when == cut && fault.kind == Kind::Cut));
    }

    #[test]
    fn what_is_wrong_is_named_with_place_and_remedy() {
        let with = |body: &str| {
            let text = format!("schema = 1\nname = \"x\"\n[[fault]]\non = \"first\"\n{body}\n");
            Faults::read("x.toml", &text).unwrap_err().to_string()
        };
        let cases = [
            ("kind = \"cut\"\nfor = \"1s\"", "fault 1: nothing says when; write one of after"),
            ("kind = \"cut\"\nafter = \"1s\"", "cut without an end; say for how long"),
            ("kind = \"cut\"\nafter = \"1s\"\nat = \"a+1s\"\nfor = \"1s\"", "more than one thing"),
            ("kind = \"reset\"\nafter = \"1s\"\nfor = \"1s\"", "a reset does not last"),
            ("kind = \"delay\"\nafter = \"1s\"\nfor = \"1s\"", "delay needs `by`"),
            ("kind = \"loss\"\npercent = 90\nafter = \"1s\"\nfor = \"1s\"", "loss needs `percent`"),
            ("kind = \"cut\"\nby = \"1s\"\nafter = \"1s\"\nfor = \"1s\"", "cut has no `by`"),
            ("kind = \"flood\"\nafter = \"1s\"\nfor = \"1s\"", "kind `flood` is not known"),
            ("kind = \"cut\"\nafter = \"soon\"\nfor = \"1s\"", "`soon` is no length"),
            ("kind = \"cut\"\nat = \"a+b\"\nfor = \"1s\"", "`a+b` is no phase and offset"),
            ("kind = \"cut\"\nafter = \"1s\"\nmessage = \"PAS\"\nfor = \"1s\"", "message without"),
            ("kind = \"cut\"\npoint = \"later\"\nfor = \"1s\"", "unknown variant `later`"),
            ("kind = \"cut\"\nuntil = \"1s\"", "unknown field `until`"),
            ("kind = \"kill\"\nafter = \"1s\"\nfor = \"1s\"", "kill needs `part`"),
            ("kind = \"cut\"\npart = \"node\"\nafter = \"1s\"\nfor = \"1s\"", "cut has no `part`"),
            (
                "kind = \"kill\"\npart = \"node\"\npoint = \"before-ack\"\nfor = \"1s\"",
                "neither direction nor point",
            ),
            ("kind = \"refuse\"\ndirection = \"up\"\nafter = \"1s\"\nfor = \"1s\"", "no direction"),
        ];
        for (body, expected) in cases {
            let error = with(body);
            assert!(error.contains(expected) && error.starts_with("x.toml"), "{expected}: {error}");
        }
        let crowded = "schema = 1\nname = \"x\"\n[kills]\ncount = 10\nafter = \"1s\"\nover = \"2s\"\n\
                       down = \"300ms\"\n";
        let crowded = Faults::read("x.toml", crowded).unwrap_err().to_string();
        assert!(crowded.contains("must fit in `over`"), "{crowded}");
        let empty = Faults::read("x.toml", "schema = 1\nname = \"x\"\n").unwrap_err();
        assert!(empty.to_string().contains("no fault is scheduled"), "{empty}");
    }
}
