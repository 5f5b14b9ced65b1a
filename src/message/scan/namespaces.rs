//! Namespaces: which prefix stands for what, element by element.

use super::attributes::Raw;
use super::malformed;
use crate::message::chars::is_ncname;
use crate::message::fault::Fault;
use crate::message::tree::{Attribute, Element, Space};
use crate::profile::NAMESPACE;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Most prefixes in force at once, against tags that cost more time than they should.
const MAX_BOUND: usize = 64;

/// Prefixes in force, innermost last.
#[derive(Default)]
pub(super) struct Scope<'a> {
    bound: Vec<(&'a str, String)>,
    /// How many were in force outside each open element.
    levels: Vec<usize>,
}

impl<'a> Scope<'a> {
    /// Takes in the declarations of a start tag.
    pub(super) fn enter(&mut self, raw: &[Raw<'a>], at: usize) -> Result<(), Fault> {
        self.levels.push(self.bound.len());
        for attribute in raw {
            let Some(prefix) = declared(attribute.name) else { continue };
            let uri = &*attribute.value;
            let reserved = prefix == "xmlns"
                || uri == XMLNS
                || (prefix == "xml") != (uri == XML)
                || (!prefix.is_empty() && (uri.is_empty() || !is_ncname(prefix)));
            if reserved {
                return Err(malformed(at, format!("`{}` may not be declared so", attribute.name)));
            }
            if self.bound.len() >= MAX_BOUND {
                return Err(malformed(at, format!("more than {MAX_BOUND} prefixes in force")));
            }
            self.bound.push((prefix, uri.to_owned()));
        }
        Ok(())
    }

    /// Forgets the declarations of the innermost element.
    pub(super) fn leave(&mut self) {
        let outside = self.levels.pop().unwrap_or(0);
        self.bound.truncate(outside);
    }

    /// The element of a start tag whose declarations were taken in.
    pub(super) fn element(
        &self,
        name: &'a str,
        raw: Vec<Raw<'a>>,
        at: usize,
    ) -> Result<Element<'a>, Fault> {
        let (prefix, local) = split(name, at)?;
        let space = self.resolve(prefix, at)?;
        let mut attributes: Vec<Attribute<'a>> = Vec::with_capacity(raw.len());
        let mut expanded: Vec<(&str, &str)> = Vec::new();
        for Raw { name, value, at } in raw {
            let (prefix, local) = split(name, at)?;
            if declared(name).is_some() {
                continue;
            }
            let uri = if prefix.is_empty() { "" } else { self.resolve(prefix, at)? };
            if !uri.is_empty() {
                if expanded.contains(&(uri, local)) {
                    return Err(malformed(at, format!("attribute `{name}` twice")));
                }
                expanded.push((uri, local));
            }
            let space = match uri {
                "" => Space::None,
                INSTANCE => Space::Instance,
                _ => Space::Foreign,
            };
            attributes.push(Attribute { name: local.into(), space, value });
        }
        Ok(Element {
            name: local.into(),
            in_profile: space == NAMESPACE,
            attributes,
            children: Vec::new(),
            text: "".into(),
            start: at,
            end: at,
        })
    }

    fn resolve(&self, prefix: &str, at: usize) -> Result<&str, Fault> {
        if let Some((_, uri)) = self.bound.iter().rev().find(|(bound, _)| *bound == prefix) {
            return Ok(uri);
        }
        match prefix {
            "" => Ok(""),
            "xml" => Ok(XML),
            _ => Err(malformed(at, format!("prefix `{prefix}` is not declared"))),
        }
    }
}

/// The prefix that an attribute declares, `""` for the default namespace.
fn declared(name: &str) -> Option<&str> {
    if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") }
}

/// Prefix and local name of a qualified name.
fn split(name: &str, at: usize) -> Result<(&str, &str), Fault> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let prefixed = name.len() > local.len();
    if is_ncname(local) && (!prefixed || is_ncname(prefix)) {
        Ok((prefix, local))
    } else {
        Err(malformed(at, format!("`{}` is no name", crate::message::chars::quoted(name, 40))))
    }
}
