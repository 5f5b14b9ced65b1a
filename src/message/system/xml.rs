//! HBT, UNA and RFD as XML.

use super::{
    ClosureEntry, Counter, Entries, GuarantorEntry, Hbt, KeyEntry, LegEntry, OfficeEntry,
    PolicyEntry, ProfileEntry, Rfd, ScaleEntry, SetVersion, ToleranceEntry, Una,
};
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::tree::Element;
use crate::profile::lists::XmlErrorCode;

impl Xml for Hbt {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            now: element.value("now")?,
            ready: element.value("ready")?,
            counters: element.parts("counter")?,
            sets: element.parts("refSet")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("now", &self.now)
            .with("ready", &self.ready)
            .with_parts("counter", &self.counters)
            .with_parts("refSet", &self.sets)
    }
}

impl Xml for Counter {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            class: element.named("class")?,
            epoch: element.named("epoch")?,
            sent: element.named("sent")?,
            received: element.named("received")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("class", &self.class)
            .named_value("epoch", &self.epoch)
            .named_value("sent", &self.sent)
            .named_value("received", &self.received)
    }
}

impl Xml for SetVersion {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { set: element.named("set")?, version: element.named("version")? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name).named_value("set", &self.set).named_value("version", &self.version)
    }
}

/// The one element beside the event.
fn rest<'t, 'a>(root: &'t Element<'a>, name: &str) -> Result<&'t Element<'a>, Fault> {
    root.child(name).ok_or_else(|| {
        Fault::new(root.start, XmlErrorCode::Missing, format!("element `{name}` is missing"))
    })
}

impl Una {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let window = rest(root, "Unavailability")?;
        Ok(Self {
            event: root.part("Event")?,
            from: window.value("from")?,
            to: window.value("to")?,
            classes: window.values("class")?,
            reason: window.optional("reason")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let window = Element::new("Unavailability")
            .with("from", &self.from)
            .with("to", &self.to)
            .with_all("class", &self.classes)
            .with_optional("reason", self.reason.as_ref());
        let mut root = root.with_part("Event", &self.event);
        root.children.push(window);
        root
    }
}

impl Rfd {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let snapshot = rest(root, "ReferenceData")?;
        Ok(Self {
            event: root.part("Event")?,
            set: snapshot.value("set")?,
            version: snapshot.value("version")?,
            effective_from: snapshot.value("effectiveFrom")?,
            entries: Entries::from_element(snapshot)?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let snapshot = Element::new("ReferenceData")
            .with("set", &self.set)
            .with("version", &self.version)
            .with("effectiveFrom", &self.effective_from);
        let mut root = root.with_part("Event", &self.event);
        root.children.push(self.entries.add_to(snapshot));
        root
    }
}

impl Entries {
    fn from_element(snapshot: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            profiles: snapshot.parts("profile")?,
            keys: snapshot.parts("key")?,
            offices: snapshot.parts("office")?,
            guarantors: snapshot.parts("guarantor")?,
            closures: snapshot.parts("closure")?,
            scales: snapshot.parts("scale")?,
            tolerances: snapshot.parts("tolerance")?,
            legs: snapshot.parts("leg")?,
            policies: snapshot.parts("policy")?,
        })
    }

    fn add_to(&self, snapshot: Element<'static>) -> Element<'static> {
        snapshot
            .with_parts("profile", &self.profiles)
            .with_parts("key", &self.keys)
            .with_parts("office", &self.offices)
            .with_parts("guarantor", &self.guarantors)
            .with_parts("closure", &self.closures)
            .with_parts("scale", &self.scales)
            .with_parts("tolerance", &self.tolerances)
            .with_parts("leg", &self.legs)
            .with_parts("policy", &self.policies)
    }
}

impl Xml for ProfileEntry {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            version: element.named("version")?,
            mode: element.named("mode")?,
            options: element.values("option")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("version", &self.version)
            .named_value("mode", &self.mode)
            .with_all("option", &self.options)
    }
}

impl Xml for OfficeEntry {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            code: element.named("code")?,
            name: element.value("name")?,
            roles: element.values("role")?,
            paired_with: element.optional_named("pairedWith")?,
            automated: element.named("automated")?,
            gate: element.named("gate")?,
            valid_from: element.optional_named("validFrom")?,
            valid_to: element.optional_named("validTo")?,
            replaced_by: element.optional_named("replacedBy")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("code", &self.code)
            .named_optional("pairedWith", self.paired_with.as_ref())
            .named_value("automated", &self.automated)
            .named_value("gate", &self.gate)
            .named_optional("validFrom", self.valid_from.as_ref())
            .named_optional("validTo", self.valid_to.as_ref())
            .named_optional("replacedBy", self.replaced_by.as_ref())
            .with("name", &self.name)
            .with_all("role", &self.roles)
    }
}

impl Xml for GuarantorEntry {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            code: element.named("code")?,
            name: element.value("name")?,
            country: element.named("country")?,
            covers: element.values("covers")?,
            valid_from: element.optional_named("validFrom")?,
            valid_to: element.optional_named("validTo")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("code", &self.code)
            .named_value("country", &self.country)
            .named_optional("validFrom", self.valid_from.as_ref())
            .named_optional("validTo", self.valid_to.as_ref())
            .with("name", &self.name)
            .with_all("covers", &self.covers)
    }
}

/// An entry that is nothing but attributes.
macro_rules! of_attributes {
    ($($name:ident { $($field:ident = $attribute:literal),* $(,)? })*) => {$(
        impl Xml for $name {
            fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
                Ok(Self { $($field: element.named($attribute)?,)* })
            }

            fn to_element(&self, name: &'static str) -> Element<'static> {
                Element::new(name)$(.named_value($attribute, &self.$field))*
            }
        }
    )*};
}

of_attributes! {
    KeyEntry {
        id = "id", algorithm = "algorithm", key = "key",
        valid_from = "validFrom", valid_to = "validTo",
    }
    ClosureEntry { office = "office", from = "from", to = "to", reason = "reason" }
    ScaleEntry { office = "office", scale = "scale", bias_percent = "biasPercent" }
    ToleranceEntry { hs_prefix = "hsPrefix", shortage_percent = "shortagePercent" }
    LegEntry {
        from = "from", to = "to", km = "km",
        min_minutes = "minMinutes", normal_hours = "normalHours",
    }
    PolicyEntry { hs_prefix = "hsPrefix", diversion = "diversion", alert_level = "alertLevel" }
}
