//! With `--vpn` a country's only road is its tunnel, and who listens outside reads nothing.

use crate::ground::{Ground, Raising, demand, docker, text};
use crate::life::container_in;
use crate::networks::{addresses, knock};
use passavant::profile::Country;
use passavant::stack::Stack;
use passavant::stack::parts::CellPlan;
use passavant::stack::tunnel::{Turn, Vpn};
use passavant::witness::capture::{Sighted, search};
use std::sync::Arc;

/// What is sent through a link, and looked for beside it.
const TOLD: &str = "ciment en sacs de cinquante kilogrammes";
/// The gateway's address in the tunnel.
const GATEWAY: &str = "198.18.0.1";

pub(crate) async fn a_message_can_be_read_on_the_road_unless_there_is_a_tunnel(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let _turn = ground.turn.lock().await;
    let open = ground.cell().await?;
    let sighted = listened_to(open, "shared-cell").await?;
    demand!(sighted.packets > 0, "the capture saw nothing: {sighted:?}");
    demand!(sighted.found[TOLD] > 0, "without a tunnel it can be read: {sighted:?}");

    let plan = CellPlan { vpn: Vpn::Tunnels, ..ground.plan("tunnelled") };
    let secrets = Arc::clone(&plan.secrets);
    let parts = ground.stack.raise(plan).await.map_err(text)?;
    let cell = Raising { parts: parts.into(), secrets };
    let held = tunnelled(&cell).await;
    cell.parts.take_down().await.map_err(text)?;
    held
}

async fn tunnelled(cell: &Raising) -> Result<(), String> {
    let tunnel = cell.parts.raised().tunnel.clone().unwrap_or_default();
    println!("    tunnels of {tunnel}");
    let sighted = listened_to(cell, "tunnelled").await?;
    demand!(sighted.packets > 0, "the capture saw nothing: {sighted:?}");
    let long = u64::try_from(TOLD.len()).map_err(text)?;
    demand!(sighted.bytes > long, "the capture saw too little: {sighted:?}");
    demand!(sighted.found[TOLD] == 0, "it can be read outside the tunnel: {sighted:?}");
    no_other_road(cell)?;
    let country = togo()?;
    let state = cell.parts.turn(country, Turn::Down).await.map_err(text)?;
    demand!(!state.up, "it is down: {state}");
    let link = container_in("tunnelled", "link TG")?;
    let shut = knock(&link, GATEWAY, 61613, cell.password("TG"));
    demand!(shut.is_empty(), "through a tunnel that is down a link gets: {shut}");
    no_other_road(cell)
}

/// Neither node nor link reaches broker or gateway outside the tunnel.
fn no_other_road(cell: &Raising) -> Result<(), String> {
    let password = cell.password("TG");
    let of = |part: &str| container_in("tunnelled", part);
    let mut hosts = vec![of("broker")?, of("gateway TG")?];
    hosts.extend(addresses(&of("broker")?)?);
    hosts.extend(addresses(&of("gateway TG")?)?);
    demand!(hosts.len() == 5, "a broker has one address, a gateway two: {hosts:?}");
    std::thread::scope(|scope| {
        let mut knocks = Vec::new();
        for from in [of("node TG")?, of("link TG")?] {
            for host in &hosts {
                let from = from.clone();
                let knock = scope.spawn(move || knock(&from, host, 61613, password));
                knocks.push((host, knock));
            }
        }
        for (host, knock) in knocks {
            let got = knock.join().map_err(|_| "a knock panicked".to_owned())?;
            demand!(got.is_empty(), "{host} answered past the tunnel: {got}");
        }
        Ok(())
    })
}

/// What was seen on the open road of Togo's link while something went through it.
async fn listened_to(cell: &Raising, name: &str) -> Result<Sighted, String> {
    let country = togo()?;
    cell.parts.capture(country).await.map_err(text)?;
    let link = container_in(name, "link TG")?;
    let said = send(&container_in(name, "node TG")?, &link, cell.password("TG"))?;
    demand!(said == "RECEIPT", "the message was not taken: {said}");
    let captured = cell.parts.captured(country).await.map_err(text)?;
    demand!(captured.lost == 0, "{} packets were lost", captured.lost);
    search(&captured.pcap, &[TOLD.to_owned()]).map_err(text)
}

/// A node's message through its link, as bytes: what comes back in answer to SEND.
fn send(from: &str, link: &str, password: &str) -> Result<String, String> {
    let script = "exec 3<>/dev/tcp/$1/61613 || exit 1; \
         printf 'CONNECT\\naccept-version:1.2\\nhost:corridor\\nlogin:TG\\npasscode:%s\\n\\n\\0' \
         \"$2\" >&3; read -r -t 5 -d '' line <&3; \
         printf 'SEND\\ndestination:/queue/TRANSIT.BF.FROM.TG.SYS\\nreceipt:r\\n\\n%s\\0' \"$3\" >&3; \
         read -r -t 5 line <&3; read -r -t 5 line <&3; echo \"$line\"";
    let ran = docker(&["exec", from, "bash", "-c", script, "send", link, password, TOLD])?;
    Ok(ran.join(" "))
}

fn togo() -> Result<Country, String> {
    "TG".parse().map_err(text)
}
