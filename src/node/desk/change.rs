//! What the office of departure changes about goods on their way: `cancel`, `withdraw-cancellation`,
//! `extend`, and the messages that tell it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::duties::route_of;
use super::outgoing::{Mail, Place};
use super::{Desk, Hindrance, compose};
use crate::adapter::acts::{Cancel, Extend, WithdrawCancellation};
use crate::message::Body;
use crate::message::decision::{Can, Ext};
use crate::message::has_bidi_control;
use crate::node::core::{Duty, Event, Goods, Movement, Refusal, Route};
use crate::profile::Country;
use crate::profile::lists::{CancellationAction, FunctionalErrorCode, Role};

/// Most characters of a reason.
const REASON: usize = 512;

/// Does what a cancellation or an extension obliges to; other duties are not of this desk.
pub(super) fn perform(desk: &Desk<'_>, movement: &Movement, duty: &Duty) -> Result<(), Hindrance> {
    match duty {
        Duty::NotifyCancellation { action, number, reason, to } => {
            notify_cancellation(desk, movement, (*action, *number), reason, to)
        }
        Duty::NotifyExtension { number, limit, reason } => {
            notify_extension(desk, movement, (*number, *limit), reason)
        }
        _ => Ok(()),
    }
}

/// D8, D10.
pub(super) fn cancel(act: &Cancel) -> Result<Event, Hindrance> {
    let goods = if act.goods_back { Goods::Back } else { Goods::Away };
    Ok(Event::CancelAsked { goods, reason: reason(&act.reason)? })
}

/// D13.
pub(super) fn withdraw(act: &WithdrawCancellation) -> Result<Event, Hindrance> {
    Ok(Event::CancelWithdrawn { reason: reason(&act.reason)? })
}

/// D29.
pub(super) fn extend(desk: &Desk<'_>, act: &Extend) -> Result<Event, Hindrance> {
    if act.time_limit <= desk.now {
        let reason = format!("{} is over", act.time_limit);
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-LIMIT").into());
    }
    Ok(Event::Extended { limit: act.time_limit, reason: reason(&act.reason)? })
}

/// A reason that can be written.
pub(super) fn reason(text: &str) -> Result<String, Hindrance> {
    let text = text.trim();
    let long = text.is_empty() || text.chars().count() > REASON;
    if long || has_bidi_control(text) || text.chars().any(crate::message::is_forbidden) {
        let why = format!("a reason is 1 to {REASON} printable characters");
        return Err(Refusal::new(FunctionalErrorCode::Rule, why).by_rule("R-TEXT").into());
    }
    Ok(text.to_owned())
}

/// CAN to every country that was advised (PD-18).
pub(super) fn notify_cancellation(
    desk: &Desk<'_>,
    movement: &Movement,
    (action, number): (CancellationAction, u32),
    reason: &str,
    to: &BTreeSet<Country>,
) -> Result<(), Hindrance> {
    let event = desk.event(desk.now);
    let route = route_of(movement);
    for country in to {
        let body = Can {
            event: event.clone(),
            mrn: movement.mrn.into(),
            action,
            cancel_no: number,
            reason: shortened(reason),
        };
        tell(desk, route, *country, Body::Can(Box::new(body)))?;
    }
    Ok(())
}

/// EXT to every other country of the movement (PD-18).
pub(super) fn notify_extension(
    desk: &Desk<'_>,
    movement: &Movement,
    (number, limit): (u32, Timestamp),
    reason: &str,
) -> Result<(), Hindrance> {
    let event = desk.event(desk.now);
    let route = route_of(movement);
    for country in movement.others(desk.home) {
        let body = Ext {
            event: event.clone(),
            mrn: movement.mrn.into(),
            extension_no: number,
            time_limit: limit,
            reason: shortened(reason),
        };
        tell(desk, route, country, Body::Ext(Box::new(body)))?;
    }
    Ok(())
}

fn tell(desk: &Desk<'_>, route: &Route, to: Country, body: Body) -> Result<(), Hindrance> {
    let sender = Place::office(route.departure, Role::Dep);
    let recipient = compose::first_stop(route, to);
    desk.post(Mail::new(to, sender, recipient, body))?;
    Ok(())
}

fn shortened(reason: &str) -> String {
    reason.chars().take(REASON).collect()
}
