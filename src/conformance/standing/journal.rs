//! A node's own journal of what messages have done to a movement.

use serde_json::Value;

/// Codes without a business key (PD-23): each of their messages stands for itself.
const KEYLESS: [&str; 9] = ["STQ", "STS", "ENR", "ENI", "TRR", "GUR", "RCA", "RCC", "GCR"];

/// What no two effects of messages may share: the business key; for codes that have none, key and message together.
pub fn effects_of_messages(movement: &Value) -> impl Iterator<Item = (&str, Option<&str>)> {
    let effects = movement.get("effects").and_then(Value::as_array).into_iter().flatten();
    effects.filter_map(|effect| {
        let key = effect.get("key")?.as_str()?;
        // An officer may act again, and so may a timer; messages have keys of their own.
        if key.starts_with("act/") || key.starts_with("timer/") {
            return None;
        }
        let code = key.split('/').next().unwrap_or(key);
        let message = effect.get("message_id").and_then(Value::as_str);
        Some((key, message.filter(|_| KEYLESS.contains(&code))))
    })
}
