//! The judge's own schema validation, over the schema texts that are common data.

use crate::conformance::evidence::document::Document;
use crate::profile::{Code, MAX_BODY_BYTES, MAX_DEPTH, NAMESPACE, schema};
use std::collections::HashMap;
use std::sync::LazyLock;
use uppsala::XsdValidator;

static VALIDATORS: LazyLock<HashMap<&'static str, Result<XsdValidator, String>>> =
    LazyLock::new(|| Code::ALL.iter().map(|code| (code.as_str(), validator(*code))).collect());

/// What is wrong with a body that is well-formed; none when it is valid for its own root.
pub(crate) fn complaint(bytes: &[u8], document: &Document) -> Option<String> {
    if bytes.len() > MAX_BODY_BYTES {
        return Some(format!("{} bytes, more than {MAX_BODY_BYTES}", bytes.len()));
    }
    if document.depth > MAX_DEPTH {
        return Some(format!("nested deeper than {MAX_DEPTH}"));
    }
    if document.namespace != NAMESPACE {
        return Some(format!("namespace `{}` is not {NAMESPACE}", document.namespace));
    }
    let Some(validator) = VALIDATORS.get(document.root.as_str()) else {
        return Some(format!("no message of the profile is called `{}`", document.root));
    };
    match validator {
        Ok(validator) => first_error(validator, bytes),
        Err(why) => Some(format!("schema of {} cannot be used: {why}", document.root)),
    }
}

fn first_error(validator: &XsdValidator, bytes: &[u8]) -> Option<String> {
    let shadow = shadow(&String::from_utf8_lossy(bytes));
    let parsed = match uppsala::parse(&shadow) {
        Ok(parsed) => parsed,
        Err(error) => return Some(error.to_string()),
    };
    let error = validator.validate(&parsed).into_iter().next()?;
    let place = match (error.line, error.column) {
        (Some(line), Some(column)) => format!("line {line}, column {column}: "),
        _ => String::new(),
    };
    Some(format!("{place}{}", error.message))
}

/// The same text with one ASCII character in place of each other one: the validator counts bytes
/// where the schema counts characters. No pattern or enumeration of the profile admits `~`.
fn shadow(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii() { letter } else { '~' }).collect()
}

fn validator(code: Code) -> Result<XsdValidator, String> {
    let text = schema::standalone(code);
    let parsed = uppsala::parse(&text).map_err(|error| error.to_string())?;
    XsdValidator::from_schema(&parsed).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(body: &str) -> Option<String> {
        complaint(body.as_bytes(), &Document::read(body.as_bytes()).unwrap())
    }

    #[test]
    fn every_schema_of_the_profile_can_be_used() {
        for code in Code::ALL {
            assert!(VALIDATORS[code.as_str()].is_ok(), "{code}");
        }
    }

    #[test]
    fn foreign_documents_are_refused() {
        assert!(wrong("<x/>").unwrap().contains("namespace"));
        let unknown = format!("<ZZZ xmlns='{NAMESPACE}'/>");
        assert!(wrong(&unknown).unwrap().contains("`ZZZ`"));
        let empty = format!("<ACK xmlns='{NAMESPACE}'/>");
        assert!(wrong(&empty).is_some());
    }
}
