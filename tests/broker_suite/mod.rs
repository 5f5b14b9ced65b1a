//! One suite of broker behaviour, for the embedded broker and for `ActiveMQ`.
//!
//! Whoever raises a broker with the corridor's accounts calls [`all`] and demands that every case is
//! `Ok`. Include it with `#[path = "broker_suite/mod.rs"] mod broker_suite;`.

mod acks;
mod audit;
mod crash;
mod frames;
pub(crate) mod raw;
mod rights;

use futures::future::BoxFuture;
use passavant::broker::accounts::{Account, Accounts};
use passavant::broker::client::{Client, Login, Message, Options, Subscription};
use std::time::Duration;
use tokio::time::timeout;

/// How long anything may take that ought to happen.
pub(crate) const SOON: Duration = Duration::from_secs(15);

/// How long to look for something that must not happen, after all else has happened.
pub(crate) const QUIET: Duration = Duration::from_millis(300);

/// A queue of each direction and what the suite uses it for.
pub(crate) const TG_TO_BF: &str = "TRANSIT.BF.FROM.TG.CORE";
/// The way back.
pub(crate) const BF_TO_TG: &str = "TRANSIT.TG.FROM.BF.CORE";

/// A broker under test: countries TG and BF, accounts TG, BF, XX and admin.
pub(crate) struct Target {
    /// `host:port` of its STOMP connector; the same after a restart.
    pub(crate) addr: String,
    /// Its accounts with their passwords.
    pub(crate) accounts: Accounts,
    /// Kills the broker (SIGKILL) and starts it again on the same data; done when it answers.
    pub(crate) kill_and_restart:
        Box<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>,
}

/// What one case found.
#[derive(Debug)]
pub(crate) struct CaseResult {
    /// A sentence about behaviour.
    pub(crate) name: &'static str,
    /// What was otherwise.
    pub(crate) result: Result<(), String>,
    /// How long it took, emptying the queues before it included.
    pub(crate) took: Duration,
}

/// The accounts that the suite needs, with these passwords' prefix.
pub(crate) fn accounts(prefix: &str) -> Accounts {
    let account = |name: &str| Account {
        name: name.to_owned(),
        password: format!("{prefix}-{name}"),
        admin: name == "admin",
    };
    Accounts {
        countries: vec!["TG".to_owned(), "BF".to_owned()],
        users: ["TG", "BF", "XR", "XX", "admin"].map(account).to_vec(),
        behind_hub: None,
        bridged_to: std::collections::BTreeMap::new(),
    }
}

/// Fails the case with a sentence unless the condition holds.
macro_rules! check {
    ($holds:expr, $($text:tt)+) => {
        if !$holds {
            return Err(format!($($text)+));
        }
    };
}
pub(crate) use check;

/// Runs every case, one after the other, each on empty queues.
pub(crate) async fn all(target: &Target) -> Vec<CaseResult> {
    let mut results = Vec::new();
    macro_rules! run {
        ($($case:path),+ $(,)?) => {$(
            let name = stringify!($case);
            let started = std::time::Instant::now();
            let result = attempt(target, $case(target)).await;
            results.push(CaseResult { name, result, took: started.elapsed() });
        )+};
    }
    run!(
        rights::a_wrong_password_or_name_is_refused,
        rights::nothing_is_done_before_connect,
        rights::each_account_sends_and_reads_only_where_it_may,
        rights::nobody_but_the_administrator_forges_an_audit_copy_or_reads_one,
        rights::a_wildcard_send_reaches_nobody,
        rights::a_country_creates_no_queue,
        rights::a_refused_operation_leaves_the_connection_usable,
        frames::a_message_arrives_with_its_headers_and_its_senders_name,
        frames::what_the_broker_says_cannot_be_said_by_a_sender,
        frames::content_length_makes_bytes_and_its_absence_text,
        frames::an_oversize_frame_is_refused_and_a_large_one_is_not,
        frames::an_unknown_command_costs_the_connection,
        frames::heartbeats_come_when_asked_for,
        acks::messages_come_in_the_order_of_sending,
        acks::each_message_is_acknowledged_by_itself,
        acks::an_ack_id_dies_with_its_connection,
        acks::an_ack_counts_once,
        acks::a_refused_message_goes_to_its_dead_letter_queue,
        acks::no_more_than_the_prefetch_is_out,
        acks::two_consumers_share_a_queue,
        acks::unsubscribing_gives_back,
        acks::a_dead_peer_is_freed_by_heartbeats,
        acks::browsing_takes_nothing_and_ends,
        audit::every_send_has_its_audit_copy,
        audit::copies_wait_for_a_witness_that_is_away,
        audit::unacknowledged_copies_come_again,
        audit::a_client_id_is_used_once,
        audit::a_sentinel_reaches_the_witness_last,
        crash::what_was_receipted_survives_a_kill,
        crash::what_was_not_acknowledged_comes_again_after_a_kill,
        crash::what_was_not_persistent_does_not_survive_a_kill,
        crash::copies_and_dead_letters_survive_a_kill,
    );
    results
}

/// Runs one case on empty queues, and not for ever.
async fn attempt(
    target: &Target,
    case: impl Future<Output = Result<(), String>>,
) -> Result<(), String> {
    target.empty().await.map_err(|error| format!("empty the queues: {error}"))?;
    timeout(SOON * 6, case).await.unwrap_or_else(|_| Err("did not end in time".to_owned()))
}

impl std::fmt::Display for CaseResult {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let found = self.result.as_ref().map_or_else(String::as_str, |()| "ok");
        write!(out, "{} ({} ms): {found}", self.name, self.took.as_millis())
    }
}

impl Target {
    /// A login of this account.
    pub(crate) fn login(&self, user: &str) -> Login {
        let password = self.accounts.account(user).map_or("", |account| &account.password);
        Login::new(user, password)
    }

    /// A connection of this account.
    pub(crate) async fn connect(&self, user: &str) -> Result<Client, String> {
        self.connect_as(&self.login(user)).await
    }

    /// A connection with this login.
    pub(crate) async fn connect_as(&self, login: &Login) -> Result<Client, String> {
        Client::connect(&self.addr, login, &Options::default()).await.map_err(text)
    }

    /// Takes everything out of the six queues and their dead-letter queues.
    pub(crate) async fn empty(&self) -> Result<(), String> {
        let admin = self.connect("admin").await?;
        for queue in self.accounts.queues() {
            for name in [format!("/queue/{queue}"), format!("/queue/DLQ.{queue}")] {
                // What a connection that has just gone had not acknowledged may still be on its way.
                while !admin.browse(&name).await.map_err(text)?.is_empty() {
                    let mut taking = admin.subscribe(&name, 1000).await.map_err(text)?;
                    while let Ok(message) = timeout(QUIET, taking.next()).await {
                        let message = message.map_err(text)?;
                        admin.ack_confirmed(&message).await.map_err(text)?;
                    }
                }
            }
        }
        admin.disconnect().await.map_err(text)
    }
}

/// `/queue/NAME`.
pub(crate) fn queue(name: &str) -> String {
    format!("/queue/{name}")
}

/// An error as text.
pub(crate) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The next message, or what kept it from coming.
pub(crate) async fn next(subscription: &mut Subscription) -> Result<Message, String> {
    match timeout(SOON, subscription.next()).await {
        Ok(message) => message.map_err(text),
        Err(_) => Err("no message came".to_owned()),
    }
}

/// The next `count` messages' bodies.
pub(crate) async fn bodies(
    subscription: &mut Subscription,
    count: usize,
) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for _ in 0..count {
        found.push(body(&next(subscription).await?));
    }
    Ok(found)
}

/// A body as text.
pub(crate) fn body(message: &Message) -> String {
    String::from_utf8_lossy(&message.body).into_owned()
}

/// Fails when a message comes although none should.
pub(crate) async fn silent(subscription: &mut Subscription) -> Result<(), String> {
    match timeout(QUIET, subscription.next()).await {
        Err(_) => Ok(()),
        Ok(Ok(message)) => Err(format!("unexpected message {:?}", body(&message))),
        Ok(Err(end)) => Err(text(end)),
    }
}
