//! Bytes to message: safe parse, schema, then values.

use crate::message::advice::Advice;
use crate::message::decision::{Can, Ext};
use crate::message::discrepancy::{Dsp, Dsv};
use crate::message::diversion::{Fwd, Trq, Trr};
use crate::message::enquiry::{Eni, Enq, Enr};
use crate::message::fault::{Fault, Unreadable, unreadable};
use crate::message::guarantee::{Gcl, Gcr, Guc, Gul, Guq, Gur};
use crate::message::header::Header;
use crate::message::incident::Incident;
use crate::message::passage::{Arr, Pas, Res, Wro};
use crate::message::recovery::{Rca, Rcc, Rcq};
use crate::message::scan::scan;
use crate::message::schema::validated;
use crate::message::statistics::Sta;
use crate::message::status::{Stq, Sts};
use crate::message::system::{Rfd, Una};
use crate::message::tree::Element;
use crate::message::{Body, Message};
use crate::profile::Code;

/// Reads a body: stages 5 and 6 of PD-26, and its size.
///
/// The error holds what an XNK needs; it never says more than the document itself did. Check
/// digits, offices and everything else that needs reference data or state come later.
pub fn read(bytes: &[u8]) -> Result<Message, Unreadable> {
    let root = scan(bytes).map_err(|fault| unreadable(bytes, vec![fault]))?;
    let code = validated(&root).map_err(|faults| unreadable(bytes, faults))?;
    message(code, &root).map_err(|fault| unreadable(bytes, vec![fault]))
}

fn message(code: Code, root: &Element<'_>) -> Result<Message, Fault> {
    let header = root.child("Header").map(Header::from_element).transpose()?;
    let missing = || {
        let text = "element `Header` is missing";
        Fault::new(root.start, crate::profile::lists::XmlErrorCode::Missing, text)
    };
    Ok(Message { header: header.ok_or_else(missing)?, body: body(code, root)? })
}

fn body(code: Code, root: &Element<'_>) -> Result<Body, Fault> {
    Ok(match code {
        Code::Tda => Body::Tda(Box::new(Advice::from_element(root)?)),
        Code::Tpa => Body::Tpa(Box::new(Advice::from_element(root)?)),
        Code::Pas => Body::Pas(Box::new(Pas::from_element(root)?)),
        Code::Arr => Body::Arr(Box::new(Arr::from_element(root)?)),
        Code::Res => Body::Res(Box::new(Res::from_element(root)?)),
        Code::Wro => Body::Wro(Box::new(Wro::from_element(root)?)),
        Code::Inc => Body::Inc(Box::new(Incident::from_element(root)?)),
        Code::Inf => Body::Inf(Box::new(Incident::from_element(root)?)),
        Code::Dsp => Body::Dsp(Box::new(Dsp::from_element(root)?)),
        Code::Dsv => Body::Dsv(Box::new(Dsv::from_element(root)?)),
        Code::Can => Body::Can(Box::new(Can::from_element(root)?)),
        Code::Rcq => Body::Rcq(Box::new(Rcq::from_element(root)?)),
        Code::Rca => Body::Rca(Box::new(Rca::from_element(root)?)),
        Code::Rcc => Body::Rcc(Box::new(Rcc::from_element(root)?)),
        Code::Ext => Body::Ext(Box::new(Ext::from_element(root)?)),
        Code::Trq => Body::Trq(Box::new(Trq::from_element(root)?)),
        Code::Trr => Body::Trr(Box::new(Trr::from_element(root)?)),
        Code::Fwd => Body::Fwd(Box::new(Fwd::from_element(root)?)),
        Code::Stq => Body::Stq(Box::new(root.part::<Stq>("StatusRequest")?)),
        Code::Sts => Body::Sts(Box::new(root.part::<Sts>("StatusReply")?)),
        Code::Enq => Body::Enq(Box::new(Enq::from_element(root)?)),
        Code::Enr => Body::Enr(Box::new(Enr::from_element(root)?)),
        Code::Eni => Body::Eni(Box::new(Eni::from_element(root)?)),
        Code::Guq => Body::Guq(Box::new(root.part::<Guq>("GuaranteeRequest")?)),
        Code::Gur => Body::Gur(Box::new(root.part::<Gur>("GuaranteeResult")?)),
        Code::Gcl => Body::Gcl(Box::new(root.part::<Gcl>("GuaranteeClaim")?)),
        Code::Gcr => Body::Gcr(Box::new(root.part::<Gcr>("GuaranteeClaimResult")?)),
        Code::Guc => Body::Guc(Box::new(root.part::<Guc>("GuaranteeCancellation")?)),
        Code::Gul => Body::Gul(Box::new(root.part::<Gul>("GuaranteeRelease")?)),
        Code::Hbt => Body::Hbt(root.part("Heartbeat")?),
        Code::Una => Body::Una(Box::new(Una::from_element(root)?)),
        Code::Sta => Body::Sta(Box::new(Sta::from_element(root)?)),
        Code::Rfd => Body::Rfd(Box::new(Rfd::from_element(root)?)),
        Code::Ack => Body::Ack(root.part("Acknowledgement")?),
        Code::Fnk => Body::Fnk(root.part("Errors")?),
        Code::Xnk => Body::Xnk(root.part("Errors")?),
    })
}
