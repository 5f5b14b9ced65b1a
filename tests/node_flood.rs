//! A node under a flood of advance data takes every message once, in order, and answers each.

mod node_stage;

use node_stage::{Stage, advice, settle};
use passavant::message::{headers_for, write};
use passavant::profile::stomp;
use serde_json::json;

const MOVEMENTS: u64 = 200;

#[tokio::test]
async fn a_flood_is_taken_once_each_and_answered() {
    let stage = Stage::raise().await;
    let (tg, bf) = stage.pair([None, None]).await;
    let client = stage.client("TG").await;
    let mut receipts = Vec::new();
    let mut mrns = Vec::new();
    for seed in 0..MOVEMENTS {
        let message = advice(seed);
        let body = write(&message);
        let headers = headers_for(&message, &body);
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .filter(|(name, _)| name != stomp::DESTINATION)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        receipts.push(client.send("/queue/TRANSIT.BF.FROM.TG.CORE", &headers, body));
        mrns.push(message.mrn().unwrap().to_string());
    }
    for receipt in receipts {
        receipt.await.unwrap();
    }
    settle(&stage, &[&tg, &bf]).await;
    for mrn in &mrns {
        let view = bf.movement(mrn).await;
        assert_eq!(view["destination"]["state"], json!("EXPECTED"), "{view}");
        assert_eq!(bf.effects(mrn, "TDA").await, 1);
    }
}
