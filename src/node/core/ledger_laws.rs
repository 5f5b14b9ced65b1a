//! Laws of the guarantor: whatever orders come, the balance is never negative and portions end once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::profile::lists::GuaranteeRefusal;
use crate::profile::{Country, Mrn};

fn country(text: &str) -> Country {
    text.parse().unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn mrn(movement: u32) -> Mrn {
    Mrn::compose(26, country("TG"), &format!("LP{movement:010}"), 'J').unwrap()
}

fn account() -> Account {
    Account {
        grn: "26TGCCIT000000019".parse().unwrap(),
        suspended_since: None,
        valid_until: Some(at(1_000)),
        access_code: "4711".to_owned(),
        principal: "1000000000000".to_owned(),
        countries: [country("TG"), country("BF")].into(),
        reference_amount: 1_000,
        committed: 0,
    }
}

fn ask(request_no: u32, amount: u64) -> Request {
    Request {
        mrn: mrn(1),
        request_no,
        access_code: "4711".to_owned(),
        principal: "1000000000000".to_owned(),
        exposure: vec![(country("TG"), amount), (country("BF"), amount)],
    }
}

fn decided(account: &Account, standing: &Standing, ask: &Request) -> (Account, Reservation) {
    match request(account, standing, ask, at(0)).unwrap() {
        Decision::Granted { account, reservation } => (account, reservation),
        Decision::Refused(reasons) => panic!("{reasons:?}"),
    }
}

fn reasons(account: &Account, standing: &Standing, ask: &Request, when: Timestamp) -> String {
    match request(account, standing, ask, when).unwrap() {
        Decision::Refused(reasons) => {
            reasons.into_iter().map(GuaranteeRefusal::code).collect::<Vec<_>>().join(" ")
        }
        Decision::Granted { .. } => "granted".to_owned(),
    }
}

#[test]
fn each_objection_of_the_guarantor_has_its_reason() {
    let new = Standing::default();
    let now = |account: &Account, ask: &Request| reasons(account, &new, ask, at(0));
    assert_eq!(now(&account(), &ask(1, 500)), "granted");
    assert_eq!(now(&account(), &ask(1, 501)), "G09");
    let suspended = Account { suspended_since: Some(at(0)), ..account() };
    assert_eq!(now(&suspended, &ask(1, 1)), "G02");
    assert_eq!(reasons(&account(), &new, &ask(1, 1), at(1_000)), "G02");
    assert_eq!(now(&account(), &Request { access_code: "1".into(), ..ask(1, 1) }), "G03");
    assert_eq!(now(&account(), &Request { principal: "2".into(), ..ask(1, 501) }), "G04 G09");
    let abroad = Request { exposure: vec![(country("NE"), 1)], ..ask(1, 1) };
    assert_eq!(now(&account(), &abroad), "G08");
    let buried = Standing { tombstone: 2, bound: None };
    assert_eq!(reasons(&account(), &buried, &ask(2, 1), at(0)), "G90");
    assert_eq!(reasons(&account(), &buried, &ask(3, 1), at(0)), "granted");
}

#[test]
fn a_higher_request_replaces_a_lower_one_in_one_step_or_not_at_all() {
    let (account, first) = decided(&account(), &Standing::default(), &ask(1, 400));
    let standing = Standing { tombstone: 0, bound: Some(first) };
    assert_eq!(reasons(&account, &standing, &ask(2, 501), at(0)), "G09");
    let (after, second) = decided(&account, &standing, &ask(2, 500));
    assert_eq!((after.balance(), second.request_no), (0, 2));
    let replaced = Standing { tombstone: 0, bound: Some(second) };
    assert_eq!(reasons(&after, &replaced, &ask(1, 1), at(0)), "G90");
    assert_eq!(decided(&after, &replaced, &ask(2, 500)).0, after);
}

#[test]
fn a_paid_claim_frees_the_rest_of_its_portion_and_a_rejected_one_gives_it_back() {
    let (account, bound) = decided(&account(), &Standing::default(), &ask(1, 400));
    let moved = |account: &Account, bound: &Reservation, order| match claim(
        account,
        bound,
        country("BF"),
        order,
    )
    .unwrap()
    {
        Claimed::Moved { account, reservation, .. } => (account, reservation),
        Claimed::Ended => panic!("the portion is open"),
    };
    let open = ClaimOrder::Claim(PortionClaim { number: 1, amount: 300 });
    let (account, claimed) = moved(&account, &bound, open);
    assert_eq!((account.balance(), claimed.state()), (200, PortionState::Claimed));
    let (rejected, back) = moved(&account, &claimed, ClaimOrder::Reject);
    assert_eq!((rejected.balance(), &back), (200, &bound));
    let (paid, after) = moved(&account, &claimed, ClaimOrder::Pay);
    assert_eq!((paid.balance(), after.state()), (300, PortionState::Reserved));
    let again = claim(&paid, &after, country("BF"), open).unwrap();
    assert_eq!(again, Claimed::Ended);
    let standing = Standing { tombstone: 0, bound: Some(after.clone()) };
    assert!(request(&paid, &standing, &ask(2, 1), at(0)).is_err(), "a paid portion stays ended");
    let Ok(Ended::Now { account: freed, reservation: done }) = liberate(&paid, &after) else {
        panic!("one portion is reserved")
    };
    assert_eq!(liberate(&freed, &done), Ok(Ended::Before));
    assert_eq!(liberate(&account, &claimed), Err(Stop::Held));
    assert_eq!((freed.balance(), done.state()), (700, PortionState::Paid));
    let (freed, released) = moved(&account, &liberate_later(&claimed), ClaimOrder::Reject);
    assert_eq!((freed.balance(), released.state()), (1_000, PortionState::Released));
    let too_much = ClaimOrder::Claim(PortionClaim { number: 1, amount: 401 });
    assert!(claim(&account, &bound, country("TG"), too_much).is_err());
}

/// One order of any kind, legal or not.
#[derive(Debug, Clone, Copy)]
enum Order {
    Ask { number: u32, amount: u64 },
    Liberate,
    GiveBack { number: u32 },
    About(ClaimOrder),
}

fn some_order() -> impl Strategy<Value = (u32, Order)> {
    let kind = (0..7u8, 1..4u32, 0..700u64).prop_map(|(kind, number, amount)| match kind {
        0..2 => Order::Ask { number, amount },
        2 => Order::Liberate,
        3 => Order::GiveBack { number },
        4 => Order::About(ClaimOrder::Claim(PortionClaim { number, amount })),
        5 => Order::About(ClaimOrder::Withdraw { number }),
        _ if number == 1 => Order::About(ClaimOrder::Reject),
        _ => Order::About(ClaimOrder::Pay),
    });
    (0..5u32, kind)
}

/// What an order makes of an account and one movement's standing; `None` when nothing changes.
fn obey(account: &Account, standing: &Standing, order: Order) -> Option<(Account, Standing)> {
    let with = |reservation| Standing { bound: Some(reservation), ..standing.clone() };
    match (order, &standing.bound) {
        (Order::Ask { number, amount }, _) => {
            match request(account, standing, &ask(number, amount), at(0)).ok()? {
                Decision::Granted { account, reservation } => Some((account, with(reservation))),
                Decision::Refused(_) => None,
            }
        }
        (Order::Liberate, Some(bound)) => match liberate(account, bound) {
            Ok(Ended::Now { account, reservation }) => Some((account, with(reservation))),
            Ok(Ended::Before) => None,
            Err(_) => Some((account.clone(), with(liberate_later(bound)))),
        },
        (Order::GiveBack { number }, bound) => {
            let ended = match bound {
                Some(bound) => give_back(account, bound, number).ok()?,
                None => None,
            };
            let (account, standing) = match ended {
                Some(Ended::Now { account, reservation }) => (account, with(reservation)),
                Some(Ended::Before) | None => (account.clone(), standing.clone()),
            };
            let tombstone = standing.tombstone.max(number);
            Some((account, Standing { tombstone, ..standing }))
        }
        (Order::About(order), Some(bound)) => {
            match claim(account, bound, country("BF"), order).ok()? {
                Claimed::Moved { account, reservation, .. } => Some((account, with(reservation))),
                Claimed::Ended => None,
            }
        }
        (Order::Liberate | Order::About(_), None) => None,
    }
}

proptest! {
    #[test]
    fn no_orders_make_a_balance_negative_or_end_a_portion_twice(
        orders in prop::collection::vec(some_order(), 0..80),
    ) {
        let mut account = account();
        let mut standings: BTreeMap<u32, Standing> = BTreeMap::new();
        let mut ended: BTreeSet<(u32, u32, usize)> = BTreeSet::new();
        for (movement, order) in orders {
            let before = standings.get(&movement).cloned().unwrap_or_default();
            let Some((after, standing)) = obey(&account, &before, order) else { continue };
            if let (Some(old), Some(new)) = (&before.bound, &standing.bound)
                && old.request_no == new.request_no
            {
                for (place, (was, is)) in old.portions.iter().zip(&new.portions).enumerate() {
                    prop_assert!(!was.state.is_final() || was == is);
                    if is.state.is_final() && !was.state.is_final() {
                        prop_assert!(ended.insert((movement, new.request_no, place)));
                    }
                }
            }
            account = after;
            standings.insert(movement, standing);
            let bound = standings.values().filter_map(|standing| standing.bound.as_ref());
            prop_assert_eq!(account.committed, bound.map(Reservation::bound).sum::<u64>());
            prop_assert!(account.committed <= account.reference_amount);
        }
    }
}
