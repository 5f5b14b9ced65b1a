//! Removing containers and networks: of one cell, or of whoever is dead.

use super::docker::{is_unknown, said};
use super::owner::{CELL, OURS, Owner, RUN};
use bollard::Docker;
use bollard::errors::Error;
use bollard::query_parameters::{
    ListContainersOptionsBuilder, ListNetworksOptionsBuilder, RemoveContainerOptionsBuilder,
};
use futures::future::join_all;
use std::collections::HashMap;

/// What a sweep has removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Containers, with their volumes.
    pub containers: usize,
    /// Networks.
    pub networks: usize,
}

/// Removes everything of one cell of one run.
pub(super) async fn cell(docker: &Docker, run: &str, cell: &str) -> Result<Swept, String> {
    let filters = [label(RUN, run), label(CELL, cell)];
    sweep(docker, &filters, |_| true).await
}

/// Removes whatever was started by a process that has ended.
pub(super) async fn dead(docker: &Docker) -> Result<Swept, String> {
    let me = Owner::this_process();
    let filters = [label(OURS, "yes")];
    sweep(docker, &filters, |labels| Owner::of(labels).is_some_and(|owner| owner.is_dead(&me)))
        .await
}

fn label(name: &str, value: &str) -> String {
    format!("{name}={value}")
}

async fn sweep(
    docker: &Docker,
    labels: &[String],
    unwanted: impl Fn(&HashMap<String, String>) -> bool,
) -> Result<Swept, String> {
    let filters = HashMap::from([("label".to_owned(), labels.to_vec())]);
    let containers = containers(docker, &filters, &unwanted).await.map_err(|e| said(&e))?;
    let removed = join_all(containers.iter().map(|id| remove_container(docker, id))).await;
    let networks = networks(docker, &filters, &unwanted).await.map_err(|e| said(&e))?;
    let gone = join_all(networks.iter().map(|id| remove_network(docker, id))).await;
    for outcome in removed.into_iter().chain(gone) {
        outcome.map_err(|error| said(&error))?;
    }
    Ok(Swept { containers: containers.len(), networks: networks.len() })
}

async fn containers(
    docker: &Docker,
    filters: &HashMap<String, Vec<String>>,
    unwanted: &impl Fn(&HashMap<String, String>) -> bool,
) -> Result<Vec<String>, Error> {
    let options = ListContainersOptionsBuilder::new().all(true).filters(filters).build();
    let found = docker.list_containers(Some(options)).await?;
    let found = found.into_iter().filter(|one| one.labels.as_ref().is_some_and(unwanted));
    Ok(found.filter_map(|one| one.id).collect())
}

async fn networks(
    docker: &Docker,
    filters: &HashMap<String, Vec<String>>,
    unwanted: &impl Fn(&HashMap<String, String>) -> bool,
) -> Result<Vec<String>, Error> {
    let options = ListNetworksOptionsBuilder::new().filters(filters).build();
    let found = docker.list_networks(Some(options)).await?;
    let found = found.into_iter().filter(|one| one.labels.as_ref().is_some_and(unwanted));
    Ok(found.filter_map(|one| one.id).collect())
}

/// Two sweeps may meet at one container: gone, or going, is what both want.
async fn remove_container(docker: &Docker, id: &str) -> Result<(), Error> {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    match docker.remove_container(id, Some(options)).await {
        Err(error) if is_unknown(&error) || said(&error).contains("already in progress") => Ok(()),
        other => other,
    }
}

async fn remove_network(docker: &Docker, id: &str) -> Result<(), Error> {
    match docker.remove_network(id).await {
        Err(error) if is_unknown(&error) => Ok(()),
        other => other,
    }
}
