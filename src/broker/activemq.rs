//! The configuration of `ActiveMQ` Classic that makes it the corridor's broker.
//!
//! Passwords are not in the configuration: it names placeholders, which the broker fills from
//! [`credentials`], a file that only its container holds, or from its environment.

use super::accounts::{Account, Accounts, CLASSES};
use super::orders::BrokerOrder;
use crate::profile::HUB;
use std::fmt::Write as _;

/// Port of the STOMP connector.
pub const STOMP_PORT: u16 = 61613;

/// Port of the `OpenWire` connector, which national systems in Java use.
pub const OPENWIRE_PORT: u16 = 61616;

/// Largest frame on any connector, in bytes: a profile body is at most 5 MiB (PD-01).
pub const FRAME_LIMIT: usize = 8 * 1024 * 1024;

const ADMINS: &str = "admins";
const EVERYBODY: &str = "everybody";
const TEMPLATE: &str = include_str!("activemq.xml");

/// Why these accounts cannot be written for `ActiveMQ`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationError {
    /// The name would break the configuration, or an environment variable's name.
    #[error("account `{0}`: expected 1 to 32 letters and digits; rename it")]
    Name(String),
    /// The password would be read as a placeholder or break its line.
    #[error("password of account `{0}`: `${{` and control characters are refused; choose another")]
    Password(String),
}

/// `activemq.xml` for these accounts; it holds no password. With `tls` STOMP is encrypted.
pub fn configuration(accounts: &Accounts, tls: bool) -> Result<String, ConfigurationError> {
    for account in &accounts.users {
        name(&account.name)?;
    }
    for country in &accounts.countries {
        name(country)?;
    }
    Ok(TEMPLATE
        .replace("@TLS@", if tls { KEY_STORE } else { "" })
        .replace("@STOMP@", &stomp_connector(tls).replace('&', "&amp;"))
        .replace("@OPENWIRE@", &openwire_connector().replace('&', "&amp;"))
        .replace("@USERS@", &users(accounts))
        .replace("@RIGHTS@", &rights(accounts))
        .replace("@QUEUES@", &declared(accounts))
        .replace("@NETWORK@", &network(accounts))
        .replace("@NAME@", &broker_name(accounts)))
}

/// What the broker shows: `docker/activemq/start` makes the key store of the files that the container
/// holds. Its password guards nothing: who can read the store can read the key.
const KEY_STORE: &str = "    <sslContext>
      <sslContext keyStore=\"file:/tmp/part.p12\" keyStoreType=\"PKCS12\" keyStorePassword=\"passavant\"/>
    </sslContext>

";

/// The STOMP connector as reports name it; it listens on every address of its container.
pub fn stomp_connector(tls: bool) -> String {
    // A thread for each connection: the other kind over TLS reads a first frame twice now and then.
    let scheme = if tls { "stomp+ssl" } else { "stomp+nio" };
    format!(
        "{scheme}://0.0.0.0:{STOMP_PORT}?transport.tcpNoDelay=true\
         &transport.maxFrameSize={FRAME_LIMIT}&wireFormat.maxFrameSize={FRAME_LIMIT}"
    )
}

/// `credentials.properties`: one placeholder and its password a line.
pub fn credentials(accounts: &Accounts) -> Result<String, ConfigurationError> {
    let mut text = String::new();
    for Account { name: user, password, .. } in &accounts.users {
        name(user)?;
        if password.contains("${") || password.chars().any(char::is_control) {
            return Err(ConfigurationError::Password(user.clone()));
        }
        text.push_str(&placeholder(user));
        text.push('=');
        password.chars().for_each(|c| property_char(c, &mut text));
        text.push('\n');
    }
    Ok(text)
}

/// Name of the property, or environment variable, that holds an account's password.
pub fn placeholder(account: &str) -> String {
    format!("PASSAVANT_PASSWORD_{account}")
}

/// File of the properties that orders have set; the broker reads it at its start.
pub const ORDERS: &str = "/var/lib/passavant/orders.properties";

/// The property that an order sets, and its value; none takes what was set away.
///
/// An account that has expired gets a password that nobody knows.
pub fn ordered(order: &BrokerOrder) -> (String, Option<String>) {
    match order {
        BrokerOrder::StoreLimit(limit) => {
            let bytes = limit.map(|limit| limit.max(LEAST_STORE).to_string());
            ("PASSAVANT_STORE_LIMIT".to_owned(), bytes)
        }
        BrokerOrder::Expire(account) => {
            (placeholder(account), Some(hex::encode(rand::random::<[u8; 16]>())))
        }
        BrokerOrder::Renew(account) => (placeholder(account), None),
    }
}

/// Least limit of the store, in bytes: 0 means none there, and an empty store is larger than this.
const LEAST_STORE: u64 = 4096;

fn openwire_connector() -> String {
    format!(
        "tcp://0.0.0.0:{OPENWIRE_PORT}?transport.tcpNoDelay=true\
         &wireFormat.maxFrameSize={FRAME_LIMIT}"
    )
}

fn name(name: &str) -> Result<(), ConfigurationError> {
    let good = (1..=32).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    if good { Ok(()) } else { Err(ConfigurationError::Name(name.to_owned())) }
}

/// A character of a password as a Java property writes it, so that none has a second meaning.
fn property_char(c: char, text: &mut String) {
    if c.is_ascii_alphanumeric() {
        text.push(c);
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        write!(text, "\\u{unit:04x}").expect("a String takes any text");
    }
}

fn declared(accounts: &Accounts) -> String {
    lines(accounts.queues().iter().map(|queue| format!("      <queue physicalName=\"{queue}\"/>")))
}

fn users(accounts: &Accounts) -> String {
    lines(accounts.users.iter().map(|account| {
        let group = if account.admin { ADMINS } else { &account.name };
        format!(
            "          <authenticationUser username=\"{}\" password=\"${{{}}}\" \
             groups=\"{group},{EVERYBODY}\"/>",
            account.name,
            placeholder(&account.name),
        )
    }))
}

/// Only `<from>` writes and only `<to>` reads (PD-12), or the hub for whoever is not here; the
/// administrator browses.
fn rights(accounts: &Accounts) -> String {
    let mut text = String::new();
    for (to, from, class) in accounts.lanes() {
        let (reader, writer) = (accounts.reader(to), accounts.writer(from));
        writeln!(
            text,
            "              <authorizationEntry queue=\"TRANSIT.{to}.FROM.{from}.{class}\" \
             read=\"{ADMINS},{reader}\" write=\"{ADMINS},{writer}\" admin=\"{ADMINS}\"/>"
        )
        .expect("a String takes any text");
    }
    text.truncate(text.trim_end().len());
    text
}

/// Bridged brokers need names of their own.
fn broker_name(accounts: &Accounts) -> String {
    match &accounts.behind_hub {
        Some(own) => format!("corridor-{own}"),
        None => "corridor".to_owned(),
    }
}

/// A connector to each other country's broker, where the brokers are bridged: it stores what leaves
/// and forwards it. Static, because a broker tells nobody who is connected to it.
fn network(accounts: &Accounts) -> String {
    let Some(own) = accounts.behind_hub.as_deref().filter(|_| !accounts.bridged_to.is_empty())
    else {
        return String::new();
    };
    let connectors = accounts.bridged_to.iter().map(|(other, host)| {
        let queues = CLASSES.map(|class| {
            format!("          <queue physicalName=\"TRANSIT.{other}.FROM.{own}.{class}\"/>")
        });
        format!(
            "      <networkConnector name=\"to-{other}\" userName=\"{HUB}\" \
             password=\"${{{}}}\" staticBridge=\"true\" duplex=\"false\" prefetchSize=\"20\"\n        \
             uri=\"static:(tcp://{host}:{OPENWIRE_PORT}?wireFormat.maxFrameSize={FRAME_LIMIT})\
             ?initialReconnectDelay=100&amp;maxReconnectDelay=1000&amp;useExponentialBackOff=false\">\n        \
             <staticallyIncludedDestinations>\n{}\n        </staticallyIncludedDestinations>\n      \
             </networkConnector>",
            placeholder(HUB),
            queues.join("\n"),
        )
    });
    format!("\n    <networkConnectors>\n{}\n    </networkConnectors>\n", lines(connectors))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn account(name: &str, password: &str) -> Account {
        Account { name: name.into(), password: password.into(), admin: name == "admin" }
    }

    fn accounts() -> Accounts {
        Accounts {
            countries: vec!["TG".into(), "BF".into()],
            users: ["TG", "BF", "XR", "XX", "admin"].map(|name| account(name, "hush")).into(),
            behind_hub: None,
            bridged_to: BTreeMap::new(),
        }
    }

    #[test]
    fn behind_a_hub_the_hub_reads_what_leaves_and_writes_what_comes() {
        let accounts = Accounts { behind_hub: Some("TG".into()), ..accounts() };
        let xml = configuration(&accounts, false).unwrap();
        for (queue, read, write) in
            [("TRANSIT.BF.FROM.TG.CORE", "HUB", "TG"), ("TRANSIT.TG.FROM.BF.SYS", "TG", "HUB")]
        {
            let entry =
                format!("queue=\"{queue}\" read=\"admins,{read}\" write=\"admins,{write}\"");
            assert!(xml.contains(&entry), "{entry}");
        }
    }

    #[test]
    fn a_bridged_broker_has_a_name_and_a_connector_to_each_other() {
        let bridged_to = BTreeMap::from([("BF".to_owned(), "broker-bf".to_owned())]);
        let accounts = Accounts { behind_hub: Some("TG".into()), bridged_to, ..accounts() };
        let xml = configuration(&accounts, false).unwrap();
        roxmltree::Document::parse(&xml).unwrap();
        assert!(xml.contains("brokerName=\"corridor-TG\""));
        assert!(xml.contains("static:(tcp://broker-bf:61616?"));
        assert_eq!(xml.matches("<queue physicalName=\"TRANSIT.BF.FROM.TG.").count(), 6);
        assert!(!xml.contains('@'), "every mark of the template is filled");
    }

    #[test]
    fn only_from_writes_and_only_to_reads() {
        let xml = configuration(&accounts(), false).unwrap();
        assert!(xml.contains(
            "<authorizationEntry queue=\"TRANSIT.BF.FROM.TG.CORE\" read=\"admins,BF\" \
             write=\"admins,TG\" admin=\"admins\"/>"
        ));
        assert_eq!(xml.matches("<queue physicalName=\"TRANSIT.").count(), 6 + 4);
        assert!(xml.contains("username=\"admin\" password=\"${PASSAVANT_PASSWORD_admin}\" "));
        assert!(!xml.contains('@'), "every mark of the template is filled");
    }

    #[test]
    fn the_file_for_docker_compose_is_what_we_would_write() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docker/activemq/activemq.xml");
        let expected = configuration(&accounts(), false).unwrap();
        if std::env::var_os("REWRITE_GOLDEN").is_some() {
            std::fs::write(file, &expected).unwrap();
        }
        let found = std::fs::read_to_string(file).unwrap();
        assert!(found == expected, "{file} is old; REWRITE_GOLDEN=1 cargo test rewrites it");
    }

    #[test]
    fn the_configuration_is_well_formed_and_holds_no_password() {
        for tls in [false, true] {
            let xml = configuration(&accounts(), tls).unwrap();
            roxmltree::Document::parse(&xml).unwrap();
            assert!(!xml.contains("hush"));
            assert_eq!(xml.contains("<sslContext>"), tls);
            assert_eq!(xml.contains("uri=\"stomp+ssl://"), tls);
            assert_eq!(xml.contains("uri=\"stomp+nio://"), !tls);
        }
    }

    #[test]
    fn a_strange_password_is_written_so_that_java_reads_it_back() {
        let users = vec![account("TG", " a=b#\\é😀")];
        let text = credentials(&Accounts {
            countries: Vec::new(),
            users,
            behind_hub: None,
            bridged_to: BTreeMap::new(),
        })
        .unwrap();
        let written = "PASSAVANT_PASSWORD_TG=\\u0020a\\u003db\\u0023\\u005c\\u00e9\\ud83d\\ude00\n";
        assert_eq!(text, written);
    }

    #[test]
    fn names_and_passwords_that_would_break_the_configuration_are_refused() {
        let with = |user| Accounts {
            countries: Vec::new(),
            users: vec![user],
            behind_hub: None,
            bridged_to: BTreeMap::new(),
        };
        for name in ["", "T\"G", "a b", "é"] {
            let refused = ConfigurationError::Name(name.into());
            assert_eq!(configuration(&with(account(name, "x")), false), Err(refused.clone()));
            assert_eq!(credentials(&with(account(name, "x"))), Err(refused));
        }
        for password in ["${PASSAVANT_PASSWORD_admin}", "a\nb"] {
            let refused = ConfigurationError::Password("TG".into());
            assert_eq!(credentials(&with(account("TG", password))), Err(refused));
        }
    }
}
