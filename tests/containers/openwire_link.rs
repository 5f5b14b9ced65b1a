//! A link between a Java system and `ActiveMQ`: each exact point of a transacted exchange, and what follows.

use crate::ground::{Ground, Raising, demand, text};
use crate::java::Officer;
use crate::suite::target;
use passavant::broker::client::Client;
use passavant::link::control::{Effect, FaultOrder, LinkWhat, Point, Selector};
use passavant::link::{Armed, Link, LinkControl, LinkOptions, Way};
use passavant::record::event::{BiteFacts, What};
use passavant::record::{Recorder, Secrets, read};
use passavant::stack::Stack;
use passavant::stack::parts::{CellPlan, SutSeat};
use passavant::witness::LinkTap;
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const SOON: Duration = Duration::from_secs(15);
const TO_TG: &str = "TRANSIT.TG.FROM.BF.CORE";
const FROM_TG: &str = "TRANSIT.BF.FROM.TG.CORE";
const PAS: &str = "<PAS>é</PAS>";
const ARR: &str = "<ARR/>";
const MRN: &str = "26BF0000000000001A";

/// TG's link in this process, and the record of what it tells.
struct Stage<'a> {
    raising: &'a Raising,
    link: Link,
    control: LinkControl,
    recorder: Recorder,
    tap: LinkTap,
    folder: TempDir,
}

impl<'a> Stage<'a> {
    /// A link to the shared broker, in which one PAS waits for TG.
    async fn raise(raising: &'a Raising) -> Result<Self, String> {
        target(raising).empty().await?;
        let loopback: SocketAddr = "127.0.0.1:0".parse().map_err(text)?;
        let raised = raising.parts.raised();
        let openwire = raised.openwire.ok_or("no OpenWire connector")?;
        let country = "TG".parse().map_err(text)?;
        let link = Link::start(LinkOptions {
            country,
            listen: loopback,
            to: raised.broker.to_string(),
            openwire: Some(Way { listen: loopback, to: openwire.to_string() }),
            control: loopback,
            token: "secret".to_owned(),
            frame_limit: 9 * 1024 * 1024,
            tls: None,
        });
        let link = link.await.map_err(text)?;
        let control = LinkControl::new(format!("http://{}", link.control()), "secret");
        let folder = tempfile::tempdir().map_err(text)?;
        let recorder =
            Recorder::create(&folder.path().join("events.ndjson"), Secrets::new(["secret"]));
        let recorder = recorder.map_err(text)?;
        recorder.append("scribe", "cell-1", "LF/TG", None, What::ScenarioStarted(Box::default()));
        let business = Arc::new(|| None);
        let (asked, copied) = (control.clone(), recorder.clone());
        let tap = LinkTap::start(country, asked, copied, "cell-1".to_owned(), business);
        let stage = Self { raising, link, control, recorder, tap, folder };
        let headers = [("type", "PAS"), ("txMessageId", "in-1"), ("txMrn", MRN)];
        let bf = stage.client("BF").await?;
        bf.send(&format!("/queue/{TO_TG}"), &headers, PAS).await.map_err(text)?;
        Ok(stage)
    }

    /// Past the link.
    async fn client(&self, user: &str) -> Result<Client, String> {
        self.raising.connect(user).await
    }

    /// TG's system, through the link.
    async fn officer(&self, options: &str) -> Result<Officer, String> {
        let at = self.link.openwire().ok_or("the link does not listen for OpenWire")?;
        Officer::connect_with(at, options, "TG", self.raising.password("TG")).await
    }

    /// Arms a cut for the message of this code.
    async fn cut_at(&self, point: Point, code: &str) -> Result<Armed, String> {
        let select = Selector { code: Some(code.to_owned()), ..Selector::default() };
        let order = FaultOrder::new(format!("cut at {code}"), Effect::Cut).at(point, select);
        self.control.arm(&order).await.map_err(text)
    }

    /// What the record says of the fault, read back from its file; and of every frame that passed.
    async fn recorded(&self) -> Result<(Vec<BiteFacts>, Vec<String>), String> {
        self.tap.drain(SOON).await.map_err(text)?;
        self.recorder.flush().map_err(text)?;
        let record = read(&self.folder.path().join("events.ndjson")).map_err(text)?;
        let (mut bites, mut steps) = (Vec::new(), Vec::new());
        for event in record.events {
            match event.what {
                What::LinkChange { bite: Some(bite), .. } => bites.push(bite),
                What::LinkFrame { step, message_id, .. } => {
                    steps.push(format!("{step} {message_id}"));
                }
                _ => {}
            }
        }
        Ok((bites, steps))
    }

    /// A later exchange that nothing disturbs: whether what it took had been seen before.
    async fn again(&self, id: &str) -> Result<bool, String> {
        match exchange(&mut self.officer("").await?, id).await?.as_str() {
            "committed true" => Ok(true),
            "committed false" => Ok(false),
            other => Err(format!("the second exchange: {other}")),
        }
    }

    /// What lies on the queue from TG, in order.
    async fn came_out(&self) -> Result<Vec<String>, String> {
        let found = self.client("BF").await?.browse(&format!("/queue/{FROM_TG}")).await;
        let id = |it: &passavant::broker::client::Message| {
            it.header("txMessageId").unwrap_or_default().to_owned()
        };
        Ok(found.map_err(text)?.iter().map(id).collect())
    }
}

async fn exchange(officer: &mut Officer, id: &str) -> Result<String, String> {
    let properties = [("JMSType", "ARR"), ("txMessageId", id), ("txMrn", MRN)];
    officer.exchange(TO_TG, FROM_TG, &properties, ARR.as_bytes()).await
}

/// One exchange that is cut at a point: the link and the record name point and message.
async fn cut(stage: &Stage<'_>, point: Point, code: &str) -> Result<(), String> {
    let armed = stage.cut_at(point, code).await?;
    let said = exchange(&mut stage.officer("").await?, "out-1").await?;
    demand!(!said.starts_with("committed"), "the peer was told: {said}");
    let facts = stage.control.wait_bitten(&armed, SOON).await.map_err(text)?;
    let (id, body) = if code == "PAS" { ("in-1", PAS) } else { ("out-1", ARR) };
    demand!(facts.message_id == id && facts.code == code && facts.mrn == MRN, "{facts:?}");
    demand!(facts.size == body.len() as u64, "{facts:?}");
    let with_body = matches!(point, Point::BeforeForward | Point::BeforeDelivery);
    let digest = if with_body { hex::encode(Sha256::digest(body)) } else { String::new() };
    demand!(facts.digest == digest, "{facts:?}");
    let (bites, _) = stage.recorded().await?;
    let [bite] = &bites[..] else { return Err(format!("in the record: {bites:?}")) };
    demand!(bite.point == point.as_str() && bite.effect == "cut", "in the record: {bite:?}");
    demand!(bite.message_id == id && bite.code == code, "in the record: {bite:?}");
    demand!(bite.digest == digest, "in the record: {bite:?}");
    stage.control.heal().await.map_err(text)?;
    let times = stage.control.wait_ended(&armed, SOON).await.map_err(text)?;
    demand!(times > 0, "the fault touched nothing");
    Ok(())
}

pub(crate) async fn a_cut_before_dispatch_leaves_the_message_with_the_broker(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let stage = Stage::raise(ground.broker().await?).await?;
    cut(&stage, Point::BeforeDelivery, "PAS").await?;
    let (_, steps) = stage.recorded().await?;
    demand!(!steps.iter().any(|step| step.starts_with("delivered")), "{steps:?}");
    stage.again("out-2").await?;
    let out = stage.came_out().await?;
    demand!(out == ["out-2"], "what came out: {out:?}");
    Ok(())
}

pub(crate) async fn a_cut_before_a_transacted_send_undoes_what_was_taken(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let stage = Stage::raise(ground.broker().await?).await?;
    cut(&stage, Point::BeforeForward, "ARR").await?;
    let (_, steps) = stage.recorded().await?;
    demand!(steps == ["delivered in-1"], "{steps:?}");
    demand!(stage.again("out-2").await?, "it does not come as seen before");
    let out = stage.came_out().await?;
    demand!(out == ["out-2"], "what came out: {out:?}");
    Ok(())
}

pub(crate) async fn a_cut_before_the_commit_commits_nothing(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let stage = Stage::raise(ground.broker().await?).await?;
    cut(&stage, Point::BeforeAck, "PAS").await?;
    let (_, steps) = stage.recorded().await?;
    demand!(steps == ["delivered in-1", "send out-1"], "{steps:?}");
    demand!(stage.again("out-2").await?, "it does not come as seen before");
    let out = stage.came_out().await?;
    demand!(out == ["out-2"], "what came out: {out:?}");
    Ok(())
}

pub(crate) async fn a_cut_before_the_answer_to_a_commit_leaves_it_done_and_unknown(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let stage = Stage::raise(ground.broker().await?).await?;
    cut(&stage, Point::BeforeReceipt, "ARR").await?;
    let (_, steps) = stage.recorded().await?;
    demand!(steps == ["delivered in-1", "send out-1", "acked in-1"], "{steps:?}");
    let out = stage.came_out().await?;
    demand!(out == ["out-1"], "what came out: {out:?}");
    let mut officer = stage.officer("").await?;
    let none = officer.receive(TO_TG, Duration::from_millis(500)).await;
    demand!(none.as_ref().is_err_and(|why| why == "none"), "it came again: {none:?}");
    Ok(())
}

pub(crate) async fn openwire_is_read_in_each_of_its_encodings(
    ground: Arc<Ground>,
) -> Result<(), String> {
    for options in [
        "",
        "?wireFormat.tightEncodingEnabled=false",
        "?wireFormat.cacheEnabled=false",
        "?wireFormat.tightEncodingEnabled=false&wireFormat.cacheEnabled=false",
    ] {
        let stage = Stage::raise(ground.broker().await?).await?;
        let never = stage.cut_at(Point::BeforeAck, "CAN").await?;
        let said = exchange(&mut stage.officer(options).await?, "out-1").await?;
        demand!(said == "committed false", "{options}: {said}");
        stage.control.end(&never.fault).await.map_err(text)?;
        let times = stage.control.wait_ended(&never, SOON).await.map_err(text)?;
        demand!(times == 0, "a fault whose message never came touched {times} things");
        let (bites, steps) = stage.recorded().await?;
        let expected = ["delivered in-1", "send out-1", "acked in-1", "receipted out-1"];
        demand!(bites.is_empty() && steps == expected, "{options}: {bites:?} {steps:?}");
        let told = stage.control.events_after(0, Duration::ZERO).await.map_err(text)?;
        let unread = told.iter().find(|it| matches!(it.what, LinkWhat::Unreadable { .. }));
        demand!(unread.is_none(), "{options}: {unread:?}");
    }
    Ok(())
}

pub(crate) async fn a_node_under_test_finds_its_brokers_openwire_at_a_fixed_address(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let free = || std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
    let (stomp, openwire) = (free().map_err(text)?, free().map_err(text)?);
    let country = "TG".parse().map_err(text)?;
    let seat = SutSeat {
        country,
        adapter: "http://127.0.0.1:9".to_owned(),
        token: "a-token-of-its-owner".to_owned(),
        link_listen: stomp,
        link_openwire: Some(openwire),
        own_tls: false,
        broker_login: None,
    };
    let plan = CellPlan { sut: Some(seat), ..ground.plan("openwire-seat") };
    let secrets = Arc::clone(&plan.secrets);
    let parts = ground.stack.raise(plan).await.map_err(text)?;
    let mut java = Officer::connect(openwire, "TG", &secrets.broker["TG"]).await?;
    let properties = [("JMSType", "ARR"), ("txMessageId", "out-1")];
    java.send(&format!("queue://{FROM_TG}"), "text", &properties, ARR.as_bytes()).await?;
    let control = LinkControl::new(&parts.raised().links[&country], &secrets.link);
    let told = control.events_after(0, Duration::ZERO).await.map_err(text)?;
    parts.take_down().await.map_err(text)?;
    let receipted = |what: &LinkWhat| match what {
        LinkWhat::Frame(frame) => frame.step == "receipted" && frame.message_id == "out-1",
        _ => false,
    };
    demand!(told.iter().any(|event| receipted(&event.what)), "its link told {told:?}");
    Ok(())
}
