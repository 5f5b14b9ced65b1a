//! Looking into a queue without taking anything.

use super::Client;
use super::end::{ClientError, End};
use super::message::Message;
use super::subscribe::random_id;
use crate::wire::Frame;

pub(super) async fn browse(client: &Client, queue: &str) -> Result<Vec<Message>, ClientError> {
    let id = random_id();
    let mut arriving = client.shared.add_subscription(&id);
    let frame = Frame::new("SUBSCRIBE")
        .with("id", &id)
        .with("destination", queue)
        .with("ack", "auto")
        .with("browser", "true");
    let receipt = client.shared.request(frame);
    let mut found = Vec::new();
    // The end may come before the receipt: an empty queue has it ready first.
    let ended: Result<(), End> = loop {
        match arriving.recv().await {
            Some(message) if is_end(&message) => break Ok(()),
            Some(message) => found.push(message),
            None => break Err(client.ended().await),
        }
    };
    // A refusal answers the receipt and says more than the end of the connection.
    receipt.await?;
    ended?;
    client.shared.retire_subscription(&id);
    client.shared.request(Frame::new("UNSUBSCRIBE").with("id", &id)).await?;
    Ok(found)
}

/// A sender may put `browser:end` on a message of its own, but cannot choose its message id.
fn is_end(message: &Message) -> bool {
    message.header("browser") == Some("end") && message.id() == "0"
}
