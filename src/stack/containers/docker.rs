//! The road to Docker, and what it says when something is wrong.

use crate::stack::StackError;
use bollard::Docker;
use bollard::errors::Error;
use std::time::Duration;

const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// Connects as testcontainers does, and asks whether Docker answers.
pub(super) async fn connect() -> Result<Docker, StackError> {
    let docker = testcontainers::core::client::docker_client_instance()
        .await
        .map_err(|error| no_docker(&error.to_string()))?;
    match tokio::time::timeout(ANSWERS_WITHIN, docker.ping()).await {
        Ok(Ok(_)) => Ok(docker),
        Ok(Err(error)) => Err(no_docker(&said(&error))),
        Err(_) => Err(no_docker("no answer within 5 s")),
    }
}

/// What Docker said, on one line, without the client's own wrapping.
pub(super) fn said(error: &Error) -> String {
    match error {
        Error::DockerResponseServerError { message, .. } => message.trim().replace('\n', " "),
        other => other.to_string(),
    }
}

/// True when Docker does not know the thing.
pub(super) fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::DockerResponseServerError { status_code: 404, .. })
}

fn no_docker(detail: &str) -> StackError {
    let socket = std::env::var("DOCKER_HOST").unwrap_or_else(|_| "/var/run/docker.sock".into());
    StackError::Ground {
        what: format!("Docker does not answer at {socket}: {detail}"),
        remedy: "start Docker and check that you may use it (`docker info`), or use \
                 `--stack embedded`, which needs none"
            .to_owned(),
    }
}
