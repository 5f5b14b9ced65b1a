//! A sidecar that looks at a country's road in the open: it shares the link's network, not its files.

use super::held::Held;
use super::images::ImageName;
use super::names::Names;
use super::recipe::{Recipe, Rights, Shows};
use crate::profile::Country;
use crate::stack::StackError;
use crate::stack::parts::{CellPlan, Part, PartError};
use crate::stack::tunnel::{Captured, Vpn};
use bollard::Docker;
use std::collections::HashMap;

/// To see packets; and tcpdump gives up what it does not have, even to stay who it is.
const CAPABILITIES: &[&str] = &["NET_RAW", "SETUID", "SETGID"];
/// Script in the image.
const CAPTURE: &str = "capture";

/// Starts it, and waits until it captures: on the interface that leads to the gateway, or without
/// tunnels to the broker.
pub(super) async fn begin(
    docker: &Docker,
    plan: &CellPlan,
    country: Country,
    image: &ImageName,
    labels: &HashMap<String, String>,
) -> Result<Held, StackError> {
    let names = Names::new(&plan.run, &plan.name);
    let far = match plan.vpn {
        Vpn::None => names.broker(plan.broker_of(country)),
        Vpn::Tunnels | Vpn::Beside => names.gateway(country),
    };
    let recipe = Recipe {
        part: Part::Capture(country),
        name: names.capture(country),
        image: image.clone(),
        command: vec![CAPTURE.to_owned(), "begin".to_owned(), far],
        files: Vec::new(),
        network: format!("container:{}", names.link(country)),
        also: None,
        volumes_of: None,
        rights: Rights { capabilities: CAPABILITIES, tun: false },
        ports: Vec::new(),
        shows: Shows::Runs,
    };
    let held = Held::start(docker, &recipe, labels).await?;
    if let Err(error) = held.bytes(docker, &[CAPTURE, "ready"]).await {
        held.remove(docker).await?;
        return Err(error.into());
    }
    Ok(held)
}

/// Ends it, takes what it has, and removes it.
pub(super) async fn end(docker: &Docker, held: &Held) -> Result<Captured, PartError> {
    let (pcap, words) = held.bytes(docker, &[CAPTURE, "end"]).await?;
    held.remove(docker).await?;
    let lost = lost(&words).ok_or_else(|| PartError::Failed {
        part: "capture".to_owned(),
        what: "did not say what it lost",
        detail: words.clone(),
    })?;
    let interface = words.lines().next().unwrap_or_default().to_owned();
    Ok(Captured { interface, lost, pcap })
}

/// `N packets dropped by kernel`, and by the interface where it says so.
fn lost(words: &str) -> Option<u64> {
    let counts = words.lines().filter(|line| line.contains(" dropped by "));
    let counts: Option<Vec<u64>> =
        counts.map(|line| line.split_whitespace().next()?.parse().ok()).collect();
    counts.filter(|counts| !counts.is_empty()).map(|counts| counts.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_capture_lost_is_read_or_it_is_none() {
        let words = "eth1\ntcpdump: listening on eth1\n12 packets captured\n14 packets received by \
                     filter\n2 packets dropped by kernel\n1 packets dropped by interface\n";
        assert_eq!(lost(words), Some(3));
        assert_eq!(lost("eth1\ntcpdump: killed\n"), None);
    }
}
