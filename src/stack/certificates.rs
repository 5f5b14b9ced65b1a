//! An authority of one run, and the certificate of everything that listens in it.

use crate::broker::secure::{Identity, PART, Trust, Unusable};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::path::Path;

/// What a run's listeners show and its clients believe, all PEM. Nothing of it outlives the run.
#[derive(Clone)]
pub struct Certificates {
    /// The authority's certificate.
    pub authority: String,
    /// The certificate of brokers and links.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Certificates(..)")
    }
}

/// Names under which parts of a run are reached.
const NAMES: [&str; 3] = ["127.0.0.1", "localhost", PART];

/// Names of the files: the authority, a part's certificate, its private key.
const FILES: [&str; 3] = ["authority.pem", "part.pem", "part.key"];

/// How long a run may take.
const VALID: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a listener is told whose files are in this folder.
pub(super) fn shown(folder: &str) -> Vec<String> {
    let [_, certificate, key] = FILES.map(|name| format!("{folder}/{name}"));
    vec!["--tls-cert".to_owned(), certificate, "--tls-key".to_owned(), key]
}

/// What a client is told whose files are in this folder.
pub(super) fn believed(folder: &str) -> Vec<String> {
    vec!["--tls-ca".to_owned(), format!("{folder}/{}", FILES[0])]
}

impl Certificates {
    /// Fresh ones, valid from yesterday on for a week.
    pub fn draw(now: Timestamp) -> Result<Self, rcgen::Error> {
        Self::valid(now - SignedDuration::from_hours(24), now + VALID)
    }

    /// Those that were written into a folder.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let text = |name: &str| {
            let file = folder.join(name);
            std::fs::read_to_string(&file).map_err(|error| {
                std::io::Error::new(error.kind(), format!("{}: {error}", file.display()))
            })
        };
        let [authority, certificate, key] = FILES.map(text);
        Ok(Self { authority: authority?, certificate: certificate?, key: key? })
    }

    /// Looks whether a listener can show them and a client believe them.
    pub fn usable(&self) -> Result<(), Unusable> {
        Identity::of(&self.certificate, &self.key)?;
        Trust::in_authority(&self.authority).map(drop)
    }

    /// Name and content of each file.
    pub fn files(&self) -> [(&'static str, &str); 3] {
        let texts = [&self.authority, &self.certificate, &self.key];
        std::array::from_fn(|at| (FILES[at], texts[at].as_str()))
    }

    /// Fresh ones, valid in this time.
    pub fn valid(from: Timestamp, to: Timestamp) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        authority.distinguished_name.push(DnType::CommonName, "Passavant, authority of one run");
        let pem = authority.self_signed(&key)?.pem();
        let issuer = Issuer::new(authority, key);
        let own = KeyPair::generate()?;
        let mut part = CertificateParams::new(NAMES.map(str::to_owned).to_vec())?;
        part.distinguished_name.push(DnType::CommonName, "Passavant, part of one run");
        // Certificates are asked for by the day.
        let day = |at: Timestamp| {
            let date = TimeZone::UTC.to_datetime(at).date();
            let number = |value: i8| u8::try_from(value).unwrap_or(1);
            date_time_ymd(i32::from(date.year()), number(date.month()), number(date.day()))
        };
        (part.not_before, part.not_after) = (day(from), day(to));
        let certificate = part.signed_by(&own, &issuer)?.pem();
        Ok(Self { authority: pem, certificate, key: own.serialize_pem() })
    }
}
