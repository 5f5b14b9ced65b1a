//! What messages about guarantees do: at the guarantor, and at departure.

use super::apply::plausible;
use super::awaited::awaited;
use crate::message::Message;
use crate::message::guarantee::{Gcl, Guc, Gul, Guq, Gur};
use crate::node::core::{Event, Movement, Refusal};
use crate::node::desk::{self, Cause, Desk, Hindrance};
use crate::profile::Code;
use crate::profile::lists::{Disposition, GuaranteeVerdict};

/// GUQ: the movement may be unknown here, the guarantee is what counts.
pub(super) fn asked(
    desk: &Desk<'_>,
    message: &Message,
    guq: &Guq,
    movement: &Movement,
    cause: &Cause,
) -> Result<Disposition, Hindrance> {
    plausible(desk, message, movement)?;
    desk.note(movement.mrn, cause)?;
    desk::asked(desk, guq, message.header.message_id, movement.mrn)?;
    Ok(Disposition::Applied)
}

/// GUR: only an answer to a question that was asked.
pub(super) fn decided(
    desk: &Desk<'_>,
    message: &Message,
    gur: &Gur,
    movement: &Movement,
    cause: &Cause,
) -> Result<Disposition, Hindrance> {
    awaited(desk, message, Some(movement.mrn), Code::Guq)?;
    let granted = gur.verdict == GuaranteeVerdict::Ok;
    let event = Event::GuaranteeDecided { request_no: gur.request_no, granted };
    let check = || plausible(desk, message, movement);
    let disposition = desk.take_step(movement, &event, cause, check)?;
    if !granted && disposition == Disposition::Applied {
        let reasons = gur.reasons.iter().copied().collect();
        desk::refused_alert(desk, movement.mrn, &reasons)?;
    }
    Ok(disposition)
}

/// GCL: the ledger takes the order, and GCR follows at once or when the guarantor has decided.
pub(super) fn claimed(
    desk: &Desk<'_>,
    message: &Message,
    gcl: &Gcl,
    movement: &Movement,
    cause: &Cause,
) -> Result<Disposition, Hindrance> {
    plausible(desk, message, movement)?;
    desk.note(movement.mrn, cause)?;
    desk::claimed(desk, movement, gcl, message.header.message_id)?;
    Ok(Disposition::Applied)
}

/// GUC: gives back what is bound, or bars what is yet to be asked (G5).
pub(super) fn given_back(
    desk: &Desk<'_>,
    message: &Message,
    guc: &Guc,
    movement: &Movement,
    cause: &Cause,
) -> Result<Disposition, Hindrance> {
    plausible(desk, message, movement)?;
    let done = desk::given_back(desk, movement.mrn, guc.grn.as_str(), guc.request_no)?;
    if done == Disposition::Applied {
        desk.note(movement.mrn, cause)?;
    }
    Ok(done)
}

/// GUL: frees what is bound (G6), or finds it free already (G10).
pub(super) fn liberated(
    desk: &Desk<'_>,
    message: &Message,
    gul: &Gul,
    movement: &Movement,
    cause: &Cause,
) -> Result<Disposition, Hindrance> {
    plausible(desk, message, movement)?;
    let Some(disposition) = desk::free(desk, movement.mrn, gul.grn.as_str())? else {
        return Err(Refusal::out_of_sequence("nothing was ever reserved").into());
    };
    if disposition == Disposition::Applied {
        desk.note(movement.mrn, cause)?;
    }
    Ok(disposition)
}
