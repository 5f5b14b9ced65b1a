//! Acts of control: at destination its beginning and its result, at departure what is decided on it.

use super::acts::listed;
use super::declare::{own_office, seals};
use super::{Desk, Hindrance};
use crate::adapter::acts::{ControlResult, Difference, Resolve, StartControl};
use crate::message::{has_bidi_control, is_forbidden};
use crate::node::core::{self, Event, Refusal, ResultFact};
use crate::profile::lists::{self, FunctionalErrorCode};

/// A6: the goods are being controlled.
pub(super) fn begin(desk: &Desk<'_>, act: &StartControl) -> Result<Event, Hindrance> {
    Ok(Event::ControlBegun(own_office(desk, &act.office, "DST")?))
}

/// A6, A7: what the control found.
pub(super) fn conclude(desk: &Desk<'_>, act: &ControlResult) -> Result<Event, Hindrance> {
    let code: lists::ControlResult = listed(&act.code)?;
    if code == lists::ControlResult::A3 {
        let reason = "A3 is a result at departure only";
        return Err(Refusal::new(FunctionalErrorCode::CodeList, reason).into());
    }
    seals(&act.seals)?;
    let remarks = act.remarks.trim();
    text("remarks", remarks, 512)?;
    let differences: Result<Vec<_>, _> = act.differences.iter().map(difference).collect();
    Ok(Event::Concluded {
        fact: ResultFact {
            office: own_office(desk, &act.office, "DST")?,
            number: 0,
            code,
            seal_state: listed(&act.seal_state)?,
            seals: act.seals.clone(),
            next_regime: act.next_regime.as_deref().map(listed).transpose()?,
            differences: differences?,
            remarks: remarks.to_owned(),
        },
    })
}

/// D26, D27: the officer of departure decides, and says why.
pub(super) fn resolve(act: &Resolve) -> Result<Event, Hindrance> {
    let reason = act.reason.trim();
    if reason.is_empty() {
        let refusal = Refusal::new(FunctionalErrorCode::MissingByCondition, "a reason is needed");
        return Err(refusal.by_rule("R-REASON").into());
    }
    text("a reason", reason, 256)?;
    Ok(Event::DiscrepancyDecided { decision: listed(&act.decision)?, reason: reason.to_owned() })
}

/// A text of an officer that a message can carry (PD-34).
fn text(what: &str, text: &str, most: usize) -> Result<(), Hindrance> {
    let unfit = text.chars().count() > most || has_bidi_control(text);
    if unfit || text.chars().any(is_forbidden) {
        let reason = format!("{what}: at most {most} printable characters");
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-TEXT").into());
    }
    Ok(())
}

fn difference(told: &Difference) -> Result<core::Difference, Hindrance> {
    let given = |what: &str, value: &Option<String>, most: usize| {
        let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty());
        value.map(|value| text(what, value, most).map(|()| value.to_owned())).transpose()
    };
    if !told.pointer.starts_with('/') {
        let reason = format!("`{}` is no path into the advance data", told.pointer);
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-POINTER").into());
    }
    text("a pointer", &told.pointer, 512)?;
    Ok(core::Difference {
        pointer: told.pointer.clone(),
        declared: given("what was declared", &told.declared, 256)?,
        found: given("what was found", &told.found, 256)?,
        text: given("a text", &told.text, 512)?,
    })
}
