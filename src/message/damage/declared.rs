//! What a schema declares, read from its text without the help of the validator.

use roxmltree::{Document, Node};

use crate::profile::{Code, schema};

/// An element that a schema declares.
#[derive(Debug)]
pub(super) struct Declared {
    pub name: String,
    pub min: usize,
    pub max: usize,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Declared>,
    /// None where it holds elements, or nothing.
    pub value: Option<Facets>,
}

/// An attribute that a schema declares.
#[derive(Debug)]
pub(super) struct Attribute {
    pub name: String,
    pub required: bool,
    pub value: Facets,
}

/// How a value is restricted.
#[derive(Debug, Default)]
pub(super) struct Facets {
    /// Built-in type, e.g. `xs:string`.
    pub base: String,
    pub min_length: Option<usize>,
    pub max_length: Option<usize>,
    pub has_pattern: bool,
    pub enumeration: Vec<String>,
    pub min: Option<u64>,
    pub max: Option<u64>,
}

/// The root element of a code.
pub(super) fn root(code: Code) -> Option<Declared> {
    let text = schema::standalone(code);
    let document = Document::parse(&text).ok()?;
    let all = document.root_element();
    element(all, global(all, "element", code.as_str())?)
}

fn global<'a, 'i>(all: Node<'a, 'i>, kind: &str, name: &str) -> Option<Node<'a, 'i>> {
    let local = name.trim_start_matches("p:");
    all.children().find(|node| is(node, kind) && node.attribute("name") == Some(local))
}

fn is(node: &Node<'_, '_>, kind: &str) -> bool {
    node.is_element() && node.tag_name().name() == kind
}

fn element<'a, 'i>(all: Node<'a, 'i>, node: Node<'a, 'i>) -> Option<Declared> {
    let occurs = |name: &str| node.attribute(name).map_or(Some(1), |text| text.parse().ok());
    let mut declared = Declared {
        name: node.attribute("name")?.to_owned(),
        min: occurs("minOccurs")?,
        max: occurs("maxOccurs")?,
        attributes: Vec::new(),
        children: Vec::new(),
        value: None,
    };
    let named = node.attribute("type");
    let complex = match named {
        Some(name) => global(all, "complexType", name),
        None => node.children().find(|child| is(child, "complexType")),
    };
    match complex {
        Some(complex) => content(all, complex, &mut declared)?,
        None => declared.value = Some(value(all, node)?),
    }
    Some(declared)
}

/// Fills in what a complex type holds.
fn content<'a, 'i>(all: Node<'a, 'i>, of: Node<'a, 'i>, into: &mut Declared) -> Option<()> {
    for part in of.children().filter(Node::is_element) {
        match part.tag_name().name() {
            "sequence" => sequence(all, part, &mut into.children)?,
            "attribute" => into.attributes.push(attribute(all, part)?),
            "simpleContent" => {
                let extension = part.children().find(|child| is(child, "extension"))?;
                let base = global(all, "simpleType", extension.attribute("base")?)?;
                into.value = Some(facets(base)?);
                for child in extension.children().filter(|child| is(child, "attribute")) {
                    into.attributes.push(attribute(all, child)?);
                }
            }
            _ => {}
        }
    }
    Some(())
}

fn sequence<'a, 'i>(all: Node<'a, 'i>, of: Node<'a, 'i>, into: &mut Vec<Declared>) -> Option<()> {
    for part in of.children().filter(Node::is_element) {
        match part.attribute("ref") {
            Some(name) => {
                let group = global(all, "group", name)?;
                let inner = group.children().find(|child| is(child, "sequence"))?;
                sequence(all, inner, into)?;
            }
            None if is(&part, "element") => into.push(element(all, part)?),
            None => {}
        }
    }
    Some(())
}

fn attribute<'a, 'i>(all: Node<'a, 'i>, node: Node<'a, 'i>) -> Option<Attribute> {
    Some(Attribute {
        name: node.attribute("name")?.to_owned(),
        required: node.attribute("use") == Some("required"),
        value: value(all, node)?,
    })
}

/// The simple type of an element or attribute: named, or written inside it.
fn value<'a, 'i>(all: Node<'a, 'i>, of: Node<'a, 'i>) -> Option<Facets> {
    match of.attribute("type") {
        Some(name) => facets(global(all, "simpleType", name)?),
        None => facets(of.children().find(|child| is(child, "simpleType"))?),
    }
}

fn facets(simple: Node<'_, '_>) -> Option<Facets> {
    let restriction = simple.children().find(|child| is(child, "restriction"))?;
    let base = restriction.attribute("base")?.to_owned();
    let mut facets = Facets { base, ..Facets::default() };
    for facet in restriction.children().filter(Node::is_element) {
        let text = facet.attribute("value")?;
        match facet.tag_name().name() {
            "minLength" => facets.min_length = text.parse().ok(),
            "maxLength" => facets.max_length = text.parse().ok(),
            "pattern" => facets.has_pattern = true,
            "enumeration" => facets.enumeration.push(text.to_owned()),
            "minInclusive" => facets.min = text.parse().ok(),
            "maxInclusive" => facets.max = text.parse().ok(),
            _ => {}
        }
    }
    Some(facets)
}
