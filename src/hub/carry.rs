//! One message on its way through the hub.

use super::flaw::{HubFlaw, acknowledgement, rewritten};
use super::road::{Ends, Road};
use crate::broker::client::{ClientError, Message};
use crate::profile::{Queue, stomp};
use jiff::Timestamp;

/// Length of a body of bytes: a text has none, and what came as bytes must not go on as a text.
const LENGTH: &str = "content-length";

/// Headers that belong to the one broker, or to its delivery; the next one writes its own.
const BROKERS_OWN: [&str; 9] = [
    stomp::DESTINATION,
    stomp::USER,
    "message-id",
    "timestamp",
    "subscription",
    "ack",
    "redelivered",
    "receipt",
    "original-destination",
];

/// Properties that the hub adds.
const NAME: &str = "hubName";
const SINCE: &str = "hubForwardedAt";
const ORIGINAL: &str = "hubOriginalId";

/// Carries a message to the same queue at the other end, then acknowledges it at this one.
pub(super) async fn carry(
    road: &Road,
    ends: &Ends,
    queue: Queue,
    message: &Message,
) -> Result<(), ClientError> {
    let code = message.header(stomp::TYPE).unwrap_or_default();
    let passage = code == "PAS";
    if passage && road.board.deviates_once(HubFlaw::SwallowsAMessage) {
        return ends.source.ack(message);
    }
    if code == "TDA" && road.board.deviates(HubFlaw::AcknowledgesForNodes) {
        let (headers, body) = acknowledgement(queue, message);
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ends.source.send(&named(queue.of_answers()), &headers, body).await?;
    }
    let mut headers = envelope(message, road.bridge);
    let mut body = message.body.clone();
    if passage && road.board.deviates(HubFlaw::RewritesBodies) {
        headers.retain(|(name, _)| name != LENGTH);
        body = rewritten(&mut headers, &body);
    }
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    ends.target.send(&named(queue), &headers, body).await?;
    ends.source.ack(message)?;
    road.board.carried();
    Ok(())
}

/// The sender's own headers as they came, and the hub's behind them; a bridge has none, and says who
/// had written the message.
fn envelope(message: &Message, bridge: bool) -> Vec<(String, String)> {
    let broker_s = |name: &str| BROKERS_OWN.contains(&name) && !(bridge && name == stomp::USER);
    let kept = message.headers.iter().filter(|(name, _)| !broker_s(name));
    if bridge {
        return kept.cloned().collect();
    }
    let added = [
        (NAME, "e-Hub".to_owned()),
        (SINCE, Timestamp::now().to_string()),
        (ORIGINAL, message.id().to_owned()),
    ];
    kept.cloned().chain(added.map(|(name, value)| (name.to_owned(), value))).collect()
}

fn named(queue: Queue) -> String {
    format!("{}{queue}", stomp::QUEUE_PREFIX)
}
