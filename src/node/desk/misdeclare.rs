//! Flaws of what is told about goods, their papers and their vehicles.

use super::duties;
use super::{Desk, Hindrance};
use crate::message::advice::Advice;
use crate::message::passage::Pas;
use crate::node::core::{Departure, DepartureState, Duty, Movement, PassageFact};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{Basis, Direction, StateOfSeals};

/// A change of the node's own making, which tells whether anything was changed.
type Change = fn(&mut Advice) -> bool;

const CHANGES: [(Flaw, Change); 5] = [
    (Flaw::ReplacesSealWaiver, replace_waivers),
    (Flaw::MergesConsignees, merge_consignees),
    (Flaw::DropsDocuments, drop_documents),
    (Flaw::DropsTrailer, drop_trailer),
    (Flaw::GeneralisesPackages, generalise_packages),
];

/// Changes what advance data say of the goods, as the node's flaw demands.
pub(super) fn advice(desk: &Desk<'_>, advice: &mut Advice) -> Stored<()> {
    let wanted = CHANGES.iter().find(|(flaw, _)| desk.flaw == Some(*flaw));
    if let Some((flaw, change)) = wanted
        && change(advice)
    {
        desk.deviates(*flaw)?;
    }
    Ok(())
}

fn replace_waivers(advice: &mut Advice) -> bool {
    let waivers = advice.equipment.iter_mut().filter_map(|unit| unit.seal_waiver.as_mut());
    waivers.map(|waiver| "NOT SEALED".clone_into(waiver)).count() > 0
}

fn merge_consignees(advice: &mut Advice) -> bool {
    let others = advice.goods.items.iter_mut().filter_map(|item| item.consignee.as_mut());
    others.filter(|no| **no != 1).map(|no| *no = 1).count() > 0
}

fn drop_documents(advice: &mut Advice) -> bool {
    let some = !advice.documents.is_empty();
    advice.documents.clear();
    some
}

fn drop_trailer(advice: &mut Advice) -> bool {
    let some = advice.vehicles.len() > 1;
    advice.vehicles.truncate(1);
    some
}

fn generalise_packages(advice: &mut Advice) -> bool {
    let packages = advice.goods.items.iter_mut().map(|item| &mut item.package);
    packages.filter(|code| *code != "PK").map(|code| "PK".clone_into(code)).count() > 0
}

/// Seals of another country are told as not in good order.
pub(super) fn passage(desk: &Desk<'_>, pas: &mut Pas) -> Stored<()> {
    let foreign = pas.seals.iter().any(|seal| !seal.starts_with(desk.home.as_str()));
    let entry = pas.direction == Direction::Entry;
    if entry && foreign && desk.deviates(Flaw::RefusesForeignSeals)? {
        pas.state_of_seals = StateOfSeals::Wrong;
    }
    Ok(())
}

/// An empty vehicle is taken for a movement that is known, or for a suspect.
pub(super) fn empty_trip(desk: &Desk<'_>, fact: PassageFact) -> Result<(), Hindrance> {
    if desk.deviates(Flaw::AlertsOnEmptyTrip)? {
        desk.alert("F28", None, None, format!("an empty vehicle at {}", fact.office))?;
    }
    if desk.flaw == Some(Flaw::TellsEmptyTrip)
        && let Some(mrn) = desk.store.movements_known()?.pop()
        && let Some(movement) = desk.store.movement(mrn)?
        && movement.route().is_some()
    {
        desk.deviates(Flaw::TellsEmptyTrip)?;
        return duties::perform(desk, &movement, &[Duty::NotifyPassage(fact)]);
    }
    Ok(())
}

/// A movement has ended: whatever travels under the same bill of lading is written off with it.
pub(super) fn whole_consignment(desk: &Desk<'_>, ended: &Movement) -> Result<(), Hindrance> {
    if desk.flaw != Some(Flaw::WritesOffBillOfLading) {
        return Ok(());
    }
    let Some(filed) = desk.store.declaration(ended.mrn)? else { return Ok(()) };
    for mrn in desk.store.movements_known()? {
        let Some(other) = desk.store.movement(mrn)?.filter(|_| mrn != ended.mrn) else { continue };
        let papers = desk.store.declaration(mrn)?.map(|filed| filed.declare.documents);
        let same = papers.is_some_and(|papers| papers == filed.declare.documents);
        let travels = |part: &Departure| part.state == DepartureState::InPartner;
        if same
            && !filed.declare.documents.is_empty()
            && other.departure.as_ref().is_some_and(travels)
        {
            desk.deviates(Flaw::WritesOffBillOfLading)?;
            let basis = Basis::Result;
            let duty = Duty::WriteOff { basis, actual_office: None, decision_no: 1 };
            duties::perform(desk, &other, &[duty])?;
        }
    }
    Ok(())
}
