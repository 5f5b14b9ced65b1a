//! A node under a flood of advance data takes every message once, in order, and answers each.

#![expect(clippy::unwrap_used, reason = "a test stops where its stage cannot be set")]

mod node_stage;

use node_stage::{Stage, settle};
use passavant::message::{Body, Message, headers_for, sample_between, write};
use passavant::profile::{Code, MessageId, stomp};
use serde_json::json;

const MOVEMENTS: u64 = 200;

/// Advance data from Togo for a movement of its own, fit for the corridor of the stage.
fn advice(seed: u64) -> Message {
    let country = |text: &str| text.parse().unwrap();
    let pair = passavant::message::Pair { departure: country("TG"), partner: country("BF") };
    let mut message = sample_between(pair, Code::Tda, seed);
    message.header.ref_data = 1;
    message.header.message_id = MessageId::fresh(country("TG"));
    message.header.prepared_at = node_stage::NOW.parse().unwrap();
    message.header.test = true;
    let Body::Tda(advice) = &mut message.body else { unreachable!("a TDA was asked for") };
    let now = node_stage::NOW.parse().unwrap();
    (advice.event.at, advice.event.recorded_at) = (now, now);
    advice.equipment.iter_mut().for_each(|unit| unit.container = None);
    let offices = ["TGLOM001", "TGCKS001", "BFCKN001", "BFOUR001"];
    let roles = ["DEP", "EXI", "ENT", "DST"];
    advice.transit.itinerary = offices
        .iter()
        .zip(roles)
        .map(|(office, role)| passavant::message::advice::ItineraryOffice {
            role: role.parse().unwrap(),
            office: office.parse().unwrap(),
            eta: None,
        })
        .collect();
    message
}

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
