//! TCP servers that die, come back, are not there, or may not be used.

use std::time::Duration;

use bridge::limits::Limits;
use protocol::bridge::{CloseReason, FromBridge, ToBridge};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Bridge, TcpServer, quick, within, write};

#[tokio::test]
async fn a_server_that_dies_and_comes_back_is_read_again() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let port = server.port;
    let mut page = bridge.page().await;
    page.connect(0, port).await;
    let mut client = server.client().await;
    write(&mut client, b"before\n").await;
    assert_eq!(page.lines(1).await, ["before"]);
    drop((client, server));
    assert_eq!(page.closed().await, (CloseReason::ServerClosed, Some(20)));
    assert_eq!(page.next().await, FromBridge::Connecting { input: 0, attempt: 1 });
    assert_eq!(page.closed().await, (CloseReason::Refused, Some(20)));
    assert_eq!(page.next().await, FromBridge::Connecting { input: 0, attempt: 2 });

    let server = TcpServer::at(port).await;
    let mut client = server.client().await;
    write(&mut client, b"after\n").await;
    loop {
        match page.news().await {
            FromBridge::Closed { reason, .. } => assert_eq!(reason, CloseReason::Refused),
            FromBridge::Lines { first, lines, .. } => {
                assert_eq!((first, lines), (1, vec!["after".to_owned()]));
                break;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn people_wait_two_seconds_as_with_spark() {
    let bridge = Bridge::with(Limits::default(), &[]).await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    drop(server.client().await);
    assert_eq!(page.closed().await, (CloseReason::ServerClosed, Some(2000)));
}

#[tokio::test]
async fn forbidden_targets_are_named_and_not_tried_again() {
    let bridge = Bridge::with(quick(), &["data.example.org:9999"]).await;
    let mut page = bridge.page().await;
    for host in ["192.0.2.1", "data.example.org", "0.0.0.0", ""] {
        let host = host.to_owned();
        page.send(ToBridge::Connect { input: 0, host, port: 9998 }).await;
        let allowed = ["localhost:*", "127.0.0.1:*", "[::1]:*", "data.example.org:9999"];
        let allowed = allowed.map(str::to_owned).to_vec();
        assert_eq!(page.closed().await, (CloseReason::NotAllowed { allowed }, None));
    }
}

#[tokio::test]
async fn a_host_without_an_address_is_named() {
    let bridge = Bridge::with(quick(), &["no..such..host:9999"]).await;
    let mut page = bridge.page().await;
    let host = "no..such..host".to_owned();
    page.send(ToBridge::Connect { input: 0, host, port: 9999 }).await;
    assert_eq!(page.closed().await, (CloseReason::UnknownHost, Some(20)));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_in_time() {
    // A server with a full queue, which does not answer more clients.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let listener = socket.listen(1).expect("it listens");
    let address = listener.local_addr().expect("an address");
    let mut clients = Vec::new();
    while let Ok(client) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
        clients.push(client.expect("a place in the queue"));
        assert!(clients.len() < 10, "the queue is too long for this test");
    }
    let limits = Limits { connect_timeout: Duration::from_millis(50), ..quick() };
    let bridge = Bridge::with(limits, &[]).await;
    let mut page = bridge.page().await;
    let host = "127.0.0.1".to_owned();
    page.send(ToBridge::Connect { input: 0, host, port: address.port() }).await;
    assert_eq!(page.closed().await, (CloseReason::TimedOut, Some(20)));
}

#[tokio::test]
async fn an_input_that_was_closed_is_not_tried_again() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let client = server.client().await;
    page.send(ToBridge::Close { input: 0 }).await;
    assert_eq!(page.closed().await, (CloseReason::Asked, None));
    assert_ends(client).await;
    // Whoever is connected next is a client of the next wish, which has another number.
    page.connect(1, server.port).await;
    server.client().await;
    let next = page.next().await;
    assert_eq!(next, FromBridge::Connecting { input: 1, attempt: 1 });
}

#[tokio::test]
async fn asking_again_for_an_input_ends_the_old_connection_first() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let first = server.client().await;
    page.connect(0, server.port).await;
    assert_eq!(page.closed().await, (CloseReason::Asked, None));
    assert_ends(first).await;
    let mut second = server.client().await;
    write(&mut second, b"x\n").await;
    assert_eq!(page.lines(1).await, ["x"]);
}

/// Waits until the other side has closed the connection.
pub async fn assert_ends(mut stream: TcpStream) {
    let mut rest = Vec::new();
    let read = within(tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut rest)).await;
    assert!(rest.is_empty() && !matches!(read, Ok(1..)), "{read:?}");
}
