//! Whether a node suspects what it should, for that reason and for no other.

use super::Held;
use super::word::alerts_since;
use crate::conformance::evidence::Evidence;
use crate::record::claim::Claim;
use serde_json::Value;

/// The alerts of fraud, holds and security are those that are claimed.
pub(super) fn suspicion(evidence: &Evidence<'_>, since: u64, country: &str, claim: &Claim) -> Held {
    let Claim::Suspicion { mrn, rule, beside, blocks, .. } = claim else {
        return Held::not_yet("no suspicion is claimed");
    };
    let (at, alerts) = match alerts_since(evidence, since, country) {
        Ok(told) => told,
        Err(held) => return held,
    };
    let about = |alert: &&&Value| mrn.is_none() || text(alert, "mrn") == mrn.as_deref();
    let suspicions: Vec<&Value> =
        alerts.iter().filter(about).filter(|alert| suspects(alert)).copied().collect();
    let rules: Vec<&str> = suspicions.iter().filter_map(|alert| text(alert, "rule")).collect();
    let observed = match &rules[..] {
        [] => format!("{country} suspects nothing"),
        _ => format!("{country} suspects {}", rules.join(", ")),
    };
    let wanted = |name: &str| rule.as_deref() == Some(name);
    if rules.iter().any(|name| !wanted(name) && !beside.iter().any(|other| other == name)) {
        return Held::no(at, observed);
    }
    let Some(rule) = rule else { return Held::yes(at, 1, observed) };
    let raised = suspicions.iter().filter(|alert| text(alert, "rule") == Some(rule));
    let raised: Vec<&&Value> = raised.collect();
    if let Some(what) = raised.iter().find_map(|alert| blocks_else(alert, blocks.as_deref()?)) {
        return Held::no(at, format!("{country} says that {rule} blocks {what}"));
    }
    match raised.len() {
        0 => Held::not_yet(observed),
        count => Held::yes(at, count, observed),
    }
}

fn text<'a>(alert: &'a Value, name: &str) -> Option<&'a str> {
    alert.get(name).and_then(Value::as_str)
}

/// Alerts that accuse somebody, unlike those of timers and lines.
fn suspects(alert: &Value) -> bool {
    let rule = text(alert, "rule").unwrap_or_default();
    let numbered = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    rule.strip_prefix('F').is_some_and(numbered)
        || rule.starts_with("H-")
        || rule.starts_with("SEC-")
}

/// What an alert says that it blocks, where it says so and that is not what is wanted.
fn blocks_else(alert: &Value, wanted: &[String]) -> Option<String> {
    let said = alert.get("blocks")?.as_array()?;
    let mut said: Vec<&str> = said.iter().filter_map(Value::as_str).collect();
    said.sort_unstable();
    let mut wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    let all = || if said.is_empty() { "nothing".to_owned() } else { said.join(", ") };
    (said != wanted).then(all)
}
