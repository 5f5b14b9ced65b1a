//! Claims that rest on a node's own answer.

use super::Held;
use crate::conformance::evidence::Evidence;
use crate::record::event::What;
use serde_json::Value;

/// The value at a pointer of the newest answer.
pub(super) fn value(
    evidence: &Evidence<'_>,
    since: u64,
    country: &str,
    path: &str,
    pointer: &str,
    equals: &Value,
) -> Held {
    let Some(answer) = evidence.newest_query(country, |asked| asked == path, since) else {
        return Held::not_yet(format!("{country} has not been asked for {path} yet"));
    };
    if answer.status != 200 {
        return Held::not_yet(format!("{country} answered {} to {path}", answer.status));
    }
    let found = answer.body.pointer(pointer).unwrap_or(&Value::Null);
    let observed = format!("{country} says {pointer} is {found}");
    if found == equals { Held::yes(answer.at, 1, observed) } else { Held::not_yet(observed) }
}

/// The node does not know the movement.
pub(super) fn no_movement(evidence: &Evidence<'_>, since: u64, country: &str, mrn: &str) -> Held {
    let path = format!("/v1/movements/{mrn}");
    match evidence.newest_query(country, |asked| asked == path, since) {
        None => Held::not_yet(format!("{country} has not been asked for {mrn} yet")),
        Some(answer) if answer.status == 404 => {
            Held::yes(answer.at, 1, format!("{country} knows no movement {mrn}"))
        }
        Some(answer) if answer.status == 200 => {
            Held::no(answer.at, format!("{country} knows the movement {mrn}"))
        }
        Some(answer) => Held::not_yet(format!("{country} answered {} for {mrn}", answer.status)),
    }
}

/// How many effects of a business key the node has committed.
pub(super) fn effects(
    evidence: &Evidence<'_>,
    since: u64,
    (country, mrn): (&str, &str),
    key: &str,
    count: u32,
) -> Held {
    let path = format!("/v1/movements/{mrn}");
    let Some(answer) = evidence.newest_query(country, |asked| asked == path, since) else {
        return Held::not_yet(format!("{country} has not been asked for {mrn} yet"));
    };
    let found = match answer.status {
        404 => 0,
        200 => with_key(answer.body, key),
        status => return Held::not_yet(format!("{country} answered {status} for {mrn}")),
    };
    let observed = format!("{country} has committed {found} effects of {key}");
    match found.cmp(&(count as usize)) {
        std::cmp::Ordering::Less => Held::not_yet(observed),
        std::cmp::Ordering::Equal => Held::yes(answer.at, 1, observed),
        std::cmp::Ordering::Greater => Held::no(answer.at, observed),
    }
}

fn with_key(movement: &Value, prefix: &str) -> usize {
    let effects = movement.get("effects").and_then(Value::as_array);
    let keys = effects.into_iter().flatten().filter_map(|effect| effect.get("key")?.as_str());
    keys.filter(|key| key.starts_with(prefix)).count()
}

/// State of the newest reservation of a movement on a guarantee.
pub(super) fn reservation(
    evidence: &Evidence<'_>,
    since: u64,
    (country, grn): (&str, &str),
    mrn: &str,
    state: &str,
) -> Held {
    let path = format!("/v1/guarantees/{grn}");
    let Some(answer) = evidence.newest_query(country, |asked| asked == path, since) else {
        return Held::not_yet(format!("{country} has not been asked for {grn} yet"));
    };
    if answer.status != 200 {
        return Held::not_yet(format!("{country} answered {} for {grn}", answer.status));
    }
    let found = reservation_state(answer.body, mrn).unwrap_or("none");
    let observed = format!("{country} says the reservation of {mrn} on {grn} is {found}");
    if found == state { Held::yes(answer.at, 1, observed) } else { Held::not_yet(observed) }
}

/// State of the reservation with the highest request number.
pub(crate) fn reservation_state<'a>(guarantee: &'a Value, mrn: &str) -> Option<&'a str> {
    let reservations = guarantee.get("reservations")?.as_array()?;
    let of_movement =
        reservations.iter().filter(|entry| entry.get("mrn").and_then(Value::as_str) == Some(mrn));
    let newest = of_movement
        .max_by_key(|entry| entry.get("request_no").and_then(Value::as_u64).unwrap_or(0))?;
    newest.get("state")?.as_str()
}

/// An alert of a rule stands in the newest list of alerts.
pub(super) fn alerted(
    evidence: &Evidence<'_>,
    since: u64,
    country: &str,
    rule: &str,
    message_id: Option<&str>,
) -> Held {
    let asked = |path: &str| path.starts_with("/v1/alerts");
    let Some(answer) = evidence.newest_query(country, asked, since) else {
        return Held::not_yet(format!("{country} has not been asked for alerts yet"));
    };
    let alerts = fresh(evidence, country, answer.body.as_array().map_or(&[][..], Vec::as_slice));
    let text =
        |alert: &Value, name: &str| alert.get(name).and_then(Value::as_str).map(str::to_owned);
    let raised = alerts.iter().any(|alert| {
        text(alert, "rule").as_deref() == Some(rule)
            && message_id.is_none_or(|id| text(alert, "message_id").as_deref() == Some(id))
    });
    let rules: Vec<String> = alerts.iter().filter_map(|alert| text(alert, "rule")).collect();
    let observed = match &rules[..] {
        [] => format!("{country} shows no alert"),
        _ => format!("{country} shows alerts {}", rules.join(", ")),
    };
    if raised { Held::yes(answer.at, 1, observed) } else { Held::not_yet(observed) }
}

/// The alerts of a list that are the scenario's own: a node that cannot be emptied still shows older
/// ones, which it was asked for before the first act.
pub(super) fn fresh<'a>(
    evidence: &Evidence<'_>,
    country: &str,
    alerts: &'a [Value],
) -> Vec<&'a Value> {
    let before = evidence.events.iter().take_while(|event| !matches!(event.what, What::Act { .. }));
    let mut old: Vec<&Value> = before
        .filter_map(|event| match &event.what {
            What::Query { country: of, path, response, .. }
                if of == country && path == "/v1/alerts" =>
            {
                response.as_array()
            }
            _ => None,
        })
        .flatten()
        .collect();
    let mut is_old = |alert: &Value| {
        let at = old.iter().position(|known| *known == alert);
        at.map(|at| old.swap_remove(at)).is_some()
    };
    alerts.iter().filter(|alert| !is_old(alert)).collect()
}

/// The alerts of the newest list that are new in the scenario, and where that list stands; what is
/// still missing where there is none.
pub(super) fn alerts_since<'a>(
    evidence: &Evidence<'a>,
    since: u64,
    country: &str,
) -> Result<(u64, Vec<&'a Value>), Held> {
    let asked = |path: &str| path.starts_with("/v1/alerts");
    let Some(answer) = evidence.newest_query(country, asked, since) else {
        return Err(Held::not_yet(format!("{country} has not been asked for alerts yet")));
    };
    let Some(alerts) = answer.body.as_array().filter(|_| answer.status == 200) else {
        let said = format!("{country} answered {} about its alerts", answer.status);
        return Err(Held::not_yet(said));
    };
    Ok((answer.at, fresh(evidence, country, alerts)))
}

/// The newest list of alerts is empty.
pub(super) fn no_alert(evidence: &Evidence<'_>, since: u64, country: &str) -> Held {
    let (at, alerts) = match alerts_since(evidence, since, country) {
        Ok(told) => told,
        Err(held) => return held,
    };
    let rules: Vec<&str> = alerts.iter().filter_map(|alert| alert.get("rule")?.as_str()).collect();
    if alerts.is_empty() {
        return Held::yes(at, 1, format!("{country} shows no alert"));
    }
    Held::no(at, format!("{country} shows alerts {}", rules.join(", ")))
}

/// What came of an act.
pub(super) fn act_outcome(
    evidence: &Evidence<'_>,
    (country, act): (&str, &str),
    result: &str,
    code: Option<&str>,
) -> Held {
    let answered = evidence.events.iter().rev().find_map(|event| match &event.what {
        What::Act { country: of, act: id, status, response, .. } if of == country && id == act => {
            Some((event.seq, *status, response))
        }
        _ => None,
    });
    let Some((at, status, response)) = answered else {
        return Held::not_yet(format!("{country} has not answered the act {act} yet"));
    };
    let text = |name: &str| response.get(name).and_then(Value::as_str);
    let said = text("result").unwrap_or_default();
    let observed = match (status, text("code")) {
        (0, _) => return Held::not_yet(format!("{country} gave no answer to the act {act}")),
        (200, Some(code)) => format!("{country} answered {said} with code {code}"),
        (200, None) => format!("{country} answered {said}"),
        (status, _) => format!("{country} answered HTTP {status}"),
    };
    if status == 200 && said == result && code.is_none_or(|code| text("code") == Some(code)) {
        Held::yes(at, 1, observed)
    } else {
        Held::no(at, observed)
    }
}
