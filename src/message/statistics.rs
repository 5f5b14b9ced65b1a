//! What the regional database is told: STA (section 3, PD-16).

use jiff::Timestamp;

use crate::message::claimed::Claimed;
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::header::Event;
use crate::message::lexical::Kilograms;
use crate::message::tree::Element;
use crate::profile::lists::{Basis, Direction};
use crate::profile::{Mrn, OfficeCode};

/// Statistics: the end of a movement, or the totals of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sta {
    /// The end, or the close of the day.
    pub event: Event,
    /// A movement that has ended; told by departure.
    pub end: Option<MovementEnd>,
    /// What the offices of the sender did in a day.
    pub day: Option<DayTotals>,
}

/// A movement that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementEnd {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Final state of departure, as table 5.1 names it.
    pub state: String,
    /// Ground of the write-off, where there was one.
    pub basis: Option<Basis>,
    /// Office of departure.
    pub departure: OfficeCode,
    /// Declared office of destination.
    pub destination: OfficeCode,
    /// Office where the goods arrived, where they did.
    pub actual_office: Option<OfficeCode>,
    /// SHA-256 of the sender's salt and the principal's number, 64 hex digits: no name in clear.
    pub principal_hash: String,
    /// Goods items.
    pub items: u32,
    /// Packages of all items.
    pub packages: u32,
    /// Gross mass of the whole.
    pub gross_mass: Kilograms,
    /// Plates at the end, at most 3: the region can find a vehicle.
    pub plates: Vec<String>,
    /// Where and when the goods passed, in order of time.
    pub passages: Vec<PassageTold>,
    /// When the declaration was accepted.
    pub accepted_at: Timestamp,
    /// When the goods were released.
    pub released_at: Option<Timestamp>,
    /// When they were presented at destination.
    pub arrived_at: Option<Timestamp>,
    /// When the movement ended.
    pub ended_at: Timestamp,
    /// They arrived after the limit.
    pub late: bool,
}

/// A passage, as departure knows it when the movement ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageTold {
    /// Office of passage.
    pub office: OfficeCode,
    /// Out of its country or into it.
    pub direction: Direction,
    /// When it happened.
    pub at: Timestamp,
}

/// What the offices of one country did in a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTotals {
    /// Begin of the day.
    pub from: Timestamp,
    /// Its end, which is the begin of the next.
    pub to: Timestamp,
    /// How many of each.
    pub counts: DayCounts,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DayCounts {
    /// Movements released by own offices.
    pub released: u32,
    /// Passages that own offices told.
    pub passages: u32,
    /// Arrivals that own offices told.
    pub arrivals: u32,
    /// Own movements that ended DISCHARGED.
    pub discharged: u32,
    /// Own movements that ended `CLOSED_RECOVERED`.
    pub recovered: u32,
    /// Own movements that ended CANCELLED.
    pub cancelled: u32,
    /// Own movements that ended `NOT_RELEASED`.
    pub not_released: u32,
}

impl Sta {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            event: root.part("Event")?,
            end: root.optional_part("MovementEnd")?,
            day: root.optional_part("DayTotals")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        root.with_part("Event", &self.event)
            .with_parts("MovementEnd", self.end.as_slice())
            .with_parts("DayTotals", self.day.as_slice())
    }
}

impl Xml for MovementEnd {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            mrn: element.value("MRN")?,
            state: element.value("end")?,
            basis: element.optional("basis")?,
            departure: element.value("departure")?,
            destination: element.value("destination")?,
            actual_office: element.optional("actualOffice")?,
            principal_hash: element.value("principalHash")?,
            items: element.value("items")?,
            packages: element.value("packages")?,
            gross_mass: element.value("grossMass")?,
            plates: element.values("plate")?,
            passages: element.parts("passage")?,
            accepted_at: element.value("acceptedAt")?,
            released_at: element.optional("releasedAt")?,
            arrived_at: element.optional("arrivedAt")?,
            ended_at: element.value("endedAt")?,
            late: element.value("late")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("end", &self.state)
            .with_optional("basis", self.basis.as_ref())
            .with("departure", &self.departure)
            .with("destination", &self.destination)
            .with_optional("actualOffice", self.actual_office.as_ref())
            .with("principalHash", &self.principal_hash)
            .with("items", &self.items)
            .with("packages", &self.packages)
            .with("grossMass", &self.gross_mass)
            .with_all("plate", &self.plates)
            .with_parts("passage", &self.passages)
            .with("acceptedAt", &self.accepted_at)
            .with_optional("releasedAt", self.released_at.as_ref())
            .with_optional("arrivedAt", self.arrived_at.as_ref())
            .with("endedAt", &self.ended_at)
            .with("late", &self.late)
    }
}

impl Xml for PassageTold {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            office: element.named("office")?,
            direction: element.named("direction")?,
            at: element.named("at")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("office", &self.office)
            .named_value("direction", &self.direction)
            .named_value("at", &self.at)
    }
}

impl Xml for DayTotals {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            from: element.value("from")?,
            to: element.value("to")?,
            counts: DayCounts {
                released: element.value("released")?,
                passages: element.value("passages")?,
                arrivals: element.value("arrivals")?,
                discharged: element.value("discharged")?,
                recovered: element.value("recovered")?,
                cancelled: element.value("cancelled")?,
                not_released: element.value("notReleased")?,
            },
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        let counts = &self.counts;
        Element::new(name)
            .with("from", &self.from)
            .with("to", &self.to)
            .with("released", &counts.released)
            .with("passages", &counts.passages)
            .with("arrivals", &counts.arrivals)
            .with("discharged", &counts.discharged)
            .with("recovered", &counts.recovered)
            .with("cancelled", &counts.cancelled)
            .with("notReleased", &counts.not_released)
    }
}
