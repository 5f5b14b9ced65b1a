//! The guarantee's messages: GUQ, GUR, GUC, GUL, GCL and GCR.

use crate::message::advice::Portion;
use crate::message::claimed::Claimed;
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::tree::Element;
use crate::profile::lists::{
    Basis, ClaimAction, ClaimResult, GuaranteePurpose, GuaranteeRefusal, GuaranteeVerdict,
};
use crate::profile::{Grn, MessageId, Mrn};

/// Guarantee use request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guq {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// 1 to n within the movement; the highest wins.
    pub request_no: u32,
    /// Before release, or an increase.
    pub purpose: GuaranteePurpose,
    /// The guarantee.
    pub grn: Claimed<Grn>,
    /// Secret of the guarantee's holder.
    pub access_code: String,
    /// The principal's number in the register.
    pub principal_id: String,
    /// The register.
    pub principal_scheme: String,
    /// Amount at risk per crossed country: 1 to 9.
    pub exposures: Vec<Portion>,
}

/// Guarantee use result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gur {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The request answered.
    pub request_no: u32,
    /// The guarantee.
    pub grn: Claimed<Grn>,
    /// Given or refused.
    pub verdict: GuaranteeVerdict,
    /// Given by the guarantor with an OK.
    pub reservation_id: Option<String>,
    /// Why it was refused.
    pub reasons: Vec<GuaranteeRefusal>,
}

/// Guarantee cancellation: ends a use without a write-off (G5); no reservation id is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guc {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Every request up to this number is given back.
    pub request_no: u32,
    /// The guarantee.
    pub grn: Claimed<Grn>,
}

/// Guarantee release: leaves in one transaction with the WRO (PD-46).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gul {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The guarantee.
    pub grn: Claimed<Grn>,
    /// As given with the GUR.
    pub reservation_id: Option<String>,
    /// As in the WRO.
    pub basis: Basis,
    /// The WRO.
    pub write_off_id: MessageId,
    /// What is released per country: 1 to 9.
    pub portions: Vec<Portion>,
}

/// Guarantee claim: the competent country's, on its own portion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gcl {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The guarantee.
    pub grn: Claimed<Grn>,
    /// 1 to n within the claiming country.
    pub claim_no: u32,
    /// Claim or withdraw.
    pub action: ClaimAction,
    /// The portion's country, and what is claimed of it.
    pub portion: Portion,
}

/// Guarantee claim result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gcr {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The guarantee.
    pub grn: Claimed<Grn>,
    /// The claim that it is about.
    pub claim_no: u32,
    /// What has become of it.
    pub result: ClaimResult,
    /// The portion's country, and what it is about.
    pub portion: Portion,
}

impl Xml for Gcl {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            mrn: element.value("MRN")?,
            grn: element.value("GRN")?,
            claim_no: element.value("claimNo")?,
            action: element.value("action")?,
            portion: element.part("portion")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("GRN", &self.grn)
            .with("claimNo", &self.claim_no)
            .with("action", &self.action)
            .with_part("portion", &self.portion)
    }
}

impl Xml for Gcr {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            mrn: element.value("MRN")?,
            grn: element.value("GRN")?,
            claim_no: element.value("claimNo")?,
            result: element.value("result")?,
            portion: element.part("portion")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("GRN", &self.grn)
            .with("claimNo", &self.claim_no)
            .with("result", &self.result)
            .with_part("portion", &self.portion)
    }
}

impl Xml for Guq {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        let principal = element.part::<PrincipalRef>("principal")?;
        Ok(Self {
            mrn: element.value("MRN")?,
            request_no: element.value("requestNo")?,
            purpose: element.value("purpose")?,
            grn: element.value("GRN")?,
            access_code: element.value("accessCode")?,
            principal_id: principal.id,
            principal_scheme: principal.scheme,
            exposures: element.parts("exposure")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        let principal =
            PrincipalRef { id: self.principal_id.clone(), scheme: self.principal_scheme.clone() };
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("requestNo", &self.request_no)
            .with("purpose", &self.purpose)
            .with("GRN", &self.grn)
            .with("accessCode", &self.access_code)
            .with_part("principal", &principal)
            .with_parts("exposure", &self.exposures)
    }
}

struct PrincipalRef {
    id: String,
    scheme: String,
}

impl Xml for PrincipalRef {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { id: element.named("id")?, scheme: element.named("scheme")? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name).named_value("id", &self.id).named_value("scheme", &self.scheme)
    }
}

impl Xml for Gur {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            mrn: element.value("MRN")?,
            request_no: element.value("requestNo")?,
            grn: element.value("GRN")?,
            verdict: element.value("result")?,
            reservation_id: element.optional("reservationId")?,
            reasons: element.values("reason")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("requestNo", &self.request_no)
            .with("GRN", &self.grn)
            .with("result", &self.verdict)
            .with_optional("reservationId", self.reservation_id.as_ref())
            .with_all("reason", &self.reasons)
    }
}

impl Xml for Guc {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            mrn: element.value("MRN")?,
            request_no: element.value("requestNo")?,
            grn: element.value("GRN")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("requestNo", &self.request_no)
            .with("GRN", &self.grn)
    }
}

impl Xml for Gul {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            mrn: element.value("MRN")?,
            grn: element.value("GRN")?,
            reservation_id: element.optional("reservationId")?,
            basis: element.value("basis")?,
            write_off_id: element.value("writeOffId")?,
            portions: element.parts("portion")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("GRN", &self.grn)
            .with_optional("reservationId", self.reservation_id.as_ref())
            .with("basis", &self.basis)
            .with("writeOffId", &self.write_off_id)
            .with_parts("portion", &self.portions)
    }
}
