//! The three small networks of a cell: one per country, one for the broker.

use super::docker::said;
use bollard::Docker;
use bollard::errors::Error;
use bollard::models::{Ipam, IpamConfig, NetworkCreateRequest};
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where the addresses come from, unless `PASSAVANT_SUBNETS` names another /16.
///
/// Docker's own pools hold 30 networks; /28 leaves room for thousands.
const BASE: Ipv4Addr = Ipv4Addr::new(10, 213, 0, 0);
const PER_BASE: u32 = 1 << 12;
const TRIES: u32 = 64;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Creates a plain bridge of this name with a /28 of its own. Not `internal`: Docker would refuse
/// the published ports.
pub(super) async fn create(
    docker: &Docker,
    name: &str,
    labels: &HashMap<String, String>,
) -> Result<(), String> {
    let base = base()?;
    let mut last = String::new();
    for _ in 0..TRIES {
        let subnet = subnet(base, next());
        let request = NetworkCreateRequest {
            name: name.to_owned(),
            driver: Some("bridge".to_owned()),
            ipam: Some(Ipam {
                config: Some(vec![IpamConfig { subnet: Some(subnet), ..Default::default() }]),
                ..Default::default()
            }),
            labels: Some(labels.clone()),
            ..Default::default()
        };
        match docker.create_network(request).await {
            Ok(_) => return Ok(()),
            Err(error) if overlaps(&error) => last = said(&error),
            Err(error) => return Err(said(&error)),
        }
    }
    Err(format!("no free /28 in {base}/16 ({last}); name another /16 in PASSAVANT_SUBNETS"))
}

fn base() -> Result<Ipv4Addr, String> {
    let Ok(text) = std::env::var("PASSAVANT_SUBNETS") else { return Ok(BASE) };
    let base = text.strip_suffix("/16").and_then(|text| text.parse::<Ipv4Addr>().ok());
    base.filter(|base| base.octets()[2..] == [0, 0])
        .ok_or_else(|| format!("PASSAVANT_SUBNETS is `{text}`; write a /16 like 10.213.0.0/16"))
}

/// Starts where the process number says, so that two runs rarely ask for the same one.
fn next() -> u32 {
    std::process::id().wrapping_mul(61).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed))
}

fn subnet(base: Ipv4Addr, number: u32) -> String {
    format!("{}/28", Ipv4Addr::from(u32::from(base) + (number % PER_BASE) * 16))
}

fn overlaps(error: &Error) -> bool {
    let text = said(error).to_lowercase();
    text.contains("overlaps") || text.contains("conflicts with network")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subnets_follow_one_another_and_wrap_at_the_end_of_the_base() {
        assert_eq!(subnet(BASE, 0), "10.213.0.0/28");
        assert_eq!(subnet(BASE, 17), "10.213.1.16/28");
        assert_eq!(subnet(BASE, 4_095), "10.213.255.240/28");
        assert_eq!(subnet(BASE, 4_096), "10.213.0.0/28");
    }
}
