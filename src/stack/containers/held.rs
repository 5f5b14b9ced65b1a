//! One container of a cell: started, watched, killed, started again.

use super::docker::said;
use super::owner::PART;
use super::ports;
use super::ready::{Probe, until_ready};
use super::recipe::{Outside, Recipe, Rights};
use super::tunnels::conf_file;
use crate::stack::StackError;
use crate::stack::parts::{Part, PartError};
use bollard::Docker;
use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::exec::StartExecResults;
use bollard::models::{DeviceMapping, ExecConfig, HostConfig, NetworkConnectRequest, PortBinding};
use bollard::query_parameters::{
    KillContainerOptionsBuilder, LogsOptionsBuilder, RemoveContainerOptionsBuilder,
    WaitContainerOptionsBuilder,
};
use futures::StreamExt;
use std::collections::{BTreeMap, HashMap};
use std::mem::ManuallyDrop;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use testcontainers::core::{CmdWaitFor, ExecCommand, IntoContainerPort};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, ContainerRequest, CopyTargetOptions, GenericImage, ImageExt};

/// Begin of a recipe's network that is another container's.
const SHARED: &str = "container:";

/// Docker found a chosen port taken so often that something else must be wrong.
const PORT_TRIES: usize = 5;

/// The device by which a process, and not the kernel, carries a tunnel.
pub(super) const TUN: &str = "/dev/net/tun";

/// A container that was started for a cell.
pub(super) struct Held {
    part: Part,
    /// Never dropped: its destructor needs a runtime, and the cell's own sweep removes by label.
    container: ManuallyDrop<ContainerAsync<GenericImage>>,
    published: BTreeMap<u16, SocketAddr>,
    probe: Probe,
}

impl Held {
    /// Creates and starts the container, and waits until it is ready.
    pub(super) async fn start(
        docker: &Docker,
        recipe: &Recipe,
        labels: &HashMap<String, String>,
    ) -> Result<Self, StackError> {
        let (container, published) = create(docker, recipe, labels).await?;
        let probe = recipe.shows.probe(&published);
        let container = ManuallyDrop::new(container);
        let held = Self { part: recipe.part, container, published, probe };
        if let Some(network) = &recipe.also {
            let request = NetworkConnectRequest {
                container: held.container.id().to_owned(),
                endpoint_config: None,
            };
            let joined = docker.connect_network(network, request).await;
            joined
                .map_err(|error| held.failed("could not join its second network", said(&error)))?;
        }
        held.until_ready(docker).await?;
        Ok(held)
    }

    /// Where a port of the container is published.
    pub(super) fn address(&self, inside: u16) -> SocketAddr {
        self.published[&inside]
    }

    /// SIGKILL; waits until it is gone. One that is dead already is no error.
    pub(super) async fn kill(&self, docker: &Docker) -> Result<(), PartError> {
        let options = KillContainerOptionsBuilder::new().signal("SIGKILL").build();
        match docker.kill_container(self.container.id(), Some(options)).await {
            Ok(()) => self.died(docker).await,
            Err(Error::DockerResponseServerError { status_code: 409, .. }) => Ok(()),
            Err(error) => Err(self.failed("could not be killed", said(&error))),
        }
    }

    /// Starts it again with its data, at the same addresses.
    pub(super) async fn again(&self, docker: &Docker) -> Result<(), PartError> {
        let started = docker.start_container(self.container.id(), None).await;
        started.map_err(|error| self.failed("could not be started again", said(&error)))?;
        self.until_ready(docker).await
    }

    /// Waits until it is not running.
    pub(super) async fn died(&self, docker: &Docker) -> Result<(), PartError> {
        exited(docker, self.container.id())
            .await
            .map_err(|error| self.failed("could not be watched", said(&error)))
    }

    pub(super) async fn alive(&self, docker: &Docker) -> bool {
        let seen = docker.inspect_container(self.container.id(), None).await;
        seen.ok().and_then(|seen| seen.state).and_then(|state| state.running).unwrap_or(false)
    }

    /// Runs a command in the container and answers what it printed.
    pub(super) async fn run(&self, command: &[&str]) -> Result<String, PartError> {
        let wrong = |detail: String| self.failed("refused a command", detail);
        let command = ExecCommand::new(command.iter().copied())
            .with_cmd_ready_condition(CmdWaitFor::exit_code(0));
        let mut ran = self.container.exec(command).await.map_err(|e| wrong(e.to_string()))?;
        let out = ran.stdout_to_vec().await.map_err(|e| wrong(e.to_string()))?;
        Ok(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// Runs a command in the container, and gives the bytes of its standard output and its error.
    pub(super) async fn bytes(
        &self,
        docker: &Docker,
        command: &[&str],
    ) -> Result<(Vec<u8>, String), PartError> {
        let wrong = |error: Error| self.failed("refused a command", said(&error));
        let wanted = ExecConfig {
            cmd: Some(command.iter().map(|&word| word.to_owned()).collect()),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            ..ExecConfig::default()
        };
        let id = docker.create_exec(self.container.id(), wanted).await.map_err(wrong)?.id;
        let started = docker.start_exec(&id, None).await.map_err(wrong)?;
        let (mut out, mut words) = (Vec::new(), String::new());
        if let StartExecResults::Attached { mut output, .. } = started {
            while let Some(piece) = output.next().await {
                match piece.map_err(wrong)? {
                    LogOutput::StdErr { message } => {
                        words.push_str(&String::from_utf8_lossy(&message));
                    }
                    piece => out.extend_from_slice(&piece.into_bytes()),
                }
            }
        }
        match docker.inspect_exec(&id).await.map_err(wrong)?.exit_code {
            Some(0) => Ok((out, words)),
            code => Err(self.failed("refused a command", format!("exit {code:?}: {words}"))),
        }
    }

    /// Removes it, running or not.
    pub(super) async fn remove(&self, docker: &Docker) -> Result<(), PartError> {
        let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
        let removed = docker.remove_container(self.container.id(), Some(options)).await;
        removed.map_err(|error| self.failed("could not be removed", said(&error)))
    }

    /// What it wrote to standard output and error, at most the last `lines`.
    pub(super) async fn log(&self, docker: &Docker, lines: &str) -> String {
        log(docker, self.container.id(), lines).await
    }

    /// Ready, or dead first: a container that ends will never answer.
    async fn until_ready(&self, docker: &Docker) -> Result<(), PartError> {
        let unready = tokio::select! {
            ready = until_ready(&self.probe) => match ready {
                Ok(()) => return Ok(()),
                Err(why) => why,
            },
            ended = exited(docker, self.container.id()) => match ended {
                Ok(()) => "ended".to_owned(),
                Err(error) => said(&error),
            },
        };
        let log = self.log(docker, "5").await;
        Err(self.failed("did not become ready", format!("{unready}; its last words: {log}")))
    }

    fn failed(&self, what: &'static str, detail: String) -> PartError {
        PartError::Failed { part: self.part.to_string(), what, detail }
    }
}

async fn log(docker: &Docker, container: &str, lines: &str) -> String {
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail(lines).build();
    let mut stream = docker.logs(container, Some(options));
    let mut text = String::new();
    while let Some(Ok(piece)) = stream.next().await {
        text.push_str(&piece.to_string());
    }
    text
}

/// A container that ends with another status than zero has ended too.
async fn exited(docker: &Docker, container: &str) -> Result<(), Error> {
    let options = WaitContainerOptionsBuilder::new().condition("not-running").build();
    match docker.wait_container(container, Some(options)).next().await {
        Some(Err(Error::DockerContainerWaitError { .. }) | Ok(_)) | None => Ok(()),
        Some(Err(error)) => Err(error),
    }
}

async fn create(
    docker: &Docker,
    recipe: &Recipe,
    labels: &HashMap<String, String>,
) -> Result<(ContainerAsync<GenericImage>, BTreeMap<u16, SocketAddr>), StackError> {
    let part = recipe.part.to_string();
    let mut last = String::new();
    for _ in 0..PORT_TRIES {
        let published = publish(recipe).ok_or_else(|| StackError::Ground {
            what: "no free port between 20000 and 32000 on 127.0.0.1".to_owned(),
            remedy: "close programs that listen there".to_owned(),
        })?;
        match request(recipe, labels, published.clone()).start().await {
            Ok(container) => return Ok((container, published)),
            Err(error) => last = error.to_string(),
        }
        // testcontainers leaves behind a container that it could create but not start.
        let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
        let removed = docker.remove_container(&recipe.name, Some(options)).await;
        tracing::debug!("{part} did not start: {last}; its container is removed: {removed:?}");
        if !port_is_taken(&last) {
            break;
        }
        if let Some(fixed) = fixed(recipe) {
            return Err(StackError::Ground {
                what: format!("{part} cannot listen on {fixed}: {last}"),
                remedy: "stop what listens there, or change [link] in sut.toml".to_owned(),
            });
        }
    }
    Err(PartError::Failed { part, what: "could not be started", detail: last }.into())
}

fn publish(recipe: &Recipe) -> Option<BTreeMap<u16, SocketAddr>> {
    let address = |outside: &Outside| match outside {
        Outside::Ours => Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), ports::free()?)),
        Outside::Fixed(addr) => Some(*addr),
    };
    recipe.ports.iter().map(|port| Some((port.inside, address(&port.outside)?))).collect()
}

/// Gives a container the rights that its recipe names.
pub(super) fn grant(host: &mut HostConfig, rights: Rights) {
    host.cap_add = Some(rights.capabilities.iter().map(|&name| name.to_owned()).collect());
    host.devices = rights.tun.then(|| vec![tun()]);
}

fn tun() -> DeviceMapping {
    DeviceMapping {
        path_on_host: Some(TUN.to_owned()),
        path_in_container: Some(TUN.to_owned()),
        cgroup_permissions: Some("rwm".to_owned()),
    }
}

fn fixed(recipe: &Recipe) -> Option<SocketAddr> {
    recipe.ports.iter().find_map(|port| match port.outside {
        Outside::Fixed(addr) => Some(addr),
        Outside::Ours => None,
    })
}

fn port_is_taken(text: &str) -> bool {
    text.contains("port is already allocated") || text.contains("address already in use")
}

fn request(
    recipe: &Recipe,
    labels: &HashMap<String, String>,
    published: BTreeMap<u16, SocketAddr>,
) -> ContainerRequest<GenericImage> {
    let image = recipe.image.to_image();
    let image =
        recipe.ports.iter().fold(image, |image, port| image.with_exposed_port(port.inside.tcp()));
    let rights = recipe.rights;
    let volumes_of = recipe.volumes_of.clone();
    let shared = recipe.network.starts_with(SHARED).then(|| recipe.network.clone());
    let image: ContainerRequest<GenericImage> = match &shared {
        Some(_) => image.into(),
        None => image.with_network(recipe.network.clone()),
    };
    let request = image
        .with_cmd(recipe.command.clone())
        .with_container_name(recipe.name.clone())
        .with_labels(labels.clone())
        .with_label(PART, recipe.part.to_string())
        .with_cap_drop("ALL")
        .with_security_opt("no-new-privileges")
        .with_host_config_modifier(move |host| {
            confine(host, &published, rights, shared.clone());
            host.volumes_from = volumes_of.clone().map(|container| vec![container]);
        });
    recipe.files.iter().fold(request, |request, (path, content)| {
        // Nobody else is in the container. Its process does not run as root, which alone has the keys.
        let mode = if *path == conf_file() { 0o400 } else { 0o444 };
        let target = CopyTargetOptions::new(path.clone()).with_mode(mode);
        request.with_copy_to(target, content.clone().into_bytes())
    })
}

/// An init process, because process 1 ignores signals that it sends itself; nothing published but
/// what the recipe names, and only there.
fn confine(
    host: &mut HostConfig,
    published: &BTreeMap<u16, SocketAddr>,
    rights: Rights,
    shared: Option<String>,
) {
    grant(host, rights);
    if let Some(network) = shared {
        host.network_mode = Some(network);
    }
    host.init = Some(true);
    host.publish_all_ports = Some(false);
    let bindings = published.iter().map(|(inside, outside)| {
        let binding = PortBinding {
            host_ip: Some(outside.ip().to_string()),
            host_port: Some(outside.port().to_string()),
        };
        (format!("{inside}/tcp"), Some(vec![binding]))
    });
    host.port_bindings = Some(bindings.collect());
}
