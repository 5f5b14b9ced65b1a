//! Who sends as much as a message may hold, more than a broker takes, or another version's advance data.

use super::damage::sound;
use super::forger::{offer, put};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::Kilograms;
use crate::message::advice::Advice;
use crate::message::{headers_for, write};
use crate::profile::MAX_ITEMS;

/// Bytes of what no broker of the corridor takes.
const TOO_MUCH: usize = 50 * 1024 * 1024;

/// As many items as a document may have, light and few enough to fit the rest of the declaration.
pub(in crate::journey) fn fill(advice: &mut Advice) {
    let Some(first) = advice.goods.items.first().cloned() else { return };
    let item = |no: usize| {
        let mut item = first.clone();
        item.no = u16::try_from(no).unwrap_or(1);
        item.mass = Kilograms::from_grams(1);
        item.count = 1;
        item
    };
    advice.goods.items = (1..=MAX_ITEMS).map(item).collect();
    advice.goods.packages = u32::try_from(MAX_ITEMS).unwrap_or(1);
    advice.documents.clear();
}

/// Advance data that say a version which was never agreed.
pub(in crate::journey) async fn speak_another_version(world: &mut World) -> Result<(), Ended> {
    let mut message = sound(world)?;
    "9.9".clone_into(&mut message.header.profile_version);
    let body = write(&message);
    let headers = headers_for(&message, &body);
    let queue = message.queue().to_string();
    put(world, &queue, (headers, body), &message, "advance data of another version").await
}

/// Fifty megabytes in the partner's name. That the broker takes none of it is ground, not finding.
pub(in crate::journey) async fn offer_too_much(world: &mut World) -> Result<(), Ended> {
    let message = sound(world)?;
    let mut body = write(&message);
    body.resize(TOO_MUCH, b' ');
    let headers = headers_for(&message, &body);
    let queue = message.queue().to_string();
    let (_, sent) = offer(world, &queue, headers, body, "more than the broker takes").await?;
    match sent {
        Err(_) => Ok(()),
        Ok(()) => Err(Ended::Error(format!("the broker has taken {TOO_MUCH} bytes"))),
    }
}
