//! STOMP over TLS in containers: what each part is given for it.

use super::recipe::{FILES, Recipe, Shows};
use crate::stack::certificates::{believed, shown};
use crate::stack::parts::{CellPlan, Part};

/// The recipe with certificate, key and authority of the run, where STOMP goes over TLS.
pub(super) fn encrypted(mut recipe: Recipe, plan: &CellPlan) -> Recipe {
    let Some(certificates) = &plan.secrets.tls else { return recipe };
    match recipe.part {
        Part::Broker | Part::BrokerOf(_) | Part::Standby => {}
        Part::Link(country) if plan.is_sealed(country) => return recipe,
        Part::Link(_) => recipe.command.extend([shown(FILES), believed(FILES)].concat()),
        Part::Node(_) | Part::Hub | Part::Bridge => recipe.command.extend(believed(FILES)),
        // What carries between them reads nothing.
        Part::Gateway(_) | Part::Capture(_) => return recipe,
    }
    let files = certificates.files();
    recipe.files.extend(files.map(|(name, text)| (format!("{FILES}/{name}"), text.to_owned())));
    if let Shows::Connected(login) = recipe.shows {
        recipe.shows = Shows::Connected(login.trusting(plan.trust()));
    }
    recipe
}
