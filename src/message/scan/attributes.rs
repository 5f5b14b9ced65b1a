//! The attributes of a start tag, by the grammar of XML 1.0.

use std::borrow::Cow;

use super::{malformed, resolved};
use crate::message::chars::is_space;
use crate::message::fault::Fault;

/// Most attributes and namespace declarations of one element: no valid one comes near.
///
/// Without a limit, a hostile tag would cost time that grows with the square of its length.
const MAX_ATTRIBUTES: usize = 64;

/// An attribute as written: qualified name and normalised value.
pub(super) struct Raw<'a> {
    pub name: &'a str,
    pub value: Cow<'a, str>,
    pub at: usize,
}

/// The attributes in what follows a tag's name; `at` is the offset of that text.
pub(super) fn split(markup: &str, at: usize) -> Result<Vec<Raw<'_>>, Fault> {
    let mut found: Vec<Raw<'_>> = Vec::new();
    let mut rest = markup;
    loop {
        let trimmed = rest.trim_start_matches(is_space);
        let offset = at + markup.len() - trimmed.len();
        if trimmed.is_empty() {
            return Ok(found);
        }
        if trimmed.len() == rest.len() {
            return Err(malformed(offset, "no white space before an attribute"));
        }
        let (raw, after) = one(trimmed, offset)?;
        if found.iter().any(|earlier| earlier.name == raw.name) {
            return Err(malformed(offset, format!("attribute `{}` twice", raw.name)));
        }
        if found.len() >= MAX_ATTRIBUTES {
            return Err(malformed(offset, format!("more than {MAX_ATTRIBUTES} attributes")));
        }
        found.push(raw);
        rest = after;
    }
}

fn one(text: &str, at: usize) -> Result<(Raw<'_>, &str), Fault> {
    let shape = || malformed(at, "an attribute is not name=\"value\"");
    let (name, after) = text.split_once('=').ok_or_else(shape)?;
    let name = name.trim_end_matches(is_space);
    let after = after.trim_start_matches(is_space);
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(shape)?;
    let value = &after[1..];
    let end = value.find(quote).ok_or_else(shape)?;
    let value_at = at + text.len() - value.len();
    let value_text = normalised(&value[..end], value_at)?;
    Ok((Raw { name, value: value_text, at }, &value[end + 1..]))
}

/// White space becomes spaces, references become characters.
fn normalised(raw: &str, at: usize) -> Result<Cow<'_, str>, Fault> {
    if let Some(found) = raw.find('<') {
        return Err(malformed(at + found, "`<` in an attribute"));
    }
    if !raw.contains(['&', '\t', '\r', '\n']) {
        return Ok(Cow::Borrowed(raw));
    }
    let unified = raw.replace("\r\n", " ").replace(['\t', '\r', '\n'], " ");
    let mut value = String::with_capacity(unified.len());
    let mut rest = unified.as_str();
    while let Some(found) = rest.find('&') {
        value.push_str(&rest[..found]);
        let after = &rest[found + 1..];
        let end = after.find(';').ok_or_else(|| malformed(at, "`&` without `;`"))?;
        value.push(resolved(&after[..end], at)?);
        rest = &after[end + 1..];
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}
