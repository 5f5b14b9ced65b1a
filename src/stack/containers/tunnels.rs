//! A country's tunnel in containers: its two ends, what they need of the ground, what is done to them.
//!
//! ```text
//! network of TG   [ node TG ] ──► [ link TG, wg0 198.18.0.2 ]
//! outer network                        ║ only WireGuard is heard here
//!                                 [ gateway TG, wg0 198.18.0.1 ]
//! network of broker                    └── socat, on the tunnel's address alone ──► [ broker ]
//! ```

use super::docker::said;
use super::held::{Held, TUN};
use super::images::{ImageName, VpnImage};
use super::names::Names;
use super::owner::Owner;
use super::recipe::{FILES, Recipe, RecipeError, Rights, Shows};
use crate::broker::activemq::STOMP_PORT;
use crate::profile::Country;
use crate::stack::StackError;
use crate::stack::parts::{CellPlan, Part, PartError};
use crate::stack::tunnel::{Ends, Key, TunnelKeys, TunnelState, Turn, Vpn};
use bollard::Docker;
use bollard::query_parameters::WaitContainerOptionsBuilder;
use futures::StreamExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerRequest, GenericImage, ImageExt};

/// Addresses that RFC 2544 keeps for such set-ups: no network of a real host has them.
const GATEWAY: &str = "198.18.0.1";
const LINK: &str = "198.18.0.2";
const BITS: &str = "/30";
const SUBNET: &str = "198.18.0.0/30";
/// UDP port of both ends.
const PORT: u16 = 51820;
/// Script in the image.
const TUNNEL: &str = "tunnel";
/// To make the interface, and to go on as nobody.
const CAPABILITIES: &[&str] = &["NET_ADMIN", "SETUID", "SETGID"];
/// `tunnel probe`.
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);

/// What the link is told to lead to.
pub(super) fn far_end(plan: &CellPlan, country: Country, names: &Names) -> String {
    match plan.vpn {
        Vpn::None => names.broker(plan.broker_of(country)),
        Vpn::Tunnels => GATEWAY.to_owned(),
        Vpn::Beside => names.gateway(country),
    }
}

/// The gateway: ready when its link is, which waits for a handshake with it.
pub(super) fn gateway(
    plan: &CellPlan,
    country: Country,
    image: &VpnImage,
    names: &Names,
) -> Result<Recipe, RecipeError> {
    let Ends { link, gateway } = &keys(plan, country)?.pairs[0];
    // Nothing listens for STOMP in the open, unless that is the flaw.
    let bind = if plan.vpn == Vpn::Beside { String::new() } else { format!(",bind={GATEWAY}") };
    let listen = format!("TCP-LISTEN:{STOMP_PORT},fork,reuseaddr{bind}");
    let broker = format!("TCP:{}:{STOMP_PORT}", names.broker(plan.broker_of(country)));
    let address = format!("{GATEWAY}{BITS}");
    Ok(Recipe {
        part: Part::Gateway(country),
        name: names.gateway(country),
        image: image.name.clone(),
        command: [TUNNEL, "up", &address, "-", "socat", &listen, &broker].map(str::to_owned).into(),
        files: vec![(conf_file(), conf(gateway, link))],
        network: names.broker_network(),
        also: Some(names.outer_network()),
        volumes_of: None,
        rights: rights(image),
        ports: Vec::new(),
        shows: Shows::Runs,
    })
}

/// The link as it is without a tunnel, put behind one.
pub(super) fn link(
    without: Recipe,
    plan: &CellPlan,
    country: Country,
    image: &VpnImage,
    names: &Names,
) -> Result<Recipe, RecipeError> {
    let Ends { link, gateway } = &keys(plan, country)?.pairs[0];
    let address = format!("{LINK}{BITS}");
    let up = [TUNNEL, "up", &address, &names.gateway(country), "passavant"].map(str::to_owned);
    let mut files = without.files;
    files.push((conf_file(), conf(link, gateway)));
    Ok(Recipe {
        image: image.name.clone(),
        command: up.into_iter().chain(without.command).collect(),
        files,
        also: Some(names.outer_network()),
        rights: rights(image),
        ..without
    })
}

fn rights(image: &VpnImage) -> Rights {
    Rights { capabilities: CAPABILITIES, tun: image.tun }
}

fn keys(plan: &CellPlan, country: Country) -> Result<&TunnelKeys, RecipeError> {
    let keys = plan.secrets.tunnels.get(&country);
    keys.ok_or_else(|| RecipeError::Secret(format!("tunnel keys of {country}")))
}

/// Where each end finds its keys; root's alone.
pub(super) fn conf_file() -> String {
    format!("{FILES}/tunnel.conf")
}

fn conf(own: &Key, other: &Key) -> String {
    format!(
        "[Interface]\nPrivateKey = {}\nListenPort = {PORT}\n\n[Peer]\nPublicKey = {}\n\
         AllowedIPs = {SUBNET}\n",
        own.private, other.public
    )
}

/// The two ends of a country's tunnel, and which keys they have.
pub(super) struct Tunnel<'a> {
    pub(super) link: &'a Held,
    pub(super) gateway: &'a Held,
    pub(super) keys: &'a TunnelKeys,
    /// The pair of keys in use.
    pub(super) pair: &'a AtomicUsize,
}

impl Tunnel<'_> {
    /// Does it, and gives what the link's end then says of itself.
    pub(super) async fn turn(&self, turn: Turn) -> Result<TunnelState, PartError> {
        match turn {
            Turn::Down => self.set("down").await?,
            Turn::Up => self.set("up").await?,
            Turn::Rotate => {
                self.pair.fetch_xor(1, Ordering::Relaxed);
                let Ends { link, gateway } = self.pair();
                renew(self.gateway, conf(gateway, link)).await?;
                renew(self.link, conf(link, gateway)).await?;
            }
            Turn::WrongKey => {
                renew(self.link, conf(&self.keys.stranger, &self.pair().gateway)).await?;
            }
            Turn::RightKey => {
                let Ends { link, gateway } = self.pair();
                renew(self.link, conf(link, gateway)).await?;
            }
        }
        self.state().await
    }

    /// What the link's end says of itself.
    pub(super) async fn state(&self) -> Result<TunnelState, PartError> {
        let shown = self.link.run(&[TUNNEL, "state"]).await?;
        TunnelState::read(&shown).ok_or_else(|| PartError::Failed {
            part: "tunnel".to_owned(),
            what: "cannot be read",
            detail: shown,
        })
    }

    async fn set(&self, state: &str) -> Result<(), PartError> {
        self.link.run(&["ip", "link", "set", "wg0", state]).await.map(drop)
    }

    fn pair(&self) -> &Ends {
        &self.keys.pairs[self.pair.load(Ordering::Relaxed) & 1]
    }
}

async fn renew(end: &Held, conf: String) -> Result<(), PartError> {
    end.run(&[TUNNEL, "renew", &conf]).await.map(drop)
}

/// Looks what a tunnel is made of here: the kernel's module, or a process on `/dev/net/tun`. Gives
/// what it is made of.
pub(super) async fn probe(
    docker: &Docker,
    name: &ImageName,
) -> Result<(VpnImage, String), StackError> {
    let mut why = Vec::new();
    for tun in [false, true] {
        match probed(docker, name, tun).await {
            Ok(made) => return Ok((VpnImage { name: name.clone(), tun }, made)),
            Err(words) => why.push(words),
        }
    }
    let (what, remedy) = blocked(&why.join("; "));
    Err(StackError::Ground { what, remedy })
}

async fn probed(docker: &Docker, name: &ImageName, tun: bool) -> Result<String, String> {
    let request: ContainerRequest<GenericImage> =
        name.to_image().with_cmd([TUNNEL, "probe"]).with_labels(Owner::this_process().labels());
    let rights = Rights { capabilities: CAPABILITIES, tun };
    let request = request
        .with_cap_drop("ALL")
        .with_host_config_modifier(move |host| super::held::grant(host, rights));
    let container = request.start().await.map_err(|error| error.to_string())?;
    let options = WaitContainerOptionsBuilder::new().condition("not-running").build();
    let mut waiting = docker.wait_container(container.id(), Some(options));
    let ended = tokio::time::timeout(ANSWERS_WITHIN, waiting.next()).await;
    let read = |bytes: Result<Vec<u8>, _>| {
        let bytes = bytes.map_err(|error: testcontainers::TestcontainersError| error.to_string());
        bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned())
    };
    let verdict = match ended {
        Ok(Some(Ok(_))) => read(container.stdout_to_vec().await),
        Ok(Some(Err(error))) => {
            let words = read(container.stderr_to_vec().await)?;
            Err(if words.is_empty() { said(&error) } else { words })
        }
        Ok(None) => Err("Docker lost it".to_owned()),
        Err(_) => Err(format!("no word within {} s", ANSWERS_WITHIN.as_secs())),
    };
    container.rm().await.map_err(|error| error.to_string())?;
    verdict
}

/// What is missing for a tunnel, and what to do, from what was said when it could not be made.
fn blocked(words: &str) -> (String, String) {
    let without = "or leave --vpn out";
    if words.contains("answers: Operation not permitted") {
        let what = "Docker does not grant NET_ADMIN, which a tunnel's end needs".to_owned();
        let remedy = "use an engine that may grant it (no rootless one, no user namespaces)";
        return (what, format!("{remedy}, {without}"));
    }
    if words.contains(TUN) && (words.contains("no such file") || words.contains("not exist")) {
        let what = format!("Docker's host has neither WireGuard in its kernel nor {TUN}");
        let remedy = "on that host, load one: `modprobe wireguard` or `modprobe tun`";
        return (what, format!("{remedy}; {without}"));
    }
    let last = words.lines().last().unwrap_or("it said nothing");
    (format!("no tunnel can be made in Docker: {last}"), format!("see what is wrong, {without}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_its_remedy() {
        let go = "ERROR: (wg0) Failed to create TUN device: CreateTUN(\"wg0\") failed; /dev/net/tun \
                  does not exist";
        let (what, remedy) = blocked(&format!("RTNETLINK answers: Operation not permitted\n{go}"));
        assert!(what.contains("NET_ADMIN") && remedy.contains("--vpn"), "{what}: {remedy}");
        let device = "error gathering device information while adding custom device \
                      \"/dev/net/tun\": no such file or directory";
        let (what, remedy) = blocked(&format!("Error: Unknown device type.\n{go}; {device}"));
        assert!(what.contains("/dev/net/tun") && remedy.contains("modprobe tun"), "{what}");
        let (what, _) = blocked("first\nFailed to create TUN device: operation not supported");
        assert!(what.contains("operation not supported"), "{what}");
    }
}
