//! A compiled schema.

use std::sync::Arc;

use regex::Regex;

/// The root element and what it holds.
#[derive(Debug)]
pub(super) struct Schema {
    pub root: String,
    pub content: Arc<Type>,
}

/// Type of an element.
#[derive(Debug)]
pub(super) struct Type {
    pub attributes: Vec<AttributeDecl>,
    pub content: Content,
}

/// What an element may hold besides attributes.
#[derive(Debug)]
pub(super) enum Content {
    /// Nothing but white space.
    Empty,
    /// A value.
    Value(Arc<SimpleType>),
    /// Elements, in this order.
    Sequence(Vec<Particle>),
}

/// An element in a sequence.
#[derive(Debug)]
pub(super) struct Particle {
    pub name: String,
    pub min: usize,
    pub max: usize,
    pub content: Arc<Type>,
}

/// A declared attribute.
#[derive(Debug)]
pub(super) struct AttributeDecl {
    pub name: String,
    pub required: bool,
    pub value: Arc<SimpleType>,
}

/// Type of a value.
#[derive(Debug)]
pub(super) struct SimpleType {
    pub base: Base,
    pub min_length: usize,
    pub max_length: usize,
    /// Alternatives of one restriction step, as one expression.
    pub pattern: Option<Regex>,
    /// Empty: any value.
    pub enumeration: Vec<String>,
    pub min: u64,
    pub max: u64,
}

/// Built-in type below a restriction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Text,
    Instant,
    Day,
    NonNegative,
}
