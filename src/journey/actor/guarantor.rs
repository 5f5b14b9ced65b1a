//! What guarantors are told and answer, and what their ledgers then say.

use super::weather;
use crate::journey::claims::{
    Due, alarmed, answered, claim, fields, movement as says, none_sent, reservation, sent,
};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::timer::T_GUA;
use crate::record::claim::{Claim, Times};
use jiff::SignedDuration;
use serde_json::Value;
use std::collections::BTreeMap;

/// A refusal with this reason: told where it crosses, known at departure, and nothing is bound.
pub(in crate::journey) async fn refused(
    world: &World,
    requirement: &str,
    reason: &str,
) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = T_GUA.expiry(done.at);
    if home != guarantor {
        let why =
            fields([("GuaranteeResult/result", "REFUSED"), ("GuaranteeResult/reason", reason)]);
        let told = sent((guarantor, home), "GUR", &movement.mrn, why, Times::AtLeast(1));
        world.claim(claim(requirement, guarantor, done.since, told).due(due)).await?;
    }
    if reason != "G01" {
        let none = reservation(guarantor, movement.grn(), &movement.mrn, "none");
        world.claim(claim(requirement, guarantor, done.since, none).due(due)).await?;
    }
    let amend = says(home, &movement.mrn, "/departure/state", "GUA_AMEND");
    world.claim(claim(requirement, guarantor, done.since, amend).due(due)).await
}

/// The amended request left under the next number with what was amended, and was granted.
pub(in crate::journey) async fn asked_again(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = T_GUA.expiry(done.at);
    let code = &movement.papers.declaration.guarantee.access_code;
    let amended = fields([
        ("GuaranteeRequest/requestNo", "2"),
        ("GuaranteeRequest/accessCode", code.as_str()),
    ]);
    let amended = sent((home, guarantor), "GUQ", &movement.mrn, amended, Times::AtLeast(1));
    world.claim(claim("REQ-GUA-010", home, done.since, amended).due(due)).await?;
    agreed(world, "REQ-GUA-010").await
}

/// The first guarantor was told to forget request 1, the other one is bound by request 2.
pub(in crate::journey) async fn changed(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let first = if movement.guarantor() == home { abroad } else { home };
    let order = fields([("GuaranteeCancellation/requestNo", "1")]);
    let order = sent((home, first), "GUC", &movement.mrn, order, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-GUA-005", home, done.since, order).due(due)).await?;
    agreed(world, "REQ-GUA-010").await
}

/// The office of departure may release.
pub(in crate::journey) async fn agreed(world: &World, requirement: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let home = movement.departure();
    let free = says(home, &movement.mrn, "/departure/state", "GUARANTEED");
    let due = T_GUA.expiry(done.at).max(world.stage.ack_due());
    world.claim(claim(requirement, home, done.since, free).due(due)).await
}

/// D6: 48 hours after the first refusal, a day after the second.
pub(in crate::journey) async fn time_is_over(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let over = says(home, &movement.mrn, "/departure/state", "NOT_RELEASED");
    let due = done.at + SignedDuration::from_hours(24);
    world.claim(claim("REQ-GUA-011", home, done.since, over).due(due)).await?;
    if home != guarantor {
        let order = fields([("GuaranteeCancellation/requestNo", "2")]);
        let order = sent((home, guarantor), "GUC", &movement.mrn, order, Times::AtLeast(1));
        let due = world.stage.ack_due();
        world.claim(claim("REQ-GUA-005", home, done.since, order).due(due)).await?;
    }
    let none = none_sent(home, movement.destination(), "TDA", &movement.mrn);
    world.claim(claim("REQ-GUA-011", home, done.since, none)).await
}

/// GUC left once for the request of this number, and the guarantor has ended it (G5).
pub(in crate::journey) async fn given_back(world: &World, request_no: u32) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = world.stage.ack_due();
    if home != guarantor {
        let number = request_no.to_string();
        let order = fields([
            ("GuaranteeCancellation/requestNo", number.as_str()),
            ("GuaranteeCancellation/GRN", movement.grn()),
        ]);
        let order = sent((home, guarantor), "GUC", &movement.mrn, order, Times::AtLeast(1));
        world.claim(claim("REQ-GUA-005", home, done.since, order).due(due)).await?;
    }
    let ended = reservation(guarantor, movement.grn(), &movement.mrn, "CANCELLED");
    world.claim(claim("REQ-GUA-006", guarantor, done.since, ended).due(due)).await?;
    let whole = balance(world, reference_amount(world)?)?;
    world.claim(claim("REQ-GUA-006", guarantor, done.since, whole).due(due)).await
}

/// One portion for each country with something at risk, and nothing else counts.
pub(in crate::journey) async fn portions(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let guarantor = movement.guarantor();
    let exposure = &movement.papers.declaration.guarantee.exposure;
    for (place, (country, amount)) in exposure.iter().enumerate() {
        let told: [(&str, Value); 3] = [
            ("country", country.as_str().into()),
            ("amount", (*amount).into()),
            ("state", "RESERVED".into()),
        ];
        for (field, equals) in told {
            let pointer = format!("/reservations/0/portions/{place}/{field}");
            let portion = ledger(world, &pointer, equals)?;
            world.claim(claim("REQ-GUA-014", guarantor, done.since, portion)).await?;
        }
    }
    let left = reference_amount(world)? - exposure.values().sum::<u64>();
    world.claim(claim("REQ-GUA-014", guarantor, done.since, balance(world, left)?)).await
}

/// From here on nothing gets through to the guarantor's country.
pub(in crate::journey) async fn unreachable(world: &World) -> Result<(), Ended> {
    weather::cut(world, world.movement()?.guarantor()).await
}

/// D4: T-GUA has passed, officers are told, and nothing is decided.
pub(in crate::journey) async fn silent(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let home = movement.departure();
    let later = T_GUA.expiry(done.at);
    world.stage.cell.move_clock(later, "the guarantor is silent").await?;
    let waiting = says(home, &movement.mrn, "/departure/state", "GUA_PENDING");
    world.claim(claim("REQ-GUA-012", home, done.since, waiting).in_protocol_time()).await?;
    let alert = alarmed(home, "T-GUA");
    world.claim(claim("REQ-GUA-012", home, done.since, alert).in_protocol_time()).await
}

/// The country of the guarantor can be reached again.
pub(in crate::journey) async fn back(world: &World) -> Result<(), Ended> {
    weather::heal(world, world.movement()?.guarantor()).await
}

/// G10: the same order under a new id changes nothing, whatever else the guarantee secures.
pub(in crate::journey) async fn credited_once(world: &World) -> Result<(), Ended> {
    let (movement, letter) = (world.movement()?, world.letter()?);
    let guarantor = movement.guarantor();
    let due = world.stage.ack_due();
    let ack = ("ACK", Some("DUPLICATE"));
    let told = answered(&letter.id, guarantor, ack, BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim("REQ-GUA-013", guarantor, letter.since, told).due(due)).await?;
    let other = world.movements.first().ok_or_else(|| Ended::Error("no movement".into()))?;
    let bound: u64 = other.papers.declaration.guarantee.exposure.values().sum();
    let left = balance(world, reference_amount(world)? - bound)?;
    world.claim(claim("REQ-GUA-013", guarantor, letter.since, left)).await
}

/// One of two uses is granted, and the balance has fallen by that one.
pub(in crate::journey) async fn one_granted(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    if home != guarantor {
        for (result, reason) in [("OK", ""), ("REFUSED", "G09")] {
            let fields = fields([
                ("GuaranteeResult/GRN", movement.grn()),
                ("GuaranteeResult/result", result),
                ("GuaranteeResult/reason", reason),
            ]);
            let told = Claim::Sent {
                from: guarantor.to_string(),
                to: home.to_string(),
                code: "GUR".to_owned(),
                mrn: None,
                fields,
                times: Times::Exactly(1),
            };
            let due = T_GUA.expiry(done.at);
            world.claim(claim("REQ-GUA-015", guarantor, done.since, told).due(due)).await?;
        }
    }
    let bound: u64 = movement.papers.declaration.guarantee.exposure.values().sum();
    let left = balance(world, reference_amount(world)? - bound)?;
    let due = T_GUA.expiry(done.at);
    world.claim(claim("REQ-GUA-015", guarantor, done.since, left).due(due)).await?;
    for (pointer, equals) in
        [("/reservations/0/state", "RESERVED".into()), ("/reservations/1", Value::Null)]
    {
        let only = ledger(world, pointer, equals)?;
        world.claim(claim("REQ-GUA-015", guarantor, done.since, only)).await?;
    }
    Ok(())
}

/// The guarantor says that so much of the movement's guarantee is free.
pub(in crate::journey) fn balance(world: &World, amount: u64) -> Result<Claim, Ended> {
    ledger(world, "/balance", amount.into())
}

/// The guarantor says how the portion of a country stands.
pub(in crate::journey) fn portion_of(
    world: &World,
    country: Country,
    state: &str,
) -> Result<Claim, Ended> {
    let exposure = &world.movement()?.papers.declaration.guarantee.exposure;
    let place = exposure.keys().position(|key| key == country.as_str()).unwrap_or_default();
    ledger(world, &format!("/reservations/0/portions/{place}/state"), state.into())
}

/// The guarantor says what stands at this place of the movement's guarantee.
pub(super) fn ledger(world: &World, pointer: &str, equals: Value) -> Result<Claim, Ended> {
    let movement = world.movement()?;
    Ok(Claim::Guarantee {
        country: movement.guarantor().to_string(),
        grn: movement.grn().to_owned(),
        pointer: pointer.to_owned(),
        equals,
    })
}

/// What the movement's guarantee is good for, XOF.
pub(in crate::journey) fn reference_amount(world: &World) -> Result<u64, Ended> {
    let guarantor = world.movement()?.guarantor();
    Ok(world.stage.cell.corridor().guarantor(guarantor).reference_amount)
}
