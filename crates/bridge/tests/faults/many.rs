//! Many pages at once, pages that leave, and a bridge that stops.

use protocol::bridge::CloseReason;
use tokio::task::JoinSet;

use crate::reconnect::assert_ends;
use crate::support::{Bridge, TcpServer, write};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_pages_get_their_own_lines() {
    let bridge = Bridge::start().await;
    let session = bridge.session().await;
    let mut pages = JoinSet::new();
    for page_idx in 0..20 {
        let server = TcpServer::start().await;
        let mut page = bridge.page_of(&session).await;
        pages.spawn(async move {
            page.connect(0, server.port).await;
            let mut client = server.client().await;
            let text: String = (0..1000).map(|line_idx| format!("{page_idx} {line_idx}\n")).collect();
            write(&mut client, text.as_bytes()).await;
            assert_eq!(page.lines(1000).await.join("\n") + "\n", text);
        });
    }
    while let Some(done) = pages.join_next().await {
        done.expect("each page gets its lines");
    }
}

#[tokio::test]
async fn twenty_pages_may_read_the_same_server() {
    let bridge = Bridge::start().await;
    let session = bridge.session().await;
    let server = TcpServer::start().await;
    let mut pages = Vec::new();
    for page_idx in 0..20 {
        let mut page = bridge.page_of(&session).await;
        page.connect(page_idx, server.port).await;
        let mut client = server.client().await;
        write(&mut client, format!("{page_idx}\n").as_bytes()).await;
        pages.push((page, client));
    }
    for (page_idx, (page, _)) in pages.iter_mut().enumerate() {
        assert_eq!(page.lines(1).await, [page_idx.to_string()]);
    }
}

#[tokio::test]
async fn a_page_that_leaves_ends_its_connections() {
    let bridge = Bridge::start().await;
    let session = bridge.session().await;
    let server = TcpServer::start().await;
    for is_polite in [true, false] {
        let mut page = bridge.page_of(&session).await;
        let mut clients = Vec::new();
        for input in 0..3 {
            page.connect(input, server.port).await;
            clients.push(server.client().await);
        }
        if is_polite {
            page.socket.close(None).await.expect("it is open");
        }
        drop(page);
        for client in clients {
            assert_ends(client).await;
        }
    }
}

#[tokio::test]
async fn a_page_that_leaves_while_it_is_flooded_ends_its_connection() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(0, server.port).await;
    let mut client = server.client().await;
    let flooding = tokio::spawn(async move {
        while tokio::io::AsyncWriteExt::write_all(&mut client, &b"words\n".repeat(1000)).await.is_ok() {}
    });
    page.lines(10_000).await;
    drop(page);
    crate::support::within(flooding).await.expect("the connection was closed");
}

#[tokio::test]
async fn a_bridge_that_stops_tells_its_pages() {
    let bridge = Bridge::start().await;
    let server = TcpServer::start().await;
    let mut page = bridge.page().await;
    page.connect(5, server.port).await;
    let client = server.client().await;
    let reading = tokio::spawn(async move {
        let closed = page.closed().await;
        (closed, page.goodbye().await)
    });
    bridge.stop().await;
    let (closed, (code, reason)) = reading.await.expect("the page is told");
    assert_eq!(closed, (CloseReason::ShuttingDown, None));
    assert_eq!((code, reason.contains("stopping")), (1001, true), "{reason}");
    assert_ends(client).await;
}

#[tokio::test]
async fn a_bridge_stops_even_if_a_page_does_not_listen() {
    let limits =
        bridge::limits::Limits { stop_timeout: std::time::Duration::from_millis(50), ..crate::support::quick() };
    let bridge = Bridge::with(limits, &[]).await;
    let page = bridge.page().await;
    bridge.stop().await;
    drop(page);
}
