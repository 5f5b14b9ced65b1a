//! Kills at places that a seed draws: nodes, brokers, lines, one after the other.

use crate::link::control::{Effect, FaultOrder};
use crate::profile::Country;
use crate::scenario::Kills;
use crate::seed::Seed;
use crate::stack::cell::Cell;
use crate::stack::parts::Part;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Shortest time for which anything stays dead.
const LEAST_DOWN: Duration = Duration::from_millis(20);

/// How long a line that is cut may take to have touched anything: who is away is waited for.
const TOUCHES_WITHIN: Duration = Duration::from_secs(10);

/// One kill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Drawn {
    /// From the beginning of them all.
    at: Duration,
    part: Part,
    down: Duration,
}

/// Draws kills: each has an equal part of the time for itself, and lies anywhere in it.
pub(super) fn draw(kills: &Kills, seed: u64, countries: &[Country]) -> Vec<Drawn> {
    let mut chance = Seed::new(seed).stream("kills");
    let each = kills.over / kills.count.max(1);
    let micros = |length: Duration| u64::try_from(length.as_micros()).unwrap_or(u64::MAX);
    let mut up_to = |length: Duration| Duration::from_micros(chance.below(micros(length).max(1)));
    let mut drawn = Vec::new();
    for number in 0..kills.count {
        let down = LEAST_DOWN + up_to(kills.down.saturating_sub(LEAST_DOWN));
        let at = each * number + up_to(each.saturating_sub(down));
        drawn.push((at, down));
    }
    let mut which = Seed::new(seed).stream("kills: which");
    let seats = countries.len() as u64;
    let mut part = || {
        let country = countries[usize::try_from(which.below(seats)).unwrap_or_default()];
        match which.below(3) {
            0 => Part::Node(country),
            1 => Part::Link(country),
            _ => Part::Broker,
        }
    };
    drawn.into_iter().map(|(at, down)| Drawn { at, part: part(), down }).collect()
}

/// Carries them out in their order, each when it is due or as soon as the one before is over; says how
/// often each part was killed.
pub(super) async fn carry_out(
    cell: Arc<Cell>,
    drawn: Vec<Drawn>,
    begin: Instant,
) -> Result<BTreeMap<String, u64>, String> {
    let mut killed = BTreeMap::new();
    for (number, Drawn { at, part, down }) in drawn.into_iter().enumerate() {
        sleep_until(begin + at).await;
        let country = cell.countries()[0];
        let part = if part == Part::Broker { cell.broker_of(country) } else { part };
        let done = match part {
            Part::Link(country) => cut(&cell, country, number, down).await,
            part => kill(&cell, part, down).await,
        };
        done.map_err(|why| format!("kill {} ({part}): {why}", number + 1))?;
        *killed.entry(part.to_string()).or_default() += 1;
    }
    Ok(killed)
}

/// SIGKILL, and a start with its data after a while.
pub(super) async fn kill(cell: &Cell, part: Part, down: Duration) -> Result<(), String> {
    let dead = Instant::now() + down;
    cell.kill(part).await.map_err(|error| error.to_string())?;
    sleep_until(dead).await;
    cell.start(part).await.map_err(|error| error.to_string())
}

/// The line is cut; once that has touched somebody it stays so for a while.
async fn cut(cell: &Cell, country: Country, number: usize, down: Duration) -> Result<(), String> {
    let link = cell.link(country);
    let order = FaultOrder::new(format!("kill-{}", number + 1), Effect::Cut);
    let armed = link.arm(&order).await.map_err(|error| error.to_string())?;
    let bitten = link.wait_bitten(&armed, TOUCHES_WITHIN).await;
    bitten.map_err(|error| error.to_string())?;
    sleep_until(Instant::now() + down).await;
    link.end(&order.id).await.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::When;

    #[test]
    fn kills_follow_the_seed_and_none_overlaps_another() {
        let kills = Kills {
            count: 200,
            when: When::After(Duration::ZERO),
            over: Duration::from_secs(100),
            down: Duration::from_millis(300),
        };
        let countries = ["TG", "BF"].map(|code| code.parse().unwrap());
        let drawn = draw(&kills, 7, &countries);
        assert_eq!(drawn, draw(&kills, 7, &countries));
        assert_ne!(drawn, draw(&kills, 8, &countries));
        assert_eq!(drawn.len(), 200);
        for pair in drawn.windows(2) {
            assert!(pair[0].at + pair[0].down <= pair[1].at, "{pair:?}");
        }
        for part in [Part::Node(countries[0]), Part::Link(countries[1]), Part::Broker] {
            assert!(drawn.iter().filter(|it| it.part == part).count() > 15, "{part}");
        }
    }
}
