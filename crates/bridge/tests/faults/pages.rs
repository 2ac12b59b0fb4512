//! The files of the page: types, caches, and the headers that keep others out.

use std::fs;
use std::path::PathBuf;

use bridge::site::Site;

use crate::support::{Bridge, quick};

/// A folder like one that Trunk builds; each test has its own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name).join("dist");
    fs::create_dir_all(folder.join("vendor")).expect("a folder");
    for (path, content) in [
        ("index.html", "<script type=\"module\">go()</script>"),
        ("app-0123456789abcdef.js", "export {}"),
        ("app-0123456789abcdef_bg.wasm", "\0asm"),
        ("vendor/editor.js", "export {}"),
        (".hidden", "secret"),
        ("../outside.txt", "secret"),
    ] {
        fs::write(folder.join(path), content).expect("a file");
    }
    folder
}

async fn serving(name: &str) -> Bridge {
    let site = Site::folder(folder(name)).expect("it has an index.html");
    Bridge::serving(site, quick(), Vec::new()).await
}

#[tokio::test]
async fn files_have_their_types_and_caches() {
    let bridge = serving("types").await;
    for (path, content_type, caching) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/app-0123456789abcdef.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/app-0123456789abcdef_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/vendor/editor.js?x", "text/javascript; charset=utf-8", "no-cache"),
    ] {
        let answer = bridge.get(path, "").await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!((answer.header("content-type"), answer.header("cache-control")), (content_type, caching), "{path}");
    }
}

#[tokio::test]
async fn a_known_file_is_not_sent_again() {
    let bridge = serving("etags").await;
    let answer = bridge.get("/", "").await;
    let etag = answer.header("etag");
    assert!(etag.len() > 10 && etag.starts_with('"'), "{etag}");
    for known in [etag.to_owned(), format!("\"x\", W/{etag}"), "*".to_owned()] {
        let answer = bridge.get("/", &format!("If-None-Match: {known}\n")).await;
        assert_eq!((answer.status, answer.header("etag"), answer.body.as_str()), (304, etag, ""), "{known}");
    }
    assert_eq!(bridge.get("/", "If-None-Match: \"x\"\n").await.status, 200);
}

#[tokio::test]
async fn only_the_head_is_sent_when_only_it_is_asked_for() {
    let bridge = serving("head").await;
    let answer = bridge.ask("HEAD / HTTP/1.1\nHost: 127.0.0.1:{port}\nConnection: close\n\n").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(answer.header("content-length"), "35");
}

#[tokio::test]
async fn nothing_outside_the_folder_can_be_read() {
    let bridge = serving("outside").await;
    for path in [
        "/../outside.txt",
        "/vendor/../../outside.txt",
        "/..%2foutside.txt",
        "//etc/passwd",
        "/etc/passwd",
        "/.hidden",
        "/vendor",
        "/vendor/",
        "/vendor//editor.js",
        "/C:/x",
        "/a%00b",
    ] {
        let answer = bridge.get(path, "").await;
        assert_eq!((answer.status, answer.body.contains("secret")), (404, false), "{path}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_outside_is_not_followed() {
    let bridge = serving("links").await;
    let link = folder("links").join("link.txt");
    let _ = fs::remove_file(&link); // It is there if the test ran before.
    std::os::unix::fs::symlink("../outside.txt", link).expect("a link");
    assert_eq!(bridge.get("/link.txt", "").await.status, 404);
}

#[tokio::test]
async fn every_answer_keeps_others_out() {
    let bridge = serving("headers").await;
    for path in ["/", "/app-0123456789abcdef.js", "/none", "/session", "/ws"] {
        let answer = bridge.get(path, "").await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("access-control-allow-origin", ""),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "'wasm-unsafe-eval'",
            "worker-src 'self'",
            &format!("ws://127.0.0.1:{}", bridge.port),
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("'unsafe-eval'"), "{policy}");
        // The inline script that starts the page, and only in the page.
        assert_eq!(policy.contains("'sha256-"), path == "/", "{path}: {policy}");
    }
}

#[tokio::test]
async fn files_cannot_be_written() {
    let bridge = serving("methods").await;
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = bridge.ask(&format!("{method} / HTTP/1.1\nHost: 127.0.0.1:{{port}}\nConnection: close\n\n")).await;
        assert_eq!(answer.status, 405, "{method}");
    }
}

#[tokio::test]
async fn the_binary_has_a_page_or_says_how_to_build_it() {
    let bridge = Bridge::start().await;
    let answer = bridge.get("/", "").await;
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    match answer.status {
        200 => assert!(answer.body.contains("DStream"), "{}", answer.body),
        status => assert_eq!((status, answer.body.contains("cargo xtask play")), (503, true), "{}", answer.body),
    }
    // Browsers ask for compressed files, and get the same.
    let compressed = bridge.get("/", "Accept-Encoding: gzip, br\n").await;
    if compressed.header("content-encoding") == "gzip" {
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&compressed.bytes[..]), &mut plain).expect("gzip");
        assert_eq!(plain, answer.bytes);
        assert_ne!(compressed.header("etag"), answer.header("etag"));
    }
    assert_eq!(compressed.status, answer.status);
}

#[test]
fn a_folder_without_a_page_is_refused() {
    let error = Site::folder(PathBuf::from(env!("CARGO_TARGET_TMPDIR"))).expect_err("no page there");
    assert!(error.to_string().contains("has no index.html"), "{error}");
}
