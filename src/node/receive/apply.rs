//! A message that may speak: existence, entitlement, state, time, rules, then its effect.

use super::awaited::awaited;
use super::checks::{broken, lets, plausible_instants, rules};
use super::entitled::{entitled, exists};
use super::facts::{advised, arrival, passage, result};
use super::guarantee::{asked, claimed, decided, given_back, liberated};
use super::recovered::recovered;
use super::{Answer, Rejection, diversion, missed, system};
use crate::message::answer::FunctionalError;
use crate::message::guarantee::Gcr;
use crate::message::{Body, Message, business_content, business_key, instant};
use crate::node::core::{DiversionEvent, Event, Movement, OfficeInRole, Refusal};
use crate::node::desk::{self, Cause, Desk, Hindrance};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{Direction, Disposition, FunctionalErrorCode};
use crate::profile::rules::Rule;
use crate::profile::timer::{HELD_ASK, T_SKEW};
use crate::profile::{Code, Mrn, Queue};

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Applied {
    /// Its effect is there, or it is kept as evidence, or it was there before.
    Done(Disposition),
    /// It waits for its forerunner.
    Held,
    /// Refused.
    Rejected(Rejection),
}

/// Applies a message that has not been applied before.
pub(super) fn first_time(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    inbox: i64,
) -> Stored<Applied> {
    let applied = entitled_effect(desk, queue, message, Repeat::First)?;
    if applied == Applied::Held { keep(desk, queue, message, inbox) } else { Ok(applied) }
}

/// Keeps a message whose forerunner, or whose reference data, have not come yet (PD-24).
pub(super) fn keep(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    inbox: i64,
) -> Stored<Applied> {
    if let Some(mrn) = mrn_of(message) {
        if desk.deviates(Flaw::RefusesEarlyMessage)? {
            return Ok(Applied::Rejected(super::early::run_out(message, true)));
        }
        let ask_at = desk::later(desk.now, HELD_ASK);
        let until = desk.patience_with(queue.from, desk.now)?;
        desk.store.hold(inbox, mrn, (desk.now, ask_at), until)?;
    }
    Ok(Applied::Held)
}

/// Applies an early message that waits; its hold is the caller's.
pub(super) fn held(desk: &Desk<'_>, queue: Queue, message: &Message) -> Stored<Applied> {
    entitled_effect(desk, queue, message, Repeat::First)
}

/// A flaw's doing: applies a message that was applied before; what comes of it is not told.
pub(super) fn once_more(desk: &Desk<'_>, queue: Queue, message: &Message) -> Stored<()> {
    let applied = entitled_effect(desk, queue, message, Repeat::Again)?;
    if let (Applied::Rejected(_) | Applied::Held, Some(mrn)) = (applied, mrn_of(message)) {
        desk.note(mrn, &cause_of(message))?;
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeat {
    First,
    Again,
}

fn mrn_of(message: &Message) -> Option<Mrn> {
    message.mrn().and_then(|mrn| mrn.checked().ok())
}

/// `ARR|<mrn>|BFOUR001` is `ARR/BFOUR001` in the journal of its movement.
fn cause_of(message: &Message) -> Cause {
    let key = business_key(message).map_or_else(
        || match &message.body {
            Body::Gur(gur) => format!("GUR/{}", gur.request_no),
            Body::Rcc(rcc) => format!("RCC/{}", rcc.action),
            Body::Rca(_) => format!("RCA/{}", message.header.message_id),
            Body::Gcr(gcr) => format!("GCR/{}/{}", gcr.claim_no, gcr.result),
            _ => format!("{}/{}", message.code(), message.header.message_id),
        },
        |key| {
            let mut parts: Vec<&str> = key.split('|').collect();
            parts.remove(1);
            parts.join("/")
        },
    );
    Cause {
        message_id: Some(message.header.message_id.to_string()),
        key,
        content: Some(business_content(message)),
    }
}

fn entitled_effect(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    repeat: Repeat,
) -> Stored<Applied> {
    let Some(mrn) = mrn_of(message) else {
        return system::effect(desk, queue, message);
    };
    if let Err(rejection) = exists(desk, message, mrn)? {
        return Ok(Applied::Rejected(rejection));
    }
    if super::overlook::believes_write_off(desk, queue, message)? {
        return Ok(Applied::Done(Disposition::Applied));
    }
    if let Err(rejection) = entitled(desk, queue, message, mrn)? {
        return Ok(Applied::Rejected(rejection));
    }
    let mut movement = desk.store.movement(mrn)?.unwrap_or_else(|| Movement::unknown(mrn));
    super::overlook::believe(desk, queue, message, &mut movement)?;
    let cause = cause_of(message);
    if repeat == Repeat::First
        && let Some(applied) = repeated_key(desk, message, &movement, &cause)?
    {
        return Ok(applied);
    }
    let fired = desk.fired.get();
    desk.broken.take();
    desk.heard.replace(message.body.event().map(|event| (queue.from, event.clone())));
    let effect = desk.store.apart(|| effect(desk, queue, message, &movement, &cause));
    desk.heard.take();
    if effect.is_err() {
        // What is undone takes the count of deviations with it.
        for _ in fired..desk.fired.get() {
            desk.store.count_up("fired")?;
        }
    }
    // D18, D20: refused, although the state has changed.
    let effect = match (effect, desk.refused.take()) {
        (Ok(_), Some(refusal)) => Err(Hindrance::Refused(refusal)),
        (effect, _) => effect,
    };
    match effect {
        Ok(disposition) => Ok(Applied::Done(disposition)),
        Err(Hindrance::Held) => Ok(Applied::Held),
        Err(Hindrance::Refused(refusal)) => {
            after_the_end(desk, message, &movement, &refusal).map(Applied::from_refusal)
        }
        Err(Hindrance::Defect(error)) => Err(error),
    }
}

impl Applied {
    fn from_refusal(found: Result<Disposition, Rejection>) -> Self {
        match found {
            Ok(disposition) => Self::Done(disposition),
            Err(rejection) => Self::Rejected(rejection),
        }
    }
}

/// Where a message names its movement.
pub(super) fn pointer_to_mrn(message: &Message) -> String {
    format!("/{}//MRN", message.code())
}

/// The refusal of what was told before, in other words or too late; officers are told of it.
fn told_before(
    desk: &Desk<'_>,
    (message, movement): (&Message, &Movement),
    cause: &Cause,
    (rule, facts): (&'static str, &str),
) -> Rejection {
    let code = FunctionalErrorCode::OutOfSequence;
    let pointer = pointer_to_mrn(message);
    let rejection = Rejection::fnk(code, &pointer, Some(rule), movement.mrn.as_str());
    if rule == "F26" && lets(desk, Flaw::HidesContradiction) {
        return rejection;
    }
    rejection.alerting(rule, format!("{} {facts}", cause.key))
}

/// PD-23 (c) and (d): a business key that was applied before.
fn repeated_key(
    desk: &Desk<'_>,
    message: &Message,
    movement: &Movement,
    cause: &Cause,
) -> Stored<Option<Applied>> {
    // A TRQ is always answered TRR (PD-28, 3): asking again is no contradiction.
    if business_key(message).is_none() || message.code() == Code::Trq {
        return Ok(None);
    }
    let Some(content) = desk.store.content_of(movement.mrn, &cause.key)? else { return Ok(None) };
    let refuse = |rule, facts: &str| told_before(desk, (message, movement), cause, (rule, facts));
    if Some(&content) != cause.content.as_ref() {
        if message.code() == Code::Tda && desk.deviates(Flaw::TakesAmendedAdvice)? {
            return Ok(Some(Applied::Done(Disposition::Recorded)));
        }
        let facts = "was told before with another content";
        return Ok(Some(Applied::Rejected(refuse("F26", facts))));
    }
    if message.code() == Code::Guq
        && let Some(answer) = desk.store.newest(movement.mrn, Code::Gur)?
    {
        // G4: the same question gets the same answer.
        desk.send_again(answer.id)?;
    }
    if let Body::Gul(gul) = &message.body {
        desk::credit_again(desk, movement.mrn, gul.grn.as_str())?;
        super::overlook::suspect_repetition(desk, movement.mrn)?;
    }
    let harmless = matches!(
        message.code(),
        Code::Wro
            | Code::Can
            | Code::Ext
            | Code::Inc
            | Code::Inf
            | Code::Guc
            | Code::Gul
            | Code::Pas
    ) || !movement.is_final();
    if harmless {
        if super::overlook::refuses_repetition(desk, message)? {
            return Ok(Some(Applied::Rejected(refuse("F06", "was told again"))));
        }
        return Ok(Some(Applied::Done(Disposition::Duplicate)));
    }
    if message.code() == Code::Tda && desk.deviates(Flaw::AcceptsAdviceAfterEnd)? {
        return Ok(Some(Applied::Done(Disposition::Duplicate)));
    }
    if message.code() == Code::Arr && desk.deviates(Flaw::AcceptsArrivalAfterEnd)? {
        return Ok(Some(Applied::Done(Disposition::Duplicate)));
    }
    Ok(Some(Applied::Rejected(refuse("F06", "was told again after the end"))))
}

/// Words a refusal of the core; after the end it is also a sign of replay (F06).
fn after_the_end(
    desk: &Desk<'_>,
    message: &Message,
    movement: &Movement,
    refusal: &Refusal,
) -> Stored<Result<Disposition, Rejection>> {
    let late = refusal.code == FunctionalErrorCode::OutOfSequence && movement.is_final();
    if late && message.code() == Code::Arr && desk.deviates(Flaw::AcceptsArrivalAfterEnd)? {
        return Ok(Ok(Disposition::Recorded));
    }
    if super::overlook::takes_back_nothing(desk, message, refusal)?
        || super::overlook::takes_unasked(desk, refusal)?
        || super::overlook::takes_misplaced(desk, message, refusal)?
    {
        return Ok(Ok(Disposition::Recorded));
    }
    super::overlook::moves_though_refused(desk, message, movement, refusal)?;
    let broken = desk.broken.take();
    if !broken.is_empty() {
        return Ok(Err(Rejection::errors(broken)));
    }
    if refusal.code.is_bare() {
        return Ok(Err(Rejection {
            answer: Answer::Fnk(vec![FunctionalError::bare(refusal.code)]),
            binds: true,
            alert: Some((format!("SEC-{}", refusal.code), refusal.reason.clone())),
        }));
    }
    let value: String = refusal.reason.chars().take(64).collect();
    let rejection = Rejection::fnk(refusal.code, &pointer_to_mrn(message), refusal.rule, &value);
    let alert = refusal.alert.or(late.then_some("F06"));
    Ok(Err(match alert {
        Some(rule) => rejection.alerting(rule, refusal.reason.clone()),
        None => rejection,
    }))
}

/// The effect itself: one step of the movement, or of the guarantor's ledger.
fn effect(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    movement: &Movement,
    cause: &Cause,
) -> Result<Disposition, Hindrance> {
    let check = || plausible(desk, message, movement);
    let event = match &message.body {
        Body::Tda(advice) | Body::Tpa(advice) => Event::Advised(advised(advice)?),
        Body::Pas(pas) => {
            if pas.direction == Direction::Exit && desk.deviates(Flaw::AcksWithoutApplying)? {
                return Ok(Disposition::Applied);
            }
            Event::PassageHeard(passage(pas))
        }
        Body::Arr(arr) => Event::ArrivalHeard(arrival(desk, arr)?),
        Body::Res(res) => Event::ResultHeard(super::overlook::container(desk, result(desk, res)?)?),
        Body::Dsp(dsp) => Event::DiscrepancyOpened { result_no: dsp.result_no },
        Body::Dsv(dsv) => Event::DecisionHeard { result_no: dsv.result_no, decision: dsv.decision },
        Body::Wro(wro) => Event::WrittenOff { actual_office: wro.actual_office },
        Body::Inc(incident) | Body::Inf(incident) => Event::IncidentHeard(incident.clone()),
        Body::Can(can) => Event::CancelHeard { action: can.action, number: can.cancel_no },
        Body::Ext(ext) => Event::ExtensionHeard { number: ext.extension_no, limit: ext.time_limit },
        Body::Rcq(_) | Body::Rca(_) | Body::Rcc(_) => {
            Event::Recovery(recovered(desk, queue, message)?)
        }
        Body::Trq(trq) => return diversion::request(desk, message, trq, movement, cause),
        Body::Trr(trr) => return diversion::response(desk, message, trr, movement, cause),
        Body::Fwd(fwd) => Event::Diversion(DiversionEvent::Forwarded {
            actual: OfficeInRole { office: fwd.actual_office, role: fwd.role },
            decision_no: fwd.decision_no,
        }),
        Body::Stq(stq) => return missed::asked(desk, message, stq, movement),
        Body::Sts(sts) => return missed::told(desk, message, sts, movement, cause),
        Body::Enq(_) => return missed::enquired(desk, message, movement, cause),
        Body::Enr(enr) => return missed::answered(desk, message, enr, movement, cause),
        Body::Eni(eni) => return missed::informed(desk, message, eni, movement, cause),
        Body::Guq(guq) => return asked(desk, message, guq, movement, cause),
        Body::Gur(gur) => return decided(desk, message, gur, movement, cause),
        Body::Gcl(gcl) => return claimed(desk, message, gcl, movement, cause),
        Body::Gcr(gcr) => claim_decided(desk, message, gcr)?,
        Body::Guc(guc) => return given_back(desk, message, guc, movement, cause),
        Body::Gul(gul) => return liberated(desk, message, gul, movement, cause),
        // Told outside of any movement: `receive::system`.
        Body::Hbt(_)
        | Body::Una(_)
        | Body::Rfd(_)
        | Body::Sta(_)
        | Body::Ack(_)
        | Body::Fnk(_)
        | Body::Xnk(_) => {
            return Ok(Disposition::Recorded);
        }
    };
    let taken = desk.take_step(movement, &event, cause, check)?;
    desk.look_at_value(movement.mrn, &message.body)?;
    Ok(taken)
}

/// A guarantor's decision; one on a claim that was never made is refused (PD-28).
fn claim_decided(desk: &Desk<'_>, message: &Message, gcr: &Gcr) -> Result<Event, Hindrance> {
    awaited(desk, message, mrn_of(message), Code::Gcl)?;
    Ok(Event::ClaimAnswered { number: gcr.claim_no, result: gcr.result })
}

/// Stages 13 and 14.
pub(super) fn plausible(
    desk: &Desk<'_>,
    message: &Message,
    movement: &Movement,
) -> Result<(), Refusal> {
    plausible_instants(desk, message)?;
    let event_at = message.body.event().map(|event| event.at);
    let travels = matches!(message.code(), Code::Pas | Code::Arr | Code::Res | Code::Inc);
    if let (true, Some(at), Some(released)) = (travels, event_at, movement.released_at())
        && desk::later(at, T_SKEW) < released
        && !lets(desk, Flaw::AcceptsBeforeRelease)
    {
        let pointer = format!("/{}/Event/eventAt", message.code());
        return Err(broken(desk, Rule::Release, &pointer, &instant(at)));
    }
    if let Body::Inc(incident) | Body::Inf(incident) = &message.body {
        desk::incident_rules(desk, incident)?;
    }
    rules(desk, message)
}
