//! The advice as XML.

use super::{
    Advice, Carrier, Consignee, Control, Document, Goods, Guarantee, Item, ItineraryOffice,
    NationalKey, Portion, Principal, Transit, Unit, Vehicle,
};
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::tree::Element;

/// Amount of an element with a currency: the profile knows only whole CFA francs.
const CURRENCY: &str = "XOF";

impl Advice {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let vehicles = root.child("Vehicles").map(|all| all.parts("vehicle")).transpose()?;
        let equipment = root.child("Equipment").map(|all| all.parts("unit")).transpose()?;
        let consignees = root.child("Consignees").map(|all| all.parts("consignee")).transpose()?;
        let documents = root.child("Documents").map(|all| all.parts("document")).transpose()?;
        let tracking = root.child("Tracking").map(|tag| tag.named("tagId")).transpose()?;
        Ok(Self {
            event: root.part("Event")?,
            transit: root.part("Transit")?,
            principal: root.part("Principal")?,
            carrier: root.part("Carrier")?,
            consignees: consignees.unwrap_or_default(),
            vehicles: vehicles.unwrap_or_default(),
            equipment: equipment.unwrap_or_default(),
            goods: root.part("Goods")?,
            documents: documents.unwrap_or_default(),
            value_xof: root.value("Value")?,
            guarantee: root.part("Guarantee")?,
            control: root.part("Control")?,
            tracking_tag: tracking,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let mut value = Element::new("Value").named_value("currency", &CURRENCY.to_owned());
        value = value.holding(&self.value_xof);
        let mut root = root
            .with_part("Event", &self.event)
            .with_part("Transit", &self.transit)
            .with_part("Principal", &self.principal)
            .with_part("Carrier", &self.carrier);
        if !self.consignees.is_empty() {
            let consignees = Element::new("Consignees");
            root.children.push(consignees.with_parts("consignee", &self.consignees));
        }
        root.children.push(Element::new("Vehicles").with_parts("vehicle", &self.vehicles));
        root.children.push(Element::new("Equipment").with_parts("unit", &self.equipment));
        root.children.push(self.goods.to_element("Goods"));
        if !self.documents.is_empty() {
            root.children.push(Element::new("Documents").with_parts("document", &self.documents));
        }
        root.children.push(value);
        root = root.with_part("Guarantee", &self.guarantee).with_part("Control", &self.control);
        if let Some(tag) = &self.tracking_tag {
            root.children.push(Element::new("Tracking").named_value("tagId", tag));
        }
        root
    }
}

impl Xml for Transit {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        let itinerary = element.child("itinerary");
        let binding = itinerary.map(|offices| offices.named("binding")).transpose()?;
        let offices = itinerary.map(|offices| offices.parts("office")).transpose()?;
        Ok(Self {
            mrn: element.value("MRN")?,
            national_key: element.part("nationalKey")?,
            accepted_at: element.value("acceptedAt")?,
            released_at: element.value("releasedAt")?,
            time_limit: element.value("timeLimit")?,
            binding: binding.unwrap_or_default(),
            itinerary: offices.unwrap_or_default(),
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        let itinerary = Element::new("itinerary").named_value("binding", &self.binding);
        let mut element = Element::new(name)
            .with("MRN", &self.mrn)
            .with_part("nationalKey", &self.national_key)
            .with("acceptedAt", &self.accepted_at)
            .with("releasedAt", &self.released_at)
            .with("timeLimit", &self.time_limit);
        element.children.push(itinerary.with_parts("office", &self.itinerary));
        element
    }
}

impl Xml for NationalKey {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            office: element.named("office")?,
            year: element.named("year")?,
            serial: element.named("serial")?,
            number: element.named("number")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("office", &self.office)
            .named_value("year", &self.year)
            .named_value("serial", &self.serial)
            .named_value("number", &self.number)
    }
}

impl Xml for ItineraryOffice {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            role: element.named("role")?,
            office: element.named("ref")?,
            eta: element.optional_named("eta")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("role", &self.role)
            .named_value("ref", &self.office)
            .named_optional("eta", self.eta.as_ref())
    }
}

impl Xml for Principal {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            id: element.named("id")?,
            scheme: element.named("scheme")?,
            name: element.value("name")?,
            address: element.value("address")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("id", &self.id)
            .named_value("scheme", &self.scheme)
            .with("name", &self.name)
            .with("address", &self.address)
    }
}

impl Xml for Carrier {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            id: element.optional_named("id")?,
            scheme: element.optional_named("scheme")?,
            name: element.value("name")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_optional("id", self.id.as_ref())
            .named_optional("scheme", self.scheme.as_ref())
            .with("name", &self.name)
    }
}

impl Xml for Consignee {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            no: element.named("no")?,
            id: element.optional_named("id")?,
            name: element.value("name")?,
            address: element.value("address")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("no", &self.no)
            .named_optional("id", self.id.as_ref())
            .with("name", &self.name)
            .with("address", &self.address)
    }
}

impl Xml for Vehicle {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            seq: element.named("seq")?,
            kind: element.named("type")?,
            plate: element.named("plate")?,
            nationality: element.named("nationality")?,
            driver: element.optional_named("driver")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("seq", &self.seq)
            .named_value("type", &self.kind)
            .named_value("plate", &self.plate)
            .named_value("nationality", &self.nationality)
            .named_optional("driver", self.driver.as_ref())
    }
}

impl Xml for Unit {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            no: element.named("no")?,
            seal_count: element.named("sealCount")?,
            container: element.optional("container")?,
            seals: element.values("seal")?,
            seal_waiver: element.optional("sealWaiver")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("no", &self.no)
            .named_value("sealCount", &self.seal_count)
            .with_optional("container", self.container.as_ref())
            .with_all("seal", &self.seals)
            .with_optional("sealWaiver", self.seal_waiver.as_ref())
    }
}

impl Xml for Goods {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            gross_mass: element.named("grossMass")?,
            packages: element.named("packages")?,
            items: element.parts("item")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("grossMass", &self.gross_mass)
            .named_value("packages", &self.packages)
            .with_parts("item", &self.items)
    }
}

impl Xml for Item {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            no: element.named("no")?,
            hs: element.named("hs")?,
            mass: element.named("mass")?,
            package: element.named("pkg")?,
            count: element.named("count")?,
            consignee: element.optional_named("consignee")?,
            description: element.own()?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("no", &self.no)
            .named_value("hs", &self.hs)
            .named_value("mass", &self.mass)
            .named_value("pkg", &self.package)
            .named_value("count", &self.count)
            .named_optional("consignee", self.consignee.as_ref())
            .holding(&self.description)
    }
}

impl Xml for Document {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            kind: element.named("type")?,
            reference: element.named("ref")?,
            item: element.optional_named("item")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("type", &self.kind)
            .named_value("ref", &self.reference)
            .named_optional("item", self.item.as_ref())
    }
}

impl Xml for Guarantee {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            grn: element.named("grn")?,
            guarantor: element.named("guarantor")?,
            premium_rate: element.optional_named("premiumRate")?,
            exposures: element.parts("exposure")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("grn", &self.grn)
            .named_value("guarantor", &self.guarantor)
            .named_optional("premiumRate", self.premium_rate.as_ref())
            .with_parts("exposure", &self.exposures)
    }
}

impl Xml for Portion {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { country: element.named("country")?, xof: element.own()? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("country", &self.country)
            .named_value("currency", &CURRENCY.to_owned())
            .holding(&self.xof)
    }
}

impl Xml for Control {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { code: element.named("code")?, date: element.named("date")? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name).named_value("code", &self.code).named_value("date", &self.date)
    }
}
