//! The check digit that MRN, GRN and container numbers share (ISO 6346).

/// Check digit over upper-case letters and digits, or nothing when another character occurs.
///
/// Values of ISO 6346 (0-9, then A=10, B=12 and on, without 11, 22 and 33), weights 2^0, 2^1 and
/// on from the left, sum modulo 11; a remainder of 10 is written 0 (domain 3.5). So remainders
/// 0 and 10 look alike, and some single-character errors stay unseen: that is the standard's.
///
/// Texts of up to 48 characters are accepted; longer ones have no check digit.
pub fn check_digit(text: &str) -> Option<u8> {
    if text.len() > 48 {
        return None;
    }
    let mut sum: u64 = 0;
    for (place, byte) in text.bytes().enumerate() {
        sum += value(byte)? << place;
    }
    u8::try_from(sum % 11 % 10).ok()
}

/// ISO 6346 value of a character.
fn value(byte: u8) -> Option<u64> {
    match byte {
        b'0'..=b'9' => Some(u64::from(byte - b'0')),
        b'A' => Some(10),
        b'B'..=b'K' => Some(u64::from(byte - b'B') + 12),
        b'L'..=b'U' => Some(u64::from(byte - b'L') + 23),
        b'V'..=b'Z' => Some(u64::from(byte - b'V') + 34),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_skip_the_multiples_of_eleven() {
        let values: Vec<u64> = (b'A'..=b'Z').filter_map(value).collect();
        let expected: Vec<u64> = (10..=38).filter(|v| v % 11 != 0).collect();
        assert_eq!(values, expected);
    }

    #[test]
    fn real_numbers_check() {
        // Published samples of foreign MRNs and the classic container (domain 3.5, 5.5).
        for number in ["06DE586600006143E1", "19GB00006010021477", "CSQU3054383"] {
            let (body, digit) = number.split_at(number.len() - 1);
            assert_eq!(check_digit(body).map(|d| d.to_string()).as_deref(), Some(digit));
        }
    }

    #[test]
    fn other_characters_have_no_check_digit() {
        assert_eq!(check_digit("26tg"), None);
        assert_eq!(check_digit("26 TG"), None);
        assert_eq!(check_digit(&"Z".repeat(49)), None);
        assert!(check_digit(&"Z".repeat(48)).is_some());
    }
}
