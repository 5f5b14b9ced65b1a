//! Two nodes as processes beside an embedded broker, and the officers who work at them.

#![expect(dead_code, reason = "each test binary uses its part of the stage")]
#![expect(clippy::unwrap_used, reason = "a test stops where its stage cannot be set")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use passavant::adapter::client::{Adapter, Answer};
use passavant::adapter::contract::{ClockState, Quiet};
use passavant::broker::accounts::{Account, Accounts};
use passavant::broker::client::{Client, Login, Options};
use passavant::broker::embedded::{Config, Embedded};
use passavant::message::advice::ItineraryOffice;
use passavant::message::{Body, Message, Pair, sample_between};
use passavant::profile::{Code, MessageId};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const NOW: &str = "2026-07-01T08:00:00Z";
const TOKEN: &str = "a-token-of-this-test";
const PASSWORD: &str = "a-password-of-this-test";

/// Broker, and the folder of everything.
pub(crate) struct Stage {
    pub(crate) folder: TempDir,
    pub(crate) broker: Embedded,
}

impl Stage {
    pub(crate) async fn raise() -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("token"), TOKEN).unwrap();
        std::fs::write(folder.path().join("password"), PASSWORD).unwrap();
        let account = |name: &str, admin| Account {
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            admin,
        };
        let accounts = Accounts {
            countries: vec!["TG".to_owned(), "BF".to_owned()],
            users: vec![account("TG", false), account("BF", false), account("admin", true)],
            behind_hub: None,
            bridged_to: std::collections::BTreeMap::new(),
        };
        let broker = Embedded::start(Config {
            tls: None,
            listen: "127.0.0.1:0".to_owned(),
            data: folder.path().join("broker"),
            accounts,
            frame_limit: 8 * 1024 * 1024,
        })
        .await
        .unwrap();
        Self { folder, broker }
    }

    pub(crate) async fn client(&self, user: &str) -> Client {
        let login = Login::new(user, PASSWORD);
        Client::connect(&self.broker.addr().to_string(), &login, &Options::default()).await.unwrap()
    }

    /// Starts a node with its data, and gives it an adapter.
    pub(crate) fn node(&self, country: &str, flaw: Option<&str>) -> Node {
        let data = self.folder.path().join(country);
        Node::start(country, &data, self.folder.path(), &self.broker.addr().to_string(), flaw)
    }

    /// A node that finds its broker at another address, such as a link's; emptied and given the corridor.
    pub(crate) async fn node_at(&self, country: &str, broker: &str) -> Node {
        let data = self.folder.path().join(country);
        let node = Node::start(country, &data, self.folder.path(), broker, None);
        let answer = node.adapter.post("/v1/reset", &fixture(country)).await;
        assert_eq!(answer.status, 204, "{:?}", answer.body);
        node
    }

    /// Both nodes, emptied and given the corridor.
    pub(crate) async fn pair(&self, flaws: [Option<&str>; 2]) -> (Node, Node) {
        let (tg, bf) = (self.node("TG", flaws[0]), self.node("BF", flaws[1]));
        for node in [&tg, &bf] {
            let answer = node.adapter.post("/v1/reset", &fixture(&node.country)).await;
            assert_eq!(answer.status, 204, "{:?}", answer.body);
        }
        (tg, bf)
    }
}

/// One node's process.
pub(crate) struct Node {
    pub(crate) country: String,
    pub(crate) adapter: Adapter,
    pub(crate) data: PathBuf,
    base: String,
    child: Child,
    start: Box<dyn Fn() -> (Child, String) + Send + Sync>,
}

impl Node {
    fn start(country: &str, data: &Path, folder: &Path, broker: &str, flaw: Option<&str>) -> Self {
        let mut args = vec![
            "node".to_owned(),
            format!("--country={country}"),
            "--adapter=127.0.0.1:0".to_owned(),
            format!("--broker={broker}"),
            format!("--user={country}"),
            format!("--password-file={}", folder.join("password").display()),
            format!("--token-file={}", folder.join("token").display()),
            format!("--data={}", data.display()),
            "--die-with-stdin".to_owned(),
        ];
        args.extend(flaw.map(|flaw| format!("--flaw={flaw}")));
        let start = Box::new(move || spawn(&args));
        let (child, base) = start();
        let adapter = Adapter::new(country, base.clone(), TOKEN);
        Self { country: country.to_owned(), adapter, data: data.to_owned(), base, child, start }
    }

    /// Base address of its adapter.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// SIGKILL, then the same node again with its data.
    pub(crate) fn kill_and_restart(&mut self) {
        self.kill();
        self.restart();
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn restart(&mut self) {
        let (child, base) = (self.start)();
        self.child = child;
        self.adapter = Adapter::new(self.country.clone(), base.clone(), TOKEN);
        self.base = base;
    }

    /// Arms an exact death.
    pub(crate) fn die_at(&self, point: &str) {
        std::fs::write(self.data.join("die-at"), point).unwrap();
    }

    /// Waits until it has died by itself.
    pub(crate) async fn died(&mut self) -> ExitStatus {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "{} did not die", self.country);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// An officer's act; its outcome.
    pub(crate) async fn act(&self, verb: &str, mut body: Value) -> Value {
        let id = uuid::Uuid::now_v7().to_string();
        body.as_object_mut().unwrap().insert("id".to_owned(), Value::String(id));
        let answer = self.adapter.post(&format!("/v1/actions/{verb}"), &body).await;
        assert_eq!(answer.status, 200, "{verb}: {:?}", answer.body);
        answer.body
    }

    /// An officer's act that must succeed.
    pub(crate) async fn done(&self, verb: &str, body: Value) -> Value {
        let outcome = self.act(verb, body).await;
        assert_eq!(outcome["result"], "done", "{verb}: {outcome}");
        outcome
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.adapter.get(path).await
    }

    pub(crate) async fn movement(&self, mrn: &str) -> Value {
        self.get(&format!("/v1/movements/{mrn}")).await.body
    }

    pub(crate) async fn guarantee(&self, grn: &str) -> Value {
        self.get(&format!("/v1/guarantees/{grn}")).await.body
    }

    pub(crate) async fn alerts(&self) -> Vec<String> {
        let answer = self.get("/v1/alerts").await;
        let rules = answer.body.as_array().unwrap().iter();
        rules.map(|alert| alert["rule"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn quiet(&self) -> Quiet {
        self.adapter.quiet().await.unwrap()
    }

    pub(crate) async fn clock(&self, now: &str) -> ClockState {
        let order = json!({ "mode": "held", "now": now, "offset_s": 0 });
        let answer = self.adapter.post("/v1/clock", &order).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        serde_json::from_value(answer.body).unwrap()
    }

    pub(crate) async fn fired(&self) -> u64 {
        self.adapter.hello().await.unwrap().flaw.map_or(0, |flaw| flaw.fired)
    }

    /// How many effects of this key's beginning a movement has had here.
    pub(crate) async fn effects(&self, mrn: &str, key: &str) -> usize {
        let view = self.movement(mrn).await;
        let effects = view["effects"].as_array().cloned().unwrap_or_default();
        effects.iter().filter(|effect| effect["key"].as_str().unwrap().starts_with(key)).count()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

fn spawn(args: &[String]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(args)
        .env("RUST_LOG", "passavant=warn")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(ready["ready"], true, "{line}");
    (child, format!("http://{}", ready["adapter"].as_str().unwrap()))
}

/// Waits until both nodes have nothing in hand and every queue is empty, twice in a row.
pub(crate) async fn settle(stage: &Stage, nodes: &[&Node]) {
    let admin = stage.client("admin").await;
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut calm = 0;
    while calm < 2 {
        let mut quiet = true;
        for node in nodes {
            quiet &= node.quiet().await.is_quiet();
        }
        for (to, from) in [("TG", "BF"), ("BF", "TG")] {
            for class in ["CORE", "GUA", "SYS"] {
                let queue = format!("/queue/TRANSIT.{to}.FROM.{from}.{class}");
                quiet &= admin.browse(&queue).await.unwrap().is_empty();
            }
        }
        calm = if quiet { calm + 1 } else { 0 };
        if !quiet {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(Instant::now() < deadline, "the cell does not come to rest");
    }
}

/// Offices of the corridor, and the guarantee that this country's guarantor keeps.
pub(crate) fn fixture(country: &str) -> Value {
    let office = |code: &str, roles: &[&str]| {
        json!({ "code": code, "name": code, "country": &code[..2], "roles": roles,
                "paired_with": null, "automated": true, "gate": false })
    };
    json!({
        "time_zone": "+01:00",
        "offices": [
            office("TGLOM001", &["DEP", "DST"]),
            office("TGCKS001", &["EXI", "ENT"]),
            office("BFCKN001", &["EXI", "ENT", "DST"]),
            office("BFOUR001", &["DEP", "DST"]),
            office("BFBOB001", &["DEP", "DST"]),
        ],
        "reference": {
            "guarantors": [], "closures": [], "scales": [], "tolerances": [], "routes": [],
            "policies": [],
        },
        "guarantees": [{
            "grn": grn(country), "access_code": "4711", "principal": "00012345A",
            "countries": ["TG", "BF"], "reference_amount": 20_000_000,
        }],
        "clock": { "mode": "held", "now": NOW, "offset_s": 0 },
    })
}

/// The guarantee of a country's guarantor.
pub(crate) fn grn(country: &str) -> String {
    let country = country.parse().unwrap();
    passavant::profile::Grn::compose(26, country, "CCIX00000001").unwrap().to_string()
}

/// A journey from one country to the other.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    pub(crate) departure: &'static str,
    pub(crate) exit: &'static str,
    pub(crate) entry: &'static str,
    pub(crate) destination: &'static str,
}

pub(crate) const INLAND: Way =
    Way { departure: "TGLOM001", exit: "TGCKS001", entry: "BFCKN001", destination: "BFOUR001" };

pub(crate) const EXPORT: Way =
    Way { departure: "BFOUR001", exit: "BFCKN001", entry: "TGCKS001", destination: "TGLOM001" };

/// What the principal declares.
pub(crate) fn declaration(way: Way, serial: u32, grn: &str, exposure: u64) -> Value {
    let (from, to) = (&way.departure[..2], &way.destination[..2]);
    json!({
        "lrn": format!("LRN-{serial}"),
        "mrn_serial": format!("LP{serial:010}"),
        "office": way.departure,
        "passages": [
            { "office": way.exit, "direction": "EXIT" },
            { "office": way.entry, "direction": "ENTRY" },
        ],
        "destination": way.destination,
        "binding_itinerary": true,
        "principal": {
            "id": "00012345A", "name": "Société Générale de Négoce Yé & Fils",
            "address": "Avenue de l'Indépendance 112",
        },
        "carrier": "Transports Bè-Kpota",
        "vehicles": [
            { "kind": "30", "plate": "TG-1234-AB", "nationality": "TG" },
            { "kind": "31", "plate": "TG-5678-RM", "nationality": "TG" },
        ],
        "equipment": [{ "container": "CSQU3054383", "seals": ["TG-0004512"] }],
        "goods": {
            "gross_mass": "25480.35", "value_xof": 14_250_000,
            "items": [{
                "hs": "100630", "description": "Riz étuvé", "mass": "22500.125",
                "package": "BG", "count": 450,
            }],
        },
        "guarantee": {
            "grn": grn, "access_code": "4711", "exposure": { from: exposure, to: exposure * 2 },
        },
    })
}

/// Declares, guarantees, controls and releases; the MRN.
pub(crate) async fn released(
    stage: &Stage,
    from: &Node,
    to: &Node,
    way: Way,
    grn: &str,
    n: u32,
) -> String {
    let declared = from.done("declare", declaration(way, n, grn, 1_000_000)).await;
    let mrn = declared["mrn"].as_str().unwrap().to_owned();
    from.done("guarantee", json!({ "mrn": mrn })).await;
    settle(stage, &[from, to]).await;
    from.done("control", json!({ "mrn": mrn, "code": "A2" })).await;
    from.done("release", json!({ "mrn": mrn })).await;
    settle(stage, &[from, to]).await;
    mrn
}

/// A vehicle comes to an office of passage and goes on.
pub(crate) async fn passes(node: &Node, mrn: &str, office: &str, direction: &str) {
    let plates = json!(["TG-1234-AB", "TG-5678-RM"]);
    node.done(
        "present",
        json!({ "mrn": mrn, "office": office, "direction": direction, "plates": plates }),
    )
    .await;
    node.done("pass", pass(mrn, office, direction)).await;
}

pub(crate) fn pass(mrn: &str, office: &str, direction: &str) -> Value {
    json!({
        "mrn": mrn, "office": office, "direction": direction, "seal_state": "1",
        "seals": ["TG-0004512"], "plates": ["TG-1234-AB", "TG-5678-RM"],
    })
}

pub(crate) fn arrive(mrn: &str, office: &str) -> Value {
    json!({
        "mrn": mrn, "office": office, "seal_state": "1", "seals": ["TG-0004512"],
        "plates": ["TG-1234-AB", "TG-5678-RM"],
    })
}

pub(crate) fn result(mrn: &str, office: &str) -> Value {
    json!({ "mrn": mrn, "office": office, "code": "A2", "seal_state": "1", "remarks": "Conforme à la déclaration" })
}

/// Advance data from Togo for a movement of its own, fit for the corridor of the stage.
pub(crate) fn advice(seed: u64) -> Message {
    let country = |text: &str| text.parse().unwrap();
    let pair = Pair { departure: country("TG"), partner: country("BF") };
    let mut message = sample_between(pair, Code::Tda, seed);
    message.header.ref_data = 1;
    message.header.message_id = MessageId::fresh(country("TG"));
    message.header.prepared_at = NOW.parse().unwrap();
    message.header.test = true;
    let Body::Tda(advice) = &mut message.body else { unreachable!("a TDA was asked for") };
    let now = NOW.parse().unwrap();
    (advice.event.at, advice.event.recorded_at) = (now, now);
    advice.equipment.iter_mut().for_each(|unit| unit.container = None);
    let offices = ["TGLOM001", "TGCKS001", "BFCKN001", "BFOUR001"];
    let roles = ["DEP", "EXI", "ENT", "DST"];
    advice.transit.itinerary = offices
        .iter()
        .zip(roles)
        .map(|(office, role)| ItineraryOffice {
            role: role.parse().unwrap(),
            office: office.parse().unwrap(),
            eta: None,
        })
        .collect();
    message
}
