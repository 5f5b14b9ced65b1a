//! Missed goods: status and enquiry.

use super::{Told, told};
use crate::node::core::laws::country;
use crate::node::core::{Event, Missed};
use crate::profile::lists::{EnquiryCode, EnquiryKind, StatusReason};

fn missed(event: Missed) -> Event {
    Event::Missed(event)
}

fn heard(code: EnquiryCode) -> Event {
    missed(Missed::AnswerHeard { by: country("BF"), code })
}

pub(super) fn at_departure() -> Vec<Told> {
    vec![
        told("status wanted", |_| {
            missed(Missed::StatusWanted { of: country("BF"), reason: StatusReason::Officer })
        }),
        told("STS arrived", |_| status(true, false)),
        told("STS not seen", |_| status(false, true)),
        told("ENR 1", |_| heard(EnquiryCode::Unknown)),
        told("ENR 2", |_| heard(EnquiryCode::Duplicate)),
        told("ENR 3", |_| heard(EnquiryCode::ProofSent)),
        told("ENR 4", |_| heard(EnquiryCode::WantsRecovery)),
        told("ENI PROOF", |_| missed(Missed::InformationHeard { kind: EnquiryKind::Proof })),
        told("proof accepted", |_| missed(Missed::ProofAccepted)),
        told("proof refused", |_| missed(Missed::ProofRefused)),
    ]
}

fn status(arrived: bool, unseen: bool) -> Event {
    missed(Missed::StatusTold { by: country("BF"), arrived, unseen })
}

pub(super) fn at_destination() -> Vec<Told> {
    vec![
        told("ENQ", |_| missed(Missed::EnquiryOpened)),
        told("ENI CLOSE", |_| missed(Missed::InformationHeard { kind: EnquiryKind::Close })),
        told("enquiry answered 1", |_| {
            missed(Missed::Answered { code: EnquiryCode::Unknown, remarks: String::new() })
        }),
        told("enquiry answered 4", |_| {
            missed(Missed::Answered { code: EnquiryCode::WantsRecovery, remarks: String::new() })
        }),
        told("information given", |_| {
            missed(Missed::Informed { kind: EnquiryKind::Info, remarks: String::new() })
        }),
    ]
}
