//! Walks a tree along a compiled schema and notes what is wrong, in document order.

use std::fmt::Write as _;

use super::MAX_FINDINGS;
use super::model::{AttributeDecl, Content, Particle, Schema, Type};
use super::value;
use crate::message::chars::is_space;
use crate::message::fault::Fault;
use crate::message::tree::{Element, Space};
use crate::profile::lists::XmlErrorCode;

/// Everything that is wrong with the document, at most [`MAX_FINDINGS`].
pub(super) fn faults(schema: &Schema, root: &Element<'_>) -> Vec<Fault> {
    let mut walk = Walk { path: vec![(&schema.root, None)], faults: Vec::new() };
    walk.element(root, &schema.content);
    walk.faults
}

struct Walk<'s> {
    /// Names down to the element in hand, with its number where it may be repeated.
    path: Vec<(&'s str, Option<usize>)>,
    faults: Vec<Fault>,
}

impl<'s> Walk<'s> {
    fn element(&mut self, element: &Element<'_>, of: &'s Type) {
        if self.faults.len() >= MAX_FINDINGS {
            return;
        }
        self.attributes(element, &of.attributes);
        match &of.content {
            Content::Empty => {
                if let Some(child) = element.children.first() {
                    self.unexpected(child);
                }
                self.blank(element);
            }
            Content::Value(simple) => match element.children.first() {
                Some(child) => self.unexpected(child),
                None => {
                    if let Some((code, text)) = value::wrong(simple, &element.text) {
                        let fault = Fault::new(element.start, code, text).quoting(&element.text);
                        self.note(fault, "");
                    }
                }
            },
            Content::Sequence(particles) => {
                self.blank(element);
                self.sequence(element, particles);
            }
        }
    }

    fn attributes(&mut self, element: &Element<'_>, declared: &[AttributeDecl]) {
        for attribute in &element.attributes {
            let hint = matches!(&*attribute.name, "schemaLocation" | "noNamespaceSchemaLocation");
            let known = declared.iter().any(|decl| decl.name == attribute.name);
            let allowed = match attribute.space {
                Space::None => known,
                Space::Instance => hint,
                Space::Foreign => false,
            };
            if !allowed {
                let text = format!("attribute `{}` is not expected here", attribute.name);
                let fault = Fault::new(element.start, XmlErrorCode::Unexpected, text);
                self.note(fault.quoting(&attribute.value), &format!("/@{}", attribute.name));
            }
        }
        for decl in declared {
            let finding = match element.attribute(&decl.name) {
                Some(text) => value::wrong(&decl.value, text)
                    .map(|(code, why)| Fault::new(element.start, code, why).quoting(text)),
                None if decl.required => {
                    let text = format!("attribute `{}` is missing", decl.name);
                    Some(Fault::new(element.start, XmlErrorCode::Missing, text))
                }
                None => None,
            };
            if let Some(fault) = finding {
                self.note(fault, &format!("/@{}", decl.name));
            }
        }
    }

    /// The element's own text must be white space.
    fn blank(&mut self, element: &Element<'_>) {
        if !element.text.chars().all(is_space) {
            let text = "text is not expected here";
            let fault = Fault::new(element.start, XmlErrorCode::Unexpected, text);
            self.note(fault.quoting(element.text.trim()), "");
        }
    }

    fn sequence(&mut self, element: &Element<'_>, particles: &'s [Particle]) {
        let mut rest = element.children.iter().peekable();
        for (place, particle) in particles.iter().enumerate() {
            let mut count = 0;
            while let Some(child) = rest.next_if(|child| is(child, particle)) {
                count += 1;
                let number = (particle.max > 1).then_some(count);
                self.path.push((&particle.name, number));
                if count > particle.max {
                    let text = format!("more than {} of `{}`", particle.max, particle.name);
                    self.note(Fault::new(child.start, XmlErrorCode::TooMany, text), "");
                    self.path.pop();
                    return;
                }
                self.element(child, &particle.content);
                self.path.pop();
            }
            if count < particle.min {
                match rest.peek() {
                    Some(child) if !particles[place..].iter().any(|later| is(child, later)) => {
                        self.unexpected(child);
                    }
                    next => {
                        let at = next.map_or(element.end, |child| child.start);
                        self.missing(at, &particle.name);
                    }
                }
                return;
            }
        }
        if let Some(child) = rest.next() {
            self.unexpected(child);
        }
    }

    fn missing(&mut self, at: usize, name: &str) {
        let text = format!("element `{name}` is missing");
        self.note(Fault::new(at, XmlErrorCode::Missing, text), &format!("/{name}"));
    }

    fn unexpected(&mut self, child: &Element<'_>) {
        let text = if child.in_profile {
            format!("element `{}` is not expected here", child.name)
        } else {
            format!("element `{}` is not in the namespace of the profile", child.name)
        };
        let fault = Fault::new(child.start, XmlErrorCode::Unexpected, text);
        self.note(fault, &format!("/{}", child.name));
    }

    fn note(&mut self, fault: Fault, below: &str) {
        if self.faults.len() >= MAX_FINDINGS {
            return;
        }
        let mut pointer = String::new();
        for (name, number) in &self.path {
            // Writing to a String cannot fail.
            let _infallible = match number {
                Some(number) => write!(pointer, "/{name}[{number}]"),
                None => write!(pointer, "/{name}"),
            };
        }
        pointer.push_str(below);
        self.faults.push(fault.at_pointer(pointer));
    }
}

fn is(child: &Element<'_>, particle: &Particle) -> bool {
    child.in_profile && child.name == particle.name
}
