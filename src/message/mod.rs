//! Profile messages as values: reading, validating, canonical writing, samples.
//!
//! Node, journeys and load use it; the judge has a reader of its own.

pub mod advice;
pub mod answer;
mod business;
mod chars;
mod claimed;
mod codec;
pub mod damage;
pub mod decision;
pub mod discrepancy;
pub mod diversion;
pub mod enquiry;
mod envelope;
mod fault;
pub mod guarantee;
pub mod header;
pub mod incident;
mod lexical;
pub mod passage;
mod read;
pub mod recovery;
mod sample;
mod scan;
mod schema;
pub mod signature;
pub mod statistics;
pub mod status;
pub mod system;
mod tree;
mod write;

pub use self::business::{business_content, business_key};
pub use self::chars::{has_bidi_control, is_forbidden, normalised_plate, quoted};
pub use self::claimed::Claimed;
pub use self::envelope::{MirrorError, digest, headers_for, mirror_errors};
pub use self::fault::Unreadable;
pub use self::header::{Event, Header, Paper, Party};
pub use self::lexical::{Kilograms, instant};
pub use self::read::read;
pub use self::sample::{Pair, sample, sample_between};
pub use self::write::{Style, write, write_as};

use self::advice::Advice;
use self::answer::{Ack, Fnk, Xnk};
use self::decision::{Can, Ext};
use self::discrepancy::{Dsp, Dsv};
use self::diversion::{Fwd, Trq, Trr};
use self::enquiry::{Eni, Enq, Enr};
use self::guarantee::{Gcl, Gcr, Guc, Gul, Guq, Gur};
use self::incident::Incident;
use self::passage::{Arr, Pas, Res, Wro};
use self::recovery::{Rca, Rcc, Rcq};
use self::statistics::Sta;
use self::status::{Stq, Sts};
use self::system::{Hbt, Rfd, Una};
use crate::profile::{Class, Code, Mrn, Queue};

/// A profile message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The common header (PD-02).
    pub header: Header,
    /// What the message says.
    pub body: Body,
}

/// What a message says, one variant per code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Transit data advice to the destination.
    Tda(Box<Advice>),
    /// Transit data advice to a country of passage.
    Tpa(Box<Advice>),
    /// Passage notification.
    Pas(Box<Pas>),
    /// Arrival advice.
    Arr(Box<Arr>),
    /// Control result.
    Res(Box<Res>),
    /// Write-off.
    Wro(Box<Wro>),
    /// Incident, or the withdrawal of one.
    Inc(Box<Incident>),
    /// Forwarded incident.
    Inf(Box<Incident>),
    /// Discrepancy procedure.
    Dsp(Box<Dsp>),
    /// Discrepancy decision.
    Dsv(Box<Dsv>),
    /// Cancellation.
    Can(Box<Can>),
    /// Extension of the limit.
    Ext(Box<Ext>),
    /// Request to recover.
    Rcq(Box<Rcq>),
    /// Answer to it.
    Rca(Box<Rca>),
    /// How recovery stands.
    Rcc(Box<Rcc>),
    /// Record request.
    Trq(Box<Trq>),
    /// Record response.
    Trr(Box<Trr>),
    /// Forwarded arrival or passage.
    Fwd(Box<Fwd>),
    /// Status request.
    Stq(Box<Stq>),
    /// Status reply.
    Sts(Box<Sts>),
    /// Enquiry.
    Enq(Box<Enq>),
    /// Reply to an enquiry.
    Enr(Box<Enr>),
    /// Information in an enquiry.
    Eni(Box<Eni>),
    /// Guarantee use request.
    Guq(Box<Guq>),
    /// Guarantee use result.
    Gur(Box<Gur>),
    /// Guarantee cancellation.
    Guc(Box<Guc>),
    /// Guarantee release.
    Gul(Box<Gul>),
    /// Guarantee claim.
    Gcl(Box<Gcl>),
    /// Guarantee claim result.
    Gcr(Box<Gcr>),
    /// Heart-beat.
    Hbt(Hbt),
    /// Planned unavailability.
    Una(Box<Una>),
    /// Reference data.
    Rfd(Box<Rfd>),
    /// Statistics for the regional database.
    Sta(Box<Sta>),
    /// Technical acknowledgement.
    Ack(Ack),
    /// Functional refusal.
    Fnk(Fnk),
    /// XML refusal.
    Xnk(Xnk),
}

impl Body {
    /// The message code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Tda(_) => Code::Tda,
            Self::Tpa(_) => Code::Tpa,
            Self::Pas(_) => Code::Pas,
            Self::Arr(_) => Code::Arr,
            Self::Res(_) => Code::Res,
            Self::Wro(_) => Code::Wro,
            Self::Inc(_) => Code::Inc,
            Self::Inf(_) => Code::Inf,
            Self::Dsp(_) => Code::Dsp,
            Self::Dsv(_) => Code::Dsv,
            Self::Can(_) => Code::Can,
            Self::Ext(_) => Code::Ext,
            Self::Rcq(_) => Code::Rcq,
            Self::Rca(_) => Code::Rca,
            Self::Rcc(_) => Code::Rcc,
            Self::Trq(_) => Code::Trq,
            Self::Trr(_) => Code::Trr,
            Self::Fwd(_) => Code::Fwd,
            Self::Stq(_) => Code::Stq,
            Self::Sts(_) => Code::Sts,
            Self::Enq(_) => Code::Enq,
            Self::Enr(_) => Code::Enr,
            Self::Eni(_) => Code::Eni,
            Self::Guq(_) => Code::Guq,
            Self::Gur(_) => Code::Gur,
            Self::Guc(_) => Code::Guc,
            Self::Gul(_) => Code::Gul,
            Self::Gcl(_) => Code::Gcl,
            Self::Gcr(_) => Code::Gcr,
            Self::Hbt(_) => Code::Hbt,
            Self::Una(_) => Code::Una,
            Self::Rfd(_) => Code::Rfd,
            Self::Sta(_) => Code::Sta,
            Self::Ack(_) => Code::Ack,
            Self::Fnk(_) => Code::Fnk,
            Self::Xnk(_) => Code::Xnk,
        }
    }

    /// The movement that the message is about, as claimed; technical answers name none.
    pub fn mrn(&self) -> Option<&Claimed<Mrn>> {
        match self {
            Self::Tda(advice) | Self::Tpa(advice) => Some(&advice.transit.mrn),
            Self::Pas(pas) => Some(&pas.mrn),
            Self::Arr(arr) => Some(&arr.mrn),
            Self::Res(res) => Some(&res.mrn),
            Self::Wro(wro) => Some(&wro.mrn),
            Self::Inc(incident) | Self::Inf(incident) => Some(&incident.mrn),
            Self::Dsp(dsp) => Some(&dsp.mrn),
            Self::Dsv(dsv) => Some(&dsv.mrn),
            Self::Can(can) => Some(&can.mrn),
            Self::Ext(ext) => Some(&ext.mrn),
            Self::Rcq(rcq) => Some(&rcq.mrn),
            Self::Rca(rca) => Some(&rca.mrn),
            Self::Rcc(rcc) => Some(&rcc.mrn),
            Self::Trq(trq) => Some(&trq.mrn),
            Self::Trr(trr) => Some(&trr.mrn),
            Self::Fwd(fwd) => Some(&fwd.mrn),
            Self::Stq(stq) => Some(&stq.mrn),
            Self::Sts(sts) => Some(&sts.mrn),
            Self::Enq(enq) => Some(&enq.mrn),
            Self::Enr(enr) => Some(&enr.mrn),
            Self::Eni(eni) => Some(&eni.mrn),
            Self::Guq(guq) => Some(&guq.mrn),
            Self::Gur(gur) => Some(&gur.mrn),
            Self::Guc(guc) => Some(&guc.mrn),
            Self::Gul(gul) => Some(&gul.mrn),
            Self::Gcl(gcl) => Some(&gcl.mrn),
            Self::Gcr(gcr) => Some(&gcr.mrn),
            Self::Sta(sta) => sta.end.as_ref().map(|end| &end.mrn),
            Self::Hbt(_)
            | Self::Una(_)
            | Self::Rfd(_)
            | Self::Ack(_)
            | Self::Fnk(_)
            | Self::Xnk(_) => None,
        }
    }

    /// Identity of the event that the message reports (PD-03); guarantee and answers have none.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Self::Tda(advice) | Self::Tpa(advice) => Some(&advice.event),
            Self::Pas(pas) => Some(&pas.event),
            Self::Arr(arr) => Some(&arr.event),
            Self::Res(res) => Some(&res.event),
            Self::Wro(wro) => Some(&wro.event),
            Self::Una(una) => Some(&una.event),
            Self::Rfd(rfd) => Some(&rfd.event),
            Self::Sta(sta) => Some(&sta.event),
            Self::Inc(incident) | Self::Inf(incident) => Some(&incident.event),
            Self::Dsp(dsp) => Some(&dsp.event),
            Self::Dsv(dsv) => Some(&dsv.event),
            Self::Can(can) => Some(&can.event),
            Self::Ext(ext) => Some(&ext.event),
            Self::Rcq(rcq) => Some(&rcq.event),
            Self::Rca(rca) => Some(&rca.event),
            Self::Rcc(rcc) => Some(&rcc.event),
            Self::Trq(trq) => Some(&trq.event),
            Self::Fwd(fwd) => Some(&fwd.event),
            Self::Enq(enq) => Some(&enq.event),
            Self::Enr(enr) => Some(&enr.event),
            Self::Eni(eni) => Some(&eni.event),
            Self::Trr(_)
            | Self::Stq(_)
            | Self::Sts(_)
            | Self::Guq(_)
            | Self::Gur(_)
            | Self::Guc(_)
            | Self::Gul(_)
            | Self::Gcl(_)
            | Self::Gcr(_)
            | Self::Hbt(_)
            | Self::Ack(_)
            | Self::Fnk(_)
            | Self::Xnk(_) => None,
        }
    }
}

impl Message {
    /// The message code.
    pub const fn code(&self) -> Code {
        self.body.code()
    }

    /// The class, hence the queue.
    pub const fn class(&self) -> Class {
        self.body.code().class()
    }

    /// The movement that the message is about, as claimed.
    pub fn mrn(&self) -> Option<&Claimed<Mrn>> {
        self.body.mrn()
    }

    /// The queue that the header's own countries and the code's class name (PD-12).
    pub const fn queue(&self) -> Queue {
        Queue::new(self.header.recipient.country, self.header.sender.country, self.class())
    }
}
