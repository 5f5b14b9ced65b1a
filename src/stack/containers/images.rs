//! The images of a cell, built when their contents have changed and only then.

use super::docker::{is_unknown, said};
use super::owner::Owner;
use crate::stack::StackError;
use bollard::Docker;
use bollard::query_parameters::{
    ListImagesOptionsBuilder, RemoveImageOptions, WaitContainerOptionsBuilder,
};
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use testcontainers::runners::{AsyncBuilder, AsyncRunner};
use testcontainers::{GenericBuildableImage, GenericImage, ImageExt};

/// The base that both Dockerfiles name.
const BASE: &str = "debian:bookworm-slim";
const BROKER: &str = "passavant/activemq";
const PART: &str = "passavant/part";
const VPN: &str = "passavant/vpn";
/// What the tunnels' Dockerfile says of the part image until it is told which one.
const BY_HAND: &str = "ARG PART=passavant/part:by-hand";
/// An image whose tag is no longer current is removed when it is older than this.
const KEEP: Duration = Duration::from_hours(1);
/// `passavant --version` in a fresh image.
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);

const PART_DOCKERFILE: &str = include_str!("../../../docker/part/Dockerfile");
const BROKER_FILES: [(&str, &str); 4] = [
    ("Dockerfile", include_str!("../../../docker/activemq/Dockerfile")),
    ("log4j.properties", include_str!("../../../docker/activemq/log4j.properties")),
    ("start", include_str!("../../../docker/activemq/start")),
    ("ready", include_str!("../../../docker/activemq/ready")),
];

const VPN_DOCKERFILE: &str = include_str!("../../../docker/vpn/Dockerfile");
const VPN_FILES: [(&str, &str); 2] = [
    ("tunnel", include_str!("../../../docker/vpn/tunnel")),
    ("capture", include_str!("../../../docker/vpn/capture")),
];

/// An image by name and tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImageName {
    name: String,
    tag: String,
}

impl ImageName {
    fn new(name: &str, tag: impl Into<String>) -> Self {
        Self { name: name.to_owned(), tag: tag.into() }
    }

    pub(super) fn to_image(&self) -> GenericImage {
        GenericImage::new(self.name.clone(), self.tag.clone())
    }
}

impl std::fmt::Display for ImageName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.name, self.tag)
    }
}

/// The images that cells are made of.
#[derive(Debug, Clone)]
pub(super) struct Images {
    /// `ActiveMQ`.
    pub(super) broker: ImageName,
    /// Node and link.
    pub(super) part: ImageName,
    /// Ends of tunnels, where there are some.
    pub(super) vpn: Option<VpnImage>,
}

/// The image of a tunnel's ends, and what it needs here.
#[derive(Debug, Clone)]
pub(super) struct VpnImage {
    pub(super) name: ImageName,
    /// The kernel has no module: a process carries the tunnel on `/dev/net/tun`.
    pub(super) tun: bool,
}

/// Builds the image of tunnels' ends, and of what looks at a road, around the executable of the parts.
pub(super) async fn ensure_vpn(docker: &Docker, part: &ImageName) -> Result<ImageName, StackError> {
    let dockerfile = VPN_DOCKERFILE.replace(BY_HAND, &format!("ARG PART={part}"));
    let mut digest = Sha256::new();
    digest.update(&dockerfile);
    for (name, text) in VPN_FILES {
        digest.update([0]);
        digest.update(name);
        digest.update([0]);
        digest.update(text);
    }
    let image = ImageName::new(VPN, tag(digest));
    if !is_there(docker, &image.to_string()).await? {
        let build =
            GenericBuildableImage::new(&image.name, &image.tag).with_dockerfile_string(dockerfile);
        let build =
            VPN_FILES.iter().fold(build, |build, (name, text)| build.with_data(*text, *name));
        make(docker, build, &image).await?;
        forget_old(docker, &image).await;
    }
    Ok(image)
}

/// Builds what is missing: the broker's image from the files in `docker/activemq`, the parts' image
/// from `executable`, unless `PASSAVANT_PART_IMAGE` names one that was made by hand.
pub(super) async fn ensure(docker: &Docker, executable: &Path) -> Result<Images, StackError> {
    let (broker, part) =
        futures::future::try_join(ensure_broker(docker), ensure_part(docker, executable)).await?;
    Ok(Images { broker, part, vpn: None })
}

async fn ensure_broker(docker: &Docker) -> Result<ImageName, StackError> {
    let mut digest = Sha256::new();
    for (name, text) in BROKER_FILES {
        digest.update(name);
        digest.update([0]);
        digest.update(text);
    }
    let image = ImageName::new(BROKER, tag(digest));
    if !is_there(docker, &image.to_string()).await? {
        let build = GenericBuildableImage::new(&image.name, &image.tag);
        let build =
            BROKER_FILES.iter().fold(build, |build, (name, text)| build.with_data(*text, *name));
        make(docker, build, &image).await?;
        forget_old(docker, &image).await;
    }
    Ok(image)
}

async fn ensure_part(docker: &Docker, executable: &Path) -> Result<ImageName, StackError> {
    if let Ok(made) = std::env::var("PASSAVANT_PART_IMAGE") {
        let (name, tag) = made.rsplit_once(':').unwrap_or((&made, "latest"));
        let image = ImageName::new(name, tag);
        if !is_there(docker, &made).await? {
            return Err(ground(
                format!("image {made}, named in PASSAVANT_PART_IMAGE, is not in Docker"),
                "build it, or unset PASSAVANT_PART_IMAGE".to_owned(),
            ));
        }
        return Ok(image);
    }
    let image = ImageName::new(PART, part_tag(executable.to_owned()).await?);
    if !is_there(docker, &image.to_string()).await? {
        let build = GenericBuildableImage::new(&image.name, &image.tag)
            .with_dockerfile_string(PART_DOCKERFILE)
            .with_file(executable, "passavant");
        make(docker, build, &image).await?;
        if let Err(error) = answers(docker, &image).await {
            forget(docker, &image.to_string()).await;
            return Err(error);
        }
        forget_old(docker, &image).await;
    }
    Ok(image)
}

/// Reads a hundred megabytes: on a thread that may block.
async fn part_tag(executable: PathBuf) -> Result<String, StackError> {
    let read = tokio::task::spawn_blocking(move || {
        let mut digest = Sha256::new();
        digest.update(PART_DOCKERFILE);
        digest.update([0]);
        std::fs::read(&executable)
            .map(|bytes| {
                digest.update(&bytes);
                tag(digest)
            })
            .map_err(|error| format!("read {}: {error}", executable.display()))
    });
    let tag = read.await.expect("reading a file does not panic");
    tag.map_err(|what| ground(what, "the image of a part is this executable; keep it".to_owned()))
}

fn tag(digest: Sha256) -> String {
    hex::encode(&digest.finalize()[..8])
}

async fn is_there(docker: &Docker, image: &str) -> Result<bool, StackError> {
    match docker.inspect_image(image).await {
        Ok(_) => Ok(true),
        Err(error) if is_unknown(&error) => Ok(false),
        Err(error) => Err(ground(
            format!("look for image {image}: {}", said(&error)),
            "check Docker with `docker images`".to_owned(),
        )),
    }
}

async fn make(
    docker: &Docker,
    build: GenericBuildableImage,
    image: &ImageName,
) -> Result<(), StackError> {
    tracing::info!("building image {image}");
    let Err(error) = build.build_image().await else { return Ok(()) };
    let remedy = if is_there(docker, BASE).await? {
        "see what failed with `docker build`; apt-get inside needs a Debian mirror".to_owned()
    } else {
        format!("{BASE} cannot be pulled here: make it with `docker/base.sh`")
    };
    Err(ground(format!("build image {image}: {error}"), remedy))
}

/// Preflight: this executable must run on the base, whose glibc may be older.
async fn answers(docker: &Docker, image: &ImageName) -> Result<(), StackError> {
    let request =
        image.to_image().with_cmd(["--version"]).with_labels(Owner::this_process().labels());
    let wrong = |detail: String| {
        ground(
            format!("this executable does not run in {image}: {detail}"),
            "build one in a container: `docker build -f docker/part/Dockerfile.source -t \
             passavant/part:source .`, then set PASSAVANT_PART_IMAGE=passavant/part:source"
                .to_owned(),
        )
    };
    let container = request.start().await.map_err(|error| wrong(error.to_string()))?;
    let options = WaitContainerOptionsBuilder::new().condition("not-running").build();
    let mut waiting = docker.wait_container(container.id(), Some(options));
    let outcome = tokio::time::timeout(ANSWERS_WITHIN, waiting.next()).await;
    let verdict = match outcome {
        Ok(Some(Ok(_))) => Ok(()),
        Ok(_) => {
            let text = container.stderr_to_vec().await.unwrap_or_default();
            Err(wrong(String::from_utf8_lossy(&text).trim().to_owned()))
        }
        Err(_) => Err(wrong("`passavant --version` did not end within 20 s".to_owned())),
    };
    container.rm().await.map_err(|error| wrong(error.to_string()))?;
    verdict
}

/// Images of earlier builds would pile up by a hundred megabytes each. One that is in use, or
/// young enough to be another run's, stays.
async fn forget_old(docker: &Docker, current: &ImageName) {
    let filters = HashMap::from([("reference".to_owned(), vec![current.name.clone()])]);
    let options = ListImagesOptionsBuilder::new().filters(&filters).build();
    let Ok(found) = docker.list_images(Some(options)).await else { return };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    for image in found {
        let made = Duration::from_secs(u64::try_from(image.created).unwrap_or_default());
        let current = image.repo_tags.contains(&current.to_string());
        if !current && now.saturating_sub(made) > KEEP {
            forget(docker, &image.id).await;
        }
    }
}

async fn forget(docker: &Docker, image: &str) {
    if let Err(error) = docker.remove_image(image, None::<RemoveImageOptions>, None).await {
        tracing::debug!("image {image} stays: {}", said(&error));
    }
}

fn ground(what: String, remedy: String) -> StackError {
    StackError::Ground { what, remedy }
}
