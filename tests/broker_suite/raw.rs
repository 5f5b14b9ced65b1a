//! A STOMP peer that does nothing by itself: no receipts, no heart-beats, no closing.

use super::{SOON, Target, text};
use bytes::BytesMut;
use passavant::wire::{Codec, Frame, Item};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_util::codec::Decoder;

/// A bare connection.
pub(crate) struct Raw {
    stream: TcpStream,
    buffer: BytesMut,
    codec: Codec,
}

impl Raw {
    /// A socket, nothing sent.
    pub(crate) async fn open(target: &Target) -> Result<Self, String> {
        let stream = TcpStream::connect(&target.addr).await.map_err(text)?;
        Ok(Self { stream, buffer: BytesMut::new(), codec: Codec::default() })
    }

    /// A logged-in connection with this `heart-beat` header.
    pub(crate) async fn login(
        target: &Target,
        user: &str,
        heart_beat: &str,
    ) -> Result<Self, String> {
        let mut raw = Self::open(target).await?;
        let password = target.accounts.account(user).map_or("", |account| &account.password);
        let connect = Frame::new("CONNECT")
            .with("accept-version", "1.2")
            .with("host", "corridor")
            .with("heart-beat", heart_beat)
            .with("login", user)
            .with("passcode", password);
        let answer = raw.ask(&connect).await?;
        if answer.command != "CONNECTED" {
            return Err(format!("login answered {answer:?}"));
        }
        Ok(raw)
    }

    /// Sends a frame.
    pub(crate) async fn send(&mut self, frame: &Frame) -> Result<(), String> {
        self.send_bytes(&frame.to_bytes()).await
    }

    /// Sends bytes.
    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) -> Result<(), String> {
        timeout(SOON, self.stream.write_all(bytes)).await.map_err(text)?.map_err(text)
    }

    /// Sends a frame and reads one.
    pub(crate) async fn ask(&mut self, frame: &Frame) -> Result<Frame, String> {
        self.send(frame).await?;
        self.next().await
    }

    /// The next frame.
    pub(crate) async fn next(&mut self) -> Result<Frame, String> {
        loop {
            if let Item::Frame(frame) = self.next_item(SOON).await? {
                return Ok(frame);
            }
        }
    }

    /// The next frame or heart-beat.
    pub(crate) async fn next_item(&mut self, within: Duration) -> Result<Item, String> {
        loop {
            if let Some(item) = self.codec.decode(&mut self.buffer).map_err(text)? {
                return Ok(item);
            }
            let read = timeout(within, self.stream.read_buf(&mut self.buffer)).await;
            match read {
                Err(_) => return Err("nothing came".to_owned()),
                Ok(Ok(0)) => return Err("the broker closed the connection".to_owned()),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(text(error)),
            }
        }
    }

    /// Reads until the broker closes the connection; true when it did.
    pub(crate) async fn closes(&mut self) -> bool {
        loop {
            match self.next_item(SOON).await {
                Ok(_) => {}
                Err(error) => return error != "nothing came",
            }
        }
    }
}
