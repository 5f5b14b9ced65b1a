//! Between trees and values: taking fields out of elements, putting them in.

use crate::message::fault::Fault;
use crate::message::lexical::Lexical;
use crate::message::tree::{Attribute, Element, Space};
use crate::profile::lists::XmlErrorCode;

/// A value that is an element of the profile.
pub(super) trait Xml: Sized {
    /// Takes the value out of an element that the schema has accepted.
    fn from_element(element: &Element<'_>) -> Result<Self, Fault>;

    /// The element, under a name that the parent decides.
    fn to_element(&self, name: &'static str) -> Element<'static>;
}

/// The schema promised what is not there: a finding at that place, never a panic.
fn broken(element: &Element<'_>, name: &str, value: &str) -> Fault {
    let text = format!("`{name}` of `{}` cannot be read", element.name);
    let fault = Fault::new(element.start, XmlErrorCode::BadValue, text);
    fault.at_pointer(format!("//{}/{name}", element.name)).quoting(value)
}

impl Element<'_> {
    /// Value of the child element `name`.
    pub(super) fn value<T: Lexical>(&self, name: &str) -> Result<T, Fault> {
        self.optional(name)?.ok_or_else(|| broken(self, name, ""))
    }

    /// Value of the child element `name`, if it is there.
    pub(super) fn optional<T: Lexical>(&self, name: &str) -> Result<Option<T>, Fault> {
        let read = |child: &Element<'_>| {
            T::from_xml(&child.text).ok_or_else(|| broken(self, name, &child.text))
        };
        self.child(name).map(read).transpose()
    }

    /// Values of all child elements `name`.
    pub(super) fn values<T: Lexical>(&self, name: &str) -> Result<Vec<T>, Fault> {
        let read = |child: &Element<'_>| {
            T::from_xml(&child.text).ok_or_else(|| broken(self, name, &child.text))
        };
        self.children_named(name).map(read).collect()
    }

    /// The element's own value.
    pub(super) fn own<T: Lexical>(&self) -> Result<T, Fault> {
        T::from_xml(&self.text).ok_or_else(|| broken(self, ".", &self.text))
    }

    /// The child element `name`.
    pub(super) fn required(&self, name: &str) -> Result<&Self, Fault> {
        self.child(name).ok_or_else(|| {
            let text = format!("element `{name}` is missing");
            Fault::new(self.start, XmlErrorCode::Missing, text)
        })
    }

    /// The child element `name` as a value.
    pub(super) fn part<T: Xml>(&self, name: &str) -> Result<T, Fault> {
        T::from_element(self.child(name).ok_or_else(|| broken(self, name, ""))?)
    }

    /// The child element `name` as a value, if it is there.
    pub(super) fn optional_part<T: Xml>(&self, name: &str) -> Result<Option<T>, Fault> {
        self.child(name).map(T::from_element).transpose()
    }

    /// All child elements `name` as values.
    pub(super) fn parts<T: Xml>(&self, name: &str) -> Result<Vec<T>, Fault> {
        self.children_named(name).map(T::from_element).collect()
    }

    /// Value of the attribute `name`.
    pub(super) fn named<T: Lexical>(&self, name: &str) -> Result<T, Fault> {
        self.optional_named(name)?.ok_or_else(|| broken(self, name, ""))
    }

    /// Value of the attribute `name`, if it is there.
    pub(super) fn optional_named<T: Lexical>(&self, name: &str) -> Result<Option<T>, Fault> {
        let read = |text| T::from_xml(text).ok_or_else(|| broken(self, name, text));
        self.attribute(name).map(read).transpose()
    }
}

impl Element<'static> {
    /// With a child element that holds a value.
    pub(super) fn with(mut self, name: &'static str, value: &impl Lexical) -> Self {
        self.children.push(Element::new(name).holding(value));
        self
    }

    /// With a child element if there is a value.
    pub(super) fn with_optional(self, name: &'static str, value: Option<&impl Lexical>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With a child element per value.
    pub(super) fn with_all(mut self, name: &'static str, values: &[impl Lexical]) -> Self {
        for value in values {
            self = self.with(name, value);
        }
        self
    }

    /// With a child element for a part.
    pub(super) fn with_part(mut self, name: &'static str, part: &impl Xml) -> Self {
        self.children.push(part.to_element(name));
        self
    }

    /// With a child element per part.
    pub(super) fn with_parts<'p, T: Xml + 'p>(
        mut self,
        name: &'static str,
        parts: impl IntoIterator<Item = &'p T>,
    ) -> Self {
        self.children.extend(parts.into_iter().map(|part| part.to_element(name)));
        self
    }

    /// With an attribute.
    pub(super) fn named_value(mut self, name: &'static str, value: &impl Lexical) -> Self {
        let value = value.to_xml().into();
        self.attributes.push(Attribute { name: name.into(), space: Space::None, value });
        self
    }

    /// With an attribute if there is a value.
    pub(super) fn named_optional(self, name: &'static str, value: Option<&impl Lexical>) -> Self {
        match value {
            Some(value) => self.named_value(name, value),
            None => self,
        }
    }

    /// With a value of its own.
    pub(super) fn holding(mut self, value: &impl Lexical) -> Self {
        self.text = value.to_xml().into();
        self
    }
}
