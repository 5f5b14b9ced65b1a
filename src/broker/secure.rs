//! STOMP over TLS: whom one trusts, who one is, and a connection that is either plain or encrypted.
//!
//! Certificates are of one run's own authority (`stack::certificates`); nobody else's are trusted.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

/// Why a certificate or a key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("TLS: {0}; are these PEM files of one run?")]
pub struct Unusable(String);

impl Unusable {
    fn of(error: impl fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// The authority whose certificates are believed.
#[derive(Clone)]
pub struct Trust(TlsConnector);

impl fmt::Debug for Trust {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Trust(..)")
    }
}

impl Trust {
    /// Trusts what this authority has signed, and nothing else.
    pub fn in_authority(pem: &str) -> Result<Self, Unusable> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            roots.add(certificate.map_err(Unusable::of)?).map_err(Unusable::of)?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Unusable::of)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// The same from a file.
    pub fn in_file(file: &Path) -> Result<Self, Unusable> {
        Self::in_authority(&std::fs::read_to_string(file).map_err(Unusable::of)?)
    }

    /// Makes a connection to `addr` (`host:port`) an encrypted one, to whom the certificate names.
    pub async fn wrap(&self, addr: &str, stream: TcpStream) -> io::Result<Conn> {
        let host = addr.rsplit_once(':').map_or(addr, |(host, _)| host);
        let name = ServerName::try_from(named(host).to_owned()).map_err(io::Error::other)?;
        let stream = self.0.connect(name, stream).await?;
        Ok(Conn::Tls(Box::new(stream.into())))
    }
}

/// By which name every part of a run goes that is not on this machine's own addresses: those of
/// containers are made up for each cell, and a certificate is made for a run.
pub const PART: &str = "part.passavant";

/// What the certificate of a host must say.
fn named(host: &str) -> &str {
    let own = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if own || host == "localhost" { host } else { PART }
}

/// Who a listener is: its certificate and private key.
#[derive(Clone)]
pub struct Identity(TlsAcceptor);

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Identity(..)")
    }
}

impl Identity {
    /// Reads certificate and key, both PEM.
    pub fn of(certificate: &str, key: &str) -> Result<Self, Unusable> {
        let chain = CertificateDer::pem_slice_iter(certificate.as_bytes());
        let chain = chain.collect::<Result<Vec<_>, _>>().map_err(Unusable::of)?;
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(Unusable::of)?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Unusable::of)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(Unusable::of)?;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// The same from files.
    pub fn in_files(certificate: &Path, key: &Path) -> Result<Self, Unusable> {
        let read = |file: &Path| std::fs::read_to_string(file).map_err(Unusable::of);
        Self::of(&read(certificate)?, &read(key)?)
    }

    /// Makes an accepted connection an encrypted one.
    pub async fn wrap(&self, stream: TcpStream) -> io::Result<Conn> {
        let stream = self.0.accept(stream).await?;
        Ok(Conn::Tls(Box::new(stream.into())))
    }
}

/// A connection, plain or encrypted.
#[derive(Debug)]
pub enum Conn {
    /// As it is.
    Plain(TcpStream),
    /// Encrypted.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Conn {
    /// The socket below.
    pub fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
        }
    }
}

impl AsyncRead for Conn {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Conn {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
