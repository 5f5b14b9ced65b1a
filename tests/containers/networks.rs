//! The link is a country's only road out, as the VPN is.

use crate::ground::{Ground, demand, docker};
use crate::life::container_of;
use std::sync::Arc;

/// What a node gets when it knocks somewhere with its own login: the first line of an answer.
pub(crate) fn knock(from: &str, host: &str, port: u16, password: &str) -> String {
    let script = "exec 2>/dev/null; exec 3<>/dev/tcp/$1/$2 || exit 0; \
         printf 'CONNECT\\naccept-version:1.2\\nhost:corridor\\nlogin:TG\\npasscode:%s\\n\\n\\0' \
         \"$3\" >&3; read -r -t 2 line <&3; echo \"answer ${line:-nothing}\"";
    let port = port.to_string();
    let said = docker(&[
        "exec", from, "timeout", "3", "bash", "-c", script, "knock", host, &port, password,
    ]);
    // 124: no answer to the first packet within three seconds.
    said.unwrap_or_default().join(" ")
}

pub(crate) async fn a_node_reaches_the_broker_only_through_its_link(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let _turn = ground.turn.lock().await;
    let cell = ground.cell().await?;
    let password = cell.password("TG");
    let node = container_of("node TG")?;
    let own_link = container_of("link TG")?;
    let through = knock(&node, &own_link, 61613, password);
    demand!(through == "answer CONNECTED", "through its link a node gets: {through}");

    let mut closed = Vec::new();
    for part in ["broker", "link BF", "node BF"] {
        let name = container_of(part)?;
        for port in [61613, 61616, 8080, 8081] {
            closed.extend(addresses(&name)?.into_iter().map(|address| (address, port)));
            closed.push((name.clone(), port));
        }
    }
    // Not round the link either: the host's own addresses, where everything is published.
    let raised = cell.parts.raised();
    let openwire = raised.openwire.ok_or("no OpenWire connector")?;
    for gateway in gateways(&node)?.into_iter().chain(gateways(&container_of("broker")?)?) {
        closed.push((gateway.clone(), raised.broker.port()));
        closed.push((gateway, openwire.port()));
    }
    for chunk in closed.chunks(8) {
        let knocks = chunk.iter().cloned().map(|(host, port)| {
            let (node, password) = (node.clone(), password.to_owned());
            tokio::task::spawn_blocking(move || {
                let got = knock(&node, &host, port, &password);
                (host, port, got)
            })
        });
        for knocked in futures::future::join_all(knocks).await {
            let (host, port, got) = knocked.map_err(|error| error.to_string())?;
            demand!(got.is_empty(), "{host}:{port} answered a node of another network: {got}");
        }
    }
    published_on_loopback_only()
}

pub(crate) fn addresses(container: &str) -> Result<Vec<String>, String> {
    let format = "{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{end}}";
    lines_of(container, format)
}

fn gateways(container: &str) -> Result<Vec<String>, String> {
    lines_of(container, "{{range .NetworkSettings.Networks}}{{println .Gateway}}{{end}}")
}

fn lines_of(container: &str, format: &str) -> Result<Vec<String>, String> {
    let lines = docker(&["inspect", "--format", format, container])?;
    Ok(lines.into_iter().filter(|line| !line.is_empty()).collect())
}

fn published_on_loopback_only() -> Result<(), String> {
    let pid = format!("label=org.passavant.pid={}", std::process::id());
    let ports = docker(&["ps", "--filter", &pid, "--format", "{{.Ports}}"])?;
    let published: Vec<&str> = ports
        .iter()
        .flat_map(|line| line.split(", "))
        .filter(|mapping| mapping.contains("->"))
        .collect();
    demand!(!published.is_empty(), "nothing is published: {ports:?}");
    let open = published.iter().filter(|mapping| !mapping.starts_with("127.0.0.1:")).count();
    demand!(open == 0, "published beyond 127.0.0.1: {published:?}");
    Ok(())
}
