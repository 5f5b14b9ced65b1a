//! Hostile bytes at every door but the document's: files that people name, the adapter, frames of a queue.
//! A clear refusal with place and remedy, or none and life goes on; never a panic, never much memory.
#![expect(clippy::unwrap_used, reason = "a test stops where its stage cannot be set")]

mod node_stage;
mod run_support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use node_stage::{INLAND, Node, Stage, fixture, grn, released};
use passavant::profile::stomp;
use run_support::Home;

/// Texts that are no TOML of ours, from careless to vicious.
fn vicious() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |open: &str, times: usize| format!("a = {}", open.repeat(times)).into_bytes();
    vec![
        ("nothing", Vec::new()),
        ("binary", vec![0, 159, 146, 150, 255, 0]),
        ("deep lists", deep("[", 100_000)),
        ("deep tables", deep("{b = ", 100_000)),
        ("a long key", format!("{} = 1", "a.".repeat(50_000)).into_bytes()),
        ("a long line", format!("a = \"{}\"", "x".repeat(4_000_000)).into_bytes()),
        ("a number beyond all", b"schema = 99999999999999999999999999".to_vec()),
        ("turned text", "title = \"\u{202e}\u{1b}[31m\"".as_bytes().to_vec()),
        ("another type", b"schema = [1]\nname = {}\ncountry = 7\nfault = \"x\"\n".to_vec()),
    ]
}

#[track_caller]
fn refused(home: &Home, what: &str, args: &[&str], place: &str) {
    let ended = home.run(args);
    assert!(matches!(ended.code, Some(2 | 4)), "{what} in {place}: {ended:.2000?}");
    assert!(!ended.stderr.contains("panicked"), "{what}: {}", ended.stderr);
    assert!(ended.stderr.contains(place), "{what}: the place is not told: {:.500}", ended.stderr);
    assert!(ended.stderr.len() < 20_000, "{what}: {} bytes of complaint", ended.stderr.len());
    assert!(!ended.stderr.contains('\u{1b}'), "{what}: an escape is obeyed");
    assert!(!home.path("out").exists(), "{what} left a run folder");
}

#[test]
fn files_that_people_name_are_refused_by_name() {
    let home = Home::new();
    let run = ["run", "--out", "out", "--scenario", "BI01"];
    for (what, bytes) in vicious() {
        let put = |name: &str| {
            let path = home.write(name, "");
            std::fs::write(path, &bytes).unwrap();
        };
        put("scenarios/corridor/x.toml");
        let with = [&run[..], &["--scenarios", "scenarios"]].concat();
        refused(&home, what, &with, "x.toml");
        put("sut.toml");
        refused(&home, what, &[&run[..], &["--sut", "sut.toml"]].concat(), "sut.toml");
        // An empty schedule disturbs nothing, but says no version of itself.
        put("faults.toml");
        refused(&home, what, &[&run[..], &["--faults", "faults.toml"]].concat(), "faults.toml");
        put("plan.toml");
        refused(&home, what, &["load", "--plan", "plan.toml", "--out", "out"], "plan.toml");
        put("features/x.feature");
        let with = ["run", "--out", "out", "--features", "features"];
        refused(&home, what, &with, "feature");
    }
    home.assert_clean();
}

/// A record that was not written by a recorder, and the line that the refusal must name.
fn records() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let line = |text: String| [text.into_bytes(), b"\n".to_vec()].concat();
    vec![
        ("binary", vec![0, 255, 10, 13, 10], "line 1"),
        ("no object", line("[]".to_owned()), "line 1"),
        ("deep lists", line("[".repeat(300_000)), "line 1"),
        ("deep objects", line("{\"a\":".repeat(300_000)), "line 1"),
        ("wrong types", line(r#"{"seq":"0","prev":0,"kind":[]}"#.to_owned()), "line 1"),
        ("a number beyond all", line(r#"{"seq":1e999}"#.to_owned()), "line 1"),
        ("a huge line", line("x".repeat(33 * 1024 * 1024)), "line 1"),
        ("a huge line without end", vec![b'x'; 40 * 1024 * 1024], "line 1"),
    ]
}

#[test]
fn altered_records_are_refused_by_the_line() {
    let home = Home::new();
    std::fs::create_dir(home.path("it")).unwrap();
    for (what, bytes, place) in records() {
        std::fs::write(home.path("it/events.ndjson"), bytes).unwrap();
        let ended = home.run(&["report", "it"]);
        assert_eq!(ended.code, Some(13), "{what}: {ended:.2000?}");
        assert!(ended.stderr.contains(place), "{what}: {:.500}", ended.stderr);
        assert!(ended.stderr.len() < 5_000, "{what}: {} bytes of complaint", ended.stderr.len());
        assert!(!ended.stderr.contains("panicked"), "{what}: {}", ended.stderr);
        assert!(!home.path("it/conformance.html").exists(), "{what}");
    }
    // Nothing at all, and a folder where a file should be.
    std::fs::write(home.path("it/events.ndjson"), "").unwrap();
    let ended = home.run(&["report", "it"]);
    assert!(!matches!(ended.code, None | Some(0 | 70 | 101)), "{ended:?}");
    std::fs::remove_file(home.path("it/events.ndjson")).unwrap();
    std::fs::create_dir(home.path("it/events.ndjson")).unwrap();
    let ended = home.run(&["report", "it"]);
    assert!(!matches!(ended.code, None | Some(0 | 70 | 101)), "{ended:?}");
}

const TOKEN: &str = "a-token-of-this-test";

/// One HTTP request as it is; the status of the answer, none when the line was closed instead.
fn http(base: &str, head: &str, body: &[u8]) -> Option<u16> {
    let mut line = TcpStream::connect(base.trim_start_matches("http://")).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let authorised = format!("authorization: Bearer {TOKEN}\r\nconnection: close\r\n");
    let head = format!("{head}\r\nhost: x\r\n{authorised}content-length: {}\r\n\r\n", body.len());
    // A server that has seen enough may close before all is written.
    let _sent = line.write_all(head.as_bytes()).and_then(|()| line.write_all(body));
    let mut answer = Vec::new();
    let _read = line.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}

/// Resident memory of the nodes of this test that listen at an address, in KiB at their peak.
fn peak(node: &Node) -> u64 {
    let data = node.data.display().to_string();
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let ours = processes.filter(|process| {
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(&data)
    });
    let peak = ours.filter_map(|process| {
        let status = std::fs::read_to_string(process.path().join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.to_owned();
        line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()
    });
    peak.max().unwrap()
}

#[tokio::test]
async fn the_adapter_refuses_what_it_cannot_read_and_goes_on() {
    let stage = Stage::raise().await;
    let tg = stage.node("TG", None);
    assert_eq!(tg.adapter.post("/v1/reset", &fixture("TG")).await.status, 204);
    let before = peak(&tg);
    let deep = |open: &str| open.repeat(200_000).into_bytes();
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("binary", vec![0, 159, 146, 150, 255]),
        ("deep lists", deep("[")),
        ("deep objects", deep("{\"a\":")),
        ("lists in a field", br#"{"id":"1","mrn":[[[]]],"office":{},"plates":7}"#.to_vec()),
        ("numbers in fields", br#"{"id":1,"mrn":2,"office":3}"#.to_vec()),
        ("a number beyond all", br#"{"id":"1","mrn":1e999}"#.to_vec()),
        ("half a surrogate", br#"{"id":"\ud800","mrn":"x"}"#.to_vec()),
        ("a field twice", br#"{"id":"1","id":"2","mrn":"x"}"#.to_vec()),
        ("too much", vec![b' '; 9 * 1024 * 1024]),
    ];
    for (what, body) in &bodies {
        for path in ["/v1/actions/declare", "/v1/actions/present", "/v1/reset", "/v1/clock"] {
            let status = http(tg.base(), &format!("POST {path} HTTP/1.1"), body);
            let refused = matches!(status, None | Some(400 | 413 | 422));
            assert!(refused, "{what} to {path}: {status:?}");
        }
    }
    for (line, statuses) in [
        ("GET /v1/movements/../../etc/passwd HTTP/1.1", &[404, 501, 400][..]),
        ("GET /v1/movements/%00%ff%2e%2e HTTP/1.1", &[404, 400, 501]),
        ("GET /v1/alerts?mrn=%27%20OR%201%3D1-- HTTP/1.1", &[200, 400, 404]),
        ("GET /v1/alerts?mrn=1&mrn=2&&&=& HTTP/1.1", &[200, 400, 404]),
        ("DELETE /v1/hello HTTP/1.1", &[501, 405]),
        ("POST /v1/actions/%ff HTTP/1.1", &[501, 400, 404]),
        ("GARBAGE", &[400]),
    ] {
        let status = http(tg.base(), line, b"");
        assert!(status.is_none_or(|status| statuses.contains(&status)), "{line}: {status:?}");
    }
    let long = format!("GET /v1/movements/{} HTTP/1.1", "x".repeat(500_000));
    assert!(http(tg.base(), &long, b"").is_none_or(|status| status >= 400));
    assert_eq!(tg.get("/v1/hello").await.status, 200);
    assert!(tg.alerts().await.is_empty());
    let grown = peak(&tg) - before;
    assert!(grown < 50 * 1024, "{grown} KiB more");
}

#[tokio::test]
async fn strange_frames_in_a_queue_are_answered_or_logged_and_the_next_message_is_taken() {
    let stage = Stage::raise().await;
    let (tg, bf) = stage.pair([None, None]).await;
    let mrn = released(&stage, &tg, &bf, INLAND, &grn("TG"), 1).await;
    drop(bf);
    let partner = stage.client("BF").await;
    let mut answers = partner.subscribe("/queue/TRANSIT.BF.FROM.TG.SYS", 20).await.unwrap();
    let long = "x".repeat(10_000);
    let strange: Vec<Vec<(&str, &str)>> = vec![
        vec![],
        vec![(stomp::TYPE, "ACK")],
        vec![(stomp::TYPE, "HBT")],
        vec![(stomp::TYPE, "\u{0}\u{202e}")],
        vec![(stomp::TYPE, "TDA"), (stomp::TX_MESSAGE_ID, "'; DROP TABLE inbox; --")],
        vec![(stomp::TX_MESSAGE_ID, "BF-zzzz"), (stomp::TX_DIGEST, "not hex")],
        vec![(stomp::TX_MESSAGE_ID, &long), (stomp::TX_MRN, &long), (stomp::TX_DIGEST, &long)],
        vec![(stomp::CORRELATION_ID, "JMS:\r\n\\c"), (stomp::TYPE, "FNK")],
        vec![("reply-to", "/queue/TRANSIT.BF.FROM.TG.CORE"), ("expires", "1")],
        vec![(stomp::TX_TEST, "maybe"), (stomp::TX_PROFILE, "9.9.9")],
        vec![("ack", "forged"), ("subscription", "forged"), ("message-id", "forged")],
    ];
    for headers in &strange {
        for class in ["CORE", "GUA", "SYS"] {
            for body in ["", "<a/>", "\u{1}", "{}"] {
                let queue = format!("/queue/TRANSIT.TG.FROM.BF.{class}");
                let mut headers = headers.clone();
                headers.push(("amq-msg-type", "text"));
                // A broker may refuse a frame: that is its right. The node sees the rest.
                let _sent = partner.send(&queue, &headers, body.as_bytes().to_vec()).await;
            }
        }
    }
    node_stage::passes(&tg, &mrn, INLAND.exit, "EXIT").await;
    emptied(&stage).await;
    let mut told = 0;
    while let Ok(Ok(answer)) =
        tokio::time::timeout(Duration::from_millis(300), answers.next()).await
    {
        partner.ack(&answer).unwrap();
        told += 1;
    }
    assert!(told > 0, "nothing was refused");
    assert_eq!(tg.movement(&mrn).await["departure"]["state"], "EXITED");
    assert_eq!(tg.get("/v1/hello").await.status, 200);
}

/// Every message for TG is gone from the queues before long.
async fn emptied(stage: &Stage) {
    let entry = std::time::Instant::now();
    let admin = stage.client("admin").await;
    loop {
        let mut left = 0;
        for class in ["CORE", "GUA", "SYS"] {
            let queue = format!("/queue/TRANSIT.TG.FROM.BF.{class}");
            left += admin.browse(&queue).await.unwrap().len();
        }
        if left == 0 {
            return;
        }
        assert!(entry.elapsed() < Duration::from_mins(1), "{left} messages lie in the queues");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
