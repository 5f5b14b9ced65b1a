//! Values that a simple type does not allow, and the error that each must yield.

use super::Harm;
use super::declared::Facets;
use crate::profile::lists::XmlErrorCode;

/// A value that is not allowed.
pub(super) struct Spoilt {
    pub harm: Harm,
    pub value: String,
    pub expected: XmlErrorCode,
}

/// Every way in which a value of this type can be wrong, once or twice each.
pub(super) fn spoilt(facets: &Facets) -> Vec<Spoilt> {
    let mut all = Vec::new();
    let mut add = |harm, value: &str, expected| {
        all.push(Spoilt { harm, value: value.to_owned(), expected });
    };
    // No type of the profile allows nothing: empty is never "null" (PD-01).
    add(Harm::Empty, "", XmlErrorCode::TooShort);
    match facets.base.as_str() {
        "xs:dateTime" => {
            let forms =
                ["2026-07-01T12:00:00", "2026-07-01 12:00:00Z", "2026-07-01T12:00:00+01:00"];
            for form in forms {
                add(Harm::WrongForm, form, XmlErrorCode::Pattern);
            }
            add(Harm::WrongForm, "2026-02-30T12:00:00Z", XmlErrorCode::BadValue);
        }
        "xs:date" => {
            for form in ["01/07/2026", "2026-07-01Z", "1999-07-01"] {
                add(Harm::WrongForm, form, XmlErrorCode::Pattern);
            }
            add(Harm::WrongForm, "2026-02-30", XmlErrorCode::BadValue);
        }
        "xs:nonNegativeInteger" => numbers(facets, &mut add),
        _ => texts(facets, &mut add),
    }
    all
}

fn numbers(facets: &Facets, add: &mut impl FnMut(Harm, &str, XmlErrorCode)) {
    for form in ["-1", "1.5", "1e1", "douze"] {
        add(Harm::WrongForm, form, XmlErrorCode::BadValue);
    }
    if let Some(below) = facets.min.and_then(|min| min.checked_sub(1)) {
        add(Harm::WrongForm, &below.to_string(), XmlErrorCode::BelowMinimum);
    }
    if let Some(above) = facets.max.and_then(|max| max.checked_add(1)) {
        add(Harm::WrongForm, &above.to_string(), XmlErrorCode::AboveMaximum);
    }
}

fn texts(facets: &Facets, add: &mut impl FnMut(Harm, &str, XmlErrorCode)) {
    if let Some(most) = facets.max_length {
        // Two bytes each: lengths count characters.
        add(Harm::TooLong, &"é".repeat(most + 1), XmlErrorCode::TooLong);
        add(Harm::TooLong, &"A".repeat(most + 40), XmlErrorCode::TooLong);
    }
    if let Some(least) = facets.min_length.filter(|least| *least > 1) {
        add(Harm::TooShort, &"A".repeat(least - 1), XmlErrorCode::TooShort);
    }
    if let Some(first) = facets.enumeration.first() {
        let others = [format!("{first}~"), format!(" {first}"), "?".to_owned()];
        for other in others.iter().filter(|other| !facets.enumeration.contains(other)) {
            add(Harm::WrongCode, other, XmlErrorCode::Enumeration);
        }
    } else if facets.has_pattern {
        // Lengths come before forms: where there is one, this keeps to it.
        let least = facets.min_length.unwrap_or(1);
        for sign in ["~", "é", "\u{412}"] {
            add(Harm::WrongForm, &sign.repeat(least), XmlErrorCode::Pattern);
        }
        if facets.max_length.is_none() {
            // Beyond every bound, and no character of any pattern.
            add(Harm::TooLong, &"é".repeat(600), XmlErrorCode::Pattern);
        }
    }
}
