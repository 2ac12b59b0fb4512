//! Who is let in, and how those are told who are not.

use protocol::bridge::{CLOSE_NO_SESSION, CLOSE_OTHER_VERSION, SUBPROTOCOL};

use crate::support::{Bridge, quick};

#[tokio::test]
async fn other_names_for_this_address_are_refused() {
    let bridge = Bridge::start().await;
    for host in ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", "localhost", ""] {
        for path in ["/", "/session", "/ws"] {
            let answer = bridge.ask(&format!("GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n")).await;
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(answer.body.contains(&bridge.origin), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn no_name_two_names_and_a_proxy_request_are_refused() {
    let bridge = Bridge::start().await;
    for head in [
        "GET / HTTP/1.0\n",
        "GET / HTTP/1.1\nHost: 127.0.0.1:{port}\nHost: evil.example\n",
        "GET http://evil.example/ HTTP/1.1\nHost: 127.0.0.1:{port}\n",
    ] {
        let answer = bridge.ask(&format!("{head}Connection: close\n\n")).await;
        assert!([400, 421].contains(&answer.status), "{head} {}", answer.status);
    }
}

#[tokio::test]
async fn localhost_is_sent_on_to_the_one_origin() {
    let bridge = Bridge::start().await;
    let answer = bridge.ask("GET /a?b=c HTTP/1.1\nHost: localhost:{port}\nConnection: close\n\n").await;
    assert_eq!((answer.status, answer.header("location")), (308, format!("{}/a?b=c", bridge.origin).as_str()));
    for head in ["GET /ws", "POST /session"] {
        let answer = bridge.ask(&format!("{head} HTTP/1.1\nHost: localhost:{{port}}\nConnection: close\n\n")).await;
        assert_eq!(answer.status, 421, "{head}");
    }
}

#[tokio::test]
async fn a_foreign_page_gets_no_socket() {
    let bridge = Bridge::start().await;
    let query = format!("?session={}", bridge.session().await);
    let other_port = format!("http://127.0.0.1:{}", bridge.port ^ 1);
    let localhost = format!("http://localhost:{}", bridge.port);
    let secure = format!("https://127.0.0.1:{}", bridge.port);
    let longer = format!("{}.evil.example", bridge.origin);
    for origin in ["http://evil.example", "null", "", &other_port, &localhost, &secure, &longer] {
        let opened = bridge.open(&query, Some(origin), Some(SUBPROTOCOL)).await;
        assert_eq!(opened.err(), Some(403), "{origin}");
    }
    assert_eq!(bridge.open(&query, None, Some(SUBPROTOCOL)).await.err(), Some(403));
}

#[tokio::test]
async fn without_a_session_the_own_page_is_told_what_to_do() {
    let bridge = Bridge::start().await;
    let with_token = format!("?session={}", bridge.token(0));
    for query in ["", "?", "?session", "?session=", "?session=x", "?token=x", &with_token] {
        let opened = bridge.open(query, Some(&bridge.origin), Some(SUBPROTOCOL)).await;
        let (code, reason) = opened.expect("a goodbye needs a socket").goodbye().await;
        assert_eq!(code, CLOSE_NO_SESSION, "{query}");
        assert!(reason.contains("open the link"), "{reason}");
    }
}

#[tokio::test]
async fn another_version_is_told_so() {
    let bridge = Bridge::start().await;
    let query = format!("?session={}", bridge.session().await);
    let opened = bridge.open(&query, Some(&bridge.origin), Some("dstream.bridge.99")).await;
    let (code, reason) = opened.expect("a goodbye needs a socket").goodbye().await;
    assert_eq!((code, reason.contains("reload")), (CLOSE_OTHER_VERSION, true), "{reason}");
    let opened = bridge.open(&query, Some(&bridge.origin), None).await;
    assert_eq!(opened.expect("a goodbye needs a socket").goodbye().await.0, CLOSE_OTHER_VERSION);
    let both = format!("dstream.bridge.99, {SUBPROTOCOL}");
    let opened = bridge.open(&query, Some(&bridge.origin), Some(&both)).await;
    opened.expect("one of them is ours").next().await;
}

#[tokio::test]
async fn a_plain_request_for_the_socket_is_told_so() {
    let bridge = Bridge::start().await;
    let answer = bridge.get("/ws", &format!("Origin: {}\n", bridge.origin)).await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
}

#[tokio::test]
async fn a_link_lets_one_browser_in() {
    let bridge = Bridge::start().await;
    let own = format!("Origin: {}\n", bridge.origin);
    assert_eq!(bridge.ask_session(bridge.token(0), &own).await.status, 200);
    let again = bridge.ask_session(bridge.token(0), &own).await;
    assert_eq!((again.status, again.body.contains("has been used")), (403, true), "{}", again.body);
    assert_eq!(bridge.ask_session(bridge.token(1), &own).await.status, 200);
}

#[tokio::test]
async fn a_foreign_page_gets_no_session_and_uses_up_no_link() {
    let bridge = Bridge::start().await;
    for origin in ["", "Origin: http://evil.example\n", "Origin: null\n"] {
        assert_eq!(bridge.ask_session(bridge.token(0), origin).await.status, 403, "{origin}");
    }
    bridge.session().await;
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let bridge = Bridge::start().await;
    let own = format!("Origin: {}\n", bridge.origin);
    for token in ["", "x", &bridge.token(0)[1..], &format!("{}x", bridge.token(0))] {
        assert_eq!(bridge.ask_session(token, &own).await.status, 403, "{token}");
    }
    assert_eq!(bridge.ask_session("\"", &own).await.status, 400);
    assert_eq!(bridge.ask_session(&"x".repeat(5000), &own).await.status, 413);
}

#[tokio::test]
async fn a_session_serves_reloads_and_tabs_until_the_bridge_ends() {
    let bridge = Bridge::start().await;
    let session = bridge.session().await;
    let state =
        async |bridge: &Bridge| bridge.get("/session", &format!("Authorization: Bearer {session}\n")).await.body;
    assert!(state(&bridge).await.contains("\"known\":true"));
    let first = bridge.page_of(&session).await;
    let second = bridge.page_of(&session).await;
    drop((first, second));
    bridge.page_of(&session).await;
    bridge.stop().await;

    let next = Bridge::start().await;
    assert!(state(&next).await.contains("\"known\":false"));
    assert!(next.get("/session", "").await.body.contains("\"known\":false"));
    let query = format!("?session={session}");
    let opened = next.open(&query, Some(&next.origin), Some(SUBPROTOCOL)).await;
    assert_eq!(opened.expect("a goodbye needs a socket").goodbye().await.0, CLOSE_NO_SESSION);
}

#[tokio::test]
async fn too_many_pages_are_told_so() {
    let bridge = Bridge::with(bridge::limits::Limits { n_sockets: 1, ..quick() }, &[]).await;
    let session = bridge.session().await;
    let page = bridge.page_of(&session).await;
    let query = format!("?session={session}");
    let opened = bridge.open(&query, Some(&bridge.origin), Some(SUBPROTOCOL)).await;
    assert_eq!(opened.expect("a goodbye needs a socket").goodbye().await.0, 1013);
    drop(page);
}
