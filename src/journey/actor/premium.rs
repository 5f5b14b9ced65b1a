//! Where goods come from, and what follows for their guarantee: premium and portions (PD-15).

use super::guarantor::ledger;
use crate::journey::claims::{Due, claim, fields, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::lists::{GoodsOrigin, PortionScope};
use crate::record::claim::Times;
use crate::scenario::Premium;
use serde_json::Value;
use std::collections::BTreeMap;

/// The principal will declare where the goods come from.
pub(in crate::journey) fn come_from(world: &mut World, origin: GoodsOrigin) -> Result<(), Ended> {
    tariff(world, origin)?;
    super::principal::used(world)?.origin = Some(origin);
    Ok(())
}

/// The corridor's tariff; without one there is nothing to play.
fn tariff(world: &World, origin: GoodsOrigin) -> Result<Premium, Ended> {
    let corridor = world.stage.cell.corridor();
    let none = || {
        let name = &corridor.name;
        Ended::NotApplicable(format!(
            "the corridor {name} has no premium for goods {}",
            origin.en()
        ))
    };
    corridor.premium(origin).copied().ok_or_else(none)
}

fn declared_tariff(world: &World) -> Result<Premium, Ended> {
    let origin = world.movement()?.papers.declaration.guarantee.origin;
    tariff(world, origin.ok_or_else(|| Ended::Error("no origin was declared".into()))?)
}

/// What must be secured, country by country: what is at risk where the tariff wants a portion.
fn secured(world: &World) -> Result<BTreeMap<Country, u64>, Ended> {
    let (movement, tariff) = (world.movement()?, declared_tariff(world)?);
    let bought_in = movement.departure();
    let all = movement.journey.exposure.iter().map(|(country, amount)| (*country, *amount));
    Ok(match tariff.portions {
        PortionScope::Crossed => all.collect(),
        PortionScope::Entered => all.filter(|(country, _)| *country != bought_in).collect(),
    })
}

/// Departure shows the premium that the tariff demands.
pub(in crate::journey) async fn shown(world: &World) -> Result<(), Ended> {
    let (movement, done, tariff) = (world.movement()?, world.done()?, declared_tariff(world)?);
    let home = movement.departure();
    let amount = tariff.rate.on(movement.papers.declaration.goods.value_xof);
    let told: [(&str, Value); 2] =
        [("rate", tariff.rate.to_string().into()), ("amount", amount.into())];
    for (field, equals) in told {
        let pointer = format!("/departure/premium/{field}");
        let premium = says(home, &movement.mrn, &pointer, equals);
        world.claim(claim("REQ-GUA-016", home, done.since, premium)).await?;
    }
    Ok(())
}

/// Advance data tell the rate.
pub(in crate::journey) async fn told(world: &World) -> Result<(), Ended> {
    let (movement, done, tariff) = (world.movement()?, world.done()?, declared_tariff(world)?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let rate = fields([("Guarantee/@premiumRate", tariff.rate.to_string().as_str())]);
    let rate = sent((home, abroad), "TDA", &movement.mrn, rate, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-GUA-016", home, done.since, rate).due(due)).await
}

/// What the guarantor is asked for, and binds, is what is at risk; the premium is no part of it.
pub(in crate::journey) async fn at_risk(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = world.stage.ack_due();
    for (place, (country, amount)) in secured(world)?.into_iter().enumerate() {
        if home != guarantor {
            let amount = amount.to_string();
            let asked = fields([
                ("GuaranteeRequest/exposure/@country", country.as_str()),
                ("GuaranteeRequest/exposure", &amount),
            ]);
            let asked = sent((home, guarantor), "GUQ", &movement.mrn, asked, Times::AtLeast(1));
            world.claim(claim("REQ-GUA-017", home, done.since, asked).due(due)).await?;
        }
        for (field, equals) in [("country", country.as_str().into()), ("amount", amount.into())] {
            let portion =
                ledger(world, &format!("/reservations/0/portions/{place}/{field}"), equals)?;
            world.claim(claim("REQ-GUA-017", guarantor, done.since, portion).due(due)).await?;
        }
    }
    Ok(())
}

/// The country where goods were bought has no portion: it is not even asked for.
pub(in crate::journey) async fn not_at_home(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = world.stage.ack_due();
    for (country, amount) in secured(world)? {
        let amount = amount.to_string();
        let asked = fields([
            ("GuaranteeRequest/exposure/@country", country.as_str()),
            ("GuaranteeRequest/exposure", &amount),
        ]);
        let asked = sent((home, guarantor), "GUQ", &movement.mrn, asked, Times::AtLeast(1));
        world.claim(claim("REQ-GUA-018", home, done.since, asked).due(due)).await?;
    }
    let here = fields([("GuaranteeRequest/exposure/@country", home.as_str())]);
    let here = sent((home, guarantor), "GUQ", &movement.mrn, here, Times::Exactly(0));
    world.claim(claim("REQ-GUA-018", home, done.since, here)).await
}
