//! The regional register: what the region can compute from the ends of movements that it was told (STA).

use super::{enquiry, officer};
use crate::journey::claims::{Due, claim, fields};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::statistics::MovementEnd;
use crate::message::{Body, read};
use crate::profile::Country;
use crate::record::claim::{Claim, Times};
use crate::record::event::{CopyFacts, Event, What};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// So many late movements of one principal are a wave, if half of all its movements are late.
const WAVE: usize = 3;

/// How long after the limit goods of a wave are presented.
const LATE: SignedDuration = SignedDuration::from_hours(48);

/// Every end of a movement that was told, by its number: one that is told twice counts once.
#[derive(Debug, Default)]
struct Register {
    ends: BTreeMap<String, MovementEnd>,
}

/// How a principal's movements ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Score {
    late: usize,
    all: usize,
}

impl Score {
    /// A wave of late movements: somebody should look at this principal.
    fn is_wave(self) -> bool {
        self.late >= WAVE && self.late * 2 >= self.all
    }
}

impl Register {
    /// What has been told in this scenario.
    fn of(world: &World) -> Self {
        let cell = &world.stage.cell;
        let mut register = Self::default();
        let ends = cell.recorder().look(cell.name(), &cell.playing(), |events| {
            events.iter().filter_map(end_of).collect::<Vec<_>>()
        });
        for end in ends {
            register.ends.insert(end.mrn.to_string(), end);
        }
        register
    }

    /// The principal of a movement, as a hash that names nobody.
    fn principal(&self, mrn: &str) -> Option<&str> {
        self.ends.get(mrn).map(|end| end.principal_hash.as_str())
    }

    fn score(&self, principal: &str) -> Score {
        let own = self.ends.values().filter(|end| end.principal_hash == principal);
        own.fold(Score { late: 0, all: 0 }, |score, end| Score {
            late: score.late + usize::from(end.late),
            all: score.all + 1,
        })
    }
}

fn end_of(event: &Event) -> Option<MovementEnd> {
    let What::Copy(facts) = &event.what else { return None };
    let CopyFacts { code, body, .. } = &**facts;
    let body = STANDARD.decode(body).ok().filter(|_| code == "STA")?;
    match read(&body).ok()?.body {
        Body::Sta(sta) => sta.end,
        _ => None,
    }
}

/// The goods of every vehicle are presented, in time or two days after their limit, and found in order.
pub(in crate::journey) async fn present_all(world: &mut World, late: bool) -> Result<(), Ended> {
    if late {
        officer::settled(world).await?;
        let to = enquiry::limit(world)? + LATE;
        world.stage.cell.advance(to, "the limit passes").await?;
    }
    for _ in 0..world.movements.len() {
        world.movements.rotate_left(1);
        super::convoy::concluded(world).await?;
    }
    officer::settled(world).await
}

/// The region was told of each movement as it ended, under one principal; the register draws its score from it.
pub(in crate::journey) async fn scored(world: &World, wave: bool) -> Result<(), Ended> {
    let requirement = if wave { "REQ-FRD-032" } else { "REQ-HON-032" };
    let subject = world.stage.subject;
    let register = Register::of(world);
    let mrn = &world.movement()?.mrn;
    let principal = register.principal(mrn).unwrap_or_default().to_owned();
    let told = |late: &str, times| Claim::Sent {
        from: subject.to_string(),
        to: Country::REGION.to_string(),
        code: "STA".to_owned(),
        mrn: None,
        fields: fields([
            ("MovementEnd/principalHash", principal.as_str()),
            ("MovementEnd/late", late),
        ]),
        times,
    };
    let all = u32::try_from(world.movements.len()).unwrap_or(u32::MAX);
    let (here, other) = if wave { ("1", "0") } else { ("0", "1") };
    let due = world.stage.ack_due();
    let each = told(here, Times::AtLeast(all));
    world.claim(claim(requirement, subject, 0, each).due(due)).await?;
    let none = told(other, Times::Exactly(0));
    world.claim(claim(requirement, subject, 0, none)).await?;
    let score = register.score(&principal);
    if score.is_wave() == wave {
        return Ok(());
    }
    Err(Ended::Error(format!("{} of {} movements are late in the register", score.late, score.all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_is_more_than_bad_luck() {
        let wave = |late, all| Score { late, all }.is_wave();
        assert!(wave(3, 3) && wave(3, 6) && !wave(3, 7));
        assert!(!wave(2, 2) && !wave(0, 4));
    }
}
