//! The hash chain: what each line says of the one before, and what the last says of itself.

use sha2::{Digest, Sha256};

/// What the first line says of the line before it.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Opens the seal at the end of the last line of a complete record.
const SEAL: &str = ",\"seal\":\"";

/// Bytes that a seal adds to a line: its name, 64 hex digits, quote and brace.
const SEAL_BYTES: usize = SEAL.len() + 64 + 2;

/// SHA-256 in lower-case hex.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A line with its own digest added: nothing follows the last line that could vouch for it.
pub(super) fn sealed(line: &str) -> String {
    let open = line.strip_suffix('}').unwrap_or(line);
    format!("{open}{SEAL}{}\"}}", digest(line.as_bytes()))
}

/// True when the line ends in a seal that fits the rest of it.
pub(super) fn seal_holds(line: &[u8]) -> bool {
    let Some(at) = line.len().checked_sub(SEAL_BYTES) else { return false };
    let (open, seal) = line.split_at(at);
    let unsealed = [open, b"}"].concat();
    seal == format!("{SEAL}{}\"}}", digest(&unsealed)).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_line_vouches_for_each_of_its_bytes() {
        let line = sealed("{\"a\":1}");
        assert!(seal_holds(line.as_bytes()));
        for at in 0..line.len() {
            let mut changed = line.clone().into_bytes();
            changed[at] ^= 1;
            assert!(!seal_holds(&changed), "byte {at}");
        }
        assert!(!seal_holds(b"") && !seal_holds(b"{\"a\":1}"));
    }
}
