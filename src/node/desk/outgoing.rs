//! From a body to a stored message: header, number, spelling, properties.

use jiff::{SignedDuration, Timestamp};

use super::Desk;
use crate::message::answer::AnyMessageId;
use crate::message::passage::Pas;
use crate::message::{Body, Header, Message, Party, Style, digest, headers_for, write_as};
use crate::node::flaw::Flaw;
use crate::node::store::{Letter, Stored};
use crate::profile::lists::{ControlResult, ReferenceSet, Role};
use crate::profile::timer::{Length, Timer};
use crate::profile::{Class, Code, Country, MessageId, Mrn, OfficeCode, Queue, Zone, stomp};
use uuid::Uuid;

/// An office in a role, or a whole node.
#[derive(Debug, Clone, Copy)]
pub(in crate::node) struct Place {
    office: Option<OfficeCode>,
    role: Role,
}

impl Place {
    /// An office.
    pub(in crate::node) fn office(office: OfficeCode, role: Role) -> Self {
        Self { office: Some(office), role }
    }

    /// A whole node.
    pub(in crate::node) fn node(role: Role) -> Self {
        Self { office: None, role }
    }
}

/// A body with its address.
#[derive(Debug, Clone)]
pub(in crate::node) struct Mail {
    to: Country,
    sender: Place,
    recipient: Place,
    body: Body,
    /// The message answered.
    pub correlation: Option<AnyMessageId>,
    /// Not to be sent earlier.
    pub not_before: Option<Timestamp>,
}

impl Mail {
    /// A message that answers none.
    pub(in crate::node) fn new(to: Country, sender: Place, recipient: Place, body: Body) -> Self {
        Self { to, sender, recipient, body, correlation: None, not_before: None }
    }
}

/// A message that is stored for sending.
#[derive(Debug, Clone, Copy)]
pub(in crate::node) struct Posted {
    /// Outbox row.
    pub entry: i64,
    /// Its id.
    pub message_id: MessageId,
}

/// Nine tenths of a timer's length from `now`: late, and still in time.
pub(in crate::node) fn nine_tenths(now: Timestamp, timer: Timer) -> Timestamp {
    match timer.length {
        Length::Exact(length) => later(now, length * 9 / 10),
        Length::Months(_) => timer.expiry(now),
    }
}

/// `by` after `now`.
pub(in crate::node) fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

impl Desk<'_> {
    /// Writes a message, gives it its number, and stores it for sending.
    pub(in crate::node) fn post(&self, mail: Mail) -> Stored<Posted> {
        let (to, not_before) = (mail.to, mail.not_before);
        let code = mail.body.code();
        let class = self.class_of(code)?;
        let queue = Queue::new(to, self.home, class);
        let link_seq = self.number(queue, code)?;
        let mut message = self.headed(mail, link_seq)?;
        self.distort(&mut message)?;
        if self.flaw == Some(Flaw::FewestFields) && super::sparse::leave_out(&mut message.body) {
            self.deviates(Flaw::FewestFields)?;
        }
        let body = self.spell(&message)?;
        let mut headers = headers_for(&message, &body);
        set_destination(&mut headers, queue);
        self.sign(code, &body, &mut headers)?;
        self.distort_headers(code, &mut headers)?;
        if self.deviates(Flaw::MoreProperties)? {
            headers.push(("vendorTrace".to_owned(), link_seq.to_string()));
        }
        let message_id = message.header.message_id;
        let mrn = message.mrn().and_then(|mrn| mrn.checked().ok());
        let letter = Letter {
            message_id: message_id.to_string(),
            queue,
            code,
            mrn,
            headers,
            body,
            not_before,
            late_at: self.late_at(&message.body, mrn)?,
        };
        Ok(Posted { entry: self.store.post(&letter)?, message_id })
    }

    fn class_of(&self, code: Code) -> Stored<Class> {
        let strays = code == Code::Ack && self.deviates(Flaw::AnswersOnCoreQueue)?;
        Ok(if strays { Class::Core } else { code.class() })
    }

    fn number(&self, queue: Queue, code: Code) -> Stored<u32> {
        if code == Code::Hbt {
            return Ok(0);
        }
        if code == Code::Pas && self.deviates(Flaw::SkipsLinkSeq)? {
            self.store.next_link_seq(queue)?;
        }
        self.store.next_link_seq(queue)
    }

    fn headed(&self, mail: Mail, link_seq: u32) -> Stored<Message> {
        let party =
            |country, place: Place| Party { country, office: place.office, role: place.role };
        let message_id = if self.deviates(Flaw::OtherIds)? {
            MessageId::from_uuid(self.home, Uuid::new_v4())
        } else {
            MessageId::fresh(self.home)
        };
        let header = Header {
            message_id,
            correlation_id: mail.correlation,
            profile_version: self.profile_with(mail.to)?,
            sender: party(self.home, mail.sender),
            recipient: party(mail.to, mail.recipient),
            prepared_at: self.now,
            test: true,
            link_epoch: self.store.epoch()?,
            link_seq,
            ref_data: self.active(self.home, ReferenceSet::Off)?,
        };
        Ok(Message { header, body: mail.body })
    }

    fn spell(&self, message: &Message) -> Stored<Vec<u8>> {
        let style = if self.deviates(Flaw::OtherPrefix)? {
            Style::Prefixed
        } else if self.deviates(Flaw::OtherWhitespace)? {
            Style::Spaced
        } else {
            Style::Canonical
        };
        let bytes = write_as(message, style);
        if message.code() == Code::Pas && self.deviates(Flaw::WritesElementsOutOfOrder)? {
            return Ok(swapped(bytes, "office", "direction"));
        }
        Ok(bytes)
    }

    /// Flaws that change what a message says.
    #[expect(clippy::too_many_lines, reason = "a table with a row per message, not an algorithm")]
    fn distort(&self, message: &mut Message) -> Stored<()> {
        let header = &mut message.header;
        match &mut message.body {
            Body::Pas(pas) => self.distort_passage(header, pas)?,
            Body::Res(res) => {
                let a2 = res.control_code == ControlResult::A2;
                if a2 && self.deviates(Flaw::ChangesResultCode)? {
                    res.control_code = ControlResult::A1;
                }
                super::misjudge::result(self, res)?;
                super::sense::result(self, res)?;
            }
            Body::Tda(advice) | Body::Tpa(advice) => {
                super::compose::distort(self, advice)?;
                super::misdeclare::advice(self, advice)?;
                super::misroute::distort(self, advice)?;
            }
            Body::Ack(_) => {
                if self.deviates(Flaw::AnswersWithoutCorrelation)? {
                    header.correlation_id = None;
                }
            }
            Body::Xnk(xnk) => {
                let french = self.deviates(Flaw::FrenchTexts)?;
                for error in xnk.errors.iter_mut().filter(|_| french) {
                    error.text = Some("document refusé à la lecture ; voir le profil".to_owned());
                }
            }
            Body::Inc(incident) => super::incident::distort(self, incident)?,
            Body::Wro(wro) => {
                super::incident::distort_relief(self, wro, header.recipient.office)?;
            }
            Body::Arr(arr) => super::sense::arrival(self, arr)?,
            Body::Inf(_)
            | Body::Dsp(_)
            | Body::Dsv(_)
            | Body::Trq(_)
            | Body::Trr(_)
            | Body::Fwd(_)
            | Body::Stq(_)
            | Body::Sts(_)
            | Body::Enq(_)
            | Body::Enr(_)
            | Body::Eni(_)
            | Body::Guq(_)
            | Body::Gur(_)
            | Body::Guc(_)
            | Body::Can(_)
            | Body::Ext(_)
            | Body::Rcq(_)
            | Body::Rca(_)
            | Body::Rcc(_)
            | Body::Gul(_)
            | Body::Gcl(_)
            | Body::Gcr(_)
            | Body::Hbt(_)
            | Body::Una(_)
            | Body::Sta(_)
            | Body::Rfd(_)
            | Body::Fnk(_) => {}
        }
        Ok(())
    }

    /// Flaws of PAS.
    fn distort_passage(&self, header: &mut Header, pas: &mut Pas) -> Stored<()> {
        if self.deviates(Flaw::ForeignIdPrefix)? {
            header.message_id = MessageId::fresh(header.recipient.country);
        }
        let zone = self.zone()?;
        if zone != Zone::UTC && self.deviates(Flaw::WritesLocalTime)? {
            for at in [&mut header.prepared_at, &mut pas.event.at, &mut pas.event.recorded_at] {
                *at = zone.taken_for_utc(*at);
            }
        }
        if !pas.seals.is_empty() && self.deviates(Flaw::DropsSealsFromPassage)? {
            pas.seals.clear();
        }
        super::misdeclare::passage(self, pas)?;
        super::misroute::early(self, pas)?;
        super::misjudge::passage(self, pas)
    }

    /// Flaws that change what is told beside the body.
    fn distort_headers(&self, code: Code, headers: &mut Vec<(String, String)>) -> Stored<()> {
        if code != Code::Pas {
            return Ok(());
        }
        if self.deviates(Flaw::WrongDigest)? {
            set(headers, stomp::TX_DIGEST, &digest(b"other bytes"));
        }
        if self.deviates(Flaw::SendsNonPersistent)? {
            set(headers, stomp::PERSISTENT, "false");
        }
        if self.flaw == Some(Flaw::MirrorsWrongMrn) {
            let said = headers.iter().find(|(name, _)| name == stomp::TX_MRN);
            let other = said.and_then(|(_, mrn)| another(mrn.parse().ok()?));
            if let Some(other) = other {
                self.deviates(Flaw::MirrorsWrongMrn)?;
                set(headers, stomp::TX_MRN, other.as_str());
            }
        }
        Ok(())
    }
}

/// The queue that a frame is sent to.
pub(super) fn set_destination(headers: &mut Vec<(String, String)>, queue: Queue) {
    set(headers, stomp::DESTINATION, &format!("{}{queue}", stomp::QUEUE_PREFIX));
}

fn set(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    match headers.iter_mut().find(|(header, _)| header == name) {
        Some((_, old)) => value.clone_into(old),
        None => headers.push((name.to_owned(), value.to_owned())),
    }
}

/// A valid MRN that is not this one.
pub(in crate::node) fn another(mrn: Mrn) -> Option<Mrn> {
    let text = mrn.as_str();
    let year = text[..2].parse().ok()?;
    let last = if text[15..16] == *"Z" { 'Y' } else { 'Z' };
    Mrn::compose(year, mrn.country(), &format!("{}{last}", &text[4..15]), 'J').ok()
}

/// The text with its first two elements of these names exchanged.
fn swapped(bytes: Vec<u8>, first: &str, second: &str) -> Vec<u8> {
    let Ok(text) = String::from_utf8(bytes) else { return Vec::new() };
    let span = |name: &str| {
        let start = text.find(&format!("<{name}>"))?;
        let end = start + text[start..].find(&format!("</{name}>"))? + name.len() + 3;
        Some(start..end)
    };
    let (Some(a), Some(b)) = (span(first), span(second)) else { return text.into_bytes() };
    let parts =
        [&text[..a.start], &text[b.clone()], &text[a.end..b.start], &text[a], &text[b.end..]];
    parts.concat().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_elements_change_places_and_nothing_else() {
        let text = b"<x><MRN>1</MRN><office>A</office>\n<direction>B</direction></x>".to_vec();
        let swapped = String::from_utf8(swapped(text, "office", "direction")).unwrap();
        assert_eq!(swapped, "<x><MRN>1</MRN><direction>B</direction>\n<office>A</office></x>");
    }

    #[test]
    fn another_mrn_is_valid_and_different() {
        let mrn: Mrn = "26TGLP0000000001J2".parse().unwrap();
        assert_ne!(another(mrn).unwrap(), mrn);
    }

    #[test]
    fn nine_tenths_of_five_minutes_are_270_seconds() {
        let now = Timestamp::from_second(1_780_000_000).unwrap();
        let then = nine_tenths(now, crate::profile::timer::T_ACK);
        assert_eq!(then.as_second() - now.as_second(), 270);
    }
}
