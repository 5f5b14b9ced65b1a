//! Who may send where, and read what.

use super::destination::Destination;
use crate::broker::accounts::{Account, Accounts, REGION_ACCOUNT};
use crate::profile::{HUB, stomp};
use crate::wire::Frame;
use std::collections::HashSet;

/// The rights of one cell's accounts.
#[derive(Debug)]
pub(super) struct Rights {
    accounts: Accounts,
    declared: HashSet<String>,
}

impl Rights {
    pub(super) fn new(accounts: Accounts) -> Self {
        let declared = accounts.queues().into_iter().collect();
        Self { accounts, declared }
    }

    /// Names of the declared queues.
    pub(super) fn declared(&self) -> impl Iterator<Item = &String> {
        self.declared.iter()
    }

    /// The account, if name and password are right.
    pub(super) fn login(&self, name: &str, password: &str) -> Option<Account> {
        self.accounts.account(name).filter(|account| account.password == password).cloned()
    }

    /// Who has written a message that this account sends: itself, or whoever the other broker says,
    /// when that forwards it over a bridge.
    pub(super) fn writer_of<'a>(&self, account: &'a Account, send: &'a Frame) -> &'a str {
        let forwards = account.name == HUB && !self.accounts.bridged_to.is_empty();
        send.header(stomp::USER).filter(|_| forwards).unwrap_or(&account.name)
    }

    /// Whether `account` may send there; the refusal is worded as `ActiveMQ` words it.
    pub(super) fn may_send(&self, account: &Account, to: &Destination) -> Result<(), String> {
        if account.admin {
            return exact(to);
        }
        let owns = |parts: &[&str]| self.accounts.writer(parts[3]) == account.name;
        match self.of_corridor(to) {
            Some(parts) if !owns(&parts) => Err(refusal(account, "write to", to)),
            Some(_) if self.declared.contains(to.name()) => Ok(()),
            Some(_) => Err(refusal(account, "create", to)),
            None => Err(refusal(account, "write to", to)),
        }
    }

    /// Whether `account` may subscribe to, or browse, this destination.
    pub(super) fn may_read(&self, account: &Account, from: &Destination) -> Result<(), String> {
        if account.admin {
            return if matches!(from, Destination::Queue(_)) { exact(from) } else { Ok(()) };
        }
        let reads = |parts: &[&str]| self.accounts.reader(parts[1]) == account.name;
        match self.of_corridor(from) {
            Some(parts) if !reads(&parts) => Err(refusal(account, "read from", from)),
            Some(_) if self.declared.contains(from.name()) => Ok(()),
            Some(_) => Err(refusal(account, "create", from)),
            None => Err(refusal(account, "read from", from)),
        }
    }

    /// The five parts of `TRANSIT.<to>.FROM.<from>.<class>`, when it lies in the corridor.
    fn of_corridor<'a>(&self, destination: &'a Destination) -> Option<[&'a str; 5]> {
        let Destination::Queue(name) = destination else { return None };
        let parts: Vec<&str> = name.split('.').collect();
        let parts: [&str; 5] = parts.try_into().ok()?;
        let known = |code: &str| {
            code == REGION_ACCOUNT || self.accounts.countries.iter().any(|country| country == code)
        };
        let shaped = parts[0] == "TRANSIT" && parts[2] == "FROM";
        (shaped && known(parts[1]) && known(parts[3])).then_some(parts)
    }
}

fn exact(destination: &Destination) -> Result<(), String> {
    if destination.is_pattern() {
        return Err(format!("{destination} is not one exact destination; name each by itself"));
    }
    Ok(())
}

fn refusal(account: &Account, what: &str, destination: &Destination) -> String {
    format!("User {} is not authorized to {what}: {destination}", account.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn rights() -> Rights {
        let account = |name: &str| Account {
            name: name.to_owned(),
            password: format!("pw-{name}"),
            admin: name == "admin",
        };
        Rights::new(Accounts {
            countries: vec!["TG".into(), "BF".into()],
            users: ["TG", "BF", "XX", "HUB", "admin"].map(account).to_vec(),
            behind_hub: None,
            bridged_to: BTreeMap::new(),
        })
    }

    #[test]
    fn only_a_bridge_may_say_who_has_written() {
        let send = Frame::new("SEND").with("JMSXUserID", "BF");
        let (direct, accounts) = (rights(), rights().accounts);
        let bridged_to = BTreeMap::from([("BF".to_owned(), String::new())]);
        let bridged = Rights::new(Accounts { bridged_to, ..accounts });
        for (rights, user, writer) in
            [(&direct, "HUB", "HUB"), (&bridged, "HUB", "BF"), (&bridged, "XX", "XX")]
        {
            let account = rights.login(user, &format!("pw-{user}")).unwrap();
            assert_eq!(rights.writer_of(&account, &send), writer);
        }
    }

    #[test]
    fn behind_a_hub_the_country_writes_and_reads_as_ever_and_the_hub_at_the_other_end() {
        let accounts = Accounts { behind_hub: Some("TG".into()), ..rights().accounts };
        let rights = Rights::new(accounts);
        for queue in rights.accounts.queues().into_iter().filter(|it| !it.contains(".XR.")) {
            let to_tg = queue.starts_with("TRANSIT.TG");
            let at = Destination::Queue(queue);
            for (user, sends, reads) in
                [("TG", !to_tg, to_tg), ("HUB", to_tg, !to_tg), ("BF", false, false)]
            {
                let account = rights.login(user, &format!("pw-{user}")).unwrap();
                assert_eq!(rights.may_send(&account, &at).is_ok(), sends, "{user} {at}");
                assert_eq!(rights.may_read(&account, &at).is_ok(), reads, "{user} {at}");
            }
        }
    }

    #[test]
    fn only_the_region_reads_what_it_is_told_and_writes_its_answers() {
        let rights = rights();
        let region = Account { name: "XR".into(), password: String::new(), admin: false };
        let country = Account { name: "TG".into(), ..region.clone() };
        let [told, answered] = ["/queue/TRANSIT.XR.FROM.TG.SYS", "/queue/TRANSIT.TG.FROM.XR.SYS"]
            .map(Destination::parse);
        for (account, sends, reads) in [(&region, &answered, &told), (&country, &told, &answered)] {
            assert!(rights.may_send(account, sends).is_ok());
            assert!(rights.may_read(account, reads).is_ok());
            assert!(rights.may_send(account, reads).is_err());
            assert!(rights.may_read(account, sends).is_err());
        }
        let strange = Destination::parse("/queue/TRANSIT.TG.FROM.XR.CORE");
        assert!(rights.may_send(&region, &strange).is_err(), "the region has class SYS alone");
    }

    #[test]
    fn a_country_sends_from_itself_and_reads_to_itself() {
        let rights = rights();
        for queue in rights.accounts.queues().into_iter().filter(|it| !it.contains(".XR.")) {
            let to_tg = queue.starts_with("TRANSIT.TG");
            let at = Destination::Queue(queue);
            for (user, sends, reads) in [
                ("TG", !to_tg, to_tg),
                ("BF", to_tg, !to_tg),
                ("XX", false, false),
                ("HUB", false, false),
            ] {
                let account = rights.login(user, &format!("pw-{user}")).unwrap();
                assert_eq!(rights.may_send(&account, &at).is_ok(), sends, "{user} {at}");
                assert_eq!(rights.may_read(&account, &at).is_ok(), reads, "{user} {at}");
            }
        }
    }

    #[test]
    fn only_the_administrator_touches_audit_and_dead_letters_and_creates() {
        let rights = rights();
        for text in [
            "/topic/audit.TRANSIT.TG.FROM.BF.CORE",
            "/queue/DLQ.TRANSIT.TG.FROM.BF.CORE",
            "/queue/TRANSIT.TG.FROM.BF.NEW",
        ] {
            let at = Destination::parse(text);
            for user in ["TG", "BF", "XX"] {
                let account = rights.login(user, &format!("pw-{user}")).unwrap();
                assert!(rights.may_send(&account, &at).is_err(), "{user} {text}");
                assert!(rights.may_read(&account, &at).is_err(), "{user} {text}");
            }
            let admin = rights.login("admin", "pw-admin").unwrap();
            assert!(rights.may_send(&admin, &at).is_ok() && rights.may_read(&admin, &at).is_ok());
        }
    }

    #[test]
    fn nobody_sends_to_a_pattern() {
        let rights = rights();
        for text in ["/queue/TRANSIT.*.FROM.TG.CORE", "/queue/TRANSIT.BF.FROM.TG.*", "/queue/A,B"] {
            for user in ["TG", "BF", "XX", "admin"] {
                let account = rights.login(user, &format!("pw-{user}")).unwrap();
                assert!(rights.may_send(&account, &Destination::parse(text)).is_err());
            }
        }
    }
}
