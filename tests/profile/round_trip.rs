//! Laws: what is written is read back, in every style; an XNK about anything can be sent.

use proptest::prelude::*;

use passavant::message::advice::Item;
use passavant::message::answer::{AnyMessageId, Xnk};
use passavant::message::{
    Body, Claimed, Message, Style, business_content, business_key, digest, headers_for,
    is_forbidden, mirror_errors, read, sample, write, write_as,
};
use passavant::profile::{Code, stomp};

/// Text that the profile allows, of at most so many characters.
fn text(most: usize) -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        4 => any::<char>().prop_filter("allowed", |c| !is_forbidden(*c)),
        3 => prop::sample::select("ABé ŋƒ<>&\"'\t\r\n;]-".chars().collect::<Vec<_>>()),
    ];
    prop::collection::vec(letter, 1..=most).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_is_read_back(seed: u64, place in 0..Code::ALL.len(), free in text(60)) {
        let mut message = sample(Code::ALL[place], seed);
        match &mut message.body {
            Body::Tda(advice) | Body::Tpa(advice) => {
                advice.principal.name.clone_from(&free);
                advice.vehicles[0].driver = Some(free.clone());
                advice.goods.items[0].description = free;
            }
            Body::Pas(pas) => pas.remarks = Some(free),
            Body::Res(res) => res.remarks = Some(free),
            Body::Xnk(xnk) => xnk.errors[0].original_value = Some(free),
            _ => {}
        }
        let canonical = write(&message);
        for style in Style::ALL {
            let back = read(&write_as(&message, style)).unwrap();
            prop_assert_eq!(&back, &message);
            prop_assert_eq!(write(&back), canonical.clone());
            prop_assert_eq!(business_key(&back), business_key(&message));
            prop_assert_eq!(business_content(&back), business_content(&message));
        }
    }

    #[test]
    fn whatever_is_unreadable_can_be_answered(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Err(error) = read(&bytes) {
            let mut answer = sample(Code::Xnk, 1);
            answer.body = Body::Xnk(Xnk { errors: error.errors });
            answer.header.correlation_id =
                Some(AnyMessageId::from_broker_id(&String::from_utf8_lossy(&bytes)));
            prop_assert_eq!(read(&write(&answer)).unwrap(), answer);
        }
    }

    #[test]
    fn headers_mirror_the_message_and_any_change_shows(seed: u64, place in 0..Code::ALL.len()) {
        let message = sample(Code::ALL[place], seed);
        let bytes = write(&message);
        let headers = headers_for(&message, &bytes);
        prop_assert!(mirror_errors(&headers, &message).is_empty());
        let mirrored = [
            stomp::TYPE, stomp::CORRELATION_ID, stomp::TX_MESSAGE_ID, stomp::TX_MRN,
            stomp::TX_PROFILE, stomp::TX_TEST,
        ];
        for name in mirrored {
            let mut changed = headers.clone();
            match changed.iter_mut().find(|(header, _)| header == name) {
                Some((_, value)) => value.push('x'),
                None => changed.push((name.to_owned(), "x".to_owned())),
            }
            let errors = mirror_errors(&changed, &message);
            prop_assert_eq!(errors.len(), 1);
            prop_assert_eq!(errors[0].name, name);
        }
        // Brokers keep the group from STOMP readers: its absence is no difference.
        let mut ungrouped = headers;
        ungrouped.retain(|(name, _)| name != stomp::GROUP);
        prop_assert!(mirror_errors(&ungrouped, &message).is_empty());
    }
}

#[test]
fn the_headers_of_a_message_are_those_of_the_profile() {
    let message = sample(Code::Arr, 5);
    let bytes = write(&message);
    let headers = headers_for(&message, &bytes);
    let value = |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    assert_eq!(value("destination"), Some("/queue/TRANSIT.TG.FROM.BF.CORE"));
    assert_eq!(value("amq-msg-type"), Some("text"));
    assert_eq!(value("persistent"), Some("true"));
    assert_eq!(value("type"), Some("ARR"));
    assert_eq!(value("correlation-id"), None);
    assert_eq!(value("JMSXGroupID"), message.mrn().map(Claimed::as_str));
    assert_eq!(value("txDigest"), Some(digest(&bytes).as_str()));
    assert!(!headers.iter().any(|(name, _)| name == "expires" || name == "content-length"));
}

#[test]
fn the_digest_is_the_published_sha_256() {
    assert_eq!(digest(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn accents_are_kept_as_sent_composed_or_not() {
    // PD-34: stored as sent; composed and decomposed forms stay what they are.
    let mut contents = Vec::new();
    for name in ["Wẽnd é", "We\u{303}nd e\u{301}"] {
        let mut message = sample(Code::Tda, 2);
        let Body::Tda(advice) = &mut message.body else { unreachable!() };
        advice.carrier.name = name.to_owned();
        let back: Message = read(&write(&message)).unwrap();
        contents.push(business_content(&back));
        let Body::Tda(advice) = back.body else { unreachable!() };
        assert_eq!(advice.carrier.name, name);
    }
    assert_eq!(contents[0], contents[1], "compared in NFC");
}

#[test]
fn characters_that_cannot_be_written_become_the_replacement_character() {
    let mut message = sample(Code::Tda, 2);
    let Body::Tda(advice) = &mut message.body else { unreachable!() };
    let item = |description: &str| Item {
        description: description.to_owned(),
        ..advice.goods.items[0].clone()
    };
    advice.goods.items = vec![item("a\u{1}b\u{1f600}c")];
    let Body::Tda(advice) = read(&write(&message)).unwrap().body else { unreachable!() };
    assert_eq!(advice.goods.items[0].description, "a\u{fffd}b\u{fffd}c");
}
