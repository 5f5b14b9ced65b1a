//! Damaged samples: every element and attribute of a schema spoilt in every way, with the error that this must yield.
//!
//! The expectation follows from the damage that was done and from the text of the schema, which is read
//! here anew (`damage/declared.rs`). Nothing of the validator in `schema` is used: each proves the other.

mod declared;
mod spoil;

use std::collections::BTreeSet;
use std::fmt;

use roxmltree::{Document, Node};

use self::declared::{Declared, Facets};
use self::spoil::{Spoilt, spoilt};
use super::{Message, sample, write};
use crate::profile::Code;
use crate::profile::lists::XmlErrorCode;

/// What was done to an element or attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Harm {
    /// It was taken out.
    Missing,
    /// It holds nothing.
    Empty,
    /// It holds more characters than are allowed.
    TooLong,
    /// It holds fewer characters than are needed.
    TooShort,
    /// It holds a code that is in no list.
    WrongCode,
    /// It holds what has another form, or is out of range.
    WrongForm,
    /// It stands there more often than it may.
    Repeated,
    /// It stands behind what must follow it.
    OutOfOrder,
    /// It holds an element, attribute or text that the schema does not know, or is itself of another
    /// namespace.
    Strange,
}

impl Harm {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::Missing,
        Self::Empty,
        Self::TooLong,
        Self::TooShort,
        Self::WrongCode,
        Self::WrongForm,
        Self::Repeated,
        Self::OutOfOrder,
        Self::Strange,
    ];

    /// Name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::TooShort => "too-short",
            Self::WrongCode => "wrong-code",
            Self::WrongForm => "wrong-form",
            Self::Repeated => "repeated",
            Self::OutOfOrder => "out-of-order",
            Self::Strange => "strange",
        }
    }
}

impl fmt::Display for Harm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// A document that was valid before one thing was done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// What was damaged, by the names of the schema: `Transit/itinerary/office/@role`.
    pub place: String,
    /// How.
    pub harm: Harm,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Code of the XNK.
    pub expected: XmlErrorCode,
    /// Where the XNK points.
    pub pointer: String,
}

/// The sample of this code and seed, damaged in every way, each place and harm at most a few times.
pub fn damaged(code: Code, seed: u64) -> Vec<Damaged> {
    damaged_of(&sample(code, seed))
}

/// The same of a message at hand, which must be valid.
pub fn damaged_of(message: &Message) -> Vec<Damaged> {
    let code = message.code();
    let text = String::from_utf8_lossy(&write(message)).into_owned();
    // Our own writer's text and our own schemas: they parse, as tests prove.
    let Ok(document) = Document::parse(&text) else { return Vec::new() };
    let Some(root) = declared::root(code) else { return Vec::new() };
    let mut work = Work { text: &text, done: BTreeSet::new(), out: Vec::new() };
    let at = At { pointer: format!("/{code}"), place: String::new() };
    work.inside(document.root_element(), &root, &at);
    work.out
}

/// Every element and attribute that the schema of a code declares, as in [`Damaged::place`].
pub fn places(code: Code) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    if let Some(root) = declared::root(code) {
        collect(&root, "", &mut all);
    }
    all
}

fn collect(of: &Declared, place: &str, all: &mut BTreeSet<String>) {
    all.extend(of.attributes.iter().map(|attribute| below(place, &format!("@{}", attribute.name))));
    for child in &of.children {
        let place = below(place, &child.name);
        collect(child, &place, all);
        all.insert(place);
    }
}

fn below(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}/{name}") }
}

/// Where an element stands: by pointer, and by the names of the schema.
struct At {
    pointer: String,
    place: String,
}

struct Work<'t> {
    text: &'t str,
    /// Place, harm and what was written: one of a kind is enough.
    done: BTreeSet<(String, Harm, String)>,
    out: Vec<Damaged>,
}

impl Work<'_> {
    /// Notes one damage: `new` in place of a part of the text.
    fn note(
        &mut self,
        (place, pointer): (&str, String),
        (harm, expected): (Harm, XmlErrorCode),
        (range, new): (std::ops::Range<usize>, &str),
    ) {
        let what: String = new.chars().take(40).collect();
        if self.done.insert((place.to_owned(), harm, format!("{what}{expected}"))) {
            let bytes = [&self.text[..range.start], new, &self.text[range.end..]].concat();
            let (place, bytes) = (place.to_owned(), bytes.into_bytes());
            self.out.push(Damaged { place, harm, bytes, expected, pointer });
        }
    }

    /// What can be wrong within an element, its attributes included, then within its children.
    fn inside(&mut self, node: Node<'_, '_>, of: &Declared, at: &At) {
        self.attributes(node, of, at);
        match &of.value {
            Some(facets) => self.value(node, facets, at),
            None => self.content(node, of, at),
        }
        let children: Vec<_> = node.children().filter(Node::is_element).collect();
        for declared in &of.children {
            let named = |node: &&Node<'_, '_>| node.tag_name().name() == declared.name;
            let same: Vec<_> = children.iter().filter(named).collect();
            for (index, child) in same.iter().enumerate() {
                let number =
                    if declared.max > 1 { format!("[{}]", index + 1) } else { String::new() };
                let below = At {
                    pointer: format!("{}/{}{number}", at.pointer, declared.name),
                    place: below(&at.place, &declared.name),
                };
                self.element(**child, (declared, same.len()), at, &below);
                self.inside(**child, declared, &below);
            }
        }
    }

    /// What can be wrong with an element as a whole.
    fn element(
        &mut self,
        node: Node<'_, '_>,
        (of, count): (&Declared, usize),
        parent: &At,
        at: &At,
    ) {
        let (text, range) = (self.text, node.range());
        let bare = format!("{}/{}", parent.pointer, of.name);
        if count == of.min {
            let missing = (Harm::Missing, XmlErrorCode::Missing);
            self.note((&at.place, bare.clone()), missing, (range.clone(), ""));
        }
        if of.max <= 200 {
            let copies = text[range.clone()].repeat(of.max - count + 2);
            let number = if of.max > 1 { format!("[{}]", of.max + 1) } else { String::new() };
            let first_too_many = format!("{bare}{number}");
            let repeated = (Harm::Repeated, XmlErrorCode::TooMany);
            self.note((&at.place, first_too_many), repeated, (range.clone(), &copies));
        }
        let next = node.next_siblings().skip(1).find(Node::is_element);
        let is_last = |next: &Node<'_, '_>| next.tag_name().name() != of.name;
        if let Some(next) = next.filter(is_last).filter(|_| count == 1) {
            let code = if of.min == 0 { XmlErrorCode::Unexpected } else { XmlErrorCode::Missing };
            let between = &text[range.end..next.range().start];
            let swapped = [&text[next.range()], between, &text[range.clone()]].concat();
            let whole = range.start..next.range().end;
            self.note((&at.place, bare.clone()), (Harm::OutOfOrder, code), (whole, &swapped));
        }
        let name_ends = range.start + 1 + of.name.len();
        let strange = (Harm::Strange, XmlErrorCode::Unexpected);
        let foreign = (name_ends..name_ends, r#" xmlns="urn:example:other""#);
        self.note((&at.place, bare), strange, foreign);
    }

    fn attributes(&mut self, node: Node<'_, '_>, of: &Declared, at: &At) {
        let name_ends = node.range().start + 1 + node.tag_name().name().len();
        let strange = (Harm::Strange, XmlErrorCode::Unexpected);
        for (name, written) in [
            ("surplus", r#" surplus="1""#),
            ("nil", r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true""#),
        ] {
            let pointer = format!("{}/@{name}", at.pointer);
            self.note((&at.place, pointer), strange, (name_ends..name_ends, written));
        }
        for attribute in node.attributes() {
            let found = of.attributes.iter().find(|known| known.name == attribute.name());
            let Some(known) = found else { continue };
            let place = below(&at.place, &format!("@{}", known.name));
            let pointer = || format!("{}/@{}", at.pointer, known.name);
            if known.required {
                let missing = (Harm::Missing, XmlErrorCode::Missing);
                self.note((&place, pointer()), missing, (attribute.range(), ""));
            }
            for Spoilt { harm, value, expected } in spoilt(&known.value) {
                let written = (attribute.range_value(), value.as_str());
                self.note((&place, pointer()), (harm, expected), written);
            }
        }
    }

    /// What can be wrong with the value of an element.
    fn value(&mut self, node: Node<'_, '_>, facets: &Facets, at: &At) {
        let Some(inner) = inner(self.text, node) else { return };
        for Spoilt { harm, value, expected } in spoilt(facets) {
            let written = (inner.clone(), value.as_str());
            self.note((&at.place, at.pointer.clone()), (harm, expected), written);
        }
        let strange = (Harm::Strange, XmlErrorCode::Unexpected);
        let child = (inner.end..inner.end, "<Surplus/>");
        self.note((&at.place, format!("{}/Surplus", at.pointer)), strange, child);
    }

    /// What can be wrong with an element that holds elements, or nothing.
    fn content(&mut self, node: Node<'_, '_>, of: &Declared, at: &At) {
        let strange = (Harm::Strange, XmlErrorCode::Unexpected);
        let surplus = format!("{}/Surplus", at.pointer);
        let Some(inner) = inner(self.text, node) else {
            // `<name …/>`: it is opened for what must not be in it.
            let (end, name) = (node.range().end, node.tag_name().name());
            for (pointer, held) in [(surplus, "<Surplus/>"), (at.pointer.clone(), "surplus")] {
                let opened = format!(">{held}</{name}>");
                self.note((&at.place, pointer), strange, (end - 2..end, &opened));
            }
            return;
        };
        let (start, end) = (inner.start, inner.end);
        self.note((&at.place, surplus.clone()), strange, (start..start, "<Surplus/>"));
        self.note((&at.place, surplus), strange, (end..end, "<Surplus> </Surplus>"));
        self.note((&at.place, at.pointer.clone()), strange, (start..start, "surplus"));
        if let Some(first) = of.children.iter().find(|child| child.min > 0) {
            let pointer = format!("{}/{}", at.pointer, first.name);
            let emptied = (Harm::Empty, XmlErrorCode::Missing);
            self.note((&at.place, pointer), emptied, (inner, ""));
        }
    }
}

/// What stands between the tags of an element; none where one tag is all.
fn inner(text: &str, node: Node<'_, '_>) -> Option<std::ops::Range<usize>> {
    let range = node.range();
    let whole = &text[range.clone()];
    if whole.ends_with("/>") {
        return None;
    }
    let end = range.start + whole.rfind("</")?;
    let start = node.first_child().map_or(end, |child| child.range().start);
    Some(start..end)
}
