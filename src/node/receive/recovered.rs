//! RCQ, RCA and RCC: what they say about recovery.

use super::awaited::awaited;
use crate::message::{Body, Message};
use crate::node::core::{Recovering, Refusal};
use crate::node::desk::{Desk, Hindrance};
use crate::profile::{Code, Queue};

/// What a message says about recovery; the queue vouches for who says it (PD-13).
pub(super) fn recovered(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
) -> Result<Recovering, Hindrance> {
    let by = queue.from;
    match &message.body {
        Body::Rcq(rcq) => Ok(Recovering::RequestHeard { by, kind: rcq.kind }),
        Body::Rcc(rcc) => Ok(Recovering::ReportHeard { by, action: rcc.action }),
        Body::Rca(rca) => {
            awaited(desk, message, rca.mrn.checked().ok(), Code::Rcq)?;
            Ok(Recovering::AnswerHeard { by, verdict: rca.verdict })
        }
        _ => Err(Refusal::out_of_sequence("not about recovery").into()),
    }
}
