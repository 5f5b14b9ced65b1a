//! Subscriptions: the stream of one queue's or topic's messages.

use super::Client;
use super::end::{ClientError, End};
use super::message::Message;
use crate::wire::Frame;
use std::fmt;
use tokio::sync::mpsc;

/// Messages of one subscription, in the order of delivery. Dropping it unsubscribes.
pub struct Subscription {
    client: Client,
    id: String,
    messages: mpsc::UnboundedReceiver<Message>,
}

impl Subscription {
    /// The next message, or who ended the connection. Cancel-safe.
    pub async fn next(&mut self) -> Result<Message, End> {
        match self.messages.recv().await {
            Some(message) => Ok(message),
            None => Err(self.client.ended().await),
        }
    }

    /// The connection that it belongs to.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the subscription; unacknowledged messages go back to the queue. A durable one stays
    /// known to the broker and gathers copies.
    pub async fn unsubscribe(self) -> Result<(), ClientError> {
        self.client.shared.retire_subscription(&self.id);
        self.client.shared.request(Frame::new("UNSUBSCRIBE").with("id", &self.id)).await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if self.client.shared.retire_subscription(&self.id) {
            // An ended connection has no subscriptions.
            let _ended = self.client.post(&Frame::new("UNSUBSCRIBE").with("id", &self.id));
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Subscription").field("client", &self.client).finish_non_exhaustive()
    }
}

/// A subscription id that no sender can guess (128 random bits), so that a forged MESSAGE inside a
/// body cannot name it.
pub(super) fn random_id() -> String {
    hex::encode(rand::random::<[u8; 16]>())
}

pub(super) async fn open(
    client: &Client,
    destination: &str,
    prefetch: u32,
    durable: Option<&str>,
) -> Result<Subscription, ClientError> {
    let id = random_id();
    let messages = client.shared.add_subscription(&id);
    let mut frame = Frame::new("SUBSCRIBE")
        .with("id", &id)
        .with("destination", destination)
        .with("ack", "client-individual")
        .with("activemq.prefetchSize", prefetch.to_string());
    if let Some(name) = durable {
        frame = frame.with("activemq.subscriptionName", name);
    }
    let subscription = Subscription { client: client.clone(), id, messages };
    client.shared.request(frame).await?;
    Ok(subscription)
}
