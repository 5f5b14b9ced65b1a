//! Known message ids: the stored answer for the same bytes, FNK 26 for others (PD-23 a, b).

use super::answer;
use super::apply;
use super::{Checked, Incoming, Rejection, known};
use crate::message::read;
use crate::node::core::Movement;
use crate::node::desk::{Cause, Desk};
use crate::node::flaw::Flaw;
use crate::node::store::{Known, Stored};
use crate::profile::lists::FunctionalErrorCode;
use crate::profile::{Code, Mrn, OfficeCode};

/// Stage 4.
pub(super) fn check(desk: &Desk<'_>, incoming: &Incoming<'_>, id: &str) -> Stored<Checked> {
    match known(desk, incoming, id)? {
        Known::New => Ok(Checked::Pass),
        Known::Same { inbox, answer, forgotten } => {
            same(desk, incoming, inbox, answer, forgotten)?;
            Ok(Checked::Known)
        }
        Known::Other { answer } => {
            if let Some(answer) = answer
                && desk.deviates(Flaw::AcceptsAlteredDuplicate)?
            {
                desk.send_again(answer)?;
                return Ok(Checked::Known);
            }
            let code = FunctionalErrorCode::DuplicateId;
            let rejection = Rejection::fnk(code, "/", None, id).not_binding();
            let facts = "a known message id came with other bytes";
            Ok(Checked::Rejected(rejection.alerting("SEC-26", facts)))
        }
    }
}

/// The same bytes again: no effect, the stored answer once more.
fn same(
    desk: &Desk<'_>,
    incoming: &Incoming<'_>,
    inbox: i64,
    answer: Option<i64>,
    forgotten: bool,
) -> Stored<()> {
    if desk.deviates(Flaw::RejectsDuplicate)? {
        let code = FunctionalErrorCode::DuplicateId;
        let id = incoming.claimed_id.as_deref().unwrap_or_default();
        let rejection = Rejection::fnk(code, "/", None, id);
        return answer::post(desk, incoming, None, rejection.answer).map(|_| ());
    }
    super::overlook::suspect_resend(desk, incoming.body)?;
    let again = forgotten || desk.flaw == Some(Flaw::AppliesDuplicate);
    if again && let Ok(message) = read(incoming.body) {
        if let Some(flaw) = desk.flaw {
            desk.deviates(flaw)?;
        }
        desk.store.remember(inbox)?;
        apply::once_more(desk, incoming.queue, &message)?;
    }
    if let Some(answer) = answer {
        desk.send_again(answer)?;
    }
    business_answer(desk, incoming)
}

/// A status request that is repeated for want of an answer gets that answer again (T-STS).
fn business_answer(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<()> {
    let asks = incoming.kind == Some(Code::Stq.as_str());
    let mrn = incoming.mrn.filter(|_| asks).and_then(|mrn| mrn.parse::<Mrn>().ok());
    let (Some(mrn), Some(id)) = (mrn, incoming.claimed_id.as_deref()) else { return Ok(()) };
    match desk.store.answer_to(mrn, Code::Sts, id)? {
        Some(answer) => desk.send_again(answer),
        None => Ok(()),
    }
}

/// A flaw's doing: the movement that a broken message names becomes an expected one.
pub(super) fn store_broken(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<()> {
    let Some(mrn) = incoming.mrn.and_then(|mrn| mrn.parse::<Mrn>().ok()) else { return Ok(()) };
    if desk.store.movement(mrn)?.is_none() && desk.deviates(Flaw::StoresBrokenMessage)? {
        let expected: Option<OfficeCode> = format!("{}XXX000", desk.home).parse().ok();
        let movement = match expected {
            Some(office) => Movement::expected_at(mrn, office),
            None => Movement::unknown(mrn),
        };
        desk.store.put_movement(&movement)?;
        desk.note(mrn, &Cause::national("broken"))?;
    }
    Ok(())
}
