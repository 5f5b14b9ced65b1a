//! Checks one value against its simple type.

use super::model::{Base, SimpleType};
use crate::message::chars::is_space;
use crate::profile::lists::XmlErrorCode;

/// What is wrong with `value`, if anything: the error code and a sentence.
///
/// An empty value that is not allowed is always "too short": an empty element never means
/// "nothing" (PD-01).
pub(super) fn wrong(simple: &SimpleType, value: &str) -> Option<(XmlErrorCode, String)> {
    let collapsed;
    let value = match simple.base {
        Base::Text => value,
        Base::Instant | Base::Day | Base::NonNegative => {
            collapsed = value.split(is_space).filter(|part| !part.is_empty()).collect::<Vec<_>>();
            &*collapsed.join(" ")
        }
    };
    let finding = length(simple, value)
        .or_else(|| enumeration(simple, value))
        .or_else(|| pattern(simple, value))
        .or_else(|| base(simple, value));
    match finding {
        Some(_) if value.is_empty() => Some((XmlErrorCode::TooShort, "empty value".to_owned())),
        other => other,
    }
}

fn length(simple: &SimpleType, value: &str) -> Option<(XmlErrorCode, String)> {
    if simple.min_length == 0 && simple.max_length == usize::MAX {
        return None;
    }
    let length = value.chars().count();
    if length > simple.max_length {
        let text = format!("{length} characters, at most {} allowed", simple.max_length);
        Some((XmlErrorCode::TooLong, text))
    } else if length < simple.min_length {
        let text = format!("{length} characters, at least {} needed", simple.min_length);
        Some((XmlErrorCode::TooShort, text))
    } else {
        None
    }
}

fn enumeration(simple: &SimpleType, value: &str) -> Option<(XmlErrorCode, String)> {
    if simple.enumeration.is_empty() || simple.enumeration.iter().any(|known| known == value) {
        return None;
    }
    let text = format!("not one of {}", simple.enumeration.join(" "));
    Some((XmlErrorCode::Enumeration, text))
}

fn pattern(simple: &SimpleType, value: &str) -> Option<(XmlErrorCode, String)> {
    let pattern = simple.pattern.as_ref().filter(|pattern| !pattern.is_match(value))?;
    let shown = pattern.as_str().trim_start_matches("^(?:").trim_end_matches(")$");
    Some((XmlErrorCode::Pattern, format!("does not match {shown}")))
}

fn base(simple: &SimpleType, value: &str) -> Option<(XmlErrorCode, String)> {
    let bad = |text: &str| Some((XmlErrorCode::BadValue, text.to_owned()));
    match simple.base {
        Base::Text => None,
        // The pattern has fixed the shape; the calendar decides.
        Base::Instant | Base::Day if is_day(value) => None,
        Base::Instant | Base::Day => bad("no such day"),
        Base::NonNegative => match number(value) {
            None => bad("not a whole number from 0"),
            Some(number) if number < simple.min => {
                Some((XmlErrorCode::BelowMinimum, format!("below {}", simple.min)))
            }
            Some(number) if number > simple.max => {
                Some((XmlErrorCode::AboveMaximum, format!("above {}", simple.max)))
            }
            Some(_) => None,
        },
    }
}

/// The first ten characters are a day that exists.
fn is_day(value: &str) -> bool {
    let date: Option<jiff::civil::Date> = value.get(..10).and_then(|day| day.parse().ok());
    date.is_some()
}

/// A non-negative integer of XSD: digits, perhaps with `+`, or a negative zero.
fn number(value: &str) -> Option<u64> {
    let digits = match value.strip_prefix('-') {
        Some(zeros) if zeros.bytes().all(|byte| byte == b'0') => zeros,
        Some(_) => return None,
        None => value.strip_prefix('+').unwrap_or(value),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A number that does not fit is above every maximum of the profile.
    Some(digits.parse().unwrap_or(u64::MAX))
}
