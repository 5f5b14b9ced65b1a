//! Valid messages of every code from a number: the same number gives the same message.

mod bodies;
mod chance;
mod decisions;
mod diverted;
mod enquiries;
mod incident;
mod recovery;
mod statistics;
mod system;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use self::chance::Chance;
use crate::message::answer::AnyMessageId;
use crate::message::{Body, Header, Message, Party};
use crate::profile::lists::Role;
use crate::profile::{Class, Code, Country, MessageId, Mrn, OfficeCode, VERSION};

/// The two countries of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Country of departure.
    pub departure: Country,
    /// Country of entry and destination; also the guarantor's, so that GUA messages cross.
    pub partner: Country,
}

/// A valid message of this code, from Togo's departure to Burkina Faso.
///
/// Movements with equal seeds belong together: `sample(Code::Arr, 7)` arrives with the MRN of
/// `sample(Code::Tda, 7)`.
pub fn sample(code: Code, seed: u64) -> Message {
    let country = |text: &str| text.parse().expect("two letters");
    sample_between(Pair { departure: country("TG"), partner: country("BF") }, code, seed)
}

/// A valid message of this code between two countries.
pub fn sample_between(pair: Pair, code: Code, seed: u64) -> Message {
    let mut cast = Cast::new(pair, seed);
    let body = cast.body(code);
    Message { header: cast.header(code), body }
}

/// Who and what takes part in the movement of one seed.
struct Cast {
    pair: Pair,
    /// Draws for the movement: equal for every code of one seed.
    mrn: Mrn,
    released: Timestamp,
    /// Draws for this message alone.
    chance: Chance,
    seed: u64,
}

impl Cast {
    fn new(pair: Pair, seed: u64) -> Self {
        let mut movement = Chance::new(seed);
        let serial = movement.below(1_000_000_000_000);
        let mrn = Mrn::compose(26, pair.departure, &format!("{serial:012}"), 'J');
        let start: Timestamp = "2026-02-03T09:14:00Z".parse().expect("a constant");
        let shift = SignedDuration::from_secs(signed(movement.below(20_000_000)));
        Self {
            pair,
            mrn: mrn.expect("twelve digits fit"),
            released: start + shift,
            chance: movement,
            seed,
        }
    }

    fn body(&mut self, code: Code) -> Body {
        self.chance = Chance::new(self.seed ^ letters(code) << 17);
        match code {
            Code::Tda => Body::Tda(Box::new(self.advice(code))),
            Code::Tpa => Body::Tpa(Box::new(self.advice(code))),
            Code::Pas => Body::Pas(Box::new(self.pas())),
            Code::Arr => Body::Arr(Box::new(self.arr())),
            Code::Res => Body::Res(Box::new(self.res())),
            Code::Wro => Body::Wro(Box::new(self.wro())),
            Code::Inc => Body::Inc(Box::new(self.incident())),
            Code::Inf => Body::Inf(Box::new(self.incident())),
            Code::Dsp => Body::Dsp(Box::new(self.dsp())),
            Code::Dsv => Body::Dsv(Box::new(self.dsv())),
            Code::Can => Body::Can(Box::new(self.can())),
            Code::Ext => Body::Ext(Box::new(self.ext())),
            Code::Rcq => Body::Rcq(Box::new(self.rcq())),
            Code::Rca => Body::Rca(Box::new(self.rca())),
            Code::Rcc => Body::Rcc(Box::new(self.rcc())),
            Code::Trq => Body::Trq(Box::new(self.trq())),
            Code::Trr => Body::Trr(Box::new(self.trr(code))),
            Code::Fwd => Body::Fwd(Box::new(self.fwd())),
            Code::Stq => Body::Stq(Box::new(self.stq())),
            Code::Sts => Body::Sts(Box::new(self.sts())),
            Code::Enq => Body::Enq(Box::new(self.enq())),
            Code::Enr => Body::Enr(Box::new(self.enr())),
            Code::Eni => Body::Eni(Box::new(self.eni())),
            Code::Guq => Body::Guq(Box::new(self.guq())),
            Code::Gur => Body::Gur(Box::new(self.gur())),
            Code::Gcl => Body::Gcl(Box::new(self.gcl())),
            Code::Gcr => Body::Gcr(Box::new(self.gcr())),
            Code::Guc => Body::Guc(Box::new(self.guc())),
            Code::Gul => Body::Gul(Box::new(self.gul())),
            Code::Hbt => Body::Hbt(self.hbt()),
            Code::Una => Body::Una(Box::new(self.una())),
            Code::Sta => Body::Sta(Box::new(self.sta())),
            Code::Rfd => Body::Rfd(Box::new(self.rfd())),
            Code::Ack => Body::Ack(self.ack()),
            Code::Fnk => Body::Fnk(self.fnk()),
            Code::Xnk => Body::Xnk(self.xnk()),
        }
    }

    fn header(&mut self, code: Code) -> Header {
        let Pair { departure, partner } = self.pair;
        let at_departure = roles(code).0 == Role::Dep;
        let (from, to) = match code {
            Code::Sta => (departure, Country::REGION),
            _ if at_departure => (departure, partner),
            _ => (partner, departure),
        };
        let (sender, recipient) = roles(code);
        let correlation = code.is_answer().then(|| self.message_id(to).into());
        Header {
            message_id: self.message_id(from),
            correlation_id: correlation.or(None::<AnyMessageId>),
            profile_version: VERSION.to_owned(),
            sender: party(from, sender, true),
            recipient: party(to, recipient, code.class() == Class::Core),
            prepared_at: self.later(3 * 86_400),
            test: self.chance.flip(),
            link_epoch: small(self.chance.below(3)),
            link_seq: small(self.chance.below(1_000_000_000)),
            ref_data: small(self.chance.below(1_000_000)),
        }
    }

    /// An instant up to so many seconds after the release, in whole milliseconds.
    fn later(&mut self, seconds: u64) -> Timestamp {
        let whole = self.chance.below(seconds.max(1)) * 1000;
        let fraction = if self.chance.flip() { self.chance.below(1000) } else { 0 };
        self.released + SignedDuration::from_millis(signed(whole + fraction))
    }

    fn message_id(&mut self, country: Country) -> MessageId {
        MessageId::from_uuid(country, self.uuid())
    }

    /// A UUID of version 7, drawn instead of timed.
    fn uuid(&mut self) -> Uuid {
        let drawn = u128::from(self.chance.next()) << 64 | u128::from(self.chance.next());
        uuid::Builder::from_u128(drawn).with_version(uuid::Version::SortRand).into_uuid()
    }
}

fn roles(code: Code) -> (Role, Role) {
    match code {
        Code::Tda
        | Code::Wro
        | Code::Dsp
        | Code::Dsv
        | Code::Can
        | Code::Ext
        | Code::Trr
        | Code::Fwd
        | Code::Enq => (Role::Dep, Role::Dst),
        Code::Rcq | Code::Rca | Code::Rcc => (Role::Cmp, Role::Cmp),
        Code::Tpa | Code::Inf => (Role::Dep, Role::Ent),
        Code::Pas | Code::Inc => (Role::Ent, Role::Dep),
        Code::Arr | Code::Res | Code::Trq | Code::Enr | Code::Eni => (Role::Dst, Role::Dep),
        Code::Guq | Code::Guc | Code::Gul => (Role::Dep, Role::Gua),
        Code::Gcl => (Role::Cmp, Role::Gua),
        Code::Gcr => (Role::Gua, Role::Cmp),
        Code::Gur => (Role::Gua, Role::Dep),
        Code::Hbt
        | Code::Una
        | Code::Sta
        | Code::Rfd
        | Code::Stq
        | Code::Sts
        | Code::Ack
        | Code::Fnk
        | Code::Xnk => (Role::Sys, Role::Sys),
    }
}

fn party(country: Country, role: Role, with_office: bool) -> Party {
    let office = (with_office && role != Role::Sys).then(|| office(country, role));
    Party { country, office, role }
}

/// The sample's office of a country for a role: invented, of the real form.
fn office(country: Country, role: Role) -> OfficeCode {
    let place = match role {
        Role::Dep | Role::Cmp => "PRT001",
        Role::Exi => "EXI001",
        Role::Ent => "ENT001",
        Role::Dst => "INL001",
        Role::Gua | Role::Sys => "HQT001",
    };
    format!("{country}{place}").parse().expect("country and six characters")
}

/// A number of a code's own, whatever other codes there are.
fn letters(code: Code) -> u64 {
    code.as_str().bytes().fold(0x9e37, |sum, letter| sum * 31 + u64::from(letter))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Style, business_content, business_key, read, write, write_as};

    #[test]
    fn every_sample_is_read_back_as_it_is() {
        for code in Code::ALL {
            for seed in 0..40 {
                let message = sample(code, seed);
                for style in Style::ALL {
                    let bytes = write_as(&message, style);
                    let back = read(&bytes).unwrap_or_else(|error| {
                        panic!("{error}\n{}", String::from_utf8_lossy(&bytes))
                    });
                    assert_eq!(back, message, "{code} {seed} {style:?}");
                }
                assert_eq!(write(&sample(code, seed)), write(&message));
            }
        }
    }

    #[test]
    fn key_and_content_ignore_the_header_but_nothing_else() {
        let first = sample(Code::Arr, 7);
        let mut again = first.clone();
        again.header = sample(Code::Arr, 8).header;
        assert_eq!(business_key(&first), business_key(&again));
        assert_eq!(business_content(&first), business_content(&again));
        assert_ne!(business_key(&first), business_key(&sample(Code::Arr, 8)));
        assert_ne!(business_content(&first), business_content(&sample(Code::Arr, 8)));
        assert_eq!(business_key(&sample(Code::Ack, 7)), None);
        assert_eq!(sample(Code::Tda, 7).mrn(), first.mrn());
    }
}
