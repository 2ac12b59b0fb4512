//! What arrives by TCP and what the page gets of it.

use protocol::bridge::{CloseReason, FromBridge, GapReason};
use tokio::net::TcpStream;

use crate::support::{Bridge, Page, TcpServer, write};

/// A page that is connected to a server.
async fn connected(bridge: &Bridge) -> (Page, TcpServer, TcpStream) {
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let client = server.client().await;
    assert_eq!(page.next().await, FromBridge::Connecting { input: 0, attempt: 1 });
    assert_eq!(page.next().await, FromBridge::Connected { input: 0 });
    (page, server, client)
}

#[tokio::test]
async fn every_kind_of_line_end_ends_a_line() {
    let bridge = Bridge::start().await;
    let (mut page, _server, mut client) = connected(&bridge).await;
    write(&mut client, b"a\nb\r\nc\rd\n\n\r\r\ne").await;
    drop(client);
    assert_eq!(page.lines(8).await, ["a", "b", "c", "d", "", "", "", "e"]);
    assert_eq!(page.closed().await, (CloseReason::ServerClosed, Some(20)));
}

#[tokio::test]
async fn a_line_is_sent_as_soon_as_it_ends() {
    let bridge = Bridge::start().await;
    let (mut page, _server, mut client) = connected(&bridge).await;
    for (written, line) in [("one\n", "one"), ("two\r", "two"), ("\nthree\n", "three")] {
        write(&mut client, written.as_bytes()).await;
        assert_eq!(page.lines(1).await, [line]);
    }
}

#[tokio::test]
async fn signs_and_line_ends_may_be_split_between_packets() {
    let bridge = Bridge::start().await;
    let (mut page, _server, mut client) = connected(&bridge).await;
    client.set_nodelay(true).expect("a socket");
    for byte in "é😀\r\n€\n".as_bytes() {
        write(&mut client, &[*byte]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(page.lines(2).await, ["é😀", "€"]);
}

#[tokio::test]
async fn bytes_that_are_not_utf8_are_replaced_and_counted() {
    let bridge = Bridge::start().await;
    let (mut page, _server, mut client) = connected(&bridge).await;
    write(&mut client, b"\xff\xfe!\nfine\n\xed\xa0\x80\n").await;
    assert_eq!(page.lines(3).await, ["\u{fffd}\u{fffd}!", "fine", "\u{fffd}"]);
    let gap = FromBridge::Gap { input: 0, n_lines: 2, n_bytes: 5, reason: GapReason::NotUtf8 };
    assert_eq!(page.next().await, gap);
}

#[tokio::test]
async fn a_broken_connection_cuts_the_line_and_says_so() {
    let bridge = Bridge::start().await;
    let (mut page, _server, mut client) = connected(&bridge).await;
    write(&mut client, b"whole\npie").await;
    assert_eq!(page.lines(1).await, ["whole"]);
    // Closing with this setting breaks the connection instead of ending it.
    client.set_zero_linger().expect("a socket");
    drop(client);
    assert_eq!(page.lines(1).await, ["pie"]);
    let gap = FromBridge::Gap { input: 0, n_lines: 1, n_bytes: 3, reason: GapReason::CutLine };
    assert_eq!(page.next().await, gap);
    let (reason, retry) = page.closed().await;
    assert!(matches!(reason, CloseReason::Failed { .. }), "{reason:?}");
    assert_eq!(retry, Some(20));
}

#[tokio::test]
async fn line_numbers_and_times_go_on_over_reconnects() {
    let bridge = Bridge::start().await;
    let (mut page, server, mut client) = connected(&bridge).await;
    let mut seen = Vec::new();
    for text in ["a\nb\n", "c\n"] {
        write(&mut client, text.as_bytes()).await;
        drop(client);
        while let FromBridge::Lines { first, lines, at_ms, .. } = page.news().await {
            seen.push((first, lines.concat(), at_ms));
        }
        client = server.client().await;
    }
    let numbers: Vec<_> = seen.iter().map(|(first, text, _)| (*first, text.as_str())).collect();
    assert_eq!(numbers, [(0, "ab"), (2, "c")]);
    // The second connection was made 20 ms after the first had ended.
    assert!(seen[1].2 >= seen[0].2 + 20, "{seen:?}");
}

#[tokio::test]
async fn inputs_of_one_page_do_not_mix() {
    let bridge = Bridge::start().await;
    let servers = [TcpServer::start().await, TcpServer::start().await];
    let mut page = bridge.page().await;
    let mut clients = Vec::new();
    for (input, server) in servers.iter().enumerate() {
        page.connect(input as u32 + 7, server.port).await;
        let mut client = server.client().await;
        write(&mut client, format!("{input}\n").as_bytes()).await;
        let FromBridge::Lines { input: of, first, lines, .. } = page.news().await else {
            panic!("no lines");
        };
        assert_eq!((of, first, lines), (input as u32 + 7, 0, vec![input.to_string()]));
        clients.push(client);
    }
}
