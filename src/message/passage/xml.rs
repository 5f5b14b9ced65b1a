//! PAS, ARR, RES and WRO as XML: the event, then one element with the rest.

use super::{Arr, Difference, NewSeals, Pas, Res, Wro};
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::header::Event;
use crate::message::tree::Element;

/// The event and the one element with the rest.
pub(in crate::message) fn halves<'t, 'a>(
    root: &'t Element<'a>,
    name: &str,
) -> Result<(Event, &'t Element<'a>), Fault> {
    Ok((root.part("Event")?, root.required(name)?))
}

/// The root with its event and the one element with the rest.
pub(in crate::message) fn joined(
    root: Element<'static>,
    event: &Event,
    rest: Element<'static>,
) -> Element<'static> {
    let mut root = root.with_part("Event", event);
    root.children.push(rest);
    root
}

impl Pas {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, passage) = halves(root, "Passage")?;
        Ok(Self {
            event,
            mrn: passage.value("MRN")?,
            office: passage.value("office")?,
            direction: passage.value("direction")?,
            outcome: passage.value("outcome")?,
            plates: passage.values("plate")?,
            state_of_seals: passage.value("stateOfSeals")?,
            seals: passage.values("seal")?,
            weighed_mass: passage.optional("weighedMass")?,
            control_code: passage.optional("controlCode")?,
            new_seals: passage.parts("newSeals")?,
            remarks: passage.optional("remarks")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let passage = Element::new("Passage")
            .with("MRN", &self.mrn)
            .with("office", &self.office)
            .with("direction", &self.direction)
            .with("outcome", &self.outcome)
            .with_all("plate", &self.plates)
            .with("stateOfSeals", &self.state_of_seals)
            .with_all("seal", &self.seals)
            .with_optional("weighedMass", self.weighed_mass.as_ref())
            .with_optional("controlCode", self.control_code.as_ref())
            .with_parts("newSeals", &self.new_seals)
            .with_optional("remarks", self.remarks.as_ref());
        joined(root, &self.event, passage)
    }
}

impl Xml for NewSeals {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            unit: element.named("unit")?,
            reason: element.named("reason")?,
            seals: element.values("seal")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("unit", &self.unit)
            .named_value("reason", &self.reason)
            .with_all("seal", &self.seals)
    }
}

impl Arr {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, arrival) = halves(root, "Arrival")?;
        Ok(Self {
            event,
            mrn: arrival.value("MRN")?,
            office: arrival.value("office")?,
            plates: arrival.values("plate")?,
            state_of_seals: arrival.value("stateOfSeals")?,
            seals: arrival.values("seal")?,
            late: arrival.value("late")?,
            gate_at: arrival.optional("gateAt")?,
            remarks: arrival.optional("remarks")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let arrival = Element::new("Arrival")
            .with("MRN", &self.mrn)
            .with("office", &self.office)
            .with_all("plate", &self.plates)
            .with("stateOfSeals", &self.state_of_seals)
            .with_all("seal", &self.seals)
            .with("late", &self.late)
            .with_optional("gateAt", self.gate_at.as_ref())
            .with_optional("remarks", self.remarks.as_ref());
        joined(root, &self.event, arrival)
    }
}

impl Res {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, result) = halves(root, "Result")?;
        Ok(Self {
            event,
            mrn: result.value("MRN")?,
            office: result.value("office")?,
            result_no: result.value("resultNo")?,
            control_code: result.value("controlCode")?,
            state_of_seals: result.value("stateOfSeals")?,
            seals: result.values("seal")?,
            conform: result.value("conform")?,
            next_regime: result.optional("nextRegime")?,
            differences: result.parts("difference")?,
            gate_at: result.optional("gateAt")?,
            remarks: result.optional("remarks")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let result = Element::new("Result")
            .with("MRN", &self.mrn)
            .with("office", &self.office)
            .with("resultNo", &self.result_no)
            .with("controlCode", &self.control_code)
            .with("stateOfSeals", &self.state_of_seals)
            .with_all("seal", &self.seals)
            .with("conform", &self.conform)
            .with_optional("nextRegime", self.next_regime.as_ref())
            .with_parts("difference", &self.differences)
            .with_optional("gateAt", self.gate_at.as_ref())
            .with_optional("remarks", self.remarks.as_ref());
        joined(root, &self.event, result)
    }
}

impl Xml for Difference {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            pointer: element.value("pointer")?,
            declared: element.optional("declared")?,
            found: element.optional("found")?,
            text: element.optional("text")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("pointer", &self.pointer)
            .with_optional("declared", self.declared.as_ref())
            .with_optional("found", self.found.as_ref())
            .with_optional("text", self.text.as_ref())
    }
}

impl Wro {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, write_off) = halves(root, "WriteOff")?;
        Ok(Self {
            event,
            mrn: write_off.value("MRN")?,
            basis: write_off.value("basis")?,
            actual_office: write_off.optional("actualOffice")?,
            decision_no: write_off.value("decisionNo")?,
            basis_message_id: write_off.optional("basisMessageId")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let write_off = Element::new("WriteOff")
            .with("MRN", &self.mrn)
            .with("basis", &self.basis)
            .with_optional("actualOffice", self.actual_office.as_ref())
            .with("decisionNo", &self.decision_no)
            .with_optional("basisMessageId", self.basis_message_id.as_ref());
        joined(root, &self.event, write_off)
    }
}
