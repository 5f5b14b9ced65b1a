//! Who is let in at the broker.

use super::Cell;
use crate::broker::client::{Client, ConnectError, Login, Options};
use crate::stack::watch::home_of;

impl Cell {
    /// A connection of its own to the broker, with any password: whoever must be refused knocks here.
    pub async fn knock(&self, account: &str, password: &str) -> Result<Client, ConnectError> {
        let at = home_of(account, self.parts.raised());
        let login = Login::new(account, password).trusting(self.plan.trust());
        Client::connect_to_any(&at, &login, &Options::default()).await
    }
}
