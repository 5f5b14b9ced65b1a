//! STOMP over TLS: who shows a certificate of the run's own authority is believed, and nobody else.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jiff::{SignedDuration, Timestamp};
use passavant::broker::accounts::{Account, Accounts};
use passavant::broker::client::{Client, ConnectError, Login, Options};
use passavant::broker::embedded::{Config, Embedded};
use passavant::broker::secure::{Identity, Trust};
use passavant::stack::certificates::Certificates;
use std::collections::BTreeMap;
use std::process::Command;

/// A broker that shows this certificate.
async fn broker(shown: &Certificates) -> (Embedded, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let account = Account { name: "TG".into(), password: "pw".into(), admin: false };
    let broker = Embedded::start(Config {
        listen: "127.0.0.1:0".into(),
        data: folder.path().join("broker"),
        accounts: Accounts {
            countries: vec!["TG".into(), "BF".into()],
            users: vec![account],
            behind_hub: None,
            bridged_to: BTreeMap::new(),
        },
        frame_limit: 100_000,
        tls: Some(Identity::of(&shown.certificate, &shown.key).unwrap()),
    });
    (broker.await.unwrap(), folder)
}

async fn connect(
    broker: &Embedded,
    trusted: Option<&Certificates>,
) -> Result<Client, ConnectError> {
    let trust = trusted.map(|it| Trust::in_authority(&it.authority).unwrap());
    let login = Login::new("TG", "pw").trusting(trust);
    Client::connect(&broker.addr().to_string(), &login, &Options::default()).await
}

#[tokio::test]
async fn who_trusts_the_authority_of_the_run_gets_through() {
    let own = Certificates::draw(Timestamp::now()).unwrap();
    let (broker, _folder) = broker(&own).await;
    let client = connect(&broker, Some(&own)).await.unwrap();
    let sent = client.send("/queue/TRANSIT.BF.FROM.TG.CORE", &[], "whole".repeat(10_000));
    sent.await.unwrap();
}

#[tokio::test]
async fn another_authority_is_not_believed_and_none_gets_nowhere() {
    let own = Certificates::draw(Timestamp::now()).unwrap();
    let other = Certificates::draw(Timestamp::now()).unwrap();
    let (broker, _folder) = broker(&own).await;
    let strange = connect(&broker, Some(&other)).await;
    assert!(matches!(strange, Err(ConnectError::Distrusted { .. })), "{strange:?}");
    let open = connect(&broker, None).await;
    assert!(open.is_err(), "{open:?}");
}

#[tokio::test]
async fn a_certificate_that_has_run_out_is_not_believed() {
    let (now, day) = (Timestamp::now(), SignedDuration::from_hours(24));
    let old = Certificates::valid(now - day * 20, now - day * 10).unwrap();
    let (broker, _folder) = broker(&old).await;
    let late = connect(&broker, Some(&old)).await;
    assert!(matches!(late, Err(ConnectError::Distrusted { .. })), "{late:?}");
}

#[test]
fn a_whole_journey_goes_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("run");
    let ran = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["run", "--tls", "--scenario", "HP01", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(told.contains("2 planned = 2 run"), "{told}");
    assert!(!told.contains("FAIL") && !told.contains("ERROR"), "{told}");
    let record = std::fs::read_to_string(out.join("events.ndjson")).unwrap();
    assert!(record.contains("stomp+ssl://"), "the record does not say that it was TLS");
}
