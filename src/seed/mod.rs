//! One number from which every chance of a run is drawn, by named streams.
//!
//! Streams of different names do not disturb each other: a scenario that draws one number more
//! changes nothing in the next scenario. The same number and name give the same draws on every
//! machine.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sha2::{Digest, Sha256};

/// Characters of identifiers that have no check digit of their own.
const SERIAL: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The number that a report prints and `--seed` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(u64);

impl Seed {
    /// This number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// A number that the system chose. It fits into a JSON number without loss (53 bits).
    pub fn fresh() -> Self {
        Self(rand::random::<u64>() >> 11)
    }

    /// The number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The stream of this name, from its beginning.
    pub fn stream(self, name: &str) -> Stream {
        let mut hash = Sha256::new_with_prefix(b"passavant.seed/1\0");
        hash.update(self.0.to_be_bytes());
        hash.update(name.as_bytes());
        Stream(ChaCha12Rng::from_seed(hash.finalize().into()))
    }
}

/// Draws of one name.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha12Rng);

impl Stream {
    /// A number below `bound`, which is not zero; each is as likely as any other.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.random_range(0..bound)
    }

    /// Bytes, for a key.
    pub fn bytes(&mut self) -> [u8; 32] {
        self.0.random()
    }

    /// So many decimal digits.
    pub fn digits(&mut self, count: usize) -> String {
        self.drawn_from(&SERIAL[..10], count)
    }

    /// So many digits and upper-case letters.
    pub fn serial(&mut self, count: usize) -> String {
        self.drawn_from(SERIAL, count)
    }

    /// The text with a fresh digit in the place of each `#`.
    pub fn fill(&mut self, pattern: &str) -> String {
        pattern.chars().map(|c| if c == '#' { self.digit() } else { c }).collect()
    }

    /// A waiting time with mean 1 between events that know nothing of each other (Poisson arrivals).
    pub fn exponential(&mut self) -> f64 {
        // In (0, 1]: the logarithm of zero has no end.
        let uniform = 1.0 - self.0.random::<f64>();
        -uniform.ln()
    }

    fn digit(&mut self) -> char {
        char::from(SERIAL[self.0.random_range(0..10_usize)])
    }

    fn drawn_from(&mut self, alphabet: &[u8], count: usize) -> String {
        (0..count).map(|_| char::from(alphabet[self.0.random_range(0..alphabet.len())])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_s_draws_are_the_same_for_ever() {
        let mut stream = Seed::new(20_260_101).stream("HP01");
        let drawn =
            (stream.digits(6), stream.serial(8), stream.fill("TG-####-AB"), stream.below(1000));
        assert_eq!(drawn, ("303078".into(), "DL3X5RPM".into(), "TG-8240-AB".into(), 919));
    }

    #[test]
    fn streams_do_not_disturb_each_other() {
        let seed = Seed::new(7);
        let mut first = seed.stream("a");
        first.digits(50);
        assert_eq!(seed.stream("b").serial(12), Seed::new(7).stream("b").serial(12));
        assert_ne!(seed.stream("a").serial(12), seed.stream("b").serial(12));
        assert_ne!(seed.stream("a").serial(12), Seed::new(8).stream("a").serial(12));
    }

    #[test]
    fn waiting_times_have_mean_one() {
        let mut stream = Seed::new(1).stream("arrivals");
        let mean = (0..20_000).map(|_| stream.exponential()).sum::<f64>() / 20_000.0;
        assert!((mean - 1.0).abs() < 0.03, "{mean}");
    }

    #[test]
    fn a_fresh_seed_survives_json() {
        let seed = Seed::fresh();
        assert!(seed.number() < 1 << 53);
    }
}
