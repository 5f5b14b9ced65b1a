//! XSD text to a compiled schema; refuses every construct that the engine does not know.

use std::collections::HashMap;
use std::sync::Arc;

use regex::Regex;
use roxmltree::{Document, Node};

use super::model::{AttributeDecl, Base, Content, Particle, Schema, SimpleType, Type};
use crate::profile::{Code, schema};

/// A schema that this engine cannot use.
#[derive(Debug, thiserror::Error)]
pub(super) enum CompileError {
    /// The text is no XML.
    #[error("schema of {code}: {source}")]
    Text { code: Code, source: roxmltree::Error },
    /// A construct outside the supported part of XSD.
    #[error("schema of {code}: {what} (line {line}) is not supported")]
    Unsupported { code: Code, what: String, line: u32 },
}

type Compiled<T> = Result<T, CompileError>;

/// Compiles the schema of `code` with the files that it includes.
pub(super) fn compile(code: Code) -> Compiled<Schema> {
    let text = schema::standalone(code);
    let document = Document::parse(&text).map_err(|source| CompileError::Text { code, source })?;
    let mut globals = HashMap::new();
    let mut root = None;
    for node in elements(document.root_element()) {
        match (node.tag_name().name(), node.attribute("name")) {
            ("element", Some(name)) if name == code.as_str() => root = Some(node),
            ("simpleType" | "complexType" | "group", Some(name)) => {
                globals.insert((node.tag_name().name().to_owned(), name.to_owned()), node);
            }
            _ => return Err(unsupported(code, node, "top-level declaration")),
        }
    }
    let root = root.ok_or_else(|| unsupported(code, document.root_element(), "no root"))?;
    let compiler = Compiler { code, globals };
    Ok(Schema { root: code.as_str().to_owned(), content: compiler.element_type(root)? })
}

struct Compiler<'a, 'i> {
    code: Code,
    globals: HashMap<(String, String), Node<'a, 'i>>,
}

impl<'a, 'i> Compiler<'a, 'i> {
    fn no(&self, node: Node<'a, 'i>, what: &str) -> CompileError {
        unsupported(self.code, node, what)
    }

    /// The type of an `xs:element`: named, or written inside it.
    fn element_type(&self, element: Node<'a, 'i>) -> Compiled<Arc<Type>> {
        only(self.code, element, &["name", "type", "minOccurs", "maxOccurs"])?;
        let inner: Vec<_> = elements(element).collect();
        match (element.attribute("type"), &inner[..]) {
            (Some(name), []) => self.named_type(element, name),
            (None, [node]) if node.has_tag_name((XS, "complexType")) => self.complex(*node),
            (None, [node]) if node.has_tag_name((XS, "simpleType")) => {
                Ok(value_only(self.simple(*node)?))
            }
            _ => Err(self.no(element, "element type")),
        }
    }

    fn named_type(&self, at: Node<'a, 'i>, name: &str) -> Compiled<Arc<Type>> {
        let local = name.strip_prefix("p:").ok_or_else(|| self.no(at, name))?;
        match self.globals.get(&("complexType".to_owned(), local.to_owned())) {
            Some(node) => self.complex(*node),
            None => Ok(value_only(self.named_simple(at, name)?)),
        }
    }

    fn named_simple(&self, at: Node<'a, 'i>, name: &str) -> Compiled<Arc<SimpleType>> {
        let local = name.strip_prefix("p:").ok_or_else(|| self.no(at, name))?;
        let global = self.globals.get(&("simpleType".to_owned(), local.to_owned()));
        self.simple(*global.ok_or_else(|| self.no(at, name))?)
    }

    fn complex(&self, node: Node<'a, 'i>) -> Compiled<Arc<Type>> {
        only(self.code, node, &["name"])?;
        let mut attributes = Vec::new();
        let mut content = Content::Empty;
        for part in elements(node) {
            match part.tag_name().name() {
                "sequence" => content = Content::Sequence(self.sequence(part)?),
                "attribute" => attributes.push(self.attribute(part)?),
                "simpleContent" => {
                    let extension = elements(part).next();
                    let extension = extension.ok_or_else(|| self.no(part, "simpleContent"))?;
                    content = self.extended(extension, &mut attributes)?;
                }
                other => return Err(self.no(part, other)),
            }
        }
        Ok(Arc::new(Type { attributes, content }))
    }

    fn extended(
        &self,
        extension: Node<'a, 'i>,
        attributes: &mut Vec<AttributeDecl>,
    ) -> Compiled<Content> {
        let base =
            extension.attribute("base").filter(|_| extension.has_tag_name((XS, "extension")));
        let base = base.ok_or_else(|| self.no(extension, "simpleContent"))?;
        for part in elements(extension) {
            attributes.push(self.attribute(part)?);
        }
        Ok(Content::Value(self.named_simple(extension, base)?))
    }

    fn sequence(&self, node: Node<'a, 'i>) -> Compiled<Vec<Particle>> {
        only(self.code, node, &[])?;
        let mut particles = Vec::new();
        for part in elements(node) {
            match (part.tag_name().name(), part.attribute("ref")) {
                ("element", None) => particles.push(self.particle(part)?),
                ("group", Some(name)) => {
                    only(self.code, part, &["ref"])?;
                    particles.extend(self.group(part, name)?);
                }
                _ => return Err(self.no(part, "part of a sequence")),
            }
        }
        Ok(particles)
    }

    fn group(&self, at: Node<'a, 'i>, name: &str) -> Compiled<Vec<Particle>> {
        let local = name.strip_prefix("p:").unwrap_or(name);
        let global = self.globals.get(&("group".to_owned(), local.to_owned()));
        let group = *global.ok_or_else(|| self.no(at, name))?;
        let sequence = elements(group).find(|node| node.has_tag_name((XS, "sequence")));
        self.sequence(sequence.ok_or_else(|| self.no(group, "group"))?)
    }

    fn particle(&self, node: Node<'a, 'i>) -> Compiled<Particle> {
        let occurs = |name| match node.attribute(name) {
            None => Ok(1),
            Some(text) => text.parse().map_err(|_| self.no(node, name)),
        };
        let name = node.attribute("name").ok_or_else(|| self.no(node, "nameless element"))?;
        Ok(Particle {
            name: name.to_owned(),
            min: occurs("minOccurs")?,
            max: occurs("maxOccurs")?,
            content: self.element_type(node)?,
        })
    }

    fn attribute(&self, node: Node<'a, 'i>) -> Compiled<AttributeDecl> {
        only(self.code, node, &["name", "type", "use"])?;
        let required = match node.attribute("use") {
            None => false,
            Some("required") => true,
            Some(other) => return Err(self.no(node, other)),
        };
        let name = node.attribute("name").filter(|_| node.has_tag_name((XS, "attribute")));
        let value = match (node.attribute("type"), elements(node).next()) {
            (Some(named), None) => self.named_simple(node, named)?,
            (None, Some(simple)) => self.simple(simple)?,
            _ => return Err(self.no(node, "attribute type")),
        };
        let name = name.ok_or_else(|| self.no(node, "attribute"))?.to_owned();
        Ok(AttributeDecl { name, required, value })
    }

    fn simple(&self, node: Node<'a, 'i>) -> Compiled<Arc<SimpleType>> {
        only(self.code, node, &["name"])?;
        let restriction = elements(node).next().filter(|n| n.has_tag_name((XS, "restriction")));
        let restriction = restriction.ok_or_else(|| self.no(node, "simpleType"))?;
        let base = match restriction.attribute("base") {
            Some("xs:string") => Base::Text,
            Some("xs:dateTime") => Base::Instant,
            Some("xs:date") => Base::Day,
            Some("xs:nonNegativeInteger") => Base::NonNegative,
            other => return Err(self.no(restriction, other.unwrap_or("no base"))),
        };
        let mut simple = SimpleType {
            base,
            min_length: 0,
            max_length: usize::MAX,
            pattern: None,
            enumeration: Vec::new(),
            min: 0,
            max: u64::MAX,
        };
        let mut patterns = Vec::new();
        for facet in elements(restriction) {
            self.facet(facet, &mut simple, &mut patterns)?;
        }
        if !patterns.is_empty() {
            let whole = format!("^(?:{})$", patterns.join("|"));
            let regex = Regex::new(&whole).map_err(|_| self.no(restriction, "pattern"))?;
            simple.pattern = Some(regex);
        }
        Ok(Arc::new(simple))
    }

    fn facet(
        &self,
        facet: Node<'a, 'i>,
        simple: &mut SimpleType,
        patterns: &mut Vec<String>,
    ) -> Compiled<()> {
        let value = facet.attribute("value").ok_or_else(|| self.no(facet, "facet"))?;
        let number = || value.parse::<usize>().map_err(|_| self.no(facet, value));
        let bound = || value.parse::<u64>().map_err(|_| self.no(facet, value));
        match (facet.tag_name().name(), simple.base) {
            ("minLength", Base::Text) => simple.min_length = number()?,
            ("maxLength", Base::Text) => simple.max_length = number()?,
            ("pattern", _) => patterns.push(ascii_pattern(value)),
            ("enumeration", Base::Text) => simple.enumeration.push(value.to_owned()),
            ("minInclusive", Base::NonNegative) => simple.min = bound()?,
            ("maxInclusive", Base::NonNegative) => simple.max = bound()?,
            (other, _) => return Err(self.no(facet, other)),
        }
        Ok(())
    }
}

const XS: &str = "http://www.w3.org/2001/XMLSchema";

fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(|n| n.is_element() && !n.has_tag_name((XS, "annotation")))
}

fn value_only(value: Arc<SimpleType>) -> Arc<Type> {
    Arc::new(Type { attributes: Vec::new(), content: Content::Value(value) })
}

fn only(code: Code, node: Node<'_, '_>, known: &[&str]) -> Compiled<()> {
    match node.attributes().find(|attribute| !known.contains(&attribute.name())) {
        Some(other) => Err(unsupported(code, node, other.name())),
        None => Ok(()),
    }
}

fn unsupported(code: Code, node: Node<'_, '_>, what: &str) -> CompileError {
    let line = node.document().text_pos_at(node.range().start).row;
    CompileError::Unsupported { code, what: what.to_owned(), line }
}

/// An XSD pattern as a `regex` pattern: in XSD, `.` leaves out both line ends.
fn ascii_pattern(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let (mut escaped, mut in_class) = (false, false);
    for c in pattern.chars() {
        match c {
            '.' if !escaped && !in_class => out.push_str("[^\\n\\r]"),
            _ => out.push(c),
        }
        in_class = !escaped && (c == '[' || in_class && c != ']') || escaped && in_class;
        escaped = !escaped && c == '\\';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_outside_a_class_leaves_out_line_ends() {
        assert_eq!(ascii_pattern(r"JMS:.{1,160}"), r"JMS:[^\n\r]{1,160}");
        assert_eq!(ascii_pattern(r"a\.b[.x\]]."), r"a\.b[.x\]][^\n\r]");
    }
}
