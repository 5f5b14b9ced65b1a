//! An order left for a broker of ours, in its data folder.

use super::files::write_private;
use crate::broker::orders::BrokerOrder;
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long a broker may take to carry an order out.
const OBEYS_WITHIN: Duration = Duration::from_secs(5);

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Leaves an order, whole from the first moment, and waits until the broker has carried it out.
pub(super) async fn leave(data: &Path, order: &BrokerOrder) -> Result<(), String> {
    let (beside, file) = (data.join("order.new"), data.join(BrokerOrder::FILE));
    let text = serde_json::to_string(order).map_err(|error| error.to_string())?;
    let left = write_private(&beside, &text).and_then(|()| std::fs::rename(&beside, &file));
    left.map_err(|error| format!("{}: {error}", file.display()))?;
    let deadline = Instant::now() + OBEYS_WITHIN;
    while file.exists() {
        let next = Instant::now() + LOOK_EVERY;
        if next > deadline {
            return Err(format!("the order still lies there after {} s", OBEYS_WITHIN.as_secs()));
        }
        sleep_until(next).await;
    }
    Ok(())
}
