//! The files that parts of a cell are given, and the command lines that name them.

use crate::broker::accounts::{Account, Accounts};
use crate::profile::{Country, HUB};
use crate::stack::certificates;
use crate::stack::parts::{CellPlan, Part, PartError, Topology};
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The files that parts are given, and the command lines that name them.
pub(super) struct Files<'a> {
    plan: &'a CellPlan,
}

impl<'a> Files<'a> {
    pub(super) fn write(plan: &'a CellPlan) -> Result<Self, PartError> {
        let failed = |path: &Path, error: &std::io::Error| PartError::Failed {
            part: plan.name.clone(),
            what: "cannot be prepared",
            detail: format!("{}: {error}", path.display()),
        };
        let write = |name: &str, text: &str| {
            let path = plan.folder.join(name);
            write_private(&path, text).map_err(|error| failed(&path, &error))
        };
        let users = plan.secrets.broker.iter().map(|(name, password)| Account {
            name: name.clone(),
            password: password.clone(),
            admin: name == "admin",
        });
        let accounts = Accounts {
            countries: plan.countries.iter().map(ToString::to_string).collect(),
            users: users.collect(),
            behind_hub: None,
            bridged_to: std::collections::BTreeMap::new(),
        };
        for broker in plan.brokers() {
            let behind_hub = match broker {
                Part::BrokerOf(country) => Some(country.to_string()),
                _ => None,
            };
            let bridged = plan.topology == Topology::Bilateral;
            let others = plan.countries.iter().filter(|country| {
                bridged && behind_hub.as_ref().is_some_and(|own| own != country.as_str())
            });
            // Our own broker is told by the bridge where to, and does not ask.
            let bridged_to = others.map(|country| (country.to_string(), String::new())).collect();
            let accounts = Accounts { behind_hub, bridged_to, ..accounts.clone() };
            let text = serde_json::to_string(&accounts).unwrap_or_default();
            write(&format!("{}.json", folder(broker)), &text)?;
        }
        if plan.topology != Topology::Direct {
            write("hub.password", plan.secrets.broker.get(HUB).map_or("", String::as_str))?;
        }
        write_certificates(plan).map_err(|error| failed(&plan.folder.join("tls"), &error))?;
        write("link.token", &plan.secrets.link)?;
        for country in &plan.countries {
            let data = plan.folder.join(format!("node-{country}"));
            std::fs::create_dir_all(&data).map_err(|error| failed(&data, &error))?;
            let missing = String::new();
            let password = plan.secrets.broker.get(country.as_str()).unwrap_or(&missing);
            let token = plan.secrets.adapter.get(country).unwrap_or(&missing);
            write(&format!("{country}.password"), password)?;
            write(&format!("{country}.token"), token)?;
        }
        Ok(Self { plan })
    }

    /// What a listener is told of TLS, where there is TLS.
    fn identity(&self) -> Vec<String> {
        let encrypted = self.plan.secrets.tls.is_some();
        if encrypted { certificates::shown(&self.path("tls")) } else { Vec::new() }
    }

    /// What a client is told of it.
    fn authority(&self) -> Vec<String> {
        let encrypted = self.plan.secrets.tls.is_some();
        if encrypted { certificates::believed(&self.path("tls")) } else { Vec::new() }
    }

    fn path(&self, name: &str) -> String {
        self.plan.folder.join(name).display().to_string()
    }

    pub(super) fn broker(&self, broker: Part, listen: SocketAddr) -> Vec<String> {
        let (listen, data) = (listen.to_string(), folder(broker));
        let args = words(&[
            &["broker", "--listen", &listen],
            &["--data", &self.path(&data), "--accounts", &self.path(&format!("{data}.json"))],
            &["--die-with-stdin"],
        ]);
        [args, self.identity()].concat()
    }

    /// The hub, or the bridge: both carry between the same points.
    pub(super) fn carrier(
        &self,
        points: &[(Country, SocketAddr)],
        control: SocketAddr,
    ) -> Vec<String> {
        let mut args = words(&[
            &["hub", "--password-file", &self.path("hub.password")],
            &["--control", &control.to_string(), "--token-file", &self.path("link.token")],
            &["--die-with-stdin"],
        ]);
        args.extend(self.authority());
        for (country, broker) in points {
            args.extend(["--point".to_owned(), format!("{country}={broker}")]);
        }
        if self.plan.topology == Topology::Bilateral {
            args.push("--bridge".to_owned());
        } else if let Some(flaw) = &self.plan.hub_flaw {
            args.extend(["--flaw".to_owned(), flaw.clone()]);
        }
        args
    }

    pub(super) fn link(
        &self,
        country: Country,
        listen: SocketAddr,
        to: SocketAddr,
        control: SocketAddr,
    ) -> Vec<String> {
        let args = words(&[
            &["link", "--country", country.as_str(), "--listen", &listen.to_string()],
            &["--to", &to.to_string(), "--control", &control.to_string()],
            &["--token-file", &self.path("link.token"), "--die-with-stdin"],
        ]);
        if self.plan.is_sealed(country) {
            return args;
        }
        [args, self.identity(), self.authority()].concat()
    }

    pub(super) fn node(
        &self,
        country: Country,
        broker: SocketAddr,
        adapter: SocketAddr,
    ) -> Vec<String> {
        let data = self.path(&format!("node-{country}"));
        let password = self.path(&format!("{country}.password"));
        let token = self.path(&format!("{country}.token"));
        let mut args = words(&[
            &["node", "--country", country.as_str(), "--broker", &broker.to_string()],
            &["--password-file", &password, "--adapter", &adapter.to_string()],
            &["--token-file", &token, "--data", &data, "--die-with-stdin"],
        ]);
        args.extend(self.authority());
        if let Some(flaw) = self.plan.flaws.get(&country) {
            args.extend(["--flaw".to_owned(), flaw.clone()]);
        }
        args
    }
}

/// Writes authority, certificate and key, where STOMP goes over TLS.
fn write_certificates(plan: &CellPlan) -> std::io::Result<()> {
    let Some(certificates) = &plan.secrets.tls else { return Ok(()) };
    let folder = plan.folder.join("tls");
    std::fs::create_dir_all(&folder)?;
    certificates.files().iter().try_for_each(|(name, text)| write_private(&folder.join(name), text))
}

/// Folder of a broker's journal.
pub(super) fn folder(broker: Part) -> String {
    broker.to_string().replace(' ', "-")
}

fn words(parts: &[&[&str]]) -> Vec<String> {
    parts.concat().into_iter().map(str::to_owned).collect()
}

/// Writes a file that only we can read.
pub(super) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?
        .write_all(text.as_bytes())
}
