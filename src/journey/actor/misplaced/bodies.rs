//! Valid messages about a movement, made at will: what makes them out of place is the state that they come in.

use crate::journey::actor::diverted::{other_destination, other_entry};
use crate::journey::actor::forger::{copied, mrn_of, readable};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::advice::Portion;
use crate::message::decision::Can;
use crate::message::discrepancy::{Dsp, Dsv};
use crate::message::diversion::{Fwd, Trq, Trr};
use crate::message::enquiry::{Eni, Enr};
use crate::message::guarantee::{Gcr, Gur};
use crate::message::passage::{Arr, Pas, Res};
use crate::message::recovery::{Rca, Rcc, Rcq};
use crate::message::status::{StatusRecord, Sts};
use crate::message::{Body, Claimed, Event, Pair, sample_between};
use crate::profile::lists::{
    CancellationAction, ClaimResult, ControlResult, Direction, DiscrepancyOutcome, EnquiryCode,
    EnquiryKind, GuaranteeRefusal, GuaranteeVerdict, IncidentCode, OfficeRole, Outcome,
    RecordRefusal, RecordVerdict, RecoveryAction, RecoveryRequestKind, RecoveryVerdict, Role,
    StateOfSeals,
};
use crate::profile::timer::Timer;
use crate::profile::{Code, Grn, MessageId, Mrn, OfficeCode};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Numbers below are those of the movement's own messages.
const UNUSED: u32 = 100;

/// No two events of a round happen at one time.
const APART: SignedDuration = SignedDuration::from_millis(250);

/// The declared office, or another one of the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whither {
    Declared,
    Other,
}

/// The movement, and what is new in a message about it.
pub(super) struct Scene<'a> {
    world: &'a World,
    at: Timestamp,
    number: u32,
}

impl<'a> Scene<'a> {
    /// For the `nth` message of a round.
    pub(super) fn new(world: &'a World, nth: u32) -> Self {
        let at = world.stage.cell.business() - APART * i32::try_from(nth).unwrap_or(i32::MAX);
        let letters = u32::try_from(world.letters.len()).unwrap_or(u32::MAX - UNUSED);
        Self { world, at, number: UNUSED + letters }
    }

    fn event(&self) -> Event {
        Event::electronic(Uuid::now_v7(), self.at)
    }

    fn mrn(&self) -> Result<Claimed<Mrn>, Ended> {
        Ok(mrn_of(&self.world.movement()?.mrn)?.into())
    }

    fn grn(&self) -> Result<Claimed<Grn>, Ended> {
        let grn = self.world.movement()?.grn().parse::<Grn>();
        Ok(grn.map_err(|error| Ended::Error(error.to_string()))?.into())
    }

    fn destination(&self, whither: Whither) -> Result<OfficeCode, Ended> {
        match whither {
            Whither::Declared => Ok(self.world.movement()?.journey.destination),
            Whither::Other => other_destination(self.world),
        }
    }

    fn passage(&self, direction: Direction) -> Result<OfficeCode, Ended> {
        let movement = self.world.movement()?;
        let (country, direction) = match direction {
            Direction::Exit => (movement.departure(), "EXIT"),
            Direction::Entry => (movement.destination(), "ENTRY"),
        };
        let office = movement.papers.office(country, direction).parse();
        office.map_err(|error| Ended::Error(format!("{error}")))
    }

    fn passed(
        &self,
        office: OfficeCode,
        direction: Direction,
        outcome: Outcome,
    ) -> Result<Body, Ended> {
        let papers = &self.world.movement()?.papers;
        Ok(Body::Pas(Box::new(Pas {
            event: self.event(),
            mrn: self.mrn()?,
            office,
            direction,
            outcome,
            plates: papers.plates(),
            state_of_seals: StateOfSeals::Good,
            seals: papers.seals(),
            weighed_mass: None,
            control_code: None,
            new_seals: Vec::new(),
            remarks: None,
        })))
    }

    /// PAS of an office of entry.
    pub(super) fn entry(&self, whither: Whither, outcome: Outcome) -> Result<Body, Ended> {
        let office = match whither {
            Whither::Declared => self.passage(Direction::Entry)?,
            Whither::Other => other_entry(self.world)?,
        };
        self.passed(office, Direction::Entry, outcome)
    }

    /// PAS of the office of exit.
    pub(super) fn exit(&self, outcome: Outcome) -> Result<Body, Ended> {
        self.passed(self.passage(Direction::Exit)?, Direction::Exit, outcome)
    }

    /// ARR.
    pub(super) fn arrival(&self, whither: Whither) -> Result<Body, Ended> {
        let papers = &self.world.movement()?.papers;
        Ok(Body::Arr(Box::new(Arr {
            event: self.event(),
            mrn: self.mrn()?,
            office: self.destination(whither)?,
            plates: papers.plates(),
            state_of_seals: StateOfSeals::Good,
            seals: papers.seals(),
            late: false,
            gate_at: None,
            remarks: None,
        })))
    }

    /// RES of the declared office.
    pub(super) fn result(&self, control_code: ControlResult) -> Result<Body, Ended> {
        Ok(Body::Res(Box::new(Res {
            event: self.event(),
            mrn: self.mrn()?,
            office: self.destination(Whither::Declared)?,
            result_no: self.number,
            control_code,
            state_of_seals: StateOfSeals::Good,
            seals: self.world.movement()?.papers.seals(),
            conform: control_code.is_satisfactory(),
            next_regime: None,
            differences: Vec::new(),
            gate_at: None,
            remarks: None,
        })))
    }

    /// INC, with an authority that vouches for it.
    pub(super) fn incident(&self, code: IncidentCode) -> Result<Body, Ended> {
        let (departure, partner) = (self.world.stage.subject, self.world.stage.partner());
        let mut body = sample_between(Pair { departure, partner }, Code::Inc, 1).body;
        if let Body::Inc(incident) = &mut body {
            (incident.event, incident.mrn) = (self.event(), self.mrn()?);
            (incident.office, incident.number) = (self.passage(Direction::Entry)?, self.number);
            (incident.code, incident.withdraws) = (code, None);
            (incident.requested_limit, incident.loss) = (None, None);
        }
        Ok(body)
    }

    /// STS: so it stands with the declared destination.
    pub(super) fn status(&self, state: &str) -> Result<Body, Ended> {
        let office = self.destination(Whither::Declared)?;
        let record = StatusRecord { office, role: Role::Dst, state: state.to_owned() };
        Ok(Body::Sts(Box::new(Sts {
            mrn: self.mrn()?,
            state: state.to_owned(),
            records: vec![record],
            received: Vec::new(),
            copies: Vec::new(),
        })))
    }

    /// ENR.
    pub(super) fn reply(&self, code: EnquiryCode) -> Result<Body, Ended> {
        let (event, mrn) = (self.event(), self.mrn()?);
        Ok(Body::Enr(Box::new(Enr { event, mrn, code, remarks: None })))
    }

    /// ENI, about the newest enquiry or, where there is none, about one that never was.
    pub(super) fn information(&self, kind: EnquiryKind) -> Result<Body, Ended> {
        let movement = self.world.movement()?;
        let enquirer = movement.departure();
        let open = self.world.stage.message(enquirer, Code::Enq.as_str(), &movement.mrn).ok();
        let open = open.and_then(|copy| copy.message_id.parse().ok());
        Ok(Body::Eni(Box::new(Eni {
            event: self.event(),
            mrn: self.mrn()?,
            enquiry_id: open.unwrap_or_else(|| MessageId::fresh(enquirer)),
            kind,
            remarks: None,
        })))
    }

    /// GUR on the first request.
    pub(super) fn guaranteed(&self, verdict: GuaranteeVerdict) -> Result<Body, Ended> {
        let given = verdict == GuaranteeVerdict::Ok;
        Ok(Body::Gur(Box::new(Gur {
            mrn: self.mrn()?,
            request_no: 1,
            grn: self.grn()?,
            verdict,
            reservation_id: given.then(|| format!("RSV-{}", self.number)),
            reasons: if given { Vec::new() } else { vec![GuaranteeRefusal::G09] },
        })))
    }

    /// GCR.
    pub(super) fn claim(&self, result: ClaimResult) -> Result<Body, Ended> {
        let portion = Portion { country: self.world.stage.subject, xof: 1_000 };
        let (mrn, grn) = (self.mrn()?, self.grn()?);
        Ok(Body::Gcr(Box::new(Gcr { mrn, grn, claim_no: 1, result, portion })))
    }

    /// RCQ: the country of destination is to recover.
    pub(super) fn recovery_asked(&self, kind: RecoveryRequestKind) -> Result<Body, Ended> {
        Ok(Body::Rcq(Box::new(Rcq {
            event: self.event(),
            mrn: self.mrn()?,
            kind,
            country: self.world.movement()?.destination(),
            reason: "Lieu de l'irrégularité".to_owned(),
        })))
    }

    /// RCA.
    pub(super) fn recovery(&self, verdict: RecoveryVerdict) -> Result<Body, Ended> {
        let (event, mrn) = (self.event(), self.mrn()?);
        Ok(Body::Rca(Box::new(Rca { event, mrn, verdict, reason: None })))
    }

    /// RCC.
    pub(super) fn recovered(&self, action: RecoveryAction) -> Result<Body, Ended> {
        let (event, mrn) = (self.event(), self.mrn()?);
        let country = self.world.stage.partner();
        Ok(Body::Rcc(Box::new(Rcc { event, mrn, action, country, reason: None })))
    }

    /// CAN under a number that was never told.
    pub(super) fn cancellation(&self, action: CancellationAction) -> Result<Body, Ended> {
        Ok(Body::Can(Box::new(Can {
            event: self.event(),
            mrn: self.mrn()?,
            action,
            cancel_no: self.number,
            reason: "Marchandises représentées au départ".to_owned(),
        })))
    }

    /// FWD: the vehicle has passed another office of entry, or the goods are at another office.
    pub(super) fn forwarded(&self, role: OfficeRole) -> Result<Body, Ended> {
        Ok(Body::Fwd(Box::new(Fwd {
            event: self.event(),
            mrn: self.mrn()?,
            actual_office: match role {
                OfficeRole::Dst => other_destination(self.world)?,
                OfficeRole::Exi | OfficeRole::Ent => other_entry(self.world)?,
            },
            role,
            decision_no: self.number,
        })))
    }

    /// TRQ: goods are before an office that has no usable record.
    pub(super) fn request(&self, role: OfficeRole, whither: Whither) -> Result<Body, Ended> {
        let office = match role {
            OfficeRole::Dst => self.destination(whither)?,
            OfficeRole::Exi | OfficeRole::Ent => other_entry(self.world)?,
        };
        Ok(Body::Trq(Box::new(Trq {
            event: self.event(),
            mrn: self.mrn()?,
            office,
            role,
            plates: self.world.movement()?.papers.plates(),
            remarks: None,
        })))
    }

    fn response(
        &self,
        role: OfficeRole,
        whither: Whither,
        verdict: RecordVerdict,
    ) -> Result<Trr, Ended> {
        let office = match (role, whither) {
            (OfficeRole::Dst, whither) => self.destination(whither)?,
            (OfficeRole::Exi | OfficeRole::Ent, _) => self.passage(Direction::Entry)?,
        };
        Ok(Trr {
            mrn: self.mrn()?,
            office,
            role,
            verdict,
            refusal: None,
            reason: None,
            approver: None,
            text: None,
            record: None,
        })
    }

    /// TRR with the record that the partner has advised.
    pub(super) fn granted(&self, role: OfficeRole, whither: Whither) -> Result<Body, Ended> {
        let (_, bytes) = copied(self.world, "TDA")?;
        let Body::Tda(record) = readable(&bytes)?.body else {
            return Err(Ended::Error("the advance data are none".to_owned()));
        };
        let response = self.response(role, whither, RecordVerdict::Granted)?;
        Ok(Body::Trr(Box::new(Trr { record: Some(record), ..response })))
    }

    /// TRR that refuses, for the movement is cancelled.
    pub(super) fn refused(&self, role: OfficeRole, whither: Whither) -> Result<Body, Ended> {
        let response = self.response(role, whither, RecordVerdict::Refused)?;
        Ok(Body::Trr(Box::new(Trr { refusal: Some(RecordRefusal::Cancelled), ..response })))
    }

    /// DSP about a result that was never told.
    pub(super) fn discrepancy(&self, term: Timer) -> Result<Body, Ended> {
        Ok(Body::Dsp(Box::new(Dsp {
            event: self.event(),
            mrn: self.mrn()?,
            office: self.destination(Whither::Declared)?,
            result_no: self.number,
            resolve_by: term.expiry(self.at),
            remarks: None,
        })))
    }

    /// DSV about a result that was never told.
    pub(super) fn decision(&self, decision: DiscrepancyOutcome) -> Result<Body, Ended> {
        Ok(Body::Dsv(Box::new(Dsv {
            event: self.event(),
            mrn: self.mrn()?,
            office: self.destination(Whither::Declared)?,
            result_no: self.number,
            decision,
            reason: "Décision du bureau de départ".to_owned(),
        })))
    }
}
