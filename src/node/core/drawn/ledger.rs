//! The guarantor's table: orders about one movement, as its portion in Burkina Faso sees them.

use std::collections::{BTreeSet, VecDeque};

use super::{Effect, Part, Table};
use crate::node::core::laws::{at, country, grn, mrn};
use crate::node::core::*;
use crate::profile::lists::GuaranteeRefusal;

/// What the guarantor knows of the movement.
#[derive(Debug, Clone)]
struct Ledger {
    account: Account,
    standing: Standing,
}

/// An order, and what came of it: an answer, and the ledger if it has changed.
type Order = (&'static str, fn(&Ledger) -> (String, Ledger));

const PORTION: u64 = 400;

fn empty() -> Ledger {
    let account = Account {
        grn: grn(),
        suspended_since: None,
        valid_until: None,
        access_code: "4711".to_owned(),
        principal: "1000000000000".to_owned(),
        countries: [country("TG"), country("BF")].into(),
        reference_amount: 1_000,
        committed: 0,
    };
    Ledger { account, standing: Standing::default() }
}

fn asked(ledger: &Ledger, number: u32, amount: u64) -> (String, Ledger) {
    let asked = Request {
        mrn: mrn(),
        request_no: number,
        access_code: "4711".to_owned(),
        principal: "1000000000000".to_owned(),
        exposure: vec![(country("TG"), 100), (country("BF"), amount)],
    };
    match request(&ledger.account, &ledger.standing, &asked, at(0)) {
        Ok(Decision::Granted { account, reservation }) => {
            let standing = Standing { bound: Some(reservation), ..ledger.standing.clone() };
            ("GUR ok".to_owned(), Ledger { account, standing })
        }
        Ok(Decision::Refused(reasons)) => {
            let reasons: Vec<&str> = reasons.into_iter().map(GuaranteeRefusal::code).collect();
            (format!("GUR {}", reasons.join(" ")), ledger.clone())
        }
        Err(refusal) => (refusal.code.code().to_owned(), ledger.clone()),
    }
}

fn ended(ledger: &Ledger, ended: Ended) -> (String, Ledger) {
    match ended {
        Ended::Now { account, reservation } => {
            let standing = Standing { bound: Some(reservation), ..ledger.standing.clone() };
            ("APPLIED".to_owned(), Ledger { account, standing })
        }
        Ended::Before => ("DUPLICATE".to_owned(), ledger.clone()),
    }
}

fn freed(ledger: &Ledger) -> (String, Ledger) {
    let Some(bound) = &ledger.standing.bound else { return ("92".to_owned(), ledger.clone()) };
    match liberate(&ledger.account, bound) {
        Ok(end) => ended(ledger, end),
        Err(stop) => (super::words::refusal(&stop), ledger.clone()),
    }
}

fn given_back(ledger: &Ledger, number: u32) -> (String, Ledger) {
    let standing = Standing { tombstone: number, ..ledger.standing.clone() };
    let buried = Ledger { standing, ..ledger.clone() };
    let Some(bound) = &ledger.standing.bound else { return ("APPLIED".to_owned(), buried) };
    match give_back(&ledger.account, bound, number) {
        Ok(Some(end)) => ended(&buried, end),
        Ok(None) => ("APPLIED".to_owned(), buried),
        Err(refusal) => (refusal.code.code().to_owned(), ledger.clone()),
    }
}

fn claimed(ledger: &Ledger, order: ClaimOrder) -> (String, Ledger) {
    let Some(bound) = &ledger.standing.bound else { return ("92".to_owned(), ledger.clone()) };
    match claim(&ledger.account, bound, country("BF"), order) {
        Ok(Claimed::Moved { account, reservation, .. }) => {
            let standing = Standing { bound: Some(reservation), ..ledger.standing.clone() };
            ("APPLIED".to_owned(), Ledger { account, standing })
        }
        Ok(Claimed::Ended) => ("GCR ENDED".to_owned(), ledger.clone()),
        Err(refusal) => (refusal.code.code().to_owned(), ledger.clone()),
    }
}

/// The order of a departure in the guarantor's own node, which the ledger keeps.
fn freed_nationally(ledger: &Ledger) -> (String, Ledger) {
    match &ledger.standing.bound {
        Some(bound) if bound.state() == PortionState::Claimed => {
            let bound = Some(liberate_later(bound));
            let standing = Standing { bound, ..ledger.standing.clone() };
            ("waits".to_owned(), Ledger { standing, ..ledger.clone() })
        }
        _ => freed(ledger),
    }
}

const fn asks_for(amount: u64) -> ClaimOrder {
    ClaimOrder::Claim(PortionClaim { number: 1, amount })
}

const ORDERS: &[Order] = &[
    ("GUQ 1 (enough is free)", |ledger| asked(ledger, 1, PORTION)),
    ("GUQ 1 (more than is free)", |ledger| asked(ledger, 1, 2_000)),
    ("GUQ 2 (enough is free)", |ledger| asked(ledger, 2, PORTION)),
    ("GUQ 2 (more than is free)", |ledger| asked(ledger, 2, 2_000)),
    ("GUC 1", |ledger| given_back(ledger, 1)),
    ("GUL", freed),
    ("national order to liberate", freed_nationally),
    ("GCL CLAIM (within the portion)", |ledger| claimed(ledger, asks_for(PORTION))),
    ("GCL CLAIM (more than the portion)", |ledger| claimed(ledger, asks_for(PORTION + 1))),
    ("GCL WITHDRAW", |ledger| claimed(ledger, ClaimOrder::Withdraw { number: 1 })),
    ("guarantor pays", |ledger| claimed(ledger, ClaimOrder::Pay)),
    ("guarantor rejects", |ledger| claimed(ledger, ClaimOrder::Reject)),
];

/// How the portion of Burkina Faso stands.
fn state(ledger: &Ledger) -> &'static str {
    let bound = ledger.standing.bound.as_ref();
    let portion = bound
        .and_then(|bound| bound.portions.iter().find(|portion| portion.country == country("BF")));
    portion.map_or("none", |portion| portion.state.as_str())
}

/// Every order in every situation that orders lead to.
pub(super) fn part() -> Part {
    let mut known = BTreeSet::from([format!("{:?}", empty())]);
    let mut open = VecDeque::from([empty()]);
    let mut table = Table::new();
    while let Some(before) = open.pop_front() {
        for (label, order) in ORDERS {
            let (answer, after) = order(&before);
            let effect = Effect { after: state(&after), answer, duties: Vec::new() };
            table.entry((state(&before), label)).or_default().insert(effect);
            if known.insert(format!("{after:?}")) {
                open.push_back(after);
            }
        }
    }
    let states = PortionState::ALL.iter().map(|state| state.as_str());
    Part {
        title: "G: guarantor, one portion of a reservation",
        states: ["none"].into_iter().chain(states).collect(),
        events: ORDERS.iter().map(|(label, _)| *label).collect(),
        table,
    }
}
