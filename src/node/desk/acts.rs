//! Officers' and traders' acts: each verb, at most once per act id.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::declare;
use super::missed::{self, MissedAct};
use super::presented::{arrive, empty, passage, present};
use super::{
    Cause, Desk, Hindrance, change, claim, control, diverted, fraud, guarantee, guarantor,
    incident, publish, recovery, sense, system, weigh,
};
use crate::adapter::acts::{
    Act, AmendGuarantee, AnnounceUnavailable, AnswerRecovery, Approve, Arbitrate, Arrive,
    AskGuarantee, Cancel, ClaimGuarantee, ClearHold, Control, ControlResult, DecideClaim,
    DecideLoss, Declare, EmptyTrip, Extend, IncreaseGuarantee, NationalOutcome, Pass, Present,
    PublishReference, RecordApproval, Release, ReportIncident, ReportRecovery, RequestRecovery,
    Resend, Resolve, Sense, SetGuaranteeState, StartControl, VERBS, WatchLink,
    WithdrawCancellation, WithdrawIncident,
};

use crate::adapter::contract::{ActResult, Outcome};
use crate::node::core::{DepartureState, Event, Movement, Refusal};
use crate::node::flaw::Flaw;
use crate::node::store::StoreError;
use crate::profile::lists::{self, FunctionalErrorCode, Outcome as PassageOutcome};
use crate::profile::timer::limit_between;
use crate::profile::{Code, Mrn};

/// Why an act has no outcome at all.
#[derive(Debug, thiserror::Error)]
pub(in crate::node) enum ActError {
    /// The verb is not one of ours.
    #[error("this node has no act `{0}`")]
    UnknownVerb(String),
    /// The body is not that of the act.
    #[error("{0}")]
    Malformed(String),
    /// The store failed.
    #[error(transparent)]
    Defect(#[from] StoreError),
}

/// What an act came to, before it is worded.
pub(super) struct Done(pub(super) Option<Mrn>);

/// Performs an act, or repeats what came of it when its id is known.
pub(in crate::node) fn perform(
    desk: &Desk<'_>,
    verb: &str,
    body: &Value,
) -> Result<Outcome, ActError> {
    if !VERBS.contains(&verb) || (verb == "pass" && desk.deviates(Flaw::MissesAVerb)?) {
        return Err(ActError::UnknownVerb(verb.to_owned()));
    }
    let id = body.get("id").and_then(Value::as_str).unwrap_or_default();
    if id.is_empty() || id.chars().count() > 64 {
        return Err(ActError::Malformed("`id` must be 1 to 64 characters".to_owned()));
    }
    let act = Verb::read(verb, body)?;
    if let Some(outcome) = desk.store.act(id)? {
        return Ok(outcome);
    }
    let fired = desk.fired.get();
    let ran = desk.store.apart(|| act.run(desk));
    desk.paper.take();
    let outcome = match diverted::told_apart(desk, ran) {
        Ok(Done(mrn)) => Outcome {
            result: ActResult::Done,
            code: None,
            mrn: mrn.map(|mrn| mrn.to_string()),
            reason: None,
        },
        Err(Hindrance::Refused(refusal)) => {
            // What a flaw did is undone with the act; that it refused is not.
            for _ in fired..desk.fired.get() {
                desk.store.count_up("fired")?;
            }
            fraud::suspect_mistyping(desk, &refusal)?;
            refused(&refusal, body)
        }
        Err(Hindrance::Held) => {
            refused(&Refusal::out_of_sequence("something that must come before is missing"), body)
        }
        Err(Hindrance::Defect(error)) => return Err(error.into()),
    };
    desk.store.put_act(id, &outcome)?;
    Ok(outcome)
}

fn refused(refusal: &Refusal, body: &Value) -> Outcome {
    let rule = refusal.rule.map(|rule| format!(" ({rule})")).unwrap_or_default();
    Outcome {
        result: ActResult::Refused,
        code: Some(refusal.code.code().to_owned()),
        mrn: body.get("mrn").and_then(Value::as_str).map(str::to_owned),
        reason: Some(format!("{}{rule}", refusal.reason)),
    }
}

/// An act, read.
enum Verb {
    Declare(Box<Declare>),
    Guarantee(AskGuarantee),
    Amend(Box<AmendGuarantee>),
    Increase(IncreaseGuarantee),
    GuaranteeState(SetGuaranteeState),
    Claim(ClaimGuarantee),
    DecideClaim(DecideClaim),
    Control(Control),
    Release(Release),
    Present(Present),
    Pass(Pass),
    Arrive(Arrive),
    StartControl(StartControl),
    Result(ControlResult),
    Resolve(Resolve),
    ClearHold(ClearHold),
    Resend(Resend),
    Approve(Approve),
    RecordApproval(RecordApproval),
    Arbitrate(Arbitrate),
    RefuseOnward(Pass),
    NationalOutcome(NationalOutcome),
    Empty(EmptyTrip),
    Sense(Sense),
    AnnounceUnavailable(AnnounceUnavailable),
    PublishReference(Box<PublishReference>),
    WatchLink(WatchLink),
    Incident(Box<ReportIncident>),
    WithdrawIncident(WithdrawIncident),
    DecideLoss(DecideLoss),
    Cancel(Cancel),
    WithdrawCancellation(WithdrawCancellation),
    Extend(Extend),
    RequestRecovery(RequestRecovery),
    AnswerRecovery(AnswerRecovery),
    ReportRecovery(ReportRecovery),
    Missed(MissedAct),
}

impl Verb {
    fn read(verb: &str, body: &Value) -> Result<Self, ActError> {
        Ok(match verb {
            "declare" => Self::Declare(Box::new(detail(verb, body)?)),
            "guarantee" => Self::Guarantee(detail(verb, body)?),
            "amend" => Self::Amend(Box::new(detail(verb, body)?)),
            "increase" => Self::Increase(detail(verb, body)?),
            "claim" => Self::Claim(detail(verb, body)?),
            "decide-claim" => Self::DecideClaim(detail(verb, body)?),
            "guarantee-state" => Self::GuaranteeState(detail(verb, body)?),
            "control" => Self::Control(detail(verb, body)?),
            "release" => Self::Release(detail(verb, body)?),
            "present" => Self::Present(detail(verb, body)?),
            "pass" => Self::Pass(detail(verb, body)?),
            "arrive" => Self::Arrive(detail(verb, body)?),
            "start-control" => Self::StartControl(detail(verb, body)?),
            "result" => Self::Result(detail(verb, body)?),
            "resolve" => Self::Resolve(detail(verb, body)?),
            "clear-hold" => Self::ClearHold(detail(verb, body)?),
            "resend" => Self::Resend(detail(verb, body)?),
            "approve" => Self::Approve(detail(verb, body)?),
            "record-approval" => Self::RecordApproval(detail(verb, body)?),
            "arbitrate" => Self::Arbitrate(detail(verb, body)?),
            "refuse-onward" => Self::RefuseOnward(detail(verb, body)?),
            "national-outcome" => Self::NationalOutcome(detail(verb, body)?),
            "empty" => Self::Empty(detail(verb, body)?),
            "sense" => Self::Sense(detail(verb, body)?),
            "announce-unavailable" => Self::AnnounceUnavailable(detail(verb, body)?),
            "publish-reference" => Self::PublishReference(Box::new(detail(verb, body)?)),
            "watch-link" => Self::WatchLink(detail(verb, body)?),
            "incident" => Self::Incident(Box::new(detail(verb, body)?)),
            "withdraw-incident" => Self::WithdrawIncident(detail(verb, body)?),
            "decide-loss" => Self::DecideLoss(detail(verb, body)?),
            "cancel" => Self::Cancel(detail(verb, body)?),
            "withdraw-cancellation" => Self::WithdrawCancellation(detail(verb, body)?),
            "extend" => Self::Extend(detail(verb, body)?),
            "request-recovery" => Self::RequestRecovery(detail(verb, body)?),
            "answer-recovery" => Self::AnswerRecovery(detail(verb, body)?),
            "report-recovery" => Self::ReportRecovery(detail(verb, body)?),
            other => match missed::read(other, body)? {
                Some(act) => Self::Missed(act),
                None => return Err(ActError::UnknownVerb(other.to_owned())),
            },
        })
    }

    #[expect(clippy::too_many_lines, reason = "a table with a row per verb, not an algorithm")]
    fn run(self, desk: &Desk<'_>) -> Result<Done, Hindrance> {
        match self {
            Self::Declare(act) => declare::declare(desk, &act).map(|mrn| Done(Some(mrn))),
            Self::Guarantee(act) => {
                simple(desk, &act.mrn, "guarantee", || Ok(Event::GuaranteeAsked))
            }
            Self::Amend(act) => simple(desk, &act.mrn, "amend", || guarantee::amend(desk, &act)),
            Self::Increase(act) => {
                simple(desk, &act.mrn, "increase", || guarantee::increase(desk, &act))
            }
            Self::Claim(act) => simple(desk, &act.mrn, "claim", || claim::wanted(&act)),
            Self::DecideClaim(act) => claim::decide(desk, &act).map(|mrn| Done(Some(mrn))),
            Self::GuaranteeState(act) => guarantor::set_state(desk, &act).map(|()| Done(None)),
            Self::Control(act) => simple(desk, &act.mrn, "control", || control(desk, &act)),
            Self::Release(act) => release(desk, &act),
            Self::Present(act) => simple(desk, &act.mrn, "present", || present(desk, &act)),
            Self::Pass(act) => {
                weigh::compare(desk, &act)?;
                simple(desk, &act.mrn, "pass", || passage(desk, &act, PassageOutcome::Passed))
            }
            Self::Arrive(act) => simple(desk, &act.mrn, "arrive", || arrive(desk, &act)),
            Self::StartControl(act) => {
                simple(desk, &act.mrn, "start-control", || control::begin(desk, &act))
            }
            Self::Result(act) => simple(desk, &act.mrn, "result", || control::conclude(desk, &act)),
            Self::Resolve(act) => simple(desk, &act.mrn, "resolve", || control::resolve(&act)),
            Self::ClearHold(act) => clear_hold(desk, &act),
            Self::Approve(act) => simple(desk, &act.mrn, "approve", || diverted::rule(desk, &act)),
            Self::RecordApproval(act) => {
                simple(desk, &act.mrn, "record-approval", || diverted::approve(desk, &act))
            }
            Self::Arbitrate(act) => {
                simple(desk, &act.mrn, "arbitrate", || diverted::arbitrate(desk, &act))
            }
            Self::RefuseOnward(act) => simple(desk, &act.mrn, "refuse-onward", || {
                passage(desk, &act, PassageOutcome::Stopped)
            }),
            Self::NationalOutcome(act) => diverted::outcome(desk, &act),
            Self::Resend(act) => resend(desk, &act),
            Self::Empty(act) => empty(desk, &act),
            Self::Sense(act) => sense::sense(desk, &act),
            Self::AnnounceUnavailable(act) => system::announce(desk, &act).map(|()| Done(None)),
            Self::PublishReference(act) => publish::publish(desk, &act).map(|()| Done(None)),
            Self::WatchLink(act) => system::watch(desk, &act).map(|()| Done(None)),
            Self::Incident(act) => incident::report(desk, &act),
            Self::WithdrawIncident(act) => incident::withdraw(desk, &act),
            Self::DecideLoss(act) => incident::decide(desk, &act),
            Self::Cancel(act) => cancel(desk, &act),
            Self::WithdrawCancellation(act) => {
                simple(desk, &act.mrn, "withdraw-cancellation", || change::withdraw(&act))
            }
            Self::Extend(act) => simple(desk, &act.mrn, "extend", || change::extend(desk, &act)),
            Self::RequestRecovery(act) => {
                simple(desk, &act.mrn, "request-recovery", || recovery::request(&act))
            }
            Self::AnswerRecovery(act) => {
                simple(desk, &act.mrn, "answer-recovery", || recovery::answer(&act))
            }
            Self::ReportRecovery(act) => {
                simple(desk, &act.mrn, "report-recovery", || recovery::report(desk, &act))
            }
            Self::Missed(act) => missed::run(desk, &act).map(|mrn| Done(Some(mrn))),
        }
    }
}

pub(super) fn detail<T: DeserializeOwned>(verb: &str, body: &Value) -> Result<T, ActError> {
    let read = serde_json::from_value::<Act<T>>(body.clone());
    let malformed = |error: serde_json::Error| {
        ActError::Malformed(format!("the body of `{verb}` does not fit: {error}"))
    };
    Ok(read.map_err(malformed)?.detail)
}

/// The movement that an officer names.
pub(super) fn movement(desk: &Desk<'_>, mrn: &str) -> Result<Movement, Hindrance> {
    let mrn = number(mrn)?;
    let known = desk.store.movement(mrn)?;
    Ok(known.ok_or_else(|| {
        Refusal::new(FunctionalErrorCode::UnknownMrn, format!("{mrn} is not known here"))
    })?)
}

fn number(mrn: &str) -> Result<Mrn, Refusal> {
    mrn.parse().map_err(|error| Refusal::new(FunctionalErrorCode::InvalidMrn, format!("{error}")))
}

/// P5, A3: goods of a partner's movement may turn up before anybody here knows of it.
fn presented_movement(desk: &Desk<'_>, mrn: &str) -> Result<Movement, Hindrance> {
    let number = number(mrn)?;
    if number.country() == desk.home {
        return movement(desk, mrn);
    }
    Ok(desk.store.movement(number)?.unwrap_or_else(|| Movement::unknown(number)))
}

/// An act that is one event of one movement.
pub(super) fn simple(
    desk: &Desk<'_>,
    mrn: &str,
    verb: &str,
    event: impl FnOnce() -> Result<Event, Hindrance>,
) -> Result<Done, Hindrance> {
    let movement = match verb {
        "present" | "arrive" => presented_movement(desk, mrn)?,
        _ => movement(desk, mrn)?,
    };
    let event = event()?;
    desk.take_step(&movement, &event, &Cause::act(verb), || Ok(()))?;
    Ok(Done(Some(movement.mrn)))
}

fn control(desk: &Desk<'_>, act: &Control) -> Result<Event, Hindrance> {
    let wrong = act.code == lists::ControlResult::B1.code();
    let filed =
        if wrong && desk.deviates(Flaw::OverlooksDepartureControl)? { "A2" } else { &act.code };
    Ok(Event::Controlled { code: filed.to_owned() })
}

/// D8, D10, D11.
fn cancel(desk: &Desk<'_>, act: &Cancel) -> Result<Done, Hindrance> {
    let mut movement = movement(desk, &act.mrn)?;
    super::misdecide::unsee(desk, &mut movement)?;
    desk.take_step(&movement, &change::cancel(act)?, &Cause::act("cancel"), || Ok(()))?;
    Ok(Done(Some(movement.mrn)))
}

fn release(desk: &Desk<'_>, act: &Release) -> Result<Done, Hindrance> {
    let mut movement = movement(desk, &act.mrn)?;
    if let Some(part) = &mut movement.departure {
        let refused = part.state == DepartureState::GuaAmend;
        if refused && desk.deviates(Flaw::ReleasesWithoutGuarantee)? {
            part.state = DepartureState::Guaranteed;
        }
    }
    let destination = movement.route().map_or(desk.home, |route| route.destination.country());
    let limit = limit_between(desk.home, destination).expiry(desk.now);
    let event = Event::Released { at: desk.now, limit };
    desk.take_step(&movement, &event, &Cause::act("release"), || Ok(()))?;
    Ok(Done(Some(movement.mrn)))
}

/// A value of a code list, as an officer wrote it.
pub(super) fn listed<T: std::str::FromStr<Err = lists::NotInList>>(
    text: &str,
) -> Result<T, Hindrance> {
    text.parse().map_err(|error: lists::NotInList| {
        Refusal::new(FunctionalErrorCode::CodeList, error.to_string()).into()
    })
}

/// PD-47: the officer of departure clears a hold.
fn clear_hold(desk: &Desk<'_>, act: &ClearHold) -> Result<Done, Hindrance> {
    let movement = movement(desk, &act.mrn)?;
    let event = control::clear_hold(desk, &movement, act)?;
    desk.take_step(&movement, &event, &Cause::act("clear-hold"), || Ok(()))?;
    Ok(Done(Some(movement.mrn)))
}

/// PD-23: the newest message of that code leaves again, same bytes, same id.
fn resend(desk: &Desk<'_>, act: &Resend) -> Result<Done, Hindrance> {
    let movement = movement(desk, &act.mrn)?;
    let unknown = |error| Refusal::new(FunctionalErrorCode::CodeList, format!("{error}"));
    let code: Code = act.code.parse().map_err(unknown)?;
    let Some(sent) = desk.store.newest(movement.mrn, code)? else {
        let reason = format!("no {code} was sent for {}", movement.mrn);
        return Err(Refusal::out_of_sequence(reason).into());
    };
    desk.send_again(sent.id)?;
    desk.note(movement.mrn, &Cause::act("resend"))?;
    Ok(Done(Some(movement.mrn)))
}
