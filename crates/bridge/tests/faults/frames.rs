//! Pages that do not keep to the protocol.

use bridge::limits::Limits;
use futures_util::SinkExt;
use protocol::bridge::{CloseReason, FromBridge, ToBridge};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::support::{Bridge, TcpServer, quick, within, write};

#[tokio::test]
async fn what_is_no_message_is_answered_and_the_socket_stays_open() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    for text in [
        "",
        "{",
        "null",
        "{\"Open\":{\"input\":0}}",
        "{\"Connect\":{\"input\":0,\"host\":\"localhost\",\"port\":65536}}",
        "{\"Connect\":{\"input\":-1,\"host\":\"localhost\",\"port\":1}}",
        "{\"Ack\":{\"input\":0}}",
    ] {
        page.send_text(text).await;
        let answer = page.next().await;
        assert!(matches!(&answer, FromBridge::Malformed { message } if !message.is_empty()), "{text}: {answer:?}");
    }
    page.connect(0, server.port).await;
    write(&mut server.client().await, b"x\n").await;
    assert_eq!(page.lines(1).await, ["x"]);
}

#[tokio::test]
async fn too_many_of_them_in_a_row_close_the_socket() {
    let bridge = Bridge::start().await;
    let mut page = bridge.page().await;
    for _ in 0..8 {
        page.send_text("nonsense").await;
    }
    let (code, reason) = page.goodbye().await;
    assert_eq!((code, reason.contains("too many")), (1008, true), "{reason}");
}

#[tokio::test]
async fn bytes_close_the_socket() {
    let bridge = Bridge::start().await;
    let mut page = bridge.page().await;
    within(page.socket.send(Message::Binary(Bytes::from_static(b"{}")))).await.expect("it is sent");
    assert_eq!(page.goodbye().await, (1003, "messages are JSON text, not bytes".to_owned()));
}

#[tokio::test]
async fn a_message_that_is_too_long_closes_the_socket() {
    let bridge = Bridge::start().await;
    let mut page = bridge.page().await;
    page.send_text(&" ".repeat(20_000)).await;
    let (code, reason) = page.goodbye().await;
    assert_eq!((code, reason.contains("at most 16384 bytes")), (1002, true), "{reason}");
}

#[tokio::test]
async fn acknowledging_and_closing_what_is_not_there_does_no_harm() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.send(ToBridge::Ack { input: 3, taken: u64::MAX }).await;
    page.send(ToBridge::Close { input: 3 }).await;
    assert_eq!(page.closed().await, (CloseReason::Asked, None));
    page.connect(3, server.port).await;
    page.send(ToBridge::Ack { input: 3, taken: u64::MAX }).await;
    write(&mut server.client().await, b"x\n").await;
    assert_eq!(page.lines(1).await, ["x"]);
}

#[tokio::test]
async fn too_many_inputs_are_refused_and_the_others_go_on() {
    let bridge = Bridge::with(Limits { n_inputs: 2, ..quick() }, &[]).await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    let mut clients = Vec::new();
    for input in 0..2 {
        page.connect(input, server.port).await;
        clients.push(server.client().await);
    }
    page.connect(2, server.port).await;
    let (reason, retry) = page.closed().await;
    assert!(reason.text().contains("2 inputs") && retry.is_none(), "{reason:?}");
    write(&mut clients[1], b"x\n").await;
    assert_eq!(page.lines(1).await, ["x"]);
    // One that has ended makes room.
    page.send(ToBridge::Close { input: 0 }).await;
    page.connect(2, server.port).await;
    server.client().await;
}

#[tokio::test]
async fn frames_that_are_no_websocket_frames_end_the_socket_only() {
    let bridge = Bridge::start().await;
    let session = bridge.session().await;
    let answer = bridge
        .ask(&format!(
            "GET /ws?session={session} HTTP/1.1\nHost: 127.0.0.1:{{port}}\nOrigin: {}\nConnection: Upgrade\nUpgrade: websocket\n\
             Sec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n\
             Sec-WebSocket-Protocol: dstream.bridge.1\n\n{}",
            bridge.origin,
            "no frame at all".repeat(100),
        ))
        .await;
    assert_eq!(answer.status, 101);
    bridge.page_of(&session).await;
}
