//! What an operator orders of a running broker: how much its store may hold, and whose account is good.

use serde::{Deserialize, Serialize};

/// One order. Where there are several of a kind, the newest holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BrokerOrder {
    /// Bytes of durable messages that the store may hold; at or above it no more are taken. `None` is
    /// the broker's own limit.
    StoreLimit(Option<u64>),
    /// The credentials of this account are no longer good, and its connections end.
    Expire(String),
    /// They are good again.
    Renew(String),
}

impl BrokerOrder {
    /// File in the broker's data folder in which an order is left; the embedded broker removes it when
    /// it has carried the order out.
    pub const FILE: &'static str = "order";

    /// What the order does, in one word, for the record.
    pub fn word(&self) -> &'static str {
        match self {
            Self::StoreLimit(Some(_)) => "filled",
            Self::StoreLimit(None) => "emptied",
            Self::Expire(_) => "expired",
            Self::Renew(_) => "renewed",
        }
    }

    /// Whose account it is about, if it is about one.
    pub fn account(&self) -> &str {
        match self {
            Self::StoreLimit(_) => "",
            Self::Expire(account) | Self::Renew(account) => account,
        }
    }

    /// The order that gives back what this one takes away, if it takes something.
    pub fn undone_by(&self) -> Option<Self> {
        match self {
            Self::StoreLimit(Some(_)) => Some(Self::StoreLimit(None)),
            Self::Expire(account) => Some(Self::Renew(account.clone())),
            Self::StoreLimit(None) | Self::Renew(_) => None,
        }
    }
}
