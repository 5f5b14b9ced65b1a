//! What can be read in captured packets: a plain count, of packets and of texts in them.

use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;

/// Bytes before the first packet, and before each one.
const FILE_HEADER: usize = 24;
const PACKET_HEADER: usize = 16;
/// First bytes of a capture as tcpdump writes it on a little-endian machine; times in microseconds.
const MAGIC: [u8; 4] = [0xd4, 0xc3, 0xb2, 0xa1];

/// What was seen in a capture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sighted {
    /// Packets.
    pub packets: u64,
    /// Their bytes, headers included.
    pub bytes: u64,
    /// How often each text was found in them.
    pub found: BTreeMap<String, u64>,
}

/// Why a capture cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// It does not begin as one of tcpdump's does.
    #[error("it is no capture in the format that tcpdump writes here (pcap)")]
    NoCapture,
    /// It ends within a packet, or a packet was cut short when it was captured.
    #[error("packet {0} is not whole")]
    Cut(u64),
    /// There is nothing to look for, or too much.
    #[error("these texts cannot be looked for")]
    Texts,
}

/// Counts packets, and how often each text stands in one; every overlap counts.
///
/// A text that was sent in two halves, in two packets, is not found: look for many.
pub fn search(pcap: &[u8], texts: &[String]) -> Result<Sighted, CaptureError> {
    if texts.is_empty() || texts.iter().any(String::is_empty) {
        return Err(CaptureError::Texts);
    }
    if pcap.len() < FILE_HEADER || pcap[..4] != MAGIC {
        return Err(CaptureError::NoCapture);
    }
    let needles = AhoCorasick::new(texts).map_err(|_| CaptureError::Texts)?;
    let mut sighted = Sighted::default();
    sighted.found.extend(texts.iter().map(|text| (text.clone(), 0)));
    let mut rest = &pcap[FILE_HEADER..];
    while !rest.is_empty() {
        let (packet, after) = next(rest).ok_or(CaptureError::Cut(sighted.packets + 1))?;
        sighted.packets += 1;
        sighted.bytes += u64::try_from(packet.len()).unwrap_or(u64::MAX);
        for found in needles.find_overlapping_iter(packet) {
            if let Some(count) = sighted.found.get_mut(&texts[found.pattern().as_usize()]) {
                *count += 1;
            }
        }
        rest = after;
    }
    Ok(sighted)
}

/// The first packet, and what follows it; none when it is not there as it was on the wire.
fn next(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, rest) = bytes.split_at_checked(PACKET_HEADER)?;
    let number = |at: usize| {
        let number = u32::from_le_bytes(header[at..at + 4].try_into().ok()?);
        usize::try_from(number).ok()
    };
    let (captured, sent) = (number(8)?, number(12)?);
    (captured == sent).then(|| rest.split_at_checked(captured)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pcap(packets: &[&[u8]]) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.resize(FILE_HEADER, 0);
        for packet in packets {
            let size = u32::try_from(packet.len()).unwrap().to_le_bytes();
            file.extend([0; 8]);
            file.extend(size);
            file.extend(size);
            file.extend(*packet);
        }
        file
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn packets_bytes_and_texts_are_counted() {
        let file = pcap(&[b"..26TG0001..26TG0001", b"\x00\xff", b"<Transit>26TG"]);
        let sighted = search(&file, &texts(&["26TG0001", "<Transit", "26TG", "absent"])).unwrap();
        assert_eq!((sighted.packets, sighted.bytes), (3, 35));
        let counts: Vec<u64> = sighted.found.values().copied().collect();
        assert_eq!(counts, [3, 2, 1, 0], "{:?}", sighted.found);
    }

    #[test]
    fn what_is_not_whole_or_no_capture_is_refused() {
        let wanted = texts(&["x"]);
        assert_eq!(search(b"", &wanted), Err(CaptureError::NoCapture));
        assert_eq!(search(&[0; 64], &wanted), Err(CaptureError::NoCapture));
        let mut file = pcap(&[b"first", b"second"]);
        file.pop();
        assert_eq!(search(&file, &wanted), Err(CaptureError::Cut(2)));
        let mut short = pcap(&[b"cut when it was captured"]);
        short[FILE_HEADER + 12] += 1;
        assert_eq!(search(&short, &wanted), Err(CaptureError::Cut(1)));
        assert_eq!(search(&pcap(&[]), &[]), Err(CaptureError::Texts));
        assert_eq!(search(&pcap(&[]), &wanted).unwrap().packets, 0);
    }
}
