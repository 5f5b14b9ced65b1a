//! The embedded broker's journal: what goes, what stays, and what is refused.

use super::broker_suite::accounts;
use super::process::EmbeddedProcess;
use passavant::broker::client::{Client, Login, Options};
use passavant::broker::embedded::{Config, Embedded, StartError};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

const QUEUE: &str = "/queue/TRANSIT.BF.FROM.TG.CORE";
const MEGABYTE: usize = 1024 * 1024;

async fn start() -> EmbeddedProcess {
    EmbeddedProcess::start(&accounts("pw")).await.expect("the broker starts")
}

async fn connect(broker: &EmbeddedProcess, user: &str) -> Client {
    let login = Login::new(user, format!("pw-{user}"));
    let client = Client::connect(&broker.addr(), &login, &Options::default()).await;
    client.expect("the broker takes the login")
}

async fn bodies(broker: &EmbeddedProcess) -> Vec<Vec<u8>> {
    let seen = connect(broker, "admin").await.browse(QUEUE).await.expect("a browse");
    seen.iter().map(|message| message.body.to_vec()).collect()
}

/// Segments of the journal, oldest first.
fn segments(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(data).expect("the data folder").filter_map(Result::ok);
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains("journal-"))
        .collect();
    found.sort();
    found
}

#[tokio::test]
async fn old_segments_go_and_what_still_waits_in_them_stays() {
    let broker = start().await;
    let tg = connect(&broker, "TG").await;
    let bf = connect(&broker, "BF").await;
    let mut reading = bf.subscribe(QUEUE, 4).await.expect("a subscription");
    tg.send(QUEUE, &[], "old and held").await.expect("a receipt");
    reading.next().await.expect("the old message");
    for number in 0..200_usize {
        let body = vec![u8::try_from(number % 251).expect("small"); MEGABYTE];
        tg.send(QUEUE, &[], body).await.expect("a receipt");
        let message = reading.next().await.expect("a large message");
        bf.ack_confirmed(&message).await.expect("its acknowledgement");
    }
    let left = segments(&broker.data());
    assert!(left.len() <= 7, "200 MB went through, and {} segments are left", left.len());
    assert_eq!(bodies(&broker).await, [b"old and held"]);
    broker.kill_and_restart().await.expect("a restart");
    assert_eq!(bodies(&broker).await, [b"old and held"]);
    let bf = connect(&broker, "BF").await;
    let mut reading = bf.subscribe(QUEUE, 4).await.expect("a subscription");
    let old = reading.next().await.expect("the old message");
    assert!(old.redelivered(), "it was delivered before: {old:?}");
}

#[tokio::test]
async fn a_backlog_waits_on_disk_and_comes_back_whole() {
    let broker = start().await;
    let tg = connect(&broker, "TG").await;
    for number in 0..80_u8 {
        tg.send(QUEUE, &[], vec![number; MEGABYTE]).await.expect("a receipt");
    }
    let pid = broker.pid().await.expect("it runs");
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("its status");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    let kilobytes: usize =
        resident.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes");
    assert!(kilobytes < 70 * 1024, "80 MB wait, and {kilobytes} kB are resident");
    let bf = connect(&broker, "BF").await;
    let mut reading = bf.subscribe(QUEUE, 4).await.expect("a subscription");
    for number in 0..80_u8 {
        let message = reading.next().await.expect("a message of the backlog");
        assert!(message.body[..] == vec![number; MEGABYTE][..], "message {number} is another");
        bf.ack(&message).expect("a live connection");
    }
}

#[tokio::test]
async fn a_torn_tail_is_cut_off_and_damage_before_it_is_refused() {
    let broker = start().await;
    let tg = connect(&broker, "TG").await;
    tg.send(QUEUE, &[], "first").await.expect("a receipt");
    tg.send(QUEUE, &[], "second").await.expect("a receipt");
    broker.kill().await.expect("a kill");
    let newest = segments(&broker.data()).pop().expect("a segment");
    let mut file = OpenOptions::new().append(true).open(&newest).expect("the segment");
    file.write_all(&[0, 0, 0, 99, 1, 2, 3, 4, 3, 0, 0]).expect("half an entry");
    broker.restart().await.expect("a torn tail is no obstacle");
    assert_eq!(bodies(&broker).await, [&b"first"[..], b"second"]);
    broker.kill().await.expect("a kill");
    let mut bytes = fs::read(&newest).expect("the segment");
    let at = bytes.windows(6).position(|window| window == b"second").expect("the second body");
    bytes[at] ^= 1;
    fs::write(&newest, bytes).expect("the damaged segment");
    let config = Config {
        tls: None,
        listen: "127.0.0.1:0".to_owned(),
        data: broker.data(),
        accounts: accounts("pw"),
        frame_limit: MEGABYTE,
    };
    let refused = Embedded::start(config).await.expect_err("damage before the newest segment");
    let text = refused.to_string();
    assert!(matches!(refused, StartError::Journal(_)) && text.contains("damaged"), "{text}");
}

#[tokio::test]
async fn a_folder_or_an_address_in_use_is_refused() {
    let broker = start().await;
    let free = tempfile::tempdir().expect("a folder");
    let config = |data: PathBuf, listen: &str| Config {
        tls: None,
        listen: listen.to_owned(),
        data,
        accounts: accounts("pw"),
        frame_limit: MEGABYTE,
    };
    let locked = Embedded::start(config(broker.data(), "127.0.0.1:0")).await;
    assert!(matches!(locked, Err(StartError::Locked(_))), "{locked:?}");
    let taken = Embedded::start(config(free.path().to_owned(), &broker.addr())).await;
    assert!(matches!(taken, Err(StartError::Listen { .. })), "{taken:?}");
    let file = free.path().join("file");
    fs::write(&file, "").expect("a file");
    let nowhere = Embedded::start(config(file.join("data"), "127.0.0.1:0")).await;
    assert!(matches!(nowhere, Err(StartError::Journal(_))), "{nowhere:?}");
}
