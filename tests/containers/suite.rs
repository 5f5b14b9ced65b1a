//! The one suite of broker behaviour, against `ActiveMQ` in its container.

use crate::broker_suite::{Target, all};
use crate::ground::{Ground, Raising, text};
use passavant::broker::accounts::{Account, Accounts};
use passavant::stack::parts::Part;
use std::sync::Arc;

pub(crate) async fn activemq_behaves_as_the_corridors_broker_must(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let results = all(&target(ground.broker().await?)).await;
    let failed: Vec<_> = results.iter().filter(|case| case.result.is_err()).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {} cases: {failed:#?}", failed.len(), results.len()))
}

/// The broker of a cell as the suite sees it.
pub(crate) fn target(raising: &Raising) -> Target {
    let parts = Arc::clone(&raising.parts);
    let users = raising.secrets.broker.iter().map(|(name, password)| Account {
        name: name.clone(),
        password: password.clone(),
        admin: name == "admin",
    });
    Target {
        addr: parts.raised().broker.to_string(),
        accounts: Accounts {
            countries: vec!["TG".into(), "BF".into()],
            users: users.collect(),
            behind_hub: None,
            bridged_to: std::collections::BTreeMap::new(),
        },
        kill_and_restart: Box::new(move || {
            let parts = Arc::clone(&parts);
            Box::pin(async move {
                parts.kill(Part::Broker).await.map_err(text)?;
                parts.start(Part::Broker).await.map_err(text)
            })
        }),
    }
}
