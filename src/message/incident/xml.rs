//! INC and INF as XML: the event, then one element with the rest.

use super::{Endorsement, Incident, Loss, LostItem, Place};
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::tree::Element;
use crate::profile::lists::XmlErrorCode;

impl Incident {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let incident = root.child("Incident").ok_or_else(|| {
            let text = "element `Incident` is missing";
            Fault::new(root.start, XmlErrorCode::Missing, text)
        })?;
        Ok(Self {
            event: root.part("Event")?,
            mrn: incident.value("MRN")?,
            country: incident.value("country")?,
            office: incident.value("office")?,
            number: incident.value("incidentNo")?,
            withdraws: incident.optional("withdraws")?,
            code: incident.value("code")?,
            text: incident.value("text")?,
            place: incident.part("place")?,
            endorsement: incident.optional_part("endorsement")?,
            vehicles: incident.parts("vehicle")?,
            units: incident.parts("unit")?,
            loss: incident.optional_part("loss")?,
            requested_limit: incident.optional("requestedLimit")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let incident = Element::new("Incident")
            .with("MRN", &self.mrn)
            .with("country", &self.country)
            .with("office", &self.office)
            .with("incidentNo", &self.number)
            .with_optional("withdraws", self.withdraws.as_ref())
            .with("code", &self.code)
            .with("text", &self.text)
            .with_part("place", &self.place)
            .with_parts("endorsement", &self.endorsement)
            .with_parts("vehicle", &self.vehicles)
            .with_parts("unit", &self.units)
            .with_parts("loss", &self.loss)
            .with_optional("requestedLimit", self.requested_limit.as_ref());
        let mut root = root.with_part("Event", &self.event);
        root.children.push(incident);
        root
    }
}

impl Xml for Place {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { kind: element.named("kind")?, text: element.own()? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name).named_value("kind", &self.kind).holding(&self.text)
    }
}

impl Xml for Endorsement {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            authority: element.named("authority")?,
            place: element.named("place")?,
            date: element.named("date")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("authority", &self.authority)
            .named_value("place", &self.place)
            .named_value("date", &self.date)
    }
}

impl Xml for Loss {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { extent: element.named("extent")?, items: element.parts("item")? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name).named_value("extent", &self.extent).with_parts("item", &self.items)
    }
}

impl Xml for LostItem {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            no: element.named("no")?,
            mass: element.named("mass")?,
            count: element.named("count")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("no", &self.no)
            .named_value("mass", &self.mass)
            .named_value("count", &self.count)
    }
}
