//! The national guarantor: profile 5.4, rows G1, G2, G4-G6, G10, all orders of one GRN in a row.
//!
//! A guarantee may secure very many movements, so a step sees only the account's totals and the
//! reservation of the movement concerned.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::terms::Refusal;
use crate::profile::lists::GuaranteeRefusal;
use crate::profile::{Country, Grn, Mrn};

/// State of a guarantee reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountState {
    /// New uses are possible.
    Active,
    /// New uses are refused.
    Suspended,
    /// New uses are refused.
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
    /// Whether it may be used.
    pub state: AccountState,
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
}

/// State of the amount at risk in one country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PortionState {
    /// Bound.
    Reserved,
    /// Free again after the write-off: final.
    Released,
    /// Given back without a release: final.
    Cancelled,
}

impl PortionState {
    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "RESERVED",
            Self::Released => "RELEASED",
            Self::Cancelled => "CANCELLED",
        }
    }
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
}

impl Reservation {
    /// RESERVED while any portion is, else how they ended.
    pub fn state(&self) -> PortionState {
        let order = [PortionState::Reserved, PortionState::Released];
        let held = |state: &PortionState| self.portions.iter().any(|part| part.state == *state);
        order.into_iter().find(held).unwrap_or(PortionState::Cancelled)
    }

    fn bound_amount(&self) -> u64 {
        let bound = self.portions.iter().filter(|part| part.state == PortionState::Reserved);
        bound.map(|portion| portion.amount).fold(0, u64::saturating_add)
    }
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
    fn amount(&self) -> u64 {
        self.exposure.iter().map(|(_, amount)| *amount).fold(0, u64::saturating_add)
    }
}

/// What the guarantor answers (GUR).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Bound, or bound already by the same request (G1, G4).
    Granted {
        /// The account afterwards.
        account: Account,
        /// The reservation afterwards.
        reservation: Reservation,
    },
    /// Not bound, and nothing has changed (G2).
    Refused(BTreeSet<GuaranteeRefusal>),
}

/// G1, G2, G4: decides a request. `reservation` is that of the same movement, if any.
///
/// A replacing request (G3) belongs to the increase after B1, which this cut does not know: it is
/// refused as not sequenced.
pub fn request(
    account: &Account,
    reservation: Option<&Reservation>,
    request: &Request,
) -> Result<Decision, Refusal> {
    if let Some(bound) = reservation {
        let same = bound.request_no == request.request_no;
        if same && bound.state() == PortionState::Reserved {
            let (account, reservation) = (account.clone(), bound.clone());
            return Ok(Decision::Granted { account, reservation });
        }
        let reason = format!("request {} of the movement was decided before", bound.request_no);
        return Err(Refusal::out_of_sequence(reason));
    }
    let reasons = objections(account, request);
    if reasons.is_empty() {
        let (account, reservation) = reserve(account, request);
        Ok(Decision::Granted { account, reservation })
    } else {
        Ok(Decision::Refused(reasons))
    }
}

fn objections(account: &Account, request: &Request) -> BTreeSet<GuaranteeRefusal> {
    let covered = request.exposure.iter().all(|(country, _)| account.countries.contains(country));
    let checks = [
        (account.state == AccountState::Active, GuaranteeRefusal::G02),
        (account.access_code == request.access_code, GuaranteeRefusal::G03),
        (account.principal == request.principal, GuaranteeRefusal::G04),
        (covered, GuaranteeRefusal::G08),
        (request.amount() <= account.balance(), GuaranteeRefusal::G09),
    ];
    checks.into_iter().filter(|(holds, _)| !holds).map(|(_, reason)| reason).collect()
}

/// Binds what a request asks for, without asking whether it may.
pub fn reserve(account: &Account, request: &Request) -> (Account, Reservation) {
    let portion = |(country, amount): &(Country, u64)| Portion {
        country: *country,
        amount: *amount,
        state: PortionState::Reserved,
    };
    let reservation = Reservation {
        mrn: request.mrn,
        request_no: request.request_no,
        portions: request.exposure.iter().map(portion).collect(),
    };
    let committed = account.committed.saturating_add(reservation.bound_amount());
    (Account { committed, ..account.clone() }, reservation)
}

/// G6 and G10: frees every RESERVED portion; `None` when nothing was bound any more.
pub fn liberate(account: &Account, reservation: &Reservation) -> Option<(Account, Reservation)> {
    ended(account, reservation, PortionState::Released)
}

/// G5 and G10: gives every RESERVED portion back, the goods never having left; `None` when nothing
/// was bound any more.
pub fn give_back(account: &Account, reservation: &Reservation) -> Option<(Account, Reservation)> {
    ended(account, reservation, PortionState::Cancelled)
}

fn ended(
    account: &Account,
    reservation: &Reservation,
    state: PortionState,
) -> Option<(Account, Reservation)> {
    if reservation.state() != PortionState::Reserved {
        return None;
    }
    let committed = account.committed.saturating_sub(reservation.bound_amount());
    let end = |portion: &Portion| match portion.state {
        PortionState::Reserved => Portion { state, ..*portion },
        PortionState::Released | PortionState::Cancelled => *portion,
    };
    let portions = reservation.portions.iter().map(end).collect();
    let reservation = Reservation { portions, ..reservation.clone() };
    Some((Account { committed, ..account.clone() }, reservation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn country(text: &str) -> Country {
        text.parse().unwrap()
    }

    fn account() -> Account {
        Account {
            grn: "26TGCCIT000000019".parse().unwrap(),
            state: AccountState::Active,
            access_code: "4711".to_owned(),
            principal: "1000000000000".to_owned(),
            countries: [country("TG"), country("BF")].into(),
            reference_amount: 1_000,
            committed: 0,
        }
    }

    fn ask(amount: u64) -> Request {
        Request {
            mrn: "26TGLP0000000001J2".parse().unwrap(),
            request_no: 1,
            access_code: "4711".to_owned(),
            principal: "1000000000000".to_owned(),
            exposure: vec![(country("TG"), amount), (country("BF"), amount)],
        }
    }

    #[test]
    fn each_objection_of_the_guarantor_has_its_reason() {
        let reasons = |account: &Account, ask: &Request| match request(account, None, ask).unwrap()
        {
            Decision::Refused(reasons) => {
                reasons.into_iter().map(GuaranteeRefusal::code).collect::<Vec<_>>().join(" ")
            }
            Decision::Granted { .. } => "granted".to_owned(),
        };
        assert_eq!(reasons(&account(), &ask(500)), "granted");
        assert_eq!(reasons(&account(), &ask(501)), "G09");
        let suspended = Account { state: AccountState::Suspended, ..account() };
        assert_eq!(reasons(&suspended, &ask(1)), "G02");
        assert_eq!(reasons(&account(), &Request { access_code: "1".into(), ..ask(1) }), "G03");
        assert_eq!(reasons(&account(), &Request { principal: "2".into(), ..ask(501) }), "G04 G09");
        let abroad = Request { exposure: vec![(country("NE"), 1)], ..ask(1) };
        assert_eq!(reasons(&account(), &abroad), "G08");
    }

    proptest! {
        #[test]
        fn a_balance_is_never_negative_and_whole_again_when_everything_is_freed(
            orders in prop::collection::vec((0..6u32, 0..700u64, any::<bool>()), 0..60),
        ) {
            let mut account = account();
            let mut bound: BTreeMap<u32, Reservation> =
                BTreeMap::default();
            for (movement, amount, frees) in orders {
                if frees {
                    let freed = bound.get(&movement).and_then(|has| liberate(&account, has));
                    if let Some((after, reservation)) = freed {
                        account = after;
                        prop_assert!(liberate(&account, &reservation).is_none());
                        bound.insert(movement, reservation);
                    }
                } else if let Ok(Decision::Granted { account: after, reservation }) =
                    request(&account, bound.get(&movement), &ask(amount))
                {
                    account = after;
                    bound.insert(movement, reservation);
                }
                let sum: u64 = bound
                    .values()
                    .flat_map(|has| &has.portions)
                    .filter(|portion| portion.state == PortionState::Reserved)
                    .map(|portion| portion.amount)
                    .sum();
                prop_assert_eq!(account.committed, sum);
                prop_assert!(account.committed <= account.reference_amount);
            }
        }
    }
}
