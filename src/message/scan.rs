//! Safe parse: bytes to a tree, refusing everything that PD-01 forbids.
//!
//! The pull parser expands no entity and reads no DTD. It is lenient about some of XML's grammar,
//! so names, attributes, text and namespaces are checked here (below `scan/`).

mod attributes;
mod bounds;
mod namespaces;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use self::namespaces::Scope;
use crate::message::chars::{is_forbidden, is_space};
use crate::message::fault::Fault;
use crate::message::tree::Element;
use crate::profile::MAX_DEPTH;
use crate::profile::lists::XmlErrorCode;

/// Most elements of one document. The largest valid one, an XNK with 9,999 errors, has 70,000; a
/// hostile one could have a million in 5 MiB, and a tree of it would not fit in a small node.
const MAX_ELEMENTS: usize = 100_000;

/// The document as a tree, or the first thing that is wrong with it (XNK 52, 53, 98).
pub(super) fn scan(bytes: &[u8]) -> Result<Element<'_>, Fault> {
    let text = bounds::checked_text(bytes)?;
    Scan::new(text).run()
}

/// A refusal of the text as XML (XNK 52).
fn malformed(at: usize, text: impl Into<String>) -> Fault {
    Fault::new(at, XmlErrorCode::Format, text)
}

struct Scan<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    open: Vec<Element<'a>>,
    scope: Scope<'a>,
    root: Option<Element<'a>>,
    elements: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        Self { text, reader, open: Vec::new(), scope: Scope::default(), root: None, elements: 0 }
    }

    fn run(mut self) -> Result<Element<'a>, Fault> {
        loop {
            let at = self.position();
            let event = self.reader.read_event().map_err(|error| {
                let place = usize::try_from(self.reader.error_position()).unwrap_or(at);
                malformed(place, format!("not well-formed: {error}"))
            })?;
            match event {
                Event::Start(tag) => self.open(&tag, at)?,
                Event::Empty(tag) => {
                    self.open(&tag, at)?;
                    self.close(at);
                }
                Event::End(_) => self.close(at),
                Event::Text(text) => self.text(text.into_inner(), at)?,
                Event::CData(data) => {
                    let data = data.into_inner();
                    if self.open.is_empty() {
                        return Err(malformed(at, "character data outside the root element"));
                    }
                    self.push(lines_unified(data));
                }
                Event::GeneralRef(name) => self.reference(&name.into_inner(), at)?,
                Event::Comment(_) => {}
                Event::Decl(_) => self.declaration(at)?,
                Event::PI(_) => return Err(malformed(at, "processing instruction (PD-01)")),
                Event::DocType(_) => return Err(malformed(at, "document type (PD-01)")),
                Event::Eof => return self.finish(at),
            }
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(self.text.len())
    }

    fn open(&mut self, tag: &BytesStart<'a>, at: usize) -> Result<(), Fault> {
        if self.root.is_some() {
            return Err(malformed(at, "a second root element"));
        }
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            let text = format!("more than {MAX_ELEMENTS} elements");
            return Err(Fault::new(at, XmlErrorCode::Oversize, text));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(malformed(at, format!("elements nested deeper than {MAX_DEPTH}")));
        }
        let end = self.position();
        let markup = self.text.get(at + 1..end.saturating_sub(1)).unwrap_or_default();
        let markup = markup.strip_suffix('/').unwrap_or(markup);
        let name = &markup[..tag.name().as_ref().len().min(markup.len())];
        let raw = attributes::split(&markup[name.len()..], at + 1 + name.len())?;
        self.scope.enter(&raw, at)?;
        self.open.push(self.scope.element(name, raw, at)?);
        Ok(())
    }

    fn close(&mut self, at: usize) {
        // The parser has matched the end tag with an open element.
        if let Some(mut done) = self.open.pop() {
            done.end = at;
            self.scope.leave();
            match self.open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => self.root = Some(done),
            }
        }
    }

    fn text(&mut self, text: Cow<'a, str>, at: usize) -> Result<(), Fault> {
        if let Some(found) = text.find("]]>") {
            return Err(malformed(at + found, "`]]>` in character data"));
        }
        if self.open.is_empty() {
            return match text.find(|c| !is_space(c)) {
                Some(found) => Err(malformed(at + found, "text outside the root element")),
                None => Ok(()),
            };
        }
        self.push(lines_unified(text));
        Ok(())
    }

    fn reference(&mut self, reference: &str, at: usize) -> Result<(), Fault> {
        if self.open.is_empty() {
            return Err(malformed(at, "reference outside the root element"));
        }
        let c = resolved(reference, at)?;
        self.push(Cow::Owned(c.to_string()));
        Ok(())
    }

    fn push(&mut self, more: Cow<'a, str>) {
        if let Some(element) = self.open.last_mut() {
            if element.text.is_empty() {
                element.text = more;
            } else {
                element.text.to_mut().push_str(&more);
            }
        }
    }

    fn declaration(&mut self, at: usize) -> Result<(), Fault> {
        let markup = self.text.get(at..self.position()).unwrap_or_default();
        if at != 0 {
            return Err(malformed(at, "XML declaration that is not at the start"));
        }
        bounds::declaration(markup)
    }

    fn finish(mut self, at: usize) -> Result<Element<'a>, Fault> {
        if let Some(open) = self.open.last() {
            return Err(malformed(at, format!("the text ends inside `{}`", open.name)));
        }
        self.root.take().ok_or_else(|| malformed(at, "no root element"))
    }
}

/// The character that a reference in text or attribute stands for.
fn resolved(reference: &str, at: usize) -> Result<char, Fault> {
    let c = match reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => numbered(reference),
    };
    let c = c.ok_or_else(|| malformed(at, format!("unknown reference `&{reference};`")))?;
    if is_forbidden(c) {
        let text = format!("forbidden character U+{:04X}", u32::from(c));
        return Err(Fault::new(at, XmlErrorCode::Characters, text));
    }
    Ok(c)
}

/// The character of `#233` or `#xE9`.
fn numbered(reference: &str) -> Option<char> {
    let digits = reference.strip_prefix('#')?;
    let (digits, radix) = match digits.strip_prefix('x') {
        Some(hex) => (hex, 16),
        None => (digits, 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    // A number beyond Unicode is no character.
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}

/// Line ends as XML wants them: CR LF and CR become LF.
fn lines_unified(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}
