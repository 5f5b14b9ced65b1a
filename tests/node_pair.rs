//! Two reference nodes talk through the embedded broker: whole journeys, driven through adapters.

#![expect(clippy::unwrap_used, reason = "a test stops where its stage cannot be set")]

mod node_stage;

use node_stage::{
    EXPORT, INLAND, Node, Stage, Way, arrive, declaration, grn, passes, released, result, settle,
};
use serde_json::json;

/// A whole journey, at rest after each act; the MRN.
async fn journey(stage: &Stage, from: &Node, to: &Node, way: Way, grn: &str, n: u32) -> String {
    let mrn = released(stage, from, to, way, grn, n).await;
    passes(from, &mrn, way.exit, "EXIT").await;
    settle(stage, &[from, to]).await;
    passes(to, &mrn, way.entry, "ENTRY").await;
    settle(stage, &[from, to]).await;
    to.done("arrive", arrive(&mrn, way.destination)).await;
    settle(stage, &[from, to]).await;
    to.done("result", result(&mrn, way.destination)).await;
    settle(stage, &[from, to]).await;
    mrn
}

async fn assert_discharged(from: &Node, to: &Node, mrn: &str) {
    let (at_departure, at_destination) = (from.movement(mrn).await, to.movement(mrn).await);
    assert_eq!(at_departure["departure"]["state"], "DISCHARGED", "{at_departure}");
    assert_eq!(at_departure["departure"]["holds"], json!([]));
    let advice = at_departure["departure"]["advice"].as_object().unwrap();
    assert!(advice.values().all(|state| state == "ACKED"), "{advice:?}");
    assert_eq!(at_destination["destination"]["state"], "CLOSED", "{at_destination}");
    assert_eq!(at_destination["passages"][0]["state"], "PASSED");
    assert_eq!(from.alerts().await, [""; 0]);
    assert_eq!(to.alerts().await, [""; 0]);
}

#[tokio::test]
async fn a_journey_each_way_is_discharged_and_its_guarantee_is_whole_again() {
    let stage = Stage::raise().await;
    let (tg, bf) = stage.pair([None, None]).await;
    let inland = journey(&stage, &tg, &bf, INLAND, &grn("TG"), 1).await;
    assert_discharged(&tg, &bf, &inland).await;
    let export = journey(&stage, &bf, &tg, EXPORT, &grn("BF"), 2).await;
    assert_discharged(&bf, &tg, &export).await;
    for (node, country) in [(&tg, "TG"), (&bf, "BF")] {
        let guarantee = node.guarantee(&grn(country)).await;
        assert_eq!(guarantee["balance"], 20_000_000);
        assert_eq!(guarantee["reservations"][0]["state"], "RELEASED");
    }
}

#[tokio::test]
async fn a_foreign_guarantor_is_asked_and_freed_on_the_wire() {
    let stage = Stage::raise().await;
    let (tg, bf) = stage.pair([None, None]).await;
    let grn = grn("BF");
    let mrn = released(&stage, &tg, &bf, INLAND, &grn, 1).await;
    let guarantee = bf.guarantee(&grn).await;
    assert_eq!(guarantee["balance"], 17_000_000);
    assert_eq!(guarantee["reservations"][0]["mrn"], mrn.as_str());
    passes(&tg, &mrn, INLAND.exit, "EXIT").await;
    settle(&stage, &[&tg, &bf]).await;
    passes(&bf, &mrn, INLAND.entry, "ENTRY").await;
    bf.done("arrive", arrive(&mrn, INLAND.destination)).await;
    bf.done("result", result(&mrn, INLAND.destination)).await;
    settle(&stage, &[&tg, &bf]).await;
    assert_discharged(&tg, &bf, &mrn).await;
    assert_eq!(bf.guarantee(&grn).await["balance"], 20_000_000);
    for (node, key) in [(&bf, "GUQ/1"), (&tg, "GUR/1"), (&bf, "GUL")] {
        assert_eq!(node.effects(&mrn, key).await, 1, "{key}");
    }
}

#[tokio::test]
async fn a_use_beyond_the_balance_is_refused_and_nothing_is_released() {
    let stage = Stage::raise().await;
    let (tg, bf) = stage.pair([None, None]).await;
    for (n, country) in [(1, "TG"), (2, "BF")] {
        let declared = tg.done("declare", declaration(INLAND, n, &grn(country), 7_000_000)).await;
        let mrn = declared["mrn"].as_str().unwrap();
        tg.done("guarantee", json!({ "mrn": mrn })).await;
        settle(&stage, &[&tg, &bf]).await;
        assert_eq!(tg.movement(mrn).await["departure"]["state"], "GUA_AMEND");
        tg.done("control", json!({ "mrn": mrn, "code": "A2" })).await;
        let outcome = tg.act("release", json!({ "mrn": mrn })).await;
        assert_eq!((&outcome["result"], &outcome["code"]), (&json!("refused"), &json!("92")));
        settle(&stage, &[&tg, &bf]).await;
        assert_eq!(bf.effects(mrn, "T").await, 0);
    }
    assert_eq!(tg.guarantee(&grn("TG")).await["reservations"], json!([]));
    assert_eq!(bf.guarantee(&grn("BF")).await["balance"], 20_000_000);
}

#[tokio::test]
async fn a_node_killed_at_each_exact_point_loses_and_doubles_nothing() {
    for point in ["after-receive", "after-commit", "after-ack"] {
        let stage = Stage::raise().await;
        let (mut tg, mut bf) = stage.pair([None, None]).await;
        bf.die_at(&format!("{point} TPA"));
        let declared = tg.done("declare", declaration(INLAND, 1, &grn("TG"), 1_000)).await;
        let mrn = declared["mrn"].as_str().unwrap().to_owned();
        tg.done("guarantee", json!({ "mrn": mrn })).await;
        tg.done("control", json!({ "mrn": mrn, "code": "A2" })).await;
        tg.done("release", json!({ "mrn": mrn })).await;
        bf.died().await;
        bf.restart();
        settle(&stage, &[&tg, &bf]).await;
        passes(&tg, &mrn, INLAND.exit, "EXIT").await;
        settle(&stage, &[&tg, &bf]).await;
        tg.die_at(&format!("{point} PAS"));
        passes(&bf, &mrn, INLAND.entry, "ENTRY").await;
        tg.died().await;
        tg.restart();
        settle(&stage, &[&tg, &bf]).await;
        tg.die_at(&format!("{point} RES"));
        bf.done("arrive", arrive(&mrn, INLAND.destination)).await;
        bf.done("result", result(&mrn, INLAND.destination)).await;
        tg.died().await;
        bf.die_at(&format!("{point} WRO"));
        tg.restart();
        bf.died().await;
        bf.restart();
        settle(&stage, &[&tg, &bf]).await;
        assert_discharged(&tg, &bf, &mrn).await;
        for key in ["PAS/TGCKS001", "PAS/BFCKN001", "ARR/", "RES/", "GUL"] {
            assert_eq!(tg.effects(&mrn, key).await, usize::from(key != "PAS/TGCKS001"), "{key}");
        }
        for key in ["TDA", "TPA", "PAS/TGCKS001", "WRO"] {
            assert_eq!(bf.effects(&mrn, key).await, 1, "{point} {key}");
        }
        tg.kill_and_restart();
        assert_discharged(&tg, &bf, &mrn).await;
    }
}
