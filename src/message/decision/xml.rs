//! CAN and EXT as XML: the event, then one element with the rest.

use super::{Can, Ext};
use crate::message::fault::Fault;
use crate::message::passage::{halves, joined};
use crate::message::tree::Element;

impl Can {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, cancellation) = halves(root, "Cancellation")?;
        Ok(Self {
            event,
            mrn: cancellation.value("MRN")?,
            action: cancellation.value("action")?,
            cancel_no: cancellation.value("cancelNo")?,
            reason: cancellation.value("reason")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let cancellation = Element::new("Cancellation")
            .with("MRN", &self.mrn)
            .with("action", &self.action)
            .with("cancelNo", &self.cancel_no)
            .with("reason", &self.reason);
        joined(root, &self.event, cancellation)
    }
}

impl Ext {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, extension) = halves(root, "Extension")?;
        Ok(Self {
            event,
            mrn: extension.value("MRN")?,
            extension_no: extension.value("extensionNo")?,
            time_limit: extension.value("timeLimit")?,
            reason: extension.value("reason")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let extension = Element::new("Extension")
            .with("MRN", &self.mrn)
            .with("extensionNo", &self.extension_no)
            .with("timeLimit", &self.time_limit)
            .with("reason", &self.reason);
        joined(root, &self.event, extension)
    }
}
