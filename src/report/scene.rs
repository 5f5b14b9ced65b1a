//! What happens in a scenario, moment by moment: the rows of the ladder and of its text.

use crate::record::event::{CopyFacts, Event, What};
use crate::report::flight::{Flight, Frame, Step, ends, flights, is_answer, unseen};
use crate::report::number;
use crate::report::remark::remark;
use crate::report::text::Text;

/// A place on the ladder, from the country of departure on the left to the other on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// Officers and traders of the left country.
    LeftPeople,
    /// Its node.
    LeftNode,
    /// Its link.
    LeftLink,
    /// The broker.
    Broker,
    /// The link of the right country.
    RightLink,
    /// Its node.
    RightNode,
    /// Its officers and traders.
    RightPeople,
}

/// Which style an arrow or a note is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// A message on its way.
    Message,
    /// A technical answer on its way.
    Answer,
    /// Broker's receipt, receiver's acknowledgement.
    Frame,
    /// Delivered again.
    Again,
    /// Put there by the harness in a country's name.
    Injected,
    /// An act of a person.
    Act,
    /// A fault, or its end.
    Fault,
    /// The clock, or another plain remark.
    Plain,
    /// Something that spoils the evidence.
    Alarm,
}

/// What is drawn in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// An arrow from lane to lane.
    Arrow(Lane, Lane, Ink),
    /// A boxed remark at a lane.
    Note(Lane, Ink),
    /// A remark across the whole width.
    Across(Ink),
}

/// One moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scene {
    /// Wall nanoseconds.
    pub(super) at_ns: u64,
    /// Record position.
    pub(super) seq: u64,
    /// How it is drawn.
    pub(super) shape: Shape,
    /// Short label in the drawing.
    pub(super) label: Text,
    /// Full sentence in the text.
    pub(super) sentence: Text,
    /// A window of failure that begins or ends here, by name of its lane.
    pub(super) window: Option<(Lane, bool)>,
}

/// Who stands where.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    /// Country on the left: the one of departure.
    pub(super) left: String,
}

impl Cast {
    pub(super) fn node(&self, country: &str) -> Lane {
        if country == self.left { Lane::LeftNode } else { Lane::RightNode }
    }

    pub(super) fn link(&self, country: &str) -> Lane {
        if country == self.left { Lane::LeftLink } else { Lane::RightLink }
    }

    pub(super) fn people(&self, country: &str) -> Lane {
        if country == self.left { Lane::LeftPeople } else { Lane::RightPeople }
    }

    pub(super) fn part(&self, part: &str) -> Lane {
        match part.split_once(' ') {
            Some(("node", country)) => self.node(country),
            Some(("link", country)) => self.link(country),
            _ => Lane::Broker,
        }
    }
}

/// Every moment of a scenario that is worth a row, in order of time.
pub(super) fn scenes(play: &[&Event], cast: &Cast) -> Vec<Scene> {
    let mut scenes: Vec<Scene> = play.iter().filter_map(|it| remark(it, cast)).collect();
    let flights = flights(play);
    let faults: Vec<u64> =
        scenes.iter().filter(|it| it.window.is_some()).map(|it| it.at_ns).collect();
    for flight in &flights {
        let (first, last) = flight.span();
        let disturbed = faults.iter().any(|at| (first..=last).contains(at));
        if flight.is_calm() && !disturbed {
            scenes.push(calm(flight, cast));
        } else {
            scenes.extend(flight.frames.iter().map(|frame| single(flight, frame, cast)));
        }
    }
    let injected = |id: &str| {
        play.iter()
            .any(|it| matches!(&it.what, What::Injected { message_id, .. } if message_id == id))
    };
    for (event, copy) in unseen(play, &flights) {
        if !injected(&copy.message_id) {
            scenes.push(offered(event, copy, cast));
        }
    }
    scenes.sort_by_key(|scene| (scene.at_ns, scene.seq));
    scenes
}

fn ink(flight: &Flight) -> Ink {
    if is_answer(&flight.code) { Ink::Answer } else { Ink::Message }
}

/// A whole flight in one row.
fn calm(flight: &Flight, cast: &Cast) -> Scene {
    let (first, last) = flight.span();
    let took = number::nanos(last - first);
    let size = number::bytes(flight.size);
    let Flight { code, from, to, id, .. } = flight;
    Scene {
        at_ns: first,
        seq: flight.frames[0].seq,
        shape: Shape::Arrow(cast.node(from), cast.node(to), ink(flight)),
        label: Text::new(
            format!("{code} · {} · {}", size.fr, took.fr),
            format!("{code} · {} · {}", size.en, took.en),
        ),
        sentence: Text::new(
            format!(
                "{from} envoie {code} à {to} ({}, {id}) : stocké, livré et pris en {}.",
                size.fr, took.fr
            ),
            format!(
                "{from} sends {code} to {to} ({}, {id}): stored, delivered and taken in {}.",
                size.en, took.en
            ),
        ),
        window: None,
    }
}

/// One frame of an eventful flight.
fn single(flight: &Flight, frame: &Frame, cast: &Cast) -> Scene {
    let Flight { code, from, to, id, .. } = flight;
    let (sender, receiver) = (cast.node(from), cast.node(to));
    let (shape, label, fr, en) = match frame.step {
        Step::Send => (
            Shape::Arrow(sender, Lane::Broker, ink(flight)),
            Text::same(code.clone()),
            format!("{from} envoie {code} à {to} ({id})."),
            format!("{from} sends {code} to {to} ({id})."),
        ),
        Step::Stored => (
            Shape::Arrow(Lane::Broker, sender, Ink::Frame),
            Text::new(format!("{code} stocké"), format!("{code} stored")),
            format!("Le courtier confirme à {from} que {code} est stocké."),
            format!("The broker confirms to {from} that {code} is stored."),
        ),
        Step::Delivered(false) => (
            Shape::Arrow(Lane::Broker, receiver, ink(flight)),
            Text::new(format!("{code} livré"), format!("{code} delivered")),
            format!("Le courtier livre {code} à {to} ({id})."),
            format!("The broker delivers {code} to {to} ({id})."),
        ),
        Step::Delivered(true) => (
            Shape::Arrow(Lane::Broker, receiver, Ink::Again),
            Text::new(format!("{code} relivré"), format!("{code} delivered again")),
            format!("Le courtier livre de nouveau {code} à {to} ({id})."),
            format!("The broker delivers {code} to {to} again ({id})."),
        ),
        Step::Taken => (
            Shape::Arrow(receiver, Lane::Broker, Ink::Frame),
            Text::new(format!("{code} pris (ACK)"), format!("{code} taken (ACK)")),
            format!("{to} acquitte {code} auprès du courtier."),
            format!("{to} acknowledges {code} to the broker."),
        ),
        Step::Refused => (
            Shape::Arrow(receiver, Lane::Broker, Ink::Alarm),
            Text::new(format!("{code} refusé (NACK)"), format!("{code} refused (NACK)")),
            format!("{to} refuse {code} auprès du courtier : lettre morte."),
            format!("{to} refuses {code} to the broker: a dead letter."),
        ),
    };
    let sentence = Text::new(fr, en);
    Scene { at_ns: frame.at_ns, seq: frame.seq, shape, label, sentence, window: None }
}

/// A copy that no link saw being sent.
fn offered(event: &Event, copy: &CopyFacts, cast: &Cast) -> Scene {
    let (from, to) = ends(&copy.queue);
    let code = &copy.code;
    Scene {
        at_ns: event.wall_ns,
        seq: event.seq,
        shape: Shape::Arrow(cast.node(&from), Lane::Broker, Ink::Message),
        label: Text::new(format!("{code} (copie du courtier)"), format!("{code} (broker's copy)")),
        sentence: Text::new(
            format!("Le courtier a reçu {code} de {from} pour {to} ({}).", copy.message_id),
            format!("The broker was offered {code} from {from} for {to} ({}).", copy.message_id),
        ),
        window: None,
    }
}
