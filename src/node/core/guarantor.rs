//! The national guarantor: profile 5.4, all orders of one GRN in a row.
//!
//! A guarantee may secure very many movements, so a step sees only the account's totals and what
//! stands for the movement concerned.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::terms::{Refusal, Stop};
use crate::profile::lists::GuaranteeRefusal;
use crate::profile::{Country, Grn, Mrn};

/// State of a guarantee reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountState {
    /// New uses are possible.
    Active,
    /// The guarantor refuses new uses.
    Suspended,
    /// Its validity is over: new uses are refused.
    Expired,
}

impl AccountState {
    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Expired => "EXPIRED",
        }
    }
}

/// One guarantee reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its number.
    pub grn: Grn,
    /// The guarantor has suspended it, at this instant.
    pub suspended_since: Option<Timestamp>,
    /// It is good for new uses before this instant; without one it does not expire.
    pub valid_until: Option<Timestamp>,
    /// Code that the principal must quote.
    pub access_code: String,
    /// Identification of the holder.
    pub principal: String,
    /// Countries on whose territory it is valid.
    pub countries: BTreeSet<Country>,
    /// What it is good for, XOF.
    pub reference_amount: u64,
    /// Sum of portions RESERVED, CLAIMED and PAID, XOF.
    pub committed: u64,
}

impl Account {
    /// What is still free, XOF.
    pub fn balance(&self) -> u64 {
        self.reference_amount.saturating_sub(self.committed)
    }

    /// Whether it may be used at this instant of business time. Only new uses ask this.
    pub fn state(&self, at: Timestamp) -> AccountState {
        if self.valid_until.is_some_and(|end| at >= end) {
            AccountState::Expired
        } else if self.suspended_since.is_some() {
            AccountState::Suspended
        } else {
            AccountState::Active
        }
    }

    /// The account after a reservation of it has changed.
    pub(super) fn moved(&self, before: u64, after: u64) -> Self {
        let others = self.committed.saturating_sub(before);
        Self { committed: others.saturating_add(after), ..self.clone() }
    }
}

/// State of the amount at risk in one country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PortionState {
    /// The competent country has claimed it.
    Claimed,
    /// Bound.
    Reserved,
    /// The guarantor has paid: final.
    Paid,
    /// Free again after the write-off: final.
    Released,
    /// Given back without a release: final.
    Cancelled,
}

impl PortionState {
    /// Every state, the one that says most of a reservation first.
    pub const ALL: [Self; 5] =
        [Self::Claimed, Self::Reserved, Self::Paid, Self::Released, Self::Cancelled];

    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "RESERVED",
            Self::Claimed => "CLAIMED",
            Self::Paid => "PAID",
            Self::Released => "RELEASED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// True once nothing can happen to the portion any more.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Reserved | Self::Claimed => false,
            Self::Paid | Self::Released | Self::Cancelled => true,
        }
    }
}

/// What a country claims of its portion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortionClaim {
    /// Number within the country.
    pub number: u32,
    /// XOF; the rest of the portion is free once this is paid (G8).
    pub amount: u64,
}

/// Amount at risk in one crossed country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// Country.
    pub country: Country,
    /// XOF.
    pub amount: u64,
    /// How it stands.
    pub state: PortionState,
    /// The claim on it, open or paid.
    pub claim: Option<PortionClaim>,
}

impl Portion {
    /// What of it counts against the balance.
    fn bound(&self) -> u64 {
        match self.state {
            PortionState::Reserved | PortionState::Claimed => self.amount,
            PortionState::Paid => self.claim.map_or(self.amount, |claim| claim.amount),
            PortionState::Released | PortionState::Cancelled => 0,
        }
    }
}

/// What is bound for one movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// Movement secured.
    pub mrn: Mrn,
    /// Number of the request that it rests on.
    pub request_no: u32,
    /// Amounts per country.
    pub portions: Vec<Portion>,
    /// An order to liberate waits until no portion is claimed any more (G9).
    #[serde(default)]
    pub liberation_waits: bool,
}

impl Reservation {
    /// What still can happen comes first: CLAIMED, RESERVED, then how its portions ended.
    pub fn state(&self) -> PortionState {
        let held = |state: &PortionState| self.portions.iter().any(|part| part.state == *state);
        PortionState::ALL.into_iter().find(held).unwrap_or(PortionState::Cancelled)
    }

    /// G9: an order that has waited is applied once no portion is claimed any more.
    pub(super) fn let_go(mut self) -> Self {
        if self.liberation_waits && self.state() != PortionState::Claimed {
            self.liberation_waits = false;
            self.portions = ended_portions(&self, PortionState::Released);
        }
        self
    }

    /// No portion has ended yet, and none is claimed.
    fn is_whole(&self) -> bool {
        self.portions.iter().all(|portion| portion.state == PortionState::Reserved)
    }

    /// What of it counts against the balance.
    pub(super) fn bound(&self) -> u64 {
        self.portions.iter().map(Portion::bound).fold(0, u64::saturating_add)
    }
}

/// What stands for one movement at this guarantor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Requests up to this number were given back (G5).
    pub tombstone: u32,
    /// The newest reservation on the guarantee concerned.
    pub bound: Option<Reservation>,
}

/// A request to bind part of a guarantee (GUQ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Movement to secure.
    pub mrn: Mrn,
    /// Number within the movement.
    pub request_no: u32,
    /// Code quoted.
    pub access_code: String,
    /// Who asks.
    pub principal: String,
    /// Amount at risk per country.
    pub exposure: Vec<(Country, u64)>,
}

impl Request {
    /// What is asked for in all, XOF.
    pub fn amount(&self) -> u64 {
        self.exposure.iter().map(|(_, amount)| *amount).fold(0, u64::saturating_add)
    }
}

/// What the guarantor answers (GUR).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Bound, or bound already by the same request (G1, G3, G4).
    Granted {
        /// The account afterwards.
        account: Account,
        /// The reservation afterwards.
        reservation: Reservation,
    },
    /// Not bound, and nothing has changed (G2).
    Refused(BTreeSet<GuaranteeRefusal>),
}

/// G1-G4: decides a request at this instant. A higher number replaces a lower one in one step; what
/// it replaces is credited, and stays if the higher one is refused.
pub fn request(
    account: &Account,
    standing: &Standing,
    request: &Request,
    at: Timestamp,
) -> Result<Decision, Refusal> {
    let number = request.request_no;
    if number <= standing.tombstone {
        return Ok(Decision::Refused([GuaranteeRefusal::G90].into()));
    }
    let Some(bound) = &standing.bound else { return Ok(decide(account, None, request, at)) };
    match bound.state() {
        PortionState::Reserved if number == bound.request_no => {
            let (account, reservation) = (account.clone(), bound.clone());
            Ok(Decision::Granted { account, reservation })
        }
        PortionState::Reserved if number > bound.request_no && bound.is_whole() => {
            Ok(decide(account, Some(bound), request, at))
        }
        // A portion that has ended does not begin again (I2).
        PortionState::Reserved if number > bound.request_no => {
            let reason = format!("a portion of request {} has ended", bound.request_no);
            Err(Refusal::out_of_sequence(reason))
        }
        PortionState::Reserved => Ok(Decision::Refused([GuaranteeRefusal::G90].into())),
        PortionState::Cancelled => Ok(decide(account, None, request, at)),
        PortionState::Claimed | PortionState::Paid | PortionState::Released => {
            let state = bound.state().as_str();
            let reason = format!("request {} of the movement is {state}", bound.request_no);
            Err(Refusal::out_of_sequence(reason))
        }
    }
}

fn decide(
    account: &Account,
    replaced: Option<&Reservation>,
    request: &Request,
    at: Timestamp,
) -> Decision {
    let credited = replaced.map_or(0, Reservation::bound);
    let reasons = objections(&account.moved(credited, 0), request, at);
    if reasons.is_empty() {
        let (account, reservation) = reserve(account, replaced, request);
        Decision::Granted { account, reservation }
    } else {
        Decision::Refused(reasons)
    }
}

fn objections(account: &Account, request: &Request, at: Timestamp) -> BTreeSet<GuaranteeRefusal> {
    let covered = request.exposure.iter().all(|(country, _)| account.countries.contains(country));
    let checks = [
        (account.state(at) == AccountState::Active, GuaranteeRefusal::G02),
        (account.access_code == request.access_code, GuaranteeRefusal::G03),
        (account.principal == request.principal, GuaranteeRefusal::G04),
        (covered, GuaranteeRefusal::G08),
        (request.amount() <= account.balance(), GuaranteeRefusal::G09),
    ];
    checks.into_iter().filter(|(holds, _)| !holds).map(|(_, reason)| reason).collect()
}

/// Binds what a request asks for in place of what it replaces, without asking whether it may.
pub fn reserve(
    account: &Account,
    replaced: Option<&Reservation>,
    request: &Request,
) -> (Account, Reservation) {
    let portion = |(country, amount): &(Country, u64)| Portion {
        country: *country,
        amount: *amount,
        state: PortionState::Reserved,
        claim: None,
    };
    let reservation = Reservation {
        mrn: request.mrn,
        request_no: request.request_no,
        portions: request.exposure.iter().map(portion).collect(),
        liberation_waits: false,
    };
    let account = account.moved(replaced.map_or(0, Reservation::bound), reservation.bound());
    (account, reservation)
}

/// What came of an order that ends portions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Every RESERVED portion has ended.
    Now {
        /// The account afterwards.
        account: Account,
        /// The reservation afterwards.
        reservation: Reservation,
    },
    /// None was RESERVED: they have ended before (G10).
    Before,
}

/// G6, G9, G10: frees every RESERVED portion after the write-off; a claim makes the order wait.
pub fn liberate(account: &Account, bound: &Reservation) -> Result<Ended, Stop> {
    if bound.state() == PortionState::Claimed {
        return Err(Stop::Held);
    }
    Ok(ended(account, bound, PortionState::Released))
}

/// G9 on the national leg, where nobody is told HELD: the ledger itself remembers the order.
pub fn liberate_later(bound: &Reservation) -> Reservation {
    Reservation { liberation_waits: true, ..bound.clone() }
}

/// G5, G10: the goods never left, so every request up to `number` is void; none means that there is
/// nothing to end, and the tombstone is all that remains.
pub fn give_back(
    account: &Account,
    bound: &Reservation,
    number: u32,
) -> Result<Option<Ended>, Refusal> {
    if bound.state() == PortionState::Claimed {
        let reason = format!("request {} is CLAIMED", bound.request_no);
        return Err(Refusal::out_of_sequence(reason));
    }
    let concerned = bound.request_no <= number;
    Ok(concerned.then(|| ended(account, bound, PortionState::Cancelled)))
}

fn ended(account: &Account, bound: &Reservation, state: PortionState) -> Ended {
    if !bound.portions.iter().any(|portion| portion.state == PortionState::Reserved) {
        return Ended::Before;
    }
    let portions = ended_portions(bound, state);
    let reservation = Reservation { portions, ..bound.clone() };
    Ended::Now { account: account.moved(bound.bound(), reservation.bound()), reservation }
}

/// The portions once every one that is RESERVED has ended so.
fn ended_portions(bound: &Reservation, state: PortionState) -> Vec<Portion> {
    let end = |portion: &Portion| match portion.state {
        PortionState::Reserved => Portion { state, ..*portion },
        PortionState::Claimed
        | PortionState::Paid
        | PortionState::Released
        | PortionState::Cancelled => *portion,
    };
    bound.portions.iter().map(end).collect()
}
