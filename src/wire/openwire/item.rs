//! Values that were read: a command, or what stands in one.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// What a field holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing, or something that nobody asks for.
    #[default]
    Absent,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Bytes of an identifier.
    Bytes(Vec<u8>),
    /// Bytes that stay where they are in the frame.
    Span(Range<usize>),
    /// A value with fields.
    Item(Arc<Item>),
}

impl Value {
    /// The value in words, as a STOMP header would have it.
    pub fn words(&self) -> String {
        match self {
            Self::Absent | Self::Span(_) => String::new(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => hex::encode(bytes),
            Self::Item(item) => item.words(),
        }
    }
}

/// A value with fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its type on the wire.
    pub kind: u8,
    /// Its fields in order.
    pub(super) fields: Vec<(&'static str, Value)>,
}

impl Item {
    /// What a field holds; nothing where there is no such field.
    pub fn value(&self, field: &str) -> &Value {
        let found = self.fields.iter().find(|(name, _)| *name == field);
        found.map_or(&Value::Absent, |(_, value)| value)
    }

    /// A field that is a value with fields.
    pub fn item(&self, field: &str) -> Option<&Arc<Self>> {
        match self.value(field) {
            Value::Item(item) => Some(item),
            _ => None,
        }
    }

    /// A field that is a number, 0 when absent.
    pub fn number(&self, field: &str) -> i64 {
        match self.value(field) {
            Value::Number(number) => *number,
            _ => 0,
        }
    }

    /// A field that is true or false, false when absent.
    pub fn flag(&self, field: &str) -> bool {
        *self.value(field) == Value::Flag(true)
    }

    /// A field that is bytes of the frame.
    pub fn span(&self, field: &str) -> Option<Range<usize>> {
        match self.value(field) {
            Value::Span(span) => Some(span.clone()),
            _ => None,
        }
    }

    /// All fields in words, with colons between them: what tells one identifier from another.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for (at, (_, value)) in self.fields.iter().enumerate() {
            let colon = if at == 0 { "" } else { ":" };
            // A String takes whatever is written.
            let _never_fails = write!(words, "{colon}{}", value.words());
        }
        words
    }
}
