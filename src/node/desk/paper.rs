//! Stamped paper: what went on while a link was down, captured afterwards (PD-49, PD-50).

use jiff::Timestamp;

use super::{Desk, Hindrance};
use crate::adapter::acts::StampedPaper;
use crate::message;
use crate::node::core::Refusal;
use crate::node::flaw::Flaw;
use crate::profile::lists::FunctionalErrorCode;

/// The paper behind the act in hand, and when what it vouches for happened.
pub(super) fn behind(desk: &Desk<'_>) -> Option<(Timestamp, message::Paper)> {
    let paper = desk.paper.borrow();
    let StampedPaper { stamp_number, officer, link_down_from, link_down_to, event_at } =
        paper.clone()?;
    let paper = message::Paper { stamp_number, officer, link_down_from, link_down_to };
    Some((event_at, paper))
}

/// Takes the paper of an act into the hand.
pub(super) fn take(desk: &Desk<'_>, paper: Option<&StampedPaper>) -> Result<(), Hindrance> {
    let Some(paper) = paper else { return Ok(()) };
    let wrong = |reason: &str| {
        Refusal::new(FunctionalErrorCode::Rule, reason.to_owned()).by_rule("R-PAPER").into()
    };
    if paper.stamp_number.is_empty() || paper.officer.is_empty() {
        return Err(wrong("stamped paper names its stamp and the officer"));
    }
    if paper.event_at < paper.link_down_from || paper.event_at > paper.link_down_to {
        return Err(wrong("stamped paper is valid while the link was down"));
    }
    if paper.link_down_to > desk.now {
        return Err(wrong("the link is not up again: its outage ends in the future"));
    }
    if !desk.deviates(Flaw::HidesPaper)? {
        desk.paper.replace(Some(paper.clone()));
    }
    Ok(())
}
