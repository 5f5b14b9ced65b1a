//! One node, and a partner whose messages are written by hand: each answer of the profile, the early
//! and the repeated, the poisoned adapter call.

#![expect(clippy::unwrap_used, reason = "a test stops where its stage cannot be set")]

mod node_stage;

use std::time::Duration;

use node_stage::{INLAND, NOW, Node, Stage, fixture, grn, released};
use passavant::broker::client::{Client, Message as Delivered, Subscription};
use passavant::message::answer::AnyMessageId;
use passavant::message::header::Event;
use passavant::message::passage::{Arr, Pas, Res, Wro};
use passavant::message::{Body, Header, Message, Party, headers_for, read, write};
use passavant::profile::lists::{
    Basis, ControlResult, Direction, Disposition, Outcome, Role, StateOfSeals,
};
use passavant::profile::{Country, MessageId, stomp};
use serde_json::json;
use uuid::Uuid;

const DEADLINE: Duration = Duration::from_secs(20);

/// The partner, Burkina Faso, played by the test.
struct Partner {
    client: Client,
    answers: Subscription,
}

fn country(text: &str) -> Country {
    text.parse().unwrap()
}

impl Partner {
    async fn join(stage: &Stage) -> Self {
        let client = stage.client("BF").await;
        let answers = client.subscribe("/queue/TRANSIT.BF.FROM.TG.SYS", 20).await.unwrap();
        Self { client, answers }
    }

    fn message(body: Body) -> Message {
        let header = Header {
            message_id: MessageId::fresh(country("BF")),
            correlation_id: None,
            profile_version: "1.0".to_owned(),
            sender: Party { country: country("BF"), office: None, role: Role::Dst },
            recipient: Party { country: country("TG"), office: None, role: Role::Dep },
            prepared_at: NOW.parse().unwrap(),
            test: true,
            link_epoch: 1,
            link_seq: 1,
            ref_data: 1,
        };
        Message { header, body }
    }

    async fn send(&self, message: &Message) {
        self.send_bytes(message, write(message)).await;
    }

    async fn send_bytes(&self, message: &Message, body: Vec<u8>) {
        self.send_changed(message, body, |_| {}).await;
    }

    async fn send_changed(
        &self,
        message: &Message,
        body: Vec<u8>,
        change: impl FnOnce(&mut Vec<(String, String)>),
    ) {
        let mut headers = headers_for(message, &body);
        change(&mut headers);
        let queue = format!("/queue/{}", message.queue());
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .filter(|(name, _)| name != stomp::DESTINATION)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.client.send(&queue, &headers, body).await.unwrap();
    }

    async fn answer(&mut self) -> Delivered {
        let next = tokio::time::timeout(DEADLINE, self.answers.next()).await;
        let delivered = next.unwrap().unwrap();
        self.client.ack_confirmed(&delivered).await.unwrap();
        delivered
    }

    /// The answer as `ACK APPLIED`, `FNK 92`, `XNK 52`, and what it answers.
    async fn told(&mut self) -> (String, String) {
        let delivered = self.answer().await;
        let message = read(&delivered.body).unwrap();
        let word = match &message.body {
            Body::Ack(ack) => format!("ACK {}", ack.disposition),
            Body::Fnk(fnk) => format!("FNK {}", fnk.errors[0].code),
            Body::Xnk(xnk) => format!("XNK {}", xnk.errors[0].code),
            other => panic!("{other:?} is no answer"),
        };
        let correlation = message.header.correlation_id.unwrap().to_string();
        (word, correlation)
    }

    /// Sends and returns the answer, which must be about this message.
    async fn ask(&mut self, message: &Message) -> String {
        self.send(message).await;
        let (word, correlation) = self.told().await;
        assert_eq!(correlation, message.header.message_id.to_string());
        word
    }
}

fn event() -> Event {
    Event::electronic(Uuid::now_v7(), NOW.parse().unwrap())
}

fn arrival(mrn: &str, office: &str) -> Message {
    Partner::message(Body::Arr(Box::new(Arr {
        event: event(),
        mrn: passavant::message::Claimed::from_text(mrn),
        office: office.parse().unwrap(),
        plates: vec!["TG-1234-AB".to_owned(), "TG-5678-RM".to_owned()],
        state_of_seals: StateOfSeals::Good,
        seals: vec!["TG-0004512".to_owned()],
        late: false,
        gate_at: None,
        remarks: None,
    })))
}

fn entry(mrn: &str, office: &str) -> Message {
    Partner::message(Body::Pas(Box::new(Pas {
        event: event(),
        mrn: passavant::message::Claimed::from_text(mrn),
        office: office.parse().unwrap(),
        direction: Direction::Entry,
        outcome: Outcome::Passed,
        plates: vec!["TG-1234-AB".to_owned()],
        state_of_seals: StateOfSeals::Good,
        seals: Vec::new(),
        weighed_mass: None,
        control_code: None,
        new_seals: Vec::new(),
        remarks: None,
    })))
}

fn result(mrn: &str, code: ControlResult) -> Message {
    Partner::message(Body::Res(Box::new(Res {
        event: event(),
        mrn: passavant::message::Claimed::from_text(mrn),
        office: INLAND.destination.parse().unwrap(),
        result_no: 1,
        control_code: code,
        state_of_seals: StateOfSeals::Good,
        seals: Vec::new(),
        conform: code.is_satisfactory(),
        next_regime: None,
        differences: Vec::new(),
        gate_at: None,
        remarks: None,
    })))
}

fn write_off(mrn: &str) -> Message {
    Partner::message(Body::Wro(Box::new(Wro {
        event: event(),
        mrn: passavant::message::Claimed::from_text(mrn),
        basis: Basis::Result,
        actual_office: None,
        decision_no: 1,
        basis_message_id: None,
    })))
}

/// A released movement at TG, after which BF's node leaves its seat to the test.
async fn on_the_road(stage: &Stage) -> (Node, Partner, String) {
    let (tg, bf) = stage.pair([None, None]).await;
    let mrn = released(stage, &tg, &bf, INLAND, &grn("TG"), 1).await;
    drop(bf);
    (tg, Partner::join(stage).await, mrn)
}

#[tokio::test]
async fn early_messages_are_held_and_applied_when_their_forerunner_comes() {
    let stage = Stage::raise().await;
    let (tg, mut partner, mrn) = on_the_road(&stage).await;
    let early = result(&mrn, ControlResult::A2);
    assert_eq!(partner.ask(&early).await, "ACK HELD");
    assert_eq!(tg.effects(&mrn, "RES/").await, 0);
    let arrived = arrival(&mrn, INLAND.destination);
    partner.send(&arrived).await;
    let told = [partner.told().await, partner.told().await];
    let about = |message: &Message| message.header.message_id.to_string();
    assert_eq!(told[0], ("ACK APPLIED".to_owned(), about(&arrived)));
    assert_eq!(told[1], ("ACK APPLIED".to_owned(), about(&early)));
    // Nobody has seen the entry: the result waits behind the hold.
    let view = tg.movement(&mrn).await;
    assert_eq!(view["departure"]["state"], "ARRIVED");
    assert_eq!(view["departure"]["holds"], json!(["H-PAS"]));
    assert_eq!(tg.guarantee(&grn("TG")).await["balance"], 17_000_000);
    assert_eq!(partner.ask(&entry(&mrn, INLAND.entry)).await, "ACK RECORDED");
    assert_eq!(tg.movement(&mrn).await["departure"]["state"], "DISCHARGED");
    assert_eq!(tg.guarantee(&grn("TG")).await["balance"], 20_000_000);
    // The same early message once more: its final answer, not the provisional one.
    assert_eq!(partner.ask(&early).await, "ACK APPLIED");
    assert_eq!(tg.effects(&mrn, "RES/").await, 1);
}

#[tokio::test]
async fn an_early_message_runs_out_after_a_day() {
    let stage = Stage::raise().await;
    let (tg, mut partner, mrn) = on_the_road(&stage).await;
    let early = result(&mrn, ControlResult::A2);
    assert_eq!(partner.ask(&early).await, "ACK HELD");
    let stranger = write_off("26BFCKN100000007J1");
    assert_eq!(partner.ask(&stranger).await, "ACK HELD");
    // First departure asks where the forerunners are (PD-24).
    let next = tg.quiet().await.next_timer.map(|at| at.to_string());
    assert_eq!(next.as_deref(), Some("2026-07-01T08:15:00Z"));
    tg.clock("2026-07-02T08:00:00Z").await;
    let mut told = [partner.told().await, partner.told().await];
    told.sort();
    let about = |message: &Message| message.header.message_id.to_string();
    assert_eq!(told[0], ("FNK 90".to_owned(), about(&stranger)));
    assert_eq!(told[1], ("FNK 92".to_owned(), about(&early)));
}

#[tokio::test]
async fn each_stage_of_the_checks_has_its_answer() {
    let stage = Stage::raise().await;
    let (tg, mut partner, mrn) = on_the_road(&stage).await;
    let fine = || entry(&mrn, INLAND.entry);
    let mut cases: Vec<(&str, Message)> = Vec::new();
    let mut foreign_office = fine();
    foreign_office.header.sender.office = Some(INLAND.exit.parse().unwrap());
    cases.push(("FNK 97", foreign_office));
    let mut untested = fine();
    untested.header.test = false;
    cases.push(("FNK 14", untested));
    let mut newer = fine();
    newer.header.profile_version = "1.1".to_owned();
    cases.push(("FNK 50", newer));
    cases.push(("FNK 93", entry("26TGLP0000000001J3", INLAND.entry)));
    cases.push(("FNK 12", entry(&mrn, "BFXXX001")));
    cases.push(("FNK 94", entry(&mrn, INLAND.destination)));
    cases.push(("FNK 90", entry("26TGLP0000000009J5", INLAND.entry)));
    cases.push(("FNK 97", write_off(&mrn)));
    cases.push(("FNK 92", arrival(&mrn, "BFBOB001")));
    let mut future = fine();
    future.header.prepared_at = "2026-07-01T08:15:01Z".parse().unwrap();
    cases.push(("FNK 96", future));
    let mut hidden = fine();
    if let Body::Pas(pas) = &mut hidden.body {
        pas.remarks = Some("a\u{202e}b".to_owned());
    }
    cases.push(("FNK 14", hidden));
    for (expected, message) in &cases {
        assert_eq!(partner.ask(message).await, *expected, "{message:?}");
        // The same bytes again get the same answer, refusals included.
        assert_eq!(partner.ask(message).await, *expected);
    }
    assert_eq!(tg.movement(&mrn).await["departure"]["state"], "RELEASED");
    assert_eq!(partner.ask(&fine()).await, "ACK APPLIED");
    let alerts = tg.alerts().await;
    for rule in ["SEC-97", "SEC-94", "F90", "F02"] {
        assert!(alerts.iter().any(|seen| seen == rule), "{rule} in {alerts:?}");
    }
}

#[tokio::test]
async fn broken_digests_properties_and_documents_are_told_apart() {
    let stage = Stage::raise().await;
    let (tg, mut partner, mrn) = on_the_road(&stage).await;
    let message = entry(&mrn, INLAND.entry);
    let set = |name: &'static str, value: &'static str| {
        move |headers: &mut Vec<(String, String)>| {
            headers.iter_mut().filter(|(header, _)| header == name).for_each(|(_, old)| {
                value.clone_into(old);
            });
        }
    };
    partner.send_changed(&message, write(&message), set(stomp::TX_DIGEST, "00")).await;
    assert_eq!(partner.told().await.0, "FNK 95");
    partner.send_changed(&message, write(&message), set(stomp::TX_MRN, "26TGLP0000000009J5")).await;
    assert_eq!(partner.told().await.0, "FNK 14");
    let broken = entry(&mrn, INLAND.entry);
    let text = String::from_utf8(write(&broken)).unwrap().replace("</Passage>", "</Passenger>");
    partner.send_bytes(&broken, text.into_bytes()).await;
    let delivered = partner.answer().await;
    let answer = read(&delivered.body).unwrap();
    let Body::Xnk(xnk) = &answer.body else { panic!("{answer:?}") };
    assert_eq!(xnk.errors[0].code.code(), "52");
    assert!(xnk.errors[0].line > 10, "{xnk:?}");
    assert_eq!(answer.header.correlation_id, Some(AnyMessageId::from(broken.header.message_id)));
    // A bytes message is no text message, whatever is in it.
    let bytes = entry(&mrn, INLAND.entry);
    let length = write(&bytes).len().to_string();
    partner
        .send_changed(&bytes, write(&bytes), |headers| {
            headers.retain(|(name, _)| name != stomp::BODY_KIND);
            headers.push(("content-length".to_owned(), length));
        })
        .await;
    assert_eq!(partner.told().await.0, "XNK 52");
    assert_eq!(tg.effects(&mrn, "PAS/BFCKN001").await, 0);
}

#[tokio::test]
async fn the_same_business_under_a_new_id_is_a_duplicate_and_another_content_a_contradiction() {
    let stage = Stage::raise().await;
    let (tg, mut partner, mrn) = on_the_road(&stage).await;
    let first = entry(&mrn, INLAND.entry);
    assert_eq!(partner.ask(&first).await, "ACK APPLIED");
    let again = Partner::message(first.body.clone());
    assert_eq!(partner.ask(&again).await, "ACK DUPLICATE");
    let mut other = first.body.clone();
    if let Body::Pas(pas) = &mut other {
        pas.plates = vec!["TG-9999-ZZ".to_owned()];
    }
    assert_eq!(partner.ask(&Partner::message(other)).await, "FNK 92");
    assert!(tg.alerts().await.contains(&"F26".to_owned()));
    let altered = Message { header: first.header.clone(), body: again.body.clone() };
    let text = String::from_utf8(write(&altered)).unwrap().replace("1234", "4321");
    partner.send_bytes(&altered, text.into_bytes()).await;
    assert_eq!(partner.told().await.0, "FNK 26");
    assert_eq!(partner.ask(&first).await, "ACK APPLIED");
    assert_eq!(tg.effects(&mrn, "PAS/BFCKN001").await, 1);
}

#[tokio::test]
async fn a_message_at_which_six_attempts_fail_ends_as_a_dead_letter_and_the_rest_flows() {
    let stage = Stage::raise().await;
    let (tg, mut partner, mrn) = on_the_road(&stage).await;
    // A defect of the node, made by hand: its record of the movement cannot be read any more.
    let store = rusqlite::Connection::open(tg.data.join("node.sqlite")).unwrap();
    store.busy_timeout(Duration::from_secs(5)).unwrap();
    store.execute("UPDATE movement SET doc = 'torn' WHERE mrn = ?1", [&mrn]).unwrap();
    let poison = entry(&mrn, INLAND.entry);
    partner.send(&poison).await;
    let other = write_off("26BFCKN100000007J1");
    assert_eq!(partner.ask(&other).await, "ACK HELD");
    let (word, about) = partner.told().await;
    assert_eq!((word.as_str(), about), ("FNK 99", poison.header.message_id.to_string()));
    assert!(wait_for_timer(&tg).await.as_str() > NOW);
    let admin = stage.client("admin").await;
    let dead = admin.browse("/queue/DLQ.TRANSIT.TG.FROM.BF.CORE").await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(tg.alerts().await, ["F99"]);
}

#[tokio::test]
async fn what_is_not_answered_is_sent_again_in_the_same_bytes() {
    let stage = Stage::raise().await;
    let (tg, bf) = stage.pair([None, None]).await;
    let mrn = released(&stage, &tg, &bf, INLAND, &grn("TG"), 1).await;
    drop(bf);
    let partner = stage.client("BF").await;
    let mut core = partner.subscribe("/queue/TRANSIT.BF.FROM.TG.CORE", 20).await.unwrap();
    node_stage::passes(&tg, &mrn, INLAND.exit, "EXIT").await;
    let mut bodies = Vec::new();
    for clock in ["2026-07-01T08:05:00Z", "2026-07-01T08:15:00Z", "2026-07-01T08:35:00Z"] {
        let delivered = tokio::time::timeout(DEADLINE, core.next()).await.unwrap().unwrap();
        partner.ack_confirmed(&delivered).await.unwrap();
        bodies.push(delivered.body.clone());
        let due = wait_for_timer(&tg).await;
        assert_eq!(due, clock);
        tg.clock(clock).await;
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
    let told = read(&bodies[0]).unwrap();
    let mut ack = Partner::message(Body::Ack(passavant::message::answer::Ack {
        disposition: Disposition::Applied,
    }));
    ack.header.correlation_id = Some(told.header.message_id.into());
    let answering = Partner::join(&stage).await;
    answering.send(&ack).await;
    let deadline = tokio::time::Instant::now() + DEADLINE;
    // T-LIM is what is left to wait for.
    while wait_for_timer(&tg).await != "2026-07-11T08:00:00Z" {
        assert!(tokio::time::Instant::now() < deadline, "repetition does not end");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The next timer of a node that has nothing in hand.
async fn wait_for_timer(node: &Node) -> String {
    let deadline = tokio::time::Instant::now() + DEADLINE;
    loop {
        let quiet = node.quiet().await;
        if quiet.is_quiet() {
            return quiet.next_timer.unwrap().to_string();
        }
        assert!(tokio::time::Instant::now() < deadline, "{quiet:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn the_adapter_refuses_what_is_not_in_the_contract() {
    let stage = Stage::raise().await;
    let tg = stage.node("TG", None);
    assert_eq!(tg.adapter.post("/v1/reset", &fixture("TG")).await.status, 204);
    for (path, status) in [
        ("/v1/movements/26TGLP0000000001J2", 404),
        ("/v1/movements/nonsense", 404),
        ("/v1/guarantees/26TGCCIT000000019", 404),
        ("/v1/nothing", 501),
        ("/v1/actions/declare", 501),
        ("/v1/hello", 200),
        ("/v1/alerts?mrn=26TGLP0000000001J2", 200),
        ("/v1/alerts?since=1", 400),
    ] {
        assert_eq!(tg.get(path).await.status, status, "{path}");
    }
    for (path, body, status) in [
        ("/v1/actions/fly", json!({ "id": "1" }), 501),
        ("/v1/actions/declare", json!({ "id": "1" }), 400),
        ("/v1/actions/release", json!({ "mrn": "26TGLP0000000001J2" }), 400),
        ("/v1/actions/release", json!({ "id": "x".repeat(65), "mrn": "y" }), 400),
        ("/v1/clock", json!({ "mode": "backwards" }), 400),
        ("/v1/reset", json!([]), 400),
    ] {
        assert_eq!(tg.adapter.post(path, &body).await.status, status, "{path} {body}");
    }
    let stranger = passavant::adapter::client::Adapter::new("TG", tg.base(), "wrong");
    assert_eq!(stranger.get("/v1/hello").await.status, 401);
}

#[tokio::test]
async fn an_act_has_one_effect_however_often_it_is_told() {
    let stage = Stage::raise().await;
    let tg = stage.node("TG", None);
    assert_eq!(tg.adapter.post("/v1/reset", &fixture("TG")).await.status, 204);
    let mut body = node_stage::declaration(INLAND, 1, &grn("TG"), 1_000);
    body.as_object_mut().unwrap().insert("id".to_owned(), json!("act-1"));
    let first = tg.adapter.post("/v1/actions/declare", &body).await;
    let second = tg.adapter.post("/v1/actions/declare", &body).await;
    assert_eq!((first.status, &first.body), (200, &second.body));
    body["id"] = json!("act-2");
    let other = tg.adapter.post("/v1/actions/declare", &body).await;
    assert_eq!((other.status, &other.body["result"]), (200, &json!("refused")));
    let unknown = tg.act("release", json!({ "mrn": "26TGLP0000000009J5" })).await;
    assert_eq!(unknown["code"], "90");
    for (field, value, code) in [
        ("destination", json!("BFXXX001"), "12"),
        ("destination", json!("TGCKS001"), "94"),
        ("mrn_serial", json!("short"), "93"),
        ("vehicles", json!([]), "14"),
        ("equipment", json!([{ "container": "CSQU3054384", "seals": [] }]), "14"),
    ] {
        let mut wrong = node_stage::declaration(INLAND, 2, &grn("TG"), 1_000);
        wrong[field] = value;
        let outcome = tg.act("declare", wrong).await;
        assert_eq!(outcome["code"], code, "{field}: {outcome}");
    }
}

/// PD-33: only an XNK can name what has no id, and it does so by the broker's.
#[tokio::test]
async fn what_has_no_id_is_refused_by_the_brokers() {
    let stage = Stage::raise().await;
    let tg = stage.node("TG", None);
    assert_eq!(tg.adapter.post("/v1/reset", &fixture("TG")).await.status, 204);
    let client = stage.client("BF").await;
    let mut inbox = client.subscribe("/queue/TRANSIT.BF.FROM.TG.SYS", 10).await.unwrap();
    let digest = passavant::message::digest(b"");
    // Nothing at all, nothing with its digest, and bytes with the digest of others.
    for (headers, body) in [
        (vec![], String::new()),
        (vec![("txDigest", digest.as_str())], String::new()),
        (vec![("txDigest", digest.as_str())], "<TDA/>".to_owned()),
    ] {
        let told = client.send("/queue/TRANSIT.TG.FROM.BF.CORE", &headers, body.clone()).await;
        told.unwrap();
        let answer = loop {
            let answer = tokio::time::timeout(DEADLINE, inbox.next()).await.unwrap().unwrap();
            client.ack(&answer).unwrap();
            if answer.header("type") != Some("HBT") {
                break answer;
            }
        };
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.header("type"), Some("XNK"), "{headers:?} {body}: {text}");
        assert!(text.contains("<correlationId>JMS:") && text.contains(">52<"), "{text}");
    }
}
