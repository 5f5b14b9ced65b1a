//! The client against peers that lie, fall silent, or go away.

#![expect(clippy::unwrap_used, reason = "a liar that fails is a failed test")]

use futures::future::join_all;
use passavant::broker::client::{Client, ClientError, ConnectError, End, Login, Options};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(15);

/// A broker that the test plays by hand.
struct Liar {
    stream: TcpStream,
}

impl Liar {
    /// A client that is logged in, and who it thinks is its broker.
    async fn meet(heart_beat: &str) -> (Client, Self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap().to_string();
        let connected = format!("CONNECTED\nversion:1.2\nheart-beat:{heart_beat}\n\n\0");
        let accept = async {
            let (stream, _) = listener.accept().await.unwrap();
            let mut liar = Self { stream };
            liar.hear("\n\n\0").await;
            liar.say(&connected).await;
            liar
        };
        let (login, options) = (Login::new("TG", "pw"), Options::default());
        let (client, liar) = tokio::join!(Client::connect(&addr, &login, &options), accept);
        (client.unwrap(), liar)
    }

    /// Reads until these bytes have come.
    async fn hear(&mut self, wanted: &str) -> String {
        let mut heard = String::new();
        while !heard.contains(wanted) {
            let mut bytes = [0; 4096];
            let count = timeout(SOON, self.stream.read(&mut bytes)).await.unwrap().unwrap();
            assert!(count > 0, "the client went away before it said {wanted:?}: {heard:?}");
            heard.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
        heard
    }

    async fn say(&mut self, words: &str) {
        self.stream.write_all(words.as_bytes()).await.unwrap();
    }
}

async fn end(client: &Client) -> End {
    timeout(SOON, client.ended()).await.expect("the connection never ended")
}

/// Answers the client's next SUBSCRIBE and gives back its id.
async fn grant(liar: &mut Liar) -> String {
    let heard = liar.hear("receipt:").await;
    let id = heard.split("\nid:").nth(1).unwrap().lines().next().unwrap().to_owned();
    let receipt = heard.split("\nreceipt:").nth(1).unwrap().lines().next().unwrap();
    liar.say(&format!("RECEIPT\nreceipt-id:{receipt}\n\n\0")).await;
    id
}

#[tokio::test]
async fn a_message_for_a_subscription_that_was_never_made_poisons_the_stream() {
    let (client, mut liar) = Liar::meet("0,0").await;
    liar.say("MESSAGE\nsubscription:guessed\nmessage-id:1\nJMSXUserID:BF\n\n<forged/>\0").await;
    let End::Poisoned { what, evidence } = end(&client).await else { panic!("not poisoned") };
    assert!(what.contains("never made"), "{what}");
    assert!(evidence.windows(9).any(|bytes| bytes == b"<forged/>"), "{evidence:?}");
}

#[tokio::test]
async fn a_body_longer_than_its_stated_length_poisons_the_stream() {
    let (client, mut liar) = Liar::meet("0,0").await;
    let (subscription, id) = tokio::join!(client.subscribe("/queue/Q", 5), grant(&mut liar));
    let mut subscription = subscription.unwrap();
    liar.say(&format!("MESSAGE\nsubscription:{id}\nmessage-id:1\n\ngood\0\n")).await;
    // The sender's own property says 2; what follows in the body would be read as a frame.
    let forged = format!(
        "MESSAGE\nsubscription:{id}\nmessage-id:2\ncontent-length:2\n\n<a\nMESSAGE\n\
         subscription:{id}\nmessage-id:3\nJMSXUserID:BF\n\n<forged/>\0"
    );
    liar.say(&forged).await;
    assert_eq!(subscription.next().await.unwrap().body, "good");
    let End::Poisoned { what, evidence } = subscription.next().await.unwrap_err() else {
        panic!("not poisoned")
    };
    assert!(what.contains("instead of NUL"), "{what}");
    assert!(evidence.starts_with(b"MESSAGE"), "{evidence:?}");
    assert!(matches!(end(&client).await, End::Poisoned { .. }));
}

#[tokio::test]
async fn every_open_receipt_is_answered_when_the_peer_goes_away() {
    let (client, mut liar) = Liar::meet("0,0").await;
    let receipts: Vec<_> = (0..50).map(|_| client.send("/queue/Q", &[], "x")).collect();
    liar.hear("receipt:50").await;
    liar.say("RECEIPT\nreceipt-id:1\n\n\0").await;
    drop(liar);
    let answers = timeout(SOON, join_all(receipts)).await.unwrap();
    assert_eq!(answers[0], Ok(()));
    for answer in &answers[1..] {
        assert!(
            matches!(answer, Err(ClientError::Ended(End::PeerClosed | End::Line(_)))),
            "{answer:?}"
        );
    }
    let after = client.send("/queue/Q", &[], "x").await;
    assert!(matches!(after, Err(ClientError::Ended(_))), "{after:?}");
}

#[tokio::test]
async fn an_error_answers_its_receipt_and_ends_the_connection() {
    let (client, mut liar) = Liar::meet("0,0").await;
    let (one, two) = (client.send("/queue/Q", &[], "x"), client.send("/queue/Q", &[], "x"));
    liar.hear("receipt:2").await;
    liar.say("ERROR\nreceipt-id:1\nmessage:not you\n\n\0").await;
    assert_eq!(one.await, Err(ClientError::Refused("not you".to_owned())));
    assert_eq!(two.await, Err(ClientError::Ended(End::Peer("not you".to_owned()))));
    assert_eq!(end(&client).await, End::Peer("not you".to_owned()));
}

#[tokio::test]
async fn a_silent_peer_is_found_out_by_its_heartbeats() {
    let (client, mut liar) = Liar::meet("1000,1000").await;
    // Ours come on time, although we have nothing to say.
    liar.hear("\n").await;
    let End::Line(text) = end(&client).await else { panic!("not the line") };
    assert!(text.contains("no heart-beat"), "{text}");
}

#[tokio::test]
async fn a_disconnect_is_ours_and_waits_for_its_receipt() {
    let (client, mut liar) = Liar::meet("0,0").await;
    let answer = async {
        liar.hear("DISCONNECT\nreceipt:1").await;
        liar.say("RECEIPT\nreceipt-id:1\n\n\0").await;
        drop(liar);
    };
    let (done, ()) = tokio::join!(client.disconnect(), answer);
    assert_eq!(done, Ok(()));
    assert_eq!(client.end(), Some(End::We));
}

#[tokio::test]
async fn the_last_clone_that_is_dropped_closes_the_connection() {
    let (client, mut liar) = Liar::meet("0,0").await;
    let clone = client.clone();
    drop(client);
    clone.post(&passavant::wire::Frame::new("HELLO")).unwrap();
    liar.hear("HELLO").await;
    drop(clone);
    let mut byte = [0];
    assert_eq!(timeout(SOON, liar.stream.read(&mut byte)).await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn what_cannot_be_connected_to_says_why() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap().to_string();
    let login = Login::new("TG", "pw");
    let options = Options { connect_within: Duration::from_millis(200), ..Options::default() };
    let silent = Client::connect(&addr, &login, &options).await.unwrap_err();
    assert!(matches!(silent, ConnectError::Silent { .. }), "{silent}");
    // The first connection still waits in the queue.
    let (_stale, _) = listener.accept().await.unwrap();
    let web = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n\0").await.unwrap();
        stream
    };
    let (other, _stream) = tokio::join!(Client::connect(&addr, &login, &options), web);
    let other = other.unwrap_err();
    assert!(matches!(other, ConnectError::NotStomp { .. }), "{other}");
    drop(listener);
    let gone = Client::connect(&addr, &login, &options).await.unwrap_err();
    assert!(matches!(gone, ConnectError::Unreachable { .. }), "{gone}");
    assert!(!format!("{login:?}").contains("pw"));
}
