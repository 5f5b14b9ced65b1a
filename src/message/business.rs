//! When two messages are the same business: key and content (PD-23).

use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization as _;

use crate::message::envelope::digest;
use crate::message::lexical::instant;
use crate::message::write::body_without_header;
use crate::message::{Body, Message};

/// The business key of a message; none for types that have no key, answers among them (PD-23).
///
/// Two messages with one key and one content are the same business; one key with two contents is
/// a contradiction (FNK 92, alert F26).
pub fn business_key(message: &Message) -> Option<String> {
    let more = match &message.body {
        Body::Tda(_) | Body::Tpa(_) | Body::Wro(_) | Body::Gul(_) => String::new(),
        Body::Pas(pas) => {
            format!("|{}|{}|{}|{}", pas.office, pas.direction, pas.outcome, instant(pas.event.at))
        }
        Body::Arr(arr) => format!("|{}", arr.office),
        Body::Res(res) => format!("|{}|{}", res.office, res.result_no),
        Body::Inc(incident) | Body::Inf(incident) => {
            format!("|{}|{}", incident.country, incident.number)
        }
        Body::Dsp(dsp) => format!("|{}", dsp.result_no),
        Body::Dsv(dsv) => format!("|{}", dsv.result_no),
        Body::Can(can) => format!("|{}|{}", can.action, can.cancel_no),
        Body::Ext(ext) => format!("|{}", ext.extension_no),
        Body::Rcq(rcq) => format!("|{}|{}", rcq.country, day(rcq.event.at)),
        Body::Trq(trq) => format!("|{}|{}", trq.office, trq.role),
        Body::Fwd(fwd) => format!("|{}", fwd.decision_no),
        // One enquiry per country asked and day; the country is the receiver's.
        Body::Enq(enq) => {
            let day = TimeZone::UTC.to_datetime(enq.event.at).date();
            format!("|{}|{day}", message.header.recipient.country)
        }
        Body::Guq(guq) => format!("|{}", guq.request_no),
        Body::Gcl(gcl) => format!("|{}|{}|{}", gcl.portion.country, gcl.claim_no, gcl.action),
        Body::Guc(guc) => format!("|{}", guc.request_no),
        Body::Rfd(rfd) => return Some(format!("RFD|{}|{}", rfd.set, rfd.version)),
        // One end of a movement, or one close of a day.
        Body::Sta(sta) => sta.day.as_ref().map(|day| format!("|{}", day.to)).unwrap_or_default(),
        Body::Stq(_)
        | Body::Sts(_)
        | Body::Enr(_)
        | Body::Eni(_)
        | Body::Trr(_)
        | Body::Gur(_)
        | Body::Rca(_)
        | Body::Rcc(_)
        | Body::Gcr(_)
        | Body::Hbt(_)
        | Body::Una(_)
        | Body::Ack(_)
        | Body::Fnk(_)
        | Body::Xnk(_) => {
            return None;
        }
    };
    let mrn = message.mrn()?;
    Some(format!("{}|{mrn}{more}", message.code()))
}

/// The day of an instant, in UTC: one request of a country a day (PD-23).
fn day(at: jiff::Timestamp) -> String {
    jiff::tz::TimeZone::UTC.to_datetime(at).date().to_string()
}

/// Digest of the content: the body without its header, whatever its spelling was (PD-23).
///
/// Composed and decomposed accents are one content (PD-34).
pub fn business_content(message: &Message) -> String {
    let composed: String = body_without_header(message).nfc().collect();
    digest(composed.as_bytes())
}
