//! What lies in the queues: the six of a pair of countries and their dead letters.

use super::office::WitnessError;
use super::watching::Office;
use crate::broker::client::{Client, ClientError, Message};
use crate::profile::Queue;
use crate::record::event::BrowsedFacts;
use futures::future::try_join_all;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Looks into every queue and its dead letters at once.
pub(super) async fn all(
    client: &Client,
    office: &Office,
) -> Result<BTreeMap<String, Vec<BrowsedFacts>>, WitnessError> {
    let names = office
        .options
        .queues
        .iter()
        .flat_map(|queue: &Queue| [queue.to_string(), queue.dead_letter()]);
    let looks = names.map(|queue| async move {
        let found = client.browse(&format!("/queue/{queue}")).await?;
        Ok::<_, ClientError>((queue, found.iter().map(facts).collect()))
    });
    let found = try_join_all(looks).await;
    found
        .map(BTreeMap::from_iter)
        .map_err(|error| WitnessError::Asked { what: "browse the queues", error })
}

fn facts(message: &Message) -> BrowsedFacts {
    let header = |name| message.header(name).unwrap_or_default().to_owned();
    BrowsedFacts {
        message_id: header("txMessageId"),
        code: header("type"),
        digest: hex::encode(Sha256::digest(&message.body)),
    }
}
