//! Waiting until a part of a cell can be used.

use crate::broker::client::{Client, ConnectError, Login, Options};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Longest start of any part; `ActiveMQ` takes two seconds on two busy cores.
const READY_WITHIN: Duration = Duration::from_mins(1);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(25);
/// One look may not take longer.
const LOOK_WITHIN: Duration = Duration::from_secs(2);

/// How a part shows that it is ready.
#[derive(Clone)]
pub(super) enum Probe {
    /// A CONNECTED frame for this login: Docker's proxy accepts TCP long before.
    Stomp(SocketAddr, Login),
    /// Nothing is awaited.
    None,
    /// An answer 200 to GET at this address with this bearer token.
    Http(String, String),
}

/// Looks until the part is ready. Says what was last seen when it does not become so.
pub(super) async fn until_ready(probe: &Probe) -> Result<(), String> {
    let deadline = Instant::now() + READY_WITHIN;
    loop {
        let next = Instant::now() + LOOK_EVERY;
        match look(probe).await {
            Look::Ready => return Ok(()),
            Look::Never(why) => return Err(why),
            Look::NotYet(why) if Instant::now() >= deadline => {
                return Err(format!("not ready within {} s: {why}", READY_WITHIN.as_secs()));
            }
            Look::NotYet(_) => sleep_until(next).await,
        }
    }
}

enum Look {
    Ready,
    NotYet(String),
    Never(String),
}

async fn look(probe: &Probe) -> Look {
    match probe {
        Probe::None => Look::Ready,
        Probe::Stomp(addr, login) => stomp(*addr, login).await,
        Probe::Http(url, token) => http(url, token).await,
    }
}

async fn stomp(addr: SocketAddr, login: &Login) -> Look {
    let options = Options { connect_within: LOOK_WITHIN, ..Options::default() };
    match Client::connect(&addr.to_string(), login, &options).await {
        Ok(client) => {
            client.abandon();
            Look::Ready
        }
        Err(error @ ConnectError::Refused { .. }) => Look::Never(error.to_string()),
        Err(error) => Look::NotYet(error.to_string()),
    }
}

async fn http(url: &str, token: &str) -> Look {
    let request = reqwest::Client::new().get(url).bearer_auth(token).timeout(LOOK_WITHIN);
    match request.send().await {
        Ok(answer) if answer.status().is_success() => Look::Ready,
        Ok(answer) if answer.status().is_client_error() => {
            Look::Never(format!("{url} answered {}", answer.status()))
        }
        Ok(answer) => Look::NotYet(format!("{url} answered {}", answer.status())),
        Err(error) => Look::NotYet(format!("{url}: {error}")),
    }
}
