//! The judge's own reader: a message body as paths and texts.

use roxmltree::{Node, NodeType, ParsingOptions};

/// More nodes than the largest message of the profile could hold.
const MAX_NODES: u32 = 400_000;

/// A well-formed body, flattened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// Local name of the root element.
    pub root: String,
    /// Namespace of the root element.
    pub namespace: String,
    /// How deep elements are nested, the root being 1.
    pub depth: usize,
    entries: Vec<Entry>,
}

/// One element or attribute below the root.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    path: Vec<Segment>,
    /// None for elements that hold elements.
    text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment {
    /// Local name, `@name` for an attribute.
    name: String,
    /// Place among the siblings of that name, from 1.
    place: usize,
}

impl Document {
    /// Reads a body. No entity but the five of XML, no DTD.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
        let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        let parsed = roxmltree::Document::parse_with_options(text, options)
            .map_err(|error| format!("not well-formed: {error}"))?;
        let root = parsed.root_element();
        let mut document = Self {
            root: root.tag_name().name().to_owned(),
            namespace: root.tag_name().namespace().unwrap_or_default().to_owned(),
            depth: 1,
            entries: Vec::new(),
        };
        document.take_in(root);
        Ok(document)
    }

    /// Texts at a path below the root, in document order: local names separated by `/`, `@name`
    /// for an attribute, `name[2]` for the second of its siblings.
    pub(crate) fn texts<'s, 'p>(
        &'s self,
        path: &'p str,
    ) -> impl Iterator<Item = &'s str> + use<'s, 'p> {
        self.at(path).filter_map(|entry| entry.text.as_deref())
    }

    /// The first text at a path.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.at(path).find_map(|entry| entry.text.as_deref())
    }

    /// True when something stands at the path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.at(path).next().is_some()
    }

    /// Every text whose last name is one of these, with its path.
    pub(crate) fn named<'s, 'p>(
        &'s self,
        names: &'p [&str],
    ) -> impl Iterator<Item = (String, &'s str)> + use<'s, 'p> {
        self.entries.iter().filter_map(|entry| {
            let last = entry.path.last()?;
            let name = last.name.trim_start_matches('@');
            let text = entry.text.as_deref().filter(|_| names.contains(&name))?;
            Some((written(&entry.path), text))
        })
    }

    /// Every text of the document.
    pub(crate) fn every_text(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|entry| entry.text.as_deref())
    }

    fn at<'s, 'p>(&'s self, path: &'p str) -> impl Iterator<Item = &'s Entry> + use<'s, 'p> {
        let wanted: Vec<(&'p str, Option<usize>)> = path.split('/').map(segment).collect();
        self.entries.iter().filter(move |entry| {
            entry.path.len() == wanted.len()
                && entry.path.iter().zip(&wanted).all(|(have, (name, place))| {
                    have.name == *name && place.is_none_or(|place| place == have.place)
                })
        })
    }

    /// Walks without recursion: a hostile body may be deep.
    fn take_in(&mut self, root: Node<'_, '_>) {
        let mut open: Vec<(Node<'_, '_>, Vec<Segment>)> = vec![(root, Vec::new())];
        while let Some((node, path)) = open.pop() {
            self.depth = self.depth.max(path.len() + 1);
            if path.len() > crate::profile::MAX_DEPTH {
                continue;
            }
            for attribute in node.attributes() {
                let mut path = path.clone();
                path.push(Segment { name: format!("@{}", attribute.name()), place: 1 });
                self.entries.push(Entry { path, text: Some(attribute.value().to_owned()) });
            }
            let below: Vec<(Node<'_, '_>, Vec<Segment>)> = children(node, &path);
            if !path.is_empty() {
                let text = below.is_empty().then(|| own_text(node));
                self.entries.push(Entry { path, text });
            }
            open.extend(below.into_iter().rev());
        }
    }
}

fn children<'a, 'i>(node: Node<'a, 'i>, path: &[Segment]) -> Vec<(Node<'a, 'i>, Vec<Segment>)> {
    let mut places = std::collections::HashMap::new();
    node.children()
        .filter(Node::is_element)
        .map(|child| {
            let name = child.tag_name().name();
            let place: &mut usize = places.entry(name).or_default();
            *place += 1;
            let mut path = path.to_vec();
            path.push(Segment { name: name.to_owned(), place: *place });
            (child, path)
        })
        .collect()
}

/// All text directly inside, comments left out.
fn own_text(node: Node<'_, '_>) -> String {
    let texts = node.children().filter(|child| child.node_type() == NodeType::Text);
    texts.filter_map(|child| child.text()).collect()
}

fn segment(written: &str) -> (&str, Option<usize>) {
    match written.split_once('[') {
        Some((name, place)) => (name, place.trim_end_matches(']').parse().ok()),
        None => (written, None),
    }
}

fn written(path: &[Segment]) -> String {
    let names: Vec<&str> = path.iter().map(|segment| segment.name.as_str()).collect();
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "<p:TDA xmlns:p='urn:x'><p:Header><p:sender country='TG'/></p:Header>\
        <p:Vehicles><p:vehicle plate='A'/><p:vehicle plate='B'/></p:Vehicles>\
        <p:name>Koffi <!-- x -->&amp; Fils é</p:name></p:TDA>";

    #[test]
    fn paths_find_elements_attributes_and_places_whatever_the_prefix() {
        let document = Document::read(BODY.as_bytes()).unwrap();
        assert_eq!((document.root.as_str(), document.namespace.as_str()), ("TDA", "urn:x"));
        assert_eq!(document.text("Header/sender/@country"), Some("TG"));
        let plates: Vec<&str> = document.texts("Vehicles/vehicle/@plate").collect();
        assert_eq!(plates, ["A", "B"]);
        assert_eq!(document.text("Vehicles/vehicle[2]/@plate"), Some("B"));
        assert_eq!(document.text("name"), Some("Koffi & Fils é"));
        assert!(document.has("Header") && document.text("Header").is_none());
        assert!(!document.has("Trailer"));
        let named: Vec<_> = document.named(&["plate"]).collect();
        assert_eq!(named[1], ("Vehicles/vehicle/@plate".to_owned(), "B"));
        assert_eq!(document.depth, 3);
    }

    #[test]
    fn what_is_not_well_formed_is_no_document() {
        for broken in [&b"<a>"[..], b"", b"\xff", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"] {
            assert!(Document::read(broken).is_err());
        }
        let deep = [b"<a>".repeat(20_000), b"</a>".repeat(20_000)].concat();
        assert!(Document::read(&deep).is_ok_and(|document| document.depth > 32));
    }
}
