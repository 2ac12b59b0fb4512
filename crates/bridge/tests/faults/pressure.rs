//! Pages that are slower than TCP servers: memory stays bounded, nothing is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bridge::limits::Limits;
use protocol::bridge::{CloseReason, FromBridge, GapReason, ToBridge, WINDOW_BYTES, WINDOW_LINES};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::support::{Bridge, TcpServer, quick, write};

/// What the two ends of a loopback connection may hold by themselves, and the bridge for one piece.
const BETWEEN_BYTES: u64 = 16 * 1024 * 1024;

/// Writes `text` over and over until about `n_bytes` were accepted; gives the count, and how it goes on.
fn flood(mut stream: TcpStream, text: String, n_bytes: u64) -> (JoinHandle<()>, Arc<AtomicU64>) {
    let n_accepted = Arc::new(AtomicU64::new(0));
    let count = n_accepted.clone();
    let writing = tokio::spawn(async move {
        while count.load(Ordering::Relaxed) < n_bytes {
            let mut rest = text.as_bytes();
            while !rest.is_empty() {
                let Ok(n_written @ 1..) = stream.write(rest).await else {
                    return; // The bridge is gone, with the test.
                };
                rest = &rest[n_written..];
                count.fetch_add(n_written as u64, Ordering::Relaxed);
            }
        }
    });
    (writing, n_accepted)
}

/// The count when it has not changed for a while.
async fn settled(count: &AtomicU64) -> u64 {
    loop {
        let before = count.load(Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(300)).await;
        if before > 0 && count.load(Ordering::Relaxed) == before {
            return before;
        }
    }
}

#[tokio::test]
async fn a_page_that_does_not_acknowledge_stops_the_server() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    // A line of 1000 bytes, so that the bytes are what bounds.
    let text = format!("{}\n", "x".repeat(999)).repeat(64);
    let (writing, n_accepted) = flood(server.client().await, text, 50_000_000);

    // The page reads all that is sent, and acknowledges nothing.
    let (mut n_lines, mut n_bytes) = (0, 0);
    while n_bytes + 999 <= WINDOW_BYTES {
        if let FromBridge::Lines { lines, .. } = page.news().await {
            n_lines += lines.len() as u64;
            n_bytes += lines.iter().map(|line| line.len() as u64).sum::<u64>();
        }
    }
    assert!(n_bytes <= WINDOW_BYTES, "{n_bytes}");
    let n_held = settled(&n_accepted).await;
    assert!(n_held < WINDOW_BYTES + BETWEEN_BYTES, "{n_held} bytes were accepted");

    // With acknowledgements the rest comes, whole and in order.
    page.send(ToBridge::Ack { input: 0, taken: n_lines }).await;
    while let FromBridge::Lines { first, lines, .. } = page.news().await {
        assert_eq!(first, n_lines);
        assert!(lines.iter().all(|line| line.len() == 999));
        n_lines += lines.len() as u64;
        page.send(ToBridge::Ack { input: 0, taken: n_lines }).await;
    }
    writing.await.expect("it is written");
    assert_eq!(n_lines * 1000, n_accepted.load(Ordering::Relaxed));
    assert!(n_lines >= 50_000);
}

#[tokio::test]
async fn a_page_that_does_not_even_read_stops_the_server() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let text = "some words in a line\n".repeat(3000);
    let (_writing, n_accepted) = flood(server.client().await, text, 50_000_000);
    let n_held = settled(&n_accepted).await;
    assert!(n_held < WINDOW_BYTES + BETWEEN_BYTES, "{n_held} bytes were accepted");
}

#[tokio::test]
async fn empty_lines_are_bounded_by_their_number() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let mut client = server.client().await;
    write(&mut client, "\n".repeat(WINDOW_LINES as usize + 5).as_bytes()).await;
    let mut n_lines = 0;
    while n_lines < WINDOW_LINES {
        if let FromBridge::Lines { lines, .. } = page.news().await {
            n_lines += lines.len() as u64;
        }
    }
    assert_eq!(n_lines, WINDOW_LINES);
    page.send(ToBridge::Ack { input: 0, taken: 3 }).await;
    let next = page.next().await;
    assert!(matches!(&next, FromBridge::Lines { first: WINDOW_LINES, lines, .. } if lines.len() == 3), "{next:?}");
    page.send(ToBridge::Ack { input: 0, taken: WINDOW_LINES }).await;
    assert_eq!(page.lines(2).await, ["", ""]);
}

#[tokio::test]
async fn one_line_longer_than_the_window_goes_alone() {
    let bridge = Bridge::with(Limits { window_bytes: 1000, ..quick() }, &[]).await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let mut client = server.client().await;
    let long = "y".repeat(3_000_000);
    write(&mut client, b"a\n").await;
    write(&mut client, long.as_bytes()).await;
    write(&mut client, b"\nb\n").await;
    assert_eq!(page.lines(1).await, ["a"]);
    assert_eq!(page.lines(1).await, [long]);
    assert_eq!(page.lines(1).await, ["b"]);
}

#[tokio::test]
async fn a_line_over_the_limit_is_cut_and_ends_the_input() {
    let limit = 1_000_000;
    let bridge = Bridge::with(Limits { longest_line: limit, ..quick() }, &[]).await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let mut client = server.client().await;
    write(&mut client, b"before\n").await;
    assert_eq!(page.lines(1).await, ["before"]);
    let endless = tokio::spawn(async move { while client.write_all(&[b'z'; 10_000]).await.is_ok() {} });
    assert_eq!(page.lines(1).await, ["z".repeat(limit)]);
    let gap = page.next().await;
    let FromBridge::Gap { n_lines: 1, n_bytes: 1.., reason: GapReason::LineTooLong, .. } = gap else {
        panic!("{gap:?}");
    };
    assert_eq!(page.closed().await, (CloseReason::LineTooLong { limit_bytes: limit as u64 }, None));
    endless.await.expect("the connection was closed");
}

#[tokio::test]
async fn a_line_of_fifty_megabytes_arrives() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let mut client = server.client().await;
    let writing = tokio::spawn(async move {
        write(&mut client, "w".repeat(50_000_000).as_bytes()).await;
        write(&mut client, b"\n").await;
    });
    let lines = page.lines(1).await;
    assert_eq!((lines.len(), lines[0].len()), (1, 50_000_000));
    writing.await.expect("it is written");
}
