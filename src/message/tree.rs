//! A profile document as a small tree: what reading yields and what writing takes.

use std::borrow::Cow;

/// An element with its attributes, its children and its own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// Local name.
    pub name: Cow<'a, str>,
    /// True when its namespace is the profile's.
    pub in_profile: bool,
    /// Attributes in document order, namespace declarations left out.
    pub attributes: Vec<Attribute<'a>>,
    /// Children in document order.
    pub children: Vec<Element<'a>>,
    /// Its own text, without that of its children; references are resolved.
    pub text: Cow<'a, str>,
    /// Byte offset of its start tag.
    pub start: usize,
    /// Byte offset of its end tag, or of its start tag when it is empty.
    pub end: usize,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    /// Local name.
    pub name: Cow<'a, str>,
    /// Where the name lives.
    pub space: Space,
    /// Value, normalised, references resolved.
    pub value: Cow<'a, str>,
}

/// Namespace of an attribute, as far as the profile cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// No prefix: the profile's own attributes.
    None,
    /// `xsi:`: hints of where a schema lives are tolerated.
    Instance,
    /// Any other.
    Foreign,
}

impl<'a> Element<'a> {
    /// An empty element of the profile.
    pub(super) fn new(name: &'static str) -> Element<'static> {
        Element {
            name: name.into(),
            in_profile: true,
            attributes: Vec::new(),
            children: Vec::new(),
            text: Cow::Borrowed(""),
            start: 0,
            end: 0,
        }
    }

    /// The first child with this name.
    pub(super) fn child(&self, name: &str) -> Option<&Element<'a>> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children with this name.
    pub(super) fn children_named<'s>(
        &'s self,
        name: &'s str,
    ) -> impl Iterator<Item = &'s Element<'a>> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Value of the attribute with this name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let own = |a: &&Attribute<'_>| a.space == Space::None && a.name == name;
        self.attributes.iter().find(own).map(|attribute| &*attribute.value)
    }
}
