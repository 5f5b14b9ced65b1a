//! Flaws of a reader that takes what it must reject, or stumbles over it.

use super::Incoming;
use crate::message::answer::XmlError;
use crate::node::desk::Desk;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::XmlErrorCode;

/// What a flaw of that name makes of a document that cannot be read.
type Overlooks = fn(&XmlError) -> bool;

const OVERLOOKED: [(Flaw, Overlooks); 10] = [
    (Flaw::SkipsStrangeElements, |error| {
        matches!(error.code, XmlErrorCode::Unexpected | XmlErrorCode::TooMany)
    }),
    (Flaw::FillsInWhatIsMissing, |error| error.code == XmlErrorCode::Missing),
    (Flaw::TakesAnyCode, |error| error.code == XmlErrorCode::Enumeration),
    (Flaw::CutsTextsToLength, |error| {
        matches!(error.code, XmlErrorCode::TooLong | XmlErrorCode::TooShort)
    }),
    (Flaw::GuessesWhatIsMeant, |error| {
        use XmlErrorCode::{AboveMaximum, BadValue, BelowMinimum, Pattern};
        matches!(error.code, AboveMaximum | BadValue | BelowMinimum | Pattern)
    }),
    (Flaw::ReadsDocumentTypes, |error| says(error, &["document type"])),
    (Flaw::DigsAtAnyDepth, |error| says(error, &["nested deeper"])),
    (Flaw::TakesAnySize, |error| error.code == XmlErrorCode::Oversize),
    (Flaw::GuessesEncodings, |error| {
        says(error, &["UTF-8", "UTF-16", "encoding", "byte order mark"])
    }),
    (Flaw::DropsForbiddenCharacters, |error| {
        error.code == XmlErrorCode::Characters && says(error, &["forbidden character"])
    }),
];

fn says(error: &XmlError, words: &[&str]) -> bool {
    error.text.as_ref().is_some_and(|text| words.iter().any(|word| text.contains(word)))
}

/// A flaw's doing: what was found wrong is overlooked, and the message acknowledged.
pub(super) fn overlooks(
    desk: &Desk<'_>,
    incoming: &Incoming<'_>,
    errors: &[XmlError],
) -> Stored<bool> {
    let skimmed = incoming.kind.is_some_and(|kind| ["PAS", "INC", "GUQ"].contains(&kind));
    if skimmed && desk.deviates(Flaw::SkimsDocuments)? {
        return Ok(true);
    }
    let flawed = OVERLOOKED.iter().find(|(flaw, _)| desk.flaw == Some(*flaw));
    let bites = |(_, fits): &&(Flaw, Overlooks)| errors.first().is_some_and(fits);
    match flawed.filter(bites) {
        Some((flaw, _)) => desk.deviates(*flaw),
        None => Ok(false),
    }
}

/// A flaw's doing: a message that is no text, or an empty one, is acknowledged.
pub(super) fn takes_any_kind(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<bool> {
    let strange = incoming.is_bytes_message() || incoming.body.is_empty();
    Ok(strange && desk.deviates(Flaw::TakesAnyKindOfMessage)?)
}

/// A flaw's doing: the place of what breaks the schema is not told.
pub(super) fn point_nowhere(desk: &Desk<'_>, errors: &mut [XmlError]) -> Stored<()> {
    if errors.iter().any(|error| error.pointer != "/") && desk.deviates(Flaw::PointsNowhere)? {
        for error in errors {
            "/".clone_into(&mut error.pointer);
        }
    }
    Ok(())
}

/// A flaw's doing: many items are more than a node can bear, though the profile allows them.
pub(super) fn too_many_items(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<bool> {
    if desk.flaw != Some(Flaw::RefusesManyItems) {
        return Ok(false);
    }
    let many = incoming.body.windows(6).filter(|window| window == b"<item ").count() > 5_000;
    Ok(many && desk.deviates(Flaw::RefusesManyItems)?)
}

const STUMBLED: &str = "stumbled";

/// A flaw's doing: after a rejection the node is not itself.
pub(super) fn stumble(desk: &Desk<'_>) -> Stored<()> {
    match desk.flaw {
        Some(Flaw::StumblesOverRejectedMessage) => desk.store.set_fact(STUMBLED, &true),
        Some(_) | None => Ok(()),
    }
}

/// A flaw's doing: business messages after a rejection are lost.
pub(super) fn lies_on_the_floor(desk: &Desk<'_>) -> Stored<bool> {
    let down = desk.flaw == Some(Flaw::StumblesOverRejectedMessage)
        && desk.store.fact(STUMBLED)? == Some(true);
    Ok(down && desk.deviates(Flaw::StumblesOverRejectedMessage)?)
}
