//! The tunnel between the country under test and its broker: turned, and looked at from outside.

use crate::journey::claims::{claim, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::{Claim, Expectation, Times, VPN};
use crate::record::event::{CopyFacts, Event, What};
use crate::stack::tunnel::{TunnelState, Turn, Vpn};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::timeout;

/// Longest time after which a node notices that its line is dead, if it notices at all.
const NOTICED_WITHIN: Duration = Duration::from_secs(15);
/// Shorter texts of a message may stand in any packet by chance, or in none because they are common.
const LONG_ENOUGH: usize = 12;
/// Element names that are looked for.
const NAMES: usize = 12;

/// A tunnel that was turned, and what its link's end said then.
#[derive(Debug, Clone)]
pub(crate) struct Turned {
    /// Position behind which everything lies that happened since.
    since: u64,
    state: TunnelState,
}

/// There is a tunnel.
pub(in crate::journey) async fn there_is(world: &World) -> Result<(), Ended> {
    if world.stage.cell.vpn() == Vpn::None {
        let why = "there is no tunnel; it needs --stack containers --vpn";
        return Err(Ended::NotApplicable(why.to_owned()));
    }
    world.stage.cell.look_at_tunnel(world.stage.subject).await?;
    Ok(())
}

/// Turns the tunnel of the country under test.
pub(in crate::journey) async fn turn(world: &mut World, turn: Turn) -> Result<(), Ended> {
    let since = world.stage.mark();
    let state = world.stage.cell.turn(world.stage.subject, turn).await?;
    world.turned = Some(Turned { since, state });
    if let Some(letter) = world.letters.last_mut() {
        letter.since = since;
    }
    Ok(())
}

/// The entry lies before the tunnel: it was sent, and since the turn nothing came out of the tunnel
/// and no handshake was made. What was asked of the tunnel did not happen otherwise.
pub(in crate::journey) async fn nothing_passes(world: &mut World) -> Result<(), Ended> {
    talk_about_entry(world).await?;
    let subject = world.stage.subject;
    let turned = world.turned.clone();
    let Turned { since, state: before } =
        turned.ok_or_else(|| Ended::Error("the tunnel has not been turned yet".into()))?;
    line_lost(world, since).await;
    let now = world.stage.cell.look_at_tunnel(subject).await?;
    // A tunnel that is down still hears the other end; with a wrong key it may not even do that.
    let opened = now.up && (now.received > before.received || now.handshake > before.handshake);
    if now.delivered > before.delivered || now.up != before.up || opened {
        let why = format!("something came through the tunnel: {before}, and then {now}");
        return Err(Ended::Error(why));
    }
    match world.stage.first_answer(&world.letter()?.id, subject) {
        Ok(_) => Err(Ended::Error(format!("{subject} answers, and not through its tunnel"))),
        Err(_) => Ok(()),
    }
}

/// From now on steps talk about the entry, which the partner has sent.
pub(in crate::journey) async fn talk_about_entry(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let since = world.done()?.since;
    let mrn = world.movement()?.mrn.clone();
    let told = sent((partner, subject), "PAS", &mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(told, since, world.stage.ack_due()).await?;
    let copy = world.stage.message(partner, "PAS", &mrn)?;
    world.talk_about(&copy, since);
    Ok(())
}

/// Waits until the node has given its line up. One that has not in this time may go on over the same
/// connection once the tunnel carries again.
async fn line_lost(world: &World, since: u64) {
    let (cell, subject) = (&world.stage.cell, world.stage.subject.to_string());
    let lost = |event: &Event| match &event.what {
        What::LinkChange { country, change, .. } => {
            event.seq > since && *country == subject && change == "disconnected"
        }
        _ => false,
    };
    let scenario = cell.playing();
    let noticed = async {
        let mut news = cell.recorder().subscribe();
        loop {
            news.mark_unchanged();
            let seen =
                cell.recorder().look(cell.name(), &scenario, |events| events.iter().any(lost));
            if seen || news.changed().await.is_err() {
                return;
            }
        }
    };
    let _may_go_on = timeout(NOTICED_WITHIN, noticed).await;
}

/// What passes outside the tunnel is captured from now on.
pub(in crate::journey) async fn watch_outside(world: &mut World) -> Result<(), Ended> {
    world.captured_since = world.stage.mark();
    Ok(world.stage.cell.capture(world.stage.subject).await?)
}

/// Nothing of the messages that went to and fro can be read in what was captured.
pub(in crate::journey) async fn nothing_readable(world: &World) -> Result<(), Ended> {
    let (cell, subject) = (&world.stage.cell, world.stage.subject);
    cell.drain_links().await.map_err(|error| Ended::Error(error.to_string()))?;
    cell.drain_copies().await.map_err(|error| Ended::Error(error.to_string()))?;
    let since = world.captured_since;
    let texts = cell.recorder().look(cell.name(), &cell.playing(), |events| {
        let copies = events.iter().filter(|event| event.seq > since);
        texts(copies.filter_map(|event| match &event.what {
            What::Copy(copy) => Some(copy.as_ref()),
            _ => None,
        }))
    });
    cell.captured(subject, &texts).await?;
    let concealed = Claim::Concealed { country: subject.to_string() };
    let claim = claim("REQ-VPN-001", subject, since, concealed);
    world.claim(Expectation { about: VPN.to_owned(), ..claim }).await
}

/// What would betray a message: its numbers, names of its elements, and the longest text of each
/// code.
fn texts<'a>(copies: impl Iterator<Item = &'a CopyFacts>) -> Vec<String> {
    let (mut texts, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut codes = BTreeSet::new();
    for copy in copies.filter(|copy| codes.insert(copy.code.clone())) {
        texts.extend([copy.mrn.clone(), copy.message_id.clone()]);
        let body = STANDARD.decode(&copy.body).unwrap_or_default();
        let Ok(body) = String::from_utf8(body) else { continue };
        let pieces = body.split('<').skip(1).filter_map(|piece| piece.split_once('>'));
        let mut longest = "";
        for (tag, text) in pieces {
            let name = tag.split([' ', '/']).next().unwrap_or_default();
            if name.len() + 1 >= LONG_ENOUGH {
                names.insert(format!("<{name}"));
            }
            if text.len() > longest.len() {
                longest = text;
            }
        }
        texts.insert(longest.to_owned());
    }
    texts.retain(|text| text.len() >= LONG_ENOUGH);
    texts.into_iter().chain(names.into_iter().take(NAMES)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_betrayed_by_its_numbers_its_names_and_its_longest_text() {
        let body = "<Message xmlns='u'><TransportEquipment/><Goods>ciment</Goods><Trader>Société \
                    des transports</Trader></Message>";
        let copy = CopyFacts {
            body: STANDARD.encode(body),
            message_id: "0197-a-message-id".to_owned(),
            code: "TDA".to_owned(),
            mrn: "26TGLM00000000001".to_owned(),
            ..CopyFacts::default()
        };
        let found = texts([&copy].into_iter());
        let wanted = [
            "0197-a-message-id",
            "26TGLM00000000001",
            "Société des transports",
            "<TransportEquipment",
        ];
        assert_eq!(found, wanted);
        assert!(texts(std::iter::empty()).is_empty());
    }
}
