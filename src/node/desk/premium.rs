//! What follows from where goods come from: whose guarantee, whose portions, and the premium (PD-15).

use super::{Desk, Hindrance};
use crate::adapter::acts::Declare;
use crate::adapter::contract::PremiumView;
use crate::adapter::reference::PremiumEntry;
use crate::node::core::{Refusal, Route};
use crate::node::flaw::Flaw;
use crate::node::store::{Set, Stored};
use crate::profile::lists::{FunctionalErrorCode, GoodsOrigin, GuarantorSide, PortionScope};
use crate::profile::{Grn, PremiumRate};

/// Holds a declaration to the guarantors' tariff. What is declared as at risk where goods were bought is
/// not secured: there they are in free circulation.
pub(super) fn agreed(
    desk: &Desk<'_>,
    declare: &mut Declare,
    (grn, route): (&Grn, &Route),
) -> Result<Option<PremiumView>, Hindrance> {
    let Some(origin) = declare.guarantee.origin else { return Ok(None) };
    let Some(tariff) = tariff(desk, origin)? else {
        let reason = format!("no premium is agreed for goods {}", origin.en());
        return Err(Refusal::new(FunctionalErrorCode::CodeList, reason).into());
    };
    let side = match tariff.guarantor {
        GuarantorSide::Departure => route.departure.country(),
        GuarantorSide::Destination => route.destination.country(),
    };
    if grn.country() != side {
        return Err(broken(format!("goods {} are secured in {side}", origin.en())));
    }
    let home = desk.home.as_str();
    let exposure = &mut declare.guarantee.exposure;
    if tariff.portions == PortionScope::Entered
        && exposure.contains_key(home)
        && !desk.deviates(Flaw::BindsCountryOfPurchase)?
    {
        exposure.remove(home);
    }
    if exposure.is_empty() {
        return Err(broken("nothing is at risk in a country that is entered".to_owned()));
    }
    let rate = rate(desk, tariff)?;
    Ok(Some(PremiumView { origin, rate, amount: rate.on(declare.goods.value_xof) }))
}

fn tariff(desk: &Desk<'_>, origin: GoodsOrigin) -> Stored<Option<PremiumEntry>> {
    desk.store.entry(Set::Premium, origin.code())
}

/// The tariff's rate, or a flaw's: that of goods from overseas.
fn rate(desk: &Desk<'_>, of: PremiumEntry) -> Stored<PremiumRate> {
    let overseas = tariff(desk, GoodsOrigin::Overseas)?.map(|overseas| overseas.rate);
    match overseas.filter(|rate| *rate != of.rate) {
        Some(other) if desk.deviates(Flaw::ChargesOverseasRate)? => Ok(other),
        Some(_) | None => Ok(of.rate),
    }
}

fn broken(reason: String) -> Hindrance {
    Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-PREMIUM").into()
}
