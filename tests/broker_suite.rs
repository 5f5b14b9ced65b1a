//! The suite of broker behaviour against the embedded broker, and the client against liars.

#[path = "broker_suite/mod.rs"]
mod broker_suite;
#[path = "broker_suite/journal.rs"]
mod journal;
#[path = "broker_suite/liars.rs"]
mod liars;
#[expect(dead_code, reason = "benchmarks use the rest")]
#[path = "broker_suite/process.rs"]
mod process;
#[path = "broker_suite/storm.rs"]
mod storm;

use broker_suite::{Target, accounts, all};
use process::EmbeddedProcess;
use std::sync::Arc;

async fn demand_all(target: &Target) {
    let results = all(target).await;
    let failed = results.iter().filter(|case| case.result.is_err());
    let failed: Vec<String> = failed.map(ToString::to_string).collect();
    assert!(failed.is_empty(), "{} of {} cases: {failed:#?}", failed.len(), results.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_broker_behaves_as_the_corridors_broker_must() {
    let broker = Arc::new(EmbeddedProcess::start(&accounts("pw")).await.unwrap());
    let restarted = broker.clone();
    demand_all(&Target {
        addr: broker.addr(),
        accounts: accounts("pw"),
        kill_and_restart: Box::new(move || {
            let broker = restarted.clone();
            Box::pin(async move { broker.kill_and_restart().await })
        }),
    })
    .await;
}
